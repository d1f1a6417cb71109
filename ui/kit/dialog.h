/* A question above the screen. The default answer is No, always; what cannot be undone is confirmed by typing a name. */
#ifndef TEAL_UI_KIT_DIALOG_H
#define TEAL_UI_KIT_DIALOG_H

#include "ui/kit/field.h"

struct canvas;
struct key_event;

enum dialog_kind {
	DIALOG_ASK, /* No / yes */
	DIALOG_NAME, /* type the name */
	DIALOG_TEXT, /* type a text, a reason say; an empty one is refused */
	DIALOG_TELL, /* something to read; any of Enter and Esc closes it */
};

enum dialog_answer { DIALOG_OPEN, DIALOG_NO, DIALOG_YES };

struct dialog {
	enum dialog_kind kind;
	char *title, *question; /* owned */
	char *buttons[2]; /* owned: no, yes */
	/* How it is answered: a choice between the buttons, a name, a text; unused by DIALOG_TELL. */
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

/* DIALOG_NO also for Esc and for a closed DIALOG_TELL. */
enum dialog_answer dialog_feed(struct dialog *, const struct key_event *);
/* What was typed, borrowed. */
const char *dialog_text(const struct dialog *);
/* In the middle of the canvas, above what is there. */
void dialog_draw(struct dialog *, struct canvas *);

#endif
