/* What blue has that would fail later, found on a real server by the probes that a run asks. */
#include "config.h"

#include "probe/probe.h"

#include "plan/sync.h"
#include "tests/unit/probe/source_world.h"

static bool look(void)
{
	static const enum probe_id probes[] = { PROBE_TABLES_SOURCE, PROBE_SOURCE, PROBE_ODD_SOURCE, PROBE_NONE };

	return look_with(probes);
}

static void the_products_own_database_holds_nothing_odd(void)
{
	static const char *const gates[] = { "odd-tables", "left-out", "carriable", "large-objects", "source-rights", "source-reached" };

	if (!ready("", "") || !look())
		return;
	for (size_t i = 0; i < mem_count(gates); i++)
		answers(gates[i], VERDICT_PASS, "");
	CHECK_INT(sync_tables(&m), 4);
}

static void tables_of_others_are_named_until_they_are_left_out(void)
{
	if (!ready("CREATE TABLE identities_backup_20260101 AS SELECT * FROM identities; CREATE SCHEMA shop; CREATE TABLE shop.orders (id "
	           "int "
	           "PRIMARY KEY, buyer uuid REFERENCES identities); CREATE TABLE shop.sessions (id int PRIMARY KEY);"
	           "CREATE TABLE schema_migration_pop_legacy (version text); CREATE TABLE identity_login_codes (id uuid)",
	           "") ||
	    !look())
		return;
	/* the codes came with 1.1.0, and a table of another schema is nobody's */
	answers("odd-tables", VERDICT_FAIL, "public.identities_backup_20260101, public.identity_login_codes, shop.orders, shop.sessions");
	answers("left-out", VERDICT_PASS, "none");
	CHECK_INT(sync_tables(&m), 8);
	leave_out("public.identities_backup_20260101 public.identity_login_codes shop.orders");
	answers("odd-tables", VERDICT_FAIL, "1.0.0: shop.sessions");
	leave_out("public.identities_backup_20260101 public.identity_login_codes shop.orders, shop.sessions");
	answers("odd-tables", VERDICT_PASS, "4 tables");
	answers("left-out", VERDICT_PASS, "shop.orders, shop.sessions");
	CHECK_INT(sync_tables(&m), 4);
	leave_out("");
	CHECK_INT(sync_tables(&m), 8);
}

static void the_settings_leave_out_as_the_answer_does(void)
{
	static const char text[] = "{\"settings\":{},\"run\":\"x\"}";
	struct json *settings = model_settings_json(), *data = json_parse(text, sizeof text - 1, NULL), *list = json_array();

	if (!ready("CREATE SCHEMA \"My App\"; CREATE TABLE \"My App\".\"a, b\" (id int PRIMARY KEY); CREATE TABLE two (id int PRIMARY KEY)",
	           "")) {
		json_free(settings);
		json_free(data);
		json_free(list);
		return;
	}
	json_push_str(list, "\"My App\".\"a, b\"");
	json_put(settings, "leave_out", list);
	json_put(data, "settings", settings);
	looking_fold(&m, EV_RUN_STARTED, 1, data);
	if (!look())
		return;
	answers("odd-tables", VERDICT_FAIL, "1.0.0: public.two");
	leave_out("public.two");
	answers("left-out", VERDICT_PASS, "left out: \"My App\".\"a, b\", public.two");
	CHECK(left_out_by_settings(&m, "\"My App\".\"a, b\"") && !left_out_by_settings(&m, "public.two"));
}

static void what_a_copied_table_refers_to_is_not_left_out(void)
{
	if (!ready("CREATE TABLE kinds (id int PRIMARY KEY); CREATE TABLE parted (id int PRIMARY KEY, kind int REFERENCES kinds) PARTITION "
	           "BY "
	           "RANGE (id); CREATE TABLE part PARTITION OF parted FOR VALUES FROM (1) TO (9); CREATE TABLE child () INHERITS (kinds)",
	           "") ||
	    !look())
		return;
	leave_out("public.kinds");
	answers("left-out", VERDICT_FAIL, "public.kinds cannot be left out: public.parted refers to it");
	leave_out("public.kinds public.parted");
	answers("left-out", VERDICT_PASS, "public.kinds, public.parted");
	leave_out("public.child");
	answers("left-out", VERDICT_FAIL, "public.kinds refers to it");
	leave_out("public.part");
	answers("left-out", VERDICT_FAIL, "leave out public.parted");
	leave_out("public.nothing");
	answers("left-out", VERDICT_WARN, "public.nothing");
	leave_out("public.sessions");
	answers("left-out", VERDICT_WARN, "public.sessions is the product's own");
}

