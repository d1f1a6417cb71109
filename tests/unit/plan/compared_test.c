/* What comparisons have shown: how the model keeps it, what the gate says, and what a comparison that was broken off leaves. */
#include "config.h"

#include "plan/compared.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/event.h"
#include "plan/gate.h"
#include "plan/step.h"
#include "tests/unit/check.h"
#include "tests/unit/model_make.h"

static void tell(struct model *m, enum event_type type, const char *step, const char *text, int64_t at)
{
	struct json *data = json_parse(text, strlen(text), NULL);
	struct event e = { .type = type, .at = at, .step = step, .data = data };

	if (CHECK(data != NULL))
		model_apply(m, &e);
	json_free(data);
}

static void check_told(struct model *m, const char *table, bool equal, int64_t at)
{
	char *text = mem_printf("{\"mode\":\"copy\",\"table\":\"public.%s\",\"source_rows\":1,\"target_rows\":1,\"equal\":%s,"
	                        "\"compared\":true,\"took_ms\":1}",
	                        table, equal ? "true" : "false");

	tell(m, EV_VERIFIED, NULL, text, at);
	free(text);
}

/* The fence stands since 50; verify-copy is about to begin. */
static void at_verify(struct model *m)
{
	model_make(m);
	model_tables(m);
	model_complete_before(m, "verify-copy", 40);
	tell(m, EV_ACT_DONE, "stop-writes", "{\"act\":\"fence\",\"undo\":false}", 50);
	model_see(m, FACT_SRC_FENCED, 0, "3 of 3", 60);
	model_see(m, FACT_SRC_TABLES, 3, "", 60);
	CHECK_INT(m->fence_at, 50);
}

static void try_begins(struct model *m, int64_t at)
{
	tell(m, EV_STEP_STARTED, "verify-copy", "{}", at);
	tell(m, EV_ACT_INTENT, "verify-copy", "{\"act\":\"verify-copy\",\"undo\":false,\"commands\":[]}", at + 1);
}

static void try_ends(struct model *m, bool ok, int64_t at)
{
	tell(m, EV_ACT_OUTCOME, "verify-copy",
	     ok ? "{\"act\":\"verify-copy\",\"undo\":false,\"ok\":true}"
	        : "{\"act\":\"verify-copy\",\"undo\":false,\"ok\":false,\"why\":\"it was stopped on request\"}",
	     at);
	tell(m, EV_STEP_FAILED, "verify-copy", "{\"what\":\"w\",\"why\":\"y\",\"now\":\"n\"}", at);
}

static void skips(const struct model *m, const char *want)
{
	char *got = compared_skip(m, VERIFY_COPY);

	CHECK_STR(got ? got : "", want);
	free(got);
}

static enum verdict_kind gate(const struct model *m)
{
	struct verdict v;

	gate_ask(gate_find("copy-equal"), m, 400, 0, &v);
	return v.kind;
}

static void one_that_was_broken_off_goes_on_per_table(void)
{
	struct model m;

	at_verify(&m);
	try_begins(&m, 100);
	skips(&m, "");
	check_told(&m, "identities", true, 110);
	try_ends(&m, false, 120);
	try_begins(&m, 200);
	skips(&m, "public.identities");
	CHECK_INT(gate(&m), VERDICT_WAIT);
	check_told(&m, "networks", true, 210);
	CHECK_INT(gate(&m), VERDICT_PASS);
	/* A third try counts what both have proven. */
	try_ends(&m, false, 220);
	try_begins(&m, 300);
	skips(&m, "public.identities public.networks");
	model_release(&m);
}

/* A session that was lost has no outcome. */
static void a_crash_in_the_middle_loses_no_table(void)
{
	struct model m;

	at_verify(&m);
	try_begins(&m, 100);
	check_told(&m, "identities", true, 110);
	tell(&m, EV_RUN_RESUMED, NULL, "{}", 150);
	skips(&m, "public.identities");
	try_begins(&m, 200);
	skips(&m, "public.identities");
	model_release(&m);
}

