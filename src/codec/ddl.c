/* A table of the words with which statements begin, and a small reader for each. The text is read twice,
 * because a DROP INDEX may come before the statement that shows whose index it is. */
#include "config.h"

#include "codec/ddl.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/ddl_parts.h"

static bool has_effect(const struct ddl *d, enum effect_kind kind, const char *table)
{
	for (size_t i = 0; i < d->effects; i++)
		if (d->effect[i].kind == kind && strcmp(d->effect[i].table, table) == 0)
			return true;
	return false;
}

/* The lists are short by their maximum, so that searching them adds only a constant factor to the time. */
void ddl_add(struct ddl *d, enum effect_kind kind, const char *table)
{
	if (d->more || has_effect(d, kind, table))
		return;
	if (d->effects + 1 == CATALOG_EFFECTS) {
		d->more = true;
		kind = EFFECT_OTHER;
		table = "";
		if (has_effect(d, kind, table))
			return;
	}
	d->effect[d->effects].kind = kind;
	memcpy(d->effect[d->effects++].table, table, strlen(table) + 1);
}

/* Adds the effect for the next name, with the words that may stand before it; "" when there is no name. */
static void add_table(struct ddl *d, enum effect_kind kind, struct sql_part *s)
{
	char table[SQL_NAME];

	sql_accept(s, "if exists");
	sql_accept(s, "if not exists");
	sql_accept(s, "only");
	sql_name(s, table, NULL);
	ddl_add(d, kind, table);
}

/* One effect for each name of a list: DROP TABLE a, b CASCADE. */
static void add_tables(struct ddl *d, enum effect_kind kind, struct sql_part *s)
{
	struct sql_part item;

	sql_accept(s, "if exists");
	while (sql_item(s, &item))
		add_table(d, kind, &item);
}

/* "sessions_nid_idx" probably belongs to "sessions"; the underscore keeps "session" from matching. */
static bool begins_with_table(const char *index, const char *table)
{
	size_t n = strlen(table);

	return n && strncmp(index, table, n) == 0 && index[n] == '_';
}

/* "" when it is not known, as always in the first reading. */
static const char *table_of_index(const struct ddl *d, const char *name)
{
	const char *best = "";

	if (!d->before || !name[0])
		return best;
	for (size_t i = 0; i < d->before->indexes; i++)
		if (strcmp(d->before->index[i].name, name) == 0)
			return d->before->index[i].table;
	for (size_t i = 0; i < d->before->effects; i++) {
		const struct catalog_effect *e = &d->before->effect[i];

		if (e->kind != EFFECT_EXT && strlen(e->table) > strlen(best) && begins_with_table(name, e->table))
			best = e->table;
	}
	return best;
}

/* Only the first reading collects. When a name is created twice, the first table counts. */
static void remember_index(struct ddl *d, const char *name, const char *table)
{
	struct ddl_index *i;

	if (!name[0] || d->before || d->indexes == DDL_INDEXES)
		return;
	i = &d->index[d->indexes++];
	memcpy(i->name, name, strlen(name) + 1);
	memcpy(i->table, table, strlen(table) + 1);
}

/* Without USING it is a B-tree. BRIN and hash are as cheap; other index methods cost as much as GIN. */
static enum effect_kind index_kind(const struct sql_part *s)
{
	if (!sql_has(s, "using") || sql_has(s, "using btree") || sql_has(s, "using hash") || sql_has(s, "using brin"))
		return EFFECT_INDEX;
	return EFFECT_GIN;
}

/* s begins behind CREATE INDEX. */
static void read_create_index(struct ddl *d, struct sql_part *s)
{
	bool concurrently = sql_accept(s, "concurrently");
	char name[SQL_NAME] = "", table[SQL_NAME];

	sql_accept(s, "if not exists");
	if (!sql_accept(s, "on")) {
		sql_name(s, name, NULL);
		sql_accept(s, "on");
	}
	sql_accept(s, "only");
	sql_name(s, table, NULL);
	remember_index(d, name, table);
	ddl_add(d, concurrently ? EFFECT_CINDEX : index_kind(s), table);
}

