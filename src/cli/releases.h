/* teal releases PRODUCT FROM TO: what an upgrade means, for a person or a script. Writes nothing but the cache of what it fetched. */
#ifndef TEAL_CLI_RELEASES_H
#define TEAL_CLI_RELEASES_H

struct options;

/* Prints and returns the exit status: EXIT_FAILED for a downgrade, EXIT_USAGE for a product, version or file that is not right,
 * EXIT_ENVIRONMENT when the source database cannot be read or what Teal ships is damaged. A network that does not answer is no failure:
 * what is shipped answers then, and the list of sources says so. */
int releases_run(const struct options *);

#endif
