/* From what the operator gave to a run that is open: settings, the run's name, and the choice between
 * going on and beginning. The wizard calls these between turns. */
#include "config.h"

#include "cli/opening.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/front.h"
#include "cli/inputs.h"
#include "cli/options.h"
#include "cli/wizard.h"
#include "codec/json.h"
#include "plan/mended.h"
#include "plan/model.h"
#include "port/journal.h"
#include "port/loop.h"
#include "port/paths.h"
#include "run/run.h"

/* By its journal: a folder without one was made, and never begun. */
static bool run_exists(const char *name)
{
	char *runs = paths_runs(NULL), *path = runs ? mem_printf("%s/%s/%s", runs, name, JOURNAL_FILE) : NULL;
	bool there = path && file_exists(path);

	free(path);
	free(runs);
	return there;
}

/* Settings of a training are there already. A kept file that is wrong is an error and not a reason to
 * ask anew: the operator would type over it. */
bool opening_settings(struct wizard *w, struct err *err)
{
	const char *given = w->options->settings;
	char *kept;

	if (w->have_settings)
		return true;
	if (given)
		return w->have_settings = input_settings(given, &w->settings, err);
	kept = input_settings_path(err);
	if (!kept)
		return false;
	if (file_exists(kept) && !input_settings(kept, &w->settings, err)) {
		free(kept);
		/* A run that is there needs no file: what is wrong with one must not keep anybody from going on with it. */
		if (!w->name || !run_exists(w->name))
			return false;
		*err = (struct err){ 0 };
		return true;
	}
	/* Without a file nothing was read, and the form will ask. */
	w->have_settings = w->settings.product != NULL;
	free(kept);
	return true;
}

/* Kept first, taken then: a form that cannot be saved stays on the screen, and nothing has changed. */
bool opening_settings_sent(struct wizard *w, const struct json *root, struct err *err)
{
	struct settings fresh;

	if (!settings_parse(root, &fresh, err))
		return false;
	if (!input_settings_check(&fresh, err) || !input_settings_keep(root, err)) {
		settings_release(&fresh);
		return false;
	}
	settings_release(&w->settings);
	w->settings = fresh;
	w->have_settings = w->settings_sent = true;
	return true;
}

/* A file that was named for this start is compared, and what may still change is taken; the file that the form kept may be about another
 * run, and is only spoken of. */
static bool compare_settings(struct wizard *w, struct err *err)
{
	const struct model *m = run_model(w->run);
	char *paths, *sentence;

	if (!w->have_settings || m->end != RUN_OPEN || w->options->command == COMMAND_TRAIN)
		return true;
	if (w->options->settings)
		return run_mend(w->run, &w->settings, err);
	paths = mended_paths(m, &w->settings);
	if (paths && run_same_work(&w->settings, &m->settings)) {
		/* TRANSLATORS: names of settings, with commas between. */
		sentence = mem_printf(
			_("The kept settings are not those of this run (%s); it keeps its own. Give it others by --settings=FILE."), paths);
		w->front->tell(w, sentence);
		free(sentence);
	}
	free(paths);
	return true;
}

/* The front end is told only when there is a run; with none it stays where it is. */
static bool open_run(struct wizard *w, struct err *err)
{
	struct run_spec spec = {
		.settings = w->have_settings ? &w->settings : NULL,
		.name = w->name,
		.observe = w->options->flags & OPTION_OBSERVE,
		.catalog = w->have_catalog ? &w->catalog : NULL,
	};

	w->run = run_open(w->loop, &spec, err);
	if (!w->run)
		return false;
	if (!compare_settings(w, err)) {
		run_close(w->run);
		w->run = NULL;
		return false;
	}
	w->dirty = true;
	w->front->run(w);
	return true;
}

/* A name of the settings' own may be taken by a run that is over, or by one with other settings. */
static char *free_name(const struct wizard *w)
{
	char *name = run_new_name(&w->settings), *other;
	int64_t now = loop_wall();

	for (int i = 0; run_exists(name) && i < 100; i++) {
		char at[CLOCK_TEXT];

		/* A second later each time, until nothing has that name. */
		clock_iso(now + i * 1000, at);
		other = mem_printf("%s-%.10s-%.2s%.2s%.2s", w->settings.run ? w->settings.run : "run", at, at + 11, at + 14, at + 17);
		free(name);
		name = other;
	}
	return name;
}

/* A run of its own, whatever else there is. */
bool opening_new(struct wizard *w, struct err *err)
{
	free(w->name);
	w->name = free_name(w);
	return open_run(w, err);
}

/* The name was found when it was offered. */
bool opening_resume(struct wizard *w, struct err *err)
{
	return open_run(w, err);
}

/* Which run there is, and where it stands. Owned. */
static char *offer_text(const char *name)
{
	struct str text;
	size_t n;
	struct run_row *row = run_list(&n, NULL);
	char started[CLOCK_TEXT], last[CLOCK_TEXT];

	str_init(&text, STR_LINE);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(row[i].name, name) != 0)
			continue;
		clock_iso(row[i].started, started);
		clock_iso(row[i].last, last);
		/* TRANSLATORS: a run's name, its product and application, two times in UTC, and the title of a step */
		str_addf(&text, _("Run %s (%s, %s), begun %.16s, last written %.16s UTC.\nIt stands at: %s.\n"), row[i].name,
		         row[i].product, row[i].blue, started, last, row[i].step);
		if (row[i].held)
			str_addf(&text, "%s\n", _("Somebody has it open now."));
	}
	run_list_free(row, n);
	return str_take(&text);
}

/* The operator decides; until then nothing is locked and nothing is opened. */
static void offer(struct wizard *w)
{
	char *text = offer_text(w->name);

	w->front->offer(w, text);
	w->dirty = true;
	free(text);
}

/* The form shows what is asked; nobody can answer it for an answers file. */
static bool ask_settings(struct wizard *w, struct err *err)
{
	if (w->scripted)
		return err_set(err, ERR_INPUT, _("there are no settings"), _("--answers does not answer what is to be migrated"),
		               _("Give --settings FILE, or start teal once without --answers."));
	w->front->settings(w, NULL);
	w->dirty = true;
	return true;
}

/* A run that is named is opened. Without settings they are asked for; --new begins one. Else the newest
 * unfinished run of the same work is offered, or simply gone on with when an answers file speaks. */
bool opening_begin(struct wizard *w, struct err *err)
{
	char *unfinished;

	if (w->name && (w->have_settings || run_exists(w->name)))
		return open_run(w, err);
	if (!w->have_settings)
		return ask_settings(w, err);
	if (w->options->flags & OPTION_NEW)
		return opening_new(w, err);
	/* NULL is an answer as well as a failure: only err tells them apart. */
	*err = (struct err){ 0 };
	unfinished = run_unfinished(&w->settings, err);
	if (!unfinished)
		return err->kind == ERR_NONE && opening_new(w, err);
	free(w->name);
	w->name = unfinished;
	if (w->scripted)
		return open_run(w, err);
	offer(w);
	return true;
}
