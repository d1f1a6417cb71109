/* For the rows of strategies: what a step remembers when it completes (.remember), and how long it will take while users are locked out
 * (.forecast, in milliseconds). Pure. */
#ifndef TEAL_PLAN_REMEMBER_H
#define TEAL_PLAN_REMEMBER_H

#include <stdint.h>

struct findings;
struct model;
struct step;

/* What blue was when the run began, as the undo and the report need it. */
void remember_blue(const struct model *, const struct step *, struct findings *);
/* The newest backup of the side .checkpoint_of under the step's .checkpoint; nothing when there is none. */
void remember_checkpoint(const struct model *, const struct step *, struct findings *);
void remember_lag(const struct model *, const struct step *, struct findings *);
/* Of each step that has one; for the last step before the writes stop. */
void remember_forecast(const struct model *, const struct step *, struct findings *);

/* Both databases are read; a backup is made; the pods start. From what this run took so far, and from sizes. */
int64_t forecast_reading(const struct model *);
int64_t forecast_backup(const struct model *);
int64_t forecast_start(const struct model *);

#endif
