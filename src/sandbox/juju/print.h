/* Texts as juju prints them: JSON on one line as Go's encoding/json does, YAML blocks, times in the caller's zone, and tables. Pure. */
#ifndef TEAL_SANDBOX_JUJU_PRINT_H
#define TEAL_SANDBOX_JUJU_PRINT_H

#include <stddef.h>
#include <stdint.h>

struct json;
struct str;

/* Members in the order in which they stand, no blanks, < > & U+2028 U+2029 escaped, no newline at the end. */
void print_json(struct str *, const struct json *);
/* Block style, two blanks a level; every line ends with a newline. */
void print_yaml(struct str *, const struct json *, int indent);
/* A copy with the members in bytewise order, as Go prints a map; takes object, the caller owns what comes back. */
struct json *print_sorted(struct json *object);

/* The client's zone, as its request gives it: seconds east of UTC and the abbreviation. */
struct zone {
	int offset;
	char name[12];
};

#define WHEN_TEXT 64

/* Each form is of one place in juju's output; facts/juju.md 1.3 and 3.1. */
enum when_style {
	WHEN_SINCE, /* "24 Feb 2025 12:03:17+13:00", "Z" for UTC */
	WHEN_ISO, /* "2006-01-02 15:04:05Z", always UTC */
	WHEN_STAMP, /* "12:04:55+13:00": status' time of the controller */
	WHEN_GO, /* "2025-03-01 16:23:26 +1300 NZDT": of actions */
	WHEN_CLOCK, /* "16:42:46" */
	WHEN_RFC, /* "2025-06-03T11:39:23Z", always UTC */
	WHEN_DATE, /* "2025-06-03" */
};
void print_when(int64_t wall_ms, const struct zone *, enum when_style, char out[WHEN_TEXT]);

/* Rows of cells in columns, two blanks between, as text/tabwriter does; cell NULL is empty. Lines keep no padding after the last column.
 * right: a text with 'r' at each column that is aligned to the right (NULL: none). */
void print_table(struct str *, const char *const *cell, size_t rows, size_t columns, const char *right);

#endif
