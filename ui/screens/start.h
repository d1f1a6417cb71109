/* The screens before a run: the form of the settings, and the offer to go on with a run that is there. */
#ifndef TEAL_UI_SCREENS_START_H
#define TEAL_UI_SCREENS_START_H

#include "ui/screens/app.h"

struct scene;
struct strategy;

/* Fills a form with the rows of settings_fields that the strategy needs, and makes the settings object of its values (owned), which names
 * no strategy: the first of the list is asked for. The plain front end uses them too. */
void start_fill(struct form *, const struct strategy *, const struct json *defaults);
struct json *start_json(const struct form *);

void start_settings(struct view *, const struct json *defaults);
void start_offer(struct view *, const char *offer);
void start_draw(struct scene *);
enum app_action start_key(struct view *, const struct key_event *);

#endif
