/* Text that is longer than the screen: the pager wraps, scrolls and searches it. */
#ifndef TEAL_UI_KIT_PAGER_H
#define TEAL_UI_KIT_PAGER_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/kit/canvas.h"
#include "ui/kit/key.h"

/* Lines beyond this are dropped, and the last line says so. */
#define PAGER_MAX_LINES 20000

/* A line as it was added. */
struct pager_line {
	char *text; /* owned, prepared for the character set */
	enum style style;
};

/* The piece of a line that one row of the screen shows. */
struct pager_row {
	int line;
	size_t from, n; /* bytes */
};

/* Texts may be added at any time; rows exist from the first drawing on. */
struct pager {
	enum charset charset;
	struct pager_line *lines;
	int n_lines, cap_lines;
	struct pager_row *rows; /* for the present width; made again when the width changes */
	int n_rows, cap_rows, width;
	int wrapped; /* lines that have rows already; lines behind them were added since the last drawing */
	int top, height; /* the first visible row, and the rows that the last drawing showed */
	char *pattern; /* owned, NULL: no search */
	int hit; /* the line of the present hit, -1: none */
	bool cut; /* more than PAGER_MAX_LINES were added */
};

void pager_init(struct pager *, enum charset);
/* Safe on zeroed memory. */
void pager_release(struct pager *);
void pager_clear(struct pager *);
/* Appends a text, which may be foreign and have many lines. */
void pager_add(struct pager *, enum style, const char *text);
void pager_addf(struct pager *, enum style, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* True when the request was for the pager: moves, next hit, previous hit. */
bool pager_feed(struct pager *, enum request);
/* Goes to the first line from the visible top on that has the pattern (ASCII letters match in either case); wraps around.
 * False: no line has it. NULL or "" ends the search. */
bool pager_search(struct pager *, const char *pattern);
/* Hits of the present search in the whole text. */
int pager_hits(const struct pager *);
/* How much of the text lies above the bottom of the screen: 0 to 100. */
int pager_percent(const struct pager *);
/* Goes to the end, where a log has its newest line. */
void pager_bottom(struct pager *);
/* Parks the cursor on the hit, or on the first row. */
void pager_draw(struct pager *, struct canvas *, struct rect r);

#endif
