/* The autopilot does what the file says, and says why when it cannot. */
#include "config.h"

#include "ui/view/autopilot.h"

#include "base/mem.h"
#include "codec/json.h"
#include "plan/step.h"
#include "tests/unit/check.h"
#include "tests/unit/ui/between.h"
#include "tests/unit/ui/stage.h"

struct pilot {
	struct stage stage;
	struct script script;
	struct intent intent;
	struct err err;
	bool parsed;
};

static void pilot_open(struct pilot *p, const char *step, const char *file)
{
	struct json *root = json_parse(file, strlen(file), NULL);

	*p = (struct pilot){ .parsed = false };
	stage_init(&p->stage);
	stage_healthy(&p->stage);
	stage_until(&p->stage, step);
	p->parsed = script_parse(&p->script, root, &p->err);
	json_free(root);
}

static void pilot_close(struct pilot *p)
{
	script_release(&p->script);
	stage_release(&p->stage);
}

static enum autopilot next(struct pilot *p)
{
	return autopilot_next(&p->script, &p->stage.model, &p->stage.hooks, p->stage.now, &p->intent, &p->err);
}

/* One turn as main takes it: what is wanted is handed to the engine. */
static enum autopilot drive(struct pilot *p)
{
	enum autopilot did = next(p);
	struct err err = { 0 };

	p->stage.now += 100;
	if (did == AUTOPILOT_ACTS)
		CHECK(p->stage.hooks.intend(p->stage.hooks.self, &p->intent, &err));
	return did;
}

static void bad_files_are_named(void)
{
	static const char *const files[][2] = {
		{ "{\"answer\":{}}", "answer: there is no such member" },
		{ "{\"answers\":[]}", "answers: an object of texts is wanted" },
		{ "{\"answers\":{\"fallback.who\":3}}", "fallback.who: a text is wanted" },
		{ "{\"pause_ms\":\"1\"}", "pause_ms: a whole number is wanted, not negative" },
		{ "{\"stop_before\":1}", "stop_before: a text is wanted" },
		{ "[]", "the file: an object is wanted" },
	};
	struct pilot p;

	for (size_t i = 0; i < mem_count(files); i++) {
		pilot_open(&p, "discover", files[i][0]);
		CHECK(!p.parsed);
		CHECK_STR(p.err.why, files[i][1]);
		CHECK(p.err.now[0] != '\0');
		pilot_close(&p);
	}
}

static void names_are_checked_at_once(void)
{
	static const char *const files[][2] = {
		{ "{\"answers\":{\"fallback.whom\":\"x\"}}", "fallback.whom: no step asks for that" },
		{ "{\"answers\":{\"leave_out\":\"public.a orders\"}}",
		  "leave_out: names of tables are wanted, schema.table with blanks between" },
		{ "{\"waive\":{\"nothing\":\"x\"}}", "nothing: there is no such gate" },
		{ "{\"waive\":{\"wal-level\":\"x\"}}", "wal-level: this gate cannot be waived" },
		{ "{\"stop_before\":\"swich\"}", "stop_before: there is no such step" },
		{ "{\"undo_at\":\"\"}", "undo_at: there is no such step" },
	};
	struct pilot p;

	for (size_t i = 0; i < mem_count(files); i++) {
		pilot_open(&p, "discover", files[i][0]);
		CHECK(p.parsed);
		CHECK_INT(next(&p), AUTOPILOT_GIVES_UP);
		CHECK_STR(p.err.why, files[i][1]);
		pilot_close(&p);
	}
}

static void tables_are_left_out_before_the_first_step(void)
{
	struct pilot p;

	pilot_open(&p, "discover", "{\"answers\":{\"leave_out\":\"public.networks\"}}");
	CHECK_INT(drive(&p), AUTOPILOT_ACTS);
	CHECK_STR(model_answer(&p.stage.model, "leave_out"), "public.networks");
	/* once */
	CHECK_INT(drive(&p), AUTOPILOT_ACTS);
	CHECK_INT(p.intent.kind, INTENT_GO);
	pilot_close(&p);
}

