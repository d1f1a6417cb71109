/* What the files of a comparison share; no other room includes this header. verify.c opens the sessions, leads
 * through the phases and ends; read.c reads every table, in pieces, on all connections; judge.c decides whether
 * a difference is explained; find.c names rows and columns that differ; delta.c compares only what changed
 * since an earlier comparison. */
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

/* What was counted on one side of a table. xor combines the hashes of the rows; low and high are the sums of
 * their halves, 0 for a table with a key (verify/sql.h). */
struct sums {
	int64_t rows;
	uint64_t xor, low, high;
};

/* One session with one server, and the answer that came last. */
struct connection {
	struct verify *v;
	enum side side;
	struct pg *pg;
	/* waiting: an answer is due. ok and lost are about the last answer; lost: the session is gone. */
	bool waiting, ok, lost;
	bool spoiled; /* its transaction failed inside the savepoint */
	char *why; /* owned: why the last answer was a failure; NULL: it was none */
	size_t job; /* the table whose piece is read, as an index of verify.job */
	int64_t pages; /* heap pages of that piece */
	/* Monotonic milliseconds. began: of the piece, 0 when none is read; not_before: the pause that the rate demands. */
	int64_t began, not_before;
	/* What the last answer held. */
	struct sums sums;
	int64_t node; /* number of the table's file, 0 when the answer did not say */
	char *text; /* owned: hashes, or the name of the snapshot */
	void (*take)(struct connection *, const struct reply *); /* reads the answer; NULL: nothing to read */
};

/* The rows of a table that are newer than a side's horizon (delta.c). */
struct delta {
	struct json *rows; /* owned: [[k, h, key …], …] as texts */
	int64_t count; /* how many newer rows there are; the list may hold fewer */
	char *keys; /* owned: keys of rows that only the other side calls new; this side is asked for them */
	/* Rows that this side is asked for and rows that came, with the combined hashes of each. */
	size_t wanted, seen;
	uint64_t want_k, want_h, seen_k, seen_h;
};

/* EQUAL: proven. ASK: each side has to be asked for rows that only the other one calls new. FULL: read the
 * whole table. */
enum delta_verdict { DELTA_EQUAL, DELTA_ASK, DELTA_FULL };

/* One table of the comparison. */
struct job {
	const struct verify_table *source, *target; /* target NULL: the table is missing there */
	struct verify_plan plan;
	char *missing; /* owned: why it cannot be compared value by value; NULL: it can */
	char *failed; /* owned: what went wrong with this table; NULL: nothing */
	struct {
		int64_t next; /* page where the next piece begins */
		int left; /* pieces under way */
		bool all; /* every piece was begun */
		struct sums sums; /* of the pieces that came */
	} side[SIDES];
	/* The earlier comparison that proved the table equal: only newer rows are read. NULL: the whole table is read. */
	const struct verify_since *since;
	struct delta delta[SIDES];
	int64_t began; /* monotonic milliseconds, 0 before the first piece */
	bool reported;
	/* Migrations that may explain a difference, closed by NULL. */
	const struct explained *explained[EXPLAINED_MAX + 1];
};

/* OPENING: a snapshot on each side. LISTING: the catalogues. SHARING: the other connections take the snapshot
 * of the first. READING: all tables. JUDGING: tables that differ, one after the other. */
enum phase { OPENING, LISTING, SHARING, READING, JUDGING, ENDED };

/* A comparison under way. All texts are owned. */
struct verify {
	struct loop *loop;
	struct waiter waiter;
	struct verify_watch watch;
	enum verify_mode mode;
	unsigned flags;
	char *product, *applied, *pattern, *skip;
	struct verify_since *sinces; /* owned copies */
	size_t sinces_count;
	int jobs; /* connections per side */
	int64_t rate, rows_max, table_ms; /* as in struct verify_spec */
	uint64_t secret;
	struct connection conn[SIDES][VERIFY_JOBS];
	struct verify_catalog catalog[SIDES];
	char *encoding[SIDES];
	char *horizon[SIDES]; /* the oldest transaction that the snapshot may not see, as an xid8 */
	enum phase phase;
	bool in_turn, stopped;
	struct job *job; /* owned array, one for each table */
	size_t tables;
	size_t at[SIDES]; /* the job whose pieces are begun next */
	size_t judged; /* the job that is judged now */
	int step; /* how far its judging is: see judge.c */
	struct finder *finder; /* NULL: no search for rows is under way */
	struct verify_progress progress;
	/* A failure of the comparison as a whole; the failure of a table is reported with the table. */
	struct err error;
};

/* verify.c: sends a question on a connection that is not waiting; take reads a good answer. */
void connection_ask(struct connection *, const char *sql, int64_t deadline_ms, void (*take)(struct connection *, const struct reply *));
/* Asks inside a savepoint, so that an error does not end the snapshot. */
void connection_ask_safely(struct connection *, const char *sql, void (*take)(struct connection *, const struct reply *));
void take_sums(struct connection *, const struct reply *);
void verify_end(struct verify *, const struct err *);
void verify_fail(struct verify *, const struct connection *); /* ends the comparison with this connection's failure */
void sums_add(struct sums *, const struct sums *);
bool sums_same(const struct sums *, const struct sums *);

/* read.c: the list of tables, and reading them in pieces. */
void jobs_make(struct verify *);
void jobs_release(struct verify *);
void reading_step(struct verify *);
int64_t reading_next(const struct verify *); /* monotonic, when the next connection can go on; INT64_MAX: all wait */

/* judge.c: the jobs that differ, one after the other. */
void judging_step(struct verify *);
/* Reports a table's verdict. more: further members for the row; ownership moves; NULL: none. */
void job_report(struct verify *, struct job *, bool equal, const char *explained, const char *why, struct json *more);

/* delta.c: a table that an earlier comparison proved equal. */
void take_delta(struct connection *, const struct reply *);
enum delta_verdict delta_judge(struct job *);
void delta_ask_other(struct verify *, struct job *);
bool delta_agrees(const struct job *);
void delta_release(struct delta *);

/* find.c: which rows of a job differ. finder_step returns true when the search is over; then come finder_result
 * and finder_free. */
struct finder *finder_new(struct verify *, struct job *, const struct explained *const *);
bool finder_step(struct finder *);
struct json *finder_result(struct finder *); /* owned: missing, extra, changed, more, examples; not_found: why the search failed */
void finder_free(struct finder *);

#endif
