/* The front end for the full screen: ui/screens/app draws the model on a canvas, ui/kit/term paints it and reads the keys. A waiter makes
 * keys wake the loop; the wizard's loop reads them between turns (screen_input). */
#include "config.h"

#include "cli/front.h"

#include <poll.h>

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/options.h"
#include "cli/signals.h"
#include "cli/wizard.h"
#include "port/loop.h"
#include "ui/kit/canvas.h"
#include "ui/kit/key.h"
#include "ui/kit/term.h"
#include "ui/screens/app.h"

/* The front end's state. */
struct screen {
	struct view view; /* what is open on the screen and what was typed; the model is the wizard's */
	struct canvas canvas;
	struct waiter waiter;
};

/* Wakes for keys, and for the pipe that reports a new size of the terminal. */
static void ask(void *self, struct loop_ask *a)
{
	int fds[TERM_FDS];
	size_t n = term_fds(fds);

	(void)self;
	for (size_t i = 0; i < n; i++)
		loop_want_fd(a, fds[i], POLLIN);
}

/* Nothing to do here: screen_input reads the keys after the turn of all waiters. */
static void turn(void *self, const struct loop_ready *ready, int64_t now)
{
	(void)self;
	(void)ready;
	(void)now;
}

/* "auto" has no flag: without one term.c decides and honours NO_COLOR. */
static unsigned term_flags_of(const struct options *o)
{
	unsigned flags = o->flags & OPTION_ASCII ? TERM_ASCII : 0;

	if (o->color && strcmp(o->color, "always") == 0)
		flags |= TERM_COLOUR_ALWAYS;
	if (o->color && strcmp(o->color, "never") == 0)
		flags |= TERM_COLOUR_NEVER;
	return flags;
}

/* The size is asked of the terminal each time, since it may have changed again after the event. */
static void fit(struct screen *s)
{
	int width, height;

	term_size(&width, &height);
	canvas_resize(&s->canvas, width, height);
}

/* On failure front_self stays NULL, and screen_close has nothing to undo. */
static bool screen_open(struct wizard *w, struct err *err)
{
	struct screen *s;
	int width, height;

	if (!term_open(term_flags_of(w->options), err))
		return false;
	s = w->front_self = mem_zalloc(1, sizeof *s);
	s->waiter = (struct waiter){ .ask = ask, .turn = turn, .self = s };
	loop_add(w->loop, &s->waiter);
	term_size(&width, &height);
	canvas_init(&s->canvas, width, height, term_charset());
	app_init(&s->view, &w->hooks, term_charset(), w->options->flags & OPTION_QUIET ? VIEW_QUIET : 0);
	return true;
}

/* The terminal is restored last, when nothing can draw any more. */
static void screen_close(struct wizard *w)
{
	struct screen *s = w->front_self;

	if (!s)
		return;
	loop_remove(w->loop, &s->waiter);
	app_release(&s->view);
	canvas_release(&s->canvas);
	term_close();
	free(s);
	w->front_self = NULL;
}

/* This and the next three hand the call to ui/screens/app, which shows it in the next frame. */
static void screen_settings(struct wizard *w, const struct json *defaults)
{
	struct screen *s = w->front_self;

	app_settings(&s->view, defaults);
}

static void screen_offer(struct wizard *w, const char *text)
{
	struct screen *s = w->front_self;

	app_offer(&s->view, text);
}

static void screen_run(struct wizard *w)
{
	struct screen *s = w->front_self;

	app_run(&s->view);
}

static void screen_report(struct wizard *w, const char *path)
{
	struct screen *s = w->front_self;

	app_report(&s->view, path);
}

/* SIGTSTP has its default effect meanwhile; term_stop returns when the shell continues the process. */
static void screen_stop(struct wizard *w)
{
	(void)w;
	signals_foreground(SIGNALS_LENT);
	term_stop();
	signals_foreground(SIGNALS_OURS);
}

/* Every key is followed by a frame, also one without a request, since the view may have changed. */
static enum front_request key(struct wizard *w, const struct key_event *event, int64_t now)
{
	struct screen *s = w->front_self;

	switch (app_key(&s->view, wizard_model(w), event, now)) {
	case APP_LEAVE:
		return FRONT_LEAVE;
	case APP_OVER:
		return FRONT_OVER;
	case APP_CLOSED:
		return FRONT_CLOSED;
	case APP_RESUME:
		return FRONT_RESUME;
	case APP_NEW:
		return FRONT_NEW;
	case APP_REDRAW:
		term_redraw();
		return FRONT_SHOW;
	case APP_SUSPEND:
		screen_stop(w);
		return FRONT_SHOW;
	case APP_RESIZED:
		fit(s);
		return FRONT_SHOW;
	case APP_NOTHING:
		break;
	}
	return FRONT_SHOW;
}

/* Handles all keys that have come, so that a key that is held down does not fill the queue; a request above FRONT_SHOW ends the loop. */
static enum front_request screen_input(struct wizard *w, int64_t now)
{
	struct key_event event;
	enum front_request request = FRONT_NOTHING;

	while (request <= FRONT_SHOW && term_read(&event))
		request = key(w, &event, now);
	return request;
}

/* A SIGINT from outside is handled like the key Ctrl-C, whose effect depends on the screen. */
static enum front_request screen_interrupt(struct wizard *w, int64_t now)
{
	return key(w, &(struct key_event){ .press = PRESS_CTRL, .code = 'c' }, now);
}

/* Draws the sentence about the journal over the frame, above the last line and over half of the screen at most. The run stands still until
 * the journal can be written again, so the sentence covers everything else. */
static void draw_trouble(struct canvas *c, const char *trouble)
{
	int lines = canvas_wrap_lines(c, c->w, trouble), most = c->h / 2 > 1 ? c->h / 2 : 1;
	struct rect r = { 0, 0, c->w, lines < most ? lines : most };

	r.y = c->h - 1 > r.h ? c->h - 1 - r.h : 0;
	canvas_blank(c, r, STYLE_ERROR);
	canvas_wrap(c, r, STYLE_ERROR, trouble);
}

/* Draws the whole frame; curses sends only the difference to the terminal. */
static enum front_request screen_show(struct wizard *w, int64_t now)
{
	struct screen *s = w->front_self;
	const char *trouble = wizard_trouble(w);

	app_draw(wizard_model(w), &s->view, now, &s->canvas);
	if (trouble)
		draw_trouble(&s->canvas, trouble);
	term_draw(&s->canvas);
	return FRONT_NOTHING;
}

/* 0 or less: a frame is due now. */
static int64_t screen_next(struct wizard *w, int64_t now)
{
	struct screen *s = w->front_self;

	return app_next_frame(wizard_model(w), &s->view, now) - now;
}

/* Always true: a full screen has a terminal and so a person. */
static bool screen_lend(struct wizard *w)
{
	(void)w;
	term_suspend();
	return true;
}

/* The terminal may have another size by now. */
static void screen_take_back(struct wizard *w)
{
	struct screen *s = w->front_self;

	term_resume();
	fit(s);
}

static void screen_tell(struct wizard *w, const char *sentence)
{
	(void)w;
	(void)sentence; /* the frame shows the same in its own places */
}

const struct front front_screen = {
	.open = screen_open,
	.close = screen_close,
	.settings = screen_settings,
	.offer = screen_offer,
	.run = screen_run,
	.report = screen_report,
	.input = screen_input,
	.show = screen_show,
	.next = screen_next,
	.interrupt = screen_interrupt,
	.stop = screen_stop,
	.lend = screen_lend,
	.take_back = screen_take_back,
	.tell = screen_tell,
};
