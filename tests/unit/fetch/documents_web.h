/* For tests of fetch/documents: a server whose answers the test commands while it runs, and a cache folder of its own. */
#ifndef TEAL_TESTS_DOCUMENTS_WEB_H
#define TEAL_TESTS_DOCUMENTS_WEB_H

#include <stdbool.h>

#include "tests/unit/web.h"

enum { PATIENCE_MS = 20000 }; /* how long a test waits, and /silent */

/* Shared with the answering processes. Paths: /doc, /flaky, /cut, /large, /large-told (50 MB), /drip, /silent, /away (to http), /slow
 * (100 ms); any other is 404. */
struct web_shared {
	int asked; /* requests in all */
	int now, most; /* /slow: under way at the same time */
	int etag; /* of /doc: its version, "\"v<n>\"" */
	int status; /* of /doc when it is not 0: no document */
	char extra[256]; /* header lines with that */
	int bad; /* requests for /flaky that are still to fail with 500 */
	char seen[4096]; /* the last request */
};

extern struct web_shared *web_shared;
extern struct web desk_server;
extern char desk_root[64];

/* Around each case: a server, an empty cache, version 1. False when it cannot be. */
bool desk_start(void);
bool desk_stop(void);
const char *desk_url(const char *path); /* borrowed until the call after the next */

#endif
