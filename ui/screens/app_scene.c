/* One reading of the model for a frame or a key, with the view fitted to it. What follows the run by itself (which step,
 * which lists, which part has the arrows) is decided here and nowhere else, so that the drawing has nothing to decide. */
#include "config.h"

#include "ui/screens/app_scene.h"

#include "base/mem.h"
#include "base/str.h"
#include "ui/screens/entries.h"

/* A step that is over shows what was seen then: its facts are not looked at any more, and would only look stale. */
static void recorded_gates(struct scene *s)
{
	for (size_t i = 0; i < s->state->evidences && s->gates < mem_count(s->gate); i++) {
		const struct evidence *e = &s->state->evidence[i];
		struct app_gate *g = &s->gate[s->gates];

		*g = (struct app_gate){ .gate = gate_find(e->gate), .closing = true };
		if (!g->gate)
			continue;
		g->verdict.kind = (enum verdict_kind)e->verdict;
		g->verdict.seen = e->seen;
		/* A waiver is shown only where it was needed: a gate that held in the end is shown as one that held. */
		g->verdict.waived = g->verdict.kind < VERDICT_WARN && model_waiver(s->m, e->gate);
		snprintf(g->verdict.text, sizeof g->verdict.text, "%s", e->text);
		s->gates++;
	}
}

/* The current step's gates were asked for the stand already; they are not asked twice a frame. Those of a step that is only
 * looked at are asked here: they are of now, also before the step's turn. */
static void take_gates(struct scene *s)
{
	const struct app_hooks *hooks = s->v->hooks;

	s->gates = 0;
	if (s->state->status == STEP_COMPLETE) {
		recorded_gates(s);
	} else if (scene_current(s)) {
		/* Copied: the list of a scene is its own, whichever way it came. */
		s->gates = s->at->gates;
		memcpy(s->gate, s->at->gate, s->gates * sizeof *s->gate);
	} else if (hooks && hooks->gates) {
		s->gates = hooks->gates(hooks->self, s->m, s->step, s->now, s->gate, mem_count(s->gate));
	}
}

/* The two enums stay apart: the form knows nothing of plans, and its numbers and times are not theirs. */
static enum form_kind kind_of(enum field_kind kind)
{
	switch (kind) {
	case FIELD_TIME:
		return FORM_TIME;
	case FIELD_CHOICE:
		return FORM_CHOICE;
	case FIELD_YES_NO:
		return FORM_YES_NO;
	default:
		return FORM_TEXT;
	}
}

void app_scene_form_row(const struct field_row *f, struct form_row *row)
{
	*row = (struct form_row){ f->key, f->label, f->help, kind_of(f->kind), f->choices, f->fallback, NULL };
}

/* The first field without an answer is selected, so that Enter lands where something is missing. */
static void make_form(struct scene *s)
{
	const struct field_row *f;

	form_release(&s->v->form);
	for (size_t i = 0; (f = step_field(s->m, s->row, i)); i++) {
		struct form_row row;

		app_scene_form_row(f, &row);
		form_add(&s->v->form, &row, model_answer(s->m, f->key));
	}
	if (form_missing(&s->v->form) > 0)
		s->v->form.selected = form_missing(&s->v->form);
}

bool app_scene_form_open(const struct scene *s)
{
	if (!s->v->form.n || s->m->observe || s->m->end != RUN_OPEN || s->m->undoing)
		return false;
	return s->state->status == STEP_COMPLETE || (scene_current(s) && s->state->status != STEP_REVERTED);
}

/* The part where there is something to do for a person. */
static enum view_part first_part(const struct scene *s)
{
	if (!scene_current(s))
		return PART_STEPS;
	if (app_scene_form_open(s) && s->at->kind == STATUS_ANSWERS)
		return PART_FORM;
	return entries_open(s) && entries_next(s, 0) >= 0 ? PART_BODY : PART_STEPS;
}

