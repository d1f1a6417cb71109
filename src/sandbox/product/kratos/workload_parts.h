/* What the parts of the workload share: who the people are, what a request sends, and the books. */
#ifndef TEAL_SANDBOX_PRODUCT_KRATOS_WORKLOAD_PARTS_H
#define TEAL_SANDBOX_PRODUCT_KRATOS_WORKLOAD_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct reply;

/* What users do; the shares are in workload_ops.c. */
enum op { OP_READ, OP_LOGIN, OP_SETTINGS, OP_REGISTER, OP_DELETE, OPS };
/* The word in the books. */
const char *op_name(enum op);
bool op_writes(enum op);

#define ID_TEXT 40

/* One request of a user, from its arrival to its answer. */
struct request {
	enum op op;
	int64_t arrived_us;
	int64_t person, value; /* value: what a settings change writes */
	char id[ID_TEXT], row[ID_TEXT]; /* from the first answer */
};

/* ---- People: numbered; number n is user<n>@example.com ---- */

/* Who exists, as far as it is known here: the truth is in the database. */
struct people {
	unsigned char *gone; /* by number: left, or of unknown fate: not to be chosen again */
	int64_t count, cap, alive;
	int64_t marker; /* the last value that a settings change wrote */
	uint64_t dice;
};

/* The same seed brings the same people in the same order. */
void people_init(struct people *, int64_t count, int64_t seed);
void people_release(struct people *);
/* What a user wants next, by the mix of a product in daily use; a registration is a number of its own. */
void people_next(struct people *, struct request *);
void people_forget(struct people *, int64_t person);

/* ---- SQL ---- */

/* To be sent once a session: prepared statements, and the network as the application reads it when it starts (column nid). */
extern const char ops_prepare[];
/* The first message: all of a read; a write up to, but without, its COMMIT. */
void ops_first(struct str *sql, const struct request *, const char *nid);
/* The second one of a write. The savepoint fails outside a transaction: a session that was lost in between cannot "commit" nothing. */
#define OPS_COMMIT "SAVEPOINT answered; COMMIT"
/* Takes id and row from the answer; false when the account was not found, which users call a failure. */
bool ops_answer(struct request *, const struct reply *);

/* ---- The books ---- */

/* UNKNOWN: COMMIT was sent and not answered. Only OK is a promise that must be found again on green. */
enum outcome { OUTCOME_OK, OUTCOME_FAILED, OUTCOME_UNKNOWN };

#define LATENCIES_MOST 4096

struct books {
	/* Descriptors, appended to; the lines wait in the two texts until the next flush. */
	int clients, committed; /* files */
	char *status_path;
	struct str failed_lines, committed_lines;
	int64_t rate, count[3];
	int64_t last_ok, first_failed; /* wall; 0: never, or none since last_ok */
	int64_t flushed_at, reported_at; /* monotonic */
	uint32_t latency_us[LATENCIES_MOST]; /* of this second */
	size_t latencies;
};

bool books_open(struct books *, const char *dir, int64_t rate);
void books_close(struct books *); /* writes what is left */
/* app may be NULL: nobody served. error is for failures only. */
void books_note(struct books *, const struct request *, enum outcome, const char *app, const char *error, int64_t took_us);
/* Flushes every 100 ms, reports every second. Returns when it wants to be called again. */
int64_t books_turn(struct books *, const char *app, int64_t now);

#endif
