/* The picture BODY_VERIFY: a row per table, differences first, then what is read now, what waits, what is equal; below them what
 * differs in the chosen table, and how far the reading is. */
#include "config.h"

#include "ui/screens/scene.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "plan/command.h"
#include "plan/compared.h"
#include "plan/sync.h"
#include "ui/kit/chart.h"
#include "ui/screens/differences.h"

/* LEAST: rows of tables below which the part is not worth its head and its sum. COUNT: columns of a row count. NARROW: below it the
 * target's count gives way to the names. LEFT_MS: less is not worth a word. */
enum { LEAST = 3, COUNT = 10, NARROW = 50, VERDICT = 17, LEFT_MS = 1000 };

/* In the order of the screen: what somebody has to look at stands above what goes well. */
enum standing { DIFFERENT, FAILED, EXPLAINED, READING, WAITS, EQUAL, STANDINGS };

/* What the list hands back to the drawing of a row; the order is the screen's own and lives for one frame. */
struct rows {
	const struct scene *s;
	enum verify_mode mode;
	int64_t since;
	const struct table **table;
	int n;
};

static enum standing standing_of(const struct table *t, enum verify_mode mode, int64_t since)
{
	static const enum standing by_verdict[] = {
		[COMPARED_NOT_YET] = WAITS,       [COMPARED_EQUAL] = EQUAL,   [COMPARED_EXPLAINED] = EXPLAINED,
		[COMPARED_DIFFERENT] = DIFFERENT, [COMPARED_FAILED] = FAILED,
	};

	return t->check[mode].begun ? READING : by_verdict[compared_read(&t->check[mode], since)];
}

/* One pointer for each table that takes part, for this frame only. Stable: the names stay in their order within a standing. */
static void rows_make(struct rows *rows, const struct scene *s, enum verify_mode mode)
{
	*rows = (struct rows){ s, mode, compared_since(s->m, mode), mem_zalloc(s->m->tables + 1, sizeof *rows->table), 0 };
	/* Some walks over a few dozen tables: no sort of the library, which need not be stable. */
	for (int want = 0; want < STANDINGS; want++)
		for (size_t i = 0; i < s->m->tables; i++) {
			const struct table *t = &s->m->table[i];

			if (sync_takes(t) && (int)standing_of(t, mode, rows->since) == want)
				rows->table[rows->n++] = t;
		}
}

/* The selected one; without the focus the first, if it differs. NULL: none is to be told of. */
static const struct table *chosen(const struct rows *rows)
{
	const struct view *v = rows->s->v;
	int i = v->part == PART_BODY && v->body.selected < rows->n ? v->body.selected : 0;

	return rows->n ? rows->table[i] : NULL;
}

static int lines_of(const struct rows *rows, int width)
{
	const struct table *t = chosen(rows);

	return t ? differences_lines(rows->s->c, width, t, rows->mode, rows->since) : 0;
}

/* ---- A row ---- */

static void draw_rows_count(struct canvas *c, int x_end, int y, int64_t rows)
{
	char count[CLOCK_TEXT];

	/* Not known: a blank, and not a nought. */
	if (rows < 0)
		return;
	clock_count(rows, count);
	canvas_text_right(c, x_end, y, STYLE_PLAIN, count, COUNT);
}

/* With the counts where there is room for them, else with their sum. */
static int draw_different(struct canvas *c, struct rect r, const struct table_check *check)
{
	int x = r.x + canvas_text(c, r.x, r.y, STYLE_FAIL, _("DIFFERENT"), r.w) + 1;
	int64_t n = compared_rows(check);
	struct str words;

	str_init(&words, STR_LINE);
	compared_add_words(check, &words);
	if (words.len && canvas_width(c, str_text(&words)) > r.x + r.w - x) {
		char count[CLOCK_TEXT];

		str_clear(&words);
		clock_count(n, count);
		str_addf(&words, ngettext("%s row", "%s rows", (unsigned long)n), count);
	}
	if (words.len && canvas_width(c, str_text(&words)) <= r.x + r.w - x)
		x += canvas_text(c, x, r.y, STYLE_PLAIN, str_text(&words), r.x + r.w - x) + 1;
	str_release(&words);
	return x - r.x - 1;
}