static void answers_waives_and_goes(void)
{
	struct pilot p;
	const struct model *m = &p.stage.model;

	pilot_open(&p, "fallback",
	           "{\"answers\":{\"fallback.who\":\"Ann\",\"fallback.rehearsed\":\"no\"},\"waive\":{\"fallback-rehearsed\":\"trained\"},"
	           "\"stop_before\":\"backup-before\"}");
	for (int i = 0; i < 20 && m->step[3].status == STEP_TODO; i++)
		CHECK_INT(drive(&p), AUTOPILOT_ACTS);
	CHECK_STR(model_answer(m, "fallback.who"), "Ann");
	CHECK_STR(model_answer(m, "fallback.until"), "until the switch");
	CHECK_STR(model_answer(m, "fallback.rehearsed"), "no");
	CHECK_STR(model_waiver(m, "fallback-rehearsed")->reason, "trained");
	CHECK_INT(m->step[3].status, STEP_RUNNING);
	stage_event(&p.stage, EV_STEP_DONE, "fallback", NULL);
	CHECK_INT(next(&p), AUTOPILOT_STOPS);
	pilot_close(&p);
}

static void a_missing_answer_is_named(void)
{
	struct pilot p;

	pilot_open(&p, "fallback", "{}");
	CHECK_INT(next(&p), AUTOPILOT_GIVES_UP);
	CHECK_STR(p.err.why, "fallback.who (Who decides)");
	pilot_close(&p);
}

static void patience_ends_with_the_gate(void)
{
	struct pilot p;

	pilot_open(&p, "start-sync", "{\"patience_s\":10}");
	stage_fact(&p.stage, FACT_SRC_WAL_LEVEL, 0, "replica");
	CHECK_INT(next(&p), AUTOPILOT_WAITS);
	p.stage.now += 9000;
	stage_fact(&p.stage, FACT_SRC_WAL_LEVEL, 0, "replica");
	CHECK_INT(next(&p), AUTOPILOT_WAITS);
	p.stage.now += 2000;
	stage_fact(&p.stage, FACT_SRC_WAL_LEVEL, 0, "replica");
	CHECK_INT(next(&p), AUTOPILOT_GIVES_UP);
	CHECK_STR(p.err.what, "step start-sync waits for too long");
	CHECK(strstr(p.err.why, "wal_level = replica") != NULL);
	CHECK(p.err.now[0] != '\0');
	pilot_close(&p);
}

static void an_act_under_way_is_not_hurried(void)
{
	struct pilot p;

	pilot_open(&p, "deploy-green", "{\"patience_s\":10}");
	stage_answer(&p.stage, "green.secrets", "yes");
	stage_event(&p.stage, EV_STEP_STARTED, "deploy-green", NULL);
	stage_act(&p.stage, "deploy-green", "deploy-postgresql", "juju deploy");
	for (int i = 0; i < 10; i++) {
		CHECK_INT(next(&p), AUTOPILOT_WAITS);
		p.stage.now += 60000;
	}
	pilot_close(&p);
}

static void a_break_is_tried_again_as_often_as_said(void)
{
	static const char failed[] = "{\"what\":\"it broke\",\"why\":\"so\",\"now\":\"Look.\"}";
	struct pilot p;

	pilot_open(&p, "discover", "{\"retries\":1}");
	stage_event(&p.stage, EV_STEP_FAILED, "discover", failed);
	/* Not at once: it is said before. */
	CHECK_INT(next(&p), AUTOPILOT_WAITS);
	p.stage.now += 1000;
	CHECK_INT(drive(&p), AUTOPILOT_ACTS);
	CHECK_INT(p.stage.model.step[0].status, STEP_RUNNING);
	CHECK_INT(drive(&p), AUTOPILOT_WAITS);
	stage_event(&p.stage, EV_STEP_FAILED, "discover", failed);
	CHECK_INT(next(&p), AUTOPILOT_GIVES_UP);
	CHECK_STR(p.err.what, "step discover broke: it broke");
	CHECK_STR(p.err.why, "so");
	CHECK_STR(p.err.now, "Look.");
	pilot_close(&p);
}

static void what_has_grown_old_is_had_anew(void)
{
	struct pilot p;

	pilot_open(&p, "deploy-green", "{}");
	stage_old_backup(&p.stage);
	CHECK_INT(drive(&p), AUTOPILOT_ACTS);
	CHECK_INT(p.intent.kind, INTENT_RENEW);
	CHECK_INT(p.stage.model.step[step_index(p.stage.model.strategy, "backup-before")].status, STEP_RUNNING);
	pilot_close(&p);
}

