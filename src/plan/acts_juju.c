/* Acts on applications: deploy, scale, refresh, actions. Sources of syntax and texts: facts/juju.md sections 3 and 4, facts/charms.md
 * 1.4 and 2.2. */
#include "config.h"

#include "plan/acts.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "codec/juju_run.h"
#include "plan/backup.h"
#include "plan/gates.h"
#include "plan/migrations.h"
#include "plan/product.h"

static const struct side_settings *side_of(const struct model *m, enum side side)
{
	return &m->settings.side[side];
}

/* For a builder that lacks what discover remembers: such a command is refused, never guessed. */
static bool missing(struct err *err, const char *what)
{
	return err_set(err, ERR_WORLD, _("the command cannot be put together"), what, _("Look at the step discover; it finds this out."));
}

/* Without --trust the charm on Kubernetes is blocked ("Insufficient permissions", facts/charms.md 2.1). The app is
 * related only when this is active: earlier gives "Failed to initialize database relation" (2.4). */
static bool build_deploy_pg(const struct model *m, struct commands *out, struct err *err)
{
	const struct side_settings *g = side_of(m, GREEN);

	commands_juju(out, GREEN, JUJU_QUICK, "deploy", "-m", g->juju_model, g->pg_charm, g->pg_app, "--channel", g->pg_channel, "--trust",
	              NULL);
	return true;
}

/* Each text is "app:endpoint other[:endpoint]", cut at the blank: juju takes the two ends apart. */
static bool build_extras(const struct model *m, struct commands *out, struct err *err)
{
	const struct side_settings *g = side_of(m, GREEN);

	for (size_t i = 0; i < g->integrations; i++) {
		size_t n = strcspn(g->integrate[i], " ");
		char *one = mem_dupn(g->integrate[i], n), *two = mem_dup(g->integrate[i] + n + (g->integrate[i][n] == ' '));

		commands_juju(out, GREEN, JUJU_QUICK, "integrate", "-m", g->juju_model, one, two, NULL);
		free(one);
		free(two);
	}
	return true;
}

/* Blue's own options go by a file, so that long values (identity schemas) and their quoting stay out of argv. */
static bool build_deploy_app(const struct model *m, struct commands *out, struct err *err)
{
	const struct side_settings *g = side_of(m, GREEN);
	const char *revision = model_note(m, "blue.revision"), *channel = model_note(m, "blue.channel"),
		   *config = model_note(m, "blue.config");
	struct json *file, *options;
	struct command *c;

	if (!revision || !channel)
		return missing(err, _("blue's charm revision and channel are not known yet"));
	c = commands_juju(out, GREEN, JUJU_QUICK, "deploy", "-m", g->juju_model, m->settings.product, g->app, "--channel", channel,
	                  "--revision", revision, "--trust", "--config", COMMAND_FILE, NULL);
	file = json_object();
	options = config ? json_parse(config, strlen(config), NULL) : NULL;
	json_put(file, g->app, options ? options : json_object());
	c->file_text = json_pretty(file);
	json_free(file);
	return true;
}

/* Always with both endpoints: without them juju may call the relation ambiguous (facts/juju.md section 4, integrate). */
static bool build_relate_database(const struct model *m, struct commands *out, struct err *err)
{
	const struct side_settings *g = side_of(m, GREEN);
	const struct product *p = product_find(m->settings.product);
	char *one, *two;

	one = mem_printf("%s:%s", g->app, p->database_endpoint);
	two = mem_printf("%s:database", g->pg_app);
	commands_juju(out, GREEN, JUJU_QUICK, "integrate", "-m", g->juju_model, one, two, NULL);
	free(one);
	free(two);
	return true;
}

/* Not by stopping the service, which a hook of the charm may start again (facts/charms.md section 6, no. 4). Only ever
 * the app: PostgreSQL scaled to 0 loses its data. */
static bool build_scale_0(const struct model *m, struct commands *out, struct err *err)
{
	commands_juju(out, GREEN, JUJU_QUICK, "scale-application", "-m", side_of(m, GREEN)->juju_model, side_of(m, GREEN)->app, "0", NULL);
	return true;
}

/* As many units as blue had when discover looked: green takes all its traffic. */
static bool build_scale_up(const struct model *m, struct commands *out, struct err *err)
{
	const char *units = model_note(m, "blue.units");

	if (!units)
		return missing(err, _("blue's number of units is not known yet"));
	commands_juju(out, GREEN, JUJU_QUICK, "scale-application", "-m", side_of(m, GREEN)->juju_model, side_of(m, GREEN)->app, units,
	              NULL);
	return true;
}

