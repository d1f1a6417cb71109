/* The replication's own objects on two real servers: what the acts make, what they refuse to take away, and how all of it goes when a
 * server is away, a slot is gone or a name is somebody else's. */
#include "config.h"

#include "base/err.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/event.h"
#include "plan/gate.h"
#include "plan/step.h"
#include "plan/sync.h"
#include "probe/probe.h"
#include "tests/unit/asking.h"
#include "tests/unit/check.h"
#include "tests/unit/cluster.h"
#include "tests/unit/model_make.h"

static struct cluster server[SIDES];
static struct loop *loop;
/* Of one run: its model, and its sessions with the two databases. */
struct world {
	struct model m;
	struct pg *db[SIDES];
};
static char last_why[1024];

static struct pg *session(const struct cluster *c, const char *database, const char *application)
{
	char *conninfo = pg_conninfo_with(c->socket_conninfo, "dbname", database);
	struct pg *pg = pg_open(loop, &(struct pg_spec){ .conninfo = conninfo, .application_name = application });

	free(conninfo);
	return pg;
}

static bool servers_ready(void)
{
	if (cluster_missing()) {
		SKIP(cluster_missing());
		return false;
	}
	if (server[BLUE].pid)
		return true;
	loop = loop_new();
	return CHECK(cluster_start(&server[BLUE], "max_replication_slots = 30\nmax_wal_senders = 30\n")) &&
	       CHECK(cluster_start(&server[GREEN], "max_replication_slots = 30\nmax_logical_replication_workers = 20\n"
	                                           "max_worker_processes = 30\nwal_retrieve_retry_interval = 200\n"));
}

static void fold(struct model *m, enum event_type type, const char *step, struct json *data_taken)
{
	struct event e = { .type = type, .at = loop_wall(), .step = step, .actor = "tester", .data = data_taken };

	model_apply(m, &e);
	json_free(data_taken);
}

/* A run of the name "night" on the database, which is made on both servers. */
static bool world_open(struct world *w, const char *database, const char *token)
{
	struct json *data = json_object(), *settings = model_settings_json(), *tables;
	char *make = mem_printf("CREATE DATABASE %s", database), *way = pg_conninfo_with(server[BLUE].socket_conninfo, "dbname", database);
	static const char list[] =
		"{\"side\":\"source\",\"whole\":true,\"tables\":[{\"name\":\"public.a\",\"kind\":\"r\",\"rows\":1,\"bytes\":1}]}";
	bool ok = true;

	*w = (struct world){ 0 };
	for (int side = 0; side < SIDES; side++) {
		struct pg *admin = session(&server[side], "postgres", "admin");

		ok &= CHECK(must(loop, admin, make));
		pg_close(admin);
		w->db[side] = session(&server[side], database, "teal night test");
		ok &= CHECK(must(loop, w->db[side], "CREATE TABLE a (id int PRIMARY KEY)"));
	}
	ok &= CHECK(must(loop, w->db[BLUE], "INSERT INTO a VALUES (1)"));
	json_put_str((struct json *)json_get(settings, "blue"), "password", "none");
	json_put_str(settings, "source_from_target", way);
	model_init(&w->m);
	json_put_str(data, "run", "night");
	json_put_str(data, "token", token);
	json_put_str(data, "strategy", "recommended");
	json_put(data, "settings", settings);
	fold(&w->m, EV_RUN_STARTED, NULL, data);
	tables = json_parse(list, sizeof list - 1, NULL);
	fold(&w->m, EV_TABLES, NULL, tables);
	free(make);
	free(way);
	return ok;
}

static void world_close(struct world *w)
{
	for (int side = 0; side < SIDES; side++)
		pg_close(w->db[side]);
	model_release(&w->m);
}

struct hearing {
	struct world *w;
	const struct act *act;
	const struct command *command;
	bool done, ok;
};

