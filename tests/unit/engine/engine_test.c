/* The engine without the world: what it records, performs and refuses. */
#include "config.h"

#include "engine/engine.h"

#include "base/err.h"
#include "base/mem.h"
#include "codec/json.h"
#include "plan/event.h"
#include "plan/gate.h"
#include "plan/step.h"
#include "plan/sync.h"
#include "plan/upgrade.h"
#include "tests/unit/check.h"
#include "tests/unit/model_make.h"

static const struct act *turn(struct model *m, int64_t now)
{
	struct effects e;
	const struct act *act;

	engine_turn(m, NULL, now, "tester@host", &e, NULL);
	act = model_follow(m, &e);
	effects_release(&e);
	return act;
}

static bool intend(struct model *m, enum intent_kind kind, const char *key, const char *text, int64_t now, struct err *err)
{
	struct intent intent = { kind, key, text };
	struct effects e;
	bool ok = engine_turn(m, &intent, now, "tester@host", &e, err);

	model_follow(m, &e);
	effects_release(&e);
	return ok;
}

static void outcome(struct model *m, const struct act *act, int64_t now, const char *why)
{
	struct err err = { .kind = ERR_WORLD };
	struct effects e = { 0 };

	if (why)
		err_set(&err, ERR_WORLD, "the command failed", why, "try again");
	engine_outcome(m, act, now, 5, why ? &err : NULL, &e);
	model_follow(m, &e);
	effects_release(&e);
}

static struct step_state *state(struct model *m, const char *step)
{
	return &m->step[step_index(m->strategy, step)];
}

/* Ready to run drain: fenced, everything seen. */
static void at_drain(struct model *m)
{
	model_make(m);
	model_tables(m);
	model_complete_before(m, "drain", 10);
	m->fenced_at = 9;
	model_see(m, FACT_SRC_FENCED, 0, "24 of 24", 100);
	model_see(m, FACT_SRC_XIDS, 0, "", 100);
	model_see(m, FACT_SRC_PREPARED, 0, "", 100);
	model_see(m, FACT_TGT_SUBSCRIPTION, 1, "", 100);
	model_see(m, FACT_TGT_READY, 0, "24 of 24", 100);
}

static void a_step_does_not_start_before_its_gates_open(void)
{
	struct err err = { 0 };
	struct model m;

	at_drain(&m);
	model_see(&m, FACT_SRC_FENCED, 1, "23 of 24", 110);
	CHECK(!intend(&m, INTENT_GO, NULL, NULL, 120, &err));
	CHECK(strstr(err.why, "23 of 24") != NULL);
	model_see(&m, FACT_SRC_FENCED, 0, "24 of 24", 130);
	CHECK(intend(&m, INTENT_GO, NULL, NULL, 140, &err));
	CHECK_INT(state(&m, "drain")->status, STEP_RUNNING);
	model_release(&m);
}

static void an_act_is_looked_for_before_it_is_run(void)
{
	struct model m;

	at_drain(&m);
	CHECK(intend(&m, INTENT_GO, NULL, NULL, 140, NULL));
	CHECK(turn(&m, 150) == NULL);
	model_see(&m, FACT_SRC_MARKER, 1, "sentinel-9", 160);
	model_see(&m, FACT_TGT_SENTINEL, 0, "sentinel-9", 160);
	CHECK(turn(&m, 170) == NULL);
	CHECK_INT(state(&m, "drain")->act, 1);
	CHECK(!state(&m, "drain")->touched);
	model_release(&m);
}

static void the_intent_comes_before_the_act_and_the_sight_after_it(void)
{
	const struct act *act;
	struct model m;

	at_drain(&m);
	CHECK(intend(&m, INTENT_GO, NULL, NULL, 140, NULL));
	model_see(&m, FACT_SRC_MARKER, 1, "", 160);
	model_see(&m, FACT_TGT_SENTINEL, 0, "", 160);
	act = turn(&m, 170);
	CHECK(act && strcmp(act->id, "sentinel") == 0);
	CHECK_INT(state(&m, "drain")->phase, ACT_ASKED);
	CHECK_INT(state(&m, "drain")->records, 1);
	CHECK(strstr(state(&m, "drain")->record[0].command[1], "sentinel-9") != NULL);
	CHECK(turn(&m, 180) == NULL);
	outcome(&m, act, 190, NULL);
	CHECK_INT(state(&m, "drain")->phase, ACT_SETTLING);
	model_see(&m, FACT_SRC_MARKER, 1, "sentinel-9", 185);
	model_see(&m, FACT_TGT_SENTINEL, 0, "sentinel-9", 185);
	turn(&m, 191);
	CHECK_INT(state(&m, "drain")->act, 0);
	model_see(&m, FACT_SRC_MARKER, 1, "sentinel-9", 195);
	model_see(&m, FACT_TGT_SENTINEL, 0, "sentinel-9", 195);
	turn(&m, 200);
	CHECK_INT(state(&m, "drain")->act, 1);
	model_release(&m);
}

