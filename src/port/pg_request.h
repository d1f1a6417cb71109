/* The requests of one session, in order, each with the reply that grows for it; knows nothing of libpq. Only for port/pg.c. */
#ifndef TEAL_PORT_PG_REQUEST_H
#define TEAL_PORT_PG_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec/rows.h"

/* Owns its texts and its reply. answered and given (done is called) are two moments: see queue_give. */
struct request {
	struct request *next;
	char *sql;
	char **param;
	int params; /* -1: simple protocol */
	/* deadline_ms counts from sent, which is monotonic: waiting in the queue does not use it up. */
	int64_t deadline_ms, sent; /* sent 0: never */
	void (*done)(void *self, const struct reply *);
	void *self;
	struct reply reply;
	bool expired; /* its deadline passed: the reply has .timed_out unless it is ok */
	bool answered; /* the reply is complete and waits to be given */
	bool set_open; /* rows are still added to the last set */
	size_t rows_cap, held; /* of that set; bytes of the whole reply */
};

/* Oldest first; the head is the one that the server works on. */
struct queue {
	struct request *head, **tail;
};

void queue_init(struct queue *);
/* Frees what is left without answering. */
void queue_release(struct queue *);
/* Adds a request without parameters. */
struct request *queue_ask(struct queue *, const char *sql, int64_t deadline_ms, void (*done)(void *self, const struct reply *), void *self);
/* Calls done for the answered requests at the head, and frees them. A done may add, answer, or give. */
void queue_give(struct queue *);
/* Every request that waits fails with the session: what comes after a lost one may rely on what came before. */
void queue_fail(struct queue *, const char *sqlstate, const char *message);
/* The same after a connect that failed, with libpq's verbose text: the SQLSTATE is read out of it (libpq has no call for that). */
void queue_fail_connect(struct queue *, const char *verbose);
/* The same after a connect that took too long. */
void queue_expire(struct queue *, int64_t limit_ms);
/* Answers this request and all behind it: cancelled before they were sent. */
void queue_drop(struct request *);

/* Copies n texts; sets the extended protocol. */
void request_set_params(struct request *, const char *const *param, int n);
/* Completes the reply: from here on it may be given. */
void request_answer(struct request *);
/* Notes an error; the first one is the cause and stays, the others follow from it. */
void request_spoil(struct request *, const char *sqlstate, const char *message);

/* Opens a set (names is for the caller to fill), adds a row of NULLs and returns its cells, drops a set that was not finished. */
struct rows *request_open_set(struct request *, size_t columns);
char **request_add_row(struct request *);
void request_drop_set(struct request *);
/* A copy of the text in a place of the set (a name, a cell); NULL keeps nothing. Counted as the memory that it takes. */
void request_keep(struct request *, char **place, const char *text);
/* True once, when the reply has come to take more memory than that: it has failed then, and what runs is to be cancelled. */
bool request_too_large(struct request *, size_t max);

/* What a new session is asked before all that waits in its queue. */
struct opening {
	struct queue *queue;
	unsigned direct; /* is it the server itself that answers? */
	char *setup; /* owned; NULL: nothing to be set */
	int pid; /* of the server's process, as the connect told it */
	int64_t deadline_ms;
	void (*refused)(void *self, const char *sqlstate, const char *why); /* it did not go well; NULL: nobody wants to know any more */
	void *self;
};

/* To be called when the session is there and nothing is on the server. */
void opening_ask(struct opening *, int pid, int64_t deadline_ms);

#endif
