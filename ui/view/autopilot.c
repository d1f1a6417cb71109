/* The person of an unattended run. It reads struct run_status, as the screens do, and answers with one intent at a time; the
 * caller sends it and asks again in the next turn. It performs and prints nothing. */
#include "config.h"

#include "ui/view/autopilot.h"

#include "assess/assess.h"
#include "assess/library.h"
#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/left_out.h"
#include "plan/mended.h"
#include "plan/model.h"
#include "plan/renewal.h"
#include "plan/step.h"
#include "plan/walk.h"
#include "ui/view/status.h"

/* Seconds, as patience_s in the file. */
#define PATIENCE_S 180
/* An intent that changed nothing is not repeated before this. */
#define AGAIN_MS 1000

enum member_kind { MEMBER_TEXTS, MEMBER_TEXT, MEMBER_NUMBER };

/* All that the file may hold; what each means stands in autopilot.h and, for its writers, in the manual. */
static const struct {
	const char *name;
	enum member_kind kind;
} members[] = {
	{ "answers", MEMBER_TEXTS },   { "waive", MEMBER_TEXTS },       { "stop_before", MEMBER_TEXT }, { "undo_at", MEMBER_TEXT },
	{ "pause_ms", MEMBER_NUMBER }, { "patience_s", MEMBER_NUMBER }, { "retries", MEMBER_NUMBER },
};

/* Every refusal names the member: the file was written by hand, and that is where the hand has to go. */
static bool bad(struct err *err, const char *name, const char *why)
{
	return err_whyf(err, ERR_INPUT, _("the answers file cannot be used"), _("Mend the file; its members are in the manual, man teal."),
	                "%s: %s", name, why);
}

/* Every value is a text, also where the answer is yes or a number: that is how the journal keeps it. */
static bool texts_ok(const struct json *object, const char *name, struct err *err)
{
	if (!json_is_object(object))
		return bad(err, name, _("an object of texts is wanted"));
	for (const struct json *n = json_first(object); n; n = json_next(n))
		if (!json_is_string(n))
			return bad(err, json_key(n), _("a text is wanted"));
	return true;
}

/* A member that is not known is refused rather than passed over: it is most likely misspelt. */
static bool member_ok(const struct json *n, struct err *err)
{
	const char *name = json_key(n);

	for (size_t i = 0; i < mem_count(members); i++) {
		if (strcmp(members[i].name, name) != 0)
			continue;
		if (members[i].kind == MEMBER_TEXTS)
			return texts_ok(n, name, err);
		if (members[i].kind == MEMBER_TEXT)
			return json_is_string(n) || bad(err, name, _("a text is wanted"));
		return (json_is_whole(n) && json_number(n, -1) >= 0) || bad(err, name, _("a whole number is wanted, not negative"));
	}
	return bad(err, name, _("there is no such member"));
}

/* The file is checked whole before anything of it is used. */
bool script_parse(struct script *s, const struct json *root, struct err *err)
{
	*s = (struct script){ .step = -1, .tried = 0 };
	if (!json_is_object(root))
		return bad(err, _("the file"), _("an object is wanted"));
	for (const struct json *n = json_first(root); n; n = json_next(n))
		if (!member_ok(n, err))
			return false;
	s->root = json_dup(root);
	s->stop_before = json_str(s->root, "stop_before", NULL);
	s->undo_at = json_str(s->root, "undo_at", NULL);
	s->pause_ms = json_int(s->root, "pause_ms", 0);
	s->patience_ms = json_int(s->root, "patience_s", PATIENCE_S) * 1000;
	s->retries = json_int(s->root, "retries", 0);
	return true;
}

void script_release(struct script *s)
{
	json_free(s->root);
	free(s->evidence);
	*s = (struct script){ .step = -1 };
}

/* Any step may ask for it, also one that lies behind us: a resumed run uses the same file. */
static bool is_field(const struct strategy *strategy, const char *key)
{
	for (size_t i = 0; i < strategy->steps; i++)
		if (step_asks(&strategy->step[i], key))
			return true;
	return false;
}

