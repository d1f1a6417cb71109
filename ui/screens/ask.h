/* The dialogs of the wizard: what is asked, and nothing of what follows. The only file of the screens that opens dialogs. */
#ifndef TEAL_UI_SCREENS_ASK_H
#define TEAL_UI_SCREENS_ASK_H

#include "ui/view/view.h"

struct err;
struct key_event;

/* Each closes what was open before. Texts are copied and translated already. */
void ask_tell(struct view *, const char *title, const char *text);
void ask_tell_err(struct view *, const char *title, const struct err *);
/* A question whose default is No. yes: the word on the other button. */
void ask_yes(struct view *, enum view_ask, const char *title, const char *question, const char *no, const char *yes);
void ask_name(struct view *, enum view_ask, const char *title, const char *question, const char *name);
/* initial: what stands there already, NULL nothing. */
void ask_text(struct view *, enum view_ask, const char *title, const char *question, const char *initial);
void ask_close(struct view *);

enum ask_end { ASK_STILL, ASK_REFUSED, ASK_TAKEN };
/* ASK_TAKEN: the caller reads ask_typed, acts by view->ask, then closes. ASK_REFUSED: closed already. */
enum ask_end ask_feed(struct view *, const struct key_event *);
const char *ask_typed(const struct view *);
void ask_draw(struct view *, struct canvas *);

#endif
