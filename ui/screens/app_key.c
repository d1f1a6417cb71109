/* Keys: what is open gets them first (a dialog, an overlay, the pen of a form), then the screen. */
#include "config.h"

#include "ui/screens/app.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "plan/intent.h"
#include "plan/left_out.h"
#include "plan/mended.h"
#include "plan/odd_tables.h"
#include "plan/renewal.h"
#include "plan/upgrade.h"
#include "ui/screens/app_scene.h"
#include "ui/screens/ask.h"
#include "ui/screens/entries.h"
#include "ui/screens/layout.h"
#include "ui/screens/overlay.h"
#include "ui/screens/start.h"

/* Wall milliseconds between two Ctrl-C that are one wish to leave; the help sentence of that key (ui/kit/key.c) names them too. */
#define TWICE_MS 2000

/* The only way from a key to the engine. A refusal is told in a dialog: it must not be missed. */
static void send(struct scene *s, enum intent_kind kind, const char *key, const char *text)
{
	/* Borrowed for the call; the engine copies what it keeps. */
	struct intent intent = { kind, key, text };
	struct err err = { 0 };

	if (!s->v->hooks->intend(s->v->hooks->self, &intent, &err))
		ask_tell_err(s->v, _("That was not done"), &err);
}

/* Leaving is safe, but not always free: what it costs is said first. */
static void ask_leave(struct scene *s)
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
static void ask_go(struct scene *s)
{
	s->v->ask_step = s->step;
	s->v->ask_act = s->state->act;
	unsigned flags = s->row->flags;
	const char *title = _(s->row->title);
	char *question, *why, *back;

	/* The strategy's table says which steps are asked for (plan/step.h); the engine checks the typed name again. */
	if (!(flags & (STEP_CONFIRM | STEP_CONFIRM_NAME))) {
		send(s, INTENT_GO, NULL, "");
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
static void ask_undo(struct scene *s)
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
static void ask_waive(struct scene *s)
{
	/* The selection may be behind the gates of this moment by one frame. */
	int i = s->v->gates.selected;
	const struct app_gate *g = i < (int)s->gates ? &s->gate[i] : NULL;
	char *question;

	if (!g || !scene_current(s) || verdict_opens(&g->verdict)) {
		ask_tell(s->v, _("Nothing to waive"),
		         _("The selected gate holds the way open, or belongs to another step than the one the run is at."));
	} else if (!(g->gate->flags & GATE_WAIVABLE)) {
		question = mem_printf("%s\n\n%s", _(g->gate->question),
		                      _("This gate cannot be waived: what it asks must be true. Its remedy stands below the gates."));
		ask_tell(s->v, _("Not to be waived"), question);
		free(question);
	} else {
		question = mem_printf(_("%s: %s\n\nYou go on at your own risk. The reason stands in the report with your name:"),
		                      _(g->gate->question), g->verdict.text);
		ask_text(s->v, ASK_WAIVE, _("Waive this gate?"), question, NULL);
		/* By its name, not by its row: the rows may stand in another order by the time the reason is typed. */
		mem_set(&s->v->ask_gate, g->gate->id);
		free(question);
	}
}

/* Proposes what nobody knows: who wants all of it left out presses Enter. */
static void ask_leave_out(struct scene *s)
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
static enum app_action answered(struct scene *s)
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
		send(s, INTENT_GO, NULL, "");
		break;
	/* The text goes along: the engine compares it, and not only the field. */
	case ASK_GO_NAME:
		send(s, INTENT_GO, NULL, typed);
		break;
	case ASK_WAIVE:
		send(s, INTENT_WAIVE, gate, typed);
		break;
	case ASK_RENEW:
		send(s, INTENT_RENEW, gate, NULL);
		break;
	case ASK_LEAVE_OUT:
		send(s, INTENT_ANSWER, LEFT_OUT_ANSWER, typed);
		break;
	case ASK_UNDO:
		overlay_close(s->v);
		send(s, INTENT_UNDO, NULL, typed);
		break;
	case ASK_CANCEL:
		send(s, INTENT_CANCEL, NULL, NULL);
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

/* Marks an entry as it was when it was looked at: when it says more by now, the engine refuses. Then on to the next one, and from the last
 * one to Enter that goes on. */
static void mark(struct scene *s, const struct view_entry *entry)
{
	char *key = mem_printf("read.%s", entry->key);
	int next;

	send(s, INTENT_ANSWER, key, entry->sign);
	free(key);
	next = entries_next(s, s->v->body.selected);
	if (next >= 0)
		entries_choose(s, next);
	else if (scene_current(s))
		s->v->part = PART_STEPS;
}

/* The key of the list: it marks what needs it, without opening it. */
static void mark_selected(struct scene *s)
{
	struct view_entry entry;
	struct assess_entry r;

	if (!entries_selected(s, &r))
		return;
	memcpy(entry.key, r.key, sizeof entry.key);
	memcpy(entry.sign, r.sign, sizeof entry.sign);
	if (r.required && !upgrade_was_read(s->m, &r))
		mark(s, &entry);
	else if (entries_next(s, s->v->body.selected) >= 0)
		entries_choose(s, entries_next(s, s->v->body.selected));
}

/* From the rail it goes to the first entry that waits; in the list to the one that is selected. */
static void open_entry(struct scene *s)
{
	if (s->v->part != PART_BODY)
		entries_choose(s, entries_next(s, 0) > 0 ? entries_next(s, 0) : 0);
	s->v->part = PART_BODY;
	overlay_open_entry(s);
}

/* Enter in the text of an entry. */
static void entry_enter(struct scene *s)
{
	struct view *v = s->v;
	enum overlay_enter enter = overlay_entry_enter(s);

	if (enter == OVERLAY_PAGES) {
		pager_feed(&v->pager, REQ_PAGE_DOWN);
		return;
	}
	overlay_close(v);
	if (enter == OVERLAY_MARKS)
		mark(s, &v->open);
}

/* Enter. What it does was decided by primary_look, whose words stand on the last line. */
static enum app_action primary(struct scene *s)
{
	struct primary p;

	primary_look(s, &p);
	switch (p.kind) {
	case PRIMARY_GO:
		ask_go(s);
		break;
	/* A field without an answer is looked for; one that has an answer is changed where the selection stands. */
	case PRIMARY_ANSWER:
	case PRIMARY_SAVE:
		if (p.kind == PRIMARY_ANSWER && form_missing(&s->v->form) >= 0)
			s->v->form.selected = form_missing(&s->v->form);
		s->v->part = PART_FORM;
		form_edit(&s->v->form);
		break;
	case PRIMARY_READ:
		open_entry(s);
		break;
	case PRIMARY_RENEW:
		ask_yes(s->v, ASK_RENEW, _(s->at->renewal->title), _(s->at->renewal->why), _("No"), _("Yes"));
		mem_set(&s->v->ask_gate, s->at->old->gate->id);
		break;
	case PRIMARY_RETURN:
		s->v->looked = -1;
		break;
	/* The plan first, always; from there Enter asks for the name. */
	case PRIMARY_UNDO:
		overlay_open(s->v, s->m, s->step, OVER_UNDO);
		break;
	case PRIMARY_OVER:
		return APP_OVER;
	case PRIMARY_OFF:
		break;
	}
	return APP_NOTHING;
}

/* Esc: back from browsing, back from a part; while an act runs it asks whether to stop that. */
static void back(struct scene *s)
{
	if (s->v->looked >= 0) {
		s->v->looked = -1;
	} else if (s->v->part != PART_STEPS) {
		s->v->part = PART_STEPS;
	} else if ((s->at->kind == STATUS_RUNNING || s->at->kind == STATUS_UNDOING) && s->state->phase == ACT_ASKED && !s->m->observe) {
		const char *title = status_act_title(s->m, s->at->step);

		s->v->ask_step = s->at->step;
		s->v->ask_act = s->m->step[s->at->step].act;
		ask_yes(s->v, ASK_CANCEL, title ? _(title) : _("Stop it?"),
		        _("Stop the command under way? What it did until then is looked at before anything goes on."), _("Let it run"),
		        _("Stop it"));
	}
}

/* The arrows of the rail; ends are ends, they do not wrap around. */
static void browse(struct scene *s, enum request request)
{
	int last = s->m->strategy ? (int)s->m->strategy->steps - 1 : -1, to = s->step;

	if (request == REQ_UP || request == REQ_PAGE_UP)
		to -= request == REQ_UP ? 1 : 5;
	else if (request == REQ_DOWN || request == REQ_PAGE_DOWN)
		to += request == REQ_DOWN ? 1 : 5;
	else
		to = request == REQ_FIRST ? 0 : last;
	to = to > last ? last : to;
	s->v->looked = to < 0 ? 0 : to;
}

/* The arrows belong to the part that has the focus. */
static void move(struct scene *s, enum request request)
{
	switch (s->v->part) {
	case PART_BODY:
		list_feed(&s->v->body, request);
		entries_chosen(s);
		break;
	/* From now on the list stands where the operator put it, also when another gate fails. */
	case PART_GATES:
		s->v->gate_chosen = list_feed(&s->v->gates, request);
		break;
	default:
		browse(s, request);
		break;
	}
}

/* Letters here open, look and ask; none of them sends an intent that writes. */
static enum app_action screen_request(struct scene *s, enum request request)
{
	switch (request) {
	case REQ_UP:
	case REQ_DOWN:
	case REQ_PAGE_UP:
	case REQ_PAGE_DOWN:
	case REQ_FIRST:
	case REQ_LAST:
		move(s, request);
		break;
	case REQ_PRIMARY:
		return primary(s);
	/* Esc changes nothing that was recorded; the most it does is ask. */
	case REQ_BACK:
		back(s);
		break;
	case REQ_NEXT_PART:
	case REQ_LAST_PART:
		if (s->row)
			app_scene_part(s, request == REQ_NEXT_PART ? 1 : -1);
		break;
	case REQ_HELP:
		overlay_open(s->v, s->m, s->step, OVER_HELP);
		break;
	case REQ_COMMANDS:
		overlay_open(s->v, s->m, s->step, OVER_COMMANDS);
		break;
	case REQ_LOG:
		overlay_open(s->v, s->m, s->step, OVER_LOG);
		break;
	case REQ_UNDO:
		overlay_open(s->v, s->m, s->step, OVER_UNDO);
		break;
	case REQ_RECHECK:
		send(s, INTENT_RECHECK, NULL, NULL);
		break;
	case REQ_WAIVE:
		ask_waive(s);
		break;
	case REQ_LEAVE_OUT:
		if (s->row)
			ask_leave_out(s);
		break;
	case REQ_MARK:
		mark_selected(s);
		break;
	case REQ_QUIT:
		/* Nothing is left that could be lost. */
		if (s->at->kind == STATUS_ENDED)
			return APP_OVER;
		ask_leave(s);
		break;
	default:
		break;
	}
	return APP_NOTHING;
}

/* One overlay leads to another without a detour over the screen below. */
static void overlay_request(struct scene *s, enum request request)
{
	struct view *v = s->v;

	/* Moves and hits belong to the text; what is left leads somewhere else. */
	if (pager_feed(&v->pager, request))
		return;
	switch (request) {
	case REQ_PRIMARY:
		if (v->over == OVER_UNDO)
			ask_undo(s);
		else if (v->over == OVER_ENTRY)
			entry_enter(s);
		else
			overlay_close(v);
		break;
	case REQ_BACK:
	case REQ_QUIT:
		overlay_close(v);
		break;
	case REQ_SEARCH:
		ask_text(v, ASK_SEARCH, _("Search"), _("What to look for:"), NULL);
		break;
	case REQ_HELP:
		overlay_open(v, s->m, s->step, OVER_HELP);
		break;
	case REQ_COMMANDS:
		overlay_open(v, s->m, s->step, OVER_COMMANDS);
		break;
	case REQ_LOG:
		overlay_open(v, s->m, s->step, OVER_LOG);
		break;
	case REQ_UNDO:
		overlay_open(v, s->m, s->step, OVER_UNDO);
		break;
	default:
		break;
	}
}

/* True when the form used the key. An answer that is refused stays in the form, so that nothing typed is lost. */
static bool form_key(struct scene *s, const struct key_event *key)
{
	struct form *f = &s->v->form;
	const struct form_row *row;

	switch (form_feed(f, key)) {
	case FORM_TAKEN:
		row = form_selected(f);
		send(s, INTENT_ANSWER, row->key, row->value);
		/* The engine said why it refused, in a dialog: below it the pen is back in the field, with what was typed. */
		if (s->v->dialog)
			form_edit(f);
		else if (!form_next(f))
			s->v->part = PART_STEPS;
		return true;
	case FORM_USED:
	case FORM_SENT:
		return true;
	case FORM_IGNORED:
		break;
	}
	/* While something is typed no key falls through to the screen, where a letter would open or ask something. */
	return form_editing(f);
}

/* Keys that mean the same everywhere. False: not one of them. The terminal is in raw mode, so Ctrl-C is a key and no signal.
 * Before a run there is nothing to ask about. */
static bool everywhere(struct scene *s, enum request request, enum app_action *action)
{
	struct view *v = s->v;
	bool again = v->interrupted && s->now - v->interrupted <= TWICE_MS;

	switch (request) {
	case REQ_REDRAW:
		*action = APP_REDRAW;
		return true;
	case REQ_SUSPEND:
		*action = APP_SUSPEND;
		return true;
	case REQ_RESIZE:
		*action = APP_RESIZED;
		return true;
	/* Nobody can be asked any more. */
	case REQ_CLOSED:
		*action = APP_CLOSED;
		return true;
	case REQ_INTERRUPT:
		v->interrupted = s->now;
		*action = again || v->mode != VIEW_RUN ? APP_LEAVE : APP_NOTHING;
		if (*action == APP_NOTHING)
			ask_leave(s);
		return true;
	default:
		return false;
	}
}

/* In a field and a dialog letters are text, so what is open decides what a key means. */
static unsigned context_of(const struct view *v)
{
	if (v->dialog)
		return KEY_IN_DIALOG;
	if (form_editing(&v->form))
		return KEY_IN_FIELD;
	if (v->over != OVER_NONE)
		return KEY_IN_PAGER;
	return v->part == PART_BODY && v->assessment ? KEY_IN_SCREEN | KEY_IN_ENTRIES : KEY_IN_SCREEN;
}

/* The scene is looked at before the key, so that a key acts on what the last frame showed or newer. */
enum app_action app_key(struct view *v, const struct model *m, const struct key_event *key, int64_t now)
{
	enum app_action action = APP_NOTHING;
	enum request request = key_request(key, context_of(v));
	struct run_status at;
	struct scene s;

	/* A dialog outlives the frame in which it was opened: its answer meets the run as it is now. */
	app_scene(&s, &at, m, v, now, NULL);
	if (everywhere(&s, request, &action))
		return action;
	if (v->dialog)
		return ask_feed(v, key) == ASK_TAKEN ? answered(&s) : APP_NOTHING;
	if (v->mode != VIEW_RUN)
		return start_key(v, key);
	/* From the top of the picture down, as app_draw paints it from the bottom up. */
	if (v->over != OVER_NONE) {
		overlay_request(&s, request);
		return APP_NOTHING;
	}
	if (v->part == PART_FORM && s.row && form_key(&s, key))
		return APP_NOTHING;
	return screen_request(&s, request);
}
