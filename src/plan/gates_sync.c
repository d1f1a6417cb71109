/* Gates of the phase Synchronise. */
#include "config.h"

#include "plan/gates.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "plan/act.h"
#include "plan/sync.h"

/* Changing it takes a restart of blue, which is not Teal's to do; charmed PostgreSQL has it from the start
 * (facts/charms.md 2.4). */
static void judge_wal_level(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	bool ok = strcmp(fact_text(m, FACT_SRC_WAL_LEVEL), "logical") == 0;

	verdict_set(v, ok ? VERDICT_PASS : VERDICT_FAIL, "wal_level = %s", fact_text(m, FACT_SRC_WAL_LEVEL));
}

/* Each table under copy takes a slot and a sender of its own beside the subscription's. */
static void judge_slots(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	int slots = (int)fact_num(m, FACT_SRC_SLOTS_FREE), senders = (int)fact_num(m, FACT_SRC_SENDERS_FREE);

	if (slots < 1 || senders < 1)
		verdict_set(v, VERDICT_FAIL, _("free: %d slots, %d senders"), slots, senders);
	else if (slots < 3 || senders < 3)
		verdict_set(v, VERDICT_WARN, _("free: %d slots, %d senders; the copy will be slow"), slots, senders);
	else
		verdict_set(v, VERDICT_PASS, _("free: %d slots, %d senders"), slots, senders);
}

/* Marker and schema are made in one transaction; the table stands for both. */
static void judge_marker(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	bool there = side_num(m, side, FACT_SRC_MARKER);

	verdict_set(v, there ? VERDICT_PASS : VERDICT_FAIL, "teal.marker: %s", there ? _("there") : _("absent"));
}

/* There and enabled. Whether its worker gets on is seen in the tables' states and in the lag; a worker that dies is
 * started again every five seconds. */
static void judge_subscription(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	if (fact_num(m, FACT_TGT_SUBSCRIPTION) < 0)
		verdict_set(v, VERDICT_FAIL, _("there is no subscription %s"), sync_name(m).text);
	else if (fact_num(m, FACT_TGT_SUBSCRIPTION) == 0)
		verdict_set(v, VERDICT_FAIL, _("%s is disabled"), sync_name(m).text);
	else
		verdict_set(v, VERDICT_PASS, _("%s: %s"), sync_name(m).text, fact_text(m, FACT_TGT_SUBSCRIPTION));
}

/* A copy that shows no byte and no table for so long does not move any more; one slow table shows bytes. */
#define STANDS_STILL_MS 180000

/* State r of pg_subscription_rel for every table, the marker's included. Without an enabled subscription the states are
 * of no worth: nobody moves them. */
static void judge_tables_ready(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	if (fact_num(m, FACT_TGT_SUBSCRIPTION) < 1)
		verdict_set(v, VERDICT_FAIL, _("no enabled subscription"));
	else if (fact_num(m, FACT_TGT_READY) && m->copy_moved_at && now - m->copy_moved_at > STANDS_STILL_MS)
		verdict_set(v, VERDICT_FAIL, _("%s ready, and nothing moved for three minutes"), fact_text(m, FACT_TGT_READY));
	else if (fact_num(m, FACT_TGT_READY))
		verdict_set(v, VERDICT_WAIT, _("%s ready"), fact_text(m, FACT_TGT_READY));
	else
		verdict_set(v, VERDICT_PASS, _("%s ready"), fact_text(m, FACT_TGT_READY));
}

/* Counters never go down: with all tables ready, old errors are only told. Before that they most often mean that a copy
 * is begun again and again. Whether the apply gets on is another gate's question. */
static void judge_sync_errors(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	int64_t n = fact_num(m, FACT_TGT_ERRORS), apply = fact_num(m, FACT_TGT_APPLY_ERRORS);

	if (n < 0)
		verdict_set(v, VERDICT_WARN, _("this server does not count them (PostgreSQL 14): look at its log"));
	else if (n)
		verdict_set(v, fact_num(m, FACT_TGT_READY) ? VERDICT_FAIL : VERDICT_WARN, _("errors: %lld of copy, %lld of apply"),
		            (long long)(n - apply), (long long)apply);
	else
		verdict_set(v, VERDICT_PASS, _("none"));
}

/* The sample is what was seen, and its age is the verdict's. Three things hold it under the limit at once, see
 * lag.c. */
