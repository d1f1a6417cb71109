/* Actions: the table of them, the queue of each unit (one at a time, hooks wait), and the documents about tasks and operations. */
#ifndef TEAL_SANDBOX_JUJU_TASKS_H
#define TEAL_SANDBOX_JUJU_TASKS_H

#include <stdbool.h>
#include <stdint.h>

#include "sandbox/juju/state.h"
#include "sandbox/world/charms.h"

struct json;
struct juju;
struct str;
struct zone;

/* The objects of one running action; borrowed, valid for one call only. */
struct act {
	struct juju *juju;
	struct juju_model *model;
	const struct operation *operation;
	struct task *task;
	struct app *app;
	struct unit *unit;
};

/* A row of the table of actions (actions.c). parameter: those whose type is checked; the rest of the array is zero. */
struct action {
	const char *name;
	enum charm_kind kind;
	struct {
		const char *name, *type; /* "number", "string" */
	} parameter[3];
	/* Ends the task with act_done, act_fail or act_crash, at once or later in the answer to an order. */
	void (*run)(const struct act *);
};

/* NULL when the charm has none of that name. */
const struct action *action_find(const struct charm *, const char *name);
bool charm_has_actions(const struct charm *);
/* Why the parameters do not fit the action, owned; NULL: they fit. */
char *action_refuses(const struct action *, const struct json *parameters);

/* A line as event.log() writes it: printed by the command that waits for the task, and kept in the document. */
void act_log(const struct act *, const char *text);
/* Each of these three ends the task, exactly once; the unit is free for the next. */
void act_done(const struct act *);
void act_fail(const struct act *, const char *message); /* event.fail: return-code stays 0 */
/* The charm's process died: return-code 1 and the text on its stderr. */
void act_crash(const struct act *, const char *stderr_text);
/* Finds the objects of a task again in a callback; false when the task is over or its unit is gone. */
bool act_find(struct juju *, struct juju_model *, int64_t task, struct act *);

/* Documents, owned by the caller; ordered as juju prints them. */
struct json *task_document(const struct task *, const struct zone *);
struct json *operation_document(const struct operation *, const struct zone *);
const char *operation_status(const struct operation *);
int64_t operation_started(const struct operation *);
int64_t operation_completed(const struct operation *);
/* "run-migration run on unit-web-0"; owned. */
char *operation_summary(const struct operation *);
/* The plain format of run and show-task. */
void task_plain(const struct task *, const struct zone *, struct str *out);

/* The lines of list-backups, as the charm formats them (src/backups.py, _format_backup_list). */
void backups_table(const struct app *, const char *bucket, const char *path, struct str *out);
/* A pending task is cancelled; a running one is aborting, and aborted at its end. false: the task was over already. */
bool task_cancel(struct juju *, struct task *);

#endif
