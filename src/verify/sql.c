/* Making the questions of a comparison, and reading the answer about the catalogue. Pure, so that the texts can
 * be tested without a server. */
#include "config.h"

#include "verify/sql.h"

#include <fnmatch.h>
#include <inttypes.h>

#include "base/mem.h"
#include "base/str.h"
#include "codec/rows.h"
#include "codec/table_name.h"
#include "plan/sync.h"
#include "verify/explained.h"

/* SET LOCAL and not start-up options, since it also reaches the server through a connection pooler. The pinned
 * settings change how a value is written (facts/peers.md 4b), or would end a long read. row_security = off
 * turns a policy that would hide rows into an error. With the search_path, names inside values are written in
 * full on both sides. */
const char verify_begin_sql[] =
	"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; "
	"SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres'; "
	"SET LOCAL extra_float_digits = 3; SET LOCAL bytea_output = 'hex'; SET LOCAL lc_monetary = 'C'; SET LOCAL xmloption = 'content'; "
	"SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; "
	"SET LOCAL row_security = off; SET LOCAL quote_all_identifiers = off; SET LOCAL standard_conforming_strings = on; SET LOCAL "
	"search_path = pg_catalog";

/* The tables in which migrations are recorded are left out: a gate compares them as sets, and they are meant to
 * differ once green is upgraded. The type's name comes only for types of pg_catalog, and for a domain it is
 * that of its base type. The place in the primary key decides whether a row can be named. Pages cut the reading
 * into pieces, for pace and progress: they come from the statistics, else from the size. Asking for the size
 * would wait for a session that has locked the table, and no table would be compared meanwhile; for a locked
 * table they are estimated from the counted rows. */
const char verify_catalog_sql[] =
	"SELECT n.nspname AS schema, c.relname AS name, a.attname AS column, pg_get_expr(g.adbin, g.adrelid) AS generated, a.attnotnull AS "
	"not_null, "
	"CASE WHEN b.typnamespace = 'pg_catalog'::regnamespace THEN b.typname END AS type, "
	"coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0) AS key, c.relkind = 'p' AS partitioned, "
	"pg_relation_filenode(c.oid) AS node, c.relhassubclass OR c.relkind = 'p' AS parent, "
	"concat_ws(' ', c.oid, pg_relation_filenode(c.oid), a.attnum, a.atttypid, a.atttypmod, a.attmissingval) AS shape, "
	"CASE WHEN c.relkind = 'p' THEN (SELECT coalesce(sum(x.relpages), 0) FROM pg_partition_tree(c.oid) l JOIN pg_class x ON x.oid = "
	"l.relid) "
	"WHEN c.relpages > 0 THEN c.relpages WHEN c.oid IN (SELECT relation FROM pg_locks WHERE mode = 'AccessExclusiveLock') "
	"THEN pg_stat_get_live_tuples(c.oid) / 40 ELSE pg_relation_size(c.oid) / current_setting('block_size')::int END AS pages "
	"FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
	"LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
	"LEFT JOIN pg_attrdef g ON g.adrelid = a.attrelid AND g.adnum = a.attnum AND a.attgenerated <> '' "
	"LEFT JOIN pg_type y ON y.oid = a.atttypid LEFT JOIN pg_type x ON x.oid = CASE WHEN y.typtype = 'd' THEN y.typbasetype ELSE y.oid "
	"END LEFT JOIN pg_type b ON b.oid = CASE WHEN x.typtype = 'd' THEN x.typbasetype ELSE x.oid END "
	"LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary AND i.indisvalid "
	"WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't' "
	"AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'teal') AND c.relname NOT IN " SYNC_RECORDS_SQL " "
	"ORDER BY n.nspname COLLATE \"C\", c.relname COLLATE \"C\", a.attname COLLATE \"C\"";

/* The rows come sorted by table, so only the last table can be the same one. */
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

/* FNV-1a over what makes up the table, one column after the other: the number changes when another table takes
 * the name, or columns or file change. */
static uint64_t mark_shape(uint64_t h, const char *shape, const char *column)
{
	const char *texts[] = { shape ? shape : "", column ? column : "" };

	h = h ? h : 14695981039346656037u;
	for (size_t i = 0; i < mem_count(texts); i++)
		for (const char *s = texts[i]; *s; s++)
			h = (h ^ (unsigned char)*s) * 1099511628211u;
	return h;
}

