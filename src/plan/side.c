/* What a row's side is in a run. */
#include "config.h"

#include "plan/side.h"

#include "base/intl.h"
#include "plan/model.h"
#include "plan/step.h"

/* Without a strategy nothing is worked on, and the recommended one's subject is as good as any. */
enum side side_of_row(const struct model *m, enum row_side side)
{
	if (side == OF_SUBJECT)
		return m->strategy ? m->strategy->subject : GREEN;
	return side == OF_GREEN ? GREEN : BLUE;
}

const char *side_name(enum side side)
{
	return side == BLUE ? _("blue") : _("green");
}
