/* Tables that differ, one after the other: first the questions that the effects of migrations call for, then,
 * where the spec asks for it, which rows differ. Both sides are asked at the same time, on the first connection
 * of each, and the next step waits for both answers. */
#include "config.h"

#include "verify/own.h"

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "codec/table_name.h"
#include "verify/explained.h"

/* A table of 200 000 rows has about 4 MB of hashes, which a reply can hold. */
#define HASHED_ROWS 200000

/* FIRST            nothing was asked yet
 * ASKED_AGAIN      a migration changes or removes rows: the same sums were asked for, with those effects applied on the source
 * ASKED_HASHES     a migration adds rows: the single hashes were asked for, to see that nothing else is new and nothing is missing
 * FINDING          the rows that differ are searched (find.c)
 * ASKED_OTHER      rows that only one side calls new were asked for on the other side (delta.c)
 * READ_ALL         the newer rows did not agree: the whole table was read after all */
enum { FIRST, ASKED_AGAIN, ASKED_HASHES, FINDING, ASKED_OTHER, READ_ALL };

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

/* True when a migration of the table does this. */
static bool any(const struct job *job, bool (*concerns)(const struct explained *))
{
	for (size_t i = 0; job->explained[i]; i++)
		if (concerns(job->explained[i]))
			return true;
	return false;
}

/* ---- Telling ---- */

/* "xid8/shape": a later comparison uses the horizon only if the table still has this shape (read.c). */
static void put_horizon(struct json *row, const char *key, const char *xid, const struct verify_table *t)
{
	char *text = xid && t ? mem_printf("%s/%016llx", xid, (unsigned long long)t->shape) : NULL;

	json_put_str(row, key, text);
	free(text);
}

/* The one place where the verdict of a table is reported. */
void job_report(struct verify *v, struct job *job, bool equal, const char *explained, const char *why, struct json *more)
{
	struct json *row = more ? more : json_object();
	char *name = table_name_make(job->source->schema, job->source->name);

	json_put_str(row, "mode", verify_mode_name(v->mode));
	json_put_str(row, "table", name);
	json_put_int(row, "source_rows", job->failed ? -1 : job->side[BLUE].sums.rows);
	json_put_int(row, "target_rows", job->failed || !job->target ? -1 : job->side[GREEN].sums.rows);
	json_put_bool(row, "equal", equal);
	json_put_bool(row, "compared", !job->failed);
	json_put_str(row, "explained", explained);
	json_put_int(row, "took_ms", loop_now() - job->began);
	json_put_str(row, "why", why);
	/* Later changes have newer transactions: a later comparison can read only those. */
	if (v->mode == VERIFY_LIVE) {
		put_horizon(row, "source_horizon", v->horizon[BLUE], job->source);
		put_horizon(row, "target_horizon", v->horizon[GREEN], job->target);
	}
	job->reported = true;
	v->progress.tables++;
	v->watch.table(v->watch.self, row);
	json_free(row);
	free(name);
}

/* Names each migration once, with its reason. */
static void report_explained(struct verify *v, struct job *job)
{
	const struct explained *last = NULL;
	struct str text;

	str_init(&text, STR_LINE);
	for (size_t i = 0; job->explained[i]; i++) {
		const struct explained *e = job->explained[i];

		if (!last || strcmp(last->version, e->version) != 0)
			str_addf(&text, "%s%s (%s): %s", text.len ? " " : "", e->name, e->version, _(e->why));
		last = e;
	}
	job_report(v, job, false, str_text(&text), NULL, NULL);
	str_release(&text);
}

/* The numbers are those that were counted first, before any migration was taken into account, since people can
 * check these. Frees more. */
static void report_differs(struct verify *v, struct job *job, struct json *more)
{
	int64_t blue = job->side[BLUE].sums.rows, green = job->side[GREEN].sums.rows;
	char *why = blue != green ? mem_printf(_("The source has %lld rows, the target %lld."), (long long)blue, (long long)green)
	                          : mem_printf(_("Both have %lld rows, but not the same values."), (long long)blue);

	job_report(v, job, false, NULL, why, more);
	free(why);
}

/* ---- Going on ---- */

static void next_job(struct verify *v)
{
	v->judged++;
	v->step = FIRST;
}

/* On the source the migrations' effects are worked into the question; columns whose new value the row does not
 * show are left out on both sides. */
static void ask_both(struct verify *v, struct job *job, enum verify_question question, int step)
{
	v->step = step;
	for (int side = 0; side < SIDES; side++) {
		char *sql = verify_table_sql(&job->plan, (enum side)side, question, job->explained, NULL);

		connection_ask_safely(&v->conn[side][0], sql, take_sums);
		free(sql);
	}
}

/* No migration explains the difference. The search for rows works the migrations' effects in as well, so that
 * it names only the rest. */
static void differs(struct verify *v, struct job *job)
{
	if (!(v->flags & VERIFY_NAME_ROWS)) {
		report_differs(v, job, NULL);
		next_job(v);
		return;
	}
	v->step = FINDING;
	v->finder = finder_new(v, job, job->explained[0] ? job->explained : NULL);
}

/* A table with too many rows for single hashes is reported as different: without the hashes nothing can be
 * explained. */
static void ask_hashes(struct verify *v, struct job *job)
{
	if (job->side[BLUE].sums.rows <= HASHED_ROWS && job->side[GREEN].sums.rows <= HASHED_ROWS)
		ask_both(v, job, VERIFY_HASHES, ASKED_HASHES);
	else
		differs(v, job);
}

