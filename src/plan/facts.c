/* Names of facts and probes. What each means is the table in facts.h; the values live in the model. */
#include "config.h"

#include "plan/facts.h"

#include "base/mem.h"

/* Made from the one table, so that a fact cannot have an id without a name or a probe. */
const struct fact_row fact_rows[FACT_COUNT] = {
#define ROW(id, name, probe) [FACT_##id] = { name, probe },
	TEAL_FACTS(ROW)
#undef ROW
};

/* They stand in log lines ("source: the database did not answer"), which people search for. */
static const char *const probe_names[PROBE_COUNT] = {
	[PROBE_NONE] = "none",
	[PROBE_JUJU] = "juju",
	[PROBE_STATUS_BLUE] = "status-blue",
	[PROBE_STATUS_GREEN] = "status-green",
	[PROBE_CONFIG_BLUE] = "config-blue",
	[PROBE_CONFIG_GREEN] = "config-green",
	[PROBE_BACKUPS_BLUE] = "backups-blue",
	[PROBE_BACKUPS_GREEN] = "backups-green",
	[PROBE_SOURCE] = "source",
	[PROBE_TARGET] = "target",
	[PROBE_SCHEMA_SOURCE] = "schema-source",
	[PROBE_SCHEMA_TARGET] = "schema-target",
	[PROBE_ODD_SOURCE] = "odd-source",
	[PROBE_FIT_SOURCE] = "fit-source",
	[PROBE_FIT_TARGET] = "fit-target",
	[PROBE_STUMBLES] = "stumbles",
	[PROBE_TABLES_SOURCE] = "tables-source",
	[PROBE_COPY] = "copy",
	[PROBE_HEARTBEAT] = "heartbeat",
	[PROBE_TRAFFIC] = "traffic",
	[PROBE_INTEGRITY] = "integrity",
	[PROBE_HEALTH_BLUE] = "health-blue",
	[PROBE_HEALTH_GREEN] = "health-green",
	[PROBE_VERSION] = "version-green",
	[PROBE_TASK] = "task",
	[PROBE_ROLE_SOURCE] = "role-source",
	[PROBE_ROLE_TARGET] = "role-target",
	[PROBE_TRY_WAY] = "try-way",
	[PROBE_TRY_FENCE] = "try-fence",
	[PROBE_TRY_MARKER] = "try-marker",
	[PROBE_TRY_GREEN] = "try-green",
};

/* Linear: some hundred names, asked once for each fact of a look. */
enum fact_id fact_by_name(const char *name)
{
	for (int i = 0; i < FACT_COUNT; i++)
		if (strcmp(fact_rows[i].name, name) == 0)
			return (enum fact_id)i;
	return FACT_COUNT;
}

const char *probe_name(enum probe_id id)
{
	return id >= 0 && id < PROBE_COUNT ? probe_names[id] : "none";
}
