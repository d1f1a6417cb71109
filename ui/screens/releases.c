/* The picture BODY_RELEASES: what it means as a whole, then everything that is to be read, flags before texts, and below it who says so.
 * The selected entry opens over the screen (overlay.c). */
#include "config.h"

#include "ui/screens/scene.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "plan/upgrade.h"
#include "ui/screens/entries.h"

/* Columns: of the flag, a version, a date, the number of migrations, a time, a lock, whether it was read. Each with the blank behind it. */
#define FLAG 7
#define NAME 8
#define NAME_WIDE 18
#define DATE 11
#define COUNT 14
#define COUNT_SHORT 8
#define TIME 9
#define LOCK 24
#define STATE 10
/* Widths of the part from which a row has the date and words for the count, and from which it has the lock. */
#define WORDS_FROM (FLAG + NAME + DATE + COUNT + TIME + STATE)
#define LOCK_FROM (FLAG + NAME_WIDE + DATE + COUNT + TIME + LOCK + STATE)

/* Lines of the verdict and of the sources, and rows of the list below which the part is not worth its place. */
#define VERDICT_MOST 3
#define SOURCES_MOST 3
#define LEAST 3
/* Blank lines around the list, when there is room. */
#define GAPS 2

/* How the lines are shared out; count: rows of the list; brief: the sources by name alone. */
struct shares {
	int verdict, count, sources;
	bool brief;
};

/* The text of one of the two functions, owned. */
static char *verdict_of(const struct scene *s)
{
	struct str text;

	str_init(&text, STR_LINE);
	if (s->v->assessment)
		entries_verdict(s->v->assessment, &text);
	else
		str_add(&text, _("What lies between is not known before blue's version was seen."));
	return str_take(&text);
}

/* With ages: they tick on the screen as the gates' do. */
static char *sources_of(const struct scene *s)
{
	struct str text;

	str_init(&text, STR_LINE);
	if (s->v->assessment)
		entries_sources(s->m, s->v->assessment, s->now, " · ", &text);
	return str_take(&text);
}

/* For where those lines are too many: what each says is in the text of their entry. */
static char *sources_in_brief(const struct scene *s)
{
	struct str text;

	str_init(&text, STR_LINE);
	if (s->v->assessment)
		entries_sources_brief(s->m, s->v->assessment, &text);
	return str_take(&text);
}

/* The texts are made again for their measure: they are short, and nothing is kept between frames. */
static int lines_of(const struct scene *s, int width, char *(*text_of)(const struct scene *))
{
	char *text = text_of(s);
	int lines = *text ? canvas_wrap_lines(s->c, width, text) : 0;

	free(text);
	return lines;
}

static int at_most(int lines, int most)
{
	return lines < most ? lines : most;
}

/* All that there is to show; a text of the sources that would be cut is none. */
static struct shares shares_of(const struct scene *s, int width)
{
	struct shares all = { at_most(lines_of(s, width, verdict_of), VERDICT_MOST), s->v->body.n, lines_of(s, width, sources_of), false };

	if (all.sources > SOURCES_MOST) {
		all.brief = true;
		all.sources = at_most(lines_of(s, width, sources_in_brief), SOURCES_MOST);
	}
	return all;
}

/* A line of the verdict, a few rows, a line of sources: below that the list would hide more than it shows. */
static int measure(const struct scene *s, int width, int *want)
{
	struct shares all = shares_of(s, width);
	int rows = all.count < LEAST ? all.count : LEAST;

	*want = all.verdict + all.count + all.sources + GAPS;
	return 1 + rows + (all.sources > 0);
}

/* As the verdicts of gates look: the word says it too. */
static enum style flag_style(const struct assess_entry *r)
{
	if (entry_is_sources(r))
		return STYLE_PLAIN;
	if (r->hazard)
		return r->hazard->level == HAZARD_BLOCK ? STYLE_FAIL : r->hazard->level == HAZARD_WARN ? STYLE_WARN : STYLE_DIM;
	return r->release->flags & RELEASE_BREAKING ? STYLE_WARN : r->release->flags & RELEASE_UNKNOWN ? STYLE_UNKNOWN : STYLE_PLAIN;
}

