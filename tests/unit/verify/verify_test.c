#include "config.h"

#include "verify/verify.h"

#include "base/err.h"
#include "base/str.h"
#include "codec/json.h"
#include "tests/unit/check.h"
#include "tests/unit/verify/sides.h"
#include "verify/explained.h"
#include "verify/sql.h"

enum { ROWS_MAX = 64, PATIENCE_MS = 60000 };

static struct sides on;

/* What a comparison said. */
static struct json *row[ROWS_MAX];
static size_t rows;
static int progressed;
static bool ended, failed;
static struct err last_error;

static void on_table(void *self, const struct json *r)
{
	(void)self;
	if (rows < ROWS_MAX)
		row[rows++] = json_dup(r);
}

static void on_progress(void *self, const struct verify_progress *p)
{
	(void)self;
	progressed += p->table != NULL;
}

static void on_done(void *self, const struct err *e)
{
	(void)self;
	ended = true;
	failed = e != NULL;
	if (e)
		last_error = *e;
}

static const struct verify_watch watch = { .table = on_table, .progress = on_progress, .done = on_done };

static void forget(void)
{
	for (size_t i = 0; i < rows; i++)
		json_free(row[i]);
	rows = 0;
	progressed = 0;
	ended = failed = false;
}

static bool ready(void)
{
	return sides_ready(&on, "jit = off\n");
}

static bool fresh(const char *source_sql, const char *target_sql)
{
	static const char clean[] =
		"DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA IF EXISTS other CASCADE; DROP SCHEMA IF EXISTS teal CASCADE";

	forget();
	return ready() && CHECK(must(on.loop, on.db[BLUE], clean) && must(on.loop, on.db[GREEN], clean)) &&
	       CHECK(must(on.loop, on.db[BLUE], source_sql)) && CHECK(must(on.loop, on.db[GREEN], target_sql));
}

static int jobs = 1;
static int64_t longest;

static bool compare(enum verify_mode mode, const char *product, const char *applied)
{
	const struct pg_spec source = { .conninfo = on.conninfo[BLUE] }, target = { .conninfo = on.conninfo[GREEN] };
	int64_t until = loop_now() + PATIENCE_MS;
	struct err e = { 0 };

	forget();
	if (!CHECK(verify_start(on.loop,
	                        &(struct verify_spec){ .source = &source,
	                                               .target = &target,
	                                               .mode = mode,
	                                               .product = product,
	                                               .applied = applied,
	                                               .jobs = jobs,
	                                               .table_ms = longest,
	                                               .flags = VERIFY_NAME_ROWS | VERIFY_VALUES },
	                        &watch, &e)))
		return false;
	while (!ended && loop_now() < until)
		loop_turn(on.loop, 50);
	return CHECK(ended);
}

static const struct json *said(const char *table)
{
	for (size_t i = 0; i < rows; i++)
		if (strcmp(json_str(row[i], "table", ""), table) == 0)
			return row[i];
	return NULL;
}

static bool is_equal(const char *table)
{
	return said(table) && json_bool(said(table), "equal", false);
}

static const char *why(const char *table)
{
	return json_str(said(table), "why", "");
}

static void same_rows_in_another_column_order(void)
{
	if (!fresh("CREATE TABLE a (id int PRIMARY KEY, name text, at timestamptz, price float8, data jsonb, raw bytea); "
	           "INSERT INTO a VALUES (1, 'x', '2026-01-01 00:00+00', 0.1, '{\"b\": 1, \"a\": 2}', '\\x00ff'), (2, NULL, NULL, 1e300, "
	           "'null', '')",
	           "CREATE TABLE a (raw bytea, data jsonb, price float8, name text, id int PRIMARY KEY, at timestamptz, extra int DEFAULT "
	           "7); "
	           "INSERT INTO a (id, name, at, price, data, raw) VALUES (2, NULL, NULL, 1e300, 'null', ''), "
	           "(1, 'x', '2026-01-01 01:00+01', 0.1, '{\"a\": 2, \"b\": 1}', '\\x00ff')"))
		return;
	if (!compare(VERIFY_COPY, "kratos", NULL))
		return;
	CHECK(!failed);
	CHECK_INT(rows, 1);
	CHECK(progressed >= 1);
	if (!CHECK(is_equal("public.a")))
		printf("# %s\n", why("public.a"));
	CHECK_INT(json_int(said("public.a"), "source_rows", -1), 2);
	CHECK_INT(json_int(said("public.a"), "target_rows", -1), 2);
	CHECK_STR(json_str(said("public.a"), "mode", ""), "copy");
	CHECK_STR(json_str(said("public.a"), "explained", NULL), NULL);
}

