/* teal catalog: prints the catalogue of releases that is shipped with Teal, and, for maintainers, brings it up to date. */
#ifndef TEAL_CLI_CATALOG_H
#define TEAL_CLI_CATALOG_H

struct options;

/* Without --refresh: prints the releases that the catalogue covers, with their day and the number of migrations that they brought, and the
 * charms. Uses no network. With --refresh=DIR: asks the live sources, prints the difference, and writes those of the three files in DIR
 * that changed, each whole or not at all, with the rights it had. A product with a missing or damaged document changes nothing. Exit
 * status: EXIT_FINISHED; EXIT_FAILED when a document was damaged or a row has to be entered by hand; EXIT_ENVIRONMENT when a document
 * could not be fetched; EXIT_USAGE for a wrong DIR. */
int catalog_run(const struct options *);

#endif
