/* One PostgreSQL cluster as a direct child of the sandbox: the kernel ends its postmaster when the sandbox ends, even by a kill -9. */
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
	bool foreign; /* the server belongs to another sandbox: it is used, and never started or ended here */
	bool closed; /* the sandbox ends: the server must not be started again */
	struct secret password; /* of the operator */
};

/* Owned by the caller. which decides the name and the data folder. */
struct cluster *cluster_new(struct sandbox *, enum sandbox_cluster, int port);
/* The postmaster must have ended. */
void cluster_free(struct cluster *);

/* Starts the postmaster (its log is <dir>/log/<name>.log), which accepts no connections yet. err may be NULL. */
bool cluster_spawn(struct cluster *, struct err *);
/* Reaps the postmaster when it has ended; true while it runs. */
bool cluster_reap(struct cluster *);
/* SIGINT: fast, SIGQUIT: immediate. */
void cluster_signal(struct cluster *, int sig);

/* The newest folder that holds the server's programs, owned; NULL and err (which package to install) when there is none. */
char *cluster_find_bindir(struct err *);

#endif
