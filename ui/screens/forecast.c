/* The picture BODY_FORECAST: what the write-stop will be made of, against what is accepted. The numbers are notes of the run,
 * "forecast.<step id>" in milliseconds, from the rehearsal and the sizes; the drain is the lag of now. */
#include "config.h"

#include "ui/screens/scene.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/kit/chart.h"

/* More steps than there are from the write-stop to the switch. */
#define PARTS_MOST 12
#define BAR 22

/* A step's share of the write-stop, in milliseconds. */
struct piece {
	const char *step;
	int64_t ms;
};

/* -1 when nothing was measured: such a step is left out of the sum rather than counted as nothing. */
static int64_t note_ms(const struct model *m, const char *step)
{
	char key[128];
	int64_t ms;

	snprintf(key, sizeof key, "forecast.%s", step);
	return str_to_int(model_note(m, key), 0, INT64_MAX / 2, &ms) ? ms : -1;
}

/* Every step from the one that stops the writes to the one that moves the traffic. */
static size_t pieces_of(const struct scene *s, struct piece *pieces)
{
	size_t n = 0;
	const struct step *row;
	const struct sample *lag = model_sample(s->m, 0);

	for (int i = s->step; (row = step_of(s->m, i)) && n < PARTS_MOST; i++) {
		int64_t ms = note_ms(s->m, row->id);

		/* What green is behind now is what is left to drain once nobody writes. */
		if (ms < 0 && (row->flags & STEP_DRAINS) && lag)
			ms = lag->ms;
		if (ms >= 0)
			pieces[n++] = (struct piece){ row->id, ms };
		/* With the switch the write-stop ends. */
		if (row->flags & STEP_POINT_OF_NO_RETURN)
			break;
	}
	return n;
}

/* Before the step begins; afterwards the clock runs and tells the truth. */
static bool wanted(const struct scene *s)
{
	return s->state->status == STEP_TODO && s->m->settings.limits.write_stop_s > 0;
}

static int forecast_measure(const struct scene *s, int width, int *want)
{
	struct piece pieces[PARTS_MOST];

	*want = wanted(s) ? 1 + (int)pieces_of(s, pieces) : 0;
	return wanted(s) ? 1 : 0;
}

/* A single number is no forecast and is not called one. */
static void draw_sum(struct scene *s, struct rect r, const struct piece *pieces, size_t n)
{
	int64_t sum = 0, limit = s->m->settings.limits.write_stop_s * 1000;
	char all[CLOCK_TEXT], most[CLOCK_TEXT];

	for (size_t i = 0; i < n; i++)
		sum += pieces[i].ms;
	clock_span(sum, all);
	clock_span(limit, most);
	if (n > 1)
		canvas_textf(s->c, r.x, r.y, sum > limit ? STYLE_ERROR : STYLE_PLAIN, r.w,
		             sum > limit ? _("Forecast %s, which is over the %s that are accepted:") : _("Forecast %s of at most %s:"), all,
		             most);
	else if (n)
		canvas_textf(s->c, r.x, r.y, STYLE_PLAIN, r.w, _("The writes may stand still for at most %s; measured so far:"), most);
	else
		canvas_textf(s->c, r.x, r.y, STYLE_PLAIN, r.w, _("The writes may stand still for at most %s; there is no forecast."), most);
}

/* The bars compare the steps with each other, not with the limit: which of them is worth shortening is the question. */
static void forecast_draw(struct scene *s, struct rect r)
{
	struct piece pieces[PARTS_MOST];
	size_t n = pieces_of(s, pieces);
	int64_t largest = 0;
	char span[CLOCK_TEXT];

	for (size_t i = 0; i < n; i++)
		largest = pieces[i].ms > largest ? pieces[i].ms : largest;
	draw_sum(s, r, pieces, n);
	for (size_t i = 0; i < n && (int)i + 1 < r.h; i++) {
		int y = r.y + 1 + (int)i;

		clock_span(pieces[i].ms, span);
		canvas_text(s->c, r.x + 2, y, STYLE_PLAIN, pieces[i].step, 18);
		canvas_text_right(s->c, r.x + 31, y, STYLE_PLAIN, span, 11);
		chart_amount(s->c, r.x + 33, y, r.w - 33 < BAR ? r.w - 33 : BAR, pieces[i].ms, largest);
	}
}

const struct part body_forecast = { forecast_measure, forecast_draw };
