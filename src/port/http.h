/* HTTP GET through libcurl's multi interface; no call blocks. A request has a deadline, a largest body, a CA
 * file, may be conditional (ETag), and follows redirects to https only. */
#ifndef TEAL_PORT_HTTP_H
#define TEAL_PORT_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct http;
struct loop;

/* What to get. The texts are borrowed for the call of http_get. */
struct http_spec {
	const char *url; /* http or https; a redirect is followed to https only, five at most */
	const char *accept; /* NULL: any */
	const char *etag; /* NULL: unconditional; else If-None-Match */
	const char *ca_file; /* NULL: the system's */
	/* For the whole request: name look-up, redirects and body together. */
	int64_t deadline_ms;
	size_t max_body; /* bytes, after decompression */
};

/* What went wrong when no whole answer came. */
enum http_fault {
	HTTP_NO_FAULT,
	HTTP_FAULT_ADDRESS, /* not an http or https URL */
	HTTP_FAULT_NAME, /* the host's name was not found */
	HTTP_FAULT_PROXY, /* the proxy's name was not found, or is not well written */
	HTTP_FAULT_CONNECT, /* nobody there */
	HTTP_FAULT_CUT, /* the connection ended before the answer was whole, or what came is no HTTP */
	HTTP_FAULT_TIME, /* timed_out */
	HTTP_FAULT_SIZE, /* too_large */
	HTTP_FAULT_TRUST, /* the certificate, or the CA file itself */
	HTTP_FAULT_REDIRECT, /* to something that is not https, or too many */
	HTTP_FAULT_OTHER,
};

/* What came of a request. Valid during the call of done only. */
struct http_result {
	bool ok; /* an answer came, whole, within the bounds; judge status yourself */
	enum http_fault fault; /* HTTP_NO_FAULT when ok */
	int status; /* 0 when none came; may be there without ok (a body that is too large or cut) */
	bool timed_out, too_large;
	const char *why; /* when not ok: a sentence, else ""; never with a user or password in it */
	const char *etag; /* NULL when there is none */
	/* Retry-After may be seconds or a date (RFC 9110, 10.2.3); x-ratelimit-* as GitHub sends them. */
	int64_t retry_after_s, ratelimit_remaining, ratelimit_reset; /* -1 when absent; reset is seconds since 1970 */
	struct str body;
	int64_t took_ms;
};

/* A URL taken apart by the reader that a request goes through. Texts are owned. */
struct http_url {
	char *clean; /* without user, password and fragment */
	char *host; /* lower case, with ":port" when the URL names one */
};

/* False (out is zeroed) when it is no http or https URL. Release is safe on zeroed memory. */
bool http_url_read(const char *url, struct http_url *out);
void http_url_release(struct http_url *);

/* The result is borrowed for the call; the receiver copies what it keeps. */
typedef void http_done(void *self, const struct http_result *);

struct http *http_new(struct loop *);
void http_free(struct http *); /* requests under way are dropped; done is not called. Safe on NULL and in a done. */
/* done is called exactly once, later, from the loop. A proxy is taken from the environment (never for loopback
 * addresses). */
void http_get(struct http *, const struct http_spec *, http_done *done, void *self);

#endif
