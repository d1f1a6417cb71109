/* What a comparison found, as lines for people or as one JSON document. Reads what verify/verify.h tells; pure, and what is foreign is made
 * harmless for a terminal. */
#ifndef TEAL_CLI_VERDICTS_H
#define TEAL_CLI_VERDICTS_H

#include <stddef.h>
#include <stdint.h>

struct json;
struct str;
struct verify_seen;

#define VERDICTS_OUTPUT ((size_t)16 << 20) /* bytes of one table's lines: a thousand rows of STR_LINE, and some */

/* Zeroed is empty. */
struct verdicts {
	int64_t rows_max; /* rows that are named for each table; set by the owner */
	int64_t tables, different, failed;
	int64_t unnamed; /* different, but the rows could not be looked for */
	int64_t rows; /* of the source, as far as tables were compared */
	struct json *shown; /* the first rows of the table that is looked into; owned */
	struct json *list; /* every table's object; owned */
};

/* A row that differs; it belongs to the table that is told next. */
void verdicts_row(struct verdicts *, const struct json *row);
/* A table's verdict: counted, kept for the document, and its lines are added to out. */
void verdicts_table(struct verdicts *, const struct json *row, struct str *out);
/* "source: iam, PostgreSQL 14.11": two lines. seen: source and target. */
void verdicts_head(const struct verify_seen *seen, struct str *out);
/* What was left out, and the last line, which sums up. */
void verdicts_end(const struct verdicts *, const struct verify_seen *seen, int64_t took_ms, struct str *out);
/* The document (manual, VERIFY). Owned by the caller. */
struct json *verdicts_json(struct verdicts *, const struct verify_seen *seen, int64_t took_ms);
void verdicts_release(struct verdicts *);

#endif
