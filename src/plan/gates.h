/* The tables of gates, by part of the run, and what their judges share. */
#ifndef TEAL_PLAN_GATES_H
#define TEAL_PLAN_GATES_H

#include <stddef.h>

#include "plan/gate.h"
#include "plan/model.h"

struct gate_table {
	const struct gate *row;
	size_t count;
};

extern const struct gate_table gates_blue, gates_prepare, gates_green, gates_tables, gates_sync, gates_way, gates_traffic, gates_fence,
	gates_compared, gates_upgrade, gates_backup, gates_after, gates_source, gates_fit;

/* Lists of facts for a gate's row. Compound literals at file scope live as long as the program. */
#define FACTS_OF(...) ((const enum fact_id[]){ __VA_ARGS__, FACT_END })

/* Ages: what juju says is polled slowly, what the databases say quickly. */
#define AGE_JUJU 20000
#define AGE_SQL 6000
#define AGE_SLOW 120000
#define AGE_DAY 86400000

/* In a judge all facts of its gate are known; elsewhere 0 and "" stand for what is not. */
static inline int64_t fact_num(const struct model *m, enum fact_id id)
{
	return m->fact[id].num;
}

static inline const char *fact_text(const struct model *m, enum fact_id id)
{
	return m->fact[id].text ? m->fact[id].text : "";
}

/* The same of one side, by the fact's name for blue. */
static inline int64_t side_num(const struct model *m, enum side side, enum fact_id blue_fact)
{
	return fact_num(m, FACT_SIDE(blue_fact, side));
}

static inline const char *side_text(const struct model *m, enum side side, enum fact_id blue_fact)
{
	return fact_text(m, FACT_SIDE(blue_fact, side));
}

#endif
