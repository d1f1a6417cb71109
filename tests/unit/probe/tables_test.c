/* The list of tables, and what is made from it, with names and partitions as a real server has them. */
#include "config.h"

#include "plan/sync.h"

#include "base/str.h"
#include "codec/table_name.h"
#include "plan/gate.h"
#include "tests/unit/check.h"
#include "tests/unit/cluster.h"
#include "tests/unit/looking.h"
#include "tests/unit/model_make.h"

static struct cluster server;
static struct loop *loop;
static struct pg *pg;
static struct model m;

/* The names are as odd as PostgreSQL allows. */
/* The role has the name of a schema that is made here, which would come first in its search path. */
static const char odd_sql[] =
	"SET search_path = public; DROP SCHEMA IF EXISTS public CASCADE; DROP SCHEMA IF EXISTS \"user\" CASCADE; DROP SCHEMA IF EXISTS "
	"\"a.b\" CASCADE; "
	"DROP SCHEMA IF EXISTS teal CASCADE; DROP PUBLICATION IF EXISTS teal_test_1; "
	"CREATE SCHEMA public; CREATE SCHEMA \"user\"; CREATE SCHEMA \"a.b\"; CREATE SCHEMA teal; CREATE TABLE teal.marker (id text "
	"PRIMARY KEY, token text); "
	"CREATE TABLE identities (id int PRIMARY KEY); CREATE TABLE \"user\".\"group\" (id int PRIMARY KEY); "
	"CREATE TABLE \"a.b\".\"c d\" (id int PRIMARY KEY); CREATE TABLE \"Quo\"\"te\" (id int PRIMARY KEY); "
	"CREATE TABLE \"a\"\"; DROP TABLE identities; --\" (id int PRIMARY KEY); "
	"CREATE TABLE \"2größe_größe_größe_größe_größe_größe_größe_xx\" (id int PRIMARY KEY); "
	"CREATE TABLE schema_migration (version text); CREATE TABLE schema_migration_pop_legacy (version text); "
	"CREATE UNLOGGED TABLE scratch (id int PRIMARY KEY); CREATE TEMPORARY TABLE IF NOT EXISTS mine (id int); CREATE VIEW v AS SELECT 1 "
	"AS one; "
	"CREATE TABLE parted (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at); "
	"CREATE TABLE parted_26 PARTITION OF parted FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY LIST (id); "
	"CREATE TABLE \"parted 26 one\" PARTITION OF parted_26 FOR VALUES IN (1, 2); "
	"CREATE TABLE \"a.b\".parted_27 PARTITION OF parted FOR VALUES FROM ('2027-01-01') TO ('2028-01-01'); "
	"INSERT INTO parted VALUES (1, '2026-05-05'), (2, '2026-05-05'), (3, '2027-05-05'); ANALYZE";

static bool ready(void)
{
	if (cluster_missing()) {
		SKIP(cluster_missing());
		return false;
	}
	if (!server.pid) {
		loop = loop_new();
		if (!CHECK(cluster_start(&server, NULL)))
			return false;
		pg = pg_open(loop, &(struct pg_spec){ .conninfo = server.socket_conninfo, .application_name = "teal test" });
	}
	model_release(&m);
	model_make(&m);
	return CHECK(must(loop, pg, odd_sql)) && CHECK(look_at(loop, pg, &m, PROBE_TABLES_SOURCE, 10));
}

static void names_of(bool (*wanted)(const struct table *), struct str *out)
{
	str_init(out, STR_PAGE);
	for (size_t i = 0; i < m.tables; i++)
		if (!wanted || wanted(&m.table[i]))
			str_addf(out, "%s%s", out->len ? " " : "", m.table[i].name);
}

/* The gate's verdict on what was seen so far, and some words of its evidence. */
static void asks(const char *gate, enum verdict_kind kind, const char *words)
{
	struct verdict v;

	gate_ask(gate_find(gate), &m, 60, 0, &v);
	if (!CHECK(v.kind == kind) || !CHECK(strstr(v.text, words) != NULL))
		printf("# %s: %s: %s\n#   want: %s\n", gate, verdict_name(v.kind), v.text, words);
}

