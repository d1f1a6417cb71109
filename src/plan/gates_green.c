/* Gates of the phases Build green and Synchronise, up to the empty, silent green. */
#include "config.h"

#include "plan/gates.h"

#include "assess/recorded.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/product.h"
#include "plan/step.h"
#include "plan/walk.h"

/* For facts whose text is a whole set in a fixed order: equal sets are equal texts. */
static bool texts_equal(const struct model *m, enum fact_id a, enum fact_id b)
{
	return strcmp(fact_text(m, a), fact_text(m, b)) == 0;
}

/* Nothing of green may be there that this run did not make. */
static void judge_green_free(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	if (walk_begun(m, STEP_MAKES_GREEN))
		verdict_set(v, VERDICT_PASS, _("what is there was made by this run"));
	else if (side_num(m, side, FACT_BLUE_APP) || strcmp(side_text(m, side, FACT_BLUE_PG_SETTLED), "absent") != 0)
		verdict_set(v, VERDICT_FAIL, _("%s or %s is already deployed in %s"), m->settings.side[side].app,
		            m->settings.side[side].pg_app, m->settings.side[side].juju_model);
	else
		verdict_set(v, VERDICT_PASS, _("the names are free in %s"), m->settings.side[side].juju_model);
}

/* The app may be related only then (facts/charms.md 2.4). Absent is a failure that deploys; anything else heals with
 * time. */
static void judge_green_pg_active(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	if (side_num(m, side, FACT_BLUE_PG_SETTLED))
		verdict_set(v, VERDICT_PASS, _("%s %d unit active and idle"), m->settings.side[side].pg_app,
		            (int)side_num(m, side, FACT_BLUE_PG_UNITS));
	else if (strcmp(side_text(m, side, FACT_BLUE_PG_SETTLED), "absent") == 0)
		verdict_set(v, VERDICT_FAIL, _("%s is not deployed"), m->settings.side[side].pg_app);
	else
		verdict_set(v, VERDICT_WAIT, "%s", side_text(m, side, FACT_BLUE_PG_SETTLED));
}

/* At the revision that discover noted: another one would bring another product, and the copy would not fit. */
static void judge_green_app_there(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const char *want = model_note(m, "blue.revision");
	int64_t revision = 0;

	if (!side_num(m, side, FACT_BLUE_APP))
		verdict_set(v, VERDICT_FAIL, _("%s is not deployed"), m->settings.side[side].app);
	else if (want && str_to_int(want, 0, INT32_MAX, &revision) && side_num(m, side, FACT_BLUE_APP_REVISION) != revision)
		verdict_set(v, VERDICT_FAIL, _("revision %d, blue had %d"), (int)side_num(m, side, FACT_BLUE_APP_REVISION), (int)revision);
	else
		verdict_set(v, VERDICT_PASS, _("revision %d"), (int)side_num(m, side, FACT_BLUE_APP_REVISION));
}

/* Reads the fact's JSON anew each time: these gates are asked a few times a second at most, and an answer is short. */
static bool green_has(const struct model *m, enum fact_id relations, const char *endpoint, const char *other)
{
	struct json *j = json_parse(fact_text(m, relations), strlen(fact_text(m, relations)), NULL);
	bool found = relations_have(j, endpoint, other);

	json_free(j);
	return found;
}

/* The far end must be green's own PostgreSQL: related to blue's, green would migrate blue's database by itself
 * (facts/charms.md 1.2). */
static void judge_green_related(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const struct product *p = product_find(m->settings.product);

	if (p && green_has(m, FACT_SIDE(FACT_BLUE_APP_RELATIONS, side), p->database_endpoint, m->settings.side[side].pg_app))
		verdict_set(v, VERDICT_PASS, "%s:%s %s:database", m->settings.side[side].app, p->database_endpoint,
		            m->settings.side[side].pg_app);
	else
		verdict_set(v, VERDICT_FAIL, _("%s has no relation to %s"), m->settings.side[side].app, m->settings.side[side].pg_app);
}

