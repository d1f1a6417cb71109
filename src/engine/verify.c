/* The comparison as a small machine: open a snapshot on both servers, list the tables, then one table after the other
 * on both at once. Where a migration ran, a difference gets up to two more questions: the sums again with the
 * migration's effects worked in on the source, and the single hashes, to see which rows are new. */
#include "config.h"

#include "engine/verify.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "codec/rows.h"
#include "engine/verify_sql.h"
#include "plan/explained.h"
#include "port/loop.h"
#include "port/pg.h"

/* The limits of one question. A table of 200 000 rows has about 4 MB of hashes, which a reply can hold. */
enum {
	SHORT_MS = 60 * 1000,
	TABLE_MS = 3600 * 1000,
	HASHED_ROWS = 200 * 1000, /* the most rows of a table whose hashes are fetched one by one */
	EXPLAINED_MAX = 32,
};

/* One server, and what it last answered. */
struct lane {
	enum side side;
	struct pg *pg;
	/* waiting for an answer; the last one was good; the last one said that the session is gone */
	bool waiting, ok, lost;
	char *why; /* of a failure */
	/* of the last answer, -1 unknown */
	int64_t rows;
	char *sum; /* of the rows' hashes, or the hashes themselves */
	/* the tables as this side has them */
	struct verify_catalog catalog;
};

/* OPENING, LISTING, then for each table:
 *   COMPARING        equal, or no migration concerns it: told, the next table
 *   COMPARING_AGAIN  a migration changes or removes rows: the same sums with that worked in on the source
 *   HASHING          a migration adds rows: the single hashes, to see that nothing else is new and nothing missing
 *   MENDING          a question failed: the table counts as different, and its session is made usable again */
enum phase { OPENING, LISTING, COMPARING, COMPARING_AGAIN, HASHING, MENDING, ENDED };

struct verify {
	struct loop *loop;
	struct source source;
	struct verify_watch watch;
	enum verify_mode mode;
	char *product, *applied;
	struct lane lane[SIDES];
	enum phase phase;
	bool in_turn, stopped;
	size_t at; /* table under comparison */
	/* monotonic: the table's */
	int64_t began;
	int64_t rows[SIDES]; /* as first counted, before any migration was taken into account */
	char *missing; /* why the table cannot be compared at all, NULL it can */
	const struct explained *explained[EXPLAINED_MAX + 1]; /* of the table, closed by NULL */
	/* of the comparison as a whole; a table's own is reported with the table */
	struct err error;
};

/* In the words of verify_table_sql, with holes where a table has its own. */
const char *verify_sql_shown(void)
{
	return "SELECT count(*), sum(h) FROM (SELECT hashtextextended(ROW(COLUMNS)::text, 0) AS h FROM TABLE t) s";
}

/* Sum and hashes are never in one answer; both are kept as the text that they are. */
static void take_rows(struct lane *lane, const struct rows *rows)
{
	const char *sum = rows_cell(rows, 0, "sum");

	lane->rows = rows_int(rows, 0, "rows", -1);
	mem_set(&lane->sum, sum ? sum : rows_cell(rows, 0, "hashes"));
}

/* Only keeps what the answer says; the verify's own turn goes on from there, so that nothing is asked or freed within an answer. */
static void answered(void *self, const struct reply *r)
{
	struct lane *lane = self;

	lane->waiting = false;
	lane->ok = r->ok;
	lane->lost = r->lost;
	mem_set(&lane->why, r->ok ? NULL : r->message ? r->message : _("The server gave no reason."));
	for (size_t i = 0; r->ok && i < r->sets; i++) {
		const struct rows *rows = &r->set[i];

		if (rows->columns && strcmp(rows->name[0], "rows") == 0)
			take_rows(lane, rows);
		if (rows->columns && strcmp(rows->name[0], "schema") == 0) {
			verify_catalog_release(&lane->catalog);
			verify_catalog_read(rows, lane->side == BLUE ? VERIFY_STORED : VERIFY_ALL, &lane->catalog);
		}
	}
}

/* One question a lane at a time; the table's turn goes on when both lanes have answered. */
static void lane_ask(struct lane *lane, const char *sql, int64_t deadline_ms)
{
	lane->waiting = true;
	pg_ask(lane->pg, sql, deadline_ms, answered, lane);
}

/* For questions that are the same on both sides. */
static void ask_both(struct verify *v, const char *sql, enum phase phase)
{
	v->phase = phase;
	for (int side = 0; side < SIDES; side++)
		lane_ask(&v->lane[side], sql, SHORT_MS);
}

