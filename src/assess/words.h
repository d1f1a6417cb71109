/* The words for the parts of an assessment, shared by text.c, report.c and json.c. */
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

/* False: how many migrations the release brings is not known, even if some are listed. */
bool assess_count_known(const struct assessment *, const struct assess_release *);

/* For people, translated. */
const char *hazard_level_name(enum hazard_level);
const char *old_app_sentence(enum old_app); /* begins with a small letter, since it follows a label */
/* The i-th sentence for the flags (enum release_flag); NULL past the end. */
const char *release_flag_sentence(unsigned flags, size_t i);
void assess_add_time(int64_t ms, struct str *out); /* "about 1.2 s", "time not known" */
/* "16 SQL migrations, about 1.2 s"; says so where the list is not known. */
void assess_add_count(const struct assessment *, const struct assess_release *, struct str *out);
/* "index, backfill; SHARE lock; about 1.2 s; not in a transaction": what one migration means, without its name. */
void assess_add_migration(const struct assess_migration *, struct str *out);
/* The i-th effect, together with all others of its kind and lock: "index, SHARE lock: sessions (812 404 rows,
 * about 1.2 s), identities". False, and nothing is added, when an earlier effect covered this one. */
bool assess_add_effects(const struct assess_migration *, size_t i, struct str *out);

/* The i-th text of the changelog that belongs to a release; NULL past the end, and when there is no changelog. */
const struct changelog_entry *assess_entry(const struct library *, const struct assess_release *, size_t i);
/* The sentence of that text that demands a migration; len 0 when there is none. */
struct span assess_demand(const struct library *, const struct assess_release *, size_t i);
/* The effect that stands for the migration: the one that takes longest, else on the most rows, else the first.
 * NULL: none. */
const struct assess_effect *assess_main_effect(const struct assess_migration *);

#endif
