/* The result of a comparison, as lines for people or as one JSON document, made of the objects that verify/verify.h reports. Pure; foreign
 * text is escaped for the terminal. */
#ifndef TEAL_CLI_VERDICTS_H
#define TEAL_CLI_VERDICTS_H

#include <stddef.h>
#include <stdint.h>

struct json;
struct str;
struct verify_seen;

/* Bytes of one table's lines: a thousand rows of STR_LINE, and the verdict. */
#define VERDICTS_OUTPUT ((size_t)16 << 20)

/* The counts so far. Release is safe on zeroed memory. */
struct verdicts {
	int64_t rows_max; /* rows that are named for each table; the owner sets it */
	int64_t tables, different, failed; /* tables that were reported; that differ; that could not be compared */
	int64_t unnamed; /* tables that differ and whose rows could not all be found */
	int64_t rows; /* of the source, in tables that were compared */
	struct json *shown; /* the first differing rows of the table that is compared now; owned */
	struct json *list; /* every table's object; owned */
};

/* A row that differs; it belongs to the table that verdicts_table reports next. */
void verdicts_row(struct verdicts *, const struct json *row);
/* A table's verdict: counts it, keeps it for the document, and adds its lines to out. */
void verdicts_table(struct verdicts *, const struct json *row, struct str *out);
/* "source: iam, PostgreSQL 14.11": two lines. seen: source and target. */
void verdicts_head(const struct verify_seen *seen, struct str *out);
/* Notes about tables that were not compared, and the last line, which sums up. */
void verdicts_end(const struct verdicts *, const struct verify_seen *seen, int64_t took_ms, struct str *out);
/* The document (manual, VERIFY). Owned by the caller. */
struct json *verdicts_json(struct verdicts *, const struct verify_seen *seen, int64_t took_ms);
void verdicts_release(struct verdicts *);

#endif
