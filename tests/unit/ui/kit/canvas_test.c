#include "config.h"

#include "ui/kit/canvas.h"

#include "base/mem.h"
#include "base/str.h"
#include "tests/unit/check.h"
#include "ui/kit/text.h"

static struct canvas c;

static void start(int w, int h, enum charset charset)
{
	canvas_init(&c, w, h, charset);
}

/* The frame's text against want, and the end of the case. */
static void check_frame(const char *want)
{
	struct str out;

	str_init(&out, STR_PAGE);
	canvas_dump_text(&c, &out);
	CHECK_STR(str_text(&out), want);
	str_release(&out);
	canvas_release(&c);
}

static void text_that_fits_is_whole(void)
{
	start(10, 2, CHARSET_UTF8);
	CHECK_INT(canvas_text(&c, 1, 0, STYLE_PLAIN, "grün", 9), 4);
	check_frame(" grün\n\n");
}

static void text_that_is_too_long_ends_in_an_ellipsis(void)
{
	start(8, 2, CHARSET_UTF8);
	CHECK_INT(canvas_text(&c, 0, 0, STYLE_PLAIN, "subscription", 8), 8);
	CHECK_INT(canvas_text(&c, 0, 1, STYLE_PLAIN, "lag is high", 5), 4);
	check_frame("subscri…\nlag…\n");
}

static void ascii_has_twins_for_everything(void)
{
	start(24, 3, CHARSET_ASCII);
	canvas_text(&c, 0, 0, STYLE_PLAIN, "r406 → r409 “ok” – ≥ 3", 24);
	canvas_text(&c, 0, 1, STYLE_PLAIN, "grün 表", 24);
	canvas_text(&c, 0, 2, STYLE_PLAIN, "a sentence too long for it", 12);
	check_frame("r406 -> r409 \"ok\" - >= 3\ngr?n ?\na sentenc...\n");
}

static void control_bytes_never_enter_a_cell(void)
{
	start(40, 2, CHARSET_UTF8);
	canvas_text(&c, 0, 0, STYLE_PLAIN, "\033[2Jx\a\xff\xe2\x80\xae", 40);
	canvas_wrap(&c, (struct rect){ 0, 1, 40, 1 }, STYLE_PLAIN,
	            "\x9b"
	            "1m\r");
	for (int i = 0; i < c.w * c.h; i++)
		CHECK((unsigned char)c.cells[i].glyph[0] >= 0x20 && c.cells[i].glyph[0] != 0x7f);
	check_frame("\\x1b[2Jx\\x07\\xff\\u{202e}\n\\x9b1m\\x0d\n");
}

static void a_wide_glyph_takes_two_cells_and_is_never_halved(void)
{
	start(6, 4, CHARSET_UTF8);
	CHECK_INT(canvas_text(&c, 0, 0, STYLE_PLAIN, "表a", 6), 3);
	CHECK_INT(c.cells[0].width, 2);
	CHECK_INT(c.cells[1].width, 0);
	canvas_text(&c, 5, 1, STYLE_PLAIN, "表", 6);
	canvas_text(&c, 0, 2, STYLE_PLAIN, "表表", 6);
	canvas_text(&c, 1, 2, STYLE_PLAIN, "xy", 6);
	canvas_text(&c, 0, 3, STYLE_PLAIN, "表", 6);
	canvas_text(&c, 0, 3, STYLE_PLAIN, "z", 6);
	check_frame("表a\n\n xy\nz\n");
}

static void wide_over_wide_leaves_whole_cells(void)
{
	start(6, 1, CHARSET_UTF8);
	canvas_text(&c, 1, 0, STYLE_PLAIN, "表表", 6);
	canvas_text(&c, 0, 0, STYLE_PLAIN, "本", 6);
	CHECK_INT(c.cells[2].width, 1);
	canvas_text(&c, 2, 0, STYLE_PLAIN, "本", 6);
	CHECK_INT(c.cells[4].width, 1);
	check_frame("本本\n");
}

