/* The dialects of juju, and which one is spoken. */
#include "config.h"

#include "plan/verbs.h"

#include <stdlib.h>
#include <string.h>

#include "plan/model.h"

/* Sources: facts/juju.md sections 0 and 6.3 (which words changed), 3.1 and 3.3 (actions), 4 (the others). The columns are 2.9, 3.x, 4.0.
 * remove-application asks before it removes since 3.0, and a prompt without a terminal is a refusal (section 2); 2.9 asks nobody, and older
 * ones of it refuse the option. What "run" says in 2.9 is "exec" since 3.0. */
const struct juju_verb_row juju_verbs[JUJU_VERBS] = {
	[VERB_CONFIG] = { .word = { "config", "config", "config" } },
	[VERB_CONSUME] = { .word = { "consume", "consume", "consume" } },
	[VERB_DEPLOY] = { .word = { "deploy", "deploy", "deploy" } },
	[VERB_INTEGRATE] = { .word = { "add-relation", "integrate", "integrate" } },
	[VERB_OFFER] = { .word = { "offer", "offer", "offer" }, .flags = VERB_MODELLESS },
	[VERB_REFRESH] = { .word = { "refresh", "refresh", "refresh" } },
	[VERB_REMOVE_APPLICATION] = { .word = { "remove-application", "remove-application", "remove-application" },
	                              .last = { NULL, "--no-prompt", "--no-prompt" } },
	[VERB_REMOVE_RELATION] = { .word = { "remove-relation", "remove-relation", "remove-relation" } },
	[VERB_RUN] = { .word = { "run-action", "run", "run" } },
	[VERB_SCALE] = { .word = { "scale-application", "scale-application", "scale-application" } },
	[VERB_SHOW_TASK] = { .word = { "show-task", "show-task", "show-task" } },
	[VERB_STATUS] = { .word = { "status", "status", "status" } },
	[VERB_VERSION] = { .word = { "version", "version", "version" }, .flags = VERB_MODELLESS },
};

/* "3.6.27-genericlinux-amd64" is the client's text; that of a model is "iam 3.6.27". */
static const char *version_spoken(const struct model *m, enum side side)
{
	const struct fact *client = &m->fact[FACT_JUJU_VERSION], *model = &m->fact[FACT_SIDE(FACT_BLUE_MODEL, side)];
	const char *blank = model->known ? strrchr(model->text, ' ') : NULL;

	return client->known ? client->text : blank ? blank + 1 : "";
}

/* A line that is newer than all of them is likest to the newest. */
enum juju_dialect juju_dialect(const struct model *m, enum side side)
{
	char *end;
	long line = strtol(version_spoken(m, side), &end, 10);

	if (*end != '.' || line < 2)
		return JUJU_3;
	return line == 2 ? JUJU_2 : line == 3 ? JUJU_3 : JUJU_4;
}
