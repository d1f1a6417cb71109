/* What lies between blue's version and the target, by the shipped catalogue: one line for each migration, as text for the screens. */
#ifndef TEAL_PLAN_RELEASES_H
#define TEAL_PLAN_RELEASES_H

#include <stddef.h>

struct model;

/* Owned array of owned lines, oldest first; NULL and *n 0 when the catalogue is not at hand or does not cover one of the versions. */
char **releases_lines(const struct model *, size_t *n);
void releases_lines_free(char **, size_t n);

#endif
