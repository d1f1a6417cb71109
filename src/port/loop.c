/* The loop: one poll(2), and a pipe that wakes it. There is no table of registered descriptors; each turn
 * begins with asking every waiter. */
#include "config.h"

#include "port/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>

#include "base/mem.h"

/* A fixed number, because a signal handler walks over the array. */
enum { LOOPS_MAX = 8 };

/* A waiter's place. waiter is NULL after loop_remove; first is where its descriptors begin in the poll array of
 * this turn. */
struct slot {
	struct waiter *waiter;
	size_t first;
};

struct loop {
	struct slot *slot;
	size_t count, cap;
	/* Of the turn that goes on, rebuilt by each; [0] is the waking pipe. */
	struct pollfd *fd;
	size_t fds, fd_cap;
	/* [0] is polled and emptied, [1] is written by loop_wake and by SIGCHLD; neither blocks. */
	int wake[2];
	bool turning;
};

/* What is collected while the waiters are asked; by is the earliest of their times. */
struct loop_ask {
	struct loop *loop;
	int64_t by;
};

/* One waiter's part of the poll array: a waiter cannot see what others wait for. */
struct loop_ready {
	const struct pollfd *fd;
	size_t count;
};

/* The descriptors that the SIGCHLD handler writes to; a signal handler can reach nothing but statics. */
static volatile sig_atomic_t wake_fd[LOOPS_MAX];
/* How many loops exist; the handler is installed while there is one. */
static int loops;
/* How SIGCHLD was handled before the first loop; the last one puts it back. */
static struct sigaction before;

/* Wakes a poll by one byte. Safe in a signal handler. */
static void poke(int fd)
{
	int saved = errno;
	ssize_t n = write(fd, "", 1);

	(void)n; /* a full pipe wakes just as well */
	errno = saved;
}

/* Reaps nothing: the owner of the child finds out in its own turn whose child has ended. */
static void child_ended(int sig)
{
	(void)sig;
	for (int i = 0; i < LOOPS_MAX; i++)
		if (wake_fd[i] > 0)
			poke((int)wake_fd[i]);
}

/* SA_RESTART spares other system calls an EINTR; poll is interrupted all the same (signal(7)). A free place is
 * 0, which the writing end of a pipe never is, since the reading end is opened before it. */
static void watch_children(int fd)
{
	struct sigaction act = { .sa_handler = child_ended, .sa_flags = SA_RESTART | SA_NOCLDSTOP };

	if (loops++ == 0)
		sigaction(SIGCHLD, &act, &before);
	for (int i = 0; i < LOOPS_MAX; i++) {
		if (wake_fd[i] > 0)
			continue;
		wake_fd[i] = fd;
		return;
	}
	mem_die("too many loops");
}

/* The counterpart of watch_children. */
static void forget_children(int fd)
{
	for (int i = 0; i < LOOPS_MAX; i++)
		if (wake_fd[i] == fd)
			wake_fd[i] = 0;
	if (--loops == 0)
		sigaction(SIGCHLD, &before, NULL);
}

/* Both ends are non-blocking: the signal handler must not block on a full pipe, nor a turn on an empty one. */
struct loop *loop_new(void)
{
	struct loop *l = mem_zalloc(1, sizeof *l);

	if (pipe2(l->wake, O_CLOEXEC | O_NONBLOCK) < 0)
		mem_die("no pipe for the event loop: too many open files");
	watch_children(l->wake[1]);
	return l;
}

/* True while a waiter that has an end is still in the loop. */
static bool is_ending(const struct loop *l)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->slot[i].waiter && l->slot[i].waiter->end)
			return true;
	return false;
}

/* The end of a waiter that is added meanwhile is not called: its owner adds it knowing that the program ends. */
void loop_end(struct loop *l, int64_t within_ms)
{
	int64_t by = loop_now() + within_ms;
	size_t ending = l->count;

	for (size_t i = 0; i < ending; i++)
		if (l->slot[i].waiter && l->slot[i].waiter->end)
			l->slot[i].waiter->end(l->slot[i].waiter->self);
	while (is_ending(l) && loop_now() < by)
		loop_turn(l, by - loop_now());
}

/* Each place is emptied before its gone is called, since gone may remove the waiter itself. */
void loop_free(struct loop *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->count; i++) {
		struct waiter *w = l->slot[i].waiter;

		l->slot[i].waiter = NULL;
		if (w && w->gone)
			w->gone(w->self);
	}
	forget_children(l->wake[1]);
	close(l->wake[0]);
	close(l->wake[1]);
	free(l->slot);
	free(l->fd);
	free(l);
}

/* A waiter that is added during a turn is asked for the first time in the next one. */
void loop_add(struct loop *l, struct waiter *w)
{
	if (l->count == l->cap) {
		l->slot = mem_grow(l->slot, l->cap, l->cap * 2 + 8, sizeof *l->slot);
		l->cap = l->cap * 2 + 8;
	}
	l->slot[l->count++] = (struct slot){ .waiter = w };
}

