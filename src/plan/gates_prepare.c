/* Gates of the phase Prepare. */
#include "config.h"

#include "plan/gates.h"

#include "assess/library.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/version.h"
#include "plan/backup.h"
#include "plan/renewal.h"
#include "plan/upgrade.h"

/* For facts that need only be there. */
static void judge_text(const struct model *m, enum fact_id id, struct verdict *v, const char *missing)
{
	if (*fact_text(m, id))
		verdict_set(v, VERDICT_PASS, "%s", fact_text(m, id));
	else
		verdict_set(v, VERDICT_FAIL, "%s", missing);
}

/* That the facts are there and fresh is the whole answer: gate_ask has seen to it before. */
static void judge_juju(const struct model *m, int64_t now, struct verdict *v)
{
	verdict_set(v, VERDICT_PASS, _("client %s, model %s"), fact_text(m, FACT_JUJU_VERSION), fact_text(m, FACT_BLUE_MODEL));
}

/* The app first, then its PostgreSQL; each tells what is not settled in its own words (juju_app_settled). FAIL, not
 * WAIT: a migration is not begun on a blue that is still coming to rest. */
static void judge_blue_settled(const struct model *m, int64_t now, struct verdict *v)
{
	if (!fact_num(m, FACT_BLUE_APP))
		verdict_set(v, VERDICT_FAIL, _("there is no application %s in the model"), m->settings.side[BLUE].app);
	else if (!fact_num(m, FACT_BLUE_APP_SETTLED))
		verdict_set(v, VERDICT_FAIL, "%s", fact_text(m, FACT_BLUE_APP_SETTLED));
	else if (!fact_num(m, FACT_BLUE_PG_SETTLED))
		verdict_set(v, VERDICT_FAIL, "%s", fact_text(m, FACT_BLUE_PG_SETTLED));
	else
		verdict_set(v, VERDICT_PASS, _("%s %d, %s %d units active and idle"), m->settings.side[BLUE].app,
		            (int)fact_num(m, FACT_BLUE_APP_UNITS), m->settings.side[BLUE].pg_app, (int)fact_num(m, FACT_BLUE_PG_UNITS));
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
static void judge_blue_as_it_was(const struct model *m, int64_t now, struct verdict *v)
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
static void judge_blue_serves(const struct model *m, int64_t now, struct verdict *v)
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
static void judge_blue_version(const struct model *m, int64_t now, struct verdict *v)
{
	judge_text(m, FACT_BLUE_APP_VERSION, v, _("juju status shows no workload version"));
}

/* Below charm 2.2.0 two Kratos in one model overwrite each other's ConfigMaps (facts/charms.md 1.7). Revision 565 is the newest known
 * before it. */
static void judge_model_apart(const struct model *m, int64_t now, struct verdict *v)
{
	if (!str_same(m->settings.side[BLUE].juju_model, m->settings.side[GREEN].juju_model))
		verdict_set(v, VERDICT_PASS, _("blue in %s, green in %s"), m->settings.side[BLUE].juju_model,
		            m->settings.side[GREEN].juju_model);
	else if (strcmp(m->settings.product, "kratos") == 0 && fact_num(m, FACT_BLUE_APP_REVISION) <= 565)
		verdict_set(v, VERDICT_FAIL, _("one model for both: charm revision %d writes ConfigMaps of fixed names"),
		            (int)fact_num(m, FACT_BLUE_APP_REVISION));
	else
		verdict_set(v, VERDICT_WARN, _("one model for both: blue and green share what is named by model"));
}

/* What its role may do is another question (source-rights). Since PostgreSQL 10 the number is major * 10000 + minor. */
static void judge_source(const struct model *m, int64_t now, struct verdict *v)
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
static void judge_source_primary(const struct model *m, int64_t now, struct verdict *v)
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
static void judge_only_us(const struct model *m, int64_t now, struct verdict *v)
{
	if (fact_num(m, FACT_SRC_LOCK))
		verdict_set(v, VERDICT_PASS, _("this run holds the lock on the source"));
	else if (*fact_text(m, FACT_SRC_LOCK))
		verdict_set(v, VERDICT_FAIL, _("held by %s"), fact_text(m, FACT_SRC_LOCK));
	else
		verdict_set(v, m->observe ? VERDICT_PASS : VERDICT_WAIT, _("nobody holds it"));
}

/* Zero migrations also mean that the tables could not be read at all: most often another database than the app's. */
static void judge_schema_seen(const struct model *m, int64_t now, struct verdict *v)
{
	char size[CLOCK_TEXT];

	clock_bytes(fact_num(m, FACT_SRC_SIZE), size);
	if (!fact_num(m, FACT_SRC_MIGRATIONS))
		verdict_set(v, VERDICT_FAIL, _("the database has no schema_migration: is it really %s's?"), m->settings.product);
	else
		verdict_set(v, VERDICT_PASS, _("%d tables, %s, %d migrations"), (int)fact_num(m, FACT_SRC_SCHEMA), size,
		            (int)fact_num(m, FACT_SRC_MIGRATIONS));
}

/* blue may be NULL or "". The product's version decides, not the charm's revision: a higher revision has held an older
 * product (facts/charms.md section 6, no. 12). Equal versions pass. */
static void judge_upward(const struct model *m, const char *blue, struct verdict *v)
{
	struct version from, to;

	if (!version_parse(blue, &from) || !version_parse(m->settings.target_version, &to))
		verdict_set(v, VERDICT_FAIL, _("the versions cannot be compared: %s and %s"), blue ? blue : "?",
		            m->settings.target_version);
	else if (version_compare(&to, &from) < 0)
		verdict_set(v, VERDICT_FAIL, _("%s is older than blue's %s: schemas do not go back"), m->settings.target_version, blue);
	else
		verdict_set(v, VERDICT_PASS, "%s -> v%s, rev %d", blue, m->settings.target_version, (int)m->settings.target_revision);
}

/* By what juju status says now, while blue is still as it was. */
static void judge_no_downgrade(const struct model *m, int64_t now, struct verdict *v)
{
	judge_upward(m, fact_text(m, FACT_BLUE_APP_VERSION), v);
}

/* For the time after green was filled, when juju status of blue may say nothing any more. */
static void judge_no_downgrade_noted(const struct model *m, int64_t now, struct verdict *v)
{
	judge_upward(m, model_note(m, "blue.version"), v);
}

/* Whether the options fit green is asked when green is there (judge_config_equal). */
static void judge_config_seen(const struct model *m, int64_t now, struct verdict *v)
{
	int n = (int)fact_num(m, FACT_BLUE_CONFIG);

	verdict_set(v, VERDICT_PASS, ngettext("%d option was set by the operator", "%d options were set by the operator", (unsigned long)n),
	            n);
}

/* Never a failure: run-migration is needed whenever the version changes, so that an unknown set changes the risk, not
 * the plan (facts/ory.md section 1). */
static void judge_migrations_known(const struct model *m, int64_t now, struct verdict *v)
{
	struct assessment a;
	int n = 0;

	if (!upgrade_assess(m, &a)) {
		verdict_set(v, VERDICT_FAIL, _("the versions cannot be compared"));
		return;
	}
	for (size_t i = 0; i < a.migrations; i++)
		n += !a.migration[i].recorded;
	if (!a.migrations_known)
		verdict_set(v, VERDICT_WARN, _("unknown, assume needed: %s"), a.unknown ? a.unknown : "");
	else
		verdict_set(v, VERDICT_PASS, ngettext("%d migration comes", "%d migrations come", (unsigned long)n), n);
	assessment_release(&a);
}

/* Passes with the answer itself as its evidence. */
static void judge_answered(const struct model *m, const char *key, const char *missing, struct verdict *v)
{
	const char *text = model_answer(m, key);

	if (text && *text)
		verdict_set(v, VERDICT_PASS, "%s", text);
	else
		verdict_set(v, VERDICT_FAIL, "%s", missing);
}

/* What is being fetched may add something that must be read. Every fetch has a deadline, so that this ends. */
static bool still_fetched(const struct model *m)
{
	static const enum document wanted[] = { DOC_CHANGELOG, DOC_TREE_TO, DOC_GO_TO, DOC_CHARM_TO };

	for (size_t i = 0; m->library && i < mem_count(wanted); i++)
		if (m->library->doc[wanted[i]].origin == ORIGIN_WAITING)
			return true;
	return false;
}

/* Each entry is marked by itself, with what it says. */
static void judge_releases_read(const struct model *m, int64_t now, struct verdict *v)
{
	struct assessment a;
	struct assess_entry r;
	int left = 0, all = 0;

	if (!upgrade_assess(m, &a)) {
		verdict_set(v, VERDICT_FAIL, _("the versions cannot be compared"));
		return;
	}
	for (size_t i = 0; assess_entry_at(&a, i, &r); i++) {
		all += r.required;
		left += r.required && !upgrade_was_read(m, &r);
	}
	if (still_fetched(m))
		verdict_set(v, VERDICT_WAIT, _("what is said about the releases is still being fetched"));
	else if (left)
		verdict_set(v, VERDICT_FAIL, ngettext("%d of %d is still to be read", "%d of %d are still to be read", (unsigned long)left),
		            left, all);
	else
		verdict_set(v, VERDICT_PASS, ngettext("%d of %d read", "%d of %d read", (unsigned long)all), all, all);
	assessment_release(&a);
}

/* What is known to stop the migration, or to break what comes after it. */
static void judge_hazards(const struct model *m, int64_t now, struct verdict *v)
{
	struct assessment a;

	if (!upgrade_assess(m, &a))
		verdict_set(v, VERDICT_FAIL, _("the versions cannot be compared"));
	else if (a.hazards && a.hazard[0].level == HAZARD_BLOCK)
		verdict_set(v, VERDICT_FAIL, "%s: %s", a.hazard[0].id, a.hazard[0].evidence);
	else
		verdict_set(v, VERDICT_PASS, _("none that blocks"));
	assessment_release(&a);
}

/* "now" is the moment at which it was said, not the moment of the question; otherwise a window would never end. False:
 * nothing was said, or no time. */
static bool window_start(const struct model *m, int64_t *at)
{
	const char *text = model_answer(m, "window.start");

	if (text && strcmp(text, "now") == 0) {
		*at = model_note_row(m, "answer.window.start")->at;
		return true;
	}
	return clock_parse_iso(text, at);
}

/* Half a day late is let pass here, so that a window that was missed by minutes need not be chosen anew; whether it is
 * open is judge_window_now's question. */
static void judge_window_chosen(const struct model *m, int64_t now, struct verdict *v)
{
	int64_t at;
	char iso[CLOCK_TEXT];

	if (!window_start(m, &at)) {
		verdict_set(v, VERDICT_FAIL,
		            model_answer(m, "window.start") ? _("that is no time; write now, or 2026-11-24 03:40 in UTC")
		                                            : _("no window is chosen yet"));
		return;
	}
	clock_iso(at, iso);
	iso[16] = '\0';
	if (at < now - AGE_DAY / 2)
		verdict_set(v, VERDICT_FAIL, _("%s UTC is long past"), iso);
	else
		verdict_set(v, VERDICT_PASS, _("from %s UTC"), iso);
}

/* A window has no end that somebody named; twelve hours after its begin it is surely another night than the one that
 * was chosen. */
static void judge_window_now(const struct model *m, int64_t now, struct verdict *v)
{
	int64_t at;
	char span[CLOCK_TEXT];

	if (!window_start(m, &at)) {
		verdict_set(v, VERDICT_FAIL, _("no window is chosen"));
	} else if (now < at) {
		clock_span(at - now, span);
		verdict_set(v, VERDICT_WAIT, _("it begins in %s"), span);
	} else if (now - at > AGE_DAY / 2) {
		verdict_set(v, VERDICT_FAIL, _("it began more than twelve hours ago"));
	} else {
		clock_span(now - at, span);
		verdict_set(v, VERDICT_PASS, _("it began %s ago"), span);
	}
}

/* All three, since a plan without the one who decides is none. */
static void judge_fallback(const struct model *m, int64_t now, struct verdict *v)
{
	static const char *const keys[] = { "fallback.who", "fallback.until", "fallback.how" };

	for (size_t i = 0; i < mem_count(keys); i++) {
		judge_answered(m, keys[i], _("who decides, until when, and how: not all answered"), v);
		if (v->kind != VERDICT_PASS)
			return;
	}
	verdict_set(v, VERDICT_PASS, _("%s decides; %s"), model_answer(m, "fallback.who"), model_answer(m, "fallback.until"));
}

/* Not rehearsed is a failure that may be waived with a reason: the reason is what the report is after. */
static void judge_rehearsed(const struct model *m, int64_t now, struct verdict *v)
{
	const char *text = model_answer(m, "fallback.rehearsed");

	if (text && strcmp(text, "yes") == 0)
		verdict_set(v, VERDICT_PASS, _("rehearsed, says the operator"));
	else if (text && strcmp(text, "this-is-it") == 0)
		verdict_set(v, VERDICT_WARN, _("this run is the rehearsal"));
	else
		verdict_set(v, VERDICT_FAIL, _("not rehearsed"));
}

/* Only what can be seen without trying: the relation to a store. The action itself may refuse for more reasons
 * (facts/charms.md 2.2), which the act shows. */
static void judge_backup_possible(const struct model *m, int64_t now, struct verdict *v)
{
	if (!backup_has_store(m, BLUE))
		verdict_set(v, VERDICT_FAIL, _("%s has no s3-parameters relation"), m->settings.side[BLUE].pg_app);
	else
		verdict_set(v, VERDICT_PASS, "%s",
		            backup_tls(m, BLUE) && fact_num(m, FACT_BLUE_PG_UNITS) > 1 ? _("from a replica") : _("from the primary"));
}

/* Ten minutes: a failover in between would make the answer wrong, and the backup be refused. */
static void judge_primary_known(const struct model *m, int64_t now, struct verdict *v)
{
	const struct note *n = model_note_row(m, "blue.pg.primary");

	if (n && now - n->at < 10 * 60000)
		verdict_set(v, VERDICT_PASS, "%s", n->text);
	else
		verdict_set(v, VERDICT_FAIL, _("not asked in the last ten minutes"));
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

/* Old enough to count is what the operator said (limits.backup_age_s). A backup that somebody else made will do. */
static void judge_checkpoint_before(const struct model *m, int64_t now, struct verdict *v)
{
	backup_judge(m, BLUE, now - m->settings.limits.backup_age_s * 1000, now, v);
}

static const struct renewal new_window = {
	N_("Choose the window anew: now"),
	N_("The window that was chosen is over. It is chosen anew, from now on."),
	"window.start",
	"now",
};

static const struct renewal new_backup = {
	N_("Make a new backup"),
	N_("The backup is older than you allow. The step that made it is done again; then the run is back here."),
	NULL,
	NULL,
};

/* What the assessment is made of (upgrade_assess). What discover has noted of it stays, the rest must be seen again after a resume. */
#define ASSESSED \
	FACTS_OF(FACT_BLUE_APP_VERSION, FACT_BLUE_APP_REVISION, FACT_BLUE_APP_RELATIONS, FACT_SRC_MIGRATIONS, FACT_SRC_EXTENSIONS, \
	         FACT_SRC_SIZE)

/* id, question, remedy, facts, judge, max_age_ms, flags. A gate without facts rests on notes and answers, which do not
 * grow old by themselves; its max_age_ms means nothing. */
const struct gate gates_prepare[] = {
	{ "juju-answers", N_("juju answers, and blue's model is there"),
	  N_("Run juju login; check the model's name in the settings (--settings=FILE)."), FACTS_OF(FACT_JUJU_VERSION, FACT_BLUE_MODEL),
	  judge_juju, AGE_SLOW, 0 },
	{ "blue-settled", N_("blue's units are all active and idle, with one leader"),
	  N_("Look at juju status; mend what is not active first."),
	  FACTS_OF(FACT_BLUE_APP, FACT_BLUE_APP_SETTLED, FACT_BLUE_APP_UNITS, FACT_BLUE_PG_SETTLED, FACT_BLUE_PG_UNITS), judge_blue_settled,
	  AGE_JUJU, 0 },
	{ "blue-as-it-was", N_("blue is what it was when the run began"),
	  N_("Find out who changed it. Undo, and begin again from blue as it is now."),
	  FACTS_OF(FACT_BLUE_APP, FACT_BLUE_APP_REVISION, FACT_BLUE_APP_VERSION, FACT_BLUE_APP_UNITS), judge_blue_as_it_was, AGE_JUJU,
	  GATE_WAIVABLE | GATE_UNDO_WATCHES },
	{ "blue-serves", N_("blue answers that it is ready"), N_("Look at juju status and at the log of blue's workload."),
	  FACTS_OF(FACT_BLUE_HEALTH), judge_blue_serves, AGE_JUJU, GATE_WAIVABLE | GATE_UNDO_WATCHES },
	{ "blue-version", N_("blue's workload version is known"), N_("Wait for the charm to set it, or look at juju status."),
	  FACTS_OF(FACT_BLUE_APP_VERSION), judge_blue_version, AGE_JUJU, 0 },
	{ "models-apart", N_("blue and green do not overwrite each other"),
	  N_("Give green a model of its own in the settings (--settings=FILE)."), FACTS_OF(FACT_BLUE_APP_REVISION), judge_model_apart,
	  AGE_JUJU, 0 },
	{ "source-reached", N_("the source database answers"),
	  N_("Check host, port, user and password of blue.conninfo in the settings (--settings=FILE)."), FACTS_OF(FACT_SRC_SERVER),
	  judge_source, AGE_SQL, 0 },
	{ "source-primary", N_("the source is the primary, on the timeline it had"),
	  N_("Find the primary; after a failover start the synchronisation anew."), FACTS_OF(FACT_SRC_PRIMARY, FACT_SRC_IDENTITY),
	  judge_source_primary, AGE_SQL, 0 },
	{ "only-us", N_("no second operator works on this source"),
	  N_("Speak with whoever holds it; its session ends when that teal ends."), FACTS_OF(FACT_SRC_LOCK), judge_only_us, AGE_SQL, 0 },
	{ "schema-seen", N_("the source's tables and migrations were read"),
	  N_("Check the database name in blue.conninfo (--settings=FILE)."), FACTS_OF(FACT_SRC_SCHEMA, FACT_SRC_MIGRATIONS, FACT_SRC_SIZE),
	  judge_schema_seen, AGE_SLOW, 0 },
	{ "no-downgrade", N_("the target is not older than blue"),
	  N_("Choose a target that is newer; a higher charm revision can hold an older product."), FACTS_OF(FACT_BLUE_APP_VERSION),
	  judge_no_downgrade, AGE_JUJU, 0 },
	{ "no-downgrade-noted", N_("the target is not older than blue was"), N_("Choose a target that is newer."), NO_FACTS,
	  judge_no_downgrade_noted, 0, 0 },
	{ "config-seen", N_("blue's configuration was read"), N_("Look at juju config of blue's app."), FACTS_OF(FACT_BLUE_CONFIG),
	  judge_config_seen, AGE_SLOW, 0 },
	{ "migrations-known", N_("it is known which SQL migrations come"),
	  N_("Read the releases between; run-migration is needed whenever the version changes."), ASSESSED, judge_migrations_known,
	  AGE_SLOW, 0 },
	{ "no-blocking-hazard", N_("nothing is known that stops this migration"),
	  N_("Read the hazard on this screen; its text says the way around it."), ASSESSED, judge_hazards, AGE_SLOW, GATE_WAIVABLE },
	{ "releases-read", N_("the operator has read what lies between"), N_("Open each flagged entry on this screen and mark it as read."),
	  ASSESSED, judge_releases_read, AGE_SLOW, GATE_READS_RELEASES },
	{ "window-chosen", N_("a window is chosen"), N_("Choose when the writes will be stopped: now, or a time in UTC."), NO_FACTS,
	  judge_window_chosen, 0, 0, &new_window },
	{ "window-now", N_("the chosen window is now"), N_("Wait for it, or go back to the window's screen and choose another."), NO_FACTS,
	  judge_window_now, 0, GATE_WAIVABLE, &new_window },
	{ "fallback-written", N_("the fallback is written down"), N_("Answer who decides, until when, and how."), NO_FACTS, judge_fallback,
	  0, 0 },
	{ "fallback-rehearsed", N_("the fallback was rehearsed"), N_("Rehearse it: teal train, or in staging. Or give the reason why not."),
	  NO_FACTS, judge_rehearsed, 0, GATE_WAIVABLE },
	{ "backup-possible", N_("blue's PostgreSQL can make backups"), N_("Integrate it with s3-integrator, in a bucket path of its own."),
	  FACTS_OF(FACT_BLUE_PG_RELATIONS, FACT_BLUE_PG_UNITS), judge_backup_possible, AGE_JUJU, GATE_WAIVABLE },
	{ "primary-known", N_("which unit is blue's primary is known"), N_("Run the step again."), NO_FACTS, judge_primary_known, 0, 0 },
	{ "checkpoint-before", N_("a finished backup from before, young enough"),
	  N_("Make a new one: the step that backs up blue is done again."), FACTS_OF(FACT_BLUE_BACKUP), judge_checkpoint_before, AGE_SLOW,
	  GATE_WAIVABLE, &new_backup },
};
const size_t gates_prepare_count = mem_count(gates_prepare);
