/* Rows of the gates in src/plan/gates_way.c. */
#include "config.h"

#include "tests/unit/gates_table.h"

#include "base/mem.h"

/* The slot is there: what holds back the whole server is no longer in the way. */
#define SYNC_DONE .event = { { EV_STEP_DONE, "start-sync", "{}", 1000 } }
#define PREPARED(server, text, here) .see = { { FACT_SRC_SERVER_PREPARED, server, text }, { FACT_SRC_PREPARED, here, "" } }
#define WRITERS(ms, text, here) .see = { { FACT_SRC_WRITERS, ms, text }, { FACT_SRC_XACT_AGE, here, "" } }

/* A look at each side, `age` ms ago: how far the slot is confirmed, the beat and the worker on green, and the errors of apply. */
#define APPLY(age, flushed, beat, worker, errors) \
	{ FACT_TGT_SUBSCRIPTION, 1, "apply", age }, { FACT_TGT_APPLY_ERRORS, errors, "", age }, { FACT_TGT_WORKER, worker, "", age }, \
		{ FACT_TGT_BEAT, beat, "", age }, { FACT_SRC_FLUSHED, 0, flushed, age }, { FACT_SRC_PUBLICATION, 25, "", age }, \
	{ \
		FACT_SRC_SLOT, 0, "active", age \
	}
#define IDLE(first, last) .see = { { FACT_SRC_SLOT, 1, "inactive", first }, { FACT_SRC_SLOT, 120000000, "inactive", last } }

