/* Levenshtein's distance on one row, for names that are short enough to be slips of each other. */
#include "config.h"

#include "cli/nearest.h"

#include "base/mem.h"

/* Names of tables have at most 63 bytes, and options fewer. */
#define NAME_MAX_LENGTH 64
#define SLIPS 3

/* How many letters must be changed, added or taken away to make b of a. */
static int distance(const char *a, const char *b)
{
	size_t na = strlen(a), nb = strlen(b);
	int row[NAME_MAX_LENGTH + 1];

	if (na > NAME_MAX_LENGTH || nb > NAME_MAX_LENGTH)
		return NAME_MAX_LENGTH;
	for (size_t j = 0; j <= nb; j++)
		row[j] = (int)j;
	for (size_t i = 1; i <= na; i++) {
		/* The cell above and to the left, which the row itself has overwritten. */
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

/* The better of two candidates; a hint that is far off would only puzzle. */
void nearest_consider(struct nearest *n, const char *word, const char *name)
{
	/* A beginning of the name is nearer than any slip; a single letter begins too many. */
	int d = strncmp(name, word, strlen(word)) == 0 && strlen(word) > 1 ? 1 : distance(word, name);

	if (d > SLIPS || d >= (int)strlen(name) || (n->name && d >= n->distance))
		return;
	n->name = name;
	n->distance = d;
}
