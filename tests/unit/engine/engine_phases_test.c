/* Each phase of an act against each thing that can be seen in it, to the millisecond; what closes a step; what is looked for. */
#include "config.h"

#include "engine/engine.h"

#include "base/err.h"
#include "base/mem.h"
#include "codec/json.h"
#include "plan/event.h"
#include "plan/gate.h"
#include "plan/step.h"
#include "tests/unit/check.h"
#include "tests/unit/model_make.h"

/* What one turn did. */
enum did { NOTHING, FOUND, PERFORMED, BROKE };

static enum did turn(struct model *m, int64_t now)
{
	enum did did = NOTHING;
	struct effects e;

	engine_turn(m, NULL, now, "tester@host", &e, NULL);
	for (size_t i = 0; i < e.count; i++) {
		if (e.item[i].kind == EFFECT_PERFORM)
			did = PERFORMED;
		else if (e.item[i].kind == EFFECT_RECORD && e.item[i].event.type == EV_ACT_DONE)
			did = FOUND;
		else if (e.item[i].kind == EFFECT_RECORD && e.item[i].event.type == EV_STEP_FAILED)
			did = BROKE;
	}
	model_follow(m, &e);
	effects_release(&e);
	return did;
}

static bool intend(struct model *m, enum intent_kind kind, const char *text, int64_t now, struct err *err)
{
	struct intent intent = { kind, NULL, text };
	struct effects e;
	bool ok = engine_turn(m, &intent, now, "tester@host", &e, err);

	model_follow(m, &e);
	effects_release(&e);
	return ok;
}

static void outcome(struct model *m, const char *act, int64_t now, const char *why)
{
	struct err err = { .kind = ERR_WORLD };
	struct effects e = { 0 };

	if (why)
		err_set(&err, ERR_WORLD, "the command failed", why, "try again");
	engine_outcome(m, act_find(act), now, 5, why ? &err : NULL, &e);
	model_follow(m, &e);
	effects_release(&e);
}

static void apply(struct model *m, enum event_type type, const char *step, const char *text, int64_t at)
{
	struct json *data = json_parse(text, strlen(text), NULL);
	struct event e = { .type = type, .at = at, .step = step, .actor = "tester@host", .data = data };

	model_apply(m, &e);
	json_free(data);
}

static struct step_state *state(struct model *m, const char *step)
{
	return &m->step[step_index(m->strategy, step)];
}

/* Two steps: a quick act whose gate goes by facts, and one that goes on at the other end. The step was begun at 1000. */
enum { BEGUN = 1000, QUICK = 0, LONG = 1 };

static const struct {
	const char *step, *act;
} acts[] = { [QUICK] = { "drain", "sentinel" }, [LONG] = { "migrate", "run-migration" } };

static void fence_seen(struct model *m, int64_t at)
{
	model_see(m, FACT_SRC_FENCED, 0, "3 of 3", at);
}

static void begin(struct model *m, int which)
{
	model_make(m);
	model_tables(m);
	model_complete_before(m, acts[which].step, 10);
	m->fenced_at = 9;
	fence_seen(m, BEGUN);
	apply(m, EV_STEP_STARTED, acts[which].step, "{}", BEGUN);
}

enum seen { UNSEEN, PASSES, WAITS, FAILS };

static void see(struct model *m, int which, enum seen what, int64_t at)
{
	static const char *const tasks[] = { [PASSES] = "completed", [WAITS] = "running", [FAILS] = "failed" };

	if (what == UNSEEN)
		return;
	fence_seen(m, at);
	if (which == LONG) {
		model_see(m, FACT_TGT_MIGRATIONS, 1, "1", at);
		model_see(m, FACT_TASK, 0, tasks[what], at);
	} else {
		model_see(m, FACT_SRC_MARKER, 1, what == FAILS ? "" : "sentinel-9", at);
		model_see(m, FACT_TGT_SENTINEL, 0, what == PASSES ? "sentinel-9" : "", at);
	}
}

/* Brings the act to the phase, which begins at 2000. */
static void enter(struct model *m, int which, enum act_phase phase)
{
	char *intent = mem_printf("{\"act\":\"%s\",\"commands\":[]}", acts[which].act);

	if (phase == ACT_NOT_BEGUN)
		state(m, acts[which].step)->phase_since = 2000;
	else
		apply(m, EV_ACT_INTENT, acts[which].step, intent, phase == ACT_ASKED ? 2000 : 1500);
	if (phase == ACT_SETTLING)
		outcome(m, acts[which].act, 2000, NULL);
	if (phase == ACT_LOST)
		apply(m, EV_RUN_RESUMED, NULL, "{}", 2000);
	CHECK_INT(state(m, acts[which].step)->phase, phase);
	free(intent);
}