/* Which entries there will be nobody knows before the run has looked. */
static bool is_reading(const char *key)
{
	return strcmp(key, "releases.read") == 0 || strncmp(key, "read.hazard.", 12) == 0 || strncmp(key, "read.release.", 13) == 0;
}

static bool names_tables(const struct json *answer)
{
	const char *bad;

	return json_text(answer) && left_out_readable(json_text(answer), &bad);
}

/* A name with a typing error would otherwise be found after an hour, or never. */
static bool names_ok(const struct script *s, const struct strategy *strategy, struct err *err)
{
	const struct gate *gate;

	for (const struct json *n = json_first(json_get(s->root, "answers")); n; n = json_next(n)) {
		if (strcmp(json_key(n), LEFT_OUT_ANSWER) == 0) {
			if (!names_tables(n))
				return bad(err, json_key(n), _("names of tables are wanted, schema.table with blanks between"));
		} else if (!is_field(strategy, json_key(n)) && !is_reading(json_key(n))) {
			return bad(err, json_key(n), _("no step asks for that"));
		}
	}
	for (const struct json *n = json_first(json_get(s->root, "waive")); n; n = json_next(n)) {
		gate = gate_find(json_key(n));
		if (!gate)
			return bad(err, json_key(n), _("there is no such gate"));
		if (!(gate->flags & GATE_WAIVABLE))
			return bad(err, json_key(n), _("this gate cannot be waived"));
	}
	if (s->stop_before && step_index(strategy, s->stop_before) < 0)
		return bad(err, "stop_before", _("there is no such step"));
	if (s->undo_at && step_index(strategy, s->undo_at) < 0)
		return bad(err, "undo_at", _("there is no such step"));
	return true;
}

/* Starts the patience anew when something got on: another step or state, another gate in the way, or better evidence of a gate that time
 * heals.
 * Evidence of a gate that FAILs does not count: it may change for ever without getting better. */
static void watch(struct script *s, const struct run_status *at, int64_t now)
{
	const void *holds = at->holds ? at->holds->gate : NULL;
	const char *evidence = at->holds && at->holds->verdict.kind == VERDICT_WAIT ? at->holds->verdict.text : "";
	bool asked = at->state && at->state->phase == ACT_ASKED && (at->kind == STATUS_RUNNING || at->kind == STATUS_UNDOING);

	if (s->step != at->step)
		s->tried = 0;
	/* An act under way has its own deadline. */
	if (!asked && s->step == at->step && s->kind == (int)at->kind && s->holds == holds && str_same(s->evidence, evidence))
		return;
	s->step = at->step;
	s->kind = (int)at->kind;
	s->holds = holds;
	mem_set(&s->evidence, evidence);
	s->since = now;
}

/* The same intent is not sent at every turn: when the sequence number stands still, the engine did not take it. */
static enum autopilot act(struct script *s, const struct model *m, int64_t now, struct intent *intent, struct intent what)
{
	if (s->sent_seq == m->seq && now - s->sent_at < AGAIN_MS && s->sent_at)
		return AUTOPILOT_WAITS;
	s->sent_at = now;
	s->sent_seq = m->seq;
	*intent = what;
	return AUTOPILOT_ACTS;
}

/* The step's own why and now are passed on: they are better than anything said from here. */
static enum autopilot broke(const struct run_status *at, struct err *err)
{
	char *what = mem_printf(_("step %s broke: %s"), at->row->id, at->state->what ? at->state->what : "");

	err_set(err, ERR_WORLD, what, at->state->why, at->state->now);
	free(what);
	return AUTOPILOT_GIVES_UP;
}

/* What is waited for is restarted by watch(), so the patience is for standing still, not for taking long. */
static bool past_patience(const struct script *s, int64_t now)
{
	return now - s->since > s->patience_ms;
}

/* What has grown old is had anew without asking, but an answer is given again only where the file, or the step, gives just that. */
static bool renews(const struct script *s, const struct run_status *at, struct intent *what)
{
	const struct renewal *r = at->renewal;

	if (!r || (r->key && !str_same(json_str(json_get(s->root, "answers"), r->key, r->text), r->text)))
		return false;
	*what = (struct intent){ INTENT_RENEW, at->old->gate->id, NULL };
	return true;
}

