/* Gates about blue as the run finds it: juju, the app, its database, and that nobody else works on it. */
#include "config.h"

#include "plan/gates.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/version.h"
#include "plan/product.h"

/* For facts that need only be there. */
static void judge_text(const struct model *m, enum fact_id id, struct verdict *v, const char *missing)
{
	if (*fact_text(m, id))
		verdict_set(v, VERDICT_PASS, "%s", fact_text(m, id));
	else
		verdict_set(v, VERDICT_FAIL, "%s", missing);
}

/* That the facts are there and fresh is the whole answer: gate_ask has seen to it before. */
static void judge_juju(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	verdict_set(v, VERDICT_PASS, _("client %s, model %s"), fact_text(m, FACT_JUJU_VERSION), fact_text(m, FACT_BLUE_MODEL));
}

/* The app first, then its PostgreSQL; each tells what is not settled in its own words (juju_app_settled). FAIL, not
 * WAIT: a migration is not begun on a blue that is still coming to rest. */
static void judge_blue_settled(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	if (!side_num(m, side, FACT_BLUE_APP))
		verdict_set(v, VERDICT_FAIL, _("there is no application %s in the model"), m->settings.side[side].app);
	else if (!side_num(m, side, FACT_BLUE_APP_SETTLED))
		verdict_set(v, VERDICT_FAIL, "%s", side_text(m, side, FACT_BLUE_APP_SETTLED));
	else if (!side_num(m, side, FACT_BLUE_PG_SETTLED))
		verdict_set(v, VERDICT_FAIL, "%s", side_text(m, side, FACT_BLUE_PG_SETTLED));
	else
		verdict_set(v, VERDICT_PASS, _("%s %d, %s %d units active and idle"), m->settings.side[side].app,
		            (int)side_num(m, side, FACT_BLUE_APP_UNITS), m->settings.side[side].pg_app,
		            (int)side_num(m, side, FACT_BLUE_PG_UNITS));
}

/* A note that is a number; -1: it is not there. */
static int64_t noted(const struct model *m, const char *key)
{
	const char *text = model_note(m, key);
	int64_t n;

	return text && str_to_int(text, 0, INT32_MAX, &n) ? n : -1;
}

/* Blue belongs to others, too: a refresh while green follows migrates the database under the replication, and stops logins. What it was is
 * what discover noted. */
static void judge_blue_as_it_was(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const char *version = model_note(m, "blue.version"), *channel = model_note(m, "blue.channel");
	int revision = (int)fact_num(m, FACT_BLUE_APP_REVISION), units = (int)fact_num(m, FACT_BLUE_APP_UNITS);

	if (!fact_num(m, FACT_BLUE_APP))
		verdict_set(v, VERDICT_FAIL, _("there is no application %s in the model"), m->settings.side[BLUE].app);
	else if (noted(m, "blue.revision") < 0 || !version)
		verdict_set(v, VERDICT_UNKNOWN, _("what it was is not noted yet"));
	else if (revision != noted(m, "blue.revision"))
		verdict_set(v, VERDICT_FAIL, _("revision %d, it was %d: somebody has refreshed it"), revision,
		            (int)noted(m, "blue.revision"));
	else if (strcmp(fact_text(m, FACT_BLUE_APP_VERSION), version) != 0)
		verdict_set(v, VERDICT_FAIL, _("it runs %s, it ran %s"), fact_text(m, FACT_BLUE_APP_VERSION), version);
	else if (units != noted(m, "blue.units"))
		verdict_set(v, VERDICT_WARN, _("%d units, it had %d"), units, (int)noted(m, "blue.units"));
	else if (channel && strcmp(fact_text(m, FACT_BLUE_APP_REVISION), channel) != 0)
		verdict_set(v, VERDICT_WARN, _("channel %s, it was %s"), fact_text(m, FACT_BLUE_APP_REVISION), channel);
	else
		verdict_set(v, VERDICT_PASS, _("revision %d, %s, %d units"), revision, version, units);
}

/* Its admin port may be out of reach from here: then discover notes that, and nobody waits for an answer later. */
static void judge_blue_serves(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	int status = (int)fact_num(m, FACT_BLUE_HEALTH);

	if (status == 200)
		verdict_set(v, VERDICT_PASS, _("health/ready: 200"));
	else if (status)
		verdict_set(v, VERDICT_FAIL, _("health/ready: %d"), status);
	else if (noted(m, "blue.health") == 200)
		verdict_set(v, VERDICT_FAIL, _("it does not answer any more: %s"), fact_text(m, FACT_BLUE_HEALTH));
	else
		verdict_set(v, VERDICT_WARN, _("it cannot be asked from here: %s"), fact_text(m, FACT_BLUE_HEALTH));
}

