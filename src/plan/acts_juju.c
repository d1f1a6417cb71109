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
static bool build_deploy_pg(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	const struct side_settings *s = side_of(m, side);

	commands_juju(out, side, JUJU_QUICK, "deploy", "-m", s->juju_model, s->pg_charm, s->pg_app, "--channel", s->pg_channel, "--trust",
	              NULL);
	return true;
}

/* Each text is "app:endpoint other[:endpoint]", cut at the blank: juju takes the two ends apart. */
static bool build_extras(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	const struct side_settings *s = side_of(m, side);

	for (size_t i = 0; i < s->integrations; i++) {
		size_t n = strcspn(s->integrate[i], " ");
		char *one = mem_dupn(s->integrate[i], n), *two = mem_dup(s->integrate[i] + n + (s->integrate[i][n] == ' '));

		commands_juju(out, side, JUJU_QUICK, "integrate", "-m", s->juju_model, one, two, NULL);
		free(one);
		free(two);
	}
	return true;
}

/* Blue's own options go by a file, so that long values (identity schemas) and their quoting stay out of argv. */
static bool build_deploy_app(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	const struct side_settings *s = side_of(m, side);
	const char *revision = model_note(m, "blue.revision"), *channel = model_note(m, "blue.channel"),
		   *config = model_note(m, "blue.config");
	struct json *file, *options;
	struct command *c;

	if (!revision || !channel)
		return missing(err, _("blue's charm revision and channel are not known yet"));
	c = commands_juju(out, side, JUJU_QUICK, "deploy", "-m", s->juju_model, m->settings.product, s->app, "--channel", channel,
	                  "--revision", revision, "--trust", "--config", COMMAND_FILE, NULL);
	file = json_object();
	options = config ? json_parse(config, strlen(config), NULL) : NULL;
	json_put(file, s->app, options ? options : json_object());
	c->file_text = json_pretty(file);
	json_free(file);
	return true;
}

/* Always with both endpoints: without them juju may call the relation ambiguous (facts/juju.md section 4, integrate). */
static bool build_relate_database(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	const struct side_settings *s = side_of(m, side);
	const struct product *p = product_find(m->settings.product);
	char *one, *two;

	one = mem_printf("%s:%s", s->app, p->database_endpoint);
	two = mem_printf("%s:database", s->pg_app);
	commands_juju(out, side, JUJU_QUICK, "integrate", "-m", s->juju_model, one, two, NULL);
	free(one);
	free(two);
	return true;
}

/* Not by stopping the service, which a hook of the charm may start again (facts/charms.md section 6, no. 4). Only ever
 * the app: PostgreSQL scaled to 0 loses its data. */
static bool build_scale_0(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	commands_juju(out, side, JUJU_QUICK, "scale-application", "-m", side_of(m, side)->juju_model, side_of(m, side)->app, "0", NULL);
	return true;
}

/* As many units as blue had when discover looked: this side takes all its traffic. */
static bool build_scale_up(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	const char *units = model_note(m, "blue.units");

	if (!units)
		return missing(err, _("blue's number of units is not known yet"));
	commands_juju(out, side, JUJU_QUICK, "scale-application", "-m", side_of(m, side)->juju_model, side_of(m, side)->app, units, NULL);
	return true;
}

/* The channel is always named with the revision: some clients go astray without it (facts/juju.md section 4, refresh).
 * The revision alone proves nothing; the gates look at revision, channel and workload version. */
static bool build_refresh(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	char revision[24];

	snprintf(revision, sizeof revision, "%lld", (long long)m->settings.target_revision);
	commands_juju(out, side, JUJU_QUICK, "refresh", "-m", side_of(m, side)->juju_model, side_of(m, side)->app, "--channel",
	              m->settings.target_channel, "--revision", revision, NULL);
	return true;
}

/* Asked of the charm: in juju status the word Primary is stale until the next hook (facts/charms.md 2.1), and the
 * leader need not be the primary. */
