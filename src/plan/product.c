/* The two products, as rows, and the matching of blue's relations with them. */
#include "config.h"

#include "plan/product.h"

#include "base/mem.h"
#include "codec/json.h"

/* public-route and internal-route since charm 2.0.0, the ingress endpoints before; a charm has one set or the other
 * (facts/charms.md 1.6). */
static const struct live_endpoint kratos_live[] = {
	{ "public-route", "traefik-route", LIVE_ROUTE },     { "public-ingress", "ingress", LIVE_ROUTE },
	{ "kratos-info", "kratos-info", LIVE_CONSUMED },     { "internal-route", "traefik-route", LIVE_ROUTE },
	{ "internal-ingress", "traefik-route", LIVE_ROUTE }, { "admin-ingress", "ingress", LIVE_ROUTE },
};

/* Hydra's oauth relations are not here: moving one makes new clients and deletes the old (facts/charms.md section 3). */
static const struct live_endpoint hydra_live[] = {
	{ "public-route", "traefik-route", LIVE_ROUTE },
	{ "public-ingress", "ingress", LIVE_ROUTE },
	{ "hydra-endpoint-info", "hydra-endpoint-info", LIVE_CONSUMED },
	{ "internal-route", "traefik-route", LIVE_ROUTE },
	{ "internal-ingress", "traefik-route", LIVE_ROUTE },
	{ "admin-ingress", "ingress", LIVE_ROUTE },
};

/* Ports and paths of Ory's admin API. Hydra's have no /admin before health. */
static const struct product products[] = {
	{ "kratos", "Kratos", "pg-database", kratos_live, mem_count(kratos_live), "/admin/health/ready", "/version", 4434 },
	{ "hydra", "Hydra", "pg-database", hydra_live, mem_count(hydra_live), "/health/ready", "/version", 4445 },
};

/* NULL also for no name: settings that were not read yet have none. */
const struct product *product_find(const char *name)
{
	for (size_t i = 0; name && i < mem_count(products); i++)
		if (strcmp(products[i].name, name) == 0)
			return &products[i];
	return NULL;
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
	for (size_t l = 0; p && l < p->lives; l++)
		for (const struct json *row = json_first(relations); row; row = json_next(row)) {
			const char *endpoint = json_text(json_first(row));

			if (!endpoint || !second(row) || strcmp(endpoint, p->live[l].endpoint) != 0)
				continue;
			if (i-- == 0) {
				*out = (struct live_match){ &p->live[l], second(row) };
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
