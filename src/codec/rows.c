/* Columns are found by name at each reading. The sets are small, and a query may gain a column without
 * anybody counting. */
#include "config.h"

#include "codec/rows.h"

#include "base/mem.h"
#include "base/str.h"

/* Columns without rows are a whole answer, too. */
void rows_release(struct rows *r)
{
	for (size_t i = 0; i < r->columns; i++)
		free(r->name[i]);
	for (size_t i = 0; i < r->columns * r->count; i++)
		free(r->cell[i]);
	free(r->name);
	free(r->cell);
	*r = (struct rows){ 0 };
}

void reply_release(struct reply *r)
{
	for (size_t i = 0; i < r->sets; i++)
		rows_release(&r->set[i]);
	free(r->set);
	free(r->message);
	free(r->detail);
	free(r->hint);
	*r = (struct reply){ 0 };
}

/* The first of that name: a query with two columns of one name has to name them. */
const char *rows_cell(const struct rows *r, size_t row, const char *column)
{
	for (size_t c = 0; c < r->columns && row < r->count; c++)
		if (strcmp(r->name[c], column) == 0)
			return r->cell[row * r->columns + c];
	return NULL;
}

/* A missing cell comes as NULL, which is no number either. */
int64_t rows_int(const struct rows *r, size_t row, const char *column, int64_t other)
{
	int64_t n;

	return str_to_int(rows_cell(r, row, column), INT64_MIN, INT64_MAX, &n) ? n : other;
}

/* A boolean is "t" or "f" as text (PostgreSQL manual, "Boolean Type"); 1 is taken for true as well. */
bool rows_bool(const struct rows *r, size_t row, const char *column)
{
	const char *text = rows_cell(r, row, column);

	return text && (text[0] == 't' || text[0] == '1');
}
