/* Reads every table once, on all connections. Large tables are cut into ranges of pages, so that several
 * connections can share a table and the progress can be shown; the hashes of the pieces are combined here. */
#include "config.h"

#include "verify/own.h"

#include <string.h>

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/table_name.h"
#include "port/pg.h"
#include "verify/explained.h"

enum {
	PIECE_PAGES = 8192, /* 64 MB: some tenths of a second */
	TID_RANGE_SINCE = 140000, /* a TID range scan reads only its pages; an older server reads the whole table for each piece */
	PAGE_BYTES = 8192,
	RATE_PIECE_PAGES = 512, /* the largest piece where a rate is given, since the pauses are between pieces */
};

/* ---- The list ---- */

/* Owned: why the table cannot be compared value by value; NULL when it can. */
static char *what_is_missing(const struct verify *v, const struct job *job)
{
	const char *column;

	if (!job->target)
		return mem_dup(_("The table is missing on the target."));
	column = v->flags & VERIFY_COMMON ? NULL : verify_missing_column(job->source, job->target);
	return column ? mem_printf(_("The column %s is missing on the target."), column) : NULL;
}

/* After a plain copy nothing is explained, since both sides must be equal. A table with more migrations than
 * the array holds loses the last ones: a difference then stays unexplained, which errs on the safe side. */
static void find_explained(const struct verify *v, struct job *job)
{
	size_t n = 0;

	if (v->mode != VERIFY_MIGRATED)
		return;
	for (const struct explained *e; n < EXPLAINED_MAX && (e = explained_find(v->product, v->applied, job->source->name, n)); n++)
		job->explained[n] = e;
}

/* Whether the operator's pattern and the list of left-out tables let the table in. */
static bool chosen(const struct verify *v, const struct verify_table *t)
{
	char *name = table_name_make(t->schema, t->name);
	bool yes = (!v->pattern || verify_table_like(t, v->pattern)) && !table_name_listed(v->skip, name);

	free(name);
	return yes;
}

/* "xid8/shape": true when the table still has the shape of the earlier comparison. Another table, or changed
 * columns, can change values without newer transactions in the rows. */
static bool is_shape(const char *horizon, const struct verify_table *t)
{
	const char *slash = strchr(horizon, '/');
	char shape[24];

	snprintf(shape, sizeof shape, "%016llx", (unsigned long long)t->shape);
	return slash && strcmp(slash + 1, shape) == 0;
}

/* Without a key no row can be asked for by key; partitions can be attached and detached; the form of a value of
 * a foreign type can change without a change of its row. */
static bool allows_delta(const struct job *job)
{
	return job->plan.keys && !job->missing && !job->source->parent && !job->target->parent && !job->source->foreign_types &&
	       !job->target->foreign_types;
}

/* The latest entry for the table counts; NULL: the table is read in full. */
static const struct verify_since *since_of(const struct verify *v, const struct job *job)
{
	char *name = table_name_make(job->source->schema, job->source->name);
	const struct verify_since *found = NULL;

	for (size_t i = 0; i < v->sinces_count && allows_delta(job); i++)
		if (strcmp(v->sinces[i].table, name) == 0 && is_shape(v->sinces[i].source, job->source) &&
		    is_shape(v->sinces[i].target, job->target))
			found = &v->sinces[i];
	free(name);
	return found;
}

/* A table that is missing on the target is counted on the source, so that the report has its number of rows. */
static void add_job(struct verify *v, const struct verify_table *t)
{
	struct job *job = &v->job[v->tables++];

	*job = (struct job){ .source = t, .target = verify_catalog_find(&v->catalog[GREEN], t->schema, t->name) };
	job->missing = what_is_missing(v, job);
	find_explained(v, job);
	verify_plan_make(t, job->target ? job->target : t, v->secret, &job->plan);
	job->since = since_of(v, job);
	v->progress.pages_all += t->pages + (job->target ? job->target->pages : 0);
}

