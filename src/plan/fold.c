/* model_apply: what each event does to the model. One function per event type, in one table. */
#include "config.h"

#include "plan/model.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/event.h"
#include "plan/fold_own.h"
#include "plan/left_out.h"
#include "plan/step.h"

/* A member that is absent reads as "". */
const char *fold_word(const struct event *e, const char *key)
{
	return json_str(e->data, key, "");
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
	m->strategy = strategy_find(json_str(e->data, "strategy", strategy_at(0)->id));
	mem_set(&m->run, fold_word(e, "run"));
	snprintf(m->token, sizeof m->token, "%s", fold_word(e, "token"));
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
	set_note(m, fold_word(e, "key"), fold_word(e, "text"), e->at);
}

/* Answers are notes with a prefix, so that gates and the report find both the same way. */
static void on_answer(struct model *m, const struct event *e)
{
	char *key = mem_printf("answer.%s", fold_word(e, "key"));

	set_note(m, key, fold_word(e, "text"), e->at);
	free(key);
}

/* A waiver is for the rest of the run. A second one of the same gate does not replace the first in the report; the
 * newest is the one that is found (model_waiver). */
static void on_waived(struct model *m, const struct event *e)
{
	m->waiver = mem_grow(m->waiver, m->waivers, m->waivers + 1, sizeof *m->waiver);
	m->waiver[m->waivers++] = (struct waiver){
		.gate = mem_dup(fold_word(e, "gate")),
		.reason = mem_dup(fold_word(e, "reason")),
		.actor = mem_dup(e->actor ? e->actor : "teal"),
		.at = e->at,
	};
}

/* Any other word is an abandoned run: the safest reading of a journal that says something unknown. */
static void on_run_ended(struct model *m, const struct event *e)
{
	const char *how = fold_word(e, "how");

	m->ended = e->at;
	m->end = strcmp(how, "finished") == 0 ? RUN_FINISHED : strcmp(how, "undone") == 0 ? RUN_UNDONE : RUN_ABANDONED;
}

static void on_log(struct model *m, const struct event *e)
{
	add_log(m, e, fold_word(e, "text"));
}

/* By designator, so that a new type without a row is a NULL that the first such event finds, not a wrong function. */
static void (*const folds[EV_COUNT])(struct model *, const struct event *) = {
	[EV_RUN_STARTED] = on_run_started,
	[EV_RUN_RESUMED] = on_run_resumed,
	[EV_SETTINGS] = on_settings,
	[EV_NOTE] = on_note,
	[EV_ANSWER] = on_answer,
	[EV_WAIVED] = on_waived,
	[EV_STEP_STARTED] = fold_step_started,
	[EV_ACT_INTENT] = fold_act_intent,
	[EV_ACT_OUTCOME] = fold_act_outcome,
	[EV_ACT_DONE] = fold_act_done,
	[EV_STEP_DONE] = fold_step_done,
	[EV_STEP_FAILED] = fold_failed,
	[EV_UNDO_STARTED] = fold_undo_started,
	[EV_STEP_UNDONE] = fold_step_undone,
	[EV_UNDO_FAILED] = fold_failed,
	[EV_RUN_ENDED] = on_run_ended,
	[EV_VERIFIED] = fold_verified,
	[EV_LOG] = on_log,
	[EV_DOCUMENT] = fold_document,
	[EV_FACTS] = fold_facts,
	[EV_TABLES] = fold_tables,
	[EV_VERIFYING] = fold_verifying,
	[EV_FETCHING] = fold_fetching,
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
