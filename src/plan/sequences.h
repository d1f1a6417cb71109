/* Sequences as both servers tell them: numbers are texts, since they have more digits than a double keeps. */
#ifndef TEAL_PLAN_SEQUENCES_H
#define TEAL_PLAN_SEQUENCES_H

#include <stdbool.h>
#include <stdint.h>

struct json;
struct model;

/* Borrowed from the row. */
struct sequence {
	const char *name, *owner; /* in the form of codec/table_name.h; owner: the table whose column it serves, "" none */
	const char *type, *low, *high, *step, *cache, *cycle, *start; /* cycle "true" or "false" */
	const char *last, *called; /* NULL: the role may not read it */
	const char *bound; /* the most that the owning column's type holds */
};

/* A row of FACT_SRC_SEQUENCES; false when it is none. */
bool sequence_read(const struct json *row, struct sequence *);
/* The row of that name in a list; false when there is none. */
bool sequence_find(const struct json *list, const char *name, struct sequence *);
/* False for one of a table that is left out. */
bool sequence_takes(const struct model *, const struct sequence *);
/* Values that are still to come; -1: it begins anew at its end, or its numbers cannot be read. */
int64_t sequence_left(const struct sequence *);
/* True when fewer than 1000, or than one in a hundred, are left. */
bool sequence_is_near(const struct sequence *);

#endif
