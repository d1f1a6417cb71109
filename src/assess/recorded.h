/* Sets of migrations as the table schema_migration of a database has them: one text of versions, blanks
 * between. */
#ifndef TEAL_ASSESS_RECORDED_H
#define TEAL_ASSESS_RECORDED_H

#include <stdbool.h>
#include <stddef.h>

/* The versions of a set one by one; they point into copy. */
struct recorded {
	char *copy;
	const char **word;
	size_t count;
};

/* An empty text has no version. The list must be released in any case. */
void recorded_split(const char *text, struct recorded *);
void recorded_release(struct recorded *);
/* True when the set has the migration: its version, or the first 14 digits of it, as old databases record it. */
bool recorded_has(const char *recorded, const char *version);
/* The first version that one set has and the other does not cover; owned, NULL when there is none. Old
 * databases have versions of 14 digits beside or in place of the 20: a version that the other set has in the
 * longer form is no difference (facts/ory.md section 8). */
char *recorded_beyond(const char *recorded, const char *other);

#endif
