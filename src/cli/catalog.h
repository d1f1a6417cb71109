/* teal catalog: what is shipped about releases, and, for maintainers, the command that brings it up to date. */
#ifndef TEAL_CLI_CATALOG_H
#define TEAL_CLI_CATALOG_H

struct options;

/* Without --refresh: prints the releases that are covered, with their day and how many migrations they brought, and the charms. Asks
 * nobody. With --refresh=DIR: asks the live sources, prints the difference, and writes the three files in DIR that changed, each
 * whole or not at all, with the rights it had. A product of which one document was not at hand or damaged changes nothing. Exit
 * status: EXIT_FINISHED; EXIT_FAILED when something was damaged or is left for a person to enter; EXIT_ENVIRONMENT when something
 * was not at hand; EXIT_USAGE for a wrong DIR. */
int catalog_run(const struct options *);

#endif
