/* Where the knowledge of releases comes from at run time: documents that are fetched over HTTP without
 * blocking, answered from the cache when the network does not answer, or read from a file that the operator
 * named. What the documents say is not known here. At most four requests are under way at once. A request that
 * failed with 5xx, a timeout or a connection error is tried again, three times in all, after 1 s and 3 s with
 * up to half of it added by chance (so that many Teals do not return at the same moment). Not tried again are
 * 403 and 429 that mean "too many requests", and 5xx that asks for more than 5 s: their Retry-After or
 * x-ratelimit-reset is reported, and no further request goes to that host until then; other documents of that
 * host settle at once with the same sentence. 404 and other 4xx, a certificate that is not trusted, a redirect
 * to http and a body that is too large are final. After any failure a cached copy answers, with its age and
 * with what went wrong. A user and password in a URL go to the server only: they enter neither where, why and
 * note nor the cache. (GitHub manual, "Rate limits for the REST API"; RFC 9110, 10.2.3, 13.1.2, 15.5; RFC 6585,
 * 4.) */
#ifndef TEAL_FETCH_DOCUMENTS_H
#define TEAL_FETCH_DOCUMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct err;
struct loop;
struct documents;

/* What became of a document. All but WAITING are final. */
enum fetch_state {
	FETCH_WAITING, /* under way */
	FETCH_FRESH, /* 200, or read from a file */
	FETCH_UNCHANGED, /* 304: the cached copy is what the server has */
	FETCH_STALE, /* not asked, or without a good answer; the cached copy answers */
	FETCH_NONE, /* not asked, or without a good answer, and nothing is cached; or the file cannot be read */
};

/* A document. Borrowed until documents_free. */
struct fetched {
	const char *id, *where; /* where: the URL or path for people, without user, password and control bytes */
	enum fetch_state state;
	bool file; /* where is a path or a file:// URL */
	int64_t current; /* wall ms when the server had it (of a file: when it was changed); 0 with FETCH_NONE and WAITING */
	const char *why; /* STALE and NONE: sentences (what, why, what to do); else "" */
	const char *note; /* "", or why the cache could not keep a copy; the body is good all the same */
	int tries; /* requests made */
	struct str body; /* empty with FETCH_NONE and WAITING */
};

enum documents_flags { DOCUMENTS_OFFLINE = 1 }; /* no request at all: cache and files only */

/* Texts are borrowed for the call of documents_new. */
struct documents_spec {
	unsigned flags;
	const char *ca_file; /* NULL: the system's */
	int64_t deadline_ms; /* of each try; 0: 20 s */
	/* Whether a body is what was asked for. false, with err set, makes the answer a failure and leaves the copy in the cache alone.
	 * NULL: every body is accepted. */
	bool (*check)(void *self, const char *id, const char *body, size_t n, struct err *);
	int64_t retry_ms; /* the first pause, the second is three times as long; 0: 1000. For tests. */
};

/* Called from the loop, once for each document, when it is no longer WAITING; never from within documents_ask.
 * The callee may ask for more documents, or free all. */
typedef void fetch_settled(void *self, const struct fetched *);

struct documents *documents_new(struct loop *, const struct documents_spec *, fetch_settled *, void *self);
void documents_free(struct documents *); /* safe on NULL; what is under way is dropped */
/* where: an http(s) URL, a file:// URL or a path. max_body: bytes. Asking twice with the same id is a bug. */
void documents_ask(struct documents *, const char *id, const char *where, size_t max_body);
/* NULL when no document with this id was asked for. */
const struct fetched *documents_get(const struct documents *, const char *id);
size_t documents_count(const struct documents *);
const struct fetched *documents_at(const struct documents *, size_t i);
bool documents_busy(const struct documents *); /* one is WAITING, or its settled was not called yet */

#endif
