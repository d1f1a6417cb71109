/* Sets of migrations: what the databases recorded, what the catalogue expects, and how long the action may take. */
#include "config.h"

#include "plan/migrations.h"

#include "assess/recorded.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/catalog.h"
#include "plan/gates.h"
#include "plan/upgrade.h"

/* What discover noted, since a later look at the source could be of another day. Without a note the source as it is
 * seen now. */
static const char *before(const struct model *m)
{
	const char *note = model_note(m, "blue.migrations");

	return note ? note : fact_text(m, FACT_SRC_MIGRATIONS);
}

/* In the order of the side. Whole versions are compared, so that none is taken for another that begins like it. */
char *migrations_applied(const struct model *m, enum side side)
{
	struct recorded is;
	struct str out;

	str_init(&out, STR_PAGE);
	recorded_split(side_text(m, side, FACT_SRC_MIGRATIONS), &is);
	for (size_t i = 0; i < is.count; i++)
		if (!recorded_has(before(m), is.word[i]))
			str_addf(&out, "%s%s", out.len ? " " : "", is.word[i]);
	recorded_release(&is);
	return str_take(&out);
}

/* Without a catalogue, or for a target that it does not cover, nothing is known to be missing: expected_known tells
 * that apart from "none is missing". */
void migrations_read(const struct model *m, enum side side, struct migrations_state *s)
{
	struct catalog_set want = { 0 };
	struct catalog_diff diff;
	struct recorded is, added;
	char *applied = migrations_applied(m, side);

	*s = (struct migrations_state){ 0 };
	recorded_split(applied, &added);
	s->added = (int)added.count;
	recorded_split(side_text(m, side, FACT_SRC_MIGRATIONS), &is);
	if (m->catalog && catalog_until(m->catalog, m->settings.product, m->settings.target_version, &want, NULL)) {
		s->expected_known = true;
		catalog_compare(&want, is.word, is.count, &diff);
		s->missing = (int)diff.missing.count;
		catalog_diff_release(&diff);
	}
	catalog_set_release(&want);
	recorded_release(&is);
	recorded_release(&added);
	free(applied);
}

/* Where it is not known what the migrations do: 35 us a row over all tables, which was measured of the two tables that
 * are really backfilled (facts/ory.md section 4), on all of them. */
static int64_t longest_ms(const struct model *m)
{
	int64_t rows = 0;

	for (size_t i = 0; i < m->tables; i++)
		rows += m->table[i].rows > 0 ? m->table[i].rows : 0;
	return rows * 35 / 1000;
}

/* The assessment's, when it knows each migration and each table's size. */
int64_t migrations_ms(const struct model *m)
{
	struct assessment a;
	int64_t ms = longest_ms(m);

	if (upgrade_assess(m, &a) && a.estimate.known)
		ms = a.estimate.migrate_ms;
	assessment_release(&a);
	return ms;
}

/* Measured was an idle server with everything in memory; the charm kills the program at the end of this time. */
int64_t migrations_timeout_s(const struct model *m)
{
	int64_t s = migrations_ms(m) * 10 / 1000;

	return s < 600 ? 600 : s;
}
