/* A whole crossing, killed and left at every moment, and with time that goes on between its steps. */
#include "config.h"

#include "tests/unit/engine/crossing.h"

#include "base/mem.h"
#include "plan/event.h"
#include "plan/gate.h"
#include "plan/step.h"
#include "plan/undo.h"
#include "plan/walk.h"
#include "tests/unit/check.h"

enum { MINUTE = 60 * 1000, HOUR = 60 * MINUTE };

static bool finishes(struct crossing *c)
{
	return CHECK(crossing_until(c, NULL)) && CHECK_INT(c->m.end, RUN_FINISHED);
}

static void a_crossing_comes_to_its_end(void)
{
	struct crossing c;

	crossing_begin(&c);
	finishes(&c);
	CHECK_INT(crossing_count(&c, EV_STEP_FAILED), 0);
	crossing_release(&c);
}

/* Waiting is the operator's right: at each step, for as long as the next day's window is away. */
static void it_may_be_left_alone_between_any_two_steps(void)
{
	static const int64_t spans[] = { 15 * MINUTE, 2 * HOUR, 72 * (int64_t)HOUR };
	const struct strategy *s = strategy_find("recommended");

	for (size_t i = 0; i < s->steps; i++)
		for (size_t span = 0; span < mem_count(spans); span++) {
			struct crossing c;

			crossing_begin(&c);
			CHECK(crossing_until(&c, s->step[i].id));
			c.now += spans[span];
			if (!finishes(&c))
				printf("# after %lld minutes before %s\n", (long long)spans[span] / MINUTE, s->step[i].id);
			crossing_release(&c);
		}
}

static bool is_moment(const char *line)
{
	static const enum event_type moments[] = { EV_ACT_INTENT, EV_ACT_OUTCOME, EV_STEP_STARTED };

	for (size_t i = 0; i < mem_count(moments); i++) {
		char *word = mem_printf("\"event\":\"%s\"", event_name(moments[i]));
		bool found = strstr(line, word) != NULL;

		free(word);
		if (found)
			return true;
	}
	return false;
}

/* Kills at the n-th moment of a crossing; false when it has not so many. */
static bool killed_at(int n, enum crossing_loss loss, int64_t away)
{
	struct crossing c;
	size_t seen = 0;
	bool there = false;

	crossing_begin(&c);
	for (int idle = 0; idle < 200 && !there && c.m.end == RUN_OPEN; idle++) {
		idle = crossing_round(&c) ? 0 : idle;
		for (; seen < c.lines && !there; seen++)
			there = is_moment(c.line[seen]) && n-- == 0;
	}
	if (there) {
		char *line = mem_dup(c.line[seen - 1]);

		c.now += away;
		crossing_kill(&c, seen, loss);
		/* An act without an outcome is lost; one whose commands came to their end is only to be seen. */
		if (strstr(line, "\"act-intent\""))
			CHECK_INT(c.m.step[walk_current(&c.m)].phase, ACT_LOST);
		else if (strstr(line, "\"act-outcome\""))
			CHECK_INT(c.m.step[walk_current(&c.m)].phase, ACT_SETTLING);
		else
			CHECK_INT(c.m.step[walk_current(&c.m)].phase, ACT_NOT_BEGUN);
		CHECK_INT(c.m.step[walk_current(&c.m)].phase_since, c.m.resumed_at);
		if (!finishes(&c))
			printf("# killed at %.160s\n", line);
		free(line);
	}
	crossing_release(&c);
	return there;
}

/* What had been asked of the world happened, or it did not: nobody heard of it. */
static void a_kill_at_any_moment_loses_nothing(void)
{
	int n = 0;

	while (killed_at(n, CROSSING_DONE, 0) && killed_at(n, CROSSING_NOT_DONE, 3 * HOUR))
		n++;
	CHECK(n > 60);
}

/* The power fails in the n-th round: what was not synced is gone, and what was asked of the world has happened. */
static bool power_fails_in(int n)
{
	struct crossing c;
	bool open;

	crossing_begin(&c);
	while (n-- > 0 && c.m.end == RUN_OPEN)
		crossing_round(&c);
	open = c.m.end == RUN_OPEN;
	if (open) {
		crossing_kill(&c, c.synced, CROSSING_DONE);
		if (!finishes(&c))
			printf("# the power failed in round %d\n", n);
	}
	crossing_release(&c);
	return open;
}

static void a_power_cut_at_any_moment_loses_nothing(void)
{
	int n = 0;

	while (power_fails_in(n))
		n++;
	CHECK(n > 100);
}

