/* What a key asks before anything is sent, and what is sent when the answer is yes. */
#include "config.h"

#include "ui/screens/questions.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "plan/intent.h"
#include "plan/left_out.h"
#include "plan/mended.h"
#include "plan/odd_tables.h"
#include "plan/renewal.h"
#include "ui/screens/ask.h"
#include "ui/screens/overlay.h"
#include "ui/screens/scene.h"

/* The only way from a key to the engine. A refusal is told in a dialog: it must not be missed. */
void send_intent(struct scene *s, enum intent_kind kind, const char *key, const char *text)
{
	/* Borrowed for the call; the engine copies what it keeps. */
	struct intent intent = { kind, key, text };
	struct err err = { 0 };

	if (!s->v->hooks->intend(s->v->hooks->self, &intent, &err))
		ask_tell_err(s->v, _("That was not done"), &err);
}

/* Leaving is safe, but not always free: what it costs is said first. */
void question_leave(struct scene *s)
{
	const char *kept = _("The run is kept: the next start goes on from here. A command that is under way ends on its own, "
	                     "and what became of it is looked at then.");
	char *question;

	/* During the write-stop leaving costs users something; after the switch the clock only rests. */
	if (model_write_stop(s->m, s->now) >= 0 && !s->m->switched_at)
		question = mem_printf("%s\n\n%s", _("The writes to blue stay stopped while you are away."), kept);
	else
		question = mem_dup(kept);
	ask_yes(s->v, ASK_LEAVE, _("Leave the wizard?"), question, _("Stay"), _("Leave"));
	free(question);
}

/* What starts at once is what writes nothing; the rest is asked, and what cannot be undone wants the name. The texts of a
 * step are broken for another width, so they are made to flow; the dialog wraps them anew. */
void question_go(struct scene *s)
{
	s->v->ask_step = s->step;
	s->v->ask_act = s->state->act;
	unsigned flags = s->row->flags;
	const char *title = _(s->row->title);
	char *question, *why, *back;

	/* The strategy's table says which steps are asked for (plan/step.h); the engine checks the typed name again. */
	if (!(flags & (STEP_CONFIRM | STEP_CONFIRM_NAME))) {
		send_intent(s, INTENT_GO, NULL, "");
		return;
	}
	why = scene_flow(s->row->why);
	back = scene_flow(s->row->back);
	question = mem_printf(_("%s\n\nGoing back: %s"), why, back);
	free(why);
	free(back);
	if (flags & STEP_CONFIRM_NAME) {
		/* Blue's application: it is the one that loses something. */
		char *typed = mem_printf(_("%s\n\nType the application's name, %s, to confirm:"), question, status_name(s->m));

		ask_name(s->v, ASK_GO_NAME, title, typed, status_name(s->m));
		free(typed);
	} else {
		ask_yes(s->v, ASK_GO, title, question, NULL, flags & STEP_STARTS_WRITE_STOP ? _("Yes, stop them") : _("Yes, start it"));
	}
	free(question);
}

/* Also the Enter of the undo plan when there is nothing to undo: then it only closes. */
void question_undo(struct scene *s)
{
	char *question;

	if (!overlay_undo_open(s->m)) {
		overlay_close(s->v);
		return;
	}
	question = mem_printf(
		_("All that stands in the undo plan is run, the newest first.%s\n\nType the application's name, %s, to confirm:"),
		overlay_undo_loses(s->m) ? _(" What the plan cannot undo stays.") : "", status_name(s->m));
	ask_name(s->v, ASK_UNDO, _("Undo this run?"), question, status_name(s->m));
	free(question);
}

/* The key always answers, also where there is nothing to waive: silence would look like a broken key. */
void question_waive(struct scene *s)
{
	/* The selection may be behind the gates of this moment by one frame. */
	int i = s->v->gates.selected;
	const struct app_gate *g = i < (int)s->gates ? &s->gate[i] : NULL;
	char text[GATE_TEXT], *question;

	if (!g || !scene_current(s) || verdict_opens(&g->verdict)) {
		ask_tell(s->v, _("Nothing to waive"),
		         _("The selected gate holds the way open, or belongs to another step than the one the run is at."));
	} else if (!(g->gate->flags & GATE_WAIVABLE)) {
		question = mem_printf("%s\n\n%s", gate_text(s->m, g->gate, g->gate->question, text),
		                      _("This gate cannot be waived: what it asks must be true. Its remedy stands below the gates."));
		ask_tell(s->v, _("Not to be waived"), question);
		free(question);
	} else {
		question = mem_printf(_("%s: %s\n\nYou go on at your own risk. The reason stands in the report with your name:"),
		                      gate_text(s->m, g->gate, g->gate->question, text), g->verdict.text);
		ask_text(s->v, ASK_WAIVE, _("Waive this gate?"), question, NULL);
		/* By its name, not by its row: the rows may stand in another order by the time the reason is typed. */
		mem_set(&s->v->ask_gate, g->gate->id);
		free(question);
	}
}

