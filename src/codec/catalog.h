/* The shipped catalogue of SQL migrations: which release of an Ory product brought which. Made from the migration files of every tag,
 * it needs no network. It is tab-separated text with a heading line:
 *   data/migrations_by_tag.tsv: product, first_tag, version, name, dialect, autocommit, classes (a list with commas), effects (a list with
 *     commas of class:table, in the finer words of enum effect_kind; empty for the migrations of the first release that is covered);
 *     the last line is "#" and the number of rows, so that a file that was cut off does not pass for a smaller catalogue
 *   data/releases.tsv: product, tag, date
 *   data/charms.tsv: product, from, to (references of charm releases: "rev500" or "v2.1.0"), version (of the product; with the suffix of a
 *     fork), note. What lies between two rows is not known.
 * A database records one row per migration in schema_migration. The pending migrations are a set difference and never follow from a
 * comparison with the highest version, since later releases add versions below earlier ones. Versions are digits, not dates (one has
 * month 16). What the catalogue does not cover is reported and never guessed: a tag that was released after the catalogue was made, a
 * pre-release, a fork ("2.2.0-canonical"), and "master", which is no target. For an uncovered tag, assume that migrations are needed. */
#ifndef TEAL_CODEC_CATALOG_H
#define TEAL_CODEC_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec/version.h"

struct err;

#define CATALOG_MAX ((size_t)4 << 20) /* bytes of one file */
#define CATALOG_VERSION 49

/* Which database a migration is for. Those for other databases than PostgreSQL are not in the catalogue. */
enum catalog_dialect {
	CATALOG_ALL, /* the file is for every database */
	CATALOG_POSTGRES,
	CATALOG_GO, /* done by the program itself, not by a file of SQL; recorded the same way */
};

/* X(id, word): what a migration does to a table, distinguished by its cost and by whom it breaks. */
#define TEAL_EFFECTS(X) \
	X(TABLE, "table") /* creates the table */ \
	X(ADDCOL, "addcol") /* a column that touches no row: nullable, or with a constant default */ \
	X(WIDEN, "widen") /* a type made wider, in the system catalogue only */ \
	X(REWRITE, "rewrite") /* rewrites the whole table */ \
	X(INDEX, "index") /* a B-tree, unique or not */ \
	X(GIN, "gin") \
	X(CINDEX, "cindex") /* concurrently: blocks no writer, takes longer, leaves an invalid index when it is ended */ \
	X(DROPIDX, "dropidx") \
	X(BACKFILL, "backfill") /* changes or deletes existing rows */ \
	X(SEED, "seed") /* a few fixed rows */ \
	X(FK, "fk") /* a foreign key, checked at once: scans the table */ \
	X(FKREF, "fkref") /* the table that such a key refers to */ \
	X(CHECK, "check") /* another constraint that is checked at once */ \
	X(NOTNULL, "notnull") /* on an existing column: scans the table, refuses the rows of an older program */ \
	X(PK, "pk") \
	X(RELAX, "relax") /* removes a constraint */ \
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

/* One "class:table" of a migration. */
struct catalog_effect {
	enum effect_kind kind;
	char table[CATALOG_TABLE]; /* without schema; "" when the statement does not name it */
};

#define CATALOG_EFFECTS 128 /* the most of one migration; more count as damage */

/* A row of the migrations. Texts belong to the catalogue. */
struct catalog_migration {
	const char *product, *version, *name, *classes; /* version: digits; classes: "addcol,index", "empty" when it changes nothing */
	const char *effects; /* "addcol:identities,index:sessions"; "": not known, or none */
	struct version first_tag;
	bool master; /* in no release yet: first_tag is not set */
	enum catalog_dialect dialect;
	bool autocommit; /* runs without a transaction: a kill before it is recorded leaves it applied and not recorded */
};

/* A release of the product. */
struct catalog_tag {
	const char *product, *tag, *date; /* "v1.3.1", "2024-10-28" */
	struct version version;
};

/* A range of releases of a charm that were made for one version of the product. */
struct catalog_charm {
	const char *product, *from, *to, *version, *note; /* version without v: "2.3.0-canonical"; note: "" or what is odd about them */
};

/* The three files, read. */
struct catalog {
	bool whole; /* the last line of the migrations was there, with the right number of rows */
	struct catalog_migration *migration; /* in the order of the file */
	size_t migrations;
	struct catalog_tag *tag;
	size_t tags;
	struct catalog_charm *charm;
	size_t charms;
	char *text[3]; /* owns the texts */
};

/* Migrations by version, ascending as text; borrowed from the catalogue. */
struct catalog_set {
	const struct catalog_migration **item;
	size_t count;
};

/* Reads migrations and releases. False with err (which names the line) when a file is damaged. *out needs no
 * initialisation. */
bool catalog_parse(const char *migrations, size_t mn, const char *releases, size_t rn, struct catalog *out, struct err *);
/* Reads the third file. Without it no revision of a charm is known. */
bool catalog_add_charms(struct catalog *, const char *charms, size_t n, struct err *);
void catalog_release(struct catalog *);

/* Reads "class:table,…" into out and returns how many there are; -1 when the text is damaged, which includes
 * unknown words. */
int catalog_effects(const char *effects, struct catalog_effect out[CATALOG_EFFECTS]);
const char *effect_word(enum effect_kind);

/* The row whose range holds a charm's reference ("rev409", "v2.1.1"). NULL: what this reference carries is not
 * known. */
const struct catalog_charm *catalog_charm(const struct catalog *, const char *product, const char *reference);
/* The day of the newest release of the product in the catalogue, which shows how old the catalogue is. "" for
 * an unknown product. */
const char *catalog_newest(const struct catalog *, const char *product);
/* The known releases next to a version, below and above (an equal one is both), each NULL when there is none:
 * suggestions for a wrong version. */
void catalog_nearest(const struct catalog *, const char *product, const struct version *, const struct catalog_tag **below,
                     const struct catalog_tag **above);

/* True when product at tag ("v1.3.1" or "1.3.1") is covered; else err says why not. */
bool catalog_covers(const struct catalog *, const char *product, const char *tag, struct err *);
/* All migrations that a database of product at tag has on PostgreSQL. False with err when the tag is not
 * covered. The set must be released in any case. */
bool catalog_until(const struct catalog *, const char *product, const char *tag, struct catalog_set *out, struct err *);
/* The migrations that the way from one tag to a later or equal one brings. False with err for a tag that is not
 * covered and for a downgrade. */
bool catalog_between(const struct catalog *, const char *product, const char *from, const char *to, struct catalog_set *out, struct err *);
void catalog_set_release(struct catalog_set *);
/* True when the coarse classes name it: catalog_has_class(m, "drop"). */
bool catalog_has_class(const struct catalog_migration *, const char *name);

/* A set compared with what a database recorded. missing: in the set, not recorded. extra: recorded, not in the
 * set; these texts stay the caller's. A recorded version of 14 digits stands for every migration that begins
 * with it, which is how the product itself treats old databases. */
struct catalog_diff {
	struct catalog_set missing;
	const char **extra;
	size_t extras;
};

void catalog_compare(const struct catalog_set *, const char *const *recorded, size_t count, struct catalog_diff *out);
void catalog_diff_release(struct catalog_diff *);

#endif
