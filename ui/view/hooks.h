/* What a front end needs of the rest of the program and may not include: the engine's questions and the way for intents.
 * The program's main fills this once; the full screen, the plain front end and the autopilot share it. */
#ifndef TEAL_UI_VIEW_HOOKS_H
#define TEAL_UI_VIEW_HOOKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/gate.h"

struct err;
struct intent;
struct json;
struct model;

/* A gate as it stands now. closing: it closes the step or one of its acts; otherwise it opens the step. */
struct app_gate {
	const struct gate *gate;
	bool closing;
	struct verdict verdict;
};

#define APP_GATES 64

struct app_hooks {
	void *self; /* given back as the first parameter of each */

	/* The gates that matter for this step with their verdicts, at most max; returns how many. Main: engine_gates(model, step, …),
	 * then engine_ask(model, step, &each, now, &out[i].verdict) for each. Must be pure and fast: it is called for every frame. */
	size_t (*gates)(void *self, const struct model *, int step, int64_t now, struct app_gate *out, size_t max);

	/* Hands an intent to the engine. Main: one engine_turn with this intent, its effects performed in order. False: it was refused or
	 * could not be recorded, and err says what, why and what to do now. The texts of the intent are only good during the call. */
	bool (*intend)(void *self, const struct intent *, struct err *);

	/* The settings form was sent off: an object in the shape of the settings file, borrowed for the call. Main: settings_parse, then
	 * RUN_STARTED. False: the form stays, and err is shown. May be NULL when the program was started with a settings file. */
	bool (*settings)(void *self, const struct json *, struct err *);
};

#endif
