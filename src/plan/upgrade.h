/* The upgrade of a run, assessed (assess/assess.h), and which of its entries the operator has read. */
#ifndef TEAL_PLAN_UPGRADE_H
#define TEAL_PLAN_UPGRADE_H

#include "assess/assess.h"

struct model;

/* Blue's version as noted, the target of the settings, the tables as they were seen. False when the model does not know enough yet (no
 * version of blue); *out needs no initialisation. */
bool upgrade_assess(const struct model *, struct assessment *out);
/* The operator marked it (answer "read.<key>" equals its sign). */
bool upgrade_was_read(const struct model *, const struct assess_entry *);

#endif