/* Triggers and policies name their table behind ON. */
static void read_on_table(struct ddl *d, struct sql_part *s)
{
	char table[SQL_NAME];

	while (s->at < s->n && !sql_accept(s, "on"))
		sql_step(s);
	sql_name(s, table, NULL);
	ddl_add(d, EFFECT_OTHER, table);
}

static void read_drop_table(struct ddl *d, struct sql_part *s)
{
	add_tables(d, EFFECT_DROP, s);
}

/* A list of names, each of which may belong to another table. */
static void read_drop_index(struct ddl *d, struct sql_part *s)
{
	char name[SQL_NAME];
	struct sql_part item;

	sql_accept(s, "concurrently");
	sql_accept(s, "if exists");
	while (sql_item(s, &item)) {
		sql_name(&item, name, NULL);
		ddl_add(d, EFFECT_DROPIDX, table_of_index(d, name));
	}
}

/* Only a new name is known to be harmless. */
static void read_alter_index(struct ddl *d, struct sql_part *s)
{
	char name[SQL_NAME];

	sql_accept(s, "if exists");
	sql_name(s, name, NULL);
	ddl_add(d, sql_accept(s, "rename to") ? EFFECT_META : EFFECT_OTHER, table_of_index(d, name));
}

/* Also behind brackets: INSERT INTO a (SELECT …). */
static bool at_query(struct sql_part s)
{
	while (sql_accept(&s, "("))
		;
	return sql_accept(&s, "values") || sql_accept(&s, "select") || sql_accept(&s, "with");
}

/* Rows that are spelled out in the statement, also as SELECT 'x' WHERE NOT EXISTS (…), do not depend on
 * existing rows and are few. */
static enum effect_kind inserted(struct sql_part *s)
{
	if (sql_accept(s, "as"))
		sql_step(s);
	if (!at_query(*s) && *sql_peek(s, 0)->s == '(')
		sql_step(s);
	if (!sql_accept(s, "overriding system value"))
		sql_accept(s, "overriding user value");
	while (sql_accept(s, "("))
		;
	if (sql_accept(s, "values") || sql_accept(s, "default values"))
		return EFFECT_SEED;
	return sql_accept(s, "select") && !sql_has(s, "from") ? EFFECT_SEED : EFFECT_BACKFILL;
}

static void read_insert(struct ddl *d, struct sql_part *s)
{
	char table[SQL_NAME];

	sql_name(s, table, NULL);
	ddl_add(d, inserted(s), table);
}

/* The effects are those of the queries inside WITH and of the statement behind them. */
static void read_with(struct ddl *d, struct sql_part *s)
{
	bool found = false;

	for (size_t i = s->at; i < s->n; i++) {
		struct sql_part here = { .t = s->t, .n = s->n, .at = i };

		if (!sql_accept(&here, "(") && !sql_accept(&here, ")"))
			continue;
		if (!sql_accept(&here, "update") && !sql_accept(&here, "delete from") && !sql_accept(&here, "insert into"))
			continue;
		add_table(d, EFFECT_BACKFILL, &here);
		found = true;
	}
	if (!found)
		ddl_add(d, EFFECT_OTHER, "");
}

/* Removes rows under another lock than DELETE, for which no effect has a word. */
static void read_truncate(struct ddl *d, struct sql_part *s)
{
	sql_accept(s, "table");
	add_tables(d, EFFECT_OTHER, s);
}

/* For a column the owner is its table; for other objects no table is known. */
static void read_comment(struct ddl *d, struct sql_part *s)
{
	char name[SQL_NAME], owner[SQL_NAME] = "";

	if (sql_accept(s, "table"))
		sql_name(s, owner, NULL);
	else if (sql_accept(s, "column"))
		sql_name(s, name, owner);
	ddl_add(d, EFFECT_META, owner);
}

