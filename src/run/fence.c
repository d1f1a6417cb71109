/* The fence's patience as a small machine of states: try, roll back, look who is in the way, end them, pause, try
 * again. Every state waits for one answer of the session; what follows from it is decided in answered. */
#include "config.h"

#include "run/fence.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/rows.h"
#include "port/loop.h"
#include "port/pg.h"

/* Three tries with the locks' own 300 ms are about a second and a half of patience before anybody is ended. */
enum {
	PATIENT_TRIES = 3,
	TRIES = 6,
	PAUSE_MS = 200,
	SHORT_MS = 10 * 1000,
	NAMED = 8, /* blockers that an error names; the log names all */
	/* of a blocker's statement: enough to know it by */
	QUERY_CHARS = 60,
};

/* TRYING        committed, or the session is lost: OVER; else ROLLING_BACK
 * ROLLING_BACK  a lock was not given: LOOKING; any other error: OVER
 * LOOKING       PAUSING; after the third try ENDING first, where somebody can be ended; after the last OVER
 * ENDING        PAUSING, whatever the server said
 * PAUSING and OVER wait for the loop's next turn, the others for an answer. */
enum phase { TRYING, ROLLING_BACK, LOOKING, ENDING, PAUSING, OVER };

struct fence {
	struct loop *loop;
	struct waiter waiter;
	struct fence_watch watch;
	/* the caller's writing session */
	struct pg *pg;
	char *application, *sql;
	int64_t deadline_ms;
	enum phase phase;
	/* begun so far, the one under way included */
	int tries;
	int64_t resume_at; /* PAUSING: when to try again */
	bool waiting; /* for the session's answer */
	/* nobody wants to know any more: freed as soon as the session has answered */
	bool stopped;
	struct str blockers; /* of the last try, for the error */
	struct str
		victims; /* (pid, begin of the transaction) pairs as SQL, so that exactly these are ended and no later owner of the pid */
	struct reply reply; /* of the transaction, when it is over; moved from the answer */
};

/* Who can have been in the way of the try that has just failed. 100 ms: whoever came later did not hold the lock for as long as
 * it was waited for. AccessShareLock and RowShareLock are readers; they do not conflict with SHARE ROW EXCLUSIVE. */
static const char blockers_sql[] =
	"SELECT a.pid, coalesce(a.usename, a.backend_type) AS who, a.application_name AS application, extract(epoch FROM a.xact_start) AS "
	"begun, "
	"floor(1000 * extract(epoch FROM clock_timestamp() - a.xact_start))::bigint AS age, left(a.query, 200) AS query "
	"FROM pg_stat_activity a "
	"WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.application_name IS DISTINCT FROM $1 "
	"AND a.backend_type NOT IN ('walsender', 'parallel worker') AND clock_timestamp() - a.xact_start >= interval '100 ms' "
	"AND (a.backend_xid IS NOT NULL OR EXISTS (SELECT FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON "
	"n.oid = c.relnamespace "
	"WHERE l.pid = a.pid AND l.granted AND l.locktype = 'relation' AND l.mode NOT IN ('AccessShareLock', 'RowShareLock') "
	"AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
	"AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema')) "
	"UNION ALL SELECT NULL, owner, 'prepared transaction', NULL, "
	"floor(1000 * extract(epoch FROM clock_timestamp() - prepared))::bigint, gid FROM pg_prepared_xacts WHERE database = "
	"current_database() "
	"ORDER BY 5 DESC LIMIT 100";

static void answered(void *self, const struct reply *);

/* The whole text again: the transaction that failed has left nothing. */
static void try(struct fence *f)
{
	f->phase = TRYING;
	f->tries++;
	f->waiting = true;
	pg_ask(f->pg, f->sql, f->deadline_ms, answered, f);
}

/* One of the short statements between two tries. */
static void fence_ask(struct fence *f, enum phase phase, const char *sql)
{
	f->phase = phase;
	f->waiting = true;
	pg_ask(f->pg, sql, SHORT_MS, answered, f);
}

static void log_line(struct fence *f, const char *text)
{
	f->watch.log(f->watch.self, text);
}