/* The channel is always named with the revision: some clients go astray without it (facts/juju.md section 4, refresh).
 * The revision alone proves nothing; the gates look at revision, channel and workload version. */
static bool build_refresh(const struct model *m, struct commands *out, struct err *err)
{
	char revision[24];

	snprintf(revision, sizeof revision, "%lld", (long long)m->settings.target_revision);
	commands_juju(out, GREEN, JUJU_QUICK, "refresh", "-m", side_of(m, GREEN)->juju_model, side_of(m, GREEN)->app, "--channel",
	              m->settings.target_channel, "--revision", revision, NULL);
	return true;
}

/* Asked of the charm: in juju status the word Primary is stale until the next hook (facts/charms.md 2.1), and the
 * leader need not be the primary. */
static bool build_find_primary(const struct model *m, struct commands *out, enum side side)
{
	char *unit = mem_printf("%s/leader", side_of(m, side)->pg_app);

	commands_juju(out, side, JUJU_ACTION, "run", "-m", side_of(m, side)->juju_model, unit, "get-primary", "--wait=60s", "--format",
	              "json", NULL);
	free(unit);
	return true;
}

static bool build_find_primary_blue(const struct model *m, struct commands *out, struct err *err)
{
	return build_find_primary(m, out, BLUE);
}

static bool build_find_primary_green(const struct model *m, struct commands *out, struct err *err)
{
	return build_find_primary(m, out, GREEN);
}

/* A finished action: true when the task completed, else err with the charm's words. The verdict is released by the caller. */
static bool run_ok(const struct answer *a, const char *what, struct juju_verdict *v, struct err *err)
{
	struct juju_said said = {
		.end = !a->started    ? JUJU_NOT_STARTED
		       : a->timed_out ? JUJU_ENDED_EARLY
		                      : JUJU_EXITED,
		.rc = a->exit_code,
		.out = a->out ? a->out : "",
		.err = a->err ? a->err : "",
		.out_len = a->out_len,
		.err_len = a->err_len,
	};
	enum juju_outcome outcome = juju_run_judge(&said, JUJU_FORM_RUN, NULL, v);

	if (outcome == JUJU_OK)
		return true;
	return err_set(err, ERR_WORLD, what, v->message,
	               outcome == JUJU_UNKNOWN  ? _("The task may still go on: look at juju show-task before you try the step again.")
	               : outcome == JUJU_LOGIN  ? _("Run juju login, then try the step again.")
	               : outcome == JUJU_FAILED ? _("The charm's log says more: juju debug-log. Mend it, then try the step again.")
	                                        : _("Mend that, then try the step again."));
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
		findings_note(f, c->side == BLUE ? "blue.pg.primary" : "green.pg.primary", primary);
	juju_verdict_release(&v);
	return ok;
}

/* An hour for the backup. juju itself gives up a minute before the deadline, so that it still says what it knows
 * instead of being killed. */
static bool build_backup(const struct model *m, struct commands *out, enum side side, struct err *err)
{
	char *unit = backup_unit(m, side);

	if (!unit)
		return err_set(err, ERR_AGAIN, _("the command cannot be put together"),
		               _("which unit makes the backup is known when get-primary has answered"), "");
	commands_juju(out, side, 3600000, "run", "-m", side_of(m, side)->juju_model, unit, "create-backup", "type=full", "--wait=3540s",
	              "--format", "json", NULL);
	free(unit);
	return true;
}

static bool build_backup_blue(const struct model *m, struct commands *out, struct err *err)
{
	return build_backup(m, out, BLUE, err);
}