static void what_cannot_be_published_is_named(void)
{
	if (!ready("CREATE UNLOGGED TABLE rate_limits (k text PRIMARY KEY); CREATE EXTENSION IF NOT EXISTS postgres_fdw; CREATE SERVER IF "
	           "NOT "
	           "EXISTS s FOREIGN DATA WRAPPER postgres_fdw; CREATE FOREIGN TABLE far (id int) SERVER s; CREATE VIEW seen AS SELECT 1; "
	           "CREATE MATERIALIZED VIEW held AS SELECT 1 AS one; CREATE TEMPORARY TABLE mine (id int); CREATE TABLE p (id int) "
	           "PARTITION BY "
	           "RANGE (id); CREATE FOREIGN TABLE \"P far\" PARTITION OF p FOR VALUES FROM (1) TO (2) SERVER s",
	           "") ||
	    !look())
		return;
	answers("carriable", VERDICT_FAIL,
	        "public.\"P far\" (foreign table), public.far (foreign table), public.rate_limits (unlogged table)");
	leave_out("public.rate_limits public.far public.p");
	answers("carriable", VERDICT_WARN, "public.held (materialized view), public.seen (view)");
	CHECK(must(loop, db[BLUE], "DROP MATERIALIZED VIEW held; DROP VIEW seen; DROP TABLE mine"));
	CHECK(look_at(loop, db[BLUE], &m, PROBE_ODD_SOURCE, NOW));
	answers("carriable", VERDICT_PASS, "");
}

static void large_objects_are_counted_and_their_columns_named(void)
{
	if (!ready("CREATE TABLE avatars (id int PRIMARY KEY, \"Picture\" oid); INSERT INTO avatars SELECT g, lo_from_bytea(0, 'x') FROM "
	           "generate_series(1, 5) g",
	           "") ||
	    !look())
		return;
	answers("large-objects", VERDICT_FAIL, "5 large objects; replication carries their numbers only: public.avatars.Picture");
	CHECK(must(loop, db[BLUE], "SELECT lo_unlink(\"Picture\") FROM avatars"));
	CHECK(look_at(loop, db[BLUE], &m, PROBE_ODD_SOURCE, NOW));
	answers("large-objects", VERDICT_PASS, "none");
}

static void a_role_that_is_no_superuser_is_asked_for_what_it_lacks(void)
{
	if (!ready("DROP ROLE IF EXISTS op; CREATE ROLE op", "") || !look())
		return;
	answers("source-rights", VERDICT_PASS, "superuser");
	CHECK(must(loop, db[BLUE], "SET ROLE op"));
	CHECK(look_at(loop, db[BLUE], &m, PROBE_ODD_SOURCE, NOW) && look_at(loop, db[BLUE], &m, PROBE_SOURCE, NOW));
	answers("source-rights", VERDICT_FAIL, "role op lacks: 5 not owned: ");
	CHECK(strstr(m.fact[FACT_SRC_RIGHTS].text,
	             "CREATE on the database; REPLICATION; GRANT pg_read_all_stats; GRANT pg_signal_backend"));
	CHECK(must(
		loop, db[BLUE],
		"RESET ROLE; ALTER ROLE op REPLICATION; GRANT CREATE ON DATABASE source TO op; GRANT pg_monitor, pg_signal_backend TO op; "
		"ALTER SCHEMA public OWNER TO op; DO $$ DECLARE t text; BEGIN FOR t IN SELECT oid::regclass FROM pg_class WHERE relkind = "
		"'r' AND "
		"relnamespace = 'public'::regnamespace LOOP EXECUTE format('ALTER TABLE %s OWNER TO op', t); END LOOP; END $$; SET ROLE "
		"op"));
	CHECK(look_at(loop, db[BLUE], &m, PROBE_ODD_SOURCE, NOW) && look_at(loop, db[BLUE], &m, PROBE_SOURCE, NOW));
	answers("source-rights", VERDICT_PASS, "role op owns the tables");
	CHECK(must(loop, db[BLUE], "RESET ROLE; DROP OWNED BY op CASCADE"));
}

static const struct check_case cases[] = {
	{ "the product's own database holds nothing odd", the_products_own_database_holds_nothing_odd },
	{ "tables of others are named until they are left out", tables_of_others_are_named_until_they_are_left_out },
	{ "the settings leave out as the answer does", the_settings_leave_out_as_the_answer_does },
	{ "what a copied table refers to is not left out", what_a_copied_table_refers_to_is_not_left_out },
	{ "what cannot be published is named", what_cannot_be_published_is_named },
	{ "large objects are counted, and their columns named", large_objects_are_counted_and_their_columns_named },
	{ "a role that is no superuser is asked for what it lacks", a_role_that_is_no_superuser_is_asked_for_what_it_lacks },
};
CHECK_MAIN(cases)
