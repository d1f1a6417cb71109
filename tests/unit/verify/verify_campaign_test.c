#include "config.h"

#include "verify/verify.h"

#include <inttypes.h>

#include "base/err.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/command.h"
#include "tests/unit/asking.h"
#include "tests/unit/check.h"
#include "tests/unit/cluster.h"
#include "tests/unit/verify/campaign.h"

/* TEAL_CAMPAIGN_SEED draws another campaign, TEAL_CAMPAIGN_TABLES a larger or smaller one, TEAL_PG_BINDIRS ("folder:folder") holds
 * programs of other major versions. */
enum { SOURCE, TARGET, BOTH, TABLES = 1000, ACROSS = 250, BATCH = 25, PATIENCE_MS = 300000, SHOWN = 5 };
#define SQL_MOST ((size_t)64 << 20)

static struct cluster server, elsewhere;
static struct loop *loop;
static const struct cluster *host[BOTH]; /* where the databases of a comparison are */

/* ---- What was said ---- */

struct said {
	bool told, equal;
	int64_t missing, extra, changed;
	char **line; /* one a row, owned */
	size_t lines;
};

static struct said *said; /* by the table's number */
static int said_count;
static bool ended, failed;

static struct said *said_of(const struct json *row)
{
	static struct said nobody;
	const char *name = json_str(row, "table", "");
	int n = strncmp(name, "public.t", 8) == 0 ? (int)strtol(name + 8, NULL, 10) : -1;

	return n >= 0 && n < said_count ? &said[n] : &nobody;
}

