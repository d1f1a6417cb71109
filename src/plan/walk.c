/* The steps of a run, from its first to its last and back. */
#include "config.h"

#include "plan/walk.h"

#include "plan/model.h"
#include "plan/step.h"

/* Steps are walked in order, so that a failed or running one is always the current one. */
int walk_current(const struct model *m)
{
	int i = 0;

	while (step_of(m, i) && (m->step[i].status == STEP_COMPLETE || m->step[i].status == STEP_REVERTED))
		i++;
	return i;
}

int walk_undo_step(const struct model *m)
{
	int stays = -1;

	for (int i = m->strategy ? (int)m->strategy->steps - 1 : -1; i >= 0; i--) {
		if (!m->step[i].touched || m->step[i].status == STEP_REVERTED)
			continue;
		if (!m->undoing || !m->step[i].what)
			return i;
		stays = i;
	}
	return stays;
}

int walk_step(const struct model *m)
{
	return m->undoing ? walk_undo_step(m) : walk_current(m);
}

/* One counter serves both ways: the undo's begin sets it back to 0 (fold_steps.c). It stands behind the end when all acts ran. */
const struct act *walk_act(const struct model *m, int step)
{
	const struct step *row = step_of(m, step);
	const char *const *ids;

	if (!row || m->step[step].act >= STEP_LIST)
		return NULL;
	ids = m->undoing ? row->undo : row->act;
	return ids[m->step[step].act] ? act_find(ids[m->step[step].act]) : NULL;
}

int walk_find(const struct model *m, unsigned flag)
{
	const struct step *row;

	for (int i = 0; (row = step_of(m, i)); i++)
		if (row->flags & flag)
			return i;
	return -1;
}

bool walk_done(const struct model *m, unsigned flag)
{
	int i = walk_find(m, flag);

	return i >= 0 && m->step[i].status == STEP_COMPLETE;
}

bool walk_begun(const struct model *m, unsigned flag)
{
	const struct step *row;

	for (int i = 0; (row = step_of(m, i)); i++)
		if ((row->flags & flag) && m->step[i].touched)
			return true;
	return false;
}

bool walk_switched(const struct model *m)
{
	return walk_begun(m, STEP_POINT_OF_NO_RETURN);
}
