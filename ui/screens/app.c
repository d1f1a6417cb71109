/* The wizard on the full screen, put together: the life of the view, one whole frame, the time of the next one. Keys are in
 * app_key.c; what a frame knows of the run is in app_scene.c. The terminal is never touched here: a frame ends in a canvas. */
#include "config.h"

#include "ui/screens/app.h"

#include "base/mem.h"
#include "ui/kit/frame.h"
#include "ui/screens/app_scene.h"
#include "ui/screens/ask.h"
#include "ui/screens/end.h"
#include "ui/screens/entries.h"
#include "ui/screens/layout.h"
#include "ui/screens/overlay.h"
#include "ui/screens/start.h"
#include "ui/screens/step_screen.h"

/* Draws and asks nothing yet. -1 twice: no step is looked at, and nothing was made for one, so that the first scene makes it
 * all. */
void app_init(struct view *v, const struct app_hooks *hooks, enum charset charset, unsigned flags)
{
	*v = (struct view){ .hooks = hooks, .charset = charset, .flags = flags, .looked = -1, .made_for = -1 };
	pager_init(&v->pager, charset);
}

/* The canvas, the hooks and the model are the caller's. What is left may be released again. */
void app_release(struct view *v)
{
	ask_close(v);
	form_release(&v->form);
	pager_release(&v->pager);
	entries_release(v);
	free(v->offer_text);
	free(v->report);
	*v = (struct view){ .looked = -1, .made_for = -1 };
}

/* Before a run only: the form of the settings and that of a step are the same member of the view. */
void app_settings(struct view *v, const struct json *defaults)
{
	start_settings(v, defaults);
}

void app_offer(struct view *v, const char *offer)
{
	start_offer(v, offer);
}

/* made_for -1 makes the next scene build form and lists anew. */
void app_run(struct view *v)
{
	form_release(&v->form);
	v->mode = VIEW_RUN;
	v->looked = -1;
	v->made_for = -1;
}

void app_report(struct view *v, const char *path)
{
	mem_set(&v->report, path);
}

/* After the end the screen is the end, but the steps can still be looked at. */
static void draw_run(struct scene *s)
{
	struct rect body;

	if (!layout_draw(s, &body))
		return;
	if (s->at->kind == STATUS_ENDED && s->v->looked < 0)
		end_draw(s, body);
	else if (s->row)
		step_screen_draw(s, body);
}

/* Bottom up: screen, overlay, dialog. Nothing is kept from the frame before. */
void app_draw(const struct model *m, struct view *v, int64_t now, struct canvas *c)
{
	struct run_status at;
	struct scene s;

	app_scene(&s, &at, m, v, now, c);
	if (v->mode == VIEW_RUN)
		draw_run(&s);
	else
		start_draw(&s);
	/* The frame has asked for room; what lies over a screen would hide that. */
	if (c->w < FRAME_MIN_WIDTH || c->h < FRAME_MIN_HEIGHT)
		return;
	if (v->over != OVER_NONE)
		overlay_draw(&s);
	ask_draw(v, c);
}

/* Rounded up to a whole pace of the wall clock: all that ticks on the screen ticks together, and a late frame does not put
 * off the next. */
int64_t app_next_frame(const struct model *m, const struct view *v, int64_t now)
{
	int64_t pace = v->flags & VIEW_QUIET ? 10000 : 1000;

	/* Nothing ticks on the screens before a run and after it. */
	if (v->mode != VIEW_RUN || m->end != RUN_OPEN)
		pace = 60000;
	return now + pace - now % pace;
}
