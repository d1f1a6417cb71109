/* The plain front end: what it says, what lines do. */
#include "config.h"

#include "ui/plain/plain.h"

#include "base/mem.h"
#include "base/str.h"
#include "plan/step.h"
#include "tests/unit/check.h"
#include "tests/unit/golden.h"
#include "tests/unit/ui/between.h"
#include "tests/unit/ui/stage.h"

struct talk {
	struct stage stage;
	struct plain plain;
	struct str out; /* all that was said since the last hear() */
	enum plain_action action;
};

static void talk_open(struct talk *t, enum charset charset, unsigned flags)
{
	stage_init(&t->stage);
	plain_init(&t->plain, &t->stage.hooks, charset, flags);
	str_init(&t->out, STR_PAGE);
	stage_healthy(&t->stage);
}

static void talk_close(struct talk *t)
{
	plain_release(&t->plain);
	stage_release(&t->stage);
	str_release(&t->out);
}

static void turn(struct talk *t)
{
	t->action = plain_turn(&t->plain, &t->stage.model, t->stage.now, &t->out);
}

static void say(struct talk *t, const char *line)
{
	t->action = plain_line(&t->plain, &t->stage.model, t->stage.now, line, &t->out);
	if (t->action == PLAIN_GOES_ON)
		turn(t);
}

static bool heard(struct talk *t, const char *text)
{
	bool found = strstr(str_text(&t->out), text) != NULL;

	if (!found)
		printf("# not heard: %s\n# but:\n%s\n", text, str_text(&t->out));
	str_clear(&t->out);
	return found;
}

static void a_step_is_said_once(void)
{
	struct talk t;

	talk_open(&t, CHARSET_UTF8, 0);
	turn(&t);
	CHECK(golden_same("plain/first.txt", str_text(&t.out)));
	str_clear(&t.out);
	t.stage.now += 500;
	turn(&t);
	CHECK_STR(str_text(&t.out), "");
	talk_close(&t);
}

static void ascii_says_the_same(void)
{
	struct talk t;

	talk_open(&t, CHARSET_ASCII, 0);
	stage_until(&t.stage, "start-sync");
	stage_fact(&t.stage, FACT_SRC_WAL_LEVEL, 0, "replica");
	turn(&t);
	for (const char *c = str_text(&t.out); *c; c++)
		CHECK(*c == '\n' || (*c >= ' ' && *c <= '~'));
	CHECK(golden_same("plain/gates-ascii.txt", str_text(&t.out)));
	talk_close(&t);
}

static void a_gate_is_said_when_it_changes(void)
{
	struct talk t;

	talk_open(&t, CHARSET_UTF8, 0);
	stage_until(&t.stage, "start-sync");
	turn(&t);
	str_clear(&t.out);
	stage_fact(&t.stage, FACT_SRC_WAL_LEVEL, 0, "replica");
	turn(&t);
	CHECK(heard(&t, "FAIL: the source writes logical WAL: wal_level = replica\n"));
	turn(&t);
	CHECK_STR(str_text(&t.out), "");
	stage_fact(&t.stage, FACT_SRC_WAL_LEVEL, 0, "logical");
	turn(&t);
	CHECK(heard(&t, "ok: the source writes logical WAL"));
	talk_close(&t);
}

static void news_do_not_run_into_a_question(void)
{
	struct talk t;

	talk_open(&t, CHARSET_UTF8, 0);
	turn(&t);
	str_clear(&t.out);
	stage_fact(&t.stage, FACT_BLUE_APP_SETTLED, 0, "kratos/1 is in error");
	turn(&t);
	CHECK_STR(str_text(&t.out), "\nFAIL: blue's units are all active and idle, with one leader: kratos/1 is in error\n"
	                            "  Look at juju status; mend what is not active first. (blue-settled)\n");
	str_clear(&t.out);
	stage_fact(&t.stage, FACT_BLUE_APP_SETTLED, 1, "");
	turn(&t);
	CHECK(heard(&t, "Type go for"));
	talk_close(&t);
}

