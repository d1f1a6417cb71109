#include "config.h"

#include "port/pg.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "base/secret.h"
#include "port/loop.h"
#include "port/resolve.h"
#include "tests/unit/asked.h"
#include "tests/unit/check.h"
#include "tests/unit/cluster.h"

/* One server for the whole program; made by the first case that needs it. */
static struct cluster server;
static int made;

static bool need_server(void)
{
	if (cluster_missing()) {
		SKIP(cluster_missing());
		return false;
	}
	if (!made)
		made = cluster_start(&server, NULL) ? 1 : -1;
	return CHECK(made == 1);
}

static struct pg *open_server(struct loop *l)
{
	return asked_open(l, server.conninfo, CLUSTER_PASSWORD, 0);
}

/* The one cell of a query in a session of its own; owned. */
static char *value_of(struct loop *l, const char *sql)
{
	struct pg *pg = open_server(l);
	struct asked g = { 0 };
	char *text = NULL;

	asked_one(l, pg, sql, &g);
	if (g.r.sets && g.r.set[0].count)
		mem_set(&text, g.r.set[0].cell[0]);
	reply_release(&g.r);
	pg_close(pg);
	return text;
}

static bool value_becomes(struct loop *l, const char *sql, const char *want)
{
	int64_t until = loop_now() + PATIENCE_MS;
	bool same = false;

	while (!same && loop_now() < until) {
		char *text = value_of(l, sql);

		same = text && strcmp(text, want) == 0;
		free(text);
	}
	return same;
}

static void sets_rows_and_nulls(void)
{
	struct loop *l = loop_new();
	struct asked g = { 0 };

	if (!need_server())
		goto out;
	struct pg *pg = open_server(l);
	CHECK_INT(pg_server_version(pg), 0);
	asked_one(l, pg,
	          "create temp table t (a int, b text); insert into t values (1, 'x'), (2, null); select a, b, 'é' as c from t order by a; "
	          "select 1 where false; select",
	          &g);
	CHECK(g.r.ok);
	CHECK_STR(g.r.message, NULL);
	if (CHECK_INT(g.r.sets, 5)) {
		CHECK_INT(g.r.set[0].affected, -1);
		CHECK_INT(g.r.set[1].affected, 2);
		CHECK_INT(g.r.set[2].count, 2);
		CHECK_INT(g.r.set[2].affected, 2);
		CHECK_INT(rows_int(&g.r.set[2], 1, "a", -1), 2);
		CHECK_STR(rows_cell(&g.r.set[2], 0, "b"), "x");
		CHECK_STR(rows_cell(&g.r.set[2], 1, "b"), NULL);
		CHECK_STR(rows_cell(&g.r.set[2], 1, "c"), "é");
		CHECK_INT(g.r.set[3].columns, 1);
		CHECK_INT(g.r.set[3].count, 0);
		CHECK_INT(g.r.set[4].columns, 0);
		CHECK_INT(g.r.set[4].count, 1);
	}
	CHECK(pg_server_version(pg) >= 140000);
	CHECK(!pg_busy(pg));
	asked_one(l, pg, "", &g);
	CHECK(g.r.ok && g.r.sets == 0);
	asked_one(l, pg, "select application_name from pg_stat_activity where pid = pg_backend_pid()", &g);
	CHECK_STR(rows_cell(g.r.set, 0, "application_name"), "teal-test");
	asked_one(l, pg, "select i from generate_series(1, 20000) i", &g);
	CHECK_INT(g.r.set[0].count, 20000);
	CHECK_INT(rows_int(g.r.set, 19999, "i", 0), 20000);
	pg_close(pg);
out:
	reply_release(&g.r);
	loop_free(l);
}