static void every_table_is_listed_by_its_one_name(void)
{
	struct str all, taking;
	const struct table *t;

	if (!ready())
		return;
	names_of(NULL, &all);
	names_of(sync_takes, &taking);
	CHECK_STR(str_text(&all),
	          "\"a.b\".\"c d\" \"a.b\".parted_27 public.\"2größe_größe_größe_größe_größe_größe_größe_xx\" public.\"Quo\"\"te\" "
	          "public.\"a\"\"; DROP TABLE identities; --\" public.\"parted 26 one\" public.identities public.parted public.parted_26 "
	          "public.schema_migration public.schema_migration_pop_legacy public.scratch user.group");
	CHECK_STR(str_text(&taking),
	          "\"a.b\".\"c d\" public.\"2größe_größe_größe_größe_größe_größe_größe_xx\" public.\"Quo\"\"te\" "
	          "public.\"a\"\"; DROP TABLE identities; --\" public.identities public.parted public.scratch user.group");
	CHECK_INT(sync_tables(&m), 8);
	CHECK_INT(m.fact[FACT_SRC_TABLES].num, 13);
	t = model_table_find(&m, "public.parted");
	CHECK(t && t->kind == 'p' && !t->root && t->persistence == 'p' && t->rows == 3 && t->bytes > 0);
	t = model_table_find(&m, "public.parted_26");
	CHECK(t && t->kind == 'p' && str_same(t->root, "public.parted") && t->rows == 2);
	t = model_table_find(&m, "\"a.b\".parted_27");
	CHECK(t && t->kind == 'r' && str_same(t->root, "public.parted"));
	t = model_table_find(&m, "public.scratch");
	CHECK(t && t->persistence == 'u');
	str_release(&all);
	str_release(&taking);
}

/* What is in partitions is counted once. */
static void the_size_is_that_of_the_tables_without_counting_twice(void)
{
	if (!ready())
		return;
	CHECK_INT(m.fact[FACT_SRC_SIZE].num,
	          number(loop, pg,
	                 "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
	                 "WHERE c.relkind = 'r' AND n.nspname IN ('public', 'user', 'a.b')"));
}

static void a_table_that_is_gone_is_gone_from_the_list(void)
{
	if (!ready())
		return;
	looking_fold(&m, EV_VERIFIED, 11, json_parse("{\"mode\":\"copy\",\"table\":\"public.scratch\",\"equal\":true}", 55, NULL));
	CHECK(must(loop, pg, "DROP TABLE scratch; CREATE TABLE newer (id int PRIMARY KEY)"));
	CHECK(look_at(loop, pg, &m, PROBE_TABLES_SOURCE, 20));
	CHECK(!model_table_find(&m, "public.scratch"));
	CHECK(model_table_find(&m, "public.newer") != NULL);
	CHECK_INT(m.tables, 13);
}

/* What is known after a resume is what was compared: a fence over that would leave the others out. */
static void acts_are_built_from_a_whole_list_only(void)
{
	static const char *const acts[] = { "fence", "create-publication", "empty-target" };
	struct err err;
	char *sql;

	if (!ready())
		return;
	looking_fold(&m, EV_RUN_RESUMED, 20, json_object());
	CHECK_INT(sync_tables(&m), 0);
	for (size_t i = 0; i < mem_count(acts); i++) {
		err = (struct err){ 0 };
		sql = act_sql(&m, acts[i], &err);
		CHECK(!sql && err.kind == ERR_AGAIN);
		free(sql);
	}
	CHECK(look_at(loop, pg, &m, PROBE_TABLES_SOURCE, 30));
	sql = act_sql(&m, "fence", &err);
	CHECK(sql != NULL);
	free(sql);
}

