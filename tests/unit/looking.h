/* For tests with a real server: a probe as the run asks it, and an act as the run performs it. */
#ifndef TEAL_TESTS_LOOKING_H
#define TEAL_TESTS_LOOKING_H

#include "base/err.h"
#include "codec/json.h"
#include "plan/event.h"
#include "plan/model.h"
#include "plan/step.h"
#include "probe/probe.h"
#include "tests/unit/asking.h"

struct looking {
	const struct probe *probe;
	struct model *m;
	int64_t at;
	bool done, ok;
};

/* Takes the data. */
static inline void looking_fold(struct model *m, enum event_type type, int64_t at, struct json *data)
{
	struct event e = { .type = type, .at = at, .actor = "teal", .data = data };

	model_apply(m, &e);
	json_free(data);
}

static inline void looking_read(void *self, const struct reply *r)
{
	struct looking *l = self;
	struct json *facts = json_array(), *tables = json_array(), *told = json_object(), *listed = json_object();
	struct answer a = { .started = true, .reply = r };
	struct err err = { 0 };

	l->done = true;
	l->ok = l->probe->read(l->m, side_of_row(l->m, l->probe->side), &a, l->at, facts, tables, &err);
	if (!l->ok)
		printf("# %s: %s: %s\n", probe_name(l->probe->id), err.what, err.why);
	json_put_str(told, "probe", probe_name(l->probe->id));
	json_put(told, "facts", facts);
	json_put_bool(listed, "whole", l->probe->id == PROBE_TABLES_SOURCE);
	json_put(listed, "tables", tables);
	looking_fold(l->m, EV_FACTS, l->at, told);
	looking_fold(l->m, EV_TABLES, l->at, listed);
}

/* One look, folded into the model as one that began at `at`. */
static inline bool look_at(struct loop *loop, struct pg *pg, struct model *m, enum probe_id id, int64_t at)
{
	struct looking l = { .probe = probe_find(id), .m = m, .at = at };
	struct commands c = { 0 };
	struct err err = { 0 };
	bool built = l.probe->build(m, side_of_row(m, l.probe->side), &c, &err) && c.count == 1;

	if (built)
		pg_ask(pg, c.item[0].sql, ASKING_MS, looking_read, &l);
	else
		printf("# %s: %s: %s\n", probe_name(id), err.what, err.why);
	commands_release(&c);
	return built && wait_for(loop, &l.done) && l.ok;
}

/* The SQL of an act's only command, owned; NULL when it is not put together, *err says why. */
static inline char *act_sql(const struct model *m, const char *act, struct err *err)
{
	struct commands c = { 0 };
	char *sql = act_build(m, act_find(act), &c, err) && c.count == 1 ? mem_dup(c.item[0].sql) : NULL;

	commands_release(&c);
	return sql;
}

/* All commands of the act, one after the other. */
static inline bool perform(struct loop *loop, struct pg *pg, const struct model *m, const char *act)
{
	struct commands c = { 0 };
	struct err err = { 0 };
	bool ok = act_build(m, act_find(act), &c, &err) && c.count > 0;

	if (!ok)
		printf("# %s: %s: %s\n", act, err.what, err.why);
	for (size_t i = 0; ok && i < c.count; i++)
		ok = must(loop, pg, c.item[i].sql);
	commands_release(&c);
	return ok;
}

#endif
