/* The catalogue is cut up in place and everything points into its text. Sets are found by walking through all
 * rows: there are some hundreds, and they are asked for when an operator looks, not in a loop. */
#include "config.h"

#include "codec/catalog.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"

#define LEGACY_LEN 14 /* digits of a version as the first releases recorded it */
#define MAX_FIELDS 8

static const char migrations_heading[] = "product\tfirst_tag\tversion\tname\tdialect\tautocommit\tclasses";
static const char releases_heading[] = "product\ttag\tdate";

/* Walks lines and fields of a text that it cuts up in place. */
struct reader {
	char *at;
	size_t line;
	char *field[MAX_FIELDS];
	size_t fields;
};

/* Ends s at the mark and yields what is behind it; NULL when there is no mark. */
static char *cut_at(char *s, char mark)
{
	char *end = strchr(s, mark);

	if (!end)
		return NULL;
	*end = '\0';
	return end + 1;
}

static char *next_line(struct reader *r)
{
	char *line = r->at;

	if (!line || !*line)
		return NULL;
	r->at = cut_at(line, '\n');
	r->line++;
	return line;
}

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

/* The files are ours: when they are wrong, the installation is. */
static bool refuse(struct err *err, const char *file, size_t line)
{
	return err_whyf(err, ERR_ENVIRONMENT, _("The catalogue of migrations cannot be read"),
	                _("Install the program again: its data file is damaged."), _("%s is not what it should be at line %zu"), file,
	                line);
}

/* Digits only; their meaning as a date is not looked at. */
static bool is_version(const char *s)
{
	size_t n = strspn(s, "0123456789");

	return n >= LEGACY_LEN && n < CATALOG_VERSION && !s[n];
}

/* A word that is not one of these is damage, not a dialect to be passed over. */
static bool read_dialect(const char *word, enum catalog_dialect *out)
{
	static const char *const words[] = { [CATALOG_ALL] = "all", [CATALOG_POSTGRES] = "postgres", [CATALOG_GO] = "go" };

	for (size_t i = 0; i < mem_count(words); i++)
		if (strcmp(word, words[i]) == 0) {
			*out = (enum catalog_dialect)i;
			return true;
		}
	return false;
}

/* Every field is checked: a file that was damaged or edited must not pass for a smaller catalogue. */
static bool read_migration(const struct reader *r, struct catalog_migration *m)
{
	if (r->fields != 7 || !r->field[0][0] || !is_version(r->field[2]))
		return false;
	*m = (struct catalog_migration){
		.product = r->field[0],
		.version = r->field[2],
		.name = r->field[3],
		.classes = r->field[6],
		.master = strcmp(r->field[1], "master") == 0,
		.autocommit = strcmp(r->field[5], "1") == 0,
	};
	return read_dialect(r->field[4], &m->dialect) && (m->master || version_parse(r->field[1], &m->first_tag)) &&
	       (m->autocommit || strcmp(r->field[5], "0") == 0);
}

/* The date is for showing; the order of releases is that of their versions. */
static bool read_release(const struct reader *r, struct catalog_tag *out)
{
	if (r->fields != 3 || !r->field[0][0])
		return false;
	*out = (struct catalog_tag){ .product = r->field[0], .tag = r->field[1], .date = r->field[2] };
	return version_parse(out->tag, &out->version);
}

/* Compared whole: behind a column that was added, each field would be taken for another. */
static bool read_heading(struct reader *r, const char *wanted)
{
	char *line = next_line(r);

	return line && strcmp(line, wanted) == 0;
}

/* At least as many as there are rows, so that the array is made once. */
static size_t count_lines(const char *s)
{
	size_t n = 1;

	while ((s = strchr(s, '\n'))) {
		s++;
		n++;
	}
	return n;
}

/* No rows at all is damage, too: it would look like "no migration is needed". */
static bool read_migrations(struct catalog *c, struct err *err)
{
	struct reader r = { .at = c->text[0] };

	c->migration = mem_zalloc(count_lines(c->text[0]), sizeof *c->migration);
	if (!read_heading(&r, migrations_heading))
		return refuse(err, "migrations_by_tag.tsv", 1);
	while (next_fields(&r))
		if (!read_migration(&r, &c->migration[c->migrations++]))
			return refuse(err, "migrations_by_tag.tsv", r.line);
	return c->migrations ? true : refuse(err, "migrations_by_tag.tsv", r.line);
}

