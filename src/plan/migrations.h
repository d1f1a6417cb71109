/* What the databases' own schema_migration says against the shipped catalogue. Pending is a set difference, never a maximum
 * (facts/ory.md section 1). */
#ifndef TEAL_PLAN_MIGRATIONS_H
#define TEAL_PLAN_MIGRATIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "plan/side.h"

struct model;

/* added counts whatever the target has and blue had not, expected or not. */
struct migrations_state {
	bool expected_known; /* the catalogue covers the target version */
	int missing; /* expected after the migration and not recorded there; 0 when nothing is known to be expected */
	int added; /* recorded there and not on blue when the run began */
};

void migrations_read(const struct model *, enum side, struct migrations_state *);
/* Versions on the side that blue's note "blue.migrations" has not, blanks between; owned. */
char *migrations_applied(const struct model *, enum side);
/* Milliseconds that the migrations take by the assessment (assess/assess.h), or what the sizes on the source would need if every
 * table were filled. */
int64_t migrations_ms(const struct model *);
/* Seconds that run-migration may take: ten times as long, at least 600. */
int64_t migrations_timeout_s(const struct model *);

#endif
