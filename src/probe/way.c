/* What the way between the servers, the fence and green will need, known from the catalogue or really tried. A trial is a transaction
 * that is rolled back; its failure is the finding, with the server's own words. */
#include "config.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/rows.h"
#include "plan/way.h"
#include "probe/own.h"
#include "probe/session_sql.h"

/* A trial that hangs (a name that is not answered for, a host that drops packets) ends with this. */
#define TRY_MS 15000

/* The value of a keyword in a list of key=value; owned, NULL without it. Only a name is wanted here, so quotes around it are taken off. */
static char *keyword(const char *conninfo, const char *key)
{
	const char *at = strstr(conninfo, key);
	size_t n;

	if (!at)
		return NULL;
	at += strlen(key);
	at += *at == '\'';
	n = strcspn(at, "' \t");
	return mem_dupn(at, n);
}

/* Settings of a role that would reach a session of its own in this database: the more special one counts (PostgreSQL manual,
 * pg_db_role_setting). What the server or the command line sets is seen in Teal's own session only when it has the same role. */
static void add_settings(struct str *sql, const char *role, const char *names, const char *as)
{
	str_add(sql,
	        " (SELECT string_agg(format('%s = %s (%s)', name, value, whose), ', ' ORDER BY name) FROM (SELECT DISTINCT ON (name) *\n"
	        "   FROM (SELECT split_part(c, '=', 1) AS name, substr(c, strpos(c, '=') + 1) AS value,\n"
	        "       CASE WHEN d.setrole <> 0 THEN 'role ' || r.rolname ELSE 'ALTER DATABASE or ROLE ALL' END AS whose,\n"
	        "       2 * (d.setrole <> 0)::int + (d.setdatabase <> 0)::int AS rank\n"
	        "     FROM pg_db_role_setting d CROSS JOIN unnest(d.setconfig) c LEFT JOIN pg_roles r ON r.oid = d.setrole\n"
	        "     WHERE (d.setrole = 0 OR r.rolname = ");
	str_add(sql, role);
	str_add(sql, ") AND d.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))\n"
	             "    UNION ALL SELECT name, reset_val, 'server', -1 FROM pg_settings WHERE current_user = ");
	str_add(sql, role);
	str_addf(sql, ") given WHERE name IN (%s) ORDER BY name, rank DESC) one\n  WHERE value !~ '^0+ ?[a-z]*$' AND value <> 'off') AS %s",
	         names, as);
}

#define WALSENDER_NAMES \
	"'statement_timeout', 'lock_timeout', 'transaction_timeout', 'idle_session_timeout', 'idle_in_transaction_session_timeout'"
/* statement_timeout is for clients' statements only. */
#define APPLY_NAMES "'lock_timeout', 'transaction_timeout'"

/* Triggers on DDL may refuse what the fence makes; a superuser's session fires them, too (PostgreSQL manual, Event Triggers). */
#define EVENT_TRIGGERS_SQL \
	" (SELECT string_agg(quote_ident(evtname), ', ' ORDER BY evtname) FROM pg_event_trigger WHERE evtenabled IN ('O', 'A')\n" \
	"   AND evtevent IN ('ddl_command_start', 'ddl_command_end', 'sql_drop') AND (evttags IS NULL OR evttags && ARRAY['CREATE " \
	"TRIGGER',\n" \
	"   'CREATE FUNCTION', 'CREATE SCHEMA', 'CREATE TABLE', 'ALTER TABLE', 'CREATE PUBLICATION', 'DROP TRIGGER', 'DROP FUNCTION',\n" \
	"   'DROP PUBLICATION', 'DROP SCHEMA', 'DROP TABLE'])) AS event_triggers"

/* A trigger on a table, a publication of it and TRUNCATE take its owner, or a member of that; a schema takes CREATE on the database. */
#define LACKS_SQL \
	" (SELECT string_agg(lack, ', ') FROM (SELECT 'owner of ' || " NAME_SQL " || ' is ' || pg_get_userbyid(c.relowner) " \
	"AS lack\n" \
	"    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE " USER_TABLES \
	" AND NOT pg_has_role(c.relowner, 'USAGE')\n" \
	"   UNION ALL SELECT 'no CREATE on the database' WHERE NOT has_database_privilege(current_database(), 'CREATE')) l) AS lacks"

/* Where the app's own tables may be: where several schemas hold a schema_migration, the fullest is taken (session_sql.c). */
#define HOMES_SQL \
	" (SELECT string_agg(n.nspname, ' ' ORDER BY n.nspname <> " HOME_SCHEMA_SQL ", n.nspname) FROM pg_class c JOIN pg_namespace n\n" \
	"   ON n.oid = c.relnamespace WHERE c.relname = 'schema_migration' AND c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_') AS homes"

