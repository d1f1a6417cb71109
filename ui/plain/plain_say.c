/* The sentences of the plain front end, one fact a line. They know the model and nothing of what was said before; that is plain.c. */
#include "config.h"

#include "ui/plain/plain_say.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "plan/compared.h"
#include "plan/model.h"
#include "plan/step.h"
#include "plan/sync.h"
#include "ui/kit/form.h"
#include "ui/kit/text.h"
#include "ui/screens/overlay.h"
#include "ui/screens/scene.h"

/* The newest of the log that the model keeps; more would be read aloud for minutes. */
#define LOG_LINES 200

void say_text(enum charset charset, const char *text, struct str *out)
{
	text_prepare(out, text, charset, STR_KEEP_LINES);
}

/* In full: here nothing has to fit a width. */
static void say_commands(const struct model *m, const struct step *row, struct str *out)
{
	size_t n;
	char **text = step_commands_shown(m, row, m->undoing, &n);

	if (n)
		str_addf(out, "%s\n", _("What runs:"));
	for (size_t i = 0; i < n; i++)
		overlay_indented(out, text[i]);
	commands_texts_free(text, n);
}

void say_step(const struct model *m, const struct run_status *at, struct str *out)
{
	/* On one line each: who listens does not hear where a line was broken. */
	char *why = scene_flow(at->row->why), *back = scene_flow(at->row->back);

	/* TRANSLATORS: number of the step, number of steps, phase, title, identifier */
	str_addf(out, m->undoing ? _("\nUndoing step %d of %d, %s: %s (%s)\n") : _("\nStep %d of %d, %s: %s (%s)\n"), at->step + 1,
	         (int)m->strategy->steps, _(at->row->phase), _(at->row->title), at->row->id);
	if (!m->undoing)
		str_addf(out, "%s\n", why);
	if (!m->undoing && *back)
		str_addf(out, _("Going back: %s\n"), back);
	say_commands(m, at->row, out);
	free(why);
	free(back);
}

/* The remedy comes with the gate's name, which is what waive wants. */
void say_gate(const struct model *m, const struct app_gate *g, struct str *out)
{
	char text[GATE_TEXT], now[GATE_TEXT];
	const char *remedy = verdict_remedy(m, g->gate, &g->verdict, now);

	/* The verdict first: it is what one listens for in a row of gates. */
	str_addf(out, "%s: %s", scene_verdict_word(g), gate_text(m, g->gate, g->gate->question, text));
	if (*g->verdict.text)
		str_addf(out, ": %s", g->verdict.text);
	str_add(out, "\n");
	if (g->verdict.kind == VERDICT_FAIL && !g->verdict.waived && *remedy)
		str_addf(out, "  %s (%s)\n", remedy, g->gate->id);
}

void say_record(const struct model *m, int step, size_t record, struct str *out)
{
	const struct act_record *r = &m->step[step].record[record];
	/* An act of an older strategy may be in the journal and no longer in the table: then its id is said. */
	const struct act *act = act_find(r->act);
	char took[CLOCK_TEXT];

	clock_span(r->took_ms, took);
	str_addf(out, "%s: %s (%s)\n", r->ok ? _("ok") : _("FAILED"), act ? _(act_title(m, act)) : r->act, took);
	if (!r->ok && r->why && *r->why)
		str_addf(out, "  %s\n", r->why);
}

/* Before it is needed an act is not worth a line: most look and find that nothing is to be done. */
void say_act(const struct model *m, const struct run_status *at, struct str *out)
{
	const char *title = status_act_title(m, at->step);

	if (!title)
		str_addf(out, "%s\n",
		         at->row->act[0] ? _("All commands ran; waiting until the gates hold.") : _("Waiting until the gates hold."));
	else if (at->state->phase == ACT_SETTLING)
		str_addf(out, _("%s: has run; waiting until it is seen.\n"), _(title));
	else if (at->state->phase == ACT_LOST)
		str_addf(out, _("%s: its end is not known after the restart; looking what is true.\n"), _(title));
	else if (at->state->phase == ACT_ASKED)
		str_addf(out, _("Runs: %s\n"), _(title));
}

