/* Which tables of blue are the product's at its version, and which are somebody else's. */
#ifndef TEAL_PLAN_ODD_TABLES_H
#define TEAL_PLAN_ODD_TABLES_H

#include <stdbool.h>

struct model;
struct table;

/* Blue's version as discover noted it, else as it is seen. */
const char *odd_version(const struct model *);
/* True when the table is one of the product's at that version; in schema, or in any when it is NULL. */
bool odd_is_products(const struct model *, const struct table *, const char *schema);
/* The schema in which most of the product's tables are: a table of another one is not the product's, whatever its name. Owned; NULL
 * when there is none. */
char *odd_product_schema(const struct model *);
/* What the operator may want to leave out: the answer as it is, and the tables that nobody knows or that cannot be carried. Names
 * with blanks between, owned; "" when there is nothing. */
char *odd_offer(const struct model *);

#endif
