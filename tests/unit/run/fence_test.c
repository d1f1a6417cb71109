#include "config.h"

#include "run/fence.h"

#include "base/err.h"
#include "base/str.h"
#include "plan/gate.h"
#include "tests/unit/asking.h"
#include "tests/unit/check.h"
#include "tests/unit/cluster.h"
#include "tests/unit/looking.h"
#include "tests/unit/model_make.h"

enum { TRY_MS = 20000 };

static struct cluster server;
static struct loop *loop;
static struct pg *teal, *other, *admin; /* Teal's own session, somebody else's, and one that only looks */
static struct str logged;
static bool ended, fenced, refused;
static struct err last_error;
static char last_state[6];

/* What the program itself builds, from a model that its own probe made of this server. */
static struct model m;
static char *fence_sql;

static void on_log(void *self, const char *line)
{
	(void)self;
	str_addf(&logged, "%s\n", line);
}

static void on_done(void *self, const struct reply *r, const struct err *e)
{
	(void)self;
	ended = true;
	fenced = !e && r->ok;
	refused = e != NULL;
	memcpy(last_state, r->sqlstate, sizeof last_state);
	if (e)
		last_error = *e;
}

static const struct fence_watch watch = { .log = on_log, .done = on_done };

static struct pg *session(const char *name)
{
	return pg_open(loop, &(struct pg_spec){ .conninfo = server.socket_conninfo, .application_name = name });
}

static bool built(void)
{
	struct err err = { 0 };
	bool looked;

	model_release(&m);
	model_make(&m);
	free(fence_sql);
	looked = look_at(loop, admin, &m, PROBE_TABLES_SOURCE, 10);
	fence_sql = act_sql(&m, "fence", &err);
	return CHECK(looked && fence_sql);
}

/* As the undo does it: first nothing is refused any more, then the triggers go. */
static bool taken_down(struct pg *pg)
{
	return perform(loop, pg, &m, "open-writes") && perform(loop, pg, &m, "unfence");
}

static bool ready(void)
{
	if (cluster_missing()) {
		SKIP(cluster_missing());
		return false;
	}
	if (!server.pid) {
		loop = loop_new();
		str_init(&logged, STR_PAGE);
		if (!CHECK(cluster_start(&server, "max_prepared_transactions = 5\n")))
			return false;
		teal = session("teal test");
		other = session("writer");
		admin = session("admin");
	}
	str_clear(&logged);
	ended = fenced = refused = false;
	return CHECK(taken_down(admin)) &&
	       CHECK(must(loop, admin,
	                  "DROP TABLE IF EXISTS a, b, public.later; CREATE TABLE a (id int PRIMARY KEY, n int); CREATE TABLE b (id int "
	                  "PRIMARY KEY); "
	                  "INSERT INTO a VALUES (1, 0); INSERT INTO b VALUES (1)")) &&
	       built();
}

static struct fence *begin(const char *sql)
{
	return fence_start(loop, teal, "teal test", sql, TRY_MS, &watch);
}

static void put_up(void)
{
	begin(fence_sql);
	CHECK(wait_for(loop, &ended));
}

static bool stopped(struct pg *pg, const char *sql)
{
	struct asked a = { 0 };
	bool is;

	ask_now(loop, pg, sql, &a);
	is = !a.ok && strcmp(a.sqlstate, "25006") == 0;
	if (!is)
		printf("# %s: %s %s\n", sql, a.ok ? "went through" : a.sqlstate, a.message ? a.message : "");
	asked_release(&a);
	return is;
}

/* By every statement that writes, also those that change no row. */
static void each_write_is_stopped(struct pg *pg)
{
	static const char *const writes[] = {
		"INSERT INTO a VALUES (2, 0)",
		"INSERT INTO a VALUES (1, 0) ON CONFLICT DO NOTHING",
		"UPDATE a SET n = 1",
		"UPDATE a SET n = 1 WHERE false",
		"DELETE FROM b",
		"WITH gone AS (DELETE FROM b RETURNING id) SELECT * FROM gone",
		"TRUNCATE a",
		"TRUNCATE a, b",
		"MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN UPDATE SET n = 1",
		"DO 'BEGIN UPDATE a SET n = 1; END'",
	};

	for (size_t i = 0; i < mem_count(writes); i++)
		/* MERGE is of PostgreSQL 15. */
		if (pg_server_version(pg) >= 150000 || strncmp(writes[i], "MERGE", 5) != 0)
			CHECK(stopped(pg, writes[i]));
}

