#include "config.h"

#include "sandbox/product/kratos/schema.h"

#include "tests/unit/check.h"
#include "tests/unit/cluster.h"

#include "base/mem.h"
#include "base/secret.h"
#include "port/loop.h"
#include "port/pg.h"

#define PATIENCE_MS 60000

static struct cluster cluster;
static struct loop *loop;
static struct pg *pg;

struct outcome {
	bool done, ok, timed_out;
	size_t applied;
	char version[32], message[256];
};

static void on_done(void *self, const struct schema_result *r)
{
	struct outcome *o = self;

	*o = (struct outcome){ .done = true, .ok = r->ok, .timed_out = r->timed_out, .applied = r->applied };
	snprintf(o->version, sizeof(o->version), "%s", r->version ? r->version : "");
	snprintf(o->message, sizeof(o->message), "%s", r->message);
}

static struct outcome migrate(const char *release, int64_t within_ms, int64_t slow_ms, int64_t fail_at)
{
	struct outcome o = { 0 };
	int64_t by = loop_now() + PATIENCE_MS;

	schema_migrate(&(struct schema_run){ .pg = pg,
	                                     .release = release,
	                                     .by = loop_now() + within_ms,
	                                     .slow_ms = slow_ms,
	                                     .fail_at = fail_at,
	                                     .done = on_done,
	                                     .self = &o });
	while (!o.done && loop_now() < by)
		loop_turn(loop, 100);
	CHECK(o.done);
	return o;
}

struct number {
	bool done;
	int64_t value;
};

static void on_number(void *self, const struct reply *reply)
{
	struct number *n = self;

	n->done = true;
	n->value = reply->ok ? rows_int(&reply->set[reply->sets - 1], 0, "n", -1) : -2;
}

/* The n of a statement that selects it. */
static int64_t ask(const char *sql)
{
	struct number n = { 0 };

	pg_ask(pg, sql, PATIENCE_MS, on_number, &n);
	while (!n.done)
		loop_turn(loop, 100);
	return n.value;
}

/* Drops whatever an earlier case made; ends the case when there is no server. */
static bool fresh(void)
{
	const char *missing = cluster_missing();

	if (missing) {
		SKIP(missing);
		return false;
	}
	return CHECK(ask("DROP SCHEMA public CASCADE; CREATE SCHEMA public; SELECT 1 AS n") == 1);
}

static void an_empty_database_gets_every_table_and_every_version(void)
{
	if (!fresh())
		return;
	struct outcome o = migrate("1.0.0", PATIENCE_MS, 0, 0);
	CHECK(o.ok);
	CHECK_STR(o.message, "");
	CHECK_INT(o.applied, 295);
	CHECK_INT(ask("SELECT count(*) AS n FROM schema_migration WHERE version_self = 0"), 295);
	CHECK_INT(ask("SELECT count(*) AS n FROM pg_tables WHERE schemaname = 'public'"), 24);
	CHECK_INT(ask("SELECT count(*) AS n FROM identity_credential_types"), 5);
	CHECK_INT(ask("SELECT count(*) AS n FROM networks"), 0);
}

static void running_it_again_changes_nothing(void)
{
	if (!fresh())
		return;
	migrate("1.1.0", PATIENCE_MS, 0, 0);
	struct outcome o = migrate("1.1.0", PATIENCE_MS, 0, 0);
	CHECK(o.ok);
	CHECK_INT(o.applied, 0);
	CHECK_INT(ask("SELECT count(*) AS n FROM schema_migration"), 307);
}

static void step_by_step_and_at_once_come_to_the_same_tables(void)
{
	static const char columns[] =
		"SELECT hashtext(string_agg(table_name || '.' || column_name || ' ' || data_type || is_nullable, ','"
		" ORDER BY table_name, column_name)) AS n FROM information_schema.columns WHERE table_schema = 'public'";

	if (!fresh())
		return;
	CHECK(migrate("1.0.0", PATIENCE_MS, 0, 0).ok);
	CHECK_INT(migrate("1.1.0", PATIENCE_MS, 0, 0).applied, 12);
	int64_t stepwise = ask(columns);
	CHECK(fresh());
	CHECK(migrate("1.1.0", PATIENCE_MS, 0, 0).ok);
	CHECK_INT(ask(columns), stepwise);
}

static void a_failure_keeps_what_was_committed_and_can_be_gone_on_from(void)
{
	if (!fresh())
		return;
	CHECK(migrate("1.0.0", PATIENCE_MS, 0, 0).ok);
	struct outcome o = migrate("1.1.0", PATIENCE_MS, 0, 4);
	CHECK(!o.ok && !o.timed_out);
	CHECK_INT(o.applied, 3);
	CHECK_STR(o.version, "20230707133700000001");
	CHECK(strstr(o.message, "lock timeout") != NULL);
	CHECK_INT(ask("SELECT count(*) AS n FROM schema_migration"), 298);
	CHECK_INT(ask("SELECT count(*) AS n FROM pg_tables WHERE tablename = 'identity_registration_codes'"), 0);
	CHECK_INT(migrate("1.1.0", PATIENCE_MS, 0, 0).applied, 9);
}

static void when_its_time_is_over_the_rest_is_left_undone(void)
{
	if (!fresh())
		return;
	CHECK(migrate("1.0.0", PATIENCE_MS, 0, 0).ok);
	struct outcome o = migrate("1.1.0", 300, 30000, 0);
	CHECK(!o.ok && o.timed_out);
	CHECK_INT(o.applied, 0);
	CHECK_INT(ask("SELECT count(*) AS n FROM schema_migration"), 295);
	CHECK(migrate("1.1.0", PATIENCE_MS, 0, 0).ok);
}

static void a_type_that_is_there_under_another_id_is_left_alone(void)
{
	if (!fresh())
		return;
	CHECK(migrate("1.0.0", PATIENCE_MS, 0, 0).ok);
	CHECK_INT(ask("INSERT INTO identity_credential_types VALUES (gen_random_uuid(), 'code'); SELECT 7 AS n"), 7);
	CHECK(migrate("1.1.0", PATIENCE_MS, 0, 0).ok);
	CHECK_INT(ask("SELECT count(*) AS n FROM identity_credential_types WHERE name = 'code'"), 1);
}

static const struct check_case cases[] = {
	{ "an empty database gets every table and every version", an_empty_database_gets_every_table_and_every_version },
	{ "running it again changes nothing", running_it_again_changes_nothing },
	{ "step by step and at once come to the same tables", step_by_step_and_at_once_come_to_the_same_tables },
	{ "a failure keeps what was committed and can be gone on from", a_failure_keeps_what_was_committed_and_can_be_gone_on_from },
	{ "when its time is over, the rest is left undone", when_its_time_is_over_the_rest_is_left_undone },
	{ "a type that is there under another id is left alone", a_type_that_is_there_under_another_id_is_left_alone },
};

int main(void)
{
	struct secret password = { 0 };
	int code;

	loop = loop_new();
	if (!cluster_missing()) {
		if (!cluster_start(&cluster, NULL))
			return 1;
		secret_set(&password, CLUSTER_PASSWORD, strlen(CLUSTER_PASSWORD));
		pg = pg_open(loop, &(struct pg_spec){ .conninfo = cluster.conninfo, .password = &password, .application_name = "test" });
	}
	code = check_main(cases, (int)(sizeof(cases) / sizeof(cases[0])));
	pg_close(pg);
	loop_free(loop);
	secret_release(&password);
	cluster_stop(&cluster);
	return code;
}
