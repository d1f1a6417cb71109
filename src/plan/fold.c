/* model_apply: the only writer of the model. One function per event type, in one table. */
#include "config.h"

#include "plan/model.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "codec/table_name.h"
#include "plan/event.h"
#include "plan/fold_own.h"
#include "plan/gate.h"
#include "plan/left_out.h"
#include "plan/step.h"
#include "plan/undo.h"

/* A member that is absent reads as "". */
static const char *text_of(const struct event *e, const char *key)
{
	return json_str(e->data, key, "");
}

/* NULL for an event of no step, and for a step that this program's strategy has not. */
static struct step_state *step_state_of(struct model *m, const struct event *e)
{
	int i = e->step && m->strategy ? step_index(m->strategy, e->step) : -1;

	return i >= 0 ? &m->step[i] : NULL;
}

/* A key has one note, the newest: what was learned later counts. */
static void set_note(struct model *m, const char *key, const char *text, int64_t at)
{
	struct note *n = (struct note *)model_note_row(m, key);

	if (!n) {
		m->note = mem_grow(m->note, m->notes, m->notes + 1, sizeof *m->note);
		n = &m->note[m->notes++];
		n->key = mem_dup(key);
	}
	mem_set(&n->text, text);
	n->at = at;
}

/* The ring is made with its first line: a report of an old run folds thousands of events and shows none of it. */
static void add_log(struct model *m, const struct event *e, const char *text)
{
	char hms[CLOCK_TEXT];

	if (!m->log)
		m->log = mem_zalloc(MODEL_LOG, sizeof *m->log);
	clock_hms(e->at, hms);
	free(m->log[m->logs % MODEL_LOG]);
	m->log[m->logs++ % MODEL_LOG] = mem_printf("%s %s", hms, text);
}

/* False: they cannot be read, and the model keeps what it has. */
static bool take_settings(struct model *m, const struct event *e)
{
	struct settings fresh;

	if (!settings_parse(json_get(e->data, "settings"), &fresh, NULL))
		return false;
	settings_release(&m->settings);
	m->settings = fresh;
	return true;
}

/* The settings are those of the journal, not of the command line: a run goes on with what it was begun with. */
static void on_run_started(struct model *m, const struct event *e)
{
	/* without settings there is no run: whoever opened the journal sees that it has no name */
	if (!take_settings(m, e))
		return;
	m->strategy = strategy_find(json_str(e->data, "strategy", "recommended"));
	mem_set(&m->run, text_of(e, "run"));
	snprintf(m->token, sizeof m->token, "%s", text_of(e, "token"));
	m->started = e->at;
}

/* An act that was under way is lost: its end was not recorded. All phases begin anew, so that gates want facts that
 * were seen in this session and settle times count from now; the looks of the session before are not in the journal. */
static void on_run_resumed(struct model *m, const struct event *e)
{
	m->resumed_at = e->at;
	m->applying = (struct applying){ 0 };
	m->slot_idle_at = 0;
	for (int i = 0; i < MODEL_STEPS; i++) {
		struct step_state *s = &m->step[i];

		if (s->phase == ACT_ASKED)
			s->phase = ACT_LOST;
		s->phase_since = e->at;
	}
	m->tables_seen = false;
}

/* What was mended counts for all that comes after it. */
static void on_settings(struct model *m, const struct event *e)
{
	take_settings(m, e);
}

static void on_note(struct model *m, const struct event *e)
{
	set_note(m, text_of(e, "key"), text_of(e, "text"), e->at);
}

/* Answers are notes with a prefix, so that gates and the report find both the same way. */
static void on_answer(struct model *m, const struct event *e)
{
	char *key = mem_printf("answer.%s", text_of(e, "key"));

	set_note(m, key, text_of(e, "text"), e->at);
	free(key);
}

/* A waiver is for the rest of the run. A second one of the same gate does not replace the first in the report; the
 * newest is the one that is found (model_waiver). */
