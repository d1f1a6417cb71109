/* The picture BODY_FOLLOW: lag as a number and as a curve with its limit, the copy of the tables, the slot. */
#include "config.h"

#include "ui/screens/scene.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "codec/table_name.h"
#include "plan/sync.h"
#include "ui/kit/chart.h"

/* The curve shows a quarter of an hour; a sample stands for at most HOLD_MS, after which nobody saw anything. */
#define SPAN_MS (15 * 60 * 1000)
#define HOLD_MS (15 * 1000)
#define CURVE_LEAST 5
#define CURVE_MOST 10
/* The view samples every two seconds: below two of those steps a rate is noise. */
#define RATE_LEAST_MS 4000

struct copy {
	int tables, ready;
	int64_t done, all; /* bytes; all 0: not known */
	const struct table *now; /* the largest table under copy */
};

/* A table's own share is told in rows when both are known: COPY counts bytes of text, the size on the source counts pages and indexes. */
static int64_t copied_of(const struct table *t)
{
	double share = 0;

	/* Copied: srsubstate f is the copy finished, s caught up, r following the source (PostgreSQL manual, pg_subscription_rel). */
	if (t->state == 'r' || t->state == 's' || t->state == 'f')
		return t->bytes;
	if (t->rows > 0 && t->copied_rows >= 0)
		share = (double)t->copied_rows / (double)t->rows;
	else if (t->bytes > 0 && t->copied_bytes >= 0)
		share = (double)t->copied_bytes / (double)t->bytes;
	return (int64_t)((share > 1 ? 1 : share) * (double)t->bytes);
}

/* A table without a known size counts for the number of tables, not for the bytes. */
static void look_at_copy(const struct model *m, struct copy *copy)
{
	*copy = (struct copy){ 0 };
	for (size_t i = 0; i < m->tables; i++) {
		const struct table *t = &m->table[i];

		if (!sync_takes(t))
			continue;
		copy->tables++;
		copy->ready += t->state == 'r';
		if (t->bytes > 0) {
			copy->all += t->bytes;
			copy->done += copied_of(t);
		}
		if (t->state == 'd' && (!copy->now || t->bytes > copy->now->bytes))
			copy->now = t;
	}
}

/* Bytes a second over what this view saw of the last minute or so; -1 when that is too little to say. */
static int64_t rate_of(const struct view *v)
{
	size_t n = v->rates < VIEW_RATES ? v->rates : VIEW_RATES;
	const struct view_rate *last, *first;

	if (n < 2)
		return -1;
	last = &v->rate[(v->rates - 1) % VIEW_RATES];
	first = &v->rate[(v->rates - n) % VIEW_RATES];
	if (last->at - first->at < RATE_LEAST_MS || last->bytes < first->bytes)
		return -1;
	return (last->bytes - first->bytes) * 1000 / (last->at - first->at);
}

/* Two lines always, lag and slot; the copy and the largest table when there are tables; the curve when there is a sample to draw. */
static int follow_measure(const struct scene *s, int width, int *want)
{
	struct copy copy;
	int least = 2, curve = width >= 12 && s->m->samples ? CURVE_LEAST : 0;

	look_at_copy(s->m, &copy);
	if (s->m->tables)
		least += 1 + (copy.now != NULL);
	*want = least + (curve ? CURVE_MOST : 0);
	/* On a low screen the numbers come before the curve. */
	return s->c->h >= 24 ? least + curve : least;
}

static void draw_lag(struct scene *s, struct rect r)
{
	const struct sample *newest = model_sample(s->m, 0);
	char bytes[CLOCK_TEXT], behind[CLOCK_TEXT], age[CLOCK_TEXT];
	int x = r.x;

	if (!newest) {
		canvas_text(s->c, r.x, r.y, STYLE_WAIT, _("lag  not measured yet"), r.w);
		return;
	}
	clock_bytes(newest->bytes, bytes);
	clock_span(newest->ms, behind);
	scene_age(s->now, newest->at, age);
	/* Each text begins where the one before ended: translations have other lengths. */
	x += canvas_text(s->c, x, r.y, STYLE_HEADING, _("lag"), 6) + 2;
	/* TRANSLATORS: how far the target is behind the source: bytes, then a time span */
	x += canvas_textf(s->c, x, r.y, STYLE_RAIL_NOW, r.x + r.w - x, _("%s   %s behind"), bytes, behind);
	/* TRANSLATORS: how long ago it was measured: "now", "3 s", "2 m" */
	canvas_textf(s->c, x + 3, r.y, STYLE_DIM, r.x + r.w - x - 3, _("age: %s"), age);
}