/* Blue's role is the one that green connects as. */
static bool build_role_source(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	char *user = keyword(m->settings.source_from_target, "user=");
	struct str sql, role;

	str_init(&sql, STR_PAGE);
	str_init(&role, STR_LINE);
	if (user)
		str_add_literal(&role, user);
	else
		str_add(&role, "current_user");
	str_add(&sql, "SELECT " LACKS_SQL ",\n" EVENT_TRIGGERS_SQL ",\n" HOMES_SQL ",\n");
	add_settings(&sql, str_text(&role), WALSENDER_NAMES, "settings");
	str_release(&role);
	free(user);
	ask_sql(out, side, str_take(&sql));
	return true;
}

/* The number is whether there is any. */
static void put_any(struct json *facts, enum fact_id id, const struct rows *r, const char *column)
{
	const char *text = rows_cell(r, 0, column);

	put_fact(facts, id, text != NULL, text);
}

static bool read_role_source(const struct model *m, enum side side, const struct answer *a, int64_t now, struct json *facts,
                             struct json *tables, struct err *err)
{
	if (!sql_ok(a, err))
		return false;
	put_any(facts, FACT_SRC_LACKS, &a->reply->set[0], "lacks");
	put_any(facts, FACT_SRC_EVENT_TRIGGERS, &a->reply->set[0], "event_triggers");
	put_any(facts, FACT_SRC_HOMES, &a->reply->set[0], "homes");
	put_any(facts, FACT_SRC_TIMEOUTS, &a->reply->set[0], "settings");
	return true;
}

/* Statistics of each table with rows; the age is the server's own, so that its clock does not matter. */
#define ANALYSED_SQL \
	"WITH t AS (SELECT " NAME_SQL " AS name, greatest(s.last_analyze, s.last_autoanalyze) AS at\n" \
	"  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid\n" \
	"  WHERE " USER_TABLES " AND pg_relation_size(c.oid) > 0)\n" \
	"SELECT count(*) AS tables, count(*) FILTER (WHERE at IS NULL) AS never, (SELECT name FROM t ORDER BY at NULLS FIRST LIMIT 1) AS " \
	"oldest,\n coalesce(max(extract(epoch FROM clock_timestamp() - at) * 1000), 0)::bigint AS age FROM t"

static bool build_role_target(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	struct str sql;

	str_init(&sql, STR_PAGE);
	str_add(&sql, "SELECT");
	add_settings(&sql, "current_user", APPLY_NAMES, "settings");
	str_add(&sql, ";\n" ANALYSED_SQL);
	ask_sql(out, side, str_take(&sql));
	return true;
}

/* A table that was never analysed is as old as can be. */
static bool read_role_target(const struct model *m, enum side side, const struct answer *a, int64_t now, struct json *facts,
                             struct json *tables, struct err *err)
{
	const struct rows *r;

	if (!sql_ok(a, err))
		return false;
	put_any(facts, FACT_TGT_TIMEOUTS, &a->reply->set[0], "settings");
	r = &a->reply->set[1];
	put_fact(facts, FACT_TGT_ANALYSED, rows_int(r, 0, "never", 0) ? 0 : now - rows_int(r, 0, "age", 0), rows_cell(r, 0, "oldest"));
	return true;
}

/* What came of a trial. A lost session or a statement that was not even begun tells nothing about what was tried. */
static bool read_trial(const struct answer *a, enum fact_id id, struct json *facts, struct err *err)
{
	const struct reply *r = a->reply;
	char *why;

	if (!r || r->lost)
		return sql_ok(a, err);
	if (r->ok) {
		put_fact(facts, id, 1, "");
		return true;
	}
	why = mem_printf("%s%s%s",
	                 r->timed_out ? _("no answer within 15 s")
	                 : r->message ? r->message
	                              : "?",
	                 r->detail ? "; " : "", r->detail ? r->detail : "");
	put_fact(facts, id, 0, why);
	free(why);
	return true;
}

/* Connects from green's server as the subscription will, in replication mode and with its password, and makes nothing on either side
 * (measured on 15 and 16). Writing sessions log no statements: this one holds a password (session_sql.c). */
static bool build_try_way(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	struct str sql, conninfo;

	str_init(&sql, STR_PAGE);
	str_init(&conninfo, STR_PAGE);
	way_add_conninfo(m, &conninfo, "teal_try");
	str_add(&sql, "BEGIN; CREATE SUBSCRIPTION teal_try CONNECTION ");
	str_add_literal(&sql, str_text(&conninfo));
	str_add(&sql, " PUBLICATION teal_try WITH (enabled = false, create_slot = false, slot_name = NONE, copy_data = false); ROLLBACK");
	str_release(&conninfo);
	commands_sql(out, side, TRY_MS, str_take(&sql));
	return true;
}

static bool read_try_way(const struct model *m, enum side side, const struct answer *a, int64_t now, struct json *facts,
                         struct json *tables, struct err *err)
{
	return read_trial(a, FACT_WAY, facts, err);
}

/* Each trial makes all that Teal makes there by DDL, in a schema of its own, and takes it away again: event triggers refuse the one or
 * the other, and an undo that cannot drop leaves the fence up. Nobody else's table is locked. */
#define TRY_SCHEMA "BEGIN; CREATE SCHEMA teal_try; CREATE TABLE teal_try.marker (id text PRIMARY KEY, token text);\n"
#define TRY_SCHEMA_END "DROP TABLE teal_try.marker; DROP SCHEMA teal_try CASCADE; ROLLBACK"

