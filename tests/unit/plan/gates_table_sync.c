/* Rows of the gates in src/plan/gates_sync.c. */
#include "config.h"

#include "tests/unit/plan/gates_table.h"

#include "base/mem.h"

#define SLOTS(slots, senders) .see = { { FACT_SRC_SLOTS_FREE, slots, "" }, { FACT_SRC_SENDERS_FREE, senders, "" } }
#define READY(subscription, ready, text) .see = { { FACT_TGT_SUBSCRIPTION, subscription, "apply" }, { FACT_TGT_READY, ready, text } }
#define ERRORS(errors, apply, ready) \
	.see = { { FACT_TGT_ERRORS, errors, "" }, { FACT_TGT_APPLY_ERRORS, apply, "" }, { FACT_TGT_READY, ready, "" } }

#define BEGAN(act) \
	{ \
		EV_ACT_INTENT, "start-sync", "{\"act\":\"" act "\"}", 2000 \
	}
#define REFUSED(act, why) \
	{ \
		EV_ACT_OUTCOME, "start-sync", "{\"act\":\"" act "\",\"ok\":false,\"why\":\"" why "\"}", 1000 \
	}
#define BLUE_NAMES(slot, whose_slot, publication, whose_publication, schema, whose_schema, others, names) \
	.see = { { FACT_SRC_NAMED_SLOT, slot, whose_slot }, \
		 { FACT_SRC_NAMED_PUBLICATION, publication, whose_publication }, \
		 { FACT_SRC_TEAL_SCHEMA, schema, whose_schema }, \
		 { FACT_SRC_OTHER_SLOTS, others, names } }
#define NAMES(slot, whose_slot, publication, whose_publication, schema, whose_schema, subscription, whose_subscription) \
	.see = { { FACT_SRC_NAMED_SLOT, slot, whose_slot }, \
		 { FACT_SRC_NAMED_PUBLICATION, publication, whose_publication }, \
		 { FACT_SRC_TEAL_SCHEMA, schema, whose_schema }, \
		 { FACT_SRC_OTHER_SLOTS, 0, "" }, \
		 { FACT_TGT_TEAL_SCHEMA, schema == 1 && subscription, "" }, \
		 { FACT_TGT_NAMED_SUBSCRIPTION, subscription, whose_subscription } }
#define SLOT(held, text) \
	.see = { { FACT_SRC_SLOT, held, text }, { FACT_SRC_WRITERS, 90000, "pid 7, user bob" }, { FACT_SRC_SERVER_PREPARED, 0, "" } }
/* Gone; there, of this run; there, of somebody else. */
#define GONE(id, maker, fact, not_there, there) \
	{ .gate = id, .want = VERDICT_PASS, .words = "gone", .see = { { fact, not_there, "" } } }, \
		{ .gate = id, .want = VERDICT_FAIL, .words = "still there", .event = { BEGAN(maker) }, .see = { { fact, there, "" } } }, \
	{ \
		.gate = id, .want = VERDICT_WARN, .words = "this run did not make it", .see = { { fact, there, "" } } \
	}

/* One look of the target's probe: a sample is taken from the heartbeat that it carries and from the lag in bytes. It was written `lag` ms
 * before it was seen; the clocks of both agree. */
#define AT(age) (GATE_NOW - (age))
#define HEARTBEAT(age, bytes, lag) \
	{ FACT_SRC_LAG, bytes, "", age }, { FACT_SRC_XACT_AGE, 0, "", age }, { FACT_HEARTBEAT, AT(age), "", age }, \
	{ \
		FACT_TGT_HEARTBEAT, AT(age) - (lag), "", age \
	}

/* Looks that saw no table get ready. */
#define STILL \
	{ FACT_TGT_READY, 1, "23 of 24", 151000 }, { FACT_TGT_READY, 1, "23 of 24", 122000 }, { FACT_TGT_READY, 1, "23 of 24", 93000 }, \
		{ FACT_TGT_READY, 1, "23 of 24", 64000 }, { FACT_TGT_READY, 1, "23 of 24", 35000 }, \
	{ \
		FACT_TGT_READY, 1, "23 of 24", 6000 \
	}

