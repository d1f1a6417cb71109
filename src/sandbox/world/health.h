/* The health endpoints of the applications: /health/ready, /health/alive and /version, with and without /admin in front, with the product's
 * answers. sandbox_app_serve and sandbox_app_database (sandbox.h) change them. */
#ifndef TEAL_SANDBOX_WORLD_HEALTH_H
#define TEAL_SANDBOX_WORLD_HEALTH_H

#include "sandbox/world/sandbox.h"

/* Both applications are APP_GONE at first; the caller owns the result and sets sb->health. */
struct health *health_new(struct sandbox *);
void health_free(struct health *); /* safe on NULL */

#endif
