/* Which differences a named migration explains: rows that it adds to a table, columns that it rewrites, rows and tables that it removes.
 * Taken from the SQL of the migrations (persistence/sql/migrations of each product's repository). */
#ifndef TEAL_VERIFY_EXPLAINED_H
#define TEAL_VERIFY_EXPLAINED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct explained {
	const char *product, *version; /* version: the digits of the migration's file name */
	const char *name, *table; /* the migration's title; the table without its schema */
	int64_t rows_added; /* the most rows that it adds; 0: none */
	const char *column; /* a column of the source that it rewrites; NULL: none */
	/* What the column then holds, as SQL over the source's row t. NULL: the row does not show it, and the column is not compared. */
	const char *becomes;
	const char *removes; /* the rows that it deletes, as an SQL condition over the source's row t; NULL: none */
	bool drops; /* it drops the table */
	const char *why; /* one sentence for the operator */
};

/* The i-th row that concerns the table, among the migrations in applied (blanks between); NULL past the end. */
const struct explained *explained_find(const char *product, const char *applied, const char *table, size_t i);

#endif
