/* Rows that differed while writes went on, table by table, and what is known of them by now. Only for verify/live.c. */
#ifndef TEAL_VERIFY_SUSPECTS_H
#define TEAL_VERIFY_SUSPECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json;
struct verify_watch;

/* What is known of a row: not there, or its hash. */
struct sight {
	bool there;
	int64_t hash;
};

enum verdict_of_row { ROW_OPEN, ROW_AGREES, ROW_DIFFERS };

/* A row that differed. */
struct suspect {
	struct json *row; /* as verify told it */
	char *literals; /* "('…', '…')" */
	struct sight source, target, again;
	enum verdict_of_row verdict;
};

/* One table that differed. */
struct suspects {
	struct json *row; /* verify's row of the table */
	char *name;
	struct suspect *suspect;
	size_t suspects;
	bool too_many;
};

/* One row of verify's: kept, unless it has no key or there are too many. */
void suspects_add(struct suspects *, const struct json *row);
void suspects_release(struct suspects *);
/* A row is neither agreed upon nor proven. */
bool suspects_is_open(const struct suspects *);
/* Judges the rows [from, until) by their three sights. DOUBT_APPLIED: the target had what the source had when its row was read first. */
enum suspects_applied { DOUBT_MAYBE_LATER, DOUBT_APPLIED };
void suspects_judge(struct suspects *, size_t from, size_t until, enum suspects_applied);
/* Tells the table's row again, with what is proven in place of what was seen first, and each proven row. */
void suspects_tell(struct suspects *, const struct verify_watch *);

#endif
