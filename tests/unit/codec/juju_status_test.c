#include "config.h"

#include "codec/juju_status.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "tests/unit/check.h"
#include "tests/unit/juju_shapes.h"

static struct juju_status parsed(const char *text)
{
	struct juju_status s;
	struct err err = { 0 };

	if (!CHECK(juju_status_parse(text, strlen(text), &s, &err)))
		printf("# %s: %s\n", err.what, err.why);
	return s;
}

static void the_shape_of_2_9_is_read(void)
{
	struct juju_status s = parsed(STATUS_29);
	const struct juju_app *web = juju_app(&s, "webapp"), *db = juju_app(&s, "database");

	CHECK_STR(s.model, "iam");
	CHECK_STR(s.type, "caas");
	CHECK_STR(s.controller, "k8s");
	CHECK_STR(s.version, "2.9.50");
	CHECK_INT(s.apps, 2);
	if (CHECK(web && db)) {
		CHECK_STR(web->channel, "stable");
		CHECK_INT(web->rev, 12);
		CHECK_STR(web->unit[0].workload, "error");
		CHECK_STR(web->unit[0].workload_message, "hook failed: \"db-relation-created\" for webapp:db");
		CHECK(juju_app_related(web, "db", "database") && juju_app_related(web, NULL, "database"));
		CHECK(!juju_app_related(web, "peer", "database") && !juju_app_related(web, "db", "other"));
		CHECK(!juju_unit_leader(web));
		CHECK_INT(db->scale, 0);
		CHECK_INT(db->units, 0);
		CHECK(juju_app_settled(db, 0, NULL, NULL));
	}
	juju_status_release(&s);
}

static void the_shape_of_3_6_is_read(void)
{
	struct juju_status s = parsed(STATUS_36);
	const struct juju_app *a = juju_app(&s, "kratos");
	const struct juju_saas *saas = juju_saas(&s, "postgresql");
	const struct juju_offer *offer = juju_offer(&s, "kratos-info-offer");

	if (CHECK(a && saas && offer)) {
		CHECK_INT(a->rev, 565);
		CHECK_INT(a->scale, 3);
		CHECK_STR(a->version, "v1.3.1");
		CHECK_STR(a->relation[1].interface, "postgresql_client");
		CHECK(juju_app_related(a, "pg-database", "postgresql"));
		CHECK_STR(juju_unit_leader(a)->name, "kratos/1");
		CHECK_STR(juju_unit(a, "kratos/2")->address, "10.1.0.2");
		CHECK_STR(a->unit[0].workload_message, "<ok>");
		CHECK(!juju_unit(a, "kratos/9"));
		CHECK_STR(saas->url, "admin/core.postgresql");
		CHECK_STR(saas->relation[0].app, "kratos");
		CHECK_STR(offer->application, "kratos");
		CHECK_INT(offer->endpoints, 1);
		CHECK_STR(offer->endpoint[0], "kratos-info");
		CHECK(juju_app_settled(a, 3, NULL, NULL));
		CHECK(!juju_app_settled(a, 2, NULL, NULL));
		CHECK(!juju_app_settled(a, 3, "blocked", NULL));
	}
	CHECK(!juju_app(&s, "nobody") && !juju_saas(&s, "nobody") && !juju_offer(&s, "nobody"));
	juju_status_release(&s);
	juju_status_release(&s);
}

static void the_shape_of_4_0_is_read(void)
{
	struct juju_status s = parsed(STATUS_40);
	const struct juju_app *hydra = juju_app(&s, "hydra"), *broken = juju_app(&s, "broken");

	if (CHECK(hydra && broken)) {
		CHECK_STR(broken->error, "cannot read it");
		CHECK_INT(broken->rev, -1);
		CHECK_STR(hydra->unit[0].life, "dying");
		CHECK_STR(hydra->unit[1].error, "lost");
		CHECK_STR(hydra->unit[1].agent, "");
		CHECK_STR(juju_unit_leader(hydra)->name, "hydra/0");
	}
	juju_status_release(&s);
}

/* Builds a model of one app from the members of the app and of its only unit, and asks whether it is settled at one unit. */
static bool settled(const char *app_more, const char *unit, const char *expected)
{
	char *text =
		mem_printf("{\"model\":{\"name\":\"m\",\"type\":\"caas\"},\"applications\":{\"a\":{\"scale\":1%s,\"units\":{\"a/0\":%s}}}}",
	                   app_more, unit);
	struct juju_status s = parsed(text);
	struct str why;
	bool ok;

	str_init(&why, 1024);
	ok = juju_app_settled(juju_app(&s, "a"), 1, NULL, &why);
	CHECK(ok == !why.len);
	if (!CHECK(!expected || strstr(str_text(&why), expected)))
		printf("# %s\n", str_text(&why));
	CHECK(!strchr(str_text(&why), '\x1b'));
	str_release(&why);
	juju_status_release(&s);
	free(text);
	return ok;
}

#define WELL "\"workload-status\":{\"current\":\"active\"},\"juju-status\":{\"current\":\"idle\"}"