/* Without it neither the releases between nor a downgrade could be told. */
static void judge_blue_version(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	judge_text(m, FACT_SIDE(FACT_BLUE_APP_VERSION, side), v, _("juju status shows no workload version"));
}

/* Below charm 2.2.0 two apps of one model may overwrite each other's ConfigMaps (facts/charms.md 1.7). Revision 565 is the newest known
 * before it. */
static void judge_model_apart(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	if (!str_same(m->settings.side[BLUE].juju_model, m->settings.side[GREEN].juju_model))
		verdict_set(v, VERDICT_PASS, _("blue in %s, green in %s"), m->settings.side[BLUE].juju_model,
		            m->settings.side[GREEN].juju_model);
	else if (product_has(m->settings.product, PRODUCT_FIXED_MAPS) && fact_num(m, FACT_BLUE_APP_REVISION) <= 565)
		verdict_set(v, VERDICT_FAIL, _("one model for both: charm revision %d writes ConfigMaps of fixed names"),
		            (int)fact_num(m, FACT_BLUE_APP_REVISION));
	else
		verdict_set(v, VERDICT_WARN, _("one model for both: blue and green share what is named by model"));
}

/* What its role may do is another question (source-rights). Since PostgreSQL 10 the number is major * 10000 + minor. */
static void judge_source(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	int64_t n = fact_num(m, FACT_SRC_SERVER);

	if (n < 140000)
		verdict_set(v, VERDICT_FAIL, _("PostgreSQL %d.%d: older than 14"), (int)(n / 10000), (int)(n % 10000));
	else
		verdict_set(v, VERDICT_PASS, _("PostgreSQL %d.%d, database %s"), (int)(n / 10000), (int)(n % 10000),
		            fact_text(m, FACT_SRC_SERVER));
}

/* A promoted replica begins a new timeline, and the slot is not on it (facts/charms.md 2.6): what was copied is then no
 * longer followed, whatever the subscription says. Before discover has noted a timeline, being the primary is enough. */
static void judge_source_primary(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const char *was = model_note(m, "source.timeline"), *cluster = model_note(m, "source.identity");
	int64_t timeline = fact_num(m, FACT_SRC_PRIMARY), before = 0;

	if (!timeline)
		verdict_set(v, VERDICT_FAIL, _("the server is in recovery: it is a replica"));
	else if (cluster && strcmp(cluster, fact_text(m, FACT_SRC_IDENTITY)) != 0)
		verdict_set(v, VERDICT_FAIL, _("another cluster (%s), not the one that the run began with (%s)"),
		            fact_text(m, FACT_SRC_IDENTITY), cluster);
	else if (was && str_to_int(was, 0, INT32_MAX, &before) && before != timeline)
		verdict_set(v, VERDICT_FAIL, _("timeline %d, it was %d when the run began: a failover happened"), (int)timeline,
		            (int)before);
	else
		verdict_set(v, VERDICT_PASS, _("timeline %d"), (int)timeline);
}

/* The lock belongs to a session of Teal's and ends with it, so that a crash leaves none behind. A session that only
 * observes takes none, and is content when nobody has it. */
static void judge_only_us(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	if (fact_num(m, FACT_SRC_LOCK))
		verdict_set(v, VERDICT_PASS, _("this run holds the lock on the source"));
	else if (*fact_text(m, FACT_SRC_LOCK))
		verdict_set(v, VERDICT_FAIL, _("held by %s"), fact_text(m, FACT_SRC_LOCK));
	else
		verdict_set(v, m->observe ? VERDICT_PASS : VERDICT_WAIT, _("nobody holds it"));
}

/* Zero migrations also mean that the tables could not be read at all: most often another database than the app's. */
static void judge_schema_seen(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	char size[CLOCK_TEXT];

	clock_bytes(fact_num(m, FACT_SRC_SIZE), size);
	if (!fact_num(m, FACT_SRC_MIGRATIONS))
		verdict_set(v, VERDICT_FAIL, _("the database has no schema_migration: is it really %s's?"), m->settings.product);
	else
		verdict_set(v, VERDICT_PASS, _("%d tables, %s, %d migrations"), (int)fact_num(m, FACT_SRC_SCHEMA), size,
		            (int)fact_num(m, FACT_SRC_MIGRATIONS));
}

/* Whether the options fit green is asked when green is there (judge_config_equal). */
static void judge_config_seen(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	int n = (int)side_num(m, side, FACT_BLUE_CONFIG);

	verdict_set(v, VERDICT_PASS, ngettext("%d option was set by the operator", "%d options were set by the operator", (unsigned long)n),
	            n);
}

