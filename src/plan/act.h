/* Acts: commands to the outside, as const rows. */
#ifndef TEAL_PLAN_ACT_H
#define TEAL_PLAN_ACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/command.h"
#include "plan/side.h"

struct answer;
struct err;
struct json;
struct model;

/* What a finished command taught: notes and facts to record. */
struct findings {
	struct json *notes; /* object key -> text, NULL none */
};

enum act_flags {
	ACT_WRITES = 1,
	ACT_STARTS_WRITE_STOP = 2,
	ACT_FENCES = 4, /* when it is done, no writer is left: what must cover everything must be newer */
	ACT_LONG = 8, /* goes on at the other end when we die: after a resume its gate may wait for settle_ms, not for seconds */
	ACT_OPENS = 16, /* of an undo: when all of these are done, users write to blue again, whatever else stays */
	ACT_COMPARES = 32, /* makes the comparison that its step says (step.h) */
	ACT_BACKS_UP = 64,
	ACT_MAKES_MARKER = 128, /* these four: what this run made of the replication, and may remove (sync_made) */
	ACT_MAKES_PUBLICATION = 256,
	ACT_MAKES_SLOT = 512,
	ACT_MAKES_SUBSCRIPTION = 1024,
};

/* One command to the outside, or a few that make one thing; each is proven by one gate. */
struct act {
	const char *id, *title; /* act_title: as it is called in a run */
	const char *title_blue; /* of an OF_SUBJECT row, where the subject is blue; a sentence of its own, since languages bend names */
	enum row_side side; /* whose app or database it works on */
	/* Pure: the commands from the settings and the model, for the row's side. None at all (count 0) is fine: nothing to do
	 * here. Called by act_build. */
	bool (*build)(const struct model *, enum side, struct commands *, struct err *);
	/* Pure: is the command's answer a success? NULL: act_judge_plain. Called per command, which says its side. */
	bool (*judge)(const struct model *, const struct command *, const struct answer *, struct findings *, struct err *);
	/* Pure, may be NULL: looks at standard error while the command runs; finds notes worth keeping at once (a task id). */
	void (*glance)(const struct model *, const char *err_text, struct findings *);
	const char *done; /* gate: what must be seen for the act to count; also asked before it is run */
	int64_t settle_ms; /* how long after the command the gate may take */
	unsigned flags;
	const char *trace; /* note that an earlier try left behind: while it cannot be seen what became of it, the act is not begun again */
	const char *stays; /* of an undo: where what it could not take away stays, and why that matters; NULL for the others */
};

/* rc 0 / reply ok; "already exists" and "not found" of juju where they mean that the goal is reached. */
bool act_judge_plain(const struct model *, const struct command *, const struct answer *, struct findings *, struct err *);
/* The title, not translated. */
const char *act_title(const struct model *, const struct act *);
/* The act's commands in this run. */
bool act_build(const struct model *, const struct act *, struct commands *, struct err *);
const struct act *act_find(const char *id);
const struct act *act_at(size_t i);

void findings_note(struct findings *, const char *key, const char *text);
void findings_release(struct findings *);

#endif
