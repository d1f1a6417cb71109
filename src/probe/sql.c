/* What the two databases tell about sessions, replication, fence and sentinel: one combined query each, about a millisecond
 * (facts/peers.md 4f), on a read-only session that stays open. */
#include "config.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "codec/rows.h"
#include "plan/sync.h"
#include "probe/own.h"

/* Both sides: who we are talking to, and who else is there. Teal's own sessions are named "teal …". A marker is one that can be read:
 * somebody else's table of that name must not make every look fail. */
static const char common_sql[] =
	"SELECT current_setting('server_version_num') AS version, current_database() AS db, current_user AS role,\n"
	" (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS super,\n"
	" (SELECT system_identifier FROM pg_control_system()) AS identity,\n"
	" CASE WHEN pg_is_in_recovery() THEN 0 ELSE ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::int END "
	"AS timeline,\n"
	" (SELECT count(*) = 2 AND bool_and(has_column_privilege(attrelid, attnum, 'SELECT')) FROM pg_attribute\n"
	"   WHERE attrelid = to_regclass('teal.marker') AND attname IN ('id', 'token') AND NOT attisdropped) AS marker,\n"
	" (SELECT 'owner ' || pg_get_userbyid(nspowner) || coalesce(', ' || obj_description(oid, 'pg_namespace'), '') FROM pg_namespace\n"
	"   WHERE nspname = 'teal') AS teal_schema,\n"
	" (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND "
	"application_name NOT LIKE 'teal %'\n"
	"   AND pid <> pg_backend_pid()) AS sessions,\n"
	" (SELECT string_agg(DISTINCT usename || ' ' || application_name, ', ') FROM pg_stat_activity WHERE datname = current_database()\n"
	"   AND backend_type = 'client backend' AND application_name NOT LIKE 'teal %' AND pid <> pg_backend_pid()) AS who,\n";

/* Transactions that may still commit something: not Teal's, not walsenders (their xid is none), not autovacuum (it writes no user row). */
#define WRITERS \
	"FROM pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL" \
	" AND coalesce(backend_type, '') NOT IN ('autovacuum worker', 'walsender') AND coalesce(application_name, '') NOT LIKE 'teal %'"

/* What a slot waits for when it is made: write transactions and prepared ones of the whole server, Teal's own not counted. Another
 * role's xact_start is told to members of pg_read_all_stats only; that it has a transaction id is told to all. Columns that are
 * hidden are NULL, and must not take the row away. */
#define SERVER_SQL \
	";\nSELECT w.*, p.* FROM (SELECT count(*) AS writers, count(*) FILTER (WHERE xact_start IS NULL) AS hidden,\n" \
	"  coalesce(max(extract(epoch FROM clock_timestamp() - xact_start) * 1000), 0)::bigint AS writers_age,\n" \
	"  (array_agg(format('pid %s, user %s, \"%s\", database %s', pid, usename, application_name, datname) ORDER BY xact_start))[1] " \
	"AS writer\n" \
	"  FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND coalesce(backend_type, '') NOT IN ('autovacuum worker', 'walsender')\n" \
	"   AND coalesce(application_name, '') NOT LIKE 'teal %' AND pid <> pg_backend_pid()) w,\n" \
	" (SELECT count(*) AS server_prepared,\n" \
	"  (array_agg(format('\"%s\", user %s, database %s', gid, owner, database) ORDER BY prepared))[1] AS server_prepared_who\n" \
	"  FROM pg_prepared_xacts) p"

/* The table is named only after it was seen: a statement that names one that is not there fails as a whole. */
static void add_token(struct str *sql, const struct model *m, enum fact_id marker, const char *id)
{
	if (m->fact[marker].known && m->fact[marker].num)
		str_addf(sql, " (SELECT token FROM teal.marker WHERE id = '%s') AS %s", id, id);
	else
		str_addf(sql, " NULL AS %s", id);
}

/* What bears this run's name or Teal's, whoever made it, and wherever: slots are of the whole server. What others have is told in
 * words that people can look for. */