static void judge_lag_held(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const struct sample *s = model_sample(m, 0);
	char bytes[CLOCK_TEXT], ms[CLOCK_TEXT], held[CLOCK_TEXT];

	if (!s || now - s->at > AGE_SQL) {
		verdict_set(v, VERDICT_WAIT, _("no heartbeat of the source was seen on the target yet"));
		return;
	}
	clock_bytes(s->bytes, bytes);
	clock_span(s->ms, ms);
	clock_span(m->lag_ok_since ? now - m->lag_ok_since : 0, held);
	v->seen = s->at;
	if (!m->lag_ok_since)
		verdict_set(v, VERDICT_WAIT, _("%s, %s behind: over the limit"), bytes, ms);
	else if (now - m->lag_ok_since < m->settings.limits.lag_sustain_s * 1000)
		verdict_set(v, VERDICT_WAIT, _("%s, %s behind; held for %s"), bytes, ms, held);
	else
		verdict_set(v, VERDICT_PASS, _("%s, %s behind; held for %s"), bytes, ms, held);
}

/* Names that are taken are refused before anything is made: what bears one and was not made by this run is somebody else's, and
 * neither used nor removed. */
static bool judge_taken(const struct model *m, enum side side, enum fact_id id, unsigned flag, const char *kind, struct verdict *v)
{
	bool schema = id == FACT_SRC_TEAL_SCHEMA || id == FACT_TGT_TEAL_SCHEMA;

	if (!fact_num(m, id) || sync_made(m, side, flag))
		return false;
	/* TRANSLATORS: where and which kind of thing; its name; whose it is */
	verdict_set(v, VERDICT_FAIL, _("%s %s is there already (%s)"), kind, schema ? "teal" : sync_name(m).text, fact_text(m, id));
	return true;
}

static bool source_taken(const struct model *m, struct verdict *v)
{
	const char *schema = fact_num(m, FACT_SRC_TEAL_SCHEMA) == 2 ? _("on the source, with an earlier run's fence, schema")
	                                                            : _("on the source, schema");

	return judge_taken(m, BLUE, FACT_SRC_NAMED_SLOT, ACT_MAKES_SLOT, _("on the source, slot"), v) ||
	       judge_taken(m, BLUE, FACT_SRC_NAMED_PUBLICATION, ACT_MAKES_PUBLICATION, _("on the source, publication"), v) ||
	       judge_taken(m, BLUE, FACT_SRC_TEAL_SCHEMA, ACT_MAKES_MARKER, schema, v);
}

static bool target_taken(const struct model *m, struct verdict *v)
{
	return judge_taken(m, GREEN, FACT_TGT_NAMED_SUBSCRIPTION, ACT_MAKES_SUBSCRIPTION, _("on the target, subscription"), v) ||
	       judge_taken(m, GREEN, FACT_TGT_TEAL_SCHEMA, ACT_MAKES_MARKER, _("on the target, schema"), v);
}

static void say_free(const struct model *m, struct verdict *v)
{
	if (fact_num(m, FACT_SRC_OTHER_SLOTS))
		verdict_set(v, VERDICT_WARN, _("free; other runs have slots on this database: %s"), fact_text(m, FACT_SRC_OTHER_SLOTS));
	else
		verdict_set(v, VERDICT_PASS, "%s", sync_name(m).text);
}

/* Known before green is deployed: what an earlier run left on blue, a fence among it. */
static void judge_source_free(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	if (!source_taken(m, v))
		say_free(m, v);
}

static void judge_names_free(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	if (!source_taken(m, v) && !target_taken(m, v))
		say_free(m, v);
}

/* One that was begun and is not finished waits for the transactions that were under way. */
static void judge_slot_made(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	if (fact_num(m, FACT_SRC_SLOT) < 0)
		verdict_set(v, VERDICT_FAIL, _("there is no slot %s"), sync_name(m).text);
	else if (strcmp(fact_text(m, FACT_SRC_SLOT), "unfinished") == 0)
		verdict_set(v, VERDICT_WAIT, _("it is being made, and waits for: %s"), sync_waits(m));
	else
		verdict_set(v, VERDICT_PASS, "%s: %s", sync_name(m).text, fact_text(m, FACT_SRC_SLOT));
}

/* gone: the number that the fact has when the thing is not there; flag: of the act that would have made it. Somebody else's thing of the
 * name is none of this run's business, but is said. */
