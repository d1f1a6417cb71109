/* The tables of each release of a product, as its migrations make them on PostgreSQL. What blue has beside them is somebody else's. */
#ifndef TEAL_PLAN_PRODUCT_TABLES_H
#define TEAL_PLAN_PRODUCT_TABLES_H

#include <stdbool.h>

/* True when the product has a table of this name (without schema, without quotes) at the version ("1.3.1"). A version that cannot be
 * read, or one of a fork, counts as having what any release has. */
bool product_has_table(const char *product, const char *version, const char *table);
/* What the program itself keeps about its migrations; never copied. */
bool product_table_is_record(const char *table);

#endif
