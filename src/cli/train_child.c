/* A child that lives on an open pipe. Not by port/child.h: that one knows deadlines and answers, this
 * one has neither; it talks as long as it lives. */
#include "config.h"

#include "cli/train_child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/signals.h"
#include "plan/ending.h"
#include "port/child.h"
#include "port/loop.h"

/* Milliseconds for the sandbox to end by itself, and then after a SIGTERM. */
enum { CLEAN_UP_MS = 15000, LAST_MS = 2000 };

enum { FROM_OUT, FROM_ERR, STREAMS };

struct train_child {
	struct loop *loop;
	struct waiter waiter;
	int pid; /* 0: reaped */
	int status; /* as waitpid gave it; good once it was reaped */
	int in, from[STREAMS]; /* -1: closed */
	struct str text[STREAMS]; /* begun lines */
	char *ready; /* owned */
	train_line *line;
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Only the first line of standard output counts; all of standard error is for people, made harmless. */
static void take_line(struct train_child *c, int stream, size_t n)
{
	struct str safe;

	str_init(&safe, STR_LINE);
	if (stream == FROM_OUT && !c->ready) {
		c->ready = mem_dupn(c->text[stream].s, n);
	} else if (stream == FROM_ERR && c->line) {
		str_add_safe(&safe, c->text[stream].s, n, STR_ONE_LINE);
		c->line(str_text(&safe));
	}
	str_release(&safe);
}

/* A line without an end is one when nothing more fits, or nothing more comes. */
static void take_lines(struct train_child *c, int stream)
{
	struct str *text = &c->text[stream];

	while (text->len) {
		const char *newline = memchr(text->s, '\n', text->len);
		size_t n = newline ? (size_t)(newline - text->s) : text->len;

		if (!newline && text->len < text->max && c->from[stream] >= 0)
			return;
		take_line(c, stream, n);
		str_cut(text, newline ? n + 1 : n);
	}
}

/* There is always room: a line that fills the text is taken as it is (take_lines). */
static void read_some(struct train_child *c, int stream)
{
	char bytes[4096];
	size_t space = c->text[stream].max - c->text[stream].len;
	ssize_t n = read(c->from[stream], bytes, space < sizeof bytes ? space : sizeof bytes);

	if (n > 0)
		str_addn(&c->text[stream], bytes, (size_t)n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		close_fd(&c->from[stream]);
	take_lines(c, stream);
}

static void ask(void *self, struct loop_ask *a)
{
	struct train_child *c = self;

	for (int i = 0; i < STREAMS; i++)
		if (c->from[i] >= 0)
			loop_want_fd(a, c->from[i], POLLIN);
}

/* Only when poll said so: the pipes block. */
static void turn(void *self, const struct loop_ready *ready, int64_t now)
{
	struct train_child *c = self;

	(void)now;
	for (int i = 0; i < STREAMS; i++)
		if (c->from[i] >= 0 && loop_revents(ready, c->from[i]))
			read_some(c, i);
}

/* In the child, between fork and exec: only what is safe there. Its own session, so that Ctrl-C is Teal's. */
static _Noreturn void become(const char *const *argv, char *const *env, const int ends[3])
{
	setsid();
	signals_restore();
	if (dup2(ends[0], STDIN_FILENO) >= 0 && dup2(ends[1], STDOUT_FILENO) >= 0 && dup2(ends[2], STDERR_FILENO) >= 0)
		execve(argv[0], (char *const *)argv, env);
	_exit(127);
}

/* On failure the caller's release closes what was opened; errno is the cause. */
static bool start(struct train_child *c, const char *const *argv)
{
	int in[2] = { -1, -1 }, out[2] = { -1, -1 }, err[2] = { -1, -1 };
	bool ok = pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0 && pipe2(err, O_CLOEXEC) == 0;

	if (ok) {
		char **env = child_environment();

		fflush(stdout);
		c->pid = fork();
		if (c->pid == 0)
			become(argv, env, (const int[]){ in[0], out[1], err[1] });
		ok = c->pid > 0;
		free(env);
	}
	close_fd(&in[0]);
	close_fd(&out[1]);
	close_fd(&err[1]);
	c->in = in[1];
	c->from[FROM_OUT] = out[0];
	c->from[FROM_ERR] = err[0];
	return ok;
}

/* Closing its standard input is what ends a sandbox that still runs. */
static void release(struct train_child *c)
{
	loop_remove(c->loop, &c->waiter);
	close_fd(&c->in);
	for (int i = 0; i < STREAMS; i++) {
		close_fd(&c->from[i]);
		str_release(&c->text[i]);
	}
	free(c->ready);
	free(c);
}

/* That a program cannot be executed is noticed by its end, not here. */
struct train_child *train_child_start(struct loop *loop, const char *const *argv, train_line *line, struct err *err)
{
	struct train_child *c = mem_zalloc(1, sizeof *c);
	int why;

	c->loop = loop;
	c->line = line;
	for (int i = 0; i < STREAMS; i++)
		str_init(&c->text[i], STR_LINE);
	c->waiter = (struct waiter){ .ask = ask, .turn = turn, .self = c };
	loop_add(loop, &c->waiter);
	if (start(c, argv))
		return c;
	why = errno;
	c->pid = 0;
	release(c);
	err_whyf(err, ERR_ENVIRONMENT, _("the training cannot be started"), _("End some programs and try again."), "%s: %s", argv[0],
	         strerror(why));
	return NULL;
}

void train_child_say(struct train_child *c, train_line *line)
{
	c->line = line;
}

const char *train_child_ready(const struct train_child *c)
{
	return c->ready;
}

/* Its last words are read before it counts as ended. */
bool train_child_ended(struct train_child *c)
{
	if (c->pid > 0 && waitpid(c->pid, &c->status, WNOHANG) != 0)
		c->pid = 0;
	return c->pid == 0 && c->from[FROM_OUT] < 0;
}

bool train_child_refused(const struct train_child *c)
{
	return c->pid == 0 && WIFEXITED(c->status) && WEXITSTATUS(c->status) == EXIT_USAGE;
}

/* Reaped, whatever its pipes still hold. */
static bool gone(struct train_child *c)
{
	train_child_ended(c);
	return c->pid == 0;
}

static bool wait_for_end(struct train_child *c, int64_t ms)
{
	int64_t by = loop_now() + ms;

	/* A second Ctrl-C means now; the sandbox cleans up on its own all the same. */
	while (!gone(c) && loop_now() < by && !signals_interrupts())
		loop_turn(c->loop, 100);
	return gone(c);
}

/* Frees in any case. Standard error is read a moment longer: the last line tells what was left. */
bool train_child_stop(struct train_child *c)
{
	bool ended;

	close_fd(&c->in);
	signals_interrupts();
	ended = wait_for_end(c, CLEAN_UP_MS);
	if (!ended) {
		/* Not SIGKILL, which would take its chance to clear away. */
		kill(c->pid, SIGTERM);
		wait_for_end(c, LAST_MS);
	}
	/* It has ended, but its last line may still be in the pipe. */
	for (int64_t by = loop_now() + 200; c->from[FROM_ERR] >= 0 && loop_now() < by;)
		loop_turn(c->loop, 50);
	release(c);
	return ended;
}
