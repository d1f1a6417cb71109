/* What the two databases tell about their tables: columns, migrations, sizes, sequences, emptiness, integrity, and the week's
 * traffic. */
#include "config.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "codec/rows.h"
#include "codec/table_name.h"
#include "plan/product.h"
#include "plan/sync.h"
#include "probe/own.h"
#include "probe/schema_sql.h"

/* Partitions are counted with their roots. */
static const char catalog_sql[] =
	"SELECT (SELECT count(*) " FROM_TABLES_SQL " WHERE NOT c.relispartition AND " USER_TABLES ") AS tables,\n"
	" " SCHEMA_LIST_SQL " AS list,\n"
	" " EXTENSIONS_SQL " AS extensions,\n"
	" (SELECT count(*) FROM pg_available_extensions WHERE name IN ('pg_trgm', 'btree_gin', 'uuid-ossp')) = 3 AS can_extend";

/* Of the source: what would break once it is published. */
static const char source_sql[] =
	",\n " NAMES_WHERE_SQL(NO_IDENTITY_SQL) " AS no_key,\n"
						" (SELECT json_agg(json_build_array(" NAME_SQL
						", e.col || ' (' || e.type || ')') ORDER BY n.nspname, c.relname, e.col)::text\n"
						"   " FROM_TABLES_SQL " JOIN " NO_EQUALITY_SQL " e ON e.rel = c.oid " WHERE_TAKEN_SQL
						" AND " NO_KEY_SQL ") AS no_equality,\n"
						" " NAMES_WHERE_SQL("c.relreplident = 'f' AND NOT EXISTS (SELECT FROM " NO_EQUALITY_SQL
                                                                    " e WHERE e.rel = c.oid)") " AS whole_rows";
/* Of the target: where it cannot find the row that was changed. */
static const char target_sql[] = ",\n " NAMES_WHERE_SQL(NO_KEY_SQL) " AS no_key";

/* The oldest network is the one that Ory picks when it starts (facts/ory.md section 3); where several are equally old, whichever
 * comes first. Very many ids stand as their md5: only whether both sides have the same ones counts. */
#define NETWORKS_SQL \
	"SELECT count(*) AS networks, (SELECT id::text FROM networks ORDER BY created_at, id LIMIT 1) AS oldest,\n" \
	" (SELECT count(*) FROM networks WHERE created_at = (SELECT min(created_at) FROM networks)) AS tie,\n" \
	" CASE WHEN count(*) > 100 THEN md5(string_agg(id::text, ' ' ORDER BY id)) ELSE string_agg(id::text, ' ' ORDER BY id) END AS " \
	"ids\n" \
	"FROM networks"
static const char app_sql[] = RECORDED_SQL ";\n" NETWORKS_SQL;

/* Which of the source's tables hold a row on the target. EXISTS reads one row at most, however large the table; one that is not
 * there holds none. Nothing is asked as long as the whole list is not known: "all are empty" would be said of some. */
static void add_nonempty(const struct model *m, struct str *sql)
{
	struct str name;
	bool first = true;

	for (size_t i = 0; m->tables_seen && i < m->tables; i++) {
		if (!sync_takes(&m->table[i]))
			continue;
		str_add(sql, first ? "SELECT name AS nonempty FROM (VALUES (" : ", (");
		first = false;
		str_add_literal(sql, m->table[i].name);
		str_add(sql, ", ");
		str_init(&name, STR_LINE);
		sync_add_table(&m->table[i], &name);
		str_add_literal(sql, str_text(&name));
		str_release(&name);
		str_add(sql, ")");
	}
	if (!first)
		str_add(sql, ") t (name, place) WHERE to_regclass(place) IS NOT NULL\n"
		             " AND query_to_xml('SELECT EXISTS (SELECT FROM ' || place || ') AS held', false, true, '')::text LIKE "
		             "'%<held>true</held>%';\n");
}

/* Several statements, several sets of rows. The app's own tables come last: where one is missing the rest has been told. On the source
 * nobody asks which tables hold rows: they do. What a migration made anew on the target is not asked for rows either. */
static bool build_schema(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	struct str sql;

	str_init(&sql, STR_PAGE);
	str_add(&sql, catalog_sql);
	str_add(&sql, side == BLUE ? source_sql : target_sql);
	str_add(&sql, ";\n");
	if (side == GREEN)
		add_nonempty(m, &sql);
	str_add(&sql, app_sql);
	ask_sql(out, side, str_take(&sql));
	return true;
}

static void put_catalog(struct json *facts, const struct rows *r, enum side side)
{
	put_fact(facts, FACT_SIDE(FACT_SRC_SCHEMA, side), rows_int(r, 0, "tables", 0), rows_cell(r, 0, "list"));
	put_fact(facts, FACT_SIDE(FACT_SRC_EXTENSIONS, side), rows_bool(r, 0, "can_extend"), rows_cell(r, 0, "extensions"));
	put_table_names(facts, FACT_SIDE(FACT_SRC_NO_KEY, side), rows_cell(r, 0, "no_key"));
	if (side == GREEN)
		return;
	put_rows(facts, FACT_SRC_NO_EQUALITY, r, "no_equality");
	put_table_names(facts, FACT_SRC_WHOLE_ROWS, rows_cell(r, 0, "whole_rows"));
}

