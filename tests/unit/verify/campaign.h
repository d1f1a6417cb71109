/* Random pairs of tables for comparisons: what both sides hold is known here, cell by cell, and so is what has to be said about them. The
 * sides of a pair that is equal may still differ in what is no difference: the order of columns and rows, columns that were dropped, the
 * width of types, how a value is written. */
#ifndef TEAL_TESTS_CAMPAIGN_H
#define TEAL_TESTS_CAMPAIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str;

#define CAMPAIGN_COLUMNS 64

enum campaign_key { KEY_NONE, KEY_INT, KEY_BIGINT, KEY_TEXT, KEY_UUID, KEY_TWO, KEYS };

/* One of them is in every table of a campaign of defects. */
enum defect {
	DEFECT_NONE,
	DEFECT_MISSING, /* a row */
	DEFECT_EXTRA, /* a row */
	DEFECT_VALUE, /* one value became another of its type: often one byte, or one bit */
	DEFECT_NULL, /* a value became NULL, or the other way around; a text the empty text */
	DEFECT_SWAPPED_ROWS, /* two rows exchanged their values of one column */
	DEFECT_SWAPPED_COLUMNS, /* two columns of a row, of one type, exchanged their values */
	DEFECT_LAST, /* the last column of a wide row */
	DEFECT_COUNT, /* a row that is there more or less often; only without a key */
	DEFECT_KEY, /* a row has another key */
	DEFECTS,
};

/* A cell: index into its type's values; -1: NULL. */
struct campaign_row {
	int64_t key; /* a number that no other row of its side has; 0 without a key */
	signed char cell[CAMPAIGN_COLUMNS];
};

struct campaign_table {
	int number; /* its name is t<number> */
	enum campaign_key key;
	enum defect defect;
	int columns;
	int type[CAMPAIGN_COLUMNS];
	struct campaign_row *row[2]; /* of the source, of the target */
	size_t rows[2];
	uint64_t random;
};

/* Drawn from the seed and the number alone. The sides differ unless defect is DEFECT_NONE; where the drawn table cannot have this defect
 * (two rows to be swapped) another is drawn. */
void campaign_draw(struct campaign_table *, uint64_t seed, int number, enum defect);
void campaign_release(struct campaign_table *);
/* Types that tables of both sides need first. */
extern const char campaign_types[];
/* The statements that make one side's table. */
void campaign_sql(const struct campaign_table *, int side, struct str *out);
/* What has to be said, one line a row, sorted by key: "missing k0=7", "extra …", "changed k0=7: c1 c5". Without a key: "missing 2, extra
 * 1". */
char *campaign_expected(const struct campaign_table *);

const char *defect_name(enum defect);

#endif