static void a_wide_glyph_on_the_edge_of_the_clip_is_left_out(void)
{
	start(6, 1, CHARSET_UTF8);
	canvas_clip(&c, (struct rect){ 1, 0, 4, 1 });
	canvas_text(&c, 0, 0, STYLE_PLAIN, "表x表", 6);
	CHECK_INT(c.cells[1].width, 1);
	CHECK_INT(c.cells[4].width, 0);
	canvas_text(&c, 4, 0, STYLE_PLAIN, "本", 6);
	CHECK_INT(c.cells[4].width, 1);
	check_frame("  x\n");
}

static void combining_marks_are_left_out(void)
{
	start(6, 1, CHARSET_UTF8);
	CHECK_INT(canvas_text(&c, 0, 0, STYLE_PLAIN, "e\u0301x", 6), 2);
	check_frame("ex\n");
}

static void nothing_is_drawn_outside_of_the_clip(void)
{
	struct rect before;

	start(6, 3, CHARSET_UTF8);
	before = canvas_clip(&c, (struct rect){ 1, 1, 3, 1 });
	canvas_fill(&c, (struct rect){ -5, -5, 50, 50 }, STYLE_PLAIN, GLYPH_BAR_FULL);
	canvas_text(&c, 0, 1, STYLE_PLAIN, "abcdef", 6);
	canvas_text(&c, 0, 7, STYLE_PLAIN, "below", 6);
	canvas_unclip(&c, before);
	canvas_text(&c, 5, 2, STYLE_PLAIN, "xyz", 9);
	check_frame("\n bcd\n     x\n");
}

static void wrapping_breaks_at_words_and_keeps_empty_lines(void)
{
	start(12, 6, CHARSET_UTF8);
	CHECK_INT(canvas_wrap_lines(&c, 12, "Users cannot log in.\n\nReally"), 4);
	CHECK_INT(canvas_wrap(&c, (struct rect){ 0, 0, 12, 6 }, STYLE_PLAIN, "Users cannot log in.\n\nReally"), 4);
	check_frame("Users cannot\nlog in.\n\nReally\n\n\n");
}

static void a_word_longer_than_the_width_is_cut(void)
{
	start(5, 3, CHARSET_UTF8);
	CHECK_INT(canvas_wrap(&c, (struct rect){ 0, 0, 5, 3 }, STYLE_PLAIN, "pg_subscription"), 3);
	check_frame("pg_su\nbscri\nption\n");
}

static void wrapping_into_too_few_lines_says_that_there_is_more(void)
{
	start(10, 2, CHARSET_UTF8);
	CHECK_INT(canvas_wrap(&c, (struct rect){ 0, 0, 10, 2 }, STYLE_PLAIN, "one two three four five six"), 2);
	check_frame("one two\nthree fou…\n");
}

static void wrapping_wide_text_into_one_column_ends(void)
{
	start(3, 2, CHARSET_UTF8);
	CHECK_INT(canvas_wrap_lines(&c, 1, "表本"), 2);
	CHECK_INT(canvas_wrap_lines(&c, 0, "x"), 0);
	CHECK_INT(canvas_wrap_lines(&c, 3, "abc   \n"), 1);
	CHECK_INT(canvas_wrap_lines(&c, 3, "       x"), 2);
	check_frame("\n\n");
}

static void styles_are_dumped_with_their_monochrome_twin(void)
{
	struct str out;

	start(6, 1, CHARSET_UTF8);
	canvas_text(&c, 0, 0, STYLE_FAIL, "ab", 6);
	canvas_text(&c, 2, 0, STYLE_WARN, "c", 6);
	canvas_restyle(&c, (struct rect){ 3, 0, 1, 1 }, STYLE_SELECTED);
	str_init(&out, STR_LINE);
	canvas_dump_styles(&c, DUMP_STYLES, &out);
	canvas_dump_styles(&c, DUMP_MONO, &out);
	CHECK_STR(str_text(&out), "FFWS..\nRRur..\n");
	str_release(&out);
	canvas_release(&c);
}