static void add_names_source(struct str *sql, const struct model *m)
{
	const struct sync_name name = sync_name(m);

	str_addf(sql,
	         " (SELECT format('database %%s, plugin %%s%%s', coalesce(database, '-'), coalesce(plugin, '-'), ', pid ' || active_pid)\n"
	         "   FROM pg_replication_slots WHERE slot_name = '%s') AS named_slot,\n"
	         " (SELECT 'owner ' || pg_get_userbyid(pubowner) FROM pg_publication WHERE pubname = '%s') AS named_publication,\n"
	         " to_regproc('teal.fence') IS NOT NULL AS named_fence,\n"
	         " (SELECT prosrc ~ 'RAISE' FROM pg_proc WHERE oid = to_regproc('teal.fence')) AS refuses,\n"
	         " (SELECT string_agg(slot_name || CASE WHEN active THEN '' ELSE ' (inactive)' END, ', ' ORDER BY slot_name)\n"
	         "   FROM pg_replication_slots WHERE database = current_database() AND slot_name ~ '^teal_' AND slot_name <> '%s') AS "
	         "other_slots,\n",
	         name.text, name.text, name.text);
}
/* What somebody may have taken out of this run's publication. Filters of rows and lists of columns are of 15 and later, so their columns
 * are asked for by name only. */
static void add_withheld(struct str *sql, const char *name)
{
	str_addf(sql,
	         " (SELECT nullif(concat_ws(', ', CASE WHEN NOT p.pubinsert THEN 'INSERT' END, CASE WHEN NOT p.pubupdate THEN 'UPDATE' "
	         "END,\n"
	         "    CASE WHEN NOT p.pubdelete THEN 'DELETE' END, CASE WHEN NOT p.pubtruncate THEN 'TRUNCATE' END,\n"
	         "    (SELECT 'some rows or columns of ' || string_agg(" NAME_SQL
	         ", ', ' ORDER BY n.nspname, c.relname) FROM pg_publication_rel r\n"
	         "      JOIN pg_class c ON c.oid = r.prrelid JOIN pg_namespace n ON n.oid = c.relnamespace\n"
	         "      WHERE r.prpubid = p.oid AND coalesce(to_jsonb(r) ->> 'prqual', to_jsonb(r) ->> 'prattrs') IS NOT NULL)), '')\n"
	         "   FROM pg_publication p WHERE p.pubname = %s) AS withheld,\n",
	         name);
}
#define PUBLISHED_NAME_SQL TABLE_NAME_SQL("schemaname", "tablename")

/* One statement, so that everything in it is of one moment. On a replica there is no insert position, and the rest
 * shall still be told.
 * holder: who has Teal's advisory lock in this database, one of ours or another machine's.
 * held: the WAL that the slot keeps on blue's disk, without any limit (facts/charms.md 2.4).
 * lag: what the target has not yet told to be on its disk. It trails what is applied by up to half a second
 * (facts/peers.md 4c): good for a limit, never for a proof.
 * fenced: counts triggers that fire always, enabled in any other way is not fenced. */