/* The word carries the verdict; the time behind it says what it cost. */
static void draw_verdict(const struct rows *rows, struct canvas *c, struct rect r, const struct table *t)
{
	const struct table_check *check = &t->check[rows->mode];
	char took[CLOCK_TEXT];
	int x = r.x;

	clock_span(check->took_ms, took);
	switch (standing_of(t, rows->mode, rows->since)) {
	case DIFFERENT:
		x += draw_different(c, r, check);
		break;
	case FAILED:
		x += canvas_text(c, x, r.y, STYLE_FAIL, _("not compared"), r.w);
		break;
	case EXPLAINED:
		x += canvas_text(c, x, r.y, STYLE_WARN, _("explained"), r.w);
		break;
	case READING:
		canvas_text(c, x, r.y, STYLE_RAIL_NOW, compared_all_read(rows->s->m) ? _("looked into") : _("reading"), r.w);
		return;
	case EQUAL:
		x += canvas_text(c, x, r.y, STYLE_PASS, check->delta ? _("equal, delta") : _("equal"), r.w);
		break;
	case WAITS:
	case STANDINGS:
		canvas_text(c, x, r.y, STYLE_DIM, _("waits"), r.w);
		return;
	}
	/* A time that is cut reads as another one. */
	if (canvas_width(c, took) <= r.x + r.w - x - 1)
		canvas_text(c, x + 1, r.y, STYLE_DIM, took, r.x + r.w - x - 1);
}

/* Where the columns of a row begin, for its width. */
struct columns {
	int name; /* width */
	int blue, green, verdict; /* green 0: it is not there */
};

/* The names get what the counts and the verdict leave, 28 columns at most: the longest are cut. */
static struct columns columns_of(struct rect r)
{
	int counts = r.w < NARROW ? 1 : 2, name = r.w - counts * (COUNT + 1) - VERDICT - 1;
	struct columns at = { .name = name > 28 ? 28 : name < 8 ? 8 : name };

	at.blue = r.x + at.name + 1;
	at.green = counts > 1 ? at.blue + COUNT + 1 : 0;
	at.verdict = at.blue + counts * (COUNT + 1) + 1;
	return at;
}

/* Before the comparison the source's estimate stands there; the target's count is known only by it. */
static void draw_table(struct canvas *c, struct rect r, int i, enum list_row row, void *data)
{
	const struct rows *rows = data;
	const struct table *t = rows->table[i];
	const struct table_check *check = &t->check[rows->mode];
	bool known = compared_read(check, rows->since) != COMPARED_NOT_YET;
	struct columns at = columns_of(r);

	canvas_text(c, r.x, r.y, STYLE_PLAIN, differences_name(t), at.name);
	draw_rows_count(c, at.blue + COUNT, r.y, known ? check->source_rows : t->rows);
	if (at.green)
		draw_rows_count(c, at.green + COUNT, r.y, known ? check->target_rows : -1);
	draw_verdict(rows, c, (struct rect){ at.verdict, r.y, r.x + r.w - at.verdict, 1 }, t);
}

static void draw_heads(struct canvas *c, struct rect r, enum verify_mode mode)
{
	struct columns at = columns_of(r);

	canvas_text(c, r.x, r.y, STYLE_HEADING, _("table"), at.name);
	canvas_text_right(c, at.blue + COUNT, r.y, STYLE_HEADING, _("blue rows"), COUNT);
	if (at.green)
		canvas_text_right(c, at.green + COUNT, r.y, STYLE_HEADING, _("green"), COUNT);
	canvas_text(c, at.verdict, r.y, STYLE_HEADING, mode == VERIFY_MIGRATED ? _("after migrating") : _("blue = green"),
	            r.x + r.w - at.verdict);
}

/* ---- The last line ---- */

/* One piece of the line, if it fits whole; the first ones are the ones that count. Takes text. */
static int draw_piece(struct canvas *c, struct rect r, int x, enum style style, char *text)
{
	int gap = x > r.x ? 2 : 0, width = canvas_width(c, text);

	if (x + gap + width <= r.x + r.w) {
		canvas_text(c, x + gap, r.y, style, text, width);
		x += gap + width;
	}
	free(text);
	return x;
}

/* How long still, what is wrong, how far, how fast. With quiet updates no number stands there that only ticks. */
static void draw_pieces(const struct rows *rows, struct canvas *c, struct rect r, const struct compared_tally *sum)
{
	const struct model *m = rows->s->m;
	int64_t left = rows->s->v->flags & VIEW_QUIET ? -1 : compared_left(m, rows->s->now);
	char span[CLOCK_TEXT];
	struct str pace;
	int x = r.x;

	if (compared_all_read(m)) {
		x = draw_piece(c, r, x, STYLE_RAIL_NOW, mem_dup(_("all is read")));
	} else if (left >= LEFT_MS) {
		scene_span(left, span);
		/* TRANSLATORS: the time that it still takes */
		x = draw_piece(c, r, x, STYLE_RAIL_NOW, mem_printf(_("~%s left"), span));
	}
	x = draw_piece(c, r, x, sum->different ? STYLE_ERROR : STYLE_PLAIN, mem_printf(_("%d different"), sum->different));
	if (sum->failed)
		x = draw_piece(c, r, x, STYLE_ERROR, mem_printf(_("%d not compared"), sum->failed));
	/* TRANSLATORS: tables compared, of all tables */
	x = draw_piece(c, r, x, STYLE_PLAIN, mem_printf(_("%d of %d"), sum->tables - sum->open, sum->tables));
	str_init(&pace, STR_LINE);
	if (!(rows->s->v->flags & VIEW_QUIET))
		compared_add_pace(m, &pace);
	if (pace.len)
		draw_piece(c, r, x, STYLE_DIM, mem_dup(str_text(&pace)));
	str_release(&pace);
}

