/* The answer of GitHub's API to the request for a repository's releases: GET
 * /repos/ory/<product>/releases?per_page=100, newest first, at most 100 a page (GitHub manual, "REST API
 * endpoints for releases"). It is an array of objects with tag_name, published_at (RFC 3339), prerelease and
 * draft; other members are ignored. A tag that never became a release is not in it. */
#ifndef TEAL_CODEC_RELEASE_LIST_H
#define TEAL_CODEC_RELEASE_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "codec/version.h"

struct err;

#define RELEASE_LIST_MAX ((size_t)16 << 20) /* bytes; each release carries its part of the changelog */
#define RELEASE_LIST_PAGE ((size_t)100)

/* A final release. */
struct release_item {
	char tag[VERSION_TEXT + 1]; /* "v26.2.0" */
	char date[11]; /* the day of publication in UTC */
	struct version version;
};

/* The final releases of one answer. */
struct release_list {
	struct release_item *item; /* final releases only, ascending by version, each once */
	size_t count;
	size_t listed; /* all elements of the answer; RELEASE_LIST_PAGE means that there may be older releases */
};

/* Skipped: drafts, releases that are marked as a pre-release or have a suffix, and tags that are not "v" and
 * three numbers. False with err (ERR_WORLD) for a text that is no such answer ({"message": …} is quoted), and
 * for a final release without a date. *out needs no initialisation, and must be released in any case. */
bool release_list_parse(const char *json, size_t n, struct release_list *out, struct err *);
void release_list_release(struct release_list *);

#endif
