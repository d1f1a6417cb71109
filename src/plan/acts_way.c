/* Acts on the way: statistics for green. */
#include "config.h"

#include "plan/acts.h"

#include "base/intl.h"
#include "base/mem.h"

/* The whole database, catalogues included, and not blue's list of tables: a migration makes new ones. Somebody who owns nothing would get
 * warnings and a success; the gate looks at the statistics themselves. */
static bool build_analyse(const struct model *m, struct commands *out, struct err *err)
{
	commands_sql(out, GREEN, SQL_LONG, mem_dup("ANALYZE"));
	return true;
}

/* Same columns as acts_juju. */
const struct act acts_way[] = {
	{ "analyse-green", N_("analyse green's tables"), build_analyse, NULL, NULL, "analysed", SETTLE_SQL, 0 },
};
const size_t acts_way_count = mem_count(acts_way);
