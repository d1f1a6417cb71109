/* Rows of the gates in src/plan/gates_blue.c. */
#include "config.h"

#include "tests/unit/plan/gates_table.h"

#include "base/mem.h"

/* The target of model_make's settings is v1.1.0, revision 409. */
#define BLUE_SETTLED(app, app_settled, app_text, pg_settled, pg_text) \
	.see = { { FACT_BLUE_APP, app, "" }, \
		 { FACT_BLUE_APP_SETTLED, app_settled, app_text }, \
		 { FACT_BLUE_APP_UNITS, 2, "kratos/0 kratos/1" }, \
		 { FACT_BLUE_PG_SETTLED, pg_settled, pg_text }, \
		 { FACT_BLUE_PG_UNITS, 3, "postgresql/0 postgresql/1 postgresql/2" } }

/* Two of one name cannot stand in one model. */
#define ONE_MODEL \
	{ "green.app", "\"kratos-green\"" }, \
	{ \
		"green.pg_app", "\"postgresql-green\"" \
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

static const struct gate_row rows[] = {
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

	{ .gate = "config-seen", .want = VERDICT_PASS, .words = "2 options", .see = { { FACT_BLUE_CONFIG, 2, "{}" } } },
};
const struct gate_rows gate_rows_blue = { rows, mem_count(rows) };
