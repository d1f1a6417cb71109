/* What every screen gets: the model, the view, the time, the step looked at with its gates, and the room that is left to draw into. */
#ifndef TEAL_UI_SCREENS_SCENE_H
#define TEAL_UI_SCREENS_SCENE_H

#include <stdint.h>

#include "base/clock.h"
#include "plan/model.h"
#include "plan/step.h"
#include "ui/kit/canvas.h"
#include "ui/view/status.h"
#include "ui/view/view.h"

struct scene {
	const struct model *m;
	struct view *v;
	int64_t now;
	const struct run_status *at; /* where the run stands */
	int step; /* the step looked at; equal to at->step unless the operator browses */
	const struct step *row;
	const struct step_state *state;
	size_t gates; /* of the step looked at: live ones, or the recorded evidence of a step that is over */
	struct app_gate gate[APP_GATES];
	struct canvas *c;
};

/* True when the step looked at is the one where the run is. */
bool scene_current(const struct scene *);

/* One unit is enough for an age: "now" (below 1.5 s), "3 s", "12 m", "5 h", "9 d", "never"; at is a wall time. */
void scene_age(int64_t now, int64_t at, char out[CLOCK_TEXT]);
/* How long something has lasted, in whole seconds: tenths that tick are noise. */
void scene_span(int64_t ms, char out[CLOCK_TEXT]);
enum style scene_verdict_style(const struct app_gate *);
/* The word of the verdict, "waived" when it is. Translated. */
const char *scene_verdict_word(const struct app_gate *);

/* The text translated and on one line: the rows of the strategies are broken for 76 columns, which is not our width. Owned. */
char *scene_flow(const char *text);

/* One part of a step's screen. measure: the lines it takes at least (0: it is not there) and would like. */
struct part {
	int (*measure)(const struct scene *, int width, int *want);
	void (*draw)(struct scene *, struct rect);
};

/* The picture that the step names, or NULL: then the screen is made of why, form, commands and gates alone. */
const struct part *body_of(const struct step *);

/* In the order in which they stand on the screen, the body between why and form (step_screen.c). */
extern const struct part part_trouble, part_progress, part_why, part_form, part_commands, part_gates;

extern const struct part body_follow, body_verify, body_releases, body_window, body_forecast, body_soak, body_checkpoints;

#endif
