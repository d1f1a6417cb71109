/* Rows of the gates in src/plan/gates_fit.c. */
#include "config.h"

#include "tests/unit/plan/gates_table.h"

#include "base/mem.h"

#define BLUE_NETWORKS(n, oldest, tie, ids) \
	{ FACT_SRC_NETWORKS, n, oldest }, \
	{ \
		FACT_SRC_NETWORK_IDS, tie, ids \
	}
#define GREEN_NETWORKS(n, oldest, tie, ids) \
	{ FACT_TGT_NETWORKS, n, oldest }, \
	{ \
		FACT_TGT_NETWORK_IDS, tie, ids \
	}
#define BLUE_LIST(what, text) .see = { { FACT_SRC_##what, 1, text } }
#define BOTH_LISTS(what, source, target) .see = { { FACT_SRC_##what, 1, source }, { FACT_TGT_##what, 1, target } }
#define TRIGGER(how) "[[\"public.rules\",\"trigger audit\",\"" how "\"]]"

/* A sequence from 1 to high in steps of step; last is JSON. */
#define SEQUENCE(owner, high, step, cycle, last, bound) \
	"[[\"public.s\",\"" owner "\",\"bigint\",\"1\",\"" high "\",\"" step "\",\"1\",\"" cycle "\",\"1\"," last ",\"true\",\"" bound \
	"\"]]"
#define BIG "9223372036854775807"
#define PLAIN(last) SEQUENCE("", BIG, "1", "false", "\"" last "\"", BIG)

#define UNCALLED(last) "[[\"public.s\",\"\",\"bigint\",\"1\",\"" BIG "\",\"1\",\"1\",\"false\",\"1\",\"" last "\",\"false\",\"" BIG "\"]]"
/* From -1 down to -100000. */
#define DOWN(last) "[[\"public.s\",\"\",\"bigint\",\"-100000\",\"-1\",\"-1\",\"1\",\"false\",\"-1\",\"" last "\",\"true\",\"" BIG "\"]]"

