/* A password or key. The type has no conversion to text on purpose: secret_reveal is for the one place that
 * hands the bytes to a library or to a pipe. */
#ifndef TEAL_BASE_SECRET_H
#define TEAL_BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

/* bytes end with a NUL that len does not count. NULL: the secret is not known. */
struct secret {
	char *bytes;
	size_t len;
};

void secret_set(struct secret *, const char *bytes, size_t len);
/* A source that is not known makes the copy unknown as well. */
void secret_copy(struct secret *to, const struct secret *from);
bool secret_known(const struct secret *);
const char *secret_reveal(const struct secret *);
/* Wipes, then frees; safe on zeroed memory. */
void secret_release(struct secret *);
/* Wipes n bytes in a way that the compiler does not optimise away. */
void secret_wipe(void *bytes, size_t n);

#endif
