/* The probes about the way between the servers, asked of real ones, and what the gates say of it: as superuser, as a lesser role, and
 * with an apply that stands. */
#include "config.h"

#include "base/err.h"
#include "codec/json.h"
#include "plan/event.h"
#include "plan/gate.h"
#include "plan/sync.h"
#include "probe/probe.h"
#include "tests/unit/asking.h"
#include "tests/unit/check.h"
#include "tests/unit/cluster.h"
#include "tests/unit/model_make.h"

static struct cluster blue, green;
static struct loop *loop;
static struct model model;
static int made;

static bool ready(void)
{
	if (cluster_missing()) {
		SKIP(cluster_missing());
		return false;
	}
	if (made)
		return made > 0;
	loop = loop_new();
	model_make(&model);
	made = CHECK(cluster_start(&blue, "max_prepared_transactions = 4\n")) && CHECK(cluster_start(&green, NULL)) ? 1 : -1;
	return made > 0;
}

static struct pg *session(const struct cluster *c, const char *user, const char *database, const char *name)
{
	char *as = pg_conninfo_with(c->socket_conninfo, "user", user), *conninfo = pg_conninfo_with(as, "dbname", database);
	struct pg *pg = pg_open(loop, &(struct pg_spec){ .conninfo = conninfo, .application_name = name });

	free(as);
	free(conninfo);
	return pg;
}

struct seen {
	enum probe_id probe;
	int64_t at;
	bool done;
};

/* The answer becomes facts of the model, as the program itself folds them. */
static void on_reply(void *self, const struct reply *r)
{
	struct seen *s = self;
	struct answer a = { .started = true, .reply = r };
	struct json *facts = json_array(), *tables = json_array();
	struct event e = { .type = EV_FACTS, .at = s->at, .data = json_object() };
	const struct probe *probe = probe_find(s->probe);
	struct err err = { 0 };

	json_put_str(e.data, "probe", probe_name(s->probe));
	if (probe->read(&model, side_of_row(&model, probe->side), &a, s->at, facts, tables, &err))
		json_put(e.data, "facts", facts);
	else {
		json_put_str(e.data, "trouble", err.why);
		json_free(facts);
	}
	model_apply(&model, &e);
	json_free(e.data);
	json_free(tables);
	s->done = true;
}

/* One look of the probe in this session, dated as wanted. */
static void look(struct pg *pg, enum probe_id id, int64_t at)
{
	const struct probe *probe = probe_find(id);
	struct commands list = { 0 };
	struct seen s = { id, at, false };

	if (CHECK(probe->build(&model, side_of_row(&model, probe->side), &list, NULL))) {
		pg_ask(pg, list.item[0].sql, ASKING_MS, on_reply, &s);
		CHECK(wait_for(loop, &s.done));
	}
	commands_release(&list);
}

/* The verdict, and a word that must be in it. */
static void expect(const char *gate, int64_t now, enum verdict_kind want, const char *word)
{
	struct verdict v;

	gate_ask(gate_find(gate), &model, now, 0, &v);
	if (!CHECK_STR(verdict_name(v.kind), verdict_name(want)) || !CHECK(!word || strstr(v.text, word)))
		printf("# %s: %s\n", gate, v.text);
}

/* Case: a report in another database holds back the slot; a role without pg_read_all_stats is not told since when. */
static void writers_of_the_whole_server(void)
{
	struct pg *admin, *report, *lesser;

	if (!ready())
		return;
	admin = session(&blue, CLUSTER_USER, "postgres", "teal test");
	CHECK(must(loop, admin, "CREATE DATABASE other"));
	CHECK(must(loop, admin, "CREATE ROLE lesser LOGIN"));
	lesser = session(&blue, "lesser", "postgres", "teal lesser");
	report = session(&blue, CLUSTER_USER, "other", "nightly-report");
	look(admin, PROBE_SOURCE, 1000);
	expect("no-old-xact", 1000, VERDICT_PASS, NULL);
	look(lesser, PROBE_SOURCE, 1000);
	expect("no-old-xact", 1000, VERDICT_PASS, NULL);
	CHECK(must(loop, report, "BEGIN; SELECT pg_current_xact_id()"));
	look(admin, PROBE_SOURCE, 1000);
	expect("no-old-xact", 1000, VERDICT_PASS, NULL);
	CHECK(strstr(model.fact[FACT_SRC_WRITERS].text, "\"nightly-report\", database other") != NULL);
	CHECK(model.fact[FACT_SRC_WRITERS].num >= 0);
	CHECK_INT(model.fact[FACT_SRC_XIDS].num, 0);
	look(lesser, PROBE_SOURCE, 1000);
	expect("no-old-xact", 1000, VERDICT_UNKNOWN, "GRANT pg_read_all_stats");
	CHECK(must(loop, admin, "GRANT pg_read_all_stats TO lesser"));
	look(lesser, PROBE_SOURCE, 1000);
	expect("no-old-xact", 1000, VERDICT_PASS, NULL);
	CHECK(must(loop, report, "COMMIT"));
	/* one that nobody is connected to any more */
	look(admin, PROBE_SOURCE, 1000);
	expect("no-prepared", 1000, VERDICT_PASS, NULL);
	CHECK(must(loop, report, "BEGIN; SELECT pg_current_xact_id(); PREPARE TRANSACTION 'left behind'"));
	look(lesser, PROBE_SOURCE, 1000);
	expect("no-prepared", 1000, VERDICT_FAIL, "\"left behind\", user teal, database other");
	CHECK_INT(model.fact[FACT_SRC_PREPARED].num, 0);
	CHECK(must(loop, report, "ROLLBACK PREPARED 'left behind'"));
	pg_close(report);
	pg_close(lesser);
	pg_close(admin);
}

