#include "config.h"

#include "port/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/mem.h"
#include "port/loop.h"
#include "tests/unit/check.h"

enum { PATIENCE_MS = 20000 };

struct seen {
	struct child_result r;
	char *out, *err;
	size_t chunked;
	int done;
	bool stop_at_chunk;
	struct child *child;
};

static void on_chunk(void *self, enum child_stream which, const char *bytes, size_t n)
{
	struct seen *s = self;

	(void)bytes;
	s->chunked += which == CHILD_OUT ? n : 0;
	if (s->stop_at_chunk)
		child_stop(s->child);
}

static void on_done(void *self, const struct child_result *r)
{
	struct seen *s = self;

	s->r = *r;
	s->out = mem_dupn(str_text(&r->out), r->out.len);
	s->err = mem_dupn(str_text(&r->err), r->err.len);
	s->done++;
	child_stop(s->child);
}

static void wait_done(struct loop *l, struct seen *s)
{
	int64_t until = loop_now() + PATIENCE_MS;

	while (!s->done && loop_now() < until)
		loop_turn(l, 100);
	CHECK_INT(s->done, 1);
}

static void run_spec(struct seen *s, const struct child_spec *spec)
{
	struct loop *l = loop_new();
	struct err err = { 0 };

	s->child = child_start(l, spec, &(struct child_watch){ .chunk = on_chunk, .done = on_done, .self = s }, &err);
	if (CHECK(s->child != NULL))
		wait_done(l, s);
	loop_turn(l, 0);
	CHECK_INT(s->done, 1);
	loop_free(l);
}

static const char *const *shell(const char *script)
{
	static const char *argv[4];

	argv[0] = "sh";
	argv[1] = "-c";
	argv[2] = script;
	argv[3] = NULL;
	return argv;
}

static void run(struct seen *s, const char *script)
{
	run_spec(s, &(struct child_spec){ .argv = shell(script), .deadline_ms = PATIENCE_MS, .max_output = 4096 });
}

static void seen_release(struct seen *s)
{
	free(s->out);
	free(s->err);
	*s = (struct seen){ 0 };
}

static void streams_and_exit_code(void)
{
	struct seen s = { 0 };

	run(&s, "echo to out; echo to err >&2; exit 3");
	CHECK_INT(s.r.exit_code, 3);
	CHECK_INT(s.r.signal, 0);
	CHECK_STR(s.out, "to out\n");
	CHECK_STR(s.err, "to err\n");
	CHECK(!s.r.cut && !s.r.timed_out);
	seen_release(&s);
}

static void signal_is_told(void)
{
	struct seen s = { 0 };

	run(&s, "kill -9 $$");
	CHECK_INT(s.r.exit_code, -1);
	CHECK_INT(s.r.signal, SIGKILL);
	seen_release(&s);
}

static void refuse(const char *const *argv, const char *cwd, const char *word)
{
	struct loop *l = loop_new();
	struct seen s = { 0 };
	struct err err = { 0 };
	struct child_spec spec = { .argv = argv, .cwd = cwd, .deadline_ms = 1000, .max_output = 10 };

	CHECK(child_start(l, &spec, &(struct child_watch){ .done = on_done, .self = &s }, &err) == NULL);
	CHECK_INT(err.kind, ERR_ENVIRONMENT);
	CHECK(strstr(err.what, argv[0]) != NULL);
	if (!CHECK(strstr(err.why, word) != NULL))
		printf("# why: %s\n", err.why);
	loop_turn(l, 0);
	CHECK_INT(s.done, 0);
	loop_free(l);
}

static void failures_to_start_are_told_at_once(void)
{
	refuse((const char *[]){ "teal-no-such-program", NULL }, NULL, "no such program");
	refuse((const char *[]){ "/no/such/program", NULL }, NULL, "no such program");
	refuse((const char *[]){ "/etc/passwd", NULL }, NULL, "ermission");
	refuse((const char *[]){ "true", NULL }, "/no/such/folder", "/no/such/folder");
}

static void long_output_is_cut(void)
{
	struct seen s = { 0 };

	run(&s, "head -c 10000000 /dev/zero | tr '\\0' x; echo end >&2");
	CHECK_INT(s.r.exit_code, 0);
	CHECK(s.r.cut);
	CHECK_INT(s.r.out.len, 4096);
	CHECK_INT(s.chunked, 10000000);
	CHECK_STR(s.err, "end\n");
	seen_release(&s);
}

