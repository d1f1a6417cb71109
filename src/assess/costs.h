/* What an effect of a migration costs: the lock it takes, its time per row, whom it breaks. */
#ifndef TEAL_ASSESS_COSTS_H
#define TEAL_ASSESS_COSTS_H

#include <stdint.h>

#include "assess/assess.h"

struct cost_row {
	unsigned classes; /* of enum cost_class */
	enum lock_class lock;
	enum old_app old;
	/* Nanoseconds per row of the table, 0: does not depend on it. Measured on two cores with tables that fit into memory: backfill, GIN
	 * and rewriting on Ory's own tables (facts/ory.md section 4: 33 us, 1.1 s per 200 000, 2.9 s per 208 000 rows), the others on
	 * PostgreSQL 15 with 1 000 000 rows of 390 bytes. */
	int64_t row_ns;
};

#define COST_STATEMENT_MS 10 /* of any effect, whatever the size: 102 statements took 3.1 s (facts/ory.md section 4) */

const struct cost_row *cost_of(enum effect_kind);
/* By the catalogue's coarse word ("addcol", "fk/check"), for a migration whose effects are not recorded. */
unsigned cost_classes_of_word(const char *word, size_t n);

#endif
