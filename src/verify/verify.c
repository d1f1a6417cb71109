/* The comparison as a small state machine: open a snapshot on both servers, list the tables, share the snapshot
 * among the connections, read every table (read.c), then judge the tables that differ (judge.c, find.c). */
#include "config.h"

#include "verify/verify.h"

#include <inttypes.h>
#include <sys/random.h>

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/rows.h"
#include "port/pg.h"
#include "verify/own.h"

enum {
	SHORT_MS = 60 * 1000, /* the deadline of questions about the catalogue */
	TABLE_MS = 3600 * 1000, /* the default deadline of questions about rows */
	ROWS_MAX = 100,
	READER_BYTES = 16 << 20, /* the largest answer of connections other than the first, which may hold a list of newer rows */
};

/* ---- Connections ---- */

/* Only keeps what the answer says. The next question comes from the waiter's own turn, so that nothing is asked
 * or freed within an answer. */
static void answered(void *self, const struct reply *r)
{
	struct connection *conn = self;

	conn->waiting = false;
	conn->ok = r->ok;
	conn->lost = r->lost;
	mem_set(&conn->why, r->ok          ? NULL
	                    : r->timed_out ? _("It did not answer in time.")
	                    : r->message   ? r->message
	                                   : _("The server gave no reason."));
	if (r->ok && conn->take)
		conn->take(conn, r);
}

void connection_ask(struct connection *conn, const char *sql, int64_t deadline_ms, void (*take)(struct connection *, const struct reply *))
{
	conn->waiting = true;
	conn->take = take;
	pg_ask(conn->pg, sql, deadline_ms, answered, conn);
}

/* A question that failed leaves its savepoint behind, and the next question rolls back to it. */
void connection_ask_safely(struct connection *conn, const char *sql, void (*take)(struct connection *, const struct reply *))
{
	char *safe = mem_printf("%sSAVEPOINT t; %s; RELEASE SAVEPOINT t", conn->spoiled ? "ROLLBACK TO SAVEPOINT t; " : "", sql);

	conn->spoiled = false;
	connection_ask(conn, safe, conn->v->table_ms, take);
	free(safe);
}

/* Unsigned, since hashes and sums of hashes wrap around. */
static uint64_t number(const struct rows *rows, size_t i, const char *column)
{
	const char *text = rows_cell(rows, i, column);

	return text ? *text == '-' ? (uint64_t)strtoimax(text, NULL, 10) : strtoumax(text, NULL, 10) : 0;
}

/* The answer has several results (savepoint, question, release); the one with the column "rows" counts. */
void take_sums(struct connection *conn, const struct reply *r)
{
	conn->sums = (struct sums){ 0 };
	for (size_t i = 0; i < r->sets; i++) {
		const struct rows *rows = &r->set[i];

		if (!rows->columns || strcmp(rows->name[0], "rows") != 0)
			continue;
		conn->sums.rows = rows_int(rows, 0, "rows", 0);
		conn->sums.xor = number(rows, 0, "xor");
		conn->sums.low = number(rows, 0, "low");
		conn->sums.high = number(rows, 0, "high");
		conn->node = rows_int(rows, 0, "node", 0);
		mem_set(&conn->text, rows_cell(rows, 0, "hashes"));
	}
}

void sums_add(struct sums *to, const struct sums *s)
{
	to->rows += s->rows;
	to->xor ^= s->xor ;
	to->low += s->low;
	to->high += s->high;
}

/* All members are compared: the combined hash alone does not distinguish an empty table from rows that cancel
 * out. */
bool sums_same(const struct sums *a, const struct sums *b)
{
	return a->rows == b->rows && a->xor == b->xor &&a->low == b->low && a->high == b->high;
}

/* ---- Opening ---- */

/* One function for the answers of the first phases; each result is recognised by its first column. */
static void take_catalog(struct connection *conn, const struct reply *r)
{
	for (size_t i = 0; i < r->sets; i++) {
		const struct rows *rows = &r->set[i];

		if (rows->columns && strcmp(rows->name[0], "snapshot") == 0)
			mem_set(&conn->text, rows_cell(rows, 0, "snapshot"));
		if (rows->columns && strcmp(rows->name[0], "horizon") == 0) {
			mem_set(&conn->v->horizon[conn->side], rows_cell(rows, 0, "horizon"));
			mem_set(&conn->v->encoding[conn->side], rows_cell(rows, 0, "encoding"));
		}
		if (rows->columns && strcmp(rows->name[0], "schema") == 0) {
			verify_catalog_release(&conn->v->catalog[conn->side]);
			verify_catalog_read(rows, &conn->v->catalog[conn->side]);
		}
	}
}

/* No question may take longer than the operator's limit, the first ones included. */
static int64_t short_ms(const struct verify *v)
{
	return v->table_ms < SHORT_MS ? v->table_ms : SHORT_MS;
}

