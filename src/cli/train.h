/* teal train: a training world, and the wizard over it. */
#ifndef TEAL_CLI_TRAIN_H
#define TEAL_CLI_TRAIN_H

struct loop;
struct options;

/* Returns the exit status. */
int train_run(const struct options *, struct loop *);

#endif
