/* The report as Markdown, for people who were not there. Every number and word in it comes from the journal; what was
 * only seen in passing is not in it. The steps are written by steps.c, the same report as JSON by json.c. */
#include "config.h"

#include "report/report.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "plan/command.h"
#include "plan/compared.h"
#include "plan/gate.h"
#include "plan/left_out.h"
#include "plan/model.h"
#include "plan/product.h"
#include "plan/step.h"
#include "plan/undo.h"
#include "report/clients.h"
#include "report/markdown.h"
#include "report/parts.h"

/* name is Teal's own text, foreign is not, and a hyphen stands for nothing. */
static void row(struct str *out, const char *name, const char *foreign)
{
	str_addf(out, "| %s | ", name);
	md_text(out, foreign && *foreign ? foreign : "-");
	str_add(out, " |\n");
}

/* UTC, as the heading says. */
static void row_time(struct str *out, const char *name, int64_t at)
{
	str_addf(out, "| %s | ", name);
	md_time(out, at);
	str_add(out, " |\n");
}

/* For notes that a run may have ended too early to make. */
static const char *note_or_hyphen(const struct model *m, const char *key)
{
	const char *text = model_note(m, key);

	return text && *text ? text : "-";
}

/* Charms say "v1.0.0", products "1.0.0". */
static const char *version_of(const char *text)
{
	return text[0] == 'v' ? text + 1 : text;
}

/* From what discover noted: after the switch nothing else tells what blue was. A strategy without a target upgrades nothing. */
static void row_versions(const struct model *m, struct str *out)
{
	const char *version = version_of(note_or_hyphen(m, "blue.version")), *revision = note_or_hyphen(m, "blue.revision");
	const struct settings *s = &m->settings;
	char *text;

	if (s->target_version)
		text = mem_printf(_("%s (revision %s) to %s (revision %lld, %s)"), version, revision, version_of(s->target_version),
		                  (long long)s->target_revision, s->target_channel ? s->target_channel : "-");
	else
		text = mem_printf(_("%s (revision %s)"), version, revision);
	row(out, s->target_version ? _("From, to") : _("Version"), text);
	free(text);
}

/* How the databases are reached is left out: addresses and users are nobody's business who reads a report. */
static void row_side(const struct model *m, enum side side, const char *name, struct str *out)
{
	const struct side_settings *s = &m->settings.side[side];
	char *text;

	/* A strategy may have no use for a green one. */
	if (!s->juju_model && side == GREEN)
		return;
	text = mem_printf(_("model %s, application %s, PostgreSQL %s"), s->juju_model ? s->juju_model : "-", s->app ? s->app : "-",
	                  s->pg_app ? s->pg_app : "-");

	row(out, name, text);
	free(text);
}

/* All who did something in this run, by name once each. */
static void row_actors(const struct model *m, struct str *out)
{
	struct str who;

	str_init(&who, STR_LINE);
	for (size_t i = 0; report_actor(m, i); i++)
		str_addf(&who, "%s%s", i ? ", " : "", report_actor(m, i));
	row(out, _("Who"), str_text(&who));
	str_release(&who);
}

/* The table without a heading: what, from where to where, who, when. A journal that was torn says so at once, before
 * anything is believed. */
static void add_head(const struct report *r, struct str *out)
{
	const struct model *m = r->model;
	const struct product *product = m->settings.product ? product_find(m->settings.product) : NULL;

	str_addf(out, "# %s ", _("Migration"));
	md_text(out, m->run);
	str_addf(out, "\n\n| | |\n|---|---|\n");
	row(out, _("Product"), product ? product->title : m->settings.product);
	row_versions(m, out);
	row_side(m, BLUE, _("Blue"), out);
	row_side(m, GREEN, _("Green"), out);
	row(out, _("Strategy"), m->strategy ? _(m->strategy->title) : "");
	row_actors(m, out);
	if (model_note(m, "settings.changed"))
		row(out, _("Settings that were changed in the run"), model_note(m, "settings.changed"));
	row_time(out, _("Begun (UTC)"), m->started);
	row_time(out, _("Ended (UTC)"), m->ended);
	row(out, _("How it ended"), report_end_word(m->end));
	md_gap(out);
	if (r->flags & REPORT_TORN)
		str_addf(out, "%s\n", _("The journal's last line was not written to its end; what it held is not in this report."));
}