static void deadline_ends_the_whole_group(void)
{
	struct seen s = { 0 };
	int64_t before = loop_now();
	int pid = 0;

	run_spec(&s, &(struct child_spec){ .argv = shell("trap '' TERM; (trap '' TERM; echo $(exec sh -c 'echo $PPID'); while :; do sleep "
	                                                 "1; done) & while :; do sleep 1; done"),
	                                   .deadline_ms = 300,
	                                   .max_output = 4096 });
	CHECK(s.r.timed_out);
	CHECK_INT(s.r.signal, SIGKILL);
	CHECK(loop_now() - before >= 2300);
	CHECK(loop_now() - before < 10000);
	if (CHECK(s.out && sscanf(s.out, "%d", &pid) == 1))
		for (int64_t until = loop_now() + 5000; kill(pid, 0) == 0 && loop_now() < until;)
			usleep(10000);
	CHECK(kill(pid, 0) < 0 && errno == ESRCH);
	seen_release(&s);
}

static void polite_child_ends_at_sigterm(void)
{
	struct seen s = { 0 };

	run_spec(&s, &(struct child_spec){ .argv = (const char *[]){ "sleep", "60", NULL }, .deadline_ms = 100, .max_output = 10 });
	CHECK(s.r.timed_out);
	CHECK_INT(s.r.signal, SIGTERM);
	CHECK(s.r.took_ms < 1900);
	seen_release(&s);
}

static void stop_within_a_chunk(void)
{
	struct seen s = { .stop_at_chunk = true };

	run(&s, "echo first; exec sleep 60");
	CHECK_INT(s.r.signal, SIGTERM);
	CHECK(!s.r.timed_out);
	CHECK_STR(s.out, "first\n");
	seen_release(&s);
}

static void grandchild_with_the_pipe_does_not_hang_it(void)
{
	struct seen s = { 0 };
	int pid = 0;

	run(&s, "sleep 60 & echo $!");
	CHECK_INT(s.r.exit_code, 0);
	CHECK(s.r.took_ms >= 500 && s.r.took_ms < 5000);
	if (CHECK(s.out && sscanf(s.out, "%d", &pid) == 1))
		CHECK_INT(kill(pid, SIGKILL), 0);
	seen_release(&s);
}

static void input_is_read_and_ends(void)
{
	struct seen s = { 0 };

	run_spec(&s, &(struct child_spec){
			     .argv = shell("cat; echo done"), .input = "one\ntwo\n", .deadline_ms = PATIENCE_MS, .max_output = 4096 });
	CHECK_STR(s.out, "one\ntwo\ndone\n");
	seen_release(&s);
	run(&s, "cat; echo done");
	CHECK_STR(s.out, "done\n");
	seen_release(&s);
}

/* 180000000 are signals 32 and 33, the C library's own, which nobody can set back; make leaves them ignored. */
static void it_has_a_session_of_its_own_and_nothing_of_ours(void)
{
	struct seen s = { 0 };
	sigset_t usr, old;
	int leak = fcntl(1, F_DUPFD, 77);

	sigemptyset(&usr);
	sigaddset(&usr, SIGUSR1);
	sigprocmask(SIG_BLOCK, &usr, &old);
	signal(SIGPIPE, SIG_IGN);
	run(&s, "(echo x > /dev/tty) 2>/dev/null && echo terminal; test $$ = $(ps -o sid= -p $$) || test ! -x /bin/ps || echo session; "
	        "grep -E 'Sig(Blk|Ign)' /proc/self/status | "
	        "grep -qvE ':.(0+|0*180000000)$' && echo signals; ls /proc/self/fd | grep -q 77 && echo leaked; echo end");
	CHECK_STR(s.out, "end\n");
	seen_release(&s);
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, &old, NULL);
	close(leak);
}

