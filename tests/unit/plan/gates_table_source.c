/* Rows of the gates in src/plan/gates_source.c. */
#include "config.h"

#include "tests/unit/plan/gates_table.h"

#include "base/mem.h"

/* The whole list of the source's tables, by their names in JSON. */
#define LIST(names) .event = { { EV_TABLES, NULL, "{\"whole\":true,\"tables\":[" names "]}", 0 } }
#define OWN "{\"name\":\"public.identities\"},{\"name\":\"public.sessions\"},{\"name\":\"public.schema_migration\"}"
#define SHOP OWN ",{\"name\":\"shop.orders\"},{\"name\":\"shop.p1\",\"root\":\"shop.orders\"}"
#define AT_VERSION(v) .see = { { FACT_SRC_TABLES, 3, "" }, { FACT_BLUE_APP_VERSION, 0, v } }
#define LEFT_OUT(names) .note = { { "answer.leave_out", names, 0 } }
#define REFERENCES(text) \
	.see = { { FACT_SRC_TABLES, 3, "" }, \
		 { FACT_SRC_REFERENCES, 1, text }, \
		 { FACT_SRC_UNCARRIED, 1, "[[\"far.away\",\"foreign table\",\"far.away\"]]" }, \
		 { FACT_BLUE_APP_VERSION, 0, "1.0.0" } }
#define UNCARRIED(n, text) .see = { { FACT_SRC_UNCARRIED, n, text } }
#define STUMBLE(text, version) \
	.see = { { FACT_SRC_STUMBLES, 1, text }, { FACT_BLUE_APP_VERSION, 0, version }, { FACT_SRC_MIGRATIONS, 1, "20150100000001000000" } }

