#include "config.h"

#include "ui/kit/chart.h"

#include "base/mem.h"
#include "base/str.h"
#include "tests/unit/check.h"
#include "tests/unit/golden.h"

static void check_canvas(struct canvas *c, const char *want)
{
	struct str out;

	str_init(&out, STR_PAGE);
	canvas_dump_text(c, &out);
	CHECK_STR(str_text(&out), want);
	str_release(&out);
	canvas_release(c);
}

static void check_golden(struct canvas *c, const char *name)
{
	struct str out;

	str_init(&out, STR_PAGE);
	canvas_dump_text(c, &out);
	canvas_dump_styles(c, DUMP_STYLES, &out);
	CHECK(golden_same(name, str_text(&out)));
	str_release(&out);
	canvas_release(c);
}

/* A lag that rises over the limit and falls again, with a hole of a minute in which nothing was seen. */
static size_t lag(struct chart_point *points, size_t max)
{
	size_t n = 0;

	for (int64_t at = 60000; at <= 900000 && n < max; at += 5000) {
		int64_t from_top = at > 240000 ? at - 240000 : 240000 - at;

		if (at > 600000 && at < 700000)
			continue;
		points[n++] = (struct chart_point){ at, from_top < 200000 ? 7200000 - from_top * 36 : 100000 };
	}
	return n;
}

static void draw_lag(struct canvas *c, struct rect r)
{
	struct chart_point points[256];
	struct chart_curve q = {
		.points = points,
		.n = lag(points, mem_count(points)),
		.now = 900000,
		.span = 900000,
		.hold = 10000,
		.limit = 4000000,
		.limit_text = "limit 4 MB",
		.label = clock_bytes,
	};

	chart_curve(c, r, &q);
}

static void a_curve_shows_the_limit_the_units_and_the_holes(void)
{
	static const struct {
		int w, h;
		enum charset charset;
		const char *golden;
	} sizes[] = {
		{ 60, 8, CHARSET_UTF8, "ui/curve-60x8.txt" },
		{ 60, 8, CHARSET_ASCII, "ui/curve-60x8-ascii.txt" },
		{ 30, 5, CHARSET_UTF8, "ui/curve-30x5.txt" },
	};

	for (size_t i = 0; i < mem_count(sizes); i++) {
		struct canvas c;

		canvas_init(&c, sizes[i].w, sizes[i].h, sizes[i].charset);
		draw_lag(&c, (struct rect){ 0, 0, sizes[i].w, sizes[i].h });
		check_golden(&c, sizes[i].golden);
	}
}

static void a_curve_without_room_or_points_is_harmless(void)
{
	struct canvas c;
	struct chart_curve nothing = { .now = 10, .span = 1000, .label = clock_count };

	canvas_init(&c, 20, 3, CHARSET_UTF8);
	draw_lag(&c, (struct rect){ 0, 0, 11, 3 });
	draw_lag(&c, (struct rect){ 0, 0, 20, 2 });
	chart_curve(&c, (struct rect){ 0, 0, 14, 3 }, &nothing);
	check_canvas(&c, "1 ┤\n  ┤\n  └ -1.0 s ───\n");
}

static void the_newest_value_stands_at_the_right(void)
{
	struct canvas c;
	struct chart_point one = { 1000, 10 };
	struct chart_curve q = { .points = &one, .n = 1, .now = 1000, .span = 1000, .label = clock_count };

	canvas_init(&c, 14, 3, CHARSET_UTF8);
	chart_curve(&c, (struct rect){ 0, 0, 14, 3 }, &q);
	check_canvas(&c, "10 ┤         █\n   ┤         █\n   └ -1.0 s ──\n");
}

static void a_bar_grows_by_eighths_and_is_full_only_when_done(void)
{
	struct canvas c;

	canvas_init(&c, 14, 6, CHARSET_UTF8);
	chart_bar(&c, 0, 0, 4, 0, 100, CHART_BARE);
	chart_bar(&c, 0, 1, 4, 1, INT64_MAX, CHART_BARE);
	chart_bar(&c, 0, 2, 14, 81, 100, CHART_PERCENT);
	chart_bar(&c, 0, 3, 14, 999999, 1000000, CHART_PERCENT);
	chart_bar(&c, 0, 4, 14, 7, 7, CHART_PERCENT);
	chart_bar(&c, 0, 5, 14, 5, 0, CHART_PERCENT);
	check_canvas(&c, "░░░░\n▏░░░\n██████▍░  81 %\n███████▉  99 %\n████████ 100 %\n░░░░░░░░   0 %\n");
}

static void bars_and_blocks_have_ascii_twins(void)
{
	static const int64_t values[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8 };
	struct canvas c;

	canvas_init(&c, 14, 4, CHARSET_ASCII);
	chart_bar(&c, 0, 0, 14, 81, 100, CHART_PERCENT);
	chart_spark(&c, 0, 1, values, (int)mem_count(values));
	chart_amount(&c, 0, 2, 10, 1, 2);
	for (int i = 0; i < 5; i++)
		chart_heat(&c, i, 3, i * 24, 100);
	check_canvas(&c, "######--  81 %\n__.-=+*#@\n#####\n .:+#\n");
}

static void a_heat_cell_is_blank_only_at_zero(void)
{
	struct canvas c;

	canvas_init(&c, 6, 1, CHARSET_UTF8);
	chart_heat(&c, 0, 0, 1, 1000);
	chart_heat(&c, 1, 0, 300, 1000);
	chart_heat(&c, 2, 0, 600, 1000);
	chart_heat(&c, 3, 0, 1000, 1000);
	chart_heat(&c, 4, 0, 0, 1000);
	chart_heat(&c, 5, 0, 5, 0);
	check_canvas(&c, "░▒▓█\n");
}

static const struct check_case cases[] = {
	{ "a curve shows the limit, the units and the holes", a_curve_shows_the_limit_the_units_and_the_holes },
	{ "a curve without room or points is harmless", a_curve_without_room_or_points_is_harmless },
	{ "the newest value stands at the right", the_newest_value_stands_at_the_right },
	{ "a bar grows by eighths and is full only when done", a_bar_grows_by_eighths_and_is_full_only_when_done },
	{ "bars and blocks have ASCII twins", bars_and_blocks_have_ascii_twins },
	{ "a heat cell is blank only at zero", a_heat_cell_is_blank_only_at_zero },
};

CHECK_MAIN(cases)
