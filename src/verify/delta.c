/* A shorter comparison for a table that an earlier one proved equal. Every change makes a row version of a
 * newer transaction, so that only rows from the horizons on are hashed, on both sides; deletions show in the
 * count and in the combined hashes of all keys. The sides need not call the same rows new, since a change can
 * reach the target after the target's horizon: a row that only one side calls new is asked for on the other
 * side by its key. Any disagreement makes the table be read in full. */
#include "config.h"

#include <inttypes.h>

#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "codec/rows.h"
#include "verify/own.h"

/* ROWS_MOST is the length of the list in verify_delta_sql; ASKED_MOST the most rows that are asked for by key. */
enum { ROWS_MOST = 20000, ASKED_MOST = 2000 };

/* A row that is newer than the horizon. */
struct fresh {
	int64_t k, h;
	const struct json *cells; /* borrowed from delta.rows: k, h, the key's columns */
	bool met; /* the other side lists the row as well */
};

static int by_k(const void *a, const void *b)
{
	const struct fresh *x = a, *y = b;

	return (x->k > y->k) - (x->k < y->k);
}

/* The answer to verify_delta_sql; the sums of all rows stand in the same row as the list. */
void take_delta(struct connection *conn, const struct reply *r)
{
	struct delta *d = &conn->v->job[conn->job].delta[conn->side];

	take_sums(conn, r);
	for (size_t i = 0; i < r->sets; i++) {
		const struct rows *rows = &r->set[i];
		const char *list = rows->columns && strcmp(rows->name[0], "rows") == 0 ? rows_cell(rows, 0, "fresh") : NULL;

		if (!list)
			continue;
		json_free(d->rows);
		d->rows = json_parse(list, strlen(list), NULL);
		d->count = rows_int(rows, 0, "changed", -1);
	}
}

/* The hashes are texts in the JSON, because a number of JSON does not hold 64 bits. */
static int64_t number_of(const struct json *cell)
{
	return json_text(cell) ? (int64_t)strtoimax(json_text(cell), NULL, 10) : 0;
}

/* Owned, sorted by k. NULL when the list was cut or is missing. */
static struct fresh *fresh_of(const struct delta *d, size_t *n)
{
	struct fresh *list;

	*n = 0;
	if (!d->rows || d->count < 0 || (size_t)d->count != json_count(d->rows))
		return NULL;
	list = mem_zalloc((size_t)d->count + 1, sizeof *list);
	for (const struct json *row = json_first(d->rows); row; row = json_next(row)) {
		const struct json *cell = json_first(row);

		list[(*n)++] = (struct fresh){ .k = number_of(cell), .h = number_of(json_next(cell)), .cells = row };
	}
	qsort(list, *n, sizeof *list, by_k);
	return list;
}

/* Adds "('…', '…')", the key's cells, which stand behind k and h; further rows follow a comma. */
static void add_literals(struct str *out, const struct fresh *f)
{
	const struct json *cell = json_next(json_next(json_first(f->cells)));

	str_add(out, out->len ? ", (" : "(");
	for (const char *comma = ""; cell; cell = json_next(cell), comma = ", ") {
		str_add(out, comma);
		str_add_literal(out, json_text(cell) ? json_text(cell) : "");
	}
	str_add(out, ")");
}

/* Collects the rows that only this side lists, as a question to the other side. False when they are too many. */
static bool gather(struct job *job, enum side other, const struct fresh *list, size_t n)
{
	struct delta *d = &job->delta[other];
	struct str keys;
	size_t alone = 0;

	str_init(&keys, STR_PAGE);
	for (size_t i = 0; i < n; i++)
		if (!list[i].met) {
			add_literals(&keys, &list[i]);
			d->want_k ^= (uint64_t)list[i].k * 3 + 1;
			d->want_h ^= (uint64_t)list[i].h;
			alone++;
		}
	d->wanted = alone;
	d->keys = str_take(&keys);
	return alone <= ASKED_MOST && (!alone || *d->keys);
}

/* Marks the rows that both sides list. False when such a row has different hashes, which proves nothing but
 * ends the shortcut. */
static bool meet(struct fresh *a, size_t na, struct fresh *b, size_t nb)
{
	for (size_t i = 0, k = 0; i < na && k < nb;) {
		if (a[i].k == b[k].k) {
			if (a[i].h != b[k].h)
				return false;
			a[i++].met = b[k++].met = true;
		} else if (a[i].k < b[k].k) {
			i++;
		} else {
			k++;
		}
	}
	return true;
}

/* The sums of the two sides must be equal here as well: they cover rows that were deleted. */
enum delta_verdict delta_judge(struct job *job)
{
	struct fresh *list[SIDES];
	size_t n[SIDES];
	bool whole, ok;

	if (!sums_same(&job->side[BLUE].sums, &job->side[GREEN].sums))
		return DELTA_FULL;
	for (int side = 0; side < SIDES; side++)
		list[side] = fresh_of(&job->delta[side], &n[side]);
	whole = list[BLUE] && list[GREEN];
	ok = whole && meet(list[BLUE], n[BLUE], list[GREEN], n[GREEN]) && gather(job, GREEN, list[BLUE], n[BLUE]) &&
	     gather(job, BLUE, list[GREEN], n[GREEN]);
	free(list[BLUE]);
	free(list[GREEN]);
	if (!ok)
		return DELTA_FULL;
	return job->delta[BLUE].wanted || job->delta[GREEN].wanted ? DELTA_ASK : DELTA_EQUAL;
}

/* The hashes of the rows are combined here and not by the server, because they are few. */
static void take_asked(struct connection *conn, const struct reply *r)
{
	struct delta *d = &conn->v->job[conn->v->judged].delta[conn->side];

	d->seen = 0;
	d->seen_k = d->seen_h = 0;
	for (size_t i = 0; i < r->sets; i++) {
		const struct rows *rows = &r->set[i];

		if (!rows->columns || strcmp(rows->name[0], "k") != 0)
			continue;
		for (size_t row = 0; row < rows->count; row++) {
			d->seen_k ^= (uint64_t)rows_int(rows, row, "k", 0) * 3 + 1;
			d->seen_h ^= (uint64_t)rows_int(rows, row, "h", 0);
			d->seen++;
		}
	}
}

/* Each side is asked for the rows that only the other one called new. */
void delta_ask_other(struct verify *v, struct job *job)
{
	for (int side = 0; side < SIDES; side++) {
		char *sql;

		if (!job->delta[side].wanted)
			continue;
		sql = verify_keys_sql(&job->plan, (enum side)side, job->delta[side].keys);
		connection_ask_safely(&v->conn[side][0], sql, take_asked);
		free(sql);
	}
}

/* Every row that was asked for came, with the hashes that the other side has. */
bool delta_agrees(const struct job *job)
{
	for (int side = 0; side < SIDES; side++) {
		const struct delta *d = &job->delta[side];

		if (d->wanted && (d->seen != d->wanted || d->seen_k != d->want_k || d->seen_h != d->want_h))
			return false;
	}
	return true;
}

void delta_release(struct delta *d)
{
	json_free(d->rows);
	free(d->keys);
	*d = (struct delta){ 0 };
}
