/* The grid: bounds, wide glyphs, cut and wrapped text, and the dumps that tests compare. Every glyph goes through put_one, which checks the
 * clip, so that a screen that measures wrongly looks wrong and writes no memory of others. theme.c knows the styles, text.c the widths of
 * characters. */
#include "config.h"

#include "ui/kit/canvas.h"

#include "base/mem.h"
#include "base/str.h"
#include "ui/kit/text.h"

/* n, or the bound that n exceeds. */
static int between(int n, int low, int high)
{
	return n < low ? low : n > high ? high : n;
}

/* The common part of two rectangles; empty when they have none. */
static struct rect meet(struct rect a, struct rect b)
{
	int x = a.x > b.x ? a.x : b.x, y = a.y > b.y ? a.y : b.y;
	int right = a.x + a.w < b.x + b.w ? a.x + a.w : b.x + b.w;
	int bottom = a.y + a.h < b.y + b.h ? a.y + a.h : b.y + b.h;

	return (struct rect){ x, y, right > x ? right - x : 0, bottom > y ? bottom - y : 0 };
}

/* The charset is fixed here: text is prepared for it when it is drawn. */
void canvas_init(struct canvas *c, int w, int h, enum charset charset)
{
	*c = (struct canvas){ .charset = charset };
	canvas_resize(c, w, h);
}

/* The character set stays, so that canvas_resize makes the canvas usable again. */
void canvas_release(struct canvas *c)
{
	free(c->cells);
	*c = (struct canvas){ .charset = c->charset };
}

/* The old frame is dropped, since every frame is drawn whole. */
void canvas_resize(struct canvas *c, int w, int h)
{
	free(c->cells);
	c->w = between(w, 1, CANVAS_MAX_WIDTH);
	c->h = between(h, 1, CANVAS_MAX_HEIGHT);
	c->cells = mem_zalloc((size_t)c->w * (size_t)c->h, sizeof *c->cells);
	canvas_clear(c);
}

/* The cursor is parked at the last cell, where it disturbs least when no part of the screen parks it better. */
void canvas_clear(struct canvas *c)
{
	for (int i = 0; i < c->w * c->h; i++)
		c->cells[i] = (struct cell){ .glyph = " ", .width = 1, .style = STYLE_PLAIN };
	c->clip = (struct rect){ 0, 0, c->w, c->h };
	canvas_cursor(c, c->w - 1, c->h - 1, CANVAS_CURSOR_PARKED);
}

/* A clip can only become smaller, so a part cannot draw outside of the rectangle that its caller gave it. */
struct rect canvas_clip(struct canvas *c, struct rect r)
{
	struct rect before = c->clip;

	c->clip = meet(before, r);
	return before;
}

void canvas_unclip(struct canvas *c, struct rect before)
{
	c->clip = before;
}

/* The cell, NULL outside of the clip. The clip is always within the grid, so this is the only bounds check. */
static struct cell *cell_at(const struct canvas *c, int x, int y)
{
	const struct rect *r = &c->clip;

	if (x < r->x || y < r->y || x >= r->x + r->w || y >= r->y + r->h)
		return NULL;
	return &c->cells[y * c->w + x];
}

/* Before a cell changes: when it is half of a wide glyph, the other half becomes blank, also outside of the clip. */
static void split(struct canvas *c, int x, int y)
{
	struct cell *row = &c->cells[y * c->w];

	if (row[x].width == 0 && x > 0)
		row[x - 1] = (struct cell){ " ", 1, row[x - 1].style };
	if (row[x].width == 2 && x + 1 < c->w)
		row[x + 1] = (struct cell){ " ", 1, row[x + 1].style };
}

/* Writes one cell. n is at most 4, the longest code point of UTF-8; the glyph has one byte more, for its zero. */
static void put_one(struct canvas *c, int x, int y, enum style style, const char *bytes, size_t n)
{
	struct cell *cell = cell_at(c, x, y);

	if (!cell)
		return;
	split(c, x, y);
	/* The assignment clears the old glyph, too, so that the new bytes end with a zero. */
	*cell = (struct cell){ .width = 1, .style = (uint8_t)style };
	memcpy(cell->glyph, bytes, n);
}

/* Draws one prepared code point. A wide glyph that does not fit into the clip whole is drawn as a blank. */
static void put(struct canvas *c, int x, int y, enum style style, const char *bytes, size_t n, int width)
{
	bool whole = width == 2 && cell_at(c, x, y) && cell_at(c, x + 1, y);

	put_one(c, x, y, style, whole || width == 1 ? bytes : " ", whole || width == 1 ? n : 1);
	if (width == 2)
		put_one(c, x + 1, y, style, " ", 1);
	if (whole) {
		cell_at(c, x, y)->width = 2;
		*cell_at(c, x + 1, y) = (struct cell){ .width = 0, .style = (uint8_t)style };
	}
}

