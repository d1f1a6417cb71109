/* The one reading of the model on which the full screen, the plain front end and the autopilot agree. Pure: it asks the
 * gates through the hook, and keeps and changes nothing. */
#include "config.h"

#include "ui/view/status.h"

#include "base/mem.h"
#include "plan/model.h"
#include "plan/renewal.h"
#include "plan/step.h"
#include "plan/upgrade.h"
#include "plan/walk.h"

const char *status_act_title(const struct model *m, int step)
{
	const struct act *act = walk_act(m, step);

	return act ? act_title(m, act) : NULL;
}

/* Only the newest record counts, and only when it is of this act: an older one belongs to a try before. */
char *const *status_act_commands(const struct model *m, int step, size_t *n)
{
	const struct step_state *s = &m->step[step];
	const struct act *act = walk_act(m, step);
	const struct act_record *r = s->records ? &s->record[s->records - 1] : NULL;

	*n = 0;
	if (!act || !r || strcmp(r->act, act->id) != 0 || r->undo != m->undoing)
		return NULL;
	*n = r->commands;
	return r->command;
}

/* The engine compares with the name of blue's application, for going and for undo alike. */
const char *status_name(const struct model *m)
{
	return m->settings.side[BLUE].app ? m->settings.side[BLUE].app : "";
}

/* Only what this run's product is asked (step_field). */
static void find_field(struct run_status *at, const struct model *m)
{
	const struct field_row *f;

	for (size_t i = 0; (f = step_field(m, at->row, i)); i++)
		if (!at->field && !model_answer(m, f->key))
			at->field = f;
}

/* What fails comes before what time heals, and that before what was not seen yet. */
const struct app_gate *status_holds(const struct app_gate *gate, size_t n)
{
	static const int weight[] = {
		[VERDICT_UNKNOWN] = 1, [VERDICT_FAIL] = 3, [VERDICT_WAIT] = 2, [VERDICT_WARN] = 0, [VERDICT_PASS] = 0
	};
	const struct app_gate *holds = NULL;

	for (size_t i = 0; i < n; i++)
		if (!verdict_opens(&gate[i].verdict) && (!holds || weight[gate[i].verdict.kind] > weight[holds->verdict.kind]))
			holds = &gate[i];
	return holds;
}

bool status_reads(const struct run_status *at)
{
	return at->row && (at->row->flags & STEP_READS_RELEASES);
}

/* Two walks in one: the first behind the key counts, else the first of all. */
bool status_unread(const struct run_status *at, const struct model *m, const char *behind, struct assess_entry *out)
{
	struct assessment a;
	struct assess_entry r;
	bool found = false, passed = false, done = false;

	if (!status_reads(at) || !upgrade_assess(m, &a))
		return false;
	for (size_t i = 0; !done && assess_entry_at(&a, i, &r); i++) {
		if (r.required && (!found || passed) && !upgrade_was_read(m, &r)) {
			*out = r;
			found = true;
			done = passed || !*behind;
		}
		passed |= strcmp(r.key, behind) == 0;
	}
	assessment_release(&a);
	if (found)
		out->hazard = NULL, out->release = NULL;
	return found;
}

/* Asked at every frame: verdicts age by themselves. */
static void find_gate(struct run_status *at, const struct model *m, const struct app_hooks *hooks, int64_t now)
{
	at->gates = hooks && hooks->gates ? hooks->gates(hooks->self, m, at->step, now, at->gate, mem_count(at->gate)) : 0;
	at->holds = status_holds(at->gate, at->gates);
}

/* A step that lasts as long as it takes waits for people too: what it asks may be answered while it runs. */
static bool answers_first(const struct step *row)
{
	return !row->act[0] || row->settle_ms > 0;
}

/* One gate that a key cannot bring back, and the key would lead nowhere. */
static void find_old(struct run_status *at, const struct model *m)
{
	int step;

	if (m->observe || m->undoing || at->state->status == STEP_RUNNING)
		return;
	for (size_t i = 0; i < at->gates; i++) {
		const struct app_gate *g = &at->gate[i];
		const struct renewal *r = renewal_of(m, g->gate, &step);

		if (verdict_opens(&g->verdict))
			continue;
		if (g->verdict.kind != VERDICT_FAIL || !r) {
			at->old = NULL;
			at->renewal = NULL;
			return;
		}
		at->renewal = at->old ? at->renewal : r;
		at->old = at->old ? at->old : g;
	}
}

/* While the run is undone the words of a failure are those of the undo: the step's own were cleared when it began. */
static enum run_status_kind kind_of(const struct run_status *at, const struct model *m)
{
	if (m->undoing)
		return at->state->what ? STATUS_UNDO_BROKEN : STATUS_UNDOING;
	if (at->state->status == STEP_RUNNING)
		return STATUS_RUNNING;
	if (at->state->status == STEP_BROKEN)
		return STATUS_BROKEN;
	if (at->field && answers_first(at->row))
		return STATUS_ANSWERS;
	return at->holds ? STATUS_GATES : STATUS_READY;
}

/* The order of the questions is the order of what matters: undo before the step, the end before both. */
void run_status_read(struct run_status *at, const struct model *m, const struct app_hooks *hooks, int64_t now)
{
	*at = (struct run_status){ .kind = STATUS_NO_RUN };
	if (!m->run || !m->strategy)
		return;
	at->step = walk_step(m);
	/* All is undone, and the end of the run is not recorded yet. */
	if (at->step < 0)
		at->step = 0;
	at->row = step_of(m, at->step);
	if (m->end != RUN_OPEN || !at->row) {
		at->kind = STATUS_ENDED;
		return;
	}
	at->state = &m->step[at->step];
	find_field(at, m);
	find_gate(at, m, hooks, now);
	find_old(at, m);
	at->kind = kind_of(at, m);
}