/* Proposes what nobody knows: who wants all of it left out presses Enter. */
void question_leave_out(struct scene *s)
{
	const char *held = mended_held(s->m, LEFT_OUT_ANSWER);
	char *offer;

	if (held || s->m->observe) {
		ask_tell(s->v, _("Nothing can be left out now"), held ? held : _("--observe only looks."));
		return;
	}
	offer = odd_offer(s->m);
	ask_text(s->v, ASK_LEAVE_OUT, _("Leave tables out?"),
	         _("Tables of blue that green shall not get: they are fenced, but not published, not emptied and not compared. Names as "
	           "schema.table, blanks between; none takes all of them in again:"),
	         offer);
	free(offer);
}

void question_renew(struct scene *s)
{
	ask_yes(s->v, ASK_RENEW, _(s->at->renewal->title), _(s->at->renewal->why), _("No"), _("Yes"));
	mem_set(&s->v->ask_gate, s->at->old->gate->id);
}

void question_cancel(struct scene *s)
{
	const char *title = status_act_title(s->m, s->at->step);

	s->v->ask_step = s->at->step;
	s->v->ask_act = s->m->step[s->at->step].act;
	ask_yes(s->v, ASK_CANCEL, title ? _(title) : _("Stop it?"),
	        _("Stop the command under way? What it did until then is looked at before anything goes on."), _("Let it run"),
	        _("Stop it"));
}

/* Hits are shown by the pager; only a miss needs words. */
static void search(struct scene *s, const char *pattern)
{
	bool found = pager_search(&s->v->pager, pattern);
	char *text;

	if (found)
		return;
	text = mem_printf(_("%s does not occur in this text."), pattern);
	ask_tell(s->v, _("Not found"), text);
	free(text);
}

/* The run may have moved on while the question stood there. */
static bool still_meant(const struct scene *s, enum view_ask ask)
{
	if (ask != ASK_GO && ask != ASK_GO_NAME && ask != ASK_CANCEL)
		return true;
	return s->v->ask_step == s->at->step && s->v->ask_act == s->m->step[s->at->step].act;
}

/* A dialog was answered with yes. What was typed is borrowed from the dialog, which closes before anything else may open. */
enum app_action question_answered(struct scene *s)
{
	enum view_ask ask = s->v->ask;
	char *typed = mem_dup(ask_typed(s->v)), *gate = s->v->ask_gate ? mem_dup(s->v->ask_gate) : NULL;
	enum app_action action = APP_NOTHING;

	/* Before anything is sent: a refusal opens the next dialog in its place. */
	ask_close(s->v);
	if (!still_meant(s, ask))
		ask = ASK_NONE;
	switch (ask) {
	case ASK_GO:
		send_intent(s, INTENT_GO, NULL, "");
		break;
	/* The text goes along: the engine compares it, and not only the field. */
	case ASK_GO_NAME:
		send_intent(s, INTENT_GO, NULL, typed);
		break;
	case ASK_WAIVE:
		send_intent(s, INTENT_WAIVE, gate, typed);
		break;
	case ASK_RENEW:
		send_intent(s, INTENT_RENEW, gate, NULL);
		break;
	case ASK_LEAVE_OUT:
		send_intent(s, INTENT_ANSWER, LEFT_OUT_ANSWER, typed);
		break;
	case ASK_UNDO:
		overlay_close(s->v);
		send_intent(s, INTENT_UNDO, NULL, typed);
		break;
	case ASK_CANCEL:
		send_intent(s, INTENT_CANCEL, NULL, NULL);
		break;
	case ASK_LEAVE:
		action = APP_LEAVE;
		break;
	case ASK_SEARCH:
		search(s, typed);
		break;
	default:
		break;
	}
	free(typed);
	free(gate);
	return action;
}
