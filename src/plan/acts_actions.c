/* Acts that are actions of a charm, by juju run: the primary, backups, the migration. Sources: facts/juju.md section 3, facts/charms.md
 * 1.4 and 2.2. */
#include "config.h"

#include "plan/acts.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "codec/juju_run.h"
#include "plan/backup.h"
#include "plan/gates.h"
#include "plan/migrations.h"
#include "plan/model.h"

/* A finished action: true when the task completed, else err with the charm's words. The verdict is released by the caller. */
static bool run_ok(const struct answer *a, const char *what, struct juju_verdict *v, struct err *err)
{
	struct juju_said said = answer_said(a);
	enum juju_outcome outcome = juju_run_judge(&said, JUJU_FORM_RUN, NULL, v);

	if (outcome == JUJU_OK)
		return true;
	return err_set(err, ERR_WORLD, what, v->message,
	               outcome == JUJU_UNKNOWN  ? _("The task may still go on: look at juju show-task before you try the step again.")
	               : outcome == JUJU_LOGIN  ? _("Run juju login, then try the step again.")
	               : outcome == JUJU_FAILED ? _("The charm's log says more: juju debug-log. Mend it, then try the step again.")
	                                        : _("Mend that, then try the step again."));
}

/* Asked of the charm: in juju status the word Primary is stale until the next hook (facts/charms.md 2.1), and the
 * leader need not be the primary. */
static bool build_find_primary(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	const struct side_settings *s = &m->settings.side[side];
	char *unit = mem_printf("%s/leader", s->pg_app);

	commands_juju(out, m, side, JUJU_ACTION, VERB_RUN, unit, "get-primary", "--wait=60s", "--format", "json", NULL);
	free(unit);
	return true;
}

/* The action can complete and name nobody (facts/charms.md 2.1): no evidence, so a failure. The note's own time is what
 * the gate primary-known goes by. */
static bool judge_primary(const struct model *m, const struct command *c, const struct answer *a, struct findings *f, struct err *err)
{
	struct juju_verdict v;
	bool ok = run_ok(a, _("get-primary failed"), &v, err);
	const char *primary = ok ? juju_task_result(v.task, "primary") : NULL;

	if (ok && !primary)
		ok = err_set(err, ERR_WORLD, _("get-primary failed"), _("the action named no primary"),
		             _("Look at juju status of PostgreSQL, then try again."));
	if (ok)
		findings_note(f, backup_primary_note(c->side), primary);
	juju_verdict_release(&v);
	return ok;
}

/* An hour for the backup. juju itself gives up a minute before the deadline, so that it still says what it knows
 * instead of being killed. */
static bool build_backup(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	char *unit = backup_unit(m, side);

	if (!unit)
		return err_set(err, ERR_AGAIN, _("the command cannot be put together"),
		               _("which unit makes the backup is known when get-primary has answered"), "");
	commands_juju(out, m, side, 3600000, VERB_RUN, unit, "create-backup", "type=full", "--wait=3540s", "--format", "json", NULL);
	free(unit);
	return true;
}

/* The action tells no id (facts/charms.md 2.1): that there is a backup is seen in list-backups, by the gate. */
static bool judge_run(const struct model *m, const struct command *c, const struct answer *a, struct findings *f, struct err *err)
{
	struct juju_verdict v;
	bool ok = run_ok(a, _("the action failed"), &v, err);

	juju_verdict_release(&v);
	return ok;
}

/* The charm gives a migration 120 s and juju waits 60 s when they are not told otherwise (facts/charms.md 1.4), so both
 * are told. Each outer limit is longer than the inner one: charm, juju's waiting, the child's deadline; the first to
 * end explains itself. The leader goes by name where it is known, since "/leader" is settled only when the controller
 * queues the task. */
static bool build_migrate(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	int64_t s = migrations_timeout_s(m);
	char *timeout = mem_printf("timeout=%lld", (long long)s), *wait = mem_printf("--wait=%llds", (long long)s + 120), *unit;
	const char *units = fact_text(m, FACT_SIDE(FACT_BLUE_APP_UNITS, side));
	char *leader = *units && *units != ' ' ? mem_dupn(units, strcspn(units, " ")) : NULL;

	unit = leader ? mem_dup(leader) : mem_printf("%s/leader", m->settings.side[side].app);
	commands_juju(out, m, side, (s + 180) * 1000, VERB_RUN, unit, "run-migration", timeout, wait, "--format", "json", NULL);
	free(leader);
	free(unit);
	free(timeout);
	free(wait);
	return true;
}

/* The task's id must be durable while the command runs: after a crash show-task finds it again. */
static void glance_migrate(const struct model *m, const char *err_text, struct findings *f)
{
	char id[JUJU_ID_TEXT];

	if (!juju_stderr_task(err_text, strlen(err_text), id))
		return;
	if (!model_note(m, "migrate.task") || strcmp(model_note(m, "migrate.task"), id) != 0)
		findings_note(f, "migrate.task", id);
}

/* Noted, so that the gate need not ask show-task again after a resume. That the migrations are recorded in the database
 * is asked apart; completed alone proves nothing. */
static bool judge_migrate(const struct model *m, const struct command *c, const struct answer *a, struct findings *f, struct err *err)
{
	if (!judge_run(m, c, a, f, err))
		return false;
	findings_note(f, "migrate.completed", "completed");
	return true;
}

/* Backups and the migration are ACT_LONG: the charm goes on with them when Teal dies. Asking for a primary writes
 * nothing and closes on a note, so it settles at once or not at all. */
const struct act acts_actions[] = {
	{ .id = "find-primary",
	  .title = N_("ask which unit is blue's primary"),
	  .side = OF_BLUE,
	  .build = build_find_primary,
	  .judge = judge_primary,
	  .done = "primary-known",
	  .settle_ms = SETTLE_SQL },
	{ .id = "find-primary-green",
	  .title = N_("ask which unit is green's primary"),
	  .side = OF_GREEN,
	  .build = build_find_primary,
	  .judge = judge_primary,
	  .done = "green-primary",
	  .settle_ms = SETTLE_SQL },
	{ .id = "backup-before",
	  .title = N_("make a backup of blue"),
	  .side = OF_BLUE,
	  .build = build_backup,
	  .judge = judge_run,
	  .done = "checkpoint-before",
	  .settle_ms = SETTLE_JUJU,
	  .flags = ACT_WRITES | ACT_LONG | ACT_BACKS_UP },
	{ .id = "backup-drained",
	  .title = N_("make a backup of blue, drained"),
	  .side = OF_BLUE,
	  .build = build_backup,
	  .judge = judge_run,
	  .done = "checkpoint-drained",
	  .settle_ms = SETTLE_JUJU,
	  .flags = ACT_WRITES | ACT_LONG | ACT_BACKS_UP },
	{ .id = "backup-after",
	  .title = N_("make a backup of green"),
	  .side = OF_GREEN,
	  .build = build_backup,
	  .judge = judge_run,
	  .done = "checkpoint-after",
	  .settle_ms = SETTLE_JUJU,
	  .flags = ACT_WRITES | ACT_LONG | ACT_BACKS_UP },
	{ .id = "run-migration",
	  .title = N_("migrate green's database"),
	  .title_blue = N_("migrate blue's database"),
	  .side = OF_SUBJECT,
	  .build = build_migrate,
	  .judge = judge_migrate,
	  .glance = glance_migrate,
	  .done = "migrated",
	  .settle_ms = 7200000,
	  .flags = ACT_WRITES | ACT_LONG,
	  .trace = "migrate.task" },
};
const size_t acts_actions_count = mem_count(acts_actions);
