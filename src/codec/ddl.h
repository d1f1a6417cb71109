/* What the SQL of a migration does to which table, as the catalogue writes it: "addcol:identities,index:sessions". Reads the statements
 * that the migrations of Ory consist of, and says "other" for a statement that it does not know; this is no parser of SQL. Only files for
 * PostgreSQL are meant, not those for MySQL, CockroachDB and SQLite.
 * A statement does not show what existed before it, so the effects are interpretations:
 *   a change to text, varchar or varchar(n) is "widen", though it rewrites the table when the column was shorter, char(n), or of
 *   another kind; to any other type, or with a USING that is more than the column itself, it is "rewrite", even where nothing changes;
 *   a table made in the same text is listed like any other; the reader of the list has to know that it was empty;
 *   the table of a dropped index is the one of its CREATE INDEX in the same text, else the longest table named there that the index's name
 *   begins with, else "";
 *   a function in the DEFAULT of a new column is taken for volatile unless it is known not to be; a new column that is NOT NULL without a
 *   default is "addcol" and "notnull".
 * BEGIN, COMMIT and the like have no effect. A template that was not filled in makes its statement "other:". */
#ifndef TEAL_CODEC_DDL_H
#define TEAL_CODEC_DDL_H

#include <stdbool.h>
#include <stddef.h>

struct str;

#define DDL_MAX ((size_t)4 << 20) /* bytes; longer texts are read as "other:" */

/* Appends the effects, each once, in the order of their first place; nothing for a file with comments only. The
 * words are those of enum effect_kind in codec/catalog.h, and catalog_effects reads the list: when it would
 * have more than CATALOG_EFFECTS - 1 pairs, the last pair is "other:" and stands for the rest. Tables come
 * without schema and quotes, in lower case unless quoted; a name that the list cannot hold is left empty. A
 * pair that does not fit into out is left out whole, and so is everything behind it; out->full says so. */
void ddl_effects(const char *sql, size_t n, struct str *out);

#endif
