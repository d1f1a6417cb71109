/* What the front ends say of tables that differ: the counts, the rows by key and column, never a value. */
#include "config.h"

#include "tests/unit/ui/screens/desk.h"

#include "base/mem.h"
#include "base/str.h"
#include "tests/unit/check.h"
#include "ui/plain/plain.h"

static const char differs[] =
	"{\"mode\":\"copy\",\"table\":\"public.courier_messages\",\"source_rows\":55201,\"target_rows\":55199,\"equal\":false,"
	"\"compared\":true,\"explained\":null,\"took_ms\":210,\"why\":\"The source has 55201 rows, the target 55199.\",\"missing\":3,"
	"\"extra\":1,\"changed\":2,\"more\":false,\"not_found\":null,\"examples\":["
	"\"missing id=0b1e6f0a-5a1c-4a52-8df0-7d3a90d1c4f2\",\"changed id=77aa1d0e-02a1-4b0e-9f3b-1f6f5f0f2b11: status, updated_at\","
	"\"extra id=91c0aa00-9a0b-4f8e-8a58-0d1f0f5ac0de\",\"changed id=a0a1aa00-9a0b-4f8e-8a58-0d1f0f5ac0de: status\","
	"\"missing id=f2c0aa00-9a0b-4f8e-8a58-0d1f0f5ac0de\"]}";

static const char failed[] =
	"{\"mode\":\"copy\",\"table\":\"public.sessions\",\"source_rows\":-1,\"target_rows\":-1,\"equal\":false,\"compared\":false,"
	"\"explained\":null,\"took_ms\":30,\"why\":\"On the source: permission denied for table sessions\"}";

/* All tables are compared, one differs, one could not be, and the step broke at its gate. */
static void at_broken(struct stage *s)
{
	static const char *const equal[] = { "identities", "identity_credentials", "identity_verifiable_addresses", "networks",
		                             "selfservice_login_flows" };

	stage_healthy(s);
	stage_until(s, "verify-copy");
	stage_tables(s);
	s->now += 151000;
	stage_event(s, EV_STEP_STARTED, "verify-copy", NULL);
	stage_act(s, "verify-copy", "verify-copy", "-- compares all tables, blue with green");
	s->now += 12000;
	for (size_t i = 0; i < mem_count(equal); i++) {
		char *data = mem_printf("{\"mode\":\"copy\",\"table\":\"public.%s\",\"source_rows\":812404,\"target_rows\":812404,"
		                        "\"equal\":true,\"compared\":true,\"explained\":null,\"took_ms\":3100,\"why\":null}",
		                        equal[i]);

		stage_event(s, EV_VERIFIED, NULL, data);
		free(data);
	}
	stage_event(s, EV_VERIFIED, NULL, failed);
	stage_event(s, EV_VERIFIED, NULL, differs);
	stage_event(s, EV_ACT_OUTCOME, "verify-copy", "{\"act\":\"verify-copy\",\"undo\":false,\"ok\":true,\"took_ms\":12000}");
	stage_event(s, EV_STEP_FAILED, "verify-copy",
	            "{\"what\":\"every table is equal on both sides\",\"why\":\"1 table differs: public.courier_messages\","
	            "\"now\":\"Do not go on. Undo: blue serves again, nothing is lost.\"}");
}

/* The whole screen, without the words of desk_shows when it is as wanted. */
static bool hides(struct desk *d, const char *text)
{
	struct canvas c;
	struct str out;
	bool hidden;

	canvas_init(&c, 80, 24, d->view.charset);
	app_draw(&d->stage.model, &d->view, d->stage.now, &c);
	str_init(&out, STR_PAGE);
	canvas_dump_text(&c, &out);
	hidden = !strstr(str_text(&out), text);
	str_release(&out);
	canvas_release(&c);
	return hidden;
}

static void rows_are_named_by_key_and_column(void)
{
	struct desk d;

	desk_open(&d);
	at_broken(&d.stage);
	desk_frames(&d, "differs");
	desk_close(&d);
}

/* The arrows go down from the table that differs to the one that could not be compared, and on to one that is equal. */
static void the_chosen_table_is_told_of(void)
{
	struct desk d;

	desk_open(&d);
	at_broken(&d.stage);
	CHECK(desk_shows(&d, "courier_messages: 3 missing, 1 extra, 2 changed"));
	while (d.view.part != PART_BODY)
		desk_press(&d, PRESS_TAB, 0);
	desk_shows(&d, "");
	desk_press(&d, PRESS_DOWN, 0);
	CHECK(desk_shows(&d, "sessions: not compared. On the source: permission denied"));
	desk_frame(&d, 80, 24, CHARSET_UTF8, DESK_TEXT, "screens/differs-chosen-80x24.txt");
	desk_press(&d, PRESS_DOWN, 0);
	desk_frame(&d, 80, 24, CHARSET_UTF8, DESK_TEXT, "screens/differs-equal-80x24.txt");
	desk_close(&d);
}

