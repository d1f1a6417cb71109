/* Gates about the upgrade: the charm, its units, the migrations, and the service that comes of it. */
#include "config.h"

#include "plan/gates.h"

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "codec/version.h"
#include "plan/migrations.h"

/* Both from juju status: the words of refresh are printed before it may still fail (facts/juju.md section 4). */
static void judge_green_revision(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	int64_t revision = side_num(m, side, FACT_BLUE_APP_REVISION);
	const char *channel = side_text(m, side, FACT_BLUE_APP_REVISION);

	verdict_set(v,
	            revision == m->settings.target_revision && strcmp(channel, m->settings.target_channel) == 0 ? VERDICT_PASS
	                                                                                                        : VERDICT_FAIL,
	            _("revision %d, channel %s"), (int)revision, channel);
}

/* With a leader, since run-migration is refused on any other unit (facts/charms.md 1.4). One unit is wanted when blue's
 * number was never noted. */
static void judge_green_scaled_up(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const char *want = model_note(m, "blue.units");
	int64_t n = 1;

	if (want)
		str_to_int(want, 1, 1000, &n);
	verdict_set(v,
	            side_num(m, side, FACT_BLUE_APP_UNITS) == n && side_text(m, side, FACT_BLUE_APP_UNITS)[0] != ' ' ? VERDICT_PASS
	                                                                                                             : VERDICT_WAIT,
	            _("%d of %d units, leader %s"), (int)side_num(m, side, FACT_BLUE_APP_UNITS), (int)n,
	            side_text(m, side, FACT_BLUE_APP_UNITS)[0] == ' ' || !*side_text(m, side, FACT_BLUE_APP_UNITS) ? _("unknown")
	                                                                                                           : _("known"));
}

/* While the migration runs, and until the service was asked: who takes a unit away stops the one that migrates or serves. */
static void judge_green_units(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const char *want = model_note(m, "blue.units");
	int64_t n = 1;

	if (want)
		str_to_int(want, 1, 1000, &n);
	verdict_set(v, side_num(m, side, FACT_BLUE_APP_UNITS) < n ? VERDICT_FAIL : VERDICT_PASS, _("%d of %d units"),
	            (int)side_num(m, side, FACT_BLUE_APP_UNITS), (int)n);
}

/* As numbers, so that "v1.3.1" of the charm and "1.3.1" of the settings are the same. A text that is no version equals
 * nothing. */
static bool same_version(const char *a, const char *b)
{
	struct version x, y;

	return version_parse(a, &x) && version_parse(b, &y) && version_compare(&x, &y) == 0;
}

/* The charm's revision does not fix the image: a resource that was given by hand stays when the charm is refreshed
 * (facts/charms.md section 6, no. 11). */
static void judge_green_target(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const char *got = side_text(m, side, FACT_BLUE_APP_VERSION);

	verdict_set(v, same_version(got, m->settings.target_version) ? VERDICT_PASS : VERDICT_WAIT, _("workload %s, wanted v%s"),
	            *got ? got : "?", m->settings.target_version);
}

/* Two witnesses: the task said that it completed, and the database has what the catalogue expects of the target. The
 * first alone is not enough, since a charm may be right about itself and wrong about its database; the second alone
 * could be seen while the task goes on. A version that the catalogue does not know is a warning for the operator to
 * read, not a refusal. */
static void judge_migrated(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const char *task = fact_text(m, FACT_TASK);
	struct migrations_state state;
	bool completed, under_way;

	completed = model_note(m, "migrate.completed") || strcmp(task, "completed") == 0;
	under_way = strcmp(task, "running") == 0 || strcmp(task, "pending") == 0;
	migrations_read(m, side, &state);
	if (!completed)
		verdict_set(v, under_way ? VERDICT_WAIT : VERDICT_FAIL, _("run-migration has not completed: %s"),
		            *task ? task : _("no task of this run is known"));
	else if (state.missing)
		verdict_set(v, VERDICT_FAIL,
		            ngettext("%d expected migration is not recorded", "%d expected migrations are not recorded",
		                     (unsigned long)state.missing),
		            state.missing);
	else if (!state.expected_known)
		verdict_set(v, VERDICT_WARN, _("the task completed, %d new ones recorded; the catalogue does not know v%s"), state.added,
		            m->settings.target_version);
	else
		verdict_set(v, VERDICT_PASS, _("%d recorded, %d of them new; the task completed"),
		            (int)side_num(m, side, FACT_SRC_MIGRATIONS), state.added);
}

