#include "config.h"

#include "ui/kit/pager.h"

#include "base/mem.h"
#include "base/str.h"
#include "tests/unit/check.h"

static struct pager p;
static struct canvas c;

static void start(int w, int h)
{
	pager_init(&p, CHARSET_UTF8);
	canvas_init(&c, w, h, CHARSET_UTF8);
}

static void draw(void)
{
	canvas_clear(&c);
	pager_draw(&p, &c, (struct rect){ 0, 0, c.w, c.h });
}

static void check_drawn(const char *want)
{
	struct str out;

	str_init(&out, STR_PAGE);
	draw();
	canvas_dump_text(&c, &out);
	CHECK_STR(str_text(&out), want);
	str_release(&out);
}

static void stop(void)
{
	pager_release(&p);
	canvas_release(&c);
}

static void number_lines(int n)
{
	for (int i = 0; i < n; i++)
		pager_addf(&p, STYLE_PLAIN, "line %d", i);
}

static void it_scrolls_within_the_text(void)
{
	start(8, 3);
	number_lines(10);
	draw();
	CHECK_INT(pager_percent(&p), 30);
	CHECK(pager_feed(&p, REQ_UP));
	check_drawn("line 0\nline 1\nline 2\n");
	pager_feed(&p, REQ_PAGE_DOWN);
	check_drawn("line 2\nline 3\nline 4\n");
	pager_feed(&p, REQ_LAST);
	pager_feed(&p, REQ_DOWN);
	check_drawn("line 7\nline 8\nline 9\n");
	CHECK_INT(pager_percent(&p), 100);
	CHECK(!pager_feed(&p, REQ_PRIMARY));
	stop();
}

static void the_bottom_may_be_asked_for_before_it_is_drawn(void)
{
	start(8, 2);
	number_lines(5);
	pager_bottom(&p);
	check_drawn("line 3\nline 4\n");
	stop();
}

static void long_lines_wrap_and_stay_in_place_at_another_width(void)
{
	start(8, 2);
	pager_add(&p, STYLE_PLAIN, "one two three four\nfive\n\nsix");
	check_drawn("one two\nthree\n");
	CHECK_INT(p.n_rows, 6);
	for (int i = 0; i < 3; i++)
		pager_feed(&p, REQ_DOWN);
	check_drawn("five\n\n");
	canvas_resize(&c, 20, 2);
	check_drawn("five\n\n");
	stop();
}

static void a_search_finds_marks_and_wraps_around(void)
{
	struct str out;

	start(12, 2);
	number_lines(8);
	pager_add(&p, STYLE_COMMAND, "DROP xx Drop");
	draw();
	CHECK(pager_search(&p, "drop"));
	CHECK_INT(pager_hits(&p), 2);
	check_drawn("line 7\nDROP xx Drop\n");
	str_init(&out, STR_LINE);
	canvas_dump_styles(&c, DUMP_STYLES, &out);
	CHECK_STR(str_text(&out), "............\nhhhhCCCChhhh\n");
	str_release(&out);
	CHECK_INT(c.cursor_y, 1);
	CHECK(pager_search(&p, "line"));
	pager_feed(&p, REQ_PREVIOUS_HIT);
	CHECK_INT(p.hit, 6);
	pager_feed(&p, REQ_NEXT_HIT);
	pager_feed(&p, REQ_NEXT_HIT);
	CHECK_INT(p.hit, 0);
	CHECK(!pager_search(&p, "nowhere"));
	CHECK(!pager_search(&p, ""));
	CHECK(p.pattern == NULL);
	stop();
}

static void a_hit_across_two_rows_is_marked_on_both(void)
{
	struct str out;

	start(6, 2);
	pager_add(&p, STYLE_PLAIN, "abcdefghij");
	draw();
	CHECK(pager_search(&p, "efgh"));
	draw();
	str_init(&out, STR_LINE);
	canvas_dump_styles(&c, DUMP_STYLES, &out);
	CHECK_STR(str_text(&out), "....hh\nhh....\n");
	str_release(&out);
	stop();
}

static void too_much_text_is_cut_and_says_so(void)
{
	start(40, 1);
	number_lines(PAGER_MAX_LINES + 5);
	CHECK_INT(p.n_lines, PAGER_MAX_LINES);
	pager_bottom(&p);
	check_drawn("(The rest is too long to be shown.)\n");
	pager_clear(&p);
	CHECK(!pager_search(&p, "x"));
	check_drawn("\n");
	CHECK_INT(pager_percent(&p), 100);
	stop();
}

static void foreign_text_is_harmless(void)
{
	start(20, 1);
	pager_add(&p, STYLE_PLAIN, "a\033]0;x\ab");
	check_drawn("a\\x1b]0;x\\x07b\n");
	stop();
}

static const struct check_case cases[] = {
	{ "it scrolls within the text", it_scrolls_within_the_text },
	{ "the bottom may be asked for before it is drawn", the_bottom_may_be_asked_for_before_it_is_drawn },
	{ "long lines wrap and stay in place at another width", long_lines_wrap_and_stay_in_place_at_another_width },
	{ "a search finds, marks and wraps around", a_search_finds_marks_and_wraps_around },
	{ "a hit across two rows is marked on both", a_hit_across_two_rows_is_marked_on_both },
	{ "too much text is cut and says so", too_much_text_is_cut_and_says_so },
	{ "foreign text is harmless", foreign_text_is_harmless },
};

CHECK_MAIN(cases)
