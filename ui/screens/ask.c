/* The dialogs as the view keeps them: one at a time, with what it asks about. What follows from an answer is the
 * keys' business (ui/screens/app_key.c). */
#include "config.h"

#include "ui/screens/ask.h"

#include "base/err.h"
#include "base/mem.h"
#include "ui/kit/dialog.h"

/* Bytes; the engine refuses a reason of fewer than three. */
#define REASON_MOST 300
#define NAMES_MOST 4000

/* Nothing of the question is left, also not the gate that it was about. Safe when there is none. */
void ask_close(struct view *v)
{
	if (v->dialog)
		dialog_stop(v->dialog);
	free(v->dialog);
	v->dialog = NULL;
	v->ask = ASK_NONE;
	mem_set(&v->ask_gate, NULL);
}

/* One dialog at a time: a new one takes the place of what was open. */
static struct dialog *open(struct view *v, enum view_ask ask)
{
	ask_close(v);
	v->ask = ask;
	v->dialog = mem_zalloc(1, sizeof *v->dialog);
	return v->dialog;
}

void ask_tell(struct view *v, const char *title, const char *text)
{
	dialog_start_tell(open(v, ASK_TELL), title, text);
}

/* What, why and what to do now, each a paragraph. */
void ask_tell_err(struct view *v, const char *title, const struct err *err)
{
	char *text = mem_printf("%s\n\n%s%s%s", err->what, err->why, *err->why && *err->now ? "\n\n" : "", err->now);

	ask_tell(v, title, text);
	free(text);
}

void ask_yes(struct view *v, enum view_ask ask, const char *title, const char *question, const char *no, const char *yes)
{
	dialog_start_ask(open(v, ask), title, question, no, yes);
}

void ask_name(struct view *v, enum view_ask ask, const char *title, const char *question, const char *name)
{
	dialog_start_name(open(v, ask), title, question, name);
}

void ask_text(struct view *v, enum view_ask ask, const char *title, const char *question, const char *initial)
{
	dialog_start_text(open(v, ask), title, question, initial, ask == ASK_LEAVE_OUT ? NAMES_MOST : REASON_MOST);
}

enum ask_end ask_feed(struct view *v, const struct key_event *key)
{
	switch (dialog_feed(v->dialog, key)) {
	/* Still open: what was typed is read from it (ask_typed) before the caller closes it. */
	case DIALOG_YES:
		return ASK_TAKEN;
	case DIALOG_NO:
		ask_close(v);
		return ASK_REFUSED;
	case DIALOG_OPEN:
		break;
	}
	return ASK_STILL;
}

const char *ask_typed(const struct view *v)
{
	return v->dialog ? dialog_text(v->dialog) : "";
}

void ask_draw(struct view *v, struct canvas *c)
{
	if (v->dialog)
		dialog_draw(v->dialog, c);
}
