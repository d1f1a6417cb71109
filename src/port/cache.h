/* Bodies that came over the network, kept on disk with their ETag and the time when they were last known to be
 * current, so that the next request is conditional, and a request without a network still has an answer.
 * $XDG_CACHE_HOME/teal/http/ holds one file for each URL: a line of JSON that describes the body (address,
 * ETag, time, length, SHA-256), then the body. Line and body share one file because a rename replaces it whole:
 * several Teals may write at the same time, and none reads the line of one body with the bytes of another. The
 * file's name is the SHA-256 of the URL; files have 0600, folders 0700. A damaged file counts as missing. User
 * and password in a URL enter neither the name nor the file. */
#ifndef TEAL_PORT_CACHE_H
#define TEAL_PORT_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct err;

/* An answer from the cache. */
struct cached {
	struct str body;
	char *etag; /* NULL: it had none */
	int64_t current; /* wall ms when the server last said that this is what it has (200 or 304) */
};

/* False when there is nothing (err untouched) or, with err set, when the folder cannot be used or the URL is none. max: bytes of the
 * body; a larger one counts as not there. *out needs no initialisation; release it when it was true. */
bool cache_read(const char *url, size_t max, struct cached *out, struct err *);
void cached_release(struct cached *); /* safe on zeroed memory */
/* To be called after 200, and after 304 with the body that was asked about. etag may be NULL; one that cannot
 * stand in a request is left out. A failure costs only the next request its condition: show the error and go
 * on. */
bool cache_write(const char *url, const char *etag, const char *body, size_t n, int64_t now, struct err *);

#endif
