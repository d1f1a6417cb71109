/* Gates about the way between the two servers: who holds back the source, whether the apply gets on, what the slot holds. */
#include "config.h"

#include "plan/gates.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "plan/step.h"
#include "plan/sync.h"
#include "plan/walk.h"
#include "plan/way.h"

/* A retry of the apply comes every five seconds: one that failed twice has had its time. */
#define RETRIED_MS 10000
/* For what may heal by itself: a worker that is started, a connection that comes back. */
#define PATIENCE_MS 30000
/* More than a minute is far more than an application's transaction needs. */
#define OLD_XACT_MS 60000
/* Trials and roles are looked at every 20 s. */
#define AGE_WAY 60000
/* WAL that an active slot holds without anybody having to worry. */
#define HELD_BYTES 1000000000

/* When the slot is there, transactions elsewhere on the server hold nothing back any more. */
static bool slot_made(const struct model *m)
{
	return walk_done(m, STEP_SYNCS);
}

/* One that is never ended keeps the slot from being made, and later the fence from its locks; the slot waits for those of
 * every database of the server (facts/peers.md section 5). */
static void judge_no_prepared(const struct model *m, enum side side, int64_t now, struct verdict *v)
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
static void judge_no_old_xact(const struct model *m, enum side side, int64_t now, struct verdict *v)
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

/* Since the position was last seen to move, or, when it never was in this session, since the first look. */
static int64_t stands_since(const struct model *m)
{
	return m->applying.moved_at ? m->applying.moved_at : m->applying.first_at;
}

