/* What the live sources have that the catalogue does not, for one product: new final releases with their migrations, read from the files of
 * each tag; and what the newest release of the charm carries. All or nothing: one document that is not at hand or damaged, and there is no
 * news. A copy from the cache is not at hand: the answer must be of today. Asked for:
 *   <api>/repos/ory/<product>/releases?per_page=100                 one page, nothing behind it
 *   <api>/repos/ory/<product>/git/trees/<tag>:<folder>               for each new release; where the product has them also …/migrations/go
 *   <raw>/ory/<product>/<tag>/<folder>/<file>                        for each migration that no release had yet
 *   <raw>/canonical/<product>-operator/main/CHANGELOG.md             its newest release
 *   <raw>/canonical/<product>-operator/<that release>/charmcraft.yaml when no row of the catalogue holds it: main may be ahead of it
 * Some things a person has to enter, and each comes as a sentence: migrations written in Go, of which no name tells how many there are; a
 * release that came out late for an older line; a charm's release that is older than the newest known. */
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

#define CATALOG_REFRESH_MIGRATIONS ((size_t)1000) /* more that are new at once are damage: each is a request */

/* Texts are borrowed for the call of catalog_refresh_new, the catalogue until catalog_refresh_free. */
struct catalog_refresh_spec {
	const struct catalog *catalog; /* must have releases of the product */
	const char *product; /* a name of plan/product.h */
	const char *api, *raw; /* base URLs without a slash at the end; NULL: GitHub's */
	const char *ca_file; /* NULL: the system's */
	int64_t deadline_ms, retry_ms; /* 0: as documents.h has it */
};

struct catalog_refresh *catalog_refresh_new(struct loop *, const struct catalog_refresh_spec *);
void catalog_refresh_free(struct catalog_refresh *); /* safe on NULL */
/* False: it has ended, well or not. */
bool catalog_refresh_busy(const struct catalog_refresh *);
/* Once, when it is not busy. False with err: ERR_ENVIRONMENT for what was not at hand, ERR_WORLD for what was damaged; nothing was found
 * then. *news needs no initialisation; release it always. */
bool catalog_refresh_take(struct catalog_refresh *, struct catalog_news *news, struct err *);
/* What a person has to do; valid after catalog_refresh_take, until catalog_refresh_free. NULL: there are no more. */
const char *catalog_refresh_hand(const struct catalog_refresh *, size_t i);

#endif
