/* The texts that a verification asks the servers, and the reading of what they say about their tables. Pure. */
#ifndef TEAL_VERIFY_SQL_H
#define TEAL_VERIFY_SQL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/settings.h"
#include "verify/hash.h"

struct explained;
struct rows;

struct verify_column {
	char *name;
	enum hash_class class;
	char *generated; /* its expression, NULL for a column that is none */
	bool not_null;
	int key; /* place in the primary key, from 1; 0: not of it */
};

/* What has to be known of a table to ask for all its values. */
struct verify_table {
	char *schema, *name;
	struct verify_column *column; /* sorted by name (bytes) */
	size_t columns;
	int64_t pages; /* of its heap now, and of its partitions' */
	bool partitioned; /* what it holds is in its partitions, and is read through it */
	bool parent; /* other tables inherit from it, or are its partitions */
	bool foreign_types; /* a column's type is none of PostgreSQL's own */
	int64_t node; /* of its file; another one when it was written anew; 0 none */
	uint64_t shape; /* another number for another table, or another make of it */
};

struct verify_catalog {
	struct verify_table *table; /* sorted by schema and name (bytes) */
	size_t tables;
};

/* Opens the snapshot of a side and pins what changes how a value is written as text. */
extern const char verify_begin_sql[];
/* All user tables with their columns; one answer row a column. */
extern const char verify_catalog_sql[];

void verify_catalog_read(const struct rows *, struct verify_catalog *out);
void verify_catalog_release(struct verify_catalog *);
const struct verify_table *verify_catalog_find(const struct verify_catalog *, const char *schema, const char *name);
/* A shell pattern over the bare name, over schema and name with a dot between, and over their form (codec/table_name.h). */
bool verify_table_like(const struct verify_table *, const char *pattern);
/* First stored column of a that b has not; NULL when b has all. */
const char *verify_missing_column(const struct verify_table *a, const struct verify_table *b);

/* How one table is compared: its columns as both sides have them, in the order of the chain. */
struct verify_plan {
	const char *schema, *name; /* borrowed from the source's catalogue, as the columns' names are */
	struct verify_column *column;
	size_t columns;
	struct verify_column *key; /* by its places; none: the row itself is its key */
	size_t keys;
	uint64_t secret; /* of this comparison, not 0 */
	bool partitioned[SIDES];
};

/* Columns of the source that are stored, as far as the target has them. */
void verify_plan_make(const struct verify_table *source, const struct verify_table *target, uint64_t secret, struct verify_plan *out);
void verify_plan_release(struct verify_plan *);

/* A range of heap pages: [first, first + count); count 0: the whole table. */
struct verify_piece {
	int64_t first, count;
};

/* What is asked of a table. explained: the migrations' rows that are taken into account on the source, closed by NULL; or NULL: none.
 * SUM: one row: rows, xor, low, high: the sums of the halves; only without a key are they more than nought.
 * HASHES: one row: rows, hashes (sorted, blanks between). COUNT: one row: rows.
 * BUCKETS: bucket, rows, xor, low, high for each bucket of the key's hash that has rows. */
enum verify_question { VERIFY_SUM, VERIFY_HASHES, VERIFY_COUNT, VERIFY_BUCKETS };
#define VERIFY_BUCKET_COUNT 4096

/* Owned. */
char *verify_table_sql(const struct verify_plan *, enum side, enum verify_question, const struct explained *const *explained,
                       const struct verify_piece *);
/* Declares the cursor "teal_rows" over the rows of some buckets ("1,5,7"), ordered by k, then h: k, h, hashes (of each column of the
 * plan, "{…}" as an array's text), key0 … (the key's columns), and with values v0 … (each column), all as their types write them. */
enum verify_values { VERIFY_NO_VALUES, VERIFY_WITH_VALUES };
char *verify_rows_sql(const struct verify_plan *, enum side, const struct explained *const *explained, const char *buckets,
                      enum verify_values);

/* For a table that was proven equal: one row: rows and xor of all rows by their keys, changed (rows of this horizon, an xid8, and newer),
 * and fresh: the first 20000 of these as a JSON array of arrays: k, h, and the key's columns, all as texts. */
char *verify_delta_sql(const struct verify_plan *, enum side, const char *horizon);
/* One row of the table by its key: k, h and hashes, as verify_rows_sql has them. keys: for each row "(literal, …)" in the order of
 * plan->key, commas between: the values are SQL literals. Only for a table with a key. */
char *verify_keys_sql(const struct verify_plan *, enum side, const char *keys);

/* What differs between two sorted lists of hashes, each a multiset. */
void verify_count_hashes(const char *source, const char *target, int64_t *only_source, int64_t *only_target);

#endif
