/* Golden frames of the wizard's screens, in the sizes and character sets that are promised. */
#include "config.h"

#include "tests/unit/ui/screens/desk.h"

#include "base/mem.h"
#include "base/str.h"
#include "tests/unit/check.h"

static void first_step_waits(void)
{
	struct desk d;

	desk_open(&d);
	stage_healthy(&d.stage);
	d.stage.now += 3000;
	desk_frames(&d, "first");
	desk_close(&d);
}

static void gates_fail(void)
{
	struct desk d;

	desk_open(&d);
	stage_healthy(&d.stage);
	stage_until(&d.stage, "start-sync");
	stage_fact(&d.stage, FACT_SRC_WAL_LEVEL, 0, "replica");
	stage_fact(&d.stage, FACT_SRC_SLOTS_FREE, 9, "");
	stage_fact(&d.stage, FACT_SRC_SENDERS_FREE, 9, "");
	stage_fact(&d.stage, FACT_SRC_PREPARED, 2, "");
	d.stage.now += 2000;
	desk_frames(&d, "gates");
	desk_press(&d, PRESS_TAB, 0);
	desk_press(&d, PRESS_DOWN, 0);
	desk_frame(&d, 80, 24, CHARSET_UTF8, DESK_STYLES, "screens/gates-chosen-80x24.txt");
	desk_close(&d);
}

static void answers_are_asked(void)
{
	struct desk d;

	desk_open(&d);
	stage_healthy(&d.stage);
	stage_until(&d.stage, "fallback");
	stage_answer(&d.stage, "fallback.who", "Ann, 555-0199");
	desk_frames(&d, "form");
	desk_press(&d, PRESS_ENTER, 0);
	desk_type(&d, " at noon");
	desk_frame(&d, 80, 24, CHARSET_UTF8, DESK_TEXT, "screens/form-pen-80x24.txt");
	CHECK(desk_press(&d, PRESS_ENTER, 0) == APP_NOTHING);
	CHECK_STR(model_answer(&d.stage.model, "fallback.until"), "until the switch at noon");
	CHECK(form_editing(&d.view.form));
	desk_close(&d);
}

static void act_runs(void)
{
	struct desk d;

	desk_open(&d);
	stage_healthy(&d.stage);
	stage_until(&d.stage, "deploy-green");
	stage_event(&d.stage, EV_STEP_STARTED, "deploy-green", NULL);
	stage_act(&d.stage, "deploy-green", "deploy-postgresql",
	          "juju deploy -m iam:green postgresql-k8s --channel 14/stable --trust postgresql");
	d.stage.now += 74000;
	desk_frames(&d, "running");
	desk_press(&d, PRESS_ESC, 0);
	desk_frame(&d, 80, 24, CHARSET_UTF8, DESK_TEXT, "screens/running-stop-80x24.txt");
	desk_close(&d);
}

static void step_broke(void)
{
	struct desk d;

	desk_open(&d);
	stage_healthy(&d.stage);
	stage_until(&d.stage, "deploy-green");
	stage_event(&d.stage, EV_STEP_STARTED, "deploy-green", NULL);
	stage_act(&d.stage, "deploy-green", "deploy-postgresql", "juju deploy -m iam:green postgresql-k8s");
	d.stage.now += 4000;
	stage_event(
		&d.stage, EV_ACT_OUTCOME, "deploy-green",
		"{\"act\":\"deploy-postgresql\",\"undo\":false,\"ok\":false,\"took_ms\":4000,\"why\":\"ERROR model iam:green not found\"}");
	stage_event(&d.stage, EV_STEP_FAILED, "deploy-green",
	            "{\"what\":\"juju deploy failed\",\"why\":\"ERROR model iam:green not found\",\"now\":\"Make the model, or mend "
	            "green.model in the settings.\"}");
	desk_frames(&d, "broken");
	desk_close(&d);
}

static void sync_is_followed(void)
{
	static const int64_t lags[] = { 300, 900, 4200, 7400, 7900, 6100, 3900, 2600, 1200, 800, 500, 400, 350, 300, 280, 310, 1200 };
	struct desk d;

	desk_open(&d);
	stage_healthy(&d.stage);
	stage_until(&d.stage, "follow-sync");
	stage_tables(&d.stage);
	for (size_t i = 0; i < mem_count(lags) * 3; i++) {
		d.stage.now += 12000;
		stage_lag(&d.stage, lags[i / 3] * 4000, 400);
	}
	stage_fact(&d.stage, FACT_SRC_SLOT, 18000000, "active");
	stage_fact(&d.stage, FACT_TGT_READY, 1, "6 of 7");
	stage_fact(&d.stage, FACT_TGT_ERRORS, 0, "");
	stage_fact(&d.stage, FACT_SRC_PRIMARY, 3, "");
	d.stage.now += 1000;
	desk_frames(&d, "follow");
	desk_close(&d);
}

