/* Making the questions of a comparison and reading the catalogue's answer. Pure, so that the texts can be tested
 * without a server. */
#include "config.h"

#include "engine/verify_sql.h"

#include <inttypes.h>

#include "base/mem.h"
#include "base/str.h"
#include "codec/rows.h"
#include "plan/explained.h"

/* SET LOCAL rather than start-up options: these reach the server through a connection pooler too.
 * What is pinned changes how a value is written (facts/peers.md 4b), or would end a long read. row_security = off makes a
 * policy that would hide rows an error; search_path, so that names inside values are written in full on both sides. */
const char verify_begin_sql[] =
	"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; "
	"SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres'; "
	"SET LOCAL extra_float_digits = 3; SET LOCAL bytea_output = 'hex'; SET LOCAL lc_monetary = 'C'; SET LOCAL xmloption = 'content'; "
	"SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; "
	"SET LOCAL row_security = off; SET LOCAL search_path = pg_catalog";

/* schema_migration is compared as a set by a gate: its rows are meant to differ once green is upgraded. */
const char verify_catalog_sql[] =
	"SELECT n.nspname AS schema, c.relname AS name, a.attname AS column, a.attgenerated <> '' AS generated "
	"FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
	"LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
	"WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't' "
	"AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'teal') AND c.relname <> 'schema_migration' "
	"ORDER BY n.nspname COLLATE \"C\", c.relname COLLATE \"C\", a.attname COLLATE \"C\"";

/* The rows come sorted by table: only the last one can be the same. */
static struct verify_table *table_add(struct verify_catalog *catalog, const char *schema, const char *name)
{
	struct verify_table *t = catalog->tables ? &catalog->table[catalog->tables - 1] : NULL;

	if (t && strcmp(t->schema, schema) == 0 && strcmp(t->name, name) == 0)
		return t;
	catalog->table = mem_grow(catalog->table, catalog->tables, catalog->tables + 1, sizeof *catalog->table);
	t = &catalog->table[catalog->tables++];
	t->schema = mem_dup(schema);
	t->name = mem_dup(name);
	return t;
}

/* A table without any column has one row, of a NULL column. Generated columns are left out on the source, since they
 * are computed anew from what is compared; on the target they count as being there. */
void verify_catalog_read(const struct rows *rows, enum verify_columns which, struct verify_catalog *out)
{
	*out = (struct verify_catalog){ 0 };
	for (size_t i = 0; i < rows->count; i++) {
		const char *schema = rows_cell(rows, i, "schema"), *name = rows_cell(rows, i, "name"),
			   *column = rows_cell(rows, i, "column");
		struct verify_table *t;

		if (!schema || !name)
			continue;
		t = table_add(out, schema, name);
		if (!column || (which == VERIFY_STORED && rows_bool(rows, i, "generated")))
			continue;
		t->column = mem_grow(t->column, t->columns, t->columns + 1, sizeof *t->column);
		t->column[t->columns++] = mem_dup(column);
	}
}

/* Safe on one that is empty or zeroed. */
void verify_catalog_release(struct verify_catalog *catalog)
{
	for (size_t i = 0; i < catalog->tables; i++) {
		struct verify_table *t = &catalog->table[i];

		for (size_t c = 0; c < t->columns; c++)
			free(t->column[c]);
		free(t->column);
		free(t->schema);
		free(t->name);
	}
	free(catalog->table);
	*catalog = (struct verify_catalog){ 0 };
}

/* NULL when there is none. */
const struct verify_table *verify_catalog_find(const struct verify_catalog *catalog, const char *schema, const char *name)
{
	for (size_t i = 0; i < catalog->tables; i++)
		if (strcmp(catalog->table[i].schema, schema) == 0 && strcmp(catalog->table[i].name, name) == 0)
			return &catalog->table[i];
	return NULL;
}