static void questions_are_lines(void)
{
	struct talk t;

	talk_open(&t, CHARSET_UTF8, 0);
	stage_until(&t.stage, "fallback");
	turn(&t);
	CHECK(heard(&t, "fallback.who, Who decides (a name, and how to reach it): "));
	say(&t, "");
	CHECK(heard(&t, "An answer is needed."));
	say(&t, "= quit Smith");
	CHECK_STR(model_answer(&t.stage.model, "fallback.who"), "quit Smith");
	CHECK(heard(&t, "fallback.until, Until when (a time, or a state of things) [until the switch]: "));
	say(&t, "");
	CHECK_STR(model_answer(&t.stage.model, "fallback.until"), "until the switch");
	say(&t, "by hand");
	say(&t, "perhaps");
	CHECK(heard(&t, "The answer is one of the words that are offered."));
	say(&t, "no");
	CHECK_STR(model_answer(&t.stage.model, "fallback.rehearsed"), "no");
	str_clear(&t.out);
	say(&t, "go");
	CHECK(heard(&t, "Not yet, this gate does not hold:\nFAIL: the fallback was rehearsed"));
	say(&t, "waive fallback-rehearsed");
	CHECK(heard(&t, "Waive what, and why?"));
	say(&t, "waive fallback-rehearsed the training was yesterday");
	CHECK_STR(model_waiver(&t.stage.model, "fallback-rehearsed")->reason, "the training was yesterday");
	CHECK(heard(&t, "Type go for \"Write down the fallback\""));
	say(&t, "answer fallback.until noon");
	CHECK_STR(model_answer(&t.stage.model, "fallback.until"), "noon");
	say(&t, "go");
	CHECK_INT(t.stage.model.step[3].status, STEP_RUNNING);
	talk_close(&t);
}

static void writes_want_a_yes(void)
{
	struct talk t;
	int intents;

	talk_open(&t, CHARSET_UTF8, 0);
	stage_until(&t.stage, "stop-sync");
	stage_event(&t.stage, EV_STEP_FAILED, "stop-sync", "{\"what\":\"it broke\",\"why\":\"so\",\"now\":\"Look.\"}");
	turn(&t);
	CHECK(heard(&t, "FAILED: it broke\nWhy: so\nNow: Look.\n"));
	intents = t.stage.intents;
	say(&t, "go");
	CHECK(heard(&t, "Type yes to start; anything else is no: "));
	say(&t, "y");
	CHECK(heard(&t, "Nothing was done."));
	CHECK_INT(t.stage.intents, intents);
	say(&t, "undo");
	CHECK(heard(&t, "Type the application's name, kratos, to undo all of this"));
	say(&t, "kratos");
	CHECK(t.stage.model.undoing);
	CHECK(heard(&t, "Undoing step"));
	talk_close(&t);
}

static void progress_is_seldom_and_quiet_is_quiet(void)
{
	struct talk t;

	for (unsigned flags = 0; flags <= PLAIN_QUIET; flags++) {
		talk_open(&t, CHARSET_UTF8, flags);
		stage_until(&t.stage, "quiet-green");
		stage_event(&t.stage, EV_STEP_STARTED, "quiet-green", NULL);
		stage_act(&t.stage, "quiet-green", "scale-0", "juju scale-application kratos 0");
		turn(&t);
		CHECK(heard(&t, "Runs: "));
		t.stage.now += 4000;
		turn(&t);
		CHECK_STR(str_text(&t.out), "");
		t.stage.now += 4000;
		turn(&t);
		if (flags)
			CHECK_STR(str_text(&t.out), "");
		else
			CHECK(heard(&t, "Still: "));
		stage_event(&t.stage, EV_ACT_OUTCOME, "quiet-green", "{\"act\":\"scale-0\",\"undo\":false,\"ok\":true,\"took_ms\":8000}");
		turn(&t);
		CHECK(heard(&t, "ok: "));
		talk_close(&t);
	}
}

static void the_end_of_input_leaves(void)
{
	struct talk t;

	talk_open(&t, CHARSET_UTF8, 0);
	turn(&t);
	CHECK_INT(plain_line(&t.plain, &t.stage.model, t.stage.now, NULL, &t.out), PLAIN_LEAVE);
	say(&t, "quit");
	CHECK_INT(t.action, PLAIN_LEAVE);
	CHECK(heard(&t, "The run is kept"));
	say(&t, "dance");
	CHECK(heard(&t, "There is no command dance"));
	say(&t, "help");
	CHECK(heard(&t, "waive GATE REASON: "));
	say(&t, "commands");
	CHECK(heard(&t, "This step runs no command"));
	talk_close(&t);
}

static void the_end_is_said_once(void)
{
	struct talk t;

	talk_open(&t, CHARSET_UTF8, 0);
	stage_until(&t.stage, "no such step");
	stage_event(&t.stage, EV_RUN_ENDED, NULL, "{\"how\":\"finished\"}");
	plain_report(&t.plain, "/tmp/report.md");
	turn(&t);
	CHECK_INT(t.action, PLAIN_OVER);
	CHECK(heard(&t, "The report: /tmp/report.md"));
	turn(&t);
	CHECK_STR(str_text(&t.out), "");
	talk_close(&t);
}

