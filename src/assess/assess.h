/* What going from one version to another means for one database: which releases lie between, which migrations
 * they bring, what each migration does to which table, which locks it takes, how long that lasts on tables of
 * this size, and what is known to go wrong on the way. There are three witnesses, the strongest first: what the
 * database itself recorded, the lists of migrations per tag (shipped, or fetched), and the changelogs, which
 * can only add warnings. A version string that changes always needs run-migration, because the charm does not
 * start before (facts/ory.md section 1). Pure: an assessment is made anew each time it is needed. */
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

/* What is assessed, and with which knowledge. Borrowed for the call of assess. */
struct assess_spec {
	const struct catalog *catalog; /* NULL: it could not be read */
	const struct library *library; /* NULL: nothing was read */
	const char *product;
	int go_since; /* first number of the product's first release with migrations that are written in Go; 0 none */
	struct release_ref from, to;
	const struct assess_table *table; /* tables 0: sizes are not known */
	size_t tables;
	const char *recorded; /* versions in the source's schema_migration, blanks between; NULL: not known */
	const char *extensions; /* names of extensions on the source, blanks between; NULL: not known */
	const char *endpoints; /* names of the app's related endpoints, blanks between; NULL: not known */
	int64_t size; /* bytes of the whole source; -1: not known */
};

/* What a migration does, in coarse classes; a migration has one or several. */
enum cost_class {
	COST_ADDITIVE = 1,
	COST_INDEX = 2,
	COST_CONCURRENT = 4,
	COST_BACKFILL = 8,
	COST_REWRITE = 16,
	COST_CONSTRAINT = 32, /* checked at once, by a scan of the table */
	COST_DROP = 64,
	COST_EXTENSION = 128,
	COST_UNKNOWN = 256, /* the catalogue does not say what it does */
};

/* The strongest lock on a table that existed before the migration (PostgreSQL manual 13.3.1). The order is the
 * strength. */
enum lock_class {
	LOCK_NONE,
	LOCK_UPDATE_EXCLUSIVE, /* SHARE UPDATE EXCLUSIVE: readers and writers go on */
	LOCK_ROWS, /* ROW EXCLUSIVE: writers of the same rows wait */
	LOCK_SHARE, /* writers wait */
	LOCK_SHARE_ROW, /* SHARE ROW EXCLUSIVE: writers wait */
	LOCK_ACCESS, /* ACCESS EXCLUSIVE: everybody waits */
};

/* Whether a program of the old version still works on the new schema. The order is the severity. */
enum old_app { OLD_WORKS, OLD_UNKNOWN, OLD_BREAKS };

/* What a migration does to one table of this database. */
struct assess_effect {
	enum effect_kind kind;
	char table[CATALOG_TABLE];
	int64_t rows, ms; /* -1 not known */
	enum lock_class lock;
};

/* A migration between the two versions, weighed for this database. */
struct assess_migration {
	char version[CATALOG_VERSION];
	char *name; /* owned */
	char release[VERSION_TEXT]; /* the first release that has it */
	unsigned classes; /* of enum cost_class */
	bool transactional, recorded; /* recorded: the source has it already */
	bool live; /* only the fetched list has it: what it does is not known */
	struct assess_effect *effect; /* owned array, in the order in which they happen */
	size_t effects;
	int64_t ms; /* the sum over the effects; -1 when one of them is not known */
	enum lock_class lock;
	enum old_app old;
};

/* Why an entry has to be read before the gate opens. */
enum release_flag {
	RELEASE_BREAKING = 1, /* its changelog has breaking changes */
	RELEASE_DEMANDS = 2, /* its changelog demands migrations */
	RELEASE_MIGRATES = 4, /* brings migrations that do more than add */
	RELEASE_UNKNOWN = 8, /* its migrations are not known completely */
};

