/* Verification: completeness and consistency, table by table, source against target, both servers at the same time.
 * Per table: row count and an order-independent sum of a 64-bit hash of each row's text over the source's columns sorted by name
 * (generated columns left out), in one read-only repeatable-read snapshot per side, with TimeZone, DateStyle, IntervalStyle,
 * extra_float_digits and bytea_output pinned (facts/peers.md 4b: sum of hashtextextended over text is sound;
 * sums of record hashes are not). */
#ifndef TEAL_ENGINE_VERIFY_H
#define TEAL_ENGINE_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "plan/command.h"

struct err;
struct json;
struct loop;
struct pg_spec;
struct verify;

struct verify_watch {
	/* One row of EV_VERIFIED's data (borrowed): mode, table, source_rows, target_rows (-1 unknown), equal, explained (text or
	 * null), took_ms, and why (text or null): what differs, or what went wrong with this table. */
	void (*table)(void *self, const struct json *row);
	void (*progress)(void *self, const char *table);
	/* NULL: all tables were compared (equal or not). The verify is freed when this returns. */
	void (*done)(void *self, const struct err *error);
	void *self;
};

/* Opens two sessions of its own, made read-only whatever the specs say.
 * product: for VERIFY_MIGRATED, where a difference may be explained by the migrations that were applied (src/plan/explained.h). applied:
 * versions on the target that the source has not, blanks between. */
struct verify *verify_start(struct loop *, const struct pg_spec *source, const struct pg_spec *target, enum verify_mode,
                            const char *product, const char *applied, const struct verify_watch *, struct err *);
/* Cancels on the servers too; done is not called. Safe on NULL and in table and progress, not in done. */
void verify_stop(struct verify *);

/* The SQL that is run per table, as a text for the screen (with TABLE and COLUMNS as holes). */
const char *verify_sql_shown(void);

#endif
