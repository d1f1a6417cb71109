/* teal train: starts a sandbox for training and runs the wizard on it. */
#ifndef TEAL_CLI_TRAIN_H
#define TEAL_CLI_TRAIN_H

struct loop;
struct options;

/* Returns the wizard's exit status, or the error's when the sandbox did not start. The sandbox is stopped in any case. */
int train_run(const struct options *, struct loop *);

#endif
