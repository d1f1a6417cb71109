/* The durable record of a run: a file of lines, each a JSON object with "seq" and "prev" (the SHA-256 of the
 * line before, in hex), so that evidence cannot be edited unseen. There is one writer: an exclusive lock, whose
 * holder is named to a second one. The file has 0600, its folder 0700. */
#ifndef TEAL_PORT_JOURNAL_H
#define TEAL_PORT_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct journal;
struct json;

#define JOURNAL_FILE "journal.jsonl" /* in the folder of the run, beside "lock" */
#define JOURNAL_LINE_MAX ((size_t)1 << 20)

enum journal_mode {
	JOURNAL_WRITE, /* creates what is missing; exclusive lock or ERR_LOCKED, with user, host and pid of the holder in why */
	JOURNAL_READ, /* no lock: a report may be read while the run goes on */
};

/* Called while the journal is opened, for each whole line in order, after the chain was checked to its end.
 * false ends the opening, with err set by the callee. The line is borrowed. */
typedef bool journal_line(void *self, const struct json *line, struct err *);

/* folder is the run's own. A torn last line (without newline, or not JSON while it is the last) is cut off, and
 * *torn says so (in READ mode the line is only left out). Any other damage (JSON, seq, hash) is refused with
 * the number of the line, and nothing is changed then. */
struct journal *journal_open(const char *folder, enum journal_mode, journal_line *each, void *self, bool *torn, struct err *);
void journal_close(struct journal *);

/* JOURNAL_SYNC: fdatasync before journal_append returns. JOURNAL_LATER: the line reaches the disk when the
 * system writes it. */
enum journal_sync { JOURNAL_LATER, JOURNAL_SYNC };
/* Writes a copy of line with one write(2). seq (from 1) and prev (64 zeros in the first line; the hash covers
 * the bytes without the newline) come before the line's own members. After a failure (disk full) nothing
 * half-written remains, and the same line may be tried again. */
bool journal_append(struct journal *, const struct json *line, enum journal_sync, struct err *);
int64_t journal_seq(const struct journal *); /* of the last line, 0 when empty */

#endif