static void one_that_came_to_its_end_is_read_again_as_a_whole(void)
{
	struct model m;

	at_verify(&m);
	try_begins(&m, 100);
	check_told(&m, "identities", true, 110);
	check_told(&m, "networks", false, 111);
	try_ends(&m, true, 120);
	try_begins(&m, 200);
	skips(&m, "");
	CHECK_INT(compared_since(&m, VERIFY_COPY), 200);
	check_told(&m, "networks", true, 210);
	CHECK_INT(gate(&m), VERDICT_WAIT);
	check_told(&m, "identities", true, 211);
	CHECK_INT(gate(&m), VERDICT_PASS);
	/* Broken off after that, only the newer try counts. */
	try_ends(&m, false, 220);
	try_begins(&m, 300);
	CHECK_INT(compared_since(&m, VERIFY_COPY), 201);
	model_release(&m);
}

static void nothing_counts_from_before_the_fence_or_without_it(void)
{
	struct model m;

	at_verify(&m);
	try_begins(&m, 100);
	check_told(&m, "identities", true, 110);
	try_ends(&m, false, 120);
	model_see(&m, FACT_SRC_FENCED, 1, "2 of 3", 130);
	try_begins(&m, 200);
	skips(&m, "");
	model_see(&m, FACT_SRC_FENCED, 0, "3 of 3", 210);
	skips(&m, "public.identities");
	/* The fence was set anew after the first try. */
	tell(&m, EV_ACT_DONE, "stop-writes", "{\"act\":\"fence\",\"undo\":false}", 150);
	skips(&m, "");
	CHECK_INT(compared_since(&m, VERIFY_COPY), 200);
	tell(&m, EV_STEP_UNDONE, "stop-writes", "{}", 220);
	skips(&m, "");
	model_release(&m);
}

/* A name with a blank in it is one name. */
static void differences_are_read_again(void)
{
	struct model m;

	at_verify(&m);
	try_begins(&m, 100);
	check_told(&m, "identities", false, 110);
	check_told(&m, "two words", true, 111);
	check_told(&m, "networks", true, 112);
	try_ends(&m, false, 120);
	try_begins(&m, 200);
	skips(&m, "public.\"two words\" public.networks");
	model_release(&m);
}

static void the_gate_names_the_first_table_with_its_counts(void)
{
	struct verdict v;
	struct model m;

	at_verify(&m);
	try_begins(&m, 100);
	tell(&m, EV_VERIFIED, NULL,
	     "{\"mode\":\"copy\",\"table\":\"public.networks\",\"equal\":false,\"compared\":false,\"why\":\"permission denied\"}", 110);
	gate_ask(gate_find("copy-equal"), &m, 120, 0, &v);
	CHECK_INT(v.kind, VERDICT_FAIL);
	CHECK_STR(v.text, "1 table could not be compared: public.networks: permission denied");
	tell(&m, EV_VERIFIED, NULL,
	     "{\"mode\":\"copy\",\"table\":\"public.identities\",\"equal\":false,\"compared\":true,\"why\":\"x\",\"missing\":3,\"extra\":0,"
	     "\"changed\":1200,\"more\":true}",
	     111);
	gate_ask(gate_find("copy-equal"), &m, 120, 0, &v);
	CHECK_INT(v.kind, VERDICT_FAIL);
	CHECK_STR(v.text, "1 table differs: public.identities (3 missing, 1 200 changed, and more)");
	model_release(&m);
}

static void the_model_keeps_what_was_named(void)
{
	const struct table_check *c;
	struct model m;

	model_make(&m);
	tell(&m, EV_VERIFIED, NULL,
	     "{\"mode\":\"copy\",\"table\":\"public.a\",\"equal\":false,\"missing\":1,\"extra\":2,\"changed\":3,"
	     "\"examples\":[\"a\",\"b\",7,\"c\",\"d\",\"e\",\"f\"]}",
	     10);
	c = &model_table(&m, "public.a")->check[VERIFY_COPY];
	CHECK(c->done && c->compared && !c->more);
	CHECK_INT(compared_rows(c), 6);
	CHECK_INT(c->examples, 5);
	CHECK_STR(c->example[4], "e");
	/* A search that broke off has no numbers. */
	tell(&m, EV_VERIFIED, NULL,
	     "{\"mode\":\"copy\",\"table\":\"public.a\",\"equal\":false,\"missing\":1,\"not_found\":\"it was cancelled\",\"examples\":[]}",
	     11);
	CHECK_INT(compared_rows(c), -1);
	CHECK_STR(c->not_found, "it was cancelled");
	CHECK_INT(c->examples, 0);
	/* An older journal says nothing of all this. */
	tell(&m, EV_VERIFIED, NULL, "{\"mode\":\"copy\",\"table\":\"public.a\",\"equal\":false,\"took_ms\":1}", 12);
	CHECK_INT(compared_rows(c), -1);
	CHECK(c->compared && !c->not_found && !c->why);
	CHECK_INT(compared_read(c, 0), COMPARED_DIFFERENT);
	CHECK_INT(compared_read(c, 13), COMPARED_NOT_YET);
	model_release(&m);
}

