/* The rows of a file are collected as lines, the additions are inserted, and each row is written in the form in
 * which it was read. */
#include "config.h"

#include "codec/catalog_write.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/catalog_news.h"
#include "codec/catalog_own.h"

/* A row of one file. Borrowed. */
struct line {
	const char *product;
	const void *row;
};

/* All rows of one file, in the order in which they are written. */
struct lines {
	struct line *line;
	size_t count, space;
};

static void open_lines(struct lines *l, size_t space)
{
	*l = (struct lines){ .line = mem_zalloc(space, sizeof *l->line), .space = space };
}

/* The caller has counted the rows, so that the space suffices. */
static void insert(struct lines *l, size_t at, const char *product, const void *row)
{
	if (l->count == l->space)
		mem_die("a catalogue has more rows than were counted");
	memmove(l->line + at + 1, l->line + at, (l->count - at) * sizeof *l->line);
	l->line[at] = (struct line){ product, row };
	l->count++;
}

/* The place behind the last row of the product; the end when it has none. */
static size_t behind(const struct lines *l, const char *product)
{
	for (size_t i = l->count; i > 0; i--)
		if (strcmp(l->line[i - 1].product, product) == 0)
			return i;
	return l->count;
}

/* ---- Migrations ---- */

/* Rows of "master" come last. */
static int compare(const struct catalog_migration *a, const struct catalog_migration *b)
{
	int order = (int)a->master - (int)b->master;

	if (!order && !a->master)
		order = version_compare(&a->first_tag, &b->first_tag);
	return order ? order : strcmp(a->version, b->version);
}

static bool same_migration(const struct catalog_migration *a, const struct catalog_migration *b)
{
	return strcmp(a->version, b->version) == 0 && strcmp(a->product, b->product) == 0;
}

/* True when the additions replace the row, which is then written in its new place only. */
static bool moved(const struct catalog_migration *m, const struct catalog_news *news, size_t n)
{
	for (size_t k = 0; k < n; k++)
		for (size_t i = 0; i < news[k].migrations; i++)
			if (same_migration(m, &news[k].migration[i]))
				return true;
	return false;
}

/* Before the first row of the product that comes later. Existing rows are not sorted, only passed. */
static size_t place_of(const struct lines *l, const struct catalog_migration *m)
{
	for (size_t i = 0; i < l->count; i++)
		if (strcmp(l->line[i].product, m->product) == 0 && compare(l->line[i].row, m) > 0)
			return i;
	return behind(l, m->product);
}

/* Existing rows first, then the additions in between. */
static void gather_migrations(struct lines *l, const struct catalog *c, const struct catalog_news *news, size_t n)
{
	size_t space = c->migrations;

	for (size_t k = 0; k < n; k++)
		space += news[k].migrations;
	open_lines(l, space);
	for (size_t i = 0; i < c->migrations; i++)
		if (!moved(&c->migration[i], news, n))
			insert(l, l->count, c->migration[i].product, &c->migration[i]);
	for (size_t k = 0; k < n; k++)
		for (size_t i = 0; i < news[k].migrations; i++)
			insert(l, place_of(l, &news[k].migration[i]), news[k].migration[i].product, &news[k].migration[i]);
}

static void add_tag(const struct catalog_migration *m, struct str *out)
{
	char version[VERSION_TEXT];

	version_text(&m->first_tag, version);
	str_addf(out, "%s%s", m->master ? "master" : "v", m->master ? "" : version);
}

/* The columns of catalog_migrations_heading. */
static void write_migration(const void *row, struct str *out)
{
	const struct catalog_migration *m = row;

	str_addf(out, "%s\t", m->product);
	add_tag(m, out);
	str_addf(out, "\t%s\t%s\t%s\t%d\t%s\t%s\n", m->version, m->name, catalog_dialect_words[m->dialect], m->autocommit, m->classes,
	         m->effects);
}

/* ---- Releases ---- */

/* In the order of publication: additions come behind the product's last release. */
static void gather_releases(struct lines *l, const struct catalog *c, const struct catalog_news *news, size_t n)
{
	size_t space = c->tags;

	for (size_t k = 0; k < n; k++)
		space += news[k].tags;
	open_lines(l, space);
	for (size_t i = 0; i < c->tags; i++)
		insert(l, l->count, c->tag[i].product, &c->tag[i]);
	for (size_t k = 0; k < n; k++)
		for (size_t i = 0; i < news[k].tags; i++)
			insert(l, behind(l, news[k].tag[i].product), news[k].tag[i].product, &news[k].tag[i]);
}

static void write_release(const void *row, struct str *out)
{
	const struct catalog_tag *t = row;

	str_addf(out, "%s\t%s\t%s\n", t->product, t->tag, t->date);
}

/* ---- Charms ---- */