/* ---- The write-stop ---- */

/* Only in a training: there clients write down what failed for them. No failure is worth a sentence too. */
static void add_felt(const struct felt *f, struct str *out)
{
	if (!f->failures) {
		str_addf(out, "\n%s\n", _("The clients of the training noticed nothing: no request of theirs failed in that time."));
		return;
	}
	str_addf(out,
	         ngettext("\nAs the clients of the training felt it: %lld request failed",
	                  "\nAs the clients of the training felt it: %lld requests failed", (unsigned long)f->failures),
	         (long long)f->failures);
	str_addf(out, "%s ", _(", the first and the last at"));
	md_time(out, f->first);
	str_add(out, ", ");
	md_time(out, f->last);
	str_add(out, " (");
	md_span(out, f->last - f->first);
	str_add(out, ").\n\n");
	for (size_t i = 0; i < f->ops; i++) {
		str_add(out, "- ");
		md_text(out, f->op[i].name);
		str_addf(out, ": %lld\n", (long long)f->op[i].failures);
	}
	str_addf(out, "\n%s ", _("The first was told:"));
	md_text(out, f->error);
	str_add(out, "\n");
}

/* Beside the length stands what the operator had accepted, met or not. */
static void add_stop_end(const struct model *m, struct str *out)
{
	int64_t end = report_stop_end(m), most = m->settings.limits.write_stop_s * 1000;

	if (!end) {
		str_addf(out, "%s\n", _("It has not ended: the writes to blue are still stopped."));
		return;
	}
	str_addf(out, "%s ", m->switched_at ? _("Ended by the switch:") : _("Ended by the undo:"));
	md_time(out, end);
	str_addf(out, ", %s ", _("after"));
	md_span(out, end - m->fenced_at);
	str_addf(out, "%s ", _("; accepted were at most"));
	md_span(out, most);
	str_add(out, ".\n");
}

/* Counted from the first act that stopped users, to the switch or to the undo that let them in again. */
static void add_write_stop(const struct report *r, struct str *out)
{
	const struct model *m = r->model;
	struct felt felt;

	md_heading(out, 2, _("The write-stop"));
	if (!m->fenced_at) {
		str_addf(out, "%s\n", _("The writes were never stopped."));
		return;
	}
	str_addf(out, "%s ", _("Begun with the fence:"));
	md_time(out, m->fenced_at);
	str_add(out, ". ");
	add_stop_end(m, out);
	str_addf(out, "\n%s ", _("Fence LSN:"));
	md_text(out, note_or_hyphen(m, "fence.lsn"));
	str_add(out, "\n");
	if (report_felt(r, &felt))
		add_felt(&felt, out);
}

/* ---- Verification, lag, checkpoints, waivers ---- */

/* What the word leaves open: which migration, how many rows, what was in the way. */
static void add_check_words(const struct table_check *c, enum compared verdict, struct str *out)
{
	struct str words;

	str_init(&words, STR_LINE);
	if (verdict == COMPARED_EXPLAINED)
		str_add(&words, c->explained);
	else if (verdict == COMPARED_DIFFERENT)
		compared_add_words(c, &words);
	if (!words.len && c->why && !c->equal)
		str_add(&words, c->why);
	if (words.len) {
		str_add(out, ": ");
		md_text(out, str_text(&words));
	}
	str_release(&words);
}

/* One word for a comparison: equal, explained (with the migration's name and reason), DIFFERENT, not compared. */
static void add_check(const struct table *t, enum verify_mode mode, struct str *out)
{
	static const char *const word[] = {
		[COMPARED_EQUAL] = N_("equal"),
		[COMPARED_EXPLAINED] = N_("explained"),
		[COMPARED_DIFFERENT] = N_("DIFFERENT"),
		[COMPARED_FAILED] = N_("not compared"),
	};
	const struct table_check *c = &t->check[mode];
	enum compared verdict = compared_read(c, 0);

	str_add(out, "| ");
	md_text(out, t->name);
	str_add(out, " | ");
	md_count(out, c->source_rows);
	str_add(out, " | ");
	md_count(out, c->target_rows);
	str_addf(out, " | %s", _(word[verdict]));
	if (c->delta && verdict == COMPARED_EQUAL) {
		str_addf(out, " (%s ", _("only what changed was read, since"));
		md_time(out, t->check[VERIFY_LIVE].at);
		str_add(out, ")");
	}
	add_check_words(c, verdict, out);
	str_add(out, " | ");
	md_span(out, c->took_ms);
	str_add(out, " |\n");
}

