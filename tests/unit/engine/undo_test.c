/* The way back as the engine walks it: one part that stays does not keep the others, and the end tells what was seen. */
#include "config.h"

#include "plan/undo.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "engine/engine.h"
#include "plan/ending.h"
#include "plan/event.h"
#include "plan/step.h"
#include "plan/walk.h"
#include "tests/unit/check.h"
#include "tests/unit/model_make.h"

static int64_t now;

static void fold(struct model *m, enum event_type type, const char *step, const char *text)
{
	struct json *data = json_parse(text, strlen(text), NULL);
	struct event e = { .type = type, .at = ++now, .step = step, .actor = "tester@host", .data = data };

	model_apply(m, &e);
	json_free(data);
}

/* The act that is to be performed, NULL none. */
static const struct act *turn(struct model *m)
{
	struct effects e;
	const struct act *act;

	engine_turn(m, NULL, ++now, "tester@host", &e, NULL);
	act = model_follow(m, &e);
	effects_release(&e);
	return act;
}

static void outcome(struct model *m, const char *act, const char *why)
{
	struct err err = { 0 };
	struct effects e = { 0 };

	if (why)
		err_set(&err, ERR_WORLD, "the command failed", why, "");
	engine_outcome(m, act_find(act), ++now, 5, why ? &err : NULL, &e);
	model_follow(m, &e);
	effects_release(&e);
}

static void see(struct model *m, enum fact_id id, int64_t num, const char *text)
{
	model_see(m, id, num, text, ++now);
}

static struct step_state *state(struct model *m, const char *step)
{
	return &m->step[step_index(m->strategy, step)];
}

static bool performs(struct model *m, const char *act)
{
	const struct act *got = turn(m);

	if (got && strcmp(got->id, act) == 0)
		return true;
	printf("# %s, want %s\n", got ? got->id : "nothing", act);
	return false;
}

/* Fenced, with a replication and a green of its own, and told to undo; blue was seen once. */
static void undoing(struct model *m)
{
	static const char *const made[] = { "marker-source", "marker-target", "create-publication", "create-slot", "create-subscription" };
	struct intent intent = { INTENT_UNDO, NULL, "kratos" };
	struct effects e;

	now = 1000;
	model_make(m);
	model_tables(m);
	model_complete_before(m, "drain", 10);
	model_note_set(m, "blue.relations", "[]", 11);
	model_note_set(m, "blue.revision", "300", 11);
	model_note_set(m, "blue.version", "1.0.0", 11);
	model_note_set(m, "blue.units", "3", 11);
	see(m, FACT_BLUE_HEALTH, 200, "");
	see(m, FACT_BLUE_APP_REVISION, 300, "stable");
	see(m, FACT_BLUE_APP_VERSION, 0, "1.0.0");
	see(m, FACT_BLUE_APP_UNITS, 3, "");
	see(m, FACT_BLUE_APP_SETTLED, 1, "");
	model_begun(m, "deploy-green", "deploy-app", NULL, 20);
	for (size_t i = 0; i < mem_count(made); i++)
		model_begun(m, "start-sync", made[i], NULL, 30);
	model_begun(m, "stop-writes", "fence", NULL, 40);
	CHECK(engine_turn(m, &intent, ++now, "tester@host", &e, NULL));
	model_follow(m, &e);
	effects_release(&e);
	CHECK(m->undoing);
}

/* What every act of the undo looks at. */
static void world(struct model *m, int64_t fenced, int64_t replication)
{
	see(m, FACT_SRC_REFUSES, fenced >= 0, "");
	see(m, FACT_SRC_FENCED, fenced, "");
	see(m, FACT_BLUE_APP_RELATIONS, 0, "[]");
	see(m, FACT_TGT_SUBSCRIPTION, replication, "");
	see(m, FACT_SRC_SLOT, replication, "");
	see(m, FACT_SRC_PUBLICATION, replication, "");
	see(m, FACT_SRC_MARKER, replication + 1, "");
	see(m, FACT_TGT_MARKER, replication + 1, "");
	see(m, FACT_GREEN_APP, 0, "");
	see(m, FACT_GREEN_PG_SETTLED, 0, "absent");
}