static void every_style_has_a_letter_of_its_own(void)
{
	for (int i = 0; i < STYLE_COUNT; i++) {
		CHECK(theme_style((enum style)i)->letter != 0);
		for (int j = 0; j < i; j++)
			CHECK(theme_style((enum style)i)->letter != theme_style((enum style)j)->letter);
	}
}

static void verdicts_differ_without_colour(void)
{
	static const enum style verdicts[] = { STYLE_PASS, STYLE_WARN, STYLE_FAIL, STYLE_UNKNOWN, STYLE_WAIT };

	for (size_t i = 0; i < mem_count(verdicts); i++) {
		for (size_t j = 0; j < i; j++)
			CHECK(theme_style(verdicts[i])->mono != theme_style(verdicts[j])->mono);
	}
}

static void every_glyph_has_an_ascii_twin(void)
{
	for (int i = 0; i < GLYPH_COUNT; i++) {
		const char *utf8 = theme_glyph((enum glyph)i, CHARSET_UTF8), *ascii = theme_glyph((enum glyph)i, CHARSET_ASCII);

		CHECK(utf8 && ascii && text_width(utf8) == 1);
		for (const char *s = ascii; s && *s; s++)
			CHECK(*s > ' ' && *s < 0x7f);
		CHECK(i == GLYPH_ARROW || i == GLYPH_ELLIPSIS || (ascii && strlen(ascii) == 1));
	}
}

static void sizes_and_the_cursor_stay_in_bounds(void)
{
	start(-3, 1 << 20, CHARSET_UTF8);
	CHECK_INT(c.w, 1);
	CHECK_INT(c.h, CANVAS_MAX_HEIGHT);
	canvas_resize(&c, 4, 2);
	canvas_cursor(&c, 99, -1, CANVAS_CURSOR_SHOWN);
	CHECK_INT(c.cursor_x, 3);
	CHECK_INT(c.cursor_y, 0);
	check_frame("\n\n");
}

static const struct check_case cases[] = {
	{ "text that fits is whole", text_that_fits_is_whole },
	{ "text that is too long ends in an ellipsis", text_that_is_too_long_ends_in_an_ellipsis },
	{ "ASCII has twins for everything", ascii_has_twins_for_everything },
	{ "control bytes never enter a cell", control_bytes_never_enter_a_cell },
	{ "a wide glyph takes two cells and is never halved", a_wide_glyph_takes_two_cells_and_is_never_halved },
	{ "wide over wide leaves whole cells", wide_over_wide_leaves_whole_cells },
	{ "a wide glyph on the edge of the clip is left out", a_wide_glyph_on_the_edge_of_the_clip_is_left_out },
	{ "combining marks are left out", combining_marks_are_left_out },
	{ "nothing is drawn outside of the clip", nothing_is_drawn_outside_of_the_clip },
	{ "wrapping breaks at words and keeps empty lines", wrapping_breaks_at_words_and_keeps_empty_lines },
	{ "a word longer than the width is cut", a_word_longer_than_the_width_is_cut },
	{ "wrapping into too few lines says that there is more", wrapping_into_too_few_lines_says_that_there_is_more },
	{ "wrapping wide text into one column ends", wrapping_wide_text_into_one_column_ends },
	{ "styles are dumped with their monochrome twin", styles_are_dumped_with_their_monochrome_twin },
	{ "every style has a letter of its own", every_style_has_a_letter_of_its_own },
	{ "verdicts differ without colour", verdicts_differ_without_colour },
	{ "every glyph has an ASCII twin", every_glyph_has_an_ascii_twin },
	{ "sizes and the cursor stay in bounds", sizes_and_the_cursor_stay_in_bounds },
};

CHECK_MAIN(cases)
