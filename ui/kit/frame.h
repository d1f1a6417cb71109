/* The frame of every screen: title line, rail of phases and steps, line of cost, line of keys, and the write-stop clock. */
#ifndef TEAL_UI_KIT_FRAME_H
#define TEAL_UI_KIT_FRAME_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/kit/canvas.h"
#include "ui/kit/key.h"

/* On a smaller terminal nothing but a request for space is drawn. */
#define FRAME_MIN_WIDTH 40
#define FRAME_MIN_HEIGHT 10
/* Below this width the rail is not shown. */
#define FRAME_RAIL_FROM 60
/* Further items of the rail are not drawn. */
#define FRAME_RAIL_MAX 128

/* How far a phase or step is. */
enum rail_state { RAIL_STATE_TODO, RAIL_STATE_NOW, RAIL_STATE_DONE, RAIL_STATE_FAILED, RAIL_STATE_WAIVED };

/* level 0 is a phase, 1 a step of the phase above it. */
struct rail_item {
	const char *text;
	int level;
	enum rail_state state;
};

/* All texts are borrowed, translated, and may be NULL. */
struct frame {
	const char *left, *right; /* the title line */
	const char *clock; /* "WRITE-STOP 02:31"; NULL while writes flow */
	const struct rail_item *rail;
	size_t n_rail;
	const char *status; /* the cost of the step, the way back, or the present error */
	enum style status_style;
	const struct key_hint *hints; /* the keys that work now, most important first; REQ_HELP is kept when space is short */
	size_t n_hints;
};

/* Clears the canvas and draws the frame; *body is the rectangle that is left for the screen. False when the terminal is too small: the
 * canvas then shows a request for a larger terminal, and *body is empty. */
bool frame_draw(struct canvas *, const struct frame *, struct rect *body);

/* The line of keys alone, for a pager or a dialog over the whole canvas. Neighbours with the same label are shown as one:
 * { REQ_UP, "look" }, { REQ_DOWN, "look" } is "↑↓ look". */
void frame_keys(struct canvas *, int y, const struct key_hint *, size_t n);

#endif
