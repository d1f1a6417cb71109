/* What keys do in the wizard: nothing that writes without Enter and a yes, and leaving loses nothing. */
#include "config.h"

#include "ui/screens/app.h"

#include "base/mem.h"
#include "base/str.h"
#include "plan/step.h"
#include "tests/unit/check.h"
#include "tests/unit/ui/stage.h"
#include "ui/kit/canvas.h"
#include "ui/kit/key.h"

struct desk {
	struct stage stage;
	struct view view;
	struct canvas canvas;
};

static void desk_open(struct desk *d, const char *step)
{
	stage_init(&d->stage);
	app_init(&d->view, &d->stage.hooks, CHARSET_UTF8, 0);
	canvas_init(&d->canvas, 80, 24, CHARSET_UTF8);
	stage_healthy(&d->stage);
	stage_until(&d->stage, step);
}

static void desk_close(struct desk *d)
{
	app_release(&d->view);
	canvas_release(&d->canvas);
	stage_release(&d->stage);
}

static enum app_action press(struct desk *d, enum press press, uint32_t code)
{
	struct key_event key = { press, code };
	enum app_action action = app_key(&d->view, &d->stage.model, &key, d->stage.now);

	app_draw(&d->stage.model, &d->view, d->stage.now, &d->canvas);
	return action;
}

static void type(struct desk *d, const char *text)
{
	for (; *text; text++)
		press(d, PRESS_TEXT, (unsigned char)*text);
}

/* Is the text anywhere on the screen? */
static bool shows(struct desk *d, const char *text)
{
	struct str out;
	bool found;

	app_draw(&d->stage.model, &d->view, d->stage.now, &d->canvas);
	str_init(&out, STR_PAGE);
	canvas_dump_text(&d->canvas, &out);
	found = strstr(str_text(&out), text) != NULL;
	str_release(&out);
	return found;
}

static void ctrl_c_twice(void)
{
	struct desk d;

	desk_open(&d, "discover");
	CHECK_INT(press(&d, PRESS_CTRL, 'c'), APP_NOTHING);
	CHECK(shows(&d, "Leave the wizard?"));
	d.stage.now += 1900;
	CHECK_INT(press(&d, PRESS_CTRL, 'c'), APP_LEAVE);
	d.stage.now += 5000;
	CHECK_INT(press(&d, PRESS_CTRL, 'c'), APP_NOTHING);
	CHECK_INT(press(&d, PRESS_ENTER, 0), APP_NOTHING);
	CHECK(!d.view.dialog);
	desk_close(&d);
}

static void leaving_is_asked(void)
{
	struct desk d;

	desk_open(&d, "drain");
	CHECK_INT(press(&d, PRESS_TEXT, 'q'), APP_NOTHING);
	CHECK(shows(&d, "stay stopped while you are away"));
	press(&d, PRESS_RIGHT, 0);
	CHECK_INT(press(&d, PRESS_ENTER, 0), APP_LEAVE);
	desk_close(&d);
}

static void letters_never_write(void)
{
	struct desk d;

	for (int step = 0; step < 20; step++) {
		desk_open(&d, "nothing");
		stage_release(&d.stage);
		stage_init(&d.stage);
		stage_healthy(&d.stage);
		stage_until(&d.stage, step_of(&d.stage.model, step)->id);
		for (int c = 'A'; c <= 'z'; c++) {
			struct key_event esc = { PRESS_ESC, 0 };

			/* Recheck only reads. */
			if (c != 'r')
				press(&d, PRESS_TEXT, (uint32_t)c);
			while (d.view.dialog || d.view.over != OVER_NONE)
				app_key(&d.view, &d.stage.model, &esc, d.stage.now);
		}
		CHECK_INT(d.stage.intents, 0);
		desk_close(&d);
	}
}

static void looking_changes_nothing(void)
{
	struct desk d;

	desk_open(&d, "window");
	stage_answer(&d.stage, "window.start", "now");
	press(&d, PRESS_ESC, 0);
	press(&d, PRESS_DOWN, 0);
	CHECK(shows(&d, "Write down the fallback"));
	CHECK(shows(&d, "only looking; the run is at window"));
	press(&d, PRESS_ENTER, 0);
	CHECK(shows(&d, "Choose the window"));
	CHECK_INT(d.stage.intents, 0);
	/* On its own step Enter goes on. */
	press(&d, PRESS_ENTER, 0);
	CHECK_INT(d.stage.intents, 1);
	CHECK_INT(d.stage.model.step[2].status, STEP_RUNNING);
	desk_close(&d);
}

