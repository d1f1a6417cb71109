/* How a step that runs gets to its end: act after act, each looked for before it is run and seen after it, then the gates that close the
 * step. An act goes through these phases, each left by what its gate sees in a look that began after the phase did:
 *   NOT_BEGUN  it passes: found done, the next act; else intent and commands, ASKED
 *   ASKED      no look: the outcome is waited for; a success leads to SETTLING, a failure breaks the step
 *   SETTLING   it passes: done, the next act; the settle time is over: the step breaks
 *   LOST       ASKED when the program died; it passes: done; it fails, or its time is over: the step breaks */
#include "config.h"

#include "base/err.h"
#include "plan/walk.h"
#include "base/intl.h"
#include "base/mem.h"
#include "codec/json.h"
#include "engine/turn.h"

/* After a resume a quick command is either done or not: no need to wait longer than this to see which. */
#define LOST_MS 10000

/* found: the goal was reached without a command of ours in this session, be it by an earlier one or by somebody else. */
static void act_done(struct turn *t, const struct step *step, const struct act *act, const struct verdict *v, enum act_phase phase)
{
	struct json *data = json_object();

	json_put_str(data, "act", act->id);
	json_put_bool(data, "undo", t->m->undoing);
	json_put_bool(data, "found", phase != ACT_SETTLING);
	json_put_str(data, "text", v->text);
	turn_record(t, EV_ACT_DONE, step, data);
}

/* It breaks the step; an undo passes the act by and goes on with the rest. */
static void fail(struct turn *t, const struct step *step, const struct act *act, const char *what, const char *why, const char *now)
{
	struct err err = { 0 };

	if (!t->m->undoing) {
		turn_failure(t, EV_STEP_FAILED, step, what, why, now);
		return;
	}
	err_set(&err, ERR_WORLD, what, why, now);
	turn_outcome(t, step, act, 0, &err);
}

/* Intent first, durable; then the commands that it shows, the very same. */
static void begin(struct turn *t, const struct step *step, const struct act *act)
{
	struct commands commands = { 0 };
	struct json *data, *list;
	struct effect *perform;
	struct err err = { 0 };

	if (!act_build(t->m, act, &commands, &err)) {
		/* "not yet": what it lacks is being looked at; turn_step gives up when that takes too long */
		if (err.kind != ERR_AGAIN)
			fail(t, step, act, err.what, err.why, err.now);
		commands_release(&commands);
		return;
	}
	data = json_object();
	list = json_array();
	for (size_t i = 0; i < commands.count; i++) {
		char *shown = command_shown(&commands.item[i], &t->m->settings);

		json_push_str(list, shown);
		free(shown);
	}
	json_put_str(data, "act", act->id);
	json_put_bool(data, "undo", t->m->undoing);
	json_put(data, "commands", list);
	turn_record(t, EV_ACT_INTENT, step, data);
	perform = turn_effect(t, EFFECT_PERFORM);
	perform->act = act;
	perform->commands = commands;
}

/* The command was begun before a crash, and nobody heard its end. What its gate sees now is all there is to know: a
 * quick command shows in a moment, one that goes on at the other end gets its settle time. It is never repeated here:
 * that is for the operator to say. */
static void lost(struct turn *t, const struct step *step, const struct step_state *s, const struct act *act, const struct gate *g,
                 const struct verdict *v)
{
	int64_t limit = (act->flags & ACT_LONG) && v->kind == VERDICT_WAIT ? act->settle_ms : LOST_MS;
	char *why;

	/* a gate without facts does not change by waiting */
	if (gate_sees(g) && v->kind != VERDICT_FAIL && t->now - s->phase_since < limit)
		return;
	why = mem_printf(_("%s: it was begun and its end was not recorded; looking now: %s"), _(act_title(t->m, act)), v->text);
	fail(t, step, act, _("the step was interrupted"), why, _("Try the step again: it is safe, what is done already is not repeated."));
	free(why);
}

/* An earlier try may still go on at the other end: its gate waits for it, or cannot be asked. Beginning it again would do it twice
 * (facts/juju.md 6.5: never a blind repetition). turn_step gives up when that does not change. */
static bool perhaps_under_way(const struct turn *t, const struct act *act, const struct verdict *v)
{
	if ((act->flags & ACT_LONG) && v->kind == VERDICT_WAIT)
		return true;
	return act->trace && v->kind == VERDICT_UNKNOWN && model_note(t->m, act->trace);
}

/* No look that is still to come would say anything else. */
static bool ended(const struct gate *g, const struct verdict *v)
{
	return v->kind == VERDICT_FAIL && ((g->flags & GATE_FINAL) || !gate_sees(g));
}

/* One look decides what is done: found, begun, still lost, or settled. Nothing at all happens before the gate's facts
 * were looked at since the phase began, so that neither an old fact nor an old failure counts. */