/* An index that was built concurrently and broken off stays behind invalid, and a second try skips it; the apply worker
 * checks no foreign key (facts/ory.md sections 3 and 4). */
static void judge_integrity(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	if (fact_num(m, FACT_INVALID))
		verdict_set(v, VERDICT_FAIL, _("invalid: %s"), fact_text(m, FACT_INVALID));
	else if (fact_num(m, FACT_ORPHANS))
		verdict_set(v, VERDICT_FAIL, _("orphans: %s"), fact_text(m, FACT_ORPHANS));
	else
		verdict_set(v, VERDICT_PASS, _("no invalid index or constraint, no orphan"));
}

/* "default" is what an identity without an id has. */
static bool has_schema(const struct json *schemas, const char *other, const char *id, size_t n)
{
	if ((n == 7 && memcmp(id, "default", n) == 0) || (strlen(other) == n && memcmp(other, id, n) == 0))
		return true;
	for (const struct json *s = json_first(schemas); s; s = json_next(s))
		if (json_key(s) && strlen(json_key(s)) == n && memcmp(json_key(s), id, n) == 0)
			return true;
	return false;
}

/* One identity whose schema is not known makes even the listing of identities fail (facts/ory.md section 6). Without the option the charm
 * has schemas of its own, which are not known here. */
static void judge_identity_schemas(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const char *ids = fact_text(m, FACT_SCHEMA_IDS), *config = side_text(m, side, FACT_BLUE_CONFIG);
	struct json *root = json_parse(config, strlen(config), NULL), *schemas;
	const char *text = json_str(root, "identity_schemas", NULL), *other = json_str(root, "default_identity_schema_id", "");

	schemas = text ? json_parse(text, strlen(text), NULL) : NULL;
	if (!*ids)
		verdict_set(v, VERDICT_PASS, _("no identity has one"));
	else if (!schemas)
		verdict_set(v, VERDICT_WARN, _("identities have %s; %s's configuration names no schemas"), ids, side_name(side));
	else
		verdict_set(v, VERDICT_PASS, "%s", ids);
	for (const char *s = ids; schemas && *s; s += strcspn(s, " "), s += strspn(s, " "))
		if (!has_schema(schemas, other, s, strcspn(s, " "))) {
			verdict_set(v, VERDICT_FAIL, _("%s does not know %.*s"), side_name(side), (int)strcspn(s, " "), s);
			break;
		}
	json_free(schemas);
	json_free(root);
}

/* Asked of the service, not of the charm, which may say active before the app serves (facts/charms.md 1.4). The version
 * goes with it, because an old process may still be answering. */
static void judge_green_healthy(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	if (side_num(m, side, FACT_BLUE_HEALTH) != 200)
		verdict_set(v, VERDICT_WAIT, _("health/ready: %d %s"), (int)side_num(m, side, FACT_BLUE_HEALTH),
		            side_text(m, side, FACT_BLUE_HEALTH));
	else if (!same_version(fact_text(m, FACT_HTTP_VERSION), m->settings.target_version))
		verdict_set(v, VERDICT_WAIT, _("ready, but it says version %s"), fact_text(m, FACT_HTTP_VERSION));
	else
		verdict_set(v, VERDICT_PASS, _("ready, version %s"), fact_text(m, FACT_HTTP_VERSION));
}

