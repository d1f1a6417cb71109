/* From an empty folder to a product in use: the clusters, blue's database and its rows, the application that serves users. */
#ifndef TEAL_SANDBOX_SETUP_H
#define TEAL_SANDBOX_SETUP_H

#include "sandbox/world/sandbox.h"

/* One start of the sandbox. The struct must live as long as the loop: an answer that comes after a failed start still uses it. */
struct setup {
	struct sandbox *sb;
	bool (*ended)(void *self); /* the sandbox is to end: setup stops waiting */
	/* A sentence for people about what begins now; without a newline. */
	void (*progress)(void *self, const char *line);
	void *self;
	int missing; /* answers that are still to come */
	char *why; /* the reason of the first failure, owned; NULL: none */
};

/* To be called from outside the loop, which it turns. Ports are picked, clusters made (the programs of PostgreSQL run side
 * by side), started, filled. After a failure the servers that run are left for setup_end. The order is that of a first deployment:
 * servers, replica, schema, rows, health, route. */
bool setup_run(struct setup *, struct err *);
/* Ends every cluster: fast, and immediately when that takes too long. */
void setup_end(struct sandbox *);

#endif
