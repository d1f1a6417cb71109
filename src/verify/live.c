/* A comparison, then rounds of asking again for the rows that differed. The rounds use two sessions of their
 * own, with one transaction for each question, because they need the rows as they are at that moment. */
#include "config.h"

#include "verify/live.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "codec/rows.h"
#include "codec/table_name.h"
#include "port/loop.h"
#include "port/pg.h"
#include "verify/own.h"
#include "verify/suspects.h"

enum {
	PATIENCE_MS = 30 * 1000,
	ROUNDS = 8,
	ASK_MS = 60 * 1000, /* the deadline of a question */
	PAUSE_MS = 200, /* between two questions about what the target has applied */
	BLIND_MS = 3000, /* the wait for the target where no slot shows what it has applied */
	BATCH = 500, /* rows in one question */
};

/* COMPARING: verify.c works. OPENING_AGAIN and LISTING_AGAIN: the catalogues of the two sessions. Then for each
 * batch of rows: SOURCE_ROWS, APPLYING (the target catches up), TARGET_ROWS, SOURCE_AGAIN; PAUSING between
 * rounds. */
enum live_phase { COMPARING, OPENING_AGAIN, LISTING_AGAIN, SOURCE_ROWS, APPLYING, TARGET_ROWS, SOURCE_AGAIN, PAUSING, LIVE_OVER };

/* A live comparison under way. All texts are owned. */
struct verify_live {
	struct loop *loop;
	struct waiter waiter;
	struct verify_watch watch;
	struct verify *verify; /* NULL once the comparison itself is over */
	char *slot;
	int64_t patience_ms;
	int rounds, round; /* the most rounds; the current round of the table */
	struct suspects *suspects; /* owned array, one for each table that differed */
	size_t tables, at; /* their number; at: the table that is asked about */
	size_t batch; /* the first suspect of the current batch */
	enum live_phase phase;
	struct pg *pg[SIDES];
	struct verify_catalog catalog[SIDES];
	struct verify_plan plan;
	uint64_t secret;
	/* waiting: an answer is due. ok and lost are about the last answer; lost: the session is gone. */
	bool waiting, ok, lost, in_turn, stopped;
	char *why, *lsn; /* why the last answer was a failure; the LSN of the side that answered last */
	/* The target had applied the source's LSN; the server has no such slot. */
	bool applied, no_slot;
	int listed; /* catalogues that have come */
	int64_t since, again_at; /* monotonic: when waiting for the target began; when to ask again, 0: at once */
	struct err error;
};

/* ---- Reports of the comparison ---- */

/* The table's entry, added when it is new. Searched from the end, since rows of one table come one after the
 * other. */
static struct suspects *suspects_of(struct verify_live *l, const char *name)
{
	for (size_t i = l->tables; i > 0; i--)
		if (strcmp(l->suspects[i - 1].name, name) == 0)
			return &l->suspects[i - 1];
	l->suspects = mem_grow(l->suspects, l->tables, l->tables + 1, sizeof *l->suspects);
	l->suspects[l->tables] = (struct suspects){ .name = mem_dup(name) };
	return &l->suspects[l->tables++];
}

/* Each row that differed becomes a suspect and is not reported yet. */
static void on_row(void *self, const struct json *row)
{
	struct verify_live *l = self;

	suspects_add(suspects_of(l, json_str(row, "table", "")), row);
}

/* A table that was equal in two snapshots of different moments is equal. A table that could not be compared, or
 * whose rows were not named, is passed on as it is. */
static void on_table(void *self, const struct json *row)
{
	struct verify_live *l = self;
	struct suspects *d;

	if (json_bool(row, "equal", false) || !json_bool(row, "compared", true) || !json_get(row, "missing") ||
	    json_str(row, "not_found", NULL)) {
		l->watch.table(l->watch.self, row);
		return;
	}
	d = suspects_of(l, json_str(row, "table", ""));
	json_free(d->row);
	d->row = json_dup(row);
}

static void on_progress(void *self, const struct verify_progress *p)
{
	struct verify_live *l = self;

	l->watch.progress(l->watch.self, p);
}

/* The verify is freed after this returns; the rounds begin in the next turn. */
static void on_done(void *self, const struct err *error)
{
	struct verify_live *l = self;

	l->verify = NULL;
	if (error)
		l->error = *error;
	l->phase = error ? LIVE_OVER : OPENING_AGAIN;
}

/* ---- Asking ---- */

static struct suspects *current(struct verify_live *l)
{
	return &l->suspects[l->at];
}

