/* What GitHub has that the catalogue does not, for one product: new final releases with their migrations, read from the files of each tag;
 * and what the newest release of the charm carries. All or nothing: one document that is missing or damaged, and there is no news. A stale
 * copy from the cache counts as missing, since the answer must be of today. Asked for:
 *   <api>/repos/ory/<product>/releases?per_page=100                 one page, nothing behind it
 *   <api>/repos/ory/<product>/git/trees/<tag>:<folder>               for each new release; where the product has them also …/migrations/go
 *   <raw>/ory/<product>/<tag>/<folder>/<file>                        for each migration that no release had yet
 *   <raw>/canonical/<product>-operator/main/CHANGELOG.md             its newest release
 *   <raw>/canonical/<product>-operator/<that release>/charmcraft.yaml when no row of the catalogue holds it: main may be ahead of it
 * Some things a person has to enter by hand, and each comes as a sentence: migrations written in Go, since the name of a file does not
 * show how many it holds; a release that came out late for an older line; a charm's release that is older than the newest known. */
#ifndef TEAL_FETCH_REFRESH_H
#define TEAL_FETCH_REFRESH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct catalog;
struct catalog_news;
struct catalog_refresh;
struct err;
struct loop;

/* The most new migrations of one refresh, each of which is a request; a list with more counts as damaged. */
#define CATALOG_REFRESH_MIGRATIONS ((size_t)1000)

/* What to refresh. Texts are borrowed for the call of catalog_refresh_new, the catalogue until
 * catalog_refresh_free. */
struct catalog_refresh_spec {
	const struct catalog *catalog; /* must have releases of the product */
	const char *product; /* a name of plan/product.h */
	const char *api, *raw; /* base URLs without a slash at the end; NULL: GitHub's */
	const char *ca_file; /* NULL: the system's */
	int64_t deadline_ms, retry_ms; /* 0: as documents.h has it */
};

struct catalog_refresh *catalog_refresh_new(struct loop *, const struct catalog_refresh_spec *);
void catalog_refresh_free(struct catalog_refresh *); /* safe on NULL */
/* False: the refresh has ended, well or not. */
bool catalog_refresh_busy(const struct catalog_refresh *);
/* To be called once, when it is not busy. False with err: ERR_ENVIRONMENT for a missing document, ERR_WORLD for
 * a damaged one; then there is no news. *news needs no initialisation, and must be released in any case. */
bool catalog_refresh_take(struct catalog_refresh *, struct catalog_news *news, struct err *);
/* The i-th sentence about what a person has to enter by hand; valid after catalog_refresh_take until
 * catalog_refresh_free. NULL past the end. */
const char *catalog_refresh_hand(const struct catalog_refresh *, size_t i);

#endif