/* A subscription of the run's own name; the table has no row yet. */
static bool replicate(struct pg *source, struct pg *target, const char *name)
{
	char *publish = mem_printf("CREATE TABLE t (id int PRIMARY KEY, v text); CREATE PUBLICATION \"%s\" FOR TABLE t", name);
	char *subscribe = mem_printf("CREATE SUBSCRIPTION \"%s\" CONNECTION '%s' PUBLICATION \"%s\"", name, blue.socket_conninfo, name);
	bool ok = must(loop, source, publish) && must(loop, target, "CREATE TABLE t (id int PRIMARY KEY, v text)") &&
	          must(loop, target, subscribe);

	free(publish);
	free(subscribe);
	return ok;
}

/* Asks again and again until the first cell is the number, or the patience ends. */
static bool becomes(struct pg *pg, const char *sql, long long want)
{
	int64_t until = loop_now() + ASKING_MS;

	while (number(loop, pg, sql) != want)
		if (loop_now() > until)
			return false;
	return true;
}

static void look_at_both(struct pg *source, struct pg *target, int64_t at)
{
	look(source, PROBE_SOURCE, at);
	look(target, PROBE_TARGET, at);
}

/* The apply meets a key that is taken, until the row is gone. */
static void a_row_in_the_way(struct pg *source, struct pg *target)
{
	CHECK(must(loop, target, "INSERT INTO t VALUES (1, 'in the way')"));
	CHECK(must(loop, source, "INSERT INTO t VALUES (1, 'one')"));
	CHECK(becomes(target, "SELECT count(*) FROM pg_stat_subscription_stats WHERE apply_error_count > 0", 1));
	look_at_both(source, target, 3000);
	/* whether the position moved once more between the two is the servers' affair */
	model.applying.moved_at = 3000;
	model.applying.errors = 0;
	expect("apply-moves", 3000, VERDICT_WAIT, NULL);
	look_at_both(source, target, 14000);
	expect("apply-moves", 14000, VERDICT_FAIL, "apply has stopped");
	expect("apply-moves", 14000, VERDICT_FAIL, "unmoved for");
	expect("sync-errors", 14000, VERDICT_WARN, "of apply");
	/* what is in the way goes, and it goes on by itself */
	CHECK(must(loop, target, "DELETE FROM t"));
	CHECK(becomes(target, "SELECT count(*) FROM t WHERE id = 1", 1));
	CHECK(becomes(source, "SELECT count(*) FROM pg_replication_slots WHERE confirmed_flush_lsn >= pg_current_wal_lsn()", 1));
	look_at_both(source, target, 20000);
	expect("apply-moves", 20000, VERDICT_PASS, NULL);
}

