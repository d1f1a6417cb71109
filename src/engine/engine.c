/* One turn of the engine, and what its other files build effects with. Nothing here waits, writes or asks the clock:
 * now is given. */
#include "config.h"

#include "engine/engine.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "codec/json.h"
#include "engine/turn.h"
#include "plan/walk.h"

void effect_release(struct effect *e)
{
	json_free(e->event.data);
	e->event.data = NULL;
	commands_release(&e->commands);
}

/* Only what was not taken: run_push empties the list that it moves. */
void effects_release(struct effects *e)
{
	for (size_t i = 0; i < e->count; i++)
		effect_release(&e->item[i]);
	free(e->item);
	*e = (struct effects){ 0 };
}

/* Zeroed but for its kind; the pointer is good until the next effect is added. */
struct effect *turn_effect(struct turn *t, enum engine_effect kind)
{
	struct effects *e = t->out;

	e->item = mem_grow(e->item, e->count, e->count + 1, sizeof *e->item);
	e->item[e->count] = (struct effect){ .kind = kind };
	return &e->item[e->count++];
}

/* Step and actor are borrowed: ids are constants, and the actor outlives the turn. */
void turn_record(struct turn *t, enum event_type type, const struct step *step, struct json *data_taken)
{
	struct effect *e = turn_effect(t, EFFECT_RECORD);

	e->event = (struct event){
		.type = type,
		.at = t->now,
		.step = step ? step->id : NULL,
		.actor = t->actor,
		.data = data_taken ? data_taken : json_object(),
	};
}

void turn_run_ended(struct turn *t, const char *how)
{
	struct json *data = json_object();

	json_put_str(data, "how", how);
	turn_record(t, EV_RUN_ENDED, NULL, data);
}

/* The three texts that every failure has: what, why, what to do now. */
void turn_failure(struct turn *t, enum event_type type, const struct step *step, const char *what, const char *why, const char *now)
{
	struct json *data = json_object();

	json_put_str(data, "what", what);
	json_put_str(data, "why", why);
	json_put_str(data, "now", now);
	turn_record(t, type, step, data);
}

/* All gates of the list, also behind one that does not open: the report shows the whole picture. A gate that rests on
 * no fact was seen now. */
struct json *turn_evidence(const struct turn *t, const char *const *gates, int64_t not_before)
{
	struct json *list = json_array();

	for (size_t i = 0; i < STEP_LIST && gates[i]; i++) {
		const struct gate *g = gate_find(gates[i]);
		struct json *row = json_object();
		struct verdict v;

		gate_ask(g, t->m, t->now, not_before, &v);
		json_put_str(row, "id", g->id);
		json_put_str(row, "verdict", verdict_name(v.kind));
		json_put_str(row, "text", v.text);
		json_put_int(row, "seen", v.seen ? v.seen : t->now);
		json_push(list, row);
	}
	return list;
}

/* The first is enough to refuse or to wait; the screens ask all of them themselves. */
const struct gate *turn_blocker(const struct turn *t, const char *const *gates, int64_t not_before, struct verdict *v)
{
	for (size_t i = 0; i < STEP_LIST && gates[i]; i++) {
		const struct gate *g = gate_find(gates[i]);

		gate_ask(g, t->m, t->now, not_before, v);
		if (!verdict_opens(v))
			return g;
	}
	return NULL;
}

/* One event for each, in the order in which they were found. */
void turn_notes(struct turn *t, const struct step *step, const struct findings *f)
{
	for (const struct json *n = f->notes ? json_first(f->notes) : NULL; n; n = json_next(n)) {
		struct json *data = json_object();

		json_put_str(data, "key", json_key(n));
		json_put_str(data, "text", json_text(n));
		turn_record(t, EV_NOTE, step, data);
	}
}

/* The pace of the probes is asked for in every turn, also in one that refuses an intent: a turn without it would stop
 * all probes. A turn does at most one thing for the current step; run turns again while something happened. */
bool engine_turn(const struct model *m, const struct intent *intent, int64_t now, const char *actor, struct effects *out, struct err *err)
{
	struct turn t = { m, now, actor, out };
	int i = walk_current(m);

	*out = (struct effects){ 0 };
	/* An ended run takes no intents; being asked without one is no error. */
	if (!m->strategy || m->end != RUN_OPEN)
		return intent && intent->kind != INTENT_NONE
		               ? err_set(err, ERR_INPUT, _("nothing can be done"), _("this run has ended"), "")
		               : true;
	turn_pace(&t);
	if (intent && intent->kind != INTENT_NONE)
		return turn_intent(&t, intent, err);
	if (m->observe)
		return true;
	if (m->undoing)
		turn_undo(&t);
	else if (model_note(m, "undo.wanted") && m->step[i].phase != ACT_ASKED)
		turn_record(&t, EV_UNDO_STARTED, NULL, NULL);
	else if (!step_of(m, i))
		turn_run_ended(&t, "finished");
	else
		turn_step(&t, i);
	return true;
}

/* What the undo could not take away is noted, and the undo goes on with the rest. */
static void record_stayed(struct turn *t, const struct step *step, const struct act *act, const char *why)
{
	char *key = mem_printf("stayed.%s", act->id);
	struct json *data = json_object();

	json_put_str(data, "key", key);
	json_put_str(data, "text", why);
	turn_record(t, EV_NOTE, step, data);
	free(key);
}

/* error NULL: its commands succeeded. */
void turn_outcome(struct turn *t, const struct step *step, const struct act *act, int64_t took_ms, const struct err *error)
{
	struct json *data = json_object();

	json_put_str(data, "act", act->id);
	json_put_bool(data, "undo", t->m->undoing);
	json_put_bool(data, "ok", !error);
	json_put_int(data, "took_ms", took_ms);
	if (error) {
		json_put_str(data, "what", error->what);
		json_put_str(data, "why", error->why);
		json_put_str(data, "now", error->now);
	}
	turn_record(t, EV_ACT_OUTCOME, step, data);
	if (error && t->m->undoing)
		record_stayed(t, step, act, *error->why ? error->why : error->what);
}

/* A failure of the undo does not break the step that is taken back: the undo passes the act by. */
void engine_outcome(const struct model *m, const struct act *act, int64_t now, int64_t took_ms, const struct err *error,
                    struct effects *out)
{
	/* without an actor: an outcome is what Teal saw, not what somebody did */
	struct turn t = { m, now, NULL, out };
	int i = walk_step(m);
	const struct step *step = step_of(m, i);

	turn_outcome(&t, step, act, took_ms, error);
	/* What the gates rest on is asked at once: in the write-stop every tenth of a second counts. */
	if (!error)
		turn_effect(&t, EFFECT_RECHECK);
	/* What broke the step while its command ran is the better reason. */
	else if (!m->undoing && (!step || m->step[i].status != STEP_BROKEN))
		turn_failure(&t, EV_STEP_FAILED, step, error->what, error->why, error->now);
}

/* Notes belong to the step in which they were learned. */
void engine_findings(const struct model *m, int64_t now, const struct findings *f, struct effects *out)
{
	struct turn t = { m, now, NULL, out };

	turn_notes(&t, step_of(m, walk_step(m)), f);
}
