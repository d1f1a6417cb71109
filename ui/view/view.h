/* What the operator looks at: the screen, the selected rows, the open dialog. Never a part of the model; a new view on the same run is
 * fine at any time. */
#ifndef TEAL_UI_VIEW_VIEW_H
#define TEAL_UI_VIEW_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/kit/form.h"
#include "ui/kit/list.h"
#include "ui/kit/pager.h"

struct app_hooks;
struct assessment;
struct dialog;

enum view_mode {
	VIEW_RUN,
	VIEW_SETTINGS, /* the form of the settings, before there is a run */
	VIEW_OFFER, /* there is a run to go on with: go on, start a new one, leave */
};

/* The part of a step's screen that has the arrows. */
enum view_part {
	PART_STEPS, /* the rail: look at other steps; Enter goes on */
	PART_FORM,
	PART_BODY, /* a list of the step's own, tables say */
	PART_GATES,
	PART_COUNT,
};

enum view_over { OVER_NONE, OVER_HELP, OVER_LOG, OVER_COMMANDS, OVER_UNDO, OVER_ENTRY };

/* What the open dialog asks. */
enum view_ask { ASK_NONE, ASK_TELL, ASK_GO, ASK_GO_NAME, ASK_WAIVE, ASK_LEAVE_OUT, ASK_UNDO, ASK_RENEW, ASK_CANCEL, ASK_LEAVE, ASK_SEARCH };

enum view_flags {
	VIEW_QUIET = 1, /* --quiet-updates: nothing that only ticks */
};

#define VIEW_RATES 32
#define VIEW_KEY 96 /* as struct assess_entry has them (assess/assess.h) */

/* An entry as it was when somebody looked at it: the same key may say more by now. */
struct view_entry {
	char key[VIEW_KEY], sign[VIEW_KEY];
};

/* Main owns it; the screens fit it to the run in app_scene and change it by keys. */
struct view {
	const struct app_hooks *hooks; /* borrowed */
	enum charset charset;
	unsigned flags;
	enum view_mode mode;

	/* What is looked at, and what was made for it. */
	int looked; /* the step looked at; -1: the current one, whichever that is */
	int made_for; /* the step that part, form and lists were made for; -1 none */
	enum view_part part;
	struct form form; /* the fields of the step, or the settings */
	struct list gates, body;
	bool gate_chosen; /* the operator chose the gate; else the first that does not open the way is shown */

	/* What lies over the screen, and its text. */
	enum view_over over;
	struct pager pager;
	size_t pager_logs; /* model->logs when the log was filled in */

	/* The step releases (ui/screens/entries.h): what is to be read, whose row is selected, whose text is open, whose was. */
	struct assessment *assessment; /* owned; made anew with each scene, NULL on other steps */
	char entry[VIEW_KEY]; /* key of the selected row: rows come and go as documents arrive */
	struct view_entry open;
	struct view_entry *opened; /* owned */
	size_t openeds;

	/* The open dialog: what it asks, and what its answer is about. */
	enum view_ask ask;
	struct dialog *dialog; /* owned; NULL: none */
	char *ask_gate; /* owned; ASK_WAIVE */
	int ask_step, ask_act; /* what ASK_GO, ASK_GO_NAME and ASK_CANCEL are about: a yes to another step or act counts for nothing */
	int64_t interrupted; /* wall ms of the last Ctrl-C, 0 none */

	/* Before a run, and after it. */
	struct list offer;
	char *offer_text; /* owned; VIEW_OFFER: which run, where it stands */
	char *report; /* owned; path of the report, NULL none yet */

	/* Bytes of the initial copy over time, for its rate: ring. */
	struct view_rate {
		int64_t at, bytes;
	} rate[VIEW_RATES];
	size_t rates; /* ever taken */
};

#endif
