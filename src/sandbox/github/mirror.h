/* What stands in for api.github.com and raw.githubusercontent.com in a training, on one port of the loopback: the documents of
 * sandbox/github/releases.h, each with an ETag. Everything else is 404, as GitHub says it. */
#ifndef TEAL_SANDBOX_GITHUB_MIRROR_H
#define TEAL_SANDBOX_GITHUB_MIRROR_H

#include <stdbool.h>

struct err;
struct loop;
struct mirror;

/* Reads the catalogue that is shipped with Teal; to be called while its folder can be read, that is before the rights of root are left.
 * Never NULL: without the catalogue why says so, and the lists of migrations will not be found. */
struct mirror *mirror_new(struct err *why);
/* Listens on 127.0.0.1:port; false and err when it is taken. Once. */
bool mirror_open(struct mirror *, struct loop *, int port, struct err *);
void mirror_free(struct mirror *); /* safe on NULL; before the loop is freed */

#endif