static void on_waived(struct model *m, const struct event *e)
{
	m->waiver = mem_grow(m->waiver, m->waivers, m->waivers + 1, sizeof *m->waiver);
	m->waiver[m->waivers++] = (struct waiver){
		.gate = mem_dup(text_of(e, "gate")),
		.reason = mem_dup(text_of(e, "reason")),
		.actor = mem_dup(e->actor ? e->actor : "teal"),
		.at = e->at,
	};
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
static void on_step_started(struct model *m, const struct event *e)
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

/* Nothing is being read any more: the act is over, or another one has begun. */
static void end_reading(struct model *m)
{
	mem_set(&m->verifying, NULL);
	m->comparing = (struct comparing){ 0 };
	for (size_t i = 0; i < m->tables; i++)
		for (int mode = 0; mode < VERIFY_MODES; mode++)
			m->table[i].check[mode].begun = 0;
}

/* From here on the step has something to undo, even if the command never reached the world. The first intent that stops
 * users starts the clock; another one only after an undo has stopped it. */
static void on_act_intent(struct model *m, const struct event *e)
{
	struct step_state *s = step_state_of(m, e);
	const struct act *act = act_find(text_of(e, "act"));
	struct act_record *r;

	if (!s)
		return;
	end_reading(m);
	s->phase = ACT_ASKED;
	s->phase_since = e->at;
	s->touched = true;
	s->record = mem_grow(s->record, s->records, s->records + 1, sizeof *s->record);
	r = &s->record[s->records++];
	*r = (struct act_record){ .act = mem_dup(text_of(e, "act")), .undo = json_bool(e->data, "undo", false), .began = e->at };
	for (const struct json *c = json_first(json_get(e->data, "commands")); c; c = json_next(c)) {
		r->command = mem_grow(r->command, r->commands, r->commands + 1, sizeof *r->command);
		r->command[r->commands++] = mem_dup(json_text(c) ? json_text(c) : "");
	}
	if (act && !r->undo)
		start_clock(m, act, e->at);
}

/* A success makes the act settle, until its goal is seen. After a failure nothing is under way; the failure itself comes
 * with the next event. */
static void on_act_outcome(struct model *m, const struct event *e)
{
	struct step_state *s = step_state_of(m, e);
	struct act_record *r;

	if (!s)
		return;
	end_reading(m);
	/* A command that failed is over: nothing is under way, and an undo that waits for it may begin. An undo passes the act by. */
	s->phase = json_bool(e->data, "ok", false) ? ACT_SETTLING : ACT_NOT_BEGUN;
	s->phase_since = e->at;
	if (json_bool(e->data, "undo", false) && s->phase == ACT_NOT_BEGUN)
		enter_act(s, s->act + 1, e->at);
	r = s->records ? &s->record[s->records - 1] : NULL;
	if (!r || strcmp(r->act, text_of(e, "act")) != 0)
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
static void on_act_done(struct model *m, const struct event *e)
{
	struct step_state *s = step_state_of(m, e);
	const struct act *act = act_find(text_of(e, "act"));

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
	if (s->records && strcmp(s->record[s->records - 1].act, text_of(e, "act")) == 0) {
		s->record[s->records - 1].ended = true;
		s->record[s->records - 1].ok = true;
	}
	enter_act(s, s->act + 1, e->at);
}

/* The write-stop ends when the whole switch was seen, not with its first command. */
static void on_step_done(struct model *m, const struct event *e)
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
static void on_failed(struct model *m, const struct event *e)
{
	struct step_state *s = step_state_of(m, e);

	if (!s)
		return;
	if (e->type == EV_STEP_FAILED) {
		s->status = STEP_BROKEN;
		free(s->broke);
		s->broke = mem_printf("%s: %s", text_of(e, "what"), text_of(e, "why"));
	}
	s->ended = e->at;
	mem_set(&s->what, text_of(e, "what"));
	mem_set(&s->why, text_of(e, "why"));
	mem_set(&s->now, text_of(e, "now"));
}

/* Also recorded to try a failed undo again: what is taken back already is found so, and its steps stay reverted. */
static void on_undo_started(struct model *m, const struct event *e)
{
	m->undoing = true;
	m->undo_at = e->at;
	for (int i = 0; i < MODEL_STEPS; i++) {
		clear_failure(&m->step[i]);
		enter_act(&m->step[i], 0, e->at);
	}
}

/* Users write again when the step that stopped them is taken back as a whole, its relations included. */
static void on_step_undone(struct model *m, const struct event *e)
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

/* Any other word is an abandoned run: the safest reading of a journal that says something unknown. */
static void on_run_ended(struct model *m, const struct event *e)
{
	const char *how = text_of(e, "how");

	m->ended = e->at;
	m->end = strcmp(how, "finished") == 0 ? RUN_FINISHED : strcmp(how, "undone") == 0 ? RUN_UNDONE : RUN_ABANDONED;
}

/* An unknown word is the first mode: older journals had two. */
static enum verify_mode mode_of(const struct event *e)
{
	for (int mode = VERIFY_COPY; mode < VERIFY_MODES; mode++)
		if (strcmp(text_of(e, "mode"), verify_mode_name((enum verify_mode)mode)) == 0)
			return (enum verify_mode)mode;
	return VERIFY_COPY;
}

/* Which rows differ. A search that failed has counted some of them only, which is no number to show. */
static void keep_named(struct table_check *c, const struct json *data)
{
	const char *not_found = json_str(data, "not_found", NULL);

	mem_set(&c->not_found, not_found);
	c->missing = not_found ? -1 : json_int(data, "missing", -1);
	c->extra = json_int(data, "extra", 0);
	c->changed = json_int(data, "changed", 0);
	c->more = json_bool(data, "more", false);
	for (size_t i = 0; i < c->examples; i++)
		free(c->example[i]);
	c->examples = 0;
	for (const struct json *x = json_first(json_get(data, "examples")); x && c->examples < CHECK_EXAMPLES; x = json_next(x))
		if (json_text(x))
			c->example[c->examples++] = mem_dup(json_text(x));
}

/* By its one form: older journals name tables without quotes. */
struct table *fold_table_of(struct model *m, const char *name)
{
	char *form = table_name_read(name);
	struct table *t = model_table(m, form);

	free(form);
	return t;
}

/* A later comparison of the same table takes the place of the earlier. The table may be unknown so far: after a resume
 * this comes before any look at the source. */
static void on_verified(struct model *m, const struct event *e)
{
	struct table *t = fold_table_of(m, text_of(e, "table"));
	struct table_check *c = &t->check[mode_of(e)];

	c->done = true;
	c->equal = json_bool(e->data, "equal", false);
	c->compared = json_bool(e->data, "compared", true);
	c->source_rows = json_int(e->data, "source_rows", -1);
	c->target_rows = json_int(e->data, "target_rows", -1);
	c->took_ms = json_int(e->data, "took_ms", 0);
	c->at = e->at;
	c->begun = 0;
	mem_set(&c->explained, json_str(e->data, "explained", NULL));
	mem_set(&c->why, json_str(e->data, "why", NULL));
	mem_set(&c->horizon[BLUE], json_str(e->data, "source_horizon", NULL));
	mem_set(&c->horizon[GREEN], json_str(e->data, "target_horizon", NULL));
	c->delta = json_bool(e->data, "delta", false);
	keep_named(c, e->data);
	mem_set(&m->verifying, NULL);
}

static void on_log(struct model *m, const struct event *e)
{
	add_log(m, e, text_of(e, "text"));
}

/* NULL when no table is named: nothing is being compared. Another mode, or less than was read already, is a new comparison. */
static void on_verifying(struct model *m, const struct event *e)
{
	const char *name = json_str(e->data, "table", NULL);
	enum verify_mode mode = mode_of(e);
	struct comparing *r = &m->comparing;
	int64_t pages = json_int(e->data, "pages", 0), rows = json_int(e->data, "rows", 0);
	struct table *t;

	if (!r->begun_at || r->mode != mode || pages < r->pages || rows < r->rows) {
		end_reading(m);
		*r = (struct comparing){ .mode = mode, .begun_at = e->at };
	}
	r->pages = pages;
	r->pages_all = json_int(e->data, "pages_all", 0);
	r->rows = rows;
	r->at = e->at;
	mem_set(&m->verifying, name);
	if (!name)
		return;
	t = fold_table_of(m, name);
	/* One that was told in this comparison is over, though the last look at the progress may name it. */
	if (!t->check[mode].begun && !(t->check[mode].done && t->check[mode].at >= r->begun_at))
		t->check[mode].begun = e->at;
}

/* By designator, so that a new type without a row is a NULL that the first such event finds, not a wrong function. */
static void (*const folds[EV_COUNT])(struct model *, const struct event *) = {
	[EV_RUN_STARTED] = on_run_started,
	[EV_RUN_RESUMED] = on_run_resumed,
	[EV_SETTINGS] = on_settings,
	[EV_NOTE] = on_note,
	[EV_ANSWER] = on_answer,
	[EV_WAIVED] = on_waived,
	[EV_STEP_STARTED] = on_step_started,
	[EV_ACT_INTENT] = on_act_intent,
	[EV_ACT_OUTCOME] = on_act_outcome,
	[EV_ACT_DONE] = on_act_done,
	[EV_STEP_DONE] = on_step_done,
	[EV_STEP_FAILED] = on_failed,
	[EV_UNDO_STARTED] = on_undo_started,
	[EV_STEP_UNDONE] = on_step_undone,
	[EV_UNDO_FAILED] = on_failed,
	[EV_RUN_ENDED] = on_run_ended,
	[EV_VERIFIED] = on_verified,
	[EV_LOG] = on_log,
	[EV_FACTS] = fold_facts,
	[EV_TABLES] = fold_tables,
	[EV_VERIFYING] = on_verifying,
};

/* Volatile events have no sequence number and leave the journal's alone. */
void model_apply(struct model *m, const struct event *e)
{
	if (e->seq)
		m->seq = e->seq;
	if (e->type >= 0 && e->type < EV_COUNT)
		folds[e->type](m, e);
	left_out_mark(m);
}
