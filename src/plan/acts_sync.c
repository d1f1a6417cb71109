/* Acts that make and remove the replication's own objects: slot, subscription, publication, marker. Each removes only what the journal
 * says this run made, and asks the server again in the same statement whether it is still that. Why each is as it is: facts/peers.md 4. */
#include "config.h"

#include "plan/acts.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/rows.h"
#include "plan/gates.h"
#include "plan/sync.h"
#include "plan/way.h"

/* On the source before the publication, which names the table; on the target as well, since replication does not make
 * tables: a published one must be there (PostgreSQL manual, Logical Replication, Restrictions). The schema says whose it is,
 * for whoever finds it later and for the undo. The schema is not to be there yet: what another run left is not this one's to
 * use or to remove. One row an id: sentinel, durable, heartbeat. It has a schema of its own, which the comparison and the
 * fingerprint of the schema leave out: a column or table of ours among Ory's may break its own MigrationStatus (facts/ory.md
 * section 1). */
static bool build_marker(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	struct str sql = sql_text();

	str_add(&sql, "CREATE SCHEMA teal;\nCOMMENT ON SCHEMA teal IS ");
	str_add_literal(&sql, sync_origin(m).text);
	str_add(&sql, ";\nCREATE TABLE teal.marker (id text PRIMARY KEY, token text NOT NULL, at timestamptz NOT NULL DEFAULT "
	              "clock_timestamp())");
	commands_sql(out, side, SQL_QUICK, str_take(&sql));
	return true;
}

/* The tables by name: FOR ALL TABLES would make blue's own DELETE on schema_migration fail, and a WHERE breaks its UPDATEs. A change of a
 * partition is told as one of its root: so a table may be cut differently on the target, and every list is one of roots. */
static bool build_publication(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	struct str sql = sql_text();

	if (!acts_tables_known(m, err))
		return false;
	str_add(&sql, "CREATE PUBLICATION ");
	str_add_ident(&sql, sync_name(m).text);
	str_add(&sql, " FOR TABLE ");
	sync_add_tables(m, &sql, ", ");
	str_add(&sql, ", teal.marker WITH (publish_via_partition_root = true);\nCOMMENT ON PUBLICATION ");
	str_add_ident(&sql, sync_name(m).text);
	str_add(&sql, " IS ");
	str_add_literal(&sql, sync_origin(m).text);
	commands_sql(out, side, SQL_QUICK, str_take(&sql));
	return true;
}

/* In a session of our own rather than by the subscription: one that gives up leaves a walsender behind that goes on
 * waiting and keeps a half-made slot, whereas a statement that is cancelled takes its slot with it. After the
 * publication, which what is read from the slot must know. */
static bool build_slot(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	struct str sql = sql_text();

	str_add(&sql, "SELECT lsn FROM pg_create_logical_replication_slot(");
	str_add_literal(&sql, sync_name(m).text);
	str_add(&sql, ", 'pgoutput')");
	commands_sql(out, side, 120000, str_take(&sql));
	return true;
}

/* A deadline that names nobody helps nobody: a slot is made only when every transaction that had an id by then, in any
 * database of the server, has ended. */
static bool judge_slot(const struct model *m, const struct command *c, const struct answer *a, struct findings *f, struct err *err)
{
	if (act_judge_plain(m, c, a, f, err))
		return true;
	if (a->reply && a->reply->timed_out)
		err_whyf(err, ERR_WORLD, _("the slot was not made in time"), _("Wait for it or end it, then try the step again."),
		         _("it waits for the write transactions of the whole server: %s"), sync_waits(m));
	return false;
}

/* The subscription takes the slot that is there, so that nothing is made on the source by green's hand. The second command tells
 * the number under which its helpers for the copy call their slots on the source. The password's place is a hole that run fills: this
 * text is shown and journaled. */
static bool build_subscription(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	struct str sql = sql_text(), conninfo = sql_text();

	/* A statement that fails is written to the server's log, and this one holds a password. */
	commands_sql(out, side, SQL_QUICK,
	             mem_dup("SET log_statement = 'none'; SET log_min_error_statement = 'panic'; SET log_min_duration_statement = -1"));
	way_add_conninfo(m, &conninfo, sync_name(m).text);
	str_add(&sql, "CREATE SUBSCRIPTION ");
	str_add_ident(&sql, sync_name(m).text);
	str_add(&sql, " CONNECTION ");
	str_add_literal(&sql, str_text(&conninfo));
	str_add(&sql, " PUBLICATION ");
	str_add_ident(&sql, sync_name(m).text);
	str_add(&sql, " WITH (create_slot = false, slot_name = ");
	str_add_literal(&sql, sync_name(m).text);
	str_add(&sql, ")");
	str_release(&conninfo);
	commands_sql(out, side, 120000, str_take(&sql));
	sql = sql_text();
	str_add(&sql, "SELECT oid || ' ' || (SELECT system_identifier FROM pg_control_system()) AS subscription,\n"
	              " (SELECT count(*) FROM pg_subscription_rel WHERE srsubid = oid) AS tables\nFROM pg_subscription WHERE "
	              "subdbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND subname = ");
	str_add_literal(&sql, sync_name(m).text);
	commands_sql(out, side, SQL_QUICK, str_take(&sql));
	return true;
}

