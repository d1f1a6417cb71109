/* Rows of the gates in src/plan/gates_traffic.c. */
#include "config.h"

#include "tests/unit/plan/gates_table.h"

#include "base/mem.h"

#define BLUE_HAD \
	{ \
		"blue.relations", \
			"[[\"public-route\",\"traefik-public\"],[\"internal-route\",\"traefik-admin\"],[\"kratos-info\",\"ui\"]]" \
	}
#define ALL_ROUTES "[[\"internal-route\",\"traefik-admin\"],[\"public-route\",\"traefik-public\"]]"
#define ONE_ROUTE "[[\"public-route\",\"traefik-public\"]]"
#define RELATIONS "[[\"internal-route\",\"traefik-admin\"],[\"kratos-info\",\"ui\"],[\"public-route\",\"traefik-public\"]]"

#define ROUTES "[[\"kratos-info\",\"ui\"],[\"public-route\",\"traefik-public\"],[\"internal-route\",\"traefik-admin\"]]"

static const struct gate_row rows[] = {
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

	{ .gate = "routes-possible",
	  .want = VERDICT_PASS,
	  .words = "2 ingress relations can move",
	  .see = { { FACT_BLUE_APP_RELATIONS, 3, ROUTES },
	           { FACT_GREEN_SAAS, 0, "{\"apps\":[\"traefik-public\"],\"saas\":[\"traefik-admin\"]}" } } },
	{ .gate = "routes-possible",
	  .want = VERDICT_FAIL,
	  .words = "traefik-admin is not in",
	  .see = { { FACT_BLUE_APP_RELATIONS, 3, ROUTES }, { FACT_GREEN_SAAS, 0, "{\"apps\":[\"traefik-public\"],\"saas\":[]}" } } },
	{ .gate = "routes-possible",
	  .want = VERDICT_WARN,
	  .words = "no ingress relation",
	  .see = { { FACT_BLUE_APP_RELATIONS, 1, "[[\"kratos-info\",\"ui\"]]" }, { FACT_GREEN_SAAS, 0, "{}" } } },
};
const struct gate_rows gate_rows_traffic = { rows, mem_count(rows) };