/* Counts a try only when it was sent. The undo that broke is tried by the same count. */
static enum autopilot again(struct script *s, const struct run_status *at, const struct model *m, int64_t now, struct intent *intent,
                            struct err *err)
{
	struct intent anew;
	enum autopilot end;

	if (s->tried >= s->retries)
		return broke(at, err);
	/* What broke is said before it is tried again, also to those who only look on. */
	if (now - s->since < (s->pause_ms > AGAIN_MS ? s->pause_ms : AGAIN_MS))
		return AUTOPILOT_WAITS;
	if (at->kind != STATUS_UNDO_BROKEN && renews(s, at, &anew)) {
		end = act(s, m, now, intent, anew);
		s->tried += end == AUTOPILOT_ACTS;
		return end;
	}
	/* After a resume the gates are not seen yet: a try that would be refused is none. */
	if (at->kind != STATUS_UNDO_BROKEN && status_holds(at->gate, at->gates))
		return past_patience(s, now) ? broke(at, err) : AUTOPILOT_WAITS;
	if (at->kind == STATUS_UNDO_BROKEN)
		end = act(s, m, now, intent, (struct intent){ INTENT_UNDO, NULL, status_name(m) });
	else
		end = act(s, m, now, intent, (struct intent){ INTENT_GO, NULL, at->row->flags & STEP_CONFIRM_NAME ? status_name(m) : "" });
	s->tried += end == AUTOPILOT_ACTS;
	return end;
}

/* The file first, then what the step proposes; guessing beyond that would be an answer nobody gave. */
static enum autopilot answer(struct script *s, const struct run_status *at, const struct model *m, int64_t now, struct intent *intent,
                             struct err *err)
{
	const char *text = json_str(json_get(s->root, "answers"), at->field->key, at->field->fallback);

	if (text)
		return act(s, m, now, intent, (struct intent){ INTENT_ANSWER, at->field->key, text });
	err_whyf(err, ERR_INPUT, _("the answers file has no answer to a question that must be answered"),
	         _("Add it under \"answers\" and start again: the run goes on from here."), "%s (%s)", at->field->key, _(at->field->label));
	return AUTOPILOT_GIVES_UP;
}

/* That something was read is never assumed: the file says so, of all entries or of this one. */
static enum autopilot mark(struct script *s, const struct assess_entry *r, const struct model *m, int64_t now, struct intent *intent,
                           struct err *err)
{
	const struct json *answers = json_get(s->root, "answers");

	/* What an entry says is not known as long as something is on its way. */
	for (int d = 0; m->library && d < DOC_COUNT; d++)
		if (m->library->doc[d].origin == ORIGIN_WAITING)
			return AUTOPILOT_WAITS;
	snprintf(s->read_key, sizeof s->read_key, "read.%s", r->key);
	memcpy(s->read_sign, r->sign, sizeof s->read_sign);
	if (strcmp(json_str(answers, "releases.read", ""), "yes") == 0 || strcmp(json_str(answers, s->read_key, ""), "yes") == 0)
		return act(s, m, now, intent, (struct intent){ INTENT_ANSWER, s->read_key, s->read_sign });
	err_whyf(err, ERR_INPUT, _("the answers file does not say that an entry was read which must be"),
	         _("Read it, say it under \"answers\" (\"releases.read\": \"yes\" for all), and start again: the run goes on from here."),
	         "%s (%s)", s->read_key, r->sign);
	return AUTOPILOT_GIVES_UP;
}

/* Waives what FAILs and is named, one a turn, then waits. A gate that was not seen yet is never waived. */
static enum autopilot gates(struct script *s, const struct run_status *at, const struct model *m, int64_t now, struct intent *intent,
                            struct err *err)
{
	char text[GATE_TEXT], remedy[GATE_TEXT], *what;
	struct intent anew;
	struct assess_entry r;

