/* What a session of Teal's is like, whatever the role's settings say, and that a pooler in between is refused before anything is set. */
#include "config.h"

#include "probe/session_sql.h"

#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "tests/unit/asked.h"
#include "tests/unit/check.h"
#include "tests/unit/cluster.h"

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

static struct pg *open_as(struct loop *l, const char *conninfo, const char *setup, unsigned flags)
{
	return pg_open(l, &(struct pg_spec){ .conninfo = conninfo, .application_name = "teal-test", .setup = setup, .flags = flags });
}

/* One statement in a session of its own, without any setup. */
static void say(struct loop *l, const char *sql)
{
	struct pg *pg = open_as(l, server.socket_conninfo, NULL, 0);
	struct asked g = { 0 };

	asked_one(l, pg, sql, &g);
	if (!CHECK(g.r.ok))
		printf("# %s: %s\n", sql, g.r.message);
	reply_release(&g.r);
	pg_close(pg);
}

static void expect(struct loop *l, struct pg *pg, const char *sql, const char *want)
{
	struct asked g = { 0 };

	asked_one(l, pg, sql, &g);
	if (CHECK(g.r.ok))
		CHECK_STR(g.r.set[0].cell[0], want);
	else
		printf("# %s: %s\n", sql, g.r.message);
	reply_release(&g.r);
}

/* A role with the settings that public reports are full of. */
static const char hostile[] =
	"CREATE SCHEMA auth; CREATE TABLE auth.schema_migration (version text); CREATE TABLE auth.networks (id int);"
	"CREATE SCHEMA old; CREATE TABLE old.schema_migration (version text);"
	"ALTER ROLE teal SET statement_timeout = '20ms'; ALTER ROLE teal SET lock_timeout = '10ms';"
	"ALTER ROLE teal SET idle_session_timeout = '200ms'; ALTER ROLE teal SET idle_in_transaction_session_timeout = '100ms';"
	"ALTER ROLE teal SET default_transaction_read_only = on; ALTER ROLE teal SET search_path = nowhere;"
	"ALTER ROLE teal SET default_transaction_isolation = serializable; ALTER ROLE teal SET session_replication_role = replica;"
	"ALTER ROLE teal SET standard_conforming_strings = off; ALTER ROLE teal SET quote_all_identifiers = on;"
	"ALTER ROLE teal SET DateStyle = 'German'; ALTER ROLE teal SET extra_float_digits = 0; ALTER ROLE teal SET TimeZone = 'Asia/Tokyo'";

static const char *const settings[][2] = {
	{ "statement_timeout", "0" },
	{ "lock_timeout", "0" },
	{ "idle_session_timeout", "0" },
	{ "idle_in_transaction_session_timeout", "0" },
	{ "search_path", "auth" },
	{ "default_transaction_isolation", "read committed" },
	{ "session_replication_role", "origin" },
	{ "standard_conforming_strings", "on" },
	{ "quote_all_identifiers", "off" },
	{ "DateStyle", "ISO, MDY" },
	{ "extra_float_digits", "1" },
	{ "TimeZone", "UTC" },
	{ "row_security", "off" },
};

/* Also after the connection was lost: a session that comes back must be the same. */
static void own_settings_hold(void)
{
	struct loop *l = loop_new();
	char *writes = session_sql(SESSION_WRITES), *looks = session_sql(SESSION_LOOKS);
	struct asked g = { 0 };
	struct pg *pg;

	if (!need_server())
		goto out;
	say(l, hostile);
	pg = open_as(l, server.socket_conninfo, writes, PG_DIRECT);
	for (int again = 0; again < 2; again++) {
		for (size_t i = 0; i < mem_count(settings); i++) {
			char *sql = mem_printf("SELECT current_setting('%s')", settings[i][0]);

			expect(l, pg, sql, settings[i][1]);
			free(sql);
		}
		expect(l, pg, "SELECT current_setting('transaction_read_only')", "off");
		asked_one(l, pg, "SELECT pg_terminate_backend(pg_backend_pid())", &g);
		CHECK(g.r.lost);
	}
	pg_close(pg);
	pg = open_as(l, server.socket_conninfo, looks, PG_DIRECT);
	expect(l, pg, "SELECT current_setting('transaction_read_only')", "on");
	asked_one(l, pg, "CREATE TABLE nothing (n int)", &g);
	CHECK_STR(g.r.sqlstate, "25006");
	pg_close(pg);
	say(l, "SET transaction_read_only = off; ALTER ROLE teal RESET ALL");
out:
	reply_release(&g.r);
	free(writes);
	free(looks);
	loop_free(l);
}

