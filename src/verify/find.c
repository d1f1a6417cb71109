/* Which rows differ. The hashes of the keys fall into 4096 buckets. One read of both sides shows the buckets
 * that differ; a second read brings the rows of those buckets, ordered by the key's hash, through a cursor on
 * either side, and the two streams are merged. The memory of the servers and of Teal does not grow with the
 * table, whether three rows differ or all of them. */
#include "config.h"

#include "verify/own.h"

#include <inttypes.h>

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "codec/rows.h"
#include "codec/table_name.h"

enum {
	FETCH_MOST = 2000, /* rows at a time */
	FETCH_CELLS = 40000, /* hashes at a time */
	FETCH_VALUES = 20, /* rows at a time, with their values, which may be large */
	EXAMPLES = 5, /* in the table's own row; the watcher gets every row */
	ENOUGH = 100000, /* the most differences that are counted when no watcher wants each of them */
};

/* BUCKETS: both sides were asked for their buckets. ROWS: the cursors are open, or the next rows were asked
 * for. */
enum { BUCKETS, ROWS, OVER };

/* One side: its buckets, then its rows. */
struct stream {
	struct sums bucket[VERIFY_BUCKET_COUNT];
	struct rows rows; /* owned: what was fetched last */
	size_t at; /* the row that is merged next */
	bool end; /* the cursor has no further rows */
};

/* A search in one table. */
struct finder {
	struct verify *v;
	struct job *job;
	const struct explained *const *explained;
	int step;
	struct stream stream[SIDES];
	int64_t missing, extra, changed;
	bool more; /* counting stopped at ENOUGH */
	char *failed; /* owned: why the search failed; NULL: it did not */
	struct json *examples; /* owned */
	size_t fetch; /* rows per FETCH; fewer for wide rows, so that an answer stays small */
};

/* ---- Answers ---- */

/* Buckets without rows are missing in the answer and stay zero. */
static void take_buckets(struct connection *conn, const struct reply *r)
{
	struct stream *s = &conn->v->finder->stream[conn->side];

	for (size_t set = 0; set < r->sets; set++) {
		const struct rows *rows = &r->set[set];

		if (!rows->columns || strcmp(rows->name[0], "bucket") != 0)
			continue;
		for (size_t i = 0; i < rows->count; i++) {
			int64_t b = rows_int(rows, i, "bucket", 0) & (VERIFY_BUCKET_COUNT - 1);
			const char * xor = rows_cell(rows, i, "xor"), *low = rows_cell(rows, i, "low"), *high = rows_cell(rows, i, "high");

			s->bucket[b] = (struct sums){
				.rows = rows_int(rows, i, "rows", 0),
				.xor = xor? (uint64_t)strtoimax(xor, NULL, 10) : 0,
				.low = low ? strtoumax(low, NULL, 10) : 0,
				.high = high ? strtoumax(high, NULL, 10) : 0,
			};
		}
	}
}

/* Takes the cells over from the reply, which nothing reads afterwards. */
static void take_rows(struct connection *conn, const struct reply *r)
{
	struct stream *s = &conn->v->finder->stream[conn->side];

	for (size_t i = 0; i < r->sets; i++) {
		struct rows *rows = &r->set[i];

		if (!rows->columns || strcmp(rows->name[0], "k") != 0)
			continue;
		rows_release(&s->rows);
		s->rows = *rows;
		*rows = (struct rows){ 0 };
		s->at = 0;
		s->end = s->rows.count < conn->v->finder->fetch;
	}
}

/* ---- Questions ---- */

/* On the first connection of each side, whose snapshot the search shares with the reading. */
static void ask_both(struct finder *f, char *(*question)(struct finder *, enum side),
                     void (*take)(struct connection *, const struct reply *))
{
	for (int side = 0; side < SIDES; side++) {
		char *sql = question(f, (enum side)side);

		connection_ask_safely(&f->v->conn[side][0], sql, take);
		free(sql);
	}
}

static char *buckets_sql(struct finder *f, enum side side)
{
	return verify_table_sql(&f->job->plan, side, VERIFY_BUCKETS, f->explained, NULL);
}

/* Owned: "1,5,7", the buckets that are not the same on both sides. "" when the table's sums differed and no
 * bucket does. */
static char *differing(const struct finder *f)
{
	struct str out;

	str_init(&out, STR_PAGE);
	for (int b = 0; b < VERIFY_BUCKET_COUNT; b++)
		if (!sums_same(&f->stream[BLUE].bucket[b], &f->stream[GREEN].bucket[b]))
			str_addf(&out, "%s%d", out.len ? "," : "", b);
	return str_take(&out);
}