/* looked: before or after the begin of the phase, in ms; then a turn `after` ms behind the begin. 0 as settle: the act's own time. */
static const struct {
	enum act_phase phase;
	int which;
	enum seen seen;
	int64_t looked, after;
	enum did did;
	const char *why;
} rows[] = {
	{ ACT_NOT_BEGUN, QUICK, UNSEEN, 0, 10, NOTHING, "nothing before anybody has looked" },
	{ ACT_NOT_BEGUN, QUICK, FAILS, 0, 10, NOTHING, "a look from before the phase is none" },
	{ ACT_NOT_BEGUN, QUICK, FAILS, 1, 10, PERFORMED, "it is to be done" },
	{ ACT_NOT_BEGUN, QUICK, WAITS, 1, 10, PERFORMED, "it is to be done" },
	{ ACT_NOT_BEGUN, QUICK, PASSES, 1, 10, FOUND, "it is there already" },
	{ ACT_NOT_BEGUN, QUICK, PASSES, -1, 10, NOTHING, "an old look finds nothing" },
	{ ACT_NOT_BEGUN, LONG, WAITS, 1, 10, NOTHING, "an earlier try goes on" },
	{ ACT_NOT_BEGUN, LONG, FAILS, 1, 10, PERFORMED, "it is to be done" },
	{ ACT_ASKED, QUICK, PASSES, 1, 10, NOTHING, "the outcome is waited for" },
	{ ACT_ASKED, QUICK, FAILS, 1, 10, NOTHING, "the outcome is waited for" },
	{ ACT_SETTLING, QUICK, PASSES, -1, 10, NOTHING, "what was seen before its end proves nothing" },
	{ ACT_SETTLING, QUICK, PASSES, 0, 10, NOTHING, "what was seen as it ended proves nothing" },
	{ ACT_SETTLING, QUICK, PASSES, 1, 10, FOUND, "the goal is seen" },
	{ ACT_SETTLING, QUICK, WAITS, 1, 10, NOTHING, "it is given time" },
	{ ACT_LOST, QUICK, UNSEEN, 0, 10, NOTHING, "nothing before anybody has looked" },
	{ ACT_LOST, QUICK, PASSES, -1, 10, NOTHING, "a look of the session before is none" },
	{ ACT_LOST, QUICK, PASSES, 1, 10, FOUND, "it was done after all" },
	{ ACT_LOST, QUICK, WAITS, 1, 9999, NOTHING, "a quick command shows in a moment" },
	{ ACT_LOST, QUICK, FAILS, 1, 10, BROKE, "it was not done" },
	{ ACT_LOST, LONG, WAITS, 1, 10001, NOTHING, "it goes on at the other end" },
	{ ACT_LOST, LONG, FAILS, 1, 10, BROKE, "it was not done" },
	{ ACT_LOST, LONG, PASSES, 1, 10, FOUND, "it was done meanwhile" },
};

static void each_phase_does_what_its_look_says(void)
{
	for (size_t i = 0; i < mem_count(rows); i++) {
		struct model m;
		enum did did;

		begin(&m, rows[i].which);
		enter(&m, rows[i].which, rows[i].phase);
		see(&m, rows[i].which, rows[i].seen, 2000 + rows[i].looked);
		if (rows[i].after > 5000 && rows[i].seen != UNSEEN)
			see(&m, rows[i].which, rows[i].seen, 2000 + rows[i].after);
		did = turn(&m, 2000 + rows[i].after);
		if (!CHECK_INT(did, rows[i].did))
			printf("# row %zu: %s in phase %d: %s\n", i, acts[rows[i].which].act, (int)rows[i].phase, rows[i].why);
		model_release(&m);
	}
}

/* The last moment counts, and the one behind it does not. */
static void patience_ends_to_the_millisecond(void)
{
	const int64_t settle = act_find("sentinel")->settle_ms;
	struct model m;

	begin(&m, QUICK);
	enter(&m, QUICK, ACT_SETTLING);
	see(&m, QUICK, WAITS, 2000 + settle);
	CHECK_INT(turn(&m, 2000 + settle), NOTHING);
	CHECK_INT(turn(&m, 2000 + settle + 1), BROKE);
	model_release(&m);
	begin(&m, QUICK);
	enter(&m, QUICK, ACT_LOST);
	see(&m, QUICK, WAITS, 12000);
	CHECK_INT(turn(&m, 12000), BROKE);
	model_release(&m);
	/* a probe that is dead for ever */
	begin(&m, QUICK);
	enter(&m, QUICK, ACT_NOT_BEGUN);
	CHECK_INT(turn(&m, 2000 + settle + 60000), NOTHING);
	CHECK_INT(turn(&m, 2000 + settle + 60001), BROKE);
	model_release(&m);
}

