/* Rows of the gates in src/plan/gates_upgrade.c. */
#include "config.h"

#include "tests/unit/plan/gates_table.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/catalog.h"
#include "tests/unit/model_make.h"

#define HEALTH(status, text, version) .see = { { FACT_GREEN_HEALTH, status, text }, { FACT_HTTP_VERSION, 0, version } }
#define KRATOS_SCHEMAS "{\"default_identity_schema_id\":\"admin_v0\",\"identity_schemas\":\"{\\\"user_v1\\\":{}}\"}"

/* Green recorded all that the catalogue expects of the target. */
static void all_migrated(struct model *m)
{
	struct catalog_set want = { 0 };
	struct str out;

	gate_catalog(m);
	str_init(&out, STR_PAGE);
	catalog_until(m->catalog, "kratos", "1.1.0", &want, NULL);
	for (size_t i = 0; i < want.count; i++)
		str_addf(&out, "%s%s", i ? " " : "", want.item[i]->version);
	model_see(m, FACT_TGT_MIGRATIONS, (int64_t)want.count, str_text(&out), GATE_NOW);
	catalog_set_release(&want);
	str_release(&out);
}

static const struct gate_row rows[] = {
	{ .gate = "green-revision", .want = VERDICT_PASS, .words = "409", .see = { { FACT_GREEN_APP_REVISION, 409, "0.3/stable" } } },
	{ .gate = "green-revision", .want = VERDICT_FAIL, .words = "408", .see = { { FACT_GREEN_APP_REVISION, 408, "0.3/stable" } } },
	{ .gate = "green-revision", .want = VERDICT_FAIL, .words = "0.4/edge", .see = { { FACT_GREEN_APP_REVISION, 409, "0.4/edge" } } },

	{ .gate = "green-scaled-up",
	  .want = VERDICT_PASS,
	  .words = "2 of 2 units, leader known",
	  .note = { { "blue.units", "2" } },
	  .see = { { FACT_GREEN_APP_UNITS, 2, "kratos/1 kratos/0" } } },
	{ .gate = "green-scaled-up",
	  .want = VERDICT_WAIT,
	  .words = "1 of 2",
	  .note = { { "blue.units", "2" } },
	  .see = { { FACT_GREEN_APP_UNITS, 1, "kratos/1" } } },
	{ .gate = "green-scaled-up",
	  .want = VERDICT_WAIT,
	  .words = "leader unknown",
	  .note = { { "blue.units", "2" } },
	  .see = { { FACT_GREEN_APP_UNITS, 2, " kratos/0 kratos/1" } } },
	{ .gate = "green-scaled-up", .want = VERDICT_PASS, .words = "1 of 1", .see = { { FACT_GREEN_APP_UNITS, 1, "kratos/0" } } },
	{ .gate = "green-scaled-up", .want = VERDICT_WAIT, .words = "0 of 1", .see = { { FACT_GREEN_APP_UNITS, 0, "" } } },

	{ .gate = "green-units",
	  .want = VERDICT_PASS,
	  .words = "2 of 2",
	  .note = { { "blue.units", "2" } },
	  .see = { { FACT_GREEN_APP_UNITS, 2, "kratos/1 kratos/0" } } },
	{ .gate = "green-units",
	  .want = VERDICT_FAIL,
	  .words = "1 of 2",
	  .note = { { "blue.units", "2" } },
	  .see = { { FACT_GREEN_APP_UNITS, 1, "kratos/1" } } },
	{ .gate = "green-units", .want = VERDICT_FAIL, .words = "0 of 1", .see = { { FACT_GREEN_APP_UNITS, 0, " " } } },

	{ .gate = "green-target", .want = VERDICT_PASS, .words = "v1.1.0", .see = { { FACT_GREEN_APP_VERSION, 0, "v1.1.0" } } },
	{ .gate = "green-target", .want = VERDICT_PASS, .see = { { FACT_GREEN_APP_VERSION, 0, "1.1.0" } } },
	{ .gate = "green-target", .want = VERDICT_WAIT, .words = "v1.0.0", .see = { { FACT_GREEN_APP_VERSION, 0, "v1.0.0" } } },
	{ .gate = "green-target", .want = VERDICT_WAIT, .words = "workload ?", .see = { { FACT_GREEN_APP_VERSION, 0, "" } } },

	{ .gate = "migrated",
	  .want = VERDICT_WARN,
	  .words = "1 new ones recorded",
	  .note = { { "blue.migrations", "20200101 20200102" } },
	  .see = { { FACT_TGT_MIGRATIONS, 3, "20200101 20200102 20200103" }, { FACT_TASK, 0, "completed" } } },
	{ .gate = "migrated",
	  .want = VERDICT_WARN,
	  .words = "the task completed",
	  .note = { { "migrate.completed", "completed" }, { "blue.migrations", "1 2" } },
	  .see = { { FACT_TGT_MIGRATIONS, 3, "1 2 3" }, { FACT_TASK, 0, "" } } },
	{ .gate = "migrated",
	  .want = VERDICT_WAIT,
	  .words = "running",
	  .see = { { FACT_TGT_MIGRATIONS, 3, "1 2 3" }, { FACT_TASK, 0, "running" } } },
	{ .gate = "migrated",
	  .want = VERDICT_WAIT,
	  .words = "pending",
	  .see = { { FACT_TGT_MIGRATIONS, 3, "1 2 3" }, { FACT_TASK, 0, "pending" } } },
	{ .gate = "migrated",
	  .want = VERDICT_FAIL,
	  .words = "failed",
	  .see = { { FACT_TGT_MIGRATIONS, 3, "1 2 3" }, { FACT_TASK, 1, "failed" } } },
	{ .gate = "migrated",
	  .want = VERDICT_FAIL,
	  .words = "no task of this run",
	  .see = { { FACT_TGT_MIGRATIONS, 3, "1 2 3" }, { FACT_TASK, -1, "" } } },
	{ .gate = "migrated",
	  .want = VERDICT_FAIL,
	  .words = "expected migrations are not recorded",
	  .see = { { FACT_TGT_MIGRATIONS, 3, "1 2 3" }, { FACT_TASK, 0, "completed" } },
	  .setup = gate_catalog },
	{ .gate = "migrated",
	  .want = VERDICT_PASS,
	  .words = "recorded",
	  .note = { { "blue.migrations", "1 2" } },
	  .see = { { FACT_TGT_MIGRATIONS, 0, "" }, { FACT_TASK, 0, "completed" } },
	  .setup = all_migrated },

	{ .gate = "integrity", .want = VERDICT_PASS, .see = { { FACT_INVALID, 0, "" }, { FACT_ORPHANS, 0, "" } } },
	{ .gate = "integrity",
	  .want = VERDICT_FAIL,
	  .words = "invalid: idx",
	  .see = { { FACT_INVALID, 1, "idx" }, { FACT_ORPHANS, 0, "" } } },
	{ .gate = "integrity",
	  .want = VERDICT_FAIL,
	  .words = "orphans: sessions",
	  .see = { { FACT_INVALID, 0, "" }, { FACT_ORPHANS, 1, "sessions" } } },

	{ .gate = "identity-schemas",
	  .want = VERDICT_PASS,
	  .words = "admin_v0 default user_v1",
	  .see = { { FACT_SCHEMA_IDS, 3, "admin_v0 default user_v1" }, { FACT_GREEN_CONFIG, 2, KRATOS_SCHEMAS } } },
	{ .gate = "identity-schemas",
	  .want = VERDICT_FAIL,
	  .words = "does not know user_v2",
	  .see = { { FACT_SCHEMA_IDS, 2, "user_v1 user_v2" }, { FACT_GREEN_CONFIG, 2, KRATOS_SCHEMAS } } },
	/* the beginning of a name is not the name */
	{ .gate = "identity-schemas",
	  .want = VERDICT_FAIL,
	  .words = "does not know user_v",
	  .see = { { FACT_SCHEMA_IDS, 1, "user_v" }, { FACT_GREEN_CONFIG, 2, KRATOS_SCHEMAS } } },
	{ .gate = "identity-schemas",
	  .want = VERDICT_WARN,
	  .words = "names no schemas",
	  .see = { { FACT_SCHEMA_IDS, 1, "user_v1" }, { FACT_GREEN_CONFIG, 0, "{}" } } },
	{ .gate = "identity-schemas",
	  .want = VERDICT_PASS,
	  .words = "no identity",
	  .see = { { FACT_SCHEMA_IDS, 0, "" }, { FACT_GREEN_CONFIG, 0, "{}" } } },

	{ .gate = "green-healthy", .want = VERDICT_PASS, .words = "version v1.1.0", HEALTH(200, "", "v1.1.0") },
	{ .gate = "green-healthy", .want = VERDICT_WAIT, .words = "503", HEALTH(503, "unavailable", "v1.1.0") },
	{ .gate = "green-healthy", .want = VERDICT_WAIT, .words = "says version v1.0.0", HEALTH(200, "", "v1.0.0") },

	{ .gate = "green-serves", .want = VERDICT_PASS, .words = "version v1.1.0", HEALTH(200, "", "v1.1.0") },
	{ .gate = "green-serves", .want = VERDICT_WAIT, .words = "0 no answer", HEALTH(0, "no answer", "v1.1.0") },
};
const struct gate_rows gate_rows_upgrade = { rows, mem_count(rows) };
