/* What a comparison costs: ours beside the same reads done by counting only, and by hashing each row's text as the fastest known peer does.
 * Driven by verify.sh; nothing here passes or fails. */
#include "config.h"

#include "verify/verify.h"

#include <inttypes.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/command.h"
#include "port/loop.h"
#include "port/pg.h"
#include "sandbox/product/kratos/fill.h"
#include "sandbox/world/cluster.h"

enum { SOURCE, TARGET, BOTH, LONG_MS = 3600 * 1000, TURN_MS = 1000, SEED = 7 };

static const char usage[] = "usage: verify_bench fill PORT DATABASE IDENTITIES\n"
			    "       verify_bench count|text|ours|name|delta SOURCE TARGET OPTIONS [JOBS]\n";

/* One side's session; rows as far as it was told. */
struct asked {
	bool done, ok;
	char *text; /* the first cell, or what went wrong */
	int64_t rows;
};

/* A line of /proc/self/status in kB; -1 when it is not there. */
static long status_kb(const char *name)
{
	FILE *f = fopen("/proc/self/status", "r");
	char line[256];
	long kb = -1;

	while (f && fgets(line, sizeof line, f))
		if (strncmp(line, name, strlen(name)) == 0)
			kb = strtol(line + strlen(name), NULL, 10);
	if (f)
		fclose(f);
	return kb;
}

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* One line a run, for verify.sh: milliseconds, rows of both sides, largest memory of this process in kB, differences that were named. */
static int print_figures(double ms, int64_t rows, int64_t named)
{
	printf("%.0f %" PRId64 " %ld %" PRId64 "\n", ms, rows, status_kb("VmHWM:"), named);
	return 0;
}

static int failed(const char *what, const char *why)
{
	fprintf(stderr, "verify_bench: %s: %s\n", what, why ? why : "no reason");
	return 1;
}

/* ---- The same reads without us ---- */

/* One question a table, one after the other, as one message. The row's text is that of a row constructor, so that the order of columns is
 * told. */
static const char list_sql[] =
	"SELECT string_agg(format('SELECT count(*) AS rows%%s FROM %%I.%%I', CASE WHEN %d = 1 THEN ', sum(hashtext(ROW(' || columns || "
	"')::text)::bigint) AS sum' ELSE '' END, nspname, relname), '; ') FROM (SELECT n.nspname, c.relname, (SELECT "
	"string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT "
	"a.attisdropped) AS columns FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname = "
	"'public' AND c.relname <> 'schema_migration') t";

static void on_reply(void *self, const struct reply *r)
{
	struct asked *a = self;

	a->done = true;
	a->ok = r->ok;
	mem_set(&a->text, r->ok ? NULL : r->message);
	for (size_t i = 0; i < r->sets; i++) {
		if (r->set[i].count && r->set[i].columns)
			mem_set(&a->text, r->set[i].cell[0]);
		a->rows += rows_int(&r->set[i], 0, "rows", 0);
	}
}

/* Both are asked before either is waited for. */
static bool ask_both(struct loop *loop, struct pg *pg[BOTH], const char *const sql[BOTH], struct asked answer[BOTH])
{
	for (int side = 0; side < BOTH; side++) {
		answer[side].done = false;
		pg_ask(pg[side], sql[side], LONG_MS, on_reply, &answer[side]);
	}
	while (!answer[SOURCE].done || !answer[TARGET].done)
		loop_turn(loop, TURN_MS);
	return answer[SOURCE].ok && answer[TARGET].ok;
}

enum plain { COUNT, TEXT };

static int measure_plain(struct loop *loop, const struct pg_spec spec[BOTH], enum plain what)
{
	struct asked answer[BOTH] = { 0 };
	char *list = mem_printf(list_sql, what), *sql[BOTH];
	struct pg *pg[BOTH];
	double start;
	bool ok;

	for (int side = 0; side < BOTH; side++)
		pg[side] = pg_open(loop, &spec[side]);
	start = now_ms();
	ok = ask_both(loop, pg, (const char *const[]){ list, list }, answer);
	for (int side = 0; side < BOTH; side++)
		sql[side] = mem_dup(answer[side].text ? answer[side].text : "");
	ok = ok && ask_both(loop, pg, (const char *const *)sql, answer);
	if (ok)
		print_figures(now_ms() - start, answer[SOURCE].rows + answer[TARGET].rows, 0);
	else
		failed("a side did not answer", answer[SOURCE].ok ? answer[TARGET].text : answer[SOURCE].text);
	for (int side = 0; side < BOTH; side++) {
		pg_close(pg[side]);
		free(sql[side]);
		free(answer[side].text);
	}
	free(list);
	return ok ? 0 : 1;
}

/* ---- Ours ---- */

struct seen {
	bool done, failed;
	int64_t rows, named;
	int different;
	struct verify_since *since; /* of a reading that tells horizons; owned */
	size_t sinces;
};

static void keep_horizons(struct seen *s, const struct json *row)
{
	const char *source = json_str(row, "source_horizon", NULL), *target = json_str(row, "target_horizon", NULL);

	if (!source || !target)
		return;
	s->since = mem_grow(s->since, s->sinces, s->sinces + 1, sizeof *s->since);
	s->since[s->sinces++] = (struct verify_since){ mem_dup(json_str(row, "table", "")), mem_dup(source), mem_dup(target) };
}

/* What differs is said on standard error, so that a wrong load is seen. */
static void on_table(void *self, const struct json *row)
{
	struct seen *s = self;

	s->rows += json_int(row, "source_rows", 0) + json_int(row, "target_rows", 0);
	keep_horizons(s, row);
	if (json_bool(row, "equal", false))
		return;
	s->different++;
	fprintf(stderr, "%s: %s\n", json_str(row, "table", ""), json_str(row, "why", ""));
}

