#include "config.h"

#include "verify/live.h"

#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "codec/json.h"
#include "port/loop.h"
#include "port/pg.h"
#include "tests/unit/check.h"
#include "tests/unit/verify/sides.h"

#define PATIENCE_MS 30000
#define ROWS_MAX 50

static struct sides on;

static struct json *row[ROWS_MAX];
static size_t rows, named;
static bool ended, failed;

static void on_table(void *self, const struct json *r)
{
	(void)self;
	if (rows < ROWS_MAX)
		row[rows++] = json_dup(r);
}

static void on_row(void *self, const struct json *r)
{
	(void)self;
	(void)r;
	named++;
}

static void on_progress(void *self, const struct verify_progress *p)
{
	(void)self;
	(void)p;
}

static void on_done(void *self, const struct err *e)
{
	(void)self;
	ended = true;
	failed = e != NULL;
	if (e)
		printf("# %s: %s\n", e->what, e->why);
}

static const struct verify_watch watch = { .table = on_table, .row = on_row, .progress = on_progress, .done = on_done };

static void forget(void)
{
	for (size_t i = 0; i < rows; i++)
		json_free(row[i]);
	rows = named = 0;
	ended = failed = false;
}

static bool ready(void)
{
	return sides_ready(&on, "wal_level = logical\n");
}

/* The same table on both sides, with some rows. */
static bool fresh(const char *more)
{
	static const char made[] =
		"DROP TABLE IF EXISTS a; CREATE TABLE a (id int PRIMARY KEY, name text, at timestamptz DEFAULT '2026-01-01Z'); "
		"INSERT INTO a SELECT i, 'name ' || i FROM generate_series(1, 1000) i";

	forget();
	return ready() && CHECK(must(on.loop, on.db[BLUE], made) && must(on.loop, on.db[GREEN], made)) &&
	       CHECK(!more || must(on.loop, on.db[GREEN], more));
}

static struct verify_live *start(const char *slot, int64_t patience_ms)
{
	const struct pg_spec source = { .conninfo = on.conninfo[BLUE] }, target = { .conninfo = on.conninfo[GREEN] };
	const struct verify_live_spec spec = {
		.spec = { .source = &source, .target = &target, .jobs = 2 },
		.slot = slot,
		.patience_ms = patience_ms,
		.rounds = 3,
	};
	struct err err = { 0 };

	return verify_live_start(on.loop, &spec, &watch, &err);
}

static bool finish(void)
{
	int64_t until = loop_now() + PATIENCE_MS;

	while (!ended && loop_now() < until)
		loop_turn(on.loop, 50);
	return CHECK(ended && !failed);
}

static const char *example(void)
{
	const char *text = json_text(json_first(json_get(row[0], "examples")));

	return text ? text : "";
}

static void what_is_equal_is_told_with_its_horizons(void)
{
	if (!fresh(NULL) || !CHECK(start(NULL, 500)) || !finish())
		return;
	CHECK_INT(rows, 1);
	CHECK(json_bool(row[0], "equal", false));
	CHECK_STR(json_str(row[0], "mode", ""), "live");
	CHECK(json_str(row[0], "source_horizon", NULL) && json_str(row[0], "target_horizon", NULL));
}

static void what_stays_different_is_proven(void)
{
	if (!fresh("UPDATE a SET name = 'other' WHERE id = 7; DELETE FROM a WHERE id = 8; INSERT INTO a VALUES (5000, 'new')") ||
	    !CHECK(start(NULL, 500)) || !finish())
		return;
	CHECK_INT(rows, 1);
	CHECK(!json_bool(row[0], "equal", true));
	CHECK_INT(json_int(row[0], "changed", -1), 1);
	CHECK_INT(json_int(row[0], "missing", -1), 1);
	CHECK_INT(json_int(row[0], "extra", -1), 1);
	CHECK_INT(json_int(row[0], "undecided", -1), 0);
	CHECK_INT(named, 3);
	CHECK(strstr(example(), "id=") != NULL);
}

/* The target catches up while it is waited for. */
static void what_arrives_in_time_agrees(void)
{
	if (!fresh("UPDATE a SET name = 'late' WHERE id <= 700") || !CHECK(start(NULL, 3000)))
		return;
	/* The first comparison is over when the rows of it were told; nothing is told of the table before they agree. */
	for (int64_t until = loop_now() + 1000; loop_now() < until;)
		loop_turn(on.loop, 20);
	CHECK(!ended);
	CHECK(must(on.loop, on.db[GREEN], "UPDATE a SET name = 'name ' || id WHERE id <= 700"));
	if (!finish())
		return;
	CHECK(json_bool(row[0], "equal", false));
	CHECK_INT(json_int(row[0], "changed", -1), 0);
	CHECK_STR(json_str(row[0], "why", NULL), NULL);
}