/* A table without any column comes as one row with a NULL column. */
void verify_catalog_read(const struct rows *rows, struct verify_catalog *out)
{
	*out = (struct verify_catalog){ 0 };
	for (size_t i = 0; i < rows->count; i++) {
		const char *schema = rows_cell(rows, i, "schema"), *name = rows_cell(rows, i, "name"),
			   *column = rows_cell(rows, i, "column"), *generated = rows_cell(rows, i, "generated");
		struct verify_table *t;

		if (!schema || !name)
			continue;
		t = table_add(out, schema, name);
		t->pages = rows_int(rows, i, "pages", 0);
		t->partitioned = rows_bool(rows, i, "partitioned");
		t->parent = rows_bool(rows, i, "parent");
		t->node = rows_int(rows, i, "node", 0);
		t->shape = mark_shape(t->shape, rows_cell(rows, i, "shape"), column);
		t->foreign_types |= column && !rows_cell(rows, i, "type");
		if (!column)
			continue;
		t->column = mem_grow(t->column, t->columns, t->columns + 1, sizeof *t->column);
		t->column[t->columns++] = (struct verify_column){
			.name = mem_dup(column),
			.class = hash_class_of(rows_cell(rows, i, "type")),
			.not_null = rows_bool(rows, i, "not_null"),
			.generated = generated ? mem_dup(generated) : NULL,
			.key = (int)rows_int(rows, i, "key", 0),
		};
	}
}

/* Safe on an empty or zeroed catalogue. */
void verify_catalog_release(struct verify_catalog *catalog)
{
	for (size_t i = 0; i < catalog->tables; i++) {
		struct verify_table *t = &catalog->table[i];

		for (size_t c = 0; c < t->columns; c++) {
			free(t->column[c].name);
			free(t->column[c].generated);
		}
		free(t->column);
		free(t->schema);
		free(t->name);
	}
	free(catalog->table);
	*catalog = (struct verify_catalog){ 0 };
}

/* NULL when there is no such table. */
const struct verify_table *verify_catalog_find(const struct verify_catalog *catalog, const char *schema, const char *name)
{
	for (size_t i = 0; i < catalog->tables; i++)
		if (strcmp(catalog->table[i].schema, schema) == 0 && strcmp(catalog->table[i].name, name) == 0)
			return &catalog->table[i];
	return NULL;
}

bool verify_table_like(const struct verify_table *t, const char *pattern)
{
	char *form = table_name_make(t->schema, t->name), *plain = mem_printf("%s.%s", t->schema, t->name);
	bool like = fnmatch(pattern, form, 0) == 0 || fnmatch(pattern, plain, 0) == 0 || fnmatch(pattern, t->name, 0) == 0;

	free(form);
	free(plain);
	return like;
}

/* By name alone: the order of columns differs between an upgraded and a fresh database (facts/ory.md section
 * 1). */
static const struct verify_column *find_column(const struct verify_table *t, const char *column)
{
	for (size_t i = 0; i < t->columns; i++)
		if (strcmp(t->column[i].name, column) == 0)
			return &t->column[i];
	return NULL;
}

const char *verify_missing_column(const struct verify_table *a, const struct verify_table *b)
{
	for (size_t i = 0; i < a->columns; i++)
		if (!a->column[i].generated && !find_column(b, a->column[i].name))
			return a->column[i].name;
	return NULL;
}

/* ---- The plan ---- */

/* Cheap functions first; within a class by name, so that the order is the same on both sides. */
static int by_rank(const void *a, const void *b)
{
	const struct verify_column *x = a, *y = b;
	int order = hash_class_rank(x->class) - hash_class_rank(y->class);

	return order ? order : strcmp(x->name, y->name);
}

static int by_key(const void *a, const void *b)
{
	return ((const struct verify_column *)a)->key - ((const struct verify_column *)b)->key;
}

