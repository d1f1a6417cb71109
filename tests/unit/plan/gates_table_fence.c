/* Rows of the gates in src/plan/gates_fence.c. */
#include "config.h"

#include "tests/unit/plan/gates_table.h"

#include "base/mem.h"

/* The moment of GATE_FENCED is in the tokens. */
#define SENTINEL "sentinel-1763999985000"
#define DURABLE "durable-1763999985000"
#define OLD_SENTINEL "sentinel-1763999900000"

static const struct gate_row rows[] = {
	{ .gate = "fence-whole", .want = VERDICT_PASS, .words = "24 of 24", .see = { { FACT_SRC_FENCED, 0, "24 of 24" } } },
	{ .gate = "fence-whole", .want = VERDICT_FAIL, .words = "23 of 24", .see = { { FACT_SRC_FENCED, 1, "23 of 24" } } },
	{ .gate = "fence-whole",
	  .want = VERDICT_FAIL,
	  .words = "23 of 24",
	  .event = { GATE_FENCED },
	  .see = { { FACT_SRC_FENCED, 1, "23 of 24" } } },
	{ .gate = "fence-whole",
	  .want = VERDICT_FAIL,
	  .words = "23 of 24",
	  .event = { GATE_FENCED, { EV_ACT_INTENT, "stop-sync", "{\"act\":\"set-sequences\",\"commands\":[]}", 9000 } },
	  .see = { { FACT_SRC_FENCED, 1, "23 of 24" } } },
	{ .gate = "fence-whole", .want = VERDICT_FAIL, .words = "none", .see = { { FACT_SRC_FENCED, -1, "0 of 24" } } },

	{ .gate = "writes-open", .want = VERDICT_PASS, .words = "refuses a write", .see = { { FACT_SRC_REFUSES, 0, "" } } },
	{ .gate = "writes-open", .want = VERDICT_FAIL, .words = "refuses writes", .see = { { FACT_SRC_REFUSES, 1, "" } } },

	{ .gate = "unfenced", .want = VERDICT_PASS, .words = "no table", .see = { { FACT_SRC_FENCED, -1, "0 of 24" } } },
	{ .gate = "unfenced", .want = VERDICT_FAIL, .words = "1 of 24", .see = { { FACT_SRC_FENCED, 23, "1 of 24" } } },
	{ .gate = "unfenced", .want = VERDICT_FAIL, .words = "24 of 24", .see = { { FACT_SRC_FENCED, 0, "24 of 24" } } },

	{ .gate = "no-writer", .want = VERDICT_PASS, .see = { { FACT_SRC_XIDS, 0, "" }, { FACT_SRC_PREPARED, 0, "" } } },
	{ .gate = "no-writer",
	  .want = VERDICT_WAIT,
	  .words = "1 in flight: psql",
	  .see = { { FACT_SRC_XIDS, 1, "psql" }, { FACT_SRC_PREPARED, 1, "" } } },
	{ .gate = "no-writer",
	  .want = VERDICT_FAIL,
	  .words = "1 prepared",
	  .see = { { FACT_SRC_XIDS, 0, "" }, { FACT_SRC_PREPARED, 1, "" } } },

	{ .gate = "drained",
	  .want = VERDICT_PASS,
	  .words = "all up to 0/5000",
	  .note = { { "fence.lsn", "0/5000" } },
	  .event = { GATE_FENCED },
	  .see = { { FACT_SRC_MARKER, 1, SENTINEL }, { FACT_TGT_SENTINEL, 0, SENTINEL } } },
	{ .gate = "drained",
	  .want = VERDICT_WAIT,
	  .words = SENTINEL " not seen yet",
	  .event = { GATE_FENCED },
	  .see = { { FACT_SRC_MARKER, 1, SENTINEL }, { FACT_TGT_SENTINEL, 0, OLD_SENTINEL } } },
	{ .gate = "drained",
	  .want = VERDICT_FAIL,
	  .words = "not on the source",
	  .event = { GATE_FENCED },
	  .see = { { FACT_SRC_MARKER, 1, OLD_SENTINEL }, { FACT_TGT_SENTINEL, 0, SENTINEL } } },

	{ .gate = "durable",
	  .want = VERDICT_PASS,
	  .words = DURABLE,
	  .event = { GATE_FENCED },
	  .see = { { FACT_TGT_DURABLE, 0, DURABLE } } },
	{ .gate = "durable",
	  .want = VERDICT_WAIT,
	  .words = "not seen",
	  .event = { GATE_FENCED },
	  .see = { { FACT_TGT_DURABLE, 0, SENTINEL } } },
	{ .gate = "durable", .want = VERDICT_WAIT, .words = "not seen", .event = { GATE_FENCED }, .see = { { FACT_TGT_DURABLE, 0, "" } } },
};
const struct gate_rows gate_rows_fence = { rows, mem_count(rows) };
