/* The run's reading about releases: begun as soon as both versions are known, while the operator is still busy with the first screens, and
 * over when every document has come or failed. Nothing waits for it. */
#include "config.h"

#include "run/own.h"

#include <stdio.h>
#include <string.h>

#include "assess/ref.h"
#include "fetch/collect.h"
#include "plan/step.h"
#include "plan/walk.h"

/* NULL for "": the usual place. */
static const char *said(const char *text)
{
	return text && *text ? text : NULL;
}

static void came(void *self, const struct document_news *news)
{
	struct run *run = self;

	library_learn(&run->library, news);
	run->changed = true;
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

	snprintf(run->library.product, sizeof run->library.product, "%s", spec.product);
	run->reading = collect_new(run->loop, &spec, came, run);
	run->read = true;
}

/* Once in a session, and only for a run that has not gone past it: who is beyond has read what there was. */
void run_documents_turn(struct run *run)
{
	struct release_ref from, to;

	if (run->reading && !collect_busy(run->reading)) {
		collect_free(run->reading);
		run->reading = NULL;
	}
	if (!run->read && run->model.end == RUN_OPEN && !walk_done(&run->model, STEP_READS_RELEASES) &&
	    versions_known(&run->model, &from, &to))
		begin(run, &from, &to);
}

/* Only on request of a person; the cache makes it cheap where nothing has changed. */
void run_documents_again(struct run *run)
{
	if (!run->reading)
		run->read = false;
}

void run_documents_release(struct run *run)
{
	collect_free(run->reading);
	run->reading = NULL;
	library_release(&run->library);
}
