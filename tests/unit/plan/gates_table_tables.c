/* Rows for src/plan/gates_tables.c. */
#include "config.h"

#include "base/mem.h"
#include "tests/unit/plan/gates_table.h"

#define PUBLISHED "public.identities public.networks teal.marker"
#define LIST \
	{ \
		EV_TABLES, NULL, GATE_TABLES \
	}
#define WHOLLY \
	{ \
		FACT_SRC_WITHHELD, 0, "" \
	}
#define LISTED \
	{ \
		FACT_SRC_TABLES, 3, "" \
	}

/* A partition goes with its root, a table with a blank in its name is one name. */
#define ODD_TABLES \
	"{\"whole\":true,\"tables\":[{\"name\":\"public.logs\",\"kind\":\"p\"},{\"name\":\"public.logs_1\",\"kind\":\"r\",\"root\":" \
	"\"public.logs\"}," \
	"{\"name\":\"shop.\\\"my orders\\\"\",\"kind\":\"r\"},{\"name\":\"public.schema_migration\",\"kind\":\"r\"}]}"

static const struct gate_row rows[] = {
	{ .gate = "replica-identity",
	  .want = VERDICT_PASS,
	  .event = { LIST },
	  .see = { { FACT_SRC_NO_KEY, 0, "" }, { FACT_SRC_NO_EQUALITY, 0, "" }, LISTED } },
	{ .gate = "replica-identity",
	  .want = VERDICT_FAIL,
	  .words = "UPDATE would fail on blue once published: public.logs, public.logs_1, shop.\"my orders\"",
	  .event = { { EV_TABLES, NULL, ODD_TABLES } },
	  .see = { { FACT_SRC_NO_KEY, 3, "public.logs public.logs_1 shop.\"my orders\"" }, { FACT_SRC_NO_EQUALITY, 0, "" }, LISTED } },
	/* what is not published does no harm */
	{ .gate = "replica-identity",
	  .want = VERDICT_PASS,
	  .event = { { EV_TABLES, NULL, ODD_TABLES } },
	  .see = { { FACT_SRC_NO_KEY, 1, "public.schema_migration" },
	           { FACT_SRC_NO_EQUALITY, 1, "[[\"public.schema_migration\",\"v (json)\"]]" },
	           LISTED } },
	{ .gate = "replica-identity",
	  .want = VERDICT_FAIL,
	  .words = "REPLICA IDENTITY FULL, and values that cannot be compared: public.logs.body (json)",
	  .event = { { EV_TABLES, NULL, ODD_TABLES } },
	  .see = { { FACT_SRC_NO_KEY, 0, "" }, { FACT_SRC_NO_EQUALITY, 1, "[[\"public.logs\",\"body (json)\"]]" }, LISTED } },
	/* not in the list yet: taken for one that is published */
	{ .gate = "replica-identity",
	  .want = VERDICT_FAIL,
	  .words = "public.newer",
	  .event = { LIST },
	  .see = { { FACT_SRC_NO_KEY, 1, "public.newer" }, { FACT_SRC_NO_EQUALITY, 0, "" }, LISTED } },

	{ .gate = "target-key",
	  .want = VERDICT_PASS,
	  .event = { LIST },
	  .see = { { FACT_TGT_NO_KEY, 0, "" }, { FACT_SRC_WHOLE_ROWS, 0, "" }, LISTED } },
	{ .gate = "target-key",
	  .want = VERDICT_FAIL,
	  .words = "without a key on green: shop.\"my orders\"",
	  .event = { { EV_TABLES, NULL, ODD_TABLES } },
	  .see = { { FACT_TGT_NO_KEY, 2, "public.logs shop.\"my orders\"" }, { FACT_SRC_WHOLE_ROWS, 1, "public.logs" }, LISTED } },
	{ .gate = "target-key",
	  .want = VERDICT_PASS,
	  .event = { { EV_TABLES, NULL, ODD_TABLES } },
	  .see = { { FACT_TGT_NO_KEY, 2, "public.logs public.schema_migration" }, { FACT_SRC_WHOLE_ROWS, 1, "public.logs" }, LISTED } },

	{ .gate = "same-schema",
	  .want = VERDICT_PASS,
	  .words = "24 tables",
	  .event = { LIST },
	  .see = { { FACT_SRC_SCHEMA, 24, "[[\"public.identities\",\"id\",\"uuid\"]]" },
	           { FACT_TGT_SCHEMA, 24, "[[\"public.identities\",\"id\",\"uuid\"]]" },
	           LISTED } },
	{ .gate = "same-schema",
	  .want = VERDICT_FAIL,
	  .words = "public.identities.crm_id is on the source only; public.identities.id is uuid on the source, text on the target",
	  .event = { LIST },
	  .see = { { FACT_SRC_SCHEMA, 24, "[[\"public.identities\",\"crm_id\",\"text\"],[\"public.identities\",\"id\",\"uuid\"]]" },
	           { FACT_TGT_SCHEMA, 24, "[[\"public.identities\",\"id\",\"text\"]]" },
	           LISTED } },
	/* of a table that one side lacks the columns are not told as well */
	{ .gate = "same-schema",
	  .want = VERDICT_FAIL,
	  .words = "public.a is on the target only; public.networks is plain on the source, partitioned by LIST (id) on the target",
	  .event = { LIST },
	  .see = { { FACT_SRC_SCHEMA, 1, "[[\"public.networks\",\"\",\"plain\"]]" },
	           { FACT_TGT_SCHEMA, 2,
	             "[[\"public.a\",\"\",\"plain\"],[\"public.a\",\"x\",\"int\"],[\"public.networks\",\"\",\"partitioned by LIST "
	             "(id)\"]]" },
	           LISTED } },
	{ .gate = "same-schema",
	  .want = VERDICT_FAIL,
	  .words = "and 2 more",
	  .event = { LIST },
	  .see = { { FACT_SRC_SCHEMA, 1, "" },
	           { FACT_TGT_SCHEMA, 5,
	             "[[\"a.a\",\"\",\"\"],[\"a.b\",\"\",\"\"],[\"a.c\",\"\",\"\"],[\"a.d\",\"\",\"\"],[\"a.e\",\"\",\"\"]]" },
	           LISTED } },
	/* each side has rows of its own in it, whatever its make */
	{ .gate = "same-schema",
	  .want = VERDICT_PASS,
	  .event = { LIST },
	  .see = { { FACT_SRC_SCHEMA, 24, "[[\"public.schema_migration\",\"version\",\"character varying(14)\"]]" },
	           { FACT_TGT_SCHEMA, 24, "[[\"public.schema_migration\",\"version\",\"character varying(48)\"]]" },
	           LISTED } },

	{ .gate = "publication",
	  .want = VERDICT_PASS,
	  .words = "3 tables",
	  .event = { LIST },
	  .see = { { FACT_SRC_PUBLICATION, 3, PUBLISHED }, LISTED, WHOLLY } },
	{ .gate = "publication",
	  .want = VERDICT_FAIL,
	  .words = "not published: public.networks",
	  .event = { LIST },
	  .see = { { FACT_SRC_PUBLICATION, 2, "public.identities teal.marker" }, LISTED, WHOLLY } },
	{ .gate = "publication",
	  .want = VERDICT_FAIL,
	  .words = "does not publish: UPDATE",
	  .event = { LIST },
	  .see = { { FACT_SRC_PUBLICATION, 3, PUBLISHED }, LISTED, { FACT_SRC_WITHHELD, 1, "UPDATE" } } },
	/* the marker's is not in it, or one too many is */
	{ .gate = "publication",
	  .want = VERDICT_FAIL,
	  .words = "2 tables, 3 are wanted",
	  .event = { LIST },
	  .see = { { FACT_SRC_PUBLICATION, 2, "public.identities public.networks" }, LISTED, WHOLLY } },
	{ .gate = "publication",
	  .want = VERDICT_FAIL,
	  .words = "4 tables, 3 are wanted",
	  .event = { LIST },
	  .see = { { FACT_SRC_PUBLICATION, 4, PUBLISHED " shop.\"my orders\"" }, LISTED, WHOLLY } },
	/* names that are neighbours are not the name */
	{ .gate = "publication",
	  .want = VERDICT_FAIL,
	  .words = "not published: shop.\"my orders\"",
	  .event = { { EV_TABLES, NULL, ODD_TABLES } },
	  .see = { { FACT_SRC_PUBLICATION, 3, "public.logs shop.orders teal.marker" }, LISTED, WHOLLY } },
	{ .gate = "publication",
	  .want = VERDICT_FAIL,
	  .words = "there is no publication teal_test_1",
	  .event = { LIST },
	  .see = { { FACT_SRC_PUBLICATION, -1, "" }, LISTED, WHOLLY } },
	/* the list of the session before, which may not be today's */
	{ .gate = "publication",
	  .want = VERDICT_UNKNOWN,
	  .words = "not read yet",
	  .event = { { EV_TABLES, NULL, GATE_TABLES, 2000 }, { EV_RUN_RESUMED, NULL, "{}", 1000 } },
	  .see = { { FACT_SRC_PUBLICATION, 3, PUBLISHED }, LISTED, WHOLLY } },
	{ .gate = "publication",
	  .want = VERDICT_UNKNOWN,
	  .words = "not read yet",
	  .see = { { FACT_SRC_PUBLICATION, 1, "teal.marker" }, LISTED, WHOLLY } },
};
const struct gate_rows gate_rows_tables = { rows, mem_count(rows) };