/* Keys and names of columns; values are personal data and are not even in the journal. */
static void add_examples(const struct model *m, enum verify_mode mode, struct str *out)
{
	bool any = false;

	for (size_t i = 0; i < m->tables; i++) {
		const struct table_check *c = &m->table[i].check[mode];

		for (size_t x = 0; x < c->examples; x++) {
			if (!any)
				str_addf(out, "\n%s\n\n", _("Rows that differ, by key and column, of each table some:"));
			any = true;
			str_add(out, "- ");
			md_text(out, m->table[i].name);
			str_add(out, ": ");
			md_text(out, c->example[x]);
			str_add(out, "\n");
		}
	}
}

/* No heading without a table under it: a run that ended before says nothing about the comparison. */
static void add_verification(const struct model *m, enum verify_mode mode, const char *title, struct str *out)
{
	bool any = false;

	for (size_t i = 0; i < m->tables; i++) {
		if (!m->table[i].check[mode].done)
			continue;
		if (!any) {
			md_heading(out, 2, title);
			str_addf(out, "| %s | %s | %s | %s | %s |\n|---|--:|--:|---|--:|\n", _("Table"), _("Blue rows"), _("Green rows"),
			         _("Content"), _("Took"));
		}
		any = true;
		add_check(&m->table[i], mode, out);
	}
	add_examples(m, mode, out);
}

/* The limits are not repeated here: that the lag held them was a gate, and stands with its step. */
static void add_lag(const struct model *m, struct str *out)
{
	struct report_lag lag;
	char most[CLOCK_TEXT], last[CLOCK_TEXT], most_span[CLOCK_TEXT], last_span[CLOCK_TEXT];

	if (!report_lag(m, &lag))
		return;
	clock_bytes(lag.most_bytes, most);
	clock_bytes(lag.last_bytes, last);
	clock_span(lag.most_ms, most_span);
	clock_span(lag.last_ms, last_span);
	md_heading(out, 2, _("Lag of the replication"));
	str_addf(out,
	         ngettext("At most %s and %s, at last %s and %s, in %zu look.\n", "At most %s and %s, at last %s and %s, in %zu looks.\n",
	                  lag.samples),
	         most, most_span, last, last_span, lag.samples);
}

/* A row for each that the strategy makes, also for one that was never made: a missing backup has to be seen. */
static void add_checkpoints(const struct model *m, struct str *out)
{
	struct report_checkpoint c;
	const struct step *row;

	if (!report_checkpoint_step(m, 0))
		return;
	md_heading(out, 2, _("Checkpoints"));
	str_addf(out, "| %s | %s | %s | %s |\n|---|---|---|---|\n", _("Which"), _("Backup"), _("Begun (UTC)"), _("Unit"));
	for (size_t i = 0; (row = report_checkpoint_step(m, i)); i++) {
		report_checkpoint(m, row->checkpoint, &c);
		str_addf(out, "| %s | ", _(row->checkpoint_title));
		md_text(out, c.id[0] ? c.id : "-");
		str_add(out, " | ");
		md_time(out, c.began);
		str_add(out, " | ");
		md_text(out, c.unit[0] ? c.unit : "-");
		str_add(out, " |\n");
	}
}

/* Nobody shall look for them on green. */
static void add_left_out(const struct model *m, struct str *out)
{
	char *name;

	for (size_t i = 0; (name = left_out_at(m, i)); i++) {
		if (!i) {
			md_heading(out, 2, _("Tables that were left out"));
			str_addf(out, "%s\n\n",
			         _("They were fenced with the rest, and neither copied nor compared: green does not have their rows."));
		}
		str_add(out, "- ");
		md_text(out, name);
		str_add(out, "\n");
		free(name);
	}
}

