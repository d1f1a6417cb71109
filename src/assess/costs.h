/* What an effect of a migration costs: the lock that it takes, its time per row, and whether the old program
 * survives it. */
#ifndef TEAL_ASSESS_COSTS_H
#define TEAL_ASSESS_COSTS_H

#include <stdint.h>

#include "assess/assess.h"

/* The cost of one kind of effect. */
struct cost_row {
	unsigned classes; /* of enum cost_class */
	enum lock_class lock;
	enum old_app old;
	/* Nanoseconds per row of the table; 0: the time does not depend on the rows. Measured on two cores with tables that fit into
	 * memory: backfill, GIN and rewriting on Ory's own tables (facts/ory.md section 4: 33 us a row, 1.1 s for 200 000, 2.9 s for
	 * 208 000 rows), the others on PostgreSQL 15 with 1 000 000 rows of 390 bytes. */
	int64_t row_ns;
};

/* Of any effect, whatever the size of the table (facts/ory.md section 4: 102 statements took 3.1 s). */
#define COST_STATEMENT_MS 10

const struct cost_row *cost_of(enum effect_kind);
/* The classes of the catalogue's coarse word ("addcol", "fk/check"), for a migration whose effects are not
 * recorded. word need not end with NUL. */
unsigned cost_classes_of_word(const char *word, size_t n);

#endif