/* Names without their schema and cut to a line: they are for the eye, the number is what counts. */
static void put_nonempty(struct json *facts, const struct rows *r)
{
	struct str names;

	str_init(&names, 160);
	for (size_t i = 0; i < r->count; i++) {
		const char *name = rows_cell(r, i, "nonempty");

		str_addf(&names, "%s%s", i ? ", " : "", name ? table_name_short(name) : "");
	}
	put_fact(facts, FACT_TGT_NONEMPTY, (int64_t)r->count, str_text(&names));
	str_release(&names);
}

/* The answer whose first column has the name; an empty one where it was not asked, or not answered any more. */
static const struct rows *set_of(const struct reply *r, const char *column)
{
	static const struct rows none;

	for (size_t i = 0; i < r->sets; i++)
		if (r->set[i].columns && strcmp(r->set[i].name[0], column) == 0)
			return &r->set[i];
	return &none;
}

/* A database without the app's tables is a finding too: no migrations, no networks. What came before the table that is missing still
 * counts: a migration may drop tables, and old databases have no networks. */
static bool read_schema(const struct model *m, enum side side, const struct answer *a, int64_t now, struct json *facts, struct json *tables,
                        struct err *err)
{
	const struct reply *r = a->reply;
	const struct rows *recorded, *networks, *nonempty;

	if ((!r || !r->sets || strcmp(r->sqlstate, "42P01") != 0) && !sql_ok(a, err))
		return false;
	put_catalog(facts, &r->set[0], side);
	recorded = set_of(r, "versions");
	networks = set_of(r, "networks");
	nonempty = set_of(r, "nonempty");
	put_fact(facts, FACT_SIDE(FACT_SRC_MIGRATIONS, side), rows_int(recorded, 0, "migrations", 0), rows_cell(recorded, 0, "versions"));
	put_fact(facts, FACT_SIDE(FACT_SRC_NETWORKS, side), rows_int(networks, 0, "networks", 0), rows_cell(networks, 0, "oldest"));
	put_fact(facts, FACT_SIDE(FACT_SRC_NETWORK_IDS, side), rows_int(networks, 0, "tie", 0), rows_cell(networks, 0, "ids"));
	if (side == GREEN && nonempty->columns)
		put_nonempty(facts, nonempty);
	return true;
}

static bool build_tables(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	ask_sql(out, side, mem_dup(TABLES_SQL));
	return true;
}

/* The sizes of all tables, and the whole list of them: this is where the model's tables come from. */
static bool read_tables(const struct model *m, enum side side, const struct answer *a, int64_t now, struct json *facts, struct json *tables,
                        struct err *err)
{
	const struct rows *r;
	int64_t bytes = 0, rows = 0;
	char text[24];

	if (!sql_ok(a, err))
		return false;
	r = &a->reply->set[0];
	for (size_t i = 0; i < r->count; i++) {
		struct json *t = json_object();

		json_put_str(t, "name", rows_cell(r, i, "name"));
		json_put_str(t, "kind", rows_cell(r, i, "kind"));
		json_put_str(t, "persistence", rows_cell(r, i, "persistence"));
		json_put_str(t, "root", rows_cell(r, i, "root"));
		json_put_int(t, "rows", rows_int(r, i, "rows", -1));
		json_put_int(t, "bytes", rows_int(r, i, "bytes", -1));
		json_push(tables, t);
		/* a partition is counted with its root */
		if (rows_cell(r, i, "root"))
			continue;
		bytes += rows_int(r, i, "bytes", 0);
		rows += rows_int(r, i, "rows", 0) > 0 ? rows_int(r, i, "rows", 0) : 0;
	}
	snprintf(text, sizeof text, "%lld", (long long)rows);
	put_fact(facts, FACT_SRC_SIZE, bytes, text);
	put_fact(facts, FACT_SRC_TABLES, (int64_t)r->count, "");
	return true;
}

/* Logins begun in the last eight weeks, by weekday and hour; only hours that are over count whole. */
static bool build_traffic(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	/* The columns hold UTC without a zone; now() is brought to the same, so that the server's own zone shifts
	 * nothing. */
	const struct product *p = product_find(m->settings.product);

	ask_sql(out, side,
	        mem_printf("SELECT (extract(isodow FROM t)::int - 1) * 24 + extract(hour FROM t)::int AS slot, count(*) AS n\n"
	                   "FROM (SELECT %s AS t FROM %s) x\n"
	                   "WHERE t > now() AT TIME ZONE 'UTC' - interval '56 days' AND t < date_trunc('hour', now() AT TIME ZONE 'UTC') "
	                   "GROUP BY 1",
	                   p->traffic_column, p->traffic_table));
	return true;
}

/* 168 hours of a week, Monday first. An hour that nobody used is 0. */
static bool read_traffic(const struct model *m, enum side side, const struct answer *a, int64_t now, struct json *facts,
                         struct json *tables, struct err *err)
{
	int64_t slot[168] = { 0 }, total = 0;
	struct json *list;
	char *line;

