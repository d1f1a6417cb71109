/* What the files of the assessment share; nobody else includes this.
 *   assess.c       the whole, the releases, the estimate
 *   migrations.c   which migrations, and what each does
 *   witnesses.c    who said what
 *   hazards.c      what is known to go wrong (hazard_tests.c: how it is noticed)
 *   entries.c      what is to be read of it
 *   text.c, json.c as text and for programs */
#ifndef TEAL_ASSESS_OWN_H
#define TEAL_ASSESS_OWN_H

#include "assess/assess.h"

/* Fills migration, migrations, migrations_known, unknown, extension. */
void assess_migrations(const struct assess_spec *, struct assessment *);
/* Fills hazard; after everything else but the sources. */
void assess_hazards(const struct assess_spec *, struct assessment *);
const char *assess_hazard_at(size_t i); /* id of the i-th that is known, NULL past the end; for tests */
void assess_witnesses(const struct assess_spec *, struct assessment *);

/* True when what was fetched can be read. */
bool library_has(const struct library *, int document);

#endif