/* A release between the two versions. */
struct assess_release {
	char version[VERSION_TEXT], date[11]; /* date "": not known */
	struct version parsed;
	unsigned flags; /* of enum release_flag; 0: nothing has to be read */
	uint32_t text_mark; /* str_mark of the texts that break or demand something; 0: there are none */
	size_t migration, migrations; /* the first in assessment.migration, and their number */
	int64_t ms; /* the sum over its migrations; -1: not known */
	/* Owned: its texts, as indices of library->changelog. Pre-releases and doubles come with the final release. */
	size_t *entry;
	size_t entries;
};

/* BLOCK keeps the gate closed; WARN has to be read; NOTE may be read. */
enum hazard_level { HAZARD_NOTE, HAZARD_WARN, HAZARD_BLOCK };

/* Something that is known to go wrong on this way. */
struct assess_hazard {
	const char *id; /* "downgrade" */
	enum hazard_level level;
	char *text, *evidence, *remedy; /* owned, translated */
	const char *witness; /* where the knowledge comes from: "database", "catalogue", "migrations", "changelog", "charm" */
};

/* One origin of the assessment's knowledge: what it contributed, or why it could not. */
struct assess_witness {
	const char *name; /* "database", "catalogue", "migrations", "changelog", "charm" */
	char *text; /* owned, translated: what it says, or why it says nothing */
	int64_t current; /* wall milliseconds when it was last known to be current; 0: not known */
	char date[11]; /* of the newest release, for the catalogue; else "" */
	bool speaks; /* the assessment could use it */
};

enum direction { GOES_UP, GOES_NOWHERE, GOES_DOWN };

/* The result. Everything in it is owned; release it with assessment_release. */
struct assessment {
	struct release_ref from, to;
	char *product;
	enum direction direction;
	bool action_required; /* the version string changes */
	bool migrations_known; /* the list is complete */
	char *unknown; /* why the list is not complete; NULL when it is */
	struct assess_migration *migration; /* by release, then those recorded already, then by version */
	size_t migrations;
	struct assess_release *release; /* oldest first */
	size_t releases;
	struct assess_hazard *hazard; /* the worst first */
	size_t hazards;
	struct assess_witness *witness; /* the strongest first */
	size_t witnesses;
	char **extension; /* names of extensions that migrations need */
	size_t extensions;
	struct {
		bool known; /* all migrations and their times are known */
		int64_t migrate_ms; /* the sum over the migrations whose times are known */
		int64_t timeout_s; /* for run-migration: at least 600, ten times the sum */
		int64_t write_stop_ms; /* from fence to switch, -1 unknown */
		enum lock_class lock;
		enum old_app old;
	} estimate;
};

/* out needs no initialisation. */
void assess(const struct assess_spec *, struct assessment *out);
void assessment_release(struct assessment *);

/* An entry that the operator reads: the hazards come first, then the releases. key: "hazard.<id>" or
 * "release.<version>". sign is a short form of what the entry says, so that a read mark does not hold for an
 * entry that says more by now. assess_entry_at counts all entries; false past the end. */
struct assess_entry {
	char key[96], sign[96];
	const struct assess_hazard *hazard; /* either the hazard or the release is set */
	const struct assess_release *release;
	bool required; /* it must be read before the gate opens */
};
bool assess_entry_at(const struct assessment *, size_t i, struct assess_entry *);

/* The text of a release or hazard for a pager: plain lines, harmless. Owned. */
char *assess_text(const struct assessment *, const struct library *, const struct assess_entry *);

/* Owned: the assessment for programs; the manual page of teal promises its members (RELEASES). */
struct json *assess_json(const struct assessment *, const struct library *);
/* Words for programs, never translated: "additive", "index", "concurrent-index" … */
void assess_classes(unsigned classes, const char *between, struct str *out);
const char *lock_word(enum lock_class); /* "ACCESS EXCLUSIVE"; "none" */
const char *old_app_word(enum old_app); /* for programs: "works", "unknown", "breaks" */

#endif