static void errors_have_state_and_words(void)
{
	struct loop *l = loop_new();
	struct asked g = { 0 };

	if (!need_server())
		goto out;
	struct pg *pg = open_server(l);
	asked_one(l, pg, "select 1; selekt 2", &g);
	CHECK(!g.r.ok && !g.r.lost && !g.r.timed_out);
	CHECK_STR(g.r.sqlstate, "42601");
	asked_one(l, pg, "create temp table u (a int primary key); insert into u values (1), (1)", &g);
	CHECK_STR(g.r.sqlstate, "23505");
	CHECK(g.r.detail && strstr(g.r.detail, "(a)=(1)"));
	asked_one(l, pg, "select 100 / (3 - i) from generate_series(1, 5) i", &g);
	CHECK_STR(g.r.sqlstate, "22012");
	CHECK_INT(g.r.sets, 0);
	asked_one(l, pg, "do $$ begin raise notice 'noise'; end $$; select 5 as n", &g);
	CHECK(g.r.ok);
	CHECK_INT(g.r.sets ? rows_int(&g.r.set[g.r.sets - 1], 0, "n", 0) : -1, 5);
	pg_close(pg);
out:
	reply_release(&g.r);
	loop_free(l);
}

static void parameters_are_values(void)
{
	struct loop *l = loop_new();
	struct asked g = { 0 };

	if (!need_server())
		goto out;
	struct pg *pg = open_server(l);
	const char *const param[] = { "o'k; drop", NULL, "7" };
	pg_ask_params(pg, "select $1::text a, $2::text b, $3::int + 1 c", param, 3, STATEMENT_MS, asked_done, &g);
	asked_wait(l, &g, 1);
	if (CHECK(g.r.ok && g.r.sets == 1)) {
		CHECK_STR(rows_cell(g.r.set, 0, "a"), "o'k; drop");
		CHECK_STR(rows_cell(g.r.set, 0, "b"), NULL);
		CHECK_INT(rows_int(g.r.set, 0, "c", 0), 8);
	}
	g.done = 0;
	pg_ask_params(pg, "select 1; select 2", NULL, 0, STATEMENT_MS, asked_done, &g);
	asked_wait(l, &g, 1);
	CHECK_STR(g.r.sqlstate, "42601");
	pg_close(pg);
out:
	reply_release(&g.r);
	loop_free(l);
}

static void queue_keeps_its_order(void)
{
	enum { MANY = 20 };
	struct loop *l = loop_new();
	struct asked g[MANY] = { 0 }, again = { 0 };

	if (!need_server())
		goto out;
	struct pg *pg = open_server(l);
	g[3].again = pg;
	g[3].next = &again;
	asked_order = 0;
	for (int i = 0; i < MANY; i++) {
		char *sql = mem_printf(i % 5 ? "select %d as i" : "select 1 / (%d - %d)", i, i);

		pg_ask(pg, sql, STATEMENT_MS, asked_done, &g[i]);
		free(sql);
	}
	CHECK(pg_busy(pg));
	asked_wait(l, g, MANY);
	asked_wait(l, &again, 1);
	for (int i = 0; i < MANY; i++) {
		CHECK_INT(g[i].order, i + 1);
		CHECK(g[i].r.ok == (i % 5 != 0));
		reply_release(&g[i].r);
	}
	CHECK_INT(again.order, MANY + 1);
	CHECK(again.r.ok);
	pg_close(pg);
out:
	reply_release(&again.r);
	loop_free(l);
}

static void refused_connections_say_why(void)
{
	struct loop *l = loop_new();
	struct asked g = { 0 };
	struct secret right = { 0 };

	if (!need_server())
		goto out;
	struct pg *pg = asked_open(l, server.conninfo, "wrong", 0);
	asked_one(l, pg, "select 1", &g);
	CHECK(!g.r.ok && g.r.lost);
	CHECK_STR(g.r.sqlstate, "28P01");
	CHECK(strstr(g.r.message, "password authentication failed") && !strstr(g.r.message, "LOCATION") && !strstr(g.r.message, "28P01"));
	CHECK(!strstr(g.r.message, "wrong"));
	secret_set(&right, CLUSTER_PASSWORD, strlen(CLUSTER_PASSWORD));
	pg_set_password(pg, &right);
	secret_release(&right);
	asked_one(l, pg, "select 1", &g);
	CHECK(g.r.ok && !g.r.lost);
	pg_close(pg);
	char *other = pg_conninfo_with(server.socket_conninfo, "dbname", "no such");
	pg = asked_open(l, other, NULL, 0);
	free(other);
	asked_one(l, pg, "select 1", &g);
	CHECK_STR(g.r.sqlstate, "3D000");
	pg_close(pg);
out:
	reply_release(&g.r);
	loop_free(l);
}