static bool build_source(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	struct str sql, name;

	str_init(&sql, STR_PAGE);
	str_init(&name, STR_LINE);
	str_add_literal(&name, sync_name(m).text);
	str_add(&sql, common_sql);
	str_add(&sql,
	        " (SELECT string_agg(a.application_name || ', pid ' || a.pid, '; ') FROM pg_locks l JOIN pg_stat_activity a USING (pid)\n"
	        "   WHERE l.locktype = 'advisory' AND l.classid = 1952801132 AND l.objsubid = 2 AND l.granted AND a.datname = "
	        "current_database()) AS holder,\n"
	        " CASE WHEN pg_is_in_recovery() THEN NULL ELSE pg_current_wal_insert_lsn() END AS lsn, current_setting('wal_level') AS "
	        "wal_level,\n"
	        " current_setting('max_replication_slots')::int - (SELECT count(*) FROM pg_replication_slots) AS slots_free,\n"
	        " current_setting('max_wal_senders')::int - (SELECT count(*) FROM pg_stat_replication) AS senders_free,\n"
	        " (SELECT count(*) FROM pg_prepared_xacts WHERE database = current_database()) AS prepared,\n"
	        " (SELECT count(*) " WRITERS ") AS xids,\n"
	        " (SELECT string_agg(usename || ' ' || application_name || ' pid ' || pid, ', ' ORDER BY xact_start) " WRITERS
	        ") AS xid_who,\n"
	        " (SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start) * 1000), 0)::bigint " WRITERS ") AS xact_age,\n"
	        " (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()) AS commits,\n");
	add_names_source(&sql, m);
	str_addf(&sql,
	         " CASE WHEN EXISTS (SELECT FROM pg_publication WHERE pubname = %s) THEN (SELECT coalesce(string_agg(" PUBLISHED_NAME_SQL
	         ", ' '), '') FROM pg_publication_tables WHERE pubname = %s) END AS published,\n"
	         " s.slot_name IS NOT NULL AS slot, s.confirmed_flush_lsn IS NOT NULL AS finished, s.active, s.wal_status, "
	         "pg_wal_lsn_diff(pg_current_wal_insert_lsn(), "
	         "s.restart_lsn)::bigint AS held,\n"
	         " pg_wal_lsn_diff(pg_current_wal_insert_lsn(), s.confirmed_flush_lsn)::bigint AS lag, s.confirmed_flush_lsn AS flushed, "
	         "f.fenced, f.total,\n"
	         " CASE WHEN f.fenced > 0 THEN f.unfenced END AS unfenced,\n",
	         str_text(&name), str_text(&name));
	add_withheld(&sql, str_text(&name));
	add_token(&sql, m, FACT_SRC_MARKER, "sentinel");
	/* One row in any case: the count is always there, a slot that is not gives NULLs. */
	str_add(&sql,
	        "\nFROM (SELECT count(*) AS total, count(*) FILTER (WHERE t.held) AS fenced,\n"
	        "   string_agg(t.name, ', ' ORDER BY t.name) FILTER (WHERE NOT t.held) AS unfenced FROM (SELECT " NAME_SQL " AS name,\n"
	        "    EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = c.oid AND g.tgname = 'teal_fence' AND g.tgenabled = 'A') AS held\n"
	        "    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE " USER_TABLES ") t) f\n"
	        " LEFT JOIN pg_replication_slots s ON s.database = current_database() AND s.plugin = 'pgoutput' AND s.slot_name = ");
	str_add(&sql, str_text(&name));
	str_add(&sql, SERVER_SQL);
	str_release(&name);
	ask_sql(out, side, str_take(&sql));
	return true;
}

/* Timeline 0 says that the server is in recovery. */
static void put_common(struct json *facts, const struct rows *r, enum side side)
{
	put_fact(facts, FACT_SIDE(FACT_SRC_SERVER, side), rows_int(r, 0, "version", 0), rows_cell(r, 0, "db"));
	put_fact(facts, FACT_SIDE(FACT_SRC_IDENTITY, side), 0, rows_cell(r, 0, "identity"));
	put_fact(facts, FACT_SIDE(FACT_SRC_SUPERUSER, side), rows_bool(r, 0, "super"), rows_cell(r, 0, "role"));
	put_fact(facts, FACT_SIDE(FACT_SRC_PRIMARY, side), rows_int(r, 0, "timeline", 0), "");
}

/* Zero and "" when nothing bears the name. */
static void put_named(struct json *facts, enum fact_id id, const char *whose)
{
	put_fact(facts, id, whose != NULL, whose);
}

static void put_names(struct json *facts, const struct rows *r)
{
	const char *schema = rows_cell(r, 0, "teal_schema");

	put_named(facts, FACT_SRC_NAMED_SLOT, rows_cell(r, 0, "named_slot"));
	put_named(facts, FACT_SRC_NAMED_PUBLICATION, rows_cell(r, 0, "named_publication"));
	put_fact(facts, FACT_SRC_TEAL_SCHEMA, !schema ? 0 : rows_bool(r, 0, "named_fence") ? 2 : 1, schema);
	put_named(facts, FACT_SRC_OTHER_SLOTS, rows_cell(r, 0, "other_slots"));
}

/* -1: there is no publication, which is not the same as one of nothing. */
static void put_published(struct json *facts, const char *names)
{
	if (names)
		put_table_names(facts, FACT_SRC_PUBLICATION, names);
	else
		put_fact(facts, FACT_SRC_PUBLICATION, -1, "");
}

/* A slot whose WAL is not kept any more is told by that word, active or not: it is lost whatever its reader does. */
static void put_slot(struct json *facts, const struct rows *r)
{
	const char *status = rows_cell(r, 0, "wal_status");
	bool there = rows_bool(r, 0, "slot"), kept = status && (strcmp(status, "reserved") == 0 || strcmp(status, "extended") == 0);

	put_fact(facts, FACT_SRC_SLOT, there ? rows_int(r, 0, "held", 0) : -1,
	         !there                         ? ""
	         : !rows_bool(r, 0, "finished") ? "unfinished"
	         : !kept                        ? (status ? status : "lost")
	         : rows_bool(r, 0, "active")    ? "active"
	                                        : "inactive");
	put_fact(facts, FACT_SRC_LAG, rows_int(r, 0, "lag", 0), "");
	put_fact(facts, FACT_SRC_FLUSHED, 0, rows_cell(r, 0, "flushed"));
}