/* Prepared text on one line; returns its columns, drawn or not. Columns outside of the clip count as well, so that text that begins left of
 * the clip continues in its place. */
static int put_run(struct canvas *c, int x, int y, enum style style, const char *s, size_t n)
{
	int columns = 0;

	for (size_t i = 0; i < n;) {
		uint32_t code = 0;
		size_t len = utf8_next(s + i, n - i, &code);
		int width = text_code_width(code);

		/* Prepared text has no malformed bytes; a caller's mistake ends the text here. */
		if (!len || len > 4)
			break;
		put(c, x + columns, y, style, s + i, len, width);
		columns += width;
		i += len;
	}
	return columns;
}

/* CUT_ALWAYS: more text follows that is not shown, so the ellipsis is drawn even when these bytes fit. */
enum cut { CUT_IF_LONG, CUT_ALWAYS };

/* n bytes of prepared text in at most max columns. Where not even the ellipsis fits, the text is cut without one. Blanks before
 * the ellipsis are removed, since they would look like a missing word. */
static int put_cut(struct canvas *c, int x, int y, enum style style, const char *s, size_t n, int max, enum cut cut)
{
	const char *dots = theme_glyph(GLYPH_ELLIPSIS, c->charset);
	int dots_width = text_width(dots), used;
	size_t fits;

	if (max <= 0)
		return 0;
	fits = text_fit(s, n, max, NULL);
	if (fits == n && cut == CUT_IF_LONG)
		return put_run(c, x, y, style, s, n);
	if (max <= dots_width)
		return put_run(c, x, y, style, s, fits);
	fits = text_fit(s, n, max - dots_width, NULL);
	while (fits && s[fits - 1] == ' ')
		fits--;
	used = put_run(c, x, y, style, s, fits);
	return used + put_run(c, x + used, y, style, dots, strlen(dots));
}

/* STR_LINE bounds the preparation, so that a foreign text of megabytes costs a frame no more than a line. */
int canvas_text(struct canvas *c, int x, int y, enum style style, const char *text, int max)
{
	struct str prepared;
	int used;

	str_init(&prepared, STR_LINE);
	text_prepare(&prepared, text, c->charset, STR_ONE_LINE);
	used = put_cut(c, x, y, style, str_text(&prepared), prepared.len, max, CUT_IF_LONG);
	str_release(&prepared);
	return used;
}

/* A text that is too long is cut at its end, as canvas_text does: the beginning of a text matters most. */
int canvas_text_right(struct canvas *c, int x_end, int y, enum style style, const char *text, int max)
{
	int width = canvas_width(c, text);

	if (width > max)
		width = max;
	return canvas_text(c, x_end - width, y, style, text, width);
}

/* The formatted text may have any length; canvas_text bounds what is drawn. */
int canvas_textf(struct canvas *c, int x, int y, enum style style, int max, const char *fmt, ...)
{
	va_list ap;
	char *text;
	int used;

	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	used = canvas_text(c, x, y, style, text, max);
	free(text);
	return used;
}

/* Each line goes through put_cut, since a single word may be wider than r. */
int canvas_wrap(struct canvas *c, struct rect r, enum style style, const char *text)
{
	struct str prepared;
	struct text_line line;
	const char *rest;
	int lines = 0;

	if (r.w <= 0 || r.h <= 0)
		return 0;
	str_init(&prepared, STR_PAGE);
	text_prepare(&prepared, text, c->charset, STR_KEEP_LINES);
	rest = str_text(&prepared);
	while (lines < r.h && text_wrap(&rest, r.w, &line)) {
		/* The last row of r, and text is left. */
		bool more = lines + 1 == r.h && *rest;

		put_cut(c, r.x, r.y + lines, style, line.s, line.n, r.w, more ? CUT_ALWAYS : CUT_IF_LONG);
		lines++;
	}
	str_release(&prepared);
	return lines;
}

/* The same loop as in canvas_wrap, so that measured and drawn lines cannot differ. */
int canvas_wrap_lines(const struct canvas *c, int width, const char *text)
{
	struct str prepared;
	struct text_line line;
	const char *rest;
	int lines = 0;

	if (width <= 0)
		return 0;
	str_init(&prepared, STR_PAGE);
	text_prepare(&prepared, text, c->charset, STR_KEEP_LINES);
	for (rest = str_text(&prepared); text_wrap(&rest, width, &line);)
		lines++;
	str_release(&prepared);
	return lines;
}

