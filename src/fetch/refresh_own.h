/* What refresh.c, refresh_charm.c and refresh_news.c share: what was read so far, and how a refresh ends early. */
#ifndef TEAL_FETCH_REFRESH_OWN_H
#define TEAL_FETCH_REFRESH_OWN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "codec/git_tree.h"
#include "codec/release_list.h"

struct catalog;
struct catalog_migration;
struct catalog_news;
struct documents;
struct fetched;
struct product;

#define REFRESH_CHARM_CHANGELOG "charm-changelog"
#define REFRESH_CHARM_FILE "charm-file"

/* A release whose folders are read. */
struct fresh {
	struct release_item item;
	bool known; /* the catalogue has it; only its folder of Go files is read */
	struct tree_migrations tree, go;
};

/* A migration that no release in the catalogue has. Everything is borrowed. */
struct wanted {
	const struct tree_migration *file; /* in release->tree */
	const struct fresh *release; /* the first release that has it */
	const struct catalog_migration *before; /* the catalogue's row for the branch master; NULL: there is none */
};

/* A refresh under way. Texts are owned. */
struct catalog_refresh {
	struct documents *documents;
	const struct catalog *catalog;
	char *product, *api, *raw;
	const struct product *row; /* the product's row (plan/product.h) */
	struct fresh *fresh; /* ascending; allocated once, since wanted points into it */
	size_t count, trees; /* trees: folders that have not come yet */
	struct wanted *wanted;
	size_t wants;
	char *charm; /* the newest release of the charm, "v2.4.2", when no row holds it; NULL: no new row is needed */
	char carries[VERSION_TEXT]; /* the version of the product in that release's image */
	char *charm_hand; /* a sentence about the charm for catalog_refresh_hand; NULL: none */
	char **manual; /* the sentences of catalog_refresh_hand */
	size_t manuals;
	bool failed;
	struct err err; /* the first failure */
};

/* Ownership of the sentence moves to the refresh. */
void refresh_by_hand(struct catalog_refresh *, char *sentence);
/* Both end the refresh and return false. where: the document. */
bool refresh_fail(struct catalog_refresh *, const struct err *why, const char *where);
bool refresh_damaged(struct catalog_refresh *, const char *where, const char *why);
/* False for a pre-release and for a fork. */
bool refresh_is_final(const struct version *);
/* Owned: the id of the document with the migration's SQL. */
char *refresh_sql_id(const struct wanted *);

bool refresh_take_charm_changelog(struct catalog_refresh *, const struct fetched *);
bool refresh_take_charm_file(struct catalog_refresh *, const struct fetched *);
void refresh_add_charm(const struct catalog_refresh *, struct catalog_news *);

#endif