/* A slot that stands still: what it has not confirmed may still come, so that nothing is proven. */
static void what_was_not_applied_is_not_proven(void)
{
	if (!fresh("UPDATE a SET name = 'other' WHERE id = 7") ||
	    !CHECK(must(on.loop, on.db[BLUE], "SELECT pg_create_logical_replication_slot('still', 'pgoutput')")) ||
	    !CHECK(start("still", 400)) || !finish())
		return;
	CHECK(!json_bool(row[0], "equal", true));
	CHECK_INT(json_int(row[0], "changed", -1), 0);
	CHECK_INT(json_int(row[0], "undecided", -1), 1);
	must(on.loop, on.db[BLUE], "SELECT pg_drop_replication_slot('still')");
}

/* A comparison of what changed since the first one. */
static bool again(const char *source, const char *target)
{
	const struct pg_spec blue = { .conninfo = on.conninfo[BLUE] }, green = { .conninfo = on.conninfo[GREEN] };
	const struct verify_since since = { "public.a", source, target };
	struct err err = { 0 };

	forget();
	return CHECK(verify_start(on.loop,
	                          &(struct verify_spec){ .source = &blue,
	                                                 .target = &green,
	                                                 .mode = VERIFY_COPY,
	                                                 .since = &since,
	                                                 .sinces = 1,
	                                                 .flags = VERIFY_NAME_ROWS },
	                          &watch, &err)) &&
	       finish() && CHECK_INT(rows, 1);
}

static void only_what_changed_is_read_again(void)
{
	static const char *const both[] = {
		"SELECT 1", "UPDATE a SET name = 'both' WHERE id BETWEEN 3 AND 9",
		"INSERT INTO a SELECT i, 'more' FROM generate_series(2000, 2100) i; DELETE FROM a WHERE id < 3"
	};
	static const struct {
		const char *sql;
		int side;
		const char *kind;
	} defects[] = {
		{ "UPDATE a SET name = 'x' WHERE id = 50", GREEN, "changed" },
		{ "UPDATE a SET name = 'y' WHERE id = 51", BLUE, "changed" },
		{ "DELETE FROM a WHERE id = 52", GREEN, "missing" },
		{ "DELETE FROM a WHERE id = 53", BLUE, "extra" },
		{ "INSERT INTO a VALUES (9000, 'z')", GREEN, "extra" },
		{ "DELETE FROM a WHERE id = 54; INSERT INTO a VALUES (9001, 'z')", GREEN, "extra" },
	};
	char source[64], target[64];

	if (!fresh(NULL) || !CHECK(start(NULL, 500)) || !finish())
		return;
	snprintf(source, sizeof source, "%s", json_str(row[0], "source_horizon", ""));
	snprintf(target, sizeof target, "%s", json_str(row[0], "target_horizon", ""));
	for (size_t i = 0; i < sizeof both / sizeof *both; i++) {
		CHECK(must(on.loop, on.db[BLUE], both[i]) && must(on.loop, on.db[GREEN], both[i]));
		CHECK(again(source, target) && json_bool(row[0], "equal", false) && json_bool(row[0], "delta", false));
	}
	/* The same value written on one side only: a newer row, and no difference. */
	CHECK(must(on.loop, on.db[GREEN], "UPDATE a SET name = name WHERE id BETWEEN 100 AND 120"));
	CHECK(again(source, target) && json_bool(row[0], "equal", false) && json_bool(row[0], "delta", false));
	/* So many that the list is cut: the whole table is read. */
	CHECK(must(on.loop, on.db[GREEN], "INSERT INTO a SELECT i, 'n' FROM generate_series(100000, 125000) i") &&
	      must(on.loop, on.db[BLUE], "INSERT INTO a SELECT i, 'n' FROM generate_series(100000, 125000) i"));
	CHECK(again(source, target) && json_bool(row[0], "equal", false) && !json_bool(row[0], "delta", false));
	for (size_t i = 0; i < sizeof defects / sizeof *defects; i++) {
		CHECK(must(on.loop, on.db[defects[i].side], defects[i].sql));
		if (!CHECK(again(source, target) && !json_bool(row[0], "equal", true) && json_int(row[0], defects[i].kind, 0) >= 1))
			printf("# %s\n", defects[i].sql);
	}
}