/* The source's own: its columns are what both sides are asked for. */
static const struct verify_table *table(const struct verify *v)
{
	return &v->lane[BLUE].catalog.table[v->at];
}

/* An error must not end the snapshot: each question is asked inside a savepoint. */
static void ask_table(struct verify *v, enum side side, enum verify_question question, const struct explained *const *explained)
{
	char *sql = verify_table_sql(table(v), side, question, explained);
	char *safe = mem_printf("SAVEPOINT t; %s; RELEASE SAVEPOINT t", sql);

	lane_ask(&v->lane[side], safe, TABLE_MS);
	free(safe);
	free(sql);
}

/* Done is told in the loop's own turn, never from within an answer. */
static void end(struct verify *v, const struct err *error)
{
	v->phase = ENDED;
	if (error)
		v->error = *error;
}

/* Before a single table was compared, or when the snapshot could not be had again: the comparison as a whole has
 * failed. */
static void end_failed(struct verify *v)
{
	struct err e = { 0 };

	for (int side = 0; side < SIDES; side++)
		if (!v->lane[side].ok)
			err_set(&e, ERR_WORLD,
			        side == BLUE ? _("The source cannot be read for the comparison")
			                     : _("The target cannot be read for the comparison"),
			        v->lane[side].why, _("See that the database answers, then compare again."));
	end(v, &e);
}

/* After a plain copy nothing is explained: there both sides must be equal. A table that more migrations concern than
 * there is room for loses the last ones, and with them only an excuse. */
static void find_explained(struct verify *v)
{
	size_t n = 0;

	memset(v->explained, 0, sizeof v->explained);
	if (v->mode != VERIFY_MIGRATED)
		return;
	for (const struct explained *e; n < EXPLAINED_MAX && (e = explained_find(v->product, v->applied, table(v)->name, n)); n++)
		v->explained[n] = e;
}

/* Why the table cannot be compared value by value; owned, NULL when it can. */
static char *what_is_missing(struct verify *v)
{
	const struct verify_table *twin = verify_catalog_find(&v->lane[GREEN].catalog, table(v)->schema, table(v)->name);
	const char *column;

	if (!twin)
		return mem_dup(_("The table is missing on the target."));
	column = verify_missing_column(table(v), twin);
	return column ? mem_printf(_("The column %s is missing on the target."), column) : NULL;
}

/* Where a table or a column is missing, the rows are counted all the same: the report shows how much is concerned. The
 * end of the list is the end of the comparison. */
static void begin_table(struct verify *v)
{
	enum verify_question question;
	char *name;

	if (v->at >= v->lane[BLUE].catalog.tables) {
		end(v, NULL);
		return;
	}
	v->phase = COMPARING;
	v->began = loop_now();
	find_explained(v);
	free(v->missing);
	v->missing = what_is_missing(v);
	question = v->missing ? VERIFY_COUNT : VERIFY_SUM;
	/* unknown until counted; a side that has no such table stays so */
	v->rows[BLUE] = v->rows[GREEN] = -1;
	v->lane[GREEN].ok = true; /* also when it is not asked, because it has no such table */
	v->lane[GREEN].rows = -1;
	ask_table(v, BLUE, question, NULL);
	if (verify_catalog_find(&v->lane[GREEN].catalog, table(v)->schema, table(v)->name))
		ask_table(v, GREEN, question, NULL);
	name = mem_printf("%s.%s", table(v)->schema, table(v)->name);
	v->watch.progress(v->watch.self, name);
	free(name);
}

/* The one place where a table's verdict is told, and where the next one becomes the current. */
static void report(struct verify *v, bool equal, const char *explained, const char *why)
{
	struct json *row = json_object();
	char *name = mem_printf("%s.%s", table(v)->schema, table(v)->name);

	json_put_str(row, "mode", v->mode == VERIFY_COPY ? "copy" : "migrated");
	json_put_str(row, "table", name);
	json_put_int(row, "source_rows", v->rows[BLUE]);
	json_put_int(row, "target_rows", v->rows[GREEN]);
	json_put_bool(row, "equal", equal);
	json_put_str(row, "explained", explained);
	json_put_int(row, "took_ms", loop_now() - v->began);
	json_put_str(row, "why", why);
	v->watch.table(v->watch.self, row);
	json_free(row);
	free(name);
	v->at++;
}

/* What a migration does to a table that is compared; one may do several of these. */
static bool adds(const struct explained *e)
{
	return e->rows_added > 0;
}

static bool changes(const struct explained *e)
{
	return e->column || e->removes;
}