/* The suspect behind the last one of the batch. */
static size_t batch_end(struct verify_live *l)
{
	size_t end = l->batch + BATCH;

	return end < current(l)->suspects ? end : current(l)->suspects;
}

/* Each row of the answer has the number of its suspect. A row that does not come is missing on that side. */
static void take_states(struct verify_live *l, const struct rows *rows)
{
	struct suspects *d = current(l);

	for (size_t i = 0; i < rows->count; i++) {
		int64_t at = rows_int(rows, i, "i", -1);
		struct suspect *s = at >= 0 && (size_t)at < d->suspects ? &d->suspect[at] : NULL;
		struct row_state *state;

		if (!s)
			continue;
		state = l->phase == SOURCE_ROWS ? &s->source : l->phase == TARGET_ROWS ? &s->target : &s->again;
		*state = (struct row_state){ true, rows_int(rows, i, "h", 0) };
	}
}

/* Keeps what the answer holds; the next question is asked in the waiter's own turn. */
static void answered(void *self, const struct reply *r)
{
	struct verify_live *l = self;

	l->waiting = false;
	l->ok = r->ok;
	l->lost = r->lost;
	mem_set(&l->why, r->ok ? NULL : r->message ? r->message : _("The server gave no reason."));
	for (size_t i = 0; r->ok && i < r->sets; i++) {
		const struct rows *rows = &r->set[i];

		if (!rows->columns)
			continue;
		if (strcmp(rows->name[0], "i") == 0)
			take_states(l, rows);
		else if (strcmp(rows->name[0], "lsn") == 0)
			mem_set(&l->lsn, rows_cell(rows, 0, "lsn"));
		else if (strcmp(rows->name[0], "applied") == 0) {
			l->applied = rows_bool(rows, 0, "applied");
			l->no_slot = rows_cell(rows, 0, "applied") == NULL;
		}
	}
}

/* Blue is listed first, then green. */
static void took_catalog(void *self, const struct reply *r)
{
	struct verify_live *l = self;
	enum side side = l->listed ? GREEN : BLUE;

	answered(self, r);
	for (size_t i = 0; r->ok && i < r->sets; i++)
		if (r->set[i].columns && strcmp(r->set[i].name[0], "schema") == 0)
			verify_catalog_read(&r->set[i], &l->catalog[side]);
	l->listed++;
}

static void ask(struct verify_live *l, enum side side, const char *sql, pg_done *done)
{
	l->waiting = true;
	l->ok = false;
	pg_ask(l->pg[side], sql, ASK_MS, done, l);
}

/* Owned. One SELECT for each row, by its key, so that the index of the key finds it; i is the number of the
 * suspect. */
static char *rows_sql(struct verify_live *l, enum side side)
{
	struct suspects *d = current(l);
	struct str sql;

	str_init(&sql, STR_PAGE * 4);
	/* A question that failed may have left its transaction open. */
	str_addf(&sql, "ROLLBACK; %s; ", verify_begin_sql);
	for (size_t i = l->batch; i < batch_end(l); i++) {
		char *one;

		if (d->suspect[i].verdict != ROW_OPEN)
			continue;
		one = verify_keys_sql(&l->plan, side, d->suspect[i].literals);
		str_addf(&sql, "SELECT %zu AS i, s.* FROM (%s) s; ", i, one);
		free(one);
	}
	str_add(&sql, "SELECT (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_insert_lsn() END)::text AS "
	              "lsn; COMMIT");
	return str_take(&sql);
}

/* The states are cleared first: a row that does not come in the answer is missing. */
static void ask_rows(struct verify_live *l, enum live_phase phase)
{
	struct suspects *d = current(l);
	enum side side = phase == TARGET_ROWS ? GREEN : BLUE;
	char *sql = rows_sql(l, side);

	l->phase = phase;
	for (size_t i = l->batch; i < batch_end(l); i++)
		*(phase == SOURCE_ROWS   ? &d->suspect[i].source
		  : phase == TARGET_ROWS ? &d->suspect[i].target
		                         : &d->suspect[i].again) = (struct row_state){ 0 };
	ask(l, side, sql, answered);
	free(sql);
}

/* Asks the source, whose slot is moved when the target confirms that it has written that far. */
static void ask_applied(struct verify_live *l)
{
	struct str sql;

	l->phase = APPLYING;
	l->applied = false;
	str_init(&sql, STR_PAGE);
	str_add(&sql, "SELECT bool_and(confirmed_flush_lsn >= ");
	str_add_literal(&sql, l->lsn ? l->lsn : "0/0");
	str_add(&sql, "::pg_lsn) AS applied FROM pg_replication_slots WHERE database = current_database() AND plugin = 'pgoutput' AND "
	              "slot_name = ");
	str_add_literal(&sql, l->slot);
	ask(l, BLUE, str_text(&sql), answered);
	str_release(&sql);
}