static void a_failed_command_breaks_the_step_and_it_can_be_tried_again(void)
{
	const struct act *act;
	struct model m;

	at_drain(&m);
	CHECK(intend(&m, INTENT_GO, NULL, NULL, 140, NULL));
	model_see(&m, FACT_SRC_MARKER, 1, "", 160);
	model_see(&m, FACT_TGT_SENTINEL, 0, "", 160);
	act = turn(&m, 170);
	outcome(&m, act, 190, "the server went away");
	CHECK_INT(state(&m, "drain")->status, STEP_BROKEN);
	CHECK_STR(state(&m, "drain")->why, "the server went away");
	CHECK(intend(&m, INTENT_GO, NULL, NULL, 200, NULL));
	CHECK_INT(state(&m, "drain")->status, STEP_RUNNING);
	model_release(&m);
}

static void resume(struct model *m, int64_t at)
{
	struct json *data = json_object();
	struct event e = { .type = EV_RUN_RESUMED, .at = at, .data = data };

	model_apply(m, &e);
	json_free(data);
}

static void after_a_crash_it_looks_before_it_repeats(void)
{
	struct model m;

	at_drain(&m);
	CHECK(intend(&m, INTENT_GO, NULL, NULL, 140, NULL));
	model_see(&m, FACT_SRC_MARKER, 1, "", 160);
	model_see(&m, FACT_TGT_SENTINEL, 0, "", 160);
	CHECK(turn(&m, 170) != NULL);
	resume(&m, 300);
	CHECK_INT(state(&m, "drain")->phase, ACT_LOST);
	CHECK(turn(&m, 310) == NULL);
	model_see(&m, FACT_SRC_MARKER, 1, "", 320);
	model_see(&m, FACT_TGT_SENTINEL, 0, "", 320);
	CHECK(turn(&m, 330) == NULL);
	CHECK_INT(state(&m, "drain")->status, STEP_BROKEN);
	model_release(&m);
	at_drain(&m);
	CHECK(intend(&m, INTENT_GO, NULL, NULL, 140, NULL));
	model_see(&m, FACT_SRC_MARKER, 1, "", 160);
	model_see(&m, FACT_TGT_SENTINEL, 0, "", 160);
	CHECK(turn(&m, 170) != NULL);
	resume(&m, 300);
	model_see(&m, FACT_SRC_MARKER, 1, "sentinel-9", 320);
	model_see(&m, FACT_TGT_SENTINEL, 0, "sentinel-9", 320);
	CHECK(turn(&m, 330) == NULL);
	CHECK_INT(state(&m, "drain")->act, 1);
	CHECK_INT(state(&m, "drain")->status, STEP_RUNNING);
	model_release(&m);
}

/* What was seen before the act says nothing of what the act has done, though it is a second old. */
static void closing_gates_want_facts_from_after_the_act(void)
{
	struct model m;

	at_drain(&m);
	state(&m, "drain")->status = STEP_RUNNING;
	state(&m, "drain")->act = 2;
	state(&m, "drain")->phase_since = 200;
	model_see(&m, FACT_SRC_MARKER, 1, "sentinel-9", 199);
	model_see(&m, FACT_TGT_SENTINEL, 0, "sentinel-9", 210);
	model_see(&m, FACT_TGT_DURABLE, 0, "durable-9", 210);
	turn(&m, 220);
	CHECK_INT(state(&m, "drain")->status, STEP_RUNNING);
	model_see(&m, FACT_SRC_FENCED, 0, "24 of 24", 230);
	model_see(&m, FACT_SRC_XIDS, 0, "", 230);
	model_see(&m, FACT_SRC_PREPARED, 0, "", 199);
	model_see(&m, FACT_SRC_MARKER, 1, "sentinel-9", 230);
	turn(&m, 240);
	CHECK_INT(state(&m, "drain")->status, STEP_RUNNING);
	model_see(&m, FACT_SRC_PREPARED, 0, "", 241);
	turn(&m, 250);
	CHECK_INT(state(&m, "drain")->status, STEP_COMPLETE);
	model_release(&m);
}

