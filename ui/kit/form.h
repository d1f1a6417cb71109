/* A form: rows with a label and a value, of which one is selected and may be under the pen. Used for the fields of a step and for the
 * settings.
 * Knows nothing of the model: what was taken is asked for by the caller. */
#ifndef TEAL_UI_KIT_FORM_H
#define TEAL_UI_KIT_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/kit/canvas.h"
#include "ui/kit/key.h"

struct field;

enum form_kind {
	FORM_TEXT,
	FORM_TIME, /* "now" or a time in UTC as clock_parse_iso reads it */
	FORM_CHOICE,
	FORM_YES_NO, /* the value is "yes" or "no" */
	FORM_NUMBER, /* a whole number, not negative */
};

#define FORM_CHOICES 12

/* All texts are borrowed for the life of the form, except value. */
struct form_row {
	const char *key, *label, *help;
	enum form_kind kind;
	const char *choices; /* "a|b|c" */
	const char *fallback; /* proposed when there is no value; NULL none */
	char *value; /* owned; NULL: not answered */
};

struct form {
	/* The array is owned; rows are numbered from 0, and n is the number of the submit row. */
	struct form_row *row;
	int n, selected, top;
	const char *submit; /* label of one more row at the end that sends the form off; NULL: none */
	struct field *pen; /* owned; NULL: nothing is being edited */
	char *choice_text; /* owned: the choices of the pen, cut at the bars */
	const char *choice[FORM_CHOICES];
	const char *refused; /* why the last Enter was not taken, translated; NULL */
};

enum form_answer {
	FORM_USED, /* nothing to do for the caller */
	FORM_TAKEN, /* the selected row has a new value (form_value); the caller keeps it and calls form_next */
	FORM_SENT, /* Enter on the submit row */
	FORM_IGNORED, /* not for the form */
};

/* Release is safe on zeroed memory. */
void form_release(struct form *);
/* Adds a row; value may be NULL and is copied. */
void form_add(struct form *, const struct form_row *, const char *value);
void form_set(struct form *, const char *key, const char *value);
const struct form_row *form_selected(const struct form *); /* NULL on the submit row */
bool form_editing(const struct form *);
/* First row without a value, -1 none. */
int form_missing(const struct form *);

/* Takes a text as the value of the selected row, typed elsewhere. NULL: taken; else why not, translated, and the row stays as it is. */
const char *form_take(struct form *, const char *text);

/* Puts the pen on the selected row. */
void form_edit(struct form *);
/* Takes the pen away without taking the answer. */
void form_drop(struct form *);
/* After FORM_TAKEN: goes to the next row without a value and edits it; false when there is none. */
bool form_next(struct form *);
enum form_answer form_feed(struct form *, const struct key_event *);

/* Rows and below them the help of the selected one. lines: what it would take in this width. */
enum form_focus { FORM_ASLEEP, FORM_FOCUSED };
int form_lines(const struct form *, const struct canvas *, int width);
void form_draw(struct form *, struct canvas *, struct rect, enum form_focus);

#endif
