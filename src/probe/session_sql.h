/* What Teal's own sessions set for themselves, whatever server, database and role say (ALTER ROLE … SET). */
#ifndef TEAL_PROBE_SESSION_SQL_H
#define TEAL_PROBE_SESSION_SQL_H

/* A session that looks cannot write, whatever it is asked: the server refuses it. */
enum session_use { SESSION_LOOKS, SESSION_WRITES };

/* Statements for struct pg_spec's setup, of all servers from PostgreSQL 14 on; owned. */
char *session_sql(enum session_use);

/* A value: the schema in which the app's own schema_migration stands, the fullest one where there are several; NULL without one. */
#define HOME_SCHEMA_SQL \
	"(SELECT n.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace " \
	"WHERE c.relname = 'schema_migration' AND c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' " \
	"ORDER BY (SELECT pg_catalog.count(*) FROM pg_catalog.pg_class t WHERE t.relnamespace = n.oid AND t.relkind IN ('r', 'p')) DESC, " \
	"n.nspname LIMIT 1)"

#endif
