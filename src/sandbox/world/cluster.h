/* One PostgreSQL cluster as a direct child of the sandbox: its postmaster dies with the sandbox, however the sandbox ends. */
#ifndef TEAL_SANDBOX_WORLD_CLUSTER_H
#define TEAL_SANDBOX_WORLD_CLUSTER_H

#include <stdbool.h>

#include "sandbox/world/sandbox.h"

/* Owned by the sandbox, from setup_run to setup_end. */
struct cluster {
	struct sandbox *sb;
	const char *name; /* "blue", "standby", "green" */
	char *data; /* the data directory */
	int port, pid; /* pid 0: no postmaster */
	bool foreign; /* another sandbox's: it is used and never started or ended */
	bool closed; /* never to be started again: the sandbox ends */
	struct secret password; /* of the operator */
};

/* Owned by the caller; which says its name and its folder. */
struct cluster *cluster_new(struct sandbox *, enum sandbox_cluster, int port);
/* The postmaster must have ended. */
void cluster_free(struct cluster *);

/* Starts the postmaster (its log is <dir>/log/<name>.log); it does not accept connections yet. */
bool cluster_spawn(struct cluster *, struct err *);
/* Looks whether the postmaster ended; true while there is one. */
bool cluster_reap(struct cluster *);
/* SIGINT: fast, SIGQUIT: immediate. */
void cluster_signal(struct cluster *, int sig);

/* Newest folder that holds the server's programs; NULL and err (which package to install) when there is none. */
char *cluster_find_bindir(struct err *);

#endif
