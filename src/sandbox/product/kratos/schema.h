/* The product's schema: which migrations a release consists of, and the SQL that each runs here. Versions and names are those of
 * Kratos; the SQL up to 1.0.0 was written for the training and squashed (tables, columns, keys and indexes as 1.0.0 has them), so most rows
 * run nothing and are recorded only, as Kratos records an empty migration. The step from 1.0.0 to 1.1.0 is migration by migration. The
 * bookkeeping is that of ory/x popx: table schema_migration without primary key, one row per version, pending is the set difference. */
#ifndef TEAL_SANDBOX_PRODUCT_KRATOS_SCHEMA_H
#define TEAL_SANDBOX_PRODUCT_KRATOS_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pg;

#define SCHEMA_MOST 512 /* more than any release has */

/* One migration of the product. */
struct schema_migration {
	const char *version; /* 20 digits; the first ones look like a date and need not be one */
	const char *name;
	const char *release; /* the first of "1.0.0", "1.1.0" that has it */
};

/* Ascending by version. */
extern const struct schema_migration schema_list[];
extern const size_t schema_list_count;

/* The SQL of a migration; most migrations have none. */
struct schema_sql {
	const char *version, *sql;
};
extern const struct schema_sql schema_base[], schema_next[]; /* up to 1.0.0; from 1.0.0 to 1.1.0 */
extern const size_t schema_base_count, schema_next_count;

/* "1.0.0" and "1.1.0" are known. */
bool schema_release_known(const char *release);
/* True when the release contains this migration. */
bool schema_in_release(const struct schema_migration *, const char *release);
/* What the migration runs; "" when it is recorded only. */
const char *schema_sql(const char *version);
/* The migrations that release has and applied has not, as indexes into schema_list in the order in which they run. Returns their number. */
size_t schema_pending(const char *const *applied, size_t n, const char *release, size_t out[SCHEMA_MOST]);

/* SQL that makes the bookkeeping table where it is missing. */
extern const char schema_bookkeeping[];

/* The additions of an odd world (schema_odd.c): objects of both sides, in a text that may be run again; rows and objects of blue only. */
extern const char schema_odd_both[], schema_odd_blue[];

/* ---- Running it ---- */

/* The outcome of a run; the texts are valid during the callback only. */
struct schema_result {
	bool ok, timed_out;
	size_t applied; /* migrations that this run committed */
	const char *version; /* the migration that failed, NULL: none did */
	const char *message; /* the server's words, "" when ok */
};

/* What to run, and who is told. */
struct schema_run {
	struct pg *pg; /* borrowed until done; a session as the owner of the objects */
	const char *release;
	const char *also; /* run with the bookkeeping, in its transaction; NULL: nothing */
	int64_t by; /* the deadline, in monotonic milliseconds */
	int64_t slow_ms; /* each migration takes that much longer */
	int64_t fail_at; /* the n-th pending one fails (from 1), 0: none */
	void (*applied)(void *self, const struct schema_migration *); /* after each commit; may be NULL */
	void (*done)(void *self, const struct schema_result *);
	void *self;
};

/* Each migration and its row are one transaction; the first error ends the run, and committed migrations stay. A second run does what is
 * still pending. The struct is copied. */
void schema_migrate(const struct schema_run *);

#endif