/* Prepares the text first: escaped bytes and ASCII twins take other columns than the raw text. */
int canvas_width(const struct canvas *c, const char *text)
{
	struct str prepared;
	int width;

	str_init(&prepared, STR_LINE);
	text_prepare(&prepared, text, c->charset, STR_ONE_LINE);
	width = text_width(str_text(&prepared));
	str_release(&prepared);
	return width;
}

/* The ASCII twins of the ellipsis and of the arrow take more than one column: those two glyphs are for text, not for grids. */
void canvas_glyph(struct canvas *c, int x, int y, enum style style, enum glyph glyph)
{
	const char *s = theme_glyph(glyph, c->charset);

	put_run(c, x, y, style, s, strlen(s));
}

/* Boxes, bars and rules are all made of this call. */
void canvas_fill(struct canvas *c, struct rect r, enum style style, enum glyph glyph)
{
	r = meet(r, c->clip);
	for (int y = r.y; y < r.y + r.h; y++) {
		for (int x = r.x; x < r.x + r.w; x++)
			canvas_glyph(c, x, y, style, glyph);
	}
}

/* canvas_fill with a blank, for which the theme has no glyph. */
void canvas_blank(struct canvas *c, struct rect r, enum style style)
{
	r = meet(r, c->clip);
	for (int y = r.y; y < r.y + r.h; y++) {
		for (int x = r.x; x < r.x + r.w; x++)
			put(c, x, y, style, " ", 1, 1);
	}
}

/* Needs no cell_at: the common part with the clip is within the grid. */
void canvas_restyle(struct canvas *c, struct rect r, enum style style)
{
	r = meet(r, c->clip);
	for (int y = r.y; y < r.y + r.h; y++) {
		for (int x = r.x; x < r.x + r.w; x++)
			c->cells[y * c->w + x].style = (uint8_t)style;
	}
}

/* The four lines overlap at the corners, which are drawn over them at the end. */
void canvas_box(struct canvas *c, struct rect r, enum style style)
{
	int right = r.x + r.w - 1, bottom = r.y + r.h - 1;

	/* A smaller rectangle has no place for four corners. */
	if (r.w < 2 || r.h < 2)
		return;
	canvas_fill(c, (struct rect){ r.x, r.y, r.w, 1 }, style, GLYPH_HLINE);
	canvas_fill(c, (struct rect){ r.x, bottom, r.w, 1 }, style, GLYPH_HLINE);
	canvas_fill(c, (struct rect){ r.x, r.y, 1, r.h }, style, GLYPH_VLINE);
	canvas_fill(c, (struct rect){ right, r.y, 1, r.h }, style, GLYPH_VLINE);
	canvas_glyph(c, r.x, r.y, style, GLYPH_TOP_LEFT);
	canvas_glyph(c, right, r.y, style, GLYPH_TOP_RIGHT);
	canvas_glyph(c, r.x, bottom, style, GLYPH_BOTTOM_LEFT);
	canvas_glyph(c, right, bottom, style, GLYPH_BOTTOM_RIGHT);
}

/* Kept within the grid, since term.c passes the position on unchecked. */
void canvas_cursor(struct canvas *c, int x, int y, enum canvas_cursor cursor)
{
	c->cursor_x = between(x, 0, c->w - 1);
	c->cursor_y = between(y, 0, c->h - 1);
	c->cursor_shown = cursor == CANVAS_CURSOR_SHOWN;
}

/* A golden text file: one line a row. */
void canvas_dump_text(const struct canvas *c, struct str *out)
{
	for (int y = 0; y < c->h; y++) {
		const struct cell *row = &c->cells[y * c->w];
		int end = c->w;

		while (end && strcmp(row[end - 1].glyph, " ") == 0)
			end--;
		for (int x = 0; x < end; x++)
			/* The right half of a wide glyph is "", so that the line is as wide as on the screen. */
			str_add(out, row[x].glyph);
		str_add(out, "\n");
	}
}

/* letters is indexed by the bits of enum attr. A combination that no style has is shown as '?'. */
static char letter_of(enum style style, enum canvas_dump dump)
{
	static const char letters[] = ".bdDrR??uU";
	unsigned attrs = theme_style(style)->mono;

	if (dump == DUMP_STYLES)
		return theme_style(style)->letter;
	return attrs < sizeof letters - 1 ? letters[attrs] : '?';
}

/* A golden file of the styles: one letter for each cell. */
void canvas_dump_styles(const struct canvas *c, enum canvas_dump dump, struct str *out)
{
	for (int y = 0; y < c->h; y++) {
		for (int x = 0; x < c->w; x++) {
			char letter = letter_of(c->cells[y * c->w + x].style, dump);

			str_addn(out, &letter, 1);
		}
		str_add(out, "\n");
	}
}