static bool judge_subscription(const struct model *m, const struct command *c, const struct answer *a, struct findings *f, struct err *err)
{
	const char *number;

	if (!act_judge_plain(m, c, a, f, err))
		return false;
	number = a->reply->sets ? rows_cell(&a->reply->set[0], 0, "subscription") : NULL;
	if (number)
		findings_note(f, "sync.subscription", number);
	/* A server that finds no such publication where it connects only warns, before 15 not even that. */
	if (number && rows_int(&a->reply->set[0], 0, "tables", 0) == 0) {
		err_whyf(err, ERR_WORLD, _("the subscription has no table"),
		         _("Undo this step, mend source_from_target in the settings, and start the synchronisation again."),
		         _("where green connects to there is no publication %s: it is another server or database than blue's"),
		         sync_name(m).text);
		return false;
	}
	return true;
}

/* Away from its slot first, always: a plain DROP would go to the source and drop the slot there, and fails for ever where the
 * source cannot be reached or the slot is gone (PostgreSQL manual, DROP SUBSCRIPTION). The slot has an act of its own. Without a
 * slot the three may stand in one block, and its lock keeps a worker from being started again. */
static bool build_drop_subscription(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	const struct sync_name name = sync_name(m);
	struct str sql = sql_text();

	if (!sync_made(m, side, ACT_MAKES_SUBSCRIPTION))
		return true;
	str_addf(&sql,
	         "DO $teal$ BEGIN\n"
	         "  IF EXISTS (SELECT FROM pg_subscription WHERE subname = '%s' AND subpublications = ARRAY['%s']\n"
	         "    AND subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())) THEN\n"
	         "    ALTER SUBSCRIPTION %s DISABLE;\n"
	         "    ALTER SUBSCRIPTION %s SET (slot_name = NONE);\n"
	         "    DROP SUBSCRIPTION %s;\n"
	         "  END IF;\nEND $teal$",
	         name.text, name.text, name.text, name.text, name.text);
	commands_sql(out, side, 120000, str_take(&sql));
	return true;
}

/* This run's slot, and those of tables under copy, which end by themselves only where green still reaches the source. Slots are of the
 * whole server and bear no owner: the database and the plugin are asked for, too. */
static void add_own_slots(const struct model *m, struct str *sql)
{
	const char *number = model_note(m, "sync.subscription"), *server = number ? strchr(number, ' ') : NULL;

	str_addf(sql, "database = current_database() AND plugin = 'pgoutput' AND (slot_name = '%s'", sync_name(m).text);
	if (server && strspn(number, "0123456789 ") == strlen(number))
		str_addf(sql, " OR slot_name ~ '^pg_%.*s_sync_[0-9]+_%s$'", (int)(server - number), number, server + 1);
	str_add(sql, ")");
}

/* A slot that is read cannot be dropped, and a walsender does not notice that its client has left: who reads one of these slots is
 * ended, nobody else. Ten seconds are far more than a session needs to end. */
static bool build_drop_slot(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	struct str sql = sql_text();

	if (!sync_made(m, side, ACT_MAKES_SLOT))
		return true;
	str_add(&sql, "DO $teal$ DECLARE s record; tries int := 0; BEGIN\n"
	              "  LOOP\n    SELECT slot_name AS name, active_pid AS pid INTO s FROM pg_replication_slots\n      WHERE ");
	add_own_slots(m, &sql);
	str_add(&sql,
	        " LIMIT 1;\n    EXIT WHEN NOT FOUND;\n"
	        "    IF tries = 200 THEN\n"
	        "      RAISE EXCEPTION 'slot % is still read: %', s.name, (SELECT format('pid %s, %s %s', pid, usename, application_name)\n"
	        "        FROM pg_stat_activity WHERE pid = s.pid) USING ERRCODE = 'object_in_use';\n    END IF;\n"
	        "    BEGIN\n      IF s.pid IS NULL THEN PERFORM pg_drop_replication_slot(s.name);\n"
	        "      ELSE PERFORM pg_terminate_backend(s.pid); END IF;\n"
	        "    EXCEPTION WHEN object_in_use THEN NULL; END;\n"
	        "    tries := tries + 1;\n    PERFORM pg_sleep(CASE WHEN s.pid IS NULL THEN 0 ELSE 0.05 END);\n"
	        "  END LOOP;\nEND $teal$");
	commands_sql(out, side, 30000, str_take(&sql));
	return true;
}

/* Whose schema or publication it is stands in its comment. A journal from before there were tokens made it without one. */
static void add_is_own(const struct model *m, struct str *sql, const char *oid, const char *catalog)
{
	if (!*m->token)
		return;
	str_addf(sql, " AND obj_description(%s, '%s') = ", oid, catalog);
	str_add_literal(sql, sync_origin(m).text);
}

