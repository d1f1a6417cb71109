/* teal-sandbox as a child. The sandbox ends when its standard input is closed, so it ends with Teal, also after a kill -9.
 * Its lines on standard error are for people; one JSON line on standard output says that it is ready, or why not. */
#ifndef TEAL_CLI_TRAIN_CHILD_H
#define TEAL_CLI_TRAIN_CHILD_H

#include <stdbool.h>

struct err;
struct loop;
struct train_child;

/* argv ends with NULL, argv[0] is a path. line is called with each line of the child's standard error. NULL: err. */
typedef void train_line(const char *line);
struct train_child *train_child_start(struct loop *, const char *const *argv, train_line *line, struct err *);
void train_child_say(struct train_child *, train_line *line); /* replaces line; NULL: further lines are read and dropped */
/* The first line of its standard output; NULL: it has not come yet. */
const char *train_child_ready(const struct train_child *);
/* The process has ended and its standard output is read to the end. */
bool train_child_ended(struct train_child *);
/* The process has ended because its options were wrong, after it named them on standard error. */
bool train_child_refused(const struct train_child *);
/* Closes the child's standard input, waits at most 15 s until the child has removed its files, and frees. False: the child did not end and
 * got a SIGTERM. */
bool train_child_stop(struct train_child *);

#endif
