/* Verification: completeness and consistency, table by table, source against target, both servers at the same time.
 * Per table: row count and an order-independent combination of a 64-bit hash of each row (verify/hash.h says what equality means)
 * over the source's columns (those that both sides generate alike left out), in one read-only repeatable-read snapshot per side that all
 * its connections share, with TimeZone, DateStyle, IntervalStyle, extra_float_digits and bytea_output pinned. Large tables are read in
 * ranges of pages (PostgreSQL 14 and newer), which the connections of a side share; both sides go at their own pace. A table that differs
 * is judged afterwards: first whether migrations explain the difference, then which rows differ: the hashes of the keys fall into
 * buckets, the rows of the buckets that differ are merged, and the changed columns of each row are reported. */
#ifndef TEAL_VERIFY_VERIFY_H
#define TEAL_VERIFY_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "plan/command.h"

struct err;
struct json;
struct loop;
struct pg_spec;
struct verify;

#define VERIFY_JOBS 16

/* What is reported, and what counts as a difference. */
enum verify_flags {
	VERIFY_NAME_ROWS = 1, /* say which rows differ */
	VERIFY_VALUES = 2, /* with their values: personal data */
	VERIFY_COMMON = 4, /* columns that the target lacks are no difference */
};

/* A table that an earlier comparison proved equal, with the horizons of its snapshots (an EV_VERIFIED of mode
 * live holds them). */
struct verify_since {
	const char *table; /* "schema.table" */
	const char *source, *target; /* xid8 */
};

/* What to compare. Borrowed for the call of verify_start. */
struct verify_spec {
	const struct pg_spec *source, *target;
	enum verify_mode mode;
	/* For VERIFY_MIGRATED, where migrations that were applied may explain a difference (verify/explained.h). applied: versions that
	 * only the target has, blanks between. NULL: nothing is explained. */
	const char *product, *applied;
	const char *tables; /* a pattern for verify_table_like; NULL: all tables */
	const char *skip; /* names in the form of codec/table_name.h, blanks between: passed over; NULL: none */
	/* Tables of which only newer rows are read, where they have a primary key. NULL: every table is read in full. */
	const struct verify_since *since;
	size_t sinces;
	int jobs; /* connections per side; 0: 1 */
	unsigned flags;
	int64_t rate; /* the most bytes per second and side; 0: no limit */
	int64_t rows_max; /* rows named per table; 0: 100 */
	int64_t table_ms; /* the longest that any question may take; 0: an hour, and a minute for those about the catalogue */
};

/* How far the comparison is, for a display; nothing is decided by it. */
struct verify_progress {
	const char *table; /* the table whose piece began or ended last */
	int64_t pages, pages_all, rows; /* of both sides and all tables; rows: counted so far */
	int tables, tables_all;
};

/* Who hears of the comparison. table, progress and done are required. */
struct verify_watch {
	/* One table's verdict as the data of EV_VERIFIED (borrowed): mode, table, source_rows, target_rows (-1 unknown), equal, explained
	 * (text or null), took_ms, why (text or null: what differs, or what went wrong with this table), compared (false: it could not
	 * be compared). delta (true) when only newer rows were read. When rows were named: missing, extra, changed (numbers), examples
	 * (texts "id=…: column, column"). */
	void (*table)(void *self, const struct json *row);
	void (*progress)(void *self, const struct verify_progress *);
	/* May be NULL. One row that differs (borrowed): table, kind "missing", "extra" or "changed" (seen from the source), key {column:
	 * text}, columns [names], and with VERIFY_VALUES source {column: text}, target {…}. Without a primary key: key {} and hash. */
	void (*row)(void *self, const struct json *row);
	/* NULL: all tables were compared (equal or not). The verify is freed when this returns. */
	void (*done)(void *self, const struct err *error);
	void *self;
};

/* Opens sessions of its own, whose transactions are read-only whatever the specs say. NULL with err when a
 * conninfo cannot be read. */
struct verify *verify_start(struct loop *, const struct verify_spec *, const struct verify_watch *, struct err *);
/* Cancels on the servers as well; done is not called. Safe on NULL, and in table and progress, but not in done. */
void verify_stop(struct verify *);

#endif
