/* teal train: starts teal-sandbox, waits until the sandbox is ready, runs the ordinary wizard with the sandbox's settings, and stops the
 * sandbox. */
#include "config.h"

#include "cli/train.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/cli.h"
#include "cli/inputs.h"
#include "cli/options.h"
#include "cli/signals.h"
#include "cli/train_child.h"
#include "cli/wizard.h"
#include "codec/json.h"
#include "plan/settings.h"
#include "port/loop.h"

/* Bytes for a number in argv. */
#define ROW 24

/* Prints a line while no front end is open; flushed, since a long wait may follow. */
static void say(const char *line)
{
	printf("%s\n", line);
	fflush(stdout);
}

/* Starts the sandbox with the options of this command line; the sandbox checks their values. */
static struct train_child *start(const struct options *o, struct loop *loop, struct err *err)
{
	char *program = input_program("teal-sandbox", err), identities[ROW], rate[ROW];
	/* identities and rate are filled in below. */
	const char *argv[10] = { program, "--identities", identities, "--rate", rate };
	size_t n = 5;
	struct train_child *child;

	if (!program)
		return NULL;
	if (o->scenario)
		argv[n++] = "--scenario", argv[n++] = o->scenario;
	if (o->flags & OPTION_KEEP)
		argv[n++] = "--keep";
	snprintf(identities, sizeof identities, "%lld", (long long)o->identities);
	snprintf(rate, sizeof rate, "%lld", (long long)o->rate);
	child = train_child_start(loop, argv, say, err);
	free(program);
	return child;
}

/* The members of the ready line that are used later. */
struct training {
	char *settings, *good; /* owned; the path of the settings; a sentence about how a good run looks */
};

/* Reads the ready line; false with its error. Documents that are fetched in a training have addresses that are never used again, so they
 * are cached in the training's folder and not in the operator's cache. */
static bool read_ready(const char *line, struct training *out, struct err *err)
{
	struct json *ready = json_parse(line, strlen(line), err);
	const char *error = json_str(ready, "error", NULL), *path = json_str(ready, "settings", NULL);
	const char *cache = json_str(ready, "cache", NULL);
	bool ok = ready && json_bool(ready, "ready", false) && path;

	if (ok && cache)
		setenv("XDG_CACHE_HOME", cache, 1);
	if (ok) {
		out->settings = mem_dup(path);
		out->good = mem_dup(json_str(ready, "good", ""));
		say(json_str(ready, "story", ""));
	} else {
		err_set(err, ERR_ENVIRONMENT, _("the training did not start"), error ? error : _("it did not say that it is ready"), "");
	}
	json_free(ready);
	return ok;
}

/* Waits for the ready line. False: err, or a signal came (then err is empty). */
static bool wait_until_ready(struct train_child *child, struct loop *loop, struct training *out, struct err *err)
{
	while (!train_child_ready(child)) {
		if (train_child_ended(child) && train_child_refused(child))
			return err_set(err, ERR_INPUT, _("the training did not start"), _("teal-sandbox refused the options above"),
			               _("Give --scenario another name."));
		if (train_child_ended(child))
			return err_set(err, ERR_ENVIRONMENT, _("the training did not start"), _("teal-sandbox ended before it was ready"),
			               _("Run teal-sandbox by itself to see why."));
		if (signals_end() || signals_interrupts())
			return false;
		/* Without a deadline: the time for filling the database depends on --identities. The operator ends the wait. */
		loop_turn(loop, 200);
	}
	return read_ready(train_child_ready(child), out, err);
}

/* A new name for each training, since the sandbox of an older one is gone. */
static char *name_of_now(void)
{
	char at[CLOCK_TEXT];

	clock_iso(loop_wall(), at);
	return mem_printf("training-%.4s%.2s%.2s-%.2s%.2s%.2s", at, at + 5, at + 8, at + 11, at + 14, at + 17);
}

/* Runs the wizard; path: the settings file that the sandbox wrote. */
static int run_wizard(const struct options *o, struct loop *loop, const char *path)
{
	struct settings settings = { 0 };
	struct err err = { 0 };
	char *name = o->run ? mem_dup(o->run) : name_of_now();
	int code;

	if (input_settings(path, &settings, &err)) {
		/* Also in the settings, since the journal keeps those. */
		mem_set(&settings.run, name);
		code = wizard_run(&(struct wizard_spec){ .options = o, .loop = loop, .settings = &settings, .name = name });
	} else {
		/* Not ERR_INPUT: the file is the sandbox's and not the operator's. */
		err.kind = ERR_ENVIRONMENT;
		code = cli_fail(&err);
	}
	settings_release(&settings);
	free(name);
	return code;
}

/* Stops the sandbox. Its lines are printed meanwhile, since the operator waits. */
static void stop(struct train_child *child)
{
	say(_("Clearing the training away."));
	train_child_say(child, say);
	if (!train_child_stop(child))
		say(_("The training did not end within 15 s; it was told to, and goes on clearing away by itself."));
}

/* The sandbox is stopped however the wizard ended; the exit status is the wizard's. */
int train_run(const struct options *o, struct loop *loop)
{
	struct err err = { 0 };
	struct train_child *child;
	struct training training = { 0 };
	int code;

	say(_("Starting the training: PostgreSQL servers, a product with its users, and a stand-in for juju."));
	child = start(o, loop, &err);
	if (!child)
		return cli_fail(&err);
	if (wait_until_ready(child, loop, &training, &err)) {
		train_child_say(child, NULL);
		code = run_wizard(o, loop, training.settings);
		say(training.good);
	} else if (err.kind == ERR_NONE) {
		/* Without an ending signal it was SIGINT, which is 2. */
		code = EXIT_SIGNAL + (signals_end() ? signals_end() : 2);
	} else {
		code = cli_fail(&err);
	}
	stop(child);
	free(training.settings);
	free(training.good);
	return code;
}