static void heard(void *self, const struct reply *r)
{
	struct hearing *h = self;
	struct answer a = { .started = true, .timed_out = false, .reply = r, .trouble = r->lost ? "lost" : NULL };
	struct findings found = { 0 };
	struct err err = { 0 };

	h->ok = (h->act->judge ? h->act->judge : act_judge_plain)(&h->w->m, h->command, &a, &found, &err);
	for (const struct json *n = json_first(found.notes); n; n = json_next(n))
		model_note_set(&h->w->m, json_key(n), json_text(n), loop_wall());
	findings_release(&found);
	snprintf(last_why, sizeof last_why, "%s", err.why);
	h->done = true;
}

/* Runs the act's commands as run does, each within the milliseconds; true when all went well. commands: how many there were. */
static bool act_within(struct world *w, const char *id, int64_t ms, size_t *count)
{
	const struct act *act = act_find(id);
	struct commands commands = { 0 };
	struct err err = { 0 };
	bool ok = CHECK(act != NULL) && CHECK(act_build(&w->m, act, &commands, &err));

	for (size_t i = 0; i < commands.count && ok; i++) {
		struct hearing h = { w, act, &commands.item[i], false, false };

		pg_ask(w->db[commands.item[i].side], commands.item[i].sql, ms, heard, &h);
		ok = wait_for(loop, &h.done) && h.ok;
	}
	*count = commands.count;
	commands_release(&commands);
	return ok;
}

static bool act_run(struct world *w, const char *id)
{
	size_t n;
	bool ok = act_within(w, id, 20000, &n);

	if (!ok)
		printf("# %s: %s\n", id, last_why);
	return ok && n > 0;
}

/* The act is journaled as begun, and run. */
static bool make(struct world *w, const char *id)
{
	model_begun(&w->m, "start-sync", id, NULL, loop_wall());
	return CHECK(act_run(w, id));
}

/* It has no command: there is nothing of this run to take away. */
static bool runs_nothing(struct world *w, const char *id)
{
	size_t n = 1;

	return act_within(w, id, 20000, &n) && n == 0;
}

struct looking {
	struct world *w;
	const struct probe *probe;
	bool done, ok;
};

static void seen(void *self, const struct reply *r)
{
	struct looking *l = self;
	struct json *facts = json_array(), *data = json_object(), *tables = json_array();
	struct answer a = { .started = true, .reply = r, .trouble = r->lost ? "lost" : NULL };
	struct err err = { 0 };

	l->ok = l->probe->read(&l->w->m, side_of_row(&l->w->m, l->probe->side), &a, loop_wall(), facts, tables, &err);
	if (!l->ok)
		printf("# look: %s: %s\n", err.what, err.why);
	json_put_str(data, "probe", probe_name(l->probe->id));
	json_put(data, "facts", facts);
	fold(&l->w->m, EV_FACTS, NULL, data);
	json_free(tables);
	l->done = true;
}

/* Twice: the first tells of the marker table, which the second asks for its rows. */
static bool look(struct world *w, enum probe_id id)
{
	const struct probe *p = probe_find(id);
	bool ok = true;

	for (int i = 0; i < 2 && ok; i++) {
		struct looking l = { w, p, false, false };
		struct commands commands = { 0 };

		ok = CHECK(p->build(&w->m, side_of_row(&w->m, p->side), &commands, NULL));
		pg_ask(w->db[commands.item[0].side], commands.item[0].sql, 20000, seen, &l);
		ok = ok && CHECK(wait_for(loop, &l.done) && l.ok);
		commands_release(&commands);
	}
	return ok;
}

static enum verdict_kind asked(struct world *w, const char *gate, struct verdict *v)
{
	look(w, PROBE_SOURCE);
	look(w, PROBE_TARGET);
	gate_ask(gate_find(gate), &w->m, loop_wall(), 0, v);
	return v->kind;
}

/* The gate gives this verdict, and its words name the thing. */
static bool says(struct world *w, const char *gate, enum verdict_kind kind, const char *word)
{
	struct verdict v;

	if (asked(w, gate, &v) == kind && strstr(v.text, word))
		return true;
	printf("# %s: %s: %s\n", gate, verdict_name(v.kind), v.text);
	return false;
}