/* A guard is believed on a look since the fence; one that is missing breaks nothing, and one that failed breaks at once. */
static void a_guard_breaks_only_on_what_was_seen(void)
{
	struct model m;

	at_drain(&m);
	CHECK(intend(&m, INTENT_GO, NULL, NULL, 140, NULL));
	m.fence_at = 150;
	model_see(&m, FACT_SRC_FENCED, 1, "23 of 24", 149);
	turn(&m, 160);
	CHECK_INT(state(&m, "drain")->status, STEP_RUNNING);
	model_trouble(&m, PROBE_SOURCE, "gone", 170);
	turn(&m, 180);
	CHECK_INT(state(&m, "drain")->status, STEP_RUNNING);
	model_see(&m, FACT_SRC_FENCED, 1, "23 of 24", 190);
	turn(&m, 200);
	CHECK_INT(state(&m, "drain")->status, STEP_BROKEN);
	CHECK_STR(state(&m, "drain")->why, "fenced: 23 of 24");
	model_release(&m);
}

static void waivers_need_a_reason_and_a_waivable_gate(void)
{
	struct err err = { 0 };
	struct model m;
	struct verdict v;

	model_make(&m);
	CHECK(!intend(&m, INTENT_WAIVE, "fallback-rehearsed", "", 10, &err));
	CHECK(!intend(&m, INTENT_WAIVE, "copy-equal", "I am in a hurry", 10, &err));
	CHECK(!intend(&m, INTENT_WAIVE, "no-such-gate", "because", 10, &err));
	CHECK(intend(&m, INTENT_WAIVE, "fallback-rehearsed", "staging is broken", 10, &err));
	gate_ask(gate_find("fallback-rehearsed"), &m, 20, 0, &v);
	CHECK(v.kind == VERDICT_FAIL && v.waived && verdict_opens(&v));
	model_release(&m);
}

static void answers_are_checked(void)
{
	struct err err = { 0 };
	struct model m;

	model_make(&m);
	CHECK(!intend(&m, INTENT_ANSWER, "fallback.rehearsed", "maybe", 10, &err));
	CHECK(!intend(&m, INTENT_ANSWER, "fallback.rehearsed", "yes|no", 10, &err));
	CHECK(!intend(&m, INTENT_ANSWER, "window.start", "tomorrow", 10, &err));
	CHECK(!intend(&m, INTENT_ANSWER, "nothing.asks", "x", 10, &err));
	CHECK(intend(&m, INTENT_ANSWER, "window.start", "2026-11-24 03:40", 10, &err));
	CHECK_STR(model_answer(&m, "window.start"), "2026-11-24 03:40");
	model_release(&m);
}

/* As long as no publication was made: what it holds cannot change any more. */
static void tables_are_left_out_until_they_are_published(void)
{
	static const char intent[] = "{\"act\":\"create-publication\",\"undo\":false,\"commands\":[]}";
	struct err err = { 0 };
	struct event e = { .type = EV_ACT_INTENT, .at = 20, .step = "start-sync", .actor = "teal" };
	struct model m;

	model_make(&m);
	model_tables(&m);
	CHECK(!intend(&m, INTENT_ANSWER, "leave_out", "public.identities networks", 10, &err));
	CHECK(strstr(err.why, "networks"));
	CHECK(intend(&m, INTENT_ANSWER, "leave_out", "public.networks, public.identities", 10, &err));
	CHECK_INT(sync_tables(&m), 0);
	CHECK(intend(&m, INTENT_ANSWER, "leave_out", "none", 10, &err));
	CHECK_STR(model_answer(&m, "leave_out"), "");
	CHECK_INT(sync_tables(&m), 2);
	e.data = json_parse(intent, sizeof intent - 1, NULL);
	model_apply(&m, &e);
	json_free(e.data);
	CHECK(!intend(&m, INTENT_ANSWER, "leave_out", "public.networks", 30, &err));
	CHECK_INT(sync_tables(&m), 2);
	model_release(&m);
}

