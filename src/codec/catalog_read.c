/* Reads the catalogue's files. Their text is cut in place, and all rows point into it. */
#include "config.h"

#include "codec/catalog.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/catalog_own.h"

#define MAX_FIELDS 9
#define VERSION_LEAST 14 /* digits of the shortest version */

const char *const catalog_migrations_heading = "product\tfirst_tag\tversion\tname\tdialect\tautocommit\tclasses\teffects";
const char *const catalog_releases_heading = "product\ttag\tdate";
const char *const catalog_charms_heading = "product\tfrom\tto\tversion\tnote";

const char *const catalog_dialect_words[CATALOG_DIALECTS] = {
	[CATALOG_ALL] = "all",
	[CATALOG_POSTGRES] = "postgres",
	[CATALOG_GO] = "go",
};

/* A position in a text that is cut into lines and fields in place. */
struct reader {
	char *at;
	size_t line;
	char *field[MAX_FIELDS];
	size_t fields;
};

/* Ends s at the mark and returns what follows; NULL when there is no mark. */
static char *cut_at(char *s, char mark)
{
	char *end = strchr(s, mark);

	if (!end)
		return NULL;
	*end = '\0';
	return end + 1;
}

/* NULL at the end of the text. */
static char *next_line(struct reader *r)
{
	char *line = r->at;

	if (!line || !*line)
		return NULL;
	r->at = cut_at(line, '\n');
	r->line++;
	return line;
}

/* A line with more than MAX_FIELDS fields has MAX_FIELDS here and is refused by the reader of its row. */
static bool next_fields(struct reader *r)
{
	char *rest = next_line(r);

	r->fields = 0;
	if (!rest)
		return false;
	while (rest && r->fields < MAX_FIELDS) {
		r->field[r->fields++] = rest;
		rest = cut_at(rest, '\t');
	}
	return true;
}

/* Always false. The files come with Teal, so a damaged one means a damaged installation. */
static bool refuse(struct err *err, const char *file, size_t line)
{
	return err_whyf(err, ERR_ENVIRONMENT, _("The catalogue of migrations cannot be read"),
	                _("Install the program again: its data file is damaged."), _("%s is not what it should be at line %zu"), file,
	                line);
}

/* Digits only; whether they make a date does not matter. */
static bool is_version(const char *s)
{
	size_t n = strspn(s, "0123456789");

	return n >= VERSION_LEAST && n < CATALOG_VERSION && !s[n];
}

/* An unknown word is damage and no dialect to skip. */
static bool read_dialect(const char *word, enum catalog_dialect *out)
{
	for (size_t i = 0; i < CATALOG_DIALECTS; i++)
		if (strcmp(word, catalog_dialect_words[i]) == 0) {
			*out = (enum catalog_dialect)i;
			return true;
		}
	return false;
}

static const char *const effect_words[EFFECT_COUNT] = {
#define TEAL_EFFECT_WORD(id, word) [EFFECT_##id] = word,
	TEAL_EFFECTS(TEAL_EFFECT_WORD)
#undef TEAL_EFFECT_WORD
};

const char *effect_word(enum effect_kind kind)
{
	return effect_words[kind];
}

/* Reads one "class:table" of n bytes. */
static bool read_effect(const char *s, size_t n, struct catalog_effect *out)
{
	const char *colon = memchr(s, ':', n);
	size_t word = colon ? (size_t)(colon - s) : n, table = colon ? n - word - 1 : 0;

	if (!colon || table >= sizeof out->table)
		return false;
	memcpy(out->table, colon + 1, table);
	out->table[table] = '\0';
	for (size_t i = 0; i < EFFECT_COUNT; i++)
		if (strlen(effect_words[i]) == word && memcmp(effect_words[i], s, word) == 0) {
			out->kind = (enum effect_kind)i;
			return true;
		}
	return false;
}

int catalog_effects(const char *effects, struct catalog_effect out[CATALOG_EFFECTS])
{
	int n = 0;

	for (const char *s = effects; *effects && s; s = strchr(s, ',') ? strchr(s, ',') + 1 : NULL) {
		if (n == CATALOG_EFFECTS || !read_effect(s, strcspn(s, ","), &out[n]))
			return -1;
		n++;
	}
	return n;
}

/* Every field is checked: a file that was damaged or edited must not pass for a smaller catalogue. */
static bool read_migration(const struct reader *r, struct catalog_migration *m)
{
	struct catalog_effect effect[CATALOG_EFFECTS];

	if (r->fields != 8 || !r->field[0][0] || !is_version(r->field[2]) || catalog_effects(r->field[7], effect) < 0)
		return false;
	*m = (struct catalog_migration){
		.product = r->field[0],
		.version = r->field[2],
		.name = r->field[3],
		.classes = r->field[6],
		.effects = r->field[7],
		.master = strcmp(r->field[1], "master") == 0,
		.autocommit = strcmp(r->field[5], "1") == 0,
	};
	return read_dialect(r->field[4], &m->dialect) && (m->master || version_parse(r->field[1], &m->first_tag)) &&
	       (m->autocommit || strcmp(r->field[5], "0") == 0);
}

