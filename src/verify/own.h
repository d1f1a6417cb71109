/* What the files of a verification share; nobody else includes this.
 *   verify.c       opens, goes through the phases, ends
 *   read.c         reads every table, in pieces, on all connections
 *   judge.c        looks into what differs: is it explained?
 *   find.c         which rows, which columns */
#ifndef TEAL_VERIFY_OWN_H
#define TEAL_VERIFY_OWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "port/loop.h"
#include "verify/sql.h"
#include "verify/verify.h"

#define EXPLAINED_MAX 32

struct pg;
struct reply;
struct finder;
struct verify;

/* What was counted of one side of a table. */
struct sums {
	int64_t rows;
	uint64_t xor, low, high;
};

/* One connection. */
struct connection {
	struct verify *v;
	enum side side;
	struct pg *pg;
	/* waiting for an answer; the last one was good; the last one said that the session is gone */
	bool waiting, ok, lost;
	bool spoiled; /* its transaction failed inside the savepoint */
	char *why; /* of a failure */
	size_t job; /* whose piece is read */
	int64_t pages; /* of that piece */
	int64_t began, not_before; /* monotonic */
	/* of the last answer */
	struct sums sums;
	int64_t node; /* of the table's file, 0 not told */
	char *text; /* hashes, or the snapshot's name */
	void (*take)(struct connection *, const struct reply *); /* who understands the answer; NULL: it says nothing */
};

/* What a side says about the rows of a table that are newer than its horizon (delta.c). */
struct delta {
	struct json *rows; /* owned: [[k, h, key …], …] as texts */
	int64_t count; /* how many there are; the list may be cut */
	char *keys; /* owned: which rows this side is asked for, since the other one calls them new */
	size_t wanted, seen;
	uint64_t want_k, want_h, seen_k, seen_h;
};

enum delta_verdict { DELTA_EQUAL, DELTA_LOOK, DELTA_FULL };

/* One table. */
struct job {
	const struct verify_table *source, *target; /* target NULL: it is missing there */
	struct verify_plan plan;
	char *missing; /* why it cannot be compared value by value, NULL it can */
	char *failed; /* what went wrong with it, NULL nothing */
	struct {
		int64_t next; /* page of the next piece */
		int left; /* pieces under way */
		bool all; /* every piece was begun */
		struct sums sums;
	} side[SIDES];
	const struct verify_since *since; /* proven equal then: only what is newer is read; NULL: all is read */
	struct delta delta[SIDES];
	int64_t began;
	bool reported;
	const struct explained *explained[EXPLAINED_MAX + 1]; /* closed by NULL */
};

enum phase { OPENING, LISTING, SHARING, READING, JUDGING, ENDED };

struct verify {
	struct loop *loop;
	struct waiter waiter;
	struct verify_watch watch;
	enum verify_mode mode;
	unsigned flags;
	char *product, *applied, *pattern, *skip;
	struct verify_since *sinces; /* owned copies */
	size_t sinces_count;
	int jobs; /* connections a side */
	int64_t rate, rows_max, table_ms;
	uint64_t secret;
	struct connection conn[SIDES][VERIFY_JOBS];
	struct verify_catalog catalog[SIDES];
	char *encoding[SIDES];
	char *horizon[SIDES]; /* the oldest transaction that the snapshot may not see, as an xid8 */
	enum phase phase;
	bool in_turn, stopped;
	struct job *job;
	size_t tables;
	size_t at[SIDES]; /* job whose pieces are begun next */
	size_t judged; /* job that is looked into */
	int step; /* of that, see judge.c */
	struct finder *finder; /* NULL: rows are not looked for now */
	struct verify_progress progress;
	/* of the comparison as a whole; a table's own is reported with the table */
	struct err error;
};

/* verify.c */
void connection_ask(struct connection *, const char *sql, int64_t deadline_ms, void (*take)(struct connection *, const struct reply *));
/* Inside a savepoint, so that an error does not end the snapshot. */
void connection_ask_safely(struct connection *, const char *sql, void (*take)(struct connection *, const struct reply *));
void take_sums(struct connection *, const struct reply *);
void verify_end(struct verify *, const struct err *);
void verify_fail(struct verify *, const struct connection *); /* the comparison as a whole, for what this connection was told */
void sums_add(struct sums *, const struct sums *);
bool sums_same(const struct sums *, const struct sums *);

/* read.c */
void jobs_make(struct verify *);
void jobs_release(struct verify *);
void reading_step(struct verify *);
int64_t reading_next(const struct verify *); /* monotonic, when a connection that was told to be gentle goes on; INT64_MAX none */

/* judge.c: the jobs that differ, one after the other. */
void judging_step(struct verify *);
/* told: more members for the row, taken; NULL none. */
void job_report(struct verify *, struct job *, bool equal, const char *explained, const char *why, struct json *more);

/* delta.c */
void take_delta(struct connection *, const struct reply *);
enum delta_verdict delta_judge(struct job *);
void delta_look(struct verify *, struct job *);
bool delta_agrees(const struct job *);
void delta_release(struct delta *);

/* find.c: which rows of a job differ. step: true when it is over; then result and release. */
struct finder *finder_new(struct verify *, struct job *, const struct explained *const *);
bool finder_step(struct finder *);
struct json *finder_result(struct finder *); /* owned: missing, extra, changed, examples; or failed */
void finder_free(struct finder *);

#endif
