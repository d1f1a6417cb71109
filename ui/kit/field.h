/* An answer being typed or chosen: start, feed, stop. The state owns its text; nothing is drawn or read in between. */
#ifndef TEAL_UI_KIT_FIELD_H
#define TEAL_UI_KIT_FIELD_H

#include <stdbool.h>
#include <stddef.h>

struct canvas;
struct key_event;

#define FIELD_MAX 4096

enum field_kind {
	FIELD_TEXT,
	FIELD_SECRET, /* shown as bullets, wiped when it stops */
	FIELD_CHOICE, /* one of several, side by side */
	FIELD_NAME, /* a name typed in full to confirm; Enter is refused until it is right */
};

enum field_answer {
	FIELD_MORE, /* the key was used */
	FIELD_TAKEN, /* Enter: the answer stands */
	FIELD_LEFT, /* Esc */
	FIELD_IGNORED, /* not a key of this field: the caller may use it */
};

struct field {
	enum field_kind kind;
	/* A choice has no text: that is how the two are told apart. */
	char *text; /* owned, NUL-terminated UTF-8 */
	size_t len, max, cursor; /* bytes */
	/* Changed by the drawing, which alone knows the width. */
	size_t shown; /* first byte in sight */
	const char *const *choices; /* borrowed until stop */
	int n_choices, chosen;
	char *want; /* owned; FIELD_NAME */
	bool refused; /* the last Enter was refused: the name is not right */
};

/* kind: FIELD_TEXT or FIELD_SECRET; initial may be NULL; max bytes, at most FIELD_MAX. */
void field_start_text(struct field *, enum field_kind, const char *initial, size_t max);
void field_start_choice(struct field *, const char *const *choices, int n, int chosen);
void field_start_name(struct field *, const char *want);
/* Releases; safe on zeroed memory. */
void field_stop(struct field *);

enum field_answer field_feed(struct field *, const struct key_event *);

/* The text so far (""), borrowed; of a choice: the chosen word. */
const char *field_text(const struct field *);
/* FIELD_NAME: what was typed is the name. */
bool field_matches(const struct field *);

/* Draws into w columns of one line and puts the cursor. */
void field_draw(struct field *, struct canvas *, int x, int y, int w);

#endif
