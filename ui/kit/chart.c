/* Pictures of numbers, made of glyphs alone: every glyph has an ASCII twin (ui/kit/theme.h), and no value is shown by a style only. No
 * state is kept between frames: the picture follows from the points and the time that the caller gives. */
#include "config.h"

#include "ui/kit/chart.h"

#include "base/intl.h"
#include "base/mem.h"
#include "ui/kit/canvas.h"

/* The value of a column without a measurement; measured values are never negative. */
#define NOT_SEEN (-1)

/* The least of 1, 2, 5 times a power of ten that is not below n, so that the axis ends with a round number. */
static int64_t round_up(int64_t n)
{
	static const int steps[] = { 1, 2, 5 };

	/* The bound keeps 5 * power from overflowing. */
	for (int64_t power = 1; power <= INT64_MAX / 100; power *= 10) {
		for (size_t i = 0; i < mem_count(steps); i++) {
			if (steps[i] * power >= n)
				return steps[i] * power;
		}
	}
	return INT64_MAX;
}

/* The share value / all in n parts, rounded down; 0 to n. */
static int parts(int64_t value, int64_t all, int n)
{
	double share = all > 0 ? (double)value / (double)all : 0;

	if (share <= 0)
		return 0;
	return share >= 1 ? n : (int)(share * n);
}

/* The largest value of each of w columns. Points and columns are both in the order of time, so the points are read once. */
static void column_values(const struct chart_curve *q, int w, int64_t *values)
{
	size_t at = 0;

	for (int i = 0; i < w; i++) {
		int64_t end = q->now - q->span + q->span * (i + 1) / w, begin = q->now - q->span + q->span * i / w;

		values[i] = NOT_SEEN;
		for (; at < q->n && q->points[at].at <= end; at++) {
			if (q->points[at].at > begin && q->points[at].value > values[i])
				values[i] = q->points[at].value;
		}
		/* Without a point the value before is held, at most for the curve's hold. */
		if (values[i] == NOT_SEEN && at && end - q->points[at - 1].at <= q->hold)
			values[i] = q->points[at - 1].value;
	}
}

/* The value at the top of the y axis. */
static int64_t scale_of(const struct chart_curve *q, const int64_t *values, int w)
{
	int64_t largest = q->limit;

	for (int i = 0; i < w; i++) {
		if (values[i] > largest)
			largest = values[i];
	}
	/* Space above the limit, so that its line is not on the top row. */
	if (q->limit > 0 && largest == q->limit && largest < INT64_MAX / 2)
		largest += largest / 4 + 1;
	return round_up(largest > 0 ? largest : 1);
}

/* r: the cells of the plot without its axes. */
static void draw_columns(struct canvas *c, struct rect r, const int64_t *values, int64_t scale)
{
	for (int i = 0; i < r.w; i++) {
		int eighths = parts(values[i], scale, r.h * 8);

		if (values[i] == NOT_SEEN)
			continue;
		/* A measured zero must differ from a missing measurement. */
		if (eighths == 0)
			eighths = 1;
		for (int y = r.y + r.h - 1; eighths > 0; y--, eighths -= 8)
			canvas_glyph(c, r.x + i, y, STYLE_CURVE, eighths >= 8 ? GLYPH_SPARK_8 : GLYPH_SPARK_1 + (unsigned)eighths - 1);
	}
}

/* r: the cells of the plot; the axes are in the column left of it and in the line below it. labels: columns for the y axis's texts. */
static void draw_axes(struct canvas *c, struct rect r, const struct chart_curve *q, int64_t scale, int labels)
{
	int x = r.x - 1, now;
	char text[CLOCK_TEXT];

	for (int y = r.y; y < r.y + r.h; y++)
		canvas_glyph(c, x, y, STYLE_DIM, GLYPH_TEE);
	q->label(scale, text);
	canvas_text_right(c, x - 1, r.y, STYLE_DIM, text, labels);
	if (r.h >= 4 && r.h % 2 == 0) {
		/* Full blocks up to this row are half the scale. */
		q->label(scale / 2, text);
		canvas_text_right(c, x - 1, r.y + r.h / 2, STYLE_DIM, text, labels);
	}
	canvas_glyph(c, x, r.y + r.h, STYLE_DIM, GLYPH_BOTTOM_LEFT);
	canvas_fill(c, (struct rect){ x + 1, r.y + r.h, r.w, 1 }, STYLE_DIM, GLYPH_HLINE);
	if (q->span % 60000 == 0)
		snprintf(text, sizeof text, _("%d min"), (int)(q->span / 60000));
	else
		clock_span(q->span, text);
	canvas_textf(c, x + 1, r.y + r.h, STYLE_DIM, r.w, " -%s ", text);
	/* On a narrow axis "now" is left out, since the right end of a time axis is understood without it. */
	now = canvas_width(c, _("now")) + 1;
	if (now + (int)strlen(text) + 4 < r.w)
		canvas_textf(c, r.x + r.w - now, r.y + r.h, STYLE_DIM, now, " %s", _("now"));
}

