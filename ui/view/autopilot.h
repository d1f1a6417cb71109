/* --answers FILE: what a person would answer, from a file. It only makes intents, so the full screen and the plain front end show
 * everything
 * as if somebody sat there. Pure but for its own memory of when it began to wait.
 *
 * The file, all members optional:
 *   {"answers": {"fallback.who": "…",      field key -> text; a field without one takes its proposed value
 *                "releases.read": "yes"},  marks each entry of the releases as it comes up; "read.KEY": "yes" marks one
 *    "waive": {"gate-id": "reason"},       only these are waived, and only once they FAIL
 *    "stop_before": "step-id",             leave there, the run stays resumable
 *    "undo_at": "step-id",                 undo the run when it gets there, or is past it or in it
 *    "pause_ms": 0,                        before each step, so that people can follow
 *    "patience_s": 180,                    how long a gate may hold the way without anything getting better
 *    "retries": 0}                         how often a step that broke is tried again, a second later */
#ifndef TEAL_UI_VIEW_AUTOPILOT_H
#define TEAL_UI_VIEW_AUTOPILOT_H

#include <stdbool.h>
#include <stdint.h>

#include "plan/intent.h"
#include "ui/view/hooks.h"

struct err;
struct json;
struct model;

struct script {
	struct json *root; /* owned copy of the file */
	const char *stop_before, *undo_at; /* in root; NULL none */
	int64_t pause_ms, patience_ms, retries;

	bool checked; /* the names in it were compared with the strategy */
	int step; /* the rest: what is waited for since when */
	int kind;
	const void *holds;
	char *evidence; /* owned */
	int64_t since, tried, sent_at, sent_seq;
	char read_key[128], read_sign[96]; /* of the entry that is marked as read */
};

/* Refuses unknown members and wrong types by name. Release is safe on zeroed memory. */
bool script_parse(struct script *, const struct json *, struct err *);
void script_release(struct script *);

enum autopilot {
	AUTOPILOT_WAITS, /* nothing to do now; ask again within a second */
	AUTOPILOT_ACTS, /* *intent is to be handed to the engine; its texts are good until the next call */
	AUTOPILOT_STOPS, /* stop_before is reached: leave, exit 3 */
	AUTOPILOT_GIVES_UP, /* err says what and why: leave, exit 1, or 7 past the point of no return */
	AUTOPILOT_OVER, /* the run has ended */
};

enum autopilot autopilot_next(struct script *, const struct model *, const struct app_hooks *, int64_t now, struct intent *, struct err *);

#endif