static long long count(struct world *w, enum side side, const char *what)
{
	struct str sql;
	long long n;

	str_init(&sql, STR_PAGE);
	str_addf(&sql, "SELECT count(*) FROM %s", what);
	n = number(loop, w->db[side], str_text(&sql));
	str_release(&sql);
	return n;
}

/* Turns until the question counts that many, at most as long as any answer may take. */
static bool becomes(struct world *w, enum side side, const char *what, long long n)
{
	int64_t until = loop_now() + ASKING_MS;

	while (count(w, side, what) != n)
		if (loop_now() > until)
			return false;
	return true;
}

static const char *const makers[] = { "marker-source", "marker-target", "create-publication", "create-slot", "create-subscription" };
static const char *const takers[] = { "drop-subscription", "drop-slot", "drop-publication", "drop-marker-source", "drop-marker-target" };
static const char *const gone[] = { "no-subscription", "no-slot", "no-publication", "no-marker-source", "no-marker-target" };

static bool all_made(struct world *w)
{
	for (size_t i = 0; i < mem_count(makers); i++)
		if (!make(w, makers[i]))
			return false;
	return CHECK(becomes(w, GREEN, "a", 1));
}

static bool nothing_left(struct world *w)
{
	return CHECK_INT(count(w, BLUE, "pg_replication_slots WHERE database = current_database()"), 0) &&
	       CHECK_INT(count(w, BLUE, "pg_publication"), 0) && CHECK_INT(count(w, BLUE, "pg_namespace WHERE nspname = 'teal'"), 0) &&
	       CHECK_INT(
		       count(w, GREEN, "pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())"),
		       0) &&
	       CHECK_INT(count(w, GREEN, "pg_namespace WHERE nspname = 'teal'"), 0);
}

static void what_is_made_is_taken_away_again(void)
{
	struct world w;

	if (!servers_ready() || !world_open(&w, "whole", "0badcafe"))
		return;
	CHECK(says(&w, "names-free", VERDICT_PASS, "teal_night_0badcafe"));
	CHECK(all_made(&w));
	/* resumed: its own things are in nobody's way */
	CHECK(says(&w, "names-free", VERDICT_PASS, "teal_night_0badcafe"));
	CHECK(says(&w, "slot-made", VERDICT_PASS, "active"));
	CHECK(says(&w, "no-slot", VERDICT_FAIL, "still there"));
	for (size_t i = 0; i < mem_count(takers); i++) {
		CHECK(act_run(&w, takers[i]));
		CHECK(says(&w, gone[i], VERDICT_PASS, "gone"));
		CHECK(act_run(&w, takers[i]));
	}
	CHECK(nothing_left(&w));
	world_close(&w);
}

