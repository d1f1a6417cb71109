/* The whole recommended crossing without a world: the real engine, real acts, gates and events, over facts that a script changes as the
 * acts ask for it. Time is a number, so that a night takes a moment and three days no more. What is recorded is kept as lines of the
 * journal, as they would stand on the disk; a kill or a power cut leaves only those.
 * A new gate of the strategy: its facts get a row in `world` (crossing.c), as they are when nothing is wrong; an act that changes one
 * gets a row in `effects`. */
#ifndef TEAL_TESTS_CROSSING_H
#define TEAL_TESTS_CROSSING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/engine.h"
#include "plan/intent.h"
#include "plan/model.h"

enum { CROSSING_T0 = 1000000000, CROSSING_ROUND = 500 };

struct crossing {
	struct model m;
	int64_t now;
	char **line; /* of the journal */
	size_t lines, synced; /* how many of them were on the disk before anything else happened */
	struct crossing_fact {
		int64_t num;
		char *text;
	} fact[FACT_COUNT]; /* the world as it is, seen or not */
	const struct act *act; /* under way, NULL none */
	int64_t act_ends;
	bool lame; /* acts do not come to anything, though their commands succeed */
	bool differs; /* the first table that is compared differs */
	bool stopped; /* the act under way was told to end */
	bool hold; /* the person does nothing */
	int tries, renewals; /* of broken steps; of what had grown old */
};

void crossing_begin(struct crossing *);
void crossing_release(struct crossing *);
/* Half a second: looks, turns of the engine, the person. False: nothing lasting happened. */
bool crossing_round(struct crossing *);
/* Rounds until the step (NULL: the run's end) is the current one and has not begun. False, and a word of why on standard output: it stands
 * still. */
bool crossing_until(struct crossing *, const char *step);
/* Rounds until the act's intent is on the disk. */
bool crossing_until_act(struct crossing *, const char *act);
/* The program dies and is started again, with so many lines of its journal. done: what was asked of the world happens all the same. */
enum crossing_loss { CROSSING_DONE, CROSSING_NOT_DONE };
void crossing_kill(struct crossing *, size_t lines, enum crossing_loss);
/* As the operator would; false: refused. */
bool crossing_intend(struct crossing *, enum intent_kind, const char *key, const char *text);
/* Changes the world by hand. */
void crossing_set(struct crossing *, enum fact_id, int64_t num, const char *text);
/* How many lines of the journal are of this type. */
int crossing_count(const struct crossing *, enum event_type);
struct step_state *crossing_state(struct crossing *, const char *step);

#endif