static void environment_and_folder(void)
{
	struct seen s = { 0 };
	const char *const env[] = { "TEAL_A=1", "TEAL_B", "TEAL_C=x=y", "TEAL_A=2", NULL };

	setenv("TEAL_A", "old", 1);
	setenv("TEAL_B", "old", 1);
	run_spec(&s, &(struct child_spec){ .argv = shell("echo $TEAL_A ${TEAL_B-unset} $TEAL_C; pwd; test -n \"$PATH\" && echo path"),
	                                   .env = env,
	                                   .cwd = "/",
	                                   .deadline_ms = PATIENCE_MS,
	                                   .max_output = 4096 });
	CHECK_STR(s.out, "2 unset x=y\n/\npath\n");
	seen_release(&s);
}

static void program_is_looked_up_in_the_childs_path(void)
{
	char folder[] = "/tmp/teal-child-XXXXXX";
	struct seen s = { 0 };
	char *path, *script;
	FILE *f;

	if (!CHECK(mkdtemp(folder) != NULL))
		return;
	script = mem_printf("%s/teal-made-up", folder);
	path = mem_printf("PATH=.::%s:/usr/bin:/bin", folder);
	f = fopen(script, "we");
	fputs("#!/bin/sh\necho found\n", f);
	fchmod(fileno(f), 0700);
	fclose(f);
	run_spec(&s, &(struct child_spec){ .argv = (const char *[]){ "teal-made-up", NULL },
	                                   .env = (const char *[]){ path, NULL },
	                                   .deadline_ms = PATIENCE_MS,
	                                   .max_output = 4096 });
	CHECK_STR(s.out, "found\n");
	seen_release(&s);
	unlink(script);
	rmdir(folder);
	free(script);
	free(path);
}

static void abandoned_child_lives_on(void)
{
	struct loop *l = loop_new();
	struct seen s = { 0 };
	char folder[] = "/tmp/teal-child-XXXXXX";
	char *mark, *script;
	struct err err;

	if (!CHECK(mkdtemp(folder) != NULL))
		return;
	mark = mem_printf("%s/mark", folder);
	script = mem_printf("echo a; sleep 0.3; echo b; touch %s; sleep 60", mark);
	s.child = child_start(l, &(struct child_spec){ .argv = shell(script), .deadline_ms = 100, .max_output = 10 },
	                      &(struct child_watch){ .done = on_done, .self = &s }, &err);
	int pid = child_pid(s.child);
	child_abandon(s.child);
	for (int64_t until = loop_now() + PATIENCE_MS; access(mark, F_OK) < 0 && loop_now() < until;)
		loop_turn(l, 20);
	CHECK(access(mark, F_OK) == 0);
	CHECK_INT(s.done, 0);
	loop_free(l);
	CHECK_INT(kill(-pid, SIGKILL), 0);
	unlink(mark);
	rmdir(folder);
	free(mark);
	free(script);
}

/* One that is watched, one that was abandoned; both keep SIGTERM away, and so does what they have started. */
static void the_end_ends_those_that_ignore_it(void)
{
	struct loop *l = loop_new();
	struct seen s[2] = { 0 };
	int pid[2];
	struct err err;

	for (int i = 0; i < 2; i++) {
		s[i].child = child_start(l,
		                         &(struct child_spec){ .argv = shell("trap '' TERM; echo ready; exec sleep 600"),
		                                               .deadline_ms = 600000,
		                                               .max_output = 10 },
		                         &(struct child_watch){ .chunk = on_chunk, .done = on_done, .self = &s[i] }, &err);
		pid[i] = child_pid(s[i].child);
	}
	for (int64_t until = loop_now() + PATIENCE_MS; (!s[0].chunked || !s[1].chunked) && loop_now() < until;)
		loop_turn(l, 20);
	child_abandon(s[1].child);
	loop_end(l, PATIENCE_MS);
	for (int i = 0; i < 2; i++) {
		CHECK_INT(kill(-pid[i], 0), -1);
		CHECK_INT(errno, ESRCH);
		CHECK_INT(s[i].done, 0);
	}
	loop_free(l);
}

/* The end waits no longer than it was told, and not at all for what is over. */
static void the_end_has_its_own_end(void)
{
	struct loop *l = loop_new();
	struct seen s = { 0 };
	struct err err;
	int64_t began = loop_now();
	int pid;

	loop_end(l, PATIENCE_MS);
	CHECK(loop_now() - began < PATIENCE_MS / 2);
	s.child = child_start(
		l,
		&(struct child_spec){ .argv = shell("trap '' TERM; echo ready; exec sleep 600"), .deadline_ms = 600000, .max_output = 10 },
		&(struct child_watch){ .chunk = on_chunk, .done = on_done, .self = &s }, &err);
	pid = child_pid(s.child);
	for (int64_t until = loop_now() + PATIENCE_MS; !s.chunked && loop_now() < until;)
		loop_turn(l, 20);
	loop_end(l, 0);
	CHECK_INT(kill(-pid, 0), 0);
	loop_free(l);
	CHECK_INT(kill(-pid, SIGKILL), 0);
}