/* An undo and stop-sync run the same acts, and either may come second. */
static bool build_drop_publication(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	const struct sync_name name = sync_name(m);
	struct str sql = sql_text();

	if (!sync_made(m, side, ACT_MAKES_PUBLICATION))
		return true;
	str_addf(&sql, "DO $teal$ BEGIN\n  IF EXISTS (SELECT FROM pg_publication WHERE pubname = '%s'", name.text);
	add_is_own(m, &sql, "oid", "pg_publication");
	str_addf(&sql, ") THEN\n    DROP PUBLICATION %s;\n  END IF;\nEND $teal$", name.text);
	commands_sql(out, side, SQL_QUICK, str_take(&sql));
	return true;
}

/* The source keeps the schema teal while the fence's function is in it. */
static bool build_drop_marker(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	struct str sql = sql_text();

	if (!sync_made(m, side, ACT_MAKES_MARKER))
		return true;
	str_add(&sql, "DO $teal$ BEGIN\n  IF EXISTS (SELECT FROM pg_namespace WHERE nspname = 'teal'");
	add_is_own(m, &sql, "oid", "pg_namespace");
	str_add(&sql, ") THEN\n    DROP TABLE IF EXISTS teal.marker;\n"
	              "    IF to_regproc('teal.fence') IS NULL THEN DROP SCHEMA teal; END IF;\n  END IF;\nEND $teal$");
	commands_sql(out, side, SQL_QUICK, str_take(&sql));
	return true;
}

/* The slot may settle for as long as its command may take: after a crash it goes on being made. */
const struct act acts_sync[] = {
	{ .id = "marker-source",
	  .title = N_("make the marker table on the source"),
	  .side = OF_BLUE,
	  .build = build_marker,
	  .done = "marker-source",
	  .settle_ms = SETTLE_SQL,
	  .flags = ACT_WRITES | ACT_MAKES_MARKER },
	{ .id = "marker-target",
	  .title = N_("make the marker table on the target"),
	  .side = OF_GREEN,
	  .build = build_marker,
	  .done = "marker-target",
	  .settle_ms = SETTLE_SQL,
	  .flags = ACT_WRITES | ACT_MAKES_MARKER },
	{ .id = "create-publication",
	  .title = N_("create the publication on the source"),
	  .side = OF_BLUE,
	  .build = build_publication,
	  .done = "publication",
	  .settle_ms = SETTLE_SQL,
	  .flags = ACT_WRITES | ACT_MAKES_PUBLICATION },
	{ .id = "create-slot",
	  .title = N_("create the slot on the source"),
	  .side = OF_BLUE,
	  .build = build_slot,
	  .judge = judge_slot,
	  .done = "slot-made",
	  .settle_ms = 120000,
	  .flags = ACT_WRITES | ACT_LONG | ACT_MAKES_SLOT },
	{ .id = "create-subscription",
	  .title = N_("create the subscription on the target"),
	  .side = OF_GREEN,
	  .build = build_subscription,
	  .judge = judge_subscription,
	  .done = "subscription",
	  .settle_ms = SETTLE_SQL,
	  .flags = ACT_WRITES | ACT_MAKES_SUBSCRIPTION },
	{ .id = "drop-subscription",
	  .title = N_("drop the subscription"),
	  .side = OF_GREEN,
	  .build = build_drop_subscription,
	  .done = "no-subscription",
	  .settle_ms = SETTLE_SQL,
	  .flags = ACT_WRITES,
	  .stays = N_("the subscription stays on green, and asks blue for changes while green runs.") },
	{ .id = "drop-slot",
	  .title = N_("drop the slot"),
	  .side = OF_BLUE,
	  .build = build_drop_slot,
	  .done = "no-slot",
	  .settle_ms = SETTLE_SQL,
	  .flags = ACT_WRITES,
	  .stays = N_("the slot stays; blue keeps WAL for it until its disk is full: drop it soon.") },
	{ .id = "drop-publication",
	  .title = N_("drop the publication"),
	  .side = OF_BLUE,
	  .build = build_drop_publication,
	  .done = "no-publication",
	  .settle_ms = SETTLE_SQL,
	  .flags = ACT_WRITES,
	  .stays = N_("the publication stays on blue; no harm while its tables keep their keys.") },
	{ .id = "drop-marker-source",
	  .title = N_("drop the marker table on the source"),
	  .side = OF_BLUE,
	  .build = build_drop_marker,
	  .done = "no-marker-source",
	  .settle_ms = SETTLE_SQL,
	  .flags = ACT_WRITES,
	  .stays = N_("the schema teal stays on blue, one small table; it stops the next run.") },
	{ .id = "drop-marker-target",
	  .title = N_("drop the marker table on the target"),
	  .side = OF_GREEN,
	  .build = build_drop_marker,
	  .done = "no-marker-target",
	  .settle_ms = SETTLE_SQL,
	  .flags = ACT_WRITES,
	  .stays = N_("the schema teal stays on green, one small table; it goes with green.") },
};
const size_t acts_sync_count = mem_count(acts_sync);
