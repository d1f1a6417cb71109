/* Gates about the way between the two servers: who holds back the source, whether the apply gets on, what the slot holds. */
#include "config.h"

#include "plan/gates.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "plan/step.h"
#include "plan/sync.h"

/* A retry of the apply comes every five seconds: one that failed twice has had its time. */
#define RETRIED_MS 10000
/* For what may heal by itself: a worker that is started, a connection that comes back. */
#define PATIENCE_MS 30000
/* More than a minute is far more than an application's transaction needs. */
#define OLD_XACT_MS 60000
/* WAL that an active slot holds without anybody having to worry. */
#define HELD_BYTES 1000000000

/* When the slot is there, transactions elsewhere on the server hold nothing back any more. */
static bool slot_made(const struct model *m)
{
	return m->strategy && model_step_done(m, "start-sync");
}

/* One that is never ended keeps the slot from being made, and later the fence from its locks; the slot waits for those of
 * every database of the server (facts/peers.md section 5). */
static void judge_no_prepared(const struct model *m, int64_t now, struct verdict *v)
{
	int n = (int)fact_num(m, FACT_SRC_SERVER_PREPARED), here = (int)fact_num(m, FACT_SRC_PREPARED);

	if (n)
		verdict_set(v, slot_made(m) && !here ? VERDICT_WARN : VERDICT_FAIL,
		            ngettext("%d prepared transaction: %s", "%d prepared transactions, the oldest %s", (unsigned long)n), n,
		            fact_text(m, FACT_SRC_SERVER_PREPARED));
	else
		verdict_set(v, VERDICT_PASS, _("none on the whole server"));
}

/* A slot's start and the snapshot of each copy wait for all that had a transaction id by then, in whatever database. Without
 * pg_read_all_stats the server tells that somebody writes, but not since when. */
static void judge_no_old_xact(const struct model *m, int64_t now, struct verdict *v)
{
	int64_t all = fact_num(m, FACT_SRC_WRITERS), here = fact_num(m, FACT_SRC_XACT_AGE);
	char age[CLOCK_TEXT];

	clock_span(all, age);
	if (all < 0)
		verdict_set(v, VERDICT_UNKNOWN, _("since when is hidden from this role (GRANT pg_read_all_stats TO it): %s"),
		            fact_text(m, FACT_SRC_WRITERS));
	else if (all > OLD_XACT_MS)
		verdict_set(v, slot_made(m) && here <= OLD_XACT_MS ? VERDICT_WARN : VERDICT_FAIL, _("one is %s old: %s"), age,
		            fact_text(m, FACT_SRC_WRITERS));
	else
		verdict_set(v, VERDICT_PASS, _("the oldest is %s old, on the whole server"), age);
}

/* "N errors since 03:12:09, position unmoved for 20 s" */
static void apply_stopped(const struct model *m, int64_t now, int64_t errors, struct verdict *v)
{
	char since[CLOCK_TEXT], stands[CLOCK_TEXT];

	clock_hms(m->applying.moved_at, since);
	clock_span(now - m->applying.moved_at, stands);
	if (fact_num(m, FACT_SRC_PUBLICATION) < 0)
		verdict_set(v, VERDICT_FAIL, _("apply has stopped: the publication %s is gone from the source; unmoved for %s"),
		            sync_name(m).text, stands);
	else if (errors >= 0)
		verdict_set(v, VERDICT_FAIL,
		            ngettext("apply has stopped: %lld error since %s, position unmoved for %s",
		                     "apply has stopped: %lld errors since %s, position unmoved for %s", (unsigned long)errors),
		            (long long)errors, since, stands);
	else
		verdict_set(v, VERDICT_FAIL, _("apply has stopped: its worker dies again and again since %s, position unmoved for %s"),
		            since, stands);
}