static bool build_backup_green(const struct model *m, struct commands *out, struct err *err)
{
	return build_backup(m, out, GREEN, err);
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
static bool build_migrate(const struct model *m, struct commands *out, struct err *err)
{
	const struct side_settings *g = side_of(m, GREEN);
	int64_t s = migrations_timeout_s(m);
	char *timeout = mem_printf("timeout=%lld", (long long)s), *wait = mem_printf("--wait=%llds", (long long)s + 120), *unit;
	const char *units = fact_text(m, FACT_GREEN_APP_UNITS);
	char *leader = *units && *units != ' ' ? mem_dupn(units, strcspn(units, " ")) : NULL;

	unit = leader ? mem_dup(leader) : mem_printf("%s/leader", g->app);
	commands_juju(out, GREEN, (s + 180) * 1000, "run", "-m", g->juju_model, unit, "run-migration", timeout, wait, "--format", "json",
	              NULL);
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

/* No command at all unless the operator named the application, and never its PostgreSQL. */
static bool build_remove_blue(const struct model *m, struct commands *out, struct err *err)
{
	const char *said = model_answer(m, "retire.remove");

	if (said && strcmp(said, "app") == 0)
		commands_juju(out, BLUE, JUJU_QUICK, "remove-application", "-m", side_of(m, BLUE)->juju_model, side_of(m, BLUE)->app,
		              "--no-prompt", NULL);
	return true;
}

/* The storage of its PostgreSQL goes too, else it stays as a detached volume. --no-prompt, because a model asks by
 * default and a prompt without a terminal is a refusal (facts/juju.md sections 2 and 4). */
static bool build_remove_green(const struct model *m, struct commands *out, struct err *err)
{
	const struct side_settings *g = side_of(m, GREEN);

	commands_juju(out, GREEN, JUJU_QUICK, "remove-application", "-m", g->juju_model, g->app, "--no-prompt", NULL);
	commands_juju(out, GREEN, JUJU_QUICK, "remove-application", "-m", g->juju_model, g->pg_app, "--destroy-storage", "--no-prompt",
	              NULL);
	return true;
}

/* Removing what is not there is done already. */
static bool judge_remove(const struct model *m, const struct command *c, const struct answer *a, struct findings *f, struct err *err)
{
	if (a->started && a->err && strstr(a->err, "not found"))
		return true;
	return act_judge_plain(m, c, a, f, err);
}

/* id, title, build, judge, glance, done, settle_ms, flags. Backups and the migration are ACT_LONG: the charm goes on
 * with them when Teal dies. Asking for a primary writes nothing and closes on a note, so it settles at once or not at
 * all. */
const struct act acts_juju[] = {
	{ "find-primary", N_("ask which unit is blue's primary"), build_find_primary_blue, judge_primary, NULL, "primary-known", SETTLE_SQL,
	  0 },
	{ "backup-before", N_("make a backup of blue"), build_backup_blue, judge_run, NULL, "checkpoint-before", SETTLE_JUJU,
	  ACT_WRITES | ACT_LONG },
	{ "backup-drained", N_("make a backup of blue, drained"), build_backup_blue, judge_run, NULL, "checkpoint-drained", SETTLE_JUJU,
	  ACT_WRITES | ACT_LONG },
	{ "find-primary-green", N_("ask which unit is green's primary"), build_find_primary_green, judge_primary, NULL, "green-primary",
	  SETTLE_SQL, 0 },
	{ "backup-after", N_("make a backup of green"), build_backup_green, judge_run, NULL, "checkpoint-after", SETTLE_JUJU,
	  ACT_WRITES | ACT_LONG },
	{ "deploy-postgresql", N_("deploy green's PostgreSQL"), build_deploy_pg, NULL, NULL, "green-pg-active", SETTLE_JUJU, ACT_WRITES },
	{ "integrate-extras", N_("give green's PostgreSQL its further relations"), build_extras, NULL, NULL, "green-extras", SETTLE_JUJU,
	  ACT_WRITES },
	{ "deploy-app", N_("deploy green's app at blue's revision"), build_deploy_app, NULL, NULL, "green-app-there", SETTLE_JUJU,
	  ACT_WRITES },
	{ "relate-database", N_("relate green's app to its database"), build_relate_database, NULL, NULL, "green-related", SETTLE_JUJU,
	  ACT_WRITES },
	{ "scale-0", N_("stop green's app"), build_scale_0, NULL, NULL, "green-scaled-0", SETTLE_JUJU, ACT_WRITES },
	{ "scale-up", N_("start green's app"), build_scale_up, NULL, NULL, "green-scaled-up", SETTLE_JUJU, ACT_WRITES },
	{ "refresh", N_("refresh green's charm to the target"), build_refresh, NULL, NULL, "green-revision", SETTLE_JUJU, ACT_WRITES },
	{ "run-migration", N_("migrate green's database"), build_migrate, judge_migrate, glance_migrate, "migrated", 7200000,
	  ACT_WRITES | ACT_LONG, "migrate.task" },
	{ "remove-blue", N_("remove of blue what was named"), build_remove_blue, judge_remove, NULL, "blue-retired", SETTLE_JUJU,
	  ACT_WRITES },
	{ "remove-green", N_("remove green"), build_remove_green, judge_remove, NULL, "green-gone", SETTLE_JUJU, ACT_WRITES, NULL,
	  N_("green's applications stay, with their storage: they take room, and the next run wants their names.") },
};
const size_t acts_juju_count = mem_count(acts_juju);
