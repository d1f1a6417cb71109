/* Columns are found by name at each access. The sets are small, and a query can gain a column without changes
 * elsewhere. */
#include "config.h"

#include "codec/rows.h"

#include "base/mem.h"
#include "base/str.h"

/* A set may have columns and no rows. */
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

/* The first column of that name: a query must give different names. */
const char *rows_cell(const struct rows *r, size_t row, const char *column)
{
	for (size_t c = 0; c < r->columns && row < r->count; c++)
		if (strcmp(r->name[c], column) == 0)
			return r->cell[row * r->columns + c];
	return NULL;
}

/* A missing cell is NULL, which str_to_int refuses. */
int64_t rows_int(const struct rows *r, size_t row, const char *column, int64_t other)
{
	int64_t n;

	return str_to_int(rows_cell(r, row, column), INT64_MIN, INT64_MAX, &n) ? n : other;
}

/* A boolean is "t" or "f" as text (PostgreSQL manual, "Boolean Type"); 1 counts as true, too. */
bool rows_bool(const struct rows *r, size_t row, const char *column)
{
	const char *text = rows_cell(r, row, column);

	return text && (text[0] == 't' || text[0] == '1');
}