/* The date is only shown; the order of releases is that of their versions. */
static bool read_release(const struct reader *r, struct catalog_tag *out)
{
	if (r->fields != 3 || !r->field[0][0])
		return false;
	*out = (struct catalog_tag){ .product = r->field[0], .tag = r->field[1], .date = r->field[2] };
	return version_parse(out->tag, &out->version);
}

/* Compares the whole line: see catalog_own.h. */
static bool read_heading(struct reader *r, const char *wanted)
{
	char *line = next_line(r);

	return line && strcmp(line, wanted) == 0;
}

/* At least the number of rows, so that the array is allocated once. */
static size_t count_lines(const char *s)
{
	size_t n = 1;

	while ((s = strchr(s, '\n'))) {
		s++;
		n++;
	}
	return n;
}

/* A file without rows is damaged, too: it would mean "no migration is needed". The last line holds the number
 * of rows. */
static bool read_migrations(struct catalog *c, struct err *err)
{
	struct reader r = { .at = c->text[0] };

	c->migration = mem_zalloc(count_lines(c->text[0]), sizeof *c->migration);
	if (!read_heading(&r, catalog_migrations_heading))
		return refuse(err, "migrations_by_tag.tsv", 1);
	while (next_fields(&r)) {
		if (strcmp(r.field[0], "#") == 0 && r.fields == 2) {
			int64_t rows;

			c->whole = str_to_int(r.field[1], 0, INT32_MAX, &rows) && (size_t)rows == c->migrations && !next_line(&r);
			return c->whole ? true : refuse(err, "migrations_by_tag.tsv", r.line);
		}
		if (!read_migration(&r, &c->migration[c->migrations++]))
			return refuse(err, "migrations_by_tag.tsv", r.line);
	}
	return c->migrations ? true : refuse(err, "migrations_by_tag.tsv", r.line);
}

static bool read_releases(struct catalog *c, struct err *err)
{
	struct reader r = { .at = c->text[1] };

	c->tag = mem_zalloc(count_lines(c->text[1]), sizeof *c->tag);
	if (!read_heading(&r, catalog_releases_heading))
		return refuse(err, "releases.tsv", 1);
	while (next_fields(&r))
		if (!read_release(&r, &c->tag[c->tags++]))
			return refuse(err, "releases.tsv", r.line);
	return c->tags ? true : refuse(err, "releases.tsv", r.line);
}

/* Text, newlines and tabs: no byte that moves a cursor when it is shown, and no NUL, which would end the text
 * early. */
static bool is_plain(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (((unsigned char)text[i] < ' ' && text[i] != '\t' && text[i] != '\n') || text[i] == 0x7f)
			return false;
	return true;
}

/* The texts are copied first, because reading cuts them in place. Line 0 in an error stands for the file as a
 * whole. */
bool catalog_parse(const char *migrations, size_t mn, const char *releases, size_t rn, struct catalog *out, struct err *err)
{
	*out = (struct catalog){ 0 };
	if (mn > CATALOG_MAX || rn > CATALOG_MAX || !is_plain(migrations, mn) || !is_plain(releases, rn))
		return refuse(err, mn > CATALOG_MAX ? "migrations_by_tag.tsv" : "releases.tsv", 0);
	out->text[0] = mem_dupn(migrations, mn);
	out->text[1] = mem_dupn(releases, rn);
	if (read_migrations(out, err) && read_releases(out, err))
		return true;
	catalog_release(out);
	return false;
}

/* A range has two ends; a single release is written twice. */
static bool read_charm(const struct reader *r, struct catalog_charm *out)
{
	struct version v;

	if (r->fields != 5 || !r->field[0][0] || !r->field[1][0] || !r->field[2][0])
		return false;
	*out = (struct catalog_charm){ r->field[0], r->field[1], r->field[2], r->field[3], r->field[4] };
	return version_parse(out->version, &v);
}

static bool read_charms(struct catalog *c, struct err *err)
{
	struct reader r = { .at = c->text[2] };

	c->charm = mem_zalloc(count_lines(c->text[2]), sizeof *c->charm);
	if (!read_heading(&r, catalog_charms_heading))
		return refuse(err, "charms.tsv", 1);
	while (next_fields(&r))
		if (!read_charm(&r, &c->charm[c->charms++]))
			return refuse(err, "charms.tsv", r.line);
	return true;
}

/* When the file is damaged, the rest of the catalogue stays as it was. */
bool catalog_add_charms(struct catalog *c, const char *charms, size_t n, struct err *err)
{
	if (n > CATALOG_MAX || !is_plain(charms, n))
		return refuse(err, "charms.tsv", 0);
	free(c->text[2]);
	free(c->charm);
	c->charm = NULL;
	c->charms = 0;
	c->text[2] = mem_dupn(charms, n);
	if (read_charms(c, err))
		return true;
	c->charms = 0;
	return false;
}

void catalog_release(struct catalog *c)
{
	free(c->migration);
	free(c->tag);
	free(c->charm);
	for (size_t i = 0; i < mem_count(c->text); i++)
		free(c->text[i]);
	*c = (struct catalog){ 0 };
}