/* Each line of green.integrate, by its first end's endpoint and the name of the application at the other. */
static void judge_green_extras(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const struct side_settings *own = &m->settings.side[side];

	for (size_t i = 0; i < own->integrations; i++) {
		const char *colon = strchr(own->integrate[i], ':'), *blank = strchr(own->integrate[i], ' ');
		char *endpoint = colon && blank > colon ? mem_dupn(colon + 1, (size_t)(blank - colon - 1)) : mem_dup("");
		char *other = blank ? mem_dupn(blank + 1, strcspn(blank + 1, ":")) : mem_dup("");
		bool found = green_has(m, FACT_SIDE(FACT_BLUE_PG_RELATIONS, side), endpoint, other);

		free(endpoint);
		free(other);
		if (!found) {
			verdict_set(v, VERDICT_FAIL, _("missing: %s"), own->integrate[i]);
			return;
		}
	}
	verdict_set(v, VERDICT_PASS, ngettext("%d further relation", "%d further relations", own->integrations), (int)own->integrations);
}

/* The workload's version, not the charm's: the image may be newer than the revision says, and would have made a newer
 * schema (facts/charms.md section 6, no. 11). Blue's is the noted one. */
static void judge_green_version(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const char *blue = model_note(m, "blue.version"), *green = side_text(m, side, FACT_BLUE_APP_VERSION);

	if (!*green)
		verdict_set(v, VERDICT_WAIT, _("green's workload version is not known yet"));
	else if (!blue || strcmp(blue, green) != 0)
		verdict_set(v, VERDICT_FAIL, _("green runs %s, blue %s"), green, blue ? blue : "?");
	else
		verdict_set(v, VERDICT_PASS, _("both run %s"), green);
}

/* Charms that do not start before they have an ingress or a login UI (facts/charms.md 1.3); both come with the switch only. */
static bool wants_ingress(const char *text)
{
	static const char *const words[] = { "public ingress", "ingress to be ready", "with public-route", "with ingress",
		                             "login UI",       "ui-endpoint-info",    "external hostname" };

	for (size_t i = 0; i < mem_count(words); i++)
		if (strstr(text, words[i]))
			return true;
	return false;
}

/* As strict as juju_app_settled (codec/juju_status.h): all units, one leader, nothing dying, no error. */
static void judge_green_settled(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	if (side_num(m, side, FACT_BLUE_APP_SETTLED))
		verdict_set(v, VERDICT_PASS, _("%d units active and idle"), (int)side_num(m, side, FACT_BLUE_APP_UNITS));
	else if (wants_ingress(side_text(m, side, FACT_BLUE_APP_SETTLED)))
		verdict_set(v, VERDICT_WARN, _("as far as it comes without an ingress: %s"), side_text(m, side, FACT_BLUE_APP_SETTLED));
	else
		verdict_set(v, VERDICT_WAIT, "%s", side_text(m, side, FACT_BLUE_APP_SETTLED));
}

/* Only what an operator set is compared. Waivable, since some options have to differ: a sender's address, or the ids of
 * secrets. */
static void judge_config_equal(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	if (texts_equal(m, FACT_BLUE_CONFIG, FACT_GREEN_CONFIG))
		verdict_set(v, VERDICT_PASS,
		            ngettext("%d option set, equal on both", "%d options set, equal on both",
		                     (unsigned long)fact_num(m, FACT_BLUE_CONFIG)),
		            (int)fact_num(m, FACT_BLUE_CONFIG));
	else
		verdict_set(v, VERDICT_FAIL, _("the options that blue's operator set differ on green"));
}

