/* Steps and strategies: const rows. The same rows feed execution, dry run, the review screen, the manual and the invariant tests. */
#ifndef TEAL_PLAN_STEP_H
#define TEAL_PLAN_STEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/act.h"
#include "plan/facts.h"
#include "plan/side.h"

struct findings;
struct model;
struct step;

enum step_flags {
	STEP_WRITES = 1,
	STEP_STARTS_WRITE_STOP = 2,
	STEP_POINT_OF_NO_RETURN = 4,
	STEP_CONFIRM = 8, /* asked for with the default No */
	STEP_CONFIRM_NAME = 16, /* the application's name must be typed */
	STEP_LEAVES_SYNC = 32, /* from its first command on blue's rows do not reach green any more */
};

/* A free text; "now" or a time in UTC; one of the choices; yes or no. */
enum field_kind { FIELD_TEXT, FIELD_TIME, FIELD_CHOICE, FIELD_YES_NO };

/* Something the operator is asked on the step's screen. */
struct field_row {
	const char *key, *label, *help;
	enum field_kind kind;
	const char *choices; /* "a|b|c" for FIELD_CHOICE; machine words */
	const char *fallback; /* proposed value; NULL none; "now" for FIELD_TIME; "all" etc. */
	const char *product; /* asked for this product only; NULL for all */
};

/* i-th field of the step that this run's product is asked, NULL past the last. */
const struct field_row *step_field(const struct model *, const struct step *, size_t i);

#define STEP_LIST 48

struct step {
	const char *id, *phase, *title;
	const char *why; /* what it does and why, at most four lines of 76 columns */
	const char *back; /* how to go back from here, one or two lines */
	const char *need[STEP_LIST]; /* gates that open it */
	const char *act[STEP_LIST];
	const char *guard[4]; /* gates that must go on to hold while it runs: a FAIL breaks it at once */
	const char *done[STEP_LIST]; /* gates that close it */
	const char *undo[STEP_LIST]; /* acts, in order */
	const char *no_undo; /* why there is none, when undo is empty and the step writes */
	struct field_row field[6]; /* closed by key NULL */
	enum probe_id watch[5]; /* what its picture needs beside the facts of its gates; closed by PROBE_NONE */
	int64_t settle_ms; /* how long the done gates may take after the last act; 0: as long as it takes */
	unsigned flags;
	/* What must be remembered when the step completes (notes), NULL nothing. Pure. */
	void (*remember)(const struct model *, struct findings *);
};

/* A way to migrate: its steps in their order, at most MODEL_STEPS. */
struct strategy {
	const char *id, *title, *why;
	enum side subject; /* the side that is upgraded, and serves afterwards */
	const struct step *step;
	size_t steps;
};

const struct strategy *strategy_find(const char *id); /* NULL when there is none */
const struct strategy *strategy_at(size_t i);
/* The phases' titles are the steps' own phase texts; consecutive equal ones make a phase. */
const struct step *step_of(const struct model *, int i); /* NULL past the end */
int step_index(const struct strategy *, const char *id); /* -1 when absent */

/* All commands of the acts of a step (or of its undo), as literal texts, in order: for screens, dry run and review. A build that fails
 * yields its error text as a line that begins with "# ". Owned array, freed by commands_texts_free. */
char **step_commands_shown(const struct model *, const struct step *, bool undo, size_t *n);
void commands_texts_free(char **, size_t);

#endif
