/* Signals as events of the loop, and the settings of the process that keep secrets out of core dumps. A process has one set of signals, so
 * there is no handle. */
#ifndef TEAL_CLI_SIGNALS_H
#define TEAL_CLI_SIGNALS_H

#include <stdbool.h>

struct loop;

/* To be called first in main: no core dump (a core has passwords in it), files for their owner only, no death by a closed pipe. */
void signals_harden(void);

/* SIGINT, SIGTERM, SIGHUP, SIGQUIT and SIGTSTP wake the loop from here until signals_close, which must come before the loop is freed. */
void signals_open(struct loop *);
void signals_close(void);

/* The number of SIGINT since the last call. */
int signals_interrupts(void);
/* The signal that ends Teal at once, 0: none came. The answer stays the same at later calls. */
int signals_end(void);
/* True once after each SIGTSTP. */
bool signals_stop(void);

/* In a child between fork and exec: gives all signals the state that a program expects at its start. */
void signals_restore(void);
/* SIGNALS_LENT while a command runs in the foreground, so that Ctrl-C and Ctrl-Z go to the command alone; SIGNALS_OURS afterwards. */
enum signals_ground { SIGNALS_LENT, SIGNALS_OURS };
void signals_foreground(enum signals_ground);

#endif
