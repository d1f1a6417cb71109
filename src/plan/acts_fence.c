/* Acts of the write-stop on the two databases: fence, drain, and open again. Why each is as it is: facts/peers.md 4. */
#include "config.h"

#include "plan/acts.h"

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/rows.h"
#include "plan/model.h"
#include "plan/sync.h"

/* Every relation, partitions too: a statement that names a partition fires the triggers of that partition only. */
static void add_fence_trigger(const struct table *t, struct str *sql)
{
	struct str name = sql_text();

	sync_add_table(t, &name);
	str_addf(sql,
	         "CREATE OR REPLACE TRIGGER teal_fence BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s EXECUTE FUNCTION teal.fence();\n"
	         "ALTER TABLE ONLY %s ENABLE ALWAYS TRIGGER teal_fence;\n",
	         str_text(&name), str_text(&name));
	str_release(&name);
}

/* The list is some seconds old: a table or partition that was made since is fenced all the same. */
static const char fence_rest_sql[] =
	"DO $rest$ DECLARE r record; BEGIN\n"
	"  FOR r IN SELECT format('%I.%I', n.nspname, c.relname) AS t FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace\n"
	"    WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('information_schema', 'teal') AND n.nspname !~ '^pg_'\n"
	"    AND NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = c.oid AND g.tgname = 'teal_fence' AND g.tgenabled = 'A') LOOP\n"
	"    EXECUTE format('CREATE OR REPLACE TRIGGER teal_fence BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s EXECUTE FUNCTION "
	"teal.fence()', r.t);\n"
	"    EXECUTE format('ALTER TABLE ONLY %s ENABLE ALWAYS TRIGGER teal_fence', r.t);\n"
	"  END LOOP;\nEND $rest$;\nCOMMIT";

/* One transaction: its locks wait for every writer in flight, so that the commit itself proves that none was left on
 * these tables. The lock_timeout is short because all later writers queue behind a lock that waits; run/fence.c
 * deals with who is in the way. ENABLE ALWAYS, so that superusers and sessions with session_replication_role = replica
 * are stopped too (facts/peers.md 4d). schema_migration is fenced like the rest: nobody shall migrate blue now. OR
 * REPLACE makes a repetition harmless. What was rejected: read-only by configuration, which a client can set off, and
 * which leaves pooled sessions read-only after the undo. */
static bool build_fence(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	struct command *c;
	struct str sql = sql_text();
	bool first = true;

	if (!acts_tables_known(m, err))
		return false;
	str_add(&sql, "BEGIN;\nSET LOCAL lock_timeout = '300ms';\nCREATE SCHEMA IF NOT EXISTS teal;\n"
	              "CREATE OR REPLACE FUNCTION teal.fence() RETURNS trigger LANGUAGE plpgsql AS $fence$ BEGIN\n"
	              "  RAISE EXCEPTION 'this database is being migrated: writes are stopped' USING ERRCODE = '25006',\n"
	              "    HINT = 'Try again in some minutes.';\nEND $fence$;\n");
	for (size_t i = 0; i < m->tables; i++) {
		if (strncmp(m->table[i].name, "teal.", 5) == 0)
			continue;
		str_add(&sql, first ? "LOCK TABLE " : ", ");
		sync_add_table(&m->table[i], &sql);
		first = false;
	}
	str_add(&sql, " IN SHARE ROW EXCLUSIVE MODE;\n");
	for (size_t i = 0; i < m->tables; i++)
		if (strncmp(m->table[i].name, "teal.", 5) != 0)
			add_fence_trigger(&m->table[i], &sql);
	str_add(&sql, fence_rest_sql);
	c = commands_add(out, CMD_FENCE, side, 60000);
	c->sql = str_take(&sql);
	return true;
}

/* What refuses is the function: without its refusal users write again within milliseconds, also while somebody holds a table whose
 * trigger cannot go yet (27 ms were measured where dropping the triggers waits for every reader). */
static bool build_open_writes(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	commands_sql(out, side, SQL_QUICK,
	             mem_dup("DO $open$ BEGIN\n  IF to_regproc('teal.fence') IS NOT NULL THEN\n"
	                     "    CREATE OR REPLACE FUNCTION teal.fence() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';\n"
	                     "  END IF;\nEND $open$"));
	return true;
}

/* Goes by the triggers that are there, not by the tables that are known: after a resume none may be. One at a time and with a short
 * patience, since all writers queue behind a lock that waits; what is held for longer is named. The function comes last, since it cannot
 * be dropped while a trigger uses it. Somebody else's thing in the schema keeps the schema, not the fence. */