/* By the name alone: the order of columns differs between an upgraded and a fresh database (facts/ory.md section 1). */
static bool has_column(const struct verify_table *t, const char *column)
{
	for (size_t i = 0; i < t->columns; i++)
		if (strcmp(t->column[i], column) == 0)
			return true;
	return false;
}

const char *verify_missing_column(const struct verify_table *a, const struct verify_table *b)
{
	for (size_t i = 0; i < a->columns; i++)
		if (!has_column(b, a->column[i]))
			return a->column[i];
	return NULL;
}

/* The last migration that rewrites the column wins. */
static const struct explained *rewritten(const struct explained *const *list, const char *column)
{
	const struct explained *found = NULL;

	for (; list && *list; list++)
		if ((*list)->column && strcmp((*list)->column, column) == 0)
			found = *list;
	return found;
}

/* ROW(…)::text quotes each value and tells NULL from '', so that no two different rows have the same text. */
static void add_row(struct str *sql, const struct verify_table *t, enum side side, const struct explained *const *list)
{
	const char *comma = "";

	str_add(sql, "ROW(");
	for (size_t i = 0; i < t->columns; i++) {
		const struct explained *e = rewritten(list, t->column[i]);

		if (e && !e->becomes)
			continue;
		str_add(sql, comma);
		comma = ", ";
		if (e && side == BLUE) {
			str_add(sql, e->becomes);
		} else {
			str_add(sql, "t.");
			str_add_ident(sql, t->column[i]);
		}
	}
	str_add(sql, ")::text");
}

/* The count is of the rows that are hashed, in the same read. On the source, rows that a migration removed are left
 * out; IS NOT TRUE keeps those for which the condition is NULL, as DELETE does. */
char *verify_table_sql(const struct verify_table *t, enum side side, enum verify_question question, const struct explained *const *list)
{
	static const char *const wanted[] = {
		[VERIFY_SUM] = ", coalesce(sum(h), 0)::text AS sum",
		[VERIFY_HASHES] = ", coalesce(string_agg(h::text, ' ' ORDER BY h), '') AS hashes",
		[VERIFY_COUNT] = "",
	};
	const char *word = " WHERE (";
	struct str sql;

	str_init(&sql, STR_PAGE);
	str_addf(&sql, "SELECT count(*) AS rows%s FROM (SELECT ", wanted[question]);
	if (question != VERIFY_COUNT) {
		str_add(&sql, "hashtextextended(");
		add_row(&sql, t, side, list);
		str_add(&sql, ", 0) AS h");
	}
	str_add(&sql, " FROM ");
	str_add_ident(&sql, t->schema);
	str_add(&sql, ".");
	str_add_ident(&sql, t->name);
	str_add(&sql, " t");
	for (; side == BLUE && list && *list; list++)
		if ((*list)->removes) {
			str_addf(&sql, "%s%s) IS NOT TRUE", word, (*list)->removes);
			word = " AND (";
		}
	str_add(&sql, ") s");
	return str_take(&sql);
}

/* Next number of the list; false at its end. */
static bool next_hash(const char **at, int64_t *out)
{
	char *end;

	*out = strtoimax(*at, &end, 10);
	if (end == *at)
		return false;
	*at = end;
	return true;
}

/* A merge of two sorted lists: what one has more often than the other counts as often as that. */
void verify_count_hashes(const char *source, const char *target, int64_t *only_source, int64_t *only_target)
{
	int64_t a, b;
	bool more_a = next_hash(&source, &a), more_b = next_hash(&target, &b);

	*only_source = *only_target = 0;
	while (more_a || more_b) {
		if (more_a && more_b && a == b) {
			more_a = next_hash(&source, &a);
			more_b = next_hash(&target, &b);
		} else if (more_a && (!more_b || a < b)) {
			++*only_source;
			more_a = next_hash(&source, &a);
		} else {
			++*only_target;
			more_b = next_hash(&target, &b);
		}
	}
}
