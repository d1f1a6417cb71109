/* The products that the training can play, and with them all charms of its Charmhub. */
#ifndef TEAL_SANDBOX_PRODUCT_PRODUCTS_H
#define TEAL_SANDBOX_PRODUCT_PRODUCTS_H

#include "sandbox/world/charms.h"

/* The charm of that name in Charmhub, NULL: none; an application may have another name than its charm. */
const struct charm *charm_find(const char *name);

#endif
