#include "config.h"

#include "port/pg.h"

#include <libpq-fe.h>
#include <poll.h>

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/str.h"
#include "port/background.h"
#include "port/loop.h"
#include "port/pg_params.h"
#include "port/pg_request.h"
#include "port/resolve.h"

enum {
	CONNECT_MS = 5000,
	STATEMENT_MS = 60000,
	CANCEL_MS = 2000, /* for the server to answer a cancel */
	REPLY_MAX = 64 << 20,
	CLOSE_ROUNDS = 1000, /* a done that asks again while the session is closed must not go on for ever */
};

enum state { CLOSED, RESOLVING, CONNECTING, IDLE, RUNNING };

struct pg {
	struct loop *loop;
	struct waiter waiter;
	char *conninfo, *application_name, *options;
	struct secret password;
	bool read_only;
	int64_t connect_ms;
	size_t reply_max;

	enum state state;
	PGconn *conn;
	struct resolve *resolve;
	PostgresPollingStatusType polling;
	int64_t connect_by;

	struct queue queue; /* in RUNNING its head is on the server */
	struct opening opening;
	struct background *cancel;
	int64_t cancel_by; /* 0: nothing was cancelled */
	bool unflushed;
	bool copying; /* a COPY that is refused is read away */
	bool drained; /* all results of the head are here */

	int inside; /* calls of this file on the stack: a done may close the session */
	bool closed;
};

static void drop_session(struct pg *pg)
{
	background_drop(pg->cancel);
	pg->cancel = NULL;
	pg->cancel_by = 0;
	resolve_free(pg->resolve);
	pg->resolve = NULL;
	PQfinish(pg->conn);
	pg->conn = NULL;
	pg->state = CLOSED;
}

static const char *option(const PQconninfoOption *all, const char *key)
{
	for (; all && all->keyword; all++)
		if (strcmp(all->keyword, key) == 0)
			return all->val;
	return NULL;
}

static PQconninfoOption *parse(const char *conninfo, char **why)
{
	PQconninfoOption *all = PQconninfoParse(conninfo, why);

	if (!all && !*why)
		mem_die("out of memory");
	return all;
}

bool pg_conninfo_check(const char *conninfo, struct err *err)
{
	const char *what = _("the connection text cannot be used");
	char *why = NULL;
	PQconninfoOption *all = parse(conninfo, &why);
	bool readable = all != NULL, secret = option(all, "password") || option(all, "sslpassword");

	PQconninfoFree(all);
	if (!readable) {
		/* libpq repeats the part that it does not understand, and that may be a password. */
		bool risky = strstr(conninfo, "pass") || strstr(conninfo, "://");

		err_set(err, ERR_INPUT, what, risky ? _("it is neither a list of key=value nor a URI") : why,
		        _("Write it as host=… port=… dbname=… user=…, or as postgresql://user@host:port/dbname."));
		PQfreemem(why);
	} else if (secret)
		err_set(err, ERR_INPUT, what, _("there is a password in it"),
		        _("Take it out: give the password when you are asked for it, or name a file with passfile=."));
	return readable && !secret;
}

char *pg_conninfo_get(const char *conninfo, const char *keyword)
{
	char *why = NULL, *value = NULL;
	PQconninfoOption *all = parse(conninfo, &why);

	mem_set(&value, option(all, keyword));
	PQconninfoFree(all);
	PQfreemem(why);
	return value;
}

char *pg_conninfo_with(const char *conninfo, const char *keyword, const char *value)
{
	struct params p = { .n = 0 };
	struct str out;
	char *why = NULL;
	PQconninfoOption *all = parse(conninfo, &why);

	if (!all) {
		PQfreemem(why);
		return mem_dup(conninfo);
	}
	for (const PQconninfoOption *o = all; o->keyword; o++)
		params_set(&p, o->keyword, o->val);
	params_set(&p, keyword, value);
	str_init(&out, STR_PAGE);
	params_write(&p, &out);
	PQconninfoFree(all);
	return str_take(&out);
}

static void ignore_notice(void *arg, const PGresult *r)
{
}

static void connect_failed(struct pg *pg)
{
	char *text = mem_dup(PQerrorMessage(pg->conn));

	drop_session(pg);
	queue_fail_connect(&pg->queue, text);
	free(text);
}