static void everybody_is_stopped_and_let_go_again(void)
{
	if (!ready())
		return;
	put_up();
	CHECK(fenced);
	each_write_is_stopped(other);
	CHECK(stopped(other, "COPY a FROM PROGRAM 'echo 5,0' CSV"));
	CHECK(stopped(other, "SET default_transaction_read_only = off; UPDATE a SET n = 1"));
	CHECK(must(loop, other, "SET session_replication_role = replica"));
	each_write_is_stopped(other);
	CHECK(must(loop, other, "SET session_replication_role = origin"));
	CHECK_INT(number(loop, other, "SELECT count(*) FROM a"), 1);
	CHECK(taken_down(teal));
	CHECK(must(loop, other, "UPDATE a SET n = 1"));
	CHECK_INT(logged.len, 0);
}

/* Who owns the tables passes by no right of his. */
static void an_owner_is_stopped_too(void)
{
	char *conninfo;
	struct pg *app;

	if (!ready() ||
	    !CHECK(must(loop, admin,
	                "DROP ROLE IF EXISTS app; CREATE ROLE app LOGIN; ALTER TABLE a OWNER TO app; ALTER TABLE b OWNER TO app")))
		return;
	conninfo = pg_conninfo_with(server.socket_conninfo, "user", "app");
	app = pg_open(loop, &(struct pg_spec){ .conninfo = conninfo });
	CHECK(must(loop, app, "UPDATE a SET n = 1"));
	put_up();
	each_write_is_stopped(app);
	CHECK(taken_down(teal));
	CHECK(must(loop, app, "UPDATE a SET n = 2"));
	CHECK(must(loop, admin, "ALTER TABLE a OWNER TO CURRENT_USER; ALTER TABLE b OWNER TO CURRENT_USER; DROP ROLE app"));
	pg_close(app);
	free(conninfo);
}

static void whole_is(enum verdict_kind kind, const char *words, int64_t at)
{
	struct verdict v;

	CHECK(look_at(loop, admin, &m, PROBE_SOURCE, at));
	gate_ask(gate_find("fence-whole"), &m, at, 0, &v);
	if (!CHECK(v.kind == kind && strstr(v.text, words)))
		printf("# %s: %s\n", verdict_name(v.kind), v.text);
}

/* By the source's own list: what came after the fence, and what others took from it, is a hole. */
static void a_hole_in_the_fence_is_told(void)
{
	if (!ready())
		return;
	whole_is(VERDICT_FAIL, "none", 20);
	put_up();
	whole_is(VERDICT_PASS, "2 of 2", 30);
	CHECK(must(loop, other, "CREATE TABLE public.later (id int PRIMARY KEY); INSERT INTO public.later VALUES (1)"));
	whole_is(VERDICT_FAIL, "2 of 3", 40);
	CHECK(must(loop, other, "DROP TABLE public.later"));
	whole_is(VERDICT_PASS, "2 of 2", 50);
	CHECK(must(loop, other, "ALTER TABLE a DISABLE TRIGGER teal_fence"));
	whole_is(VERDICT_FAIL, "1 of 2", 60);
	/* it fires, but for a session in replica mode */
	CHECK(must(loop, other, "ALTER TABLE a ENABLE TRIGGER teal_fence"));
	whole_is(VERDICT_FAIL, "1 of 2", 70);
	CHECK(must(loop, other, "DROP TRIGGER teal_fence ON a"));
	whole_is(VERDICT_FAIL, "1 of 2", 80);
	/* somebody else's trigger is no fence */
	CHECK(must(loop, other,
	           "CREATE FUNCTION public.theirs() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER theirs "
	           "BEFORE INSERT ON a EXECUTE FUNCTION public.theirs(); ALTER TABLE a ENABLE ALWAYS TRIGGER theirs"));
	whole_is(VERDICT_FAIL, "1 of 2", 85);
	CHECK(must(loop, other, "DROP FUNCTION public.theirs() CASCADE"));
	CHECK(taken_down(teal));
	whole_is(VERDICT_FAIL, "none", 90);
}

/* Again over a fence that stands, as a step that is tried again does, with a table that has come. */
static void a_second_fence_closes_the_hole(void)
{
	if (!ready())
		return;
	put_up();
	CHECK(must(loop, other, "CREATE TABLE public.later (id int PRIMARY KEY); DROP TRIGGER teal_fence ON a"));
	CHECK(built());
	ended = fenced = false;
	put_up();
	CHECK(fenced);
	whole_is(VERDICT_PASS, "3 of 3", 20);
	each_write_is_stopped(other);
	CHECK(stopped(other, "INSERT INTO public.later VALUES (1)"));
	CHECK(taken_down(teal));
	CHECK(must(loop, other, "INSERT INTO public.later VALUES (1); DROP TABLE public.later"));
	CHECK_INT(number(loop, admin, "SELECT count(*) FROM pg_namespace WHERE nspname = 'teal'"), 0);
}

