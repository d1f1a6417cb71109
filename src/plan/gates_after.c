/* Gates of the end: the soak, what is kept of blue, and what an undo leaves of green. */
#include "config.h"

#include "plan/gates.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"

/* Counts from the switch, across restarts of Teal. */
static void judge_soaked(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	char span[CLOCK_TEXT], want[CLOCK_TEXT];

	clock_span(now - m->switched_at, span);
	clock_span(m->settings.limits.soak_s * 1000, want);
	verdict_set(v, now - m->switched_at >= m->settings.limits.soak_s * 1000 ? VERDICT_PASS : VERDICT_WAIT, _("watched for %s of %s"),
	            span, want);
}

/* Nothing else can tell that logins work for people. */
static void judge_accepted(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const char *said = model_answer(m, "soak.accepted");
	bool yes = said && strcmp(said, "yes") == 0;

	verdict_set(v, yes ? VERDICT_PASS : VERDICT_FAIL, "%s", yes ? _("accepted by the operator") : _("not accepted yet"));
}

/* Any text: Teal does nothing at that time, it goes into the report. */
static void judge_keep_until(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const char *said = model_answer(m, "retire.keep_until");

	verdict_set(v, said && *said ? VERDICT_PASS : VERDICT_FAIL, "%s", said && *said ? said : _("not said yet"));
}

/* Passes only on an answer: "nothing" has to be said as well. WAIT while juju is still removing, which may take its
 * hooks minutes. */
static void judge_blue_retired(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const char *said = model_answer(m, "retire.remove");
	bool remove = said && strcmp(said, "app") == 0;

	if (!said)
		verdict_set(v, VERDICT_FAIL, _("not said yet what is removed"));
	else if (!remove)
		verdict_set(v, VERDICT_PASS, _("nothing is removed; blue stays, fenced"));
	else if (side_num(m, side, FACT_BLUE_APP))
		verdict_set(v, VERDICT_WAIT, _("%s is still there"), m->settings.side[side].app);
	else
		verdict_set(v, VERDICT_PASS, _("%s is removed; its database stays, fenced"), m->settings.side[side].app);
}

/* The app and its PostgreSQL; the offers and consumed offers of the switch cannot be there, since past the switch
 * nothing is undone. */
static void judge_green_gone(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	if (side_num(m, side, FACT_BLUE_APP) || strcmp(side_text(m, side, FACT_BLUE_PG_SETTLED), "absent") != 0)
		verdict_set(v, VERDICT_WAIT, _("still in %s"), m->settings.side[side].juju_model);
	else
		verdict_set(v, VERDICT_PASS, _("nothing of green is left in %s"), m->settings.side[side].juju_model);
}

static const struct gate rows[] = {
	{
		.id = "soaked",
		.label = N_("soak long enough"),
		.question = N_("green was watched for long enough"),
		.remedy = N_("Wait."),
		.waiting = N_("Waits for the soak to last as long as the settings say."),
		.judge = judge_soaked,
		.flags = GATE_WAIVABLE,
	},
	{
		.id = "soak-accepted",
		.label = N_("green accepted"),
		.question = N_("the operator accepts green"),
		.remedy = N_("Answer on this screen."),
		.judge = judge_accepted,
	},
	{
		.id = "keep-until",
		.label = N_("how long blue is kept"),
		.question = N_("how long blue is kept is said"),
		.remedy = N_("Answer on this screen."),
		.judge = judge_keep_until,
	},
	{
		.id = "blue-retired",
		.label = N_("blue retired"),
		.question = N_("of blue only that is removed which was named"),
		.remedy = N_("Look at juju status of blue's model."),
		.waiting = N_("Waits for juju to remove blue's app; its hooks may take minutes."),
		.side = OF_BLUE,
		.side_facts = FACTS_OF(FACT_BLUE_APP),
		.judge = judge_blue_retired,
		.max_age_ms = AGE_JUJU,
	},
	{
		.id = "green-gone",
		.label = N_("green removed"),
		.question = N_("nothing of green is left"),
		.remedy = N_("Look at juju status of green's model; remove it by hand if it hangs."),
		.waiting = N_("Waits for juju to remove green; its hooks may take minutes."),
		.side = OF_GREEN,
		.side_facts = FACTS_OF(FACT_BLUE_APP, FACT_BLUE_PG_SETTLED),
		.judge = judge_green_gone,
		.max_age_ms = AGE_JUJU,
	},
};
const struct gate_table gates_after = { rows, mem_count(rows) };
