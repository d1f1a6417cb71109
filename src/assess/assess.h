/* What going from one version to another means for one database: which releases lie between, which migrations they bring, what each does to
 * which table, which locks it takes, how long that lasts on tables of this size, and what is known to go wrong on the way.
 * Three sources, the strongest first: what the database itself recorded, the lists of migrations per tag (shipped, or fetched), and the
 * changelogs, which may only raise. A version string that changes always needs run-migration: the charm does not start before
 * (facts/ory.md section 1). Pure; made anew whenever somebody looks. */
#ifndef TEAL_ASSESS_ASSESS_H
#define TEAL_ASSESS_ASSESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "assess/ref.h"
#include "codec/catalog.h"
#include "codec/version.h"

struct json;
struct library;
struct str;

/* Size of a table on the source. */
struct assess_table {
	const char *name; /* without schema */
	int64_t rows, bytes; /* -1 unknown */
};

struct assess_spec {
	const struct catalog *catalog; /* NULL: not at hand */
	const struct library *library; /* NULL: nothing was read */
	const char *product;
	int go_since; /* first number of the product's first release with migrations that are written in Go; 0 none */
	struct release_ref from, to;
	const struct assess_table *table; /* none: sizes are not known */
	size_t tables;
	const char *recorded; /* versions in the source's schema_migration, blanks between; NULL not known */
	const char *extensions; /* names that the source has, blanks between; NULL not known */
	const char *endpoints; /* of the app's relations, blanks between; NULL not known */
	int64_t size; /* bytes of the whole source, -1 unknown */
};

/* The words for what a migration is; a migration has one or several. */
enum cost_class {
	COST_ADDITIVE = 1,
	COST_INDEX = 2,
	COST_CONCURRENT = 4,
	COST_BACKFILL = 8,
	COST_REWRITE = 16,
	COST_CONSTRAINT = 32, /* checked at once: scans */
	COST_DROP = 64,
	COST_EXTENSION = 128,
	COST_UNKNOWN = 256, /* nobody has looked into it */
};

/* The strongest lock taken on a table that is there before (PostgreSQL manual 13.3.1). */
enum lock_class {
	LOCK_NONE,
	LOCK_UPDATE_EXCLUSIVE, /* SHARE UPDATE EXCLUSIVE: readers and writers go on */
	LOCK_ROWS, /* ROW EXCLUSIVE: writers of the same rows wait */
	LOCK_SHARE, /* writers wait */
	LOCK_SHARE_ROW, /* SHARE ROW EXCLUSIVE: writers wait */
	LOCK_ACCESS, /* ACCESS EXCLUSIVE: everybody waits */
};

/* Whether a program of the old version still works on the new schema. */
enum old_app { OLD_WORKS, OLD_UNKNOWN, OLD_BREAKS };

struct assess_effect {
	enum effect_kind kind;
	char table[CATALOG_TABLE];
	int64_t rows, ms; /* -1 not known */
	enum lock_class lock;
};

struct assess_migration {
	char version[CATALOG_VERSION];
	char *name; /* owned */
	char release[VERSION_TEXT];
	unsigned classes; /* of enum cost_class */
	bool transactional, recorded; /* recorded: the source has it already */
	bool live; /* known from the fetched list only: what it does is not known */
	struct assess_effect *effect;
	size_t effects;
	int64_t ms; /* sum, -1 when one of them is not known */
	enum lock_class lock;
	enum old_app old;
};

/* Why an entry is to be read before the gate opens. */
enum release_flag {
	RELEASE_BREAKING = 1, /* its changelog has breaking changes */
	RELEASE_DEMANDS = 2, /* its changelog demands migrations */
	RELEASE_MIGRATES = 4, /* brings migrations that do more than add */
	RELEASE_UNKNOWN = 8, /* nobody knows what it brings */
};

struct assess_release {
	char version[VERSION_TEXT], date[11]; /* date "" unknown */
	struct version parsed;
	unsigned flags; /* of enum release_flag; 0: nothing to be read */
	uint32_t text_mark; /* of the text of what breaks or demands; 0: none */
	size_t migration, migrations; /* in assessment.migration */
	int64_t ms;
	/* The texts of it in library->changelog: pre-releases and doubles come with the final release. */
	size_t *entry;
	size_t entries;
};

enum hazard_level { HAZARD_NOTE, HAZARD_WARN, HAZARD_BLOCK };

struct assess_hazard {
	const char *id; /* "downgrade" */
	enum hazard_level level;
	char *text, *evidence, *remedy; /* owned, translated */
	const char *witness; /* who says so: "database", "catalogue", "migrations", "changelog", "charm" */
};

struct assess_witness {
	const char *name; /* "database", "catalogue", "migrations", "changelog", "charm" */
	char *text; /* owned, translated: what it says, or why it is silent */
	int64_t current; /* wall ms; 0 unknown */
	char date[11]; /* of the catalogue's newest release, else "" */
	bool speaks;
};

enum direction { GOES_UP, GOES_NOWHERE, GOES_DOWN };

struct assessment {
	struct release_ref from, to;
	char *product;
	enum direction direction;
	bool action_required; /* the version string changes */
	bool migrations_known; /* the list is complete */
	char *unknown; /* owned; why it is not, NULL when it is */
	struct assess_migration *migration; /* by release, then by version */
	size_t migrations;
	struct assess_release *release; /* oldest first */
	size_t releases;
	struct assess_hazard *hazard; /* the worst first */
	size_t hazards;
	struct assess_witness *witness; /* the strongest first */
	size_t witnesses;
	char **extension; /* owned names that are needed */
	size_t extensions;
	struct {
		bool known; /* every effect's table has a size */
		int64_t migrate_ms; /* sum of the migrations */
		int64_t timeout_s; /* for run-migration: at least 600, ten times the sum */
		int64_t write_stop_ms; /* from fence to switch, -1 unknown */
		enum lock_class lock;
		enum old_app old;
	} estimate;
};

void assess(const struct assess_spec *, struct assessment *out);
void assessment_release(struct assessment *);

/* Entries that must be read: the hazards, then the releases with flags. key: "hazard.<id>" or "release.<version>"; sign: what the entry
 * says now in short, so that a mark made for less does not count for more. i counts all of them; false past the end. */
struct assess_entry {
	char key[96], sign[96];
	const struct assess_hazard *hazard; /* one of both is set */
	const struct assess_release *release;
	bool required; /* else it may be read */
};
bool assess_entry_at(const struct assessment *, size_t i, struct assess_entry *);

/* The text of a release or hazard for a pager: plain lines, harmless. Owned. */
char *assess_text(const struct assessment *, const struct library *, const struct assess_entry *);

struct json *assess_json(const struct assessment *, const struct library *);
void assess_classes(unsigned classes, const char *between, struct str *out); /* machine words: "additive", "index", "concurrent-index" … */
const char *lock_word(enum lock_class); /* "ACCESS EXCLUSIVE"; "none" */
const char *old_app_word(enum old_app); /* machine: "works", "unknown", "breaks" */

#endif
