/* Levenshtein's distance, computed in one row of the matrix. */
#include "config.h"

#include "cli/nearest.h"

#include "base/mem.h"

/* PostgreSQL's names have at most 63 bytes, and options fewer. */
#define NAME_MAX_LENGTH 64
/* The largest distance that still makes a hint. */
#define SLIPS 3

/* The letters that must be changed, added or removed to make b of a. */
static int distance(const char *a, const char *b)
{
	size_t na = strlen(a), nb = strlen(b);
	int row[NAME_MAX_LENGTH + 1];

	if (na > NAME_MAX_LENGTH || nb > NAME_MAX_LENGTH)
		return NAME_MAX_LENGTH;
	for (size_t j = 0; j <= nb; j++)
		row[j] = (int)j;
	for (size_t i = 1; i <= na; i++) {
		/* The cell above and to the left, which the row has overwritten already. */
		int corner = row[0];

		row[0] = (int)i;
		for (size_t j = 1; j <= nb; j++) {
			int best = corner + (a[i - 1] != b[j - 1]);

			corner = row[j];
			best = row[j] + 1 < best ? row[j] + 1 : best;
			row[j] = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
		}
	}
	return row[nb];
}

/* A name that shares no letter with the word is no hint, although a short one may be within SLIPS. */
void nearest_consider(struct nearest *n, const char *word, const char *name)
{
	/* A beginning of the name counts as distance 1; a single letter begins too many names. */
	int d = strncmp(name, word, strlen(word)) == 0 && strlen(word) > 1 ? 1 : distance(word, name);

	if (d > SLIPS || d >= (int)strlen(name) || (n->name && d >= n->distance))
		return;
	n->name = name;
	n->distance = d;
}
