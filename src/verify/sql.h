/* The SQL texts of a comparison, and the reading of the answers about the servers' tables. Pure. */
#ifndef TEAL_VERIFY_SQL_H
#define TEAL_VERIFY_SQL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/settings.h"
#include "verify/hash.h"

struct explained;
struct rows;

/* A column as the comparison needs it. Texts are owned. */
struct verify_column {
	char *name;
	enum hash_class class;
	char *generated; /* the expression of a generated column; NULL: a stored one */
	bool not_null;
	int key; /* place in the primary key, from 1; 0: not a part of the key */
};

/* What has to be known of a table to ask for all its values. */
struct verify_table {
	char *schema, *name;
	struct verify_column *column; /* sorted by name (bytes) */
	size_t columns;
	int64_t pages; /* heap pages, those of partitions included */
	bool partitioned; /* the rows are in partitions and are read through this table */
	bool parent; /* other tables inherit from this one, or are its partitions */
	bool foreign_types; /* a column has a type that is not one of PostgreSQL's own */
	int64_t node; /* number of the table's file, which changes when the table is rewritten; 0: there is none */
	uint64_t shape; /* changes when another table takes the name, or when columns or file of the table change */
};

/* The user tables of a database. */
struct verify_catalog {
	struct verify_table *table; /* sorted by schema and name (bytes) */
	size_t tables;
};

/* Opens the snapshot of a side, and pins every setting that changes how a value is written as text. */
extern const char verify_begin_sql[];
/* All user tables with their columns; one row of the answer for each column. */
extern const char verify_catalog_sql[];

void verify_catalog_read(const struct rows *, struct verify_catalog *out);
void verify_catalog_release(struct verify_catalog *);
const struct verify_table *verify_catalog_find(const struct verify_catalog *, const char *schema, const char *name);
/* pattern is a shell pattern. It may match the bare name, schema and name with a dot between, or their form
 * (codec/table_name.h). */
bool verify_table_like(const struct verify_table *, const char *pattern);
/* The first stored column of a that b does not have; NULL when b has all. */
const char *verify_missing_column(const struct verify_table *a, const struct verify_table *b);

/* How one table is compared: the columns that both sides have, in the order of the chain. */
struct verify_plan {
	const char *schema, *name; /* borrowed from the source's catalogue, as the columns' names are */
	struct verify_column *column;
	size_t columns;
	struct verify_column *key; /* the primary key's columns in its order; none: the row itself is its key */
	size_t keys;
	uint64_t secret; /* of this comparison, not 0 */
	bool partitioned[SIDES];
};

/* Takes the source's columns that the target has, too, without those that both sides generate alike. */
void verify_plan_make(const struct verify_table *source, const struct verify_table *target, uint64_t secret, struct verify_plan *out);
void verify_plan_release(struct verify_plan *);

/* A range of heap pages: [first, first + count). count 0: the whole table. */
struct verify_piece {
	int64_t first, count;
};

/* What is asked of a table. explained: the migrations that are taken into account on the source, closed by
 * NULL; NULL: none. SUM: one row: rows, xor, low, high; low and high are sums of the hashes' halves, and 0 for
 * a table with a key. HASHES: one row: rows, hashes (sorted, blanks between). COUNT: one row: rows. BUCKETS:
 * bucket, rows, xor, low, high for each bucket of the key's hash that has rows. */
enum verify_question { VERIFY_SUM, VERIFY_HASHES, VERIFY_COUNT, VERIFY_BUCKETS };
#define VERIFY_BUCKET_COUNT 4096

/* Owned. piece NULL: the whole table. */
char *verify_table_sql(const struct verify_plan *, enum side, enum verify_question, const struct explained *const *explained,
                       const struct verify_piece *);
/* Declares the cursor "teal_rows" over the rows of some buckets ("1,5,7"), ordered by k, then h. Columns: k, h,
 * hashes (of each column of the plan, "{…}" as the text of an array), key0 … (the key's columns), and with
 * values v0 … (each column), all as their types write them. */
enum verify_values { VERIFY_NO_VALUES, VERIFY_WITH_VALUES };
char *verify_rows_sql(const struct verify_plan *, enum side, const struct explained *const *explained, const char *buckets,
                      enum verify_values);

/* For a table that was proven equal. One row: rows and xor of all rows by their keys; changed: how many rows
 * are of this horizon (an xid8) or newer; fresh: the first 20000 of these as a JSON array of arrays: k, h, and
 * the key's columns, all as texts. */
char *verify_delta_sql(const struct verify_plan *, enum side, const char *horizon);
/* Rows of the table by their keys: k and h, as in verify_rows_sql. keys: for each row "(literal, …)" in the
 * order of plan->key, commas between; the values are SQL literals. Only for a table with a key. */
char *verify_keys_sql(const struct verify_plan *, enum side, const char *keys);

/* Counts what is only in one of two sorted lists of hashes; a hash may stand in a list more than once. */
void verify_count_hashes(const char *source, const char *target, int64_t *only_source, int64_t *only_target);

#endif
