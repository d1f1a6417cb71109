/* What is to be read on the step releases: hazards first, then releases, then who says so, which nobody has to read. The list, the text
 * over it, the keys and the last line agree on the entries by these functions. An entry is marked by an answer (assess/assess.h); nothing
 * here sends one. */
#ifndef TEAL_UI_SCREENS_ENTRIES_H
#define TEAL_UI_SCREENS_ENTRIES_H

#include <stdbool.h>
#include <stddef.h>

#include "assess/assess.h"

struct model;
struct scene;
struct str;
struct view;

/* Each scene, in this order: the assessment of the step looked at (none on other steps), then the list fitted to it. */
void entries_assess(struct scene *);
void entries_fit(struct scene *);
void entries_release(struct view *);

/* True when the step looked at has entries. */
bool entries_there(const struct scene *);
/* The i-th entry; false past the end and without an assessment. */
bool entries_at(const struct scene *, size_t i, struct assess_entry *);
/* The row of the next entry that must be read and is not marked, from this row on and round about; -1: all are. */
int entries_next(const struct scene *, int from);
bool entries_selected(const struct scene *, struct assess_entry *);
/* The selection was moved by a key; or is put on a row. */
void entries_chosen(struct scene *);
void entries_choose(struct scene *, int i);
/* True while marks are taken: the run is open, and this session may write in it. */
bool entries_open(const struct scene *);

/* The text of the selected entry lies over the screen: what it was then is kept in view->open, and that it was opened. */
void entries_note_open(struct view *, const struct assess_entry *);
bool entries_was_opened(const struct view *, const struct assess_entry *);
/* The entry whose text is open, as it is now. False when it is gone. */
bool entries_opened(const struct scene *, struct assess_entry *);

/* ---- Words, for the plain front end too ---- */

/* The hazard's id, or "1.1.0". */
const char *entry_name(const struct assess_entry *);
/* The flag in front: "BLOCK", "WARN", "note"; "BREAKS", "SQL", "?"; "" for a release without any. Translated. */
const char *entry_flag(const struct assess_entry *);
/* What it is about on one line: "12 SQL migrations, about 4 s, its changelog has breaking changes", or the hazard's sentence. */
void entry_line(const struct assessment *, const struct assess_entry *, struct str *out);
/* What it means as a whole, in sentences on one line: how many, how long, which lock, whether the old program goes on, the timeout. */
void entries_verdict(const struct assessment *, struct str *out);
/* Is the verdict bad news, or not known? */
bool entries_verdict_warns(const struct assessment *);

/* ---- Who says so ---- */

/* The entry of the sources, by its key: neither a hazard nor a release. It is the last one, and only the full screen has it. */
#define ENTRY_SOURCES "sources"
bool entry_is_sources(const struct assess_entry *);
/* "Sources: 3 of 5 speak" */
void entries_sources_count(const struct assessment *, struct str *out);
/* "from database, catalogue; not charm": for where the line below has no room. */
void entries_sources_brief(const struct model *, const struct assessment *, struct str *out);
/* "database: … · catalogue: … (age: 3 d)"; between: " · ". now 0: without ages, so that the text does not tick. */
void entries_sources(const struct model *, const struct assessment *, int64_t now, const char *between, struct str *out);
/* Each in full for a pager, with the documents it was read from. */
void entries_sources_text(const struct model *, const struct assessment *, int64_t now, struct str *out);

#endif
