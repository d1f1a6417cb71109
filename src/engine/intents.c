/* What the operator wants, followed or refused. Nothing is done here: an intent becomes events. */
#include "config.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "engine/turn.h"
#include "plan/left_out.h"
#include "plan/mended.h"
#include "plan/renewal.h"
#include "plan/undo.h"
#include "plan/upgrade.h"
#include "plan/walk.h"

/* Always false. The operator did nothing wrong: it is only not the time for it. */
static bool refuse(struct err *err, const char *why, const char *now)
{
	return err_set(err, ERR_INPUT, _("not now"), why, now);
}

/* An event whose data are two texts. */
static void record_pair(struct turn *t, enum event_type type, const struct step *step, const char *one, const char *first, const char *two,
                        const char *second)
{
	struct json *data = json_object();

	json_put_str(data, one, first);
	json_put_str(data, two, second);
	turn_record(t, type, step, data);
}

/* True with err: the first gate that does not open, with its remedy. The screen shows all of them; a refusal needs one. */
static bool blocked(struct turn *t, const char *const *gates, struct err *err)
{
	struct verdict v;
	const struct gate *g = turn_blocker(t, gates, 0, &v);
	char text[GATE_TEXT], now[GATE_TEXT], *why;

	if (!g)
		return false;
	why = mem_printf("%s: %s", gate_text(t->m, g, g->question, text), v.text);
	refuse(err, why, verdict_remedy(t->m, g, &v, now));
	free(why);
	return true;
}

/* A command of a step that broke meanwhile may still be ending; two at once would get into each other's way. */
static bool command_runs(const struct model *m, int i)
{
	return step_of(m, i) && m->step[i].phase == ACT_ASKED && m->step[i].status != STEP_COMPLETE;
}

/* Starts the current step or tries it again, and goes on with an undo that stopped. Everything that could be wrong
 * is asked before the one event is recorded. */
static bool go(struct turn *t, const struct intent *intent, struct err *err)
{
	int i = walk_current(t->m);
	const struct step *step = step_of(t->m, i);
	const char *need[STEP_LIST];
	struct json *data, *gates;

	/* An undo can only be gone on with; one that has not failed goes on by itself. */
	if (t->m->undoing) {
		if (walk_undo_step(t->m) >= 0 && t->m->step[walk_undo_step(t->m)].what)
			turn_record(t, EV_UNDO_STARTED, NULL, NULL);
		return true;
	}
	if (!step)
		return true;
	if (t->m->step[i].status == STEP_RUNNING)
		return refuse(err, _("the step is under way"), "");
	if (command_runs(t->m, i))
		return refuse(err, _("a command of the step is still being stopped"), _("Try again in a moment."));
	if (t->m->observe)
		return refuse(err, _("this session only looks (--observe)"), _("Start teal without --observe."));
	/* Blue's name, since it is blue's users who are at stake. */
	if ((step->flags & STEP_CONFIRM_NAME) && !str_same(intent->text, t->m->settings.side[BLUE].app))
		return refuse(err, _("the application's name was not typed"), _("Type the name of blue's application to confirm."));
	turn_needs(t->m, i, need);
	if (blocked(t, need, err) || (!step->act[0] && blocked(t, step->done, err)))
		return false;
	data = json_object();
	gates = turn_evidence(t, step->act[0] ? need : step->done, 0);
	json_put(data, "gates", gates);
	turn_record(t, EV_STEP_STARTED, step, data);
	return true;
}

/* What has grown old is had anew: an answer, or a completed step that is done again and leads back here. Its need gates are not asked: what
 * they rest on is not looked at from here, and a fence must not wait for anything. */
