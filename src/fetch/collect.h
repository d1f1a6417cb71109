/* Which documents about releases are fetched, and from where. Everything is asked for at once and comes when it comes. */
#ifndef TEAL_FETCH_COLLECT_H
#define TEAL_FETCH_COLLECT_H

#include <stdbool.h>
#include <stdint.h>

#include "assess/ref.h"

struct catalog;
struct loop;
struct collection;
struct document_news;

/* Borrowed for the call of collect_new. */
struct collect_spec {
	const char *product;
	struct release_ref from, to;
	const struct catalog *catalog;
	bool offline; /* files and cache only */
	const char *changelog; /* URL or path in place of the product's changelog; NULL: the product's own */
	const char *api, *raw; /* base URLs without a slash at the end; NULL: GitHub's */
	const char *ca_file; /* NULL: the system's */
	int64_t deadline_ms, retry_ms; /* 0: as documents.h has it */
};

#define COLLECT_API "https://api.github.com"
#define COLLECT_RAW "https://raw.githubusercontent.com"

/* came is called for each document when it is asked for (also from within collect_new) and when it has come or failed. */
struct collection *collect_new(struct loop *, const struct collect_spec *, void (*came)(void *self, const struct document_news *),
                               void *self);
void collect_free(struct collection *); /* safe on NULL */
/* False: every document has come, or will not. The collection can be freed. */
bool collect_busy(const struct collection *);

#endif