/* What was encrypted with blue's keys is lost without them (facts/ory.md section 5). A cookie secret cannot be carried over. */
static void judge_secrets(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const char *said = model_answer(m, "green.secrets");

	if (!product_has(m->settings.product, PRODUCT_KEYS))
		verdict_set(v, VERDICT_WARN, _("green has a cookie secret of its own: browser sessions end at the switch"));
	else if (said && strcmp(said, "yes") == 0)
		verdict_set(v, VERDICT_PASS, _("compared, says the operator"));
	else
		verdict_set(v, VERDICT_FAIL, _("green's system secrets were not compared with blue's"));
}

/* That its sessions are gone too is judge_target_silent's question: a pod may outlive its unit for a while. */
static void judge_green_scaled_0(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	int units = (int)side_num(m, side, FACT_BLUE_APP_UNITS);

	if (units == 0)
		verdict_set(v, VERDICT_PASS, _("no unit runs"));
	else
		verdict_set(v, VERDICT_WAIT, ngettext("%d unit still there", "%d units still there", (unsigned long)units), units);
}

/* Anybody else may write rows that stop the copy or hide among blue's. Teal's own sessions are known by their name and
 * not counted. */
static void judge_target_silent(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	if (fact_num(m, FACT_TGT_SESSIONS) == 0)
		verdict_set(v, VERDICT_PASS, _("no foreign session"));
	else
		verdict_set(v, VERDICT_WAIT, _("%d: %s"), (int)fact_num(m, FACT_TGT_SESSIONS), fact_text(m, FACT_TGT_SESSIONS));
}

/* Rows of green's first start collide with blue's fixed keys, and then the copy of that table is tried again for ever
 * (facts/ory.md section 4). Once this run's own copy has begun, rows are what is wanted. */
static void judge_target_empty(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	int n = (int)fact_num(m, FACT_TGT_NONEMPTY);

	if (walk_begun(m, STEP_SYNCS))
		verdict_set(v, VERDICT_PASS, _("this run's own copy has begun"));
	else if (n == 0)
		verdict_set(v, VERDICT_PASS, _("all tables are empty"));
	else
		verdict_set(v, VERDICT_FAIL, ngettext("%d table holds rows: %s", "%d tables hold rows: %s", (unsigned long)n), n,
		            fact_text(m, FACT_TGT_NONEMPTY));
}

/* As sets, by their versions: an image of a fork prints the same version and has other migrations (facts/ory.md section
 * 1). What an old database records in the shorter form is the same migration. */
static void judge_same_migrations(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const char *source = fact_text(m, FACT_SRC_MIGRATIONS), *target = fact_text(m, FACT_TGT_MIGRATIONS);
	char *only_source = recorded_beyond(source, target), *only_target = recorded_beyond(target, source);

	if (only_source)
		verdict_set(v, VERDICT_FAIL, _("the sets differ: %d on the source, %d on the target; %s is on the source only"),
		            (int)fact_num(m, FACT_SRC_MIGRATIONS), (int)fact_num(m, FACT_TGT_MIGRATIONS), only_source);
	else if (only_target)
		verdict_set(v, VERDICT_FAIL, _("the sets differ: %d on the source, %d on the target; %s is on the target only"),
		            (int)fact_num(m, FACT_SRC_MIGRATIONS), (int)fact_num(m, FACT_TGT_MIGRATIONS), only_target);
	else
		verdict_set(v, VERDICT_PASS, _("%d migrations on both, the same set"), (int)fact_num(m, FACT_TGT_MIGRATIONS));
	free(only_source);
	free(only_target);
}

/* CREATE SUBSCRIPTION needs a superuser (facts/ory.md section 3), TRUNCATE and all that follows need a server that
 * can be written to. */
static void judge_target_reached(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	if (!side_num(m, side, FACT_SRC_SUPERUSER))
		verdict_set(v, VERDICT_FAIL, _("role %s is no superuser: CREATE SUBSCRIPTION needs one"),
		            side_text(m, side, FACT_SRC_SUPERUSER));
	else if (!side_num(m, side, FACT_SRC_PRIMARY))
		verdict_set(v, VERDICT_FAIL, _("the target is in recovery: it is a replica"));
	else
		verdict_set(v, VERDICT_PASS, _("database %s, superuser %s"), side_text(m, side, FACT_SRC_SERVER),
		            side_text(m, side, FACT_SRC_SUPERUSER));
}

