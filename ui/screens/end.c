/* How a run ended, in sentences that both front ends show. Only what the model knows: nothing is asked or looked at any more. */
#include "config.h"

#include "ui/screens/end.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "plan/undo.h"
#include "ui/screens/scene.h"

/* RUN_OPEN with all steps behind it is the moment before the end is recorded. */
static const char *title_of(const struct model *m)
{
	switch (m->end) {
	case RUN_FINISHED:
		return _("The migration is finished");
	case RUN_UNDONE:
		return _("The migration was undone");
	case RUN_ABANDONED:
		return _("The run was ended where it was");
	case RUN_OPEN:
		break;
	}
	return _("All steps are done");
}

/* The number that users felt, against what was accepted; an end with the fence still up is said loudly. */
static void add_write_stop(const struct model *m, struct str *out)
{
	int64_t limit = m->settings.limits.write_stop_s * 1000, stop;
	char was[CLOCK_TEXT], most[CLOCK_TEXT];

	/* Undone or ended before it came to that. */
	if (!m->fenced_at) {
		str_addf(out, "%s\n", _("The writes were never stopped."));
		return;
	}
	if (!m->switched_at && !m->unfenced_at) {
		str_addf(out, "%s\n", _("The writes to blue are still stopped: nobody can log in until the fence is taken away."));
		return;
	}
	stop = (m->switched_at ? m->switched_at : m->unfenced_at) - m->fenced_at;
	clock_span(stop, was);
	clock_span(limit, most);
	if (limit <= 0)
		str_addf(out, _("The writes stood still for %s.\n"), was);
	else if (stop > limit)
		str_addf(out, _("The writes stood still for %s, longer than the %s that were accepted.\n"), was, most);
	else
		str_addf(out, _("The writes stood still for %s of at most %s.\n"), was, most);
}

/* Waivers are counted here, since they are what a reader of the report looks for. */
static void add_counts(const struct model *m, struct str *out)
{
	int done = 0, n = m->strategy ? (int)m->strategy->steps : 0;
	char took[CLOCK_TEXT];

	for (int i = 0; i < n; i++)
		done += m->step[i].status == STEP_COMPLETE;
	clock_span(m->ended > m->started ? m->ended - m->started : 0, took);
	str_addf(out,
	         ngettext("%d of %d step is done; the run took %s.\n", "%d of %d steps are done; the run took %s.\n", (unsigned long)n),
	         done, n, took);
	if (m->waivers)
		str_addf(out,
		         ngettext("%d gate was waived; its reason stands in the report.\n",
		                  "%d gates were waived; the reasons stand in the report.\n", m->waivers),
		         (int)m->waivers);
}

/* That what was made is gone does not say that blue serves: what was seen of it is said, or that it was not seen. */
static void add_undone(const struct model *m, struct str *out)
{
	const char *seen;

	switch (undo_blue_noted(m, &seen)) {
	case UNDO_BLUE_AS_IT_WAS:
		str_addf(out, _("Blue serves as before (%s); what this run made is taken away.\n"), seen);
		break;
	case UNDO_BLUE_OTHER:
		str_addf(out, _("What this run made is taken away, but BLUE IS NOT AS IT WAS: %s. Look at it now.\n"), seen);
		break;
	case UNDO_BLUE_UNSEEN:
		str_addf(out, _("What this run made is taken away. Whether blue serves was not seen: %s. Look at it now.\n"), seen);
		break;
	}
}

/* What blue is now: the first thing people ask. */
static void add_blue(const struct model *m, struct str *out)
{
	if (m->end == RUN_UNDONE)
		add_undone(m, out);
	else if (m->end == RUN_ABANDONED)
		str_addf(out, "%s\n", _("Nothing was taken back: blue and green are as the last step left them."));
	else if (m->switched_at)
		str_addf(out, "%s\n", _("Green serves. Blue is kept as you decided."));
	else
		str_addf(out, "%s\n", _("The traffic was not moved: blue is what users reach."));
}

/* Without a path the command that makes the report is named: the run is all it needs. */
void end_text(const struct model *m, const char *report, struct str *out)
{
	str_addf(out, "%s.\n", title_of(m));
	add_blue(m, out);
	add_write_stop(m, out);
	add_counts(m, out);
	if (report)
		str_addf(out, _("The report: %s\n"), report);
	else
		str_addf(out, _("The report: teal report %s\n"), m->run ? m->run : "");
}

/* The same sentences as the plain front end, with the first of them as the title. */
void end_draw(struct scene *s, struct rect r)
{
	struct str text;
	const char *body;

	str_init(&text, STR_PAGE);
	end_text(s->m, s->v->report, &text);
	canvas_text(s->c, r.x, r.y, STYLE_TITLE, title_of(s->m), r.w);
	/* The first line is the title again. */
	body = strchr(str_text(&text), '\n');
	canvas_wrap(s->c, (struct rect){ r.x, r.y + 2, r.w, r.h - 2 }, STYLE_PLAIN, body ? body + 1 : "");
	str_release(&text);
}
