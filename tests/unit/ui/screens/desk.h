/* Somebody at the wizard's full screen: a stage with a view on it, keys, and golden frames. */
#ifndef TEAL_TESTS_DESK_H
#define TEAL_TESTS_DESK_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/unit/ui/stage.h"
#include "ui/kit/key.h"
#include "ui/screens/app.h"

struct desk {
	struct stage stage;
	struct view view;
};

void desk_open(struct desk *);
void desk_close(struct desk *);

enum app_action desk_press(struct desk *, enum press, uint32_t code);
/* Letters, one press each. */
void desk_type(struct desk *, const char *text);
/* Is the text anywhere on a screen of 80 by 24? */
bool desk_shows(struct desk *, const char *text);

enum desk_shown { DESK_TEXT, DESK_STYLES };

/* Draws in a size that may differ from the last one, and compares with the golden file. */
void desk_frame(struct desk *, int w, int h, enum charset, enum desk_shown, const char *golden);
/* The same screen in all sizes that are promised: screens/NAME-80x24.txt and so on. */
void desk_frames(struct desk *, const char *name);

#endif