static bool read_releases(struct catalog *c, struct err *err)
{
	struct reader r = { .at = c->text[1] };

	c->tag = mem_zalloc(count_lines(c->text[1]), sizeof *c->tag);
	if (!read_heading(&r, releases_heading))
		return refuse(err, "releases.tsv", 1);
	while (next_fields(&r))
		if (!read_release(&r, &c->tag[c->tags++]))
			return refuse(err, "releases.tsv", r.line);
	return c->tags ? true : refuse(err, "releases.tsv", r.line);
}

/* The files may not hold a NUL, which would end the text in the middle unseen. */
bool catalog_parse(const char *migrations, size_t mn, const char *releases, size_t rn, struct catalog *out, struct err *err)
{
	*out = (struct catalog){ 0 };
	if (mn > CATALOG_MAX || rn > CATALOG_MAX || (mn && memchr(migrations, '\0', mn)) || (rn && memchr(releases, '\0', rn)))
		return refuse(err, mn > CATALOG_MAX ? "migrations_by_tag.tsv" : "releases.tsv", 0);
	out->text[0] = mem_dupn(migrations, mn);
	out->text[1] = mem_dupn(releases, rn);
	if (read_migrations(out, err) && read_releases(out, err))
		return true;
	catalog_release(out);
	return false;
}

void catalog_release(struct catalog *c)
{
	free(c->migration);
	free(c->tag);
	free(c->text[0]);
	free(c->text[1]);
	*c = (struct catalog){ 0 };
}

/* One sentence for every reason, and one advice: to assume that migrations are needed is never wrong,
 * only slow. */
static bool uncovered(struct err *err, const char *product, const char *tag, const char *reason)
{
	char *what = mem_printf(_("The catalogue does not cover %s %s"), product, tag);

	err_set(err, ERR_INPUT, what, reason, _("Assume that migrations are needed, and compare the databases themselves."));
	free(what);
	return false;
}

/* The first release whose migrations are known in full: an earlier one has some of them, and nobody knows which. */
static const struct version *first_covered(const struct catalog *c, const char *product)
{
	const struct version *first = NULL;

	for (size_t i = 0; i < c->migrations; i++) {
		const struct catalog_migration *m = &c->migration[i];

		if (strcmp(m->product, product) == 0 && !m->master && (!first || version_compare(&m->first_tag, first) < 0))
			first = &m->first_tag;
	}
	return first;
}

/* A release without migrations of its own has no row among the migrations, so this list decides what is known. */
static bool is_released(const struct catalog *c, const char *product, const struct version *v)
{
	for (size_t i = 0; i < c->tags; i++)
		if (strcmp(c->tag[i].product, product) == 0 && version_compare(&c->tag[i].version, v) == 0)
			return true;
	return false;
}

/* Each way of not being covered has its own reason, because the operator can do something about some of them. */
static bool find_version(const struct catalog *c, const char *product, const char *tag, struct version *v, struct err *err)
{
	const struct version *first = first_covered(c, product);

	if (!first)
		return uncovered(err, product, tag, _("It knows no such product."));
	if (strcmp(tag, "master") == 0)
		return uncovered(err, product, tag, _("What is not released yet is no target."));
	if (!version_parse(tag, v))
		return uncovered(err, product, tag, _("That is no version."));
	if (version_is_prerelease(v))
		return uncovered(err, product, tag, _("It is a pre-release, whose migrations are not recorded."));
	if (version_is_fork(v))
		return uncovered(err, product, tag, _("It is a fork with migrations of its own."));
	if (!is_released(c, product, v))
		return uncovered(err, product, tag, _("No such release was known when the catalogue was made."));
	if (version_compare(v, first) < 0)
		return uncovered(err, product, tag, _("It is older than the first release of the catalogue."));
	return true;
}