/* Dates stand for the time that goes by: nothing is waited for but what the servers do. */
static void an_apply_that_stands(void)
{
	struct pg *source, *target;
	char *name, *drop;

	if (!ready())
		return;
	name = mem_dup(sync_name(&model).text);
	source = session(&blue, CLUSTER_USER, "postgres", "teal test");
	target = session(&green, CLUSTER_USER, "postgres", "teal test");
	if (!CHECK(replicate(source, target, name)))
		goto out;
	CHECK(becomes(target, "SELECT count(*) FROM pg_subscription_rel WHERE srsubstate <> 'r'", 0));
	look_at_both(source, target, 1000);
	look_at_both(source, target, 1000);
	expect("apply-moves", 1000, VERDICT_WAIT, "not yet seen to move");
	CHECK(must(loop, source, "INSERT INTO t VALUES (7, 'seven')"));
	CHECK(becomes(source, "SELECT count(*) FROM pg_replication_slots WHERE confirmed_flush_lsn >= pg_current_wal_lsn()", 1));
	look_at_both(source, target, 2000); /* the version is known from the first */
	expect("apply-moves", 2000, VERDICT_PASS, "applied up to 0/");
	expect("slot-safe", 2000, VERDICT_PASS, "active");
	/* PostgreSQL 14 counts no errors; what is judged there stands in the table of gates. */
	if (pg_server_version(target) >= 150000)
		a_row_in_the_way(source, target);
	/* disabled: nobody reads the slot */
	drop = mem_printf("ALTER SUBSCRIPTION \"%s\" DISABLE", name);
	CHECK(must(loop, target, drop));
	free(drop);
	CHECK(becomes(source, "SELECT count(*) FROM pg_replication_slots WHERE active", 0));
	look_at_both(source, target, 21000);
	expect("apply-moves", 21000, VERDICT_FAIL, "no enabled subscription");
	expect("slot-safe", 21000, VERDICT_WAIT, "nobody reads it");
	look_at_both(source, target, 51500);
	expect("slot-safe", 51500, VERDICT_FAIL, "on blue's disk");
out:
	pg_close(source);
	pg_close(target);
	free(name);
}

/* The conninfo by which green's server would reach blue's. */
static void lead_to(const char *conninfo)
{
	mem_set(&model.settings.source_from_target, conninfo);
	model.settings.side[BLUE].password = PASSWORD_NONE;
}

/* What is there on both sides that a trial could have left behind. */
static const char left_sql[] =
	"SELECT (SELECT count(*) FROM pg_namespace) + (SELECT count(*) FROM pg_trigger) + (SELECT count(*) FROM pg_replication_slots) +\n"
	" (SELECT count(*) FROM pg_subscription) + (SELECT count(*) FROM pg_class) + (SELECT count(*) FROM pg_proc) +\n"
	" (SELECT count(*) FROM pg_replication_origin)";

/* As the probe runs it: a trial that failed leaves its transaction open. */
static void try_it(struct pg *pg, enum probe_id probe, int64_t at)
{
	look(pg, probe, at);
	CHECK(must(loop, pg, "ROLLBACK"));
}

static void the_way_is_tried(void)
{
	struct pg *source, *target;
	long long left[2];
	char *tls;

	if (!ready())
		return;
	source = session(&blue, CLUSTER_USER, "postgres", "teal test");
	target = session(&green, CLUSTER_USER, "postgres", "teal test");
	left[0] = number(loop, source, left_sql);
	left[1] = number(loop, target, left_sql);
	lead_to(blue.socket_conninfo);
	try_it(target, PROBE_TRY_WAY, 1000);
	expect("way-tried", 1000, VERDICT_PASS, NULL);
	tls = mem_printf("host=127.0.0.1 port=%d dbname=postgres user=" CLUSTER_USER " sslmode=require", blue.port);
	lead_to(tls);
	free(tls);
	try_it(target, PROBE_TRY_WAY, 2000);
	expect("way-tried", 2000, VERDICT_FAIL, "does not support SSL");
	tls = mem_printf("host=no-such-host.invalid port=%d dbname=postgres user=" CLUSTER_USER, blue.port);
	lead_to(tls);
	free(tls);
	try_it(target, PROBE_TRY_WAY, 3000);
	expect("way-tried", 3000, VERDICT_FAIL, "could not translate host name");
	CHECK(must(loop, source, "CREATE ROLE reader LOGIN"));
	tls = pg_conninfo_with(blue.socket_conninfo, "user", "reader");
	lead_to(tls);
	free(tls);
	try_it(target, PROBE_TRY_WAY, 4000);
	expect("way-tried", 4000, VERDICT_FAIL, "to start "); /* a walsender; the other words changed with PostgreSQL 16 */
	CHECK(must(loop, source, "DROP ROLE reader"));
	CHECK_INT(number(loop, source, left_sql), left[0]);
	CHECK_INT(number(loop, target, left_sql), left[1]);
	pg_close(source);
	pg_close(target);
}