/* Each: the same table on both sides, but for one thing. */
static void differs(const char *target_rows)
{
	char *target = mem_printf("CREATE TABLE a (id int PRIMARY KEY, x text, y text); INSERT INTO a VALUES %s", target_rows);

	if (fresh("CREATE TABLE a (id int PRIMARY KEY, x text, y text); INSERT INTO a VALUES (1, 'one', ''), (2, 'two', 'end')", target) &&
	    compare(VERIFY_COPY, "kratos", NULL)) {
		CHECK(said("public.a") && !is_equal("public.a"));
		CHECK(*why("public.a"));
	}
	free(target);
}

static void values_that_swapped_rows(void)
{
	differs("(1, 'two', ''), (2, 'one', 'end')");
}

static void one_byte_in_any_column(void)
{
	differs("(1, 'one', NULL), (2, 'two', 'end')");
	differs("(1, 'one', ''), (2, 'twO', 'end')");
	differs("(1, 'one', ''), (2, 'two', 'enD')");
}

static void values_that_swapped_columns(void)
{
	differs("(1, '', 'one'), (2, 'two', 'end')");
}

static void a_row_too_few(void)
{
	differs("(1, 'one', '')");
	CHECK(strstr(why("public.a"), "2 rows") && strstr(why("public.a"), " 1"));
}

static void a_row_too_many(void)
{
	differs("(1, 'one', ''), (2, 'two', 'end'), (3, 'three', '')");
}

static void missing_tables_and_columns_are_named(void)
{
	if (!fresh("CREATE TABLE a (id int, x text); CREATE TABLE b (id int); CREATE TABLE c (id int); INSERT INTO b VALUES (1), (2)",
	           "CREATE TABLE a (id int); CREATE TABLE c (id int)") ||
	    !compare(VERIFY_COPY, "kratos", NULL))
		return;
	CHECK_INT(rows, 3);
	CHECK(!is_equal("public.a") && strstr(why("public.a"), "column x"));
	CHECK(!is_equal("public.b") && strstr(why("public.b"), "missing on the target"));
	CHECK_INT(json_int(said("public.b"), "source_rows", -1), 2);
	CHECK_INT(json_int(said("public.b"), "target_rows", 0), -1);
	CHECK(is_equal("public.c"));
}

static void a_pattern_fits_a_name_in_each_of_its_forms(void)
{
	char app[] = "my-app", users[] = "Users", public[] = "public", sessions[] = "sessions";
	struct verify_table odd = { .schema = app, .name = users }, plain = { .schema = public, .name = sessions };
	static const char *const like_odd[] = { "Users", "U*", "my-app.Users", "my-app.*", "\"my-app\".\"Users\"", "*" },
				 *const unlike_odd[] = { "users", "public.*", "my-app", "Users\"", "" };

	for (size_t i = 0; i < mem_count(like_odd); i++)
		if (!CHECK(verify_table_like(&odd, like_odd[i])))
			printf("# %s\n", like_odd[i]);
	for (size_t i = 0; i < mem_count(unlike_odd); i++)
		if (!CHECK(!verify_table_like(&odd, unlike_odd[i])))
			printf("# %s\n", unlike_odd[i]);
	CHECK(verify_table_like(&plain, "session*") && verify_table_like(&plain, "public.s*") && !verify_table_like(&plain, "shop.*"));
}