/* A time that somebody chose is not replaced by now. */
static void only_an_answer_of_now_is_given_again(void)
{
	static const struct {
		const char *file;
		enum autopilot want;
	} files[] = {
		{ "{}", AUTOPILOT_ACTS },
		{ "{\"answers\":{\"window.start\":\"now\"}}", AUTOPILOT_ACTS },
		{ "{\"answers\":{\"window.start\":\"2026-11-20 03:00\"}}", AUTOPILOT_WAITS },
	};

	for (size_t i = 0; i < mem_count(files); i++) {
		struct pilot p;

		pilot_open(&p, "window", files[i].file);
		stage_answer(&p.stage, "window.start", "now");
		p.stage.now += 24 * 3600000LL;
		CHECK_INT(drive(&p), files[i].want);
		if (files[i].want == AUTOPILOT_ACTS)
			CHECK_INT(model_note_row(&p.stage.model, "answer.window.start")->at, p.stage.now);
		pilot_close(&p);
	}
}

/* While users are locked out a broken step goes on by the file's tries, and the fence is put up again. */
static void the_fence_is_put_up_again_by_a_try(void)
{
	struct pilot p;

	pilot_open(&p, "verify-copy", "{\"retries\":1}");
	stage_event(&p.stage, EV_STEP_FAILED, "verify-copy", "{\"what\":\"x\",\"why\":\"y\",\"now\":\"z\"}");
	stage_fact(&p.stage, FACT_SRC_MARKER, 1, "sentinel-1795316400000");
	stage_fact(&p.stage, FACT_TGT_SENTINEL, 1, "sentinel-1795316400000");
	stage_fact(&p.stage, FACT_TGT_DURABLE, 1, "durable-1795316400000");
	stage_fact(&p.stage, FACT_SRC_FENCED, 1, "2 of 3");
	next(&p);
	p.stage.now += 1000;
	CHECK_INT(drive(&p), AUTOPILOT_ACTS);
	CHECK_INT(p.stage.model.step[step_index(p.stage.model.strategy, "stop-writes")].status, STEP_RUNNING);
	CHECK_INT(p.stage.model.step[step_index(p.stage.model.strategy, "drain")].status, STEP_TODO);
	pilot_close(&p);
}

static void undo_where_it_is_asked(void)
{
	struct pilot p;

	pilot_open(&p, "stop-writes", "{\"undo_at\":\"stop-writes\"}");
	CHECK_INT(drive(&p), AUTOPILOT_ACTS);
	CHECK(p.stage.model.undoing);
	CHECK_INT(next(&p), AUTOPILOT_WAITS);
	stage_event(&p.stage, EV_RUN_ENDED, NULL, "{\"how\":\"undone\"}");
	CHECK_INT(next(&p), AUTOPILOT_OVER);
	pilot_close(&p);
}

/* A resumed run stands in the step, or behind it. */
static void undo_of_a_step_that_has_begun(void)
{
	static const char *const files[] = { "{\"undo_at\":\"stop-writes\"}", "{\"undo_at\":\"drain\"}" };

	for (size_t i = 0; i < mem_count(files); i++) {
		struct pilot p;

		pilot_open(&p, "drain", files[i]);
		stage_event(&p.stage, EV_STEP_STARTED, "drain", NULL);
		stage_event(&p.stage, EV_STEP_FAILED, "drain", "{\"what\":\"x\",\"why\":\"y\",\"now\":\"z\"}");
		CHECK_INT(drive(&p), AUTOPILOT_ACTS);
		CHECK(p.stage.model.undoing);
		pilot_close(&p);
	}
}

/* The command is stopped first; the wish is sent once. */
static void undo_while_a_command_runs(void)
{
	struct pilot p;

	pilot_open(&p, "drain", "{\"undo_at\":\"drain\"}");
	stage_event(&p.stage, EV_STEP_STARTED, "drain", NULL);
	stage_act(&p.stage, "drain", "sentinel", "select 1");
	CHECK_INT(drive(&p), AUTOPILOT_ACTS);
	CHECK_STR(model_note(&p.stage.model, "undo.wanted"), "yes");
	CHECK_INT(drive(&p), AUTOPILOT_WAITS);
	pilot_close(&p);
}

static void pauses_are_kept(void)
{
	struct pilot p;

	pilot_open(&p, "discover", "{\"pause_ms\":2000}");
	CHECK_INT(next(&p), AUTOPILOT_WAITS);
	p.stage.now += 1000;
	CHECK_INT(next(&p), AUTOPILOT_WAITS);
	p.stage.now += 1000;
	CHECK_INT(next(&p), AUTOPILOT_ACTS);
	CHECK_INT(p.intent.kind, INTENT_GO);
	/* What changed nothing is not said again at once. */
	CHECK_INT(next(&p), AUTOPILOT_WAITS);
	pilot_close(&p);
}

