/* Which migrations lie between the two versions, by the strongest witness that knows them, and what each
 * migration does to this database. */
#include "config.h"

#include "assess/own.h"

#include "assess/costs.h"
#include "assess/library.h"
#include "assess/recorded.h"
#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"

#define LEGACY_LEN 14 /* digits of a version as old databases recorded it */
#define ROW_BYTES 128 /* the assumed size of a row with its indexes */
#define EMPTY_BYTES (256 * 1024) /* a table up to this size may be empty: the first pages of its indexes take that much */

bool library_has(const struct library *l, int document)
{
	return l && l->doc[document].usable;
}

/* ---- One migration ---- */

/* For a table that was never analysed, and so has a size but no estimate of its rows. ROW_BYTES is small, so
 * that the number is rather too high than too low. */
static int64_t rows_by_size(int64_t bytes)
{
	if (bytes < 0)
		return -1;
	return bytes <= EMPTY_BYTES ? 0 : bytes / ROW_BYTES;
}

/* -1 when sizes are not known. A table that does not exist yet has no rows. */
static int64_t rows_of(const struct assess_spec *s, const char *table)
{
	if (!s->tables)
		return -1;
	for (size_t i = 0; i < s->tables; i++)
		if (strcmp(s->table[i].name, table) == 0)
			return s->table[i].rows >= 0 ? s->table[i].rows : rows_by_size(s->table[i].bytes);
	return 0;
}

/* An effect whose table is not known has a time only if the time does not depend on the table. */
static void weigh_effect(const struct assess_spec *s, const struct catalog_effect *said, struct assess_effect *out)
{
	const struct cost_row *cost = cost_of(said->kind);

	*out = (struct assess_effect){ .kind = said->kind, .rows = -1, .ms = COST_STATEMENT_MS, .lock = cost->lock };
	memcpy(out->table, said->table, sizeof out->table);
	if (said->kind != EFFECT_EXT && *said->table)
		out->rows = rows_of(s, said->table);
	if (cost->row_ns)
		out->ms = out->rows < 0 ? -1 : COST_STATEMENT_MS + out->rows * cost->row_ns / 1000000;
}

/* True when an effect of the migration creates the table. */
static bool makes(const struct assess_migration *m, const char *table)
{
	for (size_t e = 0; e < m->effects; e++)
		if (m->effect[e].kind == EFFECT_TABLE && strcmp(m->effect[e].table, table) == 0)
			return true;
	return false;
}

/* A table that this or an earlier migration creates is empty, so that a lock on it holds up nobody. */
static bool made_before(const struct assessment *a, const struct assess_migration *m, const char *table)
{
	for (size_t i = 0; i < a->migrations; i++)
		if (makes(&a->migration[i], table))
			return true;
	return makes(m, table);
}

/* Adds the effect, and updates the migration's sum, strongest lock and worst consequence. */
static void add_effect(const struct assessment *a, struct assess_migration *m, const struct assess_effect *e)
{
	const struct cost_row *cost = cost_of(e->kind);
	bool empty = *e->table && e->rows <= 0 && made_before(a, m, e->table);

	m->effect[m->effects] = *e;
	if (empty) {
		m->effect[m->effects].ms = COST_STATEMENT_MS;
		m->effect[m->effects].lock = LOCK_NONE;
	}
	m->classes |= cost->classes;
	m->lock = m->effect[m->effects].lock > m->lock ? m->effect[m->effects].lock : m->lock;
	m->old = !empty && cost->old > m->old ? cost->old : m->old;
	m->ms = m->ms < 0 || m->effect[m->effects].ms < 0 ? -1 : m->ms + m->effect[m->effects].ms;
	m->effects++;
}

/* For a migration without recorded effects: only the catalogue's coarse words are known. */
static void weigh_by_words(const char *words, struct assess_migration *m)
{
	for (const char *s = words; *s; s += strcspn(s, ","), s += *s == ',')
		m->classes |= cost_classes_of_word(s, strcspn(s, ","));
	if (!m->classes)
		return;
	m->ms = -1;
	m->lock = LOCK_ACCESS;
	m->old = m->classes & ~(unsigned)(COST_ADDITIVE | COST_INDEX | COST_CONCURRENT | COST_EXTENSION) ? OLD_UNKNOWN : OLD_WORKS;
}

