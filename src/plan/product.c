/* The two products, as rows, and the matching of blue's relations with them. */
#include "config.h"

#include "plan/product.h"

#include "base/mem.h"
#include "codec/json.h"

/* public-route and internal-route came with charm 2.0.0 (track 0.5), the ingress endpoints were before: a charm has one set or the other
 * (facts/charms.md 1.6). SMTP comes last, because green may send what blue has queued (facts/charms.md 6, number 10). */
static const struct product_endpoint kratos_endpoints[] = {
	{ .endpoint = "pg-database", .class = ENDPOINT_OWN },
	{ .endpoint = "kratos-peers", .role = ENDPOINT_PEER, .class = ENDPOINT_OWN },
	{ .endpoint = "hydra-endpoint-info", .class = ENDPOINT_BEFORE, .limit = 1 },
	{ .endpoint = "ui-endpoint-info", .class = ENDPOINT_BEFORE },
	{ .endpoint = "receive-ca-cert", .class = ENDPOINT_BEFORE },
	{ .endpoint = "logging", .class = ENDPOINT_BEFORE },
	{ .endpoint = "tracing", .class = ENDPOINT_BEFORE, .limit = 1 },
	{ .endpoint = "metrics-endpoint", .role = ENDPOINT_PROVIDES, .class = ENDPOINT_BEFORE },
	{ .endpoint = "grafana-dashboard", .role = ENDPOINT_PROVIDES, .class = ENDPOINT_BEFORE },
	{ .endpoint = "kratos-external-idp", .class = ENDPOINT_SWITCH },
	{ .endpoint = "kratos-registration-webhook", .class = ENDPOINT_SWITCH },
	{ .endpoint = "kratos-login-webhook", .class = ENDPOINT_SWITCH },
	{ .endpoint = "public-route", .other = "traefik-route", .class = ENDPOINT_SWITCH, .kind = LIVE_ROUTE, .since = "0.5" },
	{ .endpoint = "public-ingress", .other = "ingress", .class = ENDPOINT_SWITCH, .kind = LIVE_ROUTE, .until = "0.4" },
	{ .endpoint = "kratos-info",
	  .other = "kratos-info",
	  .role = ENDPOINT_PROVIDES,
	  .class = ENDPOINT_SWITCH,
	  .kind = LIVE_CONSUMED,
	  .since = "0.2" },
	{ .endpoint = "kratos-endpoint-info",
	  .role = ENDPOINT_PROVIDES,
	  .class = ENDPOINT_SWITCH,
	  .until = "0.3",
	  .revision_since = 317,
	  .revision_until = 409 },
	{ .endpoint = "internal-route",
	  .other = "traefik-route",
	  .class = ENDPOINT_SWITCH,
	  .kind = LIVE_ROUTE,
	  .limit = 1,
	  .since = "0.5" },
	{ .endpoint = "internal-ingress",
	  .other = "traefik-route",
	  .class = ENDPOINT_SWITCH,
	  .kind = LIVE_ROUTE,
	  .since = "0.3",
	  .until = "0.4" },
	{ .endpoint = "admin-ingress", .other = "ingress", .class = ENDPOINT_SWITCH, .kind = LIVE_ROUTE, .until = "0.4" },
	{ .endpoint = "smtp", .class = ENDPOINT_SWITCH, .limit = 1 },
};

