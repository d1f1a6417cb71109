/* Rows of labels and values, with the line editor on at most one of them. A form knows neither the run nor what its rows mean; a
 * taken value is the caller's to send, and stays in the row even when it is refused there. */
#include "config.h"

#include "ui/kit/form.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/kit/field.h"

/* The words of the choice go with the line editor that borrowed them. */
void form_drop(struct form *f)
{
	if (f->editor)
		field_stop(f->editor);
	free(f->editor);
	free(f->choice_text);
	f->editor = NULL;
	f->choice_text = NULL;
	f->refused = NULL;
}

void form_release(struct form *f)
{
	form_drop(f);
	for (int i = 0; i < f->n; i++)
		free(f->row[i].value);
	free(f->row);
	*f = (struct form){ 0 };
}

void form_add(struct form *f, const struct form_row *row, const char *value)
{
	/* Rows are few and are added once. */
	f->row = mem_grow(f->row, (size_t)f->n, (size_t)f->n + 1, sizeof *f->row);
	f->row[f->n] = *row;
	f->row[f->n].value = value ? mem_dup(value) : NULL;
	f->n++;
}

/* A value from elsewhere; a key that the form does not have is passed over. */
void form_set(struct form *f, const char *key, const char *value)
{
	for (int i = 0; i < f->n; i++)
		if (strcmp(f->row[i].key, key) == 0)
			mem_set(&f->row[i].value, value);
}

/* NULL on the row that sends the form off. */
const struct form_row *form_selected(const struct form *f)
{
	return f->selected < f->n ? &f->row[f->selected] : NULL;
}

bool form_editing(const struct form *f)
{
	return f->editor != NULL;
}

int form_missing(const struct form *f)
{
	for (int i = 0; i < f->n; i++)
		if (!f->row[i].value)
			return i;
	return -1;
}

/* Cuts "a|b|c" at the bars; returns how many, and in *chosen the one that is wanted (the first when none is). */
static int cut_choices(struct form *f, const char *choices, const char *wanted, int *chosen)
{
	char *at = f->choice_text = mem_dup(choices ? choices : "");
	int n = 0;

	*chosen = 0;
	while (at && n < FORM_CHOICES) {
		char *bar = strchr(at, '|');

		/* Each word ends where its bar was: the line editor borrows them from this copy. */
		if (bar)
			*bar++ = 0;
		if (str_same(at, wanted))
			*chosen = n;
		f->choice[n++] = at;
		at = bar;
	}
	return n;
}

/* The line editor starts with the value, else with what is proposed: Enter alone then takes the proposal. */
void form_edit(struct form *f)
{
	const struct form_row *row = form_selected(f);
	const char *initial;
	int n, chosen;

	form_drop(f);
	if (!row)
		return;
	initial = row->value ? row->value : row->fallback;
	f->editor = mem_zalloc(1, sizeof *f->editor);
	if (row->kind == FORM_YES_NO) {
		n = cut_choices(f, "no|yes", initial, &chosen);
		field_start_choice(f->editor, f->choice, n, chosen);
	} else if (row->kind == FORM_CHOICE) {
		n = cut_choices(f, row->choices, initial, &chosen);
		field_start_choice(f->editor, f->choice, n, chosen);
	} else {
		field_start_text(f->editor, FIELD_TEXT, initial, 1024);
	}
}

/* An empty answer counts only where the proposal is empty too. */
static const char *refusal(const struct form_row *row, const char *text)
{
	int64_t number;

	/* An empty text is an answer where the proposal says so ("", not NULL): a field that may stay empty. */
	if (!*text)
		return row->fallback && !*row->fallback ? NULL : _("An answer is needed.");
	if (row->kind == FORM_YES_NO && !str_has_part("no|yes", text))
		return _("The answer is yes or no.");
	if (row->kind == FORM_CHOICE && !str_has_part(row->choices, text))
		return _("The answer is one of the words that are offered.");
	if (row->kind == FORM_NUMBER && !str_to_int(text, 0, INT64_MAX, &number))
		return _("A whole number is needed.");
	if (row->kind == FORM_TIME && strcmp(text, "now") != 0 && !clock_parse_iso(text, &number))
		return _("A time is needed, in UTC: 2026-11-22 03:40, or the word now.");
	return NULL;
}

const char *form_take(struct form *f, const char *text)
{
	struct form_row *row = &f->row[f->selected];
	const char *why = refusal(row, text);

	if (!why)
		mem_set(&row->value, text);
	return why;
}

static enum form_answer take(struct form *f)
{
	f->refused = form_take(f, field_text(f->editor));
	if (f->refused)
		return FORM_USED;
	form_drop(f);
	return FORM_TAKEN;
}

/* Round about, so that a row that was passed over comes at the end. */
bool form_next(struct form *f)
{
	for (int i = 1; i <= f->n; i++) {
		int next = (f->selected + i) % f->n;

		if (f->row[next].value)
			continue;
		f->selected = next;
		form_edit(f);
		return true;
	}
	/* All is answered: the row that sends the form off is next. */
	if (f->submit)
		f->selected = f->n;
	return false;
}