static void a_window_that_passed_is_chosen_anew(void)
{
	struct desk d;

	desk_open(&d, "window");
	stage_answer(&d.stage, "window.start", "now");
	stage_event(&d.stage, EV_STEP_STARTED, "window", NULL);
	stage_event(&d.stage, EV_STEP_DONE, "window", NULL);
	press(&d, PRESS_ESC, 0);
	press(&d, PRESS_UP, 0);
	CHECK(shows(&d, "Choose the window"));
	press(&d, PRESS_TAB, 0);
	press(&d, PRESS_ENTER, 0);
	for (int i = 0; i < 3; i++)
		press(&d, PRESS_BACKSPACE, 0);
	type(&d, "2026-11-24 03:40");
	press(&d, PRESS_ENTER, 0);
	CHECK_STR(model_answer(&d.stage.model, "window.start"), "2026-11-24 03:40");
	press(&d, PRESS_ENTER, 0);
	CHECK(shows(&d, "Write down the fallback"));
	desk_close(&d);
}

static void enter_waits_for_gates(void)
{
	struct desk d;

	desk_open(&d, "start-sync");
	stage_fact(&d.stage, FACT_SRC_WAL_LEVEL, 0, "replica");
	CHECK(shows(&d, "Enter next (waits: the source writes"));
	press(&d, PRESS_ENTER, 0);
	CHECK_INT(d.stage.intents, 0);
	CHECK(!d.view.dialog);
	desk_close(&d);
}

static void waive_wants_a_reason(void)
{
	struct desk d;

	desk_open(&d, "fallback");
	stage_answer(&d.stage, "fallback.who", "Ann");
	stage_answer(&d.stage, "fallback.until", "noon");
	stage_answer(&d.stage, "fallback.how", "undo");
	stage_answer(&d.stage, "fallback.rehearsed", "no");
	press(&d, PRESS_ESC, 0);
	CHECK(shows(&d, "w waive"));
	press(&d, PRESS_TEXT, 'w');
	CHECK(shows(&d, "Waive this gate?"));
	press(&d, PRESS_ENTER, 0);
	CHECK_INT(d.stage.intents, 0);
	type(&d, "training was yesterday");
	press(&d, PRESS_ENTER, 0);
	CHECK_INT(d.stage.intents, 1);
	CHECK(model_waiver(&d.stage.model, "fallback-rehearsed") != NULL);
	CHECK(shows(&d, "waived"));
	CHECK(shows(&d, "Enter next  "));
	desk_close(&d);
}

static void tables_are_left_out_by_a_key(void)
{
	struct desk d;

	desk_open(&d, "discover");
	CHECK(!shows(&d, "o leave out"));
	stage_event(&d.stage, EV_TABLES, NULL,
	            "{\"whole\":true,\"tables\":[{\"name\":\"public.identities\"},{\"name\":\"shop.orders\"},{\"name\":\"shop.trail\"}]}");
	press(&d, PRESS_ESC, 0);
	CHECK(shows(&d, "o leave out"));
	press(&d, PRESS_TEXT, 'o');
	CHECK(shows(&d, "Leave tables out?") && shows(&d, "shop.orders shop.trail"));
	type(&d, " nonsense");
	press(&d, PRESS_ENTER, 0);
	CHECK(shows(&d, "nonsense"));
	press(&d, PRESS_ENTER, 0);
	CHECK(!model_answer(&d.stage.model, "leave_out"));
	/* what is proposed is right */
	press(&d, PRESS_TEXT, 'o');
	press(&d, PRESS_ENTER, 0);
	CHECK_STR(model_answer(&d.stage.model, "leave_out"), "shop.orders shop.trail");
	CHECK(!d.view.dialog);
	press(&d, PRESS_TEXT, 'o');
	CHECK(shows(&d, "shop.orders shop.trail"));
	press(&d, PRESS_ESC, 0);
	desk_close(&d);
	/* when they are published it is too late, and the key says so */
	desk_open(&d, "follow-sync");
	press(&d, PRESS_TEXT, 'o');
	CHECK(shows(&d, "Nothing can be left out now"));
	desk_close(&d);
}

