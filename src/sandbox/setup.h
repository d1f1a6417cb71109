/* From an empty folder to a product in use: the clusters, blue's database and its rows, the application that serves. */
#ifndef TEAL_SANDBOX_SETUP_H
#define TEAL_SANDBOX_SETUP_H

#include "sandbox/world/sandbox.h"

/* Lives until the loop is gone: what was started answers to it even when nobody waits any more. */
struct setup {
	struct sandbox *sb;
	bool (*ended)(void *self); /* the sandbox is told to end: setup stops waiting */
	void (*progress)(void *self, const char *line);
	void *self;
	int missing; /* outcomes that are waited for */
	char *why; /* the first thing that went wrong; setup's own */
};

/* To be called from outside the loop, which it turns. Ports are picked, clusters made (the programs of PostgreSQL run side
 * by side), started, filled. On failure whatever runs is left for setup_end. The order is that of a first deployment:
 * servers, replica, schema, rows, health, route. */
bool setup_run(struct setup *, struct err *);
/* Ends every cluster: fast, and immediately when that takes too long. */
void setup_end(struct sandbox *);

#endif