/* The largest first, so that no connection is left alone with a large table at the end. */
static int by_size(const void *a, const void *b)
{
	const struct job *x = a, *y = b;

	return (y->source->pages > x->source->pages) - (y->source->pages < x->source->pages);
}

/* Tables that only the target has are not compared: green may have new ones. */
void jobs_make(struct verify *v)
{
	v->job = mem_zalloc(v->catalog[BLUE].tables + 1, sizeof *v->job);
	for (size_t i = 0; i < v->catalog[BLUE].tables; i++)
		if (chosen(v, &v->catalog[BLUE].table[i]))
			add_job(v, &v->catalog[BLUE].table[i]);
	if (v->jobs > 1)
		qsort(v->job, v->tables, sizeof *v->job, by_size);
	v->progress.tables_all = (int)v->tables;
}

void jobs_release(struct verify *v)
{
	for (size_t i = 0; i < v->tables; i++) {
		verify_plan_release(&v->job[i].plan);
		delta_release(&v->job[i].delta[BLUE]);
		delta_release(&v->job[i].delta[GREEN]);
		free(v->job[i].missing);
		free(v->job[i].failed);
	}
	free(v->job);
	v->job = NULL;
	v->tables = 0;
}

/* ---- Pieces ---- */

static const struct verify_table *table_of(const struct job *job, enum side side)
{
	return side == BLUE ? job->source : job->target;
}

/* Pages of the usual piece. */
static int64_t piece_pages(const struct verify *v)
{
	return v->rate ? RATE_PIECE_PAGES : PIECE_PAGES;
}

/* The table as a whole where it is small, has no pages of its own, or the server is too old. The last piece is
 * open to the end, for a table that has grown since it was listed. */
static struct verify_piece next_piece(struct connection *conn, struct job *job)
{
	const struct verify_table *t = table_of(job, conn->side);
	int64_t first = job->side[conn->side].next, size = piece_pages(conn->v);
	bool whole = job->since || t->partitioned || t->pages <= size || job->missing || pg_server_version(conn->pg) < TID_RANGE_SINCE;

	if (whole) {
		job->side[conn->side].all = true;
		conn->pages = t->pages;
		return (struct verify_piece){ 0 };
	}
	job->side[conn->side].next = first + size;
	conn->pages = t->pages - first < size ? t->pages - first : size;
	if (first + size < t->pages)
		return (struct verify_piece){ first, size };
	job->side[conn->side].all = true;
	return (struct verify_piece){ first, INT32_MAX - first };
}

/* The name is valid during the call only. */
static void report_progress(struct verify *v, const struct job *job)
{
	char *name = table_name_make(job->source->schema, job->source->name);

	v->progress.table = name;
	v->watch.progress(v->watch.self, &v->progress);
	v->progress.table = NULL;
	free(name);
}

/* The next job with pieces to begin; NULL: none. A side without the table has nothing to read. */
static struct job *job_of(struct verify *v, enum side side)
{
	for (; v->at[side] < v->tables; v->at[side]++) {
		struct job *job = &v->job[v->at[side]];

		if (!table_of(job, side))
			job->side[side].all = true;
		if (!job->side[side].all && !job->failed)
			return job;
	}
	return NULL;
}

/* Owned. The question holds the transaction of the horizon without the shape. */
static char *delta_sql(const struct job *job, enum side side)
{
	const char *horizon = side == BLUE ? job->since->source : job->since->target;
	char *xid = mem_dupn(horizon, strcspn(horizon, "/")), *sql = verify_delta_sql(&job->plan, side, xid);

	free(xid);
	return sql;
}

/* Sends the question for the next piece. False when no piece is left for this side. */
static bool begin_piece(struct connection *conn)
{
	struct verify *v = conn->v;
	struct job *job = job_of(v, conn->side);
	struct verify_piece piece;
	char *sql;

	if (!job)
		return false;
	if (!job->began) {
		job->began = loop_now();
		report_progress(v, job);
	}
	piece = next_piece(conn, job);
	if (job->since)
		sql = delta_sql(job, conn->side);
	else
		sql = verify_table_sql(&job->plan, conn->side, job->missing ? VERIFY_COUNT : VERIFY_SUM, NULL, &piece);
	conn->job = (size_t)(job - v->job);
	conn->began = loop_now();
	job->side[conn->side].left++;
	connection_ask_safely(conn, sql, job->since ? take_delta : take_sums);
	free(sql);
	return true;
}

