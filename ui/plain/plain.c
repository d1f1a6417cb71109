/* What the plain front end says by itself: it compares the model with what it has said and tells the difference. Lines of
 * input are plain_line.c, the sentences plain_say.c. Text is only appended: a screen reader must not have to look back. */
#include "config.h"

#include "ui/plain/plain.h"

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "plan/model.h"
#include "plan/renewal.h"
#include "plan/step.h"
#include "ui/plain/plain_read.h"
#include "ui/plain/plain_say.h"
#include "ui/screens/app_scene.h"
#include "ui/screens/end.h"
#include "ui/screens/start.h"

/* Between two lines of progress; each is read aloud, so they come seldom. */
#define PROGRESS_MS 5000

void plain_init(struct plain *p, const struct app_hooks *hooks, enum charset charset, unsigned flags)
{
	*p = (struct plain){ .hooks = hooks, .charset = charset, .flags = flags, .step = -1, .kind = -1, .act = -1 };
}

void plain_release(struct plain *p)
{
	form_release(&p->form);
	plain_read_release(p);
	free(p->report);
	*p = (struct plain){ .step = -1 };
}

void plain_report(struct plain *p, const char *path)
{
	mem_set(&p->report, path);
}

/* The question stands on its own line with its proposal in brackets; nothing is said of the run until it is answered. */
void plain_offer(struct plain *p, const char *offer, struct str *out)
{
	p->ask = PLAIN_ASK_OFFER;
	say_text(p->charset, offer, out);
	str_addf(out, "\n%s", _("Go on with this run, start a new one, or leave? {go on|new|leave} [go on]: "));
}

/* One question after the other, by the same form as the full screen's. */
void plain_settings(struct plain *p, const struct json *defaults, struct str *out)
{
	struct str text;

	start_fill(&p->form, strategy_at(0), defaults);
	p->ask = PLAIN_ASK_SETTINGS;
	str_init(&text, STR_PAGE);
	str_addf(&text, "%s\n", _("What is to be migrated; an empty line takes what stands in brackets."));
	say_question(&p->form, &text);
	say_text(p->charset, str_text(&text), out);
	str_release(&text);
}

/* In order, and only those that came to their end; the one under way is said by follow_act. */
static void follow_records(struct plain *p, const struct model *m, const struct run_status *at, struct str *out)
{
	while (p->records < at->state->records && at->state->record[p->records].ended) {
		say_record(m, at->step, p->records, out);
		p->records++;
	}
}

/* Steps that came to their end between two turns are said too, with what ran in them. */
static void say_passed(struct plain *p, const struct model *m, int until, struct str *out)
{
	for (int i = p->step; i >= 0 && i < until && !m->undoing && !p->undoing; i++) {
		/* Only what say_step and follow_records look at. */
		struct run_status past = { .step = i, .row = step_of(m, i), .state = &m->step[i] };

		if (i > p->step) {
			p->records = 0;
			say_step(m, &past, out);
		}
		follow_records(p, m, &past, out);
	}
}

/* A new step, or the same one under undo: everything about it is new. */
static void follow_step(struct plain *p, const struct model *m, const struct run_status *at, int64_t now, struct str *out)
{
	if (p->step == at->step && p->undoing == m->undoing)
		return;
	say_passed(p, m, at->step, out);
	p->step = at->step;
	p->undoing = m->undoing;
	/* Forgotten, so that all of it is said of the new step. */
	p->kind = -1;
	p->gates = 0;
	p->act = -1;
	p->field = NULL;
	p->progress_at = now;
	p->ask = PLAIN_ASK_COMMAND;
	/* What ran here before a restart is not news. */
	p->records = m->step[at->step].records;
	/* After a resume the last act may still have no end: that is news when it comes. */
	if (p->records && !m->step[at->step].record[p->records - 1].ended)
		p->records--;
	say_step(m, at, out);
}

/* Said when the act or its phase changes, which also starts the pause before the next progress. */
static void follow_act(struct plain *p, const struct model *m, const struct run_status *at, int64_t now, struct str *out)
{
	bool active = at->kind == STATUS_RUNNING || at->kind == STATUS_UNDOING;

	/* The phase counts as much as the act: that it has run, and is not seen yet, is news. */
	if (!active || (p->act == at->state->act && p->phase == (int)at->state->phase))
		return;
	p->act = at->state->act;
	p->phase = (int)at->state->phase;
	p->progress_at = now;
	say_act(m, at, out);
}

/* NULL when there are more gates than are remembered: then the rest stays unsaid rather than said at every turn. */
static struct plain_said *said(struct plain *p, const struct gate *gate)
{
	for (size_t i = 0; i < p->gates; i++)
		if (p->gate[i].gate == gate)
			return &p->gate[i];
	if (p->gates == mem_count(p->gate))
		return NULL;
	p->gate[p->gates] = (struct plain_said){ .gate = gate, .kind = VERDICT_UNKNOWN };
	return &p->gate[p->gates++];
}

/* Not seen yet is not worth a line: every gate begins so. It is one when the gate was seen before. */
static void follow_gates(struct plain *p, const struct model *m, const struct run_status *at, struct str *out)
{
	for (size_t i = 0; i < at->gates; i++) {
		const struct app_gate *g = &at->gate[i];
		struct plain_said *s = said(p, g->gate);

		/* New evidence of the same verdict is not said: it changes with every look. */
		if (!s || (s->kind == g->verdict.kind && s->waived == g->verdict.waived))
			continue;
		s->kind = g->verdict.kind;
		s->waived = g->verdict.waived;
		say_gate(m, g, out);
	}
}