/* Words for what the curve shows. */
static void say_lag(const struct model *m, int64_t now, struct str *out)
{
	const struct sample *newest = model_sample(m, 0);
	char bytes[CLOCK_TEXT], behind[CLOCK_TEXT], age[CLOCK_TEXT];
	int ready = 0, tables = 0;

	for (size_t i = 0; i < m->tables; i++) {
		if (!sync_takes(&m->table[i]))
			continue;
		tables++;
		/* srsubstate r: the table follows the source by itself (PostgreSQL manual, pg_subscription_rel). */
		ready += m->table[i].state == 'r';
	}
	str_addf(out, _("Tables %d of %d ready. "), ready, tables);
	if (!newest) {
		str_addf(out, "%s\n", _("Lag not measured yet."));
		return;
	}
	clock_bytes(newest->bytes, bytes);
	clock_span(newest->ms, behind);
	scene_age(now, newest->at, age);
	str_addf(out, _("Lag %s, %s behind, age: %s.\n"), bytes, behind, age);
}

/* Different are those that nothing explains: only they are bad news. How long it takes is said when it is worth waiting for. */
static void say_compared(const struct model *m, enum verify_mode mode, int64_t now, struct str *out)
{
	struct compared_tally sum = compared_tally(m, mode, compared_since(m, mode));
	int64_t left = compared_left(m, now);
	char span[CLOCK_TEXT];

	str_addf(out, _("Compared %d of %d tables, %d different."), sum.tables - sum.open, sum.tables, sum.different);
	if (sum.failed)
		str_addf(out, ngettext(" %d could not be compared.", " %d could not be compared.", (unsigned long)sum.failed), sum.failed);
	if (compared_all_read(m)) {
		str_add(out, _(" All is read; what differs is looked into."));
	} else if (left >= 1000) {
		scene_span(left, span);
		str_addf(out, _(" %d %% is read, about %s left."), (int)(m->comparing.pages * 100 / m->comparing.pages_all), span);
	}
	str_add(out, "\n");
}

/* Which tables and which rows; keys and names of columns only. */
static void say_differences(const struct model *m, enum verify_mode mode, struct str *out)
{
	for (size_t i = 0; i < m->tables; i++) {
		const struct table_check *c = &m->table[i].check[mode];
		enum compared verdict = compared_read(c, compared_since(m, mode));
		size_t before;

		if (verdict != COMPARED_DIFFERENT && verdict != COMPARED_FAILED)
			continue;
		str_addf(out, verdict == COMPARED_FAILED ? _("%s could not be compared: ") : _("%s differs: "), m->table[i].name);
		before = out->len;
		compared_add_words(c, out);
		str_addf(out, "%s\n", out->len == before && c->why ? c->why : "");
		for (size_t x = 0; x < c->examples; x++)
			str_addf(out, "  %s\n", c->example[x]);
	}
}

/* The write-stop first: during it nothing else is as dear. */
void say_progress(const struct model *m, const struct run_status *at, int64_t now, struct str *out)
{
	const char *title = status_act_title(m, at->step);
	enum verify_mode mode = compared_mode_of(at->row);
	char span[CLOCK_TEXT], text[GATE_TEXT];

	/* After the switch the clock only tells how long it was, and that is said at the end. */
	if (model_write_stop(m, now) >= 0 && !m->switched_at) {
		scene_span(model_write_stop(m, now), span);
		str_addf(out, _("Write-stop %s. "), span);
	}
	/* The three steps that last long have numbers of their own; of the others it is said that they go on. */
	if (at->row->body == BODY_FOLLOW) {
		say_lag(m, now, out);
		return;
	}
	if (mode < VERIFY_MODES) {
		say_compared(m, mode, now, out);
		return;
	}
	scene_span(now - at->state->phase_since, span);
	if (title)
		str_addf(out, _("Still: %s, %s.\n"), _(title), span);
	else
		str_addf(out, _("Still waiting: %s, %s.\n"),
		         at->holds ? gate_text(m, at->holds->gate, at->holds->gate->question, text) : _(at->row->title), span);
}