/* The last column: what has to be done with it. */
static void draw_state(struct scene *s, struct rect r, const struct assess_entry *entry)
{
	int x = r.x + r.w;

	if (upgrade_was_read(s->m, entry))
		canvas_text_right(s->c, x, r.y, STYLE_PASS, _("read"), STATE);
	else if (!entry->required)
		/* TRANSLATORS: at most ten columns, as "to be read" */
		canvas_text_right(s->c, x, r.y, STYLE_DIM, _("no need"), STATE);
	else if (entries_was_opened(s->v, entry))
		canvas_text_right(s->c, x, r.y, STYLE_WARN, _("opened"), STATE);
	else
		canvas_text_right(s->c, x, r.y, STYLE_WARN, _("to be read"), STATE);
}

/* No migration is a dash; a nought would look like one that was counted. */
static void draw_count(struct canvas *c, struct rect r, const struct assess_release *release)
{
	char *text;

	if (r.w < COUNT && release->migrations)
		text = mem_printf("%zu SQL", release->migrations);
	else if (release->migrations)
		text = mem_printf(ngettext("%zu migration", "%zu migrations", release->migrations), release->migrations);
	else
		text = mem_dup(release->flags & RELEASE_UNKNOWN ? "?" : "–");
	canvas_text(c, r.x, r.y, STYLE_PLAIN, text, r.w - 1);
	free(text);
}

/* The strongest of its migrations that are still to come. */
static enum lock_class lock_of(const struct assessment *a, const struct assess_release *release)
{
	enum lock_class lock = LOCK_NONE;

	for (size_t i = release->migration; i < release->migration + release->migrations && i < a->migrations; i++)
		if (!a->migration[i].recorded && a->migration[i].lock > lock)
			lock = a->migration[i].lock;
	return lock;
}

/* What has no room is left out from the least worth on: first the lock, then the date. */
static void draw_release(struct scene *s, struct rect r, const struct assess_release *release)
{
	int whole = r.w + FLAG + STATE, count = whole < WORDS_FROM ? COUNT_SHORT : COUNT, x = r.x;
	int name = whole < LOCK_FROM ? NAME : NAME_WIDE;
	char span[CLOCK_TEXT];

	canvas_text(s->c, x, r.y, STYLE_PLAIN, release->version, name - 1);
	x += name;
	if (whole >= WORDS_FROM) {
		canvas_text(s->c, x, r.y, STYLE_DIM, *release->date ? release->date : "–", DATE - 1);
		x += DATE;
	}
	draw_count(s->c, (struct rect){ x, r.y, count, 1 }, release);
	x += count;
	if (release->ms >= 0 && release->migrations) {
		clock_span(release->ms, span);
		canvas_text(s->c, x, r.y, STYLE_PLAIN, span, TIME - 1);
	} else if (release->migrations || (release->flags & RELEASE_UNKNOWN)) {
		canvas_text(s->c, x, r.y, STYLE_UNKNOWN, "?", TIME - 1);
	}
	x += TIME;
	if (whole >= LOCK_FROM && lock_of(s->v->assessment, release) != LOCK_NONE)
		canvas_text(s->c, x, r.y, STYLE_PLAIN, lock_word(lock_of(s->v->assessment, release)), LOCK - 1);
}

/* The sentence of a hazard, or how many sources speak. */
static void draw_line(struct scene *s, struct rect r, const struct assess_entry *entry)
{
	struct str text;

	str_init(&text, STR_LINE);
	entry_line(s->v->assessment, entry, &text);
	canvas_text(s->c, r.x, r.y, STYLE_PLAIN, str_text(&text), r.w - 1);
	str_release(&text);
}