static void nobody_listens(void)
{
	struct loop *l = loop_new();
	struct asked g[2] = { 0 };
	char *conninfo = mem_printf("host=127.0.0.1 port=%d user=x", cluster_free_port());
	struct pg *pg = asked_open(l, conninfo, NULL, 0);

	pg_ask(pg, "select 1", STATEMENT_MS, asked_done, &g[0]);
	pg_ask(pg, "select 2", STATEMENT_MS, asked_done, &g[1]);
	asked_wait(l, g, 2);
	for (int i = 0; i < 2; i++) {
		CHECK(!g[i].r.ok && g[i].r.lost && !g[i].r.timed_out);
		CHECK(strstr(g[i].r.message, "refused") != NULL);
		reply_release(&g[i].r);
	}
	pg_close(pg);
	free(conninfo);
	loop_free(l);
}

static void hung_server_holds_nobody(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), turns = 0;
	struct loop *l = loop_new();
	struct asked g = { 0 };

	CHECK(bind(fd, (struct sockaddr *)&at, sizeof at) == 0 && listen(fd, 1) == 0 && getsockname(fd, (struct sockaddr *)&at, &n) == 0);
	char *conninfo = mem_printf("host=127.0.0.1 port=%d user=x", ntohs(at.sin_port));
	struct pg *pg = asked_open(l, conninfo, "x", 400);
	int64_t before = loop_now();
	pg_ask(pg, "select 1", STATEMENT_MS, asked_done, &g);
	while (!g.done && loop_now() < before + PATIENCE_MS) {
		loop_turn(l, 10);
		turns++;
	}
	CHECK(g.r.lost && g.r.timed_out && !g.r.ok);
	CHECK(strstr(g.r.message, "400 ms") != NULL);
	CHECK(loop_now() - before >= 400 && loop_now() - before < 3000);
	CHECK(turns > 10 && turns < 200);
	reply_release(&g.r);
	pg_close(pg);
	close(fd);
	free(conninfo);
	loop_free(l);
}

static void deadline_cancels_on_the_server(void)
{
	struct loop *l = loop_new();
	struct asked g = { 0 }, next = { 0 };

	if (!need_server())
		goto out;
	struct pg *pg = open_server(l);
	asked_one(l, pg, "set application_name = 'slow'", &g);
	g.done = 0;
	reply_release(&g.r);
	pg_ask(pg, "select pg_sleep(100)", 300, asked_done, &g);
	pg_ask(pg, "select 'after' as word", STATEMENT_MS, asked_done, &next);
	asked_wait(l, &g, 1);
	CHECK(!g.r.ok && g.r.timed_out && !g.r.lost);
	CHECK_STR(g.r.sqlstate, "57014");
	CHECK(g.r.took_ms >= 300 && g.r.took_ms < 2000);
	asked_wait(l, &next, 1);
	CHECK(next.r.ok);
	CHECK(value_becomes(l, "select count(*) from pg_stat_activity where query like 'select pg_sleep(100)%' and state = 'active'", "0"));
	CHECK(value_becomes(l, "select count(*) from pg_stat_activity where application_name = 'slow'", "1"));
	pg_close(pg);
out:
	reply_release(&g.r);
	reply_release(&next.r);
	loop_free(l);
}

static void server_that_hangs_in_a_statement_loses_the_session(void)
{
	struct loop *l = loop_new();
	struct asked g[2] = { 0 };

	if (!need_server())
		goto out;
	struct pg *pg = open_server(l);
	asked_one(l, pg, "select pg_backend_pid() as pid", &g[0]);
	int pid = (int)rows_int(g[0].r.set, 0, "pid", 0);
	CHECK(pid > 1 && kill(pid, SIGSTOP) == 0);
	g[0].done = 0;
	pg_ask(pg, "select 1", 200, asked_done, &g[0]);
	pg_ask(pg, "select 2", 200, asked_done, &g[1]);
	int64_t before = loop_now();
	asked_wait(l, g, 2);
	CHECK(loop_now() - before >= 2200 && loop_now() - before < 6000);
	CHECK(g[0].r.lost && g[0].r.timed_out && !g[0].r.ok);
	CHECK(g[1].r.lost && !g[1].r.timed_out && !g[1].r.ok);
	asked_one(l, pg, "select 3", &g[0]);
	CHECK(g[0].r.ok);
	kill(pid, SIGCONT);
	pg_close(pg);
out:
	reply_release(&g[0].r);
	reply_release(&g[1].r);
	loop_free(l);
}

