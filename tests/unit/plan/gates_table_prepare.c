/* Rows of the gates in src/plan/gates_prepare.c. */
#include "config.h"

#include "tests/unit/plan/gates_table.h"

#include "assess/library.h"
#include "base/mem.h"

#define MINUTE 60000LL
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* The target of model_make's settings is v1.1.0, revision 409. */
#define BLUE_SETTLED(app, app_settled, app_text, pg_settled, pg_text) \
	.see = { { FACT_BLUE_APP, app, "" }, \
		 { FACT_BLUE_APP_SETTLED, app_settled, app_text }, \
		 { FACT_BLUE_APP_UNITS, 2, "kratos/0 kratos/1" }, \
		 { FACT_BLUE_PG_SETTLED, pg_settled, pg_text }, \
		 { FACT_BLUE_PG_UNITS, 3, "postgresql/0 postgresql/1 postgresql/2" } }

/* What the assessment of the releases is made of: a source that recorded nothing, on a revision of charm 1. */
#define ASSESSED(version) \
	{ FACT_BLUE_APP_VERSION, 0, version }, { FACT_BLUE_APP_REVISION, 400, "0.3/stable" }, { FACT_BLUE_APP_RELATIONS, 0, "[]" }, \
		{ FACT_SRC_MIGRATIONS, 0, "" }, { FACT_SRC_EXTENSIONS, 0, "pg_trgm btree_gin uuid-ossp" }, \
	{ \
		FACT_SRC_SIZE, 8192, "" \
	}

/* Two of one name cannot stand in one model. */
#define ONE_MODEL \
	{ "green.app", "\"kratos-green\"" }, \
	{ \
		"green.pg_app", "\"postgresql-green\"" \
	}

/* A library whose changelog is still under way, and one in which nothing is. */
static struct library waiting, silent;

static void still_fetching(struct model *m)
{
	waiting.doc[DOC_CHANGELOG].origin = ORIGIN_WAITING;
	m->library = &waiting;
	gate_catalog(m);
}

static void nothing_fetched(struct model *m)
{
	m->library = &silent;
	gate_catalog(m);
}

/* All that the releases in between say is marked as read. */
static void all_read(struct model *m)
{
	gate_catalog(m);
	gate_read_all(m);
}

static void observed(struct model *m)
{
	m->observe = true;
}

/* What discover noted of blue, and what is seen of it. */
#define WAS .note = { { "blue.revision", "396" }, { "blue.version", "v1.0.0" }, { "blue.channel", "latest/edge" }, { "blue.units", "2" } }
#define BLUE(revision, channel, version, units) \
	{ FACT_BLUE_APP, 1, "" }, { FACT_BLUE_APP_REVISION, revision, channel }, { FACT_BLUE_APP_VERSION, 0, version }, \
	{ \
		FACT_BLUE_APP_UNITS, units, "kratos/0" \
	}