/* Everything bears the run's names and was made by somebody else, before the run made anything. */
static void names_that_are_taken_are_refused_and_left(void)
{
	struct world w;

	if (!servers_ready() || !world_open(&w, "taken", "0badcafe"))
		return;
	CHECK(must(loop, w.db[GREEN],
	           "CREATE SUBSCRIPTION teal_night_0badcafe CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false)"));
	CHECK(says(&w, "names-free", VERDICT_FAIL, "on the target, subscription teal_night_0badcafe is there already (owner teal)"));
	CHECK(must(loop, w.db[BLUE],
	           "CREATE SCHEMA teal; COMMENT ON SCHEMA teal IS 'made by Teal: teal_night_11111111'; CREATE TABLE "
	           "teal.marker (id text)"));
	CHECK(says(&w, "names-free", VERDICT_FAIL,
	           "on the source, schema teal is there already (owner teal, made by Teal: teal_night_11111111)"));
	CHECK(must(loop, w.db[BLUE], "CREATE FUNCTION teal.fence() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"));
	CHECK(says(&w, "names-free", VERDICT_FAIL, "fence"));
	CHECK(must(loop, w.db[BLUE], "DROP FUNCTION teal.fence(); ALTER TABLE teal.marker ADD token text"));
	CHECK(must(loop, w.db[BLUE], "CREATE PUBLICATION teal_night_0badcafe FOR TABLE a"));
	CHECK(says(&w, "names-free", VERDICT_FAIL, "on the source, publication teal_night_0badcafe is there already (owner teal)"));
	CHECK(must(loop, w.db[BLUE], "SELECT pg_create_logical_replication_slot('teal_night_0badcafe', 'pgoutput')"));
	CHECK(says(&w, "names-free", VERDICT_FAIL, "(database taken, plugin pgoutput)"));
	for (size_t i = 0; i < mem_count(takers); i++) {
		CHECK(runs_nothing(&w, takers[i]));
		CHECK(says(&w, gone[i], i < 4 ? VERDICT_WARN : VERDICT_PASS, i < 4 ? "this run did not make it" : "gone"));
	}
	/* The server refused the names: what bears them is still not this run's. */
	model_begun(&w.m, "start-sync", "create-slot", "replication slot \"teal_night_0badcafe\" already exists 42710", 1);
	model_begun(&w.m, "start-sync", "marker-source", "schema \"teal\" already exists 42P06", 1);
	CHECK(runs_nothing(&w, "drop-slot") && runs_nothing(&w, "drop-marker-source"));
	/* Begun, and then somebody else made one of the name: the comment tells, or what it publishes from. */
	model_begun(&w.m, "start-sync", "marker-source", NULL, 2);
	model_begun(&w.m, "start-sync", "create-publication", NULL, 2);
	model_begun(&w.m, "start-sync", "create-subscription", NULL, 2);
	CHECK(act_run(&w, "drop-marker-source") && act_run(&w, "drop-publication") && act_run(&w, "drop-subscription"));
	CHECK_INT(count(&w, BLUE, "pg_class WHERE oid = 'teal.marker'::regclass"), 1);
	CHECK_INT(count(&w, BLUE, "pg_publication"), 1);
	CHECK_INT(count(&w, GREEN, "pg_subscription WHERE subname = 'teal_night_0badcafe'"), 1);
	CHECK(must(loop, w.db[BLUE], "SELECT pg_drop_replication_slot('teal_night_0badcafe')"));
	CHECK(must(loop, w.db[GREEN],
	           "ALTER SUBSCRIPTION teal_night_0badcafe SET (slot_name = NONE); DROP SUBSCRIPTION teal_night_0badcafe"));
	world_close(&w);
}

/* Slots are of the whole server: one of the name in another database, or for another plugin, is seen, named, and never touched. */
static void a_slot_elsewhere_is_named_and_survives(void)
{
	struct world w, other;

	if (!servers_ready() || !world_open(&w, "here", "2badcafe") || !world_open(&other, "elsewhere", "3badcafe"))
		return;
	CHECK(must(loop, other.db[BLUE], "SELECT pg_create_logical_replication_slot('teal_night_2badcafe', 'pgoutput')"));
	CHECK(says(&w, "names-free", VERDICT_FAIL, "slot teal_night_2badcafe is there already (database elsewhere, plugin pgoutput)"));
	model_begun(&w.m, "start-sync", "create-slot", NULL, 1);
	CHECK(act_run(&w, "drop-slot"));
	CHECK_INT(count(&other, BLUE, "pg_replication_slots WHERE slot_name = 'teal_night_2badcafe'"), 1);
	CHECK(must(loop, other.db[BLUE],
	           "SELECT pg_drop_replication_slot('teal_night_2badcafe'); SELECT "
	           "pg_create_logical_replication_slot('teal_night_2badcafe', 'test_decoding')"));
	CHECK(must(loop, w.db[BLUE], "SELECT pg_drop_replication_slot('teal_night_2badcafe')"));
	CHECK(must(loop, w.db[BLUE], "SELECT pg_create_logical_replication_slot('teal_night_2badcafe', 'test_decoding')"));
	CHECK(act_run(&w, "drop-slot"));
	CHECK_INT(count(&w, BLUE, "pg_replication_slots WHERE slot_name = 'teal_night_2badcafe'"), 1);
	CHECK(must(loop, w.db[BLUE], "SELECT pg_drop_replication_slot('teal_night_2badcafe')"));
	/* an older run's own slot on this database is told, and holds nobody up */
	CHECK(must(loop, w.db[BLUE], "SELECT pg_create_logical_replication_slot('teal_night_01234567', 'pgoutput')"));
	CHECK(says(&w, "names-free", VERDICT_WARN, "teal_night_01234567 (inactive)"));
	CHECK(says(&other, "names-free", VERDICT_PASS, "teal_night_3badcafe"));
	CHECK(must(loop, w.db[BLUE], "SELECT pg_drop_replication_slot('teal_night_01234567')"));
	world_close(&w);
	world_close(&other);
}

