/* The private folder of a sandbox, and the user that it runs as. PostgreSQL refuses to run as root, and a training must not be
 * able to hurt. */
#ifndef TEAL_SANDBOX_WORLD_HOME_H
#define TEAL_SANDBOX_WORLD_HOME_H

#include <stdbool.h>

struct err;

struct home {
	char *dir; /* absolute, 0700, owned by the user that this runs as; the working directory */
	int lock; /* held while the sandbox lives: a folder whose lock is free belongs to a dead one */
};

/* Started as root: becomes postgres, or nobody where there is no such user, for good. Otherwise nothing. */
bool home_drop_root(struct err *);
/* Sweeps what dead sandboxes of this user left beside it, then makes the folder (parent NULL: $TMPDIR or /tmp), locks it and goes
 * there. */
bool home_make(struct home *, const char *parent, struct err *);

enum home_end { HOME_REMOVE, HOME_KEEP };
/* A kept folder has no lock any more, so that no later sandbox sweeps it. */
void home_release(struct home *, enum home_end);

#endif
