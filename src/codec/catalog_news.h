/* Additions to a catalogue, as rows like its own: releases, migrations that they brought, releases of the
 * charm. A migration whose version the catalogue has for "master" replaces that row, because a release has
 * brought it out. A row of a charm that begins where a row of the catalogue begins replaces that row, because
 * the range was extended. */
#ifndef TEAL_CODEC_CATALOG_NEWS_H
#define TEAL_CODEC_CATALOG_NEWS_H

#include <stddef.h>

#include "codec/catalog.h"

struct str;

/* A zeroed struct is empty. The rows are in the order in which they were added. */
struct catalog_news {
	struct catalog_tag *tag;
	size_t tags;
	struct catalog_migration *migration;
	size_t migrations;
	struct catalog_charm *charm;
	size_t charms;
	char **text; /* owns the texts of the rows */
	size_t texts;
};

/* Each copies the row with its texts. */
void catalog_news_tag(struct catalog_news *, const struct catalog_tag *);
void catalog_news_migration(struct catalog_news *, const struct catalog_migration *);
void catalog_news_charm(struct catalog_news *, const struct catalog_charm *);
void catalog_news_release(struct catalog_news *);
bool catalog_news_empty(const struct catalog_news *);

/* The row of a migration, also one of "master"; NULL when there is none. */
const struct catalog_migration *catalog_migration_find(const struct catalog *, const char *product, const char *version);
/* The coarse words of the column "classes", sorted, for a list of effects: "empty" for none, "other" for a list
 * that cannot be read. A removed constraint is "other", since its effect does not say which kind it was. */
void catalog_classes(const char *effects, struct str *out);

#endif