static const struct gate rows[] = {
	{
		.id = "juju-answers",
		.label = N_("juju and blue's model"),
		.question = N_("juju answers, and blue's model is there"),
		.remedy = N_("Run juju login; check the model's name in the settings (--settings=FILE)."),
		.facts = FACTS_OF(FACT_JUJU_VERSION, FACT_BLUE_MODEL),
		.judge = judge_juju,
		.max_age_ms = AGE_SLOW,
	},
	{
		.id = "blue-settled",
		.label = N_("blue's units at rest"),
		.question = N_("blue's units are all active and idle, with one leader"),
		.remedy = N_("Look at juju status; mend what is not active first."),
		.side = OF_BLUE,
		.side_facts = FACTS_OF(FACT_BLUE_APP, FACT_BLUE_APP_SETTLED, FACT_BLUE_APP_UNITS, FACT_BLUE_PG_SETTLED, FACT_BLUE_PG_UNITS),
		.judge = judge_blue_settled,
		.max_age_ms = AGE_JUJU,
	},
	{
		.id = "blue-as-it-was",
		.label = N_("blue as it was"),
		.question = N_("blue is what it was when the run began"),
		.remedy = N_("Find out who changed it. Undo, and begin again from blue as it is now."),
		.facts = FACTS_OF(FACT_BLUE_APP, FACT_BLUE_APP_REVISION, FACT_BLUE_APP_VERSION, FACT_BLUE_APP_UNITS),
		.judge = judge_blue_as_it_was,
		.max_age_ms = AGE_JUJU,
		.flags = GATE_WAIVABLE,
	},
	{
		.id = "blue-serves",
		.label = N_("blue's health"),
		.question = N_("blue answers that it is ready"),
		.remedy = N_("Look at juju status and at the log of blue's workload."),
		.facts = FACTS_OF(FACT_BLUE_HEALTH),
		.judge = judge_blue_serves,
		.max_age_ms = AGE_JUJU,
		.flags = GATE_WAIVABLE,
	},
	{
		.id = "blue-version",
		.label = N_("blue's version"),
		.question = N_("blue's workload version is known"),
		.remedy = N_("Wait for the charm to set it, or look at juju status."),
		.side = OF_BLUE,
		.side_facts = FACTS_OF(FACT_BLUE_APP_VERSION),
		.judge = judge_blue_version,
		.max_age_ms = AGE_JUJU,
	},
	{
		.id = "models-apart",
		.label = N_("a model for each side"),
		.question = N_("blue and green do not overwrite each other"),
		.remedy = N_("Give green a model of its own in the settings (--settings=FILE)."),
		.facts = FACTS_OF(FACT_BLUE_APP_REVISION),
		.judge = judge_model_apart,
		.max_age_ms = AGE_JUJU,
	},
	{
		.id = "source-reached",
		.label = N_("blue's database"),
		.question = N_("the source database answers"),
		.remedy = N_("Check host, port, user and password of blue.conninfo (--settings=FILE)."),
		.facts = FACTS_OF(FACT_SRC_SERVER),
		.judge = judge_source,
		.max_age_ms = AGE_SQL,
	},
	{
		.id = "source-primary",
		.label = N_("the source is primary"),
		.question = N_("the source is the primary, on the timeline it had"),
		.remedy = N_("Find the primary; after a failover start the synchronisation anew."),
		.facts = FACTS_OF(FACT_SRC_PRIMARY, FACT_SRC_IDENTITY),
		.judge = judge_source_primary,
		.max_age_ms = AGE_SQL,
	},
	{
		.id = "only-us",
		.label = N_("no second operator"),
		.question = N_("no second operator works on this source"),
		.remedy = N_("Speak with whoever holds it; its session ends when that teal ends."),
		.waiting = N_("Waits for this run's own session to take the lock on blue's database."),
		.facts = FACTS_OF(FACT_SRC_LOCK),
		.judge = judge_only_us,
		.max_age_ms = AGE_SQL,
	},
	{
		.id = "schema-seen",
		.label = N_("tables and migrations"),
		.question = N_("the source's tables and migrations were read"),
		.remedy = N_("Check the database name in blue.conninfo (--settings=FILE)."),
		.facts = FACTS_OF(FACT_SRC_SCHEMA, FACT_SRC_MIGRATIONS, FACT_SRC_SIZE),
		.judge = judge_schema_seen,
		.max_age_ms = AGE_SLOW,
	},
	{
		.id = "config-seen",
		.label = N_("blue's configuration"),
		.question = N_("blue's configuration was read"),
		.remedy = N_("Look at juju config of blue's app."),
		.side = OF_BLUE,
		.side_facts = FACTS_OF(FACT_BLUE_CONFIG),
		.judge = judge_config_seen,
		.max_age_ms = AGE_SLOW,
	},
};
const struct gate_table gates_blue = { rows, mem_count(rows) };
