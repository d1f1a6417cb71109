/* The step releases line by line: what lies between is said as text, then each entry that must be read is asked for. */
#ifndef TEAL_UI_PLAIN_PLAIN_READ_H
#define TEAL_UI_PLAIN_PLAIN_READ_H

#include <stdbool.h>

struct model;
struct plain;
struct assess_entry;
struct run_status;
struct str;

/* Says the verdict, the sources and the entries that were not said yet, or that say more by now. Nothing on other steps. */
void plain_read_follow(struct plain *, const struct model *, const struct run_status *, struct str *out);
/* Asks for the next entry that is not marked, when there is one and nothing else is asked. */
void plain_read_ask(struct plain *, const struct model *, const struct run_status *);
/* The question without a newline. */
void plain_read_question(const struct plain *, const struct model *, struct str *out);
/* The whole text of the entry that is asked for. */
void plain_read_text(const struct plain *, const struct model *, struct str *out);
/* The entry that is asked for was left unmarked: the next one is asked. */
void plain_read_skip(struct plain *);
void plain_read_release(struct plain *);

#endif
