/* Scenarios of the training, as rows: what the world is like, what goes wrong in it, and what good looks like. A new one is a row of
 * scenario.c and nothing else. */
#ifndef TEAL_SANDBOX_SCENARIO_H
#define TEAL_SANDBOX_SCENARIO_H

#include <stddef.h>

#include "sandbox/world/sandbox.h"

struct err;
struct str;

struct scenario {
	const char *name; /* a word of the command line */
	const char *story; /* what the operator is told at the beginning; a sentence or two, translated where it is said */
	const char *good; /* what to look at afterwards; the same */
	enum sandbox_world world;
	const char *faults; /* lines of <dir>/faults (world/faults.c); "" none */
};

const struct scenario *scenario_at(size_t i); /* NULL past the last; the first is what a training is without an option */
const struct scenario *scenario_find(const char *name); /* NULL when there is none */
void scenario_names(struct str *out); /* "smooth, odd, …" */
/* Writes the faults into the folder of the sandbox; once blue serves, since setting up is no part of the story. */
bool scenario_begin(const struct scenario *, const struct sandbox *, struct err *);

#endif
