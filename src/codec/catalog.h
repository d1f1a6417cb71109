/* The shipped catalogue of SQL migrations: which release of Ory Kratos and Hydra brought which. Made from the migration files of every tag;
 * works without a network. It is tab-separated text with a heading line:
 *   data/migrations_by_tag.tsv: product, first_tag, version, name, dialect, autocommit, classes (a list with commas)
 *   data/releases.tsv: product, tag, date
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

/* Texts are the catalogue's. */
struct catalog_migration {
	const char *product, *version, *name, *classes; /* version: digits; classes: "addcol,index", "empty" when it changes nothing */
	struct version first_tag;
	bool master; /* in no release yet: first_tag means nothing */
	enum catalog_dialect dialect;
	bool autocommit; /* runs without a transaction of its own: a kill in between leaves it applied and not recorded */
};

struct catalog_tag {
	const char *product, *tag, *date; /* "v1.3.1", "2024-10-28" */
	struct version version;
};

struct catalog {
	struct catalog_migration *migration; /* in the order of the file */
	size_t migrations;
	struct catalog_tag *tag;
	size_t tags;
	char *text[2]; /* owns the texts */
};

/* Migrations by version, ascending by text; borrowed from the catalogue. */
struct catalog_set {
	const struct catalog_migration **item;
	size_t count;
};

/* Reads both files. False with err (which line) when they are not what they should be. *out needs no initialisation. */
bool catalog_parse(const char *migrations, size_t mn, const char *releases, size_t rn, struct catalog *out, struct err *);
void catalog_release(struct catalog *);

/* True when product ("kratos", "hydra") at tag ("v1.3.1" or "1.3.1") is covered; else err says what is wrong with it. */
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
