/* Rows of the gates in src/plan/gates_prepare.c. */
#include "config.h"

#include "tests/unit/plan/gates_table.h"

#include "assess/library.h"
#include "base/mem.h"

#define MINUTE 60000LL
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* What the assessment of the releases is made of: a source that recorded nothing, on a revision of charm 1. */
#define ASSESSED(version) \
	{ FACT_BLUE_APP_VERSION, 0, version }, { FACT_BLUE_APP_REVISION, 400, "0.3/stable" }, { FACT_BLUE_APP_RELATIONS, 0, "[]" }, \
		{ FACT_SRC_MIGRATIONS, 0, "" }, { FACT_SRC_EXTENSIONS, 0, "pg_trgm btree_gin uuid-ossp" }, \
	{ \
		FACT_SRC_SIZE, 8192, "" \
	}

static void still_fetching(struct model *m)
{
	model_library(m)->doc[DOC_CHANGELOG].origin = ORIGIN_WAITING;
	gate_catalog(m);
}

static void nothing_fetched(struct model *m)
{
	model_library(m);
	gate_catalog(m);
}

/* All that the releases in between say is marked as read. */
static void all_read(struct model *m)
{
	gate_catalog(m);
	gate_read_all(m);
}

static const struct gate_row rows[] = {
	{ .gate = "no-downgrade", .want = VERDICT_PASS, .words = "v1.0.0 -> v1.1.0", .see = { { FACT_BLUE_APP_VERSION, 0, "v1.0.0" } } },
	{ .gate = "no-downgrade", .want = VERDICT_PASS, .words = "rev 409", .see = { { FACT_BLUE_APP_VERSION, 0, "1.1.0" } } },
	{ .gate = "no-downgrade", .want = VERDICT_FAIL, .words = "1.1.0 is older", .see = { { FACT_BLUE_APP_VERSION, 0, "v1.1.1" } } },
	{ .gate = "no-downgrade", .want = VERDICT_FAIL, .words = "1.1.0 is older", .see = { { FACT_BLUE_APP_VERSION, 0, "v25.4.0" } } },
	{ .gate = "no-downgrade", .want = VERDICT_FAIL, .words = "cannot be compared", .see = { { FACT_BLUE_APP_VERSION, 0, "master" } } },

	{ .gate = "no-downgrade-noted", .want = VERDICT_PASS, .words = "v1.0.0 -> v1.1.0", .note = { { "blue.version", "v1.0.0" } } },
	{ .gate = "no-downgrade-noted", .want = VERDICT_FAIL, .words = "is older", .note = { { "blue.version", "v1.2.0" } } },
	{ .gate = "no-downgrade-noted", .want = VERDICT_FAIL, .words = "? and 1.1.0" },

	{ .gate = "migrations-known",
	  .want = VERDICT_PASS,
	  .words = "migrations come",
	  .see = { ASSESSED("v1.0.0") },
	  .setup = gate_catalog },
	{ .gate = "migrations-known", .want = VERDICT_WARN, .words = "assume needed", .see = { ASSESSED("v1.0.0") } },
	{ .gate = "migrations-known", .want = VERDICT_FAIL, .words = "cannot be compared", .see = { ASSESSED("nonsense") } },

	{ .gate = "no-blocking-hazard",
	  .want = VERDICT_PASS,
	  .words = "none that blocks",
	  .see = { ASSESSED("v1.0.0") },
	  .setup = gate_catalog },
	{ .gate = "no-blocking-hazard", .want = VERDICT_FAIL, .words = "downgrade", .see = { ASSESSED("v1.2.0") }, .setup = gate_catalog },
	{ .gate = "no-blocking-hazard", .want = VERDICT_FAIL, .words = "cannot be compared", .see = { ASSESSED("") } },

	{ .gate = "releases-read",
	  .want = VERDICT_FAIL,
	  .words = "still to be read",
	  .see = { ASSESSED("v1.0.0") },
	  .setup = nothing_fetched },
	{ .gate = "releases-read", .want = VERDICT_PASS, .words = "read", .see = { ASSESSED("v1.0.0") }, .setup = all_read },
	{ .gate = "releases-read",
	  .want = VERDICT_WAIT,
	  .words = "still being fetched",
	  .see = { ASSESSED("v1.0.0") },
	  .setup = still_fetching },
	{ .gate = "releases-read", .want = VERDICT_FAIL, .words = "cannot be compared", .see = { ASSESSED("") } },

	{ .gate = "window-chosen", .want = VERDICT_FAIL, .words = "no window is chosen yet" },
	{ .gate = "window-chosen", .want = VERDICT_FAIL, .words = "that is no time", .note = { { "answer.window.start", "tonight" } } },
	{ .gate = "window-chosen",
	  .want = VERDICT_PASS,
	  .words = "from 2025-11-24T16:00 UTC",
	  .note = { { "answer.window.start", "now" } } },
	{ .gate = "window-chosen",
	  .want = VERDICT_PASS,
	  .words = "from 2025-11-24T04:00 UTC",
	  .note = { { "answer.window.start", "now", DAY / 2 } } },
	{ .gate = "window-chosen", .want = VERDICT_FAIL, .words = "long past", .note = { { "answer.window.start", "now", DAY / 2 + 1 } } },
	{ .gate = "window-chosen",
	  .want = VERDICT_PASS,
	  .words = "from 2025-11-30T03:40 UTC",
	  .note = { { "answer.window.start", "2025-11-30 03:40" } } },
	{ .gate = "window-chosen",
	  .want = VERDICT_PASS,
	  .words = "from 2025-11-24T04:00 UTC",
	  .note = { { "answer.window.start", "2025-11-24 04:00" } } },
	{ .gate = "window-chosen",
	  .want = VERDICT_FAIL,
	  .words = "2025-11-24T03:59 UTC is long past",
	  .note = { { "answer.window.start", "2025-11-24 03:59" } } },

	{ .gate = "window-now", .want = VERDICT_FAIL, .words = "no window is chosen" },
	{ .gate = "window-now", .want = VERDICT_FAIL, .words = "no window is chosen", .note = { { "answer.window.start", "soon" } } },
	{ .gate = "window-now", .want = VERDICT_PASS, .words = "it began", .note = { { "answer.window.start", "now" } } },
	{ .gate = "window-now", .want = VERDICT_PASS, .words = "it began", .note = { { "answer.window.start", "2025-11-24 16:00" } } },
	{ .gate = "window-now",
	  .want = VERDICT_WAIT,
	  .words = "it begins in 1",
	  .note = { { "answer.window.start", "2025-11-24 16:01" } } },
	{ .gate = "window-now", .want = VERDICT_PASS, .words = "it began 12 h", .note = { { "answer.window.start", "2025-11-24 04:00" } } },
	{ .gate = "window-now",
	  .want = VERDICT_FAIL,
	  .words = "more than twelve hours",
	  .note = { { "answer.window.start", "2025-11-24 03:59" } } },
	{ .gate = "window-now",
	  .want = VERDICT_FAIL,
	  .words = "more than twelve hours",
	  .note = { { "answer.window.start", "now", DAY / 2 + 1 } } },

	{ .gate = "fallback-written",
	  .want = VERDICT_PASS,
	  .words = "Ann decides; the switch",
	  .note = { { "answer.fallback.who", "Ann" }, { "answer.fallback.until", "the switch" }, { "answer.fallback.how", "undo" } } },
	{ .gate = "fallback-written",
	  .want = VERDICT_FAIL,
	  .words = "not all answered",
	  .note = { { "answer.fallback.until", "the switch" }, { "answer.fallback.how", "undo" } } },
	{ .gate = "fallback-written",
	  .want = VERDICT_FAIL,
	  .words = "not all answered",
	  .note = { { "answer.fallback.who", "Ann" }, { "answer.fallback.how", "undo" } } },
	{ .gate = "fallback-written",
	  .want = VERDICT_FAIL,
	  .words = "not all answered",
	  .note = { { "answer.fallback.who", "Ann" }, { "answer.fallback.until", "the switch" }, { "answer.fallback.how", "" } } },

	{ .gate = "fallback-rehearsed", .want = VERDICT_PASS, .note = { { "answer.fallback.rehearsed", "yes" } } },
	{ .gate = "fallback-rehearsed",
	  .want = VERDICT_WARN,
	  .words = "is the rehearsal",
	  .note = { { "answer.fallback.rehearsed", "this-is-it" } } },
	{ .gate = "fallback-rehearsed", .want = VERDICT_FAIL, .words = "not rehearsed", .note = { { "answer.fallback.rehearsed", "no" } } },
	{ .gate = "fallback-rehearsed", .want = VERDICT_FAIL, .words = "not rehearsed" },
};
const struct gate_rows gate_rows_prepare = { rows, mem_count(rows) };
