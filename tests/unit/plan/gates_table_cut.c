/* Rows of the gates in src/plan/gates_cut.c. */
#include "config.h"

#include "tests/unit/plan/gates_table.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/catalog.h"
#include "tests/unit/model_make.h"

#define BLUE_HAD \
	{ \
		"blue.relations", \
			"[[\"public-route\",\"traefik-public\"],[\"internal-route\",\"traefik-admin\"],[\"kratos-info\",\"ui\"]]" \
	}
#define ALL_ROUTES "[[\"internal-route\",\"traefik-admin\"],[\"public-route\",\"traefik-public\"]]"
#define ONE_ROUTE "[[\"public-route\",\"traefik-public\"]]"
#define RELATIONS "[[\"internal-route\",\"traefik-admin\"],[\"kratos-info\",\"ui\"],[\"public-route\",\"traefik-public\"]]"

/* The moment of the fence is in the tokens: it was seen to stand 15 s ago. */
#define FENCED \
	{ EV_STEP_STARTED, "stop-writes", "{}", 21000 }, \
		{ EV_ACT_INTENT, "stop-writes", "{\"act\":\"routes-off\",\"commands\":[]}", 20000 }, \
	{ \
		EV_ACT_DONE, "stop-writes", "{\"act\":\"fence\"}", 15000 \
	}
#define SENTINEL "sentinel-1763999985000"
#define DURABLE "durable-1763999985000"
#define OLD_SENTINEL "sentinel-1763999900000"

#define COMPARING(step) \
	{ EV_TABLES, NULL, GATE_TABLES, 60000 }, FENCED, { EV_STEP_STARTED, step, "{}", 10000 }, \
	{ \
		EV_ACT_INTENT, step, "{\"act\":\"" step "\",\"commands\":[]}", 9999 \
	}
#define EQUAL(mode, table, age) \
	{ \
		EV_VERIFIED, NULL, "{\"mode\":\"" mode "\",\"table\":\"" table "\",\"source_rows\":1,\"target_rows\":1,\"equal\":true}", \
			age \
	}
#define DIFFERS(mode, table, more, age) \
	{ \
		EV_VERIFIED, NULL, "{\"mode\":\"" mode "\",\"table\":\"" table "\",\"equal\":false" more "}", age \
	}
#define SOURCE_HAS(n) .see = { { FACT_SRC_TABLES, n, "" } }
#define ENDED(act) \
	{ \
		EV_ACT_OUTCOME, act, "{\"act\":\"" act "\",\"ok\":true}", 500 \
	}

#define SWITCHED(age) .event = { { EV_STEP_DONE, "switch", "{}", age } }
#define HEALTH(status, text, version) .see = { { FACT_GREEN_HEALTH, status, text }, { FACT_GREEN_HTTP_VERSION, 0, version } }
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

