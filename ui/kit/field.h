/* An answer that is typed or chosen: start, feed it keys, stop. The field owns its text; drawing and reading keys are the caller's. */
#ifndef TEAL_UI_KIT_FIELD_H
#define TEAL_UI_KIT_FIELD_H

#include <stdbool.h>
#include <stddef.h>

struct canvas;
struct key_event;

/* The most bytes of a text. */
#define FIELD_MAX 4096

enum field_kind {
	FIELD_TEXT,
	FIELD_SECRET, /* shown as bullets, wiped by field_stop */
	FIELD_CHOICE, /* one of several words, side by side */
	FIELD_NAME, /* a name typed in full to confirm; Enter is refused until the name is right */
};

/* What a key did. */
enum field_answer {
	FIELD_MORE, /* the field used the key */
	FIELD_TAKEN, /* Enter: the answer is final */
	FIELD_LEFT, /* Esc: the answer is given up */
	FIELD_IGNORED, /* not a key of this field: the caller may use it */
};

/* A field from its start to field_stop. */
struct field {
	enum field_kind kind;
	char *text; /* owned, UTF-8 with a final zero; NULL: a choice, which has no text */
	size_t len, max, cursor; /* bytes */
	/* The first visible byte. Only the drawing knows the width, so the drawing changes it. */
	size_t shown;
	const char *const *choices; /* borrowed until stop */
	int n_choices, chosen;
	char *want; /* owned; the right name of FIELD_NAME, else NULL */
	bool refused; /* the last Enter was refused; any other key clears it */
};

/* kind: FIELD_TEXT or FIELD_SECRET; initial may be NULL; max bytes, at most FIELD_MAX. */
void field_start_text(struct field *, enum field_kind, const char *initial, size_t max);
/* chosen: the index of the word that is chosen at first. */
void field_start_choice(struct field *, const char *const *choices, int n, int chosen);
/* want is copied. */
void field_start_name(struct field *, const char *want);
/* Releases; safe on zeroed memory. */
void field_stop(struct field *);

enum field_answer field_feed(struct field *, const struct key_event *);

/* The text so far, or the chosen word; borrowed, never NULL. */
const char *field_text(const struct field *);
/* FIELD_NAME: the typed text is the name. */
bool field_matches(const struct field *);

/* Draws into w columns of one line and sets the cursor. */
void field_draw(struct field *, struct canvas *, int x, int y, int w);

#endif
