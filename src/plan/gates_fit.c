/* Gates about what must be there on both sides for the copy to be the same: triggers, sequences, types and networks. */
#include "config.h"

#include "plan/gates.h"

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/gate_names.h"
#include "plan/left_out.h"
#include "plan/sequences.h"

/* More than one is fine as long as it is known which one Ory takes (facts/ory.md section 8). Old releases have no such table. */
static void judge_networks_known(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	int n = (int)fact_num(m, FACT_SRC_NETWORKS), tie = (int)fact_num(m, FACT_SRC_NETWORK_IDS);

	if (tie > 1)
		verdict_set(v, VERDICT_WARN, _("a tie: %d networks are equally old, Ory may pick another after a restart; %s now"), tie,
		            fact_text(m, FACT_SRC_NETWORKS));
	else if (n > 1)
		verdict_set(v, VERDICT_WARN, _("%d networks; Ory takes the oldest, %s"), n, fact_text(m, FACT_SRC_NETWORKS));
	else if (n == 1)
		verdict_set(v, VERDICT_PASS, _("one network, %s"), fact_text(m, FACT_SRC_NETWORKS));
	else
		verdict_set(v, VERDICT_PASS, _("no row of networks"));
}

/* The set and the oldest: a row too many hides blue's world behind another, and one that is missing has lost it. Blue without any
 * gets its first from the migration. */
static void judge_network(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	int blue = (int)fact_num(m, FACT_SRC_NETWORKS), green = (int)fact_num(m, FACT_TGT_NETWORKS);

	if (!blue)
		verdict_set(v, VERDICT_PASS, _("blue has none, green %d"), green);
	else if (strcmp(fact_text(m, FACT_SRC_NETWORK_IDS), fact_text(m, FACT_TGT_NETWORK_IDS)) != 0)
		verdict_set(v, VERDICT_FAIL, _("the networks differ: %d on blue, %d on green; green's oldest is %s, blue's %s"), blue,
		            green, fact_text(m, FACT_TGT_NETWORKS), fact_text(m, FACT_SRC_NETWORKS));
	else if (strcmp(fact_text(m, FACT_SRC_NETWORKS), fact_text(m, FACT_TGT_NETWORKS)) != 0)
		verdict_set(v, VERDICT_FAIL, _("the oldest network differs: %s on blue, %s on green"), fact_text(m, FACT_SRC_NETWORKS),
		            fact_text(m, FACT_TGT_NETWORKS));
	else if (fact_num(m, FACT_TGT_NETWORK_IDS) > 1)
		verdict_set(v, VERDICT_WARN, _("the same %d, with a tie: %d are equally old, Ory may pick another"), green,
		            (int)fact_num(m, FACT_TGT_NETWORK_IDS));
	else
		verdict_set(v, VERDICT_PASS, ngettext("%d network, blue's", "%d networks, blue's", (unsigned long)green), green);
}

static bool fires_in_replicas(const struct json *row)
{
	const char *how = row_text(row, 2);

	return *how == 'A' || *how == 'R';
}

static void add_trigger(struct names *l, const struct json *row)
{
	const char *table = row_text(row, 0);

	names_addf(l, *table ? _("%s on %s") : "%s", row_text(row, 1), table);
}

/* Ory has no triggers, so that green's tables come without. */
static void judge_source_triggers(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	struct json *list = fact_list(m, FACT_SIDE(FACT_SRC_TRIGGERS, side));
	struct names all;

	names_init(&all);
	for (const struct json *r = json_first(list); r; r = json_next(r))
		if (!left_out(m, row_text(r, 0)))
			add_trigger(&all, r);
	if (all.n)
		verdict_set(v, VERDICT_WARN, _("nobody carries them over: %s"), names_text(&all));
	else
		verdict_set(v, VERDICT_PASS, _("none"));
	names_release(&all);
	json_free(list);
}

/* The apply runs as a replica does: an ordinary trigger is silent then, one that is ENABLE ALWAYS or REPLICA writes a second time
 * what blue's has written already. */