static const struct gate rows[] = {
	{
		.id = "green-revision",
		.label = N_("%s's revision"),
		.question = N_("%s is at the target's revision and channel"),
		.remedy = N_("Look at juju status of %s's model."),
		.side = OF_SUBJECT,
		.side_facts = FACTS_OF(FACT_BLUE_APP_REVISION),
		.judge = judge_green_revision,
		.max_age_ms = AGE_JUJU,
	},
	{
		.id = "green-scaled-up",
		.label = N_("all units, a leader"),
		.question = N_("%s has all its units, and a leader"),
		.remedy = N_("Look at juju status of %s's model."),
		.waiting = N_("Waits for juju to start %s's units and to name their leader."),
		.side = OF_SUBJECT,
		.side_facts = FACTS_OF(FACT_BLUE_APP_UNITS),
		.judge = judge_green_scaled_up,
		.max_age_ms = AGE_JUJU,
	},
	{
		.id = "green-units",
		.label = N_("%s's units kept"),
		.question = N_("%s keeps its units"),
		.remedy = N_("Scale %s up again, then try the step again."),
		.side = OF_SUBJECT,
		.side_facts = FACTS_OF(FACT_BLUE_APP_UNITS),
		.judge = judge_green_units,
		.max_age_ms = AGE_JUJU,
	},
	{
		.id = "green-target",
		.label = N_("%s's new version"),
		.question = N_("%s's workload is the target version"),
		.remedy = N_("A resource that was given by hand is not refreshed: juju resources."),
		.waiting = N_("Waits for %s's charm to tell that it runs the target version."),
		.side = OF_SUBJECT,
		.side_facts = FACTS_OF(FACT_BLUE_APP_VERSION),
		.judge = judge_green_target,
		.max_age_ms = AGE_JUJU,
	},
	{
		.id = "migrated",
		.label = N_("migrations recorded"),
		.question = N_("the expected migrations are recorded, the task completed"),
		.remedy = N_("Look at juju show-task and debug-log; running it again is safe."),
		.waiting = N_("Waits for the action run-migration on %s's leader."),
		.side = OF_SUBJECT,
		.side_facts = FACTS_OF(FACT_SRC_MIGRATIONS),
		.facts = FACTS_OF(FACT_TASK),
		.judge = judge_migrated,
		.max_age_ms = AGE_SLOW,
	},
	{
		.id = "integrity",
		.label = N_("indexes, constraints"),
		.question = N_("indexes and constraints are valid, no row is an orphan"),
		.remedy = N_("REINDEX what is invalid; orphans mean that a table was left out."),
		.side = OF_SUBJECT,
		.facts = FACTS_OF(FACT_INVALID, FACT_ORPHANS),
		.judge = judge_integrity,
		.max_age_ms = AGE_SLOW,
	},
	{
		.id = "identity-schemas",
		.label = N_("identity schemas"),
		.question = N_("%s knows the schema of every identity"),
		.remedy = N_("Give %s the identities' schemas (juju config): without, listing fails."),
		.side = OF_SUBJECT,
		.side_facts = FACTS_OF(FACT_BLUE_CONFIG),
		.facts = FACTS_OF(FACT_SCHEMA_IDS),
		.judge = judge_identity_schemas,
		.max_age_ms = AGE_SLOW,
		.flags = GATE_WAIVABLE,
	},
	{
		.id = "green-healthy",
		.label = N_("%s's health"),
		.question = N_("%s answers, in the target version"),
		.remedy = N_("It starts at the charm's next hook. If that wants an ingress first: waive."),
		.waiting = N_("Waits for %s's service to answer in the target version."),
		.side = OF_SUBJECT,
		.side_facts = FACTS_OF(FACT_BLUE_HEALTH),
		.facts = FACTS_OF(FACT_HTTP_VERSION),
		.judge = judge_green_healthy,
		.max_age_ms = AGE_JUJU,
		.flags = GATE_WAIVABLE,
	},
	{
		.id = "green-serves",
		.label = N_("%s serves"),
		.question = N_("%s answers its users, in the target version"),
		.remedy = N_("It starts at the charm's next hook; look at its log."),
		.waiting = N_("Waits for %s to answer its users in the target version."),
		.side = OF_SUBJECT,
		.side_facts = FACTS_OF(FACT_BLUE_HEALTH),
		.facts = FACTS_OF(FACT_HTTP_VERSION),
		.judge = judge_green_healthy,
		.max_age_ms = AGE_JUJU,
	},
};
const struct gate_table gates_upgrade = { rows, mem_count(rows) };
