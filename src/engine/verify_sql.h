/* The texts that a verification asks the servers, and the reading of what they say about their tables. Pure. */
#ifndef TEAL_ENGINE_VERIFY_SQL_H
#define TEAL_ENGINE_VERIFY_SQL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/settings.h"

struct explained;
struct rows;

/* What has to be known of a table to ask for all its values. */
struct verify_table {
	char *schema, *name;
	char **column; /* sorted by name (bytes) */
	size_t columns;
};

struct verify_catalog {
	struct verify_table *table; /* sorted by schema and name (bytes) */
	size_t tables;
};

/* Opens the one snapshot of a side and pins what changes how a value is written as text. */
extern const char verify_begin_sql[];
/* All user tables with their columns; one answer row a column. */
extern const char verify_catalog_sql[];

enum verify_columns { VERIFY_STORED, VERIFY_ALL }; /* without, or with generated columns */
void verify_catalog_read(const struct rows *, enum verify_columns, struct verify_catalog *out);
void verify_catalog_release(struct verify_catalog *);
const struct verify_table *verify_catalog_find(const struct verify_catalog *, const char *schema, const char *name);
/* First column of a that b has not; NULL when b has all. */
const char *verify_missing_column(const struct verify_table *a, const struct verify_table *b);

/* What is asked of a table. explained: the migrations' rows that are taken into account on the source, closed by NULL; or NULL: none. */
enum verify_question {
	VERIFY_SUM, /* one row: rows, sum */
	VERIFY_HASHES, /* one row: rows, hashes (sorted, blanks between) */
	VERIFY_COUNT, /* one row: rows */
};
/* Owned. The table is the source's own on both sides. */
char *verify_table_sql(const struct verify_table *, enum side, enum verify_question, const struct explained *const *explained);

/* What differs between two sorted lists of hashes, each a multiset. */
void verify_count_hashes(const char *source, const char *target, int64_t *only_source, int64_t *only_target);

#endif
