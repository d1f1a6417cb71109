/* What follows from look to look: the samples of the lag, since when it holds its limits, and blue's commits a second. Part of the fold. */
#ifndef TEAL_PLAN_LAG_H
#define TEAL_PLAN_LAG_H

#include <stdint.h>

struct model;

/* Each after the facts of a look at that server were taken. */
void lag_read(struct model *, int64_t at); /* at green's */
void commits_read(struct model *, int64_t at); /* at blue's */

#endif