/* Opens the cursor and fetches the first rows in one round trip. */
static char *declare_sql(struct finder *f, enum side side)
{
	char *buckets = differing(f);
	char *declare = verify_rows_sql(&f->job->plan, side, f->explained, buckets,
	                                f->v->flags & VERIFY_VALUES ? VERIFY_WITH_VALUES : VERIFY_NO_VALUES);
	char *sql = mem_printf("%s; FETCH %zu FROM teal_rows", declare, f->fetch);

	free(declare);
	free(buckets);
	return sql;
}

/* Asks only the side whose rows are used up. False when no side was asked. */
static bool fetch_more(struct finder *f)
{
	bool asked = false;

	for (int side = 0; side < SIDES; side++) {
		struct stream *s = &f->stream[side];
		char *sql;

		if (s->at < s->rows.count || s->end)
			continue;
		sql = mem_printf("FETCH %zu FROM teal_rows", f->fetch);
		connection_ask_safely(&f->v->conn[side][0], sql, take_rows);
		free(sql);
		asked = true;
	}
	return asked;
}

/* ---- Merging ---- */

/* True when a fetched row is left to be merged. */
static bool has(const struct stream *s)
{
	return s->at < s->rows.count;
}

static int64_t cell(const struct stream *s, const char *column)
{
	return rows_int(&s->rows, s->at, column, 0);
}

/* Below 0: the source's row comes first; 0: the two have the same k. Equal rows without a key also meet by k. */
static int order(const struct finder *f)
{
	const struct stream *a = &f->stream[BLUE], *b = &f->stream[GREEN];
	int64_t ka, kb;

	if (!has(a) || !has(b))
		return has(a) ? -1 : 1;
	ka = cell(a, "k");
	kb = cell(b, "k");
	return (ka > kb) - (ka < kb);
}

/* Reads the next number from the text of an array, {1,-5,3}. False at the end. */
static bool next_hash(const char **at, int64_t *out)
{
	char *end;

	*at += strspn(*at, "{,");
	*out = strtoimax(*at, &end, 10);
	if (end == *at)
		return false;
	*at = end;
	return true;
}

/* Owned: the names of the columns whose hashes differ. */
static struct json *changed_columns(const struct finder *f)
{
	const char *a = rows_cell(&f->stream[BLUE].rows, f->stream[BLUE].at, "hashes");
	const char *b = rows_cell(&f->stream[GREEN].rows, f->stream[GREEN].at, "hashes");
	struct json *list = json_array();
	int64_t x, y;

	for (size_t i = 0; a && b && i < f->job->plan.columns && next_hash(&a, &x) && next_hash(&b, &y); i++)
		if (x != y)
			json_push_str(list, f->job->plan.column[i].name);
	return list;
}

/* Owned: {column: text} of the primary key, empty without one. */
static struct json *key_of(const struct finder *f, const struct stream *s)
{
	struct json *key = json_object();

	for (size_t i = 0; i < f->job->plan.keys; i++) {
		char name[32];

		snprintf(name, sizeof name, "key%zu", i);
		json_put_str(key, f->job->plan.key[i].name, rows_cell(&s->rows, s->at, name));
	}
	return key;
}

/* Owned: {column: text} of all compared columns. */
static struct json *values_of(const struct finder *f, const struct stream *s)
{
	struct json *values = json_object();

	for (size_t i = 0; i < f->job->plan.columns; i++) {
		char name[32];

		snprintf(name, sizeof name, "v%zu", i);
		json_put_str(values, f->job->plan.column[i].name, rows_cell(&s->rows, s->at, name));
	}
	return values;
}

/* Owned: "changed id=…, nid=…: password, updated_at". A row without a key has no name. */
static char *example_of(const struct finder *f, const char *kind, const struct json *key, const struct json *columns)
{
	struct str out;

	str_init(&out, STR_LINE);
	str_addf(&out, "%s ", kind);
	for (const struct json *k = json_first(key); k; k = json_next(k))
		str_addf(&out, "%s%s=%s", k == json_first(key) ? "" : ", ", json_key(k), json_text(k) ? json_text(k) : "");
	if (!json_count(key))
		str_add(&out, _("a row without a key"));
	for (const struct json *c = json_first(columns); c; c = json_next(c))
		str_addf(&out, "%s%s", c == json_first(columns) ? ": " : ", ", json_text(c));
	return str_take(&out);
}

/* Only the first few are kept: they stand in the table's row in the journal. */
static void keep_example(struct finder *f, const char *kind, const struct json *key, const struct json *columns)
{
	char *text;

	if (json_count(f->examples) >= EXAMPLES)
		return;
	text = example_of(f, kind, key, columns);
	json_push_str(f->examples, text);
	free(text);
}