static bool build_unfence(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	commands_sql(
		out, side, 60000,
		mem_dup("DO $unfence$ DECLARE r record; held text; BEGIN\n  FOR i IN 1 .. 20 LOOP\n    held := NULL;\n"
	                "    FOR r IN SELECT tgrelid, tgrelid::regclass AS t FROM pg_trigger\n"
	                "      WHERE tgname = 'teal_fence' AND tgfoid = to_regproc('teal.fence') LOOP\n      BEGIN\n"
	                "        PERFORM set_config('lock_timeout', '300ms', true);\n"
	                "        EXECUTE format('DROP TRIGGER teal_fence ON %s', r.t);\n      EXCEPTION WHEN lock_not_available THEN\n"
	                "        SELECT concat_ws('; ', held, format('%s is held by %s', r.t, string_agg(DISTINCT concat_ws(' ', 'pid', "
	                "a.pid,\n"
	                "          a.usename, a.application_name), ', '))) INTO held FROM pg_locks l JOIN pg_stat_activity a USING (pid)\n"
	                "          WHERE l.relation = r.tgrelid AND l.granted AND a.pid <> pg_backend_pid();\n      END;\n      COMMIT;\n"
	                "    END LOOP;\n    EXIT WHEN held IS NULL;\n  END LOOP;\n"
	                "  IF held IS NOT NULL THEN RAISE EXCEPTION '%', held USING ERRCODE = 'lock_not_available'; END IF;\n"
	                "END $unfence$"));
	commands_sql(out, side, SQL_QUICK,
	             mem_dup("DROP FUNCTION IF EXISTS teal.fence();\n"
	                     "DO $teal$ BEGIN\n  IF to_regclass('teal.marker') IS NULL THEN DROP SCHEMA IF EXISTS teal; END IF;\n"
	                     "EXCEPTION WHEN dependent_objects_still_exist THEN NULL;\nEND $teal$"));
	return true;
}

/* An id has one row, so that a repeated act leaves one token, the newest. */
static void add_upsert(struct str *sql, const char *id, const char *token)
{
	str_add(sql, "INSERT INTO teal.marker (id, token) VALUES (");
	str_add_literal(sql, id);
	str_add(sql, ", ");
	str_add_literal(sql, token);
	str_add(sql, ") ON CONFLICT (id) DO UPDATE SET token = excluded.token, at = clock_timestamp()");
}

/* First the place, then the sentinel behind it: apply is serial in commit order, so that the sentinel on the target proves all before
 * it. */
static bool build_sentinel(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	struct str sql = sql_text();

	commands_sql(out, side, SQL_QUICK, mem_dup("SELECT pg_current_wal_insert_lsn() AS fence_lsn"));
	add_upsert(&sql, "sentinel", sync_sentinel(m).text);
	commands_sql(out, side, SQL_QUICK, str_take(&sql));
	return true;
}

/* The LSN is for people and for the report. The proof is the sentinel: positions were seen to be wrong (facts/peers.md
 * 4c). */
static bool judge_sentinel(const struct model *m, const struct command *c, const struct answer *a, struct findings *f, struct err *err)
{
	const char *lsn;

	if (!act_judge_plain(m, c, a, f, err))
		return false;
	lsn = a->reply->sets ? rows_cell(&a->reply->set[0], 0, "fence_lsn") : NULL;
	if (lsn)
		findings_note(f, "fence.lsn", lsn);
	return true;
}

/* The apply worker commits without waiting for the disk. One synchronous commit after it flushes the WAL up to there,
 * and what was applied with it (facts/peers.md 4c). */
static bool build_durable(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	struct str sql = sql_text();

	str_add(&sql, "SET synchronous_commit = on;\n");
	add_upsert(&sql, "durable", sync_durable(m).text);
	commands_sql(out, side, SQL_QUICK, str_take(&sql));
	return true;
}

/* The sentinel may settle for an hour: what was committed before it has to be applied first. */
const struct act acts_fence[] = {
	{ .id = "fence",
	  .title = N_("fence every table of the source"),
	  .side = OF_BLUE,
	  .build = build_fence,
	  .done = "fence-whole",
	  .settle_ms = SETTLE_SQL,
	  .flags = ACT_WRITES | ACT_STARTS_WRITE_STOP | ACT_FENCES },
	{ .id = "open-writes",
	  .title = N_("let the fence refuse nothing"),
	  .side = OF_BLUE,
	  .build = build_open_writes,
	  .done = "writes-open",
	  .settle_ms = SETTLE_SQL,
	  .flags = ACT_WRITES | ACT_OPENS,
	  .stays = N_("THE FENCE STAYS ON BLUE: it refuses every write, and nobody can log in.") },
	{ .id = "unfence",
	  .title = N_("take the fence's triggers away"),
	  .side = OF_BLUE,
	  .build = build_unfence,
	  .done = "unfenced",
	  .settle_ms = SETTLE_SQL,
	  .flags = ACT_WRITES,
	  .stays = N_("the fence's triggers stay on blue; the next run is refused until they go.") },
	{ .id = "sentinel",
	  .title = N_("take the fence's place in the WAL and send a sentinel behind it"),
	  .side = OF_BLUE,
	  .build = build_sentinel,
	  .judge = judge_sentinel,
	  .done = "drained",
	  .settle_ms = 3600000,
	  .flags = ACT_WRITES },
	{ .id = "durable",
	  .title = N_("make what was applied durable on the target"),
	  .side = OF_GREEN,
	  .build = build_durable,
	  .done = "durable",
	  .settle_ms = SETTLE_SQL,
	  .flags = ACT_WRITES },
};
const size_t acts_fence_count = mem_count(acts_fence);