static void reading_is_never_assumed(void)
{
	static const char *const files[] = {
		"{}",
		"{\"answers\":{\"releases.read\":\"no\"}}",
		"{\"answers\":{\"read.release.25.4.0\":\"yes\"}}",
	};
	struct pilot p;
	struct between between;

	for (size_t i = 0; i < mem_count(files); i++) {
		pilot_open(&p, "discover", files[i]);
		between_open(&between, &p.stage);
		CHECK_INT(next(&p), AUTOPILOT_GIVES_UP);
		CHECK_STR(p.err.why, "read.hazard.changelog-unread (warn)");
		CHECK(p.err.now[0] != '\0');
		pilot_close(&p);
		between_release(&between);
	}
}

static void each_entry_is_marked_as_it_comes_up(void)
{
	static const char *const files[] = {
		"{\"answers\":{\"releases.read\":\"yes\"},\"stop_before\":\"window\"}",
		"{\"answers\":{\"read.hazard.changelog-unread\":\"yes\",\"read.release.1.1.0\":\"yes\",\"read.release.25.4.0\":\"yes\","
		"\"read.release.1.3.0\":\"yes\"}}",
	};
	struct pilot p;
	struct between between;
	const struct model *m = &p.stage.model;

	for (size_t i = 0; i < mem_count(files); i++) {
		pilot_open(&p, "discover", files[i]);
		between_open(&between, &p.stage);
		/* One intent a turn, then the go. That nothing has told what breaks comes first. */
		CHECK_INT(drive(&p), AUTOPILOT_ACTS);
		CHECK_STR(model_answer(m, "read.hazard.changelog-unread"), "warn");
		CHECK_INT(drive(&p), AUTOPILOT_ACTS);
		CHECK_STR(model_answer(m, "read.release.1.1.0"), "2 migrations");
		CHECK(!model_answer(m, "read.release.25.4.0"));
		CHECK_INT(drive(&p), AUTOPILOT_ACTS);
		CHECK_STR(model_answer(m, "read.release.25.4.0"), "2 migrations");
		/* The changelog comes in: both that were read say more, and one is new. */
		between_more(&between, p.stage.now);
		for (int turns = 0; turns < 3; turns++)
			CHECK_INT(drive(&p), AUTOPILOT_ACTS);
		CHECK(strncmp(model_answer(m, "read.release.25.4.0"), "breaking, 2 migrations, text ", 29) == 0);
		CHECK(strncmp(model_answer(m, "read.release.1.3.0"), "breaking, 0 migrations, text ", 29) == 0);
		CHECK_INT(m->step[1].status, STEP_TODO);
		CHECK_INT(drive(&p), AUTOPILOT_ACTS);
		CHECK_INT(m->step[1].status, STEP_RUNNING);
		pilot_close(&p);
		between_release(&between);
	}
}

static const struct check_case cases[] = {
	{ "a file that cannot be used is refused by the member's name", bad_files_are_named },
	{ "names that do not exist are found before anything is done", names_are_checked_at_once },
	{ "tables are left out before the first step", tables_are_left_out_before_the_first_step },
	{ "it answers, takes proposals, waives what is named, goes, and stops where asked", answers_waives_and_goes },
	{ "that an entry was read is never assumed", reading_is_never_assumed },
	{ "each entry is marked as it comes up, also those that are flagged later", each_entry_is_marked_as_it_comes_up },
	{ "a missing answer is named", a_missing_answer_is_named },
	{ "patience ends with the gate that holds the way", patience_ends_with_the_gate },
	{ "an act under way has its own time", an_act_under_way_is_not_hurried },
	{ "a step that broke is tried again as often as the file says", a_break_is_tried_again_as_often_as_said },
	{ "what has grown old is had anew", what_has_grown_old_is_had_anew },
	{ "of answers only that of now is given again", only_an_answer_of_now_is_given_again },
	{ "the fence is put up again, as one of the tries", the_fence_is_put_up_again_by_a_try },
	{ "undo_at undoes with the name", undo_where_it_is_asked },
	{ "undo_at undoes a step that has begun, and one that is past it", undo_of_a_step_that_has_begun },
	{ "undo_at stops a command that runs", undo_while_a_command_runs },
	{ "pauses are kept, and nothing is repeated at once", pauses_are_kept },
};

CHECK_MAIN(cases)