/* Statements about transactions have no effect. */
static void read_nothing(struct ddl *d, struct sql_part *s)
{
}

/* The first row that fits counts. Without read, kind is the effect on the table that comes next. */
static const struct {
	const char *words;
	enum effect_kind kind;
	void (*read)(struct ddl *, struct sql_part *);
} statements[] = {
	{ "create table", EFFECT_TABLE, NULL },
	{ "create unlogged table", EFFECT_TABLE, NULL },
	{ "create index", EFFECT_COUNT, read_create_index },
	{ "create unique index", EFFECT_COUNT, read_create_index },
	{ "create extension", EFFECT_EXT, NULL },
	{ "alter table", EFFECT_COUNT, ddl_alter_table },
	{ "alter index", EFFECT_COUNT, read_alter_index },
	{ "drop table", EFFECT_COUNT, read_drop_table },
	{ "drop index", EFFECT_COUNT, read_drop_index },
	{ "update", EFFECT_BACKFILL, NULL },
	{ "delete from", EFFECT_BACKFILL, NULL },
	{ "insert into", EFFECT_COUNT, read_insert },
	{ "with", EFFECT_COUNT, read_with },
	{ "truncate", EFFECT_COUNT, read_truncate },
	{ "comment on", EFFECT_COUNT, read_comment },
	{ "create trigger", EFFECT_COUNT, read_on_table },
	{ "create constraint trigger", EFFECT_COUNT, read_on_table },
	{ "drop trigger", EFFECT_COUNT, read_on_table },
	{ "create policy", EFFECT_COUNT, read_on_table },
	{ "drop policy", EFFECT_COUNT, read_on_table },
	{ "begin", EFFECT_COUNT, read_nothing },
	{ "start transaction", EFFECT_COUNT, read_nothing },
	{ "commit", EFFECT_COUNT, read_nothing },
	{ "end", EFFECT_COUNT, read_nothing },
};

/* A statement that is not in the table is "other"; settings touch no table. */
static void read_statement(struct ddl *d, struct sql_part *s)
{
	for (size_t i = 0; i < mem_count(statements); i++) {
		if (!sql_accept(s, statements[i].words))
			continue;
		if (statements[i].read)
			statements[i].read(d, s);
		else
			add_table(d, statements[i].kind, s);
		return;
	}
	ddl_add(d, sql_accept(s, "set") || sql_accept(s, "reset") ? EFFECT_META : EFFECT_OTHER, "");
}

/* Stops when the list is full. */
static void read_text(struct ddl *d, const char *sql, size_t n)
{
	struct sql_reader r;
	struct sql_part s;

	sql_reader_init(&r, sql, n);
	while (!d->more && sql_reader_next(&r, &s)) {
		if (r.cut || r.template)
			ddl_add(d, EFFECT_OTHER, "");
		else
			read_statement(d, &s);
	}
	sql_reader_release(&r);
}

/* Whole pairs only, since half a name would be another table. */
static void write_effects(const struct ddl *d, struct str *out)
{
	for (size_t i = 0; i < d->effects; i++) {
		const char *word = effect_word(d->effect[i].kind), *table = d->effect[i].table;
		size_t n = strlen(word) + 1 + strlen(table) + (i > 0);

		if (out->len > out->max || n > out->max - out->len) {
			out->full = true;
			return;
		}
		str_addf(out, "%s%s:%s", i ? "," : "", word, table);
	}
}

/* Two lists: the second reading looks up in the first one what stands later in the text. */
void ddl_effects(const char *sql, size_t n, struct str *out)
{
	struct ddl *both = mem_zalloc(2, sizeof *both);

	if (n > DDL_MAX) {
		ddl_add(&both[1], EFFECT_OTHER, "");
	} else {
		read_text(&both[0], sql, n);
		both[1].before = &both[0];
		read_text(&both[1], sql, n);
	}
	write_effects(&both[1], out);
	free(both);
}
