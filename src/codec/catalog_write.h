/* The files of the catalogue as text, with the additions in their places: releases and charms behind those of
 * their product, migrations among those of their release by version, before those of "master". Existing rows
 * keep their order, so that a catalogue without additions is written byte for byte as it was read. */
#ifndef TEAL_CODEC_CATALOG_WRITE_H
#define TEAL_CODEC_CATALOG_WRITE_H

#include <stddef.h>

struct catalog;
struct catalog_news;
struct str;

enum catalog_file { CATALOG_FILE_MIGRATIONS, CATALOG_FILE_RELEASES, CATALOG_FILE_CHARMS, CATALOG_FILES };

/* "migrations_by_tag.tsv" */
const char *catalog_file_name(enum catalog_file);
/* news: an array of n. out->full says that something was left out. */
void catalog_write(const struct catalog *, const struct catalog_news *news, size_t n, enum catalog_file, struct str *out);
/* One line for each row that is new ("+") or that took another place or other words ("~"); a machine format, with blanks between:
 *   + NAME v26.3.0 2026-07-01                          ~ NAME 20260401000000000000 name master -> v26.3.0
 *   + NAME v26.3.0 20260401000000000000 name classes effects ("-" for none)
 *   + NAME charm v2.5.0 26.3.0                         ~ NAME charm v2.3.0..v2.4.2 -> v2.4.3 26.2.0
 * A row of master whose effects are others now has both behind it: "effects OLD -> NEW". */
void catalog_write_difference(const struct catalog *, const struct catalog_news *, struct str *out);

#endif
