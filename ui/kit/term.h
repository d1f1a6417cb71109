/* The terminal: the only place that paints and reads keys. A program has one terminal, so there is no handle.
 * No mouse, no echo; only sequences that terminfo(5) has for TERM are written. */
#ifndef TEAL_UI_KIT_TERM_H
#define TEAL_UI_KIT_TERM_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/kit/theme.h"

struct canvas;
struct err;
struct key_event;

/* Without a flag colour is used when the terminal has it and NO_COLOR is not set (https://no-color.org). */
enum term_flags {
	TERM_COLOUR_ALWAYS = 1, /* NO_COLOR does not count */
	TERM_COLOUR_NEVER = 2,
	TERM_ASCII = 4,
};

/* Needs setlocale(LC_ALL, "") before. Fails with ERR_ENVIRONMENT, naming --plain, when standard input or output is no terminal, when
 * TERM is unknown or when it cannot place the cursor (dumb). From here until term_close, mem_die and the deadly signals (SIGSEGV, SIGBUS,
 * SIGFPE, SIGILL, SIGABRT) first restore the terminal. SIGINT, SIGTERM, SIGHUP stay the caller's; Ctrl-C and Ctrl-Z come as keys. */
bool term_open(unsigned flags, struct err *);
/* Restores the terminal; may be called twice, and when the terminal is not open. */
void term_close(void);

/* Leave the screen for a command in the foreground, and come back; the next term_draw paints everything. */
void term_suspend(void);
void term_resume(void);
/* Ctrl-Z: leaves the screen, stops this process, and comes back with it. */
void term_stop(void);

/* CHARSET_ASCII by flag or when the locale is not UTF-8: what the canvas must be made for. */
enum charset term_charset(void);
void term_size(int *w, int *h);
/* The next term_draw paints every cell (Ctrl-L). */
void term_redraw(void);
void term_draw(const struct canvas *);

/* The descriptors to wait on (POLLIN); a resize wakes the second. Returns how many. */
#define TERM_FDS 2
size_t term_fds(int fds[TERM_FDS]);
/* Never waits (a lone Esc: 25 ms). False when there is nothing. Call it until then. */
bool term_read(struct key_event *);

#endif
