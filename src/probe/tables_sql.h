/* Which tables count, and how they are asked for: pieces of the questions to both databases. */
#ifndef TEAL_PROBE_TABLES_SQL_H
#define TEAL_PROBE_TABLES_SQL_H

#include "codec/table_name.h"

/* A condition on pg_namespace n: a schema of the application's or of its neighbours'. */
#define USER_SCHEMAS "n.nspname NOT IN ('pg_catalog', 'information_schema', 'teal') AND n.nspname NOT LIKE 'pg\\_%'"
/* A condition on pg_class c joined with pg_namespace n: the application's tables, partitioned tables and partitions, none of
 * Teal's own. */
#define USER_TABLES "c.relkind IN ('r', 'p') AND " USER_SCHEMAS
/* A value: names of the extensions, blanks between. */
#define EXTENSIONS_SQL "(SELECT string_agg(extname, ' ' ORDER BY extname) FROM pg_extension WHERE extname <> 'plpgsql')"
/* One row, versions sorted so that equal sets are equal texts. By the search path, as the app itself finds the table; 42P01 without it.
 * Real ones have some hundreds of rows of 20 digits. */
#define RECORDED_SQL \
	"SELECT string_agg(left(version, 48), ' ' ORDER BY version) AS versions, count(*) AS migrations " \
	"FROM (SELECT version FROM schema_migration LIMIT 5000) s"
/* The columns of user tables: pg_attribute a with c and n, and the condition. */
#define COLUMNS_SQL "FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace\n"
#define LIVE_COLUMNS "a.attnum > 0 AND NOT a.attisdropped AND " USER_TABLES
/* A cell of the XML v.x that query_to_xml made of a row. */
#define TEXT_OF(column) "(xpath('/row/" column "/text()', v.x))[1]::text"
/* The names of c in n, and of t in u. */
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