/* Asks the first connection of both sides. */
static void ask_leaders(struct verify *v, const char *sql, enum phase phase)
{
	v->phase = phase;
	for (int side = 0; side < SIDES; side++)
		connection_ask(&v->conn[side][0], sql, short_ms(v), take_catalog);
}

/* Asks for horizon, encoding and tables; exports the snapshot when there are more connections that need it. A
 * server that cannot export one answers with an error. */
static void list(struct verify *v)
{
	char *sql = mem_printf(
		"SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon, current_setting('server_encoding') AS encoding%s; %s",
		v->jobs > 1 ? "; SELECT pg_export_snapshot() AS snapshot" : "", verify_catalog_sql);

	ask_leaders(v, sql, LISTING);
	free(sql);
}

/* The other connections of a side take the snapshot of the first one. The name of a snapshot consists of
 * hexadecimal digits and hyphens. */
static void share(struct verify *v)
{
	v->phase = SHARING;
	for (int side = 0; side < SIDES; side++)
		for (int i = 1; i < v->jobs; i++) {
			const char *name = v->conn[side][0].text ? v->conn[side][0].text : "";
			char *sql = mem_printf("%s; SET TRANSACTION SNAPSHOT '%.*s'", verify_begin_sql,
			                       (int)strspn(name, "0123456789ABCDEF-"), name);

			connection_ask(&v->conn[side][i], sql, short_ms(v), NULL);
			free(sql);
		}
}

/* ---- Phases ---- */

/* done is called from the loop's own turn, never from within an answer. */
void verify_end(struct verify *v, const struct err *error)
{
	v->phase = ENDED;
	if (error)
		v->error = *error;
}

/* conn->why is the server's own reason. */
void verify_fail(struct verify *v, const struct connection *conn)
{
	struct err e = { 0 };

	err_set(&e, ERR_WORLD,
	        conn->side == BLUE ? _("The source cannot be read for the comparison") : _("The target cannot be read for the comparison"),
	        conn->why, _("See that the database answers, then compare again."));
	verify_end(v, &e);
}

/* True while an answer is due on any connection. */
static bool waits(const struct verify *v)
{
	for (int side = 0; side < SIDES; side++)
		for (int i = 0; i < v->jobs; i++)
			if (v->conn[side][i].waiting)
				return true;
	return false;
}

/* The first connection whose session is gone, or whose question failed before the tables are read. A session
 * takes its snapshot with it, so the comparison cannot go on. */
static const struct connection *broken(const struct verify *v)
{
	for (int side = 0; side < SIDES; side++)
		for (int i = 0; i < v->jobs; i++) {
			const struct connection *conn = &v->conn[side][i];

			if (!conn->waiting && !conn->ok && (conn->lost || v->phase < READING) && conn->why)
				return conn;
		}
	return NULL;
}

/* Texts are compared by their bytes, which differ between encodings for the same character. False ends the
 * comparison. */
static bool same_encoding(struct verify *v)
{
	struct err e = { 0 };

	if (str_same(v->encoding[BLUE], v->encoding[GREEN]))
		return true;
	err_whyf(&e, ERR_WORLD, _("The databases cannot be compared"), _("Make the target with the source's encoding."),
	         _("the source is encoded in %s, the target in %s"), v->encoding[BLUE] ? v->encoding[BLUE] : "?",
	         v->encoding[GREEN] ? v->encoding[GREEN] : "?");
	verify_end(v, &e);
	return false;
}

/* Before the tables are read every phase waits for all connections; afterwards each connection goes at its own
 * pace. */
static void step(struct verify *v)
{
	const struct connection *bad = broken(v);

	if (bad) {
		verify_fail(v, bad);
		return;
	}
	if (v->phase < READING && waits(v))
		return;
	switch (v->phase) {
	case OPENING:
		list(v);
		break;
	case LISTING:
		if (!same_encoding(v))
			break;
		jobs_make(v);
		share(v);
		if (v->jobs > 1)
			break;
		v->phase = READING;
		reading_step(v);
		break;
	case SHARING:
		v->phase = READING;
		reading_step(v);
		break;
	case READING:
		reading_step(v);
		break;
	case JUDGING:
		if (!waits(v))
			judging_step(v);
		break;
	case ENDED:
		break;
	}
}

/* Sessions are closed first: closing cancels on the servers, and an answer that still comes must find its
 * connection. */
static void verify_free(struct verify *v)
{
	for (int side = 0; side < SIDES; side++) {
		for (int i = 0; i < v->jobs; i++) {
			pg_close(v->conn[side][i].pg);
			free(v->conn[side][i].why);
			free(v->conn[side][i].text);
		}
	}
	finder_free(v->finder);
	jobs_release(v);
	for (int side = 0; side < SIDES; side++) {
		verify_catalog_release(&v->catalog[side]);
		free(v->horizon[side]);
		free(v->encoding[side]);
	}
	for (size_t i = 0; i < v->sinces_count; i++) {
		free((char *)v->sinces[i].table);
		free((char *)v->sinces[i].source);
		free((char *)v->sinces[i].target);
	}
	free(v->sinces);
	free(v->product);
	free(v->applied);
	free(v->pattern);
	free(v->skip);
	free(v);
}