/* What an older version wrote has no counts: the sentence is enough. */
static void a_table_without_counts_differs_all_the_same(void)
{
	struct desk d;

	desk_open(&d);
	stage_until(&d.stage, "verify-copy");
	stage_tables(&d.stage);
	stage_event(&d.stage, EV_STEP_STARTED, "verify-copy", NULL);
	stage_event(
		&d.stage, EV_VERIFIED, NULL,
		"{\"mode\":\"copy\",\"table\":\"public.networks\",\"source_rows\":1,\"target_rows\":2,\"equal\":false,\"explained\":null,"
		"\"took_ms\":2}");
	CHECK(desk_shows(&d, "DIFFERENT 2 ms"));
	CHECK(hides(&d, "missing"));
	desk_close(&d);
}

static void reading_says_how_long_still(void)
{
	struct desk d;

	desk_open(&d);
	stage_until(&d.stage, "verify-copy");
	stage_tables(&d.stage);
	stage_event(&d.stage, EV_STEP_STARTED, "verify-copy", NULL);
	stage_act(&d.stage, "verify-copy", "verify-copy", "--");
	stage_event(&d.stage, EV_VERIFYING, NULL, "{\"mode\":\"copy\",\"table\":\"public.networks\",\"pages\":0,\"pages_all\":1000}");
	CHECK(hides(&d, " left"));
	d.stage.now += 10000;
	stage_event(&d.stage, EV_VERIFYING, NULL, "{\"mode\":\"copy\",\"table\":\"public.sessions\",\"pages\":250,\"pages_all\":1000}");
	CHECK(desk_shows(&d, "25 %  ~30 s left"));
	CHECK(desk_shows(&d, "205 kB/s"));
	d.stage.now += 6000;
	CHECK(desk_shows(&d, "~24 s left"));
	stage_event(&d.stage, EV_VERIFYING, NULL, "{\"mode\":\"copy\",\"table\":\"public.sessions\",\"pages\":1000,\"pages_all\":1000}");
	CHECK(desk_shows(&d, "100 %  all is read"));
	CHECK(desk_shows(&d, "looked into"));
	desk_close(&d);
}

/* Without sizes the rows tell the pace, and nobody can say how long it will take. */
static void without_sizes_rows_are_counted(void)
{
	struct desk d;

	desk_open(&d);
	stage_until(&d.stage, "verify-copy");
	stage_tables(&d.stage);
	stage_event(&d.stage, EV_STEP_STARTED, "verify-copy", NULL);
	stage_act(&d.stage, "verify-copy", "verify-copy", "--");
	stage_event(&d.stage, EV_VERIFYING, NULL, "{\"mode\":\"copy\",\"table\":\"public.networks\"}");
	d.stage.now += 10000;
	stage_event(&d.stage, EV_VERIFYING, NULL, "{\"mode\":\"copy\",\"table\":\"public.sessions\",\"rows\":25000}");
	CHECK(desk_shows(&d, "2 500 rows/s"));
	CHECK(hides(&d, " left"));
	desk_close(&d);
}

static void quiet_updates_hold_no_number_that_ticks(void)
{
	struct desk d;

	desk_open(&d);
	d.view.flags |= VIEW_QUIET;
	stage_until(&d.stage, "verify-copy");
	stage_tables(&d.stage);
	stage_event(&d.stage, EV_STEP_STARTED, "verify-copy", NULL);
	stage_act(&d.stage, "verify-copy", "verify-copy", "--");
	stage_event(&d.stage, EV_VERIFYING, NULL, "{\"mode\":\"copy\",\"table\":\"public.networks\",\"pages\":0,\"pages_all\":1000}");
	d.stage.now += 10000;
	stage_event(&d.stage, EV_VERIFYING, NULL, "{\"mode\":\"copy\",\"table\":\"public.sessions\",\"pages\":250,\"pages_all\":1000}");
	CHECK(desk_shows(&d, "25 %"));
	CHECK(hides(&d, " left"));
	CHECK(hides(&d, "kB/s"));
	desk_close(&d);
}

static void plain_says_which_rows(void)
{
	struct stage s;
	struct plain p;
	struct str out;

	stage_init(&s);
	plain_init(&p, &s.hooks, CHARSET_UTF8, 0);
	str_init(&out, STR_PAGE);
	at_broken(&s);
	plain_turn(&p, &s.model, s.now, &out);
	CHECK(strstr(str_text(&out), "public.courier_messages differs: 3 missing, 1 extra, 2 changed\n") != NULL);
	CHECK(strstr(str_text(&out), "  changed id=77aa1d0e-02a1-4b0e-9f3b-1f6f5f0f2b11: status, updated_at\n") != NULL);
	CHECK(strstr(str_text(&out), "public.sessions could not be compared: On the source: permission denied") != NULL);
	CHECK(strstr(str_text(&out), "public.networks differs") == NULL);
	str_release(&out);
	plain_release(&p);
	stage_release(&s);
}

static const struct check_case cases[] = {
	{ "a table that differs shows its counts and some rows by key and column", rows_are_named_by_key_and_column },
	{ "the chosen table is the one that is told of", the_chosen_table_is_told_of },
	{ "a table whose rows were not named differs all the same", a_table_without_counts_differs_all_the_same },
	{ "reading says how far it is, how fast, how long still", reading_says_how_long_still },
	{ "without sizes rows are counted", without_sizes_rows_are_counted },
	{ "quiet updates hold no number that ticks", quiet_updates_hold_no_number_that_ticks },
	{ "the plain front end says which rows differ", plain_says_which_rows },
};

CHECK_MAIN(cases)