static void judge_gone(const struct model *m, enum side side, enum fact_id id, int64_t gone, unsigned flag, struct verdict *v)
{
	if (fact_num(m, id) == gone)
		verdict_set(v, VERDICT_PASS, _("gone"));
	else if (!sync_made(m, side, flag))
		verdict_set(v, VERDICT_WARN, _("still there; this run did not make it, and leaves it"));
	else
		verdict_set(v, VERDICT_FAIL, _("still there"));
}

/* -1 is "none" in the facts of subscription, publication and slot. */
static void judge_no_subscription(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	judge_gone(m, side, FACT_TGT_SUBSCRIPTION, -1, ACT_MAKES_SUBSCRIPTION, v);
}

static void judge_no_publication(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	judge_gone(m, side, FACT_SRC_PUBLICATION, -1, ACT_MAKES_PUBLICATION, v);
}

/* A slot that nobody reads holds back WAL without end, until blue's disk is full (facts/charms.md 2.4). */
static void judge_no_slot(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	judge_gone(m, side, FACT_SRC_SLOT, -1, ACT_MAKES_SLOT, v);
}

/* The table only: the source keeps the schema teal as long as the fence's function is in it. */
static void judge_no_marker(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	judge_gone(m, side, FACT_SIDE(FACT_SRC_MARKER, side), 0, ACT_MAKES_MARKER, v);
}

