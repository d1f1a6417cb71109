/* The parts of the workload: the people and their requests (workload_ops.c), and the books (workload_books.c). workload.c runs them. */
#ifndef TEAL_SANDBOX_PRODUCT_KRATOS_WORKLOAD_PARTS_H
#define TEAL_SANDBOX_PRODUCT_KRATOS_WORKLOAD_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct reply;

/* The kinds of requests; workload_ops.c has their shares. */
enum op { OP_READ, OP_LOGIN, OP_SETTINGS, OP_REGISTER, OP_DELETE, OPS };
/* The name of a kind in the books. */
const char *op_name(enum op);
bool op_writes(enum op);

#define ID_TEXT 40

/* One request of a user, from its arrival to its answer. */
struct request {
	enum op op;
	int64_t arrived_us; /* monotonic, microseconds */
	int64_t person, value; /* the person's number; the value that a change of settings writes */
	char id[ID_TEXT], row[ID_TEXT]; /* of the identity and of the written row, from the first answer */
};

/* ---- People: numbered; number n is user<n>@example.com ---- */

/* The people who exist, as far as this process knows; the database decides. */
struct people {
	unsigned char *gone; /* by number: 1 for a person who left or whose registration failed, and who is not chosen again */
	int64_t count, cap, alive; /* the highest number; the size of gone; people who are not gone */
	int64_t marker; /* the last value that a change of settings wrote */
	uint64_t dice; /* the state of the random numbers */
};

/* The same seed makes the same people come in the same order. */
void people_init(struct people *, int64_t count, int64_t seed);
void people_release(struct people *);
/* The next user and request, by the mix of a product in daily use; a registration gets a new number. */
void people_next(struct people *, struct request *);
/* The person is not chosen again. */
void people_forget(struct people *, int64_t person);

/* ---- SQL ---- */

/* To be sent once a session: prepared statements, and the network as the application reads it when it starts (column nid). */
extern const char ops_prepare[];
/* The first message: all of a read, or a write without its COMMIT. */
void ops_first(struct str *sql, const struct request *, const char *nid);
/* The second message of a write. The savepoint fails outside of a transaction, so that a session that was replaced in between does not
 * report a COMMIT of nothing as success. */
#define OPS_COMMIT "SAVEPOINT answered; COMMIT"
/* Takes id and row from the answer; false when a write found no account, which counts as a failure. */
bool ops_answer(struct request *, const struct reply *);

/* ---- The books ---- */

/* UNKNOWN: COMMIT was sent and not answered. Only rows of OK must be found again on green. */
enum outcome { OUTCOME_OK, OUTCOME_FAILED, OUTCOME_UNKNOWN };

/* Latencies of one second that are kept; further ones are left out of the percentiles. */
#define LATENCIES_MOST 4096

/* The three files of workload.h. */
struct books {
	/* Descriptors of the first two. Their lines wait in failed_lines and committed_lines until the next flush. */
	int clients, committed;
	char *status_path;
	struct str failed_lines, committed_lines;
	int64_t rate, count[3]; /* count: by outcome */
	int64_t last_ok, first_failed; /* wall; 0: never, or none since last_ok */
	int64_t flushed_at, reported_at; /* monotonic */
	uint32_t latency_us[LATENCIES_MOST]; /* of this second */
	size_t latencies;
};

/* false when a file cannot be opened; books_close is to be called in either case. */
bool books_open(struct books *, const char *dir, int64_t rate);
void books_close(struct books *); /* writes the lines that still wait */
/* app NULL: no application served. error is for failures only. took_us: from the arrival to the answer. */
void books_note(struct books *, const struct request *, enum outcome, const char *app, const char *error, int64_t took_us);
/* Flushes every 100 ms, reports every second. Returns the monotonic time of its next call. */
int64_t books_turn(struct books *, const char *app, int64_t now);

#endif
