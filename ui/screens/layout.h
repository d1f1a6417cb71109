/* What stands around the screen of a step: title line, rail, line of going back, keys. And what Enter would do, which the keys and their
 * handling share. */
#ifndef TEAL_UI_SCREENS_LAYOUT_H
#define TEAL_UI_SCREENS_LAYOUT_H

#include "ui/kit/canvas.h"
#include "ui/view/view.h"

struct scene;

enum primary_kind {
	PRIMARY_OFF,
	PRIMARY_GO, /* start or try again */
	PRIMARY_ANSWER, /* put the line editor on the first field without an answer */
	PRIMARY_SAVE, /* put the line editor on the selected field */
	PRIMARY_READ, /* show the text of the selected entry, or of the first that must be read */
	PRIMARY_RETURN, /* back to the step where the run is */
	PRIMARY_RENEW, /* what has grown old is had anew, after a question */
	PRIMARY_UNDO, /* show the undo plan */
	PRIMARY_OVER, /* the run has ended: leave */
};

#define PRIMARY_TEXT 160

/* What Enter does now, and the words for it. Made anew for every frame and for every Enter. */
struct primary {
	enum primary_kind kind;
	char label[PRIMARY_TEXT], off[PRIMARY_TEXT]; /* translated; off "" when it works */
};

/* Pure; the scene must be complete (app_scene). */
void primary_read(const struct scene *, struct primary *);
/* False when the terminal is too small to draw into. */
bool layout_draw(struct scene *, struct rect *body);
/* Same title line with another rail: none. For the screens before a run. */
bool layout_draw_start(struct scene *, const char *status, const struct key_hint *, size_t n, struct rect *body);

#endif