/* Green is away: its parts stay, blue's go, and the fence went before any of them. */
static void what_stays_does_not_keep_the_rest(void)
{
	struct undo_stayed s;
	struct str words;
	struct model m;

	undoing(&m);
	world(&m, 0, 1);
	CHECK(performs(&m, "open-writes"));
	outcome(&m, "open-writes", NULL);
	world(&m, -1, 1);
	for (int i = 0; i < 8 && state(&m, "stop-writes")->status != STEP_REVERTED; i++) {
		world(&m, -1, 1);
		CHECK(turn(&m) == NULL);
	}
	CHECK_INT(state(&m, "stop-writes")->status, STEP_REVERTED);
	model_trouble(&m, PROBE_TARGET, "no route to green", ++now);
	CHECK(performs(&m, "drop-subscription"));
	outcome(&m, "drop-subscription", "no route to green");
	CHECK_STR(model_note(&m, "stayed.drop-subscription"), "no route to green");
	CHECK(!state(&m, "start-sync")->what);
	see(&m, FACT_SRC_SLOT, 1, "");
	CHECK(performs(&m, "drop-slot"));
	outcome(&m, "drop-slot", NULL);
	see(&m, FACT_SRC_SLOT, -1, "");
	turn(&m);
	see(&m, FACT_SRC_PUBLICATION, -1, "");
	turn(&m);
	see(&m, FACT_SRC_MARKER, 0, "");
	turn(&m);
	model_trouble(&m, PROBE_TARGET, "no route to green", ++now);
	CHECK(performs(&m, "drop-marker-target"));
	outcome(&m, "drop-marker-target", "no route to green");
	/* the step is told as one of which something stayed, and the one before it is walked all the same */
	CHECK(turn(&m) == NULL && state(&m, "start-sync")->what);
	CHECK(state(&m, "start-sync")->status != STEP_REVERTED);
	CHECK_INT(walk_undo_step(&m), step_index(m.strategy, "deploy-green"));
	for (int i = 0; i < 4; i++) {
		world(&m, -1, -1);
		turn(&m);
	}
	CHECK_INT(state(&m, "deploy-green")->status, STEP_REVERTED);
	/* it stands still, and does not say that the run is undone */
	CHECK_INT(walk_undo_step(&m), step_index(m.strategy, "start-sync"));
	CHECK(turn(&m) == NULL && m.end == RUN_OPEN && m.undoing);
	CHECK(undo_stayed_at(&m, 0, &s) && strcmp(s.act->id, "drop-subscription") == 0 && strcmp(s.step->id, "start-sync") == 0);
	CHECK(undo_stayed_at(&m, 1, &s) && strcmp(s.act->id, "drop-marker-target") == 0);
	CHECK(!undo_stayed_at(&m, 2, &s));
	str_init(&words, STR_PAGE);
	undo_stayed_words(&m, &words);
	CHECK_STR(str_text(&words), state(&m, "start-sync")->why);
	CHECK(strstr(str_text(&words), "stays on green") && strstr(str_text(&words), "no route to green"));
	str_release(&words);
	model_release(&m);
}