/* While connections wait for answers, their sessions wake the loop. */
static void ask(void *self, struct loop_ask *want)
{
	struct verify *v = self;
	int64_t next = v->phase == READING ? reading_next(v) : INT64_MAX;

	if (!waits(v) && next == INT64_MAX)
		next = loop_now();
	if (next != INT64_MAX)
		loop_want_by(want, next);
}

/* The watcher may stop the comparison from within a call for a table: stopped then makes this turn the last. */
static void turn(void *self, const struct loop_ready *ready, int64_t now)
{
	struct verify *v = self;

	v->in_turn = true;
	step(v);
	v->in_turn = false;
	if (v->phase != ENDED && !v->stopped)
		return;
	loop_remove(v->loop, &v->waiter);
	if (!v->stopped)
		v->watch.done(v->watch.self, v->error.kind == ERR_NONE ? NULL : &v->error);
	verify_free(v);
}

/* The loop ends first: done is not called, and the sessions are closed. */
static void gone(void *self)
{
	verify_free(self);
}

/* ---- Beginning and end ---- */

/* At least 2^56, as the hash chain requires. */
static uint64_t secret(void)
{
	uint64_t n = 0;

	while (n >> 56 == 0)
		if (getrandom(&n, sizeof n, 0) != (ssize_t)sizeof n)
			n = (uint64_t)loop_wall() << 24 | (uint64_t)loop_now();
	return n;
}

/* Copied, since the spec is only borrowed. */
static void copy_since(struct verify *v, const struct verify_spec *spec)
{
	v->sinces = mem_zalloc(spec->sinces + 1, sizeof *v->sinces);
	v->sinces_count = spec->sinces;
	for (size_t i = 0; i < spec->sinces; i++) {
		v->sinces[i].table = mem_dup(spec->since[i].table);
		v->sinces[i].source = mem_dup(spec->since[i].source);
		v->sinces[i].target = mem_dup(spec->since[i].target);
	}
}

/* Only the first connection of a side may get answers of the full size. */
static void open_connections(struct verify *v, const struct verify_spec *spec)
{
	const struct pg_spec *given[SIDES] = { spec->source, spec->target };

	for (int side = 0; side < SIDES; side++)
		for (int i = 0; i < v->jobs; i++) {
			struct pg_spec own = *given[side];

			/* verify_begin_sql makes the transactions read-only; a pooler would refuse an option at the start. */
			own.read_only = false;
			own.reply_max = i ? READER_BYTES : 0;
			v->conn[side][i].v = v;
			v->conn[side][i].side = (enum side)side;
			v->conn[side][i].pg = pg_open(v->loop, &own);
		}
}

/* Both conninfos are checked before anything is opened. The sessions are the comparison's own, so that its long
 * snapshot holds up no other question. */
struct verify *verify_start(struct loop *loop, const struct verify_spec *spec, const struct verify_watch *watch, struct err *err)
{
	struct verify *v;

	if (!pg_conninfo_check(spec->source->conninfo, err) || !pg_conninfo_check(spec->target->conninfo, err))
		return NULL;
	v = mem_zalloc(1, sizeof *v);
	v->loop = loop;
	v->watch = *watch;
	v->mode = spec->mode;
	v->flags = spec->flags;
	v->product = mem_dup(spec->product ? spec->product : "");
	v->applied = mem_dup(spec->applied ? spec->applied : "");
	v->pattern = spec->tables ? mem_dup(spec->tables) : NULL;
	v->skip = mem_dup(spec->skip ? spec->skip : "");
	copy_since(v, spec);
	v->jobs = spec->jobs < 1 ? 1 : spec->jobs > VERIFY_JOBS ? VERIFY_JOBS : spec->jobs;
	v->rate = spec->rate;
	v->rows_max = spec->rows_max ? spec->rows_max : ROWS_MAX;
	v->table_ms = spec->table_ms ? spec->table_ms : TABLE_MS;
	v->secret = secret();
	open_connections(v, spec);
	ask_leaders(v, verify_begin_sql, OPENING);
	v->waiter = (struct waiter){ .ask = ask, .turn = turn, .self = v, .gone = gone };
	loop_add(loop, &v->waiter);
	return v;
}

/* Within the waiter's own turn only the request is noted, since the turn still uses the struct. */
void verify_stop(struct verify *v)
{
	if (!v)
		return;
	v->stopped = true;
	if (v->in_turn)
		return;
	loop_remove(v->loop, &v->waiter);
	verify_free(v);
}