/* The arrays are libpq's way to be given a password without a text that holds it. */
static void connect_with(struct pg *pg, const PQconninfoOption *all, const char *host, const char *hostaddr, const char *port)
{
	struct params p = { .n = 0 };
	const char *given = option(all, "options");
	bool any = given || pg->options || pg->read_only;
	char *options = mem_printf("%s %s %s", given ? given : "", pg->options ? pg->options : "",
	                           pg->read_only ? "-c default_transaction_read_only=on" : "");

	params_set(&p, "gssencmode", "disable"); /* looking for a Kerberos ticket may block */
	params_set(&p, "fallback_application_name", pg->application_name);
	for (const PQconninfoOption *o = all; o->keyword; o++)
		params_set(&p, o->keyword, o->val);
	params_set(&p, "client_encoding", "UTF8");
	params_set(&p, "options", any ? options : NULL);
	params_set(&p, "host", host);
	params_set(&p, "hostaddr", hostaddr);
	params_set(&p, "port", port);
	if (secret_known(&pg->password))
		params_set(&p, "password", secret_reveal(&pg->password));
	pg->conn = PQconnectStartParams(p.key, p.value, 0);
	free(options);
	if (!pg->conn)
		mem_die("out of memory");
	PQsetNoticeReceiver(pg->conn, ignore_notice, NULL);
	PQsetErrorVerbosity(pg->conn, PQERRORS_VERBOSE);
	pg->polling = PGRES_POLLING_WRITING;
	pg->state = CONNECTING;
	if (PQstatus(pg->conn) == CONNECTION_BAD)
		connect_failed(pg);
}

/* What libpq would look up by itself, and block; NULL when there is nothing. A service file is read by libpq only, later. */
static const char *host_to_look_up(const PQconninfoOption *all)
{
	const char *host = option(all, "host");
	bool elsewhere = option(all, "hostaddr") || getenv("PGHOSTADDR") || option(all, "service");

	if (!host)
		host = getenv("PGHOST");
	return host && !elsewhere && resolve_needed(host) ? host : NULL;
}

static void begin_session(struct pg *pg, int64_t now)
{
	char *why = NULL;
	PQconninfoOption *all = parse(pg->conninfo, &why);
	const char *host = host_to_look_up(all), *port = option(all, "port");

	pg->connect_by = now + pg->connect_ms;
	if (!all)
		queue_fail(&pg->queue, "", _("the connection text cannot be read"));
	else if (!host)
		connect_with(pg, all, NULL, NULL, NULL);
	else if ((pg->resolve = resolve_start(host, port ? port : getenv("PGPORT"))))
		pg->state = RESOLVING;
	else
		queue_fail(&pg->queue, "", _("no thread could be made to look up the host name"));
	PQconninfoFree(all);
	PQfreemem(why);
}

static void step_resolve(struct pg *pg)
{
	char *host = NULL, *hostaddr = NULL, *port = NULL, *why = NULL;
	struct err err = { 0 };

	if (!resolve_finished(pg->resolve))
		return;
	if (resolve_take(pg->resolve, &host, &hostaddr, &port, &err)) {
		PQconninfoOption *all = parse(pg->conninfo, &why);

		connect_with(pg, all, host, hostaddr, port);
		PQconninfoFree(all);
	} else {
		drop_session(pg);
		queue_fail(&pg->queue, "", err.why);
	}
	resolve_free(pg->resolve);
	pg->resolve = NULL;
	free(host);
	free(hostaddr);
	free(port);
}

/* What a new session was asked first did not go well: the session itself has failed. */
static void refuse_session(void *self, const char *sqlstate, const char *why)
{
	struct pg *pg = self;

	drop_session(pg);
	queue_fail(&pg->queue, sqlstate, why);
}

/* The socket may be another one after each PQconnectPoll, so it is asked for anew in every turn (libpq manual, "PQconnectPoll"). */
static void step_connect(struct pg *pg, const struct loop_ready *ready)
{
	if (!loop_revents(ready, PQsocket(pg->conn)))
		return;
	pg->polling = PQconnectPoll(pg->conn);
	if (pg->polling == PGRES_POLLING_FAILED) {
		connect_failed(pg);
	} else if (pg->polling == PGRES_POLLING_OK) {
		PQsetErrorVerbosity(pg->conn, PQERRORS_DEFAULT);
		PQsetnonblocking(pg->conn, 1);
		pg->state = IDLE;
		opening_ask(&pg->opening, PQbackendPID(pg->conn), pg->connect_ms);
	}
}