/* Esc drops the line editor and keeps the value that was there before. */
static enum form_answer feed_pen(struct form *f, const struct key_event *key)
{
	switch (field_feed(f->editor, key)) {
	case FIELD_MORE:
		f->refused = NULL;
		return FORM_USED;
	case FIELD_TAKEN:
		return take(f);
	case FIELD_LEFT:
		form_drop(f);
		return FORM_USED;
	default:
		return FORM_IGNORED;
	}
}

/* Without the line editor the arrows move and Enter takes it up; nothing else is the form's. */
enum form_answer form_feed(struct form *f, const struct key_event *key)
{
	int last = f->n - 1 + (f->submit != NULL);

	if (f->editor)
		return feed_pen(f, key);
	switch (key_request(key, KEY_IN_SCREEN)) {
	case REQ_UP:
		f->selected -= f->selected > 0;
		return FORM_USED;
	case REQ_DOWN:
		f->selected += f->selected < last;
		return FORM_USED;
	case REQ_FIRST:
		f->selected = 0;
		return FORM_USED;
	case REQ_LAST:
		f->selected = last > 0 ? last : 0;
		return FORM_USED;
	case REQ_PRIMARY:
		if (f->selected == f->n)
			return FORM_SENT;
		form_edit(f);
		return FORM_USED;
	default:
		return FORM_IGNORED;
	}
}

/* A refusal takes the place of the help: it is what matters now. */
static const char *help_of(const struct form *f)
{
	const struct form_row *row = form_selected(f);

	if (f->refused)
		return f->refused;
	return row && row->help && *row->help ? _(row->help) : NULL;
}

/* Room for the longest help, so that the rows below do not jump from field to field. */
int form_lines(const struct form *f, const struct canvas *c, int width)
{
	int most = 0;

	for (int i = 0; i < f->n; i++) {
		int lines = f->row[i].help && *f->row[i].help ? canvas_wrap_lines(c, width - 2, _(f->row[i].help)) : 0;

		most = lines > most ? lines : most;
	}
	return f->n + (f->submit != NULL) + (most > 2 ? 2 : most);
}

/* All values begin in one column. Two thirds at most, so that there is always room for the value. */
static int label_width(const struct form *f, const struct canvas *c, int width)
{
	int w = 8;

	for (int i = 0; i < f->n; i++) {
		int own = canvas_width(c, _(f->row[i].label));

		w = own > w ? own : w;
	}
	return w > width * 2 / 3 ? width * 2 / 3 : w;
}

/* A proposal must not look like an answer. */
static void draw_value(struct form *f, int i, struct canvas *c, int x, int y, int w)
{
	const struct form_row *row = &f->row[i];

	if (i == f->selected && f->editor)
		field_draw(f->editor, c, x, y, w);
	else if (row->value)
		canvas_text(c, x, y, STYLE_FIELD, *row->value ? row->value : "–", w);
	else if (row->fallback && *row->fallback)
		/* TRANSLATORS: the value that is proposed for a field nobody has answered yet */
		canvas_textf(c, x, y, STYLE_WAIT, w, _("proposed: %s"), row->fallback);
	else
		canvas_text(c, x, y, STYLE_WAIT, _("not answered"), w);
}

static void draw_row(struct form *f, int i, struct canvas *c, struct rect r, int label, enum form_focus focus)
{
	bool selected = focus == FORM_FOCUSED && i == f->selected;

	/* A mark as well as a style: the selection is seen without colours too. */
	if (selected) {
		canvas_glyph(c, r.x, r.y, STYLE_RAIL_NOW, GLYPH_NOW);
		if (!f->editor)
			canvas_cursor(c, r.x, r.y, CANVAS_CURSOR_PARKED);
	}
	if (i == f->n) {
		canvas_textf(c, r.x + 2, r.y, selected ? STYLE_SELECTED : STYLE_PLAIN, r.w - 2, "[ %s ]", f->submit);
		return;
	}
	canvas_text(c, r.x + 2, r.y, selected ? STYLE_RAIL_NOW : STYLE_PLAIN, _(f->row[i].label), label);
	draw_value(f, i, c, r.x + label + 4, r.y, r.w - label - 4);
}

/* The help stands directly below the rows, also when they are scrolled. */
void form_draw(struct form *f, struct canvas *c, struct rect r, enum form_focus focus)
{
	/* Without the focus no row is meant, so there is nothing to explain. */
	const char *help = focus == FORM_FOCUSED ? help_of(f) : NULL;
	int n = f->n + (f->submit != NULL), label = label_width(f, c, r.w), lines = help ? canvas_wrap_lines(c, r.w - 2, help) : 0;
	int rows;

	/* The rows come first: a help that is longer is cut in the second line. */
	lines = lines > 2 ? 2 : lines;
	rows = r.h - lines < n ? r.h - lines : n;
	if (rows < 1)
		rows = 1;
	/* Scrolls no more than it has to, as a list does. */
	if (f->selected < f->top)
		f->top = f->selected;
	if (f->selected >= f->top + rows)
		f->top = f->selected - rows + 1;
	if (f->top > n - rows)
		f->top = n - rows > 0 ? n - rows : 0;
	if (help)
		canvas_wrap(c, (struct rect){ r.x + 2, r.y + rows, r.w - 2, lines }, f->refused ? STYLE_ERROR : STYLE_DIM, help);
	for (int i = 0; i < rows && f->top + i < n; i++)
		draw_row(f, f->top + i, c, (struct rect){ r.x, r.y + i, r.w, 1 }, label, focus);
}