/* Users may be on green as soon as one relation was asked to move: whatever became of it, there is no way back. */
static void a_switch_that_broke_is_only_gone_on_with(void)
{
	struct crossing c;

	crossing_begin(&c);
	CHECK(crossing_until_act(&c, "green-routes"));
	c.stopped = c.hold = true;
	crossing_round(&c);
	CHECK_INT(crossing_state(&c, "switch")->status, STEP_BROKEN);
	CHECK(!crossing_intend(&c, INTENT_UNDO, NULL, "kratos"));
	CHECK(!c.m.undoing && c.m.end == RUN_OPEN);
	c.hold = false;
	CHECK(finishes(&c));
	crossing_release(&c);
}

/* What must survive a power cut before anything else happens; the rest is found again by looking or fetched again. */
static void all_that_decides_is_synced(void)
{
	static const enum event_type later[] = { EV_ACT_DONE, EV_VERIFIED, EV_LOG,       EV_DOCUMENT,
		                                 EV_FACTS,    EV_TABLES,   EV_VERIFYING, EV_FETCHING };

	for (int type = 0; type < EV_COUNT; type++) {
		bool may = false;

		for (size_t i = 0; i < mem_count(later); i++)
			may |= later[i] == (enum event_type)type;
		if (!CHECK_INT(event_is_synced((enum event_type)type), !may))
			printf("# %s\n", event_name((enum event_type)type));
	}
}

/* Rounds until the run has ended, or nothing moves for longer than blue is waited for. */
static bool undone(struct crossing *c)
{
	static const enum fact_id gone[] = { FACT_SRC_FENCED, FACT_SRC_SLOT, FACT_SRC_PUBLICATION, FACT_TGT_SUBSCRIPTION };
	const char *seen;

	for (int idle = 0; idle < 400 && c->m.end == RUN_OPEN; idle++)
		idle = crossing_round(c) ? 0 : idle;
	for (size_t i = 0; i < mem_count(gone); i++)
		CHECK_INT(c->fact[gone[i]].num, -1);
	CHECK_INT(c->fact[FACT_SRC_REFUSES].num, 0);
	CHECK_INT(c->fact[FACT_SRC_MARKER].num, 0);
	CHECK_INT(c->fact[FACT_GREEN_APP].num, 0);
	CHECK_STR(c->fact[FACT_BLUE_APP_RELATIONS].text, "[[\"pg-database\",\"postgresql\"],[\"public-ingress\",\"traefik-public\"]]");
	return CHECK_INT(c->m.end, RUN_UNDONE) && CHECK_INT(undo_blue_noted(&c->m, &seen), UNDO_BLUE_AS_IT_WAS);
}

/* Kills at the n-th line of an undo out of the write-stop; false when it has not so many. */
static bool undo_killed_at(int n, enum crossing_loss loss)
{
	struct crossing c;
	bool there = false;
	size_t first, seen;

	crossing_begin(&c);
	CHECK(crossing_until(&c, "verify-copy"));
	CHECK(crossing_intend(&c, INTENT_UNDO, NULL, "kratos"));
	for (first = seen = c.lines; c.m.end == RUN_OPEN && !there && c.now < CROSSING_T0 + 24 * HOUR;) {
		crossing_round(&c);
		for (; seen < c.lines && !there; seen++)
			there = seen - first == (size_t)n;
	}
	if (there && c.m.end == RUN_OPEN) {
		crossing_kill(&c, seen, loss);
		if (!undone(&c))
			printf("# killed at %.160s\n", c.line[seen - 1]);
	}
	crossing_release(&c);
	return there;
}

/* Nobody shall have to ask for it a second time: what was begun is looked for, and done again where it was not. */
static void an_undo_that_is_killed_at_any_line_ends_undone(void)
{
	int n = 0;

	while (undo_killed_at(n, CROSSING_DONE) && undo_killed_at(n, CROSSING_NOT_DONE))
		n++;
	CHECK(n > 20);
}

/* Rounds until the step under way is broken; false when it is not, within so much time. */
static bool breaks_within(struct crossing *c, int64_t ms)
{
	int64_t until = c->now + ms;

	c->hold = true;
	while (c->now < until && !c->m.step[walk_current(&c->m)].what)
		crossing_round(c);
	c->hold = false;
	return c->m.step[walk_current(&c->m)].what != NULL;
}

static int count_act(const struct crossing *c, const char *step, const char *act)
{
	const struct step_state *s = &c->m.step[step_index(c->m.strategy, step)];
	int n = 0;

	for (size_t i = 0; i < s->records; i++)
		n += strcmp(s->record[i].act, act) == 0;
	return n;
}

