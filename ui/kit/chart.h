/* Numbers as pictures: a curve over time, a bar, a row of small blocks. Each has an ASCII twin by the canvas' character set. */
#ifndef TEAL_UI_KIT_CHART_H
#define TEAL_UI_KIT_CHART_H

#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "ui/kit/canvas.h"

/* One measurement. */
struct chart_point {
	int64_t at; /* milliseconds, the same clock as now; ascending */
	int64_t value; /* not negative */
};

/* The last span milliseconds, newest at the right; a column shows the largest value of its time. A column without a point shows
 * the point before for at most hold milliseconds and is empty after that, so that a time without measurements looks like one. */
struct chart_curve {
	const struct chart_point *points;
	size_t n;
	int64_t now, span, hold;
	/* The scale includes the limit, so that its line is always in the picture. */
	int64_t limit; /* 0: no limit line */
	const char *limit_text; /* at the right end of the limit line, or NULL */
	void (*label)(int64_t value, char out[CLOCK_TEXT]); /* of the y axis: clock_bytes, clock_span, clock_count */
};

/* At least 12 columns and 3 lines (the last is the time axis), else nothing is drawn. */
void chart_curve(struct canvas *, struct rect, const struct chart_curve *);

/* A bar for done of all in w columns, in eighths of a cell. CHART_PERCENT: " 81 %" follows within the same w. all 0: an empty bar. */
enum chart_bar { CHART_BARE, CHART_PERCENT };
void chart_bar(struct canvas *, int x, int y, int w, int64_t done, int64_t all, enum chart_bar);
/* A bar without its empty part, for comparing amounts with each other. */
void chart_amount(struct canvas *, int x, int y, int w, int64_t value, int64_t largest);
/* n values, one column each; the largest is the full block. */
void chart_spark(struct canvas *, int x, int y, const int64_t *values, int n);
/* One cell of a heat map: blank at 0, then four shades up to the largest. */
void chart_heat(struct canvas *, int x, int y, int64_t value, int64_t largest);

#endif
