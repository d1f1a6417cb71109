/* teal-sandbox as a child: it lives as long as its standard input is open, so it ends with Teal, also after kill -9.
 * What it says on standard error are lines for people; one JSON line on standard output tells that it is ready, or why not. */
#ifndef TEAL_CLI_TRAIN_CHILD_H
#define TEAL_CLI_TRAIN_CHILD_H

#include <stdbool.h>

struct err;
struct loop;
struct train_child;

/* argv NULL-terminated, argv[0] a path. line: called with each line that it says, until told otherwise. NULL: err. */
typedef void train_line(const char *line);
struct train_child *train_child_start(struct loop *, const char *const *argv, train_line *line, struct err *);
void train_child_say(struct train_child *, train_line *line); /* NULL: nobody listens any more; it is still read */
/* The first line of its standard output; NULL: not yet. */
const char *train_child_ready(const struct train_child *);
bool train_child_ended(struct train_child *);
/* It has ended because its options were wrong, and has said which. */
bool train_child_refused(const struct train_child *);
/* Closes its standard input, waits until it has cleaned up, at most 15 s, and frees. False: it did not end, and got a SIGTERM. */
bool train_child_stop(struct train_child *);

#endif