/* Adds each extension once; one that a recorded migration needed is there already. */
static void note_extensions(struct assessment *a, const struct assess_migration *m)
{
	for (size_t i = 0; i < m->effects; i++) {
		bool known = m->effect[i].kind != EFFECT_EXT || m->recorded;

		for (size_t k = 0; k < a->extensions && !known; k++)
			known = strcmp(a->extension[k], m->effect[i].table) == 0;
		if (known)
			continue;
		a->extension = mem_grow(a->extension, a->extensions, a->extensions + 1, sizeof *a->extension);
		a->extension[a->extensions++] = mem_dup(m->effect[i].table);
	}
}

/* Makes space for one more migration and fills what every migration has. The caller counts it. */
static struct assess_migration *append(struct assessment *a, const char *version, const char *name)
{
	struct assess_migration *m;

	a->migration = mem_grow(a->migration, a->migrations, a->migrations + 1, sizeof *a->migration);
	m = &a->migration[a->migrations];
	snprintf(m->version, sizeof m->version, "%s", version);
	m->name = mem_dup(name);
	m->transactional = true;
	return m;
}

/* The effects were checked when the catalogue was read. */
static void add_known(const struct assess_spec *s, struct assessment *a, const struct catalog_migration *row)
{
	struct catalog_effect said[CATALOG_EFFECTS];
	struct assess_migration *m = append(a, row->version, row->name);
	int n = catalog_effects(row->effects, said);

	version_text(&row->first_tag, m->release);
	m->transactional = !row->autocommit;
	m->recorded = recorded_has(s->recorded, row->version);
	m->effect = mem_zalloc(n > 0 ? (size_t)n : 1, sizeof *m->effect);
	for (int i = 0; i < n; i++) {
		struct assess_effect e;

		weigh_effect(s, &said[i], &e);
		add_effect(a, m, &e);
	}
	if (n <= 0)
		weigh_by_words(row->classes, m);
	note_extensions(a, m);
	a->migrations++;
}

/* A file that only the fetched list has: what it does is not known. */
static void add_live(const struct assess_spec *s, struct assessment *a, const struct tree_migration *file)
{
	struct assess_migration *m = append(a, file->version, file->name);

	snprintf(m->release, sizeof m->release, "%s", a->to.version);
	m->transactional = !file->autocommit;
	m->recorded = recorded_has(s->recorded, file->version);
	m->live = true;
	m->classes = COST_UNKNOWN;
	m->ms = -1;
	m->lock = LOCK_ACCESS;
	m->old = OLD_UNKNOWN;
	a->migrations++;
}

/* ---- The set ---- */

/* By release, then by version: the order in which people read about them. */
static int by_release(const void *a, const void *b)
{
	const struct catalog_migration *x = *(const struct catalog_migration *const *)a, *y = *(const struct catalog_migration *const *)b;
	int order = version_compare(&x->first_tag, &y->first_tag);

	return order ? order : strcmp(x->version, y->version);
}

/* True for a migration of a release after "from", and for an older one that the database does not record: a
 * database may lack what its version should have. */
static bool wanted(const struct assess_spec *s, const struct catalog_migration *m)
{
	return version_compare(&m->first_tag, &s->from.parsed) > 0 || (s->recorded && !recorded_has(s->recorded, m->version));
}

/* When the database's own record is known, "from" need not be in the catalogue: a fork is not. */
static bool from_catalog(const struct assess_spec *s, struct assessment *a, struct err *err)
{
	struct catalog_set set = { 0 };
	bool ok = s->catalog && (s->recorded || catalog_covers(s->catalog, s->product, s->from.version, err)) &&
	          catalog_until(s->catalog, s->product, s->to.version, &set, err);

	if (ok && set.count)
		qsort(set.item, set.count, sizeof *set.item, by_release);
	for (size_t i = 0; ok && i < set.count; i++)
		if (wanted(s, set.item[i]))
			add_known(s, a, set.item[i]);
	catalog_set_release(&set);
	return ok;
}

/* NULL when no release in the catalogue has the migration. */
static const struct catalog_migration *catalog_row(const struct catalog *c, const char *product, const char *version)
{
	for (size_t i = 0; c && i < c->migrations; i++)
		if (!c->migration[i].master && strcmp(c->migration[i].product, product) == 0 &&
		    strcmp(c->migration[i].version, version) == 0)
			return &c->migration[i];
	return NULL;
}

