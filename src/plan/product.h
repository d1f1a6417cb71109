/* What differs between Kratos and Hydra: which relations carry users' traffic and in which order they move, and where health is asked.
 * Sources: facts/charms.md 1.6 and 3. Endpoint names changed over the charms' releases: what blue really has decides which rows apply. */
#ifndef TEAL_PLAN_PRODUCT_H
#define TEAL_PLAN_PRODUCT_H

#include <stdbool.h>
#include <stddef.h>

struct json;

enum live_kind {
	LIVE_ROUTE, /* the app requires it from an ingress: traffic comes this way; taken off blue at the fence */
	LIVE_CONSUMED, /* others read the app's addresses from it (their end takes one relation only): moved at the switch */
};

/* A relation that users notice when it moves. */
struct live_endpoint {
	const char *endpoint; /* of the app */
	const char *other; /* endpoint of the application at the other end */
	enum live_kind kind;
};

struct product {
	const char *name, *title;
	const char *database_endpoint; /* the app's, to PostgreSQL's "database" */
	const struct live_endpoint *live; /* in the order in which they move at the switch */
	size_t lives;
	const char *health, *version; /* paths of the admin API */
	int admin_port;
};

const struct product *product_find(const char *name); /* NULL when unknown */

/* Walks the rows of [["endpoint","other app"],…] whose endpoint is live, in the product's order.
 * i-th match; false past the end. The texts are borrowed from the JSON. */
struct live_match {
	const struct live_endpoint *live;
	const char *app; /* at the other end */
};
bool product_live(const struct product *, const struct json *relations, size_t i, struct live_match *);
/* True when relations hold [endpoint, app]. */
bool relations_have(const struct json *relations, const char *endpoint, const char *app);

#endif