/* What leaves the rows' transactions alone must not hide behind them. */
static void another_make_of_the_table_is_read_in_full(void)
{
	static const char *const defects[] = {
		"ALTER TABLE a RENAME name TO x; ALTER TABLE a ADD name text; UPDATE a SET name = x WHERE id <> 3; ALTER TABLE a DROP x",
		"ALTER TABLE a RENAME TO b; CREATE TABLE a (LIKE b INCLUDING ALL); INSERT INTO a SELECT * FROM b WHERE id <> 4; DROP TABLE "
		"b",
	};
	char source[64], target[64];

	for (size_t i = 0; i < sizeof defects / sizeof *defects; i++) {
		if (!fresh(NULL) || !CHECK(start(NULL, 500)) || !finish())
			return;
		snprintf(source, sizeof source, "%s", json_str(row[0], "source_horizon", ""));
		snprintf(target, sizeof target, "%s", json_str(row[0], "target_horizon", ""));
		CHECK(must(on.loop, on.db[GREEN], defects[i]));
		CHECK(again(source, target) && !json_bool(row[0], "equal", true));
	}
	if (!fresh(NULL) || !CHECK(start(NULL, 500)) || !finish())
		return;
	snprintf(source, sizeof source, "%s", json_str(row[0], "source_horizon", ""));
	snprintf(target, sizeof target, "%s", json_str(row[0], "target_horizon", ""));
	CHECK(must(on.loop, on.db[BLUE], "ALTER TABLE a ADD c int DEFAULT 5") &&
	      must(on.loop, on.db[GREEN], "ALTER TABLE a ADD c int DEFAULT 6"));
	CHECK(again(source, target) && !json_bool(row[0], "equal", true));
	/* A horizon of the future is another server's: everything is new to it. */
	if (!fresh(NULL) || !CHECK(start(NULL, 500)) || !finish())
		return;
	snprintf(source, sizeof source, "%s", json_str(row[0], "source_horizon", ""));
	snprintf(target, sizeof target, "9000000%s", strchr(json_str(row[0], "target_horizon", "/"), '/'));
	CHECK(must(on.loop, on.db[GREEN], "UPDATE a SET name = 'changed' WHERE id = 3"));
	CHECK(again(source, target) && !json_bool(row[0], "equal", true));
}

/* One bad table is its own matter. */
static void odd_keys_and_missing_slots_are_told(void)
{
	char sql[256];

	if (!fresh(NULL))
		return;
	for (int side = 0; side < SIDES; side++) {
		snprintf(sql, sizeof sql,
		         "DROP TABLE IF EXISTS o; CREATE TABLE o (k text PRIMARY KEY, v text); INSERT INTO o VALUES (E'dom\\\\user', '%d')",
		         side);
		CHECK(must(on.loop, on.db[side], sql));
	}
	CHECK(start(NULL, 300) && finish());
	for (size_t i = 0; i < rows; i++)
		if (strcmp(json_str(row[i], "table", ""), "public.o") == 0)
			CHECK(!json_bool(row[i], "equal", true) && json_int(row[i], "changed", 0) == 1);
	forget();
	if (CHECK(start("none", 300))) {
		int64_t until = loop_now() + PATIENCE_MS;

		while (!ended && loop_now() < until)
			loop_turn(on.loop, 50);
		CHECK(ended && failed);
	}
	CHECK(must(on.loop, on.db[BLUE], "DROP TABLE o") && must(on.loop, on.db[GREEN], "DROP TABLE o"));
}

static void stopping_in_any_phase_is_clean(void)
{
	for (int turns = 0; turns < 60; turns += 7) {
		struct verify_live *l;

		if (!fresh("UPDATE a SET name = 'other' WHERE id = 7"))
			return;
		l = start(NULL, 400);
		for (int i = 0; i < turns && !ended; i++)
			loop_turn(on.loop, 10);
		if (!ended)
			verify_live_stop(l);
		CHECK(!failed);
	}
}

static void cleanup(void)
{
	forget();
	sides_release(&on);
}

static const struct check_case cases[] = {
	{ "what is equal is told with its horizons", what_is_equal_is_told_with_its_horizons },
	{ "what stays different is proven, and named", what_stays_different_is_proven },
	{ "what arrives in time agrees", what_arrives_in_time_agrees },
	{ "what was not applied is not proven", what_was_not_applied_is_not_proven },
	{ "only what changed is read again, and nothing is missed by that", only_what_changed_is_read_again },
	{ "another make of the table is read in full", another_make_of_the_table_is_read_in_full },
	{ "odd keys and missing slots are told", odd_keys_and_missing_slots_are_told },
	{ "stopping in any phase is clean", stopping_in_any_phase_is_clean },
	{ "(everything is put away)", cleanup },
};

CHECK_MAIN(cases)