static void the_publication_holds_every_table_once_and_no_partition(void)
{
	if (!ready())
		return;
	CHECK(must(loop, pg, "DROP TABLE scratch") && look_at(loop, pg, &m, PROBE_TABLES_SOURCE, 20));
	if (!CHECK(perform(loop, pg, &m, "create-publication")))
		return;
	CHECK_INT(number(loop, pg, "SELECT count(*) FROM pg_publication_tables"), sync_tables(&m) + 1);
	CHECK_INT(number(loop, pg, "SELECT count(*) FROM pg_publication_tables WHERE tablename LIKE 'parted%'"), 1);
	CHECK_INT(number(loop, pg, "SELECT count(*) FROM pg_publication WHERE pubviaroot"), 1);
	CHECK(look_at(loop, pg, &m, PROBE_SOURCE, 20));
	CHECK_INT(m.fact[FACT_SRC_PUBLICATION].num, sync_tables(&m) + 1);
	asks("publication", VERDICT_PASS, "tables");
	CHECK(must(loop, pg, "CREATE TABLE \"made later\" (id int PRIMARY KEY)") && look_at(loop, pg, &m, PROBE_TABLES_SOURCE, 30));
	asks("publication", VERDICT_FAIL, "not published: public.\"made later\"");
}

/* Each makes blue's own UPDATE fail once it is published, or stops green's apply; the last ones do neither. */
static void tables_without_a_usable_key_are_named(void)
{
	static const struct {
		const char *sql, *named;
	} kinds[] = {
		{ "CREATE TABLE k (id int)", "once published: public.k" },
		{ "CREATE TABLE k (id int PRIMARY KEY DEFERRABLE)", "once published: public.k" },
		{ "CREATE TABLE k (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)", "once published: public.k" },
		{ "CREATE TABLE k (id int PRIMARY KEY); ALTER TABLE k REPLICA IDENTITY NOTHING", "once published: public.k" },
		{ "CREATE TABLE k (id int PRIMARY KEY, u int NOT NULL UNIQUE); ALTER TABLE k REPLICA IDENTITY USING INDEX k_u_key; "
		  "ALTER TABLE k DROP CONSTRAINT k_u_key",
		  "once published: public.k" },
		{ "CREATE TABLE k (id int) PARTITION BY RANGE (id); CREATE TABLE k_1 PARTITION OF k FOR VALUES FROM (0) TO (9)",
		  "once published: public.k, public.k_1" },
		{ "CREATE TABLE k (id int, PRIMARY KEY (id)) PARTITION BY RANGE (id); CREATE TABLE k_1 PARTITION OF k FOR VALUES FROM (0) "
		  "TO (9); "
		  "ALTER TABLE k_1 REPLICA IDENTITY NOTHING",
		  "once published: public.k_1" },
		{ "CREATE TABLE k (id int, note json); ALTER TABLE k REPLICA IDENTITY FULL", "public.k.note (json)" },
		{ "CREATE TYPE pair AS (a int, p point); CREATE DOMAIN dom AS json; CREATE TABLE k (id int, a pair, b dom[], c xml); "
		  "ALTER TABLE k REPLICA IDENTITY FULL",
		  "public.k.a (pair), public.k.b (dom[]), public.k.c (xml)" },
		{ "CREATE TABLE k (id int PRIMARY KEY DEFERRABLE, note json); ALTER TABLE k REPLICA IDENTITY FULL",
		  "public.k.note (json)" },
		{ "CREATE TABLE k (id int PRIMARY KEY, note json); ALTER TABLE k REPLICA IDENTITY FULL", NULL },
		{ "CREATE TYPE plain AS (a int, b text); CREATE TYPE mood AS ENUM ('a'); CREATE DOMAIN d AS varchar(3); CREATE TABLE k (a "
		  "plain[], b "
		  "mood, c d, e int4range, f jsonb, g cidr, h tsvector, i bytea, j char(3), k \"char\", l name, m uuid, n xid, o interval, "
		  "p "
		  "oidvector); ALTER TABLE k REPLICA IDENTITY FULL",
		  NULL },
		{ "CREATE TABLE k (id int, u int NOT NULL UNIQUE); ALTER TABLE k REPLICA IDENTITY USING INDEX k_u_key", NULL },
	};

	for (size_t i = 0; i < mem_count(kinds); i++) {
		if (!ready())
			return;
		CHECK(must(loop, pg, kinds[i].sql) && look_at(loop, pg, &m, PROBE_SCHEMA_SOURCE, 20) &&
		      look_at(loop, pg, &m, PROBE_TABLES_SOURCE, 20));
		asks("replica-identity", kinds[i].named ? VERDICT_FAIL : VERDICT_PASS, kinds[i].named ? kinds[i].named : "has a key");
	}
}

