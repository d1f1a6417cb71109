/* Rows of the gates in src/plan/gates_way.c. */
#include "config.h"

#include "tests/unit/plan/gates_table.h"

#include "base/mem.h"

/* The slot is there: what holds back the whole server is no longer in the way. */
#define SYNC_DONE .event = { { EV_STEP_DONE, "start-sync", "{}", 1000 } }
#define PREPARED(server, text, here) .see = { { FACT_SRC_SERVER_PREPARED, server, text }, { FACT_SRC_PREPARED, here, "" } }
#define WRITERS(ms, text, here) .see = { { FACT_SRC_WRITERS, ms, text }, { FACT_SRC_XACT_AGE, here, "" } }

/* A look at each side, `age` ms ago: how far the slot is confirmed, the heartbeat and the worker on green, and the errors of apply. */
#define APPLY(age, flushed, heartbeat, worker, errors) \
	{ FACT_TGT_SUBSCRIPTION, 1, "apply", age }, { FACT_TGT_APPLY_ERRORS, errors, "", age }, { FACT_TGT_WORKER, worker, "", age }, \
		{ FACT_TGT_HEARTBEAT, heartbeat, "", age }, { FACT_SRC_FLUSHED, 0, flushed, age }, { FACT_SRC_PUBLICATION, 25, "", age }, \
	{ \
		FACT_SRC_SLOT, 0, "active", age \
	}
/* The same, with a position that has just moved. */
#define MOVED(age, flushed, heartbeat, worker, errors) \
	{ FACT_TGT_SUBSCRIPTION, 1, "apply", (age) + 1 }, { FACT_TGT_HEARTBEAT, 99, "", (age) + 1 }, \
		APPLY(age, flushed, heartbeat, worker, errors)
#define IDLE(first, last) .see = { { FACT_SRC_SLOT, 1, "inactive", first }, { FACT_SRC_SLOT, 120000000, "inactive", last } }

#define WAY_TO(conninfo) .set = { { "source_from_target", "\"" conninfo "\"" } }
#define BLUE_AND_WAY(blue, way) .set = { { "blue.conninfo", "\"" blue "\"" }, { "source_from_target", "\"" way "\"" } }
#define GREEN_AND_WAY(green, way) \
	.set = { { "blue.conninfo", "\"user=x\"" }, { "green.conninfo", "\"" green "\"" }, { "source_from_target", "\"" way "\"" } }
#define TIMEOUTS(source, target, version) \
	.see = { { FACT_SRC_TIMEOUTS, sizeof source > 1, source }, \
		 { FACT_TGT_TIMEOUTS, sizeof target > 1, target }, \
		 { FACT_TGT_SERVER, version, "iam" } }
#define AT(age) (GATE_NOW - (age))
#define FILLED(step, age) .event = { { EV_STEP_STARTED, step, "{}", (age) + 1 }, { EV_STEP_DONE, step, "{}", age } }

