/* The gates of a step: all of them, with word, evidence and age; the selected one in full with its remedy below. */
#include "config.h"

#include "ui/screens/scene.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"

/* Columns: of the verdict's word, and of the age with the blank before it. */
#define WORD 6
#define AGE 6
/* The least of a row that is kept for the evidence, in parts of it: the question says what it is about. */
#define EVIDENCE 3

/* The list may be a frame behind the gates, so the number is looked at again. */
static const struct app_gate *chosen(const struct scene *s)
{
	int i = s->v->gates.selected;

	return s->gates ? &s->gate[i < (int)s->gates ? i : (int)s->gates - 1] : NULL;
}

/* What there is to say about the selected gate: nothing when its row says it all and no remedy is needed. */
static char *detail_of(const struct scene *s)
{
	const struct app_gate *g = chosen(s);
	char text[GATE_TEXT], now[GATE_TEXT];
	const struct waiver *w;
	const char *question, *remedy;

	if (!g)
		return NULL;
	/* Why it was waived counts more than what it would say. */
	w = g->verdict.waived ? model_waiver(s->m, g->gate->id) : NULL;
	if (w)
		return mem_printf(_("Waived by %s: %s"), w->actor, w->reason);
	question = gate_text(s->m, g->gate, g->gate->question, text);
	if (g->verdict.kind == VERDICT_PASS)
		return s->v->part == PART_GATES ? mem_printf("%s: %s", question, g->verdict.text) : NULL;
	remedy = verdict_remedy(s->m, g->gate, &g->verdict, now);
	return mem_printf("%s%s%s%s%s", question, *g->verdict.text ? ": " : ". ", g->verdict.text, *remedy ? "\n" : "", remedy);
}

/* At most five lines: the rest of an evidence that long is in the log and the report. */
static int detail_lines(const struct scene *s, int width)
{
	char *detail = detail_of(s);
	int lines = detail ? canvas_wrap_lines(s->c, width - 2, detail) : 0;

	free(detail);
	return lines > 5 ? 5 : lines;
}

/* Four rows at least, with the detail: the list scrolls to the selected one. */
static int gates_measure(const struct scene *s, int width, int *want)
{
	int lines = s->gates ? detail_lines(s, width) : 0, rows = (int)s->gates < 4 ? (int)s->gates : 4;

	*want = s->gates ? 1 + (int)s->gates + lines : 0;
	return s->gates ? 1 + rows + lines : 0;
}

/* One column for all questions, as narrow as they allow. */
static int question_width(const struct scene *s, int rest)
{
	int most = rest - rest / EVIDENCE, w = 8;

	for (size_t i = 0; i < s->gates; i++) {
		const struct gate *g = s->gate[i].gate;
		char text[GATE_TEXT];
		int own = canvas_width(s->c, gate_text(s->m, g, g->question, text)) + 2;

		w = own > w ? own : w;
	}
	return w < most ? w : most;
}

static void draw_gate(struct canvas *c, struct rect r, int i, enum list_row row, void *data)
{
	const struct scene *s = data;
	const struct app_gate *g = &s->gate[i];
	int rest = r.w - WORD - 1 - AGE, question = question_width(s, rest);
	char age[CLOCK_TEXT], text[GATE_TEXT];

	/* The age of the oldest fact that the verdict rests on; a dash when it rests on none. */
	scene_age(s->now, g->verdict.seen, age);
	canvas_text(c, r.x, r.y, scene_verdict_style(g), scene_verdict_word(g), WORD);
	canvas_text(c, r.x + WORD + 1, r.y, STYLE_PLAIN, gate_text(s->m, g->gate, g->gate->question, text), question - 1);
	canvas_text(c, r.x + WORD + 1 + question, r.y, STYLE_PLAIN, g->verdict.text, rest - question);
	canvas_text_right(c, r.x + r.w, r.y, STYLE_DIM, g->verdict.seen ? age : "–", AGE - 1);
}

/* What the gates decide: whether it starts, whether it is done, or, of a step that only looks, whether the next one comes. */
static const char *heading(const struct scene *s)
{
	if (s->state->status == STEP_COMPLETE)
		return _("Seen when it ended:");
	if (s->state->status == STEP_RUNNING)
		return _("Until it is done:");
	return s->row->act[0] ? _("Before it starts:") : _("Before the next step:");
}

static void draw_heading(struct scene *s, struct rect r)
{
	size_t holds = 0;
	char *count;

	for (size_t i = 0; i < s->gates; i++)
		holds += verdict_opens(&s->gate[i].verdict);
	canvas_text(s->c, r.x, r.y, STYLE_HEADING, heading(s), r.w);
	/* TRANSLATORS: gates that hold, of all gates of the step */
	count = mem_printf(_("%d of %d hold"), (int)holds, (int)s->gates);
	/* Twenty columns are left to the heading. */
	canvas_text_right(s->c, r.x + r.w, r.y, STYLE_DIM, count, r.w - 20);
	free(count);
}

/* Without the focus the list stands on its first gate but shows no selection: the cursor of a screen reader belongs to the focus. */
static void draw_rows(struct scene *s, struct rect r)
{
	struct list *l = &s->v->gates;
	int x = s->c->cursor_x, y = s->c->cursor_y;
	bool shown = s->c->cursor_shown;

	if (s->v->part == PART_GATES) {
		list_draw(l, s->c, r, draw_gate, s);
		return;
	}
	/* As list_draw does it, without the selection and without the cursor. */
	l->rows = r.h;
	if (l->selected >= l->top + r.h)
		l->top = l->selected - r.h + 1;
	if (l->selected < l->top)
		l->top = l->selected;
	if (l->top > l->n - r.h)
		l->top = l->n > r.h ? l->n - r.h : 0;
	for (int i = 0; i < r.h && l->top + i < (int)s->gates; i++)
		draw_gate(s->c, (struct rect){ r.x, r.y + i, r.w, 1 }, l->top + i, LIST_ROW_PLAIN, s);
	canvas_cursor(s->c, x, y, shown ? CANVAS_CURSOR_SHOWN : CANVAS_CURSOR_PARKED);
}

/* Heading, rows, then the selected gate in full. */
static void gates_draw(struct scene *s, struct rect r)
{
	int lines = detail_lines(s, r.w), rows = r.h - 1 - lines;
	char *detail = detail_of(s);
	const struct app_gate *g = chosen(s);

	/* What is left over stays blank below the detail: the rows do not spread. */
	if (rows > (int)s->gates)
		rows = (int)s->gates;
	draw_heading(s, (struct rect){ r.x, r.y, r.w, 1 });
	draw_rows(s, (struct rect){ r.x, r.y + 1, r.w, rows });
	if (detail && g)
		canvas_wrap(s->c, (struct rect){ r.x + 2, r.y + 1 + rows, r.w - 2, lines },
		            verdict_opens(&g->verdict) ? STYLE_DIM : STYLE_PLAIN, detail);
	free(detail);
}

const struct part part_gates = { gates_measure, gates_draw };
