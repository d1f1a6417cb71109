/* What must be there on both sides for the copy to be the same: triggers, sequences, and what the columns are made of. */
#include "config.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/rows.h"
#include "plan/left_out.h"
#include "probe/own.h"

/* Rows [table, what, how it is enabled]. The copies of a trigger on partitions are left to their root, but for one that was
 * enabled in a way of its own; PostgreSQL 14 calls such a copy internal, like the triggers of a foreign key, which have the other
 * table beside it. Teal's own fence is no trigger of blue's. */
#define TRIGGERS_SQL \
	"(SELECT json_agg(json_build_array(t, what, fires) ORDER BY t COLLATE \"C\", what COLLATE \"C\") FROM (\n" \
	"  SELECT " NAME_SQL \
	" AS t, 'trigger ' || g.tgname AS what, g.tgenabled::text AS fires FROM pg_trigger g JOIN pg_class c ON c.oid = " \
	"g.tgrelid\n" \
	"   JOIN pg_namespace n ON n.oid = c.relnamespace WHERE (NOT g.tgisinternal OR (g.tgparentid <> 0 AND g.tgconstrrelid = 0))\n" \
	"   AND g.tgname <> 'teal_fence' AND g.tgenabled <> 'D'\n" \
	"   AND (g.tgparentid = 0 OR g.tgenabled IN ('A', 'R')) AND " USER_SCHEMAS "\n" \
	"  UNION ALL SELECT " NAME_SQL \
	", 'rule ' || r.rulename, r.ev_enabled::text FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class\n" \
	"   JOIN pg_namespace n ON n.oid = c.relnamespace WHERE r.rulename <> '_RETURN' AND r.ev_enabled <> 'D' AND " USER_SCHEMAS "\n" \
	"  UNION ALL SELECT '', 'event trigger ' || evtname, evtenabled::text FROM pg_event_trigger WHERE evtenabled <> 'D') s)::text AS " \
	"triggers"

/* Rows [name, owning table or "", type, min, max, increment, cache, cycle, start, last, called, limit], all of them texts: numbers
 * of the database have more digits than a double keeps. last is null where the role may not read it. limit: what the owning
 * column's type holds. The row itself is read, since the catalogue does not tell the value of a sequence that was set and not
 * called. */
#define SEQUENCES_SQL \
	"(SELECT json_agg(json_build_array(name, owner, type, low, high, step, cache, cycle, start, last, called, bound) ORDER BY name " \
	"COLLATE " \
	"\"C\") FROM (\n" \
	"  SELECT " NAME_SQL " AS name, coalesce(CASE WHEN t.oid IS NOT NULL THEN " TABLE_NAME_SQL( \
		"tn.nspname", \
		"t.relname") " END, '') AS owner,\n" \
			     "   format_type(q.seqtypid, NULL) AS type, q.seqmin::text AS low, q.seqmax::text AS high, " \
			     "q.seqincrement::text AS step,\n" \
			     "   q.seqcache::text AS cache, q.seqcycle::text AS cycle, q.seqstart::text AS start, " TEXT_OF( \
				     "last_value") " AS last,\n" \
						   "   " TEXT_OF( \
							   "is_called") " AS called,\n" \
									"   CASE a.atttypid WHEN 'int2'::regtype THEN '32767' WHEN " \
									"'int4'::regtype THEN '2147483647' ELSE q.seqmax::text END AS " \
									"bound\n" \
									"  FROM pg_sequence q JOIN pg_class c ON c.oid = q.seqrelid JOIN " \
									"pg_namespace n ON n.oid = c.relnamespace\n" \
									"   LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass " \
									"AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass\n" \
									"    AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0\n" \
									"   LEFT JOIN pg_class t ON t.oid = d.refobjid LEFT JOIN " \
									"pg_namespace tn ON tn.oid = t.relnamespace\n" \
									"   LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum " \
									"= d.refobjsubid\n" \
									"   CROSS JOIN LATERAL (SELECT CASE WHEN " \
									"has_sequence_privilege(c.oid, 'SELECT') THEN\n" \
									"    query_to_xml(format('SELECT last_value, is_called FROM " \
									"%I.%I', n.nspname, c.relname), false, true, '') END AS x) v\n" \
									"  WHERE c.relpersistence <> 't' AND " USER_SCHEMAS \
									") s)::text AS sequences"