static void odd_names_other_schemas_and_empty_tables(void)
{
	static const char sql[] = "SET LOCAL search_path = public; CREATE SCHEMA other; CREATE SCHEMA teal; CREATE TABLE other.\"it's "
				  "\"\"odd\"\"\" (\"Ünï cöde\" int, \"select\" text); "
				  "INSERT INTO other.\"it's \"\"odd\"\"\" VALUES (1, 'x'); CREATE TABLE teal.marker (id int); CREATE TABLE "
				  "schema_migration (version text); "
				  "CREATE TABLE none (); CREATE TABLE empty (id int); CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE "
				  "m (v mood, j json, p point); "
				  "INSERT INTO m VALUES ('ok', '{\"a\":1}', '(1,2)'); CREATE VIEW v AS SELECT 1; "
				  "CREATE TABLE parts (id int) PARTITION BY RANGE (id); CREATE TABLE p1 PARTITION OF parts FOR VALUES FROM "
				  "(0) TO (10); INSERT INTO parts VALUES (1)";

	if (!fresh(sql, sql) ||
	    !CHECK(must(on.loop, on.db[BLUE], "INSERT INTO teal.marker VALUES (1); INSERT INTO public.schema_migration VALUES ('1')")) ||
	    !compare(VERIFY_COPY, "kratos", NULL))
		return;
	CHECK_INT(rows, 5);
	CHECK(is_equal("other.\"it's \"\"odd\"\"\""));
	CHECK(is_equal("public.none"));
	CHECK(is_equal("public.empty"));
	CHECK_INT(json_int(said("public.empty"), "source_rows", -1), 0);
	CHECK(is_equal("public.m"));
	CHECK(is_equal("public.parts"));
	CHECK(!said("teal.marker") && !said("public.schema_migration") && !said("public.p1") && !said("public.v"));
}

/* Types with a cast to text of their own that shows nothing of them. */
static const char cast_types[] =
	"SET search_path = public; CREATE EXTENSION hstore; CREATE EXTENSION citext; CREATE EXTENSION ltree; "
	"CREATE TYPE card AS (number text, expires date); CREATE TYPE mood AS ENUM ('ok', 'bad'); "
	"CREATE FUNCTION hide(card) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT '****' $$; CREATE CAST (card AS text) WITH "
	"FUNCTION "
	"hide(card); CREATE FUNCTION hide(mood) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'm' $$; CREATE CAST (mood AS "
	"text) WITH "
	"FUNCTION hide(mood) AS IMPLICIT; CREATE FUNCTION hide(hstore) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'h' $$; "
	"CREATE CAST (hstore AS text) WITH FUNCTION hide(hstore); CREATE TYPE span AS RANGE (subtype = int4); "
	"CREATE FUNCTION hide(span) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'r' $$; CREATE CAST (span AS text) WITH "
	"FUNCTION "
	"hide(span); CREATE FUNCTION hide(json) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'j' $$; CREATE CAST (json AS "
	"text) WITH "
	"FUNCTION hide(json); CREATE FUNCTION hide(numeric) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'n' $$; CREATE CAST "
	"(numeric "
	"AS text) WITH FUNCTION hide(numeric); CREATE DOMAIN plastic AS card; CREATE DOMAIN humour AS mood CHECK (true); "
	"CREATE DOMAIN deep AS plastic; CREATE TYPE purse AS (a card, b mood); CREATE FUNCTION hide(card[]) RETURNS text LANGUAGE "
	"sql "
	"IMMUTABLE AS $$ SELECT 'a' $$; CREATE CAST (card[] AS text) WITH FUNCTION hide(card[]); ";

static const struct {
	const char *type, *source, *target;
} casts[] = {
	{ "card", "(4111,2026-01-01)", "(5222,2026-01-01)" },
	{ "mood", "ok", "bad" },
	{ "hstore", "a=>1", "a=>2" },
	{ "span", "[1,3)", "[1,4)" },
	{ "json", "{\"a\": 1}", "{\"a\": 2}" },
	{ "numeric", "1.5", "1.6" },
	{ "plastic", "(1,)", "(2,)" },
	{ "deep", "(1,)", "(2,)" },
	{ "humour", "ok", "bad" },
	{ "purse", "(\"(1,)\",ok)", "(\"(1,)\",bad)" },
	{ "card[]", "{\"(1,)\"}", "{\"(2,)\"}" },
	{ "mood[]", "{ok}", "{bad}" },
	{ "plastic[]", "{\"(1,)\"}", "{\"(2,)\"}" },
	{ "card", "(,)", NULL }, /* a row of NULLs is not NULL */
	{ "hstore", "", NULL },
	{ "citext", "a", "A" },
	{ "ltree", "a.b", "a.c" },
	{ "inet", "1.2.3.4", "1.2.3.4/31" },
	{ "name", "", NULL },
	{ "xml", "", NULL },
};

