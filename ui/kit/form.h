/* A form: rows with a label and a value, of which one is selected and may be edited by a line editor. Used for the fields of a step and for
 * the settings. The form knows nothing of the model: the caller reads a new value after FORM_TAKEN. */
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

/* The most words of a FORM_CHOICE. */
#define FORM_CHOICES 12

/* All texts are borrowed for the life of the form, except value. */
struct form_row {
	const char *key, *label, *help;
	enum form_kind kind;
	const char *choices; /* "a|b|c" */
	const char *fallback; /* proposed when there is no value; NULL none */
	char *value; /* owned; NULL: not answered */
};

/* The rows and the state of the editing. */
struct form {
	/* The array is owned; rows are numbered from 0, and n is the number of the submit row. */
	struct form_row *row;
	int n, selected, top; /* top: the first visible row */
	const char *submit; /* label of one more row at the end that sends the form off; NULL: none */
	struct field *editor; /* the line editor of the selected row, owned; NULL: no row is being edited */
	char *choice_text; /* owned: the choices of the row that is edited, cut at the bars */
	const char *choice[FORM_CHOICES]; /* point into choice_text */
	const char *refused; /* why the last Enter was not taken, translated; NULL: it was */
};

/* What a key did. */
enum form_answer {
	FORM_USED, /* the form used the key; the caller has nothing to do */
	FORM_TAKEN, /* the selected row has a new value (form_value); the caller keeps it and calls form_next */
	FORM_SENT, /* Enter on the submit row */
	FORM_IGNORED, /* not a key of the form: the caller may use it */
};

/* Release is safe on zeroed memory. */
void form_release(struct form *);
/* Adds a row; value may be NULL and is copied. */
void form_add(struct form *, const struct form_row *, const char *value);
void form_set(struct form *, const char *key, const char *value);
const struct form_row *form_selected(const struct form *); /* NULL on the submit row */
bool form_editing(const struct form *);
/* The first row without a value, -1: every row has one. */
int form_missing(const struct form *);

/* Takes a text as the value of the selected row, as if it had been typed. NULL: taken; else why not, translated, and the row keeps its
 * value. */
const char *form_take(struct form *, const char *text);

/* Starts the line editor on the selected row. */
void form_edit(struct form *);
/* Ends the line editor without taking its text. */
void form_drop(struct form *);
/* After FORM_TAKEN: goes to the next row without a value and edits it; false when there is none. */
bool form_next(struct form *);
enum form_answer form_feed(struct form *, const struct key_event *);

/* Draws the rows and below them the help of the selected one. form_lines: the lines that they take in this width. */
enum form_focus { FORM_ASLEEP, FORM_FOCUSED };
int form_lines(const struct form *, const struct canvas *, int width);
void form_draw(struct form *, struct canvas *, struct rect, enum form_focus);

#endif
