/* One thread, one poll(2). Each turn the loop asks every waiter what it waits for, polls, and gives every
 * waiter a turn. Nothing is registered, so that a library may swap its descriptors at any time (libpq does
 * while it connects). */
#ifndef TEAL_PORT_LOOP_H
#define TEAL_PORT_LOOP_H

#include <stdbool.h>
#include <stdint.h>

struct loop;
struct loop_ask;
struct loop_ready;

/* A waiter lives in its owner, and must be removed before the owner is freed. ask says what is waited for; turn
 * is called in every turn of the loop (ready or not) and must return at once. A turn may add and remove
 * waiters, its own included. */
struct waiter {
	void (*ask)(void *self, struct loop_ask *);
	void (*turn)(void *self, const struct loop_ready *, int64_t now);
	void *self;
	/* May be NULL. Called by loop_free for a waiter that is still in the loop: it frees what it owns. */
	void (*gone)(void *self);
	/* May be NULL. Called by loop_end: the waiter brings its work to an end and then leaves the loop. */
	void (*end)(void *self);
};

/* A program has one loop; a few more (tests, nested programs) may exist at the same time. */
struct loop *loop_new(void);
void loop_free(struct loop *);
/* To be called before loop_free: turns until every waiter that has an end has left, for at most this long. */
void loop_end(struct loop *, int64_t within_ms);
void loop_add(struct loop *, struct waiter *);
void loop_remove(struct loop *, struct waiter *);

/* To be called in ask. events: POLLIN | POLLOUT. by: monotonic milliseconds (loop_now). */
void loop_want_fd(struct loop_ask *, int fd, short events);
void loop_want_by(struct loop_ask *, int64_t by);
/* To be called in turn: the events that poll reported for fd to this waiter; 0 when there were none or the
 * waiter had not asked. */
short loop_revents(const struct loop_ready *, int fd);

/* One turn: asks, polls for at most max_wait_ms (-1: until something happens), gives every waiter its turn.
 * Must not be called from within a turn. Children (port/child.h) are noticed by a SIGCHLD that loop_new
 * catches; it writes into a pipe of the loop and so ends the poll. */
void loop_turn(struct loop *, int64_t max_wait_ms);

/* Makes the current or next poll return at once; safe in a signal handler. */
void loop_wake(struct loop *);

int64_t loop_now(void); /* monotonic, milliseconds */
/* Milliseconds since 1970 UTC. The clock is set once, at the first call, and runs evenly from there, also while
 * the machine sleeps: a change of the system's clock changes no age and no deadline of this program. */
int64_t loop_wall(void);
/* The times in a journal have passed: from this call on, loop_wall is not before wall. */
void loop_wall_not_before(int64_t wall);
/* The system's clock as it is now. Its difference to loop_wall shows that somebody has set it. */
int64_t loop_wall_system(void);

#endif
