/* What must be there on both sides for the copy to be the same, asked of two real databases. */
#include "config.h"

#include "probe/probe.h"

#include "tests/unit/probe/source_world.h"

static bool look(void)
{
	static const enum probe_id probes[] = { PROBE_TABLES_SOURCE, PROBE_SCHEMA_SOURCE, PROBE_SCHEMA_TARGET,
		                                PROBE_FIT_SOURCE,    PROBE_FIT_TARGET,    PROBE_NONE };

	return look_with(probes);
}

static void the_products_own_database_holds_nothing_odd(void)
{
	static const char *const gates[] = { "networks-known", "network",   "source-triggers", "replica-triggers", "sequence-room",
		                             "sequences-fit",  "sequences", "kinds-known",     "kinds-there",      "same-migrations" };

	if (!ready("", "") || !look())
		return;
	for (size_t i = 0; i < mem_count(gates); i++)
		answers(gates[i], VERDICT_PASS, "");
}

static void networks_are_compared_as_sets_and_by_the_oldest(void)
{
	static const char second[] = "INSERT INTO networks VALUES ('00000000-0000-0000-0000-000000000001', '2021-01-01')";

	if (!ready(second, "") || !look())
		return;
	answers("networks-known", VERDICT_WARN, "2 networks; Ory takes the oldest, 11111111");
	answers("network", VERDICT_FAIL, "2 on blue, 1 on green");
	CHECK(must(loop, db[GREEN], second) && look());
	answers("network", VERDICT_PASS, "2 networks");
	CHECK(must(loop, db[GREEN], "UPDATE networks SET created_at = '2019-01-01' WHERE id = '00000000-0000-0000-0000-000000000001'") &&
	      look());
	answers("network", VERDICT_FAIL, "the oldest network differs");
	CHECK(must(loop, db[GREEN], "UPDATE networks SET created_at = '2013-10-07'") &&
	      must(loop, db[BLUE], "UPDATE networks SET created_at = '2013-10-07'") && look());
	answers("networks-known", VERDICT_WARN, "a tie: 2 networks");
	answers("network", VERDICT_WARN, "a tie: 2");
	CHECK(must(loop, db[BLUE], "DROP TABLE networks CASCADE") && look());
	answers("networks-known", VERDICT_PASS, "no row");
	answers("network", VERDICT_PASS, "blue has none, green 2");
}

static void triggers_that_fire_in_replicas_are_found_on_green(void)
{
	static const char made[] = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; CREATE TABLE rules "
				   "(id int PRIMARY KEY); "
				   "CREATE TRIGGER audit AFTER INSERT ON rules FOR EACH ROW EXECUTE FUNCTION f()";

	if (!ready(made, made) || !look())
		return;
	answers("source-triggers", VERDICT_WARN, "trigger audit on public.rules");
	answers("replica-triggers", VERDICT_PASS, "");
	CHECK(must(loop, db[GREEN], "ALTER TABLE rules ENABLE ALWAYS TRIGGER audit") && look());
	answers("replica-triggers", VERDICT_FAIL, "trigger audit on public.rules");
	CHECK(must(loop, db[GREEN], "ALTER TABLE rules ENABLE REPLICA TRIGGER audit") && look());
	answers("replica-triggers", VERDICT_FAIL, "trigger audit on public.rules");
	leave_out("public.rules");
	answers("replica-triggers", VERDICT_PASS, "");
	answers("source-triggers", VERDICT_PASS, "none");
	leave_out("");
	CHECK(must(loop, db[GREEN],
	           "ALTER TABLE rules DISABLE TRIGGER audit; CREATE RULE \"Out\" AS ON INSERT TO identities DO ALSO NOTHING; ALTER TABLE "
	           "identities "
	           "ENABLE ALWAYS RULE \"Out\"") &&
	      look());
	answers("replica-triggers", VERDICT_FAIL, "rule Out on public.identities");
}