	if (renews(s, at, &anew))
		return act(s, m, now, intent, anew);
	if (status_unread(at, m, "", &r))
		return mark(s, &r, m, now, intent, err);
	for (size_t i = 0; i < at->gates; i++) {
		const struct app_gate *g = &at->gate[i];
		const char *reason = json_str(json_get(s->root, "waive"), g->gate->id, NULL);

		if (reason && g->verdict.kind == VERDICT_FAIL && !g->verdict.waived)
			return act(s, m, now, intent, (struct intent){ INTENT_WAIVE, g->gate->id, reason });
	}
	/* Also with a gate that can only be helped by a person: facts may lag behind what a person did. */
	if (!past_patience(s, now))
		return AUTOPILOT_WAITS;
	what = mem_printf(_("step %s waits for too long"), at->row->id);
	if (at->holds)
		err_whyf(err, ERR_WORLD, what, verdict_remedy(m, at->holds->gate, &at->holds->verdict, remedy), "%s (%s): %s: %s",
		         gate_text(m, at->holds->gate, at->holds->gate->question, text), at->holds->gate->id,
		         verdict_word(at->holds->verdict.kind), at->holds->verdict.text);
	else
		err_set(err, ERR_WORLD, what, _("nothing changed, and no gate says why"), _("Look at the log of the run."));
	free(what);
	return AUTOPILOT_GIVES_UP;
}

/* Where a person would sit: before the step, with answers, gates, and the go. */
static enum autopilot person(struct script *s, const struct run_status *at, const struct model *m, int64_t now, struct intent *intent,
                             struct err *err)
{
	const char *leave_out = json_str(json_get(s->root, "answers"), LEFT_OUT_ANSWER, NULL);
	bool fresh = at->state->status == STEP_TODO;

	if (fresh && s->stop_before && strcmp(s->stop_before, at->row->id) == 0)
		return AUTOPILOT_STOPS;
	if (leave_out && !str_same(leave_out, model_answer(m, LEFT_OUT_ANSWER)) && !mended_held(m, LEFT_OUT_ANSWER))
		return act(s, m, now, intent, (struct intent){ INTENT_ANSWER, LEFT_OUT_ANSWER, leave_out });
	switch (at->kind) {
	case STATUS_ANSWERS:
		return answer(s, at, m, now, intent, err);
	case STATUS_READY:
		if (now - s->since < s->pause_ms)
			return AUTOPILOT_WAITS;
		return act(s, m, now, intent, (struct intent){ INTENT_GO, NULL, at->row->flags & STEP_CONFIRM_NAME ? status_name(m) : "" });
	default:
		return gates(s, at, m, now, intent, err);
	}
}

/* At the step or past it, begun, broken or not: a run that is resumed with the file stands where it was left. Past the switch there is no
 * undo, and the run goes on as if none had been asked for. */
static bool undo_wanted(const struct script *s, const struct run_status *at, const struct model *m)
{
	bool way_on = at->kind != STATUS_UNDOING && at->kind != STATUS_UNDO_BROKEN;

	return way_on && s->undo_at && at->step >= step_index(m->strategy, s->undo_at) && !walk_switched(m) &&
	       !model_note(m, "undo.wanted");
}

enum autopilot autopilot_next(struct script *s, const struct model *m, const struct app_hooks *hooks, int64_t now, struct intent *intent,
                              struct err *err)
{
	struct run_status at;

	*intent = (struct intent){ INTENT_NONE, NULL, NULL };
	run_status_read(&at, m, hooks, now);
	if (at.kind == STATUS_NO_RUN)
		return AUTOPILOT_WAITS;
	/* Not when the file is read: only a run knows its strategy. */
	if (!s->checked && !names_ok(s, m->strategy, err))
		return AUTOPILOT_GIVES_UP;
	s->checked = true;
	if (at.kind == STATUS_ENDED)
		return AUTOPILOT_OVER;
	watch(s, &at, now);
	if (undo_wanted(s, &at, m))
		return act(s, m, now, intent, (struct intent){ INTENT_UNDO, NULL, status_name(m) });
	if (at.kind == STATUS_BROKEN || at.kind == STATUS_UNDO_BROKEN)
		return again(s, &at, m, now, intent, err);
	if (at.kind == STATUS_UNDOING)
		return AUTOPILOT_WAITS;
	if (at.kind == STATUS_RUNNING && at.field)
		return answer(s, &at, m, now, intent, err);
	if (at.kind == STATUS_RUNNING)
		return gates(s, &at, m, now, intent, err);
	return person(s, &at, m, now, intent, err);
}