static const struct gate_row rows[] = {
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
	  .see = { MOVED(20000, "0/10", 1, 7, 0), APPLY(0, "0/20", 1, 7, 0) } },
	/* the heartbeat on green is enough, and the position on blue is enough */
	{ .gate = "apply-moves",
	  .want = VERDICT_PASS,
	  .words = "0 ms ago",
	  .see = { MOVED(60000, "0/10", 1, 7, 0), APPLY(0, "0/10", 2, 7, 3) } },
	{ .gate = "apply-moves",
	  .want = VERDICT_PASS,
	  .words = "30 s ago",
	  .see = { MOVED(30000, "0/10", 1, 7, 0), APPLY(0, "0/10", 1, 7, 0) } },
	{ .gate = "apply-moves",
	  .want = VERDICT_WAIT,
	  .words = "position unmoved for 30",
	  .see = { MOVED(30001, "0/10", 1, 7, 0), APPLY(0, "0/10", 1, 7, 0) } },
	/* alive, but nothing proves it in this session yet */
	{ .gate = "apply-moves",
	  .want = VERDICT_WAIT,
	  .words = "not yet seen to move",
	  .see = { APPLY(20000, "0/10", 1, 7, 0), APPLY(0, "0/10", 1, 7, 0) } },
	{ .gate = "apply-moves",
	  .want = VERDICT_FAIL,
	  .words = "apply has stopped: 1 error since 15:59:49",
	  .see = { APPLY(10001, "0/10", 1, 7, 1), APPLY(0, "0/10", 1, 8, 2) } },
	{ .gate = "apply-moves",
	  .want = VERDICT_WAIT,
	  .words = "tries again",
	  .see = { MOVED(10000, "0/10", 1, 7, 2), APPLY(0, "0/10", 1, 7, 3) } },
	{ .gate = "apply-moves",
	  .want = VERDICT_FAIL,
	  .words = "apply has stopped: 2 errors since 15:59:49",
	  .see = { MOVED(10001, "0/10", 1, 7, 1), APPLY(0, "0/10", 1, 8, 3) } },
	/* PostgreSQL 14 counts no errors: workers that come and go stand for them */
	{ .gate = "apply-moves",
	  .want = VERDICT_FAIL,
	  .words = "dies again and again",
	  .see = { MOVED(10001, "0/10", 1, 7, -1), { FACT_TGT_WORKER, 8, "", 5000 }, APPLY(0, "0/10", 1, 9, -1) } },
	{ .gate = "apply-moves", .want = VERDICT_PASS, .see = { MOVED(10001, "0/10", 1, 7, -1), APPLY(0, "0/10", 1, 8, -1) } },
	{ .gate = "apply-moves",
	  .want = VERDICT_FAIL,
	  .words = "no worker runs for 30 s",
	  .see = { MOVED(30001, "0/10", 1, 7, 0), APPLY(0, "0/10", 1, 0, 0) } },
	{ .gate = "apply-moves", .want = VERDICT_PASS, .see = { MOVED(30000, "0/10", 1, 7, 0), APPLY(0, "0/10", 1, 0, 0) } },
	{ .gate = "apply-moves",
	  .want = VERDICT_FAIL,
	  .words = "no enabled subscription",
	  .see = { { FACT_SRC_FLUSHED, 0, "0/10" },
	           { FACT_SRC_PUBLICATION, 25, "" },
	           { FACT_SRC_SLOT, 0, "active" },
	           { FACT_TGT_SUBSCRIPTION, 0, "" },
	           { FACT_TGT_APPLY_ERRORS, 0, "" },
	           { FACT_TGT_WORKER, 0, "" },
	           { FACT_TGT_HEARTBEAT, 1, "" } } },
	{ .gate = "apply-moves",
	  .want = VERDICT_FAIL,
	  .words = "the publication teal_test_1 is gone",
	  .see = { MOVED(10001, "0/10", 1, 7, 1),
	           { FACT_SRC_FLUSHED, 0, "0/10" },
	           { FACT_SRC_PUBLICATION, -1, "" },
	           { FACT_SRC_SLOT, 0, "active" },
	           { FACT_TGT_APPLY_ERRORS, 2, "" },
	           { FACT_TGT_WORKER, 7, "" },
	           { FACT_TGT_SUBSCRIPTION, 1, "" },
	           { FACT_TGT_HEARTBEAT, 1, "" } } },

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

	{ .gate = "way-known", .want = VERDICT_PASS, .words = "host=127.0.0.1" },
	{ .gate = "way-known", .want = VERDICT_FAIL, .words = "a URI", WAY_TO("postgresql://op@blue/iam") },
	{ .gate = "way-known", .want = VERDICT_FAIL, .words = "a URI", WAY_TO("postgres://op@blue/iam") },
	{ .gate = "way-known", .want = VERDICT_FAIL, .words = "names no host", WAY_TO("dbname=iam_kratos user=op") },
	{ .gate = "way-known", .want = VERDICT_FAIL, .words = "names no database", WAY_TO("host=blue user=op") },
	{ .gate = "way-known",
	  .want = VERDICT_FAIL,
	  .words = "another database",
	  BLUE_AND_WAY("dbname=iam_kratos user=op", "host=blue dbname=iam_hydra user=op") },
	{ .gate = "way-known",
	  .want = VERDICT_FAIL,
	  .words = "another database",
	  BLUE_AND_WAY("dbname=iam_kratos user=op", "host=blue dbname=iam_kratos2 user=op") },
	{ .gate = "way-known",
	  .want = VERDICT_FAIL,
	  .words = "green itself",
	  GREEN_AND_WAY("host=g port=1 dbname=iam user=x", "user=y dbname=iam port=1 host=g") },
	{ .gate = "way-known", .want = VERDICT_PASS, GREEN_AND_WAY("host=g port=1 dbname=iam", "host=g port=2 dbname=iam") },
	{ .gate = "way-known", .want = VERDICT_PASS, WAY_TO("hostaddr=10.0.0.1 dbname=iam_kratos") },

	{ .gate = "way-tried", .want = VERDICT_PASS, .see = { { FACT_WAY, 1, "" } } },
	{ .gate = "way-tried",
	  .want = VERDICT_FAIL,
	  .words = "does not support SSL",
	  .see = { { FACT_WAY, 0, "server does not support SSL" } } },

	{ .gate = "way-timeouts", .want = VERDICT_PASS, .words = "none", TIMEOUTS("", "", 150000) },
	{ .gate = "way-timeouts", .want = VERDICT_FAIL, .words = "statement_timeout = 1s", TIMEOUTS("statement_timeout = 1s", "", 150015) },
	{ .gate = "way-timeouts",
	  .want = VERDICT_PASS,
	  .words = "off for the subscription",
	  TIMEOUTS("statement_timeout = 1s", "", 150016) },
	{ .gate = "way-timeouts", .want = VERDICT_FAIL, TIMEOUTS("statement_timeout = 1s", "", 160011) },
	{ .gate = "way-timeouts", .want = VERDICT_PASS, TIMEOUTS("statement_timeout = 1s", "", 160012) },
	{ .gate = "way-timeouts", .want = VERDICT_FAIL, TIMEOUTS("statement_timeout = 1s", "", 170007) },
	{ .gate = "way-timeouts", .want = VERDICT_PASS, TIMEOUTS("statement_timeout = 1s", "", 170008) },
	{ .gate = "way-timeouts", .want = VERDICT_FAIL, TIMEOUTS("statement_timeout = 1s", "", 180001) },
	{ .gate = "way-timeouts", .want = VERDICT_PASS, TIMEOUTS("statement_timeout = 1s", "", 180002) },
	{ .gate = "way-timeouts", .want = VERDICT_PASS, TIMEOUTS("statement_timeout = 1s", "", 140000) },
	{ .gate = "way-timeouts", .want = VERDICT_PASS, TIMEOUTS("statement_timeout = 1s", "", 190000) },
	/* options of the operator's own take the place of Teal's */
	{ .gate = "way-timeouts",
	  .want = VERDICT_FAIL,
	  WAY_TO("host=a dbname=b options='-c work_mem=1MB'"),
	  TIMEOUTS("statement_timeout = 1s", "", 150018) },
	{ .gate = "way-timeouts",
	  .want = VERDICT_PASS,
	  WAY_TO("host=a dbname=b options='-c statement_timeout=0'"),
	  TIMEOUTS("statement_timeout = 1s", "", 150018) },
	{ .gate = "way-timeouts", .want = VERDICT_WARN, .words = "lock_timeout = 1s", TIMEOUTS("", "lock_timeout = 1s", 150018) },

	{ .gate = "app-schema", .want = VERDICT_PASS, .words = "public", .see = { { FACT_SRC_HOMES, 1, "public" } } },
	{ .gate = "app-schema",
	  .want = VERDICT_WARN,
	  .words = "auth is taken, it has the most tables; schema_migration is in old",
	  .see = { { FACT_SRC_HOMES, 1, "auth old" } } },
	{ .gate = "app-schema", .want = VERDICT_FAIL, .words = "no schema has", .see = { { FACT_SRC_HOMES, 0, "" } } },

	{ .gate = "fence-possible", .want = VERDICT_PASS, .see = { { FACT_SRC_LACKS, 0, "" }, { FACT_SRC_EVENT_TRIGGERS, 0, "" } } },
	{ .gate = "fence-possible",
	  .want = VERDICT_FAIL,
	  .words = "owner of public.a is b",
	  .see = { { FACT_SRC_LACKS, 1, "owner of public.a is b" }, { FACT_SRC_EVENT_TRIGGERS, 1, "guard" } } },
	{ .gate = "fence-possible",
	  .want = VERDICT_WARN,
	  .words = "guard",
	  .see = { { FACT_SRC_LACKS, 0, "" }, { FACT_SRC_EVENT_TRIGGERS, 1, "guard" } } },

	{ .gate = "fence-tried", .want = VERDICT_PASS, .see = { { FACT_SRC_FENCE_TRIED, 1, "" } } },
	{ .gate = "fence-tried", .want = VERDICT_FAIL, .words = "no DDL here", .see = { { FACT_SRC_FENCE_TRIED, 0, "no DDL here" } } },

	{ .gate = "marker-tried", .want = VERDICT_PASS, .see = { { FACT_TGT_MARKER_TRIED, 1, "" } } },
	{ .gate = "marker-tried", .want = VERDICT_FAIL, .words = "no DDL here", .see = { { FACT_TGT_MARKER_TRIED, 0, "no DDL here" } } },

	{ .gate = "analysed", .want = VERDICT_PASS, .words = "no table has rows", .see = { { FACT_TGT_ANALYSED, 0, "" } } },
	{ .gate = "analysed", .want = VERDICT_FAIL, .words = "public.a has rows and no", .see = { { FACT_TGT_ANALYSED, 0, "public.a" } } },
	{ .gate = "analysed",
	  .want = VERDICT_PASS,
	  .words = "5.0 s ago",
	  FILLED("follow-sync", 4000),
	  .see = { { FACT_TGT_ANALYSED, AT(5000), "public.a" } } },
	{ .gate = "analysed",
	  .want = VERDICT_FAIL,
	  .words = "from before it was filled",
	  FILLED("follow-sync", 3999),
	  .see = { { FACT_TGT_ANALYSED, AT(5000), "public.a" } } },
	{ .gate = "analysed",
	  .want = VERDICT_FAIL,
	  .words = "public.a",
	  FILLED("migrate", 3999),
	  .see = { { FACT_TGT_ANALYSED, AT(5000), "public.a" } } },

	{ .gate = "green-writes", .want = VERDICT_PASS, .see = { { FACT_TGT_WRITES, 1, "" } } },
	{ .gate = "green-writes",
	  .want = VERDICT_FAIL,
	  .words = "No space left",
	  .see = { { FACT_TGT_WRITES, 0, "No space left on device" } } },

	{ .gate = "juju-now",
	  .want = VERDICT_PASS,
	  .words = "iam 3.6 and iam-green 3.6",
	  .see = { { FACT_BLUE_MODEL, 0, "iam 3.6" }, { FACT_GREEN_MODEL, 0, "iam-green 3.6" } } },
	{ .gate = "juju-now",
	  .want = VERDICT_UNKNOWN,
	  .see = { { FACT_BLUE_MODEL, 0, "iam 3.6", 30001 }, { FACT_GREEN_MODEL, 0, "iam-green 3.6" } } },

	{ .gate = "juju-login", .want = VERDICT_WARN, .words = "none was seen" },
	/* a day less the 900 s of the write-stop */
	{ .gate = "juju-login", .want = VERDICT_PASS, .words = "ago", .note = { { "juju.login", "yes", 85499999 } } },
	{ .gate = "juju-login", .want = VERDICT_WARN, .note = { { "juju.login", "yes", 85500000 } } },
};
const struct gate_rows gate_rows_way = { rows, mem_count(rows) };