/* Only empties the place: the places of the other waiters must not move during a turn. */
void loop_remove(struct loop *l, struct waiter *w)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->slot[i].waiter == w)
			l->slot[i].waiter = NULL;
}

/* Between turns only. The order stays, so that waiters have their turns in the order in which they were added. */
static void close_gaps(struct loop *l)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->count; i++)
		if (l->slot[i].waiter)
			l->slot[kept++] = l->slot[i];
	l->count = kept;
}

/* The array may move while it grows, so no pointer into it is kept before poll has returned. */
void loop_want_fd(struct loop_ask *ask, int fd, short events)
{
	struct loop *l = ask->loop;

	if (l->fds == l->fd_cap) {
		l->fd = mem_grow(l->fd, l->fd_cap, l->fd_cap * 2 + 16, sizeof *l->fd);
		l->fd_cap = l->fd_cap * 2 + 16;
	}
	l->fd[l->fds++] = (struct pollfd){ .fd = fd, .events = events };
}

/* The earliest time of all waiters counts; a time that has passed ends the poll at once. */
void loop_want_by(struct loop_ask *ask, int64_t by)
{
	if (by < ask->by)
		ask->by = by;
}

/* A waiter may have asked for the same descriptor twice: then the events of both are put together. */
short loop_revents(const struct loop_ready *ready, int fd)
{
	int said = 0;

	for (size_t i = 0; i < ready->count; i++)
		if (ready->fd[i].fd == fd)
			said |= ready->fd[i].revents;
	return (short)said;
}

/* Asks every waiter and returns how many were asked: a waiter that is added meanwhile waits for the next turn. */
static size_t ask_all(struct loop *l, struct loop_ask *ask)
{
	size_t asked = l->count;

	l->fds = 0;
	loop_want_fd(ask, l->wake[0], POLLIN);
	for (size_t i = 0; i < asked; i++) {
		l->slot[i].first = l->fds;
		if (l->slot[i].waiter)
			l->slot[i].waiter->ask(l->slot[i].waiter->self, ask);
	}
	return asked;
}

/* Milliseconds for poll, which takes an int; -1 only when neither a waiter nor the caller sets an end. */
static int timeout_of(int64_t by, int64_t max_wait_ms)
{
	int64_t left = INT_MAX;

	if (by != INT64_MAX)
		left = by - loop_now();
	if (max_wait_ms >= 0 && max_wait_ms < left)
		left = max_wait_ms;
	else if (by == INT64_MAX)
		return -1;
	return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

/* A poll that fails (a signal, no memory) reports nothing, so the revents of an earlier call must not be read. */
static void wait_for(struct loop *l, int timeout)
{
	char bin[64];

	if (poll(l->fd, (nfds_t)l->fds, timeout) < 0)
		for (size_t i = 0; i < l->fds; i++)
			l->fd[i].revents = 0;
	while (read(l->wake[0], bin, sizeof bin) > 0)
		;
}

/* The clock is read once, so that all waiters of one turn work with the same time. */
void loop_turn(struct loop *l, int64_t max_wait_ms)
{
	struct loop_ask ask = { .loop = l, .by = INT64_MAX };
	size_t asked;
	int64_t now;

	if (l->turning)
		mem_die("loop_turn was called from within a turn");
	l->turning = true;
	asked = ask_all(l, &ask);
	wait_for(l, timeout_of(ask.by, max_wait_ms));
	now = loop_now();
	for (size_t i = 0; i < asked; i++) {
		/* Both are read before the turn, in which the array may move. */
		struct waiter *w = l->slot[i].waiter;
		size_t first = l->slot[i].first, end = i + 1 < asked ? l->slot[i + 1].first : l->fds;

		if (w)
			w->turn(w->self, &(struct loop_ready){ l->fd + first, end - first }, now);
	}
	l->turning = false;
	close_gaps(l);
}

void loop_wake(struct loop *l)
{
	poke(l->wake[1]);
}

/* Milliseconds. Deadlines use the monotonic clock, so that setting a machine's time ends no child. That clock
 * stands still while the machine sleeps (clock_gettime(2)). */
static int64_t read_clock(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t loop_now(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

int64_t loop_wall_system(void)
{
	return read_clock(CLOCK_REALTIME);
}

/* Unlike the monotonic clock this one counts the time in which the machine was suspended, since facts grow old
 * in it (clock_gettime(2)). */
static int64_t uptime(void)
{
#ifdef CLOCK_BOOTTIME
	return read_clock(CLOCK_BOOTTIME);
#else
	return read_clock(CLOCK_MONOTONIC);
#endif
}

/* What is added to the uptime; 0: loop_wall was not called yet. */
static int64_t wall_base;

int64_t loop_wall(void)
{
	if (!wall_base)
		wall_base = loop_wall_system() - uptime();
	return wall_base + uptime();
}

void loop_wall_not_before(int64_t wall)
{
	if (loop_wall() < wall)
		wall_base += wall - loop_wall();
}
