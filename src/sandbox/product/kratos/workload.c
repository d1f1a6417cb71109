/* The process of the users: requests arrive at a steady rate and wait in a queue; eight connections (struct line) serve them in the
 * database of the application that has the traffic. A connection prepares its session once, sends a request's first message and, for a
 * write, its COMMIT; then the outcome goes to the books. */
#include "config.h"

#include "sandbox/product/kratos/workload.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/secret.h"
#include "codec/json.h"
#include "codec/rows.h"
#include "port/loop.h"
#include "port/paths.h"
#include "port/pg.h"
#include "sandbox/product/kratos/workload_parts.h"

/* Connections of the application. Requests beyond QUEUE_MOST are refused at once, as a proxy does. */
#define LINES 8
#define QUEUE_MOST 8192
/* How long a user waits, and the timeout of the proxy in front. */
#define PATIENCE_MS 5000
/* How often the route file is checked. */
#define ROUTE_EVERY_MS 10
#define ROUTE_MOST ((size_t)65536)

struct workload;

/* The statement that a connection waits for. */
enum line_state { LINE_IDLE, LINE_PREPARING, LINE_FIRST, LINE_COMMITTING, LINE_ROLLING_BACK };

/* One connection of the application with its database. */
struct line {
	struct workload *w;
	enum line_state state;
	struct pg *pg; /* NULL: there was no route when the connection was last idle */
	int64_t route; /* the route that pg belongs to */
	bool prepared; /* ops_prepare has run in the session */
	char nid[ID_TEXT]; /* the id of the network, as the application keeps it from its start */
	struct request request; /* the one that is served; without meaning when idle */
};

/* The process as a whole. */
struct workload {
	struct loop *loop;
	struct waiter waiter;
	const char *dir;
	char *route_path;
	/* Requests a second; the time of the first route; arrivals since then; the last check of the route file. */
	int64_t rate, started_us, arrived, route_answered;
	struct timespec route_mtime;
	ino_t route_ino;
	int64_t route; /* counts routes; 0: none was read yet */
	char *app, *conninfo; /* NULL: no application serves */
	struct secret password;
	struct line line[LINES];
	/* A ring: the oldest is at first. */
	struct request queue[QUEUE_MOST];
	size_t first, waiting;
	struct people people;
	struct books books;
};

static volatile sig_atomic_t shall_end;

/* A flag is enough: the loop has a turn every ROUTE_EVERY_MS and reads it. */
static void on_signal(int sig)
{
	shall_end = 1;
}

/* Microseconds of the same clock as loop_now: latencies are shorter than its milliseconds. */
static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Writes a request's outcome into the books. Every request comes here exactly once. */
static void note(struct workload *w, const struct request *r, enum outcome outcome, const char *error)
{
	/* The book names the application that has the traffic now, which is the new one for a request that crosses the switch. */
	books_note(&w->books, r, outcome, w->app, error, now_us() - r->arrived_us);
	/* A registration that did not succeed, or a deletion that may have, leaves no person to choose. */
	if ((r->op == OP_REGISTER && outcome != OUTCOME_OK) || (r->op == OP_DELETE && outcome != OUTCOME_FAILED))
		people_forget(&w->people, r->person);
}

/* ---- One request on one connection ---- */

static void line_take(struct line *l);

/* The error that the user sees. */
static const char *error_of(const struct reply *reply)
{
	if (reply->message && reply->message[0])
		return reply->message;
	return reply->timed_out ? "timeout" : "connection lost";
}

/* The connection is idle and takes the next request at once. */
static void line_free(struct line *l)
{
	l->state = LINE_IDLE;
	line_take(l);
}

/* After a rollback that failed the session's state is unknown, so it is prepared again. */
static void on_rolled_back(void *self, const struct reply *reply)
{
	struct line *l = self;

	if (!reply->ok)
		l->prepared = false;
	line_free(l);
}

/* A write that failed leaves its transaction open in the session, which is rolled back before the connection is idle. */
static void line_fail(struct line *l, const struct reply *reply, const char *error)
{
	note(l->w, &l->request, OUTCOME_FAILED, error);
	/* 26000 invalid_sql_statement_name: the session was replaced, and its prepared statements are gone. */
	if (reply->lost || strcmp(reply->sqlstate, "26000") == 0)
		l->prepared = false;
	if (reply->lost || !op_writes(l->request.op)) {
		line_free(l);
		return;
	}
	l->state = LINE_ROLLING_BACK;
	pg_ask(l->pg, "ROLLBACK", PATIENCE_MS, on_rolled_back, l);
}

/* Only an answered COMMIT counts as committed. Without an answer the outcome is unknown, and the books say so. */
static void on_committed(void *self, const struct reply *reply)
{
	struct line *l = self;

	if (reply->ok) {
		note(l->w, &l->request, OUTCOME_OK, NULL);
		line_free(l);
	} else if (reply->lost || reply->timed_out) {
		note(l->w, &l->request, OUTCOME_UNKNOWN, error_of(reply));
		l->prepared = false;
		line_free(l);
	} else {
		line_fail(l, reply, error_of(reply));
	}
}

