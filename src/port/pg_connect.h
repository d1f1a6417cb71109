/* Connecting a session: from a connection text to an open connection, without ever blocking. Every failure is told to the queue, whose
 * requests fail with it. Only for port/pg.c. */
#ifndef TEAL_PORT_PG_CONNECT_H
#define TEAL_PORT_PG_CONNECT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/secret.h"

struct loop_ask;
struct loop_ready;
struct pg_conn;
struct queue;
struct resolve;

/* With what is connected (texts are owned, and go with connect_release), and what is under way. */
struct connect {
	struct queue *queue;
	char *conninfo, *application_name, *options;
	struct secret password;
	bool read_only;
	int64_t limit_ms; /* look-up of the name included */

	struct resolve *resolve; /* the name is looked up first, unless there is nothing to look up */
	struct pg_conn *conn;
	short events; /* what libpq waits for */
	int64_t by; /* monotonic */
};

/* False: it has failed already. */
bool connect_begin(struct connect *, int64_t now);
void connect_ask(const struct connect *, struct loop_ask *);
enum connect_state { CONNECT_WAITS, CONNECT_FAILED, CONNECT_READY };
enum connect_state connect_turn(struct connect *, const struct loop_ready *, int64_t now);
/* The connection of one that is READY; the caller's from here on. */
struct pg_conn *connect_take(struct connect *);
/* Gives up what is under way. */
void connect_drop(struct connect *);
void connect_release(struct connect *);

#endif
