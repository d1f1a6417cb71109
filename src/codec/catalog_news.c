/* Rows that own their texts, and the coarse classes that follow from a new migration's effects. */
#include "config.h"

#include "codec/catalog_news.h"

#include "base/mem.h"
#include "base/str.h"

/* Each text is allocated by itself: a shared block would move when it grows, and the rows point into it. */
static const char *keep(struct catalog_news *n, const char *text)
{
	n->text = mem_grow(n->text, n->texts, n->texts + 1, sizeof *n->text);
	n->text[n->texts] = mem_dup(text);
	return n->text[n->texts++];
}

void catalog_news_tag(struct catalog_news *n, const struct catalog_tag *row)
{
	n->tag = mem_grow(n->tag, n->tags, n->tags + 1, sizeof *n->tag);
	n->tag[n->tags++] = (struct catalog_tag){ keep(n, row->product), keep(n, row->tag), keep(n, row->date), row->version };
}

/* Copies the row, then replaces each borrowed text by an owned copy. */
void catalog_news_migration(struct catalog_news *n, const struct catalog_migration *row)
{
	struct catalog_migration *m;

	n->migration = mem_grow(n->migration, n->migrations, n->migrations + 1, sizeof *n->migration);
	m = &n->migration[n->migrations++];
	*m = *row;
	m->product = keep(n, row->product);
	m->version = keep(n, row->version);
	m->name = keep(n, row->name);
	m->classes = keep(n, row->classes);
	m->effects = keep(n, row->effects);
}

void catalog_news_charm(struct catalog_news *n, const struct catalog_charm *row)
{
	n->charm = mem_grow(n->charm, n->charms, n->charms + 1, sizeof *n->charm);
	n->charm[n->charms++] = (struct catalog_charm){ keep(n, row->product), keep(n, row->from), keep(n, row->to), keep(n, row->version),
		                                        keep(n, row->note) };
}

void catalog_news_release(struct catalog_news *n)
{
	for (size_t i = 0; i < n->texts; i++)
		free(n->text[i]);
	free(n->text);
	free(n->tag);
	free(n->migration);
	free(n->charm);
	*n = (struct catalog_news){ 0 };
}

bool catalog_news_empty(const struct catalog_news *n)
{
	return !n->tags && !n->migrations && !n->charms;
}

const struct catalog_migration *catalog_migration_find(const struct catalog *c, const char *product, const char *version)
{
	for (size_t i = 0; i < c->migrations; i++)
		if (strcmp(c->migration[i].version, version) == 0 && strcmp(c->migration[i].product, product) == 0)
			return &c->migration[i];
	return NULL;
}

/* The coarse classes, in the order in which they are written. */
enum coarse { ADDCOL, BACKFILL, DROP, DROPIDX, EXT, FK_CHECK, INDEX, NOTNULL, OTHER, PK, RENAME, REWRITE, TABLE, COARSE_COUNT };

static const char *const coarse_words[COARSE_COUNT] = {
	[ADDCOL] = "addcol",     [BACKFILL] = "backfill", [DROP] = "drop",       [DROPIDX] = "dropidx", [EXT] = "ext",
	[FK_CHECK] = "fk/check", [INDEX] = "index",       [NOTNULL] = "notnull", [OTHER] = "other",     [PK] = "pk",
	[RENAME] = "rename",     [REWRITE] = "rewrite",   [TABLE] = "table",
};

/* Which coarse class an effect belongs to: effects that cost about the same share a class. */
static const enum coarse coarse_of[EFFECT_COUNT] = {
	[EFFECT_TABLE] = TABLE,       [EFFECT_ADDCOL] = ADDCOL,   [EFFECT_WIDEN] = REWRITE, [EFFECT_REWRITE] = REWRITE,
	[EFFECT_INDEX] = INDEX,       [EFFECT_GIN] = INDEX,       [EFFECT_CINDEX] = INDEX,  [EFFECT_DROPIDX] = DROPIDX,
	[EFFECT_BACKFILL] = BACKFILL, [EFFECT_SEED] = BACKFILL,   [EFFECT_FK] = FK_CHECK,   [EFFECT_FKREF] = FK_CHECK,
	[EFFECT_CHECK] = FK_CHECK,    [EFFECT_NOTNULL] = NOTNULL, [EFFECT_PK] = PK,         [EFFECT_RELAX] = OTHER,
	[EFFECT_DROPCOL] = DROP,      [EFFECT_DROP] = DROP,       [EFFECT_RENAME] = RENAME, [EFFECT_META] = OTHER,
	[EFFECT_EXT] = EXT,           [EFFECT_OTHER] = OTHER,
};

/* A set, so that a word is written once for several tables. */
void catalog_classes(const char *effects, struct str *out)
{
	struct catalog_effect effect[CATALOG_EFFECTS];
	bool has[COARSE_COUNT] = { false };
	int n = catalog_effects(effects, effect);
	const char *comma = "";

	has[OTHER] = n < 0;
	for (int i = 0; i < n; i++)
		has[coarse_of[effect[i].kind]] = true;
	for (int i = 0; i < COARSE_COUNT; i++) {
		if (!has[i])
			continue;
		str_addf(out, "%s%s", comma, coarse_words[i]);
		comma = ",";
	}
	if (n == 0)
		str_add(out, "empty");
}
