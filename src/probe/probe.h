/* Probes: what refreshes the facts. Pure: a probe builds the command and reads the answer; run.c performs it. */
#ifndef TEAL_PROBE_PROBE_H
#define TEAL_PROBE_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "plan/command.h"
#include "plan/facts.h"
#include "plan/side.h"

struct err;
struct json;
struct model;

/* A row: whom to ask, how often, and what the answer means. */
struct probe {
	enum probe_id id;
	enum row_side side; /* which it asks; what is handed to build and read */
	int64_t slow_ms, fast_ms; /* pace while the operator looks, and while an act waits for its done gate */
	bool writes; /* the heartbeat: never with observe */
	/* Exactly one command, or false with why there is nothing to ask now (e.g. no task id yet): the probe then counts as looked at,
	 * without facts. */
	bool (*build)(const struct model *, enum side, struct commands *, struct err *);
	/* Adds rows [name, num, text] to facts (and rows to tables when it has some). False: the look failed, err says why. */
	bool (*read)(const struct model *, enum side, const struct answer *, int64_t now, struct json *facts, struct json *tables,
	             struct err *);
};

const struct probe *probe_find(enum probe_id); /* NULL when there is none */

/* The name under which all of Teal's sessions are known to the servers: "teal RUN". */
char *probe_application(const struct model *);

#endif
