/* Which differences a named migration explains: rows that it adds to a table, columns that it fills, rows and tables that it removes.
 * Read from the migrations' own SQL (facts: ory/kratos persistence/sql/migrations, ory/hydra persistence/sql/migrations). */
#ifndef TEAL_VERIFY_EXPLAINED_H
#define TEAL_VERIFY_EXPLAINED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct explained {
	const char *product, *version; /* of the migration: digits of its file name */
	const char *name, *table; /* table without schema */
	int64_t rows_added; /* rows it adds at most; 0 none */
	const char *column; /* a column of the source's that it rewrites, NULL none */
	const char *
		/* what the column then holds, as SQL over the source's row t; NULL: cannot be told from the row, so it is left out */
		becomes;
	const char *removes; /* the rows it deletes, as an SQL condition over the source's row t; NULL none */
	bool drops; /* the table itself goes */
	const char *why; /* one sentence for the operator */
};

/* i-th row that concerns the table, among the migrations in applied (blanks between); NULL past the end. */
const struct explained *explained_find(const char *product, const char *applied, const char *table, size_t i);

#endif
