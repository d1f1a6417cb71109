#include "config.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/str.h"

#include "tests/unit/check.h"

/* What str_add_safe makes of bytes; the answer lives until the next call. */
static const char *safe(const char *bytes, size_t n, enum str_safe mode)
{
	static char out[512];
	struct str t;

	str_init(&t, sizeof out - 1);
	str_add_safe(&t, bytes, n, mode);
	snprintf(out, sizeof out, "%s", str_text(&t));
	str_release(&t);
	return out;
}

#define SAFE(text) safe(text, sizeof(text) - 1, STR_ONE_LINE)

static void a_text_stops_at_its_maximum(void)
{
	struct str t;

	str_init(&t, 5);
	CHECK(str_add(&t, "abc"));
	CHECK(!str_addf(&t, "%d", 12345));
	CHECK_STR(str_text(&t), "abc12");
	CHECK(t.full);
	str_clear(&t);
	CHECK(!t.full);
	CHECK(str_add(&t, "fresh"));
	CHECK_STR(str_text(&t), "fresh");
	str_release(&t);
}

static void a_character_is_never_cut_in_two(void)
{
	static const char euro[] = "\xe2\x82\xac";

	for (size_t max = 0; max <= 6; max++) {
		struct str t;

		str_init(&t, max);
		CHECK(str_add(&t, "\xe2\x82\xac\xe2\x82\xac") == (max == 6));
		CHECK_INT(t.len, max / 3 * 3);
		str_release(&t);

		str_init(&t, max);
		str_add(&t, "a");
		str_add_safe(&t, euro, 3, STR_ONE_LINE);
		CHECK_INT(t.len, max == 0 ? 0 : max < 4 ? 1 : 4);
		str_release(&t);
	}
}

static void nothing_is_added_behind_what_did_not_fit(void)
{
	struct str t;

	str_init(&t, 4);
	CHECK(!str_add_safe(&t,
	                    "ab\x1b"
	                    "c",
	                    4, STR_ONE_LINE));
	CHECK_STR(str_text(&t), "ab");
	str_release(&t);
}

static void an_empty_text_is_a_text(void)
{
	struct str t;
	char *taken;

	str_init(&t, 10);
	CHECK_STR(str_text(&t), "");
	taken = str_take(&t);
	CHECK_STR(taken, "");
	free(taken);
	str_add(&t, "x");
	taken = str_take(&t);
	CHECK_STR(taken, "x");
	free(taken);
	CHECK_INT(t.len, 0);
	CHECK(str_add(&t, "0123456789"));
	str_release(&t);
	t = (struct str){ 0 };
	str_release(&t);
}

static void cutting_forgets_the_beginning(void)
{
	struct str t;

	str_init(&t, 20);
	str_cut(&t, 3);
	str_add(&t, "hello world");
	str_cut(&t, 6);
	CHECK_STR(str_text(&t), "world");
	str_cut(&t, 99);
	CHECK_STR(str_text(&t), "");
	str_release(&t);
}

static void escape_sequences_are_made_visible(void)
{
	CHECK_STR(SAFE("\x1b[31mred\x1b[0m"), "\\x1b[31mred\\x1b[0m");
	CHECK_STR(SAFE("\x1b]0;title\a"), "\\x1b]0;title\\x07");
	CHECK_STR(SAFE("a\bb\x7f"), "a\\x08b\\x7f");
	CHECK_STR(safe("a\0b", 3, STR_ONE_LINE), "a\\x00b");
}

static void c1_controls_are_made_visible(void)
{
	CHECK_STR(SAFE("\xc2\x9b"
	               "31m"),
	          "\\x9b31m");
	CHECK_STR(SAFE("\x9b"
	               "31m"),
	          "\\x9b31m");
	CHECK_STR(SAFE("\xc2\xa0"), "\xc2\xa0");
}

static void marks_that_turn_or_hide_text_are_made_visible(void)
{
	CHECK_STR(SAFE("a\xe2\x80\xae"
	               "b"),
	          "a\\u{202e}b");
	CHECK_STR(SAFE("\xe2\x81\xa6\xe2\x81\xa9"), "\\u{2066}\\u{2069}");
	CHECK_STR(SAFE("\xe2\x80\x8b"), "\\u{200b}");
	CHECK_STR(SAFE("\xe2\x80\xa8"), "\\u{2028}");
	CHECK_STR(SAFE("\xef\xbb\xbf"), "\\u{feff}");
	CHECK_STR(SAFE("\xd8\x9c"), "\\u{61c}");
	/* Tag characters carry text that no terminal shows. */
	CHECK_STR(SAFE("\xf3\xa0\x81\x81"), "\\u{e0041}");
	CHECK_STR(SAFE("\xc2\xad"), "\\xad");
}

