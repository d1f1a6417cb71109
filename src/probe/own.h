/* What the files of probes share. */
#ifndef TEAL_PROBE_OWN_H
#define TEAL_PROBE_OWN_H

#include <stddef.h>

#include "codec/table_name.h"
#include "plan/model.h"
#include "probe/probe.h"

struct rows;

extern const struct probe probes_juju[], probes_sql[], probes_schema[], probes_way[], probes_source[], probes_fit[], probes_stumbles[];
extern const size_t probes_juju_count, probes_sql_count, probes_schema_count, probes_way_count, probes_source_count, probes_fit_count,
	probes_stumbles_count;

/* Adds [name, num, text] for the fact. text NULL: "". */
void put_fact(struct json *facts, enum fact_id, int64_t num, const char *text);
/* The same with a list of JSON in the first row: num is how many rows it has. No row at all is NULL, and no text. */
void put_rows(struct json *facts, enum fact_id, const struct rows *, const char *column);
/* A list of names in the form of codec/table_name.h, blanks between, as text; num is how many. NULL: none. */
void put_table_names(struct json *facts, enum fact_id, const char *names);
/* False with err when the database did not answer well; sets are then as many as came. */
bool sql_ok(const struct answer *, struct err *);
/* A query of a probe: read-only session, quick deadline. Takes sql. */
void ask_sql(struct commands *, enum side, char *sql_taken);
/* A condition on pg_class c joined with pg_namespace n: the application's tables, partitioned tables and partitions, none of
 * Teal's own. */
#define USER_TABLES \
	"c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'teal') AND n.nspname NOT LIKE 'pg\\_%'"
/* A value: names of the extensions, blanks between. */
#define EXTENSIONS_SQL "(SELECT string_agg(extname, ' ' ORDER BY extname) FROM pg_extension WHERE extname <> 'plpgsql')"
/* One row, versions sorted so that equal sets are equal texts. By the search path, as the app itself finds the table; 42P01 without it.
 * Real ones have some hundreds of rows of 20 digits. */
#define RECORDED_SQL \
	"SELECT string_agg(left(version, 48), ' ' ORDER BY version) AS versions, count(*) AS migrations " \
	"FROM (SELECT version FROM schema_migration LIMIT 5000) s"
/* The names of c in n, and of t in u. */
/* A condition on pg_namespace n: a schema of the application's or of its neighbours'. */
#define USER_SCHEMAS "n.nspname NOT IN ('pg_catalog', 'information_schema', 'teal') AND n.nspname NOT LIKE 'pg\\_%'"
/* The columns of user tables: pg_attribute a with c and n, and the condition. */
#define COLUMNS_SQL "FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace\n"
#define LIVE_COLUMNS "a.attnum > 0 AND NOT a.attisdropped AND " USER_TABLES
/* A cell of the XML v.x that query_to_xml made of a row. */
#define TEXT_OF(column) "(xpath('/row/" column "/text()', v.x))[1]::text"
#define NAME_SQL TABLE_NAME_SQL("n.nspname", "c.relname")
#define ROOT_NAME_SQL TABLE_NAME_SQL("u.nspname", "t.relname")
/* Of c: the sum over the partitions of a partitioned table, which has nothing of its own. */
#define TABLE_BYTES_SQL \
	"CASE WHEN c.relkind = 'p' THEN (SELECT coalesce(sum(pg_total_relation_size(l.relid)), 0) FROM pg_partition_tree(c.oid) l) " \
	"ELSE pg_total_relation_size(c.oid) END::bigint"
/* Every table, partitioned table and partition: name, kind, persistence, root (of a partition), rows, bytes. Estimated rows of the
 * statistics: counting them would read everything. -1 stands for a table that was never analysed (PostgreSQL manual, pg_class). */
#define TABLES_SQL \
	"SELECT " NAME_SQL " AS name, c.relkind AS kind, c.relpersistence AS persistence,\n" \
	" CASE WHEN c.relispartition THEN (SELECT " ROOT_NAME_SQL " FROM pg_class t JOIN pg_namespace u ON u.oid = t.relnamespace\n" \
	"   WHERE t.oid = pg_partition_root(c.oid)) END AS root,\n" \
	" CASE WHEN c.relkind = 'p' THEN (SELECT CASE WHEN max(x.reltuples) < 0 THEN -1 ELSE coalesce(sum(greatest(x.reltuples, 0)), 0) " \
	"END\n" \
	"   FROM pg_partition_tree(c.oid) l JOIN pg_class x ON x.oid = l.relid WHERE l.isleaf) ELSE c.reltuples END::bigint AS rows,\n" \
	" " TABLE_BYTES_SQL " AS bytes\n" \
	"FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE " USER_TABLES

#endif
