#include "config.h"

#include "port/loop.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "tests/unit/check.h"

/* A source that notes what happens to it and can do one thing in its turn. */
struct probe {
	struct waiter waiter;
	struct loop *loop;
	int fd, quiet; /* quiet: a second one, on which nothing happens */
	int64_t by;
	int asks, turns, gone;
	short seen, seen_quiet;
	struct probe *remove, *add;
};

static void probe_ask(void *self, struct loop_ask *ask)
{
	struct probe *p = self;

	p->asks++;
	if (p->fd >= 0)
		loop_want_fd(ask, p->fd, POLLIN);
	if (p->quiet >= 0)
		loop_want_fd(ask, p->quiet, POLLIN);
	if (p->by)
		loop_want_by(ask, p->by);
}

static void probe_turn(void *self, const struct loop_ready *ready, int64_t now)
{
	struct probe *p = self;

	(void)now;
	p->turns++;
	p->seen = loop_revents(ready, p->fd);
	p->seen_quiet = loop_revents(ready, p->quiet);
	if (p->remove)
		loop_remove(p->loop, &p->remove->waiter);
	if (p->add)
		loop_add(p->loop, &p->add->waiter);
	p->remove = p->add = NULL;
}

static void probe_gone(void *self)
{
	((struct probe *)self)->gone++;
}

static void probe_init(struct probe *p, struct loop *l)
{
	*p = (struct probe){ .loop = l, .fd = -1, .quiet = -1 };
	p->waiter = (struct waiter){ .ask = probe_ask, .turn = probe_turn, .gone = probe_gone, .self = p };
}

static void readable_descriptor_is_told(void)
{
	struct loop *l = loop_new();
	struct probe p;
	int ends[2], other[2];

	CHECK(pipe2(ends, O_CLOEXEC) == 0 && pipe2(other, O_CLOEXEC) == 0);
	probe_init(&p, l);
	p.fd = ends[0];
	p.quiet = other[0];
	loop_add(l, &p.waiter);
	loop_turn(l, 0);
	CHECK_INT(p.seen, 0);
	CHECK_INT(write(ends[1], "x", 1), 1);
	loop_turn(l, -1);
	CHECK(p.seen & POLLIN);
	CHECK_INT(p.seen_quiet, 0);
	CHECK_INT(p.turns, 2);
	loop_remove(l, &p.waiter);
	loop_turn(l, 0);
	CHECK_INT(p.turns, 2);
	close(ends[0]);
	close(ends[1]);
	close(other[0]);
	close(other[1]);
	loop_free(l);
	CHECK_INT(p.gone, 0);
}

static void revents_belong_to_the_one_who_asked(void)
{
	struct loop *l = loop_new();
	struct probe one, other;
	int ends[2];

	CHECK(pipe2(ends, O_CLOEXEC) == 0);
	CHECK_INT(write(ends[1], "x", 1), 1);
	probe_init(&one, l);
	probe_init(&other, l);
	one.fd = ends[0];
	loop_add(l, &one.waiter);
	loop_add(l, &other.waiter);
	loop_turn(l, 0);
	CHECK(one.seen & POLLIN);
	other.fd = ends[0];
	one.fd = -1;
	loop_turn(l, 0);
	CHECK(other.seen & POLLIN);
	CHECK_INT(one.seen, 0);
	close(ends[0]);
	close(ends[1]);
	loop_free(l);
}

static void deadline_ends_the_wait(void)
{
	struct loop *l = loop_new();
	struct probe p;
	int64_t start = loop_now();

	probe_init(&p, l);
	p.by = start + 60;
	loop_add(l, &p.waiter);
	loop_turn(l, -1);
	CHECK(loop_now() >= start + 60);
	p.by = 0;
	start = loop_now();
	loop_turn(l, 40);
	CHECK(loop_now() >= start + 40);
	p.by = 1;
	loop_turn(l, -1);
	CHECK_INT(p.turns, 3);
	loop_free(l);
	CHECK_INT(p.gone, 1);
}

static void sources_come_and_go_within_a_turn(void)
{
	struct loop *l = loop_new();
	struct probe p[4];

	for (int i = 0; i < 4; i++)
		probe_init(&p[i], l);
	for (int i = 0; i < 3; i++)
		loop_add(l, &p[i].waiter);
	p[0].remove = &p[1];
	p[2].remove = &p[2];
	p[0].add = &p[3];
	loop_turn(l, 0);
	CHECK_INT(p[0].turns, 1);
	CHECK_INT(p[1].turns, 0);
	CHECK_INT(p[2].turns, 1);
	CHECK_INT(p[3].turns, 0);
	loop_turn(l, 0);
	CHECK_INT(p[0].turns, 2);
	CHECK_INT(p[1].asks, 1);
	CHECK_INT(p[2].turns, 1);
	CHECK_INT(p[3].turns, 1);
	loop_free(l);
	CHECK_INT(p[0].gone + p[1].gone * 10 + p[2].gone * 100 + p[3].gone * 1000, 1001);
}

static void wake_returns_at_once(void)
{
	struct loop *l = loop_new();

	loop_wake(l);
	loop_turn(l, -1);
	for (int i = 0; i < 100000; i++)
		loop_wake(l);
	loop_turn(l, -1);
	CHECK(true);
	loop_free(l);
}

static void ended_child_wakes_every_loop(void)
{
	struct loop *l = loop_new(), *other = loop_new();
	pid_t pid = fork();

	if (pid == 0)
		_exit(7);
	loop_turn(l, 10000);
	loop_turn(other, 10000);
	int status = 0;
	CHECK_INT(waitpid(pid, &status, WNOHANG), pid);
	CHECK_INT(WEXITSTATUS(status), 7);
	loop_free(other);
	loop_free(l);
	struct sigaction now;
	sigaction(SIGCHLD, NULL, &now);
	CHECK(now.sa_handler == SIG_DFL);
}

/* Instead of the library's: the tests set the system's clock. */
static int64_t set_by_ms;

int clock_gettime(clockid_t id, struct timespec *t)
{
	int rc = (int)syscall(SYS_clock_gettime, id, t);

	if (id == CLOCK_REALTIME)
		t->tv_sec += (time_t)(set_by_ms / 1000);
	return rc;
}

static void who_sets_the_clock_changes_no_age(void)
{
	int64_t before = loop_wall(), theirs = loop_wall_system();

	CHECK(theirs - before < 1000 && before - theirs < 1000);
	set_by_ms = -3600000;
	CHECK(loop_wall() >= before && loop_wall() < before + 60000);
	CHECK(loop_wall_system() < before - 3500000);
	set_by_ms = 3600000;
	CHECK(loop_wall() >= before && loop_wall() < before + 60000);
	set_by_ms = 0;
	loop_wall_not_before(before + 100000);
	CHECK(loop_wall() >= before + 100000 && loop_wall() < before + 160000);
	loop_wall_not_before(before);
	CHECK(loop_wall() >= before + 100000);
}

static const struct check_case cases[] = {
	{ "a readable descriptor is told", readable_descriptor_is_told },
	{ "revents belong to the source that asked", revents_belong_to_the_one_who_asked },
	{ "a deadline ends the wait, not earlier", deadline_ends_the_wait },
	{ "sources come and go within a turn", sources_come_and_go_within_a_turn },
	{ "wake returns at once and never blocks", wake_returns_at_once },
	{ "an ended child wakes every loop, and the handler is put back", ended_child_wakes_every_loop },
	{ "who sets the clock changes no age", who_sets_the_clock_changes_no_age },
};

CHECK_MAIN(cases)
