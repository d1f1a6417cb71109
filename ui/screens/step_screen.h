/* The screen of a step: its parts in their order, each with the lines it needs, those that are left shared out by importance. */
#ifndef TEAL_UI_SCREENS_STEP_SCREEN_H
#define TEAL_UI_SCREENS_STEP_SCREEN_H

#include "ui/kit/canvas.h"

struct scene;

void step_screen_draw(struct scene *, struct rect);

#endif