/* The entry for a target that nobody knows is there without a catalogue, too. */
static void marks_are_for_what_was_read(void)
{
	struct err err = { 0 };
	struct assessment a;
	struct assess_entry r = { 0 };
	struct model m;
	char *key;
	size_t i = 0;

	model_make(&m);
	CHECK(!intend(&m, INTENT_ANSWER, "read.release.1.1.0", "x", 10, &err));
	model_see(&m, FACT_BLUE_APP_VERSION, 0, "v1.0.0", 10);
	CHECK(upgrade_assess(&m, &a));
	while (assess_entry_at(&a, i, &r) && !r.required)
		i++;
	CHECK(r.required);
	key = mem_printf("read.%s", r.key);
	CHECK(!intend(&m, INTENT_ANSWER, key, "less than it says", 20, &err));
	CHECK(strstr(err.why, "says more") != NULL);
	CHECK(!intend(&m, INTENT_ANSWER, "read.release.9.9.9", r.sign, 20, &err));
	CHECK(!upgrade_was_read(&m, &r));
	m.observe = true;
	CHECK(!intend(&m, INTENT_ANSWER, key, r.sign, 20, &err));
	m.observe = false;
	CHECK(intend(&m, INTENT_ANSWER, key, r.sign, 20, &err));
	CHECK(upgrade_was_read(&m, &r));
	free(key);
	assessment_release(&a);
	model_release(&m);
}

static void the_switch_wants_the_name(void)
{
	struct err err = { 0 };
	struct model m;

	model_make(&m);
	model_complete_before(&m, "switch", 10);
	CHECK(!intend(&m, INTENT_GO, NULL, "yes", 20, &err));
	CHECK(strstr(err.why, "name") != NULL);
	model_release(&m);
}

static void undo_walks_back_what_was_touched_in_reverse(void)
{
	const struct act *act;
	struct err err = { 0 };
	struct model m;

	at_drain(&m);
	state(&m, "stop-writes")->touched = true;
	model_begun(&m, "start-sync", "create-subscription", NULL, 150);
	CHECK(!intend(&m, INTENT_UNDO, NULL, "wrong", 200, &err));
	CHECK(intend(&m, INTENT_UNDO, NULL, "kratos", 200, &err));
	CHECK(m.undoing);
	model_see(&m, FACT_SRC_REFUSES, 1, "", 210);
	act = turn(&m, 220);
	CHECK(act && strcmp(act->id, "open-writes") == 0);
	outcome(&m, act, 230, NULL);
	model_see(&m, FACT_SRC_REFUSES, 0, "", 240);
	turn(&m, 250);
	CHECK_INT(state(&m, "stop-writes")->act, 1);
	model_note_set(&m, "blue.relations", "[[\"public-ingress\",\"traefik-public\"]]", 251);
	model_see(&m, FACT_BLUE_APP_RELATIONS, 0, "[]", 255);
	turn(&m, 256);
	CHECK_INT(state(&m, "stop-writes")->act, 2);
	model_see(&m, FACT_BLUE_APP_RELATIONS, 1, "[[\"public-ingress\",\"traefik-public\"]]", 260);
	turn(&m, 270);
	model_see(&m, FACT_SRC_FENCED, -1, "0 of 24", 271);
	turn(&m, 272);
	turn(&m, 273);
	CHECK_INT(state(&m, "stop-writes")->status, STEP_REVERTED);
	CHECK_INT(model_write_stop(&m, 300), -1);
	model_see(&m, FACT_TGT_SUBSCRIPTION, 1, "", 280);
	act = turn(&m, 290);
	CHECK(act && strcmp(act->id, "drop-subscription") == 0);
	model_release(&m);
}

static void nothing_is_undone_after_the_switch(void)
{
	struct err err = { 0 };
	struct model m;

	model_make(&m);
	model_complete_before(&m, "soak", 10);
	state(&m, "switch")->touched = true;
	CHECK(!intend(&m, INTENT_UNDO, NULL, "kratos", 20, &err));
	CHECK(!m.undoing && strstr(err.now, "lose") != NULL);
	model_release(&m);
}

