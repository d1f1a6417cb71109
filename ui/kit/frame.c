/* The frame around a screen's body. It draws the texts of its caller and decides one thing only: which of them are cut or left out when
 * space is short. Row 0 is the title; the last two are the status and the keys; the rail takes the left of the rows between. */
#include "config.h"

#include "ui/kit/frame.h"

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"

/* "" for NULL. */
static const char *or_nothing(const char *text)
{
	return text ? text : "";
}

/* When space is short the right text is cut first, then the left one; the clock is never cut. */
static void draw_title(struct canvas *c, const struct frame *f)
{
	int end = c->w - 1, left = canvas_width(c, or_nothing(f->left)), right = canvas_width(c, or_nothing(f->right)), space;

	if (f->clock) {
		int w = canvas_width(c, f->clock) + 2;

		canvas_textf(c, c->w - w, 0, STYLE_CLOCK, w, " %s ", f->clock);
		end = c->w - w - 2;
	}
	space = end - 1 - left - 2;
	/* Fewer than eight columns of a name are of no use. */
	if (right > space)
		right = space >= 8 ? space : 0;
	canvas_text_right(c, end, 0, STYLE_DIM, or_nothing(f->right), right);
	canvas_text(c, 1, 0, STYLE_TITLE, or_nothing(f->left), end - 1 - (right ? right + 2 : 0));
}

/* The colour of an item; rail_glyph shows the same state without colour. */
static enum style rail_style(enum rail_state state)
{
	switch (state) {
	case RAIL_STATE_NOW:
		return STYLE_RAIL_NOW;
	case RAIL_STATE_DONE:
		return STYLE_RAIL_DONE;
	case RAIL_STATE_FAILED:
		return STYLE_FAIL;
	case RAIL_STATE_WAIVED:
		return STYLE_WARN;
	case RAIL_STATE_TODO:
		break;
	}
	return STYLE_RAIL;
}

/* The sign in front of an item. */
static enum glyph rail_glyph(enum rail_state state)
{
	switch (state) {
	case RAIL_STATE_NOW:
		return GLYPH_NOW;
	case RAIL_STATE_DONE:
		return GLYPH_DONE;
	case RAIL_STATE_FAILED:
		return GLYPH_FAILED;
	case RAIL_STATE_WAIVED:
		return GLYPH_WAIVED;
	case RAIL_STATE_TODO:
		break;
	}
	return GLYPH_TODO;
}

/* One item: its glyph, and its text indented by its level. */
static void draw_rail_item(struct canvas *c, const struct rail_item *item, int y, int w)
{
	int x = 1 + 2 * item->level;

	/* A phase that is still to come is only a heading and has no glyph. */
	if (item->level || item->state != RAIL_STATE_TODO)
		canvas_glyph(c, x, y, rail_style(item->state), rail_glyph(item->state));
	canvas_text(c, x + 2, y, rail_style(item->state), item->text, w - x - 2);
}

/* The item that must be visible: the last one that is going on or has failed, else the first that is not done. */
static size_t rail_focus(const struct rail_item *items, size_t n)
{
	size_t first = n;

	for (size_t i = n; i-- > 0;) {
		if (items[i].state == RAIL_STATE_NOW || items[i].state == RAIL_STATE_FAILED)
			return i;
		if (items[i].state == RAIL_STATE_TODO)
			first = i;
	}
	return first < n ? first : n - 1;
}

/* Fills rows with the items to show: all of them, or, when those are too many, the phases and the steps of the phase in focus. *at: the row
 * of the focus. Returns the number of rows. */
static int fold(const struct rail_item *items, size_t n, int space, const struct rail_item **rows, int *at)
{
	size_t focus = rail_focus(items, n), from = focus, to = focus + 1;
	int count = 0;

	while (from > 0 && items[from].level > 0)
		from--;
	while (to < n && items[to].level > 0)
		to++;
	for (size_t i = 0; i < n; i++) {
		/* A step of another phase, when not all items fit. */
		if ((int)n > space && items[i].level > 0 && (i < from || i >= to))
			continue;
		if (i == focus)
			*at = count;
		rows[count++] = &items[i];
	}
	return count;
}

/* From 100 columns on the longest step name fits; on a narrower terminal the body needs the columns more. */
static int rail_width(int w)
{
	return w >= 100 ? 26 : w >= 80 ? 18 : 16;
}

/* Scrolls the rail so that the focus is visible. */
static void draw_rail(struct canvas *c, const struct frame *f, struct rect r)
{
	const struct rail_item *rows[FRAME_RAIL_MAX];
	size_t n = f->n_rail < FRAME_RAIL_MAX ? f->n_rail : FRAME_RAIL_MAX;
	int at = 0, count, top;

	canvas_fill(c, (struct rect){ r.x + r.w, r.y, 1, r.h }, STYLE_DIM, GLYPH_VLINE);
	if (!n)
		return;
	count = fold(f->rail, n, r.h, rows, &at);
	/* Two rows before the focus stay visible; the other rows are for the steps to come. */
	top = at - 2 < count - r.h ? at - 2 : count - r.h;
	if (top < 0)
		top = 0;
	if (at >= top + r.h)
		top = at - r.h + 1;
	for (int i = 0; i < r.h && top + i < count; i++)
		draw_rail_item(c, rows[top + i], r.y + i, r.w);
}