/* After a failover the slot is not there; a plain DROP SUBSCRIPTION fails then at each try. */
static void a_slot_that_is_gone_does_not_hold_the_subscription(void)
{
	struct world w;

	if (!servers_ready() || !world_open(&w, "gone", "4badcafe") || !CHECK(all_made(&w)))
		return;
	CHECK(must(loop, w.db[GREEN], "ALTER SUBSCRIPTION teal_night_4badcafe DISABLE"));
	CHECK(becomes(&w, BLUE, "pg_replication_slots WHERE slot_name = 'teal_night_4badcafe' AND active", 0));
	CHECK(must(loop, w.db[BLUE], "SELECT pg_drop_replication_slot('teal_night_4badcafe')"));
	for (size_t i = 0; i < mem_count(takers); i++)
		CHECK(act_run(&w, takers[i]) && says(&w, gone[i], VERDICT_PASS, "gone"));
	CHECK(nothing_left(&w));
	world_close(&w);
}

/* Green is away: blue is freed all the same, with a walsender on the slot that nobody else ends. */
static void a_slot_that_is_read_is_dropped_with_its_reader_only(void)
{
	struct world w;

	if (!servers_ready() || !world_open(&w, "reader", "5badcafe") || !CHECK(all_made(&w)))
		return;
	CHECK(must(loop, w.db[BLUE], "SELECT pg_create_logical_replication_slot('bystander', 'pgoutput')"));
	CHECK(becomes(&w, BLUE, "pg_replication_slots WHERE slot_name = 'teal_night_5badcafe' AND active", 1));
	CHECK(act_run(&w, "drop-slot"));
	CHECK_INT(count(&w, BLUE, "pg_replication_slots WHERE slot_name = 'teal_night_5badcafe'"), 0);
	CHECK_INT(count(&w, BLUE, "pg_replication_slots WHERE slot_name = 'bystander'"), 1);
	CHECK(must(loop, w.db[BLUE], "SELECT pg_drop_replication_slot('bystander')"));
	CHECK(act_run(&w, "drop-subscription"));
	world_close(&w);
}

/* The slots of tables under copy go with the run's own; those of another subscription stay. */
static void half_made_copies_leave_no_slot(void)
{
	struct world w;
	char *make_slots;

	if (!servers_ready() || !world_open(&w, "halves", "6badcafe") || !CHECK(all_made(&w)))
		return;
	if (!CHECK(model_note(&w.m, "sync.subscription") != NULL))
		return;
	make_slots = mem_printf("SELECT pg_create_logical_replication_slot('pg_' || split_part('%s', ' ', 1) || '_sync_16389_' || "
	                        "split_part('%s', ' ', 2), 'pgoutput'), pg_create_logical_replication_slot('pg_999999_sync_16389_' || "
	                        "split_part('%s', ' ', 2), 'pgoutput')",
	                        model_note(&w.m, "sync.subscription"), model_note(&w.m, "sync.subscription"),
	                        model_note(&w.m, "sync.subscription"));
	CHECK(must(loop, w.db[BLUE], make_slots));
	free(make_slots);
	CHECK(act_run(&w, "drop-subscription") && act_run(&w, "drop-slot"));
	CHECK_INT(count(&w, BLUE, "pg_replication_slots WHERE database = current_database() AND slot_name ~ '^pg_999999_'"), 1);
	CHECK_INT(count(&w, BLUE, "pg_replication_slots WHERE database = current_database()"), 1);
	CHECK(must(loop, w.db[BLUE],
	           "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name ~ '^pg_999999_'"));
	world_close(&w);
}

