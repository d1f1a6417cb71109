/* A secret: no conversion to text on purpose. secret_reveal is for the one place that hands it to a library or a pipe. */
#ifndef TEAL_BASE_SECRET_H
#define TEAL_BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

/* bytes end with a NUL that len does not count; NULL: not known. */
struct secret {
	char *bytes;
	size_t len;
};

void secret_set(struct secret *, const char *bytes, size_t len);
/* A secret that is not known makes the other one unknown as well. */
void secret_copy(struct secret *to, const struct secret *from);
bool secret_known(const struct secret *);
const char *secret_reveal(const struct secret *);
/* Wipes, then frees; safe on zeroed memory. */
void secret_release(struct secret *);
/* Wipes n bytes in a way the compiler keeps. */
void secret_wipe(void *bytes, size_t n);

#endif
