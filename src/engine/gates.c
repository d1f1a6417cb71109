/* Which gates matter now, and what the probes shall do for them. */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "engine/turn.h"
#include "plan/undo.h"
#include "plan/walk.h"
#include "probe/probe.h"

/* A gate that several lists name is shown once, where it stood first. An unknown id and a full list add nothing. */
static size_t add(struct engine_gate *out, size_t n, size_t max, const char *id, bool closing)
{
	const struct gate *g = id ? gate_find(id) : NULL;

	for (size_t i = 0; i < n; i++)
		if (out[i].gate == g)
			return n;
	if (g && n < max)
		out[n++] = (struct engine_gate){ g, closing };
	return n;
}

void turn_needs(const struct model *m, int step, const char *need[STEP_LIST])
{
	const struct step *row = step_of(m, step);
	size_t n = 0;

	memset(need, 0, STEP_LIST * sizeof *need);
	for (size_t i = 0; i < STEP_LIST && row->need[i]; i++) {
		const struct gate *g = gate_find(row->need[i]);

		if (!(g && g->renew && (g->flags & GATE_WAIVABLE) && m->step[step].touched))
			need[n++] = row->need[i];
	}
}

/* A step without acts has nothing to do but to be seen: its done gates open it too. */
size_t engine_gates(const struct model *m, int step, struct engine_gate *out, size_t max)
{
	const struct step *row = step_of(m, step);
	bool running = row && (m->step[step].status == STEP_RUNNING || m->step[step].status == STEP_COMPLETE || m->undoing);
	const char *need[STEP_LIST];
	const struct act *act;
	size_t n = 0;

	if (!row)
		return 0;
	turn_needs(m, step, need);
	act = running ? walk_act(m, step) : NULL;
	if (act)
		n = add(out, n, max, act->done, true);
	for (size_t i = 0; i < STEP_LIST && !running && need[i]; i++)
		n = add(out, n, max, need[i], false);
	for (size_t i = 0; i < STEP_LIST && (running || !row->act[0]) && row->done[i] && !m->undoing; i++)
		n = add(out, n, max, row->done[i], true);
	return n;
}

/* A closing gate of a step with acts wants facts from after the act; all others take any that are young enough. */
void engine_ask(const struct model *m, int step, const struct engine_gate *g, int64_t now, struct verdict *v)
{
	const struct step *row = step_of(m, step);
	/* a step without acts has changed nothing that a fact would have to be newer than */
	bool running = m->step[step].status == STEP_RUNNING && row && row->act[0];

	gate_ask(g->gate, m, now, g->closing && running ? m->step[step].phase_since : 0, v);
	/* What an act that is still to come will bring about has not failed: there is nothing for the operator to do. */
	if (running && g->closing && v->kind == VERDICT_FAIL && walk_act(m, step))
		v->kind = VERDICT_WAIT;
}

/* Several gates may want one probe: the fastest pace wins. */
static void want(struct turn *t, enum probe_id id, bool fast)
{
	const struct probe *p = probe_find(id);
	int64_t ms = p ? (fast ? p->fast_ms : p->slow_ms) : 0;

	if (p && (!t->out->pace[id] || ms < t->out->pace[id]))
		t->out->pace[id] = ms;
}

/* A gate without facts needs no probe. */
static void want_gate(struct turn *t, const struct gate *g, bool fast)
{
	enum fact_id id;

	for (size_t i = 0; (id = gate_fact(g, t->m, i)) != FACT_END; i++)
		want(t, fact_rows[id].probe, fast);
}

/* While the replication stands and users still write: the heartbeat (its sight on the target is the lag in time), and what it is judged
 * by. */
static void want_heartbeat(struct turn *t)
{
	if (t->m->undoing || !walk_done(t->m, STEP_SYNCS) || walk_done(t->m, STEP_STARTS_WRITE_STOP))
		return;
	want(t, PROBE_HEARTBEAT, false);
	want(t, PROBE_SOURCE, false);
	want(t, PROBE_TARGET, false);
}

/* What the screen of the current step shows, and nothing else: every probe run costs the servers something. What is waited
 * for is hurried: the gate of the act under way, or the closing gates behind the last act. What the undo reports of
 * blue at its end is asked all the while. */
void turn_pace(struct turn *t)
{
	int i = walk_step(t->m);
	const struct step *row = step_of(t->m, i);
	bool running = row && (t->m->step[i].status == STEP_RUNNING || t->m->undoing);
	const struct act *act = running ? walk_act(t->m, i) : NULL;
	struct engine_gate gates[2 * STEP_LIST + 1];
	size_t n = row ? engine_gates(t->m, i, gates, 2 * STEP_LIST + 1) : 0;

	for (size_t g = 0; g < n; g++)
		want_gate(t, gates[g].gate, running && (!act || gates[g].gate == gate_find(act->done)));
	for (size_t g = 0; running && !t->m->undoing && g < mem_count(row->guard) && row->guard[g]; g++)
		want_gate(t, gate_find(row->guard[g]), false);
	for (size_t w = 0; row && w < 5 && row->watch[w] != PROBE_NONE; w++)
		want(t, row->watch[w], running);
	/* Many acts name every table: after a resume they must be known again. */
	if (running && (row->flags & STEP_WRITES))
		want(t, PROBE_TABLES_SOURCE, false);
	for (const enum fact_id *f = undo_blue_facts; t->m->undoing && *f != FACT_END; f++)
		want(t, fact_rows[*f].probe, !row);
	want_heartbeat(t);
}
