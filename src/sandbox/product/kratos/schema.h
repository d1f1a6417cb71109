/* The product's schema: which migrations a release consists of, and the SQL that each runs here. Versions and names are those of
 * Kratos; the SQL is a squash in our own words (tables, columns, keys and indexes as 1.0.0 has them), so most rows run nothing and
 * are recorded only, as Kratos records an empty migration. The step from 1.0.0 to 1.1.0 is migration by migration. Bookkeeping as
 * ory/x popx does it: table schema_migration without primary key, one row per version, pending is the set difference. */
#ifndef TEAL_SANDBOX_PRODUCT_KRATOS_SCHEMA_H
#define TEAL_SANDBOX_PRODUCT_KRATOS_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pg;

#define SCHEMA_MOST 512 /* more than any release has */

struct schema_migration {
	const char *version; /* 20 digits; not a date to be parsed */
	const char *name;
	const char *release; /* the first of "1.0.0", "1.1.0" that has it */
};

/* Ascending by version. */
extern const struct schema_migration schema_list[];
extern const size_t schema_list_count;

/* The work of a migration; most have none. */
struct schema_sql {
	const char *version, *sql;
};
extern const struct schema_sql schema_base[], schema_next[]; /* up to 1.0.0; from 1.0.0 to 1.1.0 */
extern const size_t schema_base_count, schema_next_count;

bool schema_release_known(const char *release);
/* True when the release contains this migration. */
bool schema_in_release(const struct schema_migration *, const char *release);
/* What the migration runs; "" when it is recorded only. */
const char *schema_sql(const char *version);
/* Indexes into schema_list of what release has and applied has not, in the order in which they run. Returns how many. */
size_t schema_pending(const char *const *applied, size_t n, const char *release, size_t out[SCHEMA_MOST]);

/* Makes the bookkeeping table where it is missing. */
extern const char schema_bookkeeping[];

/* What an odd world has besides (schema_odd.c): on both sides, in a text that may be run again; and on blue only, with the rows of both. */
extern const char schema_odd_both[], schema_odd_blue[];

/* ---- Running it ---- */

struct schema_result {
	bool ok, timed_out;
	size_t applied; /* by this run */
	const char *version; /* where it stopped, NULL when it did not or not at a migration */
	const char *message; /* the server's words, "" when ok */
};

struct schema_run {
	struct pg *pg; /* borrowed until done; one session as the owner of the objects */
	const char *release;
	const char *also; /* run with the bookkeeping, in its transaction; NULL: nothing */
	int64_t by; /* monotonic: when the time is over */
	int64_t slow_ms; /* each migration takes that much longer */
	int64_t fail_at; /* the n-th pending one fails (from 1), 0: none */
	void (*applied)(void *self, const struct schema_migration *); /* after each commit; may be NULL */
	void (*done)(void *self, const struct schema_result *);
	void *self;
};

/* Each migration and its row are one transaction; the first error ends it and what was committed stays. Idempotent. The spec is
 * copied. */
void schema_migrate(const struct schema_run *);

#endif
