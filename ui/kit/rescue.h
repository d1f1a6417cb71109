/* The terminal is given back in the moment in which curses may not be called: at a deadly signal (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT)
 * and when memory is out. There is one terminal, so there is no handle. */
#ifndef TEAL_UI_KIT_RESCUE_H
#define TEAL_UI_KIT_RESCUE_H

#include <stdbool.h>

/* Remembers how the terminal on standard input is now, and forgets what was to be said. False with errno set: there is none. */
bool rescue_read(void);
/* Bytes to be written to standard output then, behind those of the calls before; a string of terminfo(5), NULL adds nothing. */
void rescue_say(const char *);
/* From here to rescue_disarm it is done, by write(2) and tcsetattr(3) only; then the signal comes again, to whoever had it before. */
void rescue_arm(void);
void rescue_disarm(void);

#endif