static bool build_try_fence(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	commands_sql(out, side, TRY_MS,
	             mem_dup(TRY_SCHEMA
	                     "CREATE FUNCTION teal_try.fence() RETURNS trigger LANGUAGE plpgsql AS $try$ BEGIN RETURN NULL; END $try$;\n"
	                     "CREATE TRIGGER teal_try BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON teal_try.marker EXECUTE FUNCTION "
	                     "teal_try.fence();\n"
	                     "ALTER TABLE teal_try.marker ENABLE ALWAYS TRIGGER teal_try;\n"
	                     "CREATE PUBLICATION teal_try FOR TABLE teal_try.marker; DROP PUBLICATION teal_try;\n"
	                     "DROP TRIGGER teal_try ON teal_try.marker; DROP FUNCTION teal_try.fence();\n" TRY_SCHEMA_END));
	return true;
}

static bool read_try_fence(const struct model *m, enum side side, const struct answer *a, int64_t now, struct json *facts,
                           struct json *tables, struct err *err)
{
	return read_trial(a, FACT_SRC_FENCE_TRIED, facts, err);
}

static bool build_try_marker(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	commands_sql(out, side, TRY_MS, mem_dup(TRY_SCHEMA TRY_SCHEMA_END));
	return true;
}

static bool read_try_marker(const struct model *m, enum side side, const struct answer *a, int64_t now, struct json *facts,
                            struct json *tables, struct err *err)
{
	return read_trial(a, FACT_TGT_MARKER_TRIED, facts, err);
}

/* A copy of a row with a key of its own, as the role that owns the table, and 16 MB of room on the same disk: the catalogue knows neither a
 * full disk nor a policy. In networks, which refers to nothing; where there is none, in schema_migration. */
static bool build_try_green(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	commands_sql(
		out, side, TRY_MS,
		mem_dup("BEGIN; SET LOCAL lock_timeout = '2s'; SET LOCAL temp_tablespaces = '';\n"
	                "CREATE TEMP TABLE teal_room ON COMMIT DROP AS SELECT repeat(md5(g::text), 32) FROM generate_series(1, 15000) g;\n"
	                "DO $try$ DECLARE t regclass; owner name; BEGIN\n"
	                "  SELECT c.oid, pg_get_userbyid(c.relowner) INTO t, owner FROM pg_class c JOIN pg_namespace n ON n.oid = "
	                "c.relnamespace\n"
	                "    WHERE n.nspname = " HOME_SCHEMA_SQL
	                " AND c.relname IN ('networks', 'schema_migration') ORDER BY c.relname LIMIT 1;\n"
	                "  IF t IS NULL THEN RAISE EXCEPTION 'the product''s tables are not there'; END IF;\n"
	                "  EXECUTE format('SET LOCAL ROLE %I', owner);\n"
	                "  EXECUTE format('INSERT INTO %s SELECT (jsonb_populate_record(x, %L)).* FROM %s x LIMIT 1', t,\n"
	                "    json_build_object('id', gen_random_uuid(), 'version', 'teal'), t);\n"
	                "  SET CONSTRAINTS ALL IMMEDIATE;\nEND $try$; ROLLBACK"));
	return true;
}

static bool read_try_green(const struct model *m, enum side side, const struct answer *a, int64_t now, struct json *facts,
                           struct json *tables, struct err *err)
{
	return read_trial(a, FACT_TGT_WRITES, facts, err);
}

/* Trials are not read-only, though they leave nothing: never with observe. */
const struct probe probes_way[] = {
	{ .id = PROBE_ROLE_SOURCE,
	  .side = OF_BLUE,
	  .slow_ms = 20000,
	  .fast_ms = 1000,
	  .build = build_role_source,
	  .read = read_role_source },
	{ .id = PROBE_ROLE_TARGET,
	  .side = OF_GREEN,
	  .slow_ms = 20000,
	  .fast_ms = 300,
	  .build = build_role_target,
	  .read = read_role_target },
	{ .id = PROBE_TRY_WAY,
	  .side = OF_GREEN,
	  .slow_ms = 20000,
	  .fast_ms = 5000,
	  .writes = true,
	  .build = build_try_way,
	  .read = read_try_way },
	{ .id = PROBE_TRY_FENCE,
	  .side = OF_BLUE,
	  .slow_ms = 15000,
	  .fast_ms = 2000,
	  .writes = true,
	  .build = build_try_fence,
	  .read = read_try_fence },
	{ .id = PROBE_TRY_MARKER,
	  .side = OF_GREEN,
	  .slow_ms = 15000,
	  .fast_ms = 2000,
	  .writes = true,
	  .build = build_try_marker,
	  .read = read_try_marker },
	{ .id = PROBE_TRY_GREEN,
	  .side = OF_GREEN,
	  .slow_ms = 15000,
	  .fast_ms = 5000,
	  .writes = true,
	  .build = build_try_green,
	  .read = read_try_green },
};
const size_t probes_way_count = mem_count(probes_way);