static void cancel_drops_the_queue(void)
{
	struct loop *l = loop_new();
	struct asked g[4] = { 0 };

	if (!need_server())
		goto out;
	struct pg *pg = open_server(l);
	asked_one(l, pg, "select 1", &g[0]);
	g[0].done = 0;
	asked_order = 0;
	pg_ask(pg, "select pg_sleep(100)", STATEMENT_MS, asked_done, &g[0]);
	pg_ask(pg, "select 1", STATEMENT_MS, asked_done, &g[1]);
	pg_ask(pg, "select 2", STATEMENT_MS, asked_done, &g[2]);
	loop_turn(l, 0);
	pg_cancel(pg);
	CHECK_INT(g[0].done + g[1].done + g[2].done, 0);
	pg_ask(pg, "select 'new'", STATEMENT_MS, asked_done, &g[3]);
	asked_wait(l, g, 4);
	for (int i = 0; i < 4; i++) {
		CHECK_INT(g[i].order, i + 1);
		CHECK(g[i].r.ok == (i == 3) && !g[i].r.lost && !g[i].r.timed_out);
		CHECK_STR(g[i].r.sqlstate, i < 3 ? "57014" : "");
	}
	pg_cancel(pg);
	pg_close(pg);
out:
	for (int i = 0; i < 4; i++)
		reply_release(&g[i].r);
	loop_free(l);
}

static void close_answers_what_waits(void)
{
	struct loop *l = loop_new();
	struct asked g[3] = { 0 }, again = { 0 };

	if (!need_server())
		goto out;
	struct pg *pg = open_server(l);
	asked_one(l, pg, "select 1", &g[0]);
	g[0].done = 0;
	pg_ask(pg, "select pg_sleep(99)", STATEMENT_MS, asked_done, &g[0]);
	pg_ask(pg, "select 2", STATEMENT_MS, asked_done, &g[1]);
	pg_ask(pg, "select 3", STATEMENT_MS, asked_done, &g[2]);
	g[1].again = pg;
	g[1].next = &again;
	g[2].close = &(struct pg *){ pg };
	loop_turn(l, 0);
	pg_close(pg);
	for (int i = 0; i < 3; i++) {
		CHECK_INT(g[i].done, 1);
		CHECK(g[i].r.lost && !g[i].r.ok);
	}
	CHECK(again.done == 1 && again.r.lost);
	CHECK(value_becomes(l, "select count(*) from pg_stat_activity where query like 'select pg_sleep(99)%'", "0"));
out:
	for (int i = 0; i < 3; i++)
		reply_release(&g[i].r);
	reply_release(&again.r);
	loop_free(l);
}

static void done_may_close_the_session(void)
{
	struct loop *l = loop_new();
	struct asked g[2] = { 0 };

	if (!need_server())
		goto out;
	struct pg *pg = open_server(l);
	g[0].close = &pg;
	pg_ask(pg, "select 1", STATEMENT_MS, asked_done, &g[0]);
	pg_ask(pg, "select 2", STATEMENT_MS, asked_done, &g[1]);
	asked_wait(l, g, 2);
	CHECK(g[0].r.ok && !g[1].r.ok && g[1].r.lost);
	CHECK(pg == NULL);
	loop_turn(l, 0);
	pg = asked_open(l, "host=nosuch.invalid user=x", NULL, 0);
	pg_ask(pg, "select 1", STATEMENT_MS, asked_done, &g[1]);
	loop_turn(l, 0);
	pg_close(pg);
	CHECK_INT(g[1].done, 2);
out:
	reply_release(&g[0].r);
	reply_release(&g[1].r);
	loop_free(l);
}