/* Two hints with the same label, as up and down have. */
static bool same_label(const struct key_hint *a, const struct key_hint *b)
{
	return a->label && b->label && strcmp(a->label, b->label) == 0 && str_same(a->off, b->off);
}

/* The texts of the hints [i, *to), which share one label: "Enter" and "next (waits: tables copied)". */
static void hint_texts(const struct canvas *c, const struct key_hint *hints, size_t i, size_t n, size_t *to, struct str *keys,
                       struct str *label)
{
	const struct key_binding *first = key_binding(hints[i].request);
	const char *name = hints[i].label ? hints[i].label : first ? _(first->name) : "";

	str_clear(keys);
	str_clear(label);
	for (*to = i; *to < n && (*to == i || same_label(&hints[i], &hints[*to])); ++*to) {
		const struct key_binding *b = key_binding(hints[*to].request);
		bool ascii = c->charset == CHARSET_ASCII;

		/* Arrows are put side by side, words are separated by a slash. */
		if (*to > i && (ascii || !b || !b->ascii))
			str_add(keys, "/");
		if (b)
			str_add(keys, ascii && b->ascii ? b->ascii : b->keys);
	}
	str_addf(label, hints[i].off ? "%s (%s)" : "%s", name, or_nothing(hints[i].off));
}

/* Draws a hint at x when it fits before end; returns the column for the next hint, x when it did not fit. */
static int draw_hint(struct canvas *c, int x, int y, int end, enum style key_style, const struct str *keys, const struct str *label)
{
	int wide = canvas_width(c, str_text(keys)), w = wide + 1 + canvas_width(c, str_text(label));

	/* The whole hint or nothing: a key without its meaning is of no use. */
	if (x + w > end)
		return x;
	canvas_text(c, x, y, key_style, str_text(keys), wide);
	canvas_text(c, x + wide + 1, y, key_style == STYLE_DIM ? STYLE_DIM : STYLE_PLAIN, str_text(label), end - x - wide - 1);
	return x + w + 2;
}

/* Hints that do not fit are left out, and the later, less important ones are tried all the same. */
void frame_keys(struct canvas *c, int y, const struct key_hint *hints, size_t n)
{
	struct str keys, label;
	int x = 1, end = c->w - 1, kept = 0;
	size_t to;

	str_init(&keys, STR_LINE);
	str_init(&label, STR_LINE);
	/* The columns of the help hint are kept free until it is drawn. */
	for (size_t i = 0; i < n; i++) {
		if (hints[i].request == REQ_HELP) {
			hint_texts(c, hints, i, n, &to, &keys, &label);
			kept = canvas_width(c, str_text(&keys)) + canvas_width(c, str_text(&label)) + 3;
		}
	}
	for (size_t i = 0; i < n; i = to) {
		bool help = hints[i].request == REQ_HELP;

		hint_texts(c, hints, i, n, &to, &keys, &label);
		kept = help ? 0 : kept;
		x = draw_hint(c, x, y, end - kept, hints[i].off ? STYLE_DIM : STYLE_KEY, &keys, &label);
	}
	str_release(&keys);
	str_release(&label);
}

/* The only text on a terminal that is too small. It may be cut itself, so the numbers come first. */
static void ask_for_space(struct canvas *c)
{
	canvas_textf(c, 0, 0, STYLE_WARN, c->w, _("%d x %d is too small: make it %d x %d."), c->w, c->h, FRAME_MIN_WIDTH, FRAME_MIN_HEIGHT);
	canvas_cursor(c, 0, 0, CANVAS_CURSOR_PARKED);
}

/* The body is the canvas without margins, rail and rail's line. The cursor is parked there until a part of the screen parks it better. */
bool frame_draw(struct canvas *c, const struct frame *f, struct rect *body)
{
	canvas_clear(c);
	*body = (struct rect){ 0, 0, 0, 0 };
	if (c->w < FRAME_MIN_WIDTH || c->h < FRAME_MIN_HEIGHT) {
		ask_for_space(c);
		return false;
	}
	*body = (struct rect){ 1, 1, c->w - 2, c->h - 3 };
	if (c->w >= FRAME_RAIL_FROM) {
		int w = rail_width(c->w);

		draw_rail(c, f, (struct rect){ 0, 1, w, c->h - 3 });
		*body = (struct rect){ w + 2, 1, c->w - w - 3, c->h - 3 };
	}
	draw_title(c, f);
	if (f->status)
		canvas_text(c, 1, c->h - 2, f->status_style, f->status, c->w - 2);
	frame_keys(c, c->h - 1, f->hints, f->n_hints);
	canvas_cursor(c, body->x, body->y, CANVAS_CURSOR_PARKED);
	return true;
}