/* A look that failed counts as one; what was seen before it does not. */
static void a_look_that_failed_does_not_make_an_old_fact_new(void)
{
	struct model m;

	begin(&m, QUICK);
	enter(&m, QUICK, ACT_SETTLING);
	see(&m, QUICK, PASSES, 1999);
	model_trouble(&m, PROBE_SOURCE, "the database did not answer", 2001);
	model_trouble(&m, PROBE_TARGET, "the database did not answer", 2001);
	CHECK_INT(turn(&m, 2002), NOTHING);
	model_release(&m);
}

/* The note is written before the step is complete. */
static void what_a_step_remembers_is_noted(void)
{
	struct model m;

	model_make(&m);
	model_complete_before(&m, "backup-before", 10);
	apply(&m, EV_STEP_STARTED, "backup-before", "{}", 20);
	apply(&m, EV_ACT_DONE, "backup-before", "{\"act\":\"find-primary\"}", 30);
	apply(&m, EV_ACT_DONE, "backup-before", "{\"act\":\"backup-before\"}", 40);
	model_see(&m, FACT_BLUE_BACKUP, 35, "2025-11-24T15:00:00Z", 50);
	turn(&m, 51);
	CHECK_INT(state(&m, "backup-before")->status, STEP_COMPLETE);
	CHECK(model_note(&m, "checkpoint.before") && strstr(model_note(&m, "checkpoint.before"), "2025-11-24T15:00:00Z|35|"));
	model_release(&m);
}

static void a_command_that_failed_is_recorded_as_one(void)
{
	struct model m;
	struct step_state *s;

	begin(&m, QUICK);
	enter(&m, QUICK, ACT_ASKED);
	outcome(&m, "sentinel", 2500, "the server went away");
	s = state(&m, "drain");
	CHECK(s->status == STEP_BROKEN && s->phase == ACT_NOT_BEGUN && s->touched);
	CHECK(s->records == 1 && s->record[0].ended && !s->record[0].ok);
	CHECK_STR(s->record[0].why, "the server went away");
	model_release(&m);
}

/* The looks of the session before are not in the journal: what a step rests on is seen anew. */
static void a_resume_begins_every_phase_anew(void)
{
	struct model m;

	begin(&m, QUICK);
	enter(&m, QUICK, ACT_SETTLING);
	see(&m, QUICK, PASSES, 2001);
	apply(&m, EV_RUN_RESUMED, NULL, "{}", 3000);
	CHECK_INT(state(&m, "drain")->phase_since, 3000);
	CHECK_INT(turn(&m, 3001), NOTHING);
	see(&m, QUICK, PASSES, 3002);
	CHECK_INT(turn(&m, 3003), FOUND);
	model_release(&m);
}

/* Users feel the write-stop from the first act that stops them, until the step is taken back as a whole. */
static void the_clock_of_the_write_stop_starts_once(void)
{
	struct model m;

	model_make(&m);
	model_complete_before(&m, "stop-writes", 10);
	apply(&m, EV_STEP_STARTED, "stop-writes", "{}", 20);
	CHECK_INT(model_write_stop(&m, 25), -1);
	apply(&m, EV_ACT_INTENT, "stop-writes", "{\"act\":\"routes-off\",\"commands\":[]}", 30);
	CHECK_INT(m.fenced_at, 30);
	apply(&m, EV_ACT_DONE, "stop-writes", "{\"act\":\"routes-off\"}", 40);
	apply(&m, EV_ACT_INTENT, "stop-writes", "{\"act\":\"fence\",\"commands\":[]}", 50);
	apply(&m, EV_ACT_DONE, "stop-writes", "{\"act\":\"fence\"}", 60);
	CHECK_INT(m.fenced_at, 30);
	CHECK_INT(m.fence_at, 60);
	CHECK_INT(model_write_stop(&m, 130), 100);
	apply(&m, EV_UNDO_STARTED, NULL, "{}", 200);
	apply(&m, EV_ACT_INTENT, "stop-writes", "{\"act\":\"routes-back\",\"undo\":true,\"commands\":[]}", 210);
	CHECK_INT(m.fenced_at, 30);
	apply(&m, EV_STEP_UNDONE, "stop-writes", "{}", 220);
	CHECK_INT(model_write_stop(&m, 230), -1);
	CHECK_INT(m.fence_at, 0);
	model_release(&m);
}

