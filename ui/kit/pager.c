/* A long text on a low screen. Lines are kept as they were added, prepared for the canvas; rows are the pieces of lines for one width, and
 * the drawing makes them, since only the drawing knows the width. The number of lines is bounded; the last line says when more came. */
#include "config.h"

#include "ui/kit/pager.h"

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/kit/text.h"

void pager_init(struct pager *p, enum charset charset)
{
	*p = (struct pager){ .charset = charset, .hit = -1 };
}

/* The arrays and the pattern stay: a log is filled again while the operator searches in it. */
void pager_clear(struct pager *p)
{
	for (int i = 0; i < p->n_lines; i++)
		free(p->lines[i].text);
	p->n_lines = p->n_rows = p->wrapped = p->top = 0;
	p->hit = -1;
	p->cut = false;
}

/* Leaves an empty pager of the same character set. */
void pager_release(struct pager *p)
{
	pager_clear(p);
	free(p->lines);
	free(p->rows);
	free(p->pattern);
	pager_init(p, p->charset);
}

/* One line of n bytes, prepared already. */
static void add_line(struct pager *p, enum style style, const char *text, size_t n)
{
	if (p->n_lines == p->cap_lines) {
		/* Doubled, so that a log of thousands of lines is copied only a few times. */
		int cap = p->cap_lines ? p->cap_lines * 2 : 64;

		p->lines = mem_grow(p->lines, (size_t)p->cap_lines, (size_t)cap, sizeof *p->lines);
		p->cap_lines = cap;
	}
	p->lines[p->n_lines++] = (struct pager_line){ mem_dupn(text, n), style };
}

/* Each line of the text becomes a line of the pager. */
void pager_add(struct pager *p, enum style style, const char *text)
{
	struct str prepared;
	const char *s;

	str_init(&prepared, STR_PAGE);
	text_prepare(&prepared, text, p->charset, STR_KEEP_LINES);
	s = str_text(&prepared);
	/* An empty text is an empty line; a newline at the end adds none. */
	do {
		size_t n = strcspn(s, "\n");

		/* The last line is kept free for this sentence, which is added once. */
		if (p->n_lines >= PAGER_MAX_LINES - 1) {
			const char *rest = _("(The rest is too long to be shown.)");

			if (!p->cut)
				add_line(p, STYLE_WARN, rest, strlen(rest));
			p->cut = true;
			break;
		}
		add_line(p, style, s, n);
		s += n + (s[n] == '\n');
	} while (*s);
	str_release(&prepared);
}

void pager_addf(struct pager *p, enum style style, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	pager_add(p, style, text);
	free(text);
}

/* One row of the last width. */
static void add_row(struct pager *p, int line, size_t from, size_t n)
{
	if (p->n_rows == p->cap_rows) {
		int cap = p->cap_rows ? p->cap_rows * 2 : 64;

		p->rows = mem_grow(p->rows, (size_t)p->cap_rows, (size_t)cap, sizeof *p->rows);
		p->cap_rows = cap;
	}
	p->rows[p->n_rows++] = (struct pager_row){ line, from, n };
}

/* The first row of a line. A linear search, since it runs once for a key or a frame and not for each row. */
static int row_of(const struct pager *p, int line)
{
	for (int i = 0; i < p->n_rows; i++) {
		if (p->rows[i].line == line)
			return i;
	}
	return 0;
}

/* The rows of one line. An empty line takes a row, too. */
static void wrap_line(struct pager *p, int line)
{
	const char *text = p->lines[line].text, *rest = text;
	struct text_line piece;

	if (!*text)
		add_row(p, line, 0, 0);
	while (text_wrap(&rest, p->width, &piece))
		add_row(p, line, (size_t)(piece.s - text), piece.n);
}

/* Makes the rows of new lines, and of all lines when the width has changed; the line at the top stays at the top. */
static void wrap(struct pager *p, int width)
{
	/* The line and not the row, since in another width the same text has another row. */
	int top_line = p->top < p->n_rows && width != p->width ? p->rows[p->top].line : -1;

	if (width != p->width) {
		p->n_rows = p->wrapped = 0;
		p->width = width;
	}
	while (p->wrapped < p->n_lines)
		wrap_line(p, p->wrapped++);
	if (top_line >= 0)
		p->top = row_of(p, top_line);
}

/* Allows no blank rows below the end, but for a text that is shorter than the screen, which begins at the top. */
static void keep_in_range(struct pager *p)
{
	if (p->top > p->n_rows - p->height)
		p->top = p->n_rows - p->height;
	if (p->top < 0)
		p->top = 0;
}

/* The next position of the pattern at or after from, -1: none. Compares bytes; only ASCII letters match in either case. */
static long find(const char *text, const char *pattern, size_t from)
{
	size_t n = strlen(pattern), len = strlen(text);

	for (size_t i = from; n && i + n <= len; i++) {
		size_t k = 0;

		while (k < n) {
			char a = text[i + k], b = pattern[k];

			if ((a >= 'A' && a <= 'Z' ? a + 32 : a) != (b >= 'A' && b <= 'Z' ? b + 32 : b))
				break;
			k++;
		}
		if (k == n)
			return (long)i;
	}
	return -1;
}

/* Scrolls only when the line is not visible. */
static void show_line(struct pager *p, int line)
{
	int row = row_of(p, line);

	/* A third of the screen above the line shows what led there. */
	if (row < p->top || row >= p->top + p->height)
		p->top = row - p->height / 3;
	keep_in_range(p);
}

