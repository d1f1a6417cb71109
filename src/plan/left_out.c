/* The tables that are left out, from two places that say so. */
#include "config.h"

#include "plan/left_out.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/table_name.h"
#include "plan/model.h"

/* The next name of an answer, owned; NULL at its end, and at what is no name (then *at stands there). A name may hold blanks
 * between its quotes. */
static char *next_name(const char **at)
{
	size_t n;
	char *name;

	*at += strspn(*at, " ,\t\n");
	n = table_name_length(*at);
	if (!n || !strchr(" ,\t\n", (*at)[n]))
		return NULL;
	name = mem_dupn(*at, n);
	*at += n;
	return name;
}

bool left_out_readable(const char *text, const char **bad)
{
	char *name;

	while ((name = next_name(&text)))
		free(name);
	*bad = text;
	return !*text;
}

bool left_out_by_settings(const struct model *m, const char *table)
{
	for (size_t i = 0; i < m->settings.leave_outs; i++)
		if (strcmp(m->settings.leave_out[i], table) == 0)
			return true;
	return false;
}

static bool by_answer(const struct model *m, const char *table)
{
	const char *at = model_answer(m, LEFT_OUT_ANSWER);
	bool found = false;
	char *name;

	while (at && !found && (name = next_name(&at))) {
		found = strcmp(name, table) == 0;
		free(name);
	}
	return found;
}

bool left_out(const struct model *m, const char *table)
{
	return left_out_by_settings(m, table) || by_answer(m, table);
}

char *left_out_at(const struct model *m, size_t i)
{
	const char *at = model_answer(m, LEFT_OUT_ANSWER);
	char *name;

	if (i < m->settings.leave_outs)
		return mem_dup(m->settings.leave_out[i]);
	i -= m->settings.leave_outs;
	while (at && (name = next_name(&at))) {
		if (!left_out_by_settings(m, name) && i-- == 0)
			return name;
		free(name);
	}
	return NULL;
}

void left_out_add(const struct model *m, struct str *out)
{
	char *name;

	for (size_t i = 0; (name = left_out_at(m, i)); i++) {
		str_addf(out, "%s%s", i ? ", " : "", name);
		free(name);
	}
}

void left_out_mark(struct model *m)
{
	for (size_t i = 0; i < m->tables; i++)
		m->table[i].left_out = left_out(m, m->table[i].name);
}

void left_out_add_sql(const struct model *m, struct str *out)
{
	char *form, *schema, *name;
	bool first = true;

	for (size_t i = 0; (form = left_out_at(m, i)); i++) {
		if (table_name_split(form, &schema, &name)) {
			str_add(out, first ? " AND (n.nspname, c.relname) NOT IN ((" : ", (");
			first = false;
			str_add_literal(out, schema);
			str_add(out, ", ");
			str_add_literal(out, name);
			str_add(out, ")");
		}
		free(schema);
		free(name);
		free(form);
	}
	str_add(out, first ? "" : ")");
}
