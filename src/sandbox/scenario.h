/* Scenarios of the training, as rows: which database blue has, which faults happen, and what a good answer to them is. A new scenario is a
 * row of scenario.c; README.md and man/teal.1 list them all, and --help names some. */
#ifndef TEAL_SANDBOX_SCENARIO_H
#define TEAL_SANDBOX_SCENARIO_H

#include <stddef.h>

#include "sandbox/world/sandbox.h"

struct err;
struct str;

struct scenario {
	const char *name; /* the value of --scenario */
	const char *story; /* shown to the operator at the beginning: a sentence or two, translated where it is printed */
	const char *good; /* shown at the end: how a good run looks; translated where it is printed */
	enum sandbox_world world;
	const char *faults; /* lines of <dir>/faults (world/faults.c); "" none */
};

const struct scenario *scenario_at(size_t i); /* NULL past the last; the first is what a training is without an option */
const struct scenario *scenario_find(const char *name); /* NULL when there is none */
void scenario_names(struct str *out); /* "smooth, odd, …" */
/* Writes the faults into the folder of the sandbox. To be called once blue serves, so that no fault disturbs the setup. */
bool scenario_begin(const struct scenario *, const struct sandbox *, struct err *);

#endif
