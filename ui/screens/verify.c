/* The body of the verifications: a row per table, differences first, with what explains them; then what is read now, what waits, what is
 * equal. */
#include "config.h"

#include "ui/screens/scene.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "plan/command.h"
#include "ui/chart.h"

/* Rows of tables below which the part is not worth its head and its sum. COUNT: columns of a row count. */
#define LEAST 3
#define COUNT 10

/* What the list hands back to the drawing of a row; the order is the screen's own and lives for one frame. */
struct rows {
	struct scene *s;
	enum verify_mode mode;
	const struct table **table;
};

static const struct table_check *check_of(const struct table *t, enum verify_mode mode)
{
	return &t->check[mode];
}

/* What is different and unexplained first, then what a migration explains, what is read, what waits, what is equal. */
static int rank(const struct model *m, const struct table *t, enum verify_mode mode)
{
	const struct table_check *c = check_of(t, mode);

	/* What somebody has to look at stands above what goes well. */
	if (c->done && !c->equal)
		return c->explained ? 1 : 0;
	if (m->verifying && strcmp(m->verifying, t->name) == 0)
		return 2;
	return c->done ? 4 : 3;
}

/* Stable: the names stay in their order within a rank. */
static void sort(struct rows *rows)
{
	size_t n = 0;

	/* Five walks over a few dozen tables: no sort of the library, which need not be stable. */
	for (int want = 0; want <= 4; want++)
		for (size_t i = 0; i < rows->s->m->tables; i++)
			if (rank(rows->s->m, &rows->s->m->table[i], rows->mode) == want)
				rows->table[n++] = &rows->s->m->table[i];
}

static int measure(const struct scene *s, int width, int *want)
{
	*want = s->m->tables ? (int)s->m->tables + 2 : 0;
	return s->m->tables ? LEAST + 2 < *want ? LEAST + 2 : *want : 0;
}

static void draw_rows_count(struct canvas *c, int x_end, int y, int64_t rows)
{
	char count[CLOCK_TEXT];

	/* Not known: a blank, and not a nought. */
	if (rows < 0)
		return;
	clock_count(rows, count);
	canvas_text_right(c, x_end, y, STYLE_PLAIN, count, COUNT);
}

/* The word carries the verdict; the time behind it says what it cost. */
static void draw_verdict(struct scene *s, struct rect r, const struct table *t, const struct table_check *c)
{
	char took[CLOCK_TEXT];
	int x = r.x;

	if (!c->done) {
		bool now = s->m->verifying && strcmp(s->m->verifying, t->name) == 0;

		canvas_text(s->c, x, r.y, now ? STYLE_RAIL_NOW : STYLE_DIM, now ? _("reading") : _("waits"), r.w);
		return;
	}
	clock_span(c->took_ms, took);
	if (c->equal)
		x += canvas_text(s->c, x, r.y, STYLE_PASS, _("equal"), r.w);
	else if (c->explained)
		x += canvas_text(s->c, x, r.y, STYLE_WARN, _("explained"), r.w);
	else
		x += canvas_text(s->c, x, r.y, STYLE_FAIL, _("DIFFERENT"), r.w);
	canvas_text(s->c, x + 1, r.y, STYLE_DIM, took, r.x + r.w - x - 1);
}

/* The names get what the counts and the verdict leave, 28 columns at most: the longest are cut. */
static int name_width(int w)
{
	int name = w - 2 * (COUNT + 1) - 18;

	return name > 28 ? 28 : name < 8 ? 8 : name;
}

/* Before the comparison the source's estimate stands there; the target's count is known only by it. */
static void draw_table(struct canvas *c, struct rect r, int i, enum list_row row, void *data)
{
	const struct rows *rows = data;
	const struct table *t = rows->table[i];
	const struct table_check *check = check_of(t, rows->mode);
	const char *dot = strchr(t->name, '.');
	int name = name_width(r.w), x = r.x + name + 1;

	canvas_text(c, r.x, r.y, STYLE_PLAIN, dot ? dot + 1 : t->name, name);
	draw_rows_count(c, x + COUNT, r.y, check->done ? check->source_rows : t->rows);
	draw_rows_count(c, x + 2 * COUNT + 1, r.y, check->done ? check->target_rows : -1);
	x += 2 * (COUNT + 1) + 1;
	draw_verdict(rows->s, (struct rect){ x, r.y, r.x + r.w - x, 1 }, t, check);
}

static void draw_heads(struct scene *s, struct rect r, enum verify_mode mode)
{
	int name = name_width(r.w), x = r.x + name + 1;

	canvas_text(s->c, r.x, r.y, STYLE_HEADING, _("table"), name);
	canvas_text_right(s->c, x + COUNT, r.y, STYLE_HEADING, _("blue rows"), COUNT);
	canvas_text_right(s->c, x + 2 * COUNT + 1, r.y, STYLE_HEADING, _("green"), COUNT);
	x += 2 * (COUNT + 1) + 1;
	canvas_text(s->c, x, r.y, STYLE_HEADING, mode == VERIFY_COPY ? _("blue = green") : _("after migrating"), r.x + r.w - x);
}

/* The last line is the sum, or why the selected table may differ. */
static void draw_sum(struct scene *s, struct rect r, enum verify_mode mode, const struct table *chosen)
{
	int done = 0, different = 0, explained = 0;
	const struct table_check *c = chosen ? check_of(chosen, mode) : NULL;

	for (size_t i = 0; i < s->m->tables; i++) {
		const struct table_check *each = check_of(&s->m->table[i], mode);

		done += each->done;
		different += each->done && !each->equal && !each->explained;
		explained += each->done && !each->equal && each->explained;
	}
	chart_bar(s->c, r.x, r.y, 16, done, (int64_t)s->m->tables, CHART_BARE);
	if (c && c->done && c->explained)
		canvas_text(s->c, r.x + 18, r.y, STYLE_PLAIN, c->explained, r.w - 18);
	else
		canvas_textf(s->c, r.x + 18, r.y, different ? STYLE_ERROR : STYLE_PLAIN, r.w - 18,
		             _("%d of %d read, %d different, %d explained"), done, (int)s->m->tables, different, explained);
}

/* Without the focus the list stands at its top: that is where the differences are. */
static void draw(struct scene *s, struct rect r, enum verify_mode mode)
{
	/* One pointer for each table, for this frame only. */
	struct rows rows = { s, mode, mem_zalloc(s->m->tables, sizeof *rows.table) };
	struct list *l = &s->v->body;

	sort(&rows);
	list_set_count(l, (int)s->m->tables);
	draw_heads(s, (struct rect){ r.x, r.y, r.w, 1 }, mode);
	if (s->v->part == PART_BODY) {
		list_draw(l, s->c, (struct rect){ r.x, r.y + 1, r.w, r.h - 2 }, draw_table, &rows);
	} else {
		for (int i = 0; i < r.h - 2 && i < l->n; i++)
			draw_table(s->c, (struct rect){ r.x, r.y + 1 + i, r.w, 1 }, i, LIST_ROW_PLAIN, &rows);
	}
	draw_sum(s, (struct rect){ r.x, r.y + r.h - 1, r.w, 1 }, mode, rows.table[s->v->part == PART_BODY ? l->selected : 0]);
	free(rows.table);
}

static void draw_copy(struct scene *s, struct rect r)
{
	draw(s, r, VERIFY_COPY);
}

static void draw_migrated(struct scene *s, struct rect r)
{
	draw(s, r, VERIFY_MIGRATED);
}

const struct part body_verify_copy = { measure, draw_copy };
const struct part body_verify_migrated = { measure, draw_migrated };
