/* The grid: bounds, wide glyphs, cut and wrapped text, and the dumps that tests compare. Every glyph goes through put_one, so that a
 * screen that measures wrongly looks wrong and does no harm. Which style means what is the theme's; how wide a character is, text.c's. */
#include "config.h"

#include "ui/kit/canvas.h"

#include "base/mem.h"
#include "base/str.h"
#include "ui/kit/text.h"

static int between(int n, int low, int high)
{
	return n < low ? low : n > high ? high : n;
}

/* What two rectangles have in common; empty rather than negative. */
static struct rect meet(struct rect a, struct rect b)
{
	int x = a.x > b.x ? a.x : b.x, y = a.y > b.y ? a.y : b.y;
	int right = a.x + a.w < b.x + b.w ? a.x + a.w : b.x + b.w;
	int bottom = a.y + a.h < b.y + b.h ? a.y + a.h : b.y + b.h;

	return (struct rect){ x, y, right > x ? right - x : 0, bottom > y ? bottom - y : 0 };
}

void canvas_init(struct canvas *c, int w, int h, enum charset charset)
{
	*c = (struct canvas){ .charset = charset };
	canvas_resize(c, w, h);
}

/* The character set stays: the canvas can be sized again. */
void canvas_release(struct canvas *c)
{
	free(c->cells);
	*c = (struct canvas){ .charset = c->charset };
}

/* What was drawn is not carried over: every frame is drawn whole. */
void canvas_resize(struct canvas *c, int w, int h)
{
	free(c->cells);
	c->w = between(w, 1, CANVAS_MAX_WIDTH);
	c->h = between(h, 1, CANVAS_MAX_HEIGHT);
	c->cells = mem_zalloc((size_t)c->w * (size_t)c->h, sizeof *c->cells);
	canvas_clear(c);
}

void canvas_clear(struct canvas *c)
{
	for (int i = 0; i < c->w * c->h; i++)
		c->cells[i] = (struct cell){ .glyph = " ", .width = 1, .style = STYLE_PLAIN };
	c->clip = (struct rect){ 0, 0, c->w, c->h };
	canvas_cursor(c, c->w - 1, c->h - 1, CANVAS_CURSOR_PARKED);
}

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

/* NULL outside of the clip, which never reaches beyond the grid: the only bounds check there is. */
static struct cell *cell_at(const struct canvas *c, int x, int y)
{
	const struct rect *r = &c->clip;

	if (x < r->x || y < r->y || x >= r->x + r->w || y >= r->y + r->h)
		return NULL;
	return &c->cells[y * c->w + x];
}

/* Half of a wide glyph cannot stay: what is left of it becomes blank, also outside of the clip. */
static void split(struct canvas *c, int x, int y)
{
	struct cell *row = &c->cells[y * c->w];

	if (row[x].width == 0 && x > 0)
		row[x - 1] = (struct cell){ " ", 1, row[x - 1].style };
	if (row[x].width == 2 && x + 1 < c->w)
		row[x + 1] = (struct cell){ " ", 1, row[x + 1].style };
}

/* n is at most 4, the longest code point of UTF-8; the glyph has one byte more, for its end. */
static void put_one(struct canvas *c, int x, int y, enum style style, const char *bytes, size_t n)
{
	struct cell *cell = cell_at(c, x, y);

	if (!cell)
		return;
	split(c, x, y);
	/* The glyph is cleared as well, so that it ends behind the new bytes. */
	*cell = (struct cell){ .width = 1, .style = (uint8_t)style };
	memcpy(cell->glyph, bytes, n);
}

/* One prepared code point. A wide glyph that sticks out of the clip leaves a blank. */
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

/* Prepared text without a break; returns its columns, drawn or not. What lies outside of the clip still counts, so that text
 * that begins left of it continues in its place. */
static int put_run(struct canvas *c, int x, int y, enum style style, const char *s, size_t n)
{
	int columns = 0;

	for (size_t i = 0; i < n;) {
		uint32_t code = 0;
		size_t len = utf8_next(s + i, n - i, &code);
		int width = text_code_width(code);

		/* Prepared text has no such bytes; what comes all the same ends the run. */
		if (!len || len > 4)
			break;
		put(c, x + columns, y, style, s + i, len, width);
		columns += width;
		i += len;
	}
	return columns;
}

/* CUT_ALWAYS: text that is not shown follows, so that the ellipsis stands there even when these bytes fit. */
enum cut { CUT_IF_LONG, CUT_ALWAYS };