static void writes_are_stopped_only_on_yes(void)
{
	struct desk d;

	desk_open(&d);
	stage_healthy(&d.stage);
	stage_until(&d.stage, "stop-writes");
	stage_note(&d.stage, "forecast.verify-copy", "48000");
	stage_note(&d.stage, "forecast.migrate", "110000");
	stage_lag(&d.stage, 2000, 300);
	stage_answer(&d.stage, "window.start", "now");
	stage_answer(&d.stage, "fallback.who", "Ann");
	stage_answer(&d.stage, "fallback.until", "noon");
	stage_answer(&d.stage, "fallback.how", "undo");
	desk_frames(&d, "stop");
	/* The gates of this stage do not all hold: Enter says so on the last line and asks nothing. */
	desk_press(&d, PRESS_ENTER, 0);
	CHECK(!d.view.dialog);
	desk_close(&d);
}

static void start_asks_with_no(void)
{
	struct desk d;

	desk_open(&d);
	stage_healthy(&d.stage);
	stage_until(&d.stage, "stop-writes");
	stage_event(&d.stage, EV_STEP_FAILED, "stop-writes",
	            "{\"what\":\"the fence was not taken\",\"why\":\"pid 811 holds a lock\",\"now\":\"Try again.\"}");
	desk_press(&d, PRESS_ENTER, 0);
	desk_frame(&d, 80, 24, CHARSET_UTF8, DESK_STYLES, "screens/confirm-80x24.txt");
	/* Enter on the default: nothing happens. */
	desk_press(&d, PRESS_ENTER, 0);
	CHECK(!d.view.dialog);
	CHECK_INT(d.stage.intents, 0);
	desk_close(&d);
}

static void write_stop_shows_its_clock(void)
{
	struct desk d;

	desk_open(&d);
	stage_healthy(&d.stage);
	stage_until(&d.stage, "verify-copy");
	stage_tables(&d.stage);
	d.stage.now += 151000;
	stage_event(&d.stage, EV_STEP_STARTED, "verify-copy", NULL);
	stage_act(&d.stage, "verify-copy", "verify-copy", "-- compares all tables, blue with green");
	stage_event(&d.stage, EV_VERIFYING, NULL,
	            "{\"mode\":\"copy\",\"table\":\"public.courier_messages\",\"pages\":0,\"pages_all\":1200000,\"rows\":0}");
	d.stage.now += 9000;
	stage_event(&d.stage, EV_VERIFIED, NULL,
	            "{\"mode\":\"copy\",\"table\":\"public.identities\",\"source_rows\":812404,\"target_rows\":812404,\"equal\":true,"
	            "\"explained\":null,\"took_ms\":3100}");
	stage_event(&d.stage, EV_VERIFIED, NULL,
	            "{\"mode\":\"copy\",\"table\":\"public.courier_messages\",\"source_rows\":55201,\"target_rows\":55198,\"equal\":false,"
	            "\"explained\":null,\"took_ms\":210}");
	stage_event(&d.stage, EV_VERIFYING, NULL,
	            "{\"mode\":\"copy\",\"table\":\"public.sessions\",\"pages\":500000,\"pages_all\":1200000,\"rows\":9000000}");
	d.stage.now += 400;
	desk_frames(&d, "verify");
	d.stage.now += 3600000;
	desk_frame(&d, 80, 24, CHARSET_UTF8, DESK_STYLES, "screens/over-limit-80x24.txt");
	desk_close(&d);
}

static void window_shows_the_week(void)
{
	struct desk d;
	struct str week;

	desk_open(&d);
	stage_healthy(&d.stage);
	stage_until(&d.stage, "window");
	str_init(&week, STR_LINE);
	for (int i = 0; i < 168; i++)
		str_addf(&week, "%s%d", i ? "," : "[",
		         i % 24 < 6   ? 3 + i % 5
		         : i / 24 < 5 ? 900 - 50 * (i % 24 > 12 ? i % 24 - 12 : 12 - i % 24)
		                      : 200);
	str_add(&week, "]");
	stage_fact(&d.stage, FACT_TRAFFIC, 60000, str_text(&week));
	str_release(&week);
	stage_answer(&d.stage, "window.start", "2026-11-24 03:40");
	desk_frames(&d, "window");
	desk_close(&d);
}