/* All that closes the step was seen, and one of it before the last act was done. */
static void a_step_is_closed_by_what_was_seen_after_its_last_act(void)
{
	struct model m;

	begin(&m, QUICK);
	apply(&m, EV_ACT_DONE, "drain", "{\"act\":\"sentinel\"}", 1500);
	model_see(&m, FACT_SRC_XIDS, 0, "", 1999);
	model_see(&m, FACT_SRC_PREPARED, 0, "", 1999);
	apply(&m, EV_ACT_DONE, "drain", "{\"act\":\"durable\"}", 2000);
	see(&m, QUICK, PASSES, 2001);
	model_see(&m, FACT_TGT_DURABLE, 0, "durable-9", 2001);
	turn(&m, 2002);
	CHECK_INT(state(&m, "drain")->status, STEP_RUNNING);
	model_see(&m, FACT_SRC_XIDS, 0, "", 2003);
	model_see(&m, FACT_SRC_PREPARED, 0, "", 2003);
	turn(&m, 2004);
	CHECK_INT(state(&m, "drain")->status, STEP_COMPLETE);
	model_release(&m);
}

static void an_observer_does_nothing(void)
{
	struct model m;
	struct effects e;

	begin(&m, QUICK);
	enter(&m, QUICK, ACT_NOT_BEGUN);
	see(&m, QUICK, FAILS, 2001);
	m.observe = true;
	engine_turn(&m, NULL, 2002, "tester@host", &e, NULL);
	CHECK_INT(e.count, 0);
	CHECK(e.pace[PROBE_SOURCE] > 0);
	effects_release(&e);
	model_release(&m);
}

/* Whatever became of it: users may be on green since its first command. */
static void a_switch_that_broke_is_not_undone(void)
{
	struct err err = { 0 };
	struct model m;

	model_make(&m);
	model_complete_before(&m, "switch", 10);
	apply(&m, EV_STEP_STARTED, "switch", "{}", 20);
	CHECK(intend(&m, INTENT_UNDO, "kratos", 21, NULL) && m.undoing);
	model_release(&m);
	model_make(&m);
	model_complete_before(&m, "switch", 10);
	apply(&m, EV_STEP_STARTED, "switch", "{}", 20);
	apply(&m, EV_ACT_INTENT, "switch", "{\"act\":\"green-routes\",\"commands\":[]}", 21);
	apply(&m, EV_ACT_OUTCOME, "switch", "{\"act\":\"green-routes\",\"ok\":false,\"why\":\"refused\"}", 22);
	apply(&m, EV_STEP_FAILED, "switch", "{\"what\":\"w\",\"why\":\"y\",\"now\":\"n\"}", 23);
	CHECK(!intend(&m, INTENT_UNDO, "kratos", 24, &err) && !m.undoing);
	CHECK(strstr(err.why, "switched") != NULL);
	model_release(&m);
}

static int64_t pace(struct model *m, enum probe_id id)
{
	struct effects e;
	int64_t ms;

	engine_turn(m, NULL, 30, "tester@host", &e, NULL);
	ms = e.pace[id];
	effects_release(&e);
	return ms;
}

static void looked_for(struct model *m, const struct step *s, const struct gate *g)
{
	enum fact_id id;

	for (size_t i = 0; (id = gate_fact(g, m, i)) != FACT_END; i++)
		if (!CHECK(pace(m, fact_rows[id].probe) > 0))
			printf("# %s, %s: nobody looks for %s\n", s->id,
			       m->step[step_index(m->strategy, s->id)].begun ? "runs" : "not begun", fact_rows[id].name);
}

/* Each fact of each gate of the step is looked for, before it begins and while it runs. */
static void every_gate_of_a_step_gets_its_probes(void)
{
	struct model m;

	model_make(&m);
	for (size_t i = 0; i < m.strategy->steps; i++) {
		const struct step *s = &m.strategy->step[i];

		model_release(&m);
		model_make(&m);
		model_complete_before(&m, s->id, 10);
		for (size_t n = 0; n < STEP_LIST && s->need[n]; n++)
			looked_for(&m, s, gate_find(s->need[n]));
		apply(&m, EV_STEP_STARTED, s->id, "{}", 20);
		for (size_t n = 0; n < STEP_LIST && s->done[n]; n++)
			looked_for(&m, s, gate_find(s->done[n]));
		if (s->flags & STEP_WRITES)
			CHECK(pace(&m, PROBE_TABLES_SOURCE) > 0);
	}
	model_release(&m);
}

