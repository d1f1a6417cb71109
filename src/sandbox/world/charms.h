/* What the stand-in's Charmhub knows: charms, their revisions, endpoints and options. Constant tables. A product's own is in its folder
 * (sandbox/product). Source of PostgreSQL's rows: canonical/postgresql-k8s-operator, metadata.yaml, track 14. */
#ifndef TEAL_SANDBOX_WORLD_CHARMS_H
#define TEAL_SANDBOX_WORLD_CHARMS_H

#include <stdbool.h>

enum charm_kind { CHARM_OTHER, CHARM_PRODUCT, CHARM_POSTGRESQL };
enum charm_role { ROLE_REQUIRER, ROLE_PROVIDER, ROLE_PEER };

struct charm_revision {
	int revision;
	const char *channel; /* the channel it is the newest release of, NULL when it was replaced */
	const char *version; /* workload version */
};

struct charm_endpoint {
	const char *name, *interface;
	enum charm_role role;
	int limit; /* relations at most, 0: any number */
};

struct charm_option {
	const char *name, *type, *value, *about; /* value NULL: no default */
};

struct charm {
	/* base: the Ubuntu version; channel: what deploy takes without --channel; image: of resource oci-image, NULL: no resource. */
	const char *name, *base, *channel, *image;
	/* Which hooks and actions the stand-in plays for the charm (juju/hooks.c, juju/actions.c). */
	enum charm_kind kind;
	const struct sandbox_product *product; /* of CHARM_PRODUCT; NULL otherwise */
	/* Each ends with a row of zeros. */
	const struct charm_revision *revision;
	const struct charm_endpoint *endpoint;
	const struct charm_option *option;
};

/* What the stand-in has to know of a product. */
struct sandbox_product {
	const char *name; /* as Teal's settings and the catalogue have it */
	const struct charm *charm;
	const char *database, *peers; /* endpoints of the charm */
	const char *connecting; /* a unit's status until its container answers */
	bool (*has_release)(const char *release); /* there is a schema of it here: "1.0.0" */
};

/* A charm that is no product's, NULL: none (sandbox/product/products.h has them all). */
const struct charm *charm_beside(const char *name);
/* NULL when the table has no such revision, though Charmhub may have it. */
const struct charm_revision *charm_revision(const struct charm *, int revision);
/* The newest release of a channel named in full ("0.3/stable"); NULL when nothing was released there. */
const struct charm_revision *charm_released(const struct charm *, const char *channel);
/* Both NULL when the charm has no endpoint or option of that name. */
const struct charm_endpoint *charm_endpoint(const struct charm *, const char *name);
const struct charm_option *charm_option(const struct charm *, const char *name);
const char *charm_role_text(enum charm_role); /* "requirer" */

#endif
