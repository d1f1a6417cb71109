/* An errand: one command to the outside and its one answer, for acts, probes, passwords and Teal's lock alike. Only here does a run start
 * a child, send SQL or get a page, and what can go wrong below every command is dealt with once: a refused password (the errand is begun
 * once more with the new one), a lost session, a transaction that stayed open, words of a server that hold the password. */
#ifndef TEAL_RUN_ERRAND_H
#define TEAL_RUN_ERRAND_H

#include <stdbool.h>
#include <stddef.h>

struct answer;
struct child;
struct command;
struct err;
struct fence;
struct pg;
struct run;
struct verify;
struct verify_live;

/* NEVER sets err. SOON: a password or a place is waited for, the owner asks again in a later turn. */
enum session_state { SESSION_READY, SESSION_SOON, SESSION_NEVER };

enum errand_rank {
	ERRAND_ACT, /* goes at once */
	ERRAND_PROBE, /* waits for a place among juju's children, and for an act that uses the writing session */
};

/* Stays at its place while it is under way: children and sessions hold pointers to it. */
struct errand {
	/* The owner's: */
	struct run *run;
	enum errand_rank rank;
	/* The end: the answer, to be judged; or an error that leaves nothing to be judged (then the answer is NULL). Both are borrowed for
	 * the call, which never comes from within errand_start. */
	void (*done)(void *self, const struct answer *, const struct err *);
	void (*heard)(void *self, const char *bytes, size_t n); /* standard error of juju as it comes; NULL: not wanted */
	void *self;
	/* The errand's: */
	const struct command *command; /* borrowed while it is under way; NULL: nothing is, be it over or to be begun once more */
	bool refused; /* its session was refused the password once */
	bool secret; /* the SQL under way holds the source's password */
	char *file; /* made for {file}, removed afterwards */
	struct child *child;
	struct pg *pg;
	struct fence *fence;
	struct verify *verify;
	struct verify_live *live;
};

/* One at a time. READY: it is under way. */
enum session_state errand_start(struct errand *, const struct command *, struct err *);
/* Stops what can be stopped. True: it is over, and done is not called; false: its end still comes by the usual way. */
bool errand_stop(struct errand *);
/* Forgets it: done is not called. A child is let be, since ending it would not end what juju does on the controller; work in a database
 * is stopped. Safe on zeroed memory. */
void errand_drop(struct errand *);

/* For the files that start one kind of errand (juju.c, compare.c). */
enum session_state errand_start_juju(struct errand *, struct err *);
enum session_state errand_start_verify(struct errand *, struct err *);
void errand_end(struct errand *, const struct answer *, const struct err *); /* it is over: done is called */

#endif
