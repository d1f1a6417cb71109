/* Keys: what is open gets them first (a dialog, an overlay, the line editor of a form), then the screen. */
#include "config.h"

#include "ui/screens/app.h"

#include "base/intl.h"
#include "base/mem.h"
#include "plan/intent.h"
#include "plan/upgrade.h"
#include "ui/screens/app_scene.h"
#include "ui/screens/ask.h"
#include "ui/screens/entries.h"
#include "ui/screens/layout.h"
#include "ui/screens/overlay.h"
#include "ui/screens/questions.h"
#include "ui/screens/start.h"

/* Wall milliseconds between two Ctrl-C that are one wish to leave; the help sentence of that key (ui/kit/key.c) names them too. */
#define TWICE_MS 2000

/* Marks an entry as it was when it was looked at: when it says more by now, the engine refuses. Then on to the next one, and from the last
 * one to Enter that goes on. */
static void mark(struct scene *s, const struct view_entry *entry)
{
	char *key = mem_printf("read.%s", entry->key);
	int next;

	send_intent(s, INTENT_ANSWER, key, entry->sign);
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

/* Enter. What it does was decided by primary_read, whose words stand on the last line. */
static enum app_action primary(struct scene *s)
{
	struct primary p;

	primary_read(s, &p);
	switch (p.kind) {
	case PRIMARY_GO:
		question_go(s);
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
		question_renew(s);
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
		question_cancel(s);
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
		send_intent(s, INTENT_RECHECK, NULL, NULL);
		break;
	case REQ_WAIVE:
		question_waive(s);
		break;
	case REQ_LEAVE_OUT:
		if (s->row)
			question_leave_out(s);
		break;
	case REQ_MARK:
		mark_selected(s);
		break;
	case REQ_QUIT:
		/* Nothing is left that could be lost. */
		if (s->at->kind == STATUS_ENDED)
			return APP_OVER;
		question_leave(s);
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
			question_undo(s);
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
		send_intent(s, INTENT_ANSWER, row->key, row->value);
		/* The engine said why it refused, in a dialog: below it the line editor is back in the field, with what was typed. */
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
			question_leave(s);
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
		return ask_feed(v, key) == ASK_TAKEN ? question_answered(&s) : APP_NOTHING;
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
