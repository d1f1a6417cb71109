/* Errands that compare: sessions of their own for both sides, so that probes go on while tables are read; what a comparison finds is
 * recorded table by table. */
#include "config.h"

#include <string.h>

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/compared.h"
#include "plan/event.h"
#include "plan/migrations.h"
#include "plan/step.h"
#include "plan/sync.h"
#include "port/loop.h"
#include "port/pg.h"
#include "run/own.h"
#include "verify/live.h"
#include "verify/verify.h"

/* One event a table, as it comes: a comparison that is broken off keeps what it has found. */
static void on_table(void *self, const struct json *row)
{
	struct errand *errand = self;
	struct event e = { .type = EV_VERIFIED, .at = loop_wall(), .actor = "teal", .data = json_dup(row) };
	const char *why = json_str(row, "why", NULL);

	run_push_event(errand->run, &e);
	if (why)
		run_logf(errand->run, "%s: %s", json_str(row, "table", ""), why);
	run_flush(errand->run);
}

/* Volatile: for the screen. */
static void on_progress(void *self, const struct verify_progress *p)
{
	struct errand *errand = self;
	struct event e = { .type = EV_VERIFYING, .at = loop_wall(), .actor = "teal", .data = json_object() };

	json_put_str(e.data, "mode", verify_mode_name(errand->command->verify));
	json_put_str(e.data, "table", p->table);
	json_put_int(e.data, "pages", p->pages);
	json_put_int(e.data, "pages_all", p->pages_all);
	json_put_int(e.data, "rows", p->rows);
	run_fold(errand->run, &e);
}

/* That all tables were compared is the command's success; whether they are equal is the gate's question. */
static void on_done(void *self, const struct err *error)
{
	struct errand *errand = self;
	const struct reply compared = { .ok = true };
	struct answer a = { .started = true, .reply = &compared };

	errand_end(errand, error ? NULL : &a, error);
}

/* The subscription's slot tells what green has applied. */
static struct verify_live *start_live(struct errand *errand, const struct verify_spec *how, const struct verify_watch *watch,
                                      struct err *err)
{
	struct sync_name slot = sync_name(&errand->run->model);

	return verify_live_start(errand->run->loop, &(struct verify_live_spec){ .spec = *how, .slot = slot.text }, watch, err);
}

/* Tables that the live comparison proved equal, when the operator wants only changes to be read. */
static struct verify_since *since_of(const struct model *m, enum verify_mode mode, size_t *n)
{
	const char *wanted = model_answer(m, "verify.read");
	struct verify_since *list = mem_zalloc(m->tables + 1, sizeof *list);

	*n = 0;
	/* After an undo green may be another one: then the step is to be done again. */
	for (size_t i = 0;
	     mode == VERIFY_COPY && compared_done(m, VERIFY_LIVE) && wanted && strcmp(wanted, "changed") == 0 && i < m->tables; i++) {
		const struct table_check *c = &m->table[i].check[VERIFY_LIVE];

		if (c->done && c->equal && c->at >= compared_since(m, VERIFY_LIVE) && c->horizon[BLUE] && c->horizon[GREEN])
			list[(*n)++] = (struct verify_since){ m->table[i].name, c->horizon[BLUE], c->horizon[GREEN] };
	}
	return list;
}

/* What was proven already, and the tables that the operator has left out. */
static char *passed_over(const struct model *m, enum verify_mode mode)
{
	char *proven = compared_skip(m, mode);
	struct str out;

	str_init(&out, STR_PAGE);
	str_add(&out, proven ? proven : "");
	for (size_t i = 0; i < m->tables; i++)
		if (!m->table[i].root && !sync_takes(&m->table[i]))
			str_addf(&out, "%s%s", out.len ? " " : "", m->table[i].name);
	free(proven);
	return str_take(&out);
}

/* Which differences migrations explain is settled now, from what the target has recorded. A comparison that was broken off goes on where it
 * was. */
enum session_state errand_start_verify(struct errand *errand, struct err *err)
{
	const struct verify_watch watch = { .table = on_table, .progress = on_progress, .done = on_done, .self = errand };
	struct run *run = errand->run;
	enum verify_mode mode = errand->command->verify;
	struct pg_spec spec[SIDES];
	struct verify_spec how = {
		.source = &spec[BLUE],
		.target = &spec[GREEN],
		.mode = mode,
		.product = run->model.settings.product,
		.jobs = 1,
		.flags = VERIFY_NAME_ROWS,
	};
	char *applied, *skip;
	struct verify_since *since;

	for (int side = 0; side < SIDES; side++) {
		enum session_state state = session_spec(run, (enum side)side, &spec[side], err);

		if (state != SESSION_READY)
			return state;
	}
	how.applied = applied = mode == VERIFY_MIGRATED ? migrations_applied(&run->model, GREEN) : NULL;
	how.skip = skip = passed_over(&run->model, mode);
	how.since = since = since_of(&run->model, mode, &how.sinces);
	if (mode == VERIFY_LIVE)
		errand->live = start_live(errand, &how, &watch, err);
	else
		errand->verify = verify_start(run->loop, &how, &watch, err);
	free(since);
	free(skip);
	free(applied);
	return errand->verify || errand->live ? SESSION_READY : SESSION_NEVER;
}
