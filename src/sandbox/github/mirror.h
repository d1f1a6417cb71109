/* The stand-in for api.github.com and raw.githubusercontent.com in a training, on one port of loopback: the documents of
 * sandbox/product/kratos/releases.h, each with an ETag. Every other path is 404, with GitHub's body. */
#ifndef TEAL_SANDBOX_GITHUB_MIRROR_H
#define TEAL_SANDBOX_GITHUB_MIRROR_H

#include <stdbool.h>

struct err;
struct loop;
struct mirror;

/* Reads the catalogue that is shipped with Teal; to be called while its folder can be read, that is before the rights of root are given up.
 * Never NULL: without the catalogue why has the reason, and the mirror answers 404 for the lists of migrations. */
struct mirror *mirror_new(struct err *why);
/* Listens on 127.0.0.1:port; false and err when the port is taken. To be called once. */
bool mirror_open(struct mirror *, struct loop *, int port, struct err *);
void mirror_free(struct mirror *); /* safe on NULL; before the loop is freed */

#endif
