/* What a database answered, as text: no library type in it. Owned by whoever holds the struct. */
#ifndef TEAL_CODEC_ROWS_H
#define TEAL_CODEC_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One result set. cell[row * columns + column]; a NULL pointer is SQL NULL. affected: rows a command touched, -1 when it does not say. */
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

/* NULL when there is no such row or column, or the cell is NULL. */
const char *rows_cell(const struct rows *, size_t row, const char *column);
/* Number in a cell; other when it is absent, NULL or not a whole number. */
int64_t rows_int(const struct rows *, size_t row, const char *column, int64_t other);
bool rows_bool(const struct rows *, size_t row, const char *column);

#endif