/* The server tells that the gate is right: what it lets through can be updated once it is published. */
static void what_passes_can_be_updated_once_published(void)
{
	if (!ready())
		return;
	CHECK(must(loop, pg, "DROP TABLE scratch") && look_at(loop, pg, &m, PROBE_TABLES_SOURCE, 20) &&
	      look_at(loop, pg, &m, PROBE_SCHEMA_SOURCE, 20));
	asks("replica-identity", VERDICT_PASS, "");
	CHECK(perform(loop, pg, &m, "create-publication"));
	CHECK(must(loop, pg,
	           "UPDATE parted SET id = id; UPDATE \"parted 26 one\" SET id = id; UPDATE \"user\".\"group\" SET id = id; "
	           "UPDATE schema_migration SET version = version; UPDATE schema_migration_pop_legacy SET version = version"));
}

/* The same server stands for both sides, one after the other. */
static void a_table_without_a_key_on_green_is_named(void)
{
	if (!ready())
		return;
	CHECK(must(loop, pg,
	           "CREATE TABLE f (id int, note text); ALTER TABLE f REPLICA IDENTITY FULL; CREATE TABLE g (id int PRIMARY KEY)"));
	CHECK(look_at(loop, pg, &m, PROBE_SCHEMA_SOURCE, 20) && look_at(loop, pg, &m, PROBE_TABLES_SOURCE, 20));
	CHECK(look_at(loop, pg, &m, PROBE_SCHEMA_TARGET, 20));
	asks("target-key", VERDICT_PASS, "finds every row");
	CHECK(must(loop, pg, "ALTER TABLE g DROP CONSTRAINT g_pkey") && look_at(loop, pg, &m, PROBE_SCHEMA_TARGET, 30));
	asks("target-key", VERDICT_FAIL, "without a key on green: public.g");
	CHECK(must(loop, pg, "ALTER TABLE g REPLICA IDENTITY FULL") && look_at(loop, pg, &m, PROBE_SCHEMA_TARGET, 40));
	asks("target-key", VERDICT_FAIL, "public.g");
	CHECK(look_at(loop, pg, &m, PROBE_SCHEMA_SOURCE, 50));
	asks("target-key", VERDICT_PASS, "");
}

/* Which table, which column, and on which side. */
static void what_differs_between_the_schemas_is_named(void)
{
	static const struct {
		const char *sql, *words;
	} changes[] = {
		{ "ALTER TABLE identities ADD COLUMN crm_id text", "public.identities.crm_id is on the source only" },
		{ "ALTER TABLE identities DROP COLUMN crm_id; ALTER TABLE identities ADD COLUMN \"CRM\" text",
		  "public.identities.\"CRM\" is on the source only" },
		{ "ALTER TABLE identities DROP COLUMN \"CRM\"; ALTER TABLE identities ALTER COLUMN id TYPE bigint",
		  "public.identities.id is bigint not null on the source, integer not null on the target" },
		{ "ALTER TABLE identities ALTER COLUMN id TYPE int; CREATE TABLE extra (a int, b int)",
		  "public.extra is on the source only" },
		{ "DROP TABLE extra; DROP TABLE \"user\".\"group\"", "user.group is on the target only" },
		{ "CREATE TABLE \"user\".\"group\" (id int PRIMARY KEY); CREATE TABLE parted_28 PARTITION OF parted FOR VALUES FROM "
		  "('2028-01-01') "
		  "TO ('2029-01-01')",
		  "public.parted_28 is on the source only" },
		{ "DROP TABLE parted_28; ALTER TABLE parted DETACH PARTITION \"a.b\".parted_27",
		  "\"a.b\".parted_27 is plain on the source, plain, of public.parted FOR VALUES FROM" },
		{ "DROP TABLE \"a.b\".parted_27; DROP TABLE parted; CREATE TABLE parted (id int, at date, PRIMARY KEY (id, at))",
		  "public.parted is plain on the source, partitioned by RANGE (at) on the target" },
	};

	if (!ready())
		return;
	CHECK(look_at(loop, pg, &m, PROBE_SCHEMA_SOURCE, 20) && look_at(loop, pg, &m, PROBE_SCHEMA_TARGET, 20));
	asks("same-schema", VERDICT_PASS, "same columns");
	for (size_t i = 0; i < mem_count(changes); i++) {
		CHECK(must(loop, pg, changes[i].sql) && look_at(loop, pg, &m, PROBE_SCHEMA_SOURCE, 30) &&
		      look_at(loop, pg, &m, PROBE_TABLES_SOURCE, 30));
		asks("same-schema", VERDICT_FAIL, changes[i].words);
	}
	CHECK(must(loop, pg, "ALTER TABLE schema_migration ADD COLUMN x int; DROP TABLE schema_migration_pop_legacy"));
	CHECK(look_at(loop, pg, &m, PROBE_SCHEMA_SOURCE, 40) && look_at(loop, pg, &m, PROBE_SCHEMA_TARGET, 40));
	asks("same-schema", VERDICT_PASS, "");
}