static const struct gate_row rows[] = {
	{ .gate = "odd-tables", .want = VERDICT_PASS, .words = "2 tables, all of kratos v1.0.0", LIST(OWN), AT_VERSION("v1.0.0") },
	{ .gate = "odd-tables", .want = VERDICT_FAIL, .words = "not of kratos 1.0.0: shop.orders", LIST(SHOP), AT_VERSION("1.0.0") },
	{ .gate = "odd-tables", .want = VERDICT_PASS, .words = "2 tables", LIST(SHOP), LEFT_OUT("shop.orders"), AT_VERSION("1.0.0") },
	{ .gate = "odd-tables",
	  .want = VERDICT_PASS,
	  .words = "2 tables",
	  .set = { { "leave_out", "[\"shop.orders\"]" } },
	  LIST(SHOP),
	  AT_VERSION("1.0.0") },
	/* a table of the product in another schema than the rest is not the product's */
	{ .gate = "odd-tables",
	  .want = VERDICT_FAIL,
	  .words = "old.sessions",
	  LIST(OWN ",{\"name\":\"old.sessions\"}"),
	  AT_VERSION("1.0.0") },
	/* by release: the codes came with 1.1.0 */
	{ .gate = "odd-tables",
	  .want = VERDICT_FAIL,
	  .words = "public.identity_login_codes",
	  LIST(OWN ",{\"name\":\"public.identity_login_codes\"}"),
	  AT_VERSION("1.0.0") },
	{ .gate = "odd-tables", .want = VERDICT_PASS, LIST(OWN ",{\"name\":\"public.identity_login_codes\"}"), AT_VERSION("1.1.0") },
	{ .gate = "odd-tables",
	  .want = VERDICT_FAIL,
	  .words = "public.hydra_oauth2_consent_request",
	  .set = { { "product", "\"hydra\"" } },
	  LIST("{\"name\":\"public.hydra_client\"},{\"name\":\"public.hydra_oauth2_consent_request\"}"),
	  AT_VERSION("2.0.0") },
	{ .gate = "odd-tables",
	  .want = VERDICT_PASS,
	  .set = { { "product", "\"hydra\"" } },
	  LIST("{\"name\":\"public.hydra_client\"},{\"name\":\"public.hydra_oauth2_consent_request\"}"),
	  AT_VERSION("1.11.10") },
	{ .gate = "odd-tables",
	  .want = VERDICT_WARN,
	  .words = "99.1.0 is not in the catalogue: shop.orders",
	  LIST(SHOP),
	  AT_VERSION("99.1.0"),
	  .setup = gate_catalog },
	{ .gate = "odd-tables", .want = VERDICT_UNKNOWN, .words = "not read yet", AT_VERSION("1.0.0") },

	{ .gate = "left-out", .want = VERDICT_PASS, .words = "none", LIST(SHOP), REFERENCES("[[\"shop.orders\",\"public.identities\"]]") },
	{ .gate = "left-out",
	  .want = VERDICT_PASS,
	  .words = "left out: shop.orders",
	  LIST(SHOP),
	  LEFT_OUT("shop.orders"),
	  REFERENCES("[[\"shop.orders\",\"public.identities\"]]") },
	{ .gate = "left-out",
	  .want = VERDICT_FAIL,
	  .words = "shop.orders cannot be left out: public.sessions refers to it",
	  LIST(SHOP),
	  LEFT_OUT("shop.orders"),
	  REFERENCES("[[\"public.sessions\",\"shop.orders\"]]") },
	{ .gate = "left-out",
	  .want = VERDICT_FAIL,
	  .words = "shop.p1 is a partition: leave out shop.orders",
	  LIST(SHOP),
	  LEFT_OUT("shop.p1"),
	  REFERENCES("[]") },
	{ .gate = "left-out",
	  .want = VERDICT_WARN,
	  .words = "there is no table shop.gone",
	  LIST(SHOP),
	  LEFT_OUT("shop.gone"),
	  REFERENCES("[]") },
	{ .gate = "left-out", .want = VERDICT_PASS, .words = "far.away", LIST(SHOP), LEFT_OUT("far.away"), REFERENCES("[]") },
	{ .gate = "left-out",
	  .want = VERDICT_WARN,
	  .words = "public.sessions is the product's own",
	  LIST(SHOP),
	  LEFT_OUT("public.sessions"),
	  REFERENCES("[]") },

	{ .gate = "carriable", .want = VERDICT_PASS, UNCARRIED(0, "") },
	{ .gate = "carriable", .want = VERDICT_WARN, .words = "public.v (view)", UNCARRIED(1, "[[\"public.v\",\"view\",\"public.v\"]]") },
	{ .gate = "carriable",
	  .want = VERDICT_FAIL,
	  .words = "public.u (unlogged table)",
	  UNCARRIED(2, "[[\"public.m\",\"materialized view\",\"public.m\"],[\"public.u\",\"unlogged table\",\"public.u\"]]") },
	/* a partition goes with its root */
	{ .gate = "carriable",
	  .want = VERDICT_PASS,
	  LEFT_OUT("public.root"),
	  UNCARRIED(1, "[[\"public.leaf\",\"foreign table\",\"public.root\"]]") },

	{ .gate = "large-objects", .want = VERDICT_PASS, .words = "none", .see = { { FACT_SRC_BLOBS, 0, "[[\"public.a\",\"o\"]]" } } },
	{ .gate = "large-objects",
	  .want = VERDICT_FAIL,
	  .words = "1 large object; replication carries its number only: public.a.o",
	  .see = { { FACT_SRC_BLOBS, 1, "[[\"public.a\",\"o\"]]" } } },
	{ .gate = "large-objects", .want = VERDICT_FAIL, .words = "no column refers to it", .see = { { FACT_SRC_BLOBS, 2, "" } } },

	{ .gate = "source-rights",
	  .want = VERDICT_PASS,
	  .words = "superuser op",
	  .see = { { FACT_SRC_RIGHTS, 0, "" }, { FACT_SRC_SUPERUSER, 1, "op" } } },
	{ .gate = "source-rights",
	  .want = VERDICT_PASS,
	  .words = "role op owns",
	  .see = { { FACT_SRC_RIGHTS, 0, "" }, { FACT_SRC_SUPERUSER, 0, "op" } } },
	{ .gate = "source-rights",
	  .want = VERDICT_FAIL,
	  .words = "role op lacks: REPLICATION",
	  .see = { { FACT_SRC_RIGHTS, 1, "REPLICATION" }, { FACT_SRC_SUPERUSER, 0, "op" } } },

	{ .gate = "stumbles", .want = VERDICT_PASS, STUMBLE("[]", "0.10.1") },
	{ .gate = "stumbles",
	  .want = VERDICT_FAIL,
	  .words = "2 recovery addresses that differ in case only: a0 (0.11.0)",
	  STUMBLE("[[\"recovery-case\",\"2\",\"a0\"]]", "0.10.1") },
	/* at that release it is behind blue, and a target below it does not come to it */
	{ .gate = "stumbles", .want = VERDICT_PASS, STUMBLE("[[\"recovery-case\",\"2\",\"a0\"]]", "0.11.0") },
	{ .gate = "stumbles",
	  .want = VERDICT_PASS,
	  .set = { { "target.version", "\"0.10.1\"" } },
	  STUMBLE("[[\"recovery-case\",\"2\",\"a0\"]]", "0.10.0") },
	{ .gate = "stumbles", .want = VERDICT_PASS, STUMBLE("[[\"keys-twice\",\"2\",\"a0\"]]", "0.10.0") },
};
const struct gate_rows gate_rows_source = { rows, mem_count(rows) };