/* ---- Answers ---- */

/* The pause after a piece, so that all connections of the side together keep to the rate. */
static void keep_rate(struct connection *conn)
{
	int64_t due;

	if (!conn->v->rate)
		return;
	due = conn->began + conn->pages * PAGE_BYTES * 1000 * conn->v->jobs / conn->v->rate;
	conn->not_before = due;
}

/* Adds what the piece brought to the job. A changed file number means that the snapshot may see the table
 * empty. */
static void end_piece(struct connection *conn)
{
	struct verify *v = conn->v;
	struct job *job = &v->job[conn->job];

	job->side[conn->side].left--;
	v->progress.pages += conn->pages;
	keep_rate(conn);
	if (conn->ok && conn->node && conn->node != table_of(job, conn->side)->node) {
		mem_set(&job->failed, _("The table was written anew while it was compared."));
	} else if (conn->ok) {
		sums_add(&job->side[conn->side].sums, &conn->sums);
		v->progress.rows += conn->sums.rows;
	} else {
		conn->spoiled = true;
		if (!job->failed)
			job->failed = mem_printf("%s: %s", conn->side == BLUE ? _("On the source") : _("On the target"), conn->why);
	}
}

/* Equal tables, the common case, are reported at once; the others are judged when everything was read. */
static void settle(struct verify *v, struct job *job)
{
	if (job->reported || !job->began || !job->side[BLUE].all || !job->side[GREEN].all || job->side[BLUE].left || job->side[GREEN].left)
		return;
	/* Where only newer rows were read, equal sums are not enough: judge.c goes on. */
	if (!job->failed && !job->missing && !job->since && sums_same(&job->side[BLUE].sums, &job->side[GREEN].sums))
		job_report(v, job, true, NULL, NULL, NULL);
}

/* The remaining pieces of a table that failed are not begun. */
static void close_failed(struct job *job)
{
	for (int side = 0; side < SIDES; side++)
		if (job->failed)
			job->side[side].all = true;
}

/* True when the connection is free and the pause of the rate is over. */
static bool may_go(const struct connection *conn)
{
	return !conn->waiting && (!conn->not_before || loop_now() >= conn->not_before);
}

/* Ends pieces whose answers came and begins new ones; when all tables were read, judging begins. */
void reading_step(struct verify *v)
{
	bool busy = false;

	for (int side = 0; side < SIDES; side++)
		for (int i = 0; i < v->jobs; i++) {
			struct connection *conn = &v->conn[side][i];

			if (!conn->waiting && conn->began) {
				end_piece(conn);
				conn->began = 0;
				close_failed(&v->job[conn->job]);
				settle(v, &v->job[conn->job]);
				report_progress(v, &v->job[conn->job]);
			}
			if (v->stopped)
				return;
			if (may_go(conn))
				begin_piece(conn);
			busy = busy || conn->began;
		}
	if (busy || job_of(v, BLUE) || job_of(v, GREEN))
		return;
	v->phase = JUDGING;
	v->judged = 0;
	v->step = 0;
	judging_step(v);
}

/* A connection whose answer has come, or whose pause is over, needs a turn at that time. */
int64_t reading_next(const struct verify *v)
{
	int64_t next = INT64_MAX;

	for (int side = 0; side < SIDES; side++)
		for (int i = 0; i < v->jobs; i++) {
			const struct connection *conn = &v->conn[side][i];
			bool more = v->at[side] < v->tables;

			if (!conn->waiting && conn->began)
				return loop_now();
			if (!conn->waiting && more && conn->not_before < next)
				next = conn->not_before > loop_now() ? conn->not_before : loop_now();
		}
	return next;
}