/* Of each kind a table that differs and one that does not, with a NULL in both. */
static char *casts_sql(enum side side)
{
	struct str sql;

	str_init(&sql, STR_PAGE);
	str_add(&sql, cast_types);
	for (size_t i = 0; i < mem_count(casts); i++) {
		str_addf(&sql, "CREATE TABLE d%zu (id int PRIMARY KEY, x %s); CREATE TABLE e%zu (id int PRIMARY KEY, x %s); ", i,
		         casts[i].type, i, casts[i].type);
		for (const char *table = "de"; *table; table++) {
			const char *value = side == BLUE || *table == 'e' ? casts[i].source : casts[i].target;

			str_addf(&sql, "INSERT INTO %c%zu VALUES (1, NULL), (2, ", *table, i);
			if (value)
				str_add_literal(&sql, value);
			else
				str_add(&sql, "NULL");
			str_add(&sql, "); ");
		}
	}
	return str_take(&sql);
}

static void what_a_cast_of_ones_own_hides_is_found(void)
{
	char *source = casts_sql(BLUE), *target = casts_sql(GREEN);

	if (fresh(source, target) && compare(VERIFY_COPY, "kratos", NULL)) {
		for (size_t i = 0; i < mem_count(casts); i++) {
			char *differs = mem_printf("public.d%zu", i), *equal = mem_printf("public.e%zu", i);

			if (!CHECK(said(differs) && !is_equal(differs) && json_int(said(differs), "changed", 0) == 1))
				printf("# %s: %s is not told from %s\n", casts[i].type, casts[i].source, casts[i].target);
			if (!CHECK(is_equal(equal)))
				printf("# %s: %s is not itself: %s\n", casts[i].type, casts[i].source, why(equal));
			free(differs);
			free(equal);
		}
	}
	free(source);
	free(target);
}

/* Whichever side is cut into partitions: the same rows are equal, another row is found. */
static void partitions_on_one_side_only(void)
{
	static const char
		plain[] = "CREATE TABLE a (id int, at date, what text, PRIMARY KEY (id, at)); "
			  "INSERT INTO a SELECT g, date '2026-01-01' + g, 'x' || g FROM generate_series(1, 100) g",
		cut[] = "CREATE TABLE a (id int, at date, what text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at); "
			"CREATE TABLE a_1 PARTITION OF a FOR VALUES FROM ('2026-01-01') TO ('2026-02-01') PARTITION BY LIST (id); "
			"CREATE TABLE a_1_d PARTITION OF a_1 DEFAULT; CREATE TABLE a_d PARTITION OF a DEFAULT; "
			"INSERT INTO a SELECT g, date '2026-01-01' + g, 'x' || g FROM generate_series(1, 100) g";

	for (int side = 0; side < SIDES; side++) {
		if (!fresh(side == BLUE ? cut : plain, side == BLUE ? plain : cut) || !compare(VERIFY_COPY, "kratos", NULL))
			return;
		CHECK_INT(rows, 1);
		CHECK(is_equal("public.a") && json_int(said("public.a"), "target_rows", 0) == 100);
		CHECK(must(on.loop, on.db[GREEN], "UPDATE public.a SET what = 'y' WHERE id = 99"));
		CHECK(compare(VERIFY_COPY, "kratos", NULL));
		CHECK(!is_equal("public.a") && json_int(said("public.a"), "changed", 0) == 1);
	}
}