static void what_may_not_be_waived_says_so(void)
{
	struct desk d;

	desk_open(&d, "start-sync");
	stage_fact(&d.stage, FACT_SRC_WAL_LEVEL, 0, "replica");
	press(&d, PRESS_TEXT, 'w');
	CHECK(shows(&d, "Not to be waived"));
	press(&d, PRESS_ENTER, 0);
	CHECK(!d.view.dialog);
	CHECK_INT(d.stage.intents, 0);
	desk_close(&d);
}

static void a_bad_answer_is_kept_and_refused(void)
{
	struct desk d;

	desk_open(&d, "window");
	press(&d, PRESS_ENTER, 0);
	type(&d, "x");
	press(&d, PRESS_ENTER, 0);
	CHECK(shows(&d, "A time is needed"));
	CHECK(shows(&d, "nowx"));
	CHECK_INT(d.stage.intents, 0);
	press(&d, PRESS_BACKSPACE, 0);
	press(&d, PRESS_ENTER, 0);
	CHECK_STR(model_answer(&d.stage.model, "window.start"), "now");
	CHECK_INT(d.view.part, PART_STEPS);
	desk_close(&d);
}

static void the_switch_wants_the_name(void)
{
	struct desk d;

	desk_open(&d, "switch");
	stage_event(&d.stage, EV_STEP_FAILED, "switch", "{\"what\":\"x\",\"why\":\"y\",\"now\":\"z\"}");
	press(&d, PRESS_ENTER, 0);
	type(&d, "yes");
	press(&d, PRESS_ENTER, 0);
	CHECK(shows(&d, "That is not the name."));
	CHECK_INT(d.stage.intents, 0);
	desk_close(&d);
}

static void undo_is_closed_after_the_switch(void)
{
	struct desk d;

	desk_open(&d, "soak");
	press(&d, PRESS_ESC, 0);
	press(&d, PRESS_TEXT, 'u');
	CHECK(shows(&d, "blue is stale since then"));
	CHECK(!shows(&d, "undo all of this"));
	press(&d, PRESS_ENTER, 0);
	CHECK(d.view.over == OVER_NONE && !d.view.dialog);
	desk_close(&d);
}

static void a_refusal_is_told(void)
{
	struct desk d;

	desk_open(&d, "discover");
	d.stage.model.observe = true;
	stage_answer(&d.stage, "window.start", "now");
	CHECK(shows(&d, "--observe only looks"));
	press(&d, PRESS_ENTER, 0);
	CHECK_INT(d.stage.intents, 0);
	d.stage.model.end = RUN_ABANDONED;
	press(&d, PRESS_TEXT, 'r');
	CHECK(shows(&d, "That was not done"));
	desk_close(&d);
}

static void the_settings_form_is_sent(void)
{
	static const char *const answers[] = { "iam:prod", "iam:green", "host=10.1.1.5", "latest/stable", "4o9", "1.1.0" };
	struct desk d;

	stage_init_empty(&d.stage);
	app_init(&d.view, &d.stage.hooks, CHARSET_UTF8, 0);
	canvas_init(&d.canvas, 80, 24, CHARSET_UTF8);
	app_settings(&d.view, NULL);
	press(&d, PRESS_ENTER, 0);
	for (size_t i = 0; i < mem_count(answers); i++) {
		type(&d, answers[i]);
		press(&d, PRESS_ENTER, 0);
		if (strcmp(answers[i], "4o9") != 0)
			continue;
		CHECK(shows(&d, "A whole number is needed."));
		for (int back = 0; back < 2; back++)
			press(&d, PRESS_BACKSPACE, 0);
		type(&d, "09");
		press(&d, PRESS_ENTER, 0);
	}
	CHECK_INT(d.stage.settings, 0);
	CHECK(shows(&d, "Enter go on"));
	press(&d, PRESS_ENTER, 0);
	CHECK_INT(d.stage.settings, 1);
	CHECK(d.stage.settings_text && strstr(d.stage.settings_text, "\"revision\":409"));
	CHECK_INT(d.view.mode, VIEW_RUN);
	desk_close(&d);
}