static bool drops(const struct explained *e)
{
	return e->drops;
}

/* Of those that concern the table under comparison. */
static bool any(const struct verify *v, bool (*concerns)(const struct explained *))
{
	for (size_t i = 0; v->explained[i]; i++)
		if (concerns(v->explained[i]))
			return true;
	return false;
}

/* Names each migration once, with its reason. */
static void report_explained(struct verify *v)
{
	const struct explained *last = NULL;
	struct str text;

	str_init(&text, STR_LINE);
	for (size_t i = 0; v->explained[i]; i++) {
		const struct explained *e = v->explained[i];

		if (!last || strcmp(last->version, e->version) != 0)
			str_addf(&text, "%s%s (%s): %s", text.len ? " " : "", e->name, e->version, _(e->why));
		last = e;
	}
	report(v, false, str_text(&text), NULL);
	str_release(&text);
}

/* What is told is what was counted first, before any migration was taken into account: those are the numbers that
 * people can check. */
static void report_differs(struct verify *v)
{
	char *why;

	if (v->rows[BLUE] != v->rows[GREEN])
		why = mem_printf(_("The source has %lld rows, the target %lld."), (long long)v->rows[BLUE], (long long)v->rows[GREEN]);
	else
		why = mem_printf(_("Both have %lld rows, but not the same values."), (long long)v->rows[BLUE]);
	report(v, false, NULL, why);
	free(why);
}

/* A table could not be asked: says so, and brings the failed session back into a snapshot (the same one when the session lives). */
static void mend(struct verify *v)
{
	struct str why;

	str_init(&why, STR_LINE);
	for (int side = 0; side < SIDES; side++)
		if (!v->lane[side].ok)
			str_addf(&why, "%s%s: %s", why.len ? " " : "", side == BLUE ? _("On the source") : _("On the target"),
			         v->lane[side].why);
	report(v, false, NULL, str_text(&why));
	str_release(&why);
	/* A session that was lost gets a new snapshot; that of the fenced source shows the same rows again. */
	v->phase = MENDING;
	for (int side = 0; side < SIDES; side++)
		if (!v->lane[side].ok)
			lane_ask(&v->lane[side], v->lane[side].lost ? verify_begin_sql : "ROLLBACK TO SAVEPOINT t", SHORT_MS);
}

/* Both must be: a sum alone cannot tell an empty table from rows that sum up to nothing. */
static bool same(const struct verify *v)
{
	return v->lane[BLUE].rows == v->lane[GREEN].rows && str_same(v->lane[BLUE].sum, v->lane[GREEN].sum);
}

/* Under the migrations that concern the table: on the source their effects are worked into the question, on both sides
 * columns that cannot be told are left out. */
static void ask_again(struct verify *v, enum verify_question question, enum phase phase)
{
	v->phase = phase;
	for (int side = 0; side < SIDES; side++)
		ask_table(v, (enum side)side, question, v->explained);
}

/* Too many rows to be fetched one by one are told as different: to be explained they would have to be looked at. */
static void ask_hashes(struct verify *v)
{
	if (v->rows[BLUE] <= HASHED_ROWS && v->rows[GREEN] <= HASHED_ROWS) {
		ask_again(v, VERIFY_HASHES, HASHING);
		return;
	}
	report_differs(v);
	begin_table(v);
}

/* Equal is the common case and ends here. Otherwise a migration that changes or removes rows is worked in first, one
 * that only adds rows is looked for among the single rows, and without either it is a difference. */
static void compared(struct verify *v)
{
	for (int side = 0; side < SIDES; side++)
		v->rows[side] = v->lane[side].rows;
	if (!v->missing && !same(v) && any(v, changes)) {
		ask_again(v, VERIFY_SUM, COMPARING_AGAIN);
		return;
	}
	if (!v->missing && !same(v) && any(v, adds)) {
		ask_hashes(v);
		return;
	}
	/* Only a table that is gone altogether can be explained; a column that is gone never is. */
	if (v->missing && v->rows[GREEN] < 0 && any(v, drops))
		report_explained(v);
	else if (v->missing)
		report(v, false, NULL, v->missing);
	else if (same(v))
		report(v, true, NULL, NULL);
	else
		report_differs(v);
	begin_table(v);
}

/* With the changes worked in, what is left may still be rows that another migration added. */
static void compared_again(struct verify *v)
{
	if (!same(v) && any(v, adds)) {
		ask_hashes(v);
		return;
	}
	if (same(v))
		report_explained(v);
	else
		report_differs(v);
	begin_table(v);
}

