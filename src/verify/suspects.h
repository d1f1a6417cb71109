/* Rows that differed while writes went on, table by table, and what is known of each. Only for verify/live.c. */
#ifndef TEAL_VERIFY_SUSPECTS_H
#define TEAL_VERIFY_SUSPECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json;
struct verify_watch;

/* A row as one side had it at one moment: missing, or with a hash. */
struct row_state {
	bool there;
	int64_t hash;
};

/* OPEN: to be asked for again. AGREES and DIFFERS are final. */
enum verdict_of_row { ROW_OPEN, ROW_AGREES, ROW_DIFFERS };

/* A row that differed: read on the source, then on the target, then on the source again. */
struct suspect {
	struct json *row; /* owned: as the comparison reported it */
	char *literals; /* owned: its key, "('…', '…')" */
	struct row_state source, target, again;
	enum verdict_of_row verdict;
};

/* One table that differed. Everything is owned. */
struct suspects {
	struct json *row; /* the comparison's row of the table; NULL until it was reported */
	char *name; /* in the form of codec/table_name.h */
	struct suspect *suspect;
	size_t suspects;
	bool too_many; /* rows are missing from the list, so that nothing can be proven of the table */
};

/* Keeps a row that the comparison reported, unless the row has no key or there are too many; then too_many is set. */
void suspects_add(struct suspects *, const struct json *row);
void suspects_release(struct suspects *);
/* True while the verdict of a row is open. */
bool suspects_is_open(const struct suspects *);
/* Judges the rows [from, until) by their three states. TARGET_HAS_APPLIED: when its row was read, the target had applied everything that
 * the source had at the first reading. */
enum suspects_applied { TARGET_MAY_BE_LATE, TARGET_HAS_APPLIED };
void suspects_judge(struct suspects *, size_t from, size_t until, enum suspects_applied);
/* Reports each row that is proven to differ, then the table, with the proven numbers in the place of the first ones. */
void suspects_report(struct suspects *, const struct verify_watch *);

#endif