/* ---- Going on ---- */

static void over(struct verify_live *l)
{
	l->phase = LIVE_OVER;
}

/* Ends the comparison as a whole: a session is gone, or the slot does not exist. */
static void fail(struct verify_live *l)
{
	err_set(&l->error, ERR_WORLD, _("What differed cannot be asked for again"), l->why,
	        _("See that the databases answer, then compare again."));
	over(l);
}

/* form is a name in the form of codec/table_name.h. NULL: the catalogue has no such table. */
static const struct verify_table *by_name(const struct verify_catalog *c, const char *form)
{
	const struct verify_table *found = NULL;
	char *schema, *name;

	if (table_name_split(form, &schema, &name))
		found = verify_catalog_find(c, schema, name);
	free(schema);
	free(name);
	return found;
}

/* Goes on to the next table with rows that can be asked for; a table without such rows is reported as it was
 * found. */
static void begin_table(struct verify_live *l)
{
	const struct verify_table *a, *b;

	verify_plan_release(&l->plan);
	for (; l->at < l->tables; l->at++) {
		struct suspects *d = current(l);

		a = by_name(&l->catalog[BLUE], d->name);
		b = by_name(&l->catalog[GREEN], d->name);
		if (d->row && !d->too_many && a && b && d->suspects) {
			verify_plan_make(a, b, l->secret, &l->plan);
			l->batch = 0;
			l->round = 0;
			ask_rows(l, SOURCE_ROWS);
			return;
		}
		if (d->row)
			suspects_report(d, &l->watch);
		if (l->stopped)
			return;
	}
	over(l);
}

/* After a batch comes the next batch, then the next round, then the next table. */
static void next_batch(struct verify_live *l)
{
	struct suspects *d = current(l);

	l->batch = batch_end(l);
	if (l->batch < d->suspects) {
		ask_rows(l, SOURCE_ROWS);
		return;
	}
	l->batch = 0;
	if (++l->round < l->rounds && suspects_is_open(d)) {
		l->phase = PAUSING;
		l->again_at = loop_now() + PAUSE_MS * l->round;
		return;
	}
	suspects_report(d, &l->watch);
	l->at++;
	begin_table(l);
}

/* A table that cannot be asked for (it was dropped, its key has an odd type) is reported, and the others go on. */
static void give_up_table(struct verify_live *l)
{
	struct suspects *d = current(l);

	if (l->lost) {
		fail(l);
		return;
	}
	json_put_bool(d->row, "compared", false);
	json_put_str(d->row, "why", l->why);
	l->watch.table(l->watch.self, d->row);
	l->at++;
	begin_table(l);
}

/* Goes on to the target's rows when the slot shows that they were applied, or when the wait is over. */
static void wait_applied(struct verify_live *l)
{
	int64_t blind = l->patience_ms < BLIND_MS ? l->patience_ms : BLIND_MS;
	bool late = loop_now() - l->since > (l->slot ? l->patience_ms : blind);

	if (l->slot && l->no_slot) {
		mem_set(&l->why, _("the source has no replication slot of that name"));
		fail(l);
	} else if (l->slot ? l->applied : late) {
		l->applied = true;
		ask_rows(l, TARGET_ROWS);
	} else if (late) {
		/* A difference proves nothing now: the change may still be on its way to the target. */
		l->applied = false;
		ask_rows(l, TARGET_ROWS);
	} else {
		l->again_at = loop_now() + PAUSE_MS;
		l->applied = false;
	}
}

/* One step when the last answer is there. A question for rows that failed fails its table, any other one the
 * comparison. */
