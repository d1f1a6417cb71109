/* The status of a run: what it waits for, and whether the operator has to act. Full screen, plain front end and autopilot read it here, so
 * that they cannot disagree on whether Enter does something. Pure. */
#ifndef TEAL_UI_VIEW_STATUS_H
#define TEAL_UI_VIEW_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/view/hooks.h"

struct field_row;
struct assess_entry;
struct renewal;
struct step;
struct step_state;

enum run_status_kind {
	STATUS_NO_RUN, /* no run, or its strategy is not known */
	STATUS_ANSWERS, /* a field of the step has no answer yet */
	STATUS_GATES, /* a gate that opens the step does not hold */
	STATUS_READY, /* going would be followed */
	STATUS_RUNNING, /* an act is under way, or what closes the step is awaited */
	STATUS_BROKEN, /* the step failed; going tries again */
	STATUS_UNDOING, /* the steps are taken back */
	STATUS_UNDO_BROKEN, /* a step could not be taken back; asking for undo tries again */
	STATUS_ENDED,
};

struct run_status {
	enum run_status_kind kind;
	int step; /* the current step, or the one being undone; the number of steps when the run ended */
	const struct step *row; /* NULL when there is none */
	const struct step_state *state;
	const struct field_row *field; /* the first without an answer, NULL none; while the step runs it may still be answered */
	const struct app_gate *old; /* set when every gate that does not hold can be renewed by a key: the first of them */
	const struct renewal *renewal; /* how that one is renewed */
	const struct app_gate *holds; /* the gate that the run waits for, by status_holds; points into gate */
	size_t gates;
	struct app_gate gate[APP_GATES];
};

/* The hooks may be NULL: then there are no gates. */
void run_status_read(struct run_status *, const struct model *, const struct app_hooks *, int64_t now);
/* Of the gates that do not hold the first that fails, else the first that waits, else the first not seen; NULL: all of them hold. */
const struct app_gate *status_holds(const struct app_gate *, size_t n);
/* Does the step ask for entries to be read? */
bool status_reads(const struct run_status *);
/* The next entry that must be read and is not marked: behind the one of this key, then from the first ("": the first); only key, sign and
 * required of it are set. False when the step asks for none. */
bool status_unread(const struct run_status *, const struct model *, const char *behind, struct assess_entry *);
/* Title of the act that is under way or next in the step (of its undo while the run is undone); NULL when all of them ran. */
const char *status_act_title(const struct model *, int step);
/* The literal commands of that act: recorded by its intent. NULL and 0 when there are none. */
char *const *status_act_commands(const struct model *, int step, size_t *n);
/* What is to be typed for undo and for STEP_CONFIRM_NAME; "" before there are settings. */
const char *status_name(const struct model *);

#endif
