/* Other runs than the one that is open: their names, what state they are in, and reading one. Nothing here writes or
 * takes a lock for longer than a question. */
#include "config.h"

#include "run/run.h"

#include <fcntl.h>
#include <sys/file.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/event.h"
#include "plan/model.h"
#include "plan/step.h"
#include "plan/walk.h"
#include "port/journal.h"
#include "port/loop.h"
#include "port/paths.h"

struct folding {
	struct model *model;
	int64_t last; /* wall time of the newest line */
};

/* As run.c folds, and remembers when the run last did anything. */
static bool fold_line(void *self, const struct json *line, struct err *err)
{
	struct folding *f = self;
	struct event e;

	if (!event_read(line, &e, err))
		return false;
	model_apply(f->model, &e);
	f->last = e.at;
	return true;
}

/* A journal without its first event is of no use: there are no settings, and no strategy to place steps in. */
static bool read_folder(const char *folder, struct folding *f, bool *torn, struct err *err)
{
	struct journal *j;

	if (!file_exists(folder))
		return err_set(err, ERR_INPUT, _("There is no such run"), folder, _("See teal runs."));
	j = journal_open(folder, JOURNAL_READ, fold_line, f, torn, err);
	if (!j)
		return false;
	journal_close(j);
	if (f->model->run)
		return true;
	return err_set(err, ERR_WORLD, _("The run cannot be read"), _("its journal does not say how it was started"),
	               _("Start a new run."));
}

/* Owned; NULL and err when there is no place for runs. Whether the folder is there is not asked. */
static char *folder_of(const char *name, struct err *err)
{
	char *runs = paths_runs(err), *folder;

	if (!runs)
		return NULL;
	folder = mem_printf("%s/%s", runs, name);
	free(runs);
	return folder;
}

/* The model is initialised before anything can fail, so that the caller always has one to release. */
bool run_read(const char *name, struct model *model, bool *torn, struct err *err)
{
	struct folding f = { .model = model };
	char *folder;
	bool ok;

	model_init(model);
	if (!*name || strchr(name, '/'))
		return err_set(err, ERR_INPUT, _("There is no such run"), name, _("See teal runs."));
	folder = folder_of(name, err);
	ok = folder && read_folder(folder, &f, torn, err);
	free(folder);
	return ok;
}

/* Copies, since the model goes. A run that came to its end has no current step. */
static void fill_row(struct run_row *row, const struct folding *f)
{
	const struct model *m = f->model;
	const struct step *step = step_of(m, walk_current(m));

	row->product = mem_dup(m->settings.product ? m->settings.product : "");
	row->blue = mem_dup(m->settings.side[BLUE].app ? m->settings.side[BLUE].app : "");
	row->step = mem_dup(step ? _(step->title) : "");
	row->started = m->started;
	row->last = f->last;
	row->end = (int)m->end;
}

/* The journal's writer holds an exclusive lock on the file "lock" beside it (port/journal.c). */
static bool is_held(const char *folder)
{
	char *path = mem_printf("%s/lock", folder);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	bool held = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0;

	if (fd >= 0)
		close(fd);
	free(path);
	return held;
}

bool run_held(const char *name)
{
	char *folder = folder_of(name, NULL);
	bool held = folder && is_held(folder);

	free(folder);
	return held;
}

/* A run that cannot be read is listed too, with the reason: it may be the one that was looked for. */
static void read_row(struct run_row *row, const char *folder)
{
	struct model model;
	struct folding f = { .model = &model };
	struct err e = { 0 };
	struct str text;
	bool torn;

	model_init(&model);
	if (read_folder(folder, &f, &torn, &e)) {
		fill_row(row, &f);
	} else {
		str_init(&text, STR_LINE);
		err_text(&e, &text);
		row->trouble = str_take(&text);
		row->product = mem_dup("");
		row->blue = mem_dup("");
		row->step = mem_dup("");
	}
	/* asked last: reading takes time, and this is the answer that ages */
	row->held = is_held(folder);
	model_release(&model);
}

/* Newest first; those that cannot be read have no time, and come last. */
static int newer(const void *a, const void *b)
{
	const struct run_row *x = a, *y = b;

	return x->started == y->started ? strcmp(y->name, x->name) : x->started < y->started ? 1 : -1;
}

/* Every journal is read to its end: runs are few, and nothing else knows how they stand. */
struct run_row *run_list(size_t *n, struct err *err)
{
	char *runs = paths_runs(err), **name;
	struct run_row *row;

	*n = 0;
	if (!runs)
		return NULL;
	name = folder_list(runs, n);
	row = mem_zalloc(*n + 1, sizeof *row);
	for (size_t i = 0; i < *n; i++) {
		char *folder = mem_printf("%s/%s", runs, name[i]);

		row[i].name = mem_dup(name[i]);
		read_row(&row[i], folder);
		free(folder);
	}
	folder_list_free(name, *n);
	free(runs);
	qsort(row, *n, sizeof *row, newer);
	return row;
}

/* Texts that a row never got are NULL. */
void run_list_free(struct run_row *row, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(row[i].name);
		free(row[i].product);
		free(row[i].blue);
		free(row[i].step);
		free(row[i].trouble);
	}
	free(row);
}

/* The applications make a run the same work, not the targets: two runs at once on one blue would fight, whatever they
 * upgrade to. */
bool run_same_work(const struct settings *a, const struct settings *b)
{
	bool same = str_same(a->product, b->product);

	for (int side = 0; side < SIDES; side++)
		same = same && str_same(a->side[side].juju_model, b->side[side].juju_model) &&
		       str_same(a->side[side].app, b->side[side].app);
	return same;
}

/* The newest one, as the list goes. Runs that cannot be read are passed over: nobody can say what they are about. */
char *run_unfinished(const struct settings *settings, struct err *err)
{
	char *found = NULL;
	size_t n;
	struct run_row *row = run_list(&n, err);

	for (size_t i = 0; i < n && !found; i++) {
		struct model model;
		bool torn;

		/* What ended, or cannot be read, cannot be gone on with. */
		if (row[i].trouble || row[i].end != RUN_OPEN)
			continue;
		if (run_read(row[i].name, &model, &torn, NULL) && run_same_work(settings, &model.settings))
			found = mem_dup(row[i].name);
		model_release(&model);
	}
	run_list_free(row, n);
	return found;
}

/* 2026-11-22a, then b and on: short enough to be typed, and sorted by time. The name is not reserved; opening the run
 * does that. */
char *run_new_name(const struct settings *settings)
{
	char date[CLOCK_TEXT], *name;

	if (settings && settings->run && *settings->run)
		return mem_dup(settings->run);
	clock_iso(loop_wall(), date);
	/* After 26 runs of one day the last name comes again. */
	for (char letter = 'a';; letter++) {
		char *folder;
		bool taken;

		name = mem_printf("%.10s%c", date, letter);
		folder = folder_of(name, NULL);
		taken = folder && file_exists(folder);
		free(folder);
		if (!taken || letter == 'z')
			return name;
		free(name);
	}
}