static void keep_connect_deadline(struct pg *pg, int64_t now)
{
	if ((pg->state != RESOLVING && pg->state != CONNECTING) || now < pg->connect_by)
		return;
	drop_session(pg);
	queue_expire(&pg->queue, pg->connect_ms);
}

/* PQcancel blocks, and the key that a raw CancelRequest needs is not to be had from libpq, so PQcancel runs on a thread of its own (it
 * is made to be called from anywhere). The session is not used again before it has returned: a late cancel would hit the next
 * statement. */
static void cancel_work(void *data)
{
	char why[256];

	PQcancel(data, why, sizeof why);
}

static void cancel_release(void *data)
{
	PQfreeCancel(data);
}

static void start_cancel(struct pg *pg)
{
	PGcancel *cancel;

	if (pg->cancel_by)
		return;
	pg->cancel_by = loop_now() + CANCEL_MS;
	cancel = PQgetCancel(pg->conn);
	if (cancel)
		pg->cancel = background_start(cancel_work, cancel_release, cancel);
}

/* A failure here is noted in the reply and completes in the next turn, like an answer. */
static void send_request(struct pg *pg, struct request *q, int64_t now)
{
	int ok;

	q->sent = now;
	q->reply.ok = true;
	pg->state = RUNNING;
	pg->copying = false;
	if (q->params < 0)
		ok = PQsendQuery(pg->conn, q->sql);
	else
		ok = PQsendQueryParams(pg->conn, q->sql, q->params, NULL, (const char *const *)q->param, NULL, NULL, 0);
	if (ok)
		PQsetSingleRowMode(pg->conn); /* bounds what libpq holds */
	else
		request_spoil(q, "", PQerrorMessage(pg->conn));
	pg->drained = !ok;
	pg->unflushed = ok && PQflush(pg->conn) == 1;
}

static struct rows *open_set(struct request *q, const PGresult *from)
{
	struct rows *set = request_open_set(q, (size_t)PQnfields(from));

	for (size_t c = 0; c < set->columns; c++)
		request_keep(q, &set->name[c], PQfname(from, (int)c));
	return set;
}

static void add_row(struct pg *pg, struct request *q, const PGresult *from)
{
	char **cell;

	if (!q->reply.ok)
		return;
	if (!q->set_open)
		open_set(q, from);
	cell = request_add_row(q);
	for (int c = 0; c < PQnfields(from); c++)
		request_keep(q, &cell[c], PQgetisnull(from, 0, c) ? NULL : PQgetvalue(from, 0, c));
	if (request_too_large(q, pg->reply_max))
		start_cancel(pg);
}

static void close_set(struct pg *pg, struct request *q, PGresult *from)
{
	struct rows *set;

	if (!q->reply.ok && !q->set_open)
		return;
	set = q->set_open ? &q->reply.set[q->reply.sets - 1] : open_set(q, from);
	q->set_open = false;
	str_to_int(PQcmdTuples(from), 0, INT64_MAX, &set->affected);
	if (request_too_large(q, pg->reply_max))
		start_cancel(pg);
}

static void take_error(struct request *q, const PGresult *from)
{
	const char *primary = PQresultErrorField(from, PG_DIAG_MESSAGE_PRIMARY);

	if (!q->reply.message) {
		mem_set(&q->reply.detail, PQresultErrorField(from, PG_DIAG_MESSAGE_DETAIL));
		mem_set(&q->reply.hint, PQresultErrorField(from, PG_DIAG_MESSAGE_HINT));
	}
	request_spoil(q, PQresultErrorField(from, PG_DIAG_SQLSTATE), primary ? primary : PQresultErrorMessage(from));
	request_drop_set(q); /* half a set is no answer */
}