/* A row is identified by where its range begins. */
static const struct catalog_charm *charm_from(const struct catalog_charm *row, size_t rows, const struct catalog_charm *like)
{
	for (size_t i = 0; i < rows; i++)
		if (strcmp(row[i].product, like->product) == 0 && strcmp(row[i].from, like->from) == 0)
			return &row[i];
	return NULL;
}

/* The row itself, or the addition that extends it. */
static const struct catalog_charm *extended(const struct catalog_charm *row, const struct catalog_news *news, size_t n)
{
	const struct catalog_charm *found = NULL;

	for (size_t k = 0; k < n && !found; k++)
		found = charm_from(news[k].charm, news[k].charms, row);
	return found ? found : row;
}

/* An addition that extends an existing row takes its place; any other comes behind the product's last row. */
static void gather_charms(struct lines *l, const struct catalog *c, const struct catalog_news *news, size_t n)
{
	size_t space = c->charms;

	for (size_t k = 0; k < n; k++)
		space += news[k].charms;
	open_lines(l, space);
	for (size_t i = 0; i < c->charms; i++)
		insert(l, l->count, c->charm[i].product, extended(&c->charm[i], news, n));
	for (size_t k = 0; k < n; k++)
		for (size_t i = 0; i < news[k].charms; i++)
			if (!charm_from(c->charm, c->charms, &news[k].charm[i]))
				insert(l, behind(l, news[k].charm[i].product), news[k].charm[i].product, &news[k].charm[i]);
}

static void write_charm(const void *row, struct str *out)
{
	const struct catalog_charm *r = row;

	str_addf(out, "%s\t%s\t%s\t%s\t%s\n", r->product, r->from, r->to, r->version, r->note);
}

/* ---- Files ---- */

static const struct {
	const char *name, *const *heading;
	void (*gather)(struct lines *, const struct catalog *, const struct catalog_news *, size_t n);
	void (*write)(const void *row, struct str *);
} files[CATALOG_FILES] = {
	[CATALOG_FILE_MIGRATIONS] = { "migrations_by_tag.tsv", &catalog_migrations_heading, gather_migrations, write_migration },
	[CATALOG_FILE_RELEASES] = { "releases.tsv", &catalog_releases_heading, gather_releases, write_release },
	[CATALOG_FILE_CHARMS] = { "charms.tsv", &catalog_charms_heading, gather_charms, write_charm },
};

const char *catalog_file_name(enum catalog_file file)
{
	return files[file].name;
}

void catalog_write(const struct catalog *c, const struct catalog_news *news, size_t n, enum catalog_file file, struct str *out)
{
	struct lines l;

	files[file].gather(&l, c, news, n);
	str_addf(out, "%s\n", *files[file].heading);
	for (size_t i = 0; i < l.count; i++)
		files[file].write(l.line[i].row, out);
	/* The number of rows in the last line shows when a file was cut off. */
	if (file == CATALOG_FILE_MIGRATIONS)
		str_addf(out, "#\t%zu\n", l.count);
	free(l.line);
}

/* ---- The difference ---- */

static const char *or_dash(const char *text)
{
	return *text ? text : "-";
}

/* A migration that the catalogue has for "master" is moved and not new. */
static void differ_migration(const struct catalog *c, const struct catalog_migration *m, struct str *out)
{
	const struct catalog_migration *old = catalog_migration_find(c, m->product, m->version);

	if (!old) {
		str_addf(out, "+ %s ", m->product);
		add_tag(m, out);
		str_addf(out, " %s %s %s %s\n", m->version, m->name, m->classes, or_dash(m->effects));
		return;
	}
	str_addf(out, "~ %s %s %s ", m->product, m->version, m->name);
	add_tag(old, out);
	str_add(out, " -> ");
	add_tag(m, out);
	if (strcmp(old->effects, m->effects) != 0)
		str_addf(out, " effects %s -> %s", or_dash(old->effects), or_dash(m->effects));
	str_add(out, "\n");
}

/* An addition that begins where an existing row begins has extended that row. */
static void differ_charm(const struct catalog *c, const struct catalog_charm *r, struct str *out)
{
	const struct catalog_charm *old = charm_from(c->charm, c->charms, r);

	if (old)
		str_addf(out, "~ %s charm %s..%s -> %s %s\n", r->product, old->from, old->to, r->to, r->version);
	else
		str_addf(out, "+ %s charm %s %s\n", r->product, r->from, r->version);
}

void catalog_write_difference(const struct catalog *c, const struct catalog_news *news, struct str *out)
{
	for (size_t i = 0; i < news->tags; i++)
		str_addf(out, "+ %s %s %s\n", news->tag[i].product, news->tag[i].tag, news->tag[i].date);
	for (size_t i = 0; i < news->migrations; i++)
		differ_migration(c, &news->migration[i], out);
	for (size_t i = 0; i < news->charms; i++)
		differ_charm(c, &news->charm[i], out);
}
