/* Commands to the outside, as data: what is shown is what is run. And what came back, as data without any library's type. */
#ifndef TEAL_PLAN_COMMAND_H
#define TEAL_PLAN_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec/juju_run.h"
#include "plan/settings.h"
#include "plan/verbs.h"

struct model;
struct reply;

/* How a command is carried out; run/errand.c has one function for each. */
enum command_kind {
	CMD_JUJU, /* argv after the program */
	CMD_SQL, /* on the source (BLUE) or the target (GREEN) database, in the writing session */
	CMD_HTTP, /* GET */
	CMD_FENCE, /* CMD_SQL on the source with patience: a lock timeout names the blockers and, after three tries, ends them */
	CMD_VERIFY, /* compares all tables, source and target at once */
};

/* What a comparison is for: after the drain, after the migration, while writes go on. */
enum verify_mode { VERIFY_COPY, VERIFY_MIGRATED, VERIFY_LIVE, VERIFY_MODES };
const char *verify_mode_name(enum verify_mode); /* machine: "copy", "migrated", "live" */

/* Everything it points to is its own and goes with commands_release. */
struct command {
	/* which of the members below count; the others are NULL */
	enum command_kind kind;
	enum side side; /* database or app it goes to */
	enum juju_verb verb; /* CMD_JUJU */
	char **argv; /* CMD_JUJU: NULL-terminated, without the program's name */
	char *sql; /* may hold COMMAND_PASSWORD, which run replaces by the source's password when it runs; never when it is shown */
	char *url;
	char *file_text; /* CMD_JUJU: written 0600 beside the journal first; "{file}" in argv stands for its path */
	enum verify_mode verify;
	bool read_only; /* a probe's query: goes through the read-only session */
	/* from its start; what it asked for may still happen afterwards */
	int64_t deadline_ms;
};

#define COMMAND_PASSWORD "{source-password}"
#define COMMAND_FILE "{file}"

struct commands {
	struct command *item;
	size_t count;
};

/* Adds an empty command of the kind; the pointer is good until the next add. */
struct command *commands_add(struct commands *, enum command_kind, enum side, int64_t deadline_ms);
/* Adds a juju command: the verb in the dialect that is spoken, "-m MODEL" of the side, and the words, which are copied; NULL ends them. */
struct command *commands_juju(struct commands *, const struct model *, enum side, int64_t deadline_ms, enum juju_verb, ...)
	__attribute__((sentinel));
struct command *commands_sql(struct commands *, enum side, int64_t deadline_ms, char *sql_taken);
void commands_release(struct commands *);

/* The literal command as it stands on the screen: "juju run …" quoted as a shell wants, or the SQL with "-- on the source (blue)" before
 * it. Owned. */
char *command_shown(const struct command *, const struct settings *);

struct answer {
	/* What the act's judge sees. Everything in it is borrowed for the call. */
	bool started; /* false: could not even be started, trouble says why */
	bool timed_out;
	const char *trouble; /* a sentence when it failed below the domain, else NULL */
	int exit_code; /* CMD_JUJU */
	const char *out, *err; /* CMD_JUJU: its streams; CMD_HTTP: out is the body */
	size_t out_len, err_len;
	int status; /* CMD_HTTP, 0 none */
	const struct reply *reply; /* CMD_SQL */
	/* of the command alone, without the time that it waited for a password or a session */
	int64_t took_ms;
};

/* What juju said, for juju_run_judge; borrowed from the answer. */
struct juju_said answer_said(const struct answer *);

#endif