/* Nearly all of these are seen in one query a side, once a second; AGE_SQL allows for a few that were missed. */
static const struct gate rows[] = {
	{
		.id = "wal-level",
		.label = N_("logical WAL"),
		.question = N_("the source writes logical WAL"),
		.remedy = N_("Set wal_level = logical (Charmed PostgreSQL has it) and restart."),
		.facts = FACTS_OF(FACT_SRC_WAL_LEVEL),
		.judge = judge_wal_level,
		.max_age_ms = AGE_SLOW,
	},
	{
		.id = "slots-free",
		.label = N_("free slots and senders"),
		.question = N_("the source has free slots and senders"),
		.remedy = N_("Raise max_replication_slots and max_wal_senders, or drop unused slots."),
		.facts = FACTS_OF(FACT_SRC_SLOTS_FREE, FACT_SRC_SENDERS_FREE),
		.judge = judge_slots,
		.max_age_ms = AGE_SLOW,
	},
	{
		.id = "source-free",
		.label = N_("no other run on blue"),
		.question = N_("nothing of another run is on the source"),
		.remedy = N_("Whose is it? An earlier run's: DROP SCHEMA teal CASCADE; its fence goes too."),
		.facts = FACTS_OF(FACT_SRC_NAMED_SLOT, FACT_SRC_NAMED_PUBLICATION, FACT_SRC_TEAL_SCHEMA, FACT_SRC_OTHER_SLOTS),
		.judge = judge_source_free,
		.max_age_ms = AGE_SQL,
	},
	{
		.id = "names-free",
		.label = N_("no other run on both"),
		.question = N_("nothing of another run is in the way"),
		.remedy = N_("Whose is it? An earlier run's: DROP SCHEMA teal CASCADE; its fence goes too."),
		.side = OF_GREEN,
		.facts = FACTS_OF(FACT_SRC_NAMED_SLOT, FACT_SRC_NAMED_PUBLICATION, FACT_TGT_NAMED_SUBSCRIPTION, FACT_SRC_TEAL_SCHEMA,
	                          FACT_TGT_TEAL_SCHEMA, FACT_SRC_OTHER_SLOTS),
		.judge = judge_names_free,
		.max_age_ms = AGE_SQL,
	},
	{
		.id = "slot-made",
		.label = N_("slot made"),
		.question = N_("the slot is on the source"),
		.remedy = N_("End the transactions that it waits for, then try again."),
		.waiting = N_("Waits for older transactions on blue's server to end; the slot needs that."),
		.facts = FACTS_OF(FACT_SRC_SLOT, FACT_SRC_WRITERS, FACT_SRC_SERVER_PREPARED),
		.judge = judge_slot_made,
		.max_age_ms = AGE_SQL,
	},
	{
		.id = "marker-source",
		.label = N_("marker on blue"),
		.question = N_("the marker table is on the source"),
		.remedy = N_("Run the step again."),
		.side = OF_BLUE,
		.side_facts = FACTS_OF(FACT_SRC_MARKER),
		.judge = judge_marker,
		.max_age_ms = AGE_SQL,
	},
	{
		.id = "marker-target",
		.label = N_("marker on green"),
		.question = N_("the marker table is on the target"),
		.remedy = N_("Run the step again."),
		.side = OF_GREEN,
		.side_facts = FACTS_OF(FACT_SRC_MARKER),
		.judge = judge_marker,
		.max_age_ms = AGE_SQL,
	},
	{
		.id = "subscription",
		.label = N_("subscription enabled"),
		.question = N_("the subscription is there and enabled"),
		.remedy = N_("Look at the target's server log."),
		.side = OF_GREEN,
		.facts = FACTS_OF(FACT_TGT_SUBSCRIPTION),
		.judge = judge_subscription,
		.max_age_ms = AGE_SQL,
	},
	{
		.id = "tables-ready",
		.label = N_("tables copied"),
		.question = N_("all tables are copied and follow"),
		.remedy = N_("Wait. If it stands (a crash can lose a table's slot), undo and start anew."),
		.waiting = N_("Waits for green to copy the rest of the tables from blue."),
		.side = OF_GREEN,
		.facts = FACTS_OF(FACT_TGT_SUBSCRIPTION, FACT_TGT_READY),
		.judge = judge_tables_ready,
		.max_age_ms = AGE_SQL,
	},
	{
		.id = "sync-errors",
		.label = N_("no replication error"),
		.question = N_("no error of copy or apply"),
		.remedy = N_("See the target's server log: a duplicate key (green not empty), a full disk?"),
		.side = OF_GREEN,
		.facts = FACTS_OF(FACT_TGT_ERRORS, FACT_TGT_APPLY_ERRORS, FACT_TGT_READY),
		.judge = judge_sync_errors,
		.max_age_ms = AGE_SQL,
		.flags = GATE_WAIVABLE,
	},
	{
		.id = "lag-held",
		.label = N_("lag under the limit"),
		.question = N_("the lag is under its limits, and stays there"),
		.remedy = N_("Wait for a quieter hour, or raise the limits in the settings."),
		.waiting = N_("Waits for green to catch up with blue, and to stay close to it."),
		.side = OF_GREEN,
		.facts = FACTS_OF(FACT_TGT_HEARTBEAT, FACT_SRC_LAG),
		.judge = judge_lag_held,
		.max_age_ms = AGE_SQL,
	},
	{
		.id = "no-subscription",
		.label = N_("subscription gone"),
		.question = N_("no subscription is left on the target"),
		.remedy = N_("Run the step again."),
		.side = OF_GREEN,
		.facts = FACTS_OF(FACT_TGT_SUBSCRIPTION),
		.judge = judge_no_subscription,
		.max_age_ms = AGE_SQL,
	},
	{
		.id = "no-publication",
		.label = N_("publication gone"),
		.question = N_("no publication is left on the source"),
		.remedy = N_("Run the step again."),
		.facts = FACTS_OF(FACT_SRC_PUBLICATION),
		.judge = judge_no_publication,
		.max_age_ms = AGE_SQL,
	},
	{
		.id = "no-slot",
		.label = N_("slot gone"),
		.question = N_("no slot is left on the source"),
		.remedy = N_("A slot that nobody reads fills blue's disk: drop it by hand if this cannot."),
		.facts = FACTS_OF(FACT_SRC_SLOT),
		.judge = judge_no_slot,
		.max_age_ms = AGE_SQL,
	},
	{
		.id = "no-marker-source",
		.label = N_("marker gone from blue"),
		.question = N_("no marker table is left on the source"),
		.remedy = N_("Run the step again."),
		.side = OF_BLUE,
		.side_facts = FACTS_OF(FACT_SRC_MARKER),
		.judge = judge_no_marker,
		.max_age_ms = AGE_SQL,
	},
	{
		.id = "no-marker-target",
		.label = N_("marker gone from green"),
		.question = N_("no marker table is left on the target"),
		.remedy = N_("Run the step again."),
		.side = OF_GREEN,
		.side_facts = FACTS_OF(FACT_SRC_MARKER),
		.judge = judge_no_marker,
		.max_age_ms = AGE_SQL,
	},
};
const struct gate_table gates_sync = { rows, mem_count(rows) };