static bool stopped(const char *sql)
{
	struct asked a = { 0 };
	bool is = !ask_now(loop, pg, sql, &a) && strcmp(a.sqlstate, "25006") == 0;

	if (!is)
		printf("# %s: %s\n", sql, a.ok ? "went through" : a.message);
	asked_release(&a);
	return is;
}

static void the_fence_stops_writes_to_roots_and_to_partitions(void)
{
	static const char *const writes[] = {
		"INSERT INTO parted VALUES (1, '2027-02-02')",
		"INSERT INTO parted_26 VALUES (1, '2026-02-02')",
		"INSERT INTO \"a.b\".parted_27 VALUES (1, '2027-02-02')",
		"UPDATE \"parted 26 one\" SET id = 2",
		"DELETE FROM parted",
		"TRUNCATE parted",
		"TRUNCATE \"parted 26 one\"",
		"INSERT INTO \"user\".\"group\" VALUES (1)",
		"INSERT INTO \"a.b\".\"c d\" VALUES (1)",
		"INSERT INTO \"Quo\"\"te\" VALUES (1)",
		"INSERT INTO \"a\"\"; DROP TABLE identities; --\" VALUES (1)",
		"INSERT INTO schema_migration VALUES ('1')",
		"SET session_replication_role = replica; DELETE FROM \"a.b\".parted_27",
	};

	if (!ready())
		return;
	/* made after the list was seen */
	CHECK(must(loop, pg, "CREATE TABLE \"Newer\" (id int)"));
	if (!CHECK(perform(loop, pg, &m, "fence")))
		return;
	CHECK(stopped("INSERT INTO \"Newer\" VALUES (1)"));
	for (size_t i = 0; i < mem_count(writes); i++)
		CHECK(stopped(writes[i]));
	CHECK(must(loop, pg, "RESET session_replication_role"));
	CHECK(look_at(loop, pg, &m, PROBE_SOURCE, 20));
	CHECK_INT(m.fact[FACT_SRC_FENCED].num, 0);
	CHECK(perform(loop, pg, &m, "fence"));
	CHECK(must(loop, pg, "CREATE TABLE parted_28 PARTITION OF parted FOR VALUES FROM ('2028-01-01') TO ('2029-01-01')"));
	CHECK(look_at(loop, pg, &m, PROBE_SOURCE, 30));
	CHECK_INT(m.fact[FACT_SRC_FENCED].num, 1);
	CHECK(strstr(m.fact[FACT_SRC_FENCED].text, "not public.parted_28") != NULL);
	CHECK(perform(loop, pg, &m, "unfence"));
	CHECK(must(loop, pg, "INSERT INTO parted VALUES (1, '2027-02-02'); INSERT INTO \"user\".\"group\" VALUES (1)"));
	CHECK(look_at(loop, pg, &m, PROBE_SOURCE, 40));
	CHECK_INT(m.fact[FACT_SRC_FENCED].num, -1);
}