/* n bytes of prepared text in at most max columns. Where not even the ellipsis fits, the text is cut hard. A blank before
 * the dots would look like a word that is missing, so blanks there go too. */
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

/* The bound keeps a foreign text of megabytes from costing a frame more than a line does. */
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

/* What is too long is cut at its end, like text from the left: the head says what it is about. */
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
		/* This is the last row there is room for, and text is left. */
		bool more = lines + 1 == r.h && *rest;

		put_cut(c, r.x, r.y + lines, style, line.s, line.n, r.w, more ? CUT_ALWAYS : CUT_IF_LONG);
		lines++;
	}
	str_release(&prepared);
	return lines;
}

/* The same walk as canvas_wrap, so that what a part measures and what it draws cannot differ. */
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

/* A wide twin (the ellipsis and the arrow in ASCII) takes more than one column: those are for text, not for grids. */
void canvas_glyph(struct canvas *c, int x, int y, enum style style, enum glyph glyph)
{
	const char *s = theme_glyph(glyph, c->charset);

	put_run(c, x, y, style, s, strlen(s));
}

/* Corner to corner, so that boxes, bars and rules are all one call. */
void canvas_fill(struct canvas *c, struct rect r, enum style style, enum glyph glyph)
{
	r = meet(r, c->clip);
	for (int y = r.y; y < r.y + r.h; y++) {
		for (int x = r.x; x < r.x + r.w; x++)
			canvas_glyph(c, x, y, style, glyph);
	}
}

void canvas_blank(struct canvas *c, struct rect r, enum style style)
{
	r = meet(r, c->clip);
	for (int y = r.y; y < r.y + r.h; y++) {
		for (int x = r.x; x < r.x + r.w; x++)
			put(c, x, y, style, " ", 1, 1);
	}
}

/* The one drawing that does not ask cell_at for each cell: what it meets with the clip is within the grid. */
void canvas_restyle(struct canvas *c, struct rect r, enum style style)
{
	r = meet(r, c->clip);
	for (int y = r.y; y < r.y + r.h; y++) {
		for (int x = r.x; x < r.x + r.w; x++)
			c->cells[y * c->w + x].style = (uint8_t)style;
	}
}

void canvas_box(struct canvas *c, struct rect r, enum style style)
{
	int right = r.x + r.w - 1, bottom = r.y + r.h - 1;

	/* A box has four corners. */
	if (r.w < 2 || r.h < 2)
		return;
	canvas_fill(c, (struct rect){ r.x, r.y, r.w, 1 }, style, GLYPH_HLINE);
	canvas_fill(c, (struct rect){ r.x, bottom, r.w, 1 }, style, GLYPH_HLINE);
	canvas_fill(c, (struct rect){ r.x, r.y, 1, r.h }, style, GLYPH_VLINE);
	canvas_fill(c, (struct rect){ right, r.y, 1, r.h }, style, GLYPH_VLINE);
	/* The corners last, over the ends of the lines. */
	canvas_glyph(c, r.x, r.y, style, GLYPH_TOP_LEFT);
	canvas_glyph(c, right, r.y, style, GLYPH_TOP_RIGHT);
	canvas_glyph(c, r.x, bottom, style, GLYPH_BOTTOM_LEFT);
	canvas_glyph(c, right, bottom, style, GLYPH_BOTTOM_RIGHT);
}

/* Kept within the grid: the terminal is told this position as it stands here. */
void canvas_cursor(struct canvas *c, int x, int y, enum canvas_cursor cursor)
{
	c->cursor_x = between(x, 0, c->w - 1);
	c->cursor_y = between(y, 0, c->h - 1);
	c->cursor_shown = cursor == CANVAS_CURSOR_SHOWN;
}

void canvas_dump_text(const struct canvas *c, struct str *out)
{
	for (int y = 0; y < c->h; y++) {
		const struct cell *row = &c->cells[y * c->w];
		int end = c->w;

		while (end && strcmp(row[end - 1].glyph, " ") == 0)
			end--;
		for (int x = 0; x < end; x++)
			/* The right half of a wide glyph is empty, so that the line is as wide as on the screen. */
			str_add(out, row[x].glyph);
		str_add(out, "\n");
	}
}

/* letters: by the bits of enum attr. Combinations that no style has are shown as a question. */
static char letter_of(enum style style, enum canvas_dump dump)
{
	static const char letters[] = ".bdDrR??uU";
	unsigned attrs = theme_style(style)->mono;

	if (dump == DUMP_STYLES)
		return theme_style(style)->letter;
	return attrs < sizeof letters - 1 ? letters[attrs] : '?';
}

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
