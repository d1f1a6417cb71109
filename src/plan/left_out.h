/* Tables that the operator leaves out: named by the settings (leave_out) or by the answer leave_out, in the form of
 * codec/table_name.h. They are fenced like the rest, but not published, not emptied and not compared: green gets nothing of them. */
#ifndef TEAL_PLAN_LEFT_OUT_H
#define TEAL_PLAN_LEFT_OUT_H

#include <stdbool.h>
#include <stddef.h>

struct model;
struct str;

/* The answer's key. Its text is names with blanks between. */
#define LEFT_OUT_ANSWER "leave_out"

/* For the fold: marks the rows of the tables, wherever they or what is said about them may have changed. */
void left_out_mark(struct model *);
bool left_out(const struct model *, const char *table);
/* True when the settings say so: then the answer cannot take it back. */
bool left_out_by_settings(const struct model *, const char *table);
/* The i-th name, the settings' first; owned. NULL past the end. */
char *left_out_at(const struct model *, size_t i);
/* All of them, ", " between, in the order of left_out_at; "" when there are none. */
void left_out_add(const struct model *, struct str *);
/* Refuses what is no list of names. Where it stops is at *bad, borrowed from text. */
bool left_out_readable(const char *text, const char **bad);
/* " AND (n.nspname, c.relname) NOT IN (…)", or nothing. */
void left_out_add_sql(const struct model *, struct str *);

#endif
