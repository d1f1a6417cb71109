/* `juju login` in the foreground, once for each controller of the settings. */
#ifndef TEAL_CLI_LOGIN_H
#define TEAL_CLI_LOGIN_H

#include <stdbool.h>

struct settings;

/* Runs the commands one after the other with the terminal as their own; true when each ended with status 0. juju itself prints the errors.
 * meanwhile is called again and again, for at most a tenth of a second each, so that the run goes on; false ends the login under way. */
bool login_run(const struct settings *, bool (*meanwhile)(void *self), void *self);
/* The commands as a person would type them, "juju login -c a; juju login -c b". Owned. */
char *login_shown(const struct settings *);

#endif
