/* The part of the fold that follows the steps: their acts, the write-stop's clock, and their undo. */
#include "config.h"

#include "plan/fold_own.h"

#include "base/mem.h"
#include "codec/json.h"
#include "plan/act.h"
#include "plan/event.h"
#include "plan/gate.h"
#include "plan/model.h"
#include "plan/step.h"
#include "plan/undo.h"

/* NULL for an event of no step, and for a step that this program's strategy has not. */
static struct step_state *step_state_of(struct model *m, const struct event *e)
{
	int i = e->step && m->strategy ? step_index(m->strategy, e->step) : -1;

	return i >= 0 ? &m->step[i] : NULL;
}

/* Replaces the step's evidence: at its start that of the gates that opened it, at its end that of those that closed it. */
static void keep_evidence(struct step_state *s, const struct json *gates)
{
	for (size_t i = 0; i < s->evidences; i++) {
		free(s->evidence[i].gate);
		free(s->evidence[i].text);
	}
	s->evidences = 0;
	for (const struct json *g = json_first(gates); g; g = json_next(g)) {
		s->evidence = mem_grow(s->evidence, s->evidences, s->evidences + 1, sizeof *s->evidence);
		s->evidence[s->evidences++] = (struct evidence){
			.gate = mem_dup(json_str(g, "id", "")),
			.verdict = (int)verdict_by_name(json_str(g, "verdict", "")),
			.text = mem_dup(json_str(g, "text", "")),
			.seen = json_int(g, "seen", 0),
		};
	}
}

/* The act begins with a look: facts seen before `at` do not count for its done gate. */
static void enter_act(struct step_state *s, int act, int64_t at)
{
	s->act = act;
	s->phase = ACT_NOT_BEGUN;
	s->phase_since = at;
}

/* `broke` stays: what failed once is for the report. */
static void clear_failure(struct step_state *s)
{
	mem_set(&s->what, NULL);
	mem_set(&s->why, NULL);
	mem_set(&s->now, NULL);
}

/* The fence went up anew: what rested on the one before is to be done again. Steps that were not begun stay as they are. */
static void reset_behind(struct model *m, int step, int64_t at)
{
	for (int i = step + 1; i < MODEL_STEPS; i++) {
		if (m->step[i].status != STEP_COMPLETE && m->step[i].status != STEP_BROKEN)
			continue;
		m->step[i].status = STEP_TODO;
		clear_failure(&m->step[i]);
		enter_act(&m->step[i], 0, at);
	}
}

/* A step that is tried again keeps the time of its first start, and walks through all its acts: those that are done are
 * found to be. */
void fold_step_started(struct model *m, const struct event *e)
{
	struct step_state *s = step_state_of(m, e);

	const struct step *row;

	if (!s)
		return;
	row = step_of(m, (int)(s - m->step));
	if (s->status == STEP_COMPLETE && row && (row->flags & STEP_STARTS_WRITE_STOP))
		reset_behind(m, (int)(s - m->step), e->at);
	s->status = STEP_RUNNING;
	s->started = s->started ? s->started : e->at;
	s->begun = e->at;
	mem_set(&s->actor, e->actor);
	clear_failure(s);
	keep_evidence(s, json_get(e->data, "gates"));
	enter_act(s, 0, e->at);
}

/* The write-stop's clock, at the first act that stops users; true when it began with this one. */
static bool start_clock(struct model *m, const struct act *act, int64_t at)
{
	if (!(act->flags & ACT_STARTS_WRITE_STOP) || (m->fenced_at && !m->unfenced_at))
		return false;
	m->fenced_at = at;
	m->unfenced_at = 0;
	return true;
}

/* From here on the step has something to undo, even if the command never reached the world. The first intent that stops
 * users starts the clock; another one only after an undo has stopped it. */
void fold_act_intent(struct model *m, const struct event *e)
{
	struct step_state *s = step_state_of(m, e);
	const struct act *act = act_find(fold_word(e, "act"));
	struct act_record *r;

	if (!s)
		return;
	fold_end_comparing(m);
	s->phase = ACT_ASKED;
	s->phase_since = e->at;
	s->touched = true;
	s->record = mem_grow(s->record, s->records, s->records + 1, sizeof *s->record);
	r = &s->record[s->records++];
	*r = (struct act_record){ .act = mem_dup(fold_word(e, "act")), .undo = json_bool(e->data, "undo", false), .began = e->at };
	for (const struct json *c = json_first(json_get(e->data, "commands")); c; c = json_next(c)) {
		r->command = mem_grow(r->command, r->commands, r->commands + 1, sizeof *r->command);
		r->command[r->commands++] = mem_dup(json_text(c) ? json_text(c) : "");
	}
	if (act && !r->undo)
		start_clock(m, act, e->at);
}

/* A success makes the act settle, until its goal is seen. After a failure nothing is under way; the failure itself comes
 * with the next event. */