const struct gate_row gate_rows_prepare[] = {
	{ .gate = "juju-answers",
	  .want = VERDICT_PASS,
	  .words = "client 3.6.27, model iam",
	  .see = { { FACT_JUJU_VERSION, 0, "3.6.27" }, { FACT_BLUE_MODEL, 0, "iam 3.6.27" } } },

	{ .gate = "blue-settled", .want = VERDICT_PASS, .words = "kratos 2, postgresql 3", BLUE_SETTLED(1, 1, "", 1, "") },
	{ .gate = "blue-settled", .want = VERDICT_FAIL, .words = "no application kratos", BLUE_SETTLED(0, 0, "", 1, "") },
	{ .gate = "blue-settled", .want = VERDICT_FAIL, .words = "kratos/1 waiting", BLUE_SETTLED(1, 0, "kratos/1 waiting", 1, "") },
	{ .gate = "blue-settled", .want = VERDICT_FAIL, .words = "postgresql/2 error", BLUE_SETTLED(1, 1, "", 0, "postgresql/2 error") },

	{ .gate = "blue-as-it-was",
	  .want = VERDICT_PASS,
	  .words = "revision 396, v1.0.0, 2 units",
	  WAS,
	  .see = { BLUE(396, "latest/edge", "v1.0.0", 2) } },
	{ .gate = "blue-as-it-was",
	  .want = VERDICT_FAIL,
	  .words = "revision 397, it was 396",
	  WAS,
	  .see = { BLUE(397, "latest/edge", "v1.0.0", 2) } },
	{ .gate = "blue-as-it-was",
	  .want = VERDICT_FAIL,
	  .words = "it runs v1.1.0, it ran v1.0.0",
	  WAS,
	  .see = { BLUE(396, "latest/edge", "v1.1.0", 2) } },
	{ .gate = "blue-as-it-was", .want = VERDICT_FAIL, .words = "it runs , it ran", WAS, .see = { BLUE(396, "latest/edge", "", 2) } },
	{ .gate = "blue-as-it-was",
	  .want = VERDICT_WARN,
	  .words = "1 units, it had 2",
	  WAS,
	  .see = { BLUE(396, "latest/edge", "v1.0.0", 1) } },
	{ .gate = "blue-as-it-was",
	  .want = VERDICT_WARN,
	  .words = "channel latest/stable",
	  WAS,
	  .see = { BLUE(396, "latest/stable", "v1.0.0", 2) } },
	{ .gate = "blue-as-it-was", .want = VERDICT_UNKNOWN, .words = "not noted", .see = { BLUE(396, "latest/edge", "v1.0.0", 2) } },
	{ .gate = "blue-as-it-was",
	  .want = VERDICT_FAIL,
	  .words = "there is no application",
	  WAS,
	  .see = { { FACT_BLUE_APP, 0, "" },
	           { FACT_BLUE_APP_REVISION, 0, "" },
	           { FACT_BLUE_APP_VERSION, 0, "" },
	           { FACT_BLUE_APP_UNITS, 0, "" } } },

	{ .gate = "blue-serves", .want = VERDICT_PASS, .words = "200", .see = { { FACT_BLUE_HEALTH, 200, "" } } },
	{ .gate = "blue-serves", .want = VERDICT_FAIL, .words = "503", .see = { { FACT_BLUE_HEALTH, 503, "" } } },
	{ .gate = "blue-serves",
	  .want = VERDICT_WARN,
	  .words = "cannot be asked from here: refused",
	  .see = { { FACT_BLUE_HEALTH, 0, "refused" } } },
	{ .gate = "blue-serves",
	  .want = VERDICT_WARN,
	  .words = "cannot be asked",
	  .note = { { "blue.health", "0" } },
	  .see = { { FACT_BLUE_HEALTH, 0, "refused" } } },
	{ .gate = "blue-serves",
	  .want = VERDICT_FAIL,
	  .words = "does not answer any more: refused",
	  .note = { { "blue.health", "200" } },
	  .see = { { FACT_BLUE_HEALTH, 0, "refused" } } },

	{ .gate = "blue-version", .want = VERDICT_PASS, .words = "v1.0.0", .see = { { FACT_BLUE_APP_VERSION, 0, "v1.0.0" } } },
	{ .gate = "blue-version", .want = VERDICT_FAIL, .words = "no workload version", .see = { { FACT_BLUE_APP_VERSION, 0, "" } } },

	{ .gate = "models-apart",
	  .want = VERDICT_PASS,
	  .words = "blue in train:admin/iam, green in train:admin/iam-green",
	  .see = { { FACT_BLUE_APP_REVISION, 300, "" } } },
	{ .gate = "models-apart",
	  .want = VERDICT_FAIL,
	  .words = "565",
	  .set = { { "green.model", "\"train:admin/iam\"" }, ONE_MODEL },
	  .see = { { FACT_BLUE_APP_REVISION, 565, "" } } },
	{ .gate = "models-apart",
	  .want = VERDICT_WARN,
	  .words = "one model for both",
	  .set = { { "green.model", "\"train:admin/iam\"" }, ONE_MODEL },
	  .see = { { FACT_BLUE_APP_REVISION, 566, "" } } },
	{ .gate = "models-apart",
	  .want = VERDICT_WARN,
	  .words = "one model for both",
	  .set = { { "green.model", "\"train:admin/iam\"" }, ONE_MODEL, { "product", "\"hydra\"" } },
	  .see = { { FACT_BLUE_APP_REVISION, 300, "" } } },

	{ .gate = "source-reached",
	  .want = VERDICT_PASS,
	  .words = "PostgreSQL 14.9, database iam_kratos",
	  .see = { { FACT_SRC_SERVER, 140009, "iam_kratos" } } },
	{ .gate = "source-reached", .want = VERDICT_PASS, .see = { { FACT_SRC_SERVER, 140000, "iam_kratos" } } },
	{ .gate = "source-reached",
	  .want = VERDICT_FAIL,
	  .words = "PostgreSQL 13.9: older than 14",
	  .see = { { FACT_SRC_SERVER, 130009, "iam_kratos" } } },

	{ .gate = "source-primary",
	  .want = VERDICT_PASS,
	  .words = "timeline 3",
	  .see = { { FACT_SRC_PRIMARY, 3, "" }, { FACT_SRC_IDENTITY, 0, "71" } } },
	{ .gate = "source-primary",
	  .want = VERDICT_FAIL,
	  .words = "in recovery",
	  .see = { { FACT_SRC_PRIMARY, 0, "" }, { FACT_SRC_IDENTITY, 0, "71" } } },
	{ .gate = "source-primary",
	  .want = VERDICT_PASS,
	  .words = "timeline 3",
	  .note = { { "source.timeline", "3" } },
	  .see = { { FACT_SRC_PRIMARY, 3, "" }, { FACT_SRC_IDENTITY, 0, "71" } } },
	{ .gate = "source-primary",
	  .want = VERDICT_FAIL,
	  .words = "it was 3 when the run began",
	  .note = { { "source.timeline", "3" } },
	  .see = { { FACT_SRC_PRIMARY, 4, "" }, { FACT_SRC_IDENTITY, 0, "71" } } },

	{ .gate = "source-primary",
	  .want = VERDICT_PASS,
	  .words = "timeline 3",
	  .note = { { "source.identity", "71" } },
	  .see = { { FACT_SRC_PRIMARY, 3, "" }, { FACT_SRC_IDENTITY, 0, "71" } } },
	{ .gate = "source-primary",
	  .want = VERDICT_FAIL,
	  .words = "another cluster (72), not the one that the run began with (71)",
	  .note = { { "source.identity", "71" } },
	  .see = { { FACT_SRC_PRIMARY, 3, "" }, { FACT_SRC_IDENTITY, 0, "72" } } },

	{ .gate = "only-us", .want = VERDICT_PASS, .words = "this run holds", .see = { { FACT_SRC_LOCK, 1, "" } } },
	{ .gate = "only-us", .want = VERDICT_FAIL, .words = "held by ann@desk", .see = { { FACT_SRC_LOCK, 0, "ann@desk" } } },
	{ .gate = "only-us", .want = VERDICT_WAIT, .words = "nobody holds it", .see = { { FACT_SRC_LOCK, 0, "" } } },
	{ .gate = "only-us", .want = VERDICT_PASS, .words = "nobody holds it", .see = { { FACT_SRC_LOCK, 0, "" } }, .setup = observed },

	{ .gate = "schema-seen",
	  .want = VERDICT_PASS,
	  .words = "24 tables, 1.0 MB, 1 migrations",
	  .see = { { FACT_SRC_SCHEMA, 24, "x" }, { FACT_SRC_MIGRATIONS, 1, "20200101000000000000" }, { FACT_SRC_SIZE, 1000000, "" } } },
	{ .gate = "schema-seen",
	  .want = VERDICT_FAIL,
	  .words = "really kratos's",
	  .see = { { FACT_SRC_SCHEMA, 24, "x" }, { FACT_SRC_MIGRATIONS, 0, "" }, { FACT_SRC_SIZE, 1000000, "" } } },

	{ .gate = "no-downgrade", .want = VERDICT_PASS, .words = "v1.0.0 -> v1.1.0", .see = { { FACT_BLUE_APP_VERSION, 0, "v1.0.0" } } },
	{ .gate = "no-downgrade", .want = VERDICT_PASS, .words = "rev 409", .see = { { FACT_BLUE_APP_VERSION, 0, "1.1.0" } } },
	{ .gate = "no-downgrade", .want = VERDICT_FAIL, .words = "1.1.0 is older", .see = { { FACT_BLUE_APP_VERSION, 0, "v1.1.1" } } },
	{ .gate = "no-downgrade", .want = VERDICT_FAIL, .words = "1.1.0 is older", .see = { { FACT_BLUE_APP_VERSION, 0, "v25.4.0" } } },
	{ .gate = "no-downgrade", .want = VERDICT_FAIL, .words = "cannot be compared", .see = { { FACT_BLUE_APP_VERSION, 0, "master" } } },

	{ .gate = "no-downgrade-noted", .want = VERDICT_PASS, .words = "v1.0.0 -> v1.1.0", .note = { { "blue.version", "v1.0.0" } } },
	{ .gate = "no-downgrade-noted", .want = VERDICT_FAIL, .words = "is older", .note = { { "blue.version", "v1.2.0" } } },
	{ .gate = "no-downgrade-noted", .want = VERDICT_FAIL, .words = "? and 1.1.0" },

	{ .gate = "config-seen", .want = VERDICT_PASS, .words = "2 options", .see = { { FACT_BLUE_CONFIG, 2, "{}" } } },

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
const size_t gate_rows_prepare_count = mem_count(gate_rows_prepare);