/* Rows [kind, name] of what the columns of the tables need beside the tables. An enum goes with its labels: one that green lacks
 * stops the apply. Every server has the collations C and POSIX. */
static const char kinds_encoding[] =
	"(SELECT json_agg(json_build_array(kind, name) ORDER BY kind, name COLLATE \"C\") FROM (\n"
	"  SELECT 'encoding' AS kind, pg_encoding_to_char(encoding)::text AS name FROM pg_database WHERE datname = current_database()\n"
	"  UNION SELECT 'extension', extname || ' ' || extversion FROM pg_extension WHERE extname <> 'plpgsql'\n";
static const char kinds_collations[] = "  UNION SELECT 'collation', " TABLE_NAME_SQL(
	"ln.nspname", "l.collname") " " COLUMNS_SQL
				    "   JOIN pg_collation l ON l.oid = a.attcollation JOIN pg_namespace ln ON ln.oid = l.collnamespace\n"
				    "   WHERE l.collname NOT IN ('default', 'C', 'POSIX') AND " LIVE_COLUMNS;
static const char kinds_types[] = "\n  UNION SELECT 'type', " TABLE_NAME_SQL(
	"tn.nspname",
	"t.typname") " || CASE WHEN t.typtype = 'e' THEN (SELECT left(' (' || "
		     "string_agg(e.enumlabel, ', '\n"
		     "    ORDER BY e.enumsortorder) || ')', 300) FROM pg_enum e WHERE e.enumtypid = t.oid) ELSE '' END " COLUMNS_SQL
		     "   JOIN pg_type y ON y.oid = a.atttypid\n"
		     "   JOIN pg_type t ON t.oid = CASE WHEN y.typcategory = 'A' AND y.typelem <> 0 THEN y.typelem ELSE y.oid END\n"
		     "   JOIN pg_namespace tn ON tn.oid = t.typnamespace WHERE tn.nspname <> 'pg_catalog' AND " LIVE_COLUMNS;

/* Tables that are left out need nothing on green. */
static void add_kinds(const struct model *m, struct str *sql)
{
	str_add(sql, kinds_encoding);
	str_add(sql, kinds_collations);
	left_out_add_sql(m, sql);
	str_add(sql, kinds_types);
	left_out_add_sql(m, sql);
	str_add(sql, ") s)::text AS kinds");
}

/* In one statement, and so of one moment. */
static bool build_fit(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	struct str sql;

	str_init(&sql, 4 * STR_PAGE);
	str_add(&sql, "SELECT " TRIGGERS_SQL ",\n " SEQUENCES_SQL ",\n ");
	add_kinds(m, &sql);
	ask_sql(out, side, str_take(&sql));
	return true;
}

static bool read_fit(const struct model *m, enum side side, const struct answer *a, int64_t now, struct json *facts, struct json *tables,
                     struct err *err)
{
	if (!sql_ok(a, err))
		return false;
	put_rows(facts, FACT_SIDE(FACT_SRC_TRIGGERS, side), &a->reply->set[0], "triggers");
	put_rows(facts, FACT_SIDE(FACT_SRC_SEQUENCES, side), &a->reply->set[0], "sequences");
	put_rows(facts, FACT_SIDE(FACT_SRC_KINDS, side), &a->reply->set[0], "kinds");
	return true;
}

const struct probe probes_fit[] = {
	{ .id = PROBE_FIT_SOURCE, .side = OF_BLUE, .slow_ms = 20000, .fast_ms = 300, .build = build_fit, .read = read_fit },
	{ .id = PROBE_FIT_TARGET, .side = OF_GREEN, .slow_ms = 20000, .fast_ms = 300, .build = build_fit, .read = read_fit },
};
const size_t probes_fit_count = mem_count(probes_fit);