/* Moving an oauth relation makes new clients and deletes the old (facts/charms.md section 3). */
static const struct product_endpoint hydra_endpoints[] = {
	{ .endpoint = "pg-database", .class = ENDPOINT_OWN, .limit = 1 },
	{ .endpoint = "hydra", .role = ENDPOINT_PEER, .class = ENDPOINT_OWN },
	{ .endpoint = "ui-endpoint-info", .class = ENDPOINT_BEFORE, .limit = 1 },
	{ .endpoint = "logging", .class = ENDPOINT_BEFORE },
	{ .endpoint = "tracing", .class = ENDPOINT_BEFORE, .limit = 1 },
	{ .endpoint = "metrics-endpoint", .role = ENDPOINT_PROVIDES, .class = ENDPOINT_BEFORE },
	{ .endpoint = "grafana-dashboard", .role = ENDPOINT_PROVIDES, .class = ENDPOINT_BEFORE },
	{ .endpoint = "hydra-token-hook", .class = ENDPOINT_SWITCH },
	{ .endpoint = "public-route", .other = "traefik-route", .class = ENDPOINT_SWITCH, .kind = LIVE_ROUTE, .since = "0.5" },
	{ .endpoint = "public-ingress", .other = "ingress", .class = ENDPOINT_SWITCH, .kind = LIVE_ROUTE, .until = "0.4" },
	{ .endpoint = "hydra-endpoint-info",
	  .other = "hydra-endpoint-info",
	  .role = ENDPOINT_PROVIDES,
	  .class = ENDPOINT_SWITCH,
	  .kind = LIVE_CONSUMED },
	{ .endpoint = "endpoint-info", .role = ENDPOINT_PROVIDES, .class = ENDPOINT_SWITCH, .revision_since = 212, .revision_until = 212 },
	{ .endpoint = "internal-route",
	  .other = "traefik-route",
	  .class = ENDPOINT_SWITCH,
	  .kind = LIVE_ROUTE,
	  .limit = 1,
	  .since = "0.5" },
	{ .endpoint = "internal-ingress",
	  .other = "traefik-route",
	  .class = ENDPOINT_SWITCH,
	  .kind = LIVE_ROUTE,
	  .since = "0.3",
	  .until = "0.4" },
	{ .endpoint = "admin-ingress", .other = "ingress", .class = ENDPOINT_SWITCH, .kind = LIVE_ROUTE, .until = "0.4" },
	{ .endpoint = "oauth", .role = ENDPOINT_PROVIDES, .class = ENDPOINT_SAID },
};

/* Hydra's admin API has no /admin before health. */
static const struct product products[PRODUCTS] = {
	{
		.name = "kratos",
		.title = "Kratos",
		.traits = PRODUCT_FIXED_MAPS,
		.database_endpoint = "pg-database",
		.endpoint = kratos_endpoints,
		.endpoints = mem_count(kratos_endpoints),
		.health = "/admin/health/ready",
		.version = "/version",
		.admin_port = 4434,
		.migrations = "persistence/sql/migrations/sql",
		.go_migrations = "persistence/sql/migrations/go",
		.go_since = 26,
		.traffic_table = "sessions",
		.traffic_column = "created_at",
		.identities = "identities",
	},
	{
		.name = "hydra",
		.title = "Hydra",
		.traits = PRODUCT_KEYS,
		.database_endpoint = "pg-database",
		.endpoint = hydra_endpoints,
		.endpoints = mem_count(hydra_endpoints),
		.health = "/health/ready",
		.version = "/version",
		.admin_port = 4445,
		.migrations = "persistence/sql/migrations",
		.traffic_table = "hydra_oauth2_flow",
		.traffic_column = "requested_at",
	},
};

const struct product *product_at(size_t i)
{
	return i < PRODUCTS ? &products[i] : NULL;
}

/* NULL also for no name: settings that were not read yet have none. */
const struct product *product_find(const char *name)
{
	for (size_t i = 0; name && i < PRODUCTS; i++)
		if (strcmp(products[i].name, name) == 0)
			return &products[i];
	return NULL;
}

bool product_has(const char *name, unsigned traits)
{
	const struct product *p = product_find(name);

	return p && (p->traits & traits) != 0;
}

/* The other app of a row; NULL when the row has no second text. */
static const char *second(const struct json *row)
{
	const struct json *first = json_first(row);

	return first && json_next(first) ? json_text(json_next(first)) : NULL;
}

/* The outer loop is the product's order, the inner one juju's, which sorts by name. One endpoint may have several
 * relations: each is a match. */
bool product_live(const struct product *p, const struct json *relations, size_t i, struct live_match *out)
{
	for (size_t l = 0; p && l < p->endpoints; l++)
		for (const struct json *row = json_first(relations); row && p->endpoint[l].kind; row = json_next(row)) {
			const char *endpoint = json_text(json_first(row));

			if (!endpoint || !second(row) || strcmp(endpoint, p->endpoint[l].endpoint) != 0)
				continue;
			if (i-- == 0) {
				*out = (struct live_match){ &p->endpoint[l], second(row) };
				return true;
			}
		}
	return false;
}

/* app NULL: whoever is at the other end. A row that is not two texts is passed over. */
bool relations_have(const struct json *relations, const char *endpoint, const char *app)
{
	for (const struct json *row = json_first(relations); row; row = json_next(row)) {
		const char *name = json_text(json_first(row));

		if (name && second(row) && strcmp(name, endpoint) == 0 && (!app || strcmp(second(row), app) == 0))
			return true;
	}
	return false;
}
