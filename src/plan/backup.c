/* Which unit is asked for a backup. What makes a checkpoint count is judged beside the gates (backup_judge in
 * gates_prepare.c). */
#include "config.h"

#include "plan/backup.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/gates.h"
#include "plan/product.h"

/* True when the side's PostgreSQL app has a relation on endpoint, whoever is at the other end. */
static bool pg_related(const struct model *m, enum side side, const char *endpoint)
{
	const char *text = fact_text(m, FACT_SIDE(FACT_BLUE_PG_RELATIONS, side));
	struct json *relations = json_parse(text, strlen(text), NULL);
	bool found = relations_have(relations, endpoint, NULL);

	json_free(relations);
	return found;
}

/* Without it the action refuses at once (facts/charms.md 2.2). */
bool backup_has_store(const struct model *m, enum side side)
{
	return pg_related(m, side, "s3-parameters");
}

/* With TLS, charm 14 refuses a backup on the primary of several units; without TLS it refuses one on a replica
 * (facts/charms.md 2.2). */
bool backup_tls(const struct model *m, enum side side)
{
	return pg_related(m, side, "certificates");
}

const char *backup_primary_note(enum side side)
{
	static const char *const notes[SIDES] = { [BLUE] = "blue.pg.primary", [GREEN] = "green.pg.primary" };

	return notes[side];
}

/* Names are compared whole: postgresql/1 is not postgresql/10. A replica that is wanted and not there yields NULL
 * rather than the primary, which the charm would refuse. */
char *backup_unit(const struct model *m, enum side side)
{
	const char *primary = model_note(m, backup_primary_note(side));
	const char *units = fact_text(m, FACT_SIDE(FACT_BLUE_PG_UNITS, side));
	bool replica = backup_tls(m, side) && fact_num(m, FACT_SIDE(FACT_BLUE_PG_UNITS, side)) > 1;

	/* an unknown relation is not a missing one */
	if (!primary || !m->fact[FACT_SIDE(FACT_BLUE_PG_RELATIONS, side)].known)
		return NULL;
	while (replica && *units) {
		size_t n = strcspn(units, " ");

		if (n && !(strlen(primary) == n && strncmp(primary, units, n) == 0))
			return mem_dupn(units, n);
		units += units[n] ? n + 1 : n;
	}
	return replica ? NULL : mem_dup(primary);
}
