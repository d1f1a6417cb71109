/* What the files of the assessment share; no other room includes this header. assess.c makes the whole, the
 * releases and the estimate; migrations.c finds the migrations and weighs them; witnesses.c says where the
 * knowledge comes from; hazards.c has what is known to go wrong, and hazard_tests.c the tests; entries.c lists
 * what the operator reads; text.c, report.c and json.c write it out. */
#ifndef TEAL_ASSESS_OWN_H
#define TEAL_ASSESS_OWN_H

#include "assess/assess.h"

/* Fills migration, migrations, migrations_known, unknown, extension. */
void assess_migrations(const struct assess_spec *, struct assessment *);
/* Fills hazard; must come after everything but the witnesses, since the tests read the rest. */
void assess_hazards(const struct assess_spec *, struct assessment *);
const char *assess_hazard_at(size_t i); /* id of the i-th row of the table, NULL past the end; for tests */
void assess_witnesses(const struct assess_spec *, struct assessment *);

enum { ASSESS_CHARM_BREAKS = 5 }; /* releases of a charm that are named for what they broke */

/* True when the document was fetched and could be read. */
bool library_has(const struct library *, int document);

#endif