static void step(struct verify_live *l)
{
	if (l->phase > OPENING_AGAIN && l->phase != PAUSING && !l->ok && !(l->phase == APPLYING && l->again_at)) {
		if (l->phase == SOURCE_ROWS || l->phase == TARGET_ROWS || l->phase == SOURCE_AGAIN)
			give_up_table(l);
		else
			fail(l);
		return;
	}
	switch (l->phase) {
	case COMPARING:
	case LIVE_OVER:
		break;
	case OPENING_AGAIN:
		l->phase = LISTING_AGAIN;
		if (l->tables)
			ask(l, BLUE, verify_catalog_sql, took_catalog);
		else
			over(l);
		break;
	case LISTING_AGAIN:
		if (l->listed < SIDES)
			ask(l, GREEN, verify_catalog_sql, took_catalog);
		else
			begin_table(l);
		break;
	case SOURCE_ROWS:
		l->since = loop_now();
		l->again_at = 0;
		if (l->slot) {
			ask_applied(l);
		} else {
			l->phase = APPLYING;
			l->again_at = loop_now() + PAUSE_MS;
		}
		break;
	case APPLYING:
		if (l->again_at && l->slot) {
			l->again_at = 0;
			ask_applied(l);
		} else {
			wait_applied(l);
		}
		break;
	case TARGET_ROWS:
		ask_rows(l, SOURCE_AGAIN);
		break;
	case SOURCE_AGAIN:
		suspects_judge(current(l), l->batch, batch_end(l), l->applied ? TARGET_HAS_APPLIED : TARGET_MAY_BE_LATE);
		next_batch(l);
		break;
	case PAUSING:
		ask_rows(l, SOURCE_ROWS);
		break;
	}
}

/* ---- Life ---- */

/* The comparison is stopped first: its callbacks point into this struct. */
static void live_free(struct verify_live *l)
{
	verify_stop(l->verify);
	for (int side = 0; side < SIDES; side++) {
		pg_close(l->pg[side]);
		verify_catalog_release(&l->catalog[side]);
	}
	for (size_t i = 0; i < l->tables; i++)
		suspects_release(&l->suspects[i]);
	verify_plan_release(&l->plan);
	free(l->suspects);
	free(l->slot);
	free(l->why);
	free(l->lsn);
	free(l);
}

/* True while a pause between two questions lasts. */
static bool pauses(const struct verify_live *l)
{
	return (l->phase == PAUSING || (l->phase == APPLYING && l->again_at)) && loop_now() < l->again_at;
}

/* While an answer is due the session wakes the loop; else a turn is wanted now or after the pause. */
static void ask_loop(void *self, struct loop_ask *want)
{
	struct verify_live *l = self;

	if (l->phase == COMPARING || l->waiting)
		return;
	loop_want_by(want, pauses(l) ? l->again_at : loop_now());
}

/* As in verify.c: the watcher may stop the comparison from within a call; then this turn is the last. */
static void turn(void *self, const struct loop_ready *ready, int64_t now)
{
	struct verify_live *l = self;

	if (l->phase == COMPARING || l->waiting || pauses(l))
		return;
	l->in_turn = true;
	step(l);
	l->in_turn = false;
	if (l->phase != LIVE_OVER && !l->stopped)
		return;
	loop_remove(l->loop, &l->waiter);
	if (!l->stopped)
		l->watch.done(l->watch.self, l->error.kind == ERR_NONE ? NULL : &l->error);
	live_free(l);
}

static void gone(void *self)
{
	live_free(self);
}

/* Values are never asked for, since rows that only lag behind would show personal data for nothing. */
struct verify_live *verify_live_start(struct loop *loop, const struct verify_live_spec *given, const struct verify_watch *watch,
                                      struct err *err)
{
	struct verify_live *l = mem_zalloc(1, sizeof *l);
	const struct verify_watch own = { .table = on_table, .progress = on_progress, .row = on_row, .done = on_done, .self = l };
	const struct pg_spec *sides[SIDES] = { given->spec.source, given->spec.target };
	struct verify_spec spec = given->spec;

	spec.mode = VERIFY_LIVE;
	spec.flags |= VERIFY_NAME_ROWS;
	spec.flags &= ~(unsigned)VERIFY_VALUES;
	l->loop = loop;
	l->watch = *watch;
	l->slot = given->slot ? mem_dup(given->slot) : NULL;
	l->patience_ms = given->patience_ms ? given->patience_ms : PATIENCE_MS;
	l->rounds = given->rounds ? given->rounds : ROUNDS;
	l->secret = 0x9e3779b97f4a7c15u ^ (uint64_t)loop_wall();
	l->verify = verify_start(loop, &spec, &own, err);
	if (!l->verify) {
		live_free(l);
		return NULL;
	}
	for (int side = 0; side < SIDES; side++) {
		struct pg_spec pg = *sides[side];

		pg.read_only = true;
		l->pg[side] = pg_open(loop, &pg);
	}
	l->waiter = (struct waiter){ .ask = ask_loop, .turn = turn, .self = l, .gone = gone };
	loop_add(loop, &l->waiter);
	return l;
}

/* Within the waiter's own turn only the request is noted, since the turn still uses the struct. */
void verify_live_stop(struct verify_live *l)
{
	if (!l)
		return;
	l->stopped = true;
	if (l->in_turn)
		return;
	loop_remove(l->loop, &l->waiter);
	live_free(l);
}