static void bytes_that_are_not_utf8_are_made_visible(void)
{
	CHECK_STR(SAFE("\xc0\xaf"), "\\xc0\\xaf");
	CHECK_STR(SAFE("\xe0\x80\xaf"), "\\xe0\\x80\\xaf");
	CHECK_STR(SAFE("\xf0\x80\x80\xaf"), "\\xf0\\x80\\x80\\xaf");
	CHECK_STR(SAFE("\xed\xa0\x80"), "\\xed\\xa0\\x80");
	CHECK_STR(SAFE("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
	CHECK_STR(SAFE("\xf8\x88\x80\x80\x80"), "\\xf8\\x88\\x80\\x80\\x80");
	CHECK_STR(SAFE("\xe2\x82"), "\\xe2\\x82");
	CHECK_STR(SAFE("\xe2\x82x"), "\\xe2\\x82x");
}

static void what_people_write_passes_unchanged(void)
{
	static const char text[] = "Gr\xc3\xbc\xc3\x9f"
				   "e \xe2\x82\xac \xf0\x9f\x90\xa6 \xe6\xbc\xa2 e\xcc\x81 back\\slash";

	CHECK_STR(SAFE(text), text);
}

static void lines_are_kept_only_when_asked(void)
{
	CHECK_STR(safe("a\tb\nc\r\nd\re", 10, STR_ONE_LINE), "a b c d\\x0de");
	CHECK_STR(safe("a\tb\nc\r\nd\re", 10, STR_KEEP_LINES), "a\tb\nc\nd\\x0de");
}

static void an_sql_text_cannot_leave_its_quotes(void)
{
	struct str t;

	str_init(&t, STR_LINE);
	str_add_literal(&t, "it's \\ '' ; --");
	CHECK_STR(str_text(&t), "E'it''s \\\\ '''' ; --'");
	str_clear(&t);
	str_add_ident(&t, "we\"ird \xc3\xbc");
	CHECK_STR(str_text(&t), "\"we\"\"ird \xc3\xbc\"");
	str_clear(&t);
	str_add_literal(&t, "");
	CHECK_STR(str_text(&t), "''");
	str_release(&t);
}

static void an_sql_text_that_does_not_fit_is_left_out_whole(void)
{
	struct str t;

	str_init(&t, 12);
	str_add(&t, "select ");
	CHECK(!str_add_literal(&t, "a'bcdefgh"));
	CHECK(t.full);
	CHECK_STR(str_text(&t), "select ");
	str_release(&t);
}

static void code_points_are_decoded_within_their_bytes(void)
{
	uint32_t u = 0;

	CHECK_INT(utf8_next("", 0, &u), 0);
	CHECK_INT(utf8_next("a", 1, &u), 1);
	CHECK_INT(u, 'a');
	CHECK_INT(utf8_next("\xc3\xbc", 2, &u), 2);
	CHECK_INT(u, 0xfc);
	CHECK_INT(utf8_next("\xc3\xbc", 1, &u), 0);
	CHECK_INT(utf8_next("\xf4\x8f\xbf\xbf", 4, &u), 4);
	CHECK_INT(u, 0x10ffff);
	CHECK_INT(utf8_next("\xed\x9f\xbf", 3, &u), 3);
	CHECK_INT(u, 0xd7ff);
	CHECK_INT(utf8_next("\xee\x80\x80", 3, &u), 3);
	CHECK_INT(u, 0xe000);
	CHECK_INT(utf8_next("\x80", 1, &u), 0);
}

static void a_number_is_whole_or_it_is_none(void)
{
	static const char *const no[] = { "", " 1", "1 ", "+1", "0x10", "1.0", "1e3", "-", "--1", "9223372036854775808", "one" };
	int64_t n = 7;

	CHECK(str_to_int("42", 0, 100, &n));
	CHECK_INT(n, 42);
	CHECK(str_to_int("-9223372036854775808", INT64_MIN, INT64_MAX, &n));
	CHECK(n == INT64_MIN);
	n = 7;
	for (size_t i = 0; i < mem_count(no); i++)
		if (!CHECK(!str_to_int(no[i], INT64_MIN, INT64_MAX, &n)))
			printf("# taken for a number: \"%s\"\n", no[i]);
	CHECK(!str_to_int("101", 0, 100, &n));
	CHECK(!str_to_int("-1", 0, 100, &n));
	CHECK(!str_to_int(NULL, 0, 100, &n));
	CHECK_INT(n, 7);
}

/* want NULL: there is no such part. */
static void part_is(const char *text, size_t i, const char *want)
{
	size_t n = 9;
	const char *part = str_part(text, i, &n);

	CHECK((part != NULL) == (want != NULL) && n == (want ? strlen(want) : 0) && (!want || strncmp(part, want, n) == 0));
}

static void parts_stand_between_bars(void)
{
	part_is("one|two||four", 0, "one");
	part_is("one|two||four", 1, "two");
	part_is("one|two||four", 2, "");
	part_is("one|two||four", 3, "four");
	part_is("one|two||four", 4, NULL);
	part_is("one|two||four", 9, NULL);
	part_is("", 0, "");
	part_is("", 1, NULL);
	part_is(NULL, 0, NULL);
	CHECK(str_has_part("no|yes", "no") && str_has_part("no|yes", "yes") && str_has_part("one", "one"));
	CHECK(!str_has_part("none|all", "no") && !str_has_part("all|none", "one") && !str_has_part("no|yes", "no|yes"));
	CHECK(!str_has_part("a||b", "") && !str_has_part("", "") && !str_has_part(NULL, "a"));
}

static void texts_are_the_same_when_both_are_missing(void)
{
	CHECK(str_has_word("a bc d", "bc") && str_has_word("a", "a") && str_has_word("aa a", "a"));
	CHECK(!str_has_word("abc", "bc") && !str_has_word("abc", "ab") && !str_has_word("a", "") && !str_has_word(NULL, "a"));
	CHECK(str_mark(str_mark(STR_MARK, "a", 1), "b", 1) == str_mark(STR_MARK, "ab", 2) && str_mark(STR_MARK, "a", 1) == 0xe40c292c);
	CHECK(str_same(NULL, NULL));
	CHECK(!str_same(NULL, ""));
	CHECK(!str_same("", NULL));
	CHECK(str_same("a", "a"));
	CHECK(!str_same("a", "A"));
}

static const char *told(const struct err *e)
{
	static char out[2048];
	struct str t;

	str_init(&t, sizeof out - 1);
	err_text(e, &t);
	snprintf(out, sizeof out, "%s", str_text(&t));
	str_release(&t);
	return out;
}

static void an_error_says_what_why_and_what_now(void)
{
	struct err e = { 0 };

	CHECK(!err_set(&e, ERR_WORLD, "the file cannot be read", "it is a folder", "Name a file."));
	CHECK_STR(told(&e), "the file cannot be read: it is a folder. Name a file.");
	CHECK(!err_wrap(&e, "reading the settings"));
	CHECK_STR(told(&e), "reading the settings: the file cannot be read: it is a folder. Name a file.");
	err_whyf(&e, ERR_INPUT, "no", "Stop.", "%d of %d!", 1, 2);
	CHECK_INT(e.kind, ERR_INPUT);
	CHECK_STR(told(&e), "no: 1 of 2! Stop.");
	err_set(&e, ERR_WORLD, "it failed", NULL, NULL);
	CHECK_STR(told(&e), "it failed");
	CHECK(!err_set(NULL, ERR_WORLD, "a", "b", "c"));
	CHECK(!err_wrap(NULL, "a"));
}

static void an_error_carries_no_control_bytes_and_fits(void)
{
	struct err e = { 0 };
	char *huge = mem_zalloc(5001, 1);

	memset(huge, 'x', 5000);
	err_set(&e, ERR_WORLD, "\x1b[2J", huge, "a\nb");
	CHECK_STR(e.what, "\\x1b[2J");
	CHECK_INT(strlen(e.why), sizeof e.why - 1);
	CHECK_STR(e.now, "a b");
	free(huge);
}

static void a_moment_survives_the_way_to_text_and_back(void)
{
	static const int64_t moment[] = { 0, 1, 999, 1795144329123, -1, -1000, 951782400000, 4102444799999 };
	char text[CLOCK_TEXT];
	int64_t back;

	for (size_t i = 0; i < mem_count(moment); i++) {
		clock_iso(moment[i], text);
		CHECK(clock_parse_iso(text, &back));
		CHECK_INT(back, moment[i]);
	}
	clock_iso(1795144329123, text);
	CHECK_STR(text, "2026-11-20T03:12:09.123Z");
	clock_hms(1795144329123, text);
	CHECK_STR(text, "03:12:09");
	clock_iso(-1, text);
	CHECK_STR(text, "1969-12-31T23:59:59.999Z");
}

static void times_are_read_in_the_forms_tools_write(void)
{
	int64_t t = 0;

	CHECK(clock_parse_iso("2026-11-22", &t));
	CHECK_INT(t, 1795305600000);
	CHECK(clock_parse_iso("2026-11-22 01:02", &t));
	CHECK_INT(t, 1795305600000 + 3720000);
	CHECK(clock_parse_iso("2026-11-22 01:02:03Z", &t));
	CHECK_INT(t, 1795305600000 + 3723000);
	CHECK(clock_parse_iso("2026-11-22T01:02:03.5Z", &t));
	CHECK_INT(t, 1795305600000 + 3723500);
	CHECK(clock_parse_iso("2026-11-22T01:02:03.123456789Z", &t));
	CHECK_INT(t, 1795305600000 + 3723123);
	CHECK(clock_parse_iso("2026-11-22 01:02:03.5+00", &t));
	CHECK_INT(t, 1795305600000 + 3723500);
	CHECK(clock_parse_iso("2026-11-22T03:02:03+02:00", &t));
	CHECK_INT(t, 1795305600000 + 3723000);
	CHECK(clock_parse_iso("2026-11-21T19:32:03-0530", &t));
	CHECK_INT(t, 1795305600000 + 3723000);
	CHECK(clock_parse_iso("2026-12-31T23:59:60Z", &t));
	CHECK_INT(t, 1798761600000);
	CHECK(clock_parse_iso("2028-02-29", &t));
}

static void what_is_no_time_is_refused(void)
{
	static const char *const no[] = { "",
		                          "yesterday",
		                          "2026-13-01",
		                          "2026-00-10",
		                          "2026-11-31",
		                          "2026-02-29",
		                          "2026-11-22T24:00",
		                          "2026-11-22T10:60",
		                          "2026-11-22T10:00:61",
		                          "2026-11-22T10:00Zx",
		                          "2026-11-22T",
		                          "2026-11-22T10:00:00.",
		                          "2026-11-22T-1:00",
		                          "2026- 1- 1",
		                          "2026-11-31T00:00",
		                          "2026-11-22T10:00:00+2",
		                          "2026-11-22T10:00:00+02:",
		                          "2026-11-22T10:00:00Z+02" };
	int64_t t = 7;

	for (size_t i = 0; i < mem_count(no); i++)
		if (!CHECK(!clock_parse_iso(no[i], &t)))
			printf("# taken for a time: \"%s\"\n", no[i]);
	CHECK(!clock_parse_iso(NULL, &t));
	CHECK_INT(t, 7);
}

static void spans_and_sizes_are_written_for_people(void)
{
	static const struct {
		int64_t n;
		const char *text;
	} span[] = { { -5, "0 ms" },
		     { 40, "40 ms" },
		     { 1240, "1.2 s" },
		     { 9999, "9.9 s" },
		     { 59999, "59 s" },
		     { 130000, "2 m 10 s" },
		     { 3 * 3600000 + 300000, "3 h 05 m" },
		     { 12 * 86400000LL, "12 d" } },
	  size[] = { { -1, "0 B" },        { 512, "512 B" },         { 999, "999 B" },      { 1000, "1.0 kB" },      { 1234567, "1.2 MB" },
		     { 999999, "1.0 MB" }, { 4100000000, "4.1 GB" }, { 18000000, "18 MB" }, { INT64_MAX, "9223 PB" } },
	  count[] = { { 0, "0" },
		      { 999, "999" },
		      { 1000, "1 000" },
		      { 812404, "812 404" },
		      { -1234567, "-1 234 567" },
		      { INT64_MIN, "-9 223 372 036 854 775 808" } };
	char out[CLOCK_TEXT];

	for (size_t i = 0; i < mem_count(span); i++) {
		clock_span(span[i].n, out);
		CHECK_STR(out, span[i].text);
	}
	for (size_t i = 0; i < mem_count(size); i++) {
		clock_bytes(size[i].n, out);
		CHECK_STR(out, size[i].text);
	}
	for (size_t i = 0; i < mem_count(count); i++) {
		clock_count(count[i].n, out);
		CHECK_STR(out, count[i].text);
	}
}

static void a_secret_is_copied_and_let_go(void)
{
	struct secret a = { 0 }, b = { 0 };

	CHECK(!secret_known(&a));
	CHECK_STR(secret_reveal(&a), "");
	secret_set(&a, "hunter2", 7);
	secret_copy(&b, &a);
	CHECK(a.bytes != b.bytes);
	CHECK_STR(secret_reveal(&b), "hunter2");
	secret_set(&a, a.bytes, 3);
	CHECK_STR(secret_reveal(&a), "hun");
	secret_copy(&a, &a);
	CHECK_STR(secret_reveal(&a), "hun");
	secret_set(&a, "", 0);
	CHECK(secret_known(&a));
	secret_release(&a);
	CHECK(!secret_known(&a));
	secret_copy(&b, &a);
	CHECK(!secret_known(&b));
	secret_release(&b);
}

static void wiping_leaves_only_zeroes(void)
{
	char bytes[8] = "hunter2";
	static const char zero[8];

	secret_wipe(bytes, sizeof bytes);
	CHECK(memcmp(bytes, zero, sizeof zero) == 0);
	secret_wipe(NULL, 3);
}

static void memory_grows_with_zeroes(void)
{
	int *n = mem_grow(NULL, 0, 2, sizeof *n);

	CHECK(n[0] == 0 && n[1] == 0);
	n[1] = 5;
	n = mem_grow(n, 2, 1000, sizeof *n);
	CHECK(n[1] == 5 && n[999] == 0);
	free(n);
	free(mem_zalloc(0, 0));
}

static void a_slot_owns_its_text(void)
{
	char *slot = NULL;

	mem_set(&slot, "one");
	mem_set(&slot, slot + 1);
	CHECK_STR(slot, "ne");
	mem_set(&slot, NULL);
	CHECK(slot == NULL);
	slot = mem_printf("%s-%d", "a", 5);
	CHECK_STR(slot, "a-5");
	free(slot);
}

static const struct check_case cases[] = {
	{ "a text stops at its maximum", a_text_stops_at_its_maximum },
	{ "a character is never cut in two", a_character_is_never_cut_in_two },
	{ "nothing is added behind what did not fit", nothing_is_added_behind_what_did_not_fit },
	{ "an empty text is a text", an_empty_text_is_a_text },
	{ "cutting forgets the beginning", cutting_forgets_the_beginning },
	{ "escape sequences are made visible", escape_sequences_are_made_visible },
	{ "C1 controls are made visible", c1_controls_are_made_visible },
	{ "marks that turn or hide text are made visible", marks_that_turn_or_hide_text_are_made_visible },
	{ "bytes that are not UTF-8 are made visible", bytes_that_are_not_utf8_are_made_visible },
	{ "what people write passes unchanged", what_people_write_passes_unchanged },
	{ "lines are kept only when asked", lines_are_kept_only_when_asked },
	{ "an SQL text cannot leave its quotes", an_sql_text_cannot_leave_its_quotes },
	{ "an SQL text that does not fit is left out whole", an_sql_text_that_does_not_fit_is_left_out_whole },
	{ "code points are decoded within their bytes", code_points_are_decoded_within_their_bytes },
	{ "a number is whole or it is none", a_number_is_whole_or_it_is_none },
	{ "parts stand between bars", parts_stand_between_bars },
	{ "texts are the same when both are missing", texts_are_the_same_when_both_are_missing },
	{ "an error says what, why and what now", an_error_says_what_why_and_what_now },
	{ "an error carries no control bytes and fits", an_error_carries_no_control_bytes_and_fits },
	{ "a moment survives the way to text and back", a_moment_survives_the_way_to_text_and_back },
	{ "times are read in the forms tools write", times_are_read_in_the_forms_tools_write },
	{ "what is no time is refused", what_is_no_time_is_refused },
	{ "spans and sizes are written for people", spans_and_sizes_are_written_for_people },
	{ "a secret is copied and let go", a_secret_is_copied_and_let_go },
	{ "wiping leaves only zeroes", wiping_leaves_only_zeroes },
	{ "memory grows with zeroes", memory_grows_with_zeroes },
	{ "a slot owns its text", a_slot_owns_its_text },
};

CHECK_MAIN(cases)
