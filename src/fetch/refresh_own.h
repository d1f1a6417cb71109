/* What the files of engine/catalog_refresh share: what was read so far, and how it ends early. */
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
struct fetched;
struct documents;

#define REFRESH_CHARM_CHANGELOG "charm-changelog"
#define REFRESH_CHARM_FILE "charm-file"

/* A release whose folders are read. */
struct fresh {
	struct release_item item;
	bool known; /* the catalogue has it; only what is written in Go is looked at */
	struct tree_migrations tree, go;
};

/* A migration that no release had yet. file is the tree's. */
struct wanted {
	const struct tree_migration *file;
	const struct fresh *release;
	const struct catalog_migration *before; /* the row of master; NULL: there is none */
};

struct product;

struct catalog_refresh {
	struct documents *sources;
	const struct catalog *catalog;
	char *product, *api, *raw;
	const struct product *row; /* what is known of it */
	struct fresh *fresh; /* ascending; made once, so that it may be pointed to */
	size_t count, trees; /* trees: folders that have not come yet */
	struct wanted *wanted;
	size_t wants;
	char *charm; /* the newest release of the charm, "v2.4.2", when no row holds it; NULL: there is nothing to tell of it */
	char carries[VERSION_TEXT]; /* what that one was made for */
	char *charm_hand; /* what a person has to do about it; NULL: nothing */
	char **manual;
	size_t manuals;
	bool failed;
	struct err err; /* of the first failure */
};

/* Takes the sentence. */
void refresh_by_hand(struct catalog_refresh *, char *sentence);
/* Both are false. where: the document. */
bool refresh_fail(struct catalog_refresh *, const struct err *why, const char *where);
bool refresh_damaged(struct catalog_refresh *, const char *where, const char *why);
bool refresh_is_final(const struct version *);
/* Of the document with its SQL. Owned by the caller. */
char *refresh_sql_id(const struct wanted *);

bool refresh_take_charm_changelog(struct catalog_refresh *, const struct fetched *);
bool refresh_take_charm_file(struct catalog_refresh *, const struct fetched *);
void refresh_add_charm(const struct catalog_refresh *, struct catalog_news *);

#endif
