/* The comparison while writes go on. First everything is compared, each side in its own snapshot; then the rows that differed are asked for
 * again, by key, until they agree or are proven different: the source's row is read, the target has applied what the source had then, the
 * target's row is read, and the source's once more. A source row that stayed the same around that, and is another one on the target,
  * differs. A row that changes all the time stays undecided. So trouble is found days before the writes are stopped. */
#ifndef TEAL_VERIFY_LIVE_H
#define TEAL_VERIFY_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "verify/verify.h"

struct verify_live;

struct verify_live_spec {
	struct verify_spec spec; /* mode and flags are set here */
	const char *slot; /* the subscription's slot on the source, whose confirmed LSN tells what was applied; NULL: time must do */
	int64_t patience_ms; /* for what the target has not applied yet, in each round; 0: 30 s */
	int rounds; /* 0: 8 */
};

#define VERIFY_LIVE_ROWS 20000 /* rows of one table that are asked for again; more are told as a difference that is not proven */

/* The watch as verify_start has it, mode "live": table is told once for each, with undecided (rows that kept changing), proven missing,
 * extra and changed, and source_horizon and target_horizon: transactions from which on rows have changed since. row is told for proven
 * rows. */
struct verify_live *verify_live_start(struct loop *, const struct verify_live_spec *, const struct verify_watch *, struct err *);
void verify_live_stop(struct verify_live *);

#endif
