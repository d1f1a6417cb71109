/* All that differs between the products, as a row each: the endpoints of the charm, where the service answers, what lies in Ory's
 * repository, what the database has. Who does something for either product asks its row. Only knowledge of one product's own releases and
 * tables names it elsewhere: assess/hazards.c, verify/explained.c, product_tables.c, product_stumbles.c, and the training.
 * Sources: facts/charms.md 1 to 3, 6 and 7, facts/ory.md 1. */
#ifndef TEAL_PLAN_PRODUCT_H
#define TEAL_PLAN_PRODUCT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json;

enum endpoint_role { ENDPOINT_REQUIRES, ENDPOINT_PROVIDES, ENDPOINT_PEER };

/* What becomes of blue's relation on the way to green. */
enum endpoint_class {
	ENDPOINT_OWN, /* green has its own: the database, the peers */
	ENDPOINT_BEFORE, /* may be given to green before the switch: nobody notices */
	ENDPOINT_SWITCH, /* moves in the switch, in the order of the rows */
	ENDPOINT_SAID, /* never silently: others lose something when it moves */
};

/* How it moves today. */
enum live_kind {
	LIVE_NONE, /* not at all */
	LIVE_ROUTE, /* the app requires it from an ingress: traffic comes this way; taken off blue at the fence */
	LIVE_CONSUMED, /* others read the app's addresses from it (their end takes one relation only): moved at the switch */
};

/* An endpoint of the app's charm. Names changed over the charm's releases: what blue really has decides which rows apply. */
struct product_endpoint {
	const char *endpoint;
	const char *other; /* endpoint of the application at the other end, of those that move; NULL otherwise */
	enum endpoint_role role;
	enum endpoint_class class;
	enum live_kind kind;
	int limit; /* relations that it takes, 0: any number */
	const char *since, *until; /* tracks of the charm, the first and the last that has it; NULL: from the first, to the newest */
	int64_t revision_since, revision_until; /* the same by revision where the track does not say it; 0 unknown */
};

enum product_traits {
	PRODUCT_KEYS = 1, /* rows are encrypted with keys of the app: green must have blue's */
	PRODUCT_FIXED_MAPS = 2, /* old charms write ConfigMaps of fixed names: two apps in one model overwrite each other's */
};

struct product {
	const char *name, *title;
	unsigned traits; /* of enum product_traits */
	const char *database_endpoint; /* the app's, to PostgreSQL's "database" */
	const struct product_endpoint *endpoint; /* those of the switch in the order in which they move */
	size_t endpoints;
	const char *health, *version; /* paths of the admin API */
	int admin_port;
	const char *migrations; /* folder of SQL files in Ory's repository of that name */
	const char *go_migrations; /* folder of migrations that are written in Go; NULL none */
	int go_since; /* first number of the first release that has them; 0 none */
	const char *traffic_table, *traffic_column; /* a row for each login, and when, in UTC without a zone */
	const char *identities; /* table whose schema_id names what green's configuration must have; NULL none */
};

/* For rows that are constant; the tests hold them to the table. */
enum { PRODUCTS = 2 };
#define PRODUCT_PROPOSED "kratos"
#define PRODUCT_CHOICE "kratos|hydra"
#define PRODUCT_WORDS N_("kratos or hydra")
#define PRODUCT_WANTED N_("kratos or hydra is wanted")
#define PRODUCT_ONLY N_("kratos or hydra only")
#define PRODUCT_ABOUT \
	N_("Walks an operator through a blue/green database migration of Charmed Ory Kratos or\nHydra on Juju, one decision at a time.")

const struct product *product_find(const char *name); /* NULL when unknown */
const struct product *product_at(size_t i); /* NULL past the end */
/* True when the product has one of the traits; false for an unknown name. */
bool product_has(const char *name, unsigned traits);

/* Walks the rows of [["endpoint","other app"],…] whose endpoint is live, in the product's order.
 * i-th match; false past the end. The texts are borrowed from the JSON. */
struct live_match {
	const struct product_endpoint *live;
	const char *app; /* at the other end */
};
bool product_live(const struct product *, const struct json *relations, size_t i, struct live_match *);
/* True when relations hold [endpoint, app]. */
bool relations_have(const struct json *relations, const char *endpoint, const char *app);

#endif