/* The role of these sessions has the schema's name: what it makes without naming a schema is made in that one. */
static void a_strangers_table_in_our_schema_does_not_keep_the_fence_up(void)
{
	if (!ready())
		return;
	put_up();
	CHECK(must(loop, other, "CREATE TABLE teal.theirs (id int)"));
	CHECK(taken_down(teal));
	CHECK(must(loop, other, "UPDATE a SET n = 1"));
	CHECK_INT(number(loop, admin, "SELECT count(*) FROM pg_trigger WHERE tgname = 'teal_fence'"), 0);
	CHECK_INT(number(loop, admin, "SELECT count(*) FROM teal.theirs"), 0);
	CHECK(must(loop, other, "DROP SCHEMA teal CASCADE"));
}

/* A writer without a pause: each answer sets off the next statement, until one fails. */
struct writer {
	struct pg *pg;
	long long done;
	bool failed;
	char sqlstate[6];
};

static void written(void *self, const struct reply *r)
{
	struct writer *w = self;

	w->failed = !r->ok;
	memcpy(w->sqlstate, r->sqlstate, sizeof w->sqlstate);
	if (!r->ok)
		return;
	w->done++;
	pg_ask(w->pg, "BEGIN; UPDATE a SET n = n + 1 WHERE id = 1; SELECT count(*) FROM b; COMMIT", TRY_MS, written, w);
}

static void a_busy_writer_is_stopped_without_being_ended(void)
{
	struct writer w = { 0 };
	int64_t until = loop_now() + ASKING_MS;

	if (!ready())
		return;
	w.pg = session("busy");
	pg_ask(w.pg, "SELECT 1", TRY_MS, written, &w);
	while (w.done < 50 && loop_now() < until)
		loop_turn(loop, 50);
	put_up();
	CHECK(fenced);
	CHECK(wait_for(loop, &w.failed));
	CHECK_STR(w.sqlstate, "25006");
	CHECK_INT(number(loop, admin, "SELECT n FROM a WHERE id = 1"), w.done - 1);
	pg_close(w.pg);
}

static void a_long_transaction_is_named_then_ended(void)
{
	struct asked a = { 0 };
	struct pg *reader;

	if (!ready() || !CHECK(must(loop, other, "BEGIN; UPDATE a SET n = 99")))
		return;
	reader = session("reader");
	CHECK(must(loop, reader, "BEGIN; SELECT * FROM b FOR KEY SHARE"));
	CHECK(must(loop, reader, "ROLLBACK") && must(loop, reader, "BEGIN; SELECT * FROM b"));
	put_up();
	CHECK(!strstr(str_text(&logged), "reader") && must(loop, reader, "COMMIT"));
	pg_close(reader);
	CHECK(fenced);
	CHECK(strstr(str_text(&logged), "application \"writer\"") && strstr(str_text(&logged), "UPDATE a SET n = 99"));
	CHECK(strstr(str_text(&logged), "are ended now"));
	CHECK(!strstr(str_text(&logged), "admin"));
	CHECK(!ask_now(loop, other, "COMMIT", &a));
	CHECK_INT(number(loop, admin, "SELECT n FROM a"), 0);
	asked_release(&a);
}

static void who_goes_in_time_is_not_ended(void)
{
	int64_t until = loop_now() + ASKING_MS;
	struct asked a = { 0 };

	if (!ready() || !CHECK(must(loop, other, "BEGIN; UPDATE a SET n = 5")))
		return;
	begin(fence_sql);
	while (!logged.len && loop_now() < until)
		loop_turn(loop, 10);
	ask_async(other, "COMMIT", &a);
	CHECK(wait_for(loop, &ended) && fenced);
	CHECK(a.ok);
	CHECK(!strstr(str_text(&logged), "are ended now"));
	CHECK_INT(number(loop, admin, "SELECT n FROM a"), 5);
	asked_release(&a);
}

