/* What one table's comparison found: how many rows are missing, extra or changed, and some of them by key and column; or which migration
 * explains it, or why it could not be compared. Values are never shown. */
#ifndef TEAL_UI_SCREENS_DIFFERENCES_H
#define TEAL_UI_SCREENS_DIFFERENCES_H

#include <stdint.h>

#include "plan/command.h"
#include "ui/kit/canvas.h"

struct table;

/* The name without its schema: the products keep their tables in one. */
const char *differences_name(const struct table *);
/* Lines that it takes; 0: there is nothing to say about the table. since: as in plan/compared.h. */
int differences_lines(const struct canvas *, int width, const struct table *, enum verify_mode, int64_t since);
/* What does not fit is left out from the end. */
void differences_draw(struct canvas *, struct rect, const struct table *, enum verify_mode, int64_t since);

#endif
