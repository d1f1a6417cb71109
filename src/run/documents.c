/* The run's reading about releases: begun as soon as both versions are known, while the operator is still busy with the first screens, and
 * over when every document has come or failed. Nothing waits for it. */
#include "config.h"

#include "run/own.h"

#include <string.h>

#include "assess/library.h"
#include "codec/json.h"
#include "fetch/collect.h"
#include "plan/document.h"
#include "plan/event.h"
#include "plan/step.h"
#include "plan/walk.h"
#include "port/loop.h"

/* NULL for "": the usual place. */
static const char *said(const char *text)
{
	return text && *text ? text : NULL;
}

/* What is recorded once is not recorded again; an observer records nothing. */
static void came(void *self, const struct document_news *news)
{
	struct run *run = self;
	struct event e = { .type = EV_DOCUMENT, .at = loop_wall(), .actor = "teal" };

	if (news->origin == ORIGIN_WAITING) {
		e.type = EV_FETCHING;
		e.data = json_object();
		json_put_str(e.data, "name", document_name(news->document));
		json_put_str(e.data, "where", news->where);
	} else {
		e.data = document_data(news, &run->from.parsed, &run->to.parsed);
	}
	if (run->observe || news->origin == ORIGIN_WAITING || document_known(&run->model, e.data))
		run_fold(run, &e);
	else
		run_push_event(run, &e);
}

/* The version that is noted by discover counts, since that of juju status changes at the switch; before that what is seen. */
static bool versions_known(const struct model *m, struct release_ref *from, struct release_ref *to)
{
	const char *blue = model_note(m, "blue.version");

	if (!blue && m->fact[FACT_BLUE_APP_VERSION].known)
		blue = m->fact[FACT_BLUE_APP_VERSION].text;
	return blue && release_ref_seen(blue, -1, from) && release_ref_seen(m->settings.target_version, m->settings.target_revision, to);
}

static void begin(struct run *run, const struct release_ref *from, const struct release_ref *to)
{
	const struct source_settings *s = &run->model.settings.sources;
	struct collect_spec spec = {
		.product = run->model.settings.product,
		.from = *from,
		.to = *to,
		.catalog = run->model.catalog,
		.offline = s->mode && strcmp(s->mode, "offline") == 0,
		.changelog = said(s->changelog),
		.api = said(s->api),
		.raw = said(s->raw),
		.ca_file = said(s->ca_file),
	};

	run->from = *from;
	run->to = *to;
	run->reading = collect_new(run->loop, &spec, came, run);
}

/* The run that is observed has asked already: what it was told stands in its journal. */
static bool said_by_journal(const struct run *run)
{
	const struct library *l = run->model.library;

	for (int d = 0; run->observe && run->journal && l && d < DOC_COUNT; d++)
		if (l->doc[d].origin != ORIGIN_NONE)
			return true;
	return false;
}

/* Once in a session for the same versions, and only for a run that has not gone past it: who is beyond has read what there was. */
void run_documents_turn(struct run *run)
{
	struct release_ref from, to;

	if (run->reading && !collect_busy(run->reading)) {
		collect_free(run->reading);
		run->reading = NULL;
	}
	if (run->reading || run->model.end != RUN_OPEN || walk_done(&run->model, STEP_READS_RELEASES) || said_by_journal(run) ||
	    !versions_known(&run->model, &from, &to))
		return;
	if (!str_same(from.version, run->from.version) || !str_same(to.version, run->to.version))
		begin(run, &from, &to);
}

/* Only on request of a person; the cache makes it cheap where nothing has changed. */
void run_documents_again(struct run *run)
{
	if (!run->reading)
		run->from = run->to = (struct release_ref){ 0 };
}

void run_documents_release(struct run *run)
{
	collect_free(run->reading);
	run->reading = NULL;
}
