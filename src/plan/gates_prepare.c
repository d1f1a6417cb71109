/* Gates about what is read and decided before the first change: the releases between, the window, the fallback. */
#include "config.h"

#include "plan/gates.h"

#include "assess/library.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "codec/version.h"
#include "plan/renewal.h"
#include "plan/upgrade.h"

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
static void judge_no_downgrade(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	judge_upward(m, fact_text(m, FACT_BLUE_APP_VERSION), v);
}

/* For the time after green was filled, when juju status of blue may say nothing any more. */
static void judge_no_downgrade_noted(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	judge_upward(m, model_note(m, "blue.version"), v);
}

/* Never a failure: run-migration is needed whenever the version changes, so that an unknown set changes the risk, not
 * the plan (facts/ory.md section 1). */
static void judge_migrations_known(const struct model *m, enum side side, int64_t now, struct verdict *v)
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
static void judge_releases_read(const struct model *m, enum side side, int64_t now, struct verdict *v)
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
static void judge_hazards(const struct model *m, enum side side, int64_t now, struct verdict *v)
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
static void judge_window_chosen(const struct model *m, enum side side, int64_t now, struct verdict *v)
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
static void judge_window_now(const struct model *m, enum side side, int64_t now, struct verdict *v)
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
static void judge_fallback(const struct model *m, enum side side, int64_t now, struct verdict *v)
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
static void judge_rehearsed(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const char *text = model_answer(m, "fallback.rehearsed");

	if (text && strcmp(text, "yes") == 0)
		verdict_set(v, VERDICT_PASS, _("rehearsed, says the operator"));
	else if (text && strcmp(text, "this-is-it") == 0)
		verdict_set(v, VERDICT_WARN, _("this run is the rehearsal"));
	else
		verdict_set(v, VERDICT_FAIL, _("not rehearsed"));
}

static const struct renewal new_window = {
	N_("Choose the window anew: now"),
	N_("The window that was chosen is over. It is chosen anew, from now on."),
	"window.start",
	"now",
};

/* What the assessment is made of (upgrade_assess). What discover has noted of it stays, the rest must be seen again after a resume. */
#define ASSESSED \
	FACTS_OF(FACT_BLUE_APP_VERSION, FACT_BLUE_APP_REVISION, FACT_BLUE_APP_RELATIONS, FACT_SRC_MIGRATIONS, FACT_SRC_EXTENSIONS, \
	         FACT_SRC_SIZE)

/* A gate without facts rests on notes and answers, which do not grow old by themselves; its max_age_ms means nothing. */
static const struct gate rows[] = {
	{
		.id = "no-downgrade",
		.label = N_("no downgrade"),
		.question = N_("the target is not older than blue"),
		.remedy = N_("Choose a newer target; a higher charm revision can hold an older product."),
		.facts = FACTS_OF(FACT_BLUE_APP_VERSION),
		.judge = judge_no_downgrade,
		.max_age_ms = AGE_JUJU,
	},
	{
		.id = "no-downgrade-noted",
		.label = N_("newer than blue was"),
		.question = N_("the target is not older than blue was"),
		.remedy = N_("Choose a target that is newer."),
		.judge = judge_no_downgrade_noted,
	},
	{
		.id = "migrations-known",
		.label = N_("migrations that come"),
		.question = N_("it is known which SQL migrations come"),
		.remedy = N_("Read the releases between; every change of version needs run-migration."),
		.facts = ASSESSED,
		.judge = judge_migrations_known,
		.max_age_ms = AGE_SLOW,
	},
	{
		.id = "no-blocking-hazard",
		.label = N_("no blocking hazard"),
		.question = N_("nothing is known that stops this migration"),
		.remedy = N_("Read the hazard on this screen; its text says the way around it."),
		.facts = ASSESSED,
		.judge = judge_hazards,
		.max_age_ms = AGE_SLOW,
		.flags = GATE_WAIVABLE,
	},
	{
		.id = "releases-read",
		.label = N_("releases read"),
		.question = N_("the operator has read what lies between"),
		.remedy = N_("Open each flagged entry on this screen and mark it as read."),
		.waiting = N_("Waits for what is still being fetched about the releases between."),
		.facts = ASSESSED,
		.judge = judge_releases_read,
		.max_age_ms = AGE_SLOW,
	},
	{
		.id = "window-chosen",
		.label = N_("window chosen"),
		.question = N_("a window is chosen"),
		.remedy = N_("Choose when the writes will be stopped: now, or a time in UTC."),
		.judge = judge_window_chosen,
		.renew = &new_window,
	},
	{
		.id = "window-now",
		.label = N_("window open"),
		.question = N_("the chosen window is now"),
		.remedy = N_("Wait for it, or go back to the window's screen and choose another."),
		.waiting = N_("Waits for the time that you chose for the write-stop."),
		.judge = judge_window_now,
		.flags = GATE_WAIVABLE,
		.renew = &new_window,
	},
	{
		.id = "fallback-written",
		.label = N_("fallback written"),
		.question = N_("the fallback is written down"),
		.remedy = N_("Answer who decides, until when, and how."),
		.judge = judge_fallback,
	},
	{
		.id = "fallback-rehearsed",
		.label = N_("fallback rehearsed"),
		.question = N_("the fallback was rehearsed"),
		.remedy = N_("Rehearse it: teal train, or in staging. Or give the reason why not."),
		.judge = judge_rehearsed,
		.flags = GATE_WAIVABLE,
	},
};
const struct gate_table gates_prepare = { rows, mem_count(rows) };