static const struct gate_row rows[] = {
	{ .gate = "wal-level", .want = VERDICT_PASS, .words = "logical", .see = { { FACT_SRC_WAL_LEVEL, 0, "logical" } } },
	{ .gate = "wal-level", .want = VERDICT_FAIL, .words = "replica", .see = { { FACT_SRC_WAL_LEVEL, 0, "replica" } } },
	{ .gate = "wal-level", .want = VERDICT_FAIL, .see = { { FACT_SRC_WAL_LEVEL, 0, "" } } },

	{ .gate = "slots-free", .want = VERDICT_PASS, .words = "3 slots, 3 senders", SLOTS(3, 3) },
	{ .gate = "slots-free", .want = VERDICT_WARN, .words = "slow", SLOTS(2, 9) },
	{ .gate = "slots-free", .want = VERDICT_WARN, .words = "slow", SLOTS(9, 2) },
	{ .gate = "slots-free", .want = VERDICT_WARN, .words = "slow", SLOTS(1, 1) },
	{ .gate = "slots-free", .want = VERDICT_FAIL, .words = "0 slots, 9 senders", SLOTS(0, 9) },
	{ .gate = "slots-free", .want = VERDICT_FAIL, .words = "9 slots, 0 senders", SLOTS(9, 0) },

	{ .gate = "marker-source", .want = VERDICT_PASS, .words = "there", .see = { { FACT_SRC_MARKER, 1, "" } } },
	{ .gate = "marker-source", .want = VERDICT_FAIL, .words = "absent", .see = { { FACT_SRC_MARKER, 0, "" } } },
	{ .gate = "marker-target", .want = VERDICT_PASS, .words = "there", .see = { { FACT_TGT_MARKER, 1, "" } } },
	{ .gate = "marker-target", .want = VERDICT_FAIL, .words = "absent", .see = { { FACT_TGT_MARKER, 0, "" } } },

	{ .gate = "subscription", .want = VERDICT_PASS, .words = "teal_test_1", .see = { { FACT_TGT_SUBSCRIPTION, 1, "apply" } } },
	{ .gate = "subscription", .want = VERDICT_FAIL, .words = "disabled", .see = { { FACT_TGT_SUBSCRIPTION, 0, "" } } },
	{ .gate = "subscription", .want = VERDICT_FAIL, .words = "there is no subscription", .see = { { FACT_TGT_SUBSCRIPTION, -1, "" } } },

	{ .gate = "tables-ready", .want = VERDICT_PASS, .words = "24 of 24 ready", READY(1, 0, "24 of 24") },
	{ .gate = "tables-ready", .want = VERDICT_WAIT, .words = "23 of 24 ready", READY(1, 1, "23 of 24") },
	{ .gate = "tables-ready", .want = VERDICT_FAIL, .words = "no enabled subscription", READY(0, 0, "24 of 24") },
	{ .gate = "tables-ready", .want = VERDICT_FAIL, .words = "no enabled subscription", READY(-1, 0, "24 of 24") },
	/* nothing has moved since the first look, and somebody looked all the while */
	{ .gate = "tables-ready",
	  .want = VERDICT_FAIL,
	  .words = "nothing moved",
	  .see = { { FACT_TGT_READY, 1, "23 of 24", 180001 },
	           STILL,
	           { FACT_TGT_SUBSCRIPTION, 1, "apply" },
	           { FACT_TGT_READY, 1, "23 of 24" } } },
	{ .gate = "tables-ready",
	  .want = VERDICT_WAIT,
	  .words = "23 of 24 ready",
	  .see = { { FACT_TGT_READY, 1, "23 of 24", 180001 }, { FACT_TGT_SUBSCRIPTION, 1, "apply" }, { FACT_TGT_READY, 1, "23 of 24" } } },
	{ .gate = "tables-ready",
	  .want = VERDICT_WAIT,
	  .words = "23 of 24 ready",
	  .see = { { FACT_TGT_READY, 1, "23 of 24", 180000 },
	           STILL,
	           { FACT_TGT_SUBSCRIPTION, 1, "apply" },
	           { FACT_TGT_READY, 1, "23 of 24" } } },
	{ .gate = "tables-ready",
	  .want = VERDICT_WAIT,
	  .words = "22 of 24 ready",
	  .see = { { FACT_TGT_READY, 3, "21 of 24", 200000 },
	           { FACT_TGT_READY, 2, "22 of 24", 180000 },
	           STILL,
	           { FACT_TGT_SUBSCRIPTION, 1, "apply" },
	           { FACT_TGT_READY, 2, "22 of 24" } } },
	{ .gate = "tables-ready",
	  .want = VERDICT_WAIT,
	  .words = "23 of 24 ready",
	  .see = { { FACT_TGT_READY, 1, "23 of 24", 200000 },
	           { FACT_TGT_COPY, 8192, "", 180000 },
	           STILL,
	           { FACT_TGT_SUBSCRIPTION, 1, "apply" },
	           { FACT_TGT_READY, 1, "23 of 24" } } },

	{ .gate = "sync-errors", .want = VERDICT_PASS, .words = "none", ERRORS(0, 0, 0) },
	{ .gate = "sync-errors", .want = VERDICT_WARN, .words = "1 of copy, 0 of apply", ERRORS(1, 0, 0) },
	{ .gate = "sync-errors", .want = VERDICT_FAIL, .words = "2 of copy, 1 of apply", ERRORS(3, 1, 1) },
	{ .gate = "sync-errors", .want = VERDICT_WARN, .words = "does not count", ERRORS(-1, -1, 0) },

	{ .gate = "lag-held",
	  .want = VERDICT_PASS,
	  .words = "held for 5.0 s",
	  .see = { HEARTBEAT(5000, 4000000, 2000), HEARTBEAT(2000, 0, 0) } },
	{ .gate = "lag-held", .want = VERDICT_WAIT, .words = "held for", .see = { HEARTBEAT(4999, 0, 0), HEARTBEAT(2000, 0, 0) } },
	{ .gate = "lag-held",
	  .want = VERDICT_WAIT,
	  .words = "over the limit",
	  .see = { HEARTBEAT(6000, 0, 0), HEARTBEAT(3000, 4000001, 0) } },
	{ .gate = "lag-held", .want = VERDICT_WAIT, .words = "over the limit", .see = { HEARTBEAT(6000, 0, 0), HEARTBEAT(3000, 0, 2001) } },
	{ .gate = "lag-held",
	  .want = VERDICT_WAIT,
	  .words = "no heartbeat",
	  .see = { { FACT_SRC_LAG, 0, "" }, { FACT_TGT_HEARTBEAT, 0, "" } } },
	/* the heartbeat is seen, and nobody writes it any more */
	{ .gate = "lag-held",
	  .want = VERDICT_WAIT,
	  .words = "no heartbeat of the source",
	  .see = { { FACT_SRC_LAG, 0, "" }, { FACT_HEARTBEAT, AT(3001), "", 3001 }, { FACT_TGT_HEARTBEAT, AT(3001), "" } } },
	/* nobody looked for more than three seconds in between */
	{ .gate = "lag-held", .want = VERDICT_WAIT, .words = "held for", .see = { HEARTBEAT(6000, 0, 0), HEARTBEAT(2999, 0, 0) } },
	/* a write transaction that is in flight for long is lag that no byte shows */
	{ .gate = "lag-held",
	  .want = VERDICT_WAIT,
	  .words = "over the limit",
	  .see = { HEARTBEAT(6000, 0, 0),
	           { FACT_SRC_LAG, 0, "", 3000 },
	           { FACT_SRC_XACT_AGE, 2001, "", 3000 },
	           { FACT_HEARTBEAT, AT(3000), "", 3000 },
	           { FACT_TGT_HEARTBEAT, AT(3000), "", 3000 } } },

	{ .gate = "source-free", .want = VERDICT_PASS, .words = "teal_test_1", BLUE_NAMES(0, "", 0, "", 0, "", 0, "") },
	{ .gate = "source-free",
	  .want = VERDICT_WARN,
	  .words = "other runs have slots on this database: teal_old",
	  BLUE_NAMES(0, "", 0, "", 0, "", 1, "teal_old") },
	{ .gate = "source-free", .want = VERDICT_FAIL, .words = "slot teal_test_1", BLUE_NAMES(1, "database hydra", 0, "", 0, "", 0, "") },
	{ .gate = "source-free",
	  .want = VERDICT_FAIL,
	  .words = "publication teal_test_1",
	  BLUE_NAMES(0, "", 1, "owner bob", 0, "", 0, "") },
	{ .gate = "source-free",
	  .want = VERDICT_FAIL,
	  .words = "an earlier run's fence, schema teal is there already (owner bob)",
	  BLUE_NAMES(0, "", 0, "", 2, "owner bob", 0, "") },
	{ .gate = "source-free",
	  .want = VERDICT_PASS,
	  .event = { BEGAN("marker-source"), BEGAN("create-publication"), BEGAN("create-subscription") },
	  BLUE_NAMES(1, "database iam", 1, "owner bob", 2, "owner bob", 0, "") },

	{ .gate = "names-free", .want = VERDICT_PASS, .words = "teal_test_1", NAMES(0, "", 0, "", 0, "", 0, "") },
	{ .gate = "names-free",
	  .want = VERDICT_WARN,
	  .words = "other runs have slots on this database: teal_old",
	  .see = { { FACT_SRC_NAMED_SLOT, 0, "" },
	           { FACT_SRC_NAMED_PUBLICATION, 0, "" },
	           { FACT_SRC_TEAL_SCHEMA, 0, "" },
	           { FACT_SRC_OTHER_SLOTS, 1, "teal_old" },
	           { FACT_TGT_TEAL_SCHEMA, 0, "" },
	           { FACT_TGT_NAMED_SUBSCRIPTION, 0, "" } } },
	{ .gate = "names-free",
	  .want = VERDICT_FAIL,
	  .words = "on the source, slot teal_test_1 is there already (database hydra",
	  NAMES(1, "database hydra, plugin pgoutput", 0, "", 0, "", 0, "") },
	{ .gate = "names-free",
	  .want = VERDICT_FAIL,
	  .words = "on the source, publication teal_test_1 is there already (owner bob)",
	  NAMES(0, "", 1, "owner bob", 0, "", 0, "") },
	{ .gate = "names-free",
	  .want = VERDICT_FAIL,
	  .words = "on the source, schema teal is there already (owner bob)",
	  NAMES(0, "", 0, "", 1, "owner bob", 0, "") },
	{ .gate = "names-free", .want = VERDICT_FAIL, .words = "with an earlier run's fence", NAMES(0, "", 0, "", 2, "owner bob", 0, "") },
	{ .gate = "names-free",
	  .want = VERDICT_FAIL,
	  .words = "on the target, subscription teal_test_1",
	  NAMES(0, "", 0, "", 0, "", 1, "owner bob") },
	/* a run that was resumed meets its own things */
	{ .gate = "names-free",
	  .want = VERDICT_PASS,
	  .event = { BEGAN("marker-source"), BEGAN("marker-target"), BEGAN("create-publication"), BEGAN("create-subscription") },
	  NAMES(1, "database iam", 1, "owner bob", 1, "owner bob", 1, "owner bob") },
	/* which the server refused to make, since another had the name */
	{ .gate = "names-free",
	  .want = VERDICT_FAIL,
	  .words = "publication teal_test_1",
	  .event = { BEGAN("create-publication"), REFUSED("create-publication", "already exists 42710") },
	  NAMES(0, "", 1, "owner bob", 0, "", 0, "") },
	{ .gate = "names-free",
	  .want = VERDICT_FAIL,
	  .words = "on the source, schema teal",
	  .event = { BEGAN("marker-source"), REFUSED("marker-source", "already exists 42P06") },
	  NAMES(0, "", 0, "", 1, "owner bob", 0, "") },
	/* any other failure may have come after it was made */
	{ .gate = "names-free",
	  .want = VERDICT_PASS,
	  .event = { BEGAN("create-publication"), REFUSED("create-publication", "the connection was lost") },
	  NAMES(0, "", 1, "owner bob", 0, "", 0, "") },

	{ .gate = "slot-made", .want = VERDICT_PASS, .words = "teal_test_1: inactive", SLOT(0, "inactive") },
	{ .gate = "slot-made", .want = VERDICT_FAIL, .words = "there is no slot teal_test_1", SLOT(-1, "") },
	{ .gate = "slot-made", .want = VERDICT_WAIT, .words = "waits for: pid 7, user bob", SLOT(0, "unfinished") },

	GONE("no-subscription", "create-subscription", FACT_TGT_SUBSCRIPTION, -1, 0),
	GONE("no-publication", "create-publication", FACT_SRC_PUBLICATION, -1, 0),
	GONE("no-slot", "create-subscription", FACT_SRC_SLOT, -1, 0),
	GONE("no-marker-source", "marker-source", FACT_SRC_MARKER, 0, 1),
	GONE("no-marker-target", "marker-target", FACT_TGT_MARKER, 0, 1),
};
const struct gate_rows gate_rows_sync = { rows, mem_count(rows) };
