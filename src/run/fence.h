/* The fence's patience: runs one transaction that takes locks on all tables of the source (SHARE ROW EXCLUSIVE, as CREATE TRIGGER
 * does) with a short lock_timeout of its own, and deals with who is in the way. Three tries; each that fails on a lock names the
 * blockers. Then exactly these are ended (pg_terminate_backend), with up to three more tries. A session that is in the way holds, for
 * at least as long as the lock was waited for, a transaction id or a lock that conflicts with writing (PostgreSQL manual 13.3, table
 * of lock modes); Teal's own sessions and walsenders are never touched. Prepared transactions are named, but cannot be ended. */
#ifndef TEAL_RUN_FENCE_H
#define TEAL_RUN_FENCE_H

#include <stdint.h>

struct err;
struct fence;
struct loop;
struct pg;
struct reply;

struct fence_watch {
	/* A line for the log: who is in the way, who was ended. Harmless for a terminal. */
	void (*log)(void *self, const char *line);
	/* The end. error NULL: reply is the server's answer to the transaction, good or bad, to be judged by the caller (a bad one was
	 * rolled back).
	 * Else the locks were not given: error names who is in the way. The fence is freed when this returns. */
	void (*done)(void *self, const struct reply *reply, const struct err *error);
	void *self;
};

/* session: the writing one of the source; stays the caller's and must outlive the fence. application: the name of Teal's own
 * sessions. deadline_ms: of each try. */
struct fence *fence_start(struct loop *, struct pg *session, const char *application, const char *sql, int64_t deadline_ms,
                          const struct fence_watch *);
/* Gives up: cancels what runs and rolls it back; done is not called. Safe on NULL; not in done. */
void fence_stop(struct fence *);

#endif
