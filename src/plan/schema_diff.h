/* How two lists of columns differ: what the facts of both schemas hold, [["schema.table", "column", "what it is"], …], sorted by table and
 * column (bytes). A row without a column is the table itself, plain, partitioned, or a partition. */
#ifndef TEAL_PLAN_SCHEMA_DIFF_H
#define TEAL_PLAN_SCHEMA_DIFF_H

#include <stdbool.h>
#include <stddef.h>

struct model;
struct str;

/* What differs, in words ("public.identities.crm_id is on the source only"), the first some of them; tables that do not take part are
 * passed over, their columns too. The number of all differences; of a table that one side lacks its columns are none of their own. */
size_t schema_diff(const struct model *, const char *source, const char *target, struct str *out);

#endif
