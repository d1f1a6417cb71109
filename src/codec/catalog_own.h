/* What reading and writing the files of the catalogue share: their headings and their words. */
#ifndef TEAL_CODEC_CATALOG_OWN_H
#define TEAL_CODEC_CATALOG_OWN_H

/* The first line of each file, without its end; behind a column that was added, each field would be taken for another. */
extern const char *const catalog_migrations_heading;
extern const char *const catalog_releases_heading;
extern const char *const catalog_charms_heading;

/* By enum catalog_dialect. */
#define CATALOG_DIALECTS 3
extern const char *const catalog_dialect_words[CATALOG_DIALECTS];

#endif
