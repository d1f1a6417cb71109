/* What is asked of the catalogue about the make of tables: pieces of the probes' questions. */
#ifndef TEAL_PROBE_SCHEMA_SQL_H
#define TEAL_PROBE_SCHEMA_SQL_H

#include "plan/sync.h"
#include "probe/own.h"

#define FROM_TABLES_SQL "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
#define WHERE_TAKEN_SQL "WHERE " USER_TABLES " AND c.relname NOT IN " SYNC_RECORDS_SQL
#define COLUMN_NAME_SQL "(" TABLE_NAME_PART_SQL("a.attname") ")"
#define SEQUENCE_NAME_SQL TABLE_NAME_SQL("schemaname", "sequencename")
#define PARENT_NAME_SQL TABLE_NAME_SQL("u.nspname", "t.relname")

/* [[table, column, what], …] for plan/schema_diff.h, as a text. By name: the order of columns differs between an upgraded and a fresh
 * database of one version (facts/ory.md). A partition and its bounds belong to it: a row for which the target has no partition stops the
 * apply. */
#define SCHEMA_LIST_SQL \
	"(SELECT json_agg(json_build_array(s.t, s.col, s.what) ORDER BY s.t COLLATE \"C\", s.col COLLATE \"C\")::text FROM (\n" \
	"   SELECT " NAME_SQL \
	" AS t, '' AS col, CASE c.relkind WHEN 'p' THEN 'partitioned by ' || pg_get_partkeydef(c.oid) ELSE 'plain' END\n" \
	"    || coalesce((SELECT ', of ' || " PARENT_NAME_SQL " || ' ' || pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits h\n" \
	"     JOIN pg_class t ON t.oid = h.inhparent JOIN pg_namespace u ON u.oid = t.relnamespace\n" \
	"     WHERE h.inhrelid = c.oid AND c.relispartition), '') AS what " FROM_TABLES_SQL " " WHERE_TAKEN_SQL "\n" \
	"   UNION ALL SELECT " NAME_SQL ", " COLUMN_NAME_SQL ", format_type(a.atttypid, a.atttypmod)\n" \
	"    || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END || CASE WHEN a.attgenerated <> '' THEN ' generated' ELSE '' END\n" \
	"   " FROM_TABLES_SQL " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped " WHERE_TAKEN_SQL ") s)"

/* Names in their form, blanks between; NULL none. */
#define NAMES_WHERE_SQL(condition) \
	"(SELECT string_agg(" NAME_SQL ", ' ' ORDER BY n.nspname, c.relname) " FROM_TABLES_SQL " " WHERE_TAKEN_SQL " AND " condition ")"

/* PostgreSQL's own answer: with it NULL an UPDATE or DELETE of a published table fails on the source (a key that is deferrable, an index
 * that was dropped, NOTHING). Partitions are asked like their roots: a statement checks the one it names and those it reaches. */
#define NO_IDENTITY_SQL "c.relreplident <> 'f' AND pg_get_replica_identity_index(c.oid) IS NULL"
/* The target finds a row by its identity or its primary key; one that is deferrable is no help. */
#define NO_KEY_SQL \
	"pg_get_replica_identity_index(c.oid) IS NULL AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary " \
	"AND " \
	"i.indisvalid AND i.indimmediate)"

/* Columns of tables with REPLICA IDENTITY FULL whose type, or what it is made of, has no equality: rel, col, type. Without a key the target
 * compares whole rows, by the default operator class of each type (PostgreSQL manual, Logical Replication, Restrictions). */
#define NO_EQUALITY_SQL \
	"(WITH RECURSIVE part (rel, col, type, oid) AS (\n" \
	"   SELECT c.oid, a.attname, format_type(a.atttypid, NULL), a.atttypid FROM pg_class c\n" \
	"    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped WHERE c.relkind IN ('r', 'p') AND " \
	"c.relreplident = 'f'\n" \
	"   UNION SELECT p.rel, p.col, p.type, x.oid FROM part p JOIN pg_type y ON y.oid = p.oid, LATERAL (\n" \
	"    SELECT y.typbasetype AS oid WHERE y.typtype = 'd' UNION ALL SELECT y.typelem WHERE y.typcategory = 'A' AND y.typelem <> 0\n" \
	"    UNION ALL SELECT b.atttypid FROM pg_attribute b WHERE y.typtype = 'c' AND b.attrelid = y.typrelid AND b.attnum > 0\n" \
	"     AND NOT b.attisdropped) x)\n" \
	"  SELECT DISTINCT p.rel, p.col, p.type FROM part p JOIN pg_type y ON y.oid = p.oid WHERE y.typtype = 'b' AND y.typcategory <> " \
	"'A'\n" \
	"   AND NOT EXISTS (SELECT FROM pg_opclass o JOIN pg_am m ON m.oid = o.opcmethod WHERE o.opcdefault AND m.amname IN ('btree', " \
	"'hash')\n" \
	"    AND (o.opcintype = y.oid OR EXISTS (SELECT FROM pg_cast k WHERE k.castsource = y.oid AND k.casttarget = o.opcintype\n" \
	"     AND k.castmethod = 'b' AND k.castcontext = 'i'))))"

#endif