/* Drawn before the columns, which cover the line where they are higher. */
static void draw_limit(struct canvas *c, struct rect r, const struct chart_curve *q, int64_t scale, const char *text)
{
	int y = r.y + r.h - 1 - parts(q->limit, scale, r.h);

	if (q->limit <= 0)
		return;
	if (y < r.y)
		y = r.y;
	canvas_fill(c, (struct rect){ r.x, y, r.w, 1 }, STYLE_LIMIT, GLYPH_DOT);
	if (text)
		canvas_text(c, r.x + r.w + 1, y, STYLE_LIMIT, text, canvas_width(c, text));
}

/* The columns are computed twice: first over the whole width, for the scale and the labels' width, then over the plot that is left. */
void chart_curve(struct canvas *c, struct rect r, const struct chart_curve *q)
{
	int64_t values[CANVAS_MAX_WIDTH], scale;
	char text[CLOCK_TEXT];
	const char *limit = q->limit_text;
	int labels, behind;
	struct rect plot;

	/* values has a place for each column of the widest canvas, so that a frame allocates nothing. */
	if (r.w < 12 || r.w > CANVAS_MAX_WIDTH || r.h < 3 || q->span <= 0)
		return;
	column_values(q, r.w, values);
	scale = scale_of(q, values, r.w);
	q->label(scale, text);
	labels = canvas_width(c, text);
	q->label(scale / 2, text);
	if (canvas_width(c, text) > labels)
		labels = canvas_width(c, text);
	behind = limit && q->limit > 0 ? canvas_width(c, limit) + 1 : 0;
	/* On a narrow screen the limit's text is left out and its line stays. */
	if (r.w - labels - 2 - behind < 24) {
		limit = NULL;
		behind = 0;
	}
	plot = (struct rect){ r.x + labels + 2, r.y, r.w - labels - 2 - behind, r.h - 1 };
	if (plot.w < 4)
		return;
	column_values(q, plot.w, values);
	draw_axes(c, plot, q, scale, labels);
	draw_limit(c, plot, q, scale, limit);
	draw_columns(c, plot, values, scale);
}

/* A bar of so many eighths of a cell, from x to the right. */
static void draw_eighths(struct canvas *c, int x, int y, int eighths)
{
	for (; eighths >= 8; eighths -= 8)
		canvas_glyph(c, x++, y, STYLE_BAR, GLYPH_BAR_FULL);
	if (eighths)
		canvas_glyph(c, x, y, STYLE_BAR, GLYPH_BAR_1 + (unsigned)eighths - 1);
}

/* As parts(), but at least 1 for a value above 0, and less than n for a value below all: a bar that has begun is visible, and only a
 * finished one is full. */
static int honest(int64_t value, int64_t all, int n)
{
	int got = parts(value, all, n);

	if (value > 0 && got == 0)
		return 1;
	return value < all && got == n ? n - 1 : got;
}

/* The empty bar is drawn first and the eighths over it. */
void chart_bar(struct canvas *c, int x, int y, int w, int64_t done, int64_t all, enum chart_bar kind)
{
	int percent = parts(done, all, 100);

	/* " 100 %" takes six columns, so that the bar has the same length all the time. */
	if (kind == CHART_PERCENT)
		w -= 6;
	if (w < 1)
		return;
	canvas_fill(c, (struct rect){ x, y, w, 1 }, STYLE_DIM, GLYPH_BAR_EMPTY);
	draw_eighths(c, x, y, all > 0 ? honest(done, all, w * 8) : 0);
	if (kind == CHART_PERCENT)
		canvas_textf(c, x + w, y, STYLE_PLAIN, 6, " %3d %%", percent);
}

/* Nothing is drawn for a value of 0, nor when all values are 0. */
void chart_amount(struct canvas *c, int x, int y, int w, int64_t value, int64_t largest)
{
	if (w > 0 && largest > 0)
		draw_eighths(c, x, y, honest(value, largest, w * 8));
}

/* A negative value stands for an unknown one and leaves its column as it is; 0 is the lowest block. */
void chart_spark(struct canvas *c, int x, int y, const int64_t *values, int n)
{
	int64_t largest = 0;

	for (int i = 0; i < n; i++) {
		if (values[i] > largest)
			largest = values[i];
	}
	for (int i = 0; i < n; i++) {
		int eighths = parts(values[i], largest, 8);

		if (values[i] >= 0)
			canvas_glyph(c, x + i, y, STYLE_CURVE, GLYPH_SPARK_1 + (unsigned)(eighths ? eighths - 1 : 0));
	}
}

/* Only 0 is blank: the smallest amount above it gets the lightest shade. */
void chart_heat(struct canvas *c, int x, int y, int64_t value, int64_t largest)
{
	int quarter = parts(value, largest, 4);

	if (value <= 0 || largest <= 0)
		canvas_text(c, x, y, STYLE_DIM, " ", 1);
	else
		canvas_glyph(c, x, y, STYLE_CURVE, GLYPH_HEAT_1 + (unsigned)(quarter > 3 ? 3 : quarter));
}
