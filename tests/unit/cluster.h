/* A real PostgreSQL server for a test: a cluster in a folder of its own, on loopback and a socket, gone at the end (also when the test
 * dies). Started as root, it runs as the user postgres, or nobody. */
#ifndef TEAL_TESTS_CLUSTER_H
#define TEAL_TESTS_CLUSTER_H

#include <stdbool.h>

#define CLUSTER_USER "teal"
#define CLUSTER_PASSWORD "it's a \\ secret"

struct cluster {
	char *folder; /* data, log and the socket are in it */
	char *conninfo; /* TCP, database postgres, superuser teal; needs CLUSTER_PASSWORD */
	char *socket_conninfo; /* the same by the socket, without a password (trust) */
	int port, pid;
};

/* NULL, or why no server can be started here: for SKIP. */
const char *cluster_missing(void);
/* extra_conf: lines for postgresql.conf, NULL: none. wal_level is logical. False, with the reason on standard output, when it did not
 * start. */
bool cluster_start(struct cluster *, const char *extra_conf);
/* Ends the server without a checkpoint; its folder stays, cluster_again starts it again on the same port. */
void cluster_kill(struct cluster *);
bool cluster_again(struct cluster *);
/* Ends the server and removes the folder; safe on a zeroed struct. */
void cluster_stop(struct cluster *);
/* A loopback port that nobody listens on now. */
int cluster_free_port(void);

#endif
