/* A question above the screen. The default answer is No, always; what cannot be undone is confirmed by typing a name. */
#ifndef TEAL_UI_KIT_DIALOG_H
#define TEAL_UI_KIT_DIALOG_H

#include "ui/kit/field.h"

struct canvas;
struct key_event;

/* How the question is answered. */
enum dialog_kind {
	DIALOG_ASK, /* No / yes */
	DIALOG_NAME, /* the application's name, typed in full */
	DIALOG_TEXT, /* a text such as a reason; an empty one is refused */
	DIALOG_TELL, /* a text to read; Enter and Esc both close it */
};

/* DIALOG_OPEN: not answered yet. */
enum dialog_answer { DIALOG_OPEN, DIALOG_NO, DIALOG_YES };

/* A dialog from its start to dialog_stop. Zeroed memory is a dialog that was not started. */
struct dialog {
	enum dialog_kind kind;
	char *title, *question; /* owned */
	char *buttons[2]; /* owned: no, yes */
	/* The field that takes the answer: a choice between the buttons, a name, a text; unused by DIALOG_TELL. */
	struct field field;
	enum dialog_answer answer;
};

/* All texts are copied, already translated. no and yes: the words on the buttons ("Yes, stop them"); NULL: No, Yes. */
void dialog_start_ask(struct dialog *, const char *title, const char *question, const char *no, const char *yes);
void dialog_start_name(struct dialog *, const char *title, const char *question, const char *name);
void dialog_start_text(struct dialog *, const char *title, const char *question, const char *initial, size_t max);
void dialog_start_tell(struct dialog *, const char *title, const char *text);
/* Releases; safe on zeroed memory. */
void dialog_stop(struct dialog *);

/* Takes one key and returns the answer so far; DIALOG_NO also for Esc and for a closed DIALOG_TELL. */
enum dialog_answer dialog_feed(struct dialog *, const struct key_event *);
/* The typed text, borrowed until dialog_stop. */
const char *dialog_text(const struct dialog *);
/* Draws in the middle of the canvas, over the screen, and its keys on the last line. */
void dialog_draw(struct dialog *, struct canvas *);

#endif