static void observing_changes_nothing(void)
{
	struct err err = { 0 };
	struct model m;

	at_drain(&m);
	m.observe = true;
	CHECK(!intend(&m, INTENT_GO, NULL, NULL, 140, &err));
	CHECK(!intend(&m, INTENT_WAIVE, "fallback-rehearsed", "staging is broken", 140, &err));
	CHECK(!intend(&m, INTENT_UNDO, NULL, "kratos", 140, &err));
	CHECK(turn(&m, 150) == NULL);
	model_release(&m);
}

static void probes_of_the_gates_are_wanted_and_hurried_when_waited_for(void)
{
	struct effects e;
	struct model m;

	at_drain(&m);
	engine_turn(&m, NULL, 150, "t", &e, NULL);
	CHECK(e.pace[PROBE_SOURCE] >= 500 && e.pace[PROBE_TRAFFIC] == 0);
	effects_release(&e);
	CHECK(intend(&m, INTENT_GO, NULL, NULL, 160, NULL));
	engine_turn(&m, NULL, 170, "t", &e, NULL);
	CHECK(e.pace[PROBE_TARGET] > 0 && e.pace[PROBE_TARGET] < 100);
	effects_release(&e);
	model_release(&m);
}

static void verified(struct model *m, const char *table, bool equal, int64_t at)
{
	struct json *data = json_object();
	struct event e = { .type = EV_VERIFIED, .at = at, .data = data };

	json_put_str(data, "mode", "copy");
	json_put_str(data, "table", table);
	json_put_bool(data, "equal", equal);
	json_put_int(data, "source_rows", 1);
	json_put_int(data, "target_rows", 1);
	model_apply(m, &e);
	json_free(data);
}

/* After a crash in the middle of a comparison the model knows only the tables that were compared. */
static void a_comparison_that_was_interrupted_is_not_whole(void)
{
	const struct gate *g = gate_find("copy-equal");
	struct verdict v;
	struct model m;

	model_make(&m);
	m.fenced_at = 9;
	verified(&m, "public.identities", true, 20);
	gate_ask(g, &m, 30, 0, &v);
	CHECK_INT(v.kind, VERDICT_UNKNOWN);
	model_see(&m, FACT_SRC_TABLES, 3, "", 30);
	gate_ask(g, &m, 31, 0, &v);
	CHECK_INT(v.kind, VERDICT_UNKNOWN);
	model_tables(&m);
	gate_ask(g, &m, 31, 0, &v);
	CHECK_INT(v.kind, VERDICT_WAIT);
	verified(&m, "public.networks", true, 40);
	gate_ask(g, &m, 41, 0, &v);
	CHECK_INT(v.kind, VERDICT_PASS);
	verified(&m, "public.networks", false, 50);
	gate_ask(g, &m, 51, 0, &v);
	CHECK_INT(v.kind, VERDICT_FAIL);
	model_release(&m);
}

static void undo_while_a_command_runs_comes_after_its_end(void)
{
	const struct act *act;
	struct model m;

	at_drain(&m);
	state(&m, "stop-writes")->touched = true;
	CHECK(intend(&m, INTENT_GO, NULL, NULL, 140, NULL));
	model_see(&m, FACT_SRC_MARKER, 1, "", 160);
	model_see(&m, FACT_TGT_SENTINEL, 0, "", 160);
	act = turn(&m, 170);
	CHECK(act != NULL);
	CHECK(intend(&m, INTENT_UNDO, NULL, "kratos", 180, NULL));
	CHECK(!m.undoing);
	outcome(&m, act, 190, "stopped on request");
	turn(&m, 200);
	CHECK(m.undoing);
	model_release(&m);
}

/* Ready to migrate, with a task that an earlier try left. */
static void at_migrate(struct model *m, const char *task)
{
	model_make(m);
	model_tables(m);
	model_complete_before(m, "migrate", 10);
	model_note_set(m, "migrate.task", "12", 20);
	model_see(m, FACT_SRC_FENCED, 0, "24 of 24", 100);
	model_see(m, FACT_GREEN_APP_REVISION, 409, "0.3/stable", 100);
	model_see(m, FACT_GREEN_APP_VERSION, 0, "v1.1.0", 100);
	model_see(m, FACT_GREEN_APP_UNITS, 1, "kratos/0", 100);
	CHECK(intend(m, INTENT_GO, NULL, NULL, 110, NULL));
	model_see(m, FACT_TGT_MIGRATIONS, 1, "20150100000001000000", 120);
	if (task)
		model_see(m, FACT_TASK, -1, task, 120);
	else
		model_trouble(m, PROBE_TASK, "juju did not answer", 120);
}