static void refuse_copy(struct pg *pg, struct request *q, ExecStatusType kind)
{
	request_spoil(q, "0A000", _("COPY from or to the client is not possible here"));
	if (kind == PGRES_COPY_IN)
		PQputCopyEnd(pg->conn, "refused");
	else
		start_cancel(pg);
	pg->copying = kind != PGRES_COPY_IN;
	pg->unflushed |= PQflush(pg->conn) == 1;
}

static void take_result(struct pg *pg, struct request *q, PGresult *from)
{
	ExecStatusType status = PQresultStatus(from);

	if (status == PGRES_SINGLE_TUPLE)
		add_row(pg, q, from);
	else if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
		close_set(pg, q, from);
	else if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH)
		refuse_copy(pg, q, status);
	else if (status != PGRES_EMPTY_QUERY)
		take_error(q, from);
}

/* Reads away what a refused COPY sends before the cancel reaches it. False: more is to come. */
static bool skip_copy(struct pg *pg)
{
	char *line = NULL;
	int n;

	while ((n = PQgetCopyData(pg->conn, &line, 1)) > 0)
		PQfreemem(line);
	pg->copying = n == 0;
	return !pg->copying;
}

/* Takes the results that are here; on a broken session PQgetResult does not block and tells the cause. */
static void collect(struct pg *pg, struct request *q)
{
	while (!pg->drained && (PQstatus(pg->conn) == CONNECTION_BAD || !PQisBusy(pg->conn))) {
		PGresult *r;

		if (pg->copying && !skip_copy(pg))
			return;
		r = PQgetResult(pg->conn);
		pg->drained = !r;
		if (r)
			take_result(pg, q, r);
		PQclear(r);
	}
}

/* All results are here, and no cancel is on its way any more. */
static void complete(struct pg *pg, struct request *q)
{
	bool lost = PQstatus(pg->conn) == CONNECTION_BAD;

	background_drop(pg->cancel);
	pg->cancel = NULL;
	pg->cancel_by = 0;
	pg->state = IDLE;
	q->reply.lost = lost;
	if (lost) {
		request_spoil(q, "", PQerrorMessage(pg->conn));
		request_drop_set(q);
	}
	request_answer(q);
	if (!lost)
		return;
	drop_session(pg);
	queue_fail(&pg->queue, "", _("the connection to the server was lost"));
}

static void keep_deadline(struct pg *pg, struct request *q, int64_t now)
{
	if (pg->cancel_by && now >= pg->cancel_by) {
		q->reply.lost = true;
		if (pg->drained) /* only the cancel itself hangs: what the server said stands */
			request_answer(q);
		drop_session(pg);
		queue_fail(&pg->queue, "57014", _("the server did not answer a cancel; the connection was dropped"));
	} else if (!pg->cancel_by && now >= q->sent + q->deadline_ms) {
		q->expired = true;
		start_cancel(pg);
	}
}

static void step_running(struct pg *pg, const struct loop_ready *ready, int64_t now)
{
	struct request *q = pg->queue.head;

	if (!pg->drained && loop_revents(ready, PQsocket(pg->conn))) {
		PQconsumeInput(pg->conn);
		pg->unflushed = pg->unflushed && PQflush(pg->conn) == 1;
	}
	collect(pg, q);
	if (pg->drained && (!pg->cancel || background_finished(pg->cancel)))
		complete(pg, q);
	else
		keep_deadline(pg, q, now);
}

static short polled_events(const struct pg *pg)
{
	if (pg->state == CONNECTING)
		return pg->polling == PGRES_POLLING_READING ? POLLIN : POLLOUT;
	return pg->unflushed ? POLLIN | POLLOUT : POLLIN;
}

static void ask(void *self, struct loop_ask *want)
{
	const struct pg *pg = self;
	bool broken = pg->state == RUNNING && PQstatus(pg->conn) == CONNECTION_BAD;

	if (broken || (pg->queue.head && (pg->queue.head->answered || pg->state == CLOSED || pg->state == IDLE)))
		loop_want_by(want, 0);
	if (pg->state == CONNECTING || (pg->state == RUNNING && !pg->drained))
		loop_want_fd(want, PQsocket(pg->conn), polled_events(pg));
	if (pg->state == RESOLVING)
		loop_want_fd(want, resolve_fd(pg->resolve), POLLIN);
	if (pg->state == RESOLVING || pg->state == CONNECTING)
		loop_want_by(want, pg->connect_by);
	if (pg->state == RUNNING)
		loop_want_by(want, pg->cancel_by ? pg->cancel_by : pg->drained ? 0 : pg->queue.head->sent + pg->queue.head->deadline_ms);
	if (pg->cancel && pg->drained)
		loop_want_fd(want, background_fd(pg->cancel), POLLIN);
}

