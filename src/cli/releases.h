/* teal releases PRODUCT FROM TO: the meaning of an upgrade, for a person or a script. Writes nothing but the cache of fetched documents. */
#ifndef TEAL_CLI_RELEASES_H
#define TEAL_CLI_RELEASES_H

struct options;

/* Prints and returns the exit status: EXIT_FAILED for a downgrade, EXIT_USAGE for a wrong product, version or file,
 * EXIT_ENVIRONMENT when the source database cannot be read or a shipped file is damaged. A network that does not answer is no failure:
 * the shipped catalogue is used then, and the list of documents says so. */
int releases_run(const struct options *);

#endif