static void copy_is_refused(void)
{
	struct loop *l = loop_new();
	struct asked g = { 0 };

	if (!need_server())
		goto out;
	struct pg *pg = open_server(l);
	asked_one(l, pg, "create temp table c (a int); copy c from stdin", &g);
	CHECK(!g.r.ok && !g.r.lost);
	CHECK_STR(g.r.sqlstate, "0A000");
	asked_one(l, pg, "copy (select repeat('x', 1000) from generate_series(1, 2000000)) to stdout", &g);
	CHECK(!g.r.ok && !g.r.lost && strstr(g.r.message, "COPY"));
	asked_one(l, pg, "copy (select 1) to stdout; select 5", &g);
	CHECK(!g.r.ok && !g.r.lost && strstr(g.r.message, "COPY"));
	asked_one(l, pg, "select 1", &g);
	CHECK(g.r.ok);
	pg_close(pg);
out:
	reply_release(&g.r);
	loop_free(l);
}

static void huge_answer_is_refused(void)
{
	struct loop *l = loop_new();
	struct asked g = { 0 };

	if (!need_server())
		goto out;
	struct pg *pg = open_server(l);
	asked_one(l, pg, "select repeat('x', 100000) from generate_series(1, 1000000)", &g);
	CHECK(!g.r.ok && !g.r.lost);
	CHECK_STR(g.r.sqlstate, "54000");
	CHECK_INT(g.r.sets, 0);
	asked_one(l, pg, "select 1", &g);
	CHECK(g.r.ok);
	pg_close(pg);
out:
	reply_release(&g.r);
	loop_free(l);
}

static void read_only_and_options(void)
{
	struct loop *l = loop_new();
	struct asked g = { 0 };

	if (!need_server())
		goto out;
	struct pg *pg = pg_open(l, &(struct pg_spec){ .conninfo = server.socket_conninfo,
	                                              .application_name = "x",
	                                              .read_only = true,
	                                              .options = "-c statement_timeout=12345" });
	asked_one(l, pg, "create table nothing (a int)", &g);
	CHECK_STR(g.r.sqlstate, "25006");
	asked_one(l, pg, "select current_setting('statement_timeout') as s, current_setting('client_encoding') as e", &g);
	CHECK_STR(rows_cell(g.r.set, 0, "s"), "12345ms");
	CHECK_STR(rows_cell(g.r.set, 0, "e"), "UTF8");
	pg_close(pg);
out:
	reply_release(&g.r);
	loop_free(l);
}

static void names_are_looked_up(void)
{
	struct loop *l = loop_new();
	struct asked g = { 0 };

	if (!need_server())
		goto out;
	char *conninfo = pg_conninfo_with(server.conninfo, "host", "nosuch.invalid,localhost");
	struct pg *pg = asked_open(l, conninfo, CLUSTER_PASSWORD, 20000);
	asked_one(l, pg, "select host(inet_server_addr()) as a", &g);
	if (CHECK(g.r.ok))
		CHECK_STR(rows_cell(g.r.set, 0, "a"), "127.0.0.1");
	else
		printf("# %s\n", g.r.message);
	pg_close(pg);
	free(conninfo);
	pg = asked_open(l, "host=nosuch.invalid user=x", NULL, 20000);
	asked_one(l, pg, "select 1", &g);
	CHECK(g.r.lost && strstr(g.r.message, "nosuch.invalid"));
	pg_close(pg);
	CHECK(resolve_needed("db.example") && resolve_needed("10.0.0.1,db") && !resolve_needed("10.0.0.1,::1,/run,@x,fe80::1%lo"));
out:
	reply_release(&g.r);
	loop_free(l);
}