/* The partitions have copies of their own. */
static void a_trigger_that_fires_always_on_one_partition_is_found(void)
{
	static const char made[] = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; CREATE TABLE p (id "
				   "int) PARTITION BY RANGE "
				   "(id); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (2); CREATE TRIGGER audit AFTER INSERT ON "
				   "p FOR EACH ROW EXECUTE "
				   "FUNCTION f(); ALTER TABLE p1 ENABLE ALWAYS TRIGGER audit";

	if (!ready(made, made) || !look())
		return;
	answers("replica-triggers", VERDICT_FAIL, "trigger audit on public.p1");
}

static void sequences_are_told_and_set_to_the_last_digit(void)
{
	static const char made[] = "CREATE SCHEMA \"Audit\"; CREATE SEQUENCE \"Audit\".\"Odd.Seq\"; CREATE SEQUENCE down_seq INCREMENT -5 "
				   "MINVALUE -1000000 MAXVALUE "
				   "-1 START -1; CREATE SEQUENCE never_called START 700; CREATE SEQUENCE set_only; CREATE TABLE "
				   "\"Audit\".\"Entry\" (id bigint GENERATED "
				   "ALWAYS AS IDENTITY (START 9007199254740993) PRIMARY KEY)";

	if (!ready(made, made) ||
	    !CHECK(must(loop, db[BLUE],
	                "SELECT setval('\"Audit\".\"Odd.Seq\"', 9223372036854775000), nextval('down_seq'), nextval('down_seq'), "
	                "setval('set_only', 4242, false); INSERT INTO \"Audit\".\"Entry\" DEFAULT VALUES")) ||
	    !look())
		return;
	answers("sequence-room", VERDICT_WARN, "\"Audit\".\"Odd.Seq\" at 9223372036854775000, 807 left");
	answers("sequences-fit", VERDICT_PASS, "");
	answers("sequences", VERDICT_FAIL, "\"Audit\".\"Odd.Seq\" is 9223372036854775000, green's 1");
	CHECK(perform(loop, db[GREEN], &m, "set-sequences") && look());
	answers("sequences", VERDICT_PASS, "5, equal");
	CHECK_INT(number(loop, db[GREEN],
	                 "SELECT (nextval('\"Audit\".\"Odd.Seq\"') = 9223372036854775001 AND nextval('down_seq') = -11 AND "
	                 "nextval('never_called') = 700 AND nextval('set_only') = 4242)::int"),
	          1);
	CHECK_INT(number(loop, db[GREEN], "INSERT INTO \"Audit\".\"Entry\" DEFAULT VALUES RETURNING (id = 9007199254740994)::int"), 1);
}

static void a_sequence_that_green_cannot_hold_is_named_before(void)
{
	if (!ready("CREATE SEQUENCE wide; SELECT setval('wide', 3000000000); CREATE TABLE orders (id bigint GENERATED BY DEFAULT AS "
	           "IDENTITY "
	           "PRIMARY KEY); CREATE TABLE small (id serial PRIMARY KEY, a smallint GENERATED BY DEFAULT AS IDENTITY); SELECT "
	           "setval('small_a_seq', 32700)",
	           "CREATE SEQUENCE wide AS int; CREATE TABLE small (id serial PRIMARY KEY, a smallint GENERATED BY DEFAULT AS "
	           "IDENTITY)") ||
	    !look())
		return;
	answers("sequences-fit", VERDICT_FAIL, "green lacks: public.orders_id_seq");
	answers("sequence-room", VERDICT_WARN, "public.small_a_seq at 32700, 67 left");
	leave_out("public.orders");
	answers("sequences-fit", VERDICT_FAIL, "public.wide is 3000000000, green's goes from 1 to 2147483647");
	CHECK(must(loop, db[GREEN], "ALTER SEQUENCE wide AS bigint") && look());
	answers("sequences-fit", VERDICT_PASS, "");
}

static void types_and_collations_that_green_lacks_are_named(void)
{
	static const char made[] =
		"CREATE TYPE mood AS ENUM ('sad', 'glad'); CREATE TABLE days (id int PRIMARY KEY, m mood[]); CREATE COLLATION "
		"\"Own\" (locale = 'C'); ALTER TABLE days ADD c text COLLATE \"Own\"";

	if (!ready(made, made) || !look())
		return;
	answers("kinds-known", VERDICT_WARN, "collation public.\"Own\", type public.mood (sad, glad)");
	answers("kinds-there", VERDICT_PASS, "");
	CHECK(must(loop, db[BLUE], "ALTER TYPE mood ADD VALUE 'wild'") && look());
	answers("kinds-there", VERDICT_FAIL, "type public.mood (sad, glad, wild)");
	leave_out("public.days");
	CHECK(look_at(loop, db[BLUE], &m, PROBE_FIT_SOURCE, NOW));
	answers("kinds-there", VERDICT_PASS, "");
	CHECK(must(loop, db[BLUE], "CREATE EXTENSION citext") && look());
	answers("kinds-there", VERDICT_WARN, "only on blue: extension citext");
}

static void what_old_databases_record_shorter_is_the_same_set(void)
{
	if (!ready("INSERT INTO schema_migration VALUES ('20191100000001'), ('20150100000001'); DELETE FROM schema_migration WHERE version "
	           "= "
	           "'20191100000001000000'",
	           "INSERT INTO schema_migration VALUES ('20191100000001000001')") ||
	    !look())
		return;
	answers("same-migrations", VERDICT_PASS, "");
	CHECK(must(loop, db[BLUE], "INSERT INTO schema_migration VALUES ('20200101000000000000')") && look());
	answers("same-migrations", VERDICT_FAIL, "20200101000000000000 is on the source only");
}

static const struct check_case cases[] = {
	{ "the product's own database holds nothing odd", the_products_own_database_holds_nothing_odd },
	{ "networks are compared as sets and by the oldest", networks_are_compared_as_sets_and_by_the_oldest },
	{ "triggers that fire in replicas are found on green", triggers_that_fire_in_replicas_are_found_on_green },
	{ "a trigger that fires always on one partition is found", a_trigger_that_fires_always_on_one_partition_is_found },
	{ "sequences are told and set to the last digit", sequences_are_told_and_set_to_the_last_digit },
	{ "a sequence that green cannot hold is named before", a_sequence_that_green_cannot_hold_is_named_before },
	{ "types and collations that green lacks are named", types_and_collations_that_green_lacks_are_named },
	{ "what old databases record shorter is the same set", what_old_databases_record_shorter_is_the_same_set },
};
CHECK_MAIN(cases)
