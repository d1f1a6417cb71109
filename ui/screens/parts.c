/* The parts that the screen of every step is made of, but for its gates. */
#include "config.h"

#include "ui/screens/scene.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "plan/compared.h"

static bool there(const char *text)
{
	return text && *text;
}

/* A failure: what, why, and what to do now. */
static int trouble_measure(const struct scene *s, int width, int *want)
{
	int lines;

	*want = 0;
	if (!s->state->what || (s->state->status != STEP_BROKEN && !s->m->undoing))
		return 0;
	/* One more for the sentence that says which key tries again. */
	lines = canvas_wrap_lines(s->c, width - 8, s->state->what) + 1;
	if (there(s->state->why))
		lines += canvas_wrap_lines(s->c, width - 8, s->state->why);
	if (there(s->state->now))
		lines += canvas_wrap_lines(s->c, width - 8, s->state->now);
	*want = lines;
	return lines > 9 ? 9 : lines;
}

/* The word in its own column, the sentence wrapped beside it. */
static int trouble_line(struct scene *s, struct rect r, int y, enum style style, const char *word, const char *text)
{
	struct rect space = { r.x + 8, r.y + y, r.w - 8, r.h - 1 - y };

	if (!there(text) || space.h < 1)
		return 0;
	canvas_text(s->c, r.x, r.y + y, style, word, 7);
	return canvas_wrap(s->c, space, style == STYLE_FAIL ? STYLE_ERROR : STYLE_PLAIN, text);
}

static void trouble_draw(struct scene *s, struct rect r)
{
	int y = 0;
	const char *end = s->m->undoing ? _("Undo (u) tries again; what is undone already is not repeated.")
	                                : _("Enter tries again; what is done already is looked at first and not repeated.");

	y += trouble_line(s, r, y, STYLE_FAIL, _("FAILED"), s->state->what);
	y += trouble_line(s, r, y, STYLE_HEADING, _("why"), s->state->why);
	y += trouble_line(s, r, y, STYLE_HEADING, _("now"), s->state->now);
	if (scene_current(s))
		canvas_text(s->c, r.x, r.y + y, STYLE_PLAIN, end, r.w);
}

const struct part part_trouble = { trouble_measure, trouble_draw };

/* The act under way: its title, what is run, how long for; before it the last acts of this step that came to their end. */
static bool under_way(const struct scene *s)
{
	return scene_current(s) && (s->at->kind == STATUS_RUNNING || s->at->kind == STATUS_UNDOING);
}

/* Newest first; of this direction only: what undo runs is not mixed with what the step ran. */
static size_t ended_records(const struct scene *s, const struct act_record **last, size_t max)
{
	size_t n = 0;

	for (size_t i = s->state->records; i > 0 && n < max; i--)
		if (s->state->record[i - 1].ended && s->state->record[i - 1].undo == s->m->undoing)
			last[n++] = &s->state->record[i - 1];
	return n;
}

static int progress_measure(const struct scene *s, int width, int *want)
{
	const struct act_record *last[2];
	size_t commands;

	*want = 0;
	if (!under_way(s))
		return 0;
	status_act_commands(s->m, s->step, &commands);
	*want = 1 + (commands > 2 ? 2 : (int)commands) + (int)ended_records(s, last, mem_count(last));
	return 1 + (commands > 0);
}

static const char *phase_words(const struct scene *s)
{
	switch (s->state->phase) {
	case ACT_ASKED:
		return _("runs");
	case ACT_LOST:
		return _("its end is not known after the restart; looking what is true");
	case ACT_SETTLING:
		return _("has run; waiting until it is seen");
	case ACT_NOT_BEGUN:
		break;
	}
	return _("looking whether it is needed");
}

/* One line for an act that is over. */
static void progress_record(struct scene *s, struct rect r, const struct act_record *record)
{
	const struct act *act = act_find(record->act);
	char took[CLOCK_TEXT];
	enum style style = record->ok ? STYLE_PASS : STYLE_FAIL;

	clock_span(record->took_ms, took);
	canvas_text(s->c, r.x, r.y, style, record->ok ? _("ok") : _("FAILED"), 7);
	canvas_text(s->c, r.x + 8, r.y, STYLE_PLAIN, act ? _(act_title(s->m, act)) : record->act, r.w - 18);
	canvas_text_right(s->c, r.x + r.w, r.y, STYLE_DIM, took, 10);
}