/* A sentence takes the columns of a release; its rest is in the text that Enter opens. */
static void draw_entry(struct canvas *c, struct rect r, int i, enum list_row row, void *data)
{
	struct scene *s = data;
	struct assess_entry entry;
	struct rect rest = { r.x + FLAG, r.y, r.w - FLAG - STATE, 1 };

	if (!entries_at(s, (size_t)i, &entry))
		return;
	canvas_text(c, r.x, r.y, flag_style(&entry), entry_flag(&entry), FLAG - 1);
	if (entry.release)
		draw_release(s, rest, entry.release);
	else
		draw_line(s, rest, &entry);
	draw_state(s, r, &entry);
}

/* Without the focus no row is selected, but the list stands where it stood. */
static void draw_list(struct scene *s, struct rect r)
{
	struct list *l = &s->v->body;

	if (s->v->part == PART_BODY) {
		list_draw(l, s->c, r, draw_entry, s);
		return;
	}
	if (l->top > l->n - r.h)
		l->top = l->n > r.h ? l->n - r.h : 0;
	for (int i = 0; i < r.h && l->top + i < l->n; i++)
		draw_entry(s->c, (struct rect){ r.x, r.y + i, r.w, 1 }, l->top + i, LIST_ROW_PLAIN, s);
}

/* The verdict whole, then the list, then more than one line of the sources; but the least of the list comes before all. */
static struct shares fitted(const struct scene *s, struct rect r)
{
	struct shares all = shares_of(s, r.w), got;
	int least = all.count < LEAST ? all.count : LEAST;

	if (!all.brief && all.verdict + all.count + all.sources > r.h) {
		all.brief = true;
		all.sources = at_most(lines_of(s, r.w, sources_in_brief), SOURCES_MOST);
	}
	got = all;
	got.sources = all.sources > 0;
	while (got.verdict > 1 && got.verdict + least + got.sources > r.h)
		got.verdict--;
	if (got.count > r.h - got.verdict - got.sources)
		got.count = r.h - got.verdict - got.sources;
	while (got.sources < all.sources && got.verdict + got.count + got.sources < r.h)
		got.sources++;
	return got;
}

/* At the right end of the line below the list, that it goes on; returns the columns that it took, with the blanks in front. */
static int draw_sign(struct scene *s, struct rect r, int rows)
{
	const struct list *l = &s->v->body;
	int above = l->top, below = l->n - l->top - rows, w;
	char *text;

	if (above <= 0 && below <= 0)
		return 0;
	if (above <= 0)
		text = mem_printf(ngettext("%d more below", "%d more below", (unsigned long)below), below);
	else if (below <= 0)
		text = mem_printf(ngettext("%d more above", "%d more above", (unsigned long)above), above);
	else
		text = mem_printf(_("%d above, %d below"), above, below);
	w = canvas_text_right(s->c, r.x + r.w, r.y, STYLE_DIM, text, r.w / 2);
	free(text);
	return w + 2;
}

static void draw(struct scene *s, struct rect r)
{
	struct shares got = fitted(s, r);
	char *verdict = verdict_of(s), *sources = got.brief ? sources_in_brief(s) : sources_of(s);
	bool warns = !s->v->assessment || entries_verdict_warns(s->v->assessment);
	int spare = r.h - got.verdict - got.count - got.sources, y = r.y, w = r.w;

	canvas_wrap(s->c, (struct rect){ r.x, y, r.w, got.verdict }, warns ? STYLE_WARN : STYLE_PLAIN, verdict);
	y += got.verdict + (spare > 0);
	draw_list(s, (struct rect){ r.x, y, r.w, got.count });
	y += got.count + (spare > 1);
	if (got.sources)
		w -= draw_sign(s, (struct rect){ r.x, y, r.w, 1 }, got.count);
	canvas_wrap(s->c, (struct rect){ r.x, y, w, got.sources }, STYLE_DIM, sources);
	free(verdict);
	free(sources);
}

const struct part body_releases = { measure, draw };