static void frames_come_when_something_ticks(void)
{
	struct desk d;

	desk_open(&d, "drain");
	CHECK(app_next_frame(&d.stage.model, &d.view, d.stage.now) <= d.stage.now + 1000);
	d.view.flags = VIEW_QUIET;
	CHECK(app_next_frame(&d.stage.model, &d.view, d.stage.now + 1) > d.stage.now + 5000);
	desk_close(&d);
}

/* Every screen in every size: nothing is drawn outside, nothing crashes, and the least size still says what Enter does. */
static void any_size_is_drawn(void)
{
	static const int sizes[][2] = { { 1, 1 }, { 39, 30 }, { 40, 10 }, { 60, 10 }, { 61, 14 }, { 80, 24 }, { 200, 60 }, { 500, 200 } };
	struct desk d;

	for (int step = 0; step < 20; step++) {
		desk_open(&d, "discover");
		stage_until(&d.stage, step_of(&d.stage.model, step)->id);
		stage_tables(&d.stage);
		for (size_t i = 0; i < mem_count(sizes); i++) {
			for (int over = OVER_NONE; over <= OVER_UNDO; over++) {
				static const uint32_t keys[] = { 0, '?', 'l', 'c', 'u' };

				canvas_resize(&d.canvas, sizes[i][0], sizes[i][1]);
				if (over)
					press(&d, PRESS_TEXT, keys[over]);
				app_draw(&d.stage.model, &d.view, d.stage.now, &d.canvas);
				press(&d, PRESS_ESC, 0);
			}
		}
		CHECK_INT(d.stage.intents, 0);
		desk_close(&d);
	}
}

/* Enter says what it would do, asks, and takes no for the answer of one who presses it twice. */
static void an_old_backup_is_made_anew_by_enter_and_yes(void)
{
	struct desk d;
	const struct model *m;

	desk_open(&d, "deploy-green");
	stage_old_backup(&d.stage);
	m = &d.stage.model;
	CHECK(shows(&d, "Enter Make a new backup"));
	press(&d, PRESS_ENTER, 0);
	CHECK(shows(&d, "is older than you allow"));
	press(&d, PRESS_ENTER, 0);
	CHECK_INT(m->step[step_index(m->strategy, "backup-before")].status, STEP_COMPLETE);
	press(&d, PRESS_ENTER, 0);
	press(&d, PRESS_RIGHT, 0);
	press(&d, PRESS_ENTER, 0);
	CHECK_INT(m->step[step_index(m->strategy, "backup-before")].status, STEP_RUNNING);
	desk_close(&d);
}

static const struct check_case cases[] = {
	{ "an old backup is made anew by Enter and a yes", an_old_backup_is_made_anew_by_enter_and_yes },
	{ "Ctrl-C asks, a second one within two seconds leaves", ctrl_c_twice },
	{ "leaving during the write-stop says that writes stay stopped", leaving_is_asked },
	{ "no letter key starts anything that writes, on any step", letters_never_write },
	{ "looking at other steps changes nothing, Enter comes back", looking_changes_nothing },
	{ "the answers of a step that is done can be changed on its screen", a_window_that_passed_is_chosen_anew },
	{ "Enter does nothing while a gate does not hold, and says which", enter_waits_for_gates },
	{ "a waiver wants a reason and opens the way", waive_wants_a_reason },
	{ "tables are left out by a key", tables_are_left_out_by_a_key },
	{ "a gate that cannot be waived says so", what_may_not_be_waived_says_so },
	{ "an answer that cannot be is refused and kept under the pen", a_bad_answer_is_kept_and_refused },
	{ "the switch wants the application's name", the_switch_wants_the_name },
	{ "past the switch undo is closed", undo_is_closed_after_the_switch },
	{ "observe starts nothing; a refusal of the engine is told", a_refusal_is_told },
	{ "the settings form asks what is missing and is sent as JSON", the_settings_form_is_sent },
	{ "frames come while something ticks, seldom when quiet", frames_come_when_something_ticks },
	{ "every step is drawn in any size", any_size_is_drawn },
};

CHECK_MAIN(cases)