static void before_a_run(void)
{
	static const char *const lines[] = { "hydra",  "iam:prod",      "",    "",     "", "", "iam:green", "", "", "", "", "",
		                             "host=x", "latest/stable", "409", "1.1.0" };
	struct talk t;

	stage_init_empty(&t.stage);
	plain_init(&t.plain, &t.stage.hooks, CHARSET_UTF8, 0);
	str_init(&t.out, STR_PAGE);
	plain_offer(&t.plain, "run a stands at drain", &t.out);
	CHECK(heard(&t, "[go on]: "));
	say(&t, "what");
	CHECK_INT(t.action, PLAIN_GOES_ON);
	say(&t, "");
	CHECK_INT(t.action, PLAIN_RESUME);
	plain_settings(&t.plain, NULL, &t.out);
	for (size_t i = 0; i < mem_count(lines); i++)
		say(&t, lines[i]);
	CHECK_INT(t.stage.settings, 1);
	CHECK(t.stage.settings_text && strstr(t.stage.settings_text, "\"product\":\"hydra\""));
	talk_close(&t);
}

static void reading_is_asked_entry_by_entry(void)
{
	struct talk t;
	struct between between;

	talk_open(&t, CHARSET_UTF8, 0);
	between_open(&between, &t.stage);
	between_fetched(&between, t.stage.now);
	turn(&t);
	CHECK(golden_same("plain/releases.txt", str_text(&t.out)));
	str_clear(&t.out);
	/* An empty line is a no: the other one is asked. */
	say(&t, "");
	CHECK(heard(&t, "Not marked; the step waits for it.\nread.release.25.4.0, Read: 25.4.0?"));
	say(&t, "y");
	CHECK(strncmp(model_answer(&t.stage.model, "read.release.25.4.0"), "breaking, 2 migrations, text ", 29) == 0);
	CHECK(heard(&t, "read.release.1.1.0, Read: 1.1.0?"));
	say(&t, "text");
	CHECK(heard(&t, "Nicknames"));
	say(&t, "go");
	CHECK(heard(&t, "Not yet, this gate does not hold"));
	/* What says more is said and asked again; what was said already is not. */
	between_more(&between, t.stage.now);
	turn(&t);
	CHECK(strstr(str_text(&t.out), "25.4.0") == NULL);
	CHECK(heard(&t, "Release 1.3.0, 2024-09-26: no SQL migration, its changelog has breaking changes."));
	say(&t, "m");
	CHECK(strncmp(model_answer(&t.stage.model, "read.release.1.3.0"), "breaking, 0 migrations, text ", 29) == 0);
	CHECK(heard(&t, "Type go for \"Read what lies between\""));
	say(&t, "go");
	CHECK_INT(t.stage.model.step[1].status, STEP_RUNNING);
	talk_close(&t);
	between_release(&between);
}

static void offline_is_said(void)
{
	struct talk t;
	struct between between;

	talk_open(&t, CHARSET_ASCII, PLAIN_NO_PROMPT);
	between_open(&between, &t.stage);
	library_state(between.library, DOC_CHANGELOG, ORIGIN_WAITING, "https://example.org/CHANGELOG.md", 0, NULL);
	turn(&t);
	/* Who says so is told when all have answered. */
	CHECK(strstr(str_text(&t.out), "Sources:") == NULL);
	CHECK(heard(&t, "5 SQL migrations"));
	between_offline(&between);
	turn(&t);
	CHECK(heard(&t, "Sources:\n  offline: the shipped catalogue answers\n  database: "));
	turn(&t);
	CHECK_STR(str_text(&t.out), "");
	talk_close(&t);
	between_release(&between);
}

static void an_old_backup_is_made_anew_by_go(void)
{
	struct talk t;
	const struct model *m;

	talk_open(&t, CHARSET_UTF8, 0);
	stage_until(&t.stage, "deploy-green");
	stage_old_backup(&t.stage);
	m = &t.stage.model;
	turn(&t);
	CHECK(heard(&t, "Type go for \"Make a new backup\""));
	say(&t, "go");
	CHECK_INT(m->step[step_index(m->strategy, "backup-before")].status, STEP_RUNNING);
	talk_close(&t);
}

static const struct check_case cases[] = {
	{ "an old backup is made anew by go", an_old_backup_is_made_anew_by_go },
	{ "a step is said once, as text", a_step_is_said_once },
	{ "in ASCII nothing but ASCII comes", ascii_says_the_same },
	{ "a gate is said when its verdict changes, and only then", a_gate_is_said_when_it_changes },
	{ "news do not run into a question that stands on the line", news_do_not_run_into_a_question },
	{ "questions are asked line by line; waivers want a reason", questions_are_lines },
	{ "what lies between is said in short, and each entry is asked for", reading_is_asked_entry_by_entry },
	{ "offline is said once all sources have answered", offline_is_said },
	{ "what writes wants a yes, undo wants the name", writes_want_a_yes },
	{ "progress comes every few seconds, and not at all when quiet", progress_is_seldom_and_quiet_is_quiet },
	{ "the end of input leaves; commands are checked", the_end_of_input_leaves },
	{ "the end is said once", the_end_is_said_once },
	{ "before a run: the offer and the settings, line by line", before_a_run },
};

CHECK_MAIN(cases)
