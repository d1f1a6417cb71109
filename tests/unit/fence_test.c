#include "config.h"

#include "engine/fence.h"

#include "base/err.h"
#include "base/str.h"
#include "tests/unit/asking.h"
#include "tests/unit/check.h"
#include "tests/unit/cluster.h"

enum { TRY_MS = 20000 };

static struct cluster server;
static struct loop *loop;
static struct pg *teal, *other, *admin; /* Teal's own session, somebody else's, and one that only looks */
static struct str logged;
static bool ended, fenced, refused;
static struct err last_error;
static char last_state[6];

/* As the wizard's act makes it: one transaction, a short patience, statement triggers that always fire, on every table. */
static const char fence_sql[] = "BEGIN; SET LOCAL lock_timeout = '300ms'; "
				"CREATE FUNCTION public.teal_fence() RETURNS trigger LANGUAGE plpgsql AS "
				"'BEGIN RAISE EXCEPTION ''writes are stopped'' USING ERRCODE = ''25006''; END'; "
				"CREATE TRIGGER teal_fence BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON a FOR EACH STATEMENT EXECUTE "
				"FUNCTION public.teal_fence(); "
				"ALTER TABLE a ENABLE ALWAYS TRIGGER teal_fence; "
				"CREATE TRIGGER teal_fence BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON b FOR EACH STATEMENT EXECUTE "
				"FUNCTION public.teal_fence(); "
				"ALTER TABLE b ENABLE ALWAYS TRIGGER teal_fence; COMMIT";
static const char unfence_sql[] = "DROP FUNCTION IF EXISTS public.teal_fence() CASCADE";

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
	return CHECK(must(loop, admin, unfence_sql)) &&
	       CHECK(must(loop, admin,
	                  "DROP TABLE IF EXISTS a, b; CREATE TABLE a (id int PRIMARY KEY, n int); CREATE TABLE b (id int PRIMARY KEY); "
	                  "INSERT INTO a VALUES (1, 0); INSERT INTO b VALUES (1)"));
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

static void everybody_is_stopped_and_let_go_again(void)
{
	if (!ready())
		return;
	put_up();
	CHECK(fenced);
	CHECK(stopped(other, "INSERT INTO a VALUES (2, 0)"));
	CHECK(stopped(other, "DELETE FROM b"));
	CHECK(stopped(other, "TRUNCATE a"));
	CHECK(stopped(other, "SET default_transaction_read_only = off; UPDATE a SET n = 1"));
	CHECK(stopped(other, "SET session_replication_role = replica; UPDATE a SET n = 1"));
	CHECK(must(loop, other, "SET session_replication_role = origin"));
	CHECK_INT(number(loop, other, "SELECT count(*) FROM a"), 1);
	CHECK(must(loop, teal, unfence_sql));
	CHECK(must(loop, other, "UPDATE a SET n = 1"));
	CHECK_INT(logged.len, 0);
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

	if (!ready() || !CHECK(must(loop, other, "BEGIN; UPDATE a SET n = 99")))
		return;
	put_up();
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
	cluster_stop(&server);
}

static const struct check_case cases[] = {
	{ "everybody is stopped, and let go again", everybody_is_stopped_and_let_go_again },
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