static void a_migration_that_may_still_run_is_not_begun_again(void)
{
	const struct act *act;
	struct model m;

	at_migrate(&m, "running");
	CHECK(turn(&m, 130) == NULL);
	model_release(&m);
	at_migrate(&m, NULL);
	CHECK(turn(&m, 130) == NULL);
	model_release(&m);
	at_migrate(&m, "failed");
	act = turn(&m, 130);
	CHECK(act && strcmp(act->id, "run-migration") == 0);
	model_release(&m);
}

static void a_fence_that_was_there_already_is_taken_over(void)
{
	struct model m;

	model_make(&m);
	model_tables(&m);
	model_complete_before(&m, "stop-writes", 10);
	state(&m, "stop-writes")->status = STEP_RUNNING;
	state(&m, "stop-writes")->phase_since = 20;
	model_note_set(&m, "blue.relations", "[]", 20);
	model_see(&m, FACT_BLUE_APP_RELATIONS, 0, "[]", 30);
	turn(&m, 40);
	model_see(&m, FACT_SRC_FENCED, 0, "24 of 24", 50);
	turn(&m, 60);
	CHECK_INT(state(&m, "stop-writes")->act, 2);
	CHECK(m.fenced_at > 0 && m.fence_at == 60);
	CHECK(state(&m, "stop-writes")->touched);
	CHECK(model_write_stop(&m, 100) > 0);
	model_release(&m);
}

static void green_on_blue_is_refused(void)
{
	struct verdict v;
	struct model m;

	model_make(&m);
	model_see(&m, FACT_SRC_IDENTITY, 0, "7001", 10);
	model_see(&m, FACT_TGT_IDENTITY, 0, "7001", 10);
	gate_ask(gate_find("target-apart"), &m, 20, 0, &v);
	CHECK_INT(v.kind, VERDICT_FAIL);
	model_see(&m, FACT_TGT_IDENTITY, 0, "7002", 10);
	gate_ask(gate_find("target-apart"), &m, 20, 0, &v);
	CHECK_INT(v.kind, VERDICT_PASS);
	model_release(&m);
}

static const struct check_case cases[] = {
	{ "a step does not start before its gates open", a_step_does_not_start_before_its_gates_open },
	{ "an act is looked for before it is run", an_act_is_looked_for_before_it_is_run },
	{ "the intent comes before the act, the sight after it", the_intent_comes_before_the_act_and_the_sight_after_it },
	{ "a failed command breaks the step, and it can be tried again", a_failed_command_breaks_the_step_and_it_can_be_tried_again },
	{ "after a crash it looks before it repeats", after_a_crash_it_looks_before_it_repeats },
	{ "closing gates want facts from after the act", closing_gates_want_facts_from_after_the_act },
	{ "a guard breaks only on what was seen", a_guard_breaks_only_on_what_was_seen },
	{ "waivers need a reason and a waivable gate", waivers_need_a_reason_and_a_waivable_gate },
	{ "answers are checked", answers_are_checked },
	{ "tables are left out until they are published", tables_are_left_out_until_they_are_published },
	{ "a mark is taken for an entry that is there and says what was read", marks_are_for_what_was_read },
	{ "the switch wants the application's name", the_switch_wants_the_name },
	{ "undo walks back what was touched, in reverse", undo_walks_back_what_was_touched_in_reverse },
	{ "nothing is undone after the switch", nothing_is_undone_after_the_switch },
	{ "observing changes nothing", observing_changes_nothing },
	{ "a comparison that was interrupted does not count as whole", a_comparison_that_was_interrupted_is_not_whole },
	{ "undo while a command runs comes after its end", undo_while_a_command_runs_comes_after_its_end },
	{ "a migration that may still run is not begun again", a_migration_that_may_still_run_is_not_begun_again },
	{ "a fence that was there already is taken over", a_fence_that_was_there_already_is_taken_over },
	{ "a target that is the source is refused", green_on_blue_is_refused },
	{ "the probes of the gates are wanted, and hurried when waited for", probes_of_the_gates_are_wanted_and_hurried_when_waited_for },
};
CHECK_MAIN(cases)