static void settled_means_every_condition(void)
{
	CHECK(settled("", "{" WELL ",\"leader\":true}", NULL));
	CHECK(!settled("", "{" WELL "}", "no leader"));
	CHECK(!settled("", "{" WELL ",\"leader\":true,\"life\":\"dying\"}", "dying"));
	CHECK(!settled(",\"life\":\"dying\"", "{" WELL ",\"leader\":true}", "dying"));
	CHECK(!settled(",\"status-error\":\"gone\"", "{" WELL ",\"leader\":true}", "gone"));
	CHECK(!settled(",\"application-status\":{\"status-error\":\"gone\"}", "{" WELL ",\"leader\":true}", "gone"));
	CHECK(!settled("", "{\"status-error\":\"no\"}", "no"));
	CHECK(!settled("", "{\"workload-status\":{\"current\":\"active\"},\"juju-status\":{\"current\":\"executing\"},\"leader\":true}",
	               "executing"));
	CHECK(!settled("", "{\"workload-status\":{\"current\":\"active\"},\"leader\":true}", "no status"));
	CHECK(!settled("", "{\"workload-status\":{\"current\":\"blocked\",\"message\":\"\\u001b[2J\"},\"leader\":true}", "blocked"));
	CHECK(!juju_app_settled(NULL, 0, NULL, NULL));
}

static void an_application_that_lags_behind_is_no_reason(void)
{
	CHECK(settled(",\"application-status\":{\"current\":\"waiting\",\"message\":\"installing agent\"}", "{" WELL ",\"leader\":true}",
	              NULL));
}

static void two_leaders_are_none(void)
{
	struct juju_status s =
		parsed("{\"model\":{},\"applications\":{\"a\":{\"units\":{\"a/0\":{\"leader\":true},\"a/1\":{\"leader\":true}}}}}");

	CHECK(!juju_unit_leader(&s.app[0]));
	CHECK_INT(s.app[0].scale, 2);
	juju_status_release(&s);
}

static void a_failed_call_is_no_empty_model(void)
{
	static const char *const wrong[] = { "{}",
		                             "{}\n",
		                             "",
		                             " ",
		                             "[]",
		                             "null",
		                             "\"x\"",
		                             "{\"model\":{}}",
		                             "{\"model\":[],\"applications\":{}}",
		                             "{\"model\":{},\"applications\":[]}",
		                             "{\"model\":{},\"applications\":{}",
		                             "{\"model\":{}} x" };
	struct juju_status s;
	struct err err = { 0 };

	for (size_t i = 0; i < mem_count(wrong); i++) {
		err = (struct err){ 0 };
		if (!CHECK(!juju_status_parse(wrong[i], strlen(wrong[i]), &s, &err)) || !CHECK(err.what[0]))
			printf("# %s\n", wrong[i]);
		CHECK(!s.root && !s.apps);
	}
	CHECK(!juju_status_parse("{}", 2, &s, &err) && strstr(err.why, "{}"));
	s = parsed("{\"model\":{\"name\":\"x\"},\"machines\":{},\"applications\":{},\"storage\":{}}");
	CHECK_INT(s.apps, 0);
	juju_status_release(&s);
}

static void members_of_other_types_are_passed_over(void)
{
	struct juju_status s = parsed("{\"model\":{\"name\":7,\"type\":null,\"model-status\":{\"status-error\":\"e\"}},\"applications\":{"
	                              "\"a\":{\"charm\":[],\"charm-rev\":\"x\",\"scale\":\"3\",\"relations\":{\"x\":{},\"y\":[1,null,{},[],"
	                              "\"b\"]},\"units\":[1]},"
	                              "\"b\":3,\"c\":null},\"offers\":[1],\"application-endpoints\":\"no\"}");

	CHECK_STR(s.model, "");
	CHECK_STR(s.model_error, "e");
	CHECK_INT(s.apps, 3);
	CHECK_INT(s.app[0].relations, 1);
	CHECK(juju_app_related(&s.app[0], "y", "b"));
	CHECK_INT(s.app[0].units, 0);
	CHECK_INT(s.saas_count, 0);
	juju_status_release(&s);
}

static const struct check_case cases[] = {
	{ "the shape of 2.9 is read: relations as names, no leader, no scale", the_shape_of_2_9_is_read },
	{ "the shape of 3.6 is read: relations as objects, SAAS, offers, a leader", the_shape_of_3_6_is_read },
	{ "the shape of 4.0 is read: errors in the stead of facts, dying units", the_shape_of_4_0_is_read },
	{ "settled means every condition, and says which one is missing", settled_means_every_condition },
	{ "an application status that lags behind its units is no reason", an_application_that_lags_behind_is_no_reason },
	{ "two leaders are none", two_leaders_are_none },
	{ "a failed call is no empty model", a_failed_call_is_no_empty_model },
	{ "members of other types are passed over", members_of_other_types_are_passed_over },
};

CHECK_MAIN(cases)