static bool renew(struct turn *t, const struct intent *intent, struct err *err)
{
	const struct gate *g = intent->key ? gate_find(intent->key) : NULL;
	int at = -1, now = walk_current(t->m);
	const struct renewal *r = g ? renewal_of(t->m, g, &at) : NULL;
	char remedy[GATE_TEXT];
	struct verdict v;
	struct json *data;

	if (t->m->observe)
		return refuse(err, _("this session only looks (--observe)"), _("Start teal without --observe."));
	if (!r)
		return refuse(err, _("this cannot be had anew by a key"), g ? gate_text(t->m, g, g->remedy, remedy) : "");
	gate_ask(g, t->m, t->now, 0, &v);
	if (v.kind != VERDICT_FAIL)
		return refuse(err, v.text, _("It is had anew only where it does not hold."));
	if (t->m->step[now].status == STEP_RUNNING || command_runs(t->m, now))
		return refuse(err, _("the step is under way"), "");
	if (r->key) {
		record_pair(t, EV_ANSWER, step_of(t->m, at), "key", r->key, "text", r->text);
		return true;
	}
	data = json_object();
	json_put_str(data, "renews", g->id);
	json_put(data, "gates", turn_evidence(t, (const char *const[STEP_LIST]){ g->id }, 0));
	turn_record(t, EV_STEP_STARTED, step_of(t->m, at), data);
	return true;
}

/* Among all steps, not only the current one: an answers file gives them early, and a window may be chosen anew later. */
static const struct field_row *find_field(const struct model *m, const char *key, const struct step **step)
{
	const struct field_row *f;

	for (int i = 0; (*step = step_of(m, i)); i++)
		if ((f = step_asks(*step, key)))
			return f;
	return NULL;
}

/* "read.KEY": an entry is marked for what it says, so that it must be there and still say that. */
static bool mark(struct turn *t, const char *key, const char *sign, struct err *err)
{
	const struct step *step = step_of(t->m, walk_find(t->m, STEP_READS_RELEASES));
	struct assessment a;
	struct assess_entry r;
	bool found = false, same = false;

	if (!step || !upgrade_assess(t->m, &a))
		return refuse(err, _("the mark cannot be taken: what lies between is not known"), _("Let the first step look at blue."));
	for (size_t i = 0; !found && assess_entry_at(&a, i, &r); i++) {
		found = strcmp(key + strlen("read."), r.key) == 0;
		same = found && strcmp(sign, r.sign) == 0;
	}
	assessment_release(&a);
	if (!found)
		return err_whyf(err, ERR_INPUT, _("the mark cannot be taken"), _("Look at the list of the releases again."),
		                _("there is no entry %s"), key);
	if (!same)
		return refuse(err, _("the entry says more by now than when it was read"), _("Open it again, then mark it."));
	record_pair(t, EV_ANSWER, step, "key", key, "text", sign);
	return true;
}

/* Names of tables, whose form is checked here; whether they may be left out is asked by a gate (left-out). "none" takes the answer back. */
static bool leave_out(struct turn *t, const char *text, struct err *err)
{
	const char *bad, *held = mended_held(t->m, LEFT_OUT_ANSWER);

	if (strcmp(text, "none") == 0)
		text = "";
	if (held)
		return refuse(err, held, _("Undo this run and start another one to leave out other tables."));
	if (!left_out_readable(text, &bad))
		return err_whyf(err, ERR_INPUT, _("the answer cannot be taken"),
		                _("Write schema.table, with double quotes where a part is not all lower case, and blanks between."),
		                _("%s is no name of a table"), bad);
	record_pair(t, EV_ANSWER, step_of(t->m, 0), "key", LEFT_OUT_ANSWER, "text", text);
	return true;
}

/* What is kept is what the gates will read, so that it is checked here and not there. Free text may be empty: that
 * takes an answer back. */
