/* What the reports for people and for programs have in common: the words of states, and what has to be worked out from
 * the model. */
#include "config.h"

#include "report/parts.h"

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "plan/step.h"
#include "report/clients.h"
#include "report/report.h"

/* Names are for programs and stay as they are; words are for people and are translated. */
static const char *const end_names[] = {
	[RUN_OPEN] = "open", [RUN_FINISHED] = "finished", [RUN_UNDONE] = "undone", [RUN_ABANDONED] = "abandoned"
};
static const char *const end_words[] = {
	[RUN_OPEN] = N_("not ended yet"),
	[RUN_FINISHED] = N_("finished"),
	[RUN_UNDONE] = N_("undone"),
	[RUN_ABANDONED] = N_("ended where it was"),
};
static const char *const status_names[] = {
	[STEP_TODO] = "todo", [STEP_RUNNING] = "running", [STEP_COMPLETE] = "done", [STEP_BROKEN] = "failed", [STEP_REVERTED] = "undone",
};
static const char *const status_words[] = {
	[STEP_TODO] = N_("not reached"), [STEP_RUNNING] = N_("under way"), [STEP_COMPLETE] = N_("done"),
	[STEP_BROKEN] = N_("failed"),    [STEP_REVERTED] = N_("undone"),
};
const char *report_end_name(enum run_end end)
{
	return end_names[end];
}

const char *report_end_word(enum run_end end)
{
	return _(end_words[end]);
}

/* For programs: the report and the status as JSON. */
const char *report_status_name(enum step_status status)
{
	return status_names[status];
}

const char *report_status_word(enum step_status status)
{
	return _(status_words[status]);
}

/* The switch wins: after it an undo is refused, so that both can only be set in a journal of another kind. */
int64_t report_stop_end(const struct model *m)
{
	return m->switched_at ? m->switched_at : m->unfenced_at;
}

/* A little longer than the write-stop itself, since clients notice late (FELT_AFTER_MS). While it goes on there is no
 * end. */
bool report_felt(const struct report *r, struct felt *felt)
{
	int64_t until = report_stop_end(r->model), ended = r->model->ended;

	if (!r->clients || !r->model->fenced_at)
		return false;
	until = until ? until + FELT_AFTER_MS : INT64_MAX;
	/* What fails after the end of the run is not of this run; the report says the same whenever it is asked for. */
	felt_read(r->clients, r->clients_len, r->model->fenced_at, ended && ended < until ? ended : until, felt);
	return true;
}

/* All actors in the order of the steps, then of the waivers; with repetitions. */
static const char *any_actor(const struct model *m, size_t i)
{
	if (i < MODEL_STEPS)
		return m->step[i].actor ? m->step[i].actor : "";
	return i - MODEL_STEPS < m->waivers ? m->waiver[i - MODEL_STEPS].actor : NULL;
}

/* Few actors and few steps: comparing all with all is good enough. */
static bool seen_before(const struct model *m, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(any_actor(m, i), any_actor(m, at)) == 0)
			return true;
	return false;
}

/* A step that nobody started has no actor; its place is passed over. */
const char *report_actor(const struct model *m, size_t i)
{
	for (size_t at = 0; any_actor(m, at); at++)
		if (*any_actor(m, at) && !seen_before(m, at) && i-- == 0)
			return any_actor(m, at);
	return NULL;
}

static void take_part(const char *text, size_t i, char *out, size_t size)
{
	size_t n;
	const char *part = str_part(text, i, &n);

	snprintf(out, size, "%.*s", (int)n, part ? part : "");
}

/* As remember_checkpoint wrote it (plan/remember.c). Fields that are cut or missing read as nothing. */
bool report_checkpoint(const struct model *m, const char *key, struct report_checkpoint *out)
{
	const char *text = model_note(m, key);
	char number[24];

	*out = (struct report_checkpoint){ 0 };
	if (!text)
		return false;
	take_part(text, 0, out->id, sizeof out->id);
	take_part(text, 1, number, sizeof number);
	take_part(text, 2, out->unit, sizeof out->unit);
	str_to_int(number, 0, INT64_MAX, &out->began);
	return true;
}

/* In the order in which they are made. */
const struct step *report_checkpoint_step(const struct model *m, size_t i)
{
	const struct step *row;

	for (int s = 0; (row = step_of(m, s)); s++)
		if (row->checkpoint && i-- == 0)
			return row;
	return NULL;
}

/* As follow-sync remembered it; before it did, as it was seen. */
static bool lag_remembered(const struct model *m, struct report_lag *lag)
{
	const char *text = model_note(m, "sync.lag");
	long long n[4];

	if (!text || sscanf(text, "%lld %lld %lld %lld %zu", &n[0], &n[1], &n[2], &n[3], &lag->samples) != 5)
		return false;
	lag->most_bytes = n[0];
	lag->most_ms = n[1];
	lag->last_bytes = n[2];
	lag->last_ms = n[3];
	return true;
}

/* The remembered numbers first: samples are not in the journal, and a report is most often made of a journal alone. */
bool report_lag(const struct model *m, struct report_lag *lag)
{
	const struct sample *s;

	*lag = (struct report_lag){ 0 };
	if (lag_remembered(m, lag))
		return true;
	for (size_t i = 0; (s = model_sample(m, i)); i++) {
		lag->most_bytes = s->bytes > lag->most_bytes ? s->bytes : lag->most_bytes;
		lag->most_ms = s->ms > lag->most_ms ? s->ms : lag->most_ms;
	}
	s = model_sample(m, 0);
	if (!s)
		return false;
	lag->samples = m->samples;
	lag->last_bytes = s->bytes;
	lag->last_ms = s->ms;
	return true;
}