/* The answer to the first message. A read is done; a write still needs its COMMIT. */
static void on_first(void *self, const struct reply *reply)
{
	struct line *l = self;

	if (!reply->ok) {
		line_fail(l, reply, error_of(reply));
	} else if (!ops_answer(&l->request, reply)) {
		line_fail(l, reply, "the account was not found");
	} else if (op_writes(l->request.op)) {
		l->state = LINE_COMMITTING;
		pg_ask(l->pg, OPS_COMMIT, PATIENCE_MS, on_committed, l);
	} else {
		note(l->w, &l->request, OUTCOME_OK, NULL);
		line_free(l);
	}
}

/* Sends the request's first message: all of a read, or a write without its COMMIT. */
static void line_first(struct line *l)
{
	struct str sql;

	str_init(&sql, STR_LINE);
	ops_first(&sql, &l->request, l->nid);
	l->state = LINE_FIRST;
	pg_ask(l->pg, str_text(&sql), PATIENCE_MS, on_first, l);
	str_release(&sql);
}

/* The session is prepared and the network known. Without a network the application cannot serve, and every request fails until there is
 * one. */
static void on_prepared(void *self, const struct reply *reply)
{
	struct line *l = self;
	const char *nid = reply->ok && reply->sets ? rows_cell(&reply->set[reply->sets - 1], 0, "nid") : NULL;

	if (!nid) {
		note(l->w, &l->request, OUTCOME_FAILED, reply->ok ? "no network was found" : error_of(reply));
		line_free(l);
		return;
	}
	snprintf(l->nid, sizeof(l->nid), "%s", nid);
	l->prepared = true;
	line_first(l);
}

/* The person has a request on another connection that is not answered yet. */
static bool person_is_busy(const struct workload *w, int64_t person)
{
	for (int i = 0; i < LINES; i++)
		if (w->line[i].state != LINE_IDLE && w->line[i].request.person == person)
			return true;
	return false;
}

/* Connects an idle connection to the present route. */
static void line_reroute(struct line *l)
{
	struct workload *w = l->w;

	if (l->route == w->route)
		return;
	pg_close(l->pg);
	l->pg = NULL;
	l->prepared = false;
	l->route = w->route;
	if (w->app)
		/* The application's own role, and the name that Kratos's sessions have. */
		l->pg = pg_open(w->loop, &(struct pg_spec){ .conninfo = w->conninfo,
		                                            .password = &w->password,
		                                            .application_name = "kratos",
		                                            .connect_ms = PATIENCE_MS });
}

/* Serves the oldest request that waits, if any. Two writes of one person at the same time could make each other fail, so the later request
 * becomes a read. */
static void line_take(struct line *l)
{
	struct workload *w = l->w;

	line_reroute(l);
	if (w->waiting == 0 || !l->pg)
		return;
	l->request = w->queue[w->first];
	w->first = (w->first + 1) % QUEUE_MOST;
	w->waiting--;
	if (l->request.op != OP_REGISTER && person_is_busy(w, l->request.person))
		l->request.op = OP_READ;
	l->state = LINE_PREPARING;
	if (l->prepared)
		line_first(l);
	else
		pg_ask(l->pg, ops_prepare, PATIENCE_MS, on_prepared, l);
}

/* ---- Arrivals ---- */

/* Fails the requests that arrived before a time. The queue is in the order of arrival, so they are in front. */
static void drop_waiting(struct workload *w, const char *error, int64_t older_than_us)
{
	while (w->waiting > 0 && w->queue[w->first].arrived_us <= older_than_us) {
		note(w, &w->queue[w->first], OUTCOME_FAILED, error);
		w->first = (w->first + 1) % QUEUE_MOST;
		w->waiting--;
	}
}

/* A new request: it waits, or fails at once when no application serves or the queue is full. */
static void arrive(struct workload *w, int64_t at_us)
{
	struct request r = { .arrived_us = at_us };

	people_next(&w->people, &r);
	if (!w->app) {
		note(w, &r, OUTCOME_FAILED, "503 Service Unavailable: no application answers");
	} else if (w->waiting == QUEUE_MOST) {
		note(w, &r, OUTCOME_FAILED, "503 Service Unavailable: too many requests wait");
	} else {
		w->queue[(w->first + w->waiting) % QUEUE_MOST] = r;
		w->waiting++;
	}
}

/* No request arrives before the first route. After a pause of the whole machine the missed arrivals are not made up for. */
static void arrivals(struct workload *w)
{
	int64_t now = now_us(), due = (now - w->started_us) * w->rate / 1000000;

	if (w->route == 0)
		return;
	/* A second's worth at most. */
	if (due - w->arrived > w->rate)
		w->arrived = due - w->rate;
	for (; w->arrived < due; w->arrived++)
		arrive(w, now);
	drop_waiting(w, "504 Gateway Timeout", now - PATIENCE_MS * 1000);
	for (int i = 0; i < LINES && w->waiting > 0; i++)
		if (w->line[i].state == LINE_IDLE)
			line_take(&w->line[i]);
}

/* ---- The route ---- */

