/* The way back: step after step, act after act, over what this run made. What cannot be taken away is passed by and told at the end, so
 * that one server that is away does not keep the fence, the routes or a slot where they are. */
#include "config.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "engine/turn.h"
#include "plan/undo.h"
#include "plan/walk.h"

/* The list is of the whole undo, not of this step alone: the last of these events says why the undo stopped. */
static void stand_still(struct turn *t, const struct step *step)
{
	struct str why;

	str_init(&why, STR_PAGE);
	undo_stayed_words(t->m, &why);
	turn_failure(t, EV_UNDO_FAILED, step, _("not all that this run made could be taken away"), str_text(&why),
	             _("Mend what is in the way, then undo again: what is taken away already is not repeated."));
	str_release(&why);
}

enum {
	BLUE_OTHER_MS = 60000, /* how long blue may take to be as it was again, once all is taken back */
	BLUE_UNSEEN_MS = 15000, /* and how long it is waited for where it cannot be asked */
};

/* Nobody shall be told that blue serves because Teal took back what it made: it is asked, and what was seen is kept. */
static void end(struct turn *t)
{
	struct json *data;
	struct str words;
	enum undo_blue kind;
	char *note;

	str_init(&words, STR_LINE);
	kind = undo_blue_read(t->m, &words);
	if (kind == UNDO_BLUE_AS_IT_WAS || t->now - undo_since(t->m) > (kind == UNDO_BLUE_OTHER ? BLUE_OTHER_MS : BLUE_UNSEEN_MS)) {
		note = mem_printf("%s|%s", undo_blue_word(kind), str_text(&words));
		data = json_object();
		json_put_str(data, "key", "undo.blue");
		json_put_str(data, "text", note);
		turn_record(t, EV_NOTE, NULL, data);
		turn_run_ended(t, "undone");
		free(note);
	}
	str_release(&words);
}

/* It stops when only steps are left of which something stayed, until it is told to go on, and ends the run when nothing is left
 * to be taken back. */
void turn_undo(struct turn *t)
{
	int i = walk_undo_step(t->m);
	const struct step *step = step_of(t->m, i);
	const struct act *act = step ? walk_act(t->m, i) : NULL;

	if (!step)
		end(t);
	else if (t->m->step[i].what)
		return;
	else if (act)
		turn_run_act(t, step, &t->m->step[i], act);
	else if (undo_stayed_of(t->m, step))
		stand_still(t, step);
	else
		turn_record(t, EV_STEP_UNDONE, step, NULL);
}
