/* Which settings may still change in a run: the table of rules, against what was done; and what an event of it does to the model. */
#include "config.h"

#include "plan/mended.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/event.h"
#include "plan/gate.h"
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

static void intent(struct model *m, const char *step, const char *act)
{
	char *text = mem_printf("{\"act\":\"%s\",\"undo\":false,\"commands\":[]}", act);

	tell(m, EV_ACT_INTENT, step, text, 20);
	free(text);
}

static void outcome(struct model *m, const char *step, const char *act, const char *ok)
{
	char *text = mem_printf("{\"act\":\"%s\",\"undo\":false,\"ok\":%s}", act, ok);

	tell(m, EV_ACT_OUTCOME, step, text, 21);
	free(text);
}

static void at_discover(struct model *m)
{
	model_make(m);
}

static void before_releases(struct model *m)
{
	model_make(m);
	model_complete_before(m, "releases", 10);
}

static void before_green(struct model *m)
{
	model_make(m);
	model_complete_before(m, "deploy-green", 10);
}

/* A command that failed may have deployed all the same. */
static void green_failed(struct model *m)
{
	before_green(m);
	intent(m, "deploy-green", "deploy-postgresql");
	outcome(m, "deploy-green", "deploy-postgresql", "false");
}

static void extras_made(struct model *m)
{
	green_failed(m);
	intent(m, "deploy-green", "integrate-extras");
}

/* A subscription that could not be created is not there. */
static void subscription_failed(struct model *m)
{
	extras_made(m);
	intent(m, "start-sync", "create-subscription");
	outcome(m, "start-sync", "create-subscription", "false");
}

static void subscription_lost(struct model *m)
{
	extras_made(m);
	intent(m, "start-sync", "create-subscription");
}

static void synchronised(struct model *m)
{
	subscription_lost(m);
	outcome(m, "start-sync", "create-subscription", "true");
}

static void published(struct model *m)
{
	extras_made(m);
	intent(m, "start-sync", "create-publication");
}

static void refreshed(struct model *m)
{
	synchronised(m);
	intent(m, "upgrade-green", "refresh");
}

/* For each member the last place at which it may change, and the first at which it may not; NULL: always, or never. */
static const struct row {
	const char *path;
	void (*may)(struct model *), (*held)(struct model *);
} rows[] = {
	{ "product", at_discover, before_releases },
	{ "strategy", NULL, at_discover },
	{ "juju", refreshed, NULL },
	{ "clients", refreshed, NULL },
	{ "blue.model", at_discover, before_releases },
	{ "blue.app", at_discover, before_releases },
	{ "blue.pg_app", at_discover, before_releases },
	{ "blue.pg_charm", refreshed, NULL },
	{ "blue.pg_channel", refreshed, NULL },
	{ "blue.conninfo", refreshed, NULL },
	{ "blue.password", refreshed, NULL },
	{ "blue.admin_url", refreshed, NULL },
	{ "blue.integrate", refreshed, NULL },
	{ "green.model", before_green, green_failed },
	{ "green.app", before_green, green_failed },
	{ "green.pg_app", before_green, green_failed },
	{ "green.pg_charm", before_green, green_failed },
	{ "green.pg_channel", before_green, green_failed },
	{ "green.integrate", green_failed, extras_made },
	{ "green.conninfo", refreshed, NULL },
	{ "green.password", refreshed, NULL },
	{ "green.admin_url", refreshed, NULL },
	{ "source_from_target", subscription_failed, subscription_lost },
	{ "source_from_target", published, synchronised },
	{ "leave_out", extras_made, published },
	{ "target.channel", synchronised, refreshed },
	{ "target.revision", synchronised, refreshed },
	{ "target.version", before_releases, before_green },
	{ "limits.lag_bytes", refreshed, NULL },
	{ "limits.lag_seconds", refreshed, NULL },
	{ "limits.lag_sustain_s", refreshed, NULL },
	{ "limits.write_stop_s", refreshed, NULL },
	{ "limits.backup_age_s", refreshed, NULL },
	{ "limits.soak_s", refreshed, NULL },
	{ "sources.mode", refreshed, NULL },
	{ "sources.changelog", refreshed, NULL },
	{ "sources.api", refreshed, NULL },
	{ "sources.raw", refreshed, NULL },
	{ "sources.ca_file", refreshed, NULL },
	{ "no.such", NULL, at_discover },
};

static bool holds(const char *path, void (*make)(struct model *))
{
	struct model m;
	bool held;

	make(&m);
	held = mended_held(&m, path) != NULL;
	model_release(&m);
	return held;
}

static void a_member_changes_until_something_rests_on_it(void)
{
	for (size_t i = 0; i < mem_count(rows); i++) {
		bool fine = (!rows[i].may || !holds(rows[i].path, rows[i].may)) && (!rows[i].held || holds(rows[i].path, rows[i].held));

		if (!CHECK(fine))
			printf("# %s, row %zu\n", rows[i].path, i);
	}
}

static bool has_row(const char *path)
{
	for (size_t i = 0; i < mem_count(rows); i++)
		if (strcmp(rows[i].path, path) == 0)
			return true;
	printf("# %s\n", path);
	return false;
}

