/* What Teal asks of juju, as each line of juju says it: a row for each question, a column for each dialect. The client's version decides
 * which is spoken (facts/juju.md section 0). */
#ifndef TEAL_PLAN_VERBS_H
#define TEAL_PLAN_VERBS_H

#include "plan/side.h"

struct model;

/* 2.9; 3.0 and later; 4.0 and later. The stand-in for juju speaks 3.6 so far: the other columns are from the facts alone. */
enum juju_dialect { JUJU_2, JUJU_3, JUJU_4, JUJU_DIALECTS };

enum juju_verb {
	VERB_CONFIG,
	VERB_CONSUME,
	VERB_DEPLOY,
	VERB_INTEGRATE,
	VERB_OFFER,
	VERB_REFRESH,
	VERB_REMOVE_APPLICATION,
	VERB_REMOVE_RELATION,
	VERB_RUN, /* an action, and wait for its end */
	VERB_SCALE,
	VERB_SHOW_TASK,
	VERB_STATUS,
	VERB_VERSION,
	JUJU_VERBS,
};

enum juju_verb_flags {
	VERB_MODELLESS = 1, /* takes no -m */
};

struct juju_verb_row {
	const char *word[JUJU_DIALECTS];
	const char *last[JUJU_DIALECTS]; /* an option at the end of the command; NULL none */
	unsigned flags;
};

extern const struct juju_verb_row juju_verbs[JUJU_VERBS];

/* That of the client; before it was asked (in this session) that of the side's model; that of 3.x when neither is known. */
enum juju_dialect juju_dialect(const struct model *, enum side);

#endif
