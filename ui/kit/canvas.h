/* A frame in memory: a grid of cells, each a glyph and a style. Screens draw here; ui/kit/term.h paints the grid, tests print it.
 * Drawing outside of the clip or the grid does nothing. No control byte can enter a cell. */
#ifndef TEAL_UI_KIT_CANVAS_H
#define TEAL_UI_KIT_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

#include "ui/kit/theme.h"

struct str;

/* Larger terminals are used up to these columns and rows only. */
#define CANVAS_MAX_WIDTH 500
#define CANVAS_MAX_HEIGHT 200

/* glyph: one code point in UTF-8 with its zero. width 1 or 2; 0 is the right half of a wide glyph, whose glyph is "". style: enum style. */
struct cell {
	char glyph[5];
	uint8_t width, style;
};

/* Columns and rows from the top left corner, which is 0, 0. An empty rectangle has w or h 0. */
struct rect {
	int x, y, w, h;
};

/* The grid and where drawing is allowed now. Release is safe on zeroed memory. */
struct canvas {
	/* Within the maxima above; never 0. */
	int w, h;
	enum charset charset;
	struct cell *cells; /* owned, w * h, row by row */
	/* The rectangle that drawing may change; always within the grid, so no drawing needs another bounds check. */
	struct rect clip;
	int cursor_x, cursor_y; /* where the terminal's cursor is parked, for screen readers */
	bool cursor_shown; /* a text field shows the cursor; elsewhere it is parked and hidden */
};

/* Sizes are cut to [1, max]. resize clears. */
void canvas_init(struct canvas *, int w, int h, enum charset);
void canvas_release(struct canvas *);
void canvas_resize(struct canvas *, int w, int h);
/* Blanks in STYLE_PLAIN, no clip, cursor parked at the last cell and hidden. */
void canvas_clear(struct canvas *);

/* Narrows the clip to its common part with the rectangle; returns the former clip, which canvas_unclip puts back. */
struct rect canvas_clip(struct canvas *, struct rect);
void canvas_unclip(struct canvas *, struct rect before);

/* Text on one line, at most max columns; a longer text is cut with an ellipsis. Returns the columns that were drawn.
 * The text may be foreign: control bytes are escaped. canvas_text_right ends left of column x_end. */
int canvas_text(struct canvas *, int x, int y, enum style, const char *text, int max);
int canvas_text_right(struct canvas *, int x_end, int y, enum style, const char *text, int max);
int canvas_textf(struct canvas *, int x, int y, enum style, int max, const char *fmt, ...) __attribute__((format(printf, 6, 7)));

/* Text wrapped at words into r (newlines break); returns the lines that were drawn. When r is too low, the last line ends in an ellipsis.
 * canvas_wrap_lines counts the lines that the text takes in width columns, and draws nothing. */
int canvas_wrap(struct canvas *, struct rect r, enum style, const char *text);
int canvas_wrap_lines(const struct canvas *, int width, const char *text);

/* Columns that the text takes in this canvas' character set. */
int canvas_width(const struct canvas *, const char *text);

/* One glyph, a rectangle of one glyph, a rectangle of blanks. */
void canvas_glyph(struct canvas *, int x, int y, enum style, enum glyph);
void canvas_fill(struct canvas *, struct rect, enum style, enum glyph);
void canvas_blank(struct canvas *, struct rect, enum style);
/* Gives the cells another style and leaves their glyphs. */
void canvas_restyle(struct canvas *, struct rect, enum style);
/* A frame of lines on the edge of r. */
void canvas_box(struct canvas *, struct rect r, enum style);

/* Parks the cursor; shown only when CANVAS_CURSOR_SHOWN. */
enum canvas_cursor { CANVAS_CURSOR_PARKED, CANVAS_CURSOR_SHOWN };
void canvas_cursor(struct canvas *, int x, int y, enum canvas_cursor);

/* The frame as lines of text, blanks at the end of lines trimmed. */
void canvas_dump_text(const struct canvas *, struct str *out);
/* The same grid as letters. DUMP_STYLES: the letter of each style, '.' plain. DUMP_MONO: the attributes without colour, a letter for each
 * combination ('.' none, b bold, d dim, r reverse, u underline; a capital letter: bold, too). */
enum canvas_dump { DUMP_STYLES, DUMP_MONO };
void canvas_dump_styles(const struct canvas *, enum canvas_dump, struct str *out);

#endif
