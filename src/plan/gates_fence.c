/* Gates about the write-stop: the fence, who still writes, and that all of it is on green. */
#include "config.h"

#include "plan/gates.h"

#include "base/intl.h"
#include "base/mem.h"
#include "plan/renewal.h"
#include "plan/step.h"
#include "plan/sync.h"
#include "plan/walk.h"

/* As long as green follows blue, what came in while the fence was down gets there: the fence is put up again, and drain and comparison are
 * done again. Afterwards such rows are on blue alone. */
static const char *fence_remedy(const struct model *m)
{
	if (walk_begun(m, STEP_LEAVES_SYNC))
		return N_("Green may lack rows. Undo: blue serves again with them, nothing is lost.");
	return N_("Rows may have come in. Put the fence up again; drain and compare anew.");
}

/* The fact counts the tables of the source that have no trigger which fires always, as the source itself lists its
 * tables: one that was made after the fence shows up here. */
static void judge_fence_whole(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	if (fact_num(m, FACT_SRC_FENCED) == 0)
		verdict_set(v, VERDICT_PASS, _("%s tables refuse every write"), fact_text(m, FACT_SRC_FENCED));
	else
		verdict_set(v, VERDICT_FAIL, _("fenced: %s"), fact_num(m, FACT_SRC_FENCED) < 0 ? _("none") : fact_text(m, FACT_SRC_FENCED));
	if (v->kind == VERDICT_FAIL && m->fence_at)
		v->remedy = fence_remedy(m);
}

/* The triggers may still be there: what they call decides. */
static void judge_writes_open(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	if (fact_num(m, FACT_SRC_REFUSES))
		verdict_set(v, VERDICT_FAIL, _("the fence refuses writes"));
	else
		verdict_set(v, VERDICT_PASS, _("nothing of Teal's refuses a write"));
}

/* Of none at all: a single table that is still fenced breaks the application in ways that nobody understands. */
static void judge_unfenced(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	if (fact_num(m, FACT_SRC_FENCED) < 0)
		verdict_set(v, VERDICT_PASS, _("no table is fenced"));
	else
		verdict_set(v, VERDICT_FAIL, _("still fenced: %s"), fact_text(m, FACT_SRC_FENCED));
}

/* Transaction ids, not sessions: only who has one can commit a change. A prepared transaction fails instead of waiting,
 * since nothing ends it but a person. */
static void judge_no_writer(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	if (fact_num(m, FACT_SRC_XIDS))
		verdict_set(v, VERDICT_WAIT, _("%d in flight: %s"), (int)fact_num(m, FACT_SRC_XIDS), fact_text(m, FACT_SRC_XIDS));
	else if (fact_num(m, FACT_SRC_PREPARED))
		verdict_set(v, VERDICT_FAIL, _("%d prepared and not ended: see pg_prepared_xacts"), (int)fact_num(m, FACT_SRC_PREPARED));
	else
		verdict_set(v, VERDICT_PASS, _("no transaction id in flight, none prepared"));
}

/* The very token of this write-stop: one that is left from an earlier one has another number in it. */
static void judge_token(const struct model *m, enum fact_id id, const char *want, struct verdict *v)
{
	if (strcmp(fact_text(m, id), want) == 0)
		verdict_set(v, VERDICT_PASS, _("%s seen"), want);
	else
		verdict_set(v, VERDICT_WAIT, _("%s not seen yet"), want);
}

/* The source must hold the sentinel itself: a target that was filled from elsewhere could show one too. The LSN is only
 * told, never compared (facts/peers.md 4c). */
static void judge_drained(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const char *lsn = model_note(m, "fence.lsn");

	if (strcmp(fact_text(m, FACT_SRC_MARKER), sync_sentinel(m).text) != 0) {
		verdict_set(v, VERDICT_FAIL, _("the sentinel of this fence is not on the source"));
		return;
	}
	judge_token(m, FACT_TGT_SENTINEL, sync_sentinel(m).text, v);
	if (v->kind == VERDICT_PASS)
		verdict_set(v, VERDICT_PASS, _("all up to %s is applied: the sentinel behind it was seen"), lsn ? lsn : "?");
}

/* The row of one synchronous commit on the target; that it can be read there is all that is asked. */
static void judge_durable(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	judge_token(m, FACT_TGT_DURABLE, sync_durable(m).text, v);
}

static const struct renewal new_fence = {
	N_("Put the fence up again"),
	N_("Rows may have come in: fence, drain, comparison and backup are done again."),
	NULL,
	NULL,
};

/* None of these may be waived: without them data could be lost, or users locked out. */
static const struct gate rows[] = {
	{
		.id = "fence-whole",
		.label = N_("fence closed"),
		.question = N_("the fence stands on every table of the source"),
		.remedy = N_("Run stop-writes again."),
		.facts = FACTS_OF(FACT_SRC_FENCED),
		.judge = judge_fence_whole,
		.max_age_ms = AGE_SQL,
		.flags = GATE_FINAL,
		.renew = &new_fence,
	},
	{
		.id = "writes-open",
		.label = N_("writes open on blue"),
		.question = N_("blue takes writes again"),
		.remedy = N_("Run the undo again."),
		.facts = FACTS_OF(FACT_SRC_REFUSES),
		.judge = judge_writes_open,
		.max_age_ms = AGE_SQL,
	},
	{
		.id = "unfenced",
		.label = N_("fence taken down"),
		.question = N_("the fence is taken down"),
		.remedy = N_("Run the undo again."),
		.facts = FACTS_OF(FACT_SRC_FENCED),
		.judge = judge_unfenced,
		.max_age_ms = AGE_SQL,
	},
	{
		.id = "no-writer",
		.label = N_("no write in flight"),
		.question = N_("no write is in flight on the source"),
		.remedy = N_("Wait, or end the session that is named."),
		.waiting = N_("Waits for the named sessions on blue to commit or to roll back."),
		.facts = FACTS_OF(FACT_SRC_XIDS, FACT_SRC_PREPARED),
		.judge = judge_no_writer,
		.max_age_ms = AGE_SQL,
	},
	{
		.id = "drained",
		.label = N_("all applied on green"),
		.question = N_("everything that was committed is applied on the target"),
		.remedy = N_("Wait; look at the subscription's worker on the target."),
		.waiting = N_("Waits for green to apply what blue committed before the fence."),
		.side = OF_GREEN,
		.facts = FACTS_OF(FACT_SRC_MARKER, FACT_TGT_SENTINEL),
		.judge = judge_drained,
		.max_age_ms = AGE_SQL,
	},
	{
		.id = "durable",
		.label = N_("durable on green"),
		.question = N_("what was applied is durable on the target"),
		.remedy = N_("Run the step again."),
		.waiting = N_("Waits for green's database to confirm that what it applied is durable."),
		.side = OF_GREEN,
		.facts = FACTS_OF(FACT_TGT_DURABLE),
		.judge = judge_durable,
		.max_age_ms = AGE_SQL,
	},
};
const struct gate_table gates_fence = { rows, mem_count(rows) };
