/* The wizard: one loop over a run and a front end. */
#ifndef TEAL_CLI_WIZARD_H
#define TEAL_CLI_WIZARD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "cli/cli.h"
#include "codec/catalog.h"
#include "plan/model.h"
#include "plan/settings.h"
#include "ui/view/autopilot.h"
#include "ui/view/hooks.h"

struct front;
struct loop;
struct options;
struct run;

/* Lives on wizard_run's stack. Front ends write nothing in it but front_self. */
struct wizard {
	const struct options *options;
	struct loop *loop;
	const struct front *front;
	void *front_self; /* the front end's own */

	struct settings settings; /* known when have_settings */
	bool have_settings, settings_sent; /* sent: by the form, in this turn */
	struct catalog catalog;
	bool have_catalog;
	struct script script;
	bool scripted; /* --answers */

	char *name; /* of the run that is open, or offered */
	struct run *run; /* NULL before there is one */
	struct model blank; /* what is shown until then */
	struct app_hooks hooks;

	char *report; /* path; NULL: not written yet */
	bool report_tried;
	int64_t drawn; /* monotonic: when the last frame was made */
	int64_t trouble_since; /* monotonic: since when the journal cannot be written, 0 it can */
	char *trouble_said; /* what was said of it; owned */
	int64_t refused_since; /* monotonic: since when what the answers file wants is refused, 0 it is not */
	int64_t login_said_at; /* monotonic: when the operator was told that juju wants a login */
	bool dirty; /* something changed since */
	bool over;
	enum ending how; /* why, once over; number as plan/ending.h says */
	int number;
	struct err error; /* said after the front end has closed; kind ERR_NONE: none */
};

/* settings: taken over when have_settings. name: the run's; NULL: found out. Returns the exit status. */
struct wizard_spec {
	const struct options *options;
	struct loop *loop;
	struct settings *settings; /* NULL: from the settings file, or asked for; else moved out of */
	const char *name;
};
int wizard_run(const struct wizard_spec *);
/* For a command line that is refused before there is a wizard: says the error, and what else has to be said of the run that it is about. */
int wizard_refused(const struct options *, const struct err *);

/* For front ends. */
const struct model *wizard_model(const struct wizard *);
/* The sentence when the journal cannot be written; NULL when all is well. */
const char *wizard_trouble(const struct wizard *);

#endif
