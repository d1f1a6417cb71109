/* Which unit is asked for a backup, and what makes a checkpoint count. */
#include "config.h"

#include "plan/backup.h"

#include "base/clock.h"
#include "base/intl.h"
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

/* Two clocks of one house may differ by this. */
#define SKEW_MS 60000

/* The id of a backup is the time at which it was begun (facts/charms.md 2.3), so that "newer" covers all that was
 * written before. The charm's clock and ours are compared as they are. */
void backup_judge(const struct model *m, enum side side, int64_t newer_than, int64_t now, struct verdict *v)
{
	const struct fact *f = &m->fact[FACT_SIDE(FACT_BLUE_BACKUP, side)];
	char age[CLOCK_TEXT];

	if (f->num <= 0) {
		verdict_set(v, VERDICT_FAIL, _("no finished backup is listed"));
		return;
	}
	clock_span(f->num > now ? f->num - now : now - f->num, age);
	/* Newer than now: by a clock that goes before ours nothing is proven newer than anything. */
	if (f->num > now + SKEW_MS)
		verdict_set(v, VERDICT_WARN, _("%s finished; the unit's clock is %s ahead of ours, see that it covers what it must"),
		            f->text, age);
	else if (f->num < newer_than)
		verdict_set(v, VERDICT_FAIL, _("the newest is older than what it must cover: %s, %s ago"), f->text, age);
	else
		verdict_set(v, VERDICT_PASS, _("%s finished, %s old"), f->text, age);
}