/* A negative age: somebody writes, and this role is not told since when. */
static void put_server(struct json *facts, const struct rows *r)
{
	put_fact(facts, FACT_SRC_WRITERS, rows_int(r, 0, "hidden", 0) ? -1 : rows_int(r, 0, "writers_age", 0), rows_cell(r, 0, "writer"));
	put_fact(facts, FACT_SRC_SERVER_PREPARED, rows_int(r, 0, "server_prepared", 0), rows_cell(r, 0, "server_prepared_who"));
}

/* -1 when no table at all has the fence: "none" and "some are missing" call for different things. Those that lack it are named. */
static void put_fence(struct json *facts, const struct rows *r)
{
	int64_t total = rows_int(r, 0, "total", 0), fenced = rows_int(r, 0, "fenced", 0);
	const char *open = rows_cell(r, 0, "unfenced");
	char *text = mem_printf(fenced && open ? _("%lld of %lld, not %s") : _("%lld of %lld"), (long long)fenced, (long long)total, open);

	put_fact(facts, FACT_SRC_FENCED, fenced ? total - fenced : -1, text);
	free(text);
}

/* The marker table went away between two looks: that is the finding. */
static bool marker_gone(const struct answer *a, enum fact_id marker, struct json *facts)
{
	if (!a->reply || strcmp(a->reply->sqlstate, "42P01") != 0)
		return false;
	put_fact(facts, marker, 0, "");
	return true;
}

/* The holder of the lock is told by name; ours begins with the name under which this session is known to the server. */
static bool read_source(const struct model *m, enum side side, const struct answer *a, int64_t now, struct json *facts, struct json *tables,
                        struct err *err)
{
	const struct rows *r;
	const char *holder;
	char *mine;

	if (marker_gone(a, FACT_SRC_MARKER, facts))
		return true;
	if (!sql_ok(a, err))
		return false;
	r = &a->reply->set[0];
	put_common(facts, r, side);
	holder = rows_cell(r, 0, "holder");
	mine = probe_application(m);
	put_fact(facts, FACT_SRC_LOCK, holder && strncmp(holder, mine, strlen(mine)) == 0 && holder[strlen(mine)] == ',', holder);
	free(mine);
	put_fact(facts, FACT_SRC_LSN, 0, rows_cell(r, 0, "lsn"));
	put_fact(facts, FACT_SRC_WAL_LEVEL, 0, rows_cell(r, 0, "wal_level"));
	put_fact(facts, FACT_SRC_SLOTS_FREE, rows_int(r, 0, "slots_free", 0), "");
	put_fact(facts, FACT_SRC_SENDERS_FREE, rows_int(r, 0, "senders_free", 0), "");
	put_fact(facts, FACT_SRC_PREPARED, rows_int(r, 0, "prepared", 0), "");
	put_fact(facts, FACT_SRC_XIDS, rows_int(r, 0, "xids", 0), rows_cell(r, 0, "xid_who"));
	put_fact(facts, FACT_SRC_XACT_AGE, rows_int(r, 0, "xact_age", 0), "");
	put_fact(facts, FACT_SRC_SESSIONS, rows_int(r, 0, "sessions", 0), rows_cell(r, 0, "who"));
	put_fact(facts, FACT_SRC_COMMITS, rows_int(r, 0, "commits", 0), "");
	put_named(facts, FACT_SRC_WITHHELD, rows_cell(r, 0, "withheld"));
	put_published(facts, rows_cell(r, 0, "published"));
	put_slot(facts, r);
	put_server(facts, &a->reply->set[1]);
	put_names(facts, r);
	put_fence(facts, r);
	put_fact(facts, FACT_SRC_REFUSES, rows_bool(r, 0, "refuses"), "");
	put_fact(facts, FACT_SRC_MARKER, rows_bool(r, 0, "marker"), rows_cell(r, 0, "sentinel"));
	return true;
}