/* While it reads: how far, by pages where they are known; else the sum. */
static void draw_sum(const struct rows *rows, struct canvas *c, struct rect r)
{
	const struct comparing *reading = &rows->s->m->comparing;
	struct compared_tally sum = compared_tally(rows->s->m, rows->mode, rows->since);
	bool now = reading->begun_at && reading->mode == rows->mode;
	int done = sum.tables - sum.open, bar = 16;

	if (now && reading->pages_all > 0)
		chart_bar(c, r.x, r.y, bar, reading->pages, reading->pages_all, CHART_PERCENT);
	else
		chart_bar(c, r.x, r.y, bar, done, sum.tables, CHART_BARE);
	r = (struct rect){ r.x + bar + 2, r.y, r.w - bar - 2, 1 };
	if (now)
		draw_pieces(rows, c, r, &sum);
	else if (sum.failed)
		canvas_textf(c, r.x, r.y, STYLE_ERROR, r.w, _("%d of %d read, %d different, %d not compared"), done, sum.tables,
		             sum.different, sum.failed);
	else
		canvas_textf(c, r.x, r.y, sum.different ? STYLE_ERROR : STYLE_PLAIN, r.w, _("%d of %d read, %d different, %d explained"),
		             done, sum.tables, sum.different, sum.explained);
}

/* ---- The part ---- */

/* Two lines are enough to say what differs; without anything to say the part is there with its tables or not at all. */
static int verify_measure(const struct scene *s, int width, int *want)
{
	enum verify_mode mode = compared_mode_of(s->row);
	struct rows rows;
	int lines, least;

	rows_make(&rows, s, mode);
	lines = lines_of(&rows, width);
	*want = rows.n ? rows.n + 2 + lines : 0;
	free(rows.table);
	least = lines ? 2 : LEAST + 2;
	return least < *want ? least : *want;
}

/* Rows of tables that stay in sight whatever there is to say of one of them: those that are not well or are read now. With the focus some
 * more, to walk in. */
static int tables_least(const struct rows *rows)
{
	int n = 0;

	while (n < rows->n && n < LEAST && standing_of(rows->table[n], rows->mode, rows->since) < WAITS)
		n++;
	if (rows->s->v->part == PART_BODY)
		return rows->n < LEAST ? rows->n : LEAST;
	return n ? n : 1;
}

/* Without the focus the list stands at its top: that is where the differences are. */
static void draw_tables(struct rows *rows, struct scene *s, struct rect r)
{
	if (s->v->part == PART_BODY) {
		list_draw(&s->v->body, s->c, r, draw_table, rows);
		return;
	}
	for (int i = 0; i < r.h && i < rows->n; i++)
		draw_table(s->c, (struct rect){ r.x, r.y + i, r.w, 1 }, i, LIST_ROW_PLAIN, rows);
}

/* What is said of the chosen table gets the lines that the tables can spare; where there is no room for a table it stands alone. */
static void verify_draw(struct scene *s, struct rect r)
{
	enum verify_mode mode = compared_mode_of(s->row);
	struct rows rows;
	int lines, spare, tables;

	rows_make(&rows, s, mode);
	list_set_count(&s->v->body, rows.n);
	lines = lines_of(&rows, r.w);
	spare = r.h - 2 - tables_least(&rows);
	if (lines && spare < 1) {
		differences_draw(s->c, r, chosen(&rows), mode, rows.since);
		free(rows.table);
		return;
	}
	lines = lines < spare ? lines : spare < 0 ? 0 : spare;
	tables = r.h - 2 - lines;
	draw_heads(s->c, (struct rect){ r.x, r.y, r.w, 1 }, mode);
	draw_tables(&rows, s, (struct rect){ r.x, r.y + 1, r.w, tables });
	if (lines)
		differences_draw(s->c, (struct rect){ r.x, r.y + 1 + tables, r.w, lines }, chosen(&rows), mode, rows.since);
	draw_sum(&rows, s->c, (struct rect){ r.x, r.y + r.h - 1, r.w, 1 });
	free(rows.table);
}

const struct part body_verify = { verify_measure, verify_draw };