/* PostgreSQL 14 counts no errors: there a worker that was started anew twice without getting on stands for them. */
static void judge_apply_moves(const struct model *m, int64_t now, struct verdict *v)
{
	const struct applying *a = &m->applying;
	int64_t counted = fact_num(m, FACT_TGT_APPLY_ERRORS), errors = counted < 0 ? -1 : counted - a->errors, stands = now - a->moved_at;
	bool failing = errors > 0 || (errors < 0 && a->workers > 1);
	char span[CLOCK_TEXT];

	clock_span(stands, span);
	if (fact_num(m, FACT_TGT_SUBSCRIPTION) < 1) {
		verdict_set(v, VERDICT_FAIL, _("no enabled subscription"));
	} else if (!a->moved_at) {
		verdict_set(v, VERDICT_WAIT, _("not looked at for long enough"));
	} else if (failing && stands > RETRIED_MS) {
		apply_stopped(m, now, errors, v);
	} else if (!fact_num(m, FACT_TGT_WORKER) && now - a->worker_at > PATIENCE_MS) {
		clock_span(now - a->worker_at, span);
		verdict_set(v, VERDICT_FAIL, _("apply has stopped: no worker runs for %s"), span);
	} else if (failing || stands > PATIENCE_MS) {
		verdict_set(v, VERDICT_WAIT, _("position unmoved for %s; its worker is at a large transaction, or tries again"), span);
	} else {
		verdict_set(v, VERDICT_PASS, _("applied up to %s, %s ago"), fact_text(m, FACT_SRC_FLUSHED), span);
	}
}

/* Active means that a walsender uses it. Inactive heals when the subscription connects again, which is tried every few
 * seconds; "unreserved" and "lost" do not: the WAL it needs is about to go or gone. What is held fills blue's disk. */
static void judge_slot_safe(const struct model *m, int64_t now, struct verdict *v)
{
	int64_t idle = m->slot_idle_at ? now - m->slot_idle_at : 0, held = fact_num(m, FACT_SRC_SLOT);
	const char *state = fact_text(m, FACT_SRC_SLOT);
	char bytes[CLOCK_TEXT], span[CLOCK_TEXT];

	clock_bytes(held, bytes);
	clock_span(idle, span);
	if (held < 0)
		verdict_set(v, VERDICT_FAIL, _("there is no slot %s: after a failover it is gone, and the copy must start anew"),
		            sync_name(m).text);
	else if (strcmp(state, "inactive") == 0 && idle > PATIENCE_MS)
		verdict_set(v, VERDICT_FAIL, _("nobody reads it for %s; it holds %s of WAL on blue's disk, and more with every write"),
		            span, bytes);
	else if (strcmp(state, "inactive") == 0)
		verdict_set(v, VERDICT_WAIT, _("nobody reads it for %s, holds %s of WAL"), span, bytes);
	else if (strcmp(state, "active") != 0)
		verdict_set(v, VERDICT_FAIL, _("%s, holds %s of WAL"), state, bytes);
	else
		verdict_set(v, held > HELD_BYTES ? VERDICT_WARN : VERDICT_PASS, _("active, holds %s of WAL"), bytes);
}

/* id, question, remedy, facts, judge, max_age_ms, flags. */
const struct gate gates_way[] = {
	{ "no-prepared", N_("no prepared transaction is open on the source's server"),
	  N_("Commit or roll back what pg_prepared_xacts shows, in its own database."),
	  FACTS_OF(FACT_SRC_SERVER_PREPARED, FACT_SRC_PREPARED), judge_no_prepared, AGE_SQL, 0 },
	{ "no-old-xact", N_("no old write transaction holds the source's server"),
	  N_("Wait for it or end it: slot and copy cannot begin before it ends."), FACTS_OF(FACT_SRC_WRITERS, FACT_SRC_XACT_AGE),
	  judge_no_old_xact, AGE_SQL, 0 },
	{ "apply-moves", N_("green's apply gets on"),
	  N_("Read the last ERROR in the target's server log: a full disk, a table or column that differs, a trigger, a key."),
	  FACTS_OF(FACT_TGT_SUBSCRIPTION, FACT_TGT_APPLY_ERRORS, FACT_TGT_WORKER, FACT_SRC_FLUSHED, FACT_SRC_PUBLICATION, FACT_TGT_BEAT,
	           FACT_SRC_SLOT),
	  judge_apply_moves, AGE_SQL, 0 },
	{ "slot-safe", N_("the replication slot is active and keeps its WAL"),
	  N_("Look at both servers' logs; a slot that nobody reads fills blue's disk: undo drops it."), FACTS_OF(FACT_SRC_SLOT),
	  judge_slot_safe, AGE_SQL, 0 },
};
const size_t gates_way_count = mem_count(gates_way);