static const struct gate_row rows[] = {
	{ .gate = "networks-known", .want = VERDICT_PASS, .words = "one network, n1", .see = { BLUE_NETWORKS(1, "n1", 1, "n1") } },
	{ .gate = "networks-known", .want = VERDICT_PASS, .words = "no row", .see = { BLUE_NETWORKS(0, "", 0, "") } },
	{ .gate = "networks-known",
	  .want = VERDICT_WARN,
	  .words = "2 networks; Ory takes the oldest, n1",
	  .see = { BLUE_NETWORKS(2, "n1", 1, "n1 n2") } },
	{ .gate = "networks-known", .want = VERDICT_WARN, .words = "a tie: 2", .see = { BLUE_NETWORKS(3, "n1", 2, "n1 n2 n3") } },

	{ .gate = "network",
	  .want = VERDICT_PASS,
	  .words = "2 networks, blue's",
	  .see = { BLUE_NETWORKS(2, "n1", 1, "n1 n2"), GREEN_NETWORKS(2, "n1", 1, "n1 n2") } },
	{ .gate = "network",
	  .want = VERDICT_PASS,
	  .words = "blue has none, green 1",
	  .see = { BLUE_NETWORKS(0, "", 0, ""), GREEN_NETWORKS(1, "n1", 1, "n1") } },
	{ .gate = "network",
	  .want = VERDICT_FAIL,
	  .words = "1 on blue, 2 on green; green's oldest is n0, blue's n1",
	  .see = { BLUE_NETWORKS(1, "n1", 1, "n1"), GREEN_NETWORKS(2, "n0", 1, "n0 n1") } },
	{ .gate = "network",
	  .want = VERDICT_FAIL,
	  .words = "the networks differ",
	  .see = { BLUE_NETWORKS(1, "n1", 1, "n1"), GREEN_NETWORKS(0, "", 0, "") } },
	{ .gate = "network",
	  .want = VERDICT_FAIL,
	  .words = "the oldest network differs: n1 on blue, n2 on green",
	  .see = { BLUE_NETWORKS(2, "n1", 1, "n1 n2"), GREEN_NETWORKS(2, "n2", 1, "n1 n2") } },
	{ .gate = "network",
	  .want = VERDICT_WARN,
	  .words = "a tie: 2",
	  .see = { BLUE_NETWORKS(2, "n1", 2, "n1 n2"), GREEN_NETWORKS(2, "n1", 2, "n1 n2") } },

	{ .gate = "source-triggers", .want = VERDICT_PASS, .words = "none", BLUE_LIST(TRIGGERS, "") },
	{ .gate = "source-triggers", .want = VERDICT_WARN, .words = "trigger audit on public.rules", BLUE_LIST(TRIGGERS, TRIGGER("O")) },
	{ .gate = "source-triggers",
	  .want = VERDICT_PASS,
	  .note = { { "answer.leave_out", "public.rules", 0 } },
	  BLUE_LIST(TRIGGERS, TRIGGER("A")) },

	{ .gate = "replica-triggers", .want = VERDICT_PASS, .see = { { FACT_TGT_TRIGGERS, 0, "" } } },
	{ .gate = "replica-triggers", .want = VERDICT_PASS, .see = { { FACT_TGT_TRIGGERS, 1, TRIGGER("O") } } },
	{ .gate = "replica-triggers",
	  .want = VERDICT_FAIL,
	  .words = "trigger audit on public.rules",
	  .see = { { FACT_TGT_TRIGGERS, 1, TRIGGER("A") } } },
	{ .gate = "replica-triggers", .want = VERDICT_FAIL, .see = { { FACT_TGT_TRIGGERS, 1, TRIGGER("R") } } },
	{ .gate = "replica-triggers",
	  .want = VERDICT_FAIL,
	  .words = "event trigger e",
	  .see = { { FACT_TGT_TRIGGERS, 1, "[[\"\",\"event trigger e\",\"A\"]]" } } },

	{ .gate = "sequence-room", .want = VERDICT_PASS, .words = "0 sequences", BLUE_LIST(SEQUENCES, "") },
	/* of 100 000 a hundredth must be left, of fewer a thousand */
	{ .gate = "sequence-room", .want = VERDICT_PASS, BLUE_LIST(SEQUENCES, SEQUENCE("", "200001", "1", "false", "\"198001\"", BIG)) },
	{ .gate = "sequence-room",
	  .want = VERDICT_WARN,
	  .words = "public.s at 198002, 1999 left",
	  BLUE_LIST(SEQUENCES, SEQUENCE("", "200001", "1", "false", "\"198002\"", BIG)) },
	{ .gate = "sequence-room", .want = VERDICT_PASS, BLUE_LIST(SEQUENCES, SEQUENCE("", "20001", "1", "false", "\"19001\"", BIG)) },
	{ .gate = "sequence-room",
	  .want = VERDICT_WARN,
	  .words = "999 left",
	  BLUE_LIST(SEQUENCES, SEQUENCE("", "20001", "1", "false", "\"19002\"", BIG)) },
	/* in steps; in what the column's type holds; not where it begins anew */
	{ .gate = "sequence-room",
	  .want = VERDICT_WARN,
	  .words = "999 left",
	  BLUE_LIST(SEQUENCES, SEQUENCE("", "200001", "10", "false", "\"190011\"", BIG)) },
	{ .gate = "sequence-room",
	  .want = VERDICT_WARN,
	  .words = "647 left",
	  BLUE_LIST(SEQUENCES, SEQUENCE("public.t", BIG, "1", "false", "\"2147483000\"", "2147483647")) },
	{ .gate = "sequence-room", .want = VERDICT_PASS, BLUE_LIST(SEQUENCES, SEQUENCE("", "10", "1", "true", "\"10\"", BIG)) },
	{ .gate = "sequence-room", .want = VERDICT_WARN, .words = "807 left", BLUE_LIST(SEQUENCES, PLAIN("9223372036854775000")) },
	{ .gate = "sequence-room",
	  .want = VERDICT_PASS,
	  .words = "0 sequences",
	  .note = { { "answer.leave_out", "shop.t", 0 } },
	  BLUE_LIST(SEQUENCES, SEQUENCE("shop.t", "10", "1", "false", "\"10\"", BIG)) },
	{ .gate = "sequence-room", .want = VERDICT_PASS, BLUE_LIST(SEQUENCES, DOWN("-99000")) },
	{ .gate = "sequence-room", .want = VERDICT_WARN, .words = "999 left", BLUE_LIST(SEQUENCES, DOWN("-99001")) },
	{ .gate = "sequence-room",
	  .want = VERDICT_UNKNOWN,
	  .words = "may not read: public.s",
	  BLUE_LIST(SEQUENCES, SEQUENCE("", BIG, "1", "false", "null", BIG)) },

	{ .gate = "sequences-fit", .want = VERDICT_PASS, BOTH_LISTS(SEQUENCES, PLAIN("9007199254740993"), PLAIN("1")) },
	{ .gate = "sequences-fit", .want = VERDICT_FAIL, .words = "green lacks: public.s", BOTH_LISTS(SEQUENCES, PLAIN("1"), "") },
	{ .gate = "sequences-fit",
	  .want = VERDICT_WARN,
	  .words = "limits or increments differ: public.s",
	  BOTH_LISTS(SEQUENCES, PLAIN("7"), SEQUENCE("", "7", "1", "false", "\"1\"", BIG)) },
	{ .gate = "sequences-fit",
	  .want = VERDICT_FAIL,
	  .words = "public.s is 8, green's goes from 1 to 7",
	  BOTH_LISTS(SEQUENCES, PLAIN("8"), SEQUENCE("", "7", "1", "false", "\"1\"", BIG)) },

	{ .gate = "sequences", .want = VERDICT_PASS, .words = "the source has none", BOTH_LISTS(SEQUENCES, "", PLAIN("1")) },
	{ .gate = "sequences", .want = VERDICT_PASS, .words = "1, equal", BOTH_LISTS(SEQUENCES, PLAIN("9"), PLAIN("9")) },
	{ .gate = "sequences",
	  .want = VERDICT_FAIL,
	  .words = "public.s is 9007199254740993, green's 9007199254740992",
	  BOTH_LISTS(SEQUENCES, PLAIN("9007199254740993"), PLAIN("9007199254740992")) },
	/* the next value would be 9 on blue and 10 on green */
	{ .gate = "sequences",
	  .want = VERDICT_FAIL,
	  .words = "public.s is 9, green's 9",
	  BOTH_LISTS(SEQUENCES, UNCALLED("9"), PLAIN("9")) },
	{ .gate = "sequences", .want = VERDICT_FAIL, .words = "public.s is 9, green's ?", BOTH_LISTS(SEQUENCES, PLAIN("9"), "") },
	{ .gate = "sequences",
	  .want = VERDICT_PASS,
	  .words = "the source has none",
	  .event = { { EV_WAIVED, NULL, "{\"gate\":\"sequences-fit\",\"reason\":\"not wanted\"}", 0 } },
	  BOTH_LISTS(SEQUENCES, PLAIN("9"), "") },

	{ .gate = "kinds-known", .want = VERDICT_PASS, .words = "encoding UTF8", BLUE_LIST(KINDS, "[[\"encoding\",\"UTF8\"]]") },
	{ .gate = "kinds-known", .want = VERDICT_WARN, .words = "type public.mood", BLUE_LIST(KINDS, "[[\"type\",\"public.mood\"]]") },

	{ .gate = "kinds-there",
	  .want = VERDICT_PASS,
	  BOTH_LISTS(KINDS, "[[\"encoding\",\"UTF8\"]]", "[[\"encoding\",\"UTF8\"],[\"type\",\"public.mood\"]]") },
	{ .gate = "kinds-there",
	  .want = VERDICT_FAIL,
	  .words = "green lacks: encoding UTF8",
	  BOTH_LISTS(KINDS, "[[\"encoding\",\"UTF8\"]]", "[[\"encoding\",\"LATIN1\"]]") },
	{ .gate = "kinds-there",
	  .want = VERDICT_FAIL,
	  .words = "type public.mood (a, b)",
	  BOTH_LISTS(KINDS, "[[\"type\",\"public.mood (a, b)\"]]", "[[\"type\",\"public.mood (a)\"]]") },
	{ .gate = "kinds-there",
	  .want = VERDICT_FAIL,
	  .words = "type public.mood",
	  BOTH_LISTS(KINDS, "[[\"type\",\"public.mood\"]]", "[[\"type\",\"public.mood (a)\"]]") },
	{ .gate = "kinds-there",
	  .want = VERDICT_WARN,
	  .words = "only on blue: extension citext 1.6",
	  BOTH_LISTS(KINDS, "[[\"extension\",\"citext 1.6\"]]", "") },
	/* another version of it is there */
	{ .gate = "kinds-there",
	  .want = VERDICT_PASS,
	  BOTH_LISTS(KINDS, "[[\"extension\",\"citext 1.6\"]]", "[[\"extension\",\"citext 1.5\"]]") },
};
const struct gate_rows gate_rows_fit = { rows, mem_count(rows) };