static void judge_replica_triggers(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	struct json *list = fact_list(m, FACT_SIDE(FACT_SRC_TRIGGERS, side));
	struct names bad;

	names_init(&bad);
	for (const struct json *r = json_first(list); r; r = json_next(r))
		if (fires_in_replicas(r) && !left_out(m, row_text(r, 0)))
			add_trigger(&bad, r);
	if (bad.n)
		verdict_set(v, VERDICT_FAIL, _("they fire for replicated rows, too: %s"), names_text(&bad));
	else
		verdict_set(v, VERDICT_PASS, _("none on green fires for replicated rows"));
	names_release(&bad);
	json_free(list);
}

static void judge_sequence_space(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	struct json *list = fact_list(m, FACT_SRC_SEQUENCES);
	struct sequence s;
	struct names near, hidden;
	int n = 0;

	names_init(&near);
	names_init(&hidden);
	for (const struct json *r = json_first(list); r; r = json_next(r)) {
		if (!sequence_read(r, &s) || !sequence_takes(m, &s))
			continue;
		n++;
		if (!s.last)
			names_addf(&hidden, "%s", s.name);
		else if (sequence_is_near(&s))
			names_addf(&near, _("%s at %s, %lld left"), s.name, s.last, (long long)sequence_left(&s));
	}
	if (hidden.n)
		verdict_set(v, VERDICT_UNKNOWN, _("the role may not read: %s"), names_text(&hidden));
	else if (near.n)
		verdict_set(v, VERDICT_WARN, _("near their end: %s"), names_text(&near));
	else
		verdict_set(v, VERDICT_PASS, ngettext("%d sequence", "%d sequences", (unsigned long)n), n);
	names_release(&near);
	names_release(&hidden);
	json_free(list);
}

/* value within [low, high] of the other side's sequence */
static bool takes_value(const struct sequence *other, const char *value)
{
	int64_t low, high, n;

	return str_to_int(other->low, INT64_MIN, INT64_MAX, &low) && str_to_int(other->high, INT64_MIN, INT64_MAX, &high) && value &&
	       str_to_int(value, low, high, &n);
}

/* What setval would refuse inside the write-stop is told before it. */
static void judge_sequences_fit(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	struct json *source = fact_list(m, FACT_SRC_SEQUENCES), *target = fact_list(m, FACT_TGT_SEQUENCES);
	struct names missing, tight, other;
	struct sequence s, t;

	names_init(&missing);
	names_init(&tight);
	names_init(&other);
	for (const struct json *r = json_first(source); r; r = json_next(r)) {
		if (!sequence_read(r, &s) || !sequence_takes(m, &s))
			continue;
		if (!sequence_find(target, s.name, &t))
			names_addf(&missing, "%s", s.name);
		else if (!takes_value(&t, s.last))
			names_addf(&tight, _("%s is %s, green's goes from %s to %s"), s.name, s.last ? s.last : "?", t.low, t.high);
		else if (strcmp(s.step, t.step) != 0 || strcmp(s.high, t.high) != 0 || strcmp(s.low, t.low) != 0)
			names_addf(&other, "%s", s.name);
	}
	if (missing.n)
		verdict_set(v, VERDICT_FAIL, _("green lacks: %s"), names_text(&missing));
	else if (tight.n)
		verdict_set(v, VERDICT_FAIL, "%s", names_text(&tight));
	else if (other.n)
		verdict_set(v, VERDICT_WARN, _("limits or increments differ: %s"), names_text(&other));
	else
		verdict_set(v, VERDICT_PASS, _("green has all of them, with room for blue's values"));
	names_release(&missing);
	names_release(&tight);
	names_release(&other);
	json_free(source);
	json_free(target);
}

/* What stands and whether it was called, to the last digit. One that green lacks was told before the fence (sequences-fit); the
 * reason why it was let be stands in the report. */
