/* Bodies that came over the network, kept on disk with their ETag and the time they were last known to be current, so that the next look
 * is a conditional request and a look without a network has an answer.
 * $XDG_CACHE_HOME/teal/http/, one file for each URL: a line of JSON that describes the body (its address, ETag, time, length and SHA-256),
 * then the body. One file and not two, because a rename replaces it whole: several Teals may write at the same time, and none ever reads
 * the description of one body with the bytes of another. Named by the SHA-256 of the URL; 0600 in 0700 folders. What is damaged counts as
 * not there. A user and password in a URL are left out, of the name and of what is written. */
#ifndef TEAL_PORT_CACHE_H
#define TEAL_PORT_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct err;

struct cached {
	struct str body;
	char *etag; /* NULL: it had none */
	int64_t current; /* wall ms when the server last said that this is what it has (200 or 304) */
};

/* False when there is nothing (err untouched) or, with err set, when the folder cannot be used or the URL is none. max: bytes of the
 * body; a larger one counts as not there. *out needs no initialisation; release it when it was true. */
bool cache_read(const char *url, size_t max, struct cached *out, struct err *);
void cached_release(struct cached *); /* safe on zeroed memory */
/* After 200, and after 304 with the body that was asked about. etag may be NULL; one that cannot stand in a request is left out. A failure
 * is no reason to stop: tell it and go on. */
bool cache_write(const char *url, const char *etag, const char *body, size_t n, int64_t now, struct err *);

#endif
