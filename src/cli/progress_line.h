/* How far a comparison is, as one line on standard error that is written over and over: for somebody who sits there. Where standard error
 * is no terminal nothing is written. */
#ifndef TEAL_CLI_PROGRESS_LINE_H
#define TEAL_CLI_PROGRESS_LINE_H

#include <stdint.h>

#include "verify/verify.h"

/* Zeroed is empty. */
struct progress_line {
	struct verify_progress now; /* without the table, which is copied */
	char *table;
	int64_t began, drawn; /* monotonic; drawn 0: nothing stands on the line */
};

/* Only keeps it: drawing waits for the loop, so that a quick comparison does not flicker. */
void progress_line_keep(struct progress_line *, const struct verify_progress *);
/* Draws when it is time; returns how long the loop may wait until the next drawing (ms; -1: no need to draw). */
int64_t progress_line_draw(struct progress_line *);
/* Before anything else is written to the terminal. */
void progress_line_clear(struct progress_line *);
void progress_line_release(struct progress_line *);

#endif
