/* The questions that the keys of a run ask (the dialog itself is ask.h's), and what becomes of their answers. */
#ifndef TEAL_UI_SCREENS_QUESTIONS_H
#define TEAL_UI_SCREENS_QUESTIONS_H

#include "plan/intent.h"
#include "ui/screens/app.h"

struct scene;

void question_leave(struct scene *);
void question_go(struct scene *);
void question_undo(struct scene *);
void question_waive(struct scene *);
void question_leave_out(struct scene *);
void question_renew(struct scene *);
void question_cancel(struct scene *);
/* The open dialog was answered with yes. */
enum app_action question_answered(struct scene *);

/* The only way from a key to the engine; a refusal is told in a dialog. */
void send_intent(struct scene *, enum intent_kind, const char *key, const char *text);

#endif
