/* Names of tables in their one form: made and read here. */
#include "config.h"

#include "codec/table_name.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"

/* Enough for a schema and a name of 63 bytes each that consist of quotes. */
#define NAME_MAX_BYTES ((size_t)1024)

static bool begins_plain(char c)
{
	return (c >= 'a' && c <= 'z') || c == '_';
}

static bool goes_on_plain(char c)
{
	return begins_plain(c) || (c >= '0' && c <= '9') || c == '$';
}

/* Bytes of the plain part at the beginning; 0: there is none. */
static size_t plain_length(const char *text)
{
	size_t n = 0;

	while (n ? goes_on_plain(text[n]) : begins_plain(text[n]))
		n++;
	return n;
}

/* Bytes of the quoted part at the beginning, quotes included; 0: there is none. PostgreSQL has no empty name. */
static size_t quoted_length(const char *text)
{
	size_t n = 1;

	if (*text != '"')
		return 0;
	for (;; n++) {
		if (!text[n])
			return 0;
		if (text[n] == '"' && text[++n] != '"')
			return n > 2 ? n : 0;
	}
}

/* A part that needs no quotes must not have any, or one name would have two forms. */
static bool needs_quotes(const char *part, size_t n)
{
	return plain_length(part) != n;
}

/* Owned: the part without its quotes. */
static char *unquoted(const char *part, size_t n)
{
	char *out = mem_zalloc(n + 1, 1);
	size_t at = 0;

	if (*part != '"')
		return memcpy(out, part, n);
	for (size_t i = 1; i + 1 < n; i++) {
		out[at++] = part[i];
		i += part[i] == '"';
	}
	return out;
}

/* Bytes of one part, plain or quoted; 0 when there is none in its one form. */
static size_t part_length(const char *text)
{
	size_t n = *text == '"' ? quoted_length(text) : plain_length(text);
	char *bare;

	if (n && *text == '"') {
		bare = unquoted(text, n);
		n = needs_quotes(bare, strlen(bare)) ? n : 0;
		free(bare);
	}
	return n;
}

void table_name_add_part(struct str *out, const char *part)
{
	if (*part && !needs_quotes(part, strlen(part)))
		str_add(out, part);
	else
		str_add_ident(out, part);
}

void table_name_add(struct str *out, const char *schema, const char *name)
{
	table_name_add_part(out, schema);
	str_add(out, ".");
	table_name_add_part(out, name);
}

/* NAME_MAX_BYTES suffices for every name that PostgreSQL allows, so that nothing is cut. */
char *table_name_make(const char *schema, const char *name)
{
	struct str out;

	str_init(&out, NAME_MAX_BYTES);
	table_name_add(&out, schema, name);
	return str_take(&out);
}

/* Where the second part begins; 0 when the text does not begin with a part and a dot. */
static size_t second_part(const char *text)
{
	size_t n = part_length(text);

	return n && text[n] == '.' ? n + 1 : 0;
}

size_t table_name_length(const char *text)
{
	size_t at = second_part(text), n = at ? part_length(text + at) : 0;

	return n ? at + n : 0;
}

/* Walks from name to name, because a search for the text alone would find it inside a quoted name. */
bool table_name_listed(const char *list, const char *name)
{
	size_t n = list ? table_name_length(list) : 0;

	for (; n; n = table_name_length(list)) {
		if (n == strlen(name) && strncmp(list, name, n) == 0)
			return true;
		list += n + (list[n] == ' ');
	}
	return false;
}

/* A name in this form must be the whole text. */
bool table_name_split(const char *text, char **schema, char **name)
{
	size_t at = second_part(text), n = table_name_length(text);

	*schema = *name = NULL;
	if (!n || text[n])
		return false;
	*schema = unquoted(text, at - 1);
	*name = unquoted(text + at, n - at);
	return true;
}

char *table_name_read(const char *text)
{
	size_t n = table_name_length(text);
	const char *dot = strchr(text, '.');
	char *schema, *out;

	if (n && !text[n])
		return mem_dup(text);
	schema = dot ? mem_dupn(text, (size_t)(dot - text)) : mem_dup("public");
	out = table_name_make(schema, dot ? dot + 1 : text);
	free(schema);
	return out;
}

const char *table_name_short(const char *text)
{
	return text + second_part(text);
}

/* Adds nothing for a text that has no form. */
void table_name_add_sql(struct str *out, const char *text)
{
	char *form = table_name_read(text), *schema, *name;

	if (table_name_split(form, &schema, &name)) {
		str_add_ident(out, schema);
		str_add(out, ".");
		str_add_ident(out, name);
	}
	free(form);
	free(schema);
	free(name);
}
