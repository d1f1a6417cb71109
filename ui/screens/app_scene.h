/* Puts together what a frame or a key needs: where the run stands, the step looked at, its gates. Fits the view to them. */
#ifndef TEAL_UI_SCREENS_APP_SCENE_H
#define TEAL_UI_SCREENS_APP_SCENE_H

#include "ui/screens/scene.h"

/* at and scene live as long as the caller's frame; c may be NULL for a key. */
void app_scene(struct scene *, struct run_status *at, const struct model *, struct view *, int64_t now, struct canvas *c);
/* A row of a form from a field of a step. */
void app_scene_form_row(const struct field_row *, struct form_row *);
/* May the fields of the step looked at be answered now? Those of the current step, and again those of steps that are done: a window that
 * has passed is chosen anew on its own screen. */
bool app_scene_form_open(const struct scene *);
/* The next part (by: 1) or the one before (-1) that is there. */
void app_scene_part(struct scene *, int by);

#endif