/* The gravest of all is told in capitals, and the users' way is walked on. */
static void a_fence_that_stays_is_loud_and_the_rest_goes_on(void)
{
	struct model m;

	undoing(&m);
	world(&m, 0, 1);
	CHECK(performs(&m, "open-writes"));
	outcome(&m, "open-writes", "canceling statement due to lock timeout");
	for (int i = 0; i < 8 && walk_undo_step(&m) == step_index(m.strategy, "stop-writes"); i++) {
		const struct act *act;

		world(&m, 0, 1);
		act = turn(&m);
		if (act && CHECK_STR(act->id, "unfence"))
			outcome(&m, "unfence", "public.a is held by pid 7");
	}
	CHECK(state(&m, "stop-writes")->what && strstr(state(&m, "stop-writes")->why, "THE FENCE STAYS ON BLUE"));
	CHECK(strstr(state(&m, "stop-writes")->why, "canceling statement due to lock timeout") != NULL);
	CHECK(model_write_stop(&m, now) > 0);
	world(&m, 0, 1);
	CHECK(performs(&m, "drop-subscription"));
	model_release(&m);
}

/* All is walked but what stayed; told again, only that is done, and the run is undone. */
static void what_stayed_is_tried_again(void)
{
	struct intent intent = { INTENT_UNDO, NULL, "kratos" };
	struct undo_stayed s;
	struct effects e;
	struct model m;

	undoing(&m);
	for (int i = 0; i < 40; i++) {
		const struct act *act;

		world(&m, -1, -1);
		see(&m, FACT_SRC_SLOT, 1, "");
		act = turn(&m);
		if (act && CHECK_STR(act->id, "drop-slot"))
			outcome(&m, "drop-slot", "slot teal_test_1 is still read");
	}
	CHECK(m.end == RUN_OPEN && undo_stayed_at(&m, 0, &s) && strstr(s.act->stays, "disk is full"));
	CHECK(engine_turn(&m, &intent, ++now, "tester@host", &e, NULL));
	model_follow(&m, &e);
	effects_release(&e);
	CHECK(!undo_stayed_at(&m, 0, &s));
	for (int i = 0; i < 40 && m.end == RUN_OPEN; i++) {
		world(&m, -1, -1);
		see(&m, FACT_BLUE_HEALTH, 200, "");
		see(&m, FACT_BLUE_APP_REVISION, 300, "stable");
		see(&m, FACT_BLUE_APP_VERSION, 0, "1.0.0");
		see(&m, FACT_BLUE_APP_UNITS, 3, "kratos/0 kratos/1 kratos/2");
		see(&m, FACT_BLUE_APP_SETTLED, 1, "active");
		CHECK(turn(&m) == NULL);
	}
	CHECK_INT(m.end, RUN_UNDONE);
	model_release(&m);
}

/* A goal that is not seen in its time is told with what was seen instead. */
static void a_goal_that_is_not_reached_stays_with_its_evidence(void)
{
	struct model m;

	undoing(&m);
	world(&m, 0, 1);
	CHECK(performs(&m, "open-writes"));
	outcome(&m, "open-writes", NULL);
	now += act_find("open-writes")->settle_ms + 1;
	see(&m, FACT_SRC_REFUSES, 1, "");
	CHECK(turn(&m) == NULL);
	CHECK(model_note(&m, "stayed.open-writes") && strstr(model_note(&m, "stayed.open-writes"), "the fence refuses writes"));
	CHECK(!state(&m, "stop-writes")->record[state(&m, "stop-writes")->records - 1].ok);
	CHECK_INT(state(&m, "stop-writes")->act, 1);
	model_release(&m);
}

/* Blue takes writes and has its ingress: a trigger that stays locks nobody out. One of both that stays does. */
static void users_are_back_before_the_last_trigger(void)
{
	static const char opened[] = "{\"act\":\"open-writes\",\"undo\":true}", routed[] = "{\"act\":\"routes-back\",\"undo\":true}",
			  stayed[] = "{\"key\":\"stayed.open-writes\",\"text\":\"no route\"}";
	struct model m;

	undoing(&m);
	CHECK(ending_locked_out(&m));
	fold(&m, EV_ACT_DONE, "stop-writes", opened);
	CHECK(ending_locked_out(&m));
	fold(&m, EV_ACT_DONE, "stop-writes", routed);
	CHECK(!ending_locked_out(&m));
	model_release(&m);
	undoing(&m);
	fold(&m, EV_NOTE, "stop-writes", stayed);
	fold(&m, EV_ACT_DONE, "stop-writes", routed);
	CHECK(ending_locked_out(&m));
	model_release(&m);
}

