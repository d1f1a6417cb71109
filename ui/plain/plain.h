/* The wizard line by line, for speech, braille, dumb terminals and scripts: the same model, the same intents. No cursor movement, no glyph
 * art; each thing is said once, and again only when it changes. It does no input or output itself: what is to be printed is appended to a
 * text. What main does: after every turn of its loop plain_turn, then print and flush; for each line of standard input plain_line, then
 * print. */
#ifndef TEAL_UI_PLAIN_PLAIN_H
#define TEAL_UI_PLAIN_PLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/gate.h"
#include "ui/kit/form.h"
#include "ui/kit/theme.h"
#include "ui/view/hooks.h"
#include "ui/view/view.h"

struct model;
struct str;

enum plain_flags {
	PLAIN_QUIET = 1, /* --quiet-updates: only what changes, no progress */
	PLAIN_NO_PROMPT = 2, /* nobody answers (--answers): no prompts */
};

enum plain_action {
	PLAIN_GOES_ON,
	PLAIN_LEAVE, /* leave; the run stays resumable (exit 3) */
	PLAIN_OVER, /* the run has ended, and that was said */
	PLAIN_RESUME, /* plain_offer: go on with the run */
	PLAIN_NEW, /* plain_offer: start a new one */
};

/* What the next line of input answers. */
enum plain_ask {
	PLAIN_ASK_COMMAND,
	PLAIN_ASK_FIELD,
	PLAIN_ASK_READ, /* whether an entry of the releases was read */
	PLAIN_ASK_YES,
	PLAIN_ASK_NAME,
	PLAIN_ASK_UNDO,
	PLAIN_ASK_OFFER,
	PLAIN_ASK_SETTINGS,
};

struct plain {
	const struct app_hooks *hooks; /* borrowed */
	enum charset charset;
	unsigned flags;
	enum plain_ask ask;
	struct form form; /* the field that is asked, or the settings */
	char *report; /* owned */

	/* What was said, so that it is not said again. */
	int step, kind;
	bool undoing, ended;
	const struct field_row *field;
	const struct renewal *renewal;
	size_t records, gates;
	/* The verdict that was said last; a gate that was never said counts as not seen yet. */
	struct plain_said {
		const struct gate *gate;
		enum verdict_kind kind;
		bool waived;
	} gate[APP_GATES];
	struct plain_read {
		char *verdict, *sources; /* owned */
		struct view_entry *said; /* owned; each with the sign that it had */
		size_t saids;
		struct view_entry asked; /* whose question is asked */
		char left[VIEW_KEY]; /* key of the entry that was last left unmarked */
	} read;
	int act, phase;
	int64_t progress_at;
	bool prompt; /* a prompt is due */
	bool open; /* a prompt stands on the last line: what comes next begins a new one and asks again */
};

void plain_init(struct plain *, const struct app_hooks *, enum charset, unsigned flags);
void plain_release(struct plain *);
void plain_report(struct plain *, const char *path);

/* Before there is a run. */
void plain_offer(struct plain *, const char *offer, struct str *out);
void plain_settings(struct plain *, const struct json *defaults, struct str *out);

/* What is new since the last turn. */
enum plain_action plain_turn(struct plain *, const struct model *, int64_t now, struct str *out);
/* A line of input without its newline; NULL: the input has ended, which leaves the run resumable. */
enum plain_action plain_line(struct plain *, const struct model *, int64_t now, const char *line, struct str *out);

#endif
