/* Sets of versions as a database's own schema_migration has them: one text, blanks between. */
#ifndef TEAL_ASSESS_RECORDED_H
#define TEAL_ASSESS_RECORDED_H

#include <stdbool.h>
#include <stddef.h>

/* The versions of a set one by one; they are cut out of copy. */
struct recorded {
	char *copy;
	const char **word;
	size_t count;
};

/* An empty text has no version. Release the list always. */
void recorded_split(const char *text, struct recorded *);
void recorded_release(struct recorded *);
/* The set has the migration: its version, or the first 14 digits of it, as old databases have it. */
bool recorded_has(const char *recorded, const char *version);
/* The first version that one set has and the other does not cover; owned, NULL when there is none. Old databases have 14 digits
 * beside the 20, or in their place: one that the other records longer is no difference (facts/ory.md section 8). */
char *recorded_beyond(const char *recorded, const char *other);

#endif