/* A column that both sides generate with the same expression follows from the others and is left out. */
void verify_plan_make(const struct verify_table *source, const struct verify_table *target, uint64_t secret, struct verify_plan *out)
{
	size_t primary = 0;

	*out = (struct verify_plan){ .schema = source->schema, .name = source->name, .secret = secret };
	out->partitioned[BLUE] = source->partitioned;
	out->partitioned[GREEN] = target->partitioned;
	out->column = mem_zalloc(source->columns + 1, sizeof *out->column);
	out->key = mem_zalloc(source->columns + 1, sizeof *out->key);
	for (size_t i = 0; i < source->columns; i++) {
		const struct verify_column *a = &source->column[i], *b = find_column(target, a->name);
		struct verify_column both = *a;

		primary += a->key > 0;
		/* A column that only one side generates, or with another expression, may differ and is compared. */
		if (!b || (a->generated && b->generated && strcmp(a->generated, b->generated) == 0))
			continue;
		both.class = hash_class_both(a->class, b->class);
		both.not_null = a->not_null && b->not_null;
		out->column[out->columns++] = both;
		if (a->key > 0)
			out->key[out->keys++] = both;
	}
	/* A part of a key does not identify a row. */
	if (out->keys < primary)
		out->keys = 0;
	qsort(out->column, out->columns, sizeof *out->column, by_rank);
	qsort(out->key, out->keys, sizeof *out->key, by_key);
}

void verify_plan_release(struct verify_plan *p)
{
	free(p->column);
	free(p->key);
	*p = (struct verify_plan){ 0 };
}

/* ---- Questions ---- */

/* When several migrations rewrite the column, the last one counts. */
static const struct explained *rewritten(const struct explained *const *list, const char *column)
{
	const struct explained *found = NULL;

	for (; list && *list; list++)
		if ((*list)->column && strcmp((*list)->column, column) == 0)
			found = *list;
	return found;
}

/* Owned: the value as SQL over the row t. NULL when the row does not show what the migration makes of it. */
static char *value_of(const struct verify_column *c, enum side side, const struct explained *const *list)
{
	const struct explained *e = rewritten(list, c->name);
	struct str out;

	if (e && !e->becomes)
		return NULL;
	if (e && side == BLUE)
		return mem_printf("(%s)", e->becomes);
	str_init(&out, STR_LINE);
	str_add(&out, "t.");
	str_add_ident(&out, c->name);
	return str_take(&out);
}

/* Owned: the chain over some columns. A value that a migration rewrites may be NULL. */
static char *chain(const struct verify_plan *p, const struct verify_column *column, size_t n, enum side side,
                   const struct explained *const *list)
{
	struct hash_chain c;

	hash_chain_init(&c, p->secret);
	for (size_t i = 0; i < n; i++) {
		char *value = value_of(&column[i], side, list);
		bool sure = column[i].not_null && !rewritten(list, column[i].name);

		if (value)
			hash_chain_add(&c, column[i].class, sure ? HASH_NEVER_NULL : HASH_MAY_BE_NULL, value);
		free(value);
	}
	return hash_chain_take(&c);
}

/* ONLY, because tables that inherit are compared by themselves. Partitions are read through their table, since
 * only one side may have them. */
static void add_from(struct str *sql, const struct verify_plan *p, enum side side)
{
	str_add(sql, p->partitioned[side] ? " FROM " : " FROM ONLY ");
	str_add_ident(sql, p->schema);
	str_add(sql, ".");
	str_add_ident(sql, p->name);
	str_add(sql, " t");
}

/* On the source, rows that a migration removes are left out. IS NOT TRUE keeps rows for which the condition is
 * NULL, as DELETE does. */
static void add_removed(struct str *sql, enum side side, const struct explained *const *list, const char *word)
{
	for (; side == BLUE && list && *list; list++)
		if ((*list)->removes) {
			str_addf(sql, "%s(%s) IS NOT TRUE", word, (*list)->removes);
			word = " AND ";
		}
}

/* A range of pages is a TID range scan. */
static void add_where(struct str *sql, enum side side, const struct explained *const *list, const struct verify_piece *piece)
{
	bool range = piece && piece->count;

	if (range)
		str_addf(sql, " WHERE t.ctid >= '(%lld,0)' AND t.ctid < '(%lld,0)'", (long long)piece->first,
		         (long long)(piece->first + piece->count));
	add_removed(sql, side, list, range ? " AND " : " WHERE ");
}

/* h: the row; k: its key, or the row where there is no key. OFFSET 0 keeps the subquery apart: for one of its
 * columns the planner expects 200 values, and groups them in a hash table; for the hash of a key it would
 * expect as many values as rows, and sort. */
