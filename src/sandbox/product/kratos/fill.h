/* Rows shaped like those of a product in use. The server makes them; the same seed makes the same rows, but for times, which are counted
 * back from now. */
#ifndef TEAL_SANDBOX_PRODUCT_KRATOS_FILL_H
#define TEAL_SANDBOX_PRODUCT_KRATOS_FILL_H

#include "sandbox/world/sandbox.h"

/* N identities, each with a password, an identifier userN@example.com, an address; about 1.5 sessions each over the last twelve
 * weeks, more by day and on weekdays; mail and flows. Blue's database must be migrated, with its row in networks and without
 * identities. */
void fill_blue(struct sandbox *, sandbox_done *, void *self);

#endif