/* Reports a row that is on one side only (the other stream is NULL), or on both and different. */
static void report_row(struct finder *f, const char *kind, const struct stream *source, const struct stream *target)
{
	const struct stream *s = source ? source : target;
	struct json *row = json_object(), *key = key_of(f, s), *columns = source && target ? changed_columns(f) : json_array();
	char *name = table_name_make(f->job->source->schema, f->job->source->name);

	keep_example(f, kind, key, columns);
	json_put_str(row, "table", name);
	json_put_str(row, "kind", kind);
	json_put(row, "key", key);
	json_put(row, "columns", columns);
	/* As a text: a program that reads numbers as floating point would lose digits. */
	if (!f->job->plan.keys)
		json_put_str(row, "hash", rows_cell(&s->rows, s->at, "h"));
	if (f->v->flags & VERIFY_VALUES && source)
		json_put(row, "source", values_of(f, source));
	if (f->v->flags & VERIFY_VALUES && target)
		json_put(row, "target", values_of(f, target));
	if (f->v->watch.row)
		f->v->watch.row(f->v->watch.self, row);
	json_free(row);
	free(name);
}

/* Takes one row, or a pair with the same k, off the streams. */
static void step_rows(struct finder *f)
{
	struct stream *a = &f->stream[BLUE], *b = &f->stream[GREEN];
	int o = order(f);

	if (o < 0) {
		f->missing++;
		report_row(f, "missing", a, NULL);
	} else if (o > 0) {
		f->extra++;
		report_row(f, "extra", NULL, b);
	} else if (cell(a, "h") != cell(b, "h")) {
		f->changed++;
		report_row(f, "changed", a, b);
	}
	a->at += o <= 0;
	b->at += o >= 0;
}

/* Merges as far as both sides have rows; when one side has come to its end, the other side's remaining rows
 * have no partner. True when the merge is over. */
static bool merge(struct finder *f)
{
	struct stream *a = &f->stream[BLUE], *b = &f->stream[GREEN];

	while (!f->v->stopped && (has(a) || a->end) && (has(b) || b->end) && (has(a) || has(b))) {
		step_rows(f);
		if (!f->v->watch.row && f->missing + f->extra + f->changed >= ENOUGH) {
			f->more = true;
			return true;
		}
	}
	return (!has(a) && a->end && !has(b) && b->end) || f->v->stopped;
}

/* ---- The machine ---- */

/* Asks both sides for their buckets at once. */
struct finder *finder_new(struct verify *v, struct job *job, const struct explained *const *explained)
{
	struct finder *f = mem_zalloc(1, sizeof *f);

	*f = (struct finder){ .v = v, .job = job, .explained = explained, .examples = json_array() };
	f->fetch = FETCH_CELLS / (job->plan.columns + 1) + 1;
	f->fetch = f->fetch < FETCH_MOST ? f->fetch : FETCH_MOST;
	f->fetch = v->flags & VERIFY_VALUES && f->fetch > FETCH_VALUES ? FETCH_VALUES : f->fetch;
	/* The functions that take the answers find the search through the verify. */
	v->finder = f;
	ask_both(f, buckets_sql, take_buckets);
	return f;
}

/* True when a question failed: then the search is over, and the table's row says why. */
static bool broken(struct finder *f)
{
	for (int side = 0; side < SIDES; side++) {
		struct connection *conn = &f->v->conn[side][0];

		if (conn->ok)
			continue;
		conn->spoiled = true;
		if (!f->failed)
			f->failed = mem_printf("%s: %s", side == BLUE ? _("On the source") : _("On the target"), conn->why);
	}
	return f->failed != NULL;
}

/* The cursors are closed, so that the next table can use the name. */
static void close_cursors(struct finder *f)
{
	f->step = OVER;
	for (int side = 0; side < SIDES; side++)
		connection_ask_safely(&f->v->conn[side][0], "CLOSE teal_rows", NULL);
}

/* To be called when both sides have answered. */
bool finder_step(struct finder *f)
{
	if (f->step == OVER)
		return true;
	if (broken(f))
		return true;
	if (f->step == BUCKETS) {
		f->step = ROWS;
		ask_both(f, declare_sql, take_rows);
		return false;
	}
	if (merge(f) || !fetch_more(f))
		close_cursors(f);
	return false;
}

/* The examples move into the result. */
struct json *finder_result(struct finder *f)
{
	struct json *row = json_object();

	json_put_int(row, "missing", f->missing);
	json_put_int(row, "extra", f->extra);
	json_put_int(row, "changed", f->changed);
	json_put_bool(row, "more", f->more);
	json_put_str(row, "not_found", f->failed);
	json_put(row, "examples", f->examples);
	f->examples = NULL;
	return row;
}

void finder_free(struct finder *f)
{
	if (!f)
		return;
	for (int side = 0; side < SIDES; side++)
		rows_release(&f->stream[side].rows);
	json_free(f->examples);
	free(f->failed);
	free(f);
}