/* A function that is not what it was gives other values of the same expression: they are not looked at. */
static void generated_columns_are_left_out_where_both_sides_make_them_alike(void)
{
	static const char same[] = "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 * %d';"
				   "CREATE TABLE a (id int, twice int GENERATED ALWAYS AS (f(id)) STORED); INSERT INTO a VALUES (1);"
				   "CREATE TABLE b (id int, twice int GENERATED ALWAYS AS (id * %d) STORED); INSERT INTO b VALUES (1)";
	char *two = mem_printf(same, 2, 2), *three = mem_printf(same, 3, 3);

	if (fresh(two, three) && compare(VERIFY_COPY, "kratos", NULL)) {
		CHECK(is_equal("public.a"));
		CHECK(!is_equal("public.b") && json_int(said("public.b"), "source_rows", 0) == 1);
	}
	free(two);
	free(three);
}

static void one_broken_table_does_not_stop_the_others(void)
{
	char *superuser;

	if (!fresh("CREATE TABLE a (id int); CREATE TABLE b (id int); CREATE TABLE c (id int); INSERT INTO c VALUES (3); ALTER TABLE b "
	           "ENABLE ROW LEVEL SECURITY; "
	           "DO 'BEGIN CREATE ROLE reader LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END'; GRANT USAGE ON SCHEMA public TO "
	           "reader; GRANT SELECT ON a, b, c TO reader",
	           "CREATE TABLE a (id int); CREATE TABLE b (id int); CREATE TABLE c (id int); INSERT INTO c VALUES (3)"))
		return;
	superuser = on.conninfo[BLUE];
	on.conninfo[BLUE] = pg_conninfo_with(superuser, "user", "reader");
	if (compare(VERIFY_COPY, "kratos", NULL)) {
		CHECK(!failed);
		CHECK(is_equal("public.a"));
		CHECK(!is_equal("public.b") && strstr(why("public.b"), "row-level security"));
		CHECK(is_equal("public.c"));
	}
	free(on.conninfo[BLUE]);
	on.conninfo[BLUE] = superuser;
}

static void a_named_migration_explains_its_row(void)
{
	static const char source[] =
		"CREATE TABLE identity_credential_types (id int, name text); INSERT INTO identity_credential_types VALUES (1, 'password')";
	char target[400];

	snprintf(target, sizeof target, "%s, (2, 'code')", source);
	if (!fresh(source, target) || !compare(VERIFY_MIGRATED, "kratos", "20230706000000000001 20230712173852000000"))
		return;
	CHECK(!is_equal("public.identity_credential_types"));
	CHECK(strstr(json_str(said("public.identity_credential_types"), "explained", ""), "credential_types_code (20230712173852000000)"));
	CHECK_STR(json_str(said("public.identity_credential_types"), "mode", ""), "migrated");

	compare(VERIFY_MIGRATED, "kratos", "20230706000000000001");
	CHECK_STR(json_str(said("public.identity_credential_types"), "explained", NULL), NULL);
	compare(VERIFY_COPY, "kratos", "20230712173852000000");
	CHECK_STR(json_str(said("public.identity_credential_types"), "explained", NULL), NULL);
	must(on.loop, on.db[GREEN], "INSERT INTO identity_credential_types VALUES (3, 'stray')");
	compare(VERIFY_MIGRATED, "kratos", "20230712173852000000");
	CHECK_STR(json_str(said("public.identity_credential_types"), "explained", NULL), NULL);
	CHECK_INT(json_int(said("public.identity_credential_types"), "extra", -1), 2);
	must(on.loop, on.db[GREEN], "DELETE FROM identity_credential_types WHERE id <> 2");
	compare(VERIFY_MIGRATED, "kratos", "20230712173852000000");
	CHECK_STR(json_str(said("public.identity_credential_types"), "explained", NULL), NULL);
}

