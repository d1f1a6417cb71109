/* The plan as a checklist, from the tables that are executed: for people before a migration (text, Markdown), for programs (JSON),
 * and as a graph (dot). */
#ifndef TEAL_REPORT_REVIEW_H
#define TEAL_REPORT_REVIEW_H

struct settings;
struct str;
struct strategy;

enum review_format { REVIEW_TEXT, REVIEW_MARKDOWN, REVIEW_JSON, REVIEW_DOT };

/* settings: for the literal commands, NULL: only the titles of the acts.
 * What a run finds out only on its way (a unit's name, say) stands as "# …".
 * JSON: strategy, title, steps [{id, phase, title, why, back, flags ["writes", "starts-write-stop", "point-of-no-return", "confirm",
 * "confirm-name"], need, done [{id, question, remedy, waivable, max_age_ms}], acts, undo [{id, title, done}], no_undo,
 * commands, undo_commands [text] (with settings only)}]. */
void review_write(const struct strategy *, const struct settings *, enum review_format, struct str *out);

#endif
