/* Acts on applications: deploy, relate, scale, refresh, remove. Sources of syntax and texts: facts/juju.md section 4, facts/charms.md. */
#include "config.h"

#include "plan/acts.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "codec/json.h"
#include "plan/model.h"
#include "plan/product.h"

/* For a builder that lacks what discover remembers: such a command is refused, never guessed. */
static bool missing(struct err *err, const char *what)
{
	return err_set(err, ERR_WORLD, _("the command cannot be put together"), what, _("Look at the step discover; it finds this out."));
}

/* Without --trust the charm on Kubernetes is blocked ("Insufficient permissions", facts/charms.md 2.1). The app is
 * related only when this is active: earlier gives "Failed to initialize database relation" (2.4). */
static bool build_deploy_pg(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	const struct side_settings *s = &m->settings.side[side];

	commands_juju(out, m, side, JUJU_QUICK, VERB_DEPLOY, s->pg_charm, s->pg_app, "--channel", s->pg_channel, "--trust", NULL);
	return true;
}

/* Each text is "app:endpoint other[:endpoint]", cut at the blank: juju takes the two ends apart. */
static bool build_extras(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	const struct side_settings *s = &m->settings.side[side];

	for (size_t i = 0; i < s->integrations; i++) {
		size_t n = strcspn(s->integrate[i], " ");
		char *one = mem_dupn(s->integrate[i], n), *two = mem_dup(s->integrate[i] + n + (s->integrate[i][n] == ' '));

		commands_juju(out, m, side, JUJU_QUICK, VERB_INTEGRATE, one, two, NULL);
		free(one);
		free(two);
	}
	return true;
}

/* Blue's own options go by a file, so that long values (identity schemas) and their quoting stay out of argv. */
static bool build_deploy_app(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	const struct side_settings *s = &m->settings.side[side];
	const char *revision = model_note(m, "blue.revision"), *channel = model_note(m, "blue.channel"),
		   *config = model_note(m, "blue.config");
	struct json *file, *options;
	struct command *c;

	if (!revision || !channel)
		return missing(err, _("blue's charm revision and channel are not known yet"));
	c = commands_juju(out, m, side, JUJU_QUICK, VERB_DEPLOY, m->settings.product, s->app, "--channel", channel, "--revision", revision,
	                  "--trust", "--config", COMMAND_FILE, NULL);
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
	const struct side_settings *s = &m->settings.side[side];
	const struct product *p = product_find(m->settings.product);
	char *one, *two;

	one = mem_printf("%s:%s", s->app, p->database_endpoint);
	two = mem_printf("%s:database", s->pg_app);
	commands_juju(out, m, side, JUJU_QUICK, VERB_INTEGRATE, one, two, NULL);
	free(one);
	free(two);
	return true;
}

/* Not by stopping the service, which a hook of the charm may start again (facts/charms.md section 6, no. 4). Only ever
 * the app: PostgreSQL scaled to 0 loses its data. */
static bool build_scale_0(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	commands_juju(out, m, side, JUJU_QUICK, VERB_SCALE, m->settings.side[side].app, "0", NULL);
	return true;
}

/* As many units as blue had when discover looked: this side takes all its traffic. */
static bool build_scale_up(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	const char *units = model_note(m, "blue.units");

	if (!units)
		return missing(err, _("blue's number of units is not known yet"));
	commands_juju(out, m, side, JUJU_QUICK, VERB_SCALE, m->settings.side[side].app, units, NULL);
	return true;
}

/* The channel is always named with the revision: some clients go astray without it (facts/juju.md section 4, refresh).
 * The revision alone proves nothing; the gates look at revision, channel and workload version. */
static bool build_refresh(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	char revision[24];

	snprintf(revision, sizeof revision, "%lld", (long long)m->settings.target_revision);
	commands_juju(out, m, side, JUJU_QUICK, VERB_REFRESH, m->settings.side[side].app, "--channel", m->settings.target_channel,
	              "--revision", revision, NULL);
	return true;
}

/* No command at all unless the operator named the application, and never its PostgreSQL. */
static bool build_remove_app(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	const char *said = model_answer(m, "retire.remove");

	if (said && strcmp(said, "app") == 0)
		commands_juju(out, m, side, JUJU_QUICK, VERB_REMOVE_APPLICATION, m->settings.side[side].app, NULL);
	return true;
}

/* The storage of its PostgreSQL goes too, else it stays as a detached volume. */
static bool build_remove_all(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	const struct side_settings *s = &m->settings.side[side];

	commands_juju(out, m, side, JUJU_QUICK, VERB_REMOVE_APPLICATION, s->app, NULL);
	commands_juju(out, m, side, JUJU_QUICK, VERB_REMOVE_APPLICATION, s->pg_app, "--destroy-storage", NULL);
	return true;
}

/* Removing what is not there is done already. */
static bool judge_remove(const struct model *m, const struct command *c, const struct answer *a, struct findings *f, struct err *err)
{
	if (a->started && a->err && strstr(a->err, "not found"))
		return true;
	return act_judge_plain(m, c, a, f, err);
}

const struct act acts_apps[] = {
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
	  .title_blue = N_("stop blue's app"),
	  .side = OF_SUBJECT,
	  .build = build_scale_0,
	  .done = "green-scaled-0",
	  .settle_ms = SETTLE_JUJU,
	  .flags = ACT_WRITES },
	{ .id = "scale-up",
	  .title = N_("start green's app"),
	  .title_blue = N_("start blue's app"),
	  .side = OF_SUBJECT,
	  .build = build_scale_up,
	  .done = "green-scaled-up",
	  .settle_ms = SETTLE_JUJU,
	  .flags = ACT_WRITES },
	{ .id = "refresh",
	  .title = N_("refresh green's charm to the target"),
	  .title_blue = N_("refresh blue's charm to the target"),
	  .side = OF_SUBJECT,
	  .build = build_refresh,
	  .done = "green-revision",
	  .settle_ms = SETTLE_JUJU,
	  .flags = ACT_WRITES },
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
	  .stays = N_("green's applications and storage stay; the next run wants their names.") },
};
const size_t acts_apps_count = mem_count(acts_apps);