/* The whole table in one question per side; the shortcut is over for this table. */
static void ask_all(struct verify *v, struct job *job)
{
	v->step = READ_ALL;
	job->since = NULL;
	for (int side = 0; side < SIDES; side++) {
		char *sql = verify_table_sql(&job->plan, (enum side)side, VERIFY_SUM, NULL, NULL);

		connection_ask_safely(&v->conn[side][0], sql, take_sums);
		free(sql);
	}
}

/* "delta": the journal shows that only newer rows were read. */
static void report_delta(struct verify *v, struct job *job)
{
	struct json *more = json_object();

	json_put_bool(more, "delta", true);
	job_report(v, job, true, NULL, NULL, more);
	next_job(v);
}

/* Any failure of the shortcut is forgotten: the full reading decides. */
static void judge_delta(struct verify *v, struct job *job)
{
	enum delta_verdict verdict = job->failed ? DELTA_FULL : delta_judge(job);

	free(job->failed);
	job->failed = NULL;
	if (verdict == DELTA_EQUAL) {
		report_delta(v, job);
	} else if (verdict == DELTA_ASK) {
		v->step = ASKED_OTHER;
		delta_ask_other(v, job);
	} else {
		ask_all(v, job);
	}
}

/* Both sides have answered for the rows that only one of them called new. */
static void judge_other(struct verify *v, struct job *job)
{
	if (delta_agrees(job))
		report_delta(v, job);
	else
		ask_all(v, job);
}

/* A table that differs goes on at FIRST, like one that was read in full from the beginning. */
static void judge_all(struct verify *v, struct job *job)
{
	for (int side = 0; side < SIDES; side++)
		job->side[side].sums = v->conn[side][0].sums;
	v->step = FIRST;
	if (!sums_same(&job->side[BLUE].sums, &job->side[GREEN].sums))
		return;
	job_report(v, job, true, NULL, NULL, NULL);
	next_job(v);
}

/* Only a table that is missing as a whole can be explained; a missing column never is. */
static void judge_first(struct verify *v, struct job *job)
{
	if (job->since) {
		judge_delta(v, job);
	} else if (job->failed || (job->missing && (job->target || !any(job, drops)))) {
		job_report(v, job, false, NULL, job->failed ? job->failed : job->missing, NULL);
		next_job(v);
	} else if (job->missing) {
		report_explained(v, job);
		next_job(v);
	} else if (any(job, changes)) {
		ask_both(v, job, VERIFY_SUM, ASKED_AGAIN);
	} else if (any(job, adds)) {
		ask_hashes(v, job);
	} else {
		differs(v, job);
	}
}

/* With the changes worked in, the rest may still be rows that another migration added. */
static void judge_again(struct verify *v, struct job *job)
{
	if (sums_same(&v->conn[BLUE][0].sums, &v->conn[GREEN][0].sums)) {
		report_explained(v, job);
		next_job(v);
	} else if (any(job, adds)) {
		ask_hashes(v, job);
	} else {
		differs(v, job);
	}
}

/* Nothing of blue's may be missing, and no more may be new than the migrations add. Which rows these are is not
 * asked, since the table of explained differences knows only their number. */
static void judge_hashes(struct verify *v, struct job *job)
{
	const char *blue = v->conn[BLUE][0].text, *green = v->conn[GREEN][0].text;
	int64_t only_source, only_target, added = 0;

	for (size_t i = 0; job->explained[i]; i++)
		added += job->explained[i]->rows_added;
	verify_count_hashes(blue ? blue : "", green ? green : "", &only_source, &only_target);
	if (only_source == 0 && only_target <= added) {
		report_explained(v, job);
		next_job(v);
	} else {
		differs(v, job);
	}
}

/* Waits until the search is over. */
static void judge_found(struct verify *v, struct job *job)
{
	if (!finder_step(v->finder))
		return;
	report_differs(v, job, finder_result(v->finder));
	finder_free(v->finder);
	v->finder = NULL;
	next_job(v);
}

/* A question that failed here fails the table alone: the savepoint keeps the session usable. */
static bool failed(struct verify *v, struct job *job)
{
	for (int side = 0; side < SIDES && v->step != FIRST && v->step != FINDING; side++) {
		struct connection *conn = &v->conn[side][0];

		if (conn->ok)
			continue;
		conn->spoiled = true;
		if (!job->failed)
			job->failed = mem_printf("%s: %s", side == BLUE ? _("On the source") : _("On the target"), conn->why);
	}
	return job->failed && v->step != FIRST && v->step != FINDING;
}

/* One decision when both sides have answered; several tables in one turn, as long as nothing has to be asked. */
void judging_step(struct verify *v)
{
	static void (*const judges[])(struct verify *, struct job *) = {
		[FIRST] = judge_first,   [ASKED_AGAIN] = judge_again, [ASKED_HASHES] = judge_hashes,
		[FINDING] = judge_found, [ASKED_OTHER] = judge_other, [READ_ALL] = judge_all,
	};

	while (v->phase == JUDGING && !v->stopped && !v->conn[BLUE][0].waiting && !v->conn[GREEN][0].waiting) {
		struct job *job = &v->job[v->judged];

		if (v->judged >= v->tables) {
			verify_end(v, NULL);
			return;
		}
		if (job->reported)
			next_job(v);
		else if (failed(v, job))
			v->step = FIRST;
		else
			judges[v->step](v, job);
	}
}