/* Blue's password was changed, or blue's role was: green cannot reach the slot, and the subscription goes all the same. */
static void a_way_that_is_closed_does_not_hold_the_subscription(void)
{
	struct world w;

	if (!servers_ready() || !world_open(&w, "closed", "7badcafe") || !CHECK(all_made(&w)))
		return;
	CHECK(must(loop, w.db[GREEN], "ALTER SUBSCRIPTION teal_night_7badcafe CONNECTION 'host=127.0.0.1 port=1 dbname=closed'"));
	for (size_t i = 0; i < mem_count(takers); i++)
		CHECK(act_run(&w, takers[i]) && says(&w, gone[i], VERDICT_PASS, "gone"));
	CHECK(nothing_left(&w));
	/* and one that never was there */
	CHECK(act_run(&w, "drop-subscription"));
	world_close(&w);
}

/* Kratos and Hydra in two databases of one server, two runs of one day and one name. */
static void two_runs_side_by_side_leave_each_other_alone(void)
{
	struct world kratos, hydra;

	if (!servers_ready() || !world_open(&kratos, "kratos", "8badcafe") || !world_open(&hydra, "hydra", "9badcafe") ||
	    !CHECK(all_made(&kratos)) || !CHECK(all_made(&hydra)))
		return;
	for (size_t i = 0; i < mem_count(takers); i++)
		CHECK(act_run(&kratos, takers[i]));
	CHECK(nothing_left(&kratos));
	for (size_t i = 0; i < mem_count(gone); i++)
		CHECK(says(&hydra, gone[i], VERDICT_FAIL, "still there"));
	CHECK(must(loop, hydra.db[BLUE], "INSERT INTO a VALUES (2)"));
	CHECK(becomes(&hydra, GREEN, "a", 2));
	for (size_t i = 0; i < mem_count(takers); i++)
		CHECK(act_run(&hydra, takers[i]));
	CHECK(nothing_left(&hydra));
	world_close(&kratos);
	world_close(&hydra);
}

/* A slot waits for the writes of the whole server. Given up it is gone; begun by a session that died it can be taken away. */
static void a_slot_that_waits_names_whom_and_leaves_nothing(void)
{
	struct hearing h = { .done = false };
	struct pg *writer, *dead;
	struct commands commands = { 0 };
	struct world w;
	size_t n;

	if (!servers_ready() || !world_open(&w, "waits", "abadcafe"))
		return;
	writer = session(&server[BLUE], "postgres", "nightly-report");
	CHECK(must(loop, writer, "BEGIN; SELECT pg_current_xact_id()"));
	look(&w, PROBE_SOURCE);
	model_begun(&w.m, "start-sync", "create-slot", NULL, loop_wall());
	CHECK(!act_within(&w, "create-slot", 500, &n));
	CHECK(strstr(last_why, "\"nightly-report\", database postgres") != NULL);
	CHECK(becomes(&w, BLUE, "pg_replication_slots WHERE slot_name = 'teal_night_abadcafe'", 0));
	/* A session that nobody listens to any more goes on making it. */
	dead = session(&server[BLUE], "waits", "teal that died");
	CHECK(act_build(&w.m, act_find("create-slot"), &commands, NULL));
	h = (struct hearing){ &w, act_find("create-slot"), &commands.item[0], false, false };
	pg_ask(dead, commands.item[0].sql, ASKING_MS, heard, &h);
	CHECK(becomes(&w, BLUE, "pg_replication_slots WHERE slot_name = 'teal_night_abadcafe' AND active", 1));
	CHECK(says(&w, "slot-made", VERDICT_WAIT, "\"nightly-report\", database postgres"));
	CHECK(act_run(&w, "drop-slot"));
	CHECK(wait_for(loop, &h.done) && !h.ok);
	CHECK_INT(count(&w, BLUE, "pg_replication_slots WHERE slot_name = 'teal_night_abadcafe'"), 0);
	commands_release(&commands);
	pg_close(dead);
	pg_close(writer);
	world_close(&w);
}