/* The role's own settings, the database's, and what the subscription sets off. */
static void timeouts_of_roles_are_named(void)
{
	struct pg *source, *target;

	if (!ready())
		return;
	source = session(&blue, CLUSTER_USER, "postgres", "teal test");
	target = session(&green, CLUSTER_USER, "postgres", "teal test");
	lead_to("host=x user=copier dbname=y");
	look(source, PROBE_ROLE_SOURCE, 1000);
	look(target, PROBE_ROLE_TARGET, 1000);
	look(target, PROBE_TARGET, 1000);
	expect("way-timeouts", 1000, VERDICT_PASS, "none");
	CHECK(must(loop, source,
	           "CREATE ROLE copier; ALTER ROLE copier SET statement_timeout = '150ms'; ALTER ROLE copier SET work_mem = '9MB'"));
	look(source, PROBE_ROLE_SOURCE, 1000);
	CHECK_STR(model.fact[FACT_SRC_TIMEOUTS].text, "statement_timeout = 150ms (role copier)");
	model_see(&model, FACT_TGT_SERVER, 150010, "postgres", 1000);
	expect("way-timeouts", 1000, VERDICT_FAIL, "statement_timeout = 150ms");
	model_see(&model, FACT_TGT_SERVER, 150018, "postgres", 1000);
	expect("way-timeouts", 1000, VERDICT_PASS, "off for the subscription: statement_timeout");
	model_see(&model, FACT_TGT_SERVER, 140010, "postgres", 1000);
	expect("way-timeouts", 1000, VERDICT_PASS, "statement_timeout");
	lead_to("host=x user=copier dbname=y options='-c work_mem=1MB'");
	expect("way-timeouts", 1000, VERDICT_FAIL, "statement_timeout");
	/* in this database the role's other value counts */
	CHECK(must(loop, source, "ALTER ROLE copier IN DATABASE postgres SET statement_timeout = 0"));
	look(source, PROBE_ROLE_SOURCE, 1000);
	expect("way-timeouts", 1000, VERDICT_PASS, "none");
	CHECK(must(loop, source, "DROP ROLE copier"));
	CHECK(must(loop, target, "ALTER ROLE " CLUSTER_USER " SET lock_timeout = '1s'"));
	look(target, PROBE_ROLE_TARGET, 1000);
	expect("way-timeouts", 1000, VERDICT_WARN, "lock_timeout = 1s");
	CHECK(must(loop, target, "ALTER ROLE " CLUSTER_USER " RESET ALL"));
	pg_close(source);
	pg_close(target);
}

static void the_fence_is_tried(void)
{
	struct pg *source, *owner;
	long long left;

	if (!ready())
		return;
	source = session(&blue, CLUSTER_USER, "postgres", "teal test");
	CHECK(must(loop, source, "CREATE TABLE public.others (n int)"));
	left = number(loop, source, left_sql);
	try_it(source, PROBE_TRY_FENCE, 2000);
	expect("fence-tried", 2000, VERDICT_PASS, NULL);
	CHECK_INT(number(loop, source, left_sql), left);
	look(source, PROBE_ROLE_SOURCE, 2000);
	expect("fence-possible", 2000, VERDICT_PASS, NULL);
	CHECK(must(loop, source,
	           "CREATE ROLE mover LOGIN; CREATE FUNCTION no_ddl() RETURNS event_trigger LANGUAGE plpgsql AS "
	           "'BEGIN IF tg_tag = ''CREATE TRIGGER'' THEN RAISE EXCEPTION ''no triggers here''; END IF; END';"
	           "CREATE EVENT TRIGGER guard ON ddl_command_start EXECUTE FUNCTION no_ddl()"));
	try_it(source, PROBE_TRY_FENCE, 3000);
	expect("fence-tried", 3000, VERDICT_FAIL, "no triggers here");
	CHECK_INT(number(loop, source, "SELECT count(*) FROM pg_namespace WHERE nspname = 'teal_try'"), 0);
	look(source, PROBE_ROLE_SOURCE, 3000);
	expect("fence-possible", 3000, VERDICT_WARN, "guard");
	CHECK(must(loop, source,
	           "DROP EVENT TRIGGER guard; CREATE OR REPLACE FUNCTION no_ddl() RETURNS event_trigger LANGUAGE plpgsql AS "
	           "'BEGIN RAISE EXCEPTION ''nothing is dropped here''; END';"
	           "CREATE EVENT TRIGGER guard ON sql_drop WHEN TAG IN ('DROP TRIGGER') EXECUTE FUNCTION no_ddl()"));
	try_it(source, PROBE_TRY_FENCE, 3000);
	expect("fence-tried", 3000, VERDICT_FAIL, "nothing is dropped here");
	look(source, PROBE_ROLE_SOURCE, 3000);
	expect("fence-possible", 3000, VERDICT_WARN, "guard");
	owner = session(&blue, "mover", "postgres", "teal test");
	look(owner, PROBE_ROLE_SOURCE, 3000);
	expect("fence-possible", 3000, VERDICT_FAIL, "owner of public.others is teal");
	CHECK(strstr(model.fact[FACT_SRC_LACKS].text, "no CREATE on the database") != NULL);
	CHECK(must(loop, source, "DROP EVENT TRIGGER guard; DROP TABLE public.others"));
	pg_close(owner);
	pg_close(source);
}

