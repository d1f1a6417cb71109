/* One dialog: a question and the field that answers it. ui/screens/ask.c makes the questions, ui/screens/app_key.c acts on the answers. */
#include "config.h"

#include "ui/kit/dialog.h"

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/kit/canvas.h"
#include "ui/kit/frame.h"
#include "ui/kit/key.h"

/* The most columns: longer lines are hard to read, and on 80 columns the screen stays visible at both sides. */
#define DIALOG_WIDTH 72

/* The common part of every start; the field is the caller's. */
static void start(struct dialog *d, enum dialog_kind kind, const char *title, const char *question)
{
	*d = (struct dialog){ .kind = kind, .title = mem_dup(title), .question = mem_dup(question) };
}

/* No is chosen at first, so that an Enter that was pressed twice or meant for the screen below does nothing. */
void dialog_start_ask(struct dialog *d, const char *title, const char *question, const char *no, const char *yes)
{
	start(d, DIALOG_ASK, title, question);
	d->buttons[0] = mem_dup(no ? no : _("No"));
	d->buttons[1] = mem_dup(yes ? yes : _("Yes"));
	field_start_choice(&d->field, (const char *const *)d->buttons, 2, 0);
}

/* The field is empty: a name that is filled in would be confirmed by Enter alone. */
void dialog_start_name(struct dialog *d, const char *title, const char *question, const char *name)
{
	start(d, DIALOG_NAME, title, question);
	field_start_name(&d->field, name);
}

void dialog_start_text(struct dialog *d, const char *title, const char *question, const char *initial, size_t max)
{
	start(d, DIALOG_TEXT, title, question);
	field_start_text(&d->field, FIELD_TEXT, initial, max);
}

void dialog_start_tell(struct dialog *d, const char *title, const char *text)
{
	start(d, DIALOG_TELL, title, text);
}

/* The field is stopped first, since its choices are borrowed from the buttons. */
void dialog_stop(struct dialog *d)
{
	field_stop(&d->field);
	free(d->title);
	free(d->question);
	free(d->buttons[0]);
	free(d->buttons[1]);
	*d = (struct dialog){ 0 };
}

const char *dialog_text(const struct dialog *d)
{
	return field_text(&d->field);
}

/* A text of nothing but blanks. */
static bool blank(const char *text)
{
	return text[strspn(text, " ")] == '\0';
}

/* The answer that Enter gives. An empty text is refused, and the dialog stays open. */
static enum dialog_answer taken(struct dialog *d)
{
	if (d->kind == DIALOG_ASK)
		return d->field.chosen == 1 ? DIALOG_YES : DIALOG_NO;
	if (d->kind == DIALOG_TEXT && blank(dialog_text(d))) {
		d->field.refused = true;
		return DIALOG_OPEN;
	}
	return DIALOG_YES;
}

/* The answer stays once it is given, and the owner stops the dialog. */
enum dialog_answer dialog_feed(struct dialog *d, const struct key_event *e)
{
	/* Other keys do nothing, so that an operator who goes on typing does not close a text unread. */
	if (d->kind == DIALOG_TELL) {
		d->answer = e->press == PRESS_ENTER || e->press == PRESS_ESC ? DIALOG_NO : DIALOG_OPEN;
		return d->answer;
	}
	/* Tab changes the button, as in other programs. */
	if (d->kind == DIALOG_ASK && (e->press == PRESS_TAB || e->press == PRESS_BACK_TAB)) {
		d->field.chosen = !d->field.chosen;
		return DIALOG_OPEN;
	}
	switch (field_feed(&d->field, e)) {
	case FIELD_LEFT:
		d->answer = DIALOG_NO;
		break;
	case FIELD_TAKEN:
		d->answer = taken(d);
		break;
	default:
		break;
	}
	return d->answer;
}

/* The line below the field: what to type, or why Enter did nothing. */
static const char *refusal(const struct dialog *d)
{
	if (!d->field.refused)
		return d->kind == DIALOG_NAME ? _("Type the name to confirm; Esc goes back.") : "";
	if (d->kind == DIALOG_NAME)
		return _("That is not the name. Nothing was done.");
	return _("Something has to stand here.");
}

/* The last line shows the dialog's keys in place of the screen's, which do not work now. REQ_PRIMARY and REQ_BACK are in both lists, since
 * Enter and Esc work in every dialog. */
static void draw_keys(const struct dialog *d, struct canvas *c)
{
	const struct key_hint ask[] = {
		{ REQ_LEFT, _("choose"), NULL },
		{ REQ_RIGHT, _("choose"), NULL },
		{ REQ_PRIMARY, _("confirm"), NULL },
		{ REQ_BACK, NULL, NULL },
	};
	const struct key_hint type[] = {
		{ REQ_PRIMARY, d->kind == DIALOG_TELL ? _("close") : _("confirm"), NULL },
		{ REQ_BACK, NULL, NULL },
	};

	canvas_blank(c, (struct rect){ 0, c->h - 1, c->w, 1 }, STYLE_PLAIN);
	if (d->kind == DIALOG_ASK)
		frame_keys(c, c->h - 1, ask, mem_count(ask));
	else
		frame_keys(c, c->h - 1, type, mem_count(type));
}

/* From the top: border, padding, question, blank line, field, refusal (of a typed answer), padding, border; answer is the number of lines
 * from that blank one on. The bottom line of the canvas is for the keys. On a low canvas the padding is left out first, then the
 * end of the question; the field always stays. */
void dialog_draw(struct dialog *d, struct canvas *c)
{
	int w = c->w - 4 < DIALOG_WIDTH ? c->w - 4 : DIALOG_WIDTH, inner = w - 6;
	int answer = d->kind == DIALOG_TELL ? 0 : d->kind == DIALOG_ASK ? 2 : 3;
	int lines = canvas_wrap_lines(c, inner, d->question), space = c->h - 1 - 2 - answer, pad;
	struct rect box, body;

	/* The frame accepts no terminal as small as this. */
	if (inner < 4 || space < 1)
		return;
	if (lines > space)
		lines = space;
	/* Padding only where the whole question fits with it. */
	pad = lines + 2 <= space;
	box = (struct rect){ (c->w - w) / 2, 0, w, lines + 2 + 2 * pad + answer };
	box.y = (c->h - 1 - box.h) / 2;
	body = (struct rect){ box.x + 3, box.y + 1 + pad, inner, lines };
	canvas_blank(c, box, STYLE_PLAIN);
	canvas_box(c, box, STYLE_DIM);
	canvas_textf(c, box.x + 2, box.y, STYLE_TITLE, w - 4, " %s ", d->title);
	canvas_wrap(c, body, STYLE_PLAIN, d->question);
	/* On the question, so that a screen reader reads it; the field's drawing moves the cursor. */
	canvas_cursor(c, body.x, body.y, CANVAS_CURSOR_PARKED);
	if (d->kind == DIALOG_NAME || d->kind == DIALOG_TEXT)
		canvas_text(c, body.x, body.y + lines + 2, d->field.refused ? STYLE_ERROR : STYLE_DIM, refusal(d), inner);
	if (d->kind != DIALOG_TELL)
		field_draw(&d->field, c, body.x, body.y + lines + 1, inner);
	draw_keys(d, c);
}
