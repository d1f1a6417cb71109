/* Rows of the gates in src/plan/gates_after.c. */
#include "config.h"

#include "tests/unit/plan/gates_table.h"

#include "base/mem.h"

#define SWITCHED(age) .event = { { EV_STEP_DONE, "switch", "{}", age } }

static const struct gate_row rows[] = {
	{ .gate = "soaked", .want = VERDICT_PASS, .words = "5.0 s of 5.0 s", SWITCHED(5000) },
	{ .gate = "soaked", .want = VERDICT_WAIT, .words = "of 5.0 s", SWITCHED(4999) },

	{ .gate = "soak-accepted", .want = VERDICT_PASS, .note = { { "answer.soak.accepted", "yes" } } },
	{ .gate = "soak-accepted", .want = VERDICT_FAIL, .note = { { "answer.soak.accepted", "no" } } },
	{ .gate = "soak-accepted", .want = VERDICT_FAIL, .words = "not accepted yet" },

	{ .gate = "keep-until", .want = VERDICT_PASS, .words = "May", .note = { { "answer.retire.keep_until", "May" } } },
	{ .gate = "keep-until", .want = VERDICT_FAIL, .note = { { "answer.retire.keep_until", "" } } },
	{ .gate = "keep-until", .want = VERDICT_FAIL, .words = "not said yet" },

	{ .gate = "blue-retired", .want = VERDICT_FAIL, .words = "not said", .see = { { FACT_BLUE_APP, 1, "" } } },
	{ .gate = "blue-retired",
	  .want = VERDICT_PASS,
	  .words = "nothing is removed",
	  .note = { { "answer.retire.remove", "nothing" } },
	  .see = { { FACT_BLUE_APP, 1, "" } } },
	{ .gate = "blue-retired",
	  .want = VERDICT_WAIT,
	  .words = "kratos is still there",
	  .note = { { "answer.retire.remove", "app" } },
	  .see = { { FACT_BLUE_APP, 1, "" } } },
	{ .gate = "blue-retired",
	  .want = VERDICT_PASS,
	  .words = "kratos is removed",
	  .note = { { "answer.retire.remove", "app" } },
	  .see = { { FACT_BLUE_APP, 0, "" } } },

	{ .gate = "green-gone",
	  .want = VERDICT_PASS,
	  .words = "nothing of green",
	  .see = { { FACT_GREEN_APP, 0, "" }, { FACT_GREEN_PG_SETTLED, 0, "absent" } } },
	{ .gate = "green-gone",
	  .want = VERDICT_WAIT,
	  .words = "still in train:admin/iam-green",
	  .see = { { FACT_GREEN_APP, 1, "" }, { FACT_GREEN_PG_SETTLED, 0, "absent" } } },
	{ .gate = "green-gone", .want = VERDICT_WAIT, .see = { { FACT_GREEN_APP, 0, "" }, { FACT_GREEN_PG_SETTLED, 0, "dying" } } },
};
const struct gate_rows gate_rows_after = { rows, mem_count(rows) };
