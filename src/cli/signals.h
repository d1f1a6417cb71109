/* Signals as events of the loop, and what keeps secrets out of core dumps. One program has one set of them, so there is no handle. */
#ifndef TEAL_CLI_SIGNALS_H
#define TEAL_CLI_SIGNALS_H

#include <stdbool.h>

struct loop;

/* First thing in main: no core dump (a core holds passwords), files for their owner only, no death by a closed pipe. */
void signals_harden(void);

/* SIGINT, SIGTERM, SIGHUP, SIGQUIT and SIGTSTP wake the loop from here until signals_close, which must come before the loop is freed. */
void signals_open(struct loop *);
void signals_close(void);

/* How many SIGINT came since the last call. */
int signals_interrupts(void);
/* The signal that ends Teal at once, 0: none came. It stays. */
int signals_end(void);
/* True once after each SIGTSTP. */
bool signals_stop(void);

/* In a child between fork and exec: everything as a program expects it at its start. */
void signals_restore(void);
/* While a command runs in the foreground, Ctrl-C is its own. */
enum signals_ground { SIGNALS_LENT, SIGNALS_OURS };
void signals_foreground(enum signals_ground);

#endif
