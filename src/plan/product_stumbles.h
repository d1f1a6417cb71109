/* What a migration fails on: rows that blue may hold and the SQL of a release does not take. One row for each, with the release
 * and the migration that stumbles, and the question to blue that finds the rows before anything is begun. Read from the
 * migrations' SQL and Go (facts/ory.md section 8): unique indexes, constraints and
 * foreign keys over rows that are there, and columns that become NOT NULL after a fill that leaves some out. */
#ifndef TEAL_PLAN_PRODUCT_STUMBLES_H
#define TEAL_PLAN_PRODUCT_STUMBLES_H

#include <stdbool.h>
#include <stddef.h>

struct model;

struct stumble {
	const char *id;
	const char *product;
	const char *release, *migration; /* the first release that has it, its version in schema_migration */
	const char *what, *remedy; /* what stands in the way, what to do */
	const char *tables; /* that the question reads, blanks between: where one is missing there is nothing to stumble over */
	const char *sql; /* one row: n, and example, which is an id and never what a person wrote */
};

const struct stumble *stumble_at(size_t i); /* NULL past the end */
const struct stumble *stumble_find(const char *id); /* NULL when there is none */
/* True when the way from blue's version to the target leads over that release, and blue has not recorded the migration. */
bool stumble_lies_between(const struct model *, const struct stumble *);

#endif