/* A reader keeps a trigger from going, not the users from writing. */
static void writes_are_open_while_a_reader_holds_a_table(void)
{
	struct pg *reader, *user;
	struct world w;
	size_t n;

	if (!servers_ready() || !world_open(&w, "reading", "cbadcafe") || !make(&w, "marker-source"))
		return;
	reader = session(&server[BLUE], "reading", "pg_dump");
	user = session(&server[BLUE], "reading", "kratos");
	look(&w, PROBE_TABLES_SOURCE);
	CHECK(act_run(&w, "fence"));
	CHECK(says(&w, "writes-open", VERDICT_FAIL, "refuses"));
	CHECK(must(loop, reader, "BEGIN; SELECT * FROM a"));
	CHECK(act_run(&w, "open-writes"));
	CHECK(says(&w, "writes-open", VERDICT_PASS, ""));
	CHECK(must(loop, user, "INSERT INTO a VALUES (7)"));
	CHECK(!act_within(&w, "unfence", 20000, &n));
	CHECK(strstr(last_why, "a is held by pid ") && strstr(last_why, "teal pg_dump"));
	CHECK(must(loop, user, "INSERT INTO a VALUES (8)"));
	CHECK(must(loop, reader, "COMMIT"));
	CHECK(act_run(&w, "unfence"));
	CHECK(says(&w, "unfenced", VERDICT_PASS, ""));
	CHECK_INT(count(&w, BLUE, "pg_proc WHERE oid = to_regproc('teal.fence')"), 0);
	CHECK(act_run(&w, "open-writes") && act_run(&w, "unfence"));
	CHECK(act_run(&w, "drop-marker-source"));
	CHECK_INT(count(&w, BLUE, "pg_namespace WHERE nspname = 'teal'"), 0);
	pg_close(reader);
	pg_close(user);
	world_close(&w);
}

/* The last: blue is down for good. Green is freed, and what is on blue is said to stay by the engine (engine_test). */
static void blue_that_is_down_does_not_hold_the_subscription(void)
{
	struct world w;
	size_t n;

	if (!servers_ready() || !world_open(&w, "down", "bbadcafe") || !CHECK(all_made(&w)))
		return;
	cluster_kill(&server[BLUE]);
	CHECK(act_run(&w, "drop-subscription") && act_run(&w, "drop-marker-target"));
	CHECK_INT(count(&w, GREEN, "pg_subscription WHERE subname = 'teal_night_bbadcafe'"), 0);
	CHECK(!act_within(&w, "drop-slot", 5000, &n));
	CHECK(cluster_again(&server[BLUE]));
	CHECK(act_run(&w, "drop-slot") && act_run(&w, "drop-publication") && act_run(&w, "drop-marker-source"));
	CHECK(nothing_left(&w));
	world_close(&w);
}

static void cleanup(void)
{
	for (int side = 0; side < SIDES; side++)
		cluster_stop(&server[side]);
	loop_free(loop);
}

static const struct check_case cases[] = {
	{ "what is made is taken away again", what_is_made_is_taken_away_again },
	{ "names that are taken are refused, and left", names_that_are_taken_are_refused_and_left },
	{ "a slot elsewhere is named, and survives", a_slot_elsewhere_is_named_and_survives },
	{ "a slot that is gone does not hold the subscription", a_slot_that_is_gone_does_not_hold_the_subscription },
	{ "a slot that is read is dropped with its reader only", a_slot_that_is_read_is_dropped_with_its_reader_only },
	{ "half-made copies leave no slot", half_made_copies_leave_no_slot },
	{ "a way that is closed does not hold the subscription", a_way_that_is_closed_does_not_hold_the_subscription },
	{ "two runs side by side leave each other alone", two_runs_side_by_side_leave_each_other_alone },
	{ "a slot that waits names whom, and leaves nothing", a_slot_that_waits_names_whom_and_leaves_nothing },
	{ "writes are open while a reader holds a table", writes_are_open_while_a_reader_holds_a_table },
	{ "blue that is down does not hold the subscription", blue_that_is_down_does_not_hold_the_subscription },
	{ "the servers are stopped", cleanup },
};
CHECK_MAIN(cases)
