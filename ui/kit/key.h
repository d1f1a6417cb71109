/* What was pressed, and what it asks for. One table holds every key with its name and its help sentence:
 * key handling, the help screen and the last line all read it, so they cannot disagree. */
#ifndef TEAL_UI_KIT_KEY_H
#define TEAL_UI_KIT_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the terminal delivered. PRESS_TEXT: code is a printable code point; PRESS_CTRL: code is the small letter ('l' for Ctrl-L). */
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
	PRESS_CLOSED, /* the terminal is gone: nothing will ever come again */
};

/* One press. A wide or composed character is one event; a sequence that nobody knows is none. */
struct key_event {
	enum press press;
	uint32_t code;
};

enum request {
	REQ_NONE, /* no key of this context */
	/* Moves; what they move is the part that has the arrows, or the text that lies over it. */
	REQ_UP,
	REQ_DOWN,
	REQ_LEFT,
	REQ_RIGHT,
	REQ_PAGE_UP,
	REQ_PAGE_DOWN,
	REQ_FIRST,
	REQ_LAST,
	REQ_PRIMARY, /* Enter: the safe next thing; no letter does this */
	REQ_BACK,
	REQ_NEXT_PART, /* Tab: the next part of the screen */
	REQ_LAST_PART,
	/* Texts over the screen. */
	REQ_HELP,
	REQ_COMMANDS,
	REQ_LOG,
	REQ_UNDO,
	/* What asks something of the run. None of them writes by itself. */
	REQ_RECHECK,
	REQ_WAIVE,
	REQ_LEAVE_OUT,
	REQ_MARK, /* as read: the selected entry of the releases */
	/* In such a text. */
	REQ_SEARCH,
	REQ_NEXT_HIT,
	REQ_PREVIOUS_HIT,
	/* Of the program, whatever is on the screen. */
	REQ_REDRAW,
	REQ_SUSPEND,
	REQ_QUIT,
	REQ_INTERRUPT,
	/* From the terminal, not from a person. */
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

#define KEY_PRESSES 4

/* keys: as shown, with its ASCII form where that differs (else NULL). name: one or two words for the last line. help: a
 * whole sentence. What a row of the table tells: the help screen prints all of it, the last line its first words. */
struct key_binding {
	enum request request;
	struct key_event presses[KEY_PRESSES];
	const char *keys, *ascii, *name, *help;
	unsigned contexts;
};

/* REQ_NONE when the event means nothing in these contexts (text for a field, say). */
enum request key_request(const struct key_event *, unsigned contexts);

/* The rows in the order of the help screen; name and help are untranslated: pass them to _(). key_binding: NULL when it has no row. */
const struct key_binding *key_table(size_t *n);
const struct key_binding *key_binding(enum request);

/* An entry of the last line; both texts are borrowed, translated already, and may be NULL.
 * label: instead of the table's name; off: why it does nothing now. */
struct key_hint {
	enum request request;
	const char *label, *off;
};

#endif
