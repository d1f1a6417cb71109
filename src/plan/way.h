/* How green's server reaches blue's database: the conninfo of the subscription, and of the trial of it. */
#ifndef TEAL_PLAN_WAY_H
#define TEAL_PLAN_WAY_H

struct model;
struct str;

/* The settings' source_from_target with this application name, the hole for blue's password where there is one, and the timeouts of
 * blue's role off, unless the operator has given options of his own. */
void way_add_conninfo(const struct model *, struct str *out, const char *application);
/* What is wrong with source_from_target, in words for the operator; NULL: as far as can be seen, nothing. */
const char *way_flaw(const struct model *);

#endif