const struct gate_row gate_rows_way[] = {
	{ .gate = "no-prepared", .want = VERDICT_PASS, .words = "none on the whole server", PREPARED(0, "", 0) },
	{ .gate = "no-prepared", .want = VERDICT_FAIL, .words = "1 prepared transaction: x, app, shop", PREPARED(1, "x, app, shop", 0) },
	{ .gate = "no-prepared", .want = VERDICT_WARN, .words = "x, app, shop", SYNC_DONE, PREPARED(1, "x, app, shop", 0) },
	{ .gate = "no-prepared", .want = VERDICT_FAIL, .words = "the oldest x", SYNC_DONE, PREPARED(2, "x", 1) },

	{ .gate = "no-old-xact", .want = VERDICT_PASS, .words = "1 m 00 s old, on the whole server", WRITERS(60000, "psql", 60000) },
	{ .gate = "no-old-xact", .want = VERDICT_FAIL, .words = "old: pid 7, psql, shop", WRITERS(60001, "pid 7, psql, shop", 0) },
	{ .gate = "no-old-xact", .want = VERDICT_WARN, .words = "pid 7", SYNC_DONE, WRITERS(60001, "pid 7", 60000) },
	{ .gate = "no-old-xact", .want = VERDICT_FAIL, .words = "pid 7", SYNC_DONE, WRITERS(60001, "pid 7", 60001) },
	{ .gate = "no-old-xact", .want = VERDICT_UNKNOWN, .words = "GRANT pg_read_all_stats", WRITERS(-1, "pid 7", 0) },

	{ .gate = "apply-moves",
	  .want = VERDICT_PASS,
	  .words = "applied up to 0/20",
	  .see = { APPLY(20000, "0/10", 1, 7, 0), APPLY(0, "0/20", 1, 7, 0) } },
	/* the beat on green is enough, and the position on blue is enough */
	{ .gate = "apply-moves",
	  .want = VERDICT_PASS,
	  .words = "0 ms ago",
	  .see = { APPLY(60000, "0/10", 1, 7, 0), APPLY(0, "0/10", 2, 7, 3) } },
	{ .gate = "apply-moves",
	  .want = VERDICT_PASS,
	  .words = "30 s ago",
	  .see = { APPLY(30000, "0/10", 1, 7, 0), APPLY(0, "0/10", 1, 7, 0) } },
	{ .gate = "apply-moves",
	  .want = VERDICT_WAIT,
	  .words = "position unmoved for 30",
	  .see = { APPLY(30001, "0/10", 1, 7, 0), APPLY(0, "0/10", 1, 7, 0) } },
	{ .gate = "apply-moves",
	  .want = VERDICT_WAIT,
	  .words = "tries again",
	  .see = { APPLY(10000, "0/10", 1, 7, 2), APPLY(0, "0/10", 1, 7, 3) } },
	{ .gate = "apply-moves",
	  .want = VERDICT_FAIL,
	  .words = "apply has stopped: 2 errors since 15:59:49",
	  .see = { APPLY(10001, "0/10", 1, 7, 1), APPLY(0, "0/10", 1, 8, 3) } },
	/* PostgreSQL 14 counts no errors: workers that come and go stand for them */
	{ .gate = "apply-moves",
	  .want = VERDICT_FAIL,
	  .words = "dies again and again",
	  .see = { APPLY(10001, "0/10", 1, 7, -1), { FACT_TGT_WORKER, 8, "", 5000 }, APPLY(0, "0/10", 1, 9, -1) } },
	{ .gate = "apply-moves", .want = VERDICT_PASS, .see = { APPLY(10001, "0/10", 1, 7, -1), APPLY(0, "0/10", 1, 8, -1) } },
	{ .gate = "apply-moves",
	  .want = VERDICT_FAIL,
	  .words = "no worker runs for 30 s",
	  .see = { APPLY(30001, "0/10", 1, 7, 0), APPLY(0, "0/10", 1, 0, 0) } },
	{ .gate = "apply-moves", .want = VERDICT_PASS, .see = { APPLY(30000, "0/10", 1, 7, 0), APPLY(0, "0/10", 1, 0, 0) } },
	{ .gate = "apply-moves",
	  .want = VERDICT_FAIL,
	  .words = "no enabled subscription",
	  .see = { { FACT_SRC_FLUSHED, 0, "0/10" },
	           { FACT_SRC_PUBLICATION, 25, "" },
	           { FACT_SRC_SLOT, 0, "active" },
	           { FACT_TGT_SUBSCRIPTION, 0, "" },
	           { FACT_TGT_APPLY_ERRORS, 0, "" },
	           { FACT_TGT_WORKER, 0, "" },
	           { FACT_TGT_BEAT, 1, "" } } },
	{ .gate = "apply-moves",
	  .want = VERDICT_FAIL,
	  .words = "the publication teal_test_1 is gone",
	  .see = { APPLY(10001, "0/10", 1, 7, 1),
	           { FACT_SRC_FLUSHED, 0, "0/10" },
	           { FACT_SRC_PUBLICATION, -1, "" },
	           { FACT_SRC_SLOT, 0, "active" },
	           { FACT_TGT_APPLY_ERRORS, 2, "" },
	           { FACT_TGT_WORKER, 7, "" },
	           { FACT_TGT_SUBSCRIPTION, 1, "" },
	           { FACT_TGT_BEAT, 1, "" } } },

	{ .gate = "slot-safe", .want = VERDICT_PASS, .words = "holds 1.0 GB", .see = { { FACT_SRC_SLOT, 1000000000, "active" } } },
	{ .gate = "slot-safe", .want = VERDICT_WARN, .words = "holds 1.0 GB", .see = { { FACT_SRC_SLOT, 1000000001, "active" } } },
	{ .gate = "slot-safe", .want = VERDICT_WAIT, .words = "nobody reads it for 30 s, holds 120", IDLE(30000, 0) },
	{ .gate = "slot-safe", .want = VERDICT_FAIL, .words = "it holds 120 MB of WAL on blue's disk", IDLE(30001, 0) },
	{ .gate = "slot-safe",
	  .want = VERDICT_WAIT,
	  .words = "nobody reads it for 0 ms",
	  .see = { { FACT_SRC_SLOT, 1, "inactive", 60000 }, { FACT_SRC_SLOT, 1, "active", 1000 }, { FACT_SRC_SLOT, 1, "inactive" } } },
	{ .gate = "slot-safe", .want = VERDICT_FAIL, .words = "unreserved", .see = { { FACT_SRC_SLOT, 1000, "unreserved" } } },
	{ .gate = "slot-safe", .want = VERDICT_FAIL, .words = "lost", .see = { { FACT_SRC_SLOT, 0, "lost" } } },
	{ .gate = "slot-safe", .want = VERDICT_FAIL, .words = "there is no slot teal_test_1", .see = { { FACT_SRC_SLOT, -1, "" } } },
};
const size_t gate_rows_way_count = mem_count(gate_rows_way);
