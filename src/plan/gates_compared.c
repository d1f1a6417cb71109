/* Gates about the comparisons: of the copy, while writes go on, and after the migration. */
#include "config.h"

#include "plan/gates.h"

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "plan/compared.h"

/* Names the first table, with its counts where its rows were named. */
static void judge_differing(const struct compared_tally *sum, const struct table_check *c, struct verdict *v)
{
	struct str words;

	str_init(&words, STR_LINE);
	compared_add_words(c, &words);
	if (sum->different && words.len)
		/* TRANSLATORS: number of tables, name of the first, "3 missing, 1 extra" */
		verdict_set(v, VERDICT_FAIL,
		            ngettext("%d table differs: %s (%s)", "%d tables differ: %s (%s) …", (unsigned long)sum->different),
		            sum->different, sum->first->name, str_text(&words));
	else if (sum->different)
		verdict_set(v, VERDICT_FAIL, ngettext("%d table differs: %s", "%d tables differ: %s …", (unsigned long)sum->different),
		            sum->different, sum->first->name);
	else
		/* TRANSLATORS: number of tables, name of the first, why */
		verdict_set(v, VERDICT_FAIL,
		            ngettext("%d table could not be compared: %s: %s", "%d tables could not be compared: %s: %s …",
		                     (unsigned long)sum->failed),
		            sum->failed, sum->first->name, c->why ? c->why : "?");
	if (!sum->different)
		v->remedy = N_("Mend what is in its way, then try the step again: it compares anew.");
	str_release(&words);
}

/* Tables that take part and were not compared: made since, when the comparison has ended. */
static void judge_open(const struct model *m, enum verify_mode mode, struct verdict *v)
{
	struct str names;
	int n;

	str_init(&names, STR_LINE);
	n = compared_add_open(m, mode, compared_since(m, mode), &names);
	if (compared_ended(m, mode))
		verdict_set(v, VERDICT_FAIL, _("made since the comparison, and not compared: %s"), str_text(&names));
	else
		verdict_set(v, VERDICT_WAIT, ngettext("%d table not compared yet: %s", "%d tables not compared yet: %s", (unsigned long)n),
		            n, str_text(&names));
	if (v->kind == VERDICT_FAIL)
		v->remedy = N_("Try the step again: it compares what was made since, too.");
	str_release(&names);
}

/* What the comparison covered, against the source's own list: a comparison that was interrupted is not whole, and a table that was made
 * afterwards is named. Without the list nothing says that it was all. */
static void judge_checks(const struct model *m, enum verify_mode mode, struct verdict *v)
{
	struct compared_tally sum = compared_tally(m, mode, compared_since(m, mode));

	if (sum.first)
		judge_differing(&sum, &sum.first->check[mode], v);
	else if (!m->tables_seen || !sum.tables)
		verdict_set(v, VERDICT_UNKNOWN, _("the source's tables were not read yet"));
	else if (sum.open)
		judge_open(m, mode, v);
	else if (sum.explained)
		verdict_set(v, VERDICT_PASS, _("%d tables equal, %d differ as a migration explains"), sum.equal, sum.explained);
	else
		verdict_set(v, VERDICT_PASS, ngettext("%d table equal", "%d tables equal", (unsigned long)sum.equal), sum.equal);
}

/* Since the fence: a comparison of databases that were written to says nothing. */
static void judge_copy_equal(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	judge_checks(m, VERIFY_COPY, v);
}

/* Equal or not: that is the next gate's question. */
static void judge_live_compared(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	struct compared_tally sum = compared_tally(m, VERIFY_LIVE, compared_since(m, VERIFY_LIVE));

	if (!m->tables_seen || !sum.tables)
		verdict_set(v, VERDICT_UNKNOWN, _("the source's tables were not read yet"));
	else if (sum.open)
		judge_open(m, VERIFY_LIVE, v);
	else
		verdict_set(v, VERDICT_PASS, ngettext("%d table compared", "%d tables compared", (unsigned long)sum.tables), sum.tables);
}

static void judge_live_equal(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	judge_checks(m, VERIFY_LIVE, v);
}

/* Since its own step: the comparison of the copy is kept apart, under the other mode. */
static void judge_migrated_equal(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	judge_checks(m, VERIFY_MIGRATED, v);
}

static const struct gate rows[] = {
	{
		.id = "live-compared",
		.label = N_("comparison finished"),
		.question = N_("every table was compared while writes go on"),
		.remedy = N_("Run the step again."),
		.waiting = N_("Waits for the comparison to reach the tables that are still open."),
		.facts = FACTS_OF(FACT_SRC_TABLES),
		.judge = judge_live_compared,
		.max_age_ms = AGE_SLOW,
	},
	{
		.id = "live-equal",
		.label = N_("no proven difference"),
		.question = N_("no row was proven different while writes go on"),
		.remedy = N_("Look at the named rows. Undo and copy again, before the writes are stopped."),
		.waiting = N_("Waits for the comparison while writes go on to reach every table."),
		.facts = FACTS_OF(FACT_SRC_TABLES),
		.judge = judge_live_equal,
		.max_age_ms = AGE_SLOW,
		.flags = GATE_WAIVABLE | GATE_FINAL,
	},
	{
		.id = "copy-equal",
		.label = N_("copy equal to blue"),
		.question = N_("every table is equal on both sides"),
		.remedy = N_("Do not go on. Undo: blue serves again, nothing is lost."),
		.waiting = N_("Waits for the comparison of blue and green to reach every table."),
		.facts = FACTS_OF(FACT_SRC_TABLES),
		.judge = judge_copy_equal,
		.max_age_ms = AGE_SLOW,
		.flags = GATE_FINAL,
	},
	{
		.id = "migrated-equal",
		.label = N_("migrated copy equal"),
		.question = N_("no difference but those a migration explains"),
		.remedy = N_("Do not go on. Undo: blue serves again, nothing is lost."),
		.waiting = N_("Waits for the comparison after the migration to reach every table."),
		.facts = FACTS_OF(FACT_SRC_TABLES),
		.judge = judge_migrated_equal,
		.max_age_ms = AGE_SLOW,
		.flags = GATE_FINAL,
	},
};
const struct gate_table gates_compared = { rows, mem_count(rows) };
