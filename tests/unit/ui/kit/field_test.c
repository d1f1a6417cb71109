#include "config.h"

#include "ui/kit/field.h"

#include "base/mem.h"
#include "base/str.h"
#include "tests/unit/check.h"
#include "ui/kit/canvas.h"
#include "ui/kit/dialog.h"
#include "ui/kit/key.h"
#include "ui/kit/list.h"

static enum field_answer press(struct field *f, enum press press)
{
	return field_feed(f, &(struct key_event){ press, 0 });
}

static enum field_answer control(struct field *f, char letter)
{
	return field_feed(f, &(struct key_event){ PRESS_CTRL, (unsigned char)letter });
}

static void type(struct field *f, const char *text)
{
	size_t left = strlen(text), n;
	uint32_t code;

	for (; left && (n = utf8_next(text, left, &code)); text += n, left -= n)
		field_feed(f, &(struct key_event){ PRESS_TEXT, code });
}

static void typing_edits_whole_characters(void)
{
	struct field f;

	field_start_text(&f, FIELD_TEXT, "für", 64);
	type(&f, " 表!");
	CHECK_STR(field_text(&f), "für 表!");
	press(&f, PRESS_LEFT);
	press(&f, PRESS_BACKSPACE);
	CHECK_STR(field_text(&f), "für !");
	press(&f, PRESS_HOME);
	press(&f, PRESS_RIGHT);
	press(&f, PRESS_DELETE);
	CHECK_STR(field_text(&f), "fr !");
	type(&f, "ü");
	press(&f, PRESS_END);
	press(&f, PRESS_DELETE);
	CHECK_STR(field_text(&f), "für !");
	CHECK_INT(press(&f, PRESS_ENTER), FIELD_TAKEN);
	field_stop(&f);
}

static void words_and_lines_are_erased_to_the_left(void)
{
	struct field f;

	field_start_text(&f, FIELD_TEXT, "one two  ", 64);
	control(&f, 'w');
	CHECK_STR(field_text(&f), "one ");
	type(&f, "xy");
	press(&f, PRESS_LEFT);
	control(&f, 'u');
	CHECK_STR(field_text(&f), "y");
	CHECK_INT(control(&f, 'l'), FIELD_IGNORED);
	press(&f, PRESS_BACKSPACE);
	control(&f, 'w');
	CHECK_STR(field_text(&f), "y");
	field_stop(&f);
}

static void a_text_never_outgrows_its_maximum(void)
{
	struct field f;

	field_start_text(&f, FIELD_TEXT, "aüü", 4);
	CHECK_STR(field_text(&f), "aü");
	type(&f, "ü");
	CHECK_STR(field_text(&f), "aü");
	type(&f, "bc");
	CHECK_STR(field_text(&f), "aüb");
	field_stop(&f);
}

static void control_and_invisible_characters_are_not_taken(void)
{
	struct field f;

	field_start_text(&f, FIELD_TEXT, NULL, 64);
	field_feed(&f, &(struct key_event){ PRESS_TEXT, 0x1b });
	field_feed(&f, &(struct key_event){ PRESS_TEXT, 0x9b });
	field_feed(&f, &(struct key_event){ PRESS_TEXT, 0x301 });
	field_feed(&f, &(struct key_event){ PRESS_TEXT, 0xd800 });
	field_feed(&f, &(struct key_event){ PRESS_TEXT, 0x110000 });
	CHECK_STR(field_text(&f), "");
	field_stop(&f);
}

static void a_name_is_taken_only_when_it_is_right(void)
{
	struct field f;

	field_start_name(&f, "kratos-green");
	CHECK_INT(press(&f, PRESS_ENTER), FIELD_MORE);
	CHECK(f.refused);
	type(&f, "kratos-Green");
	CHECK(!f.refused);
	CHECK_INT(press(&f, PRESS_ENTER), FIELD_MORE);
	control(&f, 'u');
	type(&f, "kratos-green");
	CHECK_INT(press(&f, PRESS_ENTER), FIELD_TAKEN);
	field_stop(&f);
}

static void check_drawn(struct field *f, int w, const char *want, int cursor)
{
	struct canvas c;
	struct str out;

	canvas_init(&c, w, 1, CHARSET_UTF8);
	str_init(&out, STR_LINE);
	field_draw(f, &c, 0, 0, w);
	canvas_dump_text(&c, &out);
	CHECK_STR(str_text(&out), want);
	CHECK_INT(c.cursor_x, cursor);
	str_release(&out);
	canvas_release(&c);
}

static void a_long_text_scrolls_with_its_cursor(void)
{
	struct field f;

	field_start_text(&f, FIELD_TEXT, "abcdefghij", 64);
	check_drawn(&f, 5, "ghij\n", 4);
	press(&f, PRESS_HOME);
	check_drawn(&f, 5, "abcde\n", 0);
	field_stop(&f);
}

static void a_secret_is_shown_as_bullets_only(void)
{
	struct field f;

	field_start_text(&f, FIELD_SECRET, NULL, 64);
	type(&f, "hüt");
	check_drawn(&f, 8, "•••\n", 3);
	field_stop(&f);
	CHECK(f.text == NULL);
}

