/* The run: the only place that performs effects. Owns the journal, the sessions, the children; knows what an observer may not. */
#ifndef TEAL_RUN_RUN_H
#define TEAL_RUN_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/intent.h"

struct catalog;
struct err;
struct loop;
struct model;
struct run;
struct settings;

/* Which run is opened, and what for. */
struct run_spec {
	const struct settings *settings; /* for a new run; an old one has its own in the journal, see run_mend */
	const char *name; /* folder below paths_runs(); created when it is new (not when observing: then a new run lives in memory only) */
	bool observe; /* write nothing: no journal line, no act, no statement that writes */
	const char *actor; /* NULL: user@host */
	const struct catalog *catalog; /* the shipped migrations, borrowed for the run's life; NULL: not at hand */
};

/* Opens (lock) and folds the journal; a new run gets RUN_STARTED, an old one RUN_RESUMED. The model is run's.
 * NULL: err (kind ERR_LOCKED when held). */
struct run *run_open(struct loop *, const struct run_spec *, struct err *);
/* Right after run_open, for a run that was there: takes what differs from the run's own settings, as an event. False: err names the member
 * that may not change any more (plan/mended.h), and nothing was taken. */
bool run_mend(struct run *, const struct settings *, struct err *);
/* Leaves the run resumable: sessions are closed; children are nobody's from here on, and end with the loop (loop_end). */
void run_close(struct run *);

const struct model *run_model(const struct run *);
/* False: refused, err says why. */
bool run_intend(struct run *, const struct intent *, struct err *);
/* After each turn of the loop: probes, engine, effects. Cheap when there is nothing to do. */
void run_turn(struct run *);
/* True when a gate, fact or anything visible changed since the last call (front ends redraw). */
bool run_changed(struct run *);
/* The journal cannot be written (disk full …): everything stands still until it can; NULL when all is well. */
const char *run_trouble(const struct run *);
/* What the operator should be told once, NULL nothing: the system's clock was set. Asking takes it away; good until the next turn. */
const char *run_news(struct run *);
/* juju asks for a login, or the operator wants one (answer juju.login): the front end leaves the screen, runs `juju login`, and calls
 * run_logged_in. */
bool run_wants_login(const struct run *);
void run_logged_in(struct run *);
/* Notes that `juju login` ended well now: juju itself cannot be asked how long it lasts. */
void run_note_login(struct run *);
/* Milliseconds from now until run_turn wants to be called without any event (0: at once), -1 never. */
int64_t run_next(const struct run *);

/* One row per run below paths_runs(), newest first. Owned by the caller. */
struct run_row {
	char *name, *product, *blue, *step; /* step: title of the current one */
	int64_t started, last;
	int end; /* enum run_end */
	bool held; /* somebody has it open now */
	char *trouble; /* why it cannot be read, NULL when it can */
};
struct run_row *run_list(size_t *n, struct err *);
void run_list_free(struct run_row *, size_t n);
/* The unfinished run that has these settings' product, models and apps; owned, NULL when there is none. */
char *run_unfinished(const struct settings *, struct err *);
/* The same product, models and applications: what makes two runs the same work. */
bool run_same_work(const struct settings *, const struct settings *);
/* A new run's name: the settings' own, or the date with a letter. Owned. */
char *run_new_name(const struct settings *);
/* Somebody has it open now. */
bool run_held(const char *name);
/* Folds a run's journal without lock, for report and status. The model is initialised in any case; the caller releases it. */
bool run_read(const char *name, struct model *, bool *torn, struct err *);

#endif
