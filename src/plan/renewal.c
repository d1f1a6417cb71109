/* Which completed step brings a gate back. */
#include "config.h"

#include "plan/renewal.h"

#include <string.h>

#include "plan/gate.h"
#include "plan/model.h"
#include "plan/step.h"
#include "plan/walk.h"

/* Others may close with the gate, too; this one has the act that makes it hold. */
static bool makes(const struct step *row, const char *gate)
{
	for (size_t i = 0; i < STEP_LIST && row->act[i]; i++)
		if (strcmp(act_find(row->act[i])->done, gate) == 0)
			return true;
	return false;
}

/* What came in while the fence was down reaches green only as long as green follows blue. */
static bool too_late(const struct model *m, int step)
{
	return (step_of(m, step)->flags & STEP_STARTS_WRITE_STOP) && walk_begun(m, STEP_LEAVES_SYNC);
}

/* An answer may be the current step's own; of steps only what lies behind is done again: the current one is simply tried again. */
static bool brings_back(const struct model *m, int i, const struct gate *g)
{
	const struct step *row = step_of(m, i);

	if (g->renew->key)
		return row && step_asks(row, g->renew->key);
	return row && m->step[i].status == STEP_COMPLETE && makes(row, g->id) && !too_late(m, i);
}

const struct renewal *renewal_of(const struct model *m, const struct gate *g, int *step)
{
	int now = walk_current(m);

	for (int i = 0; g->renew && !m->undoing && i <= now; i++)
		if (brings_back(m, i, g)) {
			*step = i;
			return g->renew;
		}
	return NULL;
}