/* The product's tables belong to a role of their own, as the charms make it. */
static void green_is_tried_and_analysed(void)
{
	struct pg *target;
	long long left;

	if (!ready())
		return;
	target = session(&green, CLUSTER_USER, "postgres", "teal test");
	try_it(target, PROBE_TRY_GREEN, 1000);
	expect("green-writes", 1000, VERDICT_FAIL, "tables are not there");
	try_it(target, PROBE_TRY_MARKER, 1000);
	expect("marker-tried", 1000, VERDICT_PASS, NULL);
	CHECK(must(loop, target,
	           "CREATE FUNCTION no_ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no tables here''; END';"
	           "CREATE EVENT TRIGGER guard ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION no_ddl()"));
	try_it(target, PROBE_TRY_MARKER, 1000);
	expect("marker-tried", 1000, VERDICT_FAIL, "no tables here");
	CHECK(must(loop, target, "DROP EVENT TRIGGER guard"));
	CHECK_INT(number(loop, target, "SELECT count(*) FROM pg_namespace WHERE nspname = 'teal_try'"), 0);
	CHECK(must(loop, target,
	           "CREATE ROLE relation; CREATE SCHEMA app AUTHORIZATION relation; SET ROLE relation;"
	           "CREATE TABLE app.schema_migration (version text NOT NULL, version_self int NOT NULL DEFAULT 0);"
	           "CREATE TABLE app.networks (id uuid PRIMARY KEY, at timestamptz NOT NULL); RESET ROLE;"
	           "INSERT INTO app.schema_migration VALUES ('1'); INSERT INTO app.networks VALUES (gen_random_uuid(), now())"));
	left = number(loop, target, left_sql);
	try_it(target, PROBE_TRY_GREEN, 2000);
	expect("green-writes", 2000, VERDICT_PASS, NULL);
	CHECK_INT(number(loop, target, "SELECT count(*) FROM app.networks"), 1);
	CHECK_INT(number(loop, target, left_sql), left);
	CHECK(must(loop, target, "REVOKE INSERT ON app.networks FROM relation"));
	try_it(target, PROBE_TRY_GREEN, 3000);
	expect("green-writes", 3000, VERDICT_FAIL, "permission denied");
	CHECK(must(loop, target, "GRANT INSERT ON app.networks TO relation; DROP TABLE IF EXISTS t"));
	look(target, PROBE_ROLE_TARGET, 3000);
	expect("analysed", 3000, VERDICT_FAIL, "has rows and no statistics");
	CHECK(must(loop, target, "ANALYZE"));
	CHECK(becomes(target, "SELECT count(*) FROM pg_stat_user_tables WHERE last_analyze IS NULL", 0));
	look(target, PROBE_ROLE_TARGET, loop_wall());
	expect("analysed", loop_wall(), VERDICT_PASS, "every table");
	pg_close(target);
}

static void the_servers_go(void)
{
	cluster_stop(&blue);
	cluster_stop(&green);
	model_release(&model);
	loop_free(loop);
	CHECK(blue.folder == NULL && green.folder == NULL);
}

static const struct check_case cases[] = {
	{ "writers and prepared transactions of the whole server are told, or said to be hidden", writers_of_the_whole_server },
	{ "an apply that stands is told, and a slot that nobody reads", an_apply_that_stands },
	{ "the way is tried from green's server, and nothing is left", the_way_is_tried },
	{ "timeouts of roles are named where they would end the replication", timeouts_of_roles_are_named },
	{ "what the fence is made of is tried, and nothing is left", the_fence_is_tried },
	{ "green is tried for writing, as the role that owns its tables, and its statistics are looked at", green_is_tried_and_analysed },
	{ "the servers go", the_servers_go },
};

CHECK_MAIN(cases)