/* "pid 4711, user, app \"psql\", 12.3 s in its transaction: UPDATE …" */
static void name_blocker(const struct rows *rows, size_t i, struct str *out)
{
	const char *pid = rows_cell(rows, i, "pid"), *who = rows_cell(rows, i, "who");
	const char *application = rows_cell(rows, i, "application"), *query = rows_cell(rows, i, "query");
	char age[CLOCK_TEXT];
	struct str raw;

	clock_span(rows_int(rows, i, "age", 0), age);
	str_init(&raw, STR_LINE);
	/* TRANSLATORS: a database session that is in the way: process id, user, program, how long its transaction is open. */
	str_addf(&raw, _("pid %s, user %s, application \"%s\", transaction open for %s"), pid ? pid : "-", who ? who : "?",
	         application ? application : "", age);
	if (query && *query)
		str_addf(&raw, ": %.*s", QUERY_CHARS, query);
	str_add_safe(out, raw.s, raw.len, STR_ONE_LINE);
	str_release(&raw);
}

/* Each try finds others: what the try before named is forgotten, except in the log. */
static void take_blockers(struct fence *f, const struct rows *rows)
{
	str_clear(&f->blockers);
	str_clear(&f->victims);
	for (size_t i = 0; i < rows->count; i++) {
		const char *pid = rows_cell(rows, i, "pid"), *begun = rows_cell(rows, i, "begun");
		struct str line;

		str_init(&line, STR_LINE);
		str_add(&line, _("In the way of the fence: "));
		name_blocker(rows, i, &line);
		log_line(f, str_text(&line));
		str_release(&line);
		/* The error names a few, the log names all. */
		if (i < NAMED) {
			str_add(&f->blockers, i ? "; " : "");
			name_blocker(rows, i, &f->blockers);
		}
		/* A prepared transaction has neither; it can only be named. */
		if (pid && begun)
			str_addf(&f->victims, "%s(%s, %s)", f->victims.len ? ", " : "", pid, begun);
	}
	if (rows->count == 0)
		log_line(f, _("A table was locked, but nobody holds the lock any more."));
}

/* The begin of the transaction is compared on the server: between that question and this statement the session may have gone
 * and its pid be another's. */
static void end_blockers(struct fence *f)
{
	struct str sql;

	log_line(f, _("The sessions in the way are ended now."));
	str_init(&sql, STR_PAGE);
	str_addf(&sql,
	         "SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a JOIN (VALUES %s) v(pid, begun) "
	         "ON a.pid = v.pid AND extract(epoch FROM a.xact_start) = v.begun",
	         str_text(&f->victims));
	fence_ask(f, ENDING, str_text(&sql));
	str_release(&sql);
}

/* Whoever waits behind our lock request gets through meanwhile. */
static void pause_a_little(struct fence *f)
{
	f->phase = PAUSING;
	f->resume_at = loop_now() + PAUSE_MS;
}

/* lock_not_available; deadlock_detected */
static bool in_the_way(const struct reply *r)
{
	return strcmp(r->sqlstate, "55P03") == 0 || strcmp(r->sqlstate, "40P01") == 0;
}

/* Patience ends when there is somebody to be ended: without victims (all are gone, or prepared transactions hold the
 * locks) it only tries again. */
static void looked(struct fence *f, const struct reply *r)
{
	if (r->ok && r->sets)
		take_blockers(f, &r->set[0]);
	else
		log_line(f, _("Who is in the way of the fence could not be asked."));
	if (f->tries >= TRIES)
		f->phase = OVER;
	else if (f->tries >= PATIENT_TRIES && f->victims.len)
		end_blockers(f);
	else
		pause_a_little(f);
}

/* The caller judges the answer after the next turn: it is moved out, since it lives only during the call. */
static void keep_reply(struct fence *f, const struct reply *r)
{
	reply_release(&f->reply);
	/* Without its rows: the transaction answers with none that anybody reads. */
	f->reply = (struct reply){ .ok = r->ok, .timed_out = r->timed_out, .lost = r->lost, .took_ms = r->took_ms };
	memcpy(f->reply.sqlstate, r->sqlstate, sizeof f->reply.sqlstate);
	mem_set(&f->reply.message, r->message);
	mem_set(&f->reply.detail, r->detail);
	mem_set(&f->reply.hint, r->hint);
}