static bool build_find_primary(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	char *unit = mem_printf("%s/leader", side_of(m, side)->pg_app);

	commands_juju(out, side, JUJU_ACTION, "run", "-m", side_of(m, side)->juju_model, unit, "get-primary", "--wait=60s", "--format",
	              "json", NULL);
	free(unit);
	return true;
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
	commands_juju(out, side, 3600000, "run", "-m", side_of(m, side)->juju_model, unit, "create-backup", "type=full", "--wait=3540s",
	              "--format", "json", NULL);
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

	unit = leader ? mem_dup(leader) : mem_printf("%s/leader", side_of(m, side)->app);
	commands_juju(out, side, (s + 180) * 1000, "run", "-m", side_of(m, side)->juju_model, unit, "run-migration", timeout, wait,
	              "--format", "json", NULL);
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
static bool build_remove_app(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	const char *said = model_answer(m, "retire.remove");

	if (said && strcmp(said, "app") == 0)
		commands_juju(out, side, JUJU_QUICK, "remove-application", "-m", side_of(m, side)->juju_model, side_of(m, side)->app,
		              "--no-prompt", NULL);
	return true;
}

/* The storage of its PostgreSQL goes too, else it stays as a detached volume. --no-prompt, because a model asks by
 * default and a prompt without a terminal is a refusal (facts/juju.md sections 2 and 4). */
static bool build_remove_all(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	const struct side_settings *s = side_of(m, side);

	commands_juju(out, side, JUJU_QUICK, "remove-application", "-m", s->juju_model, s->app, "--no-prompt", NULL);
	commands_juju(out, side, JUJU_QUICK, "remove-application", "-m", s->juju_model, s->pg_app, "--destroy-storage", "--no-prompt",
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

/* Backups and the migration are ACT_LONG: the charm goes on
 * with them when Teal dies. Asking for a primary writes nothing and closes on a note, so it settles at once or not at
 * all. */
const struct act acts_juju[] = {
	{ .id = "find-primary",
	  .title = N_("ask which unit is blue's primary"),
	  .side = OF_BLUE,
	  .build = build_find_primary,
	  .judge = judge_primary,
	  .done = "primary-known",
	  .settle_ms = SETTLE_SQL },
	{ .id = "backup-before",
	  .title = N_("make a backup of blue"),
	  .side = OF_BLUE,
	  .build = build_backup,
	  .judge = judge_run,
	  .done = "checkpoint-before",
	  .settle_ms = SETTLE_JUJU,
	  .flags = ACT_WRITES | ACT_LONG },
	{ .id = "backup-drained",
	  .title = N_("make a backup of blue, drained"),
	  .side = OF_BLUE,
	  .build = build_backup,
	  .judge = judge_run,
	  .done = "checkpoint-drained",
	  .settle_ms = SETTLE_JUJU,
	  .flags = ACT_WRITES | ACT_LONG },
	{ .id = "find-primary-green",
	  .title = N_("ask which unit is green's primary"),
	  .side = OF_GREEN,
	  .build = build_find_primary,
	  .judge = judge_primary,
	  .done = "green-primary",
	  .settle_ms = SETTLE_SQL },
	{ .id = "backup-after",
	  .title = N_("make a backup of green"),
	  .side = OF_GREEN,
	  .build = build_backup,
	  .judge = judge_run,
	  .done = "checkpoint-after",
	  .settle_ms = SETTLE_JUJU,
	  .flags = ACT_WRITES | ACT_LONG },
	{ .id = "deploy-postgresql",
	  .title = N_("deploy green's PostgreSQL"),
	  .side = OF_GREEN,
	  .build = build_deploy_pg,
	  .done = "green-pg-active",
	  .settle_ms = SETTLE_JUJU,
	  .flags = ACT_WRITES },
	{ .id = "integrate-extras",
	  .title = N_("give green's PostgreSQL its further relations"),
	  .side = OF_GREEN,
	  .build = build_extras,
	  .done = "green-extras",
	  .settle_ms = SETTLE_JUJU,
	  .flags = ACT_WRITES },
	{ .id = "deploy-app",
	  .title = N_("deploy green's app at blue's revision"),
	  .side = OF_GREEN,
	  .build = build_deploy_app,
	  .done = "green-app-there",
	  .settle_ms = SETTLE_JUJU,
	  .flags = ACT_WRITES },
	{ .id = "relate-database",
	  .title = N_("relate green's app to its database"),
	  .side = OF_GREEN,
	  .build = build_relate_database,
	  .done = "green-related",
	  .settle_ms = SETTLE_JUJU,
	  .flags = ACT_WRITES },
	{ .id = "scale-0",
	  .title = N_("stop green's app"),
	  .side = OF_SUBJECT,
	  .build = build_scale_0,
	  .done = "green-scaled-0",
	  .settle_ms = SETTLE_JUJU,
	  .flags = ACT_WRITES },
	{ .id = "scale-up",
	  .title = N_("start green's app"),
	  .side = OF_SUBJECT,
	  .build = build_scale_up,
	  .done = "green-scaled-up",
	  .settle_ms = SETTLE_JUJU,
	  .flags = ACT_WRITES },
	{ .id = "refresh",
	  .title = N_("refresh green's charm to the target"),
	  .side = OF_SUBJECT,
	  .build = build_refresh,
	  .done = "green-revision",
	  .settle_ms = SETTLE_JUJU,
	  .flags = ACT_WRITES },
	{ .id = "run-migration",
	  .title = N_("migrate green's database"),
	  .side = OF_SUBJECT,
	  .build = build_migrate,
	  .judge = judge_migrate,
	  .glance = glance_migrate,
	  .done = "migrated",
	  .settle_ms = 7200000,
	  .flags = ACT_WRITES | ACT_LONG,
	  .trace = "migrate.task" },
	{ .id = "remove-blue",
	  .title = N_("remove of blue what was named"),
	  .side = OF_BLUE,
	  .build = build_remove_app,
	  .judge = judge_remove,
	  .done = "blue-retired",
	  .settle_ms = SETTLE_JUJU,
	  .flags = ACT_WRITES },
	{ .id = "remove-green",
	  .title = N_("remove green"),
	  .side = OF_GREEN,
	  .build = build_remove_all,
	  .judge = judge_remove,
	  .done = "green-gone",
	  .settle_ms = SETTLE_JUJU,
	  .flags = ACT_WRITES,
	  .stays = N_("green's applications stay, with their storage: they take room, and the next run wants their names.") },
};
const size_t acts_juju_count = mem_count(acts_juju);