static void what_is_secret_is_not_handed_on(void)
{
	static const char *const secret[] = { "PGPASSWORD",   "PGPASSFILE", "PGSERVICE",    "PGSERVICEFILE",
		                              "PGSYSCONFDIR", "PGSSLKEY",   "PGSSLPASSWORD" };
	struct seen s = { 0 };
	char **env;

	for (size_t i = 0; i < mem_count(secret); i++)
		setenv(secret[i], "hush", 1);
	setenv("JUJU_DATA", "/srv/juju", 1);
	setenv("https_proxy", "http://proxy:3128", 1);
	run(&s, "env | grep -c hush; echo $JUJU_DATA $https_proxy; test -n \"$PATH\" && echo path");
	CHECK_STR(s.out, "0\n/srv/juju http://proxy:3128\npath\n");
	seen_release(&s);
	/* Given by name it is meant. */
	s = (struct seen){ 0 };
	run_spec(&s, &(struct child_spec){ .argv = shell("echo $PGPASSFILE"),
	                                   .env = (const char *[]){ "PGPASSFILE=/own", NULL },
	                                   .deadline_ms = PATIENCE_MS,
	                                   .max_output = 100 });
	CHECK_STR(s.out, "/own\n");
	seen_release(&s);
	env = child_environment();
	for (size_t i = 0; env[i]; i++)
		CHECK(strstr(env[i], "hush") == NULL);
	free(env);
	for (size_t i = 0; i < mem_count(secret); i++)
		unsetenv(secret[i]);
	unsetenv("JUJU_DATA");
	unsetenv("https_proxy");
}

static void many_at_once(void)
{
	enum { MANY = 40 };
	struct loop *l = loop_new();
	struct seen s[MANY] = { 0 };
	struct err err;

	for (int i = 0; i < MANY; i++)
		s[i].child =
			child_start(l,
		                    &(struct child_spec){
					    .argv = shell("cat; exit 5"), .input = "hello", .deadline_ms = PATIENCE_MS, .max_output = 10 },
		                    &(struct child_watch){ .done = on_done, .self = &s[i] }, &err);
	for (int i = 0; i < MANY; i++) {
		wait_done(l, &s[i]);
		CHECK_INT(s[i].r.exit_code, 5);
		CHECK_STR(s[i].out, "hello");
		seen_release(&s[i]);
	}
	loop_free(l);
}

static const struct check_case cases[] = {
	{ "the end ends those that ignore it", the_end_ends_those_that_ignore_it },
	{ "the end has its own end", the_end_has_its_own_end },
	{ "what is secret is not handed on", what_is_secret_is_not_handed_on },
	{ "both streams and the exit code are told", streams_and_exit_code },
	{ "the signal that ended it is told", signal_is_told },
	{ "a failure to start is told at once", failures_to_start_are_told_at_once },
	{ "ten megabytes are read, what is over the bound is cut", long_output_is_cut },
	{ "the deadline ends the whole group, also those who ignore SIGTERM", deadline_ends_the_whole_group },
	{ "a polite child ends at SIGTERM", polite_child_ends_at_sigterm },
	{ "a child can be stopped from within its chunk", stop_within_a_chunk },
	{ "a grandchild with the pipe open does not hang it", grandchild_with_the_pipe_does_not_hang_it },
	{ "the input text is read and ends, without one it ends at once", input_is_read_and_ends },
	{ "it has a session of its own and inherits neither signals nor descriptors", it_has_a_session_of_its_own_and_nothing_of_ours },
	{ "environment and folder are as asked", environment_and_folder },
	{ "the program is looked up in the child's own PATH", program_is_looked_up_in_the_childs_path },
	{ "an abandoned child lives on", abandoned_child_lives_on },
	{ "many children at once", many_at_once },
};

CHECK_MAIN(cases)
