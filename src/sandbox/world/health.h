/* What the applications say of themselves over HTTP: /health/ready, /health/alive and /version, with and without /admin in front,
 * as Kratos answers. */
#ifndef TEAL_SANDBOX_WORLD_HEALTH_H
#define TEAL_SANDBOX_WORLD_HEALTH_H

#include "sandbox/world/sandbox.h"

struct health *health_new(struct sandbox *);
void health_free(struct health *); /* safe on NULL */

#endif