static void on_row(void *self, const struct json *row)
{
	struct seen *s = self;

	(void)row;
	s->named++;
}

static void on_progress(void *self, const struct verify_progress *p)
{
	(void)self;
	(void)p;
}

static void on_done(void *self, const struct err *error)
{
	struct seen *s = self;

	s->done = true;
	s->failed = error != NULL;
	if (error)
		failed(error->what, error->why);
}

/* Milliseconds; negative when it failed. seen is filled. */
static double run_ours(struct loop *loop, const struct verify_spec *what, struct seen *seen)
{
	const struct verify_watch watch = { .table = on_table, .progress = on_progress, .row = on_row, .done = on_done, .self = seen };
	struct err err = { 0 };
	double start = now_ms();

	if (!verify_start(loop, what, &watch, &err)) {
		failed(err.what, err.why);
		return -1;
	}
	while (!seen->done)
		loop_turn(loop, TURN_MS);
	return seen->failed ? -1 : now_ms() - start;
}

static int measure_ours(struct loop *loop, const struct pg_spec spec[BOTH], unsigned flags, int jobs)
{
	struct seen seen = { 0 };
	double ms = run_ours(loop, &(struct verify_spec){ .source = &spec[SOURCE], .target = &spec[TARGET], .jobs = jobs, .flags = flags },
	                     &seen);

	return ms < 0 ? 1 : print_figures(ms, seen.rows, seen.named);
}

/* Everything once, which is not timed, and then only what changed since: nothing, so that this is the price of knowing that. */
static int measure_delta(struct loop *loop, const struct pg_spec spec[BOTH], int jobs)
{
	struct verify_spec what = { .source = &spec[SOURCE], .target = &spec[TARGET], .jobs = jobs, .mode = VERIFY_LIVE };
	struct seen first = { 0 }, seen = { 0 };
	double ms = run_ours(loop, &what, &first);

	what.mode = VERIFY_COPY;
	what.since = first.since;
	what.sinces = first.sinces;
	ms = ms < 0 ? ms : run_ours(loop, &what, &seen);
	for (size_t i = 0; i < first.sinces; i++) {
		free((char *)first.since[i].table);
		free((char *)first.since[i].source);
		free((char *)first.since[i].target);
	}
	free(first.since);
	return ms < 0 ? 1 : print_figures(ms, seen.rows, seen.named);
}

/* ---- Rows as the product has them ---- */

struct step {
	bool done, ok;
};

static void on_step(void *self, const struct sandbox_result *r)
{
	struct step *s = self;

	s->done = true;
	s->ok = r->ok;
	if (!r->ok)
		failed("filling", r->message);
}

static bool step_wait(struct loop *loop, struct step *s)
{
	bool ok;

	while (!s->done)
		loop_turn(loop, TURN_MS);
	ok = s->ok;
	*s = (struct step){ 0 };
	return ok;
}

/* The sandbox's schema and rows in a server that it did not start; the operator needs no password there. */
static int fill(struct loop *loop, int port, const char *database, int64_t identities)
{
	struct sandbox sb = { .loop = loop, .dir = mem_dup("."), .identities = identities, .seed = SEED };
	struct step s = { 0 };
	bool ok;

	sb.cluster[SB_BLUE] = cluster_new(&sb, SB_BLUE, port);
	sb.database[SB_APP_BLUE] = (struct sandbox_database){ .cluster = SB_BLUE, .name = mem_dup(database) };
	sandbox_migrate(&sb, SB_BLUE, database, NULL, "1.0.0", LONG_MS, NULL, on_step, &s);
	ok = step_wait(loop, &s);
	if (ok) {
		sandbox_first_start(&sb, SB_BLUE, database, on_step, &s);
		ok = step_wait(loop, &s);
	}
	if (ok) {
		fill_blue(&sb, on_step, &s);
		ok = step_wait(loop, &s);
	}
	cluster_free(sb.cluster[SB_BLUE]);
	free(sb.database[SB_APP_BLUE].name);
	free(sb.dir);
	return ok ? 0 : 1;
}

/* ---- The command ---- */

static int measure(struct loop *loop, const char *what, char **arg, int jobs)
{
	const struct pg_spec spec[BOTH] = { { .conninfo = arg[0], .options = arg[2] }, { .conninfo = arg[1], .options = arg[2] } };

	if (strcmp(what, "count") == 0)
		return measure_plain(loop, spec, COUNT);
	if (strcmp(what, "text") == 0)
		return measure_plain(loop, spec, TEXT);
	if (strcmp(what, "ours") == 0)
		return measure_ours(loop, spec, 0, jobs);
	if (strcmp(what, "name") == 0)
		return measure_ours(loop, spec, VERIFY_NAME_ROWS, jobs);
	if (strcmp(what, "delta") == 0)
		return measure_delta(loop, spec, jobs);
	fputs(usage, stderr);
	return 2;
}

int main(int argc, char **argv)
{
	struct loop *loop = loop_new();
	int rc = 2;

	if (argc == 5 && strcmp(argv[1], "fill") == 0)
		rc = fill(loop, (int)strtol(argv[2], NULL, 10), argv[3], strtoll(argv[4], NULL, 10));
	else if (argc == 5 || argc == 6)
		rc = measure(loop, argv[1], argv + 2, argc == 6 ? (int)strtol(argv[5], NULL, 10) : 1);
	else
		fputs(usage, stderr);
	loop_free(loop);
	return rc;
}