static void add_inner(struct str *sql, const struct verify_plan *p, enum side side, const struct explained *const *list,
                      const struct verify_piece *piece)
{
	char *h = chain(p, p->column, p->columns, side, list), *k = p->keys ? chain(p, p->key, p->keys, side, list) : mem_dup(h);

	str_addf(sql, "SELECT %s AS h, %s AS k", h, k);
	add_from(sql, p, side);
	add_where(sql, side, list, piece);
	str_add(sql, " OFFSET 0");
	free(h);
	free(k);
}

/* With a key no row is there twice, so that no two hashes cancel out; without one the halves are summed as
 * well. */
static const char *sums_of(const struct verify_plan *p)
{
	return p->keys ? "coalesce(bit_xor(h), 0)::text AS xor, '0' AS low, '0' AS high"
	               : "coalesce(bit_xor(h), 0)::text AS xor, coalesce(sum(h & 4294967295), 0)::text AS low, "
	                 "coalesce(sum((h >> 32) & 4294967295), 0)::text AS high";
}

/* The table's name as a literal for regclass. */
static void add_name_literal(struct str *sql, const struct verify_plan *p)
{
	struct str name;

	str_init(&name, STR_LINE);
	str_add_ident(&name, p->schema);
	str_add(&name, ".");
	str_add_ident(&name, p->name);
	str_add_literal(sql, str_text(&name));
	str_release(&name);
}

/* The rows are counted in the same read in which they are hashed. node shows whether the table was rewritten
 * since it was listed: an old snapshot sees such a table empty (PostgreSQL manual 13.6). */
char *verify_table_sql(const struct verify_plan *p, enum side side, enum verify_question question, const struct explained *const *list,
                       const struct verify_piece *piece)
{
	char *h = chain(p, p->column, p->columns, side, list);
	struct str sql;

	str_init(&sql, STR_PAGE);
	switch (question) {
	case VERIFY_SUM:
		str_addf(&sql, "SELECT count(*) AS rows, %s, pg_relation_filenode(", sums_of(p));
		add_name_literal(&sql, p);
		str_addf(&sql, "::regclass) AS node FROM (SELECT %s AS h", h);
		break;
	case VERIFY_HASHES:
		str_addf(&sql, "SELECT count(*) AS rows, coalesce(string_agg(h::text, ' ' ORDER BY h), '') AS hashes FROM (SELECT %s AS h",
		         h);
		break;
	case VERIFY_COUNT:
		str_add(&sql, "SELECT count(*) AS rows FROM (SELECT 1");
		break;
	case VERIFY_BUCKETS:
		str_addf(&sql, "SELECT k & %d AS bucket, count(*) AS rows, %s FROM (", VERIFY_BUCKET_COUNT - 1, sums_of(p));
		add_inner(&sql, p, side, list, piece);
		str_add(&sql, ") s GROUP BY 1");
		free(h);
		return str_take(&sql);
	}
	add_from(&sql, p, side);
	add_where(&sql, side, list, piece);
	/* Without a key the hash is used three times; OFFSET 0 makes the server compute it once. */
	str_add(&sql, p->keys || question == VERIFY_COUNT ? ") s" : " OFFSET 0) s");
	free(h);
	return str_take(&sql);
}

/* Owned: SQL of a key column as its type writes it, which can be read again as a literal. */
static char *key_of(const struct verify_column *c)
{
	char *value = value_of(c, GREEN, NULL), *text = hash_output_sql(HASH_NEVER_NULL, value);

	free(value);
	return text;
}

/* The columns that are asked for each row in one of the buckets. */
static void add_details(struct str *sql, const struct verify_plan *p, enum side side, const struct explained *const *list,
                        enum verify_values values)
{
	for (size_t i = 0; i < p->columns; i++) {
		char *one = chain(p, &p->column[i], 1, side, list);

		str_addf(sql, "%s%s", i ? ", " : "", one);
		free(one);
	}
	str_add(sql, "]::int8[]::text AS hashes");
	for (size_t i = 0; i < p->keys; i++) {
		char *key = key_of(&p->key[i]);

		str_addf(sql, ", %s AS key%zu", key, i);
		free(key);
	}
	for (size_t i = 0; i < p->columns && values == VERIFY_WITH_VALUES; i++) {
		char *value = value_of(&p->column[i], side, list), *text = NULL;

		if (value)
			str_addf(sql, ", %s AS v%zu", text = hash_output_sql(HASH_MAY_BE_NULL, value), i);
		free(value);
		free(text);
	}
}

