/* The sentences of the plain front end. */
#ifndef TEAL_UI_PLAIN_PLAIN_SAY_H
#define TEAL_UI_PLAIN_PLAIN_SAY_H

#include <stddef.h>
#include <stdint.h>

#include "ui/kit/theme.h"
#include "ui/plain/plain.h"
#include "ui/view/status.h"

struct err;
struct form;
struct model;
struct str;

void say_step(const struct model *, const struct run_status *, struct str *out);
void say_gate(const struct model *, const struct app_gate *, struct str *out);
void say_record(const struct model *, int step, size_t record, struct str *out);
void say_act(const struct model *, const struct run_status *, struct str *out);
/* How far the step is: the lag, the copy, the comparison, or only for how long. */
void say_progress(const struct model *, const struct run_status *, int64_t now, struct str *out);
void say_broken(const struct model *, const struct run_status *, struct str *out);
void say_refused(const struct err *, struct str *out);
void say_log(const struct model *, struct str *out);
void say_help(struct str *out);
/* The question that confirms: PLAIN_ASK_YES, NAME and UNDO; nothing for the others. */
void say_confirm(const struct model *, const struct run_status *, enum plain_ask, struct str *out);
/* One line without a newline: "label (help) [proposed]: ". */
void say_question(const struct form *, struct str *out);
/* Appends text made fit for the character set. */
void say_text(enum charset, const char *text, struct str *out);

#endif