/* What, why, and what to do now, as the dialog of the full screen has them. */
void say_broken(const struct model *m, const struct run_status *at, struct str *out)
{
	const struct step_state *s = at->state;
	enum verify_mode mode = compared_mode_of(at->row);

	str_addf(out, _("FAILED: %s\n"), s->what ? s->what : "");
	if (mode < VERIFY_MODES)
		say_differences(m, mode, out);
	if (s->why && *s->why)
		str_addf(out, _("Why: %s\n"), s->why);
	if (s->now && *s->now)
		str_addf(out, _("Now: %s\n"), s->now);
}

void say_refused(const struct err *err, struct str *out)
{
	str_add(out, _("That was not done: "));
	err_text(err, out);
	str_add(out, "\n");
}

void say_log(const struct model *m, struct str *out)
{
	size_t n = m->logs < LOG_LINES ? m->logs : LOG_LINES;

	if (!n)
		str_addf(out, "%s\n", _("Nothing was logged yet."));
	for (size_t i = n; i > 0; i--)
		if (model_log(m, i - 1))
			str_addf(out, "%s\n", model_log(m, i - 1));
}

/* The commands of plain_line.c in the order in which a person needs them; the words stay as they are typed. */
static const struct {
	const char *words, *help;
} commands[] = {
	{ "go", N_("starts the step, or tries again one that broke; it asks once more where writes begin") },
	{ "waive GATE REASON", N_("goes past a gate that fails and may be waived; the reason stands in the report") },
	{ "answer KEY TEXT", N_("gives or changes an answer; the key stands before its question") },
	{ "gates", N_("says all gates of the step again") },
	{ "commands", N_("every command of the step in full") },
	{ "undo", N_("says the undo plan, then asks for the application's name") },
	{ "cancel", N_("stops the command under way") },
	{ "recheck", N_("looks at everything again now; this only reads") },
	{ "log", N_("what happened in this run, newest last") },
	{ "help", N_("this list") },
	{ "quit", N_("leaves; the run is kept and goes on from here at the next start") },
};

void say_help(struct str *out)
{
	for (size_t i = 0; i < mem_count(commands); i++)
		str_addf(out, "%s: %s.\n", commands[i].words, _(commands[i].help));
	str_addf(out, "%s\n",
	         _("While a question is asked a line is its answer; an empty line takes the proposed one. To answer with one of the words "
	           "above put = before it."));
}

/* No newline: the answer is typed behind it. */
void say_confirm(const struct model *m, const struct run_status *at, enum plain_ask ask, struct str *out)
{
	const char *title = at->row ? _(at->row->title) : "";

	if (ask == PLAIN_ASK_NAME)
		str_addf(out, _("Type the application's name, %s, to confirm \"%s\": "), status_name(m), title);
	else if (ask == PLAIN_ASK_YES)
		str_addf(out, _("%s? Type yes to start; anything else is no: "), title);
	else if (ask == PLAIN_ASK_UNDO)
		str_addf(out, _("Type the application's name, %s, to undo all of this; anything else is no: "), status_name(m));
}

/* What stands in brackets is taken by an empty line: the value that is there, else the proposal. */
void say_question(const struct form *form, struct str *out)
{
	const struct form_row *row = form_selected(form);
	const char *proposed = row->value ? row->value : row->fallback;

	str_addf(out, "%s, %s", row->key, _(row->label));
	if (row->help && *row->help)
		str_addf(out, " (%s)", _(row->help));
	if (row->kind == FORM_CHOICE || row->kind == FORM_YES_NO)
		str_addf(out, " {%s}", row->kind == FORM_YES_NO ? "no|yes" : row->choices);
	if (proposed && *proposed)
		str_addf(out, " [%s]", proposed);
	str_add(out, ": ");
}