/* A trigger dropped on one table, while the act runs: rows may have come in, and all that the fence covered is proven anew. */
static void a_fence_that_others_take_down_is_put_up_again(void)
{
	static const char *const acts[] = { "sentinel", "durable", "verify-copy", "backup-drained" };

	for (size_t i = 0; i < mem_count(acts); i++) {
		struct crossing c;
		int64_t fenced;

		crossing_begin(&c);
		CHECK(crossing_until_act(&c, acts[i]));
		fenced = c.m.fence_at;
		c.act_ends = INT64_MAX;
		crossing_set(&c, FACT_SRC_FENCED, 1, "2 of 3");
		CHECK(breaks_within(&c, 3000));
		CHECK(strstr(c.m.step[walk_current(&c.m)].why, "2 of 3") != NULL);
		CHECK(strstr(c.m.step[walk_current(&c.m)].now, "Put the fence up again") != NULL);
		CHECK(finishes(&c));
		CHECK_INT(c.renewals, 1);
		CHECK_INT(count_act(&c, "stop-writes", "fence"), 2);
		CHECK_INT(count_act(&c, "drain", "sentinel"), 2);
		CHECK(c.m.fence_at > fenced);
		CHECK(crossing_state(&c, "verify-copy")->begun > c.m.fence_at);
		CHECK(crossing_state(&c, "backup-drained")->begun > c.m.fence_at);
		crossing_release(&c);
	}
}

/* From there on such rows cannot reach green any more: the only way is back, and it is open. */
static void a_fence_that_falls_after_the_sync_was_stopped_leads_back(void)
{
	static const char *const acts[] = { "drop-publication", "refresh", "run-migration", "verify-migrated" };

	for (size_t i = 0; i < mem_count(acts); i++) {
		struct crossing c;

		crossing_begin(&c);
		CHECK(crossing_until_act(&c, acts[i]));
		crossing_set(&c, FACT_SRC_FENCED, 1, "2 of 3");
		CHECK(breaks_within(&c, 3000));
		CHECK(strstr(c.m.step[walk_current(&c.m)].now, "Undo") != NULL);
		c.hold = true;
		crossing_round(&c);
		CHECK(!crossing_intend(&c, INTENT_RENEW, "fence-whole", NULL));
		CHECK(!crossing_intend(&c, INTENT_GO, NULL, "kratos"));
		CHECK(crossing_intend(&c, INTENT_UNDO, NULL, "kratos"));
		CHECK(crossing_until(&c, NULL));
		CHECK_INT(c.m.end, RUN_UNDONE);
		crossing_release(&c);
	}
}

static void green_that_loses_its_units_stops_the_migration(void)
{
	struct crossing c;

	crossing_begin(&c);
	CHECK(crossing_until_act(&c, "run-migration"));
	crossing_set(&c, FACT_GREEN_APP_UNITS, 0, " ");
	CHECK(breaks_within(&c, 3000));
	CHECK(strstr(crossing_state(&c, "migrate")->why, "0 of 1") != NULL);
	crossing_set(&c, FACT_GREEN_APP_UNITS, 1, "kratos/0");
	CHECK(finishes(&c));
	crossing_release(&c);
}

/* Its settle time is a minute: users would wait for nothing. The next try reads again. */
static void a_difference_ends_the_step_at_once(void)
{
	static const char *const steps[] = { "verify-live", "verify-copy", "verify-migrated" };

	for (size_t i = 0; i < mem_count(steps); i++) {
		struct crossing c;

		crossing_begin(&c);
		CHECK(crossing_until_act(&c, steps[i]));
		c.differs = true;
		CHECK(breaks_within(&c, 3000));
		CHECK(strstr(crossing_state(&c, steps[i])->why, "public.identities") != NULL);
		CHECK(strstr(crossing_state(&c, steps[i])->now, "ndo") != NULL);
		c.differs = false;
		CHECK(finishes(&c));
		CHECK_INT(count_act(&c, steps[i], steps[i]), 2);
		crossing_release(&c);
	}
}

/* Nothing has differed: nobody is told to undo. */
static void a_look_that_is_missing_is_no_difference(void)
{
	struct crossing c;

	crossing_begin(&c);
	CHECK(crossing_until_act(&c, "verify-copy"));
	c.lame = true;
	CHECK(breaks_within(&c, 60000));
	CHECK(strstr(crossing_state(&c, "verify-copy")->now, "Try the step again") != NULL);
	c.lame = false;
	CHECK(finishes(&c));
	crossing_release(&c);
}

