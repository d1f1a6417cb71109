/* The screen after the end of a run: how it ended, how long the writes stood still, where the report is. */
#ifndef TEAL_UI_SCREENS_END_H
#define TEAL_UI_SCREENS_END_H

#include "ui/kit/canvas.h"

struct model;
struct scene;
struct str;

void end_draw(struct scene *, struct rect);
/* The same as text, one sentence a line, for the plain front end. report may be NULL. */
void end_text(const struct model *, const char *report, struct str *out);

#endif