/* Every answer of the session comes here, also the last one after a stop, which is then ignored. A try that failed
 * leaves its transaction open, so that the roll-back comes before anything else. */
static void answered(void *self, const struct reply *r)
{
	struct fence *f = self;
	const char *param[1] = { f->application };

	f->waiting = false;
	if (f->stopped)
		return;
	switch (f->phase) {
	case TRYING:
		keep_reply(f, r);
		if (r->ok || r->lost)
			f->phase = OVER;
		else
			fence_ask(f, ROLLING_BACK, "ROLLBACK");
		break;
	case ROLLING_BACK:
		f->phase = OVER;
		if (in_the_way(&f->reply)) {
			f->phase = LOOKING;
			f->waiting = true;
			pg_ask_params(f->pg, blockers_sql, param, 1, SHORT_MS, answered, f);
		}
		break;
	case LOOKING:
		looked(f, r);
		break;
	case ENDING:
		pause_a_little(f);
		break;
	case PAUSING:
	case OVER:
		break;
	}
}

/* The session is the caller's and stays. */
static void fence_free(struct fence *f)
{
	reply_release(&f->reply);
	str_release(&f->blockers);
	str_release(&f->victims);
	free(f->application);
	free(f->sql);
	free(f);
}

/* Locks that were not given are told with names; any other answer of the server is the caller's to judge. */
static void finish(struct fence *f)
{
	struct err e = { 0 };

	if (in_the_way(&f->reply))
		err_set(&e, ERR_WORLD, _("The fence was not put up: other sessions hold locks on the tables"),
		        f->blockers.len ? str_text(&f->blockers) : _("nobody could be named"),
		        _("Stop what opens these sessions (or resolve the prepared transaction), then try again."));
	f->watch.done(f->watch.self, &f->reply, e.kind == ERR_NONE ? NULL : &e);
}

/* A fence that waits for an answer needs no wake-up of its own: the session has one. */
static void ask(void *self, struct loop_ask *want)
{
	const struct fence *f = self;

	if (!f->waiting && f->phase == PAUSING && !f->stopped)
		loop_want_by(want, f->resume_at);
	else if (!f->waiting)
		loop_want_by(want, loop_now());
}

/* The only place that frees: never within an answer, whose session is still on the stack. */
static void turn(void *self, const struct loop_ready *ready, int64_t now)
{
	struct fence *f = self;

	if (f->waiting)
		return;
	if (f->stopped || f->phase == OVER) {
		loop_remove(f->loop, &f->waiter);
		if (!f->stopped)
			finish(f);
		fence_free(f);
	} else if (f->phase == PAUSING && now >= f->resume_at) {
		try(f);
	}
}

/* The loop ends before the fence does: nobody is told any more. */
static void gone(void *self)
{
	fence_free(self);
}

struct fence *fence_start(struct loop *loop, struct pg *session, const char *application, const char *sql, int64_t deadline_ms,
                          const struct fence_watch *watch)
{
	struct fence *f = mem_zalloc(1, sizeof *f);

	f->loop = loop;
	f->pg = session;
	f->watch = *watch;
	f->application = mem_dup(application);
	f->sql = mem_dup(sql);
	f->deadline_ms = deadline_ms;
	str_init(&f->blockers, STR_LINE);
	str_init(&f->victims, STR_PAGE);
	f->waiter = (struct waiter){ .ask = ask, .turn = turn, .self = f, .gone = gone };
	loop_add(loop, &f->waiter);
	/* Only queued: the answer comes from the loop, after the caller has kept the pointer. */
	try(f);
	return f;
}

/* The roll-back's answer changes nothing. */
static void forget(void *self, const struct reply *r)
{
}

/* The fence lives on until the session has answered; the roll-back is queued behind, in case the cancel came between two statements. */
void fence_stop(struct fence *f)
{
	if (!f)
		return;
	f->stopped = true;
	if (!f->waiting)
		return;
	pg_cancel(f->pg);
	pg_ask(f->pg, "ROLLBACK", SHORT_MS, forget, NULL);
}