const struct gate_row gate_rows_cut[] = {
	{ .gate = "blue-off",
	  .want = VERDICT_PASS,
	  .words = "all 2 relations are gone",
	  .note = { BLUE_HAD },
	  .see = { { FACT_BLUE_APP_RELATIONS, 1, "[[\"kratos-info\",\"ui\"]]" } } },
	{ .gate = "blue-off",
	  .want = VERDICT_WAIT,
	  .words = "1 ingress relation still there",
	  .note = { BLUE_HAD },
	  .see = { { FACT_BLUE_APP_RELATIONS, 2, ONE_ROUTE } } },

	{ .gate = "blue-on",
	  .want = VERDICT_PASS,
	  .words = "3 of 3",
	  .note = { BLUE_HAD },
	  .see = { { FACT_BLUE_APP_RELATIONS, 3, RELATIONS } } },
	{ .gate = "blue-on",
	  .want = VERDICT_WAIT,
	  .words = "2 of 3",
	  .note = { BLUE_HAD },
	  .see = { { FACT_BLUE_APP_RELATIONS, 2, ALL_ROUTES } } },

	{ .gate = "fence-whole", .want = VERDICT_PASS, .words = "24 of 24", .see = { { FACT_SRC_FENCED, 0, "24 of 24" } } },
	{ .gate = "fence-whole", .want = VERDICT_FAIL, .words = "23 of 24", .see = { { FACT_SRC_FENCED, 1, "23 of 24" } } },
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
	  .event = { FENCED },
	  .see = { { FACT_SRC_MARKER, 1, SENTINEL }, { FACT_TGT_SENTINEL, 0, SENTINEL } } },
	{ .gate = "drained",
	  .want = VERDICT_WAIT,
	  .words = SENTINEL " not seen yet",
	  .event = { FENCED },
	  .see = { { FACT_SRC_MARKER, 1, SENTINEL }, { FACT_TGT_SENTINEL, 0, OLD_SENTINEL } } },
	{ .gate = "drained",
	  .want = VERDICT_FAIL,
	  .words = "not on the source",
	  .event = { FENCED },
	  .see = { { FACT_SRC_MARKER, 1, OLD_SENTINEL }, { FACT_TGT_SENTINEL, 0, SENTINEL } } },

	{ .gate = "durable", .want = VERDICT_PASS, .words = DURABLE, .event = { FENCED }, .see = { { FACT_TGT_DURABLE, 0, DURABLE } } },
	{ .gate = "durable", .want = VERDICT_WAIT, .words = "not seen", .event = { FENCED }, .see = { { FACT_TGT_DURABLE, 0, SENTINEL } } },
	{ .gate = "durable", .want = VERDICT_WAIT, .words = "not seen", .event = { FENCED }, .see = { { FACT_TGT_DURABLE, 0, "" } } },

	{ .gate = "live-compared",
	  .want = VERDICT_PASS,
	  .words = "2 tables compared",
	  .event = { COMPARING("verify-live"), EQUAL("live", "public.identities", 2000), DIFFERS("live", "public.networks", "", 1000) },
	  SOURCE_HAS(3) },
	{ .gate = "live-compared",
	  .want = VERDICT_WAIT,
	  .words = "1 table not compared yet: public.networks",
	  .event = { COMPARING("verify-live"), EQUAL("live", "public.identities", 2000) },
	  SOURCE_HAS(3) },
	{ .gate = "live-compared", .want = VERDICT_UNKNOWN, .words = "not read yet", SOURCE_HAS(0) },
	{ .gate = "live-compared",
	  .want = VERDICT_FAIL,
	  .words = "made since the comparison, and not compared: public.networks",
	  .event = { COMPARING("verify-live"), EQUAL("live", "public.identities", 2000), ENDED("verify-live") },
	  SOURCE_HAS(3) },
	/* a resume forgets the list, not what was compared */
	{ .gate = "live-compared",
	  .want = VERDICT_UNKNOWN,
	  .words = "not read yet",
	  .event = { COMPARING("verify-live"),
	             EQUAL("live", "public.identities", 2000),
	             EQUAL("live", "public.networks", 1900),
	             ENDED("verify-live"),
	             { EV_RUN_RESUMED, NULL, "{}", 100 } },
	  SOURCE_HAS(3) },
	{ .gate = "live-compared",
	  .want = VERDICT_PASS,
	  .words = "2 tables compared",
	  .event = { COMPARING("verify-live"),
	             EQUAL("live", "public.identities", 2000),
	             EQUAL("live", "public.networks", 1900),
	             ENDED("verify-live"),
	             { EV_RUN_RESUMED, NULL, "{}", 100 },
	             { EV_TABLES, NULL, GATE_TABLES, 50 } },
	  SOURCE_HAS(3) },

	{ .gate = "live-equal",
	  .want = VERDICT_FAIL,
	  .words = "made since the comparison, and not compared: public.networks",
	  .event = { COMPARING("verify-live"), EQUAL("live", "public.identities", 2000), ENDED("verify-live") },
	  SOURCE_HAS(3) },
	{ .gate = "live-equal",
	  .want = VERDICT_UNKNOWN,
	  .words = "not read yet",
	  .event = { COMPARING("verify-live"),
	             EQUAL("live", "public.identities", 2000),
	             EQUAL("live", "public.networks", 1900),
	             ENDED("verify-live"),
	             { EV_RUN_RESUMED, NULL, "{}", 100 } },
	  SOURCE_HAS(3) },
	/* a table that is gone from the source is nobody's affair */
	{ .gate = "live-equal",
	  .want = VERDICT_PASS,
	  .words = "2 tables equal",
	  .event = { COMPARING("verify-live"),
	             EQUAL("live", "public.identities", 2000),
	             EQUAL("live", "public.networks", 1900),
	             DIFFERS("live", "public.gone", "", 1800),
	             ENDED("verify-live"),
	             { EV_TABLES, NULL, GATE_TABLES, 50 } },
	  SOURCE_HAS(3) },
	{ .gate = "live-equal",
	  .want = VERDICT_PASS,
	  .words = "2 tables equal",
	  .event = { COMPARING("verify-live"), EQUAL("live", "public.identities", 2000), EQUAL("live", "public.networks", 1000) },
	  SOURCE_HAS(3) },
	{ .gate = "live-equal",
	  .want = VERDICT_FAIL,
	  .words = "1 table differs: public.networks (1 missing, 2 extra, 3 changed)",
	  .event = { COMPARING("verify-live"), EQUAL("live", "public.identities", 2000),
	             DIFFERS("live", "public.networks", ",\"missing\":1,\"extra\":2,\"changed\":3", 1000) },
	  SOURCE_HAS(3) },

	{ .gate = "live-equal",
	  .want = VERDICT_WAIT,
	  .words = "1 table not compared yet: public.networks",
	  .event = { COMPARING("verify-live"), EQUAL("live", "public.identities", 2000) },
	  SOURCE_HAS(3) },

	{ .gate = "copy-equal",
	  .want = VERDICT_FAIL,
	  .words = "made since the comparison, and not compared: public.networks",
	  .event = { COMPARING("verify-copy"), EQUAL("copy", "public.identities", 2000), ENDED("verify-copy") },
	  SOURCE_HAS(3) },
	{ .gate = "copy-equal",
	  .want = VERDICT_UNKNOWN,
	  .words = "not read yet",
	  .event = { COMPARING("verify-copy"),
	             EQUAL("copy", "public.identities", 2000),
	             EQUAL("copy", "public.networks", 1900),
	             ENDED("verify-copy"),
	             { EV_RUN_RESUMED, NULL, "{}", 100 } },
	  SOURCE_HAS(3) },
	/* a table that is gone from the source is nobody's affair */
	{ .gate = "copy-equal",
	  .want = VERDICT_PASS,
	  .words = "2 tables equal",
	  .event = { COMPARING("verify-copy"),
	             EQUAL("copy", "public.identities", 2000),
	             EQUAL("copy", "public.networks", 1900),
	             DIFFERS("copy", "public.gone", "", 1800),
	             ENDED("verify-copy"),
	             { EV_TABLES, NULL, GATE_TABLES, 50 } },
	  SOURCE_HAS(3) },
	{ .gate = "copy-equal",
	  .want = VERDICT_PASS,
	  .words = "2 tables equal",
	  .event = { COMPARING("verify-copy"), EQUAL("copy", "public.identities", 2000), EQUAL("copy", "public.networks", 1000) },
	  SOURCE_HAS(3) },
	{ .gate = "copy-equal",
	  .want = VERDICT_WAIT,
	  .words = "1 table not compared yet: public.networks",
	  .event = { COMPARING("verify-copy"), EQUAL("copy", "public.identities", 2000) },
	  SOURCE_HAS(3) },
	/* one of another mode, and one of an earlier try */
	{ .gate = "copy-equal",
	  .want = VERDICT_WAIT,
	  .words = "1 table not compared yet: public.networks",
	  .event = { COMPARING("verify-copy"), EQUAL("copy", "public.identities", 2000), EQUAL("live", "public.networks", 1000) },
	  SOURCE_HAS(3) },
	{ .gate = "copy-equal",
	  .want = VERDICT_WAIT,
	  .words = "1 table not compared yet: public.networks",
	  .event = { EQUAL("copy", "public.networks", 10001), COMPARING("verify-copy"), EQUAL("copy", "public.identities", 10000) },
	  SOURCE_HAS(3) },
	{ .gate = "copy-equal",
	  .want = VERDICT_FAIL,
	  .words = "1 table could not be compared: public.networks: permission denied",
	  .event = { COMPARING("verify-copy"), EQUAL("copy", "public.identities", 2000),
	             DIFFERS("copy", "public.networks", ",\"compared\":false,\"why\":\"permission denied\"", 1000) },
	  SOURCE_HAS(3) },
	{ .gate = "copy-equal",
	  .want = VERDICT_FAIL,
	  .words = "2 tables differ: public.identities",
	  .event = { COMPARING("verify-copy"), DIFFERS("copy", "public.identities", "", 2000),
	             DIFFERS("copy", "public.networks", "", 1000) },
	  SOURCE_HAS(3) },

	{ .gate = "migrated-equal",
	  .want = VERDICT_FAIL,
	  .words = "made since the comparison, and not compared: public.networks",
	  .event = { COMPARING("verify-migrated"), EQUAL("migrated", "public.identities", 2000), ENDED("verify-migrated") },
	  SOURCE_HAS(3) },
	{ .gate = "migrated-equal",
	  .want = VERDICT_UNKNOWN,
	  .words = "not read yet",
	  .event = { COMPARING("verify-migrated"),
	             EQUAL("migrated", "public.identities", 2000),
	             EQUAL("migrated", "public.networks", 1900),
	             ENDED("verify-migrated"),
	             { EV_RUN_RESUMED, NULL, "{}", 100 } },
	  SOURCE_HAS(3) },
	/* a table that is gone from the source is nobody's affair */
	{ .gate = "migrated-equal",
	  .want = VERDICT_PASS,
	  .words = "2 tables equal",
	  .event = { COMPARING("verify-migrated"),
	             EQUAL("migrated", "public.identities", 2000),
	             EQUAL("migrated", "public.networks", 1900),
	             DIFFERS("migrated", "public.gone", "", 1800),
	             ENDED("verify-migrated"),
	             { EV_TABLES, NULL, GATE_TABLES, 50 } },
	  SOURCE_HAS(3) },
	{ .gate = "migrated-equal",
	  .want = VERDICT_PASS,
	  .words = "1 tables equal, 1 differ as a migration explains",
	  .event = { COMPARING("verify-migrated"), EQUAL("migrated", "public.identities", 2000),
	             DIFFERS("migrated", "public.networks", ",\"explained\":\"2024 fills it\"", 1000) },
	  SOURCE_HAS(3) },
	{ .gate = "migrated-equal",
	  .want = VERDICT_FAIL,
	  .words = "1 table differs: public.networks",
	  .event = { COMPARING("verify-migrated"), EQUAL("migrated", "public.identities", 2000),
	             DIFFERS("migrated", "public.networks", "", 1000) },
	  SOURCE_HAS(3) },

	{ .gate = "migrated-equal",
	  .want = VERDICT_WAIT,
	  .words = "1 table not compared yet: public.networks",
	  .event = { COMPARING("verify-migrated"), EQUAL("migrated", "public.identities", 2000), EQUAL("copy", "public.networks", 1000) },
	  SOURCE_HAS(3) },

	{ .gate = "checkpoint-drained",
	  .want = VERDICT_PASS,
	  .words = "finished",
	  .event = { FENCED },
	  .see = { { FACT_BLUE_BACKUP, GATE_NOW - 15000, "b" } } },
	{ .gate = "checkpoint-drained",
	  .want = VERDICT_FAIL,
	  .words = "older than what it must cover",
	  .event = { FENCED },
	  .see = { { FACT_BLUE_BACKUP, GATE_NOW - 15001, "b" } } },
	{ .gate = "checkpoint-drained",
	  .want = VERDICT_FAIL,
	  .words = "no finished",
	  .event = { FENCED },
	  .see = { { FACT_BLUE_BACKUP, 0, "" } } },
	{ .gate = "checkpoint-drained",
	  .want = VERDICT_WARN,
	  .words = "ahead of ours",
	  .event = { FENCED },
	  .see = { { FACT_BLUE_BACKUP, GATE_NOW + 60001, "b" } } },
	{ .gate = "checkpoint-drained", .want = VERDICT_FAIL, .words = "older", .see = { { FACT_BLUE_BACKUP, GATE_NOW - 1, "b" } } },

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

	{ .gate = "integrity", .want = VERDICT_PASS, .see = { { FACT_TGT_INVALID, 0, "" }, { FACT_TGT_ORPHANS, 0, "" } } },
	{ .gate = "integrity",
	  .want = VERDICT_FAIL,
	  .words = "invalid: idx",
	  .see = { { FACT_TGT_INVALID, 1, "idx" }, { FACT_TGT_ORPHANS, 0, "" } } },
	{ .gate = "integrity",
	  .want = VERDICT_FAIL,
	  .words = "orphans: sessions",
	  .see = { { FACT_TGT_INVALID, 0, "" }, { FACT_TGT_ORPHANS, 1, "sessions" } } },

	{ .gate = "identity-schemas",
	  .want = VERDICT_PASS,
	  .words = "admin_v0 default user_v1",
	  .see = { { FACT_TGT_SCHEMA_IDS, 3, "admin_v0 default user_v1" }, { FACT_GREEN_CONFIG, 2, KRATOS_SCHEMAS } } },
	{ .gate = "identity-schemas",
	  .want = VERDICT_FAIL,
	  .words = "does not know user_v2",
	  .see = { { FACT_TGT_SCHEMA_IDS, 2, "user_v1 user_v2" }, { FACT_GREEN_CONFIG, 2, KRATOS_SCHEMAS } } },
	/* the beginning of a name is not the name */
	{ .gate = "identity-schemas",
	  .want = VERDICT_FAIL,
	  .words = "does not know user_v",
	  .see = { { FACT_TGT_SCHEMA_IDS, 1, "user_v" }, { FACT_GREEN_CONFIG, 2, KRATOS_SCHEMAS } } },
	{ .gate = "identity-schemas",
	  .want = VERDICT_WARN,
	  .words = "names no schemas",
	  .see = { { FACT_TGT_SCHEMA_IDS, 1, "user_v1" }, { FACT_GREEN_CONFIG, 0, "{}" } } },
	{ .gate = "identity-schemas",
	  .want = VERDICT_PASS,
	  .words = "no identity",
	  .see = { { FACT_TGT_SCHEMA_IDS, 0, "" }, { FACT_GREEN_CONFIG, 0, "{}" } } },

	{ .gate = "green-healthy", .want = VERDICT_PASS, .words = "version v1.1.0", HEALTH(200, "", "v1.1.0") },
	{ .gate = "green-healthy", .want = VERDICT_WAIT, .words = "503", HEALTH(503, "unavailable", "v1.1.0") },
	{ .gate = "green-healthy", .want = VERDICT_WAIT, .words = "says version v1.0.0", HEALTH(200, "", "v1.0.0") },
	{ .gate = "green-serves", .want = VERDICT_PASS, .words = "version v1.1.0", HEALTH(200, "", "v1.1.0") },
	{ .gate = "green-serves", .want = VERDICT_WAIT, .words = "0 no answer", HEALTH(0, "no answer", "v1.1.0") },

	{ .gate = "green-on",
	  .want = VERDICT_PASS,
	  .words = "2 of 2",
	  .note = { BLUE_HAD },
	  .see = { { FACT_GREEN_APP_RELATIONS, 2, ALL_ROUTES } } },
	{ .gate = "green-on",
	  .want = VERDICT_WAIT,
	  .words = "1 of 2",
	  .note = { BLUE_HAD },
	  .see = { { FACT_GREEN_APP_RELATIONS, 1, ONE_ROUTE } } },

	{ .gate = "consumers-moved",
	  .want = VERDICT_PASS,
	  .words = "1 of 1",
	  .note = { BLUE_HAD },
	  .see = { { FACT_BLUE_SAAS, 0, "{\"relations\":{\"ui\":[[\"kratos-info\",\"kratos-kratos-info-green\"]]}}" } } },
	{ .gate = "consumers-moved",
	  .want = VERDICT_WAIT,
	  .words = "0 of 1",
	  .note = { BLUE_HAD },
	  .see = { { FACT_BLUE_SAAS, 0, "{\"relations\":{\"ui\":[[\"kratos-info\",\"kratos\"]]}}" } } },
	{ .gate = "consumers-moved",
	  .want = VERDICT_PASS,
	  .words = "1 of 1",
	  .set = { { "green.model", "\"train:admin/iam\"" }, { "green.app", "\"kratos-green\"" }, { "green.pg_app", "\"pg-green\"" } },
	  .note = { BLUE_HAD },
	  .see = { { FACT_BLUE_SAAS, 0, "{\"relations\":{\"ui\":[[\"kratos-info\",\"kratos-green\"]]}}" } } },

	{ .gate = "soaked", .want = VERDICT_PASS, .words = "5.0 s of 5.0 s", SWITCHED(5000) },
	{ .gate = "soaked", .want = VERDICT_WAIT, .words = "of 5.0 s", SWITCHED(4999) },

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
const size_t gate_rows_cut_count = mem_count(gate_rows_cut);
