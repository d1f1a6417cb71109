/* A comparison, and then rounds of asking again for what differed. Two sessions of its own, each question in a transaction of its own:
 * what is wanted now is what is there now. */
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
	ASK_MS = 60 * 1000,
	PAUSE_MS = 200, /* between two looks at what the target has applied */
	BLIND_MS = 3000, /* how long is waited where no slot tells */
	BATCH = 500, /* rows in one question */
};

enum live_phase { COMPARING, OPENING_AGAIN, LISTING_AGAIN, SOURCE_ROWS, APPLYING, TARGET_ROWS, SOURCE_AGAIN, PAUSING, LIVE_OVER };

struct verify_live {
	struct loop *loop;
	struct waiter waiter;
	struct verify_watch watch;
	struct verify *verify;
	char *slot;
	int64_t patience_ms;
	int rounds, round;
	struct suspects *suspects;
	size_t tables, at; /* at: the table that is asked about */
	size_t batch; /* first suspect of the batch */
	enum live_phase phase;
	struct pg *pg[SIDES];
	struct verify_catalog catalog[SIDES];
	struct verify_plan plan;
	uint64_t secret;
	bool waiting, ok, lost, in_turn, stopped;
	char *why, *lsn;
	bool applied, no_slot;
	int listed; /* catalogues that have come */
	int64_t since, again_at; /* monotonic */
	struct err error;
};

/* ---- What verify says ---- */

static struct suspects *suspects_of(struct verify_live *l, const char *name)
{
	for (size_t i = l->tables; i > 0; i--)
		if (strcmp(l->suspects[i - 1].name, name) == 0)
			return &l->suspects[i - 1];
	l->suspects = mem_grow(l->suspects, l->tables, l->tables + 1, sizeof *l->suspects);
	l->suspects[l->tables] = (struct suspects){ .name = mem_dup(name) };
	return &l->suspects[l->tables++];
}

static void on_row(void *self, const struct json *row)
{
	struct verify_live *l = self;

	suspects_add(suspects_of(l, json_str(row, "table", "")), row);
}

/* Equal is equal, although the moments were not the same; what could not be compared stays so. */
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

static size_t batch_end(struct verify_live *l)
{
	size_t end = l->batch + BATCH;

	return end < current(l)->suspects ? end : current(l)->suspects;
}

/* Each answer has the number of the suspect. */
static void take_sights(struct verify_live *l, const struct rows *rows)
{
	struct suspects *d = current(l);

	for (size_t i = 0; i < rows->count; i++) {
		int64_t at = rows_int(rows, i, "i", -1);
		struct suspect *s = at >= 0 && (size_t)at < d->suspects ? &d->suspect[at] : NULL;
		struct sight *sight;

		if (!s)
			continue;
		sight = l->phase == SOURCE_ROWS ? &s->source : l->phase == TARGET_ROWS ? &s->target : &s->again;
		*sight = (struct sight){ true, rows_int(rows, i, "h", 0) };
	}
}

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
			take_sights(l, rows);
		else if (strcmp(rows->name[0], "lsn") == 0)
			mem_set(&l->lsn, rows_cell(rows, 0, "lsn"));
		else if (strcmp(rows->name[0], "applied") == 0) {
			l->applied = rows_bool(rows, 0, "applied");
			l->no_slot = rows_cell(rows, 0, "applied") == NULL;
		}
	}
}

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

/* Each row by its key, with its number among the suspects; the index of the key finds it. */
static char *rows_sql(struct verify_live *l, enum side side)
{
	struct suspects *d = current(l);
	struct str sql;

	str_init(&sql, STR_PAGE * 4);
	/* What failed before may have left its transaction behind. */
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

static void ask_rows(struct verify_live *l, enum live_phase phase)
{
	struct suspects *d = current(l);
	enum side side = phase == TARGET_ROWS ? GREEN : BLUE;
	char *sql = rows_sql(l, side);

	l->phase = phase;
	for (size_t i = l->batch; i < batch_end(l); i++)
		*(phase == SOURCE_ROWS   ? &d->suspect[i].source
		  : phase == TARGET_ROWS ? &d->suspect[i].target
		                         : &d->suspect[i].again) = (struct sight){ 0 };
	ask(l, side, sql, answered);
	free(sql);
}

/* On the source, whose slot is moved by the target's own word that it has written that far. */
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

/* ---- Judging ---- */

/* ---- Going on ---- */

static void over(struct verify_live *l)
{
	l->phase = LIVE_OVER;
}

/* The comparison as a whole: a table that cannot be asked any more is not a matter of its rows. */
static void fail(struct verify_live *l)
{
	err_set(&l->error, ERR_WORLD, _("What differed cannot be asked for again"), l->why,
	        _("See that the databases answer, then compare again."));
	over(l);
}

/* By the name in its one form. */
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
			suspects_tell(d, &l->watch);
		if (l->stopped)
			return;
	}
	over(l);
}

/* The next batch, the next round, or the next table. */
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
	suspects_tell(d, &l->watch);
	l->at++;
	begin_table(l);
}

/* One table that cannot be asked for (it is gone, its key is of an odd type) is not the others' matter. */
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
		/* What it has not applied by now proves nothing: the row may still come. */
		l->applied = false;
		ask_rows(l, TARGET_ROWS);
	} else {
		l->again_at = loop_now() + PAUSE_MS;
		l->applied = false;
	}
}

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
		suspects_judge(current(l), l->batch, batch_end(l), l->applied ? DOUBT_APPLIED : DOUBT_MAYBE_LATER);
		next_batch(l);
		break;
	case PAUSING:
		ask_rows(l, SOURCE_ROWS);
		break;
	}
}

/* ---- Life ---- */

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

static bool pauses(const struct verify_live *l)
{
	return (l->phase == PAUSING || (l->phase == APPLYING && l->again_at)) && loop_now() < l->again_at;
}

static void ask_loop(void *self, struct loop_ask *want)
{
	struct verify_live *l = self;

	if (l->phase == COMPARING || l->waiting)
		return;
	loop_want_by(want, pauses(l) ? l->again_at : loop_now());
}

/* As in verify.c: the watcher may stop it while it is being told. */
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
