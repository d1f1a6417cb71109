/* Gates: questions with a verdict, its evidence, age and remedy. A gate is PASS only on facts that were seen and are young enough;
 * stale or unseen is UNKNOWN. All gates of a step are asked, never only the first. */
#ifndef TEAL_PLAN_GATE_H
#define TEAL_PLAN_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/facts.h"
#include "plan/side.h"

struct json;
struct model;
struct renewal;

enum verdict_kind {
	VERDICT_UNKNOWN, /* not seen, or too long ago */
	VERDICT_FAIL, /* seen, and it does not hold: somebody has to do something */
	VERDICT_WAIT, /* seen, does not hold yet, and time heals it */
	VERDICT_WARN, /* holds, with something the operator should read */
	VERDICT_PASS,
};

#define VERDICT_TEXT 200

struct verdict {
	enum verdict_kind kind;
	char text[VERDICT_TEXT]; /* the evidence, harmless for a terminal */
	int64_t seen; /* wall ms of the oldest fact it rests on; 0: rests on no fact */
	bool waived;
	const char *remedy; /* untranslated, of this very finding; NULL: the gate's own */
};

enum gate_flags {
	GATE_WAIVABLE = 1,
	GATE_FINAL = 2, /* a FAIL that was seen after the act is the end of it: time heals nothing */
	GATE_LEAVES_OUT = 4, /* leaving a table out may mend it */
	GATE_APPLIES = 8, /* says whether green's apply gets on: a live comparison ends when it fails */
};

/* Bytes of a gate's text in a run. */
#define GATE_TEXT 400

struct gate {
	const char *id;
	/* The texts are read by gate_text: %s stands for the name of the row's side. */
	const char *label; /* at most 22 columns, one of its kind in a step */
	const char *question, *remedy;
	const char *waiting; /* what is awaited, and of whom, where time heals it; NULL: it never waits */
	enum row_side side;
	/* What it rests on, each closed by FACT_END, NULL for none: facts of the row's side, by their names for blue, and facts that are
	 * of one side whatever the row's is. */
	const enum fact_id *side_facts, *facts;
	/* Called with the row's side in this run, and only when all facts are known and fresh. */
	void (*judge)(const struct model *, enum side, int64_t now, struct verdict *);
	int64_t max_age_ms;
	unsigned flags;
	const struct renewal *renew; /* how it is made to hold again where it is asked, NULL: not by a key (plan/renewal.h) */
};

const struct gate *gate_find(const char *id); /* NULL when there is none */
const struct gate *gate_at(size_t i); /* all of them, NULL past the end */
const struct gate *gate_flagged(enum gate_flags); /* the first that has the flag; NULL when none has */

/* The i-th of the facts that it rests on in this run; FACT_END past the end. */
enum fact_id gate_fact(const struct gate *, const struct model *, size_t i);
bool gate_sees(const struct gate *); /* rests on facts: what it says can grow old */

/* not_before: facts seen before this wall time count as stale (0: only max_age counts). */
void gate_ask(const struct gate *, const struct model *, int64_t now, int64_t not_before, struct verdict *);
/* True when each fact of the gate was looked at (with or without success) after this time. */
bool gate_asked(const struct gate *, const struct model *, int64_t since);
/* One of the gate's texts as it reads in this run, translated; "" for NULL. In out, or a text that stays. */
const char *gate_text(const struct model *, const struct gate *, const char *text, char out[GATE_TEXT]);
/* The same for programs: in English, NULL for NULL. */
const char *gate_text_plain(const struct model *, const struct gate *, const char *text, char out[GATE_TEXT]);
/* What to do, as gate_text gives it; "" nothing. What was not seen, or is still to come, does not call for the remedy of a fault. */
const char *verdict_remedy(const struct model *, const struct gate *, const struct verdict *, char out[GATE_TEXT]);
/* Opens the way: PASS, WARN, or waived. */
bool verdict_opens(const struct verdict *);
const char *verdict_word(enum verdict_kind); /* translated: "ok", "FAIL", "wait", "warn", "?" */
const char *verdict_name(enum verdict_kind); /* machine: "PASS" … */
enum verdict_kind verdict_by_name(const char *name);

/* For judges: sets kind and the formatted evidence. */
void verdict_set(struct verdict *, enum verdict_kind, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#endif
