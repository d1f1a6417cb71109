/* The loop: one poll(2), and a pipe that wakes it. There is no table of registered descriptors; each
 * turn begins with asking. */
#include "config.h"

#include "port/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>

#include "base/mem.h"

/* A fixed number, because a signal handler walks over it. */
enum { LOOPS_MAX = 8 };

/* first: where its descriptors begin in the poll array of this turn. */
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

/* What is collected while the waiters are asked; by: the earliest of their times. */
struct loop_ask {
	struct loop *loop;
	int64_t by;
};

/* One waiter's part of the poll array: it cannot see what others wait for. */
struct loop_ready {
	const struct pollfd *fd;
	size_t count;
};

/* What the SIGCHLD handler writes to; a signal handler can reach nothing but statics. */
static volatile sig_atomic_t wake_fd[LOOPS_MAX];
static int loops;
/* How SIGCHLD was handled before the first loop; the last one puts it back. */
static struct sigaction before;

/* Safe in a signal handler. */
static void poke(int fd)
{
	int saved = errno;
	ssize_t n = write(fd, "", 1);

	(void)n; /* a full pipe wakes just as well */
	errno = saved;
}

/* Reaps nothing: whose child it was is found out by the owner of the child, in its turn. */
static void child_ended(int sig)
{
	(void)sig;
	for (int i = 0; i < LOOPS_MAX; i++)
		if (wake_fd[i] > 0)
			poke((int)wake_fd[i]);
}

/* SA_RESTART spares everybody else an EINTR; poll is interrupted all the same (signal(7)). A free place
 * is 0, which the writing end of a pipe never is: the reading end would have taken that number. */
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

static void forget_children(int fd)
{
	for (int i = 0; i < LOOPS_MAX; i++)
		if (wake_fd[i] == fd)
			wake_fd[i] = 0;
	if (--loops == 0)
		sigaction(SIGCHLD, &before, NULL);
}

/* Both ends are non-blocking: a handler must not hang on a full pipe, nor a turn on an empty one. */
struct loop *loop_new(void)
{
	struct loop *l = mem_zalloc(1, sizeof *l);

	if (pipe2(l->wake, O_CLOEXEC | O_NONBLOCK) < 0)
		mem_die("no pipe for the event loop: too many open files");
	watch_children(l->wake[1]);
	return l;
}

static bool is_ending(const struct loop *l)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->slot[i].waiter && l->slot[i].waiter->end)
			return true;
	return false;
}

/* Only those that are in by now are told: whoever adds one at the end knows that it is the end. */
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

/* Each place is emptied before its gone is called, which may remove itself. */
void loop_free(struct loop *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->count; i++) {
		struct waiter *s = l->slot[i].waiter;

		l->slot[i].waiter = NULL;
		if (s && s->gone)
			s->gone(s->self);
	}
	forget_children(l->wake[1]);
	close(l->wake[0]);
	close(l->wake[1]);
	free(l->slot);
	free(l->fd);
	free(l);
}

/* When a turn goes on, it is asked in the next one. */
void loop_add(struct loop *l, struct waiter *s)
{
	if (l->count == l->cap) {
		l->slot = mem_grow(l->slot, l->cap, l->cap * 2 + 8, sizeof *l->slot);
		l->cap = l->cap * 2 + 8;
	}
	l->slot[l->count++] = (struct slot){ .waiter = s };
}

/* Only empties the place: during a turn the places of the others must not move. */
void loop_remove(struct loop *l, struct waiter *s)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->slot[i].waiter == s)
			l->slot[i].waiter = NULL;
}

/* Between turns only. The order stays: waiters have their turns in the order in which they were added. */
static void close_gaps(struct loop *l)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->count; i++)
		if (l->slot[i].waiter)
			l->slot[kept++] = l->slot[i];
	l->count = kept;
}

/* The array may move while it grows, so nobody holds a pointer into it before poll has returned. */
void loop_want_fd(struct loop_ask *ask, int fd, short events)
{
	struct loop *l = ask->loop;

	if (l->fds == l->fd_cap) {
		l->fd = mem_grow(l->fd, l->fd_cap, l->fd_cap * 2 + 16, sizeof *l->fd);
		l->fd_cap = l->fd_cap * 2 + 16;
	}
	l->fd[l->fds++] = (struct pollfd){ .fd = fd, .events = events };
}

/* The earliest time of all waiters counts; a time that has passed means at once. */
void loop_want_by(struct loop_ask *ask, int64_t by)
{
	if (by < ask->by)
		ask->by = by;
}

/* A waiter may have asked for the same descriptor twice: then what poll said is put together. */
short loop_revents(const struct loop_ready *ready, int fd)
{
	int said = 0;

	for (size_t i = 0; i < ready->count; i++)
		if (ready->fd[i].fd == fd)
			said |= ready->fd[i].revents;
	return (short)said;
}

/* Asks every waiter; returns how many were asked: one that is added meanwhile waits for the next turn. */
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

/* A poll that fails (a signal, no memory) told nothing: revents of an earlier call must not be read. */
static void wait_for(struct loop *l, int timeout)
{
	char bin[64];

	if (poll(l->fd, (nfds_t)l->fds, timeout) < 0)
		for (size_t i = 0; i < l->fds; i++)
			l->fd[i].revents = 0;
	while (read(l->wake[0], bin, sizeof bin) > 0)
		;
}

/* The clock is read once for all: waiters of one turn agree on what time it is. */
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
		/* Read before the turn, in which the places may move. */
		struct waiter *s = l->slot[i].waiter;
		size_t first = l->slot[i].first, end = i + 1 < asked ? l->slot[i + 1].first : l->fds;

		if (s)
			s->turn(s->self, &(struct loop_ready){ l->fd + first, end - first }, now);
	}
	l->turning = false;
	close_gaps(l);
}

void loop_wake(struct loop *l)
{
	poke(l->wake[1]);
}

/* Deadlines use the monotonic clock, so that setting a machine's time ends no child. It stands still
 * while the machine sleeps (clock_gettime(2)). */
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

/* Unlike the monotonic clock it counts the time of a suspended machine, in which all facts grow old (clock_gettime(2)). */
static int64_t uptime(void)
{
#ifdef CLOCK_BOOTTIME
	return read_clock(CLOCK_BOOTTIME);
#else
	return read_clock(CLOCK_MONOTONIC);
#endif
}

/* What the uptime is added to; 0: nobody has asked yet. */
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
