/* Steps and strategies: const rows. The same rows feed the engine, the screens, teal review, the report and the invariant tests. */
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

/* What a step is, for all who look for one: they never ask for its id. In the order of a run, then how it is asked for. */
enum step_flags {
	STEP_LOOKS = 1 << 0, /* sees blue for the first time: what it noted is what blue was */
	STEP_READS_RELEASES = 1 << 1, /* a person reads what lies between here, and marks it as read */
	STEP_MAKES_GREEN = 1 << 2, /* from its first command on what there is of green is this run's */
	STEP_EMPTIES_GREEN = 1 << 3, /* sees green's database for the first time, and empties it */
	STEP_SYNCS = 1 << 4, /* makes the replication: publication, slot, subscription */
	STEP_COPIES = 1 << 5, /* when it is complete, green has every row that blue had at its end */
	STEP_STARTS_WRITE_STOP = 1 << 6,
	STEP_DRAINS = 1 << 7, /* takes as long as green is behind */
	STEP_LEAVES_SYNC = 1 << 8, /* from its first command on blue's rows do not reach green any more */
	STEP_MIGRATES = 1 << 9, /* changes the schema to the target's */
	STEP_POINT_OF_NO_RETURN = 1 << 10, /* ends the write-stop, too */
	STEP_WRITES = 1 << 11,
	STEP_CONFIRM = 1 << 12, /* asked for with the default No */
	STEP_CONFIRM_NAME = 1 << 13, /* the application's name must be typed */
	STEP_COMPARES = 1 << 14, /* every row of both sides, as .compares says */
};

/* The picture of a step, beside its words, fields, commands and gates. */
enum step_body {
	BODY_NONE,
	BODY_RELEASES, /* the list of what lies between */
	BODY_WINDOW, /* the week by hour */
	BODY_CHECKPOINTS,
	BODY_FOLLOW, /* the copy, the lag, the slot */
	BODY_VERIFY, /* the comparison that the step makes, table by table */
	BODY_FORECAST, /* what the write-stop will be made of */
	BODY_SOAK,
	BODY_COUNT,
};

/* A free text; "now" or a time in UTC; one of the choices; yes or no. */
enum field_kind { FIELD_TEXT, FIELD_TIME, FIELD_CHOICE, FIELD_YES_NO };

/* Something the operator is asked on the step's screen. */
struct field_row {
	const char *key, *label, *help;
	enum field_kind kind;
	const char *choices; /* "a|b|c" for FIELD_CHOICE; machine words */
	const char *fallback; /* proposed value; NULL none; "now" for FIELD_TIME; "all" etc. */
	unsigned traits; /* of enum product_traits: asked for a product that has one of them; 0: for all */
};

/* i-th field of the step that this run's product is asked, NULL past the last. */
const struct field_row *step_field(const struct model *, const struct step *, size_t i);

/* The field of this key, whatever the product; NULL when the step does not ask for it. */
const struct field_row *step_asks(const struct step *, const char *key);

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
	enum step_body body;
	enum probe_id watch[5]; /* what its picture needs beside the facts of its gates; closed by PROBE_NONE */
	int64_t settle_ms; /* how long the done gates may take after the last act; 0: as long as it takes */
	/* How long it will take while users are locked out: so long, and what is known of it by then (pure). Both 0: not asked. */
	int64_t forecast_ms;
	int64_t (*forecast)(const struct model *);
	unsigned flags; /* enum step_flags */
	enum verify_mode compares; /* of STEP_COMPARES: which comparison */
	const char *checkpoint; /* note under which the backup that it makes is remembered; NULL: it makes none */
	enum row_side checkpoint_of; /* whose backup that is */
	const char *checkpoint_title; /* what that backup is of, as the report names it */
	/* What must be remembered when the step completes (notes), closed by NULL. Pure. */
	void (*remember[3])(const struct model *, const struct step *, struct findings *);
};

/* A way to migrate: its steps in their order, at most MODEL_STEPS. */
struct strategy {
	const char *id, *title, *why;
	enum side subject; /* the side that is upgraded, and serves afterwards */
	unsigned needs; /* enum settings_needs */
	const struct step *step;
	size_t steps;
};

const struct strategy *strategy_find(const char *id); /* NULL when there is none */
const struct strategy *strategy_at(size_t i);
/* The phases' titles are the steps' own phase texts; consecutive equal ones make a phase. */
const struct step *step_of(const struct model *, int i); /* NULL past the end */
int step_index(const struct strategy *, const char *id); /* -1 when absent */

/* All commands of the acts of a step (or of its undo), as literal texts, in order: for the screens and teal review. A build that fails
 * yields its error text as a line that begins with "# ". Owned array, freed by commands_texts_free. */
char **step_commands_shown(const struct model *, const struct step *, bool undo, size_t *n);
void commands_texts_free(char **, size_t);

#endif
