/* The comparison while writes go on, so that trouble is found days before the writes are stopped. First
 * everything is compared, each side in its own snapshot. Then the rows that differed are asked for again by
 * key, until they agree or are proven different: the source's row is read, then the target's once the target
 * has applied what the source had at that time, then the source's once more. A source row that was the same
 * both times, and is another one on the target, differs. A row that changes all the time stays undecided. */
#ifndef TEAL_VERIFY_LIVE_H
#define TEAL_VERIFY_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "verify/verify.h"

struct verify_live;

struct verify_live_spec {
	struct verify_spec spec; /* verify_live_start sets mode and flags itself */
	/* The subscription's slot on the source, whose confirmed LSN shows what the target has applied. NULL: a wait takes its place. */
	const char *slot;
	int64_t patience_ms; /* the longest wait for the target to apply, in each round; 0: 30 s */
	int rounds; /* how often a row is asked for again at most; 0: 8 */
};

/* Rows of one table that are asked for again at most; a table with more is reported as different, without proof. */
#define VERIFY_LIVE_ROWS 20000

/* The watch is that of verify_start, with mode "live". table is called once for each table, with undecided (rows that kept changing),
 * the proven missing, extra and changed, and source_horizon and target_horizon: rows that change later have these transaction ids or
 * newer ones. row is called for proven rows. */
struct verify_live *verify_live_start(struct loop *, const struct verify_live_spec *, const struct verify_watch *, struct err *);
void verify_live_stop(struct verify_live *);

#endif