static void killed_server_is_told_and_comes_back(void)
{
	struct loop *l = loop_new();
	struct asked g[2] = { 0 };

	if (!need_server())
		goto out;
	struct pg *pg = open_server(l);
	asked_one(l, pg, "select 1", &g[0]);
	g[0].done = 0;
	pg_ask(pg, "select pg_sleep(100)", STATEMENT_MS, asked_done, &g[0]);
	pg_ask(pg, "select 2", STATEMENT_MS, asked_done, &g[1]);
	CHECK(value_becomes(l, "select count(*) from pg_stat_activity where query like 'select pg_sleep(100)%'", "1"));
	cluster_kill(&server);
	asked_wait(l, g, 2);
	CHECK(g[0].r.lost && !g[0].r.ok && g[0].r.message && g[1].r.lost && !g[1].r.ok);
	asked_one(l, pg, "select 3", &g[0]);
	CHECK(g[0].r.lost && !g[0].r.ok);
	made = CHECK(cluster_again(&server)) ? 1 : -1;
	asked_one(l, pg, "select 4", &g[0]);
	CHECK(g[0].r.ok);
	/* lost while nothing ran: the next request says so, the one after it works again */
	free(value_of(l, "select pg_terminate_backend(pid) from pg_stat_activity where query = 'select 4'"));
	asked_one(l, pg, "select 5", &g[0]);
	CHECK(g[0].r.lost && !g[0].r.ok);
	asked_one(l, pg, "select 6", &g[0]);
	CHECK(g[0].r.ok);
	pg_close(pg);
out:
	reply_release(&g[0].r);
	reply_release(&g[1].r);
	loop_free(l);
}

static void server_goes(void)
{
	cluster_stop(&server);
	CHECK(server.folder == NULL);
}

/* Rows of one small number are nearly all overhead: counted by their bytes alone, an answer took ten times what it may. */
static void an_answer_is_bounded_by_the_memory_it_takes(void)
{
	struct loop *l = loop_new();
	struct secret secret = { 0 };
	struct asked g = { 0 };
	struct pg *pg;

	if (need_server()) {
		secret_set(&secret, CLUSTER_PASSWORD, strlen(CLUSTER_PASSWORD));
		pg = pg_open(l, &(struct pg_spec){ .conninfo = server.conninfo, .password = &secret, .reply_max = 1 << 20 });
		/* 120 kB of digits, and 3 MB of memory */
		asked_one(l, pg, "select 7 from generate_series(1, 60000)", &g);
		CHECK(!g.r.ok && !g.r.lost);
		CHECK_STR(g.r.sqlstate, "54000");
		CHECK(g.r.message && strstr(g.r.message, "(1 MB)"));
		asked_one(l, pg, "select 7 from generate_series(1, 10000)", &g);
		CHECK(g.r.ok && g.r.sets && g.r.set[g.r.sets - 1].count == 10000);
		reply_release(&g.r);
		pg_close(pg);
		secret_release(&secret);
	}
	loop_free(l);
}

static const struct check_case cases[] = {
	{ "several statements, rows, NULLs, an empty row", sets_rows_and_nulls },
	{ "errors carry SQLSTATE and the server's words", errors_have_state_and_words },
	{ "parameters are values", parameters_are_values },
	{ "the queue keeps its order, also with errors and new requests in it", queue_keeps_its_order },
	{ "a refused connection says why, and a new password is used", refused_connections_say_why },
	{ "nobody listens: all that waits is told", nobody_listens },
	{ "a hung server holds nobody", hung_server_holds_nobody },
	{ "the deadline cancels the statement on the server, the session stays", deadline_cancels_on_the_server },
	{ "a server that answers not even a cancel loses the session", server_that_hangs_in_a_statement_loses_the_session },
	{ "a cancel drops the queue and nothing later", cancel_drops_the_queue },
	{ "closing answers what waits and cancels what runs", close_answers_what_waits },
	{ "a done may close the session", done_may_close_the_session },
	{ "COPY is refused and the session stays", copy_is_refused },
	{ "a huge answer is refused and the session stays", huge_answer_is_refused },
	{ "read only and options hold for the session", read_only_and_options },
	{ "names are looked up off the thread", names_are_looked_up },
	{ "a killed server is told, and the session comes back", killed_server_is_told_and_comes_back },
	{ "an answer is bounded by the memory that it takes", an_answer_is_bounded_by_the_memory_it_takes },
	{ "the server goes", server_goes },
};

CHECK_MAIN(cases)
