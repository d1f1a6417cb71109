/* Gates about the checkpoints: whether a backup can be made, and whether one covers its moment. */
#include "config.h"

#include "plan/gates.h"

#include "base/intl.h"
#include "base/mem.h"
#include "plan/backup.h"
#include "plan/renewal.h"

/* Only what can be seen without trying: the relation to a store. The action itself may refuse for more reasons
 * (facts/charms.md 2.2), which the act shows. */
static void judge_backup_possible(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	if (!backup_has_store(m, side))
		verdict_set(v, VERDICT_FAIL, _("%s has no s3-parameters relation"), m->settings.side[side].pg_app);
	else
		verdict_set(v, VERDICT_PASS, "%s",
		            backup_tls(m, side) && side_num(m, side, FACT_BLUE_PG_UNITS) > 1 ? _("from a replica") : _("from the primary"));
}

/* Ten minutes: a failover in between would make the answer wrong, and the backup be refused. */
static void judge_primary_known(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const struct note *n = model_note_row(m, backup_primary_note(side));

	if (n && now - n->at < 10 * 60000)
		verdict_set(v, VERDICT_PASS, "%s", n->text);
	else
		verdict_set(v, VERDICT_FAIL, _("not asked in the last ten minutes"));
}

/* Old enough to count is what the operator said (limits.backup_age_s). A backup that somebody else made will do. */
static void judge_checkpoint_before(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	backup_judge(m, side, now - m->settings.limits.backup_age_s * 1000, now, v);
}

/* The backup's own begin is compared, not its end: one that was begun earlier does not hold what was written since. */
static void judge_checkpoint_drained(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	backup_judge(m, side, m->fence_at ? m->fence_at : now, now, v);
}

/* Green's first backup that holds what users wrote there. */
static void judge_checkpoint_after(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	backup_judge(m, side, m->switched_at, now, v);
}

static const struct renewal new_backup = {
	N_("Make a new backup"),
	N_("The backup is older than you allow: its step is done again, then this one."),
	NULL,
	NULL,
};

static const struct gate rows[] = {
	{
		.id = "backup-possible",
		.label = N_("blue can be backed up"),
		.question = N_("blue's PostgreSQL can make backups"),
		.remedy = N_("Integrate it with s3-integrator, in a bucket path of its own."),
		.side = OF_BLUE,
		.side_facts = FACTS_OF(FACT_BLUE_PG_RELATIONS, FACT_BLUE_PG_UNITS),
		.judge = judge_backup_possible,
		.max_age_ms = AGE_JUJU,
		.flags = GATE_WAIVABLE,
	},
	{
		.id = "primary-known",
		.label = N_("blue's primary"),
		.question = N_("which unit is blue's primary is known"),
		.remedy = N_("Run the step again."),
		.side = OF_BLUE,
		.judge = judge_primary_known,
	},
	{
		.id = "checkpoint-before",
		.label = N_("young backup of blue"),
		.question = N_("a finished backup from before, young enough"),
		.remedy = N_("Make a new one: the step that backs up blue is done again."),
		.side = OF_BLUE,
		.side_facts = FACTS_OF(FACT_BLUE_BACKUP),
		.judge = judge_checkpoint_before,
		.max_age_ms = AGE_SLOW,
		.flags = GATE_WAIVABLE,
		.renew = &new_backup,
	},
	{
		.id = "checkpoint-drained",
		.label = N_("backup since the fence"),
		.question = N_("a finished backup that is newer than the fence"),
		.remedy = N_("Run this step again; look at the action's message."),
		.side = OF_BLUE,
		.side_facts = FACTS_OF(FACT_BLUE_BACKUP),
		.judge = judge_checkpoint_drained,
		.max_age_ms = AGE_SLOW,
		.flags = GATE_WAIVABLE,
	},
	{
		.id = "green-primary",
		.label = N_("green's primary"),
		.question = N_("which unit is green's primary is known"),
		.remedy = N_("Run the step again."),
		.side = OF_GREEN,
		.judge = judge_primary_known,
	},
	{
		.id = "checkpoint-after",
		.label = N_("green's first backup"),
		.question = N_("a finished backup of green, newer than the switch"),
		.remedy = N_("Relate green's PostgreSQL to an S3 path of its own."),
		.side = OF_GREEN,
		.side_facts = FACTS_OF(FACT_BLUE_BACKUP),
		.judge = judge_checkpoint_after,
		.max_age_ms = AGE_SLOW,
		.flags = GATE_WAIVABLE,
	},
};
const struct gate_table gates_backup = { rows, mem_count(rows) };