/* "N errors since 03:12:09, position unmoved for 20 s" */
static void apply_stopped(const struct model *m, int64_t now, int64_t errors, struct verdict *v)
{
	char since[CLOCK_TEXT], stands[CLOCK_TEXT];

	clock_hms(stands_since(m), since);
	clock_span(now - stands_since(m), stands);
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
static void judge_apply_moves(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const struct applying *a = &m->applying;
	int64_t counted = fact_num(m, FACT_TGT_APPLY_ERRORS), errors = counted < 0 ? -1 : counted - a->errors,
		stands = now - stands_since(m);
	bool failing = errors > 0 || (errors < 0 && a->workers > 1);
	char span[CLOCK_TEXT];

	clock_span(stands, span);
	if (fact_num(m, FACT_TGT_SUBSCRIPTION) < 1) {
		verdict_set(v, VERDICT_FAIL, _("no enabled subscription"));
	} else if (failing && stands > RETRIED_MS) {
		apply_stopped(m, now, errors, v);
	} else if (!fact_num(m, FACT_TGT_WORKER) && now - a->worker_at > PATIENCE_MS) {
		clock_span(now - a->worker_at, span);
		verdict_set(v, VERDICT_FAIL, _("apply has stopped: no worker runs for %s"), span);
	} else if (failing || stands > PATIENCE_MS) {
		verdict_set(v, VERDICT_WAIT, _("position unmoved for %s; its worker is at a large transaction, or tries again"), span);
	} else if (!a->moved_at) {
		verdict_set(v, VERDICT_WAIT, _("its position was not yet seen to move"));
	} else {
		verdict_set(v, VERDICT_PASS, _("applied up to %s, %s ago"), fact_text(m, FACT_SRC_FLUSHED), span);
	}
}

/* Active means that a walsender uses it. Inactive heals when the subscription connects again, which is tried every few
 * seconds; "unreserved" and "lost" do not: the WAL it needs is about to go or gone. What is held fills blue's disk. */
static void judge_slot_safe(const struct model *m, enum side side, int64_t now, struct verdict *v)
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

/* What can be seen without asking green's server, which is not there yet. */
static void judge_way_known(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const char *flaw = way_flaw(m);

	verdict_set(v, flaw ? VERDICT_FAIL : VERDICT_PASS, "%s", flaw ? flaw : m->settings.source_from_target);
}

/* What was really tried: what came of it, or the server's own words why not. */
static void judge_trial(const struct model *m, enum fact_id id, const char *good, struct verdict *v)
{
	if (fact_num(m, id))
		verdict_set(v, VERDICT_PASS, "%s", good);
	else
		verdict_set(v, VERDICT_FAIL, "%s", fact_text(m, id));
}

/* The words say which of name, route, TLS, pg_hba.conf, password, REPLICATION it is. */
static void judge_way_tried(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	judge_trial(m, FACT_WAY, _("green's server connects to blue as the subscription will"), v);
}

/* From 15 on a subscription's own options were lost; the minor releases of February 2026 hand them on again (measured on 15.18; PostgreSQL
 * release notes). */
static bool options_arrive(int64_t version)
{
	static const int64_t mended[] = { 150016, 160012, 170008, 180002 };

	for (size_t i = 0; i < mem_count(mended); i++)
		if (version / 10000 == mended[i] / 10000)
			return version >= mended[i];
	return true;
}

/* A statement_timeout of blue's role cancels the copy of each larger table, which then begins again for ever. */
static void judge_way_timeouts(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const char *given = m->settings.source_from_target, *source = fact_text(m, FACT_SRC_TIMEOUTS);
	bool off = options_arrive(fact_num(m, FACT_TGT_SERVER)) && (!strstr(given, "options") || strstr(given, "statement_timeout"));

	if (fact_num(m, FACT_SRC_TIMEOUTS) && !off)
		verdict_set(v, VERDICT_FAIL, _("it would end green's copies: %s"), source);
	else if (fact_num(m, FACT_TGT_TIMEOUTS))
		verdict_set(v, VERDICT_WARN, _("green's apply would meet it, and try again: %s"), fact_text(m, FACT_TGT_TIMEOUTS));
	else if (fact_num(m, FACT_SRC_TIMEOUTS))
		verdict_set(v, VERDICT_PASS, _("off for the subscription: %s"), source);
	else
		verdict_set(v, VERDICT_PASS, _("none"));
}

/* Where several schemas hold a schema_migration, the app's own search path decides, which Teal does not see. */
static void judge_app_schema(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const char *homes = fact_text(m, FACT_SRC_HOMES), *rest = strchr(homes, ' ');

	if (!*homes)
		verdict_set(v, VERDICT_FAIL, _("no schema has a table schema_migration"));
	else if (rest)
		verdict_set(v, VERDICT_WARN, _("%.*s is taken, it has the most tables; schema_migration is in %s, too"),
		            (int)(rest - homes), homes, rest + 1);
	else
		verdict_set(v, VERDICT_PASS, "%s", homes);
}

/* By the catalogue; whether it really can is tried right before the fence. */
static void judge_fence_possible(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	if (fact_num(m, FACT_SRC_LACKS))
		verdict_set(v, VERDICT_FAIL, "%s", fact_text(m, FACT_SRC_LACKS));
	else if (fact_num(m, FACT_SRC_EVENT_TRIGGERS))
		verdict_set(v, VERDICT_WARN, _("event triggers fire at what the fence makes, and may refuse it: %s"),
		            fact_text(m, FACT_SRC_EVENT_TRIGGERS));
	else
		verdict_set(v, VERDICT_PASS, _("the role may put a trigger on every table"));
}

static void judge_fence_tried(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	judge_trial(m, FACT_SRC_FENCE_TRIED, _("schema, publication and trigger were made, dropped and rolled back"), v);
}

static void judge_marker_tried(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	judge_trial(m, FACT_TGT_MARKER_TRIED, _("schema and table were made, dropped and rolled back"), v);
}

/* When green was last filled or rewritten: from then on statistics count. */
static int64_t filled_at(const struct model *m)
{
	static const unsigned steps[] = { STEP_MIGRATES, STEP_COPIES };

	for (size_t n = 0; n < mem_count(steps); n++) {
		int i = walk_find(m, steps[n]);

		if (i >= 0 && m->step[i].status == STEP_COMPLETE)
			return m->step[i].ended;
	}
	return 0;
}

/* The copy of a subscription makes no statistics, and a migration that rewrites a table loses them: the first logins would
 * be planned blindly. A second for the age that both sides rounded. */
static void judge_analysed(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	int64_t at = fact_num(m, FACT_TGT_ANALYSED);
	char age[CLOCK_TEXT];

	clock_span(now - at, age);
	if (!*fact_text(m, FACT_TGT_ANALYSED))
		verdict_set(v, VERDICT_PASS, _("no table has rows"));
	else if (!at)
		verdict_set(v, VERDICT_FAIL, _("%s has rows and no statistics"), fact_text(m, FACT_TGT_ANALYSED));
	else if (at + 1000 < filled_at(m))
		verdict_set(v, VERDICT_FAIL, _("those of %s are %s old, from before it was filled"), fact_text(m, FACT_TGT_ANALYSED), age);
	else
		verdict_set(v, VERDICT_PASS, _("every table with rows, the oldest %s ago"), age);
}

/* A disk that is full, a policy or a lost privilege shows only when somebody writes. */
static void judge_green_writes(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	judge_trial(m, FACT_TGT_WRITES, _("a row and 16 MB were written and rolled back"), v);
}

/* Everything behind the fence is done through juju. */
static void judge_juju_now(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	verdict_set(v, VERDICT_PASS, _("status of %s and %s"), fact_text(m, FACT_BLUE_MODEL), fact_text(m, FACT_GREEN_MODEL));
}

/* Half of a minute is what the status of a large model takes at most. */
#define AGE_JUST_NOW 30000
/* A login by macaroon lasts a day (facts/juju.md section 3); juju is not asked, and its cookies are not read. */
#define LOGIN_MS 86400000

static void judge_juju_login(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const struct note *login = model_note_row(m, "juju.login");
	int64_t lasts = LOGIN_MS - m->settings.limits.write_stop_s * 1000;
	char span[CLOCK_TEXT];

	clock_span(login ? now - login->at : lasts, span);
	if (login && now - login->at < lasts)
		verdict_set(v, VERDICT_PASS, _("%s ago"), span);
	else
		verdict_set(v, VERDICT_WARN, _("none was seen in the last %s; how long one lasts cannot be asked"), span);
}

static const struct gate rows[] = {
	{
		.id = "no-prepared",
		.label = N_("prepared transactions"),
		.question = N_("no prepared transaction is open on the source's server"),
		.remedy = N_("Commit or roll back what pg_prepared_xacts shows, in its own database."),
		.facts = FACTS_OF(FACT_SRC_SERVER_PREPARED, FACT_SRC_PREPARED),
		.judge = judge_no_prepared,
		.max_age_ms = AGE_SQL,
	},
	{
		.id = "no-old-xact",
		.label = N_("old transactions"),
		.question = N_("no old write transaction holds the source's server"),
		.remedy = N_("Wait for it or end it: slot and copy cannot begin before it ends."),
		.facts = FACTS_OF(FACT_SRC_WRITERS, FACT_SRC_XACT_AGE),
		.judge = judge_no_old_xact,
		.max_age_ms = AGE_SQL,
	},
	{
		.id = "apply-moves",
		.label = N_("apply gets on"),
		.question = N_("green's apply gets on"),
		.remedy = N_("Read the last ERROR in the target's server log: disk, column, trigger, key?"),
		.waiting = N_("Waits for green's apply worker to get on; a large transaction takes time."),
		.side = OF_GREEN,
		.facts = FACTS_OF(FACT_TGT_SUBSCRIPTION, FACT_TGT_APPLY_ERRORS, FACT_TGT_WORKER, FACT_SRC_FLUSHED, FACT_SRC_PUBLICATION,
	                          FACT_TGT_HEARTBEAT, FACT_SRC_SLOT),
		.judge = judge_apply_moves,
		.max_age_ms = AGE_SQL,
		.flags = GATE_APPLIES,
	},
	{
		.id = "slot-safe",
		.label = N_("slot active"),
		.question = N_("the replication slot is active and keeps its WAL"),
		.remedy = N_("See both servers' logs. A slot unread fills blue's disk: undo drops it."),
		.waiting = N_("Waits for green's subscription to connect to its slot again."),
		.facts = FACTS_OF(FACT_SRC_SLOT),
		.judge = judge_slot_safe,
		.max_age_ms = AGE_SQL,
	},
	{
		.id = "way-known",
		.label = N_("way to blue known"),
		.question = N_("how green's server reaches blue is said"),
		.remedy = N_("Mend source_from_target in the settings."),
		.judge = judge_way_known,
	},
	{
		.id = "way-tried",
		.label = N_("way to blue tried"),
		.question = N_("green's server really reaches blue's database"),
		.remedy = N_("Mend source_from_target, or blue's pg_hba.conf, TLS or network; check again."),
		.facts = FACTS_OF(FACT_WAY),
		.judge = judge_way_tried,
		.max_age_ms = AGE_WAY,
	},
	{
		.id = "way-timeouts",
		.label = N_("no timeout in the way"),
		.question = N_("no timeout of a role ends the replication"),
		.remedy = N_("ALTER ROLE … IN DATABASE … SET what is named to 0 while the run lasts."),
		.side = OF_GREEN,
		.facts = FACTS_OF(FACT_SRC_TIMEOUTS, FACT_TGT_TIMEOUTS, FACT_TGT_SERVER),
		.judge = judge_way_timeouts,
		.max_age_ms = AGE_WAY,
		.flags = GATE_WAIVABLE,
	},
	{
		.id = "app-schema",
		.label = N_("the app's schema"),
		.question = N_("in which schema the app's tables are is known"),
		.remedy = N_("Move or rename the schema_migration that is not the app's."),
		.facts = FACTS_OF(FACT_SRC_HOMES),
		.judge = judge_app_schema,
		.max_age_ms = AGE_SLOW,
	},
	{
		.id = "fence-possible",
		.label = N_("rights for the fence"),
		.question = N_("nothing forbids the fence on blue's tables"),
		.remedy = N_("Make Teal's role a member of the owners named; or GRANT CREATE ON DATABASE."),
		.facts = FACTS_OF(FACT_SRC_LACKS, FACT_SRC_EVENT_TRIGGERS),
		.judge = judge_fence_possible,
		.max_age_ms = AGE_SLOW,
	},
	{
		.id = "fence-tried",
		.label = N_("fence tried on blue"),
		.question = N_("what Teal makes on blue can be made, and dropped"),
		.remedy = N_("Read the reason; ALTER EVENT TRIGGER … DISABLE meanwhile if one refuses DDL."),
		.facts = FACTS_OF(FACT_SRC_FENCE_TRIED),
		.judge = judge_fence_tried,
		.max_age_ms = AGE_JUST_NOW,
	},
	{
		.id = "marker-tried",
		.label = N_("marker tried on green"),
		.question = N_("what Teal makes on green can be made, and dropped"),
		.remedy = N_("Read the reason; ALTER EVENT TRIGGER … DISABLE meanwhile if one refuses DDL."),
		.side = OF_GREEN,
		.facts = FACTS_OF(FACT_TGT_MARKER_TRIED),
		.judge = judge_marker_tried,
		.max_age_ms = AGE_JUST_NOW,
	},
	{
		.id = "analysed",
		.label = N_("statistics on green"),
		.question = N_("green's tables have statistics"),
		.remedy = N_("ANALYZE green's database as a superuser."),
		.side = OF_GREEN,
		.facts = FACTS_OF(FACT_TGT_ANALYSED),
		.judge = judge_analysed,
		.max_age_ms = AGE_SLOW,
		.flags = GATE_WAIVABLE,
	},
	{
		.id = "green-writes",
		.label = N_("green takes writes"),
		.question = N_("green's database takes writes, and has room"),
		.remedy = N_("Read the reason: make room on its disk, mend the privilege; check again."),
		.side = OF_GREEN,
		.facts = FACTS_OF(FACT_TGT_WRITES),
		.judge = judge_green_writes,
		.max_age_ms = AGE_JUST_NOW,
	},
	{
		.id = "juju-now",
		.label = N_("juju for both models"),
		.question = N_("juju answers now, for both models"),
		.remedy = N_("Run juju login and check again; without juju there is no switch."),
		.facts = FACTS_OF(FACT_BLUE_MODEL, FACT_GREEN_MODEL),
		.judge = judge_juju_now,
		.max_age_ms = AGE_JUST_NOW,
	},
	{
		.id = "juju-login",
		.label = N_("juju login"),
		.question = N_("juju's login lasts for the write-stop"),
		.remedy = N_("Answer yes to \"Log in to juju first?\" on this screen."),
		.judge = judge_juju_login,
	},
};
const struct gate_table gates_way = { rows, mem_count(rows) };
