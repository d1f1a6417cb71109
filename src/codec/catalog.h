/* The shipped catalogue of SQL migrations: which release of an Ory product brought which. Made from the migration files of every tag;
 * works without a network. It is tab-separated text with a heading line:
 *   data/migrations_by_tag.tsv: product, first_tag, version, name, dialect, autocommit, classes (a list with commas), effects (a list with
 *     commas of class:table, in the finer words of enum effect_kind; empty for the migrations of the first release that is covered);
 *     the last line is "#" and the number of rows, so that a file that was cut off does not pass for a smaller catalogue
 *   data/releases.tsv: product, tag, date
 *   data/charms.tsv: product, from, to (references of charm releases: "rev500" or "v2.1.0"), version (of the product; with the suffix of a
 *     fork), note. What lies between two rows is not known.
 * A database records one row per migration in schema_migration; what is pending is a set difference, never a comparison with the highest
 * version, since later releases add versions below earlier ones. Versions are digits, not dates (one is of month 16).
 * What the catalogue does not cover is said, never guessed: a tag that was not released when it was made, a pre-release, a fork
 * ("2.2.0-canonical"), and "master", which is no target. The right answer to an uncovered tag is "assume that migrations are needed". */
#ifndef TEAL_CODEC_CATALOG_H
#define TEAL_CODEC_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec/version.h"

struct err;

#define CATALOG_MAX ((size_t)4 << 20) /* bytes of one file */
#define CATALOG_VERSION 49

enum catalog_dialect {
	CATALOG_ALL, /* the file is for every database */
	CATALOG_POSTGRES,
	CATALOG_GO, /* done by the program itself, not by a file of SQL; recorded the same way */
};

/* X(id, word): what a migration does to a table, by what it costs and whom it breaks. */
#define TEAL_EFFECTS(X) \
	X(TABLE, "table") /* makes one */ \
	X(ADDCOL, "addcol") /* a column that touches no row: nullable, or with a constant default */ \
	X(WIDEN, "widen") /* a type made wider, in the system catalogue only */ \
	X(REWRITE, "rewrite") /* writes the whole table anew */ \
	X(INDEX, "index") /* a B-tree, unique or not */ \
	X(GIN, "gin") \
	X(CINDEX, "cindex") /* concurrently: blocks no writer, takes longer, leaves an invalid index when it is ended */ \
	X(DROPIDX, "dropidx") \
	X(BACKFILL, "backfill") /* changes or deletes rows that are there */ \
	X(SEED, "seed") /* a few fixed rows */ \
	X(FK, "fk") /* a foreign key, checked at once: scans the table */ \
	X(FKREF, "fkref") /* the table that such a key refers to */ \
	X(CHECK, "check") /* another constraint that is checked at once */ \
	X(NOTNULL, "notnull") /* on a column that is there: scans the table, refuses the rows of an older program */ \
	X(PK, "pk") \
	X(RELAX, "relax") /* a constraint less */ \
	X(DROPCOL, "dropcol") \
	X(DROP, "drop") /* a table */ \
	X(RENAME, "rename") /* of a table or column */ \
	X(META, "meta") /* touches no row and breaks nobody: defaults, names of indexes, comments */ \
	X(EXT, "ext") /* the "table" is an extension */ \
	X(OTHER, "other")

enum effect_kind {
#define TEAL_EFFECT_ENUM(id, word) EFFECT_##id,
	TEAL_EFFECTS(TEAL_EFFECT_ENUM)
#undef TEAL_EFFECT_ENUM
		EFFECT_COUNT
};

#define CATALOG_TABLE 64

/* One "class:table". */
struct catalog_effect {
	enum effect_kind kind;
	char table[CATALOG_TABLE]; /* without schema; "" when no name tells it */
};

#define CATALOG_EFFECTS 128 /* of one migration; more are damage */

/* Texts are the catalogue's. */
struct catalog_migration {
	const char *product, *version, *name, *classes; /* version: digits; classes: "addcol,index", "empty" when it changes nothing */
	const char *effects; /* "addcol:identities,index:sessions"; "" unknown or nothing */
	struct version first_tag;
	bool master; /* in no release yet: first_tag means nothing */
	enum catalog_dialect dialect;
	bool autocommit; /* runs without a transaction of its own: a kill in between leaves it applied and not recorded */
};

struct catalog_tag {
	const char *product, *tag, *date; /* "v1.3.1", "2024-10-28" */
	struct version version;
};

/* Releases of a charm, from one to another, that were made for one version of the product. */
struct catalog_charm {
	const char *product, *from, *to, *version, *note; /* version without v: "2.3.0-canonical"; note: "" or what is odd about them */
};

struct catalog {
	bool whole; /* the migrations' last line was there, and it counts right */
	struct catalog_migration *migration; /* in the order of the file */
	size_t migrations;
	struct catalog_tag *tag;
	size_t tags;
	struct catalog_charm *charm;
	size_t charms;
	char *text[3]; /* owns the texts */
};

/* Migrations by version, ascending by text; borrowed from the catalogue. */
struct catalog_set {
	const struct catalog_migration **item;
	size_t count;
};

/* Reads both files. False with err (which line) when they are not what they should be. *out needs no initialisation. */
bool catalog_parse(const char *migrations, size_t mn, const char *releases, size_t rn, struct catalog *out, struct err *);
/* Adds the third file. Without it no charm's revision is known. */
bool catalog_add_charms(struct catalog *, const char *charms, size_t n, struct err *);
void catalog_release(struct catalog *);

/* Reads "class:table,…" into out; returns how many, or -1 when the text is not what it should be. Words that are unknown are damage. */
int catalog_effects(const char *effects, struct catalog_effect out[CATALOG_EFFECTS]);
const char *effect_word(enum effect_kind);

/* The row that holds a charm's reference ("rev409", "v2.1.1"), NULL when none does: then nothing is known of it. */
const struct catalog_charm *catalog_charm(const struct catalog *, const char *product, const char *reference);
/* The last day on which a release of the product came out that the catalogue knows: how old it is. "" for an unknown product. */
const char *catalog_newest(const struct catalog *, const char *product);
/* The known releases next to a version, below and above, each NULL when there is none: what a wrong word may have meant. */
void catalog_nearest(const struct catalog *, const char *product, const struct version *, const struct catalog_tag **below,
                     const struct catalog_tag **above);

/* True when product at tag ("v1.3.1" or "1.3.1") is covered; else err says what is wrong with it. */
bool catalog_covers(const struct catalog *, const char *product, const char *tag, struct err *);
/* All migrations that a database of product at tag has on PostgreSQL. False with err when the tag is not covered.
 * Release the set always. */
bool catalog_until(const struct catalog *, const char *product, const char *tag, struct catalog_set *out, struct err *);
/* Those that going from one tag to a later or equal one brings. False with err for a tag that is not covered and for a downgrade. */
bool catalog_between(const struct catalog *, const char *product, const char *from, const char *to, struct catalog_set *out, struct err *);
void catalog_set_release(struct catalog_set *);
/* True when classes names it: catalog_has_class(m, "drop"). */
bool catalog_has_class(const struct catalog_migration *, const char *name);

/* A set against what a database recorded. missing: of the set, not recorded. extra: recorded, not of the set; the texts stay the caller's.
 * A recorded version of 14 digits stands for every migration that begins with it, as the program itself counts old databases. */
struct catalog_diff {
	struct catalog_set missing;
	const char **extra;
	size_t extras;
};

void catalog_compare(const struct catalog_set *, const char *const *recorded, size_t count, struct catalog_diff *out);
void catalog_diff_release(struct catalog_diff *);

#endif
