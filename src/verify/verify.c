/* The comparison as a small machine: open a snapshot on both servers, list the tables, share the snapshot among the connections, read every
 * table (read.c), then look into what differs (judge.c, find.c). */
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
	SHORT_MS = 60 * 1000,
	TABLE_MS = 3600 * 1000,
	ROWS_MAX = 100,
	READER_BYTES = 16 << 20, /* the largest answer but the first connection's: rows that changed since */
};

/* ---- Connections ---- */

/* Only keeps what the answer says; the verify's own turn goes on from there, so that nothing is asked or freed within an answer. */
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

/* A failed question leaves its savepoint behind, to which the next one goes back. */
void connection_ask_safely(struct connection *conn, const char *sql, void (*take)(struct connection *, const struct reply *))
{
	char *safe = mem_printf("%sSAVEPOINT t; %s; RELEASE SAVEPOINT t", conn->spoiled ? "ROLLBACK TO SAVEPOINT t; " : "", sql);

	conn->spoiled = false;
	connection_ask(conn, safe, conn->v->table_ms, take);
	free(safe);
}

/* Unsigned, since hashes and their sums wrap around. */
static uint64_t number(const struct rows *rows, size_t i, const char *column)
{
	const char *text = rows_cell(rows, i, column);

	return text ? *text == '-' ? (uint64_t)strtoimax(text, NULL, 10) : strtoumax(text, NULL, 10) : 0;
}

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

/* All of them: a hash alone cannot tell an empty table from rows that cancel out. */
bool sums_same(const struct sums *a, const struct sums *b)
{
	return a->rows == b->rows && a->xor == b->xor &&a->low == b->low && a->high == b->high;
}

/* ---- Opening ---- */

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

/* No question may take longer than the operator has said, the first ones neither. */
static int64_t short_ms(const struct verify *v)
{
	return v->table_ms < SHORT_MS ? v->table_ms : SHORT_MS;
}

static void ask_leaders(struct verify *v, const char *sql, enum phase phase)
{
	v->phase = phase;
	for (int side = 0; side < SIDES; side++)
		connection_ask(&v->conn[side][0], sql, short_ms(v), take_catalog);
}

/* A standby exports no snapshot before version 10 only; whoever cannot says so. */
static void list(struct verify *v)
{
	char *sql = mem_printf(
		"SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon, current_setting('server_encoding') AS encoding%s; %s",
		v->jobs > 1 ? "; SELECT pg_export_snapshot() AS snapshot" : "", verify_catalog_sql);

	ask_leaders(v, sql, LISTING);
	free(sql);
}

/* The other connections of a side see what its first one sees. The name of a snapshot is digits and hyphens. */
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

/* Done is told in the loop's own turn, never from within an answer. */
void verify_end(struct verify *v, const struct err *error)
{
	v->phase = ENDED;
	if (error)
		v->error = *error;
}

void verify_fail(struct verify *v, const struct connection *conn)
{
	struct err e = { 0 };

	err_set(&e, ERR_WORLD,
	        conn->side == BLUE ? _("The source cannot be read for the comparison") : _("The target cannot be read for the comparison"),
	        conn->why, _("See that the database answers, then compare again."));
	verify_end(v, &e);
}

static bool waits(const struct verify *v)
{
	for (int side = 0; side < SIDES; side++)
		for (int i = 0; i < v->jobs; i++)
			if (v->conn[side][i].waiting)
				return true;
	return false;
}

/* A session that is gone has taken its snapshot with it: what was read with it cannot be gone on with. */
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

/* Texts are compared by their bytes: the same character has others in another encoding, and the same bytes are other characters. */
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

/* Before the tables are read every phase waits for all connections; afterwards each connection goes at its own pace. */
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

/* Closing the sessions cancels what runs on the servers; what they still answer finds its connection alive. */
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

/* While connections wait, their sessions wake the loop. */
static void ask(void *self, struct loop_ask *want)
{
	struct verify *v = self;
	int64_t next = v->phase == READING ? reading_next(v) : INT64_MAX;

	if (!waits(v) && next == INT64_MAX)
		next = loop_now();
	if (next != INT64_MAX)
		loop_want_by(want, next);
}

/* The watcher may stop the comparison while it is being told of a table: stopped then says that this turn is the last. */
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

/* The loop ends first: nobody is told, and the sessions go with it. */
static void gone(void *self)
{
	verify_free(self);
}

/* ---- Beginning and end ---- */

/* Not 0, which would be no secret. */
static uint64_t secret(void)
{
	uint64_t n = 0;

	while (n >> 56 == 0)
		if (getrandom(&n, sizeof n, 0) != (ssize_t)sizeof n)
			n = (uint64_t)loop_wall() << 24 | (uint64_t)loop_now();
	return n;
}

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

static void open_connections(struct verify *v, const struct verify_spec *spec)
{
	const struct pg_spec *given[SIDES] = { spec->source, spec->target };

	for (int side = 0; side < SIDES; side++)
		for (int i = 0; i < v->jobs; i++) {
			struct pg_spec own = *given[side];

			/* Their transactions are read-only: an option at the start of the session is refused by a pooler. */
			own.read_only = false;
			own.reply_max = i ? READER_BYTES : 0;
			v->conn[side][i].v = v;
			v->conn[side][i].side = (enum side)side;
			v->conn[side][i].pg = pg_open(v->loop, &own);
		}
}

/* Both conninfos are read before anything is opened. What runs in the specs' stead are sessions of their own, so that a
 * snapshot that lasts long is in nobody's way. */
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

/* Within its own turn only the wish is kept: the turn still uses it. */
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