/* With the reason and the name of the one who gave it; that is what a waiver is for. */
static void add_waivers(const struct model *m, struct str *out)
{
	if (!m->waivers)
		return;
	md_heading(out, 2, _("Waived gates"));
	str_addf(out, "| %s | %s | %s | %s |\n|---|---|---|---|\n", _("Gate"), _("Reason"), _("Who"), _("When (UTC)"));
	for (size_t i = 0; i < m->waivers; i++) {
		const struct waiver *w = &m->waiver[i];
		const struct gate *gate = gate_find(w->gate);
		char text[GATE_TEXT];

		str_add(out, "| ");
		md_text(out, gate ? gate_text(m, gate, gate->question, text) : w->gate);
		str_add(out, " | ");
		md_text(out, w->reason);
		str_add(out, " | ");
		md_text(out, w->actor);
		str_add(out, " | ");
		md_time(out, w->at);
		str_add(out, " |\n");
	}
}

/* ---- What is left ---- */

/* What Teal will not do: nothing removes blue's data but a person. */
static void left_after_switch(const struct model *m, struct str *out)
{
	const char *until = model_answer(m, "retire.keep_until"), *removed = model_answer(m, "retire.remove");

	str_addf(out, "- %s ", _("Blue is kept until:"));
	md_text(out, until && *until ? until : _("not decided"));
	str_add(out, "\n");
	if (str_same(removed, "app"))
		str_addf(out, "- %s\n", _("Blue's application was removed. Its database stays, fenced, until you remove it."));
	else
		str_addf(out, "- %s\n", _("Blue's application and its database stay, fenced, until you remove them."));
	str_addf(out, "- %s\n", _("Keep the backups named under Checkpoints as long as your rules say."));
}

/* What was seen of blue at the end of an undo, and what is to do about it. */
static void left_after_undo(const struct model *m, struct str *out)
{
	const char *seen;
	enum undo_blue kind = undo_blue_noted(m, &seen);

	if (kind == UNDO_BLUE_AS_IT_WAS)
		str_addf(out, "- %s ", _("Nothing: blue serves as before. The backups that were made stay. Seen of blue at the end:"));
	else if (kind == UNDO_BLUE_OTHER)
		str_addf(out, "- %s ", _("What this run made is taken away, but blue is not as it was. Look at it:"));
	else
		str_addf(out, "- %s ", _("What this run made is taken away. Look whether blue serves: that was not seen, for"));
	md_text(out, seen);
	str_add(out, "\n");
}

/* What the undo could not take away, with the reason and why it matters. */
static void left_that_stayed(const struct model *m, struct str *out)
{
	struct undo_stayed s;

	for (size_t i = 0; undo_stayed_at(m, i, &s); i++) {
		str_addf(out, "- %s: %s (", _(act_title(m, s.act)), s.act->stays ? _(s.act->stays) : _("it stays."));
		md_text(out, s.why);
		str_add(out, ")\n");
	}
}

/* The last section, since it is the one that somebody has to act on. */
static void add_left(const struct model *m, struct str *out)
{
	md_heading(out, 2, _("What is left to do by hand"));
	if (m->switched_at) {
		left_after_switch(m, out);
	} else if (m->end == RUN_UNDONE) {
		left_after_undo(m, out);
	} else if (m->end == RUN_FINISHED) {
		str_addf(out, "- %s\n", _("Nothing: all steps are done. The backups that were made stay."));
	} else if (m->fenced_at && !m->unfenced_at) {
		str_addf(out, "- %s\n", _("The writes to blue are stopped. Go on with teal, or undo there: nobody can log in until then."));
	} else {
		str_addf(out, "- %s\n",
		         _("The writes to blue are not stopped. Go on with teal, or undo there: the undo removes what this run made."));
	}
	left_that_stayed(m, out);
}

/* The order is that of the questions: what was it, how long were users out, is the data right, what was let pass, what
 * happened step by step, what is left. */
void report_markdown(const struct report *r, struct str *out)
{
	const struct model *m = r->model;

	add_head(r, out);
	add_write_stop(r, out);
	add_verification(m, VERIFY_LIVE, _("Blue and green while writes went on"), out);
	add_verification(m, VERIFY_COPY, _("Blue and green after the copy"), out);
	add_verification(m, VERIFY_MIGRATED, _("Blue and green after the migration"), out);
	add_left_out(m, out);
	add_lag(m, out);
	add_checkpoints(m, out);
	add_waivers(m, out);
	report_steps(m, out);
	report_undo(m, out);
	add_left(m, out);
}
