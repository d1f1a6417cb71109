/* Text that is longer than the screen: wrapped, scrolled, searched. */
#ifndef TEAL_UI_KIT_PAGER_H
#define TEAL_UI_KIT_PAGER_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/kit/canvas.h"
#include "ui/kit/key.h"

#define PAGER_MAX_LINES 20000

struct pager_line {
	char *text; /* owned, prepared for the character set */
	enum style style;
};

/* A piece of a line as it stands on one row. */
struct pager_row {
	int line;
	size_t from, n; /* bytes */
};

/* Texts are added at any time; rows are there from the first drawing on. */
struct pager {
	enum charset charset;
	struct pager_line *lines;
	int n_lines, cap_lines;
	struct pager_row *rows; /* for width; made again when that changes */
	int n_rows, cap_rows, width;
	int wrapped; /* lines that the rows stand for; more may have come since */
	int top, height; /* rows */
	char *pattern; /* owned, NULL: no search */
	int hit; /* the line of the hit of now, -1: none */
	bool cut; /* more than PAGER_MAX_LINES were given */
};

void pager_init(struct pager *, enum charset);
/* Safe on zeroed memory. */
void pager_release(struct pager *);
void pager_clear(struct pager *);
/* Appends text, which may be foreign and of many lines. */
void pager_add(struct pager *, enum style, const char *text);
void pager_addf(struct pager *, enum style, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* True when the request was for the pager: moves, next hit, previous hit. */
bool pager_feed(struct pager *, enum request);
/* Goes to the first line from the top in sight that holds the pattern (ASCII letters match in either case); wraps around.
 * False: nowhere. NULL or "" ends the search. */
bool pager_search(struct pager *, const char *pattern);
int pager_hits(const struct pager *);
/* How much of the text has been in sight: 0 to 100. */
int pager_percent(const struct pager *);
/* Goes to the end, as a log wants it. */
void pager_bottom(struct pager *);
/* Parks the cursor on the hit, or on the first row. */
void pager_draw(struct pager *, struct canvas *, struct rect r);

#endif