static void on_table(void *self, const struct json *row)
{
	struct said *s = said_of(row);

	(void)self;
	s->told = true;
	s->equal = json_bool(row, "equal", false);
	s->missing = json_int(row, "missing", -1);
	s->extra = json_int(row, "extra", -1);
	s->changed = json_int(row, "changed", -1);
	if (!json_bool(row, "compared", true) || json_str(row, "not_found", NULL))
		printf("# %s: %s %s\n", json_str(row, "table", ""), json_str(row, "why", ""), json_str(row, "not_found", ""));
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Columns are named "c<number>": in the order of their numbers. */
static int by_number(const void *a, const void *b)
{
	return (int)strtol(*(const char *const *)a + 1, NULL, 10) - (int)strtol(*(const char *const *)b + 1, NULL, 10);
}

/* In the words of campaign_expected. */
static char *line_of(const struct json *row)
{
	const char *column[CAMPAIGN_COLUMNS];
	size_t n = 0;
	struct str out;

	str_init(&out, STR_LINE);
	str_add(&out, json_str(row, "kind", ""));
	for (const struct json *k = json_first(json_get(row, "key")); k; k = json_next(k))
		str_addf(&out, " %s=%s", json_key(k), json_text(k));
	for (const struct json *c = json_first(json_get(row, "columns")); c && n < CAMPAIGN_COLUMNS; c = json_next(c))
		column[n++] = json_text(c);
	qsort(column, n, sizeof *column, by_number);
	for (size_t i = 0; i < n; i++)
		str_addf(&out, "%s %s", i ? "" : ":", column[i]);
	return str_take(&out);
}

static void on_row(void *self, const struct json *row)
{
	struct said *s = said_of(row);

	(void)self;
	s->line = mem_grow(s->line, s->lines, s->lines + 1, sizeof *s->line);
	s->line[s->lines++] = line_of(row);
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

static void said_release(void)
{
	for (int i = 0; i < said_count; i++) {
		for (size_t k = 0; k < said[i].lines; k++)
			free(said[i].line[k]);
		free(said[i].line);
	}
	free(said);
	said = NULL;
	said_count = 0;
}

/* Lines in their order, each closed by a newline; owned. */
static char *lines_of(char **line, size_t n)
{
	struct str out;

	str_init(&out, STR_PAGE);
	qsort(line, n, sizeof *line, by_text);
	for (size_t i = 0; i < n; i++)
		str_addf(&out, "%s\n", line[i]);
	return str_take(&out);
}

/* What was said of a table in the words of campaign_expected. */
static char *said_text(const struct said *s, enum campaign_key key)
{
	if (s->equal)
		return mem_dup("");
	if (key == KEY_NONE)
		return mem_printf("missing %" PRId64 ", extra %" PRId64 "\n", s->missing, s->extra);
	return lines_of(s->line, s->lines);
}

/* The expected lines in the same order as those that were said. */
static char *expected_text(const struct campaign_table *t)
{
	char *text = campaign_expected(t), *rest = text, *sorted, *line[64];
	size_t n = 0;

	for (char *end; n < 64 && (end = strchr(rest, '\n')); rest = end + 1) {
		*end = '\0';
		line[n++] = rest;
	}
	sorted = lines_of(line, n);
	free(text);
	return sorted;
}

/* ---- Servers and databases ---- */

static const char conf[] = "jit = off\nmax_locks_per_transaction = 1000\nautovacuum = off\nmax_connections = 40\n";

static bool ready(void)
{
	if (server.pid)
		return true;
	if (cluster_missing()) {
		SKIP(cluster_missing());
		return false;
	}
	loop = loop_new();
	host[SOURCE] = host[TARGET] = &server;
	return CHECK(cluster_start(&server, conf));
}

static char *place(int side)
{
	return pg_conninfo_with(host[side]->socket_conninfo, "dbname", side == SOURCE ? "source" : "target");
}

static bool fresh(int side)
{
	struct pg *admin = pg_open(loop, &(struct pg_spec){ .conninfo = host[side]->socket_conninfo });
	const char *name = side == SOURCE ? "source" : "target";
	char *drop = mem_printf("DROP DATABASE IF EXISTS %s WITH (FORCE)", name), *create = mem_printf("CREATE DATABASE %s", name);
	bool ok = must(loop, admin, drop) && must(loop, admin, create);

	pg_close(admin);
	free(drop);
	free(create);
	return ok;
}

/* Both sides' statements, while they run side by side. */
static bool both(struct pg *pg[BOTH], const char *const sql[BOTH])
{
	struct asked a[BOTH] = { 0 };
	bool ok = true;

	for (int side = 0; side < BOTH; side++)
		pg_ask(pg[side], sql[side], PATIENCE_MS, asked_done, &a[side]);
	for (int side = 0; side < BOTH; side++) {
		ok = wait_for(loop, &a[side].done) && a[side].ok && ok;
		if (!ok)
			printf("# %s\n", a[side].message ? a[side].message : "no answer");
		asked_release(&a[side]);
	}
	return ok;
}

static bool load(struct pg *pg[BOTH], const struct campaign_table *table, int n)
{
	struct str sql[BOTH];
	bool ok = true;

	for (int i = 0; ok && i < n; i += BATCH) {
		for (int side = 0; side < BOTH; side++) {
			str_init(&sql[side], SQL_MOST);
			for (int k = i; k < n && k < i + BATCH; k++)
				campaign_sql(&table[k], side, &sql[side]);
		}
		ok = both(pg, (const char *const[]){ str_text(&sql[SOURCE]), str_text(&sql[TARGET]) });
		for (int side = 0; side < BOTH; side++)
			str_release(&sql[side]);
	}
	return ok;
}

static bool compare(int jobs)
{
	char *conninfo[BOTH] = { place(SOURCE), place(TARGET) };
	const struct pg_spec source = { .conninfo = conninfo[SOURCE] }, target = { .conninfo = conninfo[TARGET] };
	const struct verify_spec spec = { .source = &source, .target = &target, .jobs = jobs, .flags = VERIFY_NAME_ROWS };
	const struct verify_watch watch = { .table = on_table, .progress = on_progress, .row = on_row, .done = on_done };
	int64_t until = loop_now() + PATIENCE_MS;
	struct err e = { 0 };

	ended = failed = false;
	if (!CHECK(verify_start(loop, &spec, &watch, &e)))
		return false;
	while (!ended && loop_now() < until)
		loop_turn(loop, 50);
	for (int side = 0; side < BOTH; side++)
		free(conninfo[side]);
	return CHECK(ended && !failed);
}

/* ---- A campaign ---- */

static int64_t from_environment(const char *name, int64_t other)
{
	return getenv(name) ? strtoll(getenv(name), NULL, 10) : other;
}

/* A defect that is missed, a row that is called by another name, and an alarm where nothing is are all told here. */
static int judge(const struct campaign_table *table, int n)
{
	int wrong = 0;

	for (int i = 0; i < n; i++) {
		char *want = expected_text(&table[i]), *got = said_text(&said[i], table[i].key);

		if (!said[i].told || strcmp(want, got) != 0) {
			wrong++;
			if (wrong <= SHOWN)
				printf("# t%d (%s)%s\n# want: %s# got:  %s\n", i, defect_name(table[i].defect),
				       said[i].told ? "" : ": nothing was said", *want ? want : "equal\n", *got ? got : "equal");
		}
		free(want);
		free(got);
	}
	return wrong;
}

static bool prepare(struct pg *pg[BOTH])
{
	for (int side = 0; side < BOTH; side++) {
		char *conninfo = place(side);

		pg[side] = fresh(side) ? pg_open(loop, &(struct pg_spec){ .conninfo = conninfo }) : NULL;
		free(conninfo);
	}
	return CHECK(pg[SOURCE] && pg[TARGET] && both(pg, (const char *const[]){ campaign_types, campaign_types }));
}

enum kind { EQUAL, DEFECTIVE };

static void campaign(int n, enum kind kind, int jobs)
{
	uint64_t seed = (uint64_t)from_environment("TEAL_CAMPAIGN_SEED", 1) * 2 + kind;
	struct campaign_table *table = mem_zalloc((size_t)n, sizeof *table);
	struct pg *pg[BOTH] = { NULL };

	printf("# seed %" PRIu64 ", %d tables a side\n", seed / 2, n);
	for (int i = 0; i < n; i++)
		campaign_draw(&table[i], seed, i, kind == EQUAL ? DEFECT_NONE : (enum defect)(1 + i % (DEFECTS - 1)));
	said = mem_zalloc((size_t)n, sizeof *said);
	said_count = n;
	if (prepare(pg) && CHECK(load(pg, table, n)) && compare(jobs))
		CHECK_INT(judge(table, n), 0);
	for (int side = 0; side < BOTH; side++)
		pg_close(pg[side]);
	for (int i = 0; i < n; i++)
		campaign_release(&table[i]);
	free(table);
	said_release();
}

static int tables(int n)
{
	return (int)from_environment("TEAL_CAMPAIGN_TABLES", TABLES) * n / TABLES;
}

static void every_defect_is_found_and_named(void)
{
	if (ready())
		campaign(tables(TABLES), DEFECTIVE, 1);
}

static void several_connections_find_the_same(void)
{
	if (ready())
		campaign(tables(TABLES / 5), DEFECTIVE, 3);
}

static void what_is_equal_is_said_to_be_equal(void)
{
	if (ready())
		campaign(tables(TABLES), EQUAL, 3);
}

/* ---- What PostgreSQL's own functions take for one another ---- */

/* Each table differs; its row, or its rows, on either side. */
static const struct {
	const char *columns, *source, *target;
} traps[] = {
	{ "a float8, b float8", "(1, 0, 1)", "(1, 1, 0)" }, /* 0 hashes to the seed */
	{ "a float8", "(1, 0), (2, 7)", "(1, 7), (2, 0)" },
	{ "a numeric", "(1, 1.5)", "(1, -1.5)" }, /* no sign */
	{ "a numeric", "(1, 'NaN')", "(1, 'Infinity')" }, /* both hash to the seed */
	{ "a numeric", "(1, 1), (2, 10000)", "(1, 10000), (2, 1)" }, /* the weight is added to the hash */
	{ "a bigint", "(1, 1)", "(1, 4294967296)" }, /* halves are folded */
	{ "a bigint", "(1, 0), (2, -1)", "(1, -1), (2, 0)" },
	{ "a bigint, b bigint, c int", "(1, 5, 6, 7)", "(1, 6, 5, 7)" },
	{ "a int, b int, c bool", "(1, 5, 6, true)", "(1, 6, 5, true)" },
	{ "a jsonb", "(1, '[[1, 2]]')", "(1, '[[1], 2]')" }, /* where a list ends is not hashed */
	{ "a jsonb", "(1, '1.0')", "(1, '1.00')" },
	{ "a interval", "(1, '1 mon')", "(1, '30 days')" }, /* equal when they are compared */
	{ "a bytea", "(1, '')", "(1, NULL)" },
	{ "a bool", "(1, NULL)", "(1, false)" },
};

static void equal_hashes_of_the_server_are_no_trap(void)
{
	struct str sql[BOTH];
	struct pg *pg[BOTH] = { NULL };
	int n = (int)mem_count(traps);

	for (int side = 0; side < BOTH; side++) {
		str_init(&sql[side], STR_PAGE);
		for (int i = 0; i < n; i++)
			str_addf(&sql[side], "CREATE TABLE t%d (id int PRIMARY KEY, %s); INSERT INTO t%d VALUES %s;", i, traps[i].columns,
			         i, side == SOURCE ? traps[i].source : traps[i].target);
	}
	said = mem_zalloc((size_t)n, sizeof *said);
	said_count = n;
	if (ready() && prepare(pg) && CHECK(both(pg, (const char *const[]){ str_text(&sql[SOURCE]), str_text(&sql[TARGET]) })) &&
	    compare(1))
		for (int i = 0; i < n; i++)
			if (!CHECK(said[i].told && !said[i].equal && said[i].changed > 0))
				printf("# %s: %s is not %s\n", traps[i].columns, traps[i].source, traps[i].target);
	for (int side = 0; side < BOTH; side++) {
		pg_close(pg[side]);
		str_release(&sql[side]);
	}
	said_release();
}

/* ---- Large tables ---- */

/* t0 has a key, t1 has none; the rows are large enough in number to be read in pieces. */
static const char many[] = "CREATE TABLE t0 (id bigint PRIMARY KEY, a int, b text, at timestamp); "
			   "INSERT INTO t0 SELECT i * 4294967296, i %% 7, 'row ' || i, timestamp '2026-01-01' + i * interval '1 s' FROM "
			   "generate_series(1, 1000000) i; "
			   "CREATE TABLE t1 (a int, b int, pad text); INSERT INTO t1 SELECT i %% 1000, i %% 10, repeat('x', 40) FROM "
			   "generate_series(1, 1000000) i; %s";
static const char few_defects[] = "DELETE FROM t0 WHERE id = 5 * 4294967296; INSERT INTO t0 VALUES (0, NULL, '', NULL); "
				  "UPDATE t0 SET b = 'Row 999999' WHERE id = 999999 * 4294967296; "
				  "UPDATE t0 SET a = 7 - a WHERE id IN (500003 * 4294967296, 500004 * 4294967296); " /* 5, 6 and 2, 1 */
				  "UPDATE t1 SET b = 11 WHERE ctid = (SELECT ctid FROM t1 WHERE a = 7 LIMIT 1)";

static void a_few_rows_of_a_million(void)
{
	char *sql[BOTH] = { mem_printf(many, ""), mem_printf(many, few_defects) }, *got;
	struct pg *pg[BOTH] = { NULL };

	said = mem_zalloc(2, sizeof *said);
	said_count = 2;
	if (ready() && prepare(pg) && CHECK(both(pg, (const char *const *)sql)) && compare(2)) {
		got = said_text(&said[0], KEY_INT);
		CHECK_STR(got, "changed id=2147496532901888: a\nchanged id=2147500827869184: a\nchanged id=4294963001032704: b\n"
		               "extra id=0\nmissing id=21474836480\n");
		free(got);
		CHECK_INT(said[1].missing, 1);
		CHECK_INT(said[1].extra, 1);
	}
	for (int side = 0; side < BOTH; side++) {
		pg_close(pg[side]);
		free(sql[side]);
	}
	said_release();
}

/* ---- Other major versions ---- */

/* With folder's server as the target. */
static void across(const char *folder)
{
	setenv("TEAL_PG_BIN", folder, 1);
	if (CHECK(cluster_start(&elsewhere, conf))) {
		printf("# the target is a server of %s\n", folder);
		host[TARGET] = &elsewhere;
		campaign(tables(ACROSS), EQUAL, 1);
		campaign(tables(ACROSS), DEFECTIVE, 1);
		host[TARGET] = &server;
	}
	cluster_stop(&elsewhere);
}

static void major_versions_agree(void)
{
	char *before = getenv("TEAL_PG_BIN") ? mem_dup(getenv("TEAL_PG_BIN")) : NULL;
	char *list = getenv("TEAL_PG_BINDIRS") ? mem_dup(getenv("TEAL_PG_BINDIRS")) : NULL, *rest = list;

	if (!list)
		SKIP("TEAL_PG_BINDIRS names no programs of other major versions");
	while (rest && ready()) {
		char *folder = strsep(&rest, ":");

		if (*folder)
			across(folder);
	}
	if (before)
		setenv("TEAL_PG_BIN", before, 1);
	else
		unsetenv("TEAL_PG_BIN");
	free(before);
	free(list);
}

static void cleanup(void)
{
	loop_free(loop);
	cluster_stop(&server);
}

static const struct check_case cases[] = {
	{ "every one of 1000 random defects is found, and named by key and columns", every_defect_is_found_and_named },
	{ "three connections a side find the same", several_connections_find_the_same },
	{ "1000 pairs that are equal, but laid out and written in another way, raise no alarm", what_is_equal_is_said_to_be_equal },
	{ "a few rows of a million are named, with and without a key", a_few_rows_of_a_million },
	{ "values that the server's own hashes take for one another are told apart", equal_hashes_of_the_server_are_no_trap },
	{ "servers of other major versions agree", major_versions_agree },
	{ "(everything is put away)", cleanup },
};

CHECK_MAIN(cases)
