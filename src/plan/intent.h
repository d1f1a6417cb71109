/* What the operator (or the answers file) wants of the engine. Front ends make intents; nothing else changes the run. */
#ifndef TEAL_PLAN_INTENT_H
#define TEAL_PLAN_INTENT_H

enum intent_kind {
	INTENT_NONE,
	/* refused when a gate that opens the step does not */
	INTENT_GO, /* start (or, when it broke, try again) the current step; text: the typed name where one is asked */
	INTENT_ANSWER, /* key, text */
	INTENT_WAIVE, /* key: gate, text: reason */
	INTENT_RENEW, /* key: gate that held once and does not any more; what makes it hold is done again (plan/renewal.h) */
	INTENT_RECHECK, /* ask the probes of the step again now */
	/* refused once the switch has begun */
	INTENT_UNDO, /* walk back all that this run made; text: the application's name */
	INTENT_CANCEL, /* stop the act under way */
	/* nothing is taken back: fence, replication and green stay as they are */
	INTENT_ABANDON, /* end the run where it is */
};

struct intent {
	enum intent_kind kind;
	const char *key, *text; /* borrowed for the call */
};

#endif
