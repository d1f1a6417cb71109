/* A whole assessment as text for people: the answer first, then what can go wrong, the releases with their
 * migrations, and the witnesses. */
#ifndef TEAL_ASSESS_REPORT_H
#define TEAL_ASSESS_REPORT_H

struct assessment;
struct library;
struct str;

/* Lines of at most 80 columns (every code point counts as one column), harmless on a terminal. library may be
 * NULL. */
void assess_report(const struct assessment *, const struct library *, struct str *out);

#endif