/* The statistics of a subscription exist since PostgreSQL 15 (manual, pg_stat_subscription_stats); the version is known
 * from the look before. A database without the subscription gives a row too, of NULLs. */
static bool build_target(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	/* not before the first look has told the version */
	bool stats = m->fact[FACT_TGT_SERVER].known && m->fact[FACT_TGT_SERVER].num >= 150000;
	struct str sql, name;

	str_init(&sql, STR_PAGE);
	str_init(&name, STR_LINE);
	str_add_literal(&name, sync_name(m).text);
	str_add(&sql, common_sql);
	str_add(&sql, " s.subname IS NOT NULL AS subscription, s.subenabled AS enabled, 'owner ' || pg_get_userbyid(s.subowner) AS named,\n"
	              " (SELECT count(*) FROM pg_stat_subscription w WHERE w.subid = s.oid AND w.pid IS NOT NULL) AS workers,\n"
	              " (SELECT min(w.pid) FROM pg_stat_subscription w WHERE w.subid = s.oid AND w.relid IS NULL) AS worker,\n"
	              " (SELECT count(*) FROM pg_subscription_rel x WHERE x.srsubid = s.oid) AS total,\n"
	              " (SELECT count(*) FROM pg_subscription_rel x WHERE x.srsubid = s.oid AND x.srsubstate = 'r') AS ready,\n");
	if (stats)
		str_add(&sql,
		        " (SELECT apply_error_count + sync_error_count FROM pg_stat_subscription_stats e WHERE e.subid = s.oid) AS "
		        "errors,\n (SELECT apply_error_count FROM pg_stat_subscription_stats e WHERE e.subid = s.oid) AS apply_errors,\n");
	add_token(&sql, m, FACT_TGT_MARKER, "sentinel");
	str_add(&sql, ",\n");
	add_token(&sql, m, FACT_TGT_MARKER, "durable");
	str_add(&sql, ",\n");
	add_token(&sql, m, FACT_TGT_MARKER, "heartbeat");
	str_addf(&sql,
	         "\nFROM (VALUES (1)) one LEFT JOIN pg_subscription s ON s.subname = %s AND s.subdbid = (SELECT oid FROM pg_database WHERE "
	         "datname = current_database())",
	         str_text(&name));
	str_release(&name);
	ask_sql(out, side, str_take(&sql));
	return true;
}

/* A subscription without a single table is not ready. Beats and tokens are "" or 0 until the marker was replicated. */
static bool read_target(const struct model *m, enum side side, const struct answer *a, int64_t now, struct json *facts, struct json *tables,
                        struct err *err)
{
	const struct rows *r;
	int64_t total, ready;
	char *text;

	if (marker_gone(a, FACT_TGT_MARKER, facts))
		return true;
	if (!sql_ok(a, err))
		return false;
	r = &a->reply->set[0];
	put_common(facts, r, side);
	total = rows_int(r, 0, "total", 0);
	ready = rows_int(r, 0, "ready", 0);
	text = mem_printf(_("%lld of %lld"), (long long)ready, (long long)total);
	put_fact(facts, FACT_TGT_MARKER, rows_bool(r, 0, "marker"), "");
	put_named(facts, FACT_TGT_TEAL_SCHEMA, rows_cell(r, 0, "teal_schema"));
	put_named(facts, FACT_TGT_NAMED_SUBSCRIPTION, rows_cell(r, 0, "named"));
	put_fact(facts, FACT_TGT_SUBSCRIPTION, rows_bool(r, 0, "subscription") ? rows_bool(r, 0, "enabled") : -1,
	         rows_int(r, 0, "workers", 0) ? _("its worker runs") : _("no worker runs"));
	put_fact(facts, FACT_TGT_READY, total ? total - ready : 1, text);
	put_fact(facts, FACT_TGT_ERRORS,
	         rows_cell(r, 0, "subscription") && rows_bool(r, 0, "subscription") ? rows_int(r, 0, "errors", -1) : 0, "");
	put_fact(facts, FACT_TGT_APPLY_ERRORS,
	         rows_cell(r, 0, "subscription") && rows_bool(r, 0, "subscription") ? rows_int(r, 0, "apply_errors", -1) : 0, "");
	put_fact(facts, FACT_TGT_WORKER, rows_int(r, 0, "worker", 0), "");
	put_fact(facts, FACT_TGT_SENTINEL, 0, rows_cell(r, 0, "sentinel"));
	put_fact(facts, FACT_TGT_DURABLE, 0, rows_cell(r, 0, "durable"));
	put_fact(facts, FACT_TGT_HEARTBEAT, rows_int(r, 0, "heartbeat", 0), "");
	put_fact(facts, FACT_TGT_SESSIONS, rows_int(r, 0, "sessions", 0), rows_cell(r, 0, "who"));
	free(text);
	return true;
}