/* Binary search; the list is ascending. */
static bool tree_has(const struct tree_migrations *t, const char *version)
{
	size_t low = 0, high = t->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strcmp(t->item[mid].version, version);

		if (order == 0)
			return true;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

/* Whether "from" has the migration: by the fetched list of that tag, else by the catalogue, else by the
 * database's record. */
static bool before(const struct assess_spec *s, const char *version, const struct catalog_set *until)
{
	if (library_has(s->library, DOC_TREE_FROM))
		return tree_has(&s->library->tree_from, version);
	for (size_t i = 0; i < until->count; i++)
		if (strcmp(until->item[i]->version, version) == 0)
			return true;
	return !until->count && recorded_has(s->recorded, version);
}

/* The name of a Go file does not show how many migrations it holds. A file counts as known when the catalogue
 * has a Go migration of the same day. */
static bool go_known(const struct assess_spec *s)
{
	const struct tree_migrations *t = &s->library->go_to;

	for (size_t g = 0; g < t->gos; g++) {
		bool known = false;

		for (size_t i = 0; s->catalog && i < s->catalog->migrations && !known; i++)
			known = s->catalog->migration[i].dialect == CATALOG_GO &&
			        strncmp(s->catalog->migration[i].version, t->go[g], LEGACY_LEN) == 0;
		if (!known)
			return false;
	}
	return true;
}

/* For a target that is newer than the catalogue: the fetched list has the names of the migrations, but not what
 * they do. False when the lists do not suffice. */
static bool from_trees(const struct assess_spec *s, struct assessment *a)
{
	const struct tree_migrations *to = s->library ? &s->library->tree_to : NULL;
	struct catalog_set until = { 0 };
	bool base;

	if (!library_has(s->library, DOC_TREE_TO))
		return false;
	base = (s->catalog && catalog_until(s->catalog, s->product, s->from.version, &until, NULL)) ||
	       library_has(s->library, DOC_TREE_FROM) || s->recorded;
	for (size_t i = 0; base && i < to->count; i++) {
		const struct catalog_migration *row = catalog_row(s->catalog, s->product, to->item[i].version);

		if (before(s, to->item[i].version, &until) && (!s->recorded || recorded_has(s->recorded, to->item[i].version)))
			continue;
		if (row)
			add_known(s, a, row);
		else
			add_live(s, a, &to->item[i]);
	}
	catalog_set_release(&until);
	return base;
}

/* By release; within a release the recorded ones last; then by version. */
static int in_order(const void *a, const void *b)
{
	const struct assess_migration *x = a, *y = b;
	struct version vx, vy;
	int order = version_parse(x->release, &vx) && version_parse(y->release, &vy) ? version_compare(&vx, &vy) : 0;

	if (order)
		return order;
	if (x->recorded != y->recorded)
		return x->recorded ? 1 : -1;
	return strcmp(x->version, y->version);
}

/* Covers the part of the way that the catalogue knows: until its last release before the target. */
static void from_catalog_part(const struct assess_spec *s, struct assessment *a)
{
	const struct catalog_tag *best = NULL;
	struct assess_spec part = *s;

	for (size_t i = 0; s->catalog && i < s->catalog->tags; i++) {
		const struct catalog_tag *t = &s->catalog->tag[i];

		if (strcmp(t->product, s->product) == 0 && version_compare(&t->version, &s->to.parsed) < 0 &&
		    (!best || version_compare(&t->version, &best->version) > 0) && catalog_covers(s->catalog, s->product, t->tag, NULL))
			best = t;
	}
	if (best && version_compare(&best->version, &s->from.parsed) > 0 && release_ref_seen(best->tag, -1, &part.to))
		from_catalog(&part, a, NULL);
}

/* Sets migrations_known, or unknown with the reason of the witness that should have known. */
static void find_migrations(const struct assess_spec *s, struct assessment *a)
{
	struct err err = { 0 };

	a->migrations_known = from_catalog(s, a, &err);
	if (a->migrations_known)
		return;
	if (!from_trees(s, a)) {
		a->unknown = mem_dup(err.why[0] ? err.why : _("The catalogue is not at hand."));
		from_catalog_part(s, a);
	} else if (library_has(s->library, DOC_GO_TO) ? !go_known(s) : s->go_since && s->to.parsed.part[0] >= s->go_since) {
		a->unknown = mem_dup(_("The list of files was fetched, but migrations written in Go cannot be told from it."));
	} else {
		a->migrations_known = true;
	}
}

/* On a way down there is nothing to list. */
void assess_migrations(const struct assess_spec *s, struct assessment *a)
{
	if (a->direction == GOES_DOWN)
		return;
	find_migrations(s, a);
	if (a->migrations)
		qsort(a->migration, a->migrations, sizeof *a->migration, in_order);
}