/* From the replication's begin to the fence: before it there is no marker, behind it nobody may write. */
static void the_beat_is_written_while_it_means_something(void)
{
	static const struct {
		const char *step;
		bool heartbeats;
	} steps[] = { { "quiet-green", false }, { "start-sync", false }, { "follow-sync", true },
		      { "verify-live", true },  { "stop-writes", true }, { "drain", false } };

	for (size_t i = 0; i < mem_count(steps); i++) {
		struct model m;

		model_make(&m);
		model_complete_before(&m, steps[i].step, 10);
		CHECK_INT(pace(&m, PROBE_HEARTBEAT) > 0, steps[i].heartbeats);
		model_release(&m);
	}
}

/* A step that the recommended strategy does to green, done to blue: only the strategy's subject says so. */
static void what_is_done_to_the_subject_is_done_to_blue_where_that_is_it(void)
{
	static const struct step steps[] = {
		{
			.id = "upgrade-blue",
			.phase = "Upgrade",
			.title = "Upgrade blue",
			.why = "",
			.back = "",
			.act = { "refresh" },
			.done = { "green-revision" },
			.settle_ms = 60000,
			.flags = STEP_WRITES,
		},
	};
	static const struct strategy on_blue = { .id = "on-blue", .title = "", .why = "", .subject = BLUE, .step = steps, .steps = 1 };
	struct err err = { 0 };
	struct model m;

	model_make(&m);
	m.strategy = &on_blue;
	CHECK(intend(&m, INTENT_GO, "", 1000, &err));
	CHECK(pace(&m, PROBE_STATUS_BLUE) > 0);
	CHECK_INT(pace(&m, PROBE_STATUS_GREEN), 0);
	/* Green is where blue shall be; nobody asked for that. */
	model_see(&m, FACT_GREEN_APP_REVISION, 409, "0.3/stable", 1100);
	CHECK_INT(turn(&m, 1200), NOTHING);
	model_see(&m, FACT_BLUE_APP_REVISION, 406, "0.2/stable", 1300);
	CHECK_INT(turn(&m, 1400), PERFORMED);
	CHECK_INT(m.step[0].record[0].commands, 1);
	CHECK_STR(m.step[0].record[0].command[0], "juju refresh -m train:admin/iam kratos --channel 0.3/stable --revision 409");
	CHECK_STR(act_title(&m, act_find("refresh")), "refresh blue's charm to the target");
	outcome(&m, "refresh", 1500, NULL);
	model_see(&m, FACT_BLUE_APP_REVISION, 409, "0.3/stable", 1600);
	CHECK_INT(turn(&m, 1700), FOUND);
	model_see(&m, FACT_BLUE_APP_REVISION, 409, "0.3/stable", 1800);
	turn(&m, 1900);
	CHECK_INT(m.step[0].status, STEP_COMPLETE);
	turn(&m, 2000);
	CHECK_INT(m.end, RUN_FINISHED);
	model_release(&m);
}

static const struct check_case cases[] = {
	{ "each phase does what its look says", each_phase_does_what_its_look_says },
	{ "patience ends to the millisecond", patience_ends_to_the_millisecond },
	{ "a look that failed does not make an old fact new", a_look_that_failed_does_not_make_an_old_fact_new },
	{ "what a step remembers is noted", what_a_step_remembers_is_noted },
	{ "a command that failed is recorded as one", a_command_that_failed_is_recorded_as_one },
	{ "a resume begins every phase anew", a_resume_begins_every_phase_anew },
	{ "the clock of the write-stop starts once", the_clock_of_the_write_stop_starts_once },
	{ "a step is closed by what was seen after its last act", a_step_is_closed_by_what_was_seen_after_its_last_act },
	{ "an observer does nothing", an_observer_does_nothing },
	{ "a switch that broke is not undone", a_switch_that_broke_is_not_undone },
	{ "every gate of a step gets its probes", every_gate_of_a_step_gets_its_probes },
	{ "what is done to the subject is done to blue where that is it", what_is_done_to_the_subject_is_done_to_blue_where_that_is_it },
	{ "the heartbeat is written while it means something", the_beat_is_written_while_it_means_something },
};
CHECK_MAIN(cases)