static void judge_sequences(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	struct json *source = fact_list(m, FACT_SRC_SEQUENCES), *target = fact_list(m, FACT_TGT_SEQUENCES);
	bool lacking = model_waiver(m, "sequences-fit");
	struct names differ;
	struct sequence s, t;
	int n = 0;

	names_init(&differ);
	for (const struct json *r = json_first(source); r; r = json_next(r)) {
		bool there;

		if (!sequence_read(r, &s) || !sequence_takes(m, &s))
			continue;
		there = sequence_find(target, s.name, &t);
		if (!there && lacking)
			continue;
		n++;
		if (!there || !s.last || !t.last || strcmp(s.last, t.last) != 0 || !str_same(s.called, t.called))
			names_addf(&differ, _("%s is %s, green's %s"), s.name, s.last ? s.last : "?", there && t.last ? t.last : "?");
	}
	if (differ.n)
		verdict_set(v, VERDICT_FAIL, "%s", names_text(&differ));
	else if (!n)
		verdict_set(v, VERDICT_PASS, _("the source has none"));
	else
		verdict_set(v, VERDICT_PASS, ngettext("%d, equal", "%d, equal", (unsigned long)n), n);
	names_release(&differ);
	json_free(source);
	json_free(target);
}

/* Before green is there: Ory's own columns use the server's own types and the database's collation. */
static void judge_kinds_known(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	struct json *list = fact_list(m, FACT_SRC_KINDS);
	const char *encoding = "";
	struct names own;

	names_init(&own);
	for (const struct json *r = json_first(list); r; r = json_next(r)) {
		const char *kind = row_text(r, 0);

		if (strcmp(kind, "encoding") == 0)
			encoding = row_text(r, 1);
		else if (strcmp(kind, "extension") != 0)
			names_addf(&own, "%s %s", kind, row_text(r, 1));
	}
	if (own.n)
		verdict_set(v, VERDICT_WARN, _("green must have them before the copy: %s"), names_text(&own));
	else
		verdict_set(v, VERDICT_PASS, _("the server's own types and collations, encoding %s"), encoding);
	names_release(&own);
	json_free(list);
}

/* 0 absent, 1 there in another version, 2 there as it is. An extension is told with its version. */
static int has_kind(const struct json *list, const struct json *row)
{
	const char *kind = row_text(row, 0), *name = row_text(row, 1);
	size_t word = strcmp(kind, "extension") == 0 ? strcspn(name, " ") : strlen(name);
	int best = 0;

	for (const struct json *r = json_first(list); r && best < 2; r = json_next(r)) {
		const char *other = row_text(r, 1);

		if (strcmp(row_text(r, 0), kind) != 0)
			continue;
		if (strcmp(other, name) == 0)
			best = 2;
		else if (strncmp(other, name, word) == 0 && other[word] == ' ' && name[word] == ' ')
			best = 1;
	}
	return best;
}

/* An extension that no column needs is nothing that a copy would miss. */
static void judge_kinds_there(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	struct json *source = fact_list(m, FACT_SRC_KINDS), *target = fact_list(m, FACT_TGT_KINDS);
	struct names missing, other;

	names_init(&missing);
	names_init(&other);
	for (const struct json *r = json_first(source); r; r = json_next(r)) {
		bool extension = strcmp(row_text(r, 0), "extension") == 0;
		int has = has_kind(target, r);

		if (!has && !extension)
			names_addf(&missing, "%s %s", row_text(r, 0), row_text(r, 1));
		else if (!has)
			names_addf(&other, "%s %s", row_text(r, 0), row_text(r, 1));
	}
	if (missing.n)
		verdict_set(v, VERDICT_FAIL, _("green lacks: %s"), names_text(&missing));
	else if (other.n)
		verdict_set(v, VERDICT_WARN, _("only on blue: %s"), names_text(&other));
	else
		verdict_set(v, VERDICT_PASS, _("green has blue's encoding, types, collations and extensions"));
	names_release(&missing);
	names_release(&other);
	json_free(source);
	json_free(target);
}