/* What empties the target would empty blue if green.conninfo led there: the servers themselves say who they are. */
static void judge_target_apart(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const char *source = fact_text(m, FACT_SRC_IDENTITY), *target = fact_text(m, FACT_TGT_IDENTITY);

	if (!*source || !*target)
		verdict_set(v, VERDICT_FAIL, _("a server does not tell its system identifier"));
	else if (strcmp(source, target) == 0)
		verdict_set(v, VERDICT_FAIL, _("both are cluster %s: green.conninfo leads to blue or to a replica of it"), source);
	else
		verdict_set(v, VERDICT_PASS, _("cluster %s and cluster %s"), source, target);
}

static const struct gate rows[] = {
	{
		.id = "target-apart",
		.label = N_("two separate servers"),
		.question = N_("the target is another server than the source"),
		.remedy = N_("Mend green.conninfo (--settings=FILE) before anything is emptied."),
		.side = OF_GREEN,
		.facts = FACTS_OF(FACT_SRC_IDENTITY, FACT_TGT_IDENTITY),
		.judge = judge_target_apart,
		.max_age_ms = AGE_SQL,
	},
	{
		.id = "green-free",
		.label = N_("names free for green"),
		.question = N_("nothing stands where green will be"),
		.remedy = N_("Choose other names (--settings=FILE), or remove by hand what is there."),
		.side = OF_GREEN,
		.side_facts = FACTS_OF(FACT_BLUE_APP, FACT_BLUE_PG_SETTLED),
		.judge = judge_green_free,
		.max_age_ms = AGE_JUJU,
	},
	{
		.id = "green-pg-active",
		.label = N_("green's PostgreSQL"),
		.question = N_("green's PostgreSQL is active"),
		.remedy = N_("See juju status and debug-log of green's PostgreSQL; does it need --trust?"),
		.waiting = N_("Waits for juju to bring up green's PostgreSQL; this takes minutes."),
		.side = OF_GREEN,
		.side_facts = FACTS_OF(FACT_BLUE_PG_SETTLED, FACT_BLUE_PG_UNITS),
		.judge = judge_green_pg_active,
		.max_age_ms = AGE_JUJU,
	},
	{
		.id = "green-app-there",
		.label = N_("green's app deployed"),
		.question = N_("green's app is deployed at blue's revision"),
		.remedy = N_("Look at juju status of green's model."),
		.side = OF_GREEN,
		.side_facts = FACTS_OF(FACT_BLUE_APP, FACT_BLUE_APP_REVISION),
		.judge = judge_green_app_there,
		.max_age_ms = AGE_JUJU,
	},
	{
		.id = "green-related",
		.label = N_("relation to PostgreSQL"),
		.question = N_("green's app is related to green's PostgreSQL"),
		.remedy = N_("Look at juju status --relations of green's model."),
		.side = OF_GREEN,
		.side_facts = FACTS_OF(FACT_BLUE_APP_RELATIONS),
		.judge = judge_green_related,
		.max_age_ms = AGE_JUJU,
	},
	{
		.id = "green-extras",
		.label = N_("further relations"),
		.question = N_("green's PostgreSQL has its further relations"),
		.remedy = N_("Check green.integrate in the settings (--settings=FILE)."),
		.side = OF_GREEN,
		.side_facts = FACTS_OF(FACT_BLUE_PG_RELATIONS),
		.judge = judge_green_extras,
		.max_age_ms = AGE_JUJU,
	},
	{
		.id = "green-version",
		.label = N_("same version on both"),
		.question = N_("green runs blue's workload version"),
		.remedy = N_("The image may be newer than the charm: deploy blue's (--resource oci-image)."),
		.waiting = N_("Waits for green's charm to tell the version of its workload."),
		.side = OF_GREEN,
		.side_facts = FACTS_OF(FACT_BLUE_APP_VERSION),
		.judge = judge_green_version,
		.max_age_ms = AGE_JUJU,
	},
	{
		.id = "green-settled",
		.label = N_("green's units at rest"),
		.question = N_("green's units are active and idle"),
		.remedy = N_("Look at juju status of green's model."),
		.waiting = N_("Waits for green's charm to bring its units to active and idle."),
		.side = OF_GREEN,
		.side_facts = FACTS_OF(FACT_BLUE_APP_SETTLED, FACT_BLUE_APP_UNITS),
		.judge = judge_green_settled,
		.max_age_ms = AGE_JUJU,
	},
	{
		.id = "config-equal",
		.label = N_("same configuration"),
		.question = N_("green has blue's configuration"),
		.remedy = N_("Compare juju config of both; set on green what is missing."),
		.side = OF_GREEN,
		.facts = FACTS_OF(FACT_BLUE_CONFIG, FACT_GREEN_CONFIG),
		.judge = judge_config_equal,
		.max_age_ms = AGE_SLOW,
		.flags = GATE_WAIVABLE,
	},
	{
		.id = "secrets-known",
		.label = N_("secrets and sessions"),
		.question = N_("what becomes of secrets and sessions is known"),
		.remedy = N_("Compare get-secret-keys of both sides before green serves."),
		.judge = judge_secrets,
		.flags = GATE_WAIVABLE,
	},
	{
		.id = "green-scaled-0",
		.label = N_("%s's app stopped"),
		.question = N_("%s's app runs no unit"),
		.remedy = N_("juju scale-application to 0 is slow at times; look at juju status."),
		.waiting = N_("Waits for juju to take %s's last units away."),
		.side = OF_SUBJECT,
		.side_facts = FACTS_OF(FACT_BLUE_APP_UNITS),
		.judge = judge_green_scaled_0,
		.max_age_ms = AGE_JUJU,
	},
	{
		.id = "target-reached",
		.label = N_("green's database"),
		.question = N_("the target database answers, to a superuser"),
		.remedy = N_("Check green.conninfo (--settings=FILE); is green's PostgreSQL active?"),
		.side = OF_GREEN,
		.side_facts = FACTS_OF(FACT_SRC_SERVER, FACT_SRC_SUPERUSER, FACT_SRC_PRIMARY),
		.judge = judge_target_reached,
		.max_age_ms = AGE_SQL,
	},
	{
		.id = "target-silent",
		.label = N_("green's database quiet"),
		.question = N_("nobody else is connected to the target database"),
		.remedy = N_("End those sessions, or wait until the app is gone."),
		.waiting = N_("Waits for the named sessions on green's database to end."),
		.side = OF_GREEN,
		.facts = FACTS_OF(FACT_TGT_SESSIONS),
		.judge = judge_target_silent,
		.max_age_ms = AGE_SQL,
	},
	{
		.id = "target-empty",
		.label = N_("green's tables empty"),
		.question = N_("the target's tables are empty"),
		.remedy = N_("Go back to quiet-green: it empties what green's first start left."),
		.side = OF_GREEN,
		.facts = FACTS_OF(FACT_TGT_NONEMPTY),
		.judge = judge_target_empty,
		.max_age_ms = AGE_SLOW,
	},
	{
		.id = "same-migrations",
		.label = N_("same migrations"),
		.question = N_("both databases have the same migrations"),
		.remedy = N_("Compare schema_migration of both; a fork's image has other ones."),
		.side = OF_GREEN,
		.facts = FACTS_OF(FACT_SRC_MIGRATIONS, FACT_TGT_MIGRATIONS),
		.judge = judge_same_migrations,
		.max_age_ms = AGE_SLOW,
	},
};
const struct gate_table gates_green = { rows, mem_count(rows) };