/* Searches from line on in steps of 1 or -1, around the whole text, line itself included. */
static bool go_to_hit(struct pager *p, int line, int step)
{
	for (int i = 0; i < p->n_lines && p->pattern; i++) {
		int at = ((line + i * step) % p->n_lines + p->n_lines) % p->n_lines;

		if (find(p->lines[at].text, p->pattern, 0) >= 0) {
			p->hit = at;
			show_line(p, at);
			return true;
		}
	}
	return false;
}

/* The search begins at the top of the screen, so that the first hit is visible where one is. */
bool pager_search(struct pager *p, const char *pattern)
{
	struct str prepared;

	/* The former search ends, also when this one finds nothing. */
	free(p->pattern);
	p->pattern = NULL;
	p->hit = -1;
	if (!pattern || !*pattern)
		return false;
	str_init(&prepared, STR_LINE);
	text_prepare(&prepared, pattern, p->charset, STR_ONE_LINE);
	p->pattern = str_take(&prepared);
	return go_to_hit(p, p->top < p->n_rows ? p->rows[p->top].line : 0, 1);
}

/* Counted again at each call; hits may overlap. */
int pager_hits(const struct pager *p)
{
	int n = 0;

	for (int i = 0; i < p->n_lines && p->pattern; i++) {
		long at = -1;

		while ((at = find(p->lines[i].text, p->pattern, (size_t)(at + 1))) >= 0)
			n++;
	}
	return n;
}

/* top may be out of range between the switch and keep_in_range. */
bool pager_feed(struct pager *p, enum request request)
{
	int page = p->height > 1 ? p->height - 1 : 1;

	switch (request) {
	case REQ_UP:
		p->top--;
		break;
	case REQ_DOWN:
		p->top++;
		break;
	case REQ_PAGE_UP:
		p->top -= page;
		break;
	case REQ_PAGE_DOWN:
		p->top += page;
		break;
	case REQ_FIRST:
		p->top = 0;
		break;
	case REQ_LAST:
		p->top = p->n_rows;
		break;
	/* The search goes on from the present hit, also when the operator has scrolled away from it. */
	case REQ_NEXT_HIT:
		go_to_hit(p, p->hit + 1, 1);
		break;
	case REQ_PREVIOUS_HIT:
		go_to_hit(p, p->hit - 1, -1);
		break;
	default:
		return false;
	}
	keep_in_range(p);
	return true;
}

/* 100 when the last row is visible. 64 bits, since rows times 100 may exceed 32 bits in the longest texts. */
int pager_percent(const struct pager *p)
{
	if (p->n_rows <= p->top + p->height)
		return 100;
	return (int)((int64_t)(p->top + p->height) * 100 / p->n_rows);
}

/* Lines that were added since the last drawing have no rows yet, so top is set far below the end and the drawing brings it into range. */
void pager_bottom(struct pager *p)
{
	p->top = INT32_MAX / 2;
}

/* Marks the parts of hits that lie on this row: a hit may begin on the row before and end on the row behind. */
static void mark_hits(const struct pager *p, struct canvas *c, const struct pager_row *row, int x, int y)
{
	const char *text = p->lines[row->line].text;
	size_t n = strlen(p->pattern), end = row->from + row->n;

	for (long at = find(text, p->pattern, 0); at >= 0; at = find(text, p->pattern, (size_t)at + n)) {
		size_t from = (size_t)at > row->from ? (size_t)at : row->from;
		size_t to = (size_t)at + n < end ? (size_t)at + n : end;
		int skip, w;

		if (from >= to)
			continue;
		/* Columns and not bytes, since wide characters may stand before the hit. */
		text_fit(text + row->from, from - row->from, CANVAS_MAX_WIDTH, &skip);
		text_fit(text + from, to - from, CANVAS_MAX_WIDTH, &w);
		canvas_restyle(c, (struct rect){ x + skip, y, w, 1 }, STYLE_HIT);
	}
}

/* One row with its hits. */
static void draw_row(const struct pager *p, struct canvas *c, const struct pager_row *row, int x, int y)
{
	const struct pager_line *line = &p->lines[row->line];
	/* The text is prepared already; canvas_text prepares it again without a change. */
	char *piece = mem_dupn(line->text + row->from, row->n);

	canvas_text(c, x, y, line->style, piece, p->width);
	free(piece);
	if (p->pattern)
		mark_hits(p, c, row, x, y);
}

/* The cursor is parked on the hit or on the first row, where a screen reader begins to read. */
void pager_draw(struct pager *p, struct canvas *c, struct rect r)
{
	struct rect clip = canvas_clip(c, r);

	/* Too narrow to wrap a wide character. */
	if (r.w < 2 || r.h < 1)
		goto out;
	p->height = r.h;
	wrap(p, r.w);
	keep_in_range(p);
	canvas_cursor(c, r.x, p->hit >= 0 && row_of(p, p->hit) >= p->top ? r.y + row_of(p, p->hit) - p->top : r.y, CANVAS_CURSOR_PARKED);
	for (int i = 0; i < r.h && p->top + i < p->n_rows; i++)
		draw_row(p, c, &p->rows[p->top + i], r.x, r.y + i);
out:
	canvas_unclip(c, clip);
}