static const struct gate rows[] = {
	{
		.id = "networks-known",
		.label = N_("network in use"),
		.question = N_("it is clear which network blue serves"),
		.remedy = N_("Make one row of networks older than the others."),
		.facts = FACTS_OF(FACT_SRC_NETWORKS, FACT_SRC_NETWORK_IDS),
		.judge = judge_networks_known,
		.max_age_ms = AGE_SLOW,
	},
	{
		.id = "network",
		.label = N_("same networks"),
		.question = N_("green has blue's networks, and the same oldest one"),
		.remedy = N_("With another network green shows no user: undo, start from an empty green."),
		.side = OF_GREEN,
		.facts = FACTS_OF(FACT_SRC_NETWORKS, FACT_SRC_NETWORK_IDS, FACT_TGT_NETWORKS, FACT_TGT_NETWORK_IDS),
		.judge = judge_network,
		.max_age_ms = AGE_SLOW,
		.flags = GATE_FINAL,
	},
	{
		.id = "source-triggers",
		.label = N_("blue's own triggers"),
		.question = N_("blue has no triggers of its own"),
		.remedy = N_("Make them on green after the switch, if they are still wanted."),
		.side = OF_BLUE,
		.side_facts = FACTS_OF(FACT_SRC_TRIGGERS),
		.judge = judge_source_triggers,
		.max_age_ms = AGE_SLOW,
	},
	{
		.id = "replica-triggers",
		.label = N_("green's triggers"),
		.question = N_("no trigger of green fires for replicated rows"),
		.remedy = N_("On green: ALTER TABLE … ENABLE TRIGGER (not ALWAYS or REPLICA), or drop it."),
		.side = OF_GREEN,
		.side_facts = FACTS_OF(FACT_SRC_TRIGGERS),
		.judge = judge_replica_triggers,
		.max_age_ms = AGE_SLOW,
		.flags = GATE_WAIVABLE,
	},
	{
		.id = "sequence-room",
		.label = N_("room in sequences"),
		.question = N_("blue's sequences can be read, and have room"),
		.remedy = N_("GRANT SELECT on what may not be read; widen what is near its end."),
		.facts = FACTS_OF(FACT_SRC_SEQUENCES),
		.judge = judge_sequence_space,
		.max_age_ms = AGE_SLOW,
	},
	{
		.id = "sequences-fit",
		.label = N_("sequences fit green"),
		.question = N_("green's sequences can take blue's values"),
		.remedy = N_("Make or alter the sequence on green; then ask again."),
		.side = OF_GREEN,
		.facts = FACTS_OF(FACT_SRC_SEQUENCES, FACT_TGT_SEQUENCES),
		.judge = judge_sequences_fit,
		.max_age_ms = AGE_SLOW,
		.flags = GATE_WAIVABLE,
	},
	{
		.id = "sequences",
		.label = N_("same sequence values"),
		.question = N_("the target's sequences stand where the source's do"),
		.remedy = N_("Run the step again."),
		.side = OF_GREEN,
		.facts = FACTS_OF(FACT_SRC_SEQUENCES, FACT_TGT_SEQUENCES),
		.judge = judge_sequences,
		.max_age_ms = AGE_SLOW,
	},
	{
		.id = "kinds-known",
		.label = N_("types and collations"),
		.question = N_("blue uses the server's own types and collations"),
		.remedy = N_("Make them on green before the copy begins."),
		.facts = FACTS_OF(FACT_SRC_KINDS),
		.judge = judge_kinds_known,
		.max_age_ms = AGE_SLOW,
	},
	{
		.id = "kinds-there",
		.label = N_("types there on green"),
		.question = N_("green has the types and collations of blue"),
		.remedy = N_("Make on green what is named."),
		.side = OF_GREEN,
		.facts = FACTS_OF(FACT_SRC_KINDS, FACT_TGT_KINDS),
		.judge = judge_kinds_there,
		.max_age_ms = AGE_SLOW,
	},
};
const struct gate_table gates_fit = { rows, mem_count(rows) };