static void a_rewritten_column_is_explained_only_by_what_it_becomes(void)
{
	static const char table[] = "identity_recovery_addresses";

	if (!fresh("CREATE TABLE identity_recovery_addresses (id int, value text); INSERT INTO identity_recovery_addresses VALUES (1, "
	           "'A@B.c'), (2, 'x@y')",
	           "CREATE TABLE identity_recovery_addresses (id int, value text); INSERT INTO identity_recovery_addresses VALUES (1, "
	           "'a@b.c'), (2, 'x@y')") ||
	    !compare(VERIFY_MIGRATED, "kratos", "20220610155809000000"))
		return;
	CHECK(strstr(json_str(said("public.identity_recovery_addresses"), "explained", ""), "lower case"));
	must(on.loop, on.db[GREEN], "UPDATE identity_recovery_addresses SET value = 'other@y' WHERE id = 2");
	compare(VERIFY_MIGRATED, "kratos", "20220610155809000000");
	CHECK_STR(json_str(said("public.identity_recovery_addresses"), "explained", NULL), NULL);
	CHECK(explained_find("kratos", "20220610155809000000", table, 0) != NULL);
	CHECK(!explained_find("kratos", "20220610155809000000", table, 1));
	CHECK(!explained_find("hydra", "20220610155809000000", table, 0));
	CHECK(!explained_find("kratos", "120220610155809000000 202206101558090000001", table, 0));
}

static void removed_rows_padded_columns_and_dropped_tables_are_explained(void)
{
	if (!fresh("CREATE TABLE identity_verification_tokens (id int, selfservice_verification_flow_id int); "
	           "INSERT INTO identity_verification_tokens VALUES (1, NULL), (2, 5); "
	           "CREATE TABLE identity_login_codes (id int, address_type char(36)); INSERT INTO identity_login_codes VALUES (1, "
	           "'email')",
	           "CREATE TABLE identity_verification_tokens (id int, selfservice_verification_flow_id int); "
	           "INSERT INTO identity_verification_tokens VALUES (2, 5); "
	           "CREATE TABLE identity_login_codes (id int, address_type varchar(36)); INSERT INTO identity_login_codes VALUES (1, "
	           "'email')") ||
	    !compare(VERIFY_MIGRATED, "kratos", "20220825134336000000 20250505150900000000"))
		return;
	CHECK(strstr(json_str(said("public.identity_verification_tokens"), "explained", ""), "belong to no flow"));
	/* The padding of char(n) is no value: nothing has to be explained. */
	CHECK(is_equal("public.identity_login_codes"));

	if (!fresh("CREATE TABLE hydra_oauth2_consent_request (id int); CREATE TABLE hydra_client (id int, pk int, contacts text); "
	           "INSERT INTO hydra_client VALUES (1, 1, '')",
	           "CREATE TABLE hydra_client (id int, pk uuid, contacts jsonb); INSERT INTO hydra_client VALUES (1, NULL, '[]')") ||
	    !compare(VERIFY_MIGRATED, "hydra", "20211004110001000000 20211019000001000004 20220513000001000004"))
		return;
	CHECK(strstr(json_str(said("public.hydra_oauth2_consent_request"), "explained", ""), "drops it"));
	CHECK(strstr(json_str(said("public.hydra_client"), "explained", ""), "JSON"));
}

static void hashes_are_compared_as_multisets(void)
{
	int64_t a, b;

	verify_count_hashes("-5 1 1 7", "-5 1 7 9", &a, &b);
	CHECK_INT(a, 1);
	CHECK_INT(b, 1);
	verify_count_hashes("", "", &a, &b);
	CHECK_INT(a + b, 0);
	verify_count_hashes("", "3 3", &a, &b);
	CHECK_INT(b, 2);
}

static void a_server_that_is_not_there_is_an_error(void)
{
	char port[16], *nowhere;
	struct pg_spec source, target;
	struct err e = { 0 };

	if (!ready())
		return;
	forget();
	snprintf(port, sizeof port, "%d", cluster_free_port());
	nowhere = pg_conninfo_with(on.server.conninfo, "port", port);
	source = (struct pg_spec){ .conninfo = nowhere };
	target = (struct pg_spec){ .conninfo = on.conninfo[GREEN] };
	CHECK(verify_start(on.loop, &(struct verify_spec){ .source = &source, .target = &target, .product = "kratos" }, &watch, &e) !=
	      NULL);
	CHECK(wait_for(on.loop, &ended));
	CHECK(failed && strstr(last_error.what, "source"));
	CHECK_INT(rows, 0);
	free(nowhere);
}

