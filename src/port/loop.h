/* One thread, one poll(2). A waiter is asked each turn what it waits for, and is then given its turn: nothing is registered,
 * so a library may swap its descriptors at any time (libpq does while it connects). */
#ifndef TEAL_PORT_LOOP_H
#define TEAL_PORT_LOOP_H

#include <stdbool.h>
#include <stdint.h>

struct loop;
struct loop_ask;
struct loop_ready;

/* A waiter lives in its owner; it must be removed before the owner goes. ask says what is waited for; turn is called in every turn
 * (ready or not) and must return at once. A turn may add and remove waiters, also its own. */
struct waiter {
	void (*ask)(void *self, struct loop_ask *);
	void (*turn)(void *self, const struct loop_ready *, int64_t now);
	void *self;
	void (*gone)(void *self); /* may be NULL; called by loop_free for a waiter that is still in: it frees what it owns */
	void (*end)(
		void *self); /* may be NULL; called by loop_end: what is under way shall come to its end, and the waiter leave the loop */
};

/* A program has one loop; a few more (tests, nested programs) may live at the same time. */
struct loop *loop_new(void);
void loop_free(struct loop *);
/* Before loop_free: turns until every waiter that has an end has left, for at most this long. */
void loop_end(struct loop *, int64_t within_ms);
void loop_add(struct loop *, struct waiter *);
void loop_remove(struct loop *, struct waiter *);

/* In ask. events: POLLIN | POLLOUT. by: monotonic milliseconds (loop_now). */
void loop_want_fd(struct loop_ask *, int fd, short events);
void loop_want_by(struct loop_ask *, int64_t by);
/* In turn: what poll said of fd to this waiter, 0 when nothing or when it had not asked. */
short loop_revents(const struct loop_ready *, int fd);

/* One turn: asks, polls for at most max_wait_ms (-1: until something happens), gives every waiter its turn.
 * Not to be called from within a turn.
 * Also reaps children (port/child.h) by a SIGCHLD that loop_new catches through a pipe of its own. */
void loop_turn(struct loop *, int64_t max_wait_ms);

/* Makes the current or next poll return at once; safe in a signal handler. */
void loop_wake(struct loop *);

int64_t loop_now(void); /* monotonic, milliseconds */
/* Since 1970 UTC, milliseconds. It is set once, by the first who asks, and goes on evenly from there, also while the machine sleeps:
 * who sets the system's clock changes no age and no deadline of this program. */
int64_t loop_wall(void);
/* What stands in a journal lies behind us: from now on loop_wall is not before this. */
void loop_wall_not_before(int64_t wall);
/* The system's clock as it is now. How far it is ahead of loop_wall (behind: negative) tells that somebody has set it. */
int64_t loop_wall_system(void);

#endif
