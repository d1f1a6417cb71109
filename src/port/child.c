/* Children: fork, exec, pipes and deadlines. What can fail or allocate is done before fork, and what has to
 * wait is done in the loop. What the output of a program means is judged elsewhere (codec/juju_run.h). */
#include "config.h"

#include "port/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "port/loop.h"

/* Milliseconds, and the most reads from one pipe in one turn of the loop. */
enum {
	LINGER_MS = 500, /* for a descendant that keeps a pipe open after the child ended */
	GIVE_UP_MS = 5000, /* after SIGKILL: one that the kernel cannot end (dead NFS) must not be waited for for ever */
	READS_PER_TURN = 64,
};

/* The deadline of a child that has none. Half of what int64_t holds, so that a sum with it does not overflow. */
#define FOR_EVER (INT64_MAX / 2)

/* One pipe of the child and the bytes that came through it, at most max_output. */
struct stream {
	int fd; /* -1 when closed */
	struct str kept;
};

struct child {
	struct loop *loop;
	struct waiter waiter;
	struct child_watch watch;
	pid_t pid;
	struct stream stream[2];
	/* Monotonic milliseconds; of those that follow, 0 is "not yet". */
	int64_t started, deadline;
	int64_t stopped; /* when SIGTERM was sent, 0: not */
	int64_t killed; /* when SIGKILL was sent */
	int64_t ended; /* when it was seen to have ended; it stays a zombie till the end, so that its process group keeps its number */
	bool timed_out;
};

/* What the forked half needs. It is made before fork, since nothing may be allocated between fork and exec in a
 * program with threads. */
struct launch {
	char *program;
	char *const *argv;
	char **env;
	const char *cwd;
	/* in, out and err become 0, 1 and 2; fail is closed by exec, or carries the errno of what did
	 * not work. */
	int in, out, err, fail;
};

/* Variables that hold a password or lead to one (PostgreSQL manual 34.15). juju needs none of them. */
static const char *const not_theirs[] = {
	"PGPASSWORD", "PGPASSFILE", "PGSERVICE", "PGSERVICEFILE", "PGSYSCONFDIR", "PGSSLKEY", "PGSSLPASSWORD",
};

/* True when entry ("NAME=value") is the variable that setting ("NAME=value" or "NAME") is about. */
static bool names(const char *entry, const char *setting)
{
	size_t n = strcspn(setting, "=");

	return strncmp(entry, setting, n) == 0 && entry[n] == '=';
}

/* Removes the entries of the variable that setting names; returns how many are left. */
static size_t without(char **env, size_t n, const char *setting)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (!names(env[i], setting))
			env[kept++] = env[i];
	env[kept] = NULL;
	return kept;
}

/* Teal's environment with the changes, of which later ones win; only the array is owned. A variable in
 * not_theirs is passed on only when a change names it. */
static char **env_with(const char *const *changes)
{
	size_t n = 0, more = 0;
	char **env;

	while (environ && environ[n])
		n++;
	while (changes && changes[more])
		more++;
	env = mem_zalloc(n + more + 1, sizeof *env);
	for (size_t i = 0; i < n; i++)
		env[i] = environ[i];
	for (size_t i = 0; i < mem_count(not_theirs); i++)
		n = without(env, n, not_theirs[i]);
	for (size_t c = 0; c < more; c++) {
		n = without(env, n, changes[c]);
		if (strchr(changes[c], '='))
			env[n++] = (char *)changes[c];
		env[n] = NULL;
	}
	return env;
}

char **child_environment(void)
{
	return env_with(NULL);
}

/* Borrowed; NULL: not set. Asked for PATH, because the PATH that counts is the child's, after the changes. */
static const char *env_get(char **env, const char *name)
{
	for (; *env; env++)
		if (names(*env, name))
			return *env + strlen(name) + 1;
	return NULL;
}

