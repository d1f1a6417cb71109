/* The progress of a comparison as one line on standard error, which is drawn over itself again and again for a person who waits. Where
 * standard error is no terminal nothing is written. */
#ifndef TEAL_CLI_PROGRESS_LINE_H
#define TEAL_CLI_PROGRESS_LINE_H

#include <stdint.h>

#include "verify/verify.h"

/* Release is safe on zeroed memory. */
struct progress_line {
	struct verify_progress now; /* the newest progress; its table is NULL, since the name is copied */
	char *table; /* the table that is compared now; owned */
	int64_t began, drawn; /* monotonic: the first progress; the last drawing, 0: the line is empty */
};

/* Only keeps the progress: progress_line_draw limits how often it is drawn, so that a quick comparison does not flicker. */
void progress_line_keep(struct progress_line *, const struct verify_progress *);
/* Draws when enough time has passed; returns how long the loop may wait until the next drawing (ms; -1: for ever). */
int64_t progress_line_draw(struct progress_line *);
/* Removes the line; to be called before any other text is written to the terminal. */
void progress_line_clear(struct progress_line *);
void progress_line_release(struct progress_line *);

#endif