static void the_pace_says_how_long_still(void)
{
	struct model m;
	struct str pace;

	at_verify(&m);
	try_begins(&m, 100);
	str_init(&pace, STR_LINE);
	tell(&m, EV_VERIFYING, NULL, "{\"mode\":\"copy\",\"table\":\"public.networks\",\"pages\":0,\"pages_all\":400}", 1000);
	CHECK_INT(compared_left(&m, 1000), -1);
	tell(&m, EV_VERIFYING, NULL, "{\"mode\":\"copy\",\"table\":\"public.networks\",\"pages\":100,\"pages_all\":400}", 5000);
	CHECK_INT(compared_left(&m, 5000), 12000);
	CHECK_INT(compared_left(&m, 7000), 10000);
	CHECK_INT(compared_left(&m, 70000), 0);
	CHECK(model_table(&m, "public.networks")->check[VERIFY_COPY].begun == 1000);
	/* Another mode is another comparison. */
	tell(&m, EV_VERIFYING, NULL, "{\"mode\":\"migrated\",\"table\":\"public.networks\",\"pages\":200,\"pages_all\":400}", 6000);
	CHECK_INT(compared_left(&m, 6000), -1);
	CHECK_INT(model_table(&m, "public.networks")->check[VERIFY_COPY].begun, 0);
	/* The end of the act is the end of the reading. */
	try_ends(&m, false, 7000);
	CHECK_INT(m.comparing.begun_at, 0);
	CHECK(!m.verifying);
	CHECK_INT(model_table(&m, "public.networks")->check[VERIFY_MIGRATED].begun, 0);
	compared_add_pace(&m, &pace);
	CHECK_STR(str_text(&pace), "");
	str_release(&pace);
	model_release(&m);
}

static void the_second_comparison_counts_from_the_migration_on(void)
{
	struct model m;
	char *skip;

	at_verify(&m);
	tell(&m, EV_STEP_STARTED, "verify-migrated", "{}", 100);
	tell(&m, EV_ACT_INTENT, "verify-migrated", "{\"act\":\"verify-migrated\",\"undo\":false,\"commands\":[]}", 101);
	tell(&m, EV_VERIFIED, NULL, "{\"mode\":\"migrated\",\"table\":\"public.networks\",\"equal\":true}", 110);
	tell(&m, EV_STEP_FAILED, "verify-migrated", "{\"what\":\"w\",\"why\":\"y\",\"now\":\"n\"}", 120);
	tell(&m, EV_STEP_STARTED, "verify-migrated", "{}", 200);
	/* Nobody has seen the migration complete. */
	skip = compared_skip(&m, VERIFY_MIGRATED);
	CHECK(skip == NULL);
	tell(&m, EV_STEP_DONE, "migrate", "{}", 90);
	skip = compared_skip(&m, VERIFY_MIGRATED);
	CHECK_STR(skip ? skip : "", "public.networks");
	free(skip);
	tell(&m, EV_STEP_DONE, "migrate", "{}", 150);
	skip = compared_skip(&m, VERIFY_MIGRATED);
	CHECK(skip == NULL);
	CHECK(compared_skip(&m, VERIFY_LIVE) == NULL);
	CHECK_INT(compared_mode_of(step_of(&m, step_index(m.strategy, "verify-migrated"))), VERIFY_MIGRATED);
	CHECK_INT(compared_mode_of(step_of(&m, step_index(m.strategy, "drain"))), VERIFY_MODES);
	model_release(&m);
}