/* A regular file that may be executed. X_OK alone is true for a folder, too. */
static bool runnable(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

/* Owned; NULL: there is no such program. Relative folders in PATH are passed over: which program runs must not
 * depend on the operator's current folder. */
static char *find_program(const char *name, const char *path)
{
	if (strchr(name, '/'))
		return mem_dup(name);
	if (!path)
		path = "/usr/local/bin:/usr/bin:/bin";
	while (*path) {
		size_t n = strcspn(path, ":");
		char *full = *path == '/' ? mem_printf("%.*s/%s", (int)n, path, name) : NULL;

		if (full && runnable(full))
			return full;
		free(full);
		path += n + (path[n] == ':');
	}
	return NULL;
}

/* The descriptor of the child's standard input; -1 and errno on failure. A file in memory needs no writing turn
 * by turn and cannot raise SIGPIPE, and the program reads it like a pipe. */
static int open_input(const char *text)
{
	size_t n = text ? strlen(text) : 0, done = 0;
	int fd;

	if (!text)
		return open("/dev/null", O_RDONLY | O_CLOEXEC);
	fd = memfd_create("input", MFD_CLOEXEC);
	while (fd >= 0 && done < n) {
		ssize_t w = write(fd, text + done, n - done);

		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0) {
			close(fd);
			return -1;
		}
		done += (size_t)w;
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

/* exec resets handlers, but ignored and blocked signals would be inherited by the program. */
static void default_signals(void)
{
	struct sigaction act = { .sa_handler = SIG_DFL };
	sigset_t none;

	for (int sig = 1; sig < NSIG; sig++)
		sigaction(sig, &act, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* The forked half. A failure goes as errno through the pipe that a successful exec closes. */
static _Noreturn void become(const struct launch *go)
{
	/* No controlling terminal from here on: a prompt fails at once (facts/juju.md 2). */
	setsid();
	default_signals();
	if (dup2(go->in, 0) >= 0 && dup2(go->out, 1) >= 0 && dup2(go->err, 2) >= 0 && (!go->cwd || chdir(go->cwd) == 0)) {
#ifdef CLOSE_RANGE_CLOEXEC
		close_range(3, ~0u, CLOSE_RANGE_CLOEXEC); /* libraries may have opened without O_CLOEXEC */
#endif
		execve(go->program, go->argv, go->env);
	}
	if (write(go->fail, &errno, sizeof errno) < 0)
		_exit(126);
	_exit(127);
}

/* Signals are blocked during fork, so that no handler of Teal runs in the new process. Returns 0, or the errno
 * of what failed; after a failure nothing is left of the attempt. */
static int launch(const struct launch *go, int fail_read, int fail_write, pid_t *pid)
{
	sigset_t all, old;
	int why = 0;
	ssize_t n;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	*pid = fork();
	if (*pid == 0)
		become(go);
	if (*pid < 0)
		why = errno;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (why)
		return why;
	/* Teal's own copy of the writing end must be closed, or the read would wait for Teal itself. exec closes
	 * the child's copy: an end without bytes means success. */
	close(fail_write);
	do
		n = read(fail_read, &why, sizeof why);
	while (n < 0 && errno == EINTR);
	if (n != sizeof why)
		return 0;
	while (waitpid(*pid, NULL, 0) < 0 && errno == EINTR)
		;
	return why;
}

/* Closes the descriptors that are open. errno may have changed afterwards. */
static void close_all(int *fd, int n)
{
	for (int i = 0; i < n; i++)
		if (fd[i] >= 0)
			close(fd[i]);
}

/* Moves a descriptor that is 0, 1 or 2 out of the way, where dup2 in the child would overwrite it. That happens
 * when Teal was started with closed standard streams. */
static bool above_standard(int *fd)
{
	int moved;

	if (*fd < 0 || *fd > 2)
		return *fd >= 0;
	moved = fcntl(*fd, F_DUPFD_CLOEXEC, 3);
	close(*fd);
	*fd = moved;
	return moved >= 0;
}

/* Opens input and pipes, launches, and keeps the reading ends. fd holds what the child uses (in, out, err,
 * fail), then what Teal uses. Returns 0 or errno. */
static int start(struct child *c, const struct child_spec *spec, struct launch *go)
{
	enum { IN, OUT_W, ERR_W, FAIL_W, OUT_R, ERR_R, FAIL_R, FDS };
	int fd[FDS] = { -1, -1, -1, -1, -1, -1, -1 }, why;
	static const int pair[3][2] = { { OUT_R, OUT_W }, { ERR_R, ERR_W }, { FAIL_R, FAIL_W } };

	fd[IN] = open_input(spec->input);
	for (int i = 0; i < 3 && fd[IN] >= 0; i++) {
		int ends[2] = { -1, -1 };

		if (pipe2(ends, O_CLOEXEC) == 0) {
			fd[pair[i][0]] = ends[0];
			fd[pair[i][1]] = ends[1];
		}
	}
	/* An input or a pipe that could not be made is noticed here as well, since its number is still -1. */
	for (int i = 0; i < FDS; i++) {
		if (above_standard(&fd[i]))
			continue;
		why = errno;
		close_all(fd, FDS);
		return why;
	}
	go->in = fd[IN];
	go->out = fd[OUT_W];
	go->err = fd[ERR_W];
	go->fail = fd[FAIL_W];
	why = launch(go, fd[FAIL_R], fd[FAIL_W], &c->pid);
	if (c->pid > 0)
		fd[FAIL_W] = -1; /* closed by launch */
	if (!why) {
		fcntl(c->stream[0].fd = fd[OUT_R], F_SETFL, O_NONBLOCK);
		fcntl(c->stream[1].fd = fd[ERR_R], F_SETFL, O_NONBLOCK);
		fd[OUT_R] = fd[ERR_R] = -1;
	}
	close_all(fd, FDS);
	return why;
}

/* Frees the struct, not the process: a child that still runs is left running. */
static void child_free(struct child *c)
{
	loop_remove(c->loop, &c->waiter);
	for (int i = 0; i < 2; i++) {
		if (c->stream[i].fd >= 0)
			close(c->stream[i].fd);
		str_release(&c->stream[i].kept);
	}
	free(c);
}

static void close_stream(struct stream *s)
{
	close(s->fd);
	s->fd = -1;
}

/* Reads what the pipe holds. Bounded, so that one child with endless output cannot hold the loop. */
static void drain(struct child *c, enum child_stream which)
{
	struct stream *s = &c->stream[which];
	char chunk[16384];

	for (int i = 0; i < READS_PER_TURN && s->fd >= 0; i++) {
		ssize_t n = read(s->fd, chunk, sizeof chunk);

		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		if (n <= 0) {
			close_stream(s);
			return;
		}
		str_addn(&s->kept, chunk, (size_t)n);
		if (c->watch.chunk)
			c->watch.chunk(c->watch.self, which, chunk, (size_t)n);
	}
}

/* WNOWAIT leaves the ended child a zombie: see .ended. */
static void note_end(struct child *c, int64_t now)
{
	siginfo_t info = { 0 };

	if (!c->ended && waitid(P_PID, (id_t)c->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == c->pid)
		c->ended = now;
}

/* Goes to the whole process group, whose number is the child's (setsid in become). Sent once only; SIGKILL is
 * sent by keep_deadline. */
static void terminate(struct child *c, int64_t now)
{
	if (c->stopped)
		return;
	c->stopped = now;
	kill(-c->pid, SIGTERM);
}

/* A child that has ended cannot time out any more, even while a descendant holds its pipes. */
static void keep_deadline(struct child *c, int64_t now)
{
	if (now >= c->deadline && !c->stopped && !c->ended) {
		c->timed_out = true;
		terminate(c, now);
	}
	if (c->stopped && !c->killed && now >= c->stopped + CHILD_GRACE_MS) {
		c->killed = now;
		kill(-c->pid, SIGKILL);
	}
}

/* True when the child has ended and both pipes are closed, when it has ended and the wait for the pipes is
 * over, or when it was killed and the kernel does not end it. */
static bool finished(const struct child *c, int64_t now)
{
	bool closed = c->stream[0].fd < 0 && c->stream[1].fd < 0;

	if (!c->ended)
		return c->killed && now >= c->killed + GIVE_UP_MS;
	return closed || now >= c->ended + LINGER_MS;
}

/* Reaps the child, reports the result and frees the struct. A child that was told to stop leaves nothing of its
 * group behind. */
static void finish(struct child *c, int64_t now)
{
	struct child_result r = { .exit_code = -1, .signal = SIGKILL, .timed_out = c->timed_out, .took_ms = now - c->started };
	int status;

	if (c->stopped)
		kill(-c->pid, SIGKILL);
	/* Once the child is reaped its number may be another process's: no signal from here on. */
	c->stopped = now;
	/* WNOHANG: a child that was given up stays a zombie, and is reported as ended by SIGKILL. */
	if (waitpid(c->pid, &status, WNOHANG) == c->pid) {
		r.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
		r.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	}
	r.out = c->stream[CHILD_OUT].kept;
	r.err = c->stream[CHILD_ERR].kept;
	r.cut = r.out.full || r.err.full;
	loop_remove(c->loop, &c->waiter);
	if (c->watch.done)
		c->watch.done(c->watch.self, &r);
	child_free(c);
}

/* The end of a child has no descriptor: SIGCHLD wakes the loop. Besides the pipes only a time is asked for. */
static void ask(void *self, struct loop_ask *want)
{
	struct child *c = self;

	for (int i = 0; i < 2; i++)
		if (c->stream[i].fd >= 0)
			loop_want_fd(want, c->stream[i].fd, POLLIN);
	if (c->ended)
		loop_want_by(want, c->stream[0].fd < 0 && c->stream[1].fd < 0 ? 0 : c->ended + LINGER_MS);
	else if (c->killed)
		loop_want_by(want, c->killed + GIVE_UP_MS);
	else if (c->stopped)
		loop_want_by(want, c->stopped + CHILD_GRACE_MS);
	else
		loop_want_by(want, c->deadline);
}

/* The end is noted before the pipes are read: what the child wrote until then is in the pipes. */
static void turn(void *self, const struct loop_ready *ready, int64_t now)
{
	struct child *c = self;

	note_end(c, now);
	for (int i = 0; i < 2; i++)
		if (c->stream[i].fd >= 0 && loop_revents(ready, c->stream[i].fd))
			drain(c, (enum child_stream)i);
	keep_deadline(c, now);
	if (finished(c, now))
		finish(c, now);
}

/* At the end of the program the watcher may be freed already, so done is not called. */
static void end(void *self)
{
	struct child *c = self;

	child_abandon(c);
	terminate(c, loop_now());
}

/* Without a loop_end before it, a running process goes on without Teal. */
static void gone(void *self)
{
	child_free(self);
}

/* Nothing runs yet; the struct is filled so that child_free is safe on it. */
static struct child *child_new(struct loop *l, const struct child_spec *spec, const struct child_watch *watch)
{
	struct child *c = mem_zalloc(1, sizeof *c);

	c->loop = l;
	c->waiter = (struct waiter){ .ask = ask, .turn = turn, .self = c, .gone = gone, .end = end };
	c->watch = *watch;
	c->started = loop_now();
	c->deadline = c->started + (spec->deadline_ms < FOR_EVER ? spec->deadline_ms : FOR_EVER);
	for (int i = 0; i < 2; i++) {
		c->stream[i].fd = -1;
		str_init(&c->stream[i].kept, spec->max_output);
	}
	return c;
}

/* Always false. The folder is checked first, since the errno of exec is the same for a missing folder and a
 * missing program. */
static bool start_failed(const struct child_spec *spec, int why, struct err *err)
{
	char *what = mem_printf(_("%s cannot be started"), spec->argv[0]);

	if (spec->cwd && access(spec->cwd, X_OK) < 0)
		err_whyf(err, ERR_ENVIRONMENT, what, _("Choose a folder that exists and that you may enter."), _("the folder %s: %s"),
		         spec->cwd, strerror(errno));
	else if (why == ENOENT)
		err_set(err, ERR_ENVIRONMENT, what, _("there is no such program"), _("Install it, or add its folder to PATH."));
	else if (why == EACCES)
		err_set(err, ERR_ENVIRONMENT, what, strerror(why), _("Make it executable for you."));
	else
		err_set(err, ERR_WORLD, what, strerror(why), _("Free some resources of this machine, then try again."));
	free(what);
	return false;
}

/* Everything that the spec points to is copied or used up when this returns. */
struct child *child_start(struct loop *l, const struct child_spec *spec, const struct child_watch *watch, struct err *err)
{
	struct child *c = child_new(l, spec, watch);
	struct launch go = { .argv = (char *const *)spec->argv, .env = env_with(spec->env), .cwd = spec->cwd };
	int why = ENOENT;

	go.program = find_program(spec->argv[0], env_get(go.env, "PATH"));
	if (go.program)
		why = start(c, spec, &go);
	free(go.program);
	free(go.env);
	loop_add(l, &c->waiter);
	if (!why)
		return c;
	start_failed(spec, why, err);
	child_free(c);
	return NULL;
}

/* Also works on a child that has ended: the rest of its process group gets SIGTERM. */
void child_stop(struct child *c)
{
	terminate(c, loop_now());
}

/* The watcher may be freed right after this. The child stays in the loop, so that it is reaped when it ends. */
void child_abandon(struct child *c)
{
	c->watch = (struct child_watch){ 0 };
	c->deadline = FOR_EVER;
}

int child_pid(const struct child *c)
{
	return (int)c->pid;
}