/* Tables that nobody has analysed: there is no size to be had without the lock. */
static void a_locked_table_does_not_stop_the_others(void)
{
	static const char two[] = "CREATE TABLE a (id int); CREATE TABLE b (id int); INSERT INTO b VALUES (1)";

	if (!fresh(two, two) || !CHECK(must(on.loop, on.db[GREEN], "BEGIN; LOCK TABLE a IN ACCESS EXCLUSIVE MODE")))
		return;
	longest = 1000;
	if (compare(VERIFY_COPY, "kratos", NULL)) {
		CHECK(!failed);
		CHECK(is_equal("public.b"));
		CHECK(!is_equal("public.a") && strstr(why("public.a"), "did not answer in time"));
	}
	longest = 0;
	must(on.loop, on.db[GREEN], "ROLLBACK");
}

static void stopping_ends_the_statements_on_the_server(void)
{
	const struct pg_spec source = { .conninfo = on.conninfo[BLUE], .application_name = "verify-under-test" };
	const struct pg_spec target = { .conninfo = on.conninfo[GREEN], .application_name = "verify-under-test" };
	static const char busy[] = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'verify-under-test'";
	int64_t until = loop_now() + PATIENCE_MS;
	struct verify *v;
	struct err e;

	/* A lock on the table keeps the comparison where it is, as long as the test wants. */
	if (!fresh("CREATE TABLE a (id int)", "CREATE TABLE a (id int)") ||
	    !CHECK(must(on.loop, on.db[BLUE], "BEGIN; LOCK TABLE a IN ACCESS EXCLUSIVE MODE")))
		return;
	v = verify_start(on.loop, &(struct verify_spec){ .source = &source, .target = &target, .product = "kratos" }, &watch, &e);
	while (number(on.loop, on.db[GREEN], "SELECT count(*) FROM pg_locks WHERE NOT granted") < 1 && loop_now() < until)
		;
	verify_stop(v);
	CHECK(!ended);
	while (number(on.loop, on.db[GREEN], busy) > 0 && loop_now() < until)
		;
	CHECK_INT(number(on.loop, on.db[GREEN], busy), 0);
	CHECK(!ended);
	must(on.loop, on.db[BLUE], "ROLLBACK");
}

static void cleanup(void)
{
	forget();
	sides_release(&on);
}

static const struct check_case cases[] = {
	{ "the same rows in another column order are equal", same_rows_in_another_column_order },
	{ "values that swapped rows are a difference", values_that_swapped_rows },
	{ "values that swapped columns are a difference", values_that_swapped_columns },
	{ "one byte is a difference, in the last column too, and NULL is not the empty text", one_byte_in_any_column },
	{ "a row too few is said with both counts", a_row_too_few },
	{ "a row too many is a difference", a_row_too_many },
	{ "missing tables and columns are named", missing_tables_and_columns_are_named },
	{ "odd names, other schemas, empty tables, enums and partitions", odd_names_other_schemas_and_empty_tables },
	{ "a pattern fits a name in each of its forms", a_pattern_fits_a_name_in_each_of_its_forms },
	{ "what a cast to text of one's own hides is found", what_a_cast_of_ones_own_hides_is_found },
	{ "a table in partitions on one side only is compared", partitions_on_one_side_only },
	{ "generated columns are left out where both sides make them alike",
	  generated_columns_are_left_out_where_both_sides_make_them_alike },
	{ "a locked table does not stop the others", a_locked_table_does_not_stop_the_others },
	{ "one broken table does not stop the others", one_broken_table_does_not_stop_the_others },
	{ "a named migration explains the row it adds, and no other", a_named_migration_explains_its_row },
	{ "a rewritten column is explained only by what it becomes", a_rewritten_column_is_explained_only_by_what_it_becomes },
	{ "removed rows, padded columns and dropped tables are explained", removed_rows_padded_columns_and_dropped_tables_are_explained },
	{ "hashes are compared as multisets", hashes_are_compared_as_multisets },
	{ "a server that is not there is an error", a_server_that_is_not_there_is_an_error },
	{ "stopping ends the statements on the server", stopping_ends_the_statements_on_the_server },
	{ "(everything is put away)", cleanup },
};

CHECK_MAIN(cases)