	if (!sql_ok(a, err))
		return false;
	for (size_t i = 0; i < a->reply->set[0].count; i++) {
		int64_t at = rows_int(&a->reply->set[0], i, "slot", -1), n = rows_int(&a->reply->set[0], i, "n", 0);

		if (at >= 0 && at < 168)
			slot[at] = n;
		total += n;
	}
	list = json_array();
	for (size_t i = 0; i < mem_count(slot); i++)
		json_push(list, json_new_int(slot[i]));
	line = json_line(list);
	put_fact(facts, FACT_TRAFFIC, total, line);
	free(line);
	json_free(list);
	return true;
}

/* The apply worker checks no foreign key, so that orphans are looked for here. query_to_xml runs one counting query per constraint. */
static const char integrity_sql[] =
	"SELECT (SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = "
	"c.relnamespace\n"
	"   WHERE NOT i.indisvalid AND " USER_TABLES ") + (SELECT count(*) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid\n"
	"   JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT k.convalidated AND " USER_TABLES ") AS invalid,\n"
	" (SELECT string_agg(i.indexrelid::regclass::text, ', ') FROM pg_index i WHERE NOT i.indisvalid) AS "
	"invalid_names;\n"
	"SELECT k.conname, (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %s x WHERE %s AND NOT "
	"EXISTS (SELECT FROM %s y WHERE %s)',\n"
	"  k.conrelid::regclass, (SELECT string_agg(format('x.%I IS NOT NULL', a.attname), ' AND ') FROM pg_attribute a\n"
	"    WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)), k.confrelid::regclass,\n"
	"  (SELECT string_agg(format('y.%I = x.%I', b.attname, a.attname), ' AND ') FROM unnest(k.conkey, k.confkey) AS u "
	"(one, two)\n"
	"    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.one JOIN pg_attribute b ON b.attrelid = "
	"k.confrelid AND b.attnum = u.two)),\n"
	"  false, true, '')))[1]::text::bigint AS n\n"
	"FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE "
	"k.contype = 'f' AND " USER_TABLES;

static bool build_integrity(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	const char *table = product_find(m->settings.product)->identities;
	struct str sql;

	str_init(&sql, STR_PAGE);
	str_add(&sql, integrity_sql);
	if (table)
		str_addf(&sql,
		         ";\nSELECT count(DISTINCT schema_id) AS ids, string_agg(DISTINCT coalesce(nullif(schema_id, ''), 'default'), ' ') "
		         "AS "
		         "names FROM %s",
		         table);
	commands_sql(out, side, 600000, str_take(&sql))->read_only = true;
	return true;
}

/* The sets are those of build_integrity: what is invalid, then one row for each foreign key, then the schemas of identities,
 * where the product has some. */
static bool read_integrity(const struct model *m, enum side side, const struct answer *a, int64_t now, struct json *facts,
                           struct json *tables, struct err *err)
{
	const struct rows *fk;
	struct str where;
	int64_t orphans = 0;

	if (!sql_ok(a, err))
		return false;
	str_init(&where, 160);
	fk = &a->reply->set[1];
	for (size_t i = 0; i < fk->count; i++) {
		int64_t n = rows_int(fk, i, "n", 0);

		if (n)
			str_addf(&where, "%s%s %lld", where.len ? ", " : "", rows_cell(fk, i, "conname"), (long long)n);
		orphans += n;
	}
	put_fact(facts, FACT_INVALID, rows_int(&a->reply->set[0], 0, "invalid", -1), rows_cell(&a->reply->set[0], 0, "invalid_names"));
	put_fact(facts, FACT_ORPHANS, orphans, str_text(&where));
	if (a->reply->sets > 2)
		put_fact(facts, FACT_SCHEMA_IDS, rows_int(&a->reply->set[2], 0, "ids", 0), rows_cell(&a->reply->set[2], 0, "names"));
	else
		put_fact(facts, FACT_SCHEMA_IDS, 0, "");
	str_release(&where);
	return true;
}

/* These read catalogues or more, so that they are asked seldom while nobody waits. */
const struct probe probes_schema[] = {
	{ .id = PROBE_SCHEMA_SOURCE, .side = OF_BLUE, .slow_ms = 5000, .fast_ms = 300, .build = build_schema, .read = read_schema },
	{ .id = PROBE_SCHEMA_TARGET, .side = OF_GREEN, .slow_ms = 5000, .fast_ms = 300, .build = build_schema, .read = read_schema },
	{ .id = PROBE_TABLES_SOURCE, .side = OF_BLUE, .slow_ms = 4000, .fast_ms = 300, .build = build_tables, .read = read_tables },
	{ .id = PROBE_TRAFFIC, .side = OF_BLUE, .slow_ms = 60000, .fast_ms = 60000, .build = build_traffic, .read = read_traffic },
	{ .id = PROBE_INTEGRITY, .side = OF_SUBJECT, .slow_ms = 30000, .fast_ms = 1000, .build = build_integrity, .read = read_integrity },
};
const size_t probes_schema_count = mem_count(probes_schema);
