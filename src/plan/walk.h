/* Where a run is on its way through the steps of its strategy, forward or back, by the journal's events alone. The engine, the screens and
 * the report ask here, so that they cannot disagree. */
#ifndef TEAL_PLAN_WALK_H
#define TEAL_PLAN_WALK_H

#include <stdbool.h>

struct act;
struct model;

/* Index of the first step that is neither complete nor reverted; the number of steps when all are. */
int walk_current(const struct model *);
/* The step that is taken back next, from the end: a later step rests on what earlier ones made. A step that was only found done is not
 * touched, and is left as it was found. One of which something stayed is passed by; when there are no others the earliest of those is told,
 * and the undo stops there until it is tried again. -1: nothing is left to be taken back. */
int walk_undo_step(const struct model *);
/* The one of the two that is worked on: while the run is undone the step that is taken back. */
int walk_step(const struct model *);
/* The act of the step that is under way or next: of its undo while the run is undone. NULL past the last, and for no step. */
const struct act *walk_act(const struct model *, int step);

/* By what a step is (enum step_flags): the first one with the flag; -1 when the strategy has none. */
int walk_find(const struct model *, unsigned flag);
/* That step is complete. */
bool walk_done(const struct model *, unsigned flag);
/* A command of a step with the flag was begun, whatever became of it. */
bool walk_begun(const struct model *, unsigned flag);
/* The traffic may have moved: of a switch that broke nobody knows, and there is no undo from there on. */
bool walk_switched(const struct model *);

#endif