/* With quiet updates the time at which it began stands there: it does not tick. */
static void progress_now(struct scene *s, struct rect r)
{
	const char *title = status_act_title(s->m, s->step);
	char since[CLOCK_TEXT];

	if (s->v->flags & VIEW_QUIET) {
		clock_hms(s->state->phase_since, since);
	} else {
		scene_span(s->now - s->state->phase_since, since);
	}
	canvas_glyph(s->c, r.x, r.y, STYLE_RAIL_NOW, GLYPH_NOW);
	if (title)
		canvas_textf(s->c, r.x + 2, r.y, STYLE_RAIL_NOW, r.w - 13, "%s: %s", _(title), phase_words(s));
	else
		canvas_text(s->c, r.x + 2, r.y, STYLE_RAIL_NOW, _("All commands ran; waiting until the gates below hold"), r.w - 13);
	canvas_text_right(s->c, r.x + r.w, r.y, STYLE_DIM, since, 10);
}

/* The act under way and its commands never give way to those that are over. */
static void progress_draw(struct scene *s, struct rect r)
{
	const struct act_record *last[2];
	size_t commands, n = ended_records(s, last, mem_count(last));
	char *const *command = status_act_commands(s->m, s->step, &commands);
	int y = 0, space = r.h - 1 - (commands > 2 ? 2 : (int)commands);

	for (size_t i = n; i > 0; i--)
		if ((int)i <= space)
			progress_record(s, (struct rect){ r.x, r.y + y++, r.w, 1 }, last[i - 1]);
	progress_now(s, (struct rect){ r.x, r.y + y++, r.w, 1 });
	for (size_t i = 0; i < commands && y < r.h; i++, y++)
		canvas_text(s->c, r.x + 2, r.y + y, STYLE_COMMAND, command[i], r.w - 2);
}

const struct part part_progress = { progress_measure, progress_draw };

/* Why; on a screen with a body of its own it gives way first. */
static int why_measure(const struct scene *s, int width, int *want)
{
	char *why = scene_flow(s->row->why);

	*want = *why ? canvas_wrap_lines(s->c, width, why) : 0;
	free(why);
	if (s->m->undoing)
		*want = 0;
	return body_of(s->row) || under_way(s) || s->m->undoing ? 0 : *want < 3 ? *want : 3;
}

static void why_draw(struct scene *s, struct rect r)
{
	char *why = scene_flow(s->row->why);

	canvas_wrap(s->c, r, STYLE_PLAIN, why);
	free(why);
}

const struct part part_why = { why_measure, why_draw };

/* Without the help at least: the labels say enough. */
static int form_measure(const struct scene *s, int width, int *want)
{
	*want = 0;
	if (!s->v->form.n || s->v->mode != VIEW_RUN)
		return 0;
	*want = form_lines(&s->v->form, s->c, width);
	return s->v->form.n + 1 < *want ? s->v->form.n + 1 : *want;
}

static void form_part_draw(struct scene *s, struct rect r)
{
	form_draw(&s->v->form, s->c, r, s->v->part == PART_FORM ? FORM_FOCUSED : FORM_ASLEEP);
}

const struct part part_form = { form_measure, form_part_draw };

/* What runs, literally, until it runs; under undo what undoes the step. */
static int commands_measure(const struct scene *s, int width, int *want)
{
	size_t n;
	char **text;

	*want = 0;
	if (!s->m->undoing && (s->state->status == STEP_RUNNING || s->state->status == STEP_COMPLETE))
		return 0;
	text = step_commands_shown(s->m, s->row, s->m->undoing, &n);
	commands_texts_free(text, n);
	*want = n ? (n > 6 ? 6 : (int)n) + 1 : 0;
	/* They are known by then: what differs comes first. */
	if (s->state->status == STEP_BROKEN && compared_mode_of(s->row) < VERIFY_MODES)
		return 0;
	return n ? 2 : 0;
}

/* SQL of several lines is one line here; c shows it as it is. */
static void commands_draw(struct scene *s, struct rect r)
{
	size_t n, shown;
	char **text = step_commands_shown(s->m, s->row, s->m->undoing, &n);

	canvas_text(s->c, r.x, r.y, STYLE_HEADING, _("What runs:"), r.w);
	shown = n > (size_t)(r.h - 1) ? (size_t)(r.h - 1) : n;
	if (n > shown) {
		char *more;

		/* When not all fit the heading says so: the line below it is worth more than a line that counts. */
		more = mem_printf(ngettext("(%d more command, c shows all)", "(%d more commands, c shows all)", n - shown),
		                  (int)(n - shown));
		canvas_text_right(s->c, r.x + r.w, r.y, STYLE_DIM, more, r.w - 14);
		free(more);
	}
	for (size_t i = 0; i < shown; i++)
		canvas_text(s->c, r.x + 2, r.y + 1 + (int)i, STYLE_COMMAND, text[i], r.w - 2);
	commands_texts_free(text, n);
}

const struct part part_commands = { commands_measure, commands_draw };