/* Nothing of blue's may be missing, and no more may be new than the migrations add. Which rows those are is not asked:
 * the table of explained differences knows their number only. */
static void compared_hashes(struct verify *v)
{
	int64_t only_source, only_target, added = 0;
	char *why;

	for (size_t i = 0; v->explained[i]; i++)
		added += v->explained[i]->rows_added;
	verify_count_hashes(v->lane[BLUE].sum, v->lane[GREEN].sum, &only_source, &only_target);
	if (only_source == 0 && only_target <= added) {
		report_explained(v);
	} else {
		why = mem_printf(_("%lld rows are only on the source, %lld only on the target, where migrations add at most %lld."),
		                 (long long)only_source, (long long)only_target, (long long)added);
		report(v, false, NULL, why);
		free(why);
	}
	begin_table(v);
}

/* One answer from both lanes, one decision. A failure of one table is that table's; a failure outside of a table ends
 * the comparison. */
static void step(struct verify *v)
{
	static void (*const compare[])(struct verify *) = {
		[COMPARING] = compared,
		[COMPARING_AGAIN] = compared_again,
		[HASHING] = compared_hashes,
	};
	bool ok = v->lane[BLUE].ok && v->lane[GREEN].ok;

	if (v->phase == COMPARING || v->phase == COMPARING_AGAIN || v->phase == HASHING)
		(ok ? compare[v->phase] : mend)(v);
	else if (!ok)
		end_failed(v);
	else if (v->phase == OPENING)
		ask_both(v, verify_catalog_sql, LISTING);
	else if (v->phase != ENDED)
		begin_table(v);
}

/* Closing the sessions cancels what runs on the servers; what they still answer finds its lane alive. */
static void verify_free(struct verify *v)
{
	for (int side = 0; side < SIDES; side++) {
		pg_close(v->lane[side].pg);
		verify_catalog_release(&v->lane[side].catalog);
		free(v->lane[side].why);
		free(v->lane[side].sum);
	}
	free(v->product);
	free(v->applied);
	free(v->missing);
	free(v);
}

static bool waits(const struct verify *v)
{
	return v->lane[BLUE].waiting || v->lane[GREEN].waiting;
}

/* While a lane waits, its session wakes the loop. */
static void ask(void *self, struct loop_ask *want)
{
	if (!waits(self))
		loop_want_by(want, loop_now());
}

/* The watcher may stop the comparison while it is being told of a table: stopped then says that this turn is the last. */
static void turn(void *self, const struct loop_ready *ready, int64_t now)
{
	struct verify *v = self;

	if (waits(v))
		return;
	v->in_turn = true;
	step(v);
	v->in_turn = false;
	if (v->phase != ENDED && !v->stopped)
		return;
	loop_remove(v->loop, &v->source);
	if (!v->stopped)
		v->watch.done(v->watch.self, v->error.kind == ERR_NONE ? NULL : &v->error);
	verify_free(v);
}

/* The loop ends first: nobody is told, and the sessions go with it. */
static void gone(void *self)
{
	verify_free(self);
}

/* Both conninfos are read before anything is opened. What runs in the specs' stead are sessions of their own, so that a
 * snapshot that lasts long is in nobody's way. */
struct verify *verify_start(struct loop *loop, const struct pg_spec *source, const struct pg_spec *target, enum verify_mode mode,
                            const char *product, const char *applied, const struct verify_watch *watch, struct err *err)
{
	const struct pg_spec *given[SIDES] = { source, target };
	struct verify *v;

	if (!pg_conninfo_check(source->conninfo, err) || !pg_conninfo_check(target->conninfo, err))
		return NULL;
	v = mem_zalloc(1, sizeof *v);
	v->loop = loop;
	v->watch = *watch;
	v->mode = mode;
	v->product = mem_dup(product ? product : "");
	v->applied = mem_dup(applied ? applied : "");
	for (int side = 0; side < SIDES; side++) {
		struct pg_spec spec = *given[side];

		/* whatever the caller's own sessions may do */
		spec.read_only = true;
		v->lane[side].side = (enum side)side;
		v->lane[side].pg = pg_open(loop, &spec);
	}
	ask_both(v, verify_begin_sql, OPENING);
	v->source = (struct source){ .ask = ask, .turn = turn, .self = v, .gone = gone };
	loop_add(loop, &v->source);
	return v;
}

/* Within its own turn only the wish is kept: the turn still uses it. */
void verify_stop(struct verify *v)
{
	if (!v)
		return;
	v->stopped = true;
	if (v->in_turn)
		return;
	loop_remove(v->loop, &v->source);
	verify_free(v);
}