static bool answer(struct turn *t, const struct intent *intent, struct err *err)
{
	const struct step *step = NULL;
	const struct field_row *f = find_field(t->m, intent->key ? intent->key : "", &step);
	const char *text = intent->text ? intent->text : "";
	int64_t at;

	if (t->m->observe)
		return refuse(err, _("this session only looks (--observe)"), _("Start teal without --observe."));
	if (!f && intent->key && strncmp(intent->key, "read.", strlen("read.")) == 0)
		return mark(t, intent->key, text, err);
	if (str_same(intent->key, LEFT_OUT_ANSWER))
		return leave_out(t, text, err);
	if (!f)
		return err_whyf(err, ERR_INPUT, _("the answer cannot be taken"), "", _("no step asks for %s"),
		                intent->key ? intent->key : "");
	/* It is shown, journaled and reported: an answer is a sentence, not a document. */
	if (strlen(text) > 500)
		return refuse(err, _("the answer is longer than 500 characters"), _("Say it shorter."));
	if (f->kind == FIELD_CHOICE && !str_has_part(f->choices, text))
		return err_whyf(err, ERR_INPUT, _("the answer cannot be taken"), "", _("%s is none of: %s"), text, f->choices);
	if (f->kind == FIELD_YES_NO && !str_has_part("yes|no", text))
		return err_whyf(err, ERR_INPUT, _("the answer cannot be taken"), "", _("yes or no is wanted, not %s"), text);
	if (f->kind == FIELD_TIME && strcmp(text, "now") != 0 && !clock_parse_iso(text, &at))
		return err_whyf(err, ERR_INPUT, _("the answer cannot be taken"), _("Write now, or a time in UTC: 2026-11-24 03:40."),
		                _("%s is no time"), text);
	record_pair(t, EV_ANSWER, step, "key", f->key, "text", text);
	return true;
}

/* The current step is noted with it, but a waiver is of the gate, wherever it is asked. */
static bool waive(struct turn *t, const struct intent *intent, struct err *err)
{
	const struct gate *g = intent->key ? gate_find(intent->key) : NULL;
	char remedy[GATE_TEXT];

	if (!g)
		return err_whyf(err, ERR_INPUT, _("the gate cannot be waived"), "", _("there is no gate %s"),
		                intent->key ? intent->key : "");
	if (t->m->observe)
		return refuse(err, _("this session only looks (--observe)"), _("Start teal without --observe."));
	if (!(g->flags & GATE_WAIVABLE))
		return refuse(err, _("this gate cannot be waived: without it data or users would be lost"),
		              gate_text(t->m, g, g->remedy, remedy));
	if (!intent->text || strlen(intent->text) < 3)
		return refuse(err, _("a waiver needs a reason"), _("Write why it is right to go on; it stands in the report."));
	record_pair(t, EV_WAIVED, step_of(t->m, walk_current(t->m)), "gate", g->id, "reason", intent->text);
	return true;
}

/* Refused as soon as an act of the switch was begun, whatever became of it: users may be on green. While a command is
 * under way it is stopped first; the note says what was wanted, in case we die before it is. */
static bool undo(struct turn *t, const struct intent *intent, struct err *err)
{
	int i = walk_current(t->m);

	if (t->m->observe)
		return refuse(err, _("this session only looks (--observe)"), _("Start teal without --observe."));
	if (t->m->undoing)
		return go(t, intent, err);
	/* Touched, not complete: one relation that has moved is enough. */
	if (walk_switched(t->m))
		return refuse(err, _("the traffic was switched: blue is stale since then"),
		              _("Going back would lose every write made on green; decide that by hand."));
	if (!str_same(intent->text, t->m->settings.side[BLUE].app))
		return refuse(err, _("the application's name was not typed"), _("Type the name of blue's application to confirm."));
	/* A command that is under way could still change what the undo has just looked at. */
	if (command_runs(t->m, i)) {
		record_pair(t, EV_NOTE, NULL, "key", "undo.wanted", "text", "yes");
		turn_effect(t, EFFECT_CANCEL);
		return true;
	}
	turn_record(t, EV_UNDO_STARTED, NULL, NULL);
	return true;
}

/* False: refused, and nothing was added. Cancel and recheck change no record, so that they need no permission here;
 * whether there is something to cancel is run's knowledge. */
bool turn_intent(struct turn *t, const struct intent *intent, struct err *err)
{
	switch (intent->kind) {
	case INTENT_NONE:
		return true;
	case INTENT_GO:
		return go(t, intent, err);
	case INTENT_ANSWER:
		return answer(t, intent, err);
	case INTENT_WAIVE:
		return waive(t, intent, err);
	case INTENT_RENEW:
		return renew(t, intent, err);
	case INTENT_UNDO:
		return undo(t, intent, err);
	case INTENT_RECHECK:
		turn_effect(t, EFFECT_RECHECK);
		return true;
	case INTENT_CANCEL:
		turn_effect(t, EFFECT_CANCEL);
		return true;
	case INTENT_ABANDON:
		turn_run_ended(t, "abandoned");
		return true;
	}
	return true;
}
