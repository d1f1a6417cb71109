/* The way back: what could not be taken away, and what was seen of blue at its end. From the journal's events alone. */
#ifndef TEAL_PLAN_UNDO_H
#define TEAL_PLAN_UNDO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/facts.h"

struct act;
struct model;
struct step;
struct str;

/* What stayed, in the order in which it was tried. why: the reason, as the server or juju gave it. */
struct undo_stayed {
	const struct step *step;
	const struct act *act;
	const char *why;
};
bool undo_stayed_act(const struct model *, const char *act);
bool undo_stayed_at(const struct model *, size_t i, struct undo_stayed *); /* false past the last */
bool undo_stayed_of(const struct model *, const struct step *); /* something of this step did */
/* A line for each: what was tried, where it stays and why that matters, and the reason. Nothing when nothing stayed. */
void undo_stayed_words(const struct model *, struct str *);

/* What was seen of blue once all was taken back, by the facts of its health and of its application, against the notes of the first step. */
enum undo_blue {
	UNDO_BLUE_UNSEEN, /* not since then; the words say why */
	UNDO_BLUE_OTHER, /* it answers otherwise, or is another one than it was */
	UNDO_BLUE_AS_IT_WAS,
};
extern const enum fact_id undo_blue_facts[]; /* what it rests on, closed by FACT_END */
enum undo_blue undo_blue_read(const struct model *, struct str *words);
/* Wall ms of the end of the last step that was taken back: what is to tell of blue is newer. */
int64_t undo_since(const struct model *);
/* The note in which the end of the undo keeps it, "as-it-was|words"; and what it says. Without a note nobody asked. */
const char *undo_blue_word(enum undo_blue);
enum undo_blue undo_blue_noted(const struct model *, const char **words);

#endif
