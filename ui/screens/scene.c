/* What the screens share: the bodies of the steps, and the few words and times that all of them write. */
#include "config.h"

#include "ui/screens/scene.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"

/* A step names its picture; how it is drawn is known here alone. */
static const struct part *const bodies[BODY_COUNT] = {
	[BODY_RELEASES] = &body_releases, [BODY_WINDOW] = &body_window, [BODY_CHECKPOINTS] = &body_checkpoints,
	[BODY_FOLLOW] = &body_follow,     [BODY_VERIFY] = &body_verify, [BODY_FORECAST] = &body_forecast,
	[BODY_SOAK] = &body_soak,
};

const struct part *body_of(const struct step *row)
{
	return bodies[row->body];
}

bool scene_current(const struct scene *s)
{
	return s->at->row && s->step == s->at->step;
}

/* A time that lies ahead, by a clock that is not ours, is "now": an age is never negative. */
void scene_age(int64_t now, int64_t at, char out[CLOCK_TEXT])
{
	int64_t s = (now - at) / 1000;

	if (!at)
		snprintf(out, CLOCK_TEXT, "%s", _("never"));
	else if (now - at < 1500)
		snprintf(out, CLOCK_TEXT, "%s", _("now"));
	else if (s < 60)
		snprintf(out, CLOCK_TEXT, "%d s", (int)s);
	else if (s < 3600)
		snprintf(out, CLOCK_TEXT, "%d m", (int)(s / 60));
	else if (s < 2 * 86400)
		snprintf(out, CLOCK_TEXT, "%d h", (int)(s / 3600));
	else
		snprintf(out, CLOCK_TEXT, "%d d", (int)(s / 86400));
}

/* Below a minute in whole seconds; above it clock_span's own two units are as quiet. */
void scene_span(int64_t ms, char out[CLOCK_TEXT])
{
	if (ms < 60000)
		snprintf(out, CLOCK_TEXT, "%d s", ms < 0 ? 0 : (int)(ms / 1000));
	else
		clock_span(ms, out);
}

enum style scene_verdict_style(const struct app_gate *g)
{
	static const enum style styles[] = {
		[VERDICT_UNKNOWN] = STYLE_UNKNOWN, [VERDICT_FAIL] = STYLE_FAIL, [VERDICT_WAIT] = STYLE_WAIT,
		[VERDICT_WARN] = STYLE_WARN,       [VERDICT_PASS] = STYLE_PASS,
	};

	return g->verdict.waived ? STYLE_WARN : styles[g->verdict.kind];
}

const char *scene_verdict_word(const struct app_gate *g)
{
	/* TRANSLATORS: a gate that does not hold, which the operator decided to go past */
	return g->verdict.waived ? _("waived") : verdict_word(g->verdict.kind);
}

char *scene_flow(const char *text)
{
	char *flow = mem_dup(text && *text ? _(text) : "");

	for (char *at = flow; (at = strchr(at, '\n'));)
		*at = ' ';
	return flow;
}
