/* Acts on the way: statistics for green. */
#include "config.h"

#include "plan/acts.h"

#include "base/intl.h"
#include "base/mem.h"

/* The whole database, catalogues included, and not blue's list of tables: a migration makes new ones. Somebody who owns nothing would get
 * warnings and a success; the gate looks at the statistics themselves. */
static bool build_analyse(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	commands_sql(out, side, SQL_LONG, mem_dup("ANALYZE"));
	return true;
}

const struct act acts_way[] = {
	{ .id = "analyse-green",
	  .title = N_("analyse green's tables"),
	  .side = OF_GREEN,
	  .build = build_analyse,
	  .done = "analysed",
	  .settle_ms = SETTLE_SQL },
};
const size_t acts_way_count = mem_count(acts_way);
