/* What a database answered, as text, without a type of libpq. The holder of the struct owns everything in it. */
#ifndef TEAL_CODEC_ROWS_H
#define TEAL_CODEC_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One result set: cell[row * columns + column]; a NULL pointer is SQL NULL. affected: how many rows a command
 * touched, -1 when the command does not say. */
struct rows {
	size_t columns, count;
	char **name;
	char **cell;
	int64_t affected;
};

/* The answer to one request: several sets when the text held several statements. */
struct reply {
	bool ok;
	bool timed_out, lost; /* the deadline passed (the statement was cancelled); the connection is gone */
	char sqlstate[6]; /* of the first error, else "" */
	char *message, *detail, *hint; /* the server's words, not yet harmless; NULL when there are none */
	struct rows *set;
	size_t sets;
	int64_t took_ms;
};

void rows_release(struct rows *);
void reply_release(struct reply *);

/* NULL when there is no such row or column, or when the cell is NULL. */
const char *rows_cell(const struct rows *, size_t row, const char *column);
/* The number in a cell; other when the cell is absent, NULL or not a whole number. */
int64_t rows_int(const struct rows *, size_t row, const char *column, int64_t other);
bool rows_bool(const struct rows *, size_t row, const char *column);

#endif