/* The statistics come after the comparison in the same step. */
static void another_act_of_its_step_is_no_comparison(void)
{
	struct model m;

	at_verify(&m);
	tell(&m, EV_STEP_STARTED, "verify-migrated", "{}", 100);
	tell(&m, EV_ACT_INTENT, "verify-migrated", "{\"act\":\"analyse-green\",\"undo\":false,\"commands\":[]}", 101);
	tell(&m, EV_ACT_OUTCOME, "verify-migrated", "{\"act\":\"analyse-green\",\"undo\":false,\"ok\":true}", 102);
	CHECK(!compared_ended(&m, VERIFY_MIGRATED));
	tell(&m, EV_ACT_INTENT, "verify-migrated", "{\"act\":\"verify-migrated\",\"undo\":false,\"commands\":[]}", 103);
	tell(&m, EV_ACT_OUTCOME, "verify-migrated", "{\"act\":\"verify-migrated\",\"undo\":false,\"ok\":true}", 104);
	tell(&m, EV_ACT_INTENT, "verify-migrated", "{\"act\":\"analyse-green\",\"undo\":false,\"commands\":[]}", 105);
	CHECK(compared_ended(&m, VERIFY_MIGRATED));
	model_release(&m);
}

/* The comparison that the act makes, as its command says; VERIFY_MODES when it makes none. */
static enum verify_mode mode_of(const struct model *m, const struct act *act)
{
	struct commands list = { 0 };
	struct err err = { 0 };
	enum verify_mode mode = VERIFY_MODES;

	if (act_build(m, act, &list, &err) && list.count && list.item[0].kind == CMD_VERIFY)
		mode = list.item[0].verify;
	CHECK_INT(mode != VERIFY_MODES, (act->flags & ACT_COMPARES) != 0);
	commands_release(&list);
	return mode;
}

static void comparisons_agree(const struct model *m, const struct strategy *s)
{
	unsigned seen = 0;

	for (size_t i = 0; i < s->steps; i++) {
		enum verify_mode mode = VERIFY_MODES;

		for (size_t a = 0; a < STEP_LIST && s->step[i].act[a]; a++) {
			enum verify_mode made = mode_of(m, act_find(s->step[i].act[a]));

			CHECK(mode == VERIFY_MODES || made == VERIFY_MODES);
			mode = made == VERIFY_MODES ? mode : made;
		}
		CHECK_INT(compared_mode_of(&s->step[i]), mode);
		CHECK(mode == VERIFY_MODES || !(seen & 1U << mode));
		seen |= 1U << mode;
	}
}

/* A step finds the tries of its comparison by the act's flag, and what they found by its own column. */
static void the_comparison_of_a_step_is_that_of_its_act(void)
{
	const struct strategy *s;
	struct model m;

	model_make(&m);
	m.tables_seen = true;
	model_table(&m, "public.identities")->listed = true;
	for (size_t i = 0; (s = strategy_at(i)); i++)
		comparisons_agree(&m, s);
	model_release(&m);
}

static const struct check_case cases[] = {
	{ "a comparison that was broken off goes on per table", one_that_was_broken_off_goes_on_per_table },
	{ "a crash in the middle of a comparison loses no table", a_crash_in_the_middle_loses_no_table },
	{ "a comparison that came to its end is read again as a whole", one_that_came_to_its_end_is_read_again_as_a_whole },
	{ "nothing counts from before the fence or without it", nothing_counts_from_before_the_fence_or_without_it },
	{ "the comparison of a step is that of its act", the_comparison_of_a_step_is_that_of_its_act },
	{ "another act of its step is no comparison", another_act_of_its_step_is_no_comparison },
	{ "differences are read again, what is equal is not", differences_are_read_again },
	{ "the gate names the first table with its counts", the_gate_names_the_first_table_with_its_counts },
	{ "the model keeps counts and examples, also of older journals", the_model_keeps_what_was_named },
	{ "the pace says how long it still takes", the_pace_says_how_long_still },
	{ "the second comparison counts from the migration on", the_second_comparison_counts_from_the_migration_on },
};

CHECK_MAIN(cases)
