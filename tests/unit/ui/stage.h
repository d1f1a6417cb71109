/* A run on a stage: a model made of events, and the real engine behind the hooks of the front ends, without a journal and without a
 * world. */
#ifndef TEAL_TESTS_STAGE_H
#define TEAL_TESTS_STAGE_H

#include <stdint.h>

#include "base/err.h"
#include "plan/event.h"
#include "plan/model.h"
#include "ui/view/hooks.h"

/* 2026-11-22T03:00:00Z, a Sunday. */
#define STAGE_T0 INT64_C(1795316400000)

struct stage {
	struct model model;
	struct app_hooks hooks;
	int64_t now; /* of events and intents; tests move it */
	int intents; /* that were followed */
	int settings; /* how often the settings were sent */
	char *settings_text; /* owned; the last of them, as one line */
};

/* The run is started, with the settings of a kratos migration. */
void stage_init(struct stage *);
/* The same without a run. */
void stage_init_empty(struct stage *);
void stage_release(struct stage *);

/* An event now; data is JSON text, NULL: {}. */
void stage_event(struct stage *, enum event_type, const char *step, const char *data);
/* A fact seen now; text is put as it is. */
void stage_fact(struct stage *, enum fact_id, int64_t num, const char *text);
/* Sees everything now that a healthy blue shows before the run touches it; later facts may replace it. */
void stage_healthy(struct stage *);
/* Completes every step before this one, all acts that write recorded as done. */
void stage_until(struct stage *, const char *step);
/* Starts the step's act as under way, with one command. */
void stage_act(struct stage *, const char *step, const char *act, const char *command);
/* Ready to deploy green, but for the checkpoint, which is older than it may be. */
void stage_old_backup(struct stage *);
void stage_note(struct stage *, const char *key, const char *text);
void stage_answer(struct stage *, const char *key, const char *text);
/* Seven tables of kratos with sizes; sessions is still being copied. */
void stage_tables(struct stage *);
/* One sample of the lag now. */
void stage_lag(struct stage *, int64_t bytes, int64_t ms);

#endif
