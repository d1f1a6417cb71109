/* A list of rows of which one is selected. The list keeps the selection in range and visible; the rows belong to the caller. */
#ifndef TEAL_UI_KIT_LIST_H
#define TEAL_UI_KIT_LIST_H

#include <stdbool.h>

#include "ui/kit/canvas.h"
#include "ui/kit/key.h"

/* Numbers of rows only; a zeroed list is an empty list. */
struct list {
	int n, selected, top; /* top: the first visible row */
	int rows; /* height when last drawn, for the page keys */
};

enum list_row { LIST_ROW_PLAIN, LIST_ROW_SELECTED };

/* Draws row i into r (one line). The list restyles a selected row afterwards. */
typedef void list_draw_row(struct canvas *, struct rect r, int i, enum list_row, void *data);

/* The selection stays on its row as long as the row exists. */
void list_set_count(struct list *, int n);
void list_select(struct list *, int i);
/* True when the request was for the list (up, down, pages, first, last). */
bool list_feed(struct list *, enum request);
/* Draws the visible rows and parks the cursor on the selected one. */
void list_draw(struct list *, struct canvas *, struct rect, list_draw_row *, void *data);

#endif
