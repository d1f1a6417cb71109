/* A program of somebody else, run without a shell: an argv array, stdin from /dev/null or a given text, a
 * session of its own (a prompt fails at once instead of stealing the terminal), stdout and stderr apart, a
 * deadline, bounded output. A child is finished when both pipes are closed and the process is reaped; for a
 * descendant that keeps a pipe open Teal waits half a second at most. When Teal ends, loop_end sends SIGTERM,
 * later SIGKILL, to children that still run; done is not called for them. No child gets what is secret in
 * Teal's own environment and not meant for it: see child_environment. */
#ifndef TEAL_PORT_CHILD_H
#define TEAL_PORT_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct child;
struct err;
struct loop;

/* What to run. All of it is borrowed for the call of child_start. */
struct child_spec {
	/* NULL-terminated; argv[0] is looked up in the child's PATH (absolute folders only) when it has no slash. */
	const char *const *argv;
	/* Changes to child_environment, NULL-terminated: "NAME=value" sets, "NAME" unsets. NULL: no change. */
	const char *const *env;
	const char *input; /* text for its standard input; NULL: /dev/null */
	const char *cwd; /* NULL: unchanged */
	int64_t deadline_ms; /* from now; then SIGTERM to its process group, and SIGKILL two seconds later */
	size_t max_output; /* bytes kept per stream; more is read and thrown away, .cut says so */
};

/* exit_code and signal are the program's own, not those of its descendants; signal is 0 when the program ended
 * by itself. */
struct child_result {
	int exit_code; /* -1 when it was ended by a signal */
	int signal;
	/* timed_out: the deadline made it end. cut: more came than max_output. */
	bool timed_out, cut;
	struct str out, err; /* valid during the call only */
	int64_t took_ms;
};

#define CHILD_GRACE_MS 2000 /* between SIGTERM and SIGKILL */

/* Teal's environment without the variables that lead to the passwords of databases, which no other program has
 * to know. NULL-terminated; the array is owned by the caller, the texts in it are not. */
char **child_environment(void);

enum child_stream { CHILD_OUT, CHILD_ERR };

/* Who hears of the child's output and end. */
struct child_watch {
	void (*chunk)(void *self, enum child_stream, const char *bytes, size_t n); /* all bytes as they come, uncut; may be NULL */
	void (*done)(void *self, const struct child_result *); /* the child is freed after this returns */
	void *self;
};

/* NULL and err when the program cannot be started (not found, not executable): the failure is known at once and
 * is no exit code. */
struct child *child_start(struct loop *, const struct child_spec *, const struct child_watch *, struct err *);

/* Sends SIGTERM, later SIGKILL; done is still called. */
void child_stop(struct child *);
/* Forgets the watcher and lets the child run on (the work of juju on its server goes on anyway): done is not
 * called. */
void child_abandon(struct child *);
int child_pid(const struct child *);

#endif