/* Another step than before: its own form, lists and part. The same one: answers that came from elsewhere are taken over. */
static void follow(struct scene *s)
{
	struct view *v = s->v;

	if (v->made_for != s->step) {
		v->made_for = s->step;
		/* A body counts its rows when it is drawn. */
		v->body = (struct list){ 0 };
		v->gates = (struct list){ 0 };
		v->gate_chosen = false;
		*v->entry = '\0';
		make_form(s);
		v->part = first_part(s);
	} else if (!form_editing(&v->form)) {
		/* Not under the line editor: what is being typed must not change while it is typed. */
		for (int i = 0; i < v->form.n; i++)
			form_set(&v->form, v->form.row[i].key, model_answer(s->m, v->form.row[i].key));
	}
	/* The form may close under the line editor, when the step ends or undo begins: what was not taken yet goes with it. */
	if (v->part == PART_FORM && !app_scene_form_open(s)) {
		form_drop(&v->form);
		v->part = PART_STEPS;
	}
}

/* While nobody chose a gate the one that needs a look is shown, then the first that warns, then the first. */
static void follow_gates(struct scene *s)
{
	struct view *v = s->v;
	const struct app_gate *holds = status_holds(s->gate, s->gates);
	int first = 0;

	list_set_count(&v->gates, (int)s->gates);
	if (v->gate_chosen && v->part == PART_GATES)
		return;
	v->gate_chosen = false;
	while (first < (int)s->gates && s->gate[first].verdict.kind != VERDICT_WARN)
		first++;
	if (holds)
		first = (int)(holds - s->gate);
	list_select(&v->gates, first < (int)s->gates ? first : 0);
}

/* The rate of the initial copy is what this view saw itself; a sample every two seconds at most. */
static void take_rate(struct scene *s)
{
	struct view *v = s->v;
	struct view_rate *last = v->rates ? &v->rate[(v->rates - 1) % VIEW_RATES] : NULL;
	int64_t bytes = 0;

	for (size_t i = 0; i < s->m->tables; i++)
		bytes += s->m->table[i].copied_bytes > 0 ? s->m->table[i].copied_bytes : 0;
	if (last && s->now - last->at < 2000)
		return;
	/* A table is copied anew, or this is another run: the rate of before says nothing about it. */
	if (last && bytes < last->bytes)
		v->rates = 0;
	v->rate[v->rates++ % VIEW_RATES] = (struct view_rate){ s->now, bytes };
}

/* Everything a frame or a key needs, in one reading of the model; called for both, so that they see the same. */
void app_scene(struct scene *s, struct run_status *at, const struct model *m, struct view *v, int64_t now, struct canvas *c)
{
	int steps = m->strategy ? (int)m->strategy->steps : 0;

	run_status_read(at, m, v->hooks, now);
	*s = (struct scene){ .m = m, .v = v, .now = now, .at = at, .c = c };
	/* Looking at the current step is not looking away from the run: the view goes on with it. */
	if (v->looked >= steps || v->looked == at->step)
		v->looked = -1;
	s->step = v->looked >= 0 ? v->looked : at->step;
	s->row = step_of(m, s->step);
	if (v->mode != VIEW_RUN || !s->row)
		return;
	s->state = &m->step[s->step];
	take_gates(s);
	entries_assess(s);
	follow(s);
	entries_fit(s);
	follow_gates(s);
	take_rate(s);
}

/* A part that is not on the screen must not take the arrows. It judges by what there is, not by what had room on the screen. */
static bool part_there(const struct scene *s, enum view_part part)
{
	switch (part) {
	case PART_FORM:
		return app_scene_form_open(s);
	case PART_BODY:
		return s->v->body.n > 0;
	case PART_GATES:
		return s->gates > 0;
	default:
		return true;
	}
}

void app_scene_part(struct scene *s, int by)
{
	int part = (int)s->v->part;

	/* Ends at the latest at PART_STEPS, which is always there. */
	do {
		part = (part + by + PART_COUNT) % PART_COUNT;
	} while (!part_there(s, (enum view_part)part));
	s->v->part = (enum view_part)part;
	s->v->gate_chosen = false;
}
