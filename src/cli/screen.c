/* The full screen: ui/app over ui/term. */
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

struct screen {
	/* Where the operator is and what he has typed; the model is the wizard's. */
	struct view view;
	struct canvas canvas;
	struct waiter waiter; /* keys wake the loop */
};

/* The terminal, and the pipe by which its resize is told. */
static void ask(void *self, struct loop_ask *a)
{
	int fds[TERM_FDS];
	size_t n = term_fds(fds);

	(void)self;
	for (size_t i = 0; i < n; i++)
		loop_want_fd(a, fds[i], POLLIN);
}

/* Keys are read by the wizard's loop, when all sources had their turn. */
static void turn(void *self, const struct loop_ready *ready, int64_t now)
{
	(void)self;
	(void)ready;
	(void)now;
}

/* "auto" is no flag: term decides by itself, and honours NO_COLOR. */
static unsigned term_flags_of(const struct options *o)
{
	unsigned flags = o->flags & OPTION_ASCII ? TERM_ASCII : 0;

	if (o->color && strcmp(o->color, "always") == 0)
		flags |= TERM_COLOUR_ALWAYS;
	if (o->color && strcmp(o->color, "never") == 0)
		flags |= TERM_COLOUR_NEVER;
	return flags;
}

/* Asked of the terminal each time: what a resize says about the size may be old already. */
static void fit(struct screen *s)
{
	int width, height;

	term_size(&width, &height);
	canvas_resize(&s->canvas, width, height);
}

/* On failure nothing was opened, and close has nothing to undo. */
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

/* The terminal is given back last, when nothing can draw any more. */
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

/* With SIGTSTP as the shell knows it; term_stop comes back with the process. */
static void screen_stop(struct wizard *w)
{
	(void)w;
	signals_foreground(SIGNALS_LENT);
	term_stop();
	signals_foreground(SIGNALS_OURS);
}

/* Every key is worth a frame, also one that means nothing: the view may have taken it. */
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

/* All keys that are here, so that held keys do not pile up; a wish of weight ends it. */
static enum front_request screen_input(struct wizard *w, int64_t now)
{
	struct key_event event;
	enum front_request request = FRONT_NOTHING;

	while (request <= FRONT_SHOW && term_read(&event))
		request = key(w, &event, now);
	return request;
}

/* Ctrl-C is a key: what it means depends on what is on the screen. */
static enum front_request screen_interrupt(struct wizard *w, int64_t now)
{
	return key(w, &(struct key_event){ .press = PRESS_CTRL, .code = 'c' }, now);
}

/* Over everything, above the last line, and all of it where there is room: nothing goes on before it is gone. */
static void draw_trouble(struct canvas *c, const char *trouble)
{
	int lines = canvas_wrap_lines(c, c->w, trouble), most = c->h / 2 > 1 ? c->h / 2 : 1;
	struct rect r = { 0, 0, c->w, lines < most ? lines : most };

	r.y = c->h - 1 > r.h ? c->h - 1 - r.h : 0;
	canvas_blank(c, r, STYLE_ERROR);
	canvas_wrap(c, r, STYLE_ERROR, trouble);
}

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

/* 0 or less: there is something to show now. */
static int64_t screen_next(struct wizard *w, int64_t now)
{
	struct screen *s = w->front_self;

	return app_next_frame(wizard_model(w), &s->view, now) - now;
}

/* A full screen always has somebody in front of it. */
static bool screen_lend(struct wizard *w)
{
	(void)w;
	term_suspend();
	return true;
}

/* The window may have another size by now. */
static void screen_take_back(struct wizard *w)
{
	struct screen *s = w->front_self;

	term_resume();
	fit(s);
}

static void screen_tell(struct wizard *w, const char *sentence)
{
	(void)w;
	(void)sentence; /* the frame has its own place for everything */
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
