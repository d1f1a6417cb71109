/* Rows of the gates in src/plan/gates_backup.c. */
#include "config.h"

#include "tests/unit/plan/gates_table.h"

#include "base/mem.h"

#define MINUTE 60000LL
#define HOUR (60 * MINUTE)

#define SWITCHED(age) .event = { { EV_STEP_DONE, "switch", "{}", age } }

static const struct gate_row rows[] = {
	{ .gate = "checkpoint-drained",
	  .want = VERDICT_PASS,
	  .words = "finished",
	  .event = { GATE_FENCED },
	  .see = { { FACT_BLUE_BACKUP, GATE_NOW - 15000, "b" } } },
	{ .gate = "checkpoint-drained",
	  .want = VERDICT_FAIL,
	  .words = "older than what it must cover",
	  .event = { GATE_FENCED },
	  .see = { { FACT_BLUE_BACKUP, GATE_NOW - 15001, "b" } } },
	{ .gate = "checkpoint-drained",
	  .want = VERDICT_FAIL,
	  .words = "no finished",
	  .event = { GATE_FENCED },
	  .see = { { FACT_BLUE_BACKUP, 0, "" } } },
	{ .gate = "checkpoint-drained",
	  .want = VERDICT_WARN,
	  .words = "ahead of ours",
	  .event = { GATE_FENCED },
	  .see = { { FACT_BLUE_BACKUP, GATE_NOW + 60001, "b" } } },
	{ .gate = "checkpoint-drained", .want = VERDICT_FAIL, .words = "older", .see = { { FACT_BLUE_BACKUP, GATE_NOW - 1, "b" } } },

	{ .gate = "green-primary", .want = VERDICT_PASS, .words = "postgresql/0", .note = { { "green.pg.primary", "postgresql/0" } } },
	{ .gate = "green-primary", .want = VERDICT_FAIL, .words = "not asked" },

	{ .gate = "checkpoint-after",
	  .want = VERDICT_PASS,
	  .words = "finished",
	  SWITCHED(5000),
	  .see = { { FACT_GREEN_BACKUP, GATE_NOW - 5000, "g" } } },
	{ .gate = "checkpoint-after",
	  .want = VERDICT_FAIL,
	  .words = "older than what it must cover",
	  SWITCHED(5000),
	  .see = { { FACT_GREEN_BACKUP, GATE_NOW - 5001, "g" } } },
	{ .gate = "checkpoint-after",
	  .want = VERDICT_WARN,
	  .words = "ahead of ours",
	  SWITCHED(5000),
	  .see = { { FACT_GREEN_BACKUP, GATE_NOW + 60001, "g" } } },

	{ .gate = "backup-possible",
	  .want = VERDICT_PASS,
	  .words = "from the primary",
	  .see = { { FACT_BLUE_PG_RELATIONS, 1, "[[\"s3-parameters\",\"s3-integrator\"]]" }, { FACT_BLUE_PG_UNITS, 2, "p/0 p/1" } } },
	{ .gate = "backup-possible",
	  .want = VERDICT_PASS,
	  .words = "from a replica",
	  .see = { { FACT_BLUE_PG_RELATIONS, 2, "[[\"certificates\",\"tls\"],[\"s3-parameters\",\"s3\"]]" },
	           { FACT_BLUE_PG_UNITS, 2, "p/0 p/1" } } },
	{ .gate = "backup-possible",
	  .want = VERDICT_PASS,
	  .words = "from the primary",
	  .see = { { FACT_BLUE_PG_RELATIONS, 2, "[[\"certificates\",\"tls\"],[\"s3-parameters\",\"s3\"]]" },
	           { FACT_BLUE_PG_UNITS, 1, "p/0" } } },
	{ .gate = "backup-possible",
	  .want = VERDICT_FAIL,
	  .words = "postgresql has no s3-parameters relation",
	  .see = { { FACT_BLUE_PG_RELATIONS, 1, "[[\"certificates\",\"tls\"]]" }, { FACT_BLUE_PG_UNITS, 2, "p/0 p/1" } } },

	{ .gate = "primary-known",
	  .want = VERDICT_PASS,
	  .words = "postgresql/1",
	  .note = { { "blue.pg.primary", "postgresql/1", 10 * MINUTE - 1 } } },
	{ .gate = "primary-known",
	  .want = VERDICT_FAIL,
	  .words = "last ten minutes",
	  .note = { { "blue.pg.primary", "postgresql/1", 10 * MINUTE } } },
	{ .gate = "primary-known", .want = VERDICT_FAIL, .words = "last ten minutes" },

	{ .gate = "checkpoint-before",
	  .want = VERDICT_PASS,
	  .words = "2025-11-24T15:00:00Z finished",
	  .see = { { FACT_BLUE_BACKUP, GATE_NOW - HOUR, "2025-11-24T15:00:00Z" } } },
	{ .gate = "checkpoint-before",
	  .want = VERDICT_FAIL,
	  .words = "older than what it must cover",
	  .see = { { FACT_BLUE_BACKUP, GATE_NOW - HOUR - 1, "2025-11-24T14:59:59Z" } } },
	{ .gate = "checkpoint-before", .want = VERDICT_FAIL, .words = "no finished backup", .see = { { FACT_BLUE_BACKUP, 0, "" } } },
	{ .gate = "checkpoint-before",
	  .want = VERDICT_FAIL,
	  .words = "older than what it must cover",
	  .set = { { "limits.backup_age_s", "60" } },
	  .see = { { FACT_BLUE_BACKUP, GATE_NOW - MINUTE - 1, "a" } } },
	{ .gate = "checkpoint-before", .want = VERDICT_PASS, .see = { { FACT_BLUE_BACKUP, GATE_NOW + MINUTE, "a" } } },
	{ .gate = "checkpoint-before",
	  .want = VERDICT_WARN,
	  .words = "is 1 m 00 s ahead of ours",
	  .see = { { FACT_BLUE_BACKUP, GATE_NOW + MINUTE + 1, "a" } } },
};
const struct gate_rows gate_rows_backup = { rows, mem_count(rows) };