static void choices_show_the_chosen_one_in_brackets(void)
{
	static const char *const choices[] = { "basic", "green" };
	struct field f;

	field_start_choice(&f, choices, 2, 1);
	check_drawn(&f, 24, "  basic   [ green ]\n", 10);
	CHECK_INT(press(&f, PRESS_TAB), FIELD_IGNORED);
	field_stop(&f);
}

static void a_dialog_says_no_unless_told_otherwise(void)
{
	struct dialog d;

	dialog_start_ask(&d, "Stop", "Stop the writes now?", NULL, "Yes, stop them");
	CHECK_INT(dialog_feed(&d, &(struct key_event){ PRESS_TEXT, 'y' }), DIALOG_OPEN);
	CHECK_INT(dialog_feed(&d, &(struct key_event){ PRESS_ENTER, 0 }), DIALOG_NO);
	dialog_stop(&d);
	dialog_start_ask(&d, "Stop", "Stop the writes now?", NULL, NULL);
	CHECK_INT(dialog_feed(&d, &(struct key_event){ PRESS_TAB, 0 }), DIALOG_OPEN);
	CHECK_INT(dialog_feed(&d, &(struct key_event){ PRESS_ENTER, 0 }), DIALOG_YES);
	dialog_stop(&d);
}

static void a_dialog_wants_the_name_or_a_reason(void)
{
	struct dialog d;

	dialog_start_name(&d, "Switch", "No way back.", "kratos");
	CHECK_INT(dialog_feed(&d, &(struct key_event){ PRESS_ENTER, 0 }), DIALOG_OPEN);
	type(&d.field, "kratos");
	CHECK_INT(dialog_feed(&d, &(struct key_event){ PRESS_ENTER, 0 }), DIALOG_YES);
	dialog_stop(&d);
	dialog_start_text(&d, "Waive", "Why?", NULL, 200);
	type(&d.field, "  ");
	CHECK_INT(dialog_feed(&d, &(struct key_event){ PRESS_ENTER, 0 }), DIALOG_OPEN);
	CHECK(d.field.refused);
	type(&d.field, "rehearsed in June");
	CHECK_INT(dialog_feed(&d, &(struct key_event){ PRESS_ENTER, 0 }), DIALOG_YES);
	CHECK_STR(dialog_text(&d), "  rehearsed in June");
	dialog_stop(&d);
}

static void draw_number(struct canvas *c, struct rect r, int i, enum list_row row, void *data)
{
	(void)row;
	(void)data;
	canvas_textf(c, r.x, r.y, STYLE_PLAIN, r.w, "row %d", i);
}

static void a_list_keeps_its_selection_in_range_and_in_sight(void)
{
	struct list l = { 0 };
	struct canvas c;
	struct str out;

	canvas_init(&c, 6, 3, CHARSET_UTF8);
	str_init(&out, STR_LINE);
	list_set_count(&l, 9);
	list_select(&l, 7);
	list_draw(&l, &c, (struct rect){ 0, 0, 6, 3 }, draw_number, NULL);
	canvas_dump_text(&c, &out);
	CHECK_STR(str_text(&out), "row 5\nrow 6\nrow 7\n");
	CHECK_INT(c.cursor_y, 2);
	CHECK(list_feed(&l, REQ_LAST) && l.selected == 8);
	CHECK(list_feed(&l, REQ_DOWN) && l.selected == 8);
	CHECK(list_feed(&l, REQ_PAGE_UP) && l.selected == 6);
	CHECK(!list_feed(&l, REQ_PRIMARY));
	list_set_count(&l, 2);
	CHECK_INT(l.selected, 1);
	list_set_count(&l, 0);
	CHECK_INT(l.selected, 0);
	list_draw(&l, &c, (struct rect){ 0, 0, 6, 3 }, draw_number, NULL);
	str_release(&out);
	canvas_release(&c);
}

static const struct check_case cases[] = {
	{ "typing edits whole characters", typing_edits_whole_characters },
	{ "words and lines are erased to the left", words_and_lines_are_erased_to_the_left },
	{ "a text never outgrows its maximum", a_text_never_outgrows_its_maximum },
	{ "control and invisible characters are not taken", control_and_invisible_characters_are_not_taken },
	{ "a name is taken only when it is right", a_name_is_taken_only_when_it_is_right },
	{ "a long text scrolls with its cursor", a_long_text_scrolls_with_its_cursor },
	{ "a secret is shown as bullets only", a_secret_is_shown_as_bullets_only },
	{ "choices show the chosen one in brackets", choices_show_the_chosen_one_in_brackets },
	{ "a dialog says no unless told otherwise", a_dialog_says_no_unless_told_otherwise },
	{ "a dialog wants the name or a reason", a_dialog_wants_the_name_or_a_reason },
	{ "a list keeps its selection in range and in sight", a_list_keeps_its_selection_in_range_and_in_sight },
};

CHECK_MAIN(cases)
