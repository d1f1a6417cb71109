/* The wizard on the full screen: draws the whole frame from the model and the view, and turns keys into intents.
 *
 * What main does with it, each turn of its loop:
 *   while (term_read(&key)) act on app_key(&view, &model, &key, now);
 *   app_draw(&model, &view, now, &canvas); term_draw(&canvas); wait at most until app_next_frame(&model, &view, now).
 * Main fills struct app_hooks (ui/view/hooks.h) and, when there is a report, tells its path with app_report. */
#ifndef TEAL_UI_SCREENS_APP_H
#define TEAL_UI_SCREENS_APP_H

#include <stdint.h>

#include "ui/kit/theme.h"
#include "ui/view/hooks.h"
#include "ui/view/view.h"

struct canvas;
struct key_event;
struct model;

enum app_action {
	APP_NOTHING,
	APP_LEAVE, /* leave; the run stays resumable (exit 3) */
	APP_OVER, /* the run has ended and the operator has seen it: leave with the run's exit status */
	APP_REDRAW, /* Ctrl-L: term_redraw() */
	APP_SUSPEND, /* Ctrl-Z: term_stop() */
	APP_RESIZED, /* term_size(), then canvas_resize() */
	APP_CLOSED, /* the terminal is gone: leave as for SIGHUP */
	APP_RESUME, /* VIEW_OFFER: go on with the run that was offered; call app_run after it is loaded */
	APP_NEW, /* VIEW_OFFER: start a new one; call app_settings, or app_run when the settings are known */
};

/* hooks is borrowed. flags: enum view_flags. The view begins in VIEW_RUN. */
void app_init(struct view *, const struct app_hooks *, enum charset, unsigned flags);
void app_release(struct view *);

/* The start screens. defaults: the settings to begin with, by path ("blue.model"), may be NULL; borrowed for the call.
 * offer: one or more lines that tell which run there is and where it stands. */
void app_settings(struct view *, const struct json *defaults);
void app_offer(struct view *, const char *offer);
void app_run(struct view *);
/* Where the report was written; copied. */
void app_report(struct view *, const char *path);

/* The whole frame; the view is changed only in what follows the size and the step (scroll positions, which lists there are). */
void app_draw(const struct model *, struct view *, int64_t now, struct canvas *);
enum app_action app_key(struct view *, const struct model *, const struct key_event *, int64_t now);
/* Wall ms at which the frame looks different though nothing happened: ages and clocks. */
int64_t app_next_frame(const struct model *, const struct view *, int64_t now);

#endif
