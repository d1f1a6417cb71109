/* One session: its states, and asking. How a connection is made is in pg_connect.c, what waits and what was answered in pg_request.c.
 *
 *                a request waits             the connection is open
 *    CLOSED ------------------> CONNECTING ----------------------> IDLE <-----------------+
 *      ^                             |                              |                     |
 *      |   it cannot be made, or     |             a request waits: |                     | all results are here, and no
 *      |   not in time: all that     |             it is sent       |                     | cancel is on its way any more
 *      |   wait fail                 |                              v                     |
 *      +-----------------------------+                           RUNNING -----------------+
 *      |                                                            |
 *      +------------------------------------------------------------+
 *          the connection is lost, or the server does not answer a cancel: all that wait fail
 *
 * A new session is asked first whether it is the server itself that answers, and is set up; when that fails, IDLE or RUNNING become
 * CLOSED as well, and all that wait fail. Too long a statement, too large a reply and a COPY are cancelled in RUNNING. */
#include "config.h"

#include "port/pg.h"

#include <libpq-fe.h>
#include <poll.h>

#include "base/intl.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/str.h"
#include "port/background.h"
#include "port/loop.h"
#include "port/pg_connect.h"
#include "port/pg_request.h"

enum {
	CONNECT_MS = 5000,
	STATEMENT_MS = 60000,
	CANCEL_MS = 2000, /* for the server to answer a cancel */
	REPLY_MAX = 64 << 20,
	CLOSE_ROUNDS = 1000, /* a done that asks again while the session is closed must not go on for ever */
};

enum state { CLOSED, CONNECTING, IDLE, RUNNING };

struct pg {
	struct loop *loop;
	struct waiter waiter;
	size_t reply_max;

	enum state state;
	struct connect connect; /* in CONNECTING it has the connection */
	PGconn *conn; /* in IDLE and RUNNING */
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
	connect_drop(&pg->connect);
	PQfinish(pg->conn);
	pg->conn = NULL;
	pg->state = CLOSED;
}

/* What a new session was asked first did not go well: the session itself has failed. */
static void refuse_session(void *self, const char *sqlstate, const char *why)
{
	struct pg *pg = self;

	drop_session(pg);
	queue_fail(&pg->queue, sqlstate, why);
}

static void step_connect(struct pg *pg, const struct loop_ready *ready, int64_t now)
{
	enum connect_state state = connect_turn(&pg->connect, ready, now);

	if (state == CONNECT_FAILED) {
		pg->state = CLOSED;
	} else if (state == CONNECT_READY) {
		pg->conn = connect_take(&pg->connect);
		pg->state = IDLE;
		opening_ask(&pg->opening, PQbackendPID(pg->conn), pg->connect.limit_ms);
	}
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

static void ask(void *self, struct loop_ask *want)
{
	const struct pg *pg = self;
	bool broken = pg->state == RUNNING && PQstatus(pg->conn) == CONNECTION_BAD;

	if (broken || (pg->queue.head && (pg->queue.head->answered || pg->state == CLOSED || pg->state == IDLE)))
		loop_want_by(want, 0);
	if (pg->state == CONNECTING)
		connect_ask(&pg->connect, want);
	if (pg->state == RUNNING && !pg->drained)
		loop_want_fd(want, PQsocket(pg->conn), pg->unflushed ? POLLIN | POLLOUT : POLLIN);
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
	connect_release(&pg->connect);
	free(pg->opening.setup);
	free(pg);
}

static void turn(void *self, const struct loop_ready *ready, int64_t now)
{
	struct pg *pg = self;

	pg->inside++;
	if (pg->state == CONNECTING)
		step_connect(pg, ready, now);
	else if (pg->state == RUNNING)
		step_running(pg, ready, now);
	queue_give(&pg->queue);
	if (pg->queue.head && !pg->closed && pg->state == CLOSED)
		pg->state = connect_begin(&pg->connect, now) ? CONNECTING : CLOSED;
	else if (pg->queue.head && !pg->closed && pg->state == IDLE)
		send_request(pg, pg->queue.head, now);
	leave(pg);
}

struct pg *pg_open(struct loop *l, const struct pg_spec *spec)
{
	struct pg *pg = mem_zalloc(1, sizeof *pg);

	*pg = (struct pg){ .loop = l, .waiter = { .ask = ask, .turn = turn, .self = pg } };
	queue_init(&pg->queue);
	pg->connect.queue = &pg->queue;
	mem_set(&pg->connect.conninfo, spec->conninfo);
	mem_set(&pg->connect.application_name, spec->application_name);
	mem_set(&pg->connect.options, spec->options);
	pg_set_password(pg, spec->password);
	pg->connect.read_only = spec->read_only;
	pg->connect.limit_ms = spec->connect_ms > 0 ? spec->connect_ms : CONNECT_MS;
	pg->reply_max = spec->reply_max ? spec->reply_max : REPLY_MAX;
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

	secret_copy(&pg->connect.password, password ? password : &none);
}