/* The same server stands for the target; the guard in the act's text is what tells the two apart. */
static void the_targets_tables_are_emptied_by_their_roots(void)
{
	struct err err = { 0 };
	char *sql;

	if (!ready())
		return;
	CHECK(must(loop, pg, "INSERT INTO \"user\".\"group\" VALUES (1); INSERT INTO schema_migration VALUES ('1')"));
	CHECK(look_at(loop, pg, &m, PROBE_SCHEMA_TARGET, 20));
	CHECK_INT(m.fact[FACT_TGT_NONEMPTY].num, 2);
	CHECK_STR(m.fact[FACT_TGT_NONEMPTY].text, "parted, group");
	model_see(&m, FACT_SRC_IDENTITY, 0, "another", 20);
	sql = act_sql(&m, "empty-target", &err);
	CHECK(sql && must(loop, pg, sql));
	free(sql);
	CHECK(look_at(loop, pg, &m, PROBE_SCHEMA_TARGET, 30));
	CHECK_INT(m.fact[FACT_TGT_NONEMPTY].num, 0);
	CHECK_INT(number(loop, pg, "SELECT (SELECT count(*) FROM parted) + (SELECT count(*) FROM \"user\".\"group\")"), 0);
	CHECK_INT(number(loop, pg, "SELECT count(*) FROM schema_migration"), 1);
	/* "All are empty" is not said of those that a resumed run happens to know. */
	looking_fold(&m, EV_RUN_RESUMED, 40, json_object());
	CHECK(look_at(loop, pg, &m, PROBE_SCHEMA_TARGET, 50));
	CHECK_INT(m.fact[FACT_TGT_NONEMPTY].seen, 30);
}

/* The server makes the form of a name as the program does. */
static void the_servers_form_is_the_programs(void)
{
	static const char *const names[] = { "identities", "group", "A", "a.b",  "a b", "1a",   "_",
		                             "$a",         "a$",    "é", "a\"b", "\"",  "a\nb", "a\\b" };

	if (!ready())
		return;
	for (size_t i = 0; i < mem_count(names); i++) {
		struct str sql;
		struct asked a = { 0 };
		char *form = table_name_make("public", names[i]);

		str_init(&sql, STR_PAGE);
		str_add(&sql, "SELECT " TABLE_NAME_SQL("'public'::name", "n") " FROM (SELECT ");
		str_add_literal(&sql, names[i]);
		str_add(&sql, "::name AS n) s");
		CHECK(ask_now(loop, pg, str_text(&sql), &a));
		CHECK_STR(a.cell, form);
		asked_release(&a);
		free(form);
		str_release(&sql);
	}
}

/* At the end, like every case of this file that has a server. */
static void the_server_is_gone(void)
{
	model_release(&m);
	pg_close(pg);
	loop_free(loop);
	cluster_stop(&server);
}

static const struct check_case cases[] = {
	{ "tables, partitions and roots are listed by their one name", every_table_is_listed_by_its_one_name },
	{ "the form of a name is the same in SQL and in C", the_servers_form_is_the_programs },
	{ "the size counts what is in partitions once", the_size_is_that_of_the_tables_without_counting_twice },
	{ "a table that is dropped is gone from the list", a_table_that_is_gone_is_gone_from_the_list },
	{ "acts that name tables want a whole list, seen in this session", acts_are_built_from_a_whole_list_only },
	{ "the publication holds every table once, by its root", the_publication_holds_every_table_once_and_no_partition },
	{ "the fence stops writes to roots, partitions and odd names", the_fence_stops_writes_to_roots_and_to_partitions },
	{ "the target is looked at and emptied by roots", the_targets_tables_are_emptied_by_their_roots },
	{ "tables whose key is of no use are named, others pass", tables_without_a_usable_key_are_named },
	{ "what passes can be updated once it is published", what_passes_can_be_updated_once_published },
	{ "a table without a key on green is named", a_table_without_a_key_on_green_is_named },
	{ "tables, columns, types and partitions that differ are named, with the side", what_differs_between_the_schemas_is_named },
	{ "the server ends", the_server_is_gone },
};

CHECK_MAIN(cases)
