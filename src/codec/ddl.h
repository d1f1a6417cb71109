/* What the SQL of a migration does to which table, as the catalogue writes it: "addcol:identities,index:sessions". Reads the statements
 * that the migrations of Ory are made of, and says "other" where it does not know one; it is no parser of SQL. For files that count on
 * PostgreSQL; those for MySQL, CockroachDB and SQLite are not for it.
 * A statement does not tell what was there before it, so these are readings, not facts:
 *   a change to text, varchar or varchar(n) is "widen", though it writes the table anew when the column was shorter, char(n), or of
 *   another kind; to any other type, or with a USING that is more than the column itself, it is "rewrite", even where nothing changes;
 *   a table made in the same text is listed like any other; whoever reads the list knows that it was empty;
 *   the table of a dropped index is the one of its CREATE INDEX in the same text, else the longest table named there that the index's name
 *   begins with, else "";
 *   a function in the DEFAULT of a new column is taken for volatile unless it is known not to be; a new column that is NOT NULL without a
 *   default is "addcol" and "notnull".
 * BEGIN, COMMIT and their like are nothing. A template that was not filled in makes its statement "other:". */
#ifndef TEAL_CODEC_DDL_H
#define TEAL_CODEC_DDL_H

#include <stdbool.h>
#include <stddef.h>

struct str;

#define DDL_MAX ((size_t)4 << 20) /* bytes; longer texts are read as "other:" */

/* Appends the effects, each once, in the order in which they come first; nothing for a file of comments only. The words are those of
 * enum effect_kind in codec/catalog.h, and catalog_effects reads the list: where it would have more than CATALOG_EFFECTS - 1 pairs, the
 * last stands for all that are left out and is "other:". Tables without schema and quotes, lower case unless quoted; a name that the list
 * cannot hold is left empty. A pair that does not fit into out is left out whole, and all behind it; out->full tells. */
void ddl_effects(const char *sql, size_t n, struct str *out);

#endif