static void a_setup_that_fails_fails_the_session(void)
{
	struct loop *l = loop_new();
	struct asked g = { 0 };

	if (need_server()) {
		struct pg *pg = open_as(l, server.socket_conninfo, "SELECT no_such_function()", PG_DIRECT);

		asked_one(l, pg, "CREATE TABLE made_without_setup (n int)", &g);
		CHECK(!g.r.ok && g.r.lost);
		CHECK_STR(g.r.sqlstate, "42883");
		pg_close(pg);
		pg = open_as(l, server.socket_conninfo, NULL, 0);
		expect(l, pg, "SELECT to_regclass('made_without_setup')", NULL);
		pg_close(pg);
	}
	reply_release(&g.r);
	loop_free(l);
}

/* Hands bytes on between two sockets until one ends; of the server's first key (BackendKeyData: 'K', length 12) the process
 * id is another, as a pooler's is. */
static void hand_on(int client, int backend)
{
	struct pollfd fd[2] = { { .fd = client, .events = POLLIN }, { .fd = backend, .events = POLLIN } };
	static const char key[] = { 'K', 0, 0, 0, 12 };
	char bytes[65536];
	bool told = false;

	while (poll(fd, 2, -1) > 0) {
		for (int i = 0; i < 2; i++) {
			ssize_t n = fd[i].revents ? recv(fd[i].fd, bytes, sizeof bytes, 0) : 0;
			char *at = i == 1 && !told && n > 9 ? memmem(bytes, (size_t)n, key, sizeof key) : NULL;

			if (fd[i].revents && n <= 0)
				return;
			if (at)
				at[8] ^= 0x55;
			told = told || at;
			if (n > 0 && send(fd[1 - i].fd, bytes, (size_t)n, MSG_NOSIGNAL) != n)
				return;
		}
	}
}

static int loopback(int port, bool listening)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (listening ? bind(fd, (struct sockaddr *)&at, sizeof at) || listen(fd, 8) : connect(fd, (struct sockaddr *)&at, sizeof at))
		_exit(1);
	return fd;
}

/* One client after the other; -1 and a test that fails when it cannot be made. */
static pid_t start_pooler(int port)
{
	int ready[2];
	char one = 0;
	pid_t pid;

	if (pipe(ready))
		return -1;
	pid = fork();
	if (pid == 0) {
		int listener = loopback(port, true);

		if (write(ready[1], "1", 1) != 1)
			_exit(1);
		for (;;) {
			int client = accept(listener, NULL, NULL), backend = loopback(server.port, false);

			hand_on(client, backend);
			close(client);
			close(backend);
		}
	}
	CHECK_INT(read(ready[0], &one, 1), 1);
	close(ready[0]);
	close(ready[1]);
	return pid;
}

/* Refused with its reason, and nothing was set in the session that another client would get. */
static void a_pooler_is_refused(void)
{
	struct loop *l = loop_new();
	struct asked g = { 0 };
	struct secret password = { 0 };

	if (need_server()) {
		int port = cluster_free_port();
		char *text = mem_printf("%d", port), *conninfo = pg_conninfo_with(server.conninfo, "port", text);
		pid_t pid = start_pooler(port);
		struct pg_spec spec = {
			.conninfo = conninfo, .password = &password, .application_name = "x", .setup = "CREATE TABLE was_set_up (n int)"
		};
		struct pg *pg;

		secret_set(&password, CLUSTER_PASSWORD, strlen(CLUSTER_PASSWORD));
		spec.flags = PG_DIRECT;
		pg = pg_open(l, &spec);
		asked_one(l, pg, "CREATE TABLE was_asked (n int)", &g);
		CHECK(!g.r.ok && g.r.lost);
		CHECK_STR(g.r.sqlstate, "08004");
		CHECK(g.r.message && strstr(g.r.message, "pooler"));
		pg_close(pg);
		pg = open_as(l, server.socket_conninfo, NULL, PG_DIRECT);
		expect(l, pg, "SELECT coalesce(to_regclass('was_set_up'), to_regclass('was_asked'))", NULL);
		pg_close(pg);
		/* Who does not mind one is not refused. */
		spec.flags = 0;
		spec.setup = NULL;
		pg = pg_open(l, &spec);
		expect(l, pg, "SELECT 'through'", "through");
		pg_close(pg);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		free(conninfo);
		free(text);
	}
	secret_release(&password);
	reply_release(&g.r);
	loop_free(l);
}

static void server_goes(void)
{
	cluster_stop(&server);
	CHECK(server.folder == NULL);
}

static const struct check_case cases[] = {
	{ "own settings hold, whatever the role's are", own_settings_hold },
	{ "a setup that fails fails the session", a_setup_that_fails_fails_the_session },
	{ "a pooler is refused before anything is set", a_pooler_is_refused },
	{ "the server goes", server_goes },
};

CHECK_MAIN(cases)
