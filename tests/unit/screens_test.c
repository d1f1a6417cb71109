/* Golden frames of the wizard's screens, in the sizes and character sets that are promised. */
#include "config.h"

#include "ui/app.h"

#include "base/mem.h"
#include "base/str.h"
#include "check.h"
#include "golden.h"
#include "stage.h"
#include "ui/canvas.h"
#include "ui/key.h"

struct desk {
	struct stage stage;
	struct view view;
};

static void desk_open(struct desk *d)
{
	stage_init(&d->stage);
	app_init(&d->view, &d->stage.hooks, CHARSET_UTF8, 0);
}

static void desk_close(struct desk *d)
{
	app_release(&d->view);
	stage_release(&d->stage);
}

static enum app_action press(struct desk *d, enum press press, uint32_t code)
{
	struct key_event key = { press, code };

	return app_key(&d->view, &d->stage.model, &key, d->stage.now);
}

static void type(struct desk *d, const char *text)
{
	for (; *text; text++)
		press(d, PRESS_TEXT, (unsigned char)*text);
}

enum shown { SHOWN_TEXT, SHOWN_STYLES };

/* Draws in a size that may differ from the last one: what follows the size must follow it. */
static void frame(struct desk *d, int w, int h, enum charset charset, enum shown shown, const char *name)
{
	struct canvas c;
	struct str out;

	d->view.charset = charset;
	canvas_init(&c, w, h, charset);
	app_draw(&d->stage.model, &d->view, d->stage.now, &c);
	str_init(&out, STR_PAGE);
	canvas_dump_text(&c, &out);
	str_addf(&out, "cursor %d,%d\n", c.cursor_x, c.cursor_y);
	if (shown == SHOWN_STYLES) {
		canvas_dump_styles(&c, DUMP_STYLES, &out);
		canvas_dump_styles(&c, DUMP_MONO, &out);
	}
	CHECK(golden_same(name, str_text(&out)));
	str_release(&out);
	canvas_release(&c);
}

/* The same screen in all sizes: one file each. */
static void frames(struct desk *d, const char *name)
{
	static const struct {
		int w, h;
		enum charset charset;
		enum shown shown;
		const char *end;
	} shapes[] = {
		{ 80, 24, CHARSET_UTF8, SHOWN_STYLES, "80x24" },
		{ 60, 20, CHARSET_UTF8, SHOWN_TEXT, "60x20" },
		{ 132, 40, CHARSET_UTF8, SHOWN_TEXT, "132x40" },
		{ 80, 24, CHARSET_ASCII, SHOWN_TEXT, "80x24-ascii" },
	};

	for (size_t i = 0; i < mem_count(shapes); i++) {
		char *file = mem_printf("screens/%s-%s.txt", name, shapes[i].end);

		frame(d, shapes[i].w, shapes[i].h, shapes[i].charset, shapes[i].shown, file);
		free(file);
	}
}

static void first_step_waits(void)
{
	struct desk d;

	desk_open(&d);
	stage_healthy(&d.stage);
	d.stage.now += 3000;
	frames(&d, "first");
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
	frames(&d, "gates");
	press(&d, PRESS_TAB, 0);
	press(&d, PRESS_DOWN, 0);
	frame(&d, 80, 24, CHARSET_UTF8, SHOWN_STYLES, "screens/gates-chosen-80x24.txt");
	desk_close(&d);
}