/* A form of one row: its rules for answers are those of the full screen. */
static void ask_field(struct plain *p, const struct run_status *at)
{
	struct form_row row;

	if (!at->field || p->field == at->field)
		return;
	p->field = at->field;
	form_release(&p->form);
	app_scene_form_row(at->field, &row);
	form_add(&p->form, &row, NULL);
	p->ask = PLAIN_ASK_FIELD;
	p->prompt = true;
}

/* Who has to do something now; what broke is said once. */
static void follow_kind(struct plain *p, const struct model *m, const struct run_status *at, struct str *out)
{
	bool changed = p->kind != (int)at->kind;

	p->kind = (int)at->kind;
	/* Answered by somebody else, or the step is over: the next line is a command again. */
	if (p->ask == PLAIN_ASK_FIELD && !at->field) {
		p->ask = PLAIN_ASK_COMMAND;
		p->field = NULL;
	}
	/* Who only looks is asked nothing. */
	if (!m->observe)
		ask_field(p, at);
	if (changed && (at->kind == STATUS_BROKEN || at->kind == STATUS_UNDO_BROKEN))
		say_broken(m, at, out);
	if (changed && (at->kind == STATUS_READY || at->kind == STATUS_BROKEN || at->kind == STATUS_UNDO_BROKEN))
		p->prompt = true;
	p->prompt |= at->renewal && at->renewal != p->renewal;
	p->renewal = at->renewal;
}

/* One prompt for what is waited for; none while somebody else answers (--answers). */
static void prompt(struct plain *p, const struct model *m, const struct run_status *at, struct str *out)
{
	size_t before;

	if (!p->prompt || (p->flags & PLAIN_NO_PROMPT))
		return;
	p->prompt = false;
	/* What was written tells whether a question stands on the line now; that decides how the next news begins. */
	before = out->len;
	say_confirm(m, at, p->ask, out);
	if (p->ask == PLAIN_ASK_FIELD)
		say_question(&p->form, out);
	else if (p->ask == PLAIN_ASK_READ)
		plain_read_question(p, m, out);
	else if (m->observe)
		str_addf(out, "%s\n", _("--observe only looks; quit leaves."));
	else if (at->renewal && p->ask == PLAIN_ASK_COMMAND)
		str_addf(out, _("%s\nType go for \"%s\" (or undo, log, quit): "), _(at->renewal->why), _(at->renewal->title));
	else if (at->kind == STATUS_READY && p->ask == PLAIN_ASK_COMMAND)
		str_addf(out, _("Type go for \"%s\" (or help, commands, undo, quit): "), _(at->row->title));
	else if (at->kind == STATUS_BROKEN && p->ask == PLAIN_ASK_COMMAND)
		str_add(out, _("Type go to try again (or undo, log, quit): "));
	else if (at->kind == STATUS_UNDO_BROKEN && p->ask == PLAIN_ASK_COMMAND)
		str_add(out, _("Type undo to try again (or log, quit): "));
	p->open = out->len > before;
}

/* Only while something runs, and never over an open question. */
static void follow_progress(struct plain *p, const struct model *m, const struct run_status *at, int64_t now, struct str *out)
{
	bool active = at->kind == STATUS_RUNNING || at->kind == STATUS_UNDOING;

	if (!active || (p->flags & PLAIN_QUIET) || now - p->progress_at < PROGRESS_MS || at->field)
		return;
	p->progress_at = now;
	say_progress(m, at, now, out);
}

/* First the steps that ended in the same turn, so that nothing is missing between the last news and the end. */
static void say_end(struct plain *p, const struct model *m, struct str *out)
{
	say_passed(p, m, (int)m->strategy->steps, out);
	str_add(out, "\n");
	end_text(m, p->report, out);
	p->ended = true;
}

/* In the order in which a person wants to hear it: where, what ended, what runs, what holds it, what to do. */
enum plain_action plain_turn(struct plain *p, const struct model *m, int64_t now, struct str *out)
{
	struct run_status at;
	struct str text;

	/* There is no run yet to speak of. */
	if (p->ask == PLAIN_ASK_OFFER || p->ask == PLAIN_ASK_SETTINGS)
		return PLAIN_GOES_ON;
	run_status_read(&at, m, p->hooks, now);
	if (at.kind == STATUS_NO_RUN)
		return PLAIN_GOES_ON;
	str_init(&text, STR_PAGE);
	if (at.kind == STATUS_ENDED) {
		if (!p->ended)
			say_end(p, m, &text);
	} else {
		follow_step(p, m, &at, now, &text);
		follow_records(p, m, &at, &text);
		follow_act(p, m, &at, now, &text);
		plain_read_follow(p, m, &at, &text);
		follow_gates(p, m, &at, &text);
		follow_kind(p, m, &at, &text);
		plain_read_ask(p, m, &at);
		follow_progress(p, m, &at, now, &text);
		/* News while a question stands on the line: a new line for them, and the question again behind them. */
		if (text.len && p->open) {
			str_add(out, "\n");
			p->prompt = true;
		}
		prompt(p, m, &at, &text);
	}
	say_text(p->charset, str_text(&text), out);
	str_release(&text);
	return at.kind == STATUS_ENDED ? PLAIN_OVER : PLAIN_GOES_ON;
}
