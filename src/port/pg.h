/* One session with a PostgreSQL server, never blocking: requests are queued and answered in order. Name look-up happens off the thread,
 * gssencmode is disabled unless the conninfo says otherwise, a deadline cancels the statement on the server (without PQcancel's
 * blocking). A lost session says so in the replies of all requests that wait (what they may rely on, a lock or a setting, is gone with
 * it), and reconnects at the next request. A reply takes at most 64 MB of memory; COPY is refused. Errors of connecting carry the
 * SQLSTATE too (28P01, 57P03 …) and .lost. */
#ifndef TEAL_PORT_PG_H
#define TEAL_PORT_PG_H

#include <stdbool.h>
#include <stdint.h>

#include "codec/rows.h"

struct err;
struct loop;
struct pg;
struct secret;

enum pg_flags {
	/* Refuses a connection pooler in between: what a session holds (a setting, a lock) would be another client's. The process id that
	 * was told at the connect is compared with the one that the server itself tells (pooled sessions have keys of the pooler's). */
	PG_DIRECT = 1,
};

/* Copied by pg_open. */
struct pg_spec {
	const char *conninfo; /* without a password: see pg_conninfo_check */
	const struct secret *password; /* NULL or unknown: none (a passfile in conninfo may serve) */
	const char *application_name;
	const char *options; /* e.g. "-c statement_timeout=0", NULL: none; a pooler refuses them */
	/* Statements, sent once after each connect before anything else; when they fail, the session has failed. NULL: none */
	const char *setup;
	unsigned flags;
	bool read_only; /* default_transaction_read_only=on for the whole session */
	size_t reply_max; /* bytes of memory that a reply may take; 0: 64 MB */
	int64_t connect_ms; /* 0: 5000; look-up of the name included; when it passes, the replies have .lost and .timed_out */
};

struct pg *pg_open(struct loop *, const struct pg_spec *);
/* Pending requests are answered with .lost before it returns, a running statement is cancelled. Safe on NULL and in a done of the same
 * session. */
void pg_close(struct pg *);

typedef void pg_done(void *self, const struct reply *);

/* Simple protocol, so that sql may hold several statements (one transaction unless it says otherwise). deadline_ms from the moment it
 * is sent (0: a minute); then it is cancelled (.timed_out; .lost as well when the server does not even answer that within 2 s and the
 * session is dropped). done is always called exactly once, never from within pg_ask. */
void pg_ask(struct pg *, const char *sql, int64_t deadline_ms, pg_done *done, void *self);
/* With parameters ($1 …, text format, NULL is SQL NULL): one statement. */
void pg_ask_params(struct pg *, const char *sql, const char *const *param, int n, int64_t deadline_ms, pg_done *done, void *self);
/* Cancels the running statement on the server and drops the queue; each request is answered from the loop (.ok false, 57014), only the
 * running one may have been faster. */
void pg_cancel(struct pg *);
bool pg_busy(const struct pg *);
int pg_server_version(const struct pg *); /* 150018; 0 when not connected */
/* A new password for the next connect. */
void pg_set_password(struct pg *, const struct secret *);

/* Parses conninfo (libpq's key=value or URI form); refuses a password in it and says where a password belongs. */
bool pg_conninfo_check(const char *conninfo, struct err *);
/* One keyword of it; owned, NULL when absent or when conninfo cannot be read. */
char *pg_conninfo_get(const char *conninfo, const char *keyword);
/* conninfo with keyword set to value, quoted as libpq wants; owned. One that cannot be read comes back as it is. */
char *pg_conninfo_with(const char *conninfo, const char *keyword, const char *value);

#endif
