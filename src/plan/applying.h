/* What the looks at both servers tell about green's apply, kept from look to look; part of the fold. */
#ifndef TEAL_PLAN_APPLYING_H
#define TEAL_PLAN_APPLYING_H

#include <stdint.h>

#include "plan/facts.h"

struct model;

/* After the facts of a look of this probe were taken. */
void applying_read(struct model *, enum probe_id, int64_t at);

#endif