/* Teal died while it took the fence down: the next one does it without being asked. */
static void an_act_that_was_lost_is_done_again(void)
{
	struct model m;

	undoing(&m);
	world(&m, 0, 1);
	CHECK(performs(&m, "open-writes"));
	fold(&m, EV_RUN_RESUMED, NULL, "{}");
	CHECK_INT(state(&m, "stop-writes")->phase, ACT_LOST);
	CHECK(turn(&m) == NULL);
	world(&m, 0, 1);
	CHECK(performs(&m, "open-writes"));
	CHECK(!model_note(&m, "stayed.open-writes"));
	model_release(&m);
}

/* Everything is taken back; what is said of blue is what was seen since. */
static void taken_back(struct model *m)
{
	undoing(m);
	for (int i = 0; i < 40 && walk_undo_step(m) >= 0; i++) {
		world(m, -1, -1);
		turn(m);
	}
	CHECK_INT(walk_undo_step(m), -1);
}

static void blue_is_asked_before_it_is_said_to_serve(void)
{
	const char *words;
	struct effects e;
	struct model m;

	taken_back(&m);
	engine_turn(&m, NULL, ++now, "t", &e, NULL);
	CHECK_INT(e.count, 0);
	CHECK(e.pace[PROBE_HEALTH_BLUE] > 0 && e.pace[PROBE_STATUS_BLUE] > 0);
	effects_release(&e);
	see(&m, FACT_BLUE_HEALTH, 503, "not ready");
	see(&m, FACT_BLUE_APP_REVISION, 409, "stable");
	see(&m, FACT_BLUE_APP_VERSION, 0, "1.1.0");
	see(&m, FACT_BLUE_APP_UNITS, 3, "");
	see(&m, FACT_BLUE_APP_SETTLED, 1, "");
	turn(&m);
	CHECK_INT(m.end, RUN_OPEN); /* it may need a moment */
	now += 61000;
	turn(&m);
	turn(&m);
	CHECK_INT(m.end, RUN_UNDONE);
	CHECK_INT(undo_blue_noted(&m, &words), UNDO_BLUE_OTHER);
	CHECK_STR(words, "health/ready: 503 not ready; revision 409, was 300; version 1.1.0, was 1.0.0");
	model_release(&m);
}

static void blue_that_cannot_be_asked_is_said_to_be_unseen(void)
{
	const char *words;
	struct model m;

	taken_back(&m);
	model_trouble(&m, PROBE_HEALTH_BLUE, "no answer from blue", ++now);
	turn(&m);
	CHECK_INT(m.end, RUN_OPEN);
	now += 16000;
	turn(&m);
	CHECK_INT(m.end, RUN_UNDONE);
	CHECK_INT(undo_blue_noted(&m, &words), UNDO_BLUE_UNSEEN);
	CHECK_STR(words, "no answer from blue");
	model_release(&m);
}

static const struct check_case cases[] = {
	{ "what stays does not keep the rest", what_stays_does_not_keep_the_rest },
	{ "a fence that stays is loud, and the rest goes on", a_fence_that_stays_is_loud_and_the_rest_goes_on },
	{ "users are back before the last trigger", users_are_back_before_the_last_trigger },
	{ "what stayed is tried again", what_stayed_is_tried_again },
	{ "a goal that is not reached stays with its evidence", a_goal_that_is_not_reached_stays_with_its_evidence },
	{ "an act that was lost is done again", an_act_that_was_lost_is_done_again },
	{ "blue is asked before it is said to serve", blue_is_asked_before_it_is_said_to_serve },
	{ "blue that cannot be asked is said to be unseen", blue_that_cannot_be_asked_is_said_to_be_unseen },
};
CHECK_MAIN(cases)