bool catalog_covers(const struct catalog *c, const char *product, const char *tag, struct err *err)
{
	struct version v;

	return find_version(c, product, tag, &v, err);
}

/* As texts, digit by digit: they have different lengths, and most are longer than any integer. */
static int by_version(const void *a, const void *b)
{
	return strcmp((*(const struct catalog_migration *const *)a)->version, (*(const struct catalog_migration *const *)b)->version);
}

/* after: NULL for all from the beginning. */
static void collect(const struct catalog *c, const char *product, const struct version *after, const struct version *until,
                    struct catalog_set *out)
{
	out->item = mem_zalloc(c->migrations, sizeof *out->item);
	for (size_t i = 0; i < c->migrations; i++) {
		const struct catalog_migration *m = &c->migration[i];

		if (strcmp(m->product, product) == 0 && !m->master && version_compare(&m->first_tag, until) <= 0 &&
		    (!after || version_compare(&m->first_tag, after) > 0))
			out->item[out->count++] = m;
	}
	qsort(out->item, out->count, sizeof *out->item, by_version);
}

/* A release brings what came with it and with all before it; the master branch brings nothing yet. */
bool catalog_until(const struct catalog *c, const char *product, const char *tag, struct catalog_set *out, struct err *err)
{
	struct version v;

	*out = (struct catalog_set){ 0 };
	if (!find_version(c, product, tag, &v, err))
		return false;
	collect(c, product, NULL, &v, out);
	return true;
}

/* By release, never by version: later releases have added versions below earlier ones. */
bool catalog_between(const struct catalog *c, const char *product, const char *from, const char *to, struct catalog_set *out,
                     struct err *err)
{
	struct version a, b;

	*out = (struct catalog_set){ 0 };
	if (!find_version(c, product, from, &a, err) || !find_version(c, product, to, &b, err))
		return false;
	if (version_compare(&a, &b) > 0)
		return err_whyf(err, ERR_INPUT, _("There is no migration to an older release"),
		                _("Choose a target that is not older than what runs now."),
		                _("%s is older than %s, and a newer database cannot be brought back"), to, from);
	collect(c, product, &a, &b, out);
	return true;
}

void catalog_set_release(struct catalog_set *s)
{
	free(s->item);
	*s = (struct catalog_set){ 0 };
}

/* Whole words: "drop" is not "dropidx". */
bool catalog_has_class(const struct catalog_migration *m, const char *name)
{
	size_t n = strlen(name);

	for (const char *s = m->classes; *s; s += strcspn(s, ","), s += *s == ',')
		if (strcspn(s, ",") == n && memcmp(s, name, n) == 0)
			return true;
	return false;
}

/* Legacy rows hold 14 digits; the program itself counts a migration as applied when its first 14 are there. */
static bool stands_for(const char *recorded, const char *version)
{
	return strcmp(recorded, version) == 0 || (strlen(recorded) == LEGACY_LEN && strncmp(recorded, version, LEGACY_LEN) == 0);
}

/* Each against each: some hundreds on either side, once a look. A recorded version of 14 digits may
 * settle several. */
void catalog_compare(const struct catalog_set *set, const char *const *recorded, size_t count, struct catalog_diff *out)
{
	bool *found = mem_zalloc(set->count, sizeof *found);

	*out = (struct catalog_diff){ 0 };
	out->missing.item = mem_zalloc(set->count, sizeof *out->missing.item);
	out->extra = mem_zalloc(count, sizeof *out->extra);
	for (size_t r = 0; r < count; r++) {
		bool known = false;

		for (size_t i = 0; i < set->count; i++)
			if (stands_for(recorded[r], set->item[i]->version))
				known = found[i] = true;
		if (!known)
			out->extra[out->extras++] = recorded[r];
	}
	for (size_t i = 0; i < set->count; i++)
		if (!found[i])
			out->missing.item[out->missing.count++] = set->item[i];
	free(found);
}

void catalog_diff_release(struct catalog_diff *d)
{
	catalog_set_release(&d->missing);
	free(d->extra);
	*d = (struct catalog_diff){ 0 };
}