/* A member that is new in the settings has to be thought about. */
static void each_member_has_a_row(void)
{
	struct model m;
	struct json *root;

	model_make(&m);
	root = settings_json(&m.settings);
	for (const struct json *n = json_first(root); n; n = json_next(n)) {
		if (!json_is_object(n) && strcmp(json_key(n), "run") != 0)
			CHECK(has_row(json_key(n)));
		for (const struct json *k = json_is_object(n) ? json_first(n) : NULL; k; k = json_next(k)) {
			char *path = mem_printf("%s.%s", json_key(n), json_key(k));

			CHECK(has_row(path));
			free(path);
		}
	}
	json_free(root);
	model_release(&m);
}

/* The run's settings with one member of blue, or of the root, replaced. */
static void change(const char *object, const char *key, const char *text, struct settings *out)
{
	struct json *root = model_settings_json();

	json_put_str(object ? (struct json *)json_get(root, object) : root, key, text);
	CHECK(settings_parse(root, out, NULL));
	json_free(root);
}

static void what_is_different_is_told_by_its_path(void)
{
	struct model m;
	struct settings s;
	struct err err = { 0 };
	struct json *changes;
	char *paths;

	green_failed(&m);
	change("blue", "conninfo", "host=h user=u", &s);
	changes = mended_changes(&m, &s, &err);
	CHECK_INT(json_count(changes), 1);
	CHECK_STR(json_str(changes, "blue.conninfo", NULL), "host=h user=u");
	paths = mended_paths(&m, &s);
	CHECK_STR(paths, "blue.conninfo");
	free(paths);
	json_free(changes);
	settings_release(&s);

	change("green", "app", "other", &s);
	CHECK(mended_changes(&m, &s, &err) == NULL);
	CHECK_INT(err.kind, ERR_INPUT);
	CHECK_STR(err.why, "green.app: green was deployed beside it");
	settings_release(&s);

	/* The name of a run is for a new one. */
	change(NULL, "run", "other", &s);
	changes = mended_changes(&m, &s, &err);
	CHECK_INT(json_count(changes), 0);
	CHECK(mended_paths(&m, &s) == NULL);
	json_free(changes);
	settings_release(&s);

	/* A member that only the new ones have. */
	change(NULL, "clients", "/tmp/clients", &s);
	paths = mended_paths(&m, &s);
	CHECK_STR(paths, "clients");
	free(paths);
	settings_release(&s);
	model_release(&m);
}

static void the_event_replaces_the_settings(void)
{
	struct model m;
	struct settings s;
	struct json *data = json_object();
	struct event e = { .type = EV_SETTINGS, .at = 30, .data = data };

	model_make(&m);
	change("blue", "conninfo", "host=h user=u", &s);
	json_put(data, "settings", settings_json(&s));
	model_apply(&m, &e);
	CHECK_STR(m.settings.side[BLUE].conninfo, "host=h user=u");
	CHECK_STR(m.settings.side[GREEN].conninfo, "host=127.0.0.1 port=2 dbname=iam-green_kratos user=operator");
	CHECK_STR(m.run, "Test-1");
	/* What cannot be read leaves what was there. */
	json_put(data, "settings", json_object());
	model_apply(&m, &e);
	CHECK_STR(m.settings.side[BLUE].conninfo, "host=h user=u");
	CHECK(event_is_durable(EV_SETTINGS) && event_is_synced(EV_SETTINGS));
	json_free(data);
	settings_release(&s);
	model_release(&m);
}

/* blue.conninfo may lead elsewhere, but not to another cluster. */
static void another_cluster_is_not_the_source(void)
{
	struct model m;
	struct verdict v;
	const struct gate *g = gate_find("source-primary");

	model_make(&m);
	model_note_set(&m, "source.timeline", "3", 5);
	model_see(&m, FACT_SRC_PRIMARY, 3, "", 1000);
	gate_ask(g, &m, 1000, 0, &v);
	CHECK_INT(v.kind, VERDICT_UNKNOWN);
	model_see(&m, FACT_SRC_IDENTITY, 0, "7001", 1000);
	gate_ask(g, &m, 1000, 0, &v);
	CHECK_INT(v.kind, VERDICT_PASS);
	model_note_set(&m, "source.identity", "7001", 5);
	gate_ask(g, &m, 1000, 0, &v);
	CHECK_INT(v.kind, VERDICT_PASS);
	model_see(&m, FACT_SRC_IDENTITY, 0, "7002", 1001);
	gate_ask(g, &m, 1001, 0, &v);
	CHECK_INT(v.kind, VERDICT_FAIL);
	CHECK(strstr(v.text, "7002") && strstr(v.text, "7001"));
	model_release(&m);
}

static const struct check_case cases[] = {
	{ "a member changes until something rests on it", a_member_changes_until_something_rests_on_it },
	{ "each member of the settings has a row", each_member_has_a_row },
	{ "what is different is told by its path", what_is_different_is_told_by_its_path },
	{ "the event replaces the settings", the_event_replaces_the_settings },
	{ "another cluster is not the source", another_cluster_is_not_the_source },
};
CHECK_MAIN(cases)
