/* The engine: pure. (model, intent, now) -> effects. It is asked every turn of the loop; what it wants depends on the model alone,
 * so a resumed run needs nothing else. run.c performs the effects. */
#ifndef TEAL_ENGINE_ENGINE_H
#define TEAL_ENGINE_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/command.h"
#include "plan/event.h"
#include "plan/facts.h"
#include "plan/intent.h"

struct act;
struct err;
struct findings;
struct gate;
struct json;
struct model;
struct step;
struct verdict;

/* In the order in which they are listed they must be performed. */
enum engine_effect {
	EFFECT_RECORD, /* journal (when durable), then fold */
	EFFECT_PERFORM, /* run the commands, which its ACT_INTENT shows; that was recorded just before, in the same list */
	EFFECT_CANCEL, /* stop the act under way; its outcome is still reported */
	EFFECT_RECHECK, /* ask all wanted probes again now */
};

/* One thing that run shall do. */
struct effect {
	enum engine_effect kind;
	struct event event; /* EFFECT_RECORD: data is owned by the list */
	const struct act *act; /* EFFECT_PERFORM */
	struct commands commands; /* EFFECT_PERFORM: owned by the list until the performer takes them */
};

/* What a turn wants, in order. */
struct effects {
	struct effect *item;
	size_t count;
	int64_t pace[PROBE_COUNT]; /* milliseconds between looks that are wanted now, 0: not wanted */
};

void effect_release(struct effect *); /* what it owns; safe on one whose parts were taken */
void effects_release(struct effects *);

/* One turn. intent may be NULL. actor: "user@host". An intent that cannot be followed is refused: err says why, and no effect of it is
 * listed.
 * Effects must be performed in order; a RECORD that cannot be written stops everything behind it. */
bool engine_turn(const struct model *, const struct intent *, int64_t now, const char *actor, struct effects *, struct err *);

/* The commands of an act came to their end. error NULL: all succeeded. Adds the RECORDs (ACT_OUTCOME, and STEP_FAILED when it failed). */
void engine_outcome(const struct model *, const struct act *, int64_t now, int64_t took_ms, const struct err *error, struct effects *);
/* What a command taught, as it is learned. */
void engine_findings(const struct model *, int64_t now, const struct findings *, struct effects *);

/* The verdicts that matter on the screen of a step: its need gates before it starts, its act's and done gates afterwards.
 * Fills at most max rows, returns how many. */
struct engine_gate {
	const struct gate *gate;
	bool closing; /* a done gate (else it opens the step) */
};
size_t engine_gates(const struct model *, int step, struct engine_gate *out, size_t max);
/* Asks one of them as the engine would now (freshness after acts included). */
void engine_ask(const struct model *, int step, const struct engine_gate *, int64_t now, struct verdict *);

#endif
