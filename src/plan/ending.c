/* The exit status is what a script sees of the run, and the last line what a tired person reads of it: while users are locked out both
 * have to say so, however Teal ends. */
#include "config.h"

#include "plan/ending.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/str.h"
#include "plan/model.h"
#include "plan/step.h"
#include "plan/walk.h"

/* How the run ended does not matter: a run that was given up leaves its fence standing. */
bool ending_locked_out(const struct model *m)
{
	return m->fenced_at && !m->unfenced_at && !m->switched_at && m->end != RUN_FINISHED;
}

/* The status that calls for a person: nobody may simply start again once traffic has moved. */
static int failed(const struct model *m, int otherwise)
{
	return walk_switched(m) ? EXIT_NO_RETURN : otherwise;
}

/* An abandoned run ends as badly as it stands. An open one was left, and goes on at the next start. */
static int left(const struct model *m)
{
	switch (m->end) {
	case RUN_FINISHED:
		return EXIT_FINISHED;
	case RUN_UNDONE:
		return EXIT_UNDONE;
	case RUN_ABANDONED:
		return failed(m, EXIT_FAILED);
	case RUN_OPEN:
		break;
	}
	return EXIT_LEFT;
}

/* Without the fence in mind. */
static int status_of(const struct model *m, enum ending how, int number)
{
	switch (how) {
	case ENDING_LEFT:
		return left(m);
	case ENDING_FAILED:
		return failed(m, EXIT_FAILED);
	case ENDING_UNANSWERED:
		return failed(m, EXIT_USAGE);
	case ENDING_SIGNAL:
		return EXIT_SIGNAL + number;
	case ENDING_ERROR:
		break;
	}
	return number;
}

/* Who finds the run held by another has left nothing: that other one has it. An observer never had it. */
int ending_status(const struct model *m, enum ending how, int number)
{
	int status = status_of(m, how, number);

	if (!ending_locked_out(m) || m->observe || status > EXIT_SIGNAL || status == EXIT_NO_RETURN || status == EXIT_LOCKED)
		return status;
	return EXIT_LEFT;
}

/* What can be done now depends on how far the run is; each sentence stands alone. */
static void add_ways(const struct model *m, struct str *out)
{
	const char *run = m->run ? m->run : "";

	if (walk_switched(m))
		/* TRANSLATORS: the hole is the run's name, here and below. */
		str_addf(out,
		         _("The switch has begun. To go on: teal --run=%s. To give blue back is for a person to decide: "
		           "what green has taken would be lost (teal report %s)."),
		         run, run);
	else if (m->end != RUN_OPEN)
		str_addf(out,
		         _("The run has ended, and not all that stopped the writes is gone. To give blue back, run by hand the undo of "
		           "\"Stop the writes to blue\" that teal review --settings=FILE prints (teal report %s says what was done)."),
		         run);
	else if (m->undoing)
		str_addf(out, _("To go on giving blue back: teal --run=%s."), run);
	else
		str_addf(out, _("To go on: teal --run=%s. To give blue back: the same, then undo."), run);
}

void ending_words(const struct model *m, int64_t now, struct str *out)
{
	char since[CLOCK_TEXT], span[CLOCK_TEXT];

	if (!ending_locked_out(m) || m->observe)
		return;
	clock_iso(m->fenced_at, since);
	clock_span(now > m->fenced_at ? now - m->fenced_at : 0, span);
	/* TRANSLATORS: a date, a time of day, and how long that is. */
	str_addf(out, _("Users are locked out since %.10s %.8s UTC (%s). "), since, since + 11, span);
	add_ways(m, out);
}
