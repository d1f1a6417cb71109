/* The two sides of a migration, and what a row says of its own. */
#ifndef TEAL_PLAN_SIDE_H
#define TEAL_PLAN_SIDE_H

struct model;

enum side { BLUE, GREEN, SIDES };

/* Which side a row of a table is about; what is given to its functions is that side. */
enum row_side {
	OF_BLUE, /* also where the side does not matter */
	OF_GREEN,
	OF_SUBJECT, /* the side that the run's strategy works on: green in the recommended one, blue in the basic one */
};

enum side side_of_row(const struct model *, enum row_side);
/* "blue", "green", for texts; translated. */
const char *side_name(enum side);

#endif