static void readers_and_own_sessions_are_let_be(void)
{
	struct pg *own;

	if (!ready())
		return;
	own = session("teal test");
	if (CHECK(must(loop, other, "BEGIN; SELECT * FROM a")) &&
	    CHECK(must(loop, own, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM b")))
		put_up();
	CHECK(fenced);
	CHECK_INT(logged.len, 0);
	CHECK(must(loop, other, "COMMIT") && must(loop, own, "COMMIT"));
	pg_close(own);
}

static void what_cannot_be_ended_is_named_in_the_error(void)
{
	if (!ready() || !CHECK(must(loop, other, "BEGIN; UPDATE a SET n = 7; PREPARE TRANSACTION 'stuck'")))
		return;
	put_up();
	CHECK(refused && !fenced);
	CHECK(strstr(last_error.why, "stuck") && strstr(last_error.why, "prepared transaction"));
	CHECK(must(loop, admin, "ROLLBACK PREPARED 'stuck'"));
	CHECK(must(loop, teal, "SELECT 1"));
	CHECK_INT(number(loop, admin, "SELECT count(*) FROM pg_trigger WHERE tgname = 'teal_fence'"), 0);
}

static void another_error_is_given_back_and_rolled_back(void)
{
	if (!ready())
		return;
	begin("BEGIN; LOCK TABLE missing; COMMIT");
	CHECK(wait_for(loop, &ended));
	CHECK(!fenced && !refused);
	CHECK_STR(last_state, "42P01");
	CHECK(must(loop, teal, "SELECT 1"));
	CHECK_INT(logged.len, 0);
}

static void stopping_leaves_no_fence_and_no_transaction(void)
{
	int64_t until = loop_now() + ASKING_MS;
	struct fence *f;

	if (!ready() || !CHECK(must(loop, other, "BEGIN; UPDATE a SET n = 3")))
		return;
	f = begin(fence_sql);
	while (number(loop, admin, "SELECT count(*) FROM pg_locks WHERE NOT granted") < 1 && loop_now() < until)
		;
	fence_stop(f);
	CHECK(must(loop, teal, "SELECT 1"));
	CHECK(!ended);
	CHECK(must(loop, other, "COMMIT"));
	CHECK_INT(number(loop, admin, "SELECT count(*) FROM pg_trigger WHERE tgname = 'teal_fence'"), 0);
	CHECK_INT(number(loop, admin, "SELECT n FROM a"), 3);
}

/* The subscriber of a database on the same server needs a slot that is made apart (PostgreSQL manual, CREATE SUBSCRIPTION, notes). */
static void logical_apply_passes(void)
{
	int64_t until = loop_now() + ASKING_MS;
	struct pg *up;
	char *upstream;
	struct str sql;

	if (!ready() || !CHECK(must(loop, admin, "CREATE DATABASE upstream")))
		return;
	upstream = pg_conninfo_with(server.socket_conninfo, "dbname", "upstream");
	up = pg_open(loop, &(struct pg_spec){ .conninfo = upstream });
	CHECK(must(loop, up, "CREATE TABLE a (id int PRIMARY KEY, n int); CREATE PUBLICATION p FOR TABLE a"));
	CHECK(must(loop, up, "SELECT pg_create_logical_replication_slot('s', 'pgoutput')"));
	put_up();
	str_init(&sql, STR_LINE);
	str_add(&sql, "CREATE SUBSCRIPTION s CONNECTION ");
	str_add_literal(&sql, upstream);
	str_add(&sql, " PUBLICATION p WITH (create_slot = false, copy_data = false, slot_name = 's')");
	CHECK(must(loop, admin, str_text(&sql)));
	CHECK(must(loop, up, "INSERT INTO a VALUES (42, 42)"));
	while (number(loop, admin, "SELECT count(*) FROM a WHERE id = 42") != 1 && loop_now() < until)
		;
	CHECK_INT(number(loop, admin, "SELECT count(*) FROM a WHERE id = 42"), 1);
	CHECK(must(loop, admin, "DROP SUBSCRIPTION s"));
	str_release(&sql);
	free(upstream);
	pg_close(up);
}

static void cleanup(void)
{
	pg_close(teal);
	pg_close(other);
	pg_close(admin);
	loop_free(loop);
	str_release(&logged);
	model_release(&m);
	free(fence_sql);
	cluster_stop(&server);
}

static const struct check_case cases[] = {
	{ "everybody is stopped, and let go again", everybody_is_stopped_and_let_go_again },
	{ "an owner is stopped too", an_owner_is_stopped_too },
	{ "a hole in the fence is told", a_hole_in_the_fence_is_told },
	{ "a second fence closes the hole", a_second_fence_closes_the_hole },
	{ "a stranger's table in our schema does not keep the fence up", a_strangers_table_in_our_schema_does_not_keep_the_fence_up },
	{ "a busy writer is stopped without being ended", a_busy_writer_is_stopped_without_being_ended },
	{ "a long transaction is named, then ended", a_long_transaction_is_named_then_ended },
	{ "who goes in time is not ended", who_goes_in_time_is_not_ended },
	{ "readers and Teal's own sessions are let be", readers_and_own_sessions_are_let_be },
	{ "what cannot be ended is named in the error", what_cannot_be_ended_is_named_in_the_error },
	{ "another error is given back, rolled back", another_error_is_given_back_and_rolled_back },
	{ "stopping leaves no fence and no transaction", stopping_leaves_no_fence_and_no_transaction },
	{ "logical apply passes the fence", logical_apply_passes },
	{ "(everything is put away)", cleanup },
};

CHECK_MAIN(cases)
