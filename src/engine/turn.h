/* What the engine's files share: building effects, and walking the rows of a step. */
#ifndef TEAL_ENGINE_TURN_H
#define TEAL_ENGINE_TURN_H

#include "engine/engine.h"
#include "plan/gate.h"
#include "plan/model.h"
#include "plan/step.h"

/* What a turn was given, and where its effects go. */
struct turn {
	const struct model *m;
	int64_t now;
	const char *actor;
	struct effects *out;
};

/* Adds a RECORD; data is taken (NULL: an empty object). */
void turn_record(struct turn *, enum event_type, const struct step *, struct json *data_taken);
void turn_run_ended(struct turn *, const char *how); /* "finished", "undone", "abandoned" */
struct effect *turn_effect(struct turn *, enum engine_effect);
void turn_failure(struct turn *, enum event_type, const struct step *, const char *what, const char *why, const char *now);
/* [{id, verdict, text, seen}] of a list of gate ids. */
struct json *turn_evidence(const struct turn *, const char *const *gates, int64_t not_before);
/* The gates that open the step now. What ages was young when the step's first act was begun: a new try does not ask for it, least of all
 * while users are locked out. */
void turn_needs(const struct model *, int step, const char *need[STEP_LIST]);
/* First gate of the list that does not open the way; NULL when all do. *v is its verdict. */
const struct gate *turn_blocker(const struct turn *, const char *const *gates, int64_t not_before, struct verdict *v);
/* The commands of an act came to their end, or it is given up; of an undo, error is noted as what stayed. */
void turn_outcome(struct turn *, const struct step *, const struct act *, int64_t took_ms, const struct err *error);
void turn_notes(struct turn *, const struct step *, const struct findings *);

/* The act that is next or under way: looked for, begun, waited for, given up. */
void turn_run_act(struct turn *, const struct step *, const struct step_state *, const struct act *);
/* One turn of a running step, or of a step under undo. */
void turn_step(struct turn *, int i);
void turn_undo(struct turn *);
/* What the probes shall do: the pace of each that the current step needs, 0 for all others. */
void turn_pace(struct turn *);
/* False: refused. */
bool turn_intent(struct turn *, const struct intent *, struct err *);

#endif
