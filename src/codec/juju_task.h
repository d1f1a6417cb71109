/* Tasks of juju actions, from the JSON of `juju run`, `juju show-task` and `juju operations` (2.9 run-action,
 * 3.x, 4.0). The forms are those of juju's cmd/juju/action/{run,common,showtask,listoperations}.go. How a whole
 * call is judged: codec/juju_run.h. Texts belong to the list and are foreign bytes. */
#ifndef TEAL_CODEC_JUJU_TASK_H
#define TEAL_CODEC_JUJU_TASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct json;

#define JUJU_TASK_MAX ((size_t)8 << 20) /* bytes of a document */
#define JUJU_NO_CODE INT64_MIN /* juju printed no return code */

/* juju's words for the state of a task. */
enum juju_task_status {
	JUJU_TASK_UNKNOWN, /* a word that this program does not know, or none */
	JUJU_TASK_PENDING,
	JUJU_TASK_RUNNING,
	JUJU_TASK_COMPLETED,
	JUJU_TASK_FAILED, /* the charm refused, or its code failed */
	JUJU_TASK_CANCELLED,
	JUJU_TASK_ABORTING, /* being killed; may still end in any state */
	JUJU_TASK_ABORTED,
	JUJU_TASK_ERROR, /* the charm never got it (4.x: parameters refused) */
};

/* A task. Members that juju leaves out are "" or NULL. */
struct juju_task {
	const char *id; /* digits; "": not printed */
	const char *unit; /* "app/0" */
	const char *message; /* why the task failed; "": there is none */
	const char *started, *completed; /* in the form of Go's time; "": not printed */
	enum juju_task_status status;
	int64_t return_code; /* JUJU_NO_CODE: the charm's code has not ended, or a 2.9 client */
	const struct json *results; /* NULL when there are none; see juju_task_result */
	bool old_shape; /* printed by a 2.9 client */
};

/* The tasks of one document. */
struct juju_tasks {
	struct juju_task *task;
	size_t count;
	struct json *root; /* owns the texts */
};

/* {"app/0": {...}} of run, {"unit-app-0": {"UnitId": ...}} and {"Action queued with id": "2"} of 2.9 (a pending task without unit).
 * "{}" is a document without tasks. *out needs no initialisation and is empty on failure. */
bool juju_tasks_parse_run(const char *text, size_t n, struct juju_tasks *out, struct err *);
/* The flat object of show-task: one task, whose unit is "" when juju leaves it out. */
bool juju_tasks_parse_show(const char *text, size_t n, struct juju_tasks *out, struct err *);
void juju_tasks_release(struct juju_tasks *);

/* A text among the results ("backups", "password", "stderr"); NULL when there is none. */
const char *juju_task_result(const struct juju_task *, const char *key);
/* juju's word: "completed"; "unknown" for JUJU_TASK_UNKNOWN. A machine format and not translated. */
const char *juju_task_status_word(enum juju_task_status);

#endif
