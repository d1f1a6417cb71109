/* Models for tests, made the way the program makes them: by events. */
#ifndef TEAL_TESTS_MODEL_MAKE_H
#define TEAL_TESTS_MODEL_MAKE_H

#include <stdint.h>

#include "engine/engine.h"
#include "plan/facts.h"
#include "plan/model.h"

struct json;

/* Settings as the sandbox writes them; owned. */
struct json *model_settings_json(void);
/* A run of the recommended strategy that has just been started, at wall time 1. */
void model_make(struct model *);
/* One fact, seen and looked at then; the other facts of its probe count as looked at too. */
void model_see(struct model *, enum fact_id, int64_t num, const char *text, int64_t at);
void model_trouble(struct model *, enum probe_id, const char *why, int64_t at);
void model_note_set(struct model *, const char *key, const char *text, int64_t at);
/* An act of the step was begun; with why its command also failed so. */
void model_begun(struct model *, const char *step, const char *act, const char *why, int64_t at);
/* Three tables: public.identities, public.networks, public.schema_migration. */
void model_tables(struct model *);
/* Folds the RECORDs of effects; returns the act that is to be performed, NULL none. */
const struct act *model_follow(struct model *, const struct effects *);
/* Steps before this one are complete. */
void model_complete_before(struct model *, const char *step, int64_t at);

#endif