/* Reads the route. When it cannot be read or names no application, no application serves. */
static void route_read(struct workload *w)
{
	struct str text;
	struct json *route = NULL;

	str_init(&text, ROUTE_MOST);
	if (file_read(w->route_path, ROUTE_MOST, &text, NULL))
		route = json_parse(str_text(&text), text.len, NULL);
	const char *password = json_str(route, "password", "");
	mem_set(&w->app, json_str(route, "app", NULL));
	mem_set(&w->conninfo, json_str(route, "conninfo", NULL));
	secret_set(&w->password, password, strlen(password));
	secret_wipe(text.s, text.len);
	if (!w->conninfo)
		mem_set(&w->app, NULL);
	/* The rate counts from the first route on. */
	if (w->route++ == 0)
		w->started_us = now_us();
	json_free(route);
	str_release(&text);
}

/* Checks whether the route file is another one. A rename gives another inode; the time is for file systems that reuse inodes at once. */
static void route_look(struct workload *w, int64_t now)
{
	struct stat st;

	if (now - w->route_answered < ROUTE_EVERY_MS)
		return;
	w->route_answered = now;
	if (stat(w->route_path, &st) != 0)
		return;
	if (w->route && st.st_ino == w->route_ino && memcmp(&st.st_mtim, &w->route_mtime, sizeof(st.st_mtim)) == 0)
		return;
	w->route_ino = st.st_ino;
	w->route_mtime = st.st_mtim;
	route_read(w);
	if (!w->app)
		drop_waiting(w, "503 Service Unavailable: no application answers", INT64_MAX);
	/* A request under way ends on its old connection; only idle ones move at once. */
	for (int i = 0; i < LINES; i++)
		if (w->line[i].state == LINE_IDLE)
			line_reroute(&w->line[i]);
}

/* ---- The process ---- */

/* Wakes for the next check of the route or the next arrival, whichever comes first. */
static void workload_ask(void *self, struct loop_ask *ask)
{
	struct workload *w = self;
	int64_t now = loop_now();

	loop_want_by(ask, now + ROUTE_EVERY_MS);
	if (w->route && w->rate > 0)
		loop_want_by(ask, (w->started_us + (w->arrived + 1) * 1000000 / w->rate) / 1000 + 1);
}

/* The route first, then the arrivals, then the books, so that a route that is gone refuses the arrivals of the same turn. */
static void workload_turn(void *self, const struct loop_ready *ready, int64_t now)
{
	struct workload *w = self;

	route_look(w, now);
	arrivals(w);
	books_turn(&w->books, w->app, now);
}

/* At the end of the process. Requests that wait are dropped without a line in the books. */
static void end_lines(struct workload *w)
{
	for (int i = 0; i < LINES; i++) {
		/* pg_close answers the request under way, which is noted; with an empty queue no other begins. */
		w->waiting = 0;
		pg_close(w->line[i].pg);
		w->line[i].pg = NULL;
	}
}

/* The whole process after the fork; false: the books could not be opened. */
static bool workload_run(const struct workload_spec *spec)
{
	struct workload *w = mem_zalloc(1, sizeof(*w));
	bool ok = books_open(&w->books, spec->dir, spec->rate);

	w->loop = loop_new();
	w->dir = spec->dir;
	w->rate = spec->rate;
	w->route_path = mem_printf("%s/route", spec->dir);
	people_init(&w->people, spec->identities, spec->seed);
	for (int i = 0; i < LINES; i++)
		w->line[i].w = w;
	w->waiter = (struct waiter){ .ask = workload_ask, .turn = workload_turn, .self = w };
	loop_add(w->loop, &w->waiter);
	while (ok && !shall_end)
		loop_turn(w->loop, -1);
	end_lines(w);
	loop_remove(w->loop, &w->waiter);
	loop_free(w->loop);
	books_close(&w->books);
	people_release(&w->people);
	secret_release(&w->password);
	free(w->app);
	free(w->conninfo);
	free(w->route_path);
	free(w);
	return ok;
}

/* Leaves the terminal and closes the descriptors of the parent (its lock, its pipes). */
static void detach(const char *dir, int parent)
{
	char *log = mem_printf("%s/log/workload.log", dir);
	int fd;

	setsid();
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(1);
	/* FD_CLOEXEC does not help here, since nothing is executed. */
	for (fd = 3; fd < 256; fd++)
		close(fd);
	if ((fd = open("/dev/null", O_RDWR)) >= 0) {
		dup2(fd, STDIN_FILENO);
		dup2(fd, STDOUT_FILENO);
		close(fd);
	}
	if ((fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) >= 0)
		dup2(fd, STDERR_FILENO);
	free(log);
}

/* The child ends with _exit: the parent's buffers and exit handlers are not the child's to run. */
int workload_fork(const struct workload_spec *spec)
{
	int parent = getpid(), pid = fork();

	if (pid != 0)
		return pid;
	detach(spec->dir, parent);
	sigaction(SIGTERM, &(struct sigaction){ .sa_handler = on_signal }, NULL);
	sigaction(SIGINT, &(struct sigaction){ .sa_handler = SIG_IGN }, NULL);
	_exit(workload_run(spec) ? 0 : 1);
}
