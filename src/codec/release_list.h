/* The answer of GitHub's API to the question for a repository's releases: GET /repos/ory/<product>/releases?per_page=100, newest first,
 * at most 100 a page (GitHub manual, "REST API endpoints for releases"). An array of objects with tag_name, published_at (RFC 3339),
 * prerelease, draft; the rest is passed over. A tag that never became a release is not in it. */
#ifndef TEAL_CODEC_RELEASE_LIST_H
#define TEAL_CODEC_RELEASE_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "codec/version.h"

struct err;

#define RELEASE_LIST_MAX ((size_t)16 << 20) /* bytes: each carries its part of the changelog */
#define RELEASE_LIST_PAGE ((size_t)100)

struct release_item {
	char tag[VERSION_TEXT + 1]; /* "v26.2.0" */
	char date[11]; /* UTC */
	struct version version;
};

struct release_list {
	struct release_item *item; /* final releases only, ascending by version, each once */
	size_t count;
	size_t listed; /* all that the answer had; with RELEASE_LIST_PAGE there may be older ones */
};

/* Passed over: drafts, what is marked as a pre-release or has a suffix, and tags that are not "v" and three numbers.
 * False with err (ERR_WORLD) for what is no such answer ({"message": …} is quoted), and for a final release without a date.
 * *out needs no initialisation; release it always. */
bool release_list_parse(const char *json, size_t n, struct release_list *out, struct err *);
void release_list_release(struct release_list *);

#endif
