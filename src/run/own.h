/* What the files of run share among themselves; nobody else includes this.
 *   run.c          opens, turns, records: the queue of effects
 *   exec.c         an act's commands, one after the other
 *   probes.c       which probe runs when, and what it saw
 *   errand.c       one command to the outside and its answer, for both of them
 *   juju.c         errands that are children of juju
 *   compare.c      errands that compare
 *   sessions.c     database sessions, Teal's lock on the source
 *   passwords.c    their passwords
 *   documents.c    what is fetched about releases
 *   mend.c         settings that are changed in a run
 *   list.c         other runs: names, rows, reading
 * The way of an act: the engine records its intent and asks for it (run.c, perform); its commands are started one after
 * the other (exec.c); the outcome is queued and recorded; from then on the engine waits for what the probes see.
 * The way of a fact: the engine names a pace for its probe; when it is due, its command is started (probes.c); the answer is
 * folded at once, with the time at which the probe run began, and the next turn of the engine judges by it.
 * Everything is called from run_turn or from an answer in the loop; nothing here waits. */
#ifndef TEAL_RUN_OWN_H
#define TEAL_RUN_OWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "assess/ref.h"
#include "base/err.h"
#include "base/secret.h"
#include "base/str.h"
#include "engine/engine.h"
#include "plan/command.h"
#include "plan/model.h"
#include "run/errand.h"
#include "run/run.h"

struct event;
struct findings;
struct http;
struct journal;
struct json;
struct loop;
struct pg;
struct pg_spec;
struct collection;

/* What a session may do; read-only is the server's setting for the whole session, not a promise of ours. */
enum session_kind { SESSION_READ, SESSION_WRITE, SESSION_KINDS };

/* How Teal reaches one side's database. */
struct link {
	struct run *run;
	enum side side;
	struct secret password;
	bool password_known; /* as far as it can be: also when the side needs none */
	bool password_refused; /* the server said 28P01 since it was asked for */
	struct errand asking; /* `juju run … get-password` */
	struct commands question;
	int64_t ask_after; /* monotonic: not before */
	struct err password_error; /* of the last asking, kind ERR_NONE: none */
	char *conninfo; /* complete; what the sessions were opened with */
	struct pg *session[SESSION_KINDS];
};

/* One probe's state. */
struct probe_run {
	struct run *run;
	enum probe_id id;
	bool fed; /* by its twin's answer, which is under way */
	int64_t due; /* monotonic: not before, whatever the pace */
	int64_t ended; /* monotonic: of the last run; the next one is a pace later, and the pace may change meanwhile */
	int64_t began_wall; /* facts are dated by the begin of a run: what changes during it counts as not seen */
	enum probe_id twin; /* fed by the same answer, PROBE_NONE none */
	struct errand errand;
	struct commands commands;
};

/* An act under way. */
struct exec {
	struct run *run;
	const struct act *act; /* NULL: none */
	struct commands commands; /* those that the journal's intent shows */
	size_t at;
	struct errand errand; /* of the command at [at] */
	/* the operator wants it ended: its failure is told as that, and no further command is started */
	bool cancelled;
	int64_t began, command_began;
	int64_t again_at; /* monotonic: the command was told "not yet" and is asked again then, 0 no */
	struct err error; /* kind ERR_NONE: all is well so far */
	struct str glanced; /* standard error so far */
};

struct run {
	struct loop *loop;
	struct model model;
	struct journal *journal; /* NULL when nothing may be written */
	/* application: under this name the servers know all of our sessions */
	char *name, *folder, *actor, *application;
	char *setup[SESSION_KINDS]; /* what sessions set for themselves, made when first needed */
	bool observe, closing, changed;
	struct effects queue; /* not yet performed, in order; pace is what the engine asked for last */
	/* what is before it was performed */
	size_t queue_at;
	char *trouble;
	int64_t retry_at; /* monotonic, when trouble */
	int64_t last_at; /* wall ms of the newest event in the journal as it was opened */
	int64_t skew; /* how far the system's clock was ahead of ours when it was last compared, ms */
	char *news; /* to be told, and whether it was */
	bool news_due;
	char *login_words; /* juju's, when it wants a login; NULL: it does not */
	struct link link[SIDES];
	/* by probe, at fixed places */
	struct probe_run probe_run[PROBE_COUNT];
	struct exec exec;
	/* for health and version; requests that are under way go with it */
	struct http *http;
	int children; /* juju processes of probes and passwords */
	struct collection *reading; /* NULL: not begun, or over */
	struct release_ref from, to; /* for which documents were asked in this session; from.version "": for none yet */
	bool lock_held;
	struct errand lock;
	int64_t lock_after; /* monotonic: when Teal's lock is asked for again */
};

/* run.c */
void run_push(struct run *, struct effects *taken); /* moves them to the end of the queue */
void run_push_event(struct run *, const struct event *); /* takes its data */
bool run_flush(struct run *); /* performs what can be; true when the queue is empty */
void run_fold(struct run *, const struct event *); /* volatile: into the model at once; frees its data */
void run_logf(struct run *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void run_found(struct run *, struct findings *taken);
void run_glanced(struct run *, struct findings *taken);

/* exec.c */
void exec_begin(struct run *, const struct act *, struct commands *taken);
bool exec_turn(struct run *); /* true when something happened */
void exec_cancel(struct run *);
void exec_release(struct run *);
bool exec_uses(const struct run *, enum side); /* a command runs in that side's writing session */

/* probes.c */
void probes_init(struct run *);
void probes_turn(struct run *);
void probes_again(struct run *);
int64_t probes_next(const struct run *); /* monotonic, INT64_MAX none */
void probes_release(struct run *);

/* documents.c */
void run_documents_turn(struct run *);
void run_documents_again(struct run *); /* what failed is asked for once more */
void run_documents_release(struct run *);

/* sessions.c */
void sessions_init(struct run *);
/* SESSION_NEVER sets err; SESSION_SOON: the password is being asked for. */
enum session_state session_get(struct run *, enum side, enum session_kind, struct pg **, struct err *);
/* The same for sessions that others open (a verification); what spec points to is the run's. */
enum session_state session_spec(struct run *, enum side, struct pg_spec *, struct err *);
/* To be told of every answer: notices a refused password and a lost lock. */
void session_answered(struct run *, enum side, const struct reply *);
void sessions_turn(struct run *);
void sessions_release(struct run *);

/* passwords.c */
void password_init(struct run *, enum side);
enum session_state password_get(struct link *, struct err *);
/* sql with COMMAND_PASSWORD replaced, for use inside a conninfo inside an SQL literal; owned, to be wiped.
 * NULL and err when it is not known. */
char *session_sql_with_password(struct run *, const char *sql, struct err *);
/* What a server said about such a text, with the password cut out in each form in which it may stand there; owned, NULL for NULL. */
char *session_hide_password(struct run *, const char *said);

#endif
