/* One request of a client: its arguments, what it prints, and the commands that answer it. A command returns its exit code, or
 * CALL_WAIT when .again is to be called in later turns until it returns one. Text on stdout and stderr goes out as it comes. */
#ifndef TEAL_SANDBOX_JUJU_COMMAND_H
#define TEAL_SANDBOX_JUJU_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "sandbox/juju/print.h"

struct call;
struct json;
struct juju;
struct juju_model;
struct operation;
struct status_ask;

/* CALL_USAGE: bad flags or arguments (facts/juju.md 2). */
#define CALL_WAIT (-1)
#define CALL_USAGE 2

enum command_flags {
	COMMAND_MODEL = 1, /* works on a model: -m, JUJU_MODEL or the current one */
	COMMAND_LOCAL = 2, /* never talks to the controller: no login, no network error */
};

/* A row of the table (commands.c); all constant. */
struct command {
	/* usage and purpose are for help; they are juju's own. */
	const char *name, *alias;
	const char *usage, *purpose;
	/* The options: "channel= n|num-units= trust": call_option takes the first name of a group, = marks an option with a value. */
	const char *options;
	const char *format; /* the default output format, NULL: the command prints no document */
	unsigned flags;
	int least, most; /* positional arguments; most -1: any number */
	int (*run)(struct call *);
};

extern const struct command command_table[];
extern const size_t command_count;

/* One option as given; both owned. A flag without a value has "true". */
struct call_option {
	char *name, *value;
};

/* A command under way, from its request to its exit code. Part of the connection (server.c). */
struct call {
	struct juju *juju;
	/* Borrowed: the connection owns the request and outlives the call. */
	const struct json *request; /* argv, cwd, env, files, zone: see client.c */
	const struct command *command; /* NULL until the first argument was found in the table */
	struct juju_model *model; /* NULL: the command works on no model */
	/* The client's zone; times are printed in it. */
	struct zone zone;
	/* Positional arguments, owned, without the command's name. */
	char **arg;
	size_t args;
	/* Options by their first name, in the order in which they were given. */
	struct call_option *option;
	size_t options;
	/* Text for stdout and stderr that is not sent yet. The connection empties both after each step of the command. */
	struct str out, err;
	bool printed; /* something went to stdout */
	char *file; /* the text for the file of --output: the client writes it, with its own rights */
	/* A question: the text stands in err already; the answer comes in .answer, NULL at the end of input. */
	bool asking, answered;
	char *answer;
	/* Waiting: what is called in the next turn, and the operation whose tasks the command waits for. */
	int (*again)(struct call *);
	struct operation *operation;
	int64_t by; /* monotonic milliseconds, 0: no deadline */
	size_t *shown; /* log lines shown, for each task */
	bool logged; /* at least one log line was shown */
};

/* Runs what the request asks for; the same values as a command. request is borrowed until call_release. The connection calls
 * call_begin once, then call_go_on in every turn while it answers CALL_WAIT, then call_release. */
int call_begin(struct call *, struct juju *, const struct json *request);
/* Goes on: the same values. */
int call_go_on(struct call *);
void call_release(struct call *);

/* ---- For commands ---- */
const char *call_option(const struct call *, const char *name); /* the last one, NULL: not given */
bool call_has(const struct call *, const char *name); /* a boolean option that is given and not =false */
/* A variable of the client's environment, NULL: not set, or not among those that the client sends (client.c). */
const char *call_env(const struct call *, const char *name);
const char *call_file(const struct call *, const char *path); /* contents of a file of the client's, NULL: the client could not read it */
/* The output format in effect; "" for a command that prints no document. */
const char *call_format(const struct call *);
/* To stdout, as it stands: no newline is added. */
void call_out(struct call *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* For people: stderr, and nothing with --quiet. */
void call_info(struct call *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* "ERROR …" and rc 1, with the empty document that machine formats get. */
int call_error(struct call *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* "ERROR …" and rc 2: the arguments are wrong and nothing has run. */
int call_usage_error(struct call *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Prints a document in the format asked for (json, else yaml), to stdout or --output; rc. */
int call_document(struct call *, const struct json *);
/* The same for a text that is no document, such as a table. */
int call_text(struct call *, const char *text);
/* "[ctl:][owner/]model" or the beginning of a UUID; NULL after an ERROR. */
struct juju_model *call_model(struct call *, const char *name);

/* "30s", "2m", "1h30m", "-1s", "500ms"; false when it is none. */
bool duration_parse(const char *text, int64_t *ms);
/* A word as YAML would read it: number, boolean or text; owned. */
struct json *yaml_word(const char *text);
/* Lines "key: value" of a YAML file without nesting, owned; NULL after an ERROR when the text is more than that. */
struct json *yaml_flat(struct call *, const char *text);

/* The commands, in the order of the files they stand in. */
int command_status(struct call *);
int command_models(struct call *);
int command_show_model(struct call *);
int command_controllers(struct call *);
int command_switch(struct call *);
int command_whoami(struct call *);
int command_version(struct call *);
int command_help(struct call *);
int command_login(struct call *);
int command_model_config(struct call *);
int command_deploy(struct call *);
int command_refresh(struct call *);
int command_remove_application(struct call *);
int command_scale(struct call *);
int command_trust(struct call *);
int command_config(struct call *);
int command_integrate(struct call *);
int command_remove_relation(struct call *);
int command_offer(struct call *);
int command_offers(struct call *);
int command_find_offers(struct call *);
int command_remove_offer(struct call *);
int command_consume(struct call *);
int command_remove_saas(struct call *);
int command_show_unit(struct call *);
int command_show_application(struct call *);
int command_secrets(struct call *);
int command_show_secret(struct call *);
int command_resources(struct call *);
int command_status_log(struct call *);
int command_exec(struct call *);
int command_run(struct call *);
int command_show_task(struct call *);
int command_show_operation(struct call *);
int command_operations(struct call *);
int command_cancel_task(struct call *);

#endif
