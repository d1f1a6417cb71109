/* The private folder of a sandbox, and the user that the sandbox runs as. PostgreSQL refuses to run as root, and a training needs no
 * right that could damage the machine. */
#ifndef TEAL_SANDBOX_WORLD_HOME_H
#define TEAL_SANDBOX_WORLD_HOME_H

#include <stdbool.h>

struct err;

/* The folder while the sandbox runs. */
struct home {
	char *dir; /* absolute, 0700, owned by the user that the sandbox runs as; the working directory */
	int lock; /* descriptor of the lock, -1: none; a folder whose lock is free belongs to a sandbox that died */
};

/* Started as root, the process becomes postgres for good, or nobody where there is no user postgres. Another user stays as it is. */
bool home_drop_root(struct err *);
/* Removes the folders that dead sandboxes of this user left in parent, then makes the folder (parent NULL: $TMPDIR or /tmp), locks it and
 * makes it the working directory. */
bool home_make(struct home *, const char *parent, struct err *);

enum home_end { HOME_REMOVE, HOME_KEEP };
/* A kept folder has no lock file any more, so that no later sandbox removes it. */
void home_release(struct home *, enum home_end);

#endif
