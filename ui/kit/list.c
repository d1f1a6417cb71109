/* Which row is selected and which rows are visible. The caller knows and draws the rows. */
#include "config.h"

#include "ui/kit/list.h"

/* To be called before each use: the rows may have changed since the last frame. */
void list_set_count(struct list *l, int n)
{
	l->n = n > 0 ? n : 0;
	list_select(l, l->selected);
}

/* In an empty list 0 is selected, although there is no row: the caller checks n first. */
void list_select(struct list *l, int i)
{
	if (i >= l->n)
		i = l->n - 1;
	l->selected = i > 0 ? i : 0;
}

/* A page is one row less than the visible rows, so that one row is visible in both pages. */
bool list_feed(struct list *l, enum request request)
{
	int page = l->rows > 1 ? l->rows - 1 : 1;

	switch (request) {
	case REQ_UP:
		list_select(l, l->selected - 1);
		return true;
	case REQ_DOWN:
		list_select(l, l->selected + 1);
		return true;
	case REQ_PAGE_UP:
		list_select(l, l->selected - page);
		return true;
	case REQ_PAGE_DOWN:
		list_select(l, l->selected + page);
		return true;
	case REQ_FIRST:
		list_select(l, 0);
		return true;
	case REQ_LAST:
		list_select(l, l->n - 1);
		return true;
	default:
		return false;
	}
}

/* Scrolls only as far as needed, and leaves no empty rows at the bottom when the list has become shorter. */
static void keep_in_sight(struct list *l)
{
	if (l->top > l->n - l->rows)
		l->top = l->n - l->rows;
	if (l->top < 0)
		l->top = 0;
	if (l->selected < l->top)
		l->top = l->selected;
	if (l->rows > 0 && l->selected >= l->top + l->rows)
		l->top = l->selected - l->rows + 1;
}

/* The style of the selection replaces the styles of the finished row. */
void list_draw(struct list *l, struct canvas *c, struct rect r, list_draw_row *draw_row, void *data)
{
	l->rows = r.h;
	keep_in_sight(l);
	for (int i = l->top; i < l->n && i < l->top + r.h; i++) {
		struct rect row = { r.x, r.y + i - l->top, r.w, 1 };
		struct rect clip = canvas_clip(c, row);
		bool selected = i == l->selected;

		draw_row(c, row, i, selected ? LIST_ROW_SELECTED : LIST_ROW_PLAIN, data);
		if (selected) {
			canvas_restyle(c, row, STYLE_SELECTED);
			canvas_cursor(c, row.x, row.y, CANVAS_CURSOR_PARKED);
		}
		canvas_unclip(c, clip);
	}
}
