/* Rows shaped like those of a product in use: made on the server, the same for the same seed (times count from the moment of filling). */
#ifndef TEAL_SANDBOX_PRODUCT_KRATOS_FILL_H
#define TEAL_SANDBOX_PRODUCT_KRATOS_FILL_H

#include "sandbox/world/sandbox.h"

/* N identities, each with a password, an identifier userN@example.com, an address; about 1.5 sessions each over the last twelve
 * weeks, more by day and on weekdays; mail and flows. In the database of blue, which is migrated and has its networks row and no
 * identities. */
void fill_blue(struct sandbox *, sandbox_done *, void *self);

#endif