static void turn_one_act(struct turn *t, const struct step *step, const struct step_state *s, const struct act *act)
{
	const struct gate *g = gate_find(act->done);
	struct verdict v;
	char now[GATE_TEXT], *what;

	if (s->phase == ACT_ASKED || !gate_asked(g, t->m, s->phase_since))
		return;
	gate_ask(g, t->m, t->now, s->phase_since, &v);
	if (verdict_opens(&v)) {
		act_done(t, step, act, &v, s->phase);
	} else if (s->phase == ACT_NOT_BEGUN || (s->phase == ACT_LOST && t->m->undoing)) {
		/* The acts of an undo may be repeated, and nobody shall have to ask for that after a crash. */
		if (!perhaps_under_way(t, act, &v))
			begin(t, step, act);
	} else if (s->phase == ACT_LOST) {
		lost(t, step, s, act, g, &v);
	} else if (t->now - s->phase_since > act->settle_ms || ended(g, &v)) {
		what = mem_printf(_("%s: the command succeeded, but its goal is not seen"), _(act_title(t->m, act)));
		fail(t, step, act, what, v.text, verdict_remedy(t->m, g, &v, now));
		free(what);
	}
}

/* A look that can no longer come (the probe of the gate fails for ever) must not keep the step for ever. */
static bool stuck(const struct turn *t, const struct step_state *s, const struct act *act)
{
	return s->phase != ACT_ASKED && t->now - s->phase_since > act->settle_ms + 60000;
}

/* The first of the list that failed for good, as seen since then. */
static const struct gate *turn_ended(const struct turn *t, const char *const *gates, int64_t since, struct verdict *v)
{
	struct verdict seen;

	for (size_t i = 0; i < STEP_LIST && gates[i]; i++) {
		const struct gate *g = gate_find(gates[i]);

		gate_ask(g, t->m, t->now, since, &seen);
		if (verdict_opens(&seen) || !gate_sees(g) || !ended(g, &seen))
			continue;
		*v = seen;
		return g;
	}
	return NULL;
}

/* Others may undo what the step rests on. What guards it is looked at all the time, and a command that runs is stopped: the sooner it is
 * said, the less is lost. A look that is missing breaks nothing. */
static bool guard_broke(struct turn *t, const struct step *step, const struct step_state *s)
{
	for (size_t i = 0; i < mem_count(step->guard) && step->guard[i]; i++) {
		const struct gate *g = gate_find(step->guard[i]);
		char text[GATE_TEXT], now[GATE_TEXT], *what;
		struct verdict v;

		gate_ask(g, t->m, t->now, t->m->fence_at, &v);
		if (v.kind != VERDICT_FAIL || v.waived)
			continue;
		if (s->phase == ACT_ASKED)
			turn_effect(t, EFFECT_CANCEL);
		/* TRANSLATORS: a sentence that was true and is not any more */
		what = mem_printf(_("broken off, since this is not so any more: %s"), gate_text(t->m, g, g->question, text));
		turn_failure(t, EV_STEP_FAILED, step, what, v.text, verdict_remedy(t->m, g, &v, now));
		free(what);
		return true;
	}
	return false;
}

/* All done gates in one breath, after the last act. What a step remembers is recorded before it is complete: a crash in
 * between repeats the notes, never loses them. */
static void close_step(struct turn *t, const struct step *step, const struct step_state *s)
{
	struct findings f = { 0 };
	struct verdict v;
	int64_t since = step->act[0] ? s->phase_since : 0; /* nothing was changed: what opened the step closes it */
	const struct gate *g = turn_blocker(t, step->done, since, &v);
	char text[GATE_TEXT], now[GATE_TEXT], *what;
	struct json *data;

	if (g) {
		const struct gate *end = turn_ended(t, step->done, since, &v);

		/* Without a settle time it takes as long as it takes: a copy, a soak. */
		if (end || (step->settle_ms && t->now - s->phase_since > step->settle_ms)) {
			g = end ? end : g;
			what = mem_printf(_("the step does not come to its end: %s"), gate_text(t->m, g, g->question, text));
			turn_failure(t, EV_STEP_FAILED, step, what, v.text, verdict_remedy(t->m, g, &v, now));
			free(what);
		}
		return;
	}
	for (size_t i = 0; step->remember[i]; i++)
		step->remember[i](t->m, step, &f);
	turn_notes(t, step, &f);
	findings_release(&f);
	data = json_object();
	json_put(data, "gates", turn_evidence(t, step->done, since));
	turn_record(t, EV_STEP_DONE, step, data);
}

void turn_run_act(struct turn *t, const struct step *step, const struct step_state *s, const struct act *act)
{
	const struct gate *g = gate_find(act->done);
	char text[GATE_TEXT], now[GATE_TEXT];

	if (stuck(t, s, act))
		fail(t, step, act, t->m->undoing ? _("the undo does not come to its end") : _("the step does not come to its end"),
		     gate_text(t->m, g, g->question, text), gate_text(t->m, g, g->remedy, now));
	else
		turn_one_act(t, step, s, act);
}

/* A step that failed or was not started waits for the operator. */
void turn_step(struct turn *t, int i)
{
	const struct step *step = step_of(t->m, i);
	const struct step_state *s = &t->m->step[i];
	const struct act *act = walk_act(t->m, i);

	if (s->status != STEP_RUNNING || guard_broke(t, step, s))
		return;
	if (!act)
		close_step(t, step, s);
	else
		turn_run_act(t, step, s, act);
}
