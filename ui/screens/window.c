/* The picture BODY_WINDOW: the week by hour from the application's own rows, darker is busier, with the chosen hour in brackets. */
#include "config.h"

#include "ui/screens/scene.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "ui/kit/chart.h"

#define DAYS 7
#define HOURS 24
#define WEEK (DAYS * HOURS)

/* 1970-01-01 was a Thursday; the week of the fact begins on Monday. */
#define THURSDAY 3

struct week {
	int64_t count[WEEK], all, largest;
	int quietest; /* hour of the week */
};

/* Every hour of the week, or nothing: half a week would make the other half look quiet. */
static bool week_read(const struct model *m, struct week *w)
{
	const struct fact *f = &m->fact[FACT_TRAFFIC];
	struct json *root;
	int n = 0;

	*w = (struct week){ 0 };
	if (!f->known)
		return false;
	/* 168 numbers, from Monday 0 h UTC on. */
	root = json_parse(f->text, strlen(f->text), NULL);
	for (const struct json *each = json_first(root); each && n < WEEK; each = json_next(each))
		w->count[n++] = json_number(each, 0);
	json_free(root);
	for (int i = 0; i < n; i++) {
		w->all += w->count[i];
		w->largest = w->count[i] > w->largest ? w->count[i] : w->largest;
		w->quietest = w->count[i] < w->count[w->quietest] ? i : w->quietest;
	}
	return n == WEEK;
}

/* The hour of the week that the operator chose, -1 none. */
static int chosen_hour(const struct scene *s)
{
	const char *text = NULL;
	int64_t at = s->now;

	for (size_t i = 0; i < mem_count(s->row->field) && s->row->field[i].key; i++)
		if (s->row->field[i].kind == FIELD_TIME)
			text = model_answer(s->m, s->row->field[i].key);
	if (!text || (strcmp(text, "now") != 0 && !clock_parse_iso(text, &at)))
		return -1;
	return (int)((at / 3600000 + THURSDAY * HOURS) % WEEK);
}

/* From Monday, as the fact counts. */
static const char *day_name(int day)
{
	static const char *const names[DAYS] = { N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun") };

	return _(names[day]);
}

static int window_measure(const struct scene *s, int width, int *want)
{
	struct week w;

	*want = 0;
	if (width < 6 + HOURS || !week_read(s->m, &w))
		return 0;
	*want = DAYS + 2;
	return *want;
}

/* chosen: the hour that gets brackets, -1 none. */
static void draw_cell(struct scene *s, int x, int y, const struct week *w, int hour, int chosen)
{
	chart_heat(s->c, x, y, w->count[hour], w->largest);
	if (hour == chosen) {
		canvas_text(s->c, x - 1, y, STYLE_RAIL_NOW, "[", 1);
		canvas_text(s->c, x + 1, y, STYLE_RAIL_NOW, "]", 1);
	}
}

/* TRANSLATORS: an hour of the week, the count in it, its share of the whole week */
static void draw_words(struct scene *s, struct rect r, const struct week *w, int hour, const char *word)
{
	char count[CLOCK_TEXT];
	double share = w->all ? 100.0 * (double)w->count[hour] / (double)w->all : 0;

	clock_count(w->count[hour], count);
	canvas_textf(s->c, r.x, r.y, STYLE_PLAIN, r.w, _("%s: %s %02d:00 UTC, %s logins, %.2f %% of the week"), word,
	             day_name(hour / HOURS), hour % HOURS, count, share);
}

/* Two columns an hour where there is room, one below that. */
static void window_draw(struct scene *s, struct rect r)
{
	int chosen = chosen_hour(s), step = r.w >= 6 + 2 * HOURS ? 2 : 1;
	struct week w;

	/* It was there when it was measured, in this same frame. */
	week_read(s->m, &w);
	for (int hour = 0; hour < HOURS; hour += 4 / step)
		canvas_textf(s->c, r.x + 5 + hour * step, r.y, STYLE_DIM, 2, "%02d", hour);
	canvas_text(s->c, r.x + 6 + HOURS * step, r.y, STYLE_DIM, "UTC", r.w - 6 - HOURS * step);
	for (int day = 0; day < DAYS; day++) {
		canvas_text(s->c, r.x, r.y + 1 + day, STYLE_DIM, day_name(day), 4);
		for (int hour = 0; hour < HOURS; hour++)
			draw_cell(s, r.x + 5 + hour * step, r.y + 1 + day, &w, day * HOURS + hour, -1);
		/* The frame last, so that the neighbours do not paint over it. */
		if (chosen >= 0 && chosen / HOURS == day)
			draw_cell(s, r.x + 5 + chosen % HOURS * step, r.y + 1 + day, &w, chosen, chosen);
	}
	draw_words(s, (struct rect){ r.x, r.y + DAYS + 1, r.w, 1 }, &w, chosen >= 0 ? chosen : w.quietest,
	           chosen >= 0 ? _("chosen") : _("quietest"));
}

const struct part body_window = { window_measure, window_draw };
