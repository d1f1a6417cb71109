/* Keys and the requests that they stand for. One table holds every key with its name and its help sentence:
 * key handling, the help screen and the last line all read that table, so they cannot disagree. */
#ifndef TEAL_UI_KIT_KEY_H
#define TEAL_UI_KIT_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A key as the terminal delivers it. PRESS_TEXT: code is a printable code point; PRESS_CTRL: code is the small letter ('l' for Ctrl-L). */
enum press {
	PRESS_NONE,
	PRESS_TEXT,
	PRESS_CTRL,
	PRESS_UP,
	PRESS_DOWN,
	PRESS_LEFT,
	PRESS_RIGHT,
	PRESS_PAGE_UP,
	PRESS_PAGE_DOWN,
	PRESS_HOME,
	PRESS_END,
	PRESS_ENTER,
	PRESS_ESC,
	PRESS_TAB,
	PRESS_BACK_TAB,
	PRESS_BACKSPACE,
	PRESS_DELETE,
	PRESS_F1,
	PRESS_RESIZE, /* the terminal has another size: term_size() */
	PRESS_CLOSED, /* the terminal is gone: no further event will come */
};

/* One press. A wide or composed character is one event; an unknown escape sequence is none. */
struct key_event {
	enum press press;
	uint32_t code;
};

/* What the operator wants; several keys may stand for one request. */
enum request {
	REQ_NONE, /* no key of this context */
	/* Moves in the part of the screen that has the arrows, or in the text that lies over the screen. */
	REQ_UP,
	REQ_DOWN,
	REQ_LEFT,
	REQ_RIGHT,
	REQ_PAGE_UP,
	REQ_PAGE_DOWN,
	REQ_FIRST,
	REQ_LAST,
	REQ_PRIMARY, /* Enter: the action on the last line; no letter stands for it */
	REQ_BACK,
	REQ_NEXT_PART, /* Tab: the next part of the screen */
	REQ_LAST_PART,
	/* Texts over the screen. */
	REQ_HELP,
	REQ_COMMANDS,
	REQ_LOG,
	REQ_UNDO,
	/* Requests to the run. None of them writes to the outside by itself. */
	REQ_RECHECK,
	REQ_WAIVE,
	REQ_LEAVE_OUT,
	REQ_MARK, /* mark the selected entry of the releases as read */
	/* In a text over the screen. */
	REQ_SEARCH,
	REQ_NEXT_HIT,
	REQ_PREVIOUS_HIT,
	/* Requests to the program, whatever is on the screen. */
	REQ_REDRAW,
	REQ_SUSPEND,
	REQ_QUIT,
	REQ_INTERRUPT,
	/* From the terminal, not from a key. */
	REQ_RESIZE,
	REQ_CLOSED,
	REQ_COUNT,
};

/* Where a key has its meaning; a context may be several. In a field and a dialog letters are text. */
enum key_context {
	KEY_IN_SCREEN = 1, /* a step's screen and its lists */
	KEY_IN_PAGER = 2, /* help, log, commands, undo plan, releases */
	KEY_IN_FIELD = 4,
	KEY_IN_DIALOG = 8,
	KEY_EVERYWHERE = 15,
	KEY_IN_ENTRIES = 16, /* besides KEY_IN_SCREEN: the arrows are in the list of the releases */
};

/* The most presses that stand for one request. */
#define KEY_PRESSES 4

/* A row of the table. keys: as shown, with its ASCII form where that differs (else NULL). name: one or two words for the last line.
 * help: a whole sentence for the help screen. contexts: bits of enum key_context. */
struct key_binding {
	enum request request;
	struct key_event presses[KEY_PRESSES];
	const char *keys, *ascii, *name, *help;
	unsigned contexts;
};

/* The request of an event in these contexts (bits); REQ_NONE when it has none, as text for a field. */
enum request key_request(const struct key_event *, unsigned contexts);

/* The rows in the order of the help screen; name and help are untranslated: pass them to _(). key_binding: NULL when it has no row. */
const struct key_binding *key_table(size_t *n);
const struct key_binding *key_binding(enum request);

/* An entry of the last line; both texts are borrowed, translated already, and may be NULL.
 * label: instead of the table's name; off: why the key does nothing now. */
struct key_hint {
	enum request request;
	const char *label, *off;
};

#endif
