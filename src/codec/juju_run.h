/* How one call of `juju run`, `juju run-action` or `juju show-task` went. The exit code alone does not show it: it is 0 when a charm
 * refuses (event.fail), 0 when nothing could be scheduled (3.x), and 1 when only the waiting ended while the task goes on.
 * The order of judgement: not started, ended early, a document that names the task, the exit code with what stderr says, silence.
 * Messages are foreign bytes: make them harmless before they are shown. */
#ifndef TEAL_CODEC_JUJU_RUN_H
#define TEAL_CODEC_JUJU_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec/juju_task.h"

struct str;

#define JUJU_ID_TEXT 24

/* How the process ended. */
enum juju_end {
	JUJU_EXITED,
	JUJU_NOT_STARTED, /* there is no such program */
	JUJU_ENDED_EARLY, /* by a signal or Teal's deadline: the task may still run */
};

/* One finished child; borrowed for the call. rc is valid for JUJU_EXITED only. */
struct juju_said {
	enum juju_end end;
	int rc;
	const char *out, *err;
	size_t out_len, err_len;
};

/* What the call achieved, as far as the next step depends on it. */
enum juju_outcome {
	JUJU_OK, /* completed, return code 0, on the unit that was meant */
	JUJU_FAILED, /* the task ended and did not do its work; message says why */
	JUJU_UNKNOWN, /* not ended, lost, or not understood: ask show-task (id) or operations (no id), never repeat blindly */
	JUJU_REFUSED, /* nothing was scheduled: the command may be repeated when the cause is gone */
	JUJU_LOGIN, /* the login has expired: juju login, then ask again */
	/* No controller. Without an id it is likely, not certain, that nothing was scheduled: ask operations before repeating. */
	JUJU_UNREACHABLE,
};

/* Which command's output is judged. */
enum juju_form {
	JUJU_FORM_RUN, /* run, run-action: one object per unit */
	JUJU_FORM_TASK, /* show-task: the flat object; it schedules nothing, so it is never judged JUJU_REFUSED */
};

/* The result of judging a call. */
struct juju_verdict {
	enum juju_outcome outcome;
	char id[JUJU_ID_TEXT]; /* of the task; "": juju printed none */
	char *message; /* owned, never NULL after juju_run_judge */
	struct juju_tasks tasks; /* what the document held */
	const struct juju_task *task; /* the one that was judged, in tasks; NULL when there is none */
};

/* unit: "app/0", "app/leader" (any unit of app), or NULL (any unit). *out needs no initialisation, and must be
 * released in any case. */
enum juju_outcome juju_run_judge(const struct juju_said *, enum juju_form, const char *unit, struct juju_verdict *out);
void juju_verdict_release(struct juju_verdict *);

/* What the ERROR lines of any juju command mean, as far as the wizard acts on it. */
enum juju_trouble {
	JUJU_TROUBLE_NONE, /* no ERROR line and no prompt */
	JUJU_TROUBLE_LOGIN,
	JUJU_TROUBLE_UNREACHABLE,
	JUJU_TROUBLE_TIMEOUT, /* juju stopped waiting; the work goes on */
	JUJU_TROUBLE_TASK, /* the charm's code ended with a return code */
	JUJU_TROUBLE_EXISTS, /* relation, application or offer is there already: what was asked for is done */
	JUJU_TROUBLE_TOO_EARLY, /* "deploy incomplete, please try refresh again in a little bit" */
	JUJU_TROUBLE_MODEL, /* the model is not there, or none is chosen */
	JUJU_TROUBLE_OTHER,
};

/* Finds the id of the first task in the progress lines on stderr, also those of --background. Works on a stream
 * that is not complete yet. */
bool juju_stderr_task(const char *text, size_t n, char id[JUJU_ID_TEXT]);
/* error (may be NULL) gets the text of the ERROR lines without that word, several lines as they are; nothing
 * when there are none. */
enum juju_trouble juju_stderr_trouble(const char *text, size_t n, struct str *error);

#endif
