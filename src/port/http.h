/* HTTP GET, never blocking, through libcurl's multi interface: deadline, body cap, CA file, conditional requests, redirects to https
 * only. */
#ifndef TEAL_PORT_HTTP_H
#define TEAL_PORT_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct http;
struct loop;

/* Its texts are borrowed for the call of http_get. */
struct http_spec {
	const char *url; /* http or https; a redirect is followed to https only, five at most */
	const char *accept; /* NULL: any */
	const char *etag; /* NULL: unconditional; else If-None-Match */
	const char *ca_file; /* NULL: the system's */
	/* For the whole request: name look-up, redirects and body together. */
	int64_t deadline_ms;
	size_t max_body; /* bytes, after decompression */
};

struct http_result {
	bool ok; /* an answer came, whole, within the bounds; judge status yourself */
	int status;
	bool timed_out, too_large;
	const char *why; /* when not ok: a sentence, else "" */
	const char *etag; /* NULL when there is none */
	/* Retry-After may be seconds or a date (RFC 9110, 10.2.3); x-ratelimit-* as GitHub sends them. */
	int64_t retry_after_s, ratelimit_remaining, ratelimit_reset; /* -1 when absent; reset is seconds since 1970 */
	struct str body;
	int64_t took_ms;
};

/* The result is borrowed for the call; what is to be kept is copied. */
typedef void http_done(void *self, const struct http_result *);

struct http *http_new(struct loop *);
void http_free(struct http *); /* requests under way are dropped; done is not called. Safe on NULL and in a done. */
/* done is called exactly once, later, from the loop. Proxy comes from the environment (never for loopback addresses). */
void http_get(struct http *, const struct http_spec *, http_done *done, void *self);

#endif