/* The server's own clock goes with the heartbeat; the model takes the difference to ours out again (plan/lag.c). */
static bool build_heartbeat(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	commands_sql(out, side, 5000,
	             mem_dup("INSERT INTO teal.marker (id, token) VALUES ('heartbeat', (extract(epoch FROM clock_timestamp()) * "
	                     "1000)::bigint::text)\n"
	                     " ON CONFLICT (id) DO UPDATE SET token = excluded.token, at = clock_timestamp() RETURNING token"));
	return true;
}

/* The number is the source's clock; the event's own time is ours, and the model compares the two. */
static bool read_heartbeat(const struct model *m, enum side side, const struct answer *a, int64_t now, struct json *facts,
                           struct json *tables, struct err *err)
{
	if (!sql_ok(a, err))
		return false;
	put_fact(facts, FACT_HEARTBEAT, rows_int(&a->reply->set[0], 0, "token", 0), "");
	return true;
}

/* States and progress of the tables under copy. The size on the target grows with indexes in place, so that it is only
 * a measure of how far it got. */
static bool build_copy(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	struct str sql;

	str_init(&sql, STR_PAGE);
	str_add(&sql, "SELECT " NAME_SQL " AS name, x.srsubstate AS state, p.bytes_processed AS bytes, p.tuples_processed AS tuples,\n"
	              " " TABLE_BYTES_SQL " AS size\n"
	              "FROM pg_subscription s JOIN pg_subscription_rel x ON x.srsubid = s.oid JOIN pg_class c ON c.oid = x.srrelid\n"
	              " JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_stat_progress_copy p ON p.relid = x.srrelid\n"
	              "WHERE n.nspname <> 'teal' AND s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND "
	              "s.subname = ");
	str_add_literal(&sql, sync_name(m).text);
	ask_sql(out, side, str_take(&sql));
	return true;
}

/* A table that is not being copied right now has no row of progress; what was known of it stays (fold_tables). */
static bool read_copy(const struct model *m, enum side side, const struct answer *a, int64_t now, struct json *facts, struct json *tables,
                      struct err *err)
{
	const struct rows *r;
	int64_t bytes = 0;

	if (!sql_ok(a, err))
		return false;
	r = &a->reply->set[0];
	for (size_t i = 0; i < r->count; i++) {
		struct json *t = json_object();

		json_put_str(t, "name", rows_cell(r, i, "name"));
		json_put_str(t, "state", rows_cell(r, i, "state"));
		json_put_int(t, "copied_bytes", rows_int(r, i, "size", 0));
		if (rows_cell(r, i, "tuples"))
			json_put_int(t, "copied_rows", rows_int(r, i, "tuples", 0));
		bytes += rows_int(r, i, "bytes", 0);
		json_push(tables, t);
	}
	put_fact(facts, FACT_TGT_COPY, bytes, "");
	return true;
}

/* 20 ms while a gate waits: in the write-stop every tenth of a second counts, and a query costs a millisecond (facts/peers.md 4f). The
 * heartbeat has one pace: its rhythm is the resolution of the lag. */
const struct probe probes_sql[] = {
	{ .id = PROBE_SOURCE, .side = OF_BLUE, .slow_ms = 1000, .fast_ms = 20, .build = build_source, .read = read_source },
	{ .id = PROBE_TARGET, .side = OF_GREEN, .slow_ms = 1000, .fast_ms = 20, .build = build_target, .read = read_target },
	{ .id = PROBE_HEARTBEAT,
	  .side = OF_BLUE,
	  .slow_ms = 250,
	  .fast_ms = 250,
	  .writes = true,
	  .build = build_heartbeat,
	  .read = read_heartbeat },
	{ .id = PROBE_COPY, .side = OF_GREEN, .slow_ms = 1000, .fast_ms = 500, .build = build_copy, .read = read_copy },
};
const size_t probes_sql_count = mem_count(probes_sql);
