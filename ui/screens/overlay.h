/* What lies over the screen on request, in a pager: help, log, commands in full, undo plan, an entry of
 * the releases. */
#ifndef TEAL_UI_SCREENS_OVERLAY_H
#define TEAL_UI_SCREENS_OVERLAY_H

#include "ui/view/view.h"

struct model;
struct scene;
struct str;

/* step: the one looked at. OVER_ENTRY is opened by overlay_open_entry alone. */
void overlay_open(struct view *, const struct model *, int step, enum view_over);
void overlay_open_entry(struct scene *);
void overlay_close(struct view *);
void overlay_draw(struct scene *);

/* What Enter does in the text of an entry: it pages to the end, marks there what must be read, and else closes. */
enum overlay_enter { OVERLAY_PAGES, OVERLAY_MARKS, OVERLAY_CLOSES };
enum overlay_enter overlay_entry_enter(const struct scene *);

/* The undo plan as text, for the plain front end too: per step that this run touched, newest first, what is run or why it cannot be undone.
 * Returns how many of those steps can be undone; 0: there is nothing to undo. */
size_t overlay_undo_plan(const struct model *, struct str *out);
/* May undo be asked for now? */
bool overlay_undo_open(const struct model *);
/* True when a step that this run touched cannot be undone. */
bool overlay_undo_loses(const struct model *);
/* A command of several lines, each behind two blanks. */
void overlay_indented(struct str *out, const char *text);
/* The commands of a step in full, for both front ends. */
void overlay_commands(const struct model *, int step, struct str *out);

#endif
