/* What blue has that would only fail later: who refers to whom, what nothing can carry, large objects, and the rights of the role. */
#include "config.h"

#include "base/mem.h"
#include "codec/rows.h"
#include "probe/own.h"

/* [from, to]: a foreign key, or a table whose content goes with that of another (inheritance), told by the tops of their partitions. */
#define TOP_SQL(oid) \
	"(SELECT " TABLE_NAME_SQL("top_n.nspname", \
	                          "top.relname") " FROM pg_class top JOIN pg_namespace top_n ON top_n.oid = top.relnamespace\n" \
						 "   WHERE top.oid = coalesce(pg_partition_root(" oid "), " oid "))"
static const char references_sql[] =
	"(SELECT json_agg(json_build_array(a, b) ORDER BY a COLLATE \"C\", b COLLATE \"C\") FROM (\n"
	"  SELECT " TOP_SQL("k.conrelid") " AS a, " TOP_SQL(
		"k.confrelid") " AS b FROM pg_constraint k WHERE k.contype = 'f'\n"
			       "  UNION SELECT " TOP_SQL("i.inhparent") ", " TOP_SQL(
				       "i.inhrelid") " FROM pg_inherits i JOIN pg_class x ON x.oid = i.inhrelid\n"
						     "   WHERE x.relkind IN ('r', 'f') AND NOT x.relispartition) s WHERE a <> b)::text AS "
						     "refs,\n";

/* [name, kind, top]: relations that a publication does not take. What an extension made is made anew with it. */
static const char uncarried_sql[] =
	" (SELECT json_agg(json_build_array(" NAME_SQL ", CASE c.relkind WHEN 'f' THEN 'foreign table' WHEN 'm' THEN 'materialized view'\n"
	"   WHEN 'v' THEN 'view' ELSE 'unlogged table' END, CASE WHEN c.relispartition THEN " TOP_SQL(
		"c.oid") " ELSE " NAME_SQL " END)\n"
			 "   ORDER BY " NAME_SQL " COLLATE \"C\") FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace\n"
			 "  WHERE ((c.relkind IN ('r', 'p') AND c.relpersistence = 'u') OR c.relkind IN ('f', 'm', 'v')) AND " USER_SCHEMAS
			 "\n"
			 "   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND "
			 "d.deptype = 'e'))::text AS "
			 "uncarried,\n";

static const char blobs_sql[] =
	" (SELECT count(*) FROM pg_largeobject_metadata) AS blobs,\n"
	" (SELECT json_agg(json_build_array(" NAME_SQL ", a.attname) ORDER BY " NAME_SQL " COLLATE \"C\") " COLUMNS_SQL
	"  JOIN pg_type y ON y.oid = a.atttypid WHERE (y.oid = 'oid'::regtype OR y.typname = 'lo') AND NOT c.relispartition\n"
	"   AND " LIVE_COLUMNS ")::text AS blob_columns,\n";

/* What Teal does on the source, by the rights that it takes: a trigger and a publication want the owner of each table, a schema
 * the right to make one, a slot the replication, and who writes is only told to who may see it. A superuser has them all. */
static const char rights_sql[] =
	" (SELECT string_agg(what, '; ' ORDER BY rank) FROM (\n"
	"  SELECT 1 AS rank, count(*) || ' not owned: ' || string_agg(" NAME_SQL
	", ', ') AS what FROM pg_class c JOIN pg_namespace n ON n.oid "
	"= c.relnamespace\n"
	"   WHERE NOT pg_has_role(c.relowner, 'USAGE') AND " USER_TABLES " HAVING count(*) > 0\n"
	"  UNION ALL SELECT 2, 'CREATE on the database' WHERE NOT has_database_privilege(current_database(), 'CREATE')\n"
	"  UNION ALL SELECT 3, 'REPLICATION' FROM pg_roles WHERE rolname = current_user AND NOT rolreplication AND NOT rolsuper\n"
	"  UNION ALL SELECT 4, 'GRANT pg_read_all_stats' WHERE NOT pg_has_role('pg_read_all_stats', 'USAGE')\n"
	"  UNION ALL SELECT 5, 'GRANT pg_signal_backend' WHERE NOT pg_has_role('pg_signal_backend', 'USAGE')) s) AS lacks";

/* In one statement, and so of one moment. */
static bool build_odd(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	ask_sql(out, side, mem_printf("SELECT %s%s%s%s", references_sql, uncarried_sql, blobs_sql, rights_sql));
	return true;
}

static bool read_odd(const struct model *m, enum side side, const struct answer *a, int64_t now, struct json *facts, struct json *tables,
                     struct err *err)
{
	const struct rows *r;

	if (!sql_ok(a, err))
		return false;
	r = &a->reply->set[0];
	put_rows(facts, FACT_SRC_REFERENCES, r, "refs");
	put_rows(facts, FACT_SRC_UNCARRIED, r, "uncarried");
	put_fact(facts, FACT_SRC_BLOBS, rows_int(r, 0, "blobs", 0), rows_cell(r, 0, "blob_columns"));
	put_fact(facts, FACT_SRC_RIGHTS, rows_cell(r, 0, "lacks") != NULL, rows_cell(r, 0, "lacks"));
	return true;
}

const struct probe probes_source[] = {
	{ .id = PROBE_ODD_SOURCE, .side = OF_BLUE, .slow_ms = 20000, .fast_ms = 300, .build = build_odd, .read = read_odd },
};
const size_t probes_source_count = mem_count(probes_source);
