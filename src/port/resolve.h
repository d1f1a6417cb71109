/* Host names to addresses, without blocking the loop. Takes and gives lists as libpq reads them: host, hostaddr
 * and port are texts with one entry per attempt, separated by commas (PostgreSQL manual, "Specifying Multiple
 * Hosts"). A name with several addresses becomes several entries. */
#ifndef TEAL_PORT_RESOLVE_H
#define TEAL_PORT_RESOLVE_H

#include <stdbool.h>

struct err;
struct resolve;

/* False when every entry is an address, a socket folder (starts with / or @) or empty. */
bool resolve_needed(const char *host);

/* port: NULL, one for all hosts, or one per host. NULL when no thread can be made. */
struct resolve *resolve_start(const char *host, const char *port);
int resolve_fd(const struct resolve *); /* readable when it is finished */
bool resolve_finished(struct resolve *);
/* To be called once, when it is finished; gives owned texts. A name that is not found is left out; when none is
 * found, that is an error. */
bool resolve_take(struct resolve *, char **host, char **hostaddr, char **port, struct err *);
void resolve_free(struct resolve *);

#endif