/* Samples are kept newest first, the curve wants them ascending. */
static void draw_curve(struct scene *s, struct rect r)
{
	size_t n = s->m->samples < MODEL_SAMPLES ? s->m->samples : MODEL_SAMPLES;
	struct chart_point *points = mem_zalloc(n ? n : 1, sizeof *points);
	char size[CLOCK_TEXT], *limit;
	struct chart_curve curve = { .points = points, .n = n, .now = s->now, .span = SPAN_MS, .hold = HOLD_MS, .label = clock_bytes };

	for (size_t i = 0; i < n; i++) {
		const struct sample *sample = model_sample(s->m, n - 1 - i);

		points[i] = (struct chart_point){ sample->at, sample->bytes };
	}
	curve.limit = s->m->settings.limits.lag_bytes;
	clock_bytes(curve.limit, size);
	limit = mem_printf(_("limit %s"), size);
	curve.limit_text = limit;
	chart_curve(s->c, r, &curve);
	free(limit);
	free(points);
}

/* The products keep their tables in public; the schema would only push the names out of their column. */
static const char *table_short(const struct table *t)
{
	return table_name_short(t->name);
}

/* The total; once all are ready the bar has nothing to say and goes. */
static void draw_copy(struct scene *s, struct rect r, const struct copy *copy)
{
	int64_t rate = rate_of(s->v);
	char done[CLOCK_TEXT], all[CLOCK_TEXT], left[CLOCK_TEXT], speed[CLOCK_TEXT];
	int x = r.x;

	x += canvas_textf(s->c, x, r.y, STYLE_PLAIN, r.w, _("tables %d of %d ready"), copy->ready, copy->tables) + 2;
	if (copy->all <= 0 || copy->ready == copy->tables)
		return;
	clock_bytes(copy->done, done);
	clock_bytes(copy->all, all);
	chart_bar(s->c, x, r.y, 14, copy->done, copy->all, CHART_PERCENT);
	x += 16;
	/* TRANSLATORS: bytes copied, of all bytes */
	x += canvas_textf(s->c, x, r.y, STYLE_PLAIN, r.x + r.w - x, _("%s of %s"), done, all) + 1;
	if (rate <= 0)
		return;
	clock_bytes(rate, speed);
	clock_span((copy->all - copy->done) * 1000 / rate, left);
	canvas_textf(s->c, x, r.y, STYLE_DIM, r.x + r.w - x, _("%s/s ~%s"), speed, left);
}

static void draw_table(struct scene *s, struct rect r, const struct table *t)
{
	char size[CLOCK_TEXT];
	int name = r.w / 3;

	clock_bytes(t->bytes, size);
	canvas_text(s->c, r.x + 2, r.y, STYLE_PLAIN, table_short(t), name - 2);
	chart_bar(s->c, r.x + name + 1, r.y, 20, copied_of(t), t->bytes, CHART_PERCENT);
	canvas_textf(s->c, r.x + name + 23, r.y, STYLE_DIM, r.w - name - 23, _("of %s"), size);
}

/* What the slot keeps on the source's disk is what may fill it. */
static void draw_slot(struct scene *s, struct rect r)
{
	const struct fact *slot = &s->m->fact[FACT_SRC_SLOT];
	char held[CLOCK_TEXT], age[CLOCK_TEXT];

	if (!slot->known || slot->num < 0) {
		canvas_text(s->c, r.x, r.y, STYLE_UNKNOWN, slot->known ? _("slot  there is none") : _("slot  not seen yet"), r.w);
		return;
	}
	clock_bytes(slot->num, held);
	scene_age(s->now, slot->seen, age);
	/* TRANSLATORS: state of the replication slot, then how much WAL it keeps on the source's disk */
	canvas_textf(s->c, r.x, r.y, STYLE_PLAIN, r.w - 9, _("slot  %s, holds %s of WAL on the source"), slot->text, held);
	canvas_text_right(s->c, r.x + r.w, r.y, STYLE_DIM, age, 8);
}

/* The curve takes what the lines of numbers leave, and goes when that is too little to read. */
static void follow_draw(struct scene *s, struct rect r)
{
	struct copy copy;
	int y, below = 1;

	look_at_copy(s->m, &copy);
	below += s->m->tables ? 1 + (copy.now != NULL) : 0;
	draw_lag(s, r);
	y = 1;
	if (r.h - 1 - below >= 3) {
		draw_curve(s, (struct rect){ r.x, r.y + 1, r.w, r.h - 1 - below });
		y = r.h - below;
	}
	if (s->m->tables)
		draw_copy(s, (struct rect){ r.x, r.y + y++, r.w, 1 }, &copy);
	if (copy.now)
		draw_table(s, (struct rect){ r.x, r.y + y++, r.w, 1 }, copy.now);
	draw_slot(s, (struct rect){ r.x, r.y + y, r.w, 1 });
}

const struct part body_follow = { follow_measure, follow_draw };
