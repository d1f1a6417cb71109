/* The words in which text.c, report.c and json.c speak of an assessment. */
#ifndef TEAL_ASSESS_WORDS_H
#define TEAL_ASSESS_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "assess/assess.h"
#include "codec/changelog.h"

struct library;
struct str;

/* For programs, never translated. */
const char *hazard_level_word(enum hazard_level); /* "block", "warn", "note" */
const char *direction_word(enum direction); /* "up", "none", "down" */
const char *assess_class_word(unsigned class_bit); /* of one enum cost_class */

/* False: how many migrations the release brings is not known, whatever it lists. */
bool assess_count_known(const struct assessment *, const struct assess_release *);

/* For people, translated. */
const char *hazard_level_name(enum hazard_level);
const char *old_app_sentence(enum old_app); /* begins with a small letter: it stands behind something */
/* The i-th sentence about what is in flags (enum release_flag); NULL past the end. */
const char *release_flag_sentence(unsigned flags, size_t i);
void assess_add_time(int64_t ms, struct str *out); /* "about 1.2 s", "time not known" */
/* "16 SQL migrations, about 1.2 s"; unknown is said where the list is not known. */
void assess_add_count(const struct assessment *, const struct assess_release *, struct str *out);
/* "index, backfill; SHARE lock; about 1.2 s; not in a transaction": what one migration means, without its name. */
void assess_add_migration(const struct assess_migration *, struct str *out);
/* What the i-th effect and all others of its kind and lock do: "index, SHARE lock: sessions (812 404 rows, about 1.2 s), identities".
 * False, and nothing is added, when an earlier one has told it. */
bool assess_add_effects(const struct assess_migration *, size_t i, struct str *out);

/* The i-th text of the changelog that belongs to a release; NULL past the end, and when there is no changelog. */
const struct changelog_entry *assess_entry(const struct library *, const struct assess_release *, size_t i);
/* The sentence of that text that demands a migration; len 0 when there is none. */
struct span assess_demand(const struct library *, const struct assess_release *, size_t i);
/* The table that the migration is about: the one whose effect takes longest, else has the most rows, else comes first. NULL: none. */
const struct assess_effect *assess_main_effect(const struct assess_migration *);

#endif
