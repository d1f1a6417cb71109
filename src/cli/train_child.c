/* A child that runs as long as a pipe is open. port/child.h does not fit: its children have a deadline and one result, and this one prints
 * lines for as long as it runs. */
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

/* Milliseconds for the sandbox to end by itself, and after a SIGTERM. */
enum { CLEAN_UP_MS = 15000, LAST_MS = 2000 };

/* The child's two output streams. */
enum { FROM_OUT, FROM_ERR, STREAMS };

/* The child from train_child_start to train_child_stop. */
struct train_child {
	struct loop *loop;
	struct waiter waiter;
	int pid; /* 0: reaped */
	int status; /* of waitpid; valid once the child is reaped */
	int in, from[STREAMS]; /* Teal's ends of the three pipes, -1: closed */
	struct str text[STREAMS]; /* lines that have not ended yet */
	char *ready; /* the ready line, owned; NULL: it has not come yet */
	train_line *line;
};

/* Safe on a closed one. */
static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* One line of n bytes. On standard output only the first line counts; standard error is for people and is escaped. */
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

/* Takes all whole lines; one without a newline only when the buffer is full or the stream has ended. */
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

/* The buffer always has space, since take_lines takes a line that fills it. */
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

/* Wakes for each stream that is still open. */
static void ask(void *self, struct loop_ask *a)
{
	struct train_child *c = self;

	for (int i = 0; i < STREAMS; i++)
		if (c->from[i] >= 0)
			loop_want_fd(a, c->from[i], POLLIN);
}

/* Reads only after poll(2) has reported data, since the pipes block. */
static void turn(void *self, const struct loop_ready *ready, int64_t now)
{
	struct train_child *c = self;

	(void)now;
	for (int i = 0; i < STREAMS; i++)
		if (c->from[i] >= 0 && loop_revents(ready, c->from[i]))
			read_some(c, i);
}

/* In the child, between fork and exec: async-signal-safe calls only. A session of its own keeps Ctrl-C on the terminal for Teal. */
static _Noreturn void become(const char *const *argv, char *const *env, const int ends[3])
{
	setsid();
	signals_restore();
	if (dup2(ends[0], STDIN_FILENO) >= 0 && dup2(ends[1], STDOUT_FILENO) >= 0 && dup2(ends[2], STDERR_FILENO) >= 0)
		execve(argv[0], (char *const *)argv, env);
	_exit(127);
}

/* Makes the pipes and forks. On failure errno is the reason, and the caller's release() closes the pipes. */
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

/* A sandbox that still runs ends when its standard input is closed here. */
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

/* A program that cannot be executed does not fail here: its process ends with status 127. */
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

/* Waits for the end of the output as well, so that a ready line with an error is not missed. */
bool train_child_ended(struct train_child *c)
{
	if (c->pid > 0 && waitpid(c->pid, &c->status, WNOHANG) != 0)
		c->pid = 0;
	return c->pid == 0 && c->from[FROM_OUT] < 0;
}

/* By the exit status, which teal-sandbox shares with Teal. */
bool train_child_refused(const struct train_child *c)
{
	return c->pid == 0 && WIFEXITED(c->status) && WEXITSTATUS(c->status) == EXIT_USAGE;
}

/* The process has ended; its pipes may still have text in them. */
static bool gone(struct train_child *c)
{
	train_child_ended(c);
	return c->pid == 0;
}

/* Turns the loop until the process has ended, at most for ms milliseconds. */
static bool wait_for_end(struct train_child *c, int64_t ms)
{
	int64_t by = loop_now() + ms;

	/* Ctrl-C ends the wait; the sandbox still removes its files by itself. */
	while (!gone(c) && loop_now() < by && !signals_interrupts())
		loop_turn(c->loop, 100);
	return gone(c);
}

/* Frees in any case. Standard error is read a moment longer, since the last line may name a folder that was kept. */
bool train_child_stop(struct train_child *c)
{
	bool ended;

	close_fd(&c->in);
	signals_interrupts();
	ended = wait_for_end(c, CLEAN_UP_MS);
	if (!ended) {
		/* Not SIGKILL, which would keep the sandbox from removing its files. */
		kill(c->pid, SIGTERM);
		wait_for_end(c, LAST_MS);
	}
	/* After the end of the process its last line may still be in the pipe. */
	for (int64_t by = loop_now() + 200; c->from[FROM_ERR] >= 0 && loop_now() < by;)
		loop_turn(c->loop, 50);
	release(c);
	return ended;
}