static void undo_plan_is_literal(void)
{
	struct desk d;

	desk_open(&d);
	stage_healthy(&d.stage);
	stage_until(&d.stage, "stop-writes");
	desk_press(&d, PRESS_TEXT, 'u');
	desk_frames(&d, "undo");
	desk_press(&d, PRESS_ENTER, 0);
	desk_frame(&d, 80, 24, CHARSET_UTF8, DESK_TEXT, "screens/undo-name-80x24.txt");
	desk_type(&d, "krato");
	desk_press(&d, PRESS_ENTER, 0);
	CHECK_INT(d.stage.intents, 0);
	desk_type(&d, "s");
	desk_press(&d, PRESS_ENTER, 0);
	CHECK_INT(d.stage.intents, 1);
	CHECK(d.stage.model.undoing);
	CHECK(d.view.over == OVER_NONE);
	desk_frame(&d, 80, 24, CHARSET_UTF8, DESK_TEXT, "screens/undoing-80x24.txt");
	desk_close(&d);
}

static void help_and_log(void)
{
	struct desk d;

	desk_open(&d);
	stage_healthy(&d.stage);
	desk_press(&d, PRESS_TEXT, '?');
	desk_frames(&d, "help");
	desk_press(&d, PRESS_ESC, 0);
	for (int i = 0; i < 40; i++) {
		char *line = mem_printf("{\"text\":\"line %d of the log\"}", i);

		d.stage.now += 1000;
		stage_event(&d.stage, EV_LOG, NULL, line);
		free(line);
	}
	desk_press(&d, PRESS_TEXT, 'l');
	desk_frame(&d, 80, 24, CHARSET_UTF8, DESK_TEXT, "screens/log-80x24.txt");
	desk_press(&d, PRESS_TEXT, '/');
	desk_type(&d, "line 7");
	desk_press(&d, PRESS_ENTER, 0);
	CHECK(!d.view.dialog);
	desk_frame(&d, 80, 24, CHARSET_UTF8, DESK_TEXT, "screens/log-found-80x24.txt");
	desk_press(&d, PRESS_TEXT, 'q');
	CHECK(d.view.over == OVER_NONE);
	desk_close(&d);
}

static void end_says_how_long(void)
{
	struct desk d;

	desk_open(&d);
	stage_healthy(&d.stage);
	stage_until(&d.stage, "drain");
	d.stage.now += 400000;
	stage_until(&d.stage, "no such step");
	stage_event(&d.stage, EV_RUN_ENDED, NULL, "{\"how\":\"finished\"}");
	app_report(&d.view, "/var/lib/teal/2026-11-22-a/report.md");
	desk_frames(&d, "finished");
	CHECK(desk_press(&d, PRESS_ENTER, 0) == APP_OVER);
	desk_close(&d);
}

static void too_small_asks_for_room(void)
{
	struct desk d;

	desk_open(&d);
	desk_frame(&d, 39, 9, CHARSET_UTF8, DESK_TEXT, "screens/too-small.txt");
	desk_frame(&d, 40, 10, CHARSET_UTF8, DESK_TEXT, "screens/least.txt");
	desk_close(&d);
}

static void start_screens(void)
{
	struct desk d;

	stage_init_empty(&d.stage);
	app_init(&d.view, &d.stage.hooks, CHARSET_UTF8, 0);
	app_settings(&d.view, NULL);
	desk_frames(&d, "settings");
	app_offer(&d.view, "run 2026-11-22-a stands at verify-copy since 03:12");
	desk_frame(&d, 80, 24, CHARSET_UTF8, DESK_TEXT, "screens/offer-80x24.txt");
	CHECK(desk_press(&d, PRESS_ENTER, 0) == APP_RESUME);
	desk_press(&d, PRESS_DOWN, 0);
	CHECK(desk_press(&d, PRESS_ENTER, 0) == APP_NEW);
	desk_close(&d);
}

static const struct check_case cases[] = {
	{ "the first step shows what it looks at and waits for Enter", first_step_waits },
	{ "gates that fail come with evidence, age and remedy, and Enter says what it waits for", gates_fail },
	{ "a step's questions are a form with proposals", answers_are_asked },
	{ "an act under way shows its command and since when", act_runs },
	{ "a step that broke says what, why and what now", step_broke },
	{ "follow-sync shows lag, curve, limit, copy and slot", sync_is_followed },
	{ "stop-writes shows the forecast and stays shut while gates do not hold", writes_are_stopped_only_on_yes },
	{ "a writing step asks with No as the default", start_asks_with_no },
	{ "the write-stop clock runs, and is marked past its limit; differences come first", write_stop_shows_its_clock },
	{ "the window shows the week by hour and the choice", window_shows_the_week },
	{ "the undo plan is literal, and wants the whole name", undo_plan_is_literal },
	{ "help comes from the key table; the log is searched", help_and_log },
	{ "the end says how long the writes stood still and where the report is", end_says_how_long },
	{ "a terminal that is too small is asked for room", too_small_asks_for_room },
	{ "the start screens: settings form and offer to go on", start_screens },
};

CHECK_MAIN(cases)
