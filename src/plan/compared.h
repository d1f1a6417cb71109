/* What the comparisons have shown: a verdict for each table, its words, and what of a comparison that was broken off still counts. */
#ifndef TEAL_PLAN_COMPARED_H
#define TEAL_PLAN_COMPARED_H

#include <stdbool.h>
#include <stdint.h>

#include "plan/command.h"

struct model;
struct step;
struct str;
struct table;
struct table_check;

enum compared {
	COMPARED_NOT_YET,
	COMPARED_EQUAL,
	COMPARED_EXPLAINED, /* different, and a migration says why */
	COMPARED_DIFFERENT,
	COMPARED_FAILED, /* it could not be compared */
};

/* since: checks that are older (wall ms) count as not there. */
enum compared compared_read(const struct table_check *, int64_t since);
/* "3 missing, 1 extra, 2 changed", seen from the source; only what there is. Adds nothing when the rows were not named. */
void compared_add_words(const struct table_check *, struct str *);
/* Rows named; -1 when they were not. */
int64_t compared_rows(const struct table_check *);

/* The tables that take part (plan/sync.h), added up. */
struct compared_tally {
	int tables, open, equal, explained, different, failed;
	const struct table *first; /* the first that differs, else that could not be compared; NULL none */
};

struct compared_tally compared_tally(const struct model *, enum verify_mode, int64_t since);

/* Since when (wall ms) checks count: the last start of the mode's step, or the begin of the first try of a row of tries that were broken
 * off, as long as what was compared cannot have changed (the fence stands since then, for VERIFY_MIGRATED also the migration is older).
 * 0: the mode has no step, or it was never begun. */
int64_t compared_since(const struct model *, enum verify_mode);
/* The comparison that the step makes; VERIFY_MODES when it makes none. */
enum verify_mode compared_mode_of(const struct step *);
/* The step that makes it is complete. */
bool compared_done(const struct model *, enum verify_mode);
/* Milliseconds that the reading under way still takes at the pace it had so far; -1 while it is too early to say, or none is under way. */
int64_t compared_left(const struct model *, int64_t now);
/* Adds "412 MB/s" (both sides together), or rows where the size is not known; nothing while it is too early. */
void compared_add_pace(const struct model *, struct str *);
/* True when all was read, and only what differs is still looked into. */
bool compared_all_read(const struct model *);
/* Adds the names of the tables that take part and were not compared since; how many. */
int compared_add_open(const struct model *, enum verify_mode, int64_t since, struct str *out);
/* The newest comparison of the mode came to its end, and no other has begun. */
bool compared_ended(const struct model *, enum verify_mode);
/* "schema.table", blanks between, of the tables that need not be read again; owned, NULL none. None either while nobody has seen in this
 * session that the fence stands on every table. */
char *compared_skip(const struct model *, enum verify_mode);

#endif