static void answers_are_asked(void)
{
	struct desk d;

	desk_open(&d);
	stage_healthy(&d.stage);
	stage_until(&d.stage, "fallback");
	stage_answer(&d.stage, "fallback.who", "Ann, 555-0199");
	frames(&d, "form");
	press(&d, PRESS_ENTER, 0);
	type(&d, " at noon");
	frame(&d, 80, 24, CHARSET_UTF8, SHOWN_TEXT, "screens/form-pen-80x24.txt");
	CHECK(press(&d, PRESS_ENTER, 0) == APP_NOTHING);
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
	frames(&d, "running");
	press(&d, PRESS_ESC, 0);
	frame(&d, 80, 24, CHARSET_UTF8, SHOWN_TEXT, "screens/running-stop-80x24.txt");
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
	frames(&d, "broken");
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
	frames(&d, "follow");
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
	frames(&d, "stop");
	/* The gates of this stage do not all hold: Enter says so on the last line and asks nothing. */
	press(&d, PRESS_ENTER, 0);
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
	press(&d, PRESS_ENTER, 0);
	frame(&d, 80, 24, CHARSET_UTF8, SHOWN_STYLES, "screens/confirm-80x24.txt");
	/* Enter on the default: nothing happens. */
	press(&d, PRESS_ENTER, 0);
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
	stage_event(&d.stage, EV_VERIFIED, NULL,
	            "{\"mode\":\"copy\",\"table\":\"public.identities\",\"source_rows\":812404,\"target_rows\":812404,\"equal\":true,"
	            "\"explained\":null,\"took_ms\":3100}");
	stage_event(&d.stage, EV_VERIFIED, NULL,
	            "{\"mode\":\"copy\",\"table\":\"public.courier_messages\",\"source_rows\":55201,\"target_rows\":55198,\"equal\":false,"
	            "\"explained\":null,\"took_ms\":210}");
	stage_event(&d.stage, EV_VERIFYING, NULL, "{\"mode\":\"copy\",\"table\":\"public.sessions\"}");
	frames(&d, "verify");
	d.stage.now += 3600000;
	frame(&d, 80, 24, CHARSET_UTF8, SHOWN_STYLES, "screens/over-limit-80x24.txt");
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
	frames(&d, "window");
	desk_close(&d);
}

static void undo_plan_is_literal(void)
{
	struct desk d;

	desk_open(&d);
	stage_healthy(&d.stage);
	stage_until(&d.stage, "stop-writes");
	press(&d, PRESS_TEXT, 'u');
	frames(&d, "undo");
	press(&d, PRESS_ENTER, 0);
	frame(&d, 80, 24, CHARSET_UTF8, SHOWN_TEXT, "screens/undo-name-80x24.txt");
	type(&d, "krato");
	press(&d, PRESS_ENTER, 0);
	CHECK_INT(d.stage.intents, 0);
	type(&d, "s");
	press(&d, PRESS_ENTER, 0);
	CHECK_INT(d.stage.intents, 1);
	CHECK(d.stage.model.undoing);
	CHECK(d.view.over == OVER_NONE);
	frame(&d, 80, 24, CHARSET_UTF8, SHOWN_TEXT, "screens/undoing-80x24.txt");
	desk_close(&d);
}

static void help_and_log(void)
{
	struct desk d;

	desk_open(&d);
	stage_healthy(&d.stage);
	press(&d, PRESS_TEXT, '?');
	frames(&d, "help");
	press(&d, PRESS_ESC, 0);
	for (int i = 0; i < 40; i++) {
		char *line = mem_printf("{\"text\":\"line %d of the log\"}", i);

		d.stage.now += 1000;
		stage_event(&d.stage, EV_LOG, NULL, line);
		free(line);
	}
	press(&d, PRESS_TEXT, 'l');
	frame(&d, 80, 24, CHARSET_UTF8, SHOWN_TEXT, "screens/log-80x24.txt");
	press(&d, PRESS_TEXT, '/');
	type(&d, "line 7");
	press(&d, PRESS_ENTER, 0);
	CHECK(!d.view.dialog);
	frame(&d, 80, 24, CHARSET_UTF8, SHOWN_TEXT, "screens/log-found-80x24.txt");
	press(&d, PRESS_TEXT, 'q');
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
	frames(&d, "finished");
	CHECK(press(&d, PRESS_ENTER, 0) == APP_OVER);
	desk_close(&d);
}

static void too_small_asks_for_room(void)
{
	struct desk d;

	desk_open(&d);
	frame(&d, 39, 9, CHARSET_UTF8, SHOWN_TEXT, "screens/too-small.txt");
	frame(&d, 40, 10, CHARSET_UTF8, SHOWN_TEXT, "screens/least.txt");
	desk_close(&d);
}

static void start_screens(void)
{
	struct desk d;

	stage_init_empty(&d.stage);
	app_init(&d.view, &d.stage.hooks, CHARSET_UTF8, 0);
	app_settings(&d.view, NULL);
	frames(&d, "settings");
	app_offer(&d.view, "run 2026-11-22-a stands at verify-copy since 03:12");
	frame(&d, 80, 24, CHARSET_UTF8, SHOWN_TEXT, "screens/offer-80x24.txt");
	CHECK(press(&d, PRESS_ENTER, 0) == APP_RESUME);
	press(&d, PRESS_DOWN, 0);
	CHECK(press(&d, PRESS_ENTER, 0) == APP_NEW);
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