/* Nobody looked for a while, a table is being copied: that nothing moved in between is not known. */
static void a_copy_that_nobody_watched_does_not_stand_still(void)
{
	struct verdict v;
	struct crossing c;

	crossing_begin(&c);
	CHECK(crossing_until(&c, "follow-sync"));
	c.hold = true;
	crossing_round(&c);
	crossing_set(&c, FACT_TGT_READY, 1, "2 of 3");
	crossing_round(&c);
	c.now += HOUR;
	crossing_round(&c);
	gate_ask(gate_find("tables-ready"), &c.m, c.now, 0, &v);
	CHECK_INT(v.kind, VERDICT_WAIT);
	for (int i = 0; i < 400; i++)
		crossing_round(&c);
	gate_ask(gate_find("tables-ready"), &c.m, c.now, 0, &v);
	CHECK_INT(v.kind, VERDICT_FAIL);
	crossing_release(&c);
}

static bool age_of(struct crossing *c, const char *gate)
{
	return !crossing_intend(c, INTENT_RENEW, gate, NULL);
}

/* A checkpoint is renewed only where it is too old, and leads back to where it was asked for. */
static void a_backup_that_has_grown_old_is_made_anew(void)
{
	struct crossing c;

	crossing_begin(&c);
	CHECK(crossing_until(&c, "stop-writes"));
	c.hold = true;
	for (int i = 0; i < 4; i++)
		crossing_round(&c);
	CHECK(age_of(&c, "checkpoint-before"));
	CHECK(age_of(&c, "schema-seen"));
	CHECK(age_of(&c, "no-such-gate"));
	c.now += 2 * HOUR;
	for (int i = 0; i < 20; i++)
		crossing_round(&c);
	CHECK(!crossing_intend(&c, INTENT_GO, NULL, "kratos"));
	CHECK(crossing_intend(&c, INTENT_RENEW, "checkpoint-before", NULL));
	CHECK(!crossing_intend(&c, INTENT_RENEW, "checkpoint-before", NULL));
	CHECK_STR(step_of(&c.m, walk_current(&c.m))->id, "backup-before");
	CHECK(crossing_until(&c, "stop-writes"));
	CHECK_INT(count_act(&c, "backup-before", "backup-before"), 2);
	c.hold = false;
	CHECK(finishes(&c));
	crossing_release(&c);
}

/* Somebody refreshes blue while green follows: the fence is not put up, and whoever takes the run back looks at blue all the while. */
static void blue_that_others_changed_is_not_fenced(void)
{
	struct effects e;
	struct crossing c;

	crossing_begin(&c);
	CHECK(crossing_until(&c, "stop-writes"));
	c.hold = true;
	crossing_set(&c, FACT_BLUE_APP_REVISION, 500, "latest/edge");
	crossing_set(&c, FACT_BLUE_HEALTH, 503, "");
	for (int i = 0; i < 4; i++)
		crossing_round(&c);
	CHECK(!crossing_intend(&c, INTENT_GO, NULL, "kratos"));
	CHECK_INT(crossing_state(&c, "stop-writes")->status, STEP_TODO);
	CHECK(crossing_intend(&c, INTENT_UNDO, NULL, "kratos"));
	engine_turn(&c.m, NULL, c.now, "me", &e, NULL);
	CHECK(e.pace[PROBE_STATUS_BLUE] && e.pace[PROBE_HEALTH_BLUE]);
	effects_release(&e);
	crossing_release(&c);
}

static const struct check_case cases[] = {
	{ "a crossing comes to its end", a_crossing_comes_to_its_end },
	{ "it may be left alone between any two steps", it_may_be_left_alone_between_any_two_steps },
	{ "a kill at any moment loses nothing", a_kill_at_any_moment_loses_nothing },
	{ "a power cut at any moment loses nothing", a_power_cut_at_any_moment_loses_nothing },
	{ "a switch that broke is only gone on with", a_switch_that_broke_is_only_gone_on_with },
	{ "all that decides is synced", all_that_decides_is_synced },
	{ "an undo that is killed at any line ends undone", an_undo_that_is_killed_at_any_line_ends_undone },
	{ "a fence that others take down is put up again, and all that it covered is done anew",
	  a_fence_that_others_take_down_is_put_up_again },
	{ "a fence that falls after the sync was stopped leads back", a_fence_that_falls_after_the_sync_was_stopped_leads_back },
	{ "blue that others changed is not fenced", blue_that_others_changed_is_not_fenced },
	{ "green that loses its units stops the migration", green_that_loses_its_units_stops_the_migration },
	{ "a difference ends the step at once, and the next try compares again", a_difference_ends_the_step_at_once },
	{ "a look that is missing is no difference", a_look_that_is_missing_is_no_difference },
	{ "a copy that nobody watched does not stand still", a_copy_that_nobody_watched_does_not_stand_still },
	{ "a backup that has grown old is made anew, where it is asked for", a_backup_that_has_grown_old_is_made_anew },
};
CHECK_MAIN(cases)