/* The last call of this file that is left frees a session that was closed meanwhile. */
static void leave(struct pg *pg)
{
	if (--pg->inside || !pg->closed)
		return;
	queue_release(&pg->queue);
	free(pg->conninfo);
	free(pg->application_name);
	free(pg->options);
	free(pg->opening.setup);
	secret_release(&pg->password);
	free(pg);
}

static void turn(void *self, const struct loop_ready *ready, int64_t now)
{
	struct pg *pg = self;

	pg->inside++;
	keep_connect_deadline(pg, now);
	if (pg->state == RESOLVING)
		step_resolve(pg);
	else if (pg->state == CONNECTING)
		step_connect(pg, ready);
	else if (pg->state == RUNNING)
		step_running(pg, ready, now);
	queue_give(&pg->queue);
	if (pg->queue.head && !pg->closed && pg->state == CLOSED)
		begin_session(pg, now);
	else if (pg->queue.head && !pg->closed && pg->state == IDLE)
		send_request(pg, pg->queue.head, now);
	leave(pg);
}

struct pg *pg_open(struct loop *l, const struct pg_spec *spec)
{
	struct pg *pg = mem_zalloc(1, sizeof *pg);

	*pg = (struct pg){ .loop = l, .waiter = { .ask = ask, .turn = turn, .self = pg } };
	queue_init(&pg->queue);
	mem_set(&pg->conninfo, spec->conninfo);
	mem_set(&pg->application_name, spec->application_name);
	mem_set(&pg->options, spec->options);
	pg_set_password(pg, spec->password);
	pg->read_only = spec->read_only;
	pg->reply_max = spec->reply_max ? spec->reply_max : REPLY_MAX;
	pg->connect_ms = spec->connect_ms > 0 ? spec->connect_ms : CONNECT_MS;
	pg->opening = (struct opening){ .queue = &pg->queue, .direct = spec->flags & PG_DIRECT, .refused = refuse_session, .self = pg };
	mem_set(&pg->opening.setup, spec->setup);
	loop_add(l, &pg->waiter);
	return pg;
}

void pg_close(struct pg *pg)
{
	if (!pg || pg->closed)
		return;
	pg->closed = true;
	pg->opening.refused = NULL;
	pg->inside++;
	loop_remove(pg->loop, &pg->waiter);
	if (pg->state == RUNNING && !pg->drained)
		start_cancel(pg);
	drop_session(pg);
	for (int round = 0; pg->queue.head && round < CLOSE_ROUNDS; round++) {
		queue_fail(&pg->queue, "", _("the session was closed"));
		queue_give(&pg->queue);
	}
	leave(pg);
}

void pg_ask(struct pg *pg, const char *sql, int64_t deadline_ms, pg_done *done, void *self)
{
	queue_ask(&pg->queue, sql, deadline_ms > 0 ? deadline_ms : STATEMENT_MS, done, self);
}

void pg_ask_params(struct pg *pg, const char *sql, const char *const *param, int n, int64_t deadline_ms, pg_done *done, void *self)
{
	request_set_params(queue_ask(&pg->queue, sql, deadline_ms > 0 ? deadline_ms : STATEMENT_MS, done, self), param, n);
}

void pg_cancel(struct pg *pg)
{
	bool running = pg->state == RUNNING && pg->queue.head;

	if (running)
		start_cancel(pg);
	queue_drop(running ? pg->queue.head->next : pg->queue.head);
}

bool pg_busy(const struct pg *pg)
{
	return pg->queue.head != NULL;
}

int pg_server_version(const struct pg *pg)
{
	return pg->state == IDLE || pg->state == RUNNING ? PQserverVersion(pg->conn) : 0;
}

void pg_set_password(struct pg *pg, const struct secret *password)
{
	static const struct secret none;

	secret_copy(&pg->password, password ? password : &none);
}