/* One level without a subquery, so that for rows of other buckets only the key's hash is computed. */
char *verify_rows_sql(const struct verify_plan *p, enum side side, const struct explained *const *list, const char *buckets,
                      enum verify_values values)
{
	char *h = chain(p, p->column, p->columns, side, list), *k = p->keys ? chain(p, p->key, p->keys, side, list) : mem_dup(h);
	struct str sql;

	str_init(&sql, STR_PAGE);
	str_addf(&sql, "DECLARE teal_rows NO SCROLL CURSOR FOR SELECT %s AS k, %s AS h, ARRAY[", k, h);
	add_details(&sql, p, side, list, values);
	add_from(&sql, p, side);
	str_addf(&sql, " WHERE %s & %d = ANY ('{%s}'::int8[])", k, VERIFY_BUCKET_COUNT - 1, buckets);
	add_removed(&sql, side, list, " AND ");
	str_add(&sql, " ORDER BY 1, 2");
	free(h);
	free(k);
	return str_take(&sql);
}

/* The age of the horizon is computed once. Ages of transactions wrap around after 2 000 million: when the
 * horizon is 1 000 million old, or lies in the future (another server), every row counts as new. */
char *verify_delta_sql(const struct verify_plan *p, enum side side, const char *horizon)
{
	char *h = chain(p, p->column, p->columns, GREEN, NULL), *k = chain(p, p->key, p->keys, GREEN, NULL);
	struct str sql;

	str_init(&sql, STR_PAGE);
	str_add(&sql, "SELECT rows, xor, pg_relation_filenode(");
	add_name_literal(&sql, p);
	str_addf(
		&sql,
		"::regclass) AS node, coalesce(array_length(list, 1), 0) AS changed, to_json(coalesce(list[1:20000], '{}'))::text AS fresh "
		"FROM (SELECT count(*) AS rows, coalesce(bit_xor(%s), 0)::text AS xor, array_agg(ARRAY[(%s)::text, (%s)::text",
		k, k, h);
	for (size_t i = 0; i < p->keys; i++) {
		char *key = key_of(&p->key[i]);

		str_addf(&sql, ", %s", key);
		free(key);
	}
	/* One test per row; the hash of a row is computed only where the test holds. */
	str_add(&sql, "]) FILTER (WHERE age(t.xmin) <= (SELECT CASE WHEN pg_snapshot_xmin(pg_current_snapshot())::text::numeric - ");
	str_add_literal(&sql, horizon);
	str_add(&sql, "::numeric BETWEEN 0 AND 1000000000 THEN age(");
	str_add_literal(&sql, horizon);
	str_add(&sql, "::xid8::xid) ELSE 2147483647 END)) AS list");
	add_from(&sql, p, side);
	str_add(&sql, ") s");
	free(h);
	free(k);
	return str_take(&sql);
}

/* The key's columns stand alone on the left, so that the index of the key can be used; literals without a type
 * take the type of their column. */
char *verify_keys_sql(const struct verify_plan *p, enum side side, const char *keys)
{
	char *h = chain(p, p->column, p->columns, GREEN, NULL), *k = chain(p, p->key, p->keys, GREEN, NULL);
	struct str sql;

	str_init(&sql, STR_PAGE);
	str_addf(&sql, "SELECT %s AS k, %s AS h", k, h);
	add_from(&sql, p, side);
	str_add(&sql, " WHERE (");
	for (size_t i = 0; i < p->keys; i++) {
		str_add(&sql, i ? ", t." : "t.");
		str_add_ident(&sql, p->key[i].name);
	}
	str_addf(&sql, ") IN (%s)", keys);
	free(h);
	free(k);
	return str_take(&sql);
}

/* The next number of the list; false at its end. */
static bool next_hash(const char **at, int64_t *out)
{
	char *end;

	*out = strtoimax(*at, &end, 10);
	if (end == *at)
		return false;
	*at = end;
	return true;
}

/* A merge of two sorted lists: a hash that one list has more often counts as often as the difference. */
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