void fold_act_outcome(struct model *m, const struct event *e)
{
	struct step_state *s = step_state_of(m, e);
	struct act_record *r;

	if (!s)
		return;
	fold_end_comparing(m);
	/* A command that failed is over: nothing is under way, and an undo that waits for it may begin. An undo passes the act by. */
	s->phase = json_bool(e->data, "ok", false) ? ACT_SETTLING : ACT_NOT_BEGUN;
	s->phase_since = e->at;
	if (json_bool(e->data, "undo", false) && s->phase == ACT_NOT_BEGUN)
		enter_act(s, s->act + 1, e->at);
	r = s->records ? &s->record[s->records - 1] : NULL;
	if (!r || strcmp(r->act, fold_word(e, "act")) != 0)
		return;
	r->ended = true;
	r->ok = json_bool(e->data, "ok", false);
	r->took_ms = json_int(e->data, "took_ms", 0);
	mem_set(&r->why, json_str(e->data, "why", NULL));
}

/* What else the undo could not take away is told, but locks nobody out. */
static bool users_are_back(const struct model *m, const struct step *row, const struct act *done)
{
	bool passed = false;

	for (int i = 0; i < STEP_LIST && row->undo[i]; i++) {
		const struct act *act = act_find(row->undo[i]);

		if (act && (act->flags & ACT_OPENS) && (passed || undo_stayed_act(m, act->id)))
			return false;
		passed |= act == done;
	}
	return passed;
}

static void open_writes(struct model *m, const struct step_state *s, const struct act *act, int64_t at)
{
	const struct step *row = step_of(m, (int)(s - m->step));

	if (row && m->fenced_at && !m->unfenced_at && (act->flags & ACT_OPENS) && users_are_back(m, row, act))
		m->unfenced_at = at;
}

/* The act's own record is closed too: after a resume there is no outcome, only what was seen. An act that was found
 * done has no record. */
void fold_act_done(struct model *m, const struct event *e)
{
	struct step_state *s = step_state_of(m, e);
	const struct act *act = act_find(fold_word(e, "act"));

	if (!s)
		return;
	if (act && !json_bool(e->data, "undo", false)) {
		/* A fence that an earlier run left is taken over: the clock runs, and the undo takes it down. */
		if (start_clock(m, act, e->at))
			s->touched = true;
		if (act->flags & ACT_FENCES)
			m->fence_at = e->at;
	} else if (act) {
		open_writes(m, s, act, e->at);
	}
	if (s->records && strcmp(s->record[s->records - 1].act, fold_word(e, "act")) == 0) {
		s->record[s->records - 1].ended = true;
		s->record[s->records - 1].ok = true;
	}
	enter_act(s, s->act + 1, e->at);
}

/* The write-stop ends when the whole switch was seen, not with its first command. */
void fold_step_done(struct model *m, const struct event *e)
{
	struct step_state *s = step_state_of(m, e);
	const struct step *row;

	if (!s)
		return;
	s->status = STEP_COMPLETE;
	s->ended = e->at;
	keep_evidence(s, json_get(e->data, "gates"));
	row = step_of(m, (int)(s - m->step));
	if (row && (row->flags & STEP_POINT_OF_NO_RETURN))
		m->switched_at = e->at;
}

/* A failed step can be tried again; `broke` keeps the last failure for the report when the rest is cleared. A failed
 * undo does not break its step: the undo is what stands still. */
void fold_failed(struct model *m, const struct event *e)
{
	struct step_state *s = step_state_of(m, e);

	if (!s)
		return;
	if (e->type == EV_STEP_FAILED) {
		s->status = STEP_BROKEN;
		free(s->broke);
		s->broke = mem_printf("%s: %s", fold_word(e, "what"), fold_word(e, "why"));
	}
	s->ended = e->at;
	mem_set(&s->what, fold_word(e, "what"));
	mem_set(&s->why, fold_word(e, "why"));
	mem_set(&s->now, fold_word(e, "now"));
}

/* Also recorded to try a failed undo again: what is taken back already is found so, and its steps stay reverted. */
void fold_undo_started(struct model *m, const struct event *e)
{
	m->undoing = true;
	m->undo_at = e->at;
	for (int i = 0; i < MODEL_STEPS; i++) {
		clear_failure(&m->step[i]);
		enter_act(&m->step[i], 0, e->at);
	}
}

/* Users write again when the step that stopped them is taken back as a whole, its relations included. */
void fold_step_undone(struct model *m, const struct event *e)
{
	struct step_state *s = step_state_of(m, e);
	const struct step *row;

	if (!s)
		return;
	s->status = STEP_REVERTED;
	s->ended = e->at;
	row = step_of(m, (int)(s - m->step));
	if (row && (row->flags & STEP_STARTS_WRITE_STOP)) {
		m->unfenced_at = m->unfenced_at ? m->unfenced_at : e->at;
		m->fence_at = 0;
	}
}
