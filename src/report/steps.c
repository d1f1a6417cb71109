/* What each step did, and what undo did. */
#include "config.h"

#include "report/parts.h"

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "plan/gate.h"
#include "plan/step.h"
#include "report/markdown.h"

/* As they were shown before they ran, in one block; nothing for an act that needed no command. */
static void add_commands(const struct act_record *r, struct str *out)
{
	struct str text;

	if (!r->commands)
		return;
	str_init(&text, STR_PAGE);
	for (size_t i = 0; i < r->commands; i++)
		str_addf(&text, "%s%s", i ? "\n" : "", r->command[i]);
	md_block(out, str_text(&text));
	str_release(&text);
}

/* One act: when, how it ended, how long it took, what it ran. "Its end is not known" is what a crash leaves. */
static void add_record(const struct model *m, const struct act_record *r, struct str *out)
{
	const struct act *act = act_find(r->act);

	str_add(out, "- ");
	md_text(out, act ? _(act_title(m, act)) : r->act);
	str_add(out, " (");
	md_time(out, r->began);
	str_add(out, "): ");
	if (!r->ended) {
		str_add(out, _("its end is not known"));
	} else {
		str_add(out, r->ok ? _("done") : _("failed"));
		str_add(out, ", ");
		md_span(out, r->took_ms);
	}
	if (!r->ok && r->why) {
		str_add(out, "; ");
		md_text(out, r->why);
	}
	str_add(out, "\n");
	add_commands(r, out);
}

/* The records of a step hold both ways in the order of time. */
enum direction { FORWARD, BACKWARD };

/* In the order of time; a step that was tried again has the same act several times. */
static void add_records(const struct model *m, const struct step_state *s, enum direction way, struct str *out)
{
	for (size_t i = 0; i < s->records; i++)
		if (s->record[i].undo == (way == BACKWARD))
			add_record(m, &s->record[i], out);
}

/* A gate that the run's plan no longer has keeps its id. */
static void add_gate(const struct model *m, const struct evidence *e, struct str *out)
{
	const struct gate *gate = gate_find(e->gate);
	const struct waiver *waiver = model_waiver(m, e->gate);
	/* a waiver is only worth a word where it was needed */
	bool holds = e->verdict == VERDICT_PASS || e->verdict == VERDICT_WARN;
	char text[GATE_TEXT];

	str_add(out, "| ");
	md_text(out, gate ? gate_text(m, gate, gate->question, text) : e->gate);
	str_addf(out, " | %s%s%s | ", verdict_name((enum verdict_kind)e->verdict), waiver && !holds ? ", " : "",
	         waiver && !holds ? _("waived") : "");
	md_text(out, e->text);
	str_add(out, " | ");
	md_time(out, e->seen);
	str_add(out, " |\n");
}

/* The gates as they stood at the step's end, or at its start when it has none yet. */
static void add_gates(const struct model *m, const struct step_state *s, struct str *out)
{
	if (!s->evidences)
		return;
	md_gap(out);
	str_addf(out, "| %s | %s | %s | %s |\n|---|---|---|---|\n", _("Gate"), _("Verdict"), _("Evidence"), _("Seen"));
	for (size_t i = 0; i < s->evidences; i++)
		add_gate(m, &s->evidence[i], out);
}

/* What the operator said on this step's screen, as last said; questions without an answer are left out. */
static void add_answers(const struct model *m, const struct step *row, struct str *out)
{
	for (size_t i = 0; i < mem_count(row->field) && row->field[i].key; i++) {
		const char *answer = model_answer(m, row->field[i].key);

		if (!answer)
			continue;
		str_add(out, "- ");
		md_text(out, _(row->field[i].label));
		str_add(out, ": ");
		md_text(out, answer);
		str_add(out, "\n");
	}
}

/* Which entries were marked as read, with what each said then. */
static void add_marks(const struct model *m, const struct step *row, struct str *out)
{
	static const char prefix[] = "answer.read.";
	size_t n = sizeof prefix - 1;

	for (size_t i = 0; (row->flags & STEP_READS_RELEASES) && i < m->notes; i++) {
		if (strncmp(m->note[i].key, prefix, n) != 0)
			continue;
		str_addf(out, "- %s ", _("Read:"));
		md_text(out, m->note[i].key + n);
		str_add(out, " (");
		md_text(out, m->note[i].text);
		str_add(out, "), ");
		md_time(out, m->note[i].at);
		str_add(out, "\n");
	}
}

/* A step that was not reached has no times. */
static void add_status(const struct step_state *s, struct str *out)
{
	str_add(out, report_status_word(s->status));
	if (s->started) {
		str_add(out, ", ");
		md_time(out, s->started);
		str_add(out, " - ");
		md_time(out, s->ended);
	}
	if (s->started && s->ended >= s->started) {
		str_add(out, " (");
		md_span(out, s->ended - s->started);
		str_add(out, ")");
	}
	if (s->actor) {
		str_add(out, ", ");
		md_text(out, s->actor);
	}
	str_add(out, "\n\n");
}

/* A failure that was overcome is told too: "what went wrong before" explains the time that it took. */
static void add_failure(const struct step_state *s, struct str *out)
{
	/* Overcome: the step was tried again, or undone. */
	if (!s->what && s->broke) {
		str_addf(out, "- **%s**: ", _("What went wrong before"));
		md_text(out, s->broke);
		str_add(out, "\n");
	}
	if (!s->what)
		return;
	str_addf(out, "- **%s**: ", _("What went wrong"));
	md_text(out, s->what);
	str_add(out, ": ");
	md_text(out, s->why);
	if (s->now && *s->now) {
		str_add(out, ". ");
		md_text(out, s->now);
	}
	str_add(out, "\n");
}

/* All of one step, in the order in which it happened. */
static void add_step(const struct model *m, int i, struct str *out)
{
	const struct step *row = step_of(m, i);
	const struct step_state *s = &m->step[i];

	md_heading(out, 3, _(row->title));
	add_status(s, out);
	add_answers(m, row, out);
	add_marks(m, row, out);
	add_failure(s, out);
	add_records(m, s, FORWARD, out);
	add_gates(m, s, out);
}

/* Every step of the strategy, also those that were not reached: what was not done is part of the record. */
void report_steps(const struct model *m, struct str *out)
{
	const char *phase = "";

	for (int i = 0; step_of(m, i); i++) {
		const struct step *row = step_of(m, i);

		if (strcmp(row->phase, phase) != 0)
			md_heading(out, 2, _(row->phase));
		phase = row->phase;
		add_step(m, i, out);
	}
}

/* True when the undo did something here, or would have, had there been something to do. */
static bool undid(const struct step_state *s)
{
	for (size_t i = 0; i < s->records; i++)
		if (s->record[i].undo)
			return true;
	return s->status == STEP_REVERTED;
}

/* In the order in which it went, from the last step to the first. */
void report_undo(const struct model *m, struct str *out)
{
	if (!m->undoing)
		return;
	md_heading(out, 2, _("Undo"));
	for (int i = m->strategy ? (int)m->strategy->steps - 1 : -1; i >= 0; i--) {
		const struct step *row = step_of(m, i);

		if (!undid(&m->step[i]))
			continue;
		md_heading(out, 3, _(row->title));
		str_addf(out, "%s\n\n", report_status_word(m->step[i].status));
		add_records(m, &m->step[i], BACKWARD, out);
		/* Why nothing was done for this step, though the run was undone. */
		if (row->no_undo && !row->undo[0])
			str_addf(out, "- %s: %s\n", _("There is no undo of it"), _(row->no_undo));
	}
}
