/* What reading and writing the catalogue's files share: the headings and the words. */
#ifndef TEAL_CODEC_CATALOG_OWN_H
#define TEAL_CODEC_CATALOG_OWN_H

/* The first line of each file, without its newline. It is compared as a whole: after an added column each field
 * would be read as another. */
extern const char *const catalog_migrations_heading;
extern const char *const catalog_releases_heading;
extern const char *const catalog_charms_heading;

/* By enum catalog_dialect. */
#define CATALOG_DIALECTS 3
extern const char *const catalog_dialect_words[CATALOG_DIALECTS];

#endif
