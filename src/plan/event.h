/* Events: the only way the model changes. Durable ones are lines of the journal; volatile ones (what the probes saw) are only folded.
 * data is a JSON object; its members per type are listed here. */
#ifndef TEAL_PLAN_EVENT_H
#define TEAL_PLAN_EVENT_H

#include <stdbool.h>
#include <stdint.h>

struct json;

/* X(id, name, durability): D durable, S durable and synced before anything else happens, V volatile */
#define TEAL_EVENTS(X) \
	X(RUN_STARTED, "run-started", 'S') /* run, token, version, strategy, settings {…}, mode */ \
	X(RUN_RESUMED, "run-resumed", 'S') /* version */ \
	/* changed {path: value}, settings {…}: a wrong one was mended; from here on these are the run's */ \
	X(SETTINGS, "settings", 'S') \
	X(NOTE, "note", 'S') /* key, text: what this run learned and must remember (task id, fence LSN, sentinel token …) */ \
	X(ANSWER, "answer", 'S') /* key, text: what the operator said */ \
	X(WAIVED, "waived", 'S') /* gate, reason */ \
	X(STEP_STARTED, "step-started", 'S') /* (step is in the event); gates [{id, verdict, text, seen}] as they stood */ \
	X(ACT_INTENT, "act-intent", 'S') /* act, undo (bool), commands [literal texts] */ \
	X(ACT_OUTCOME, "act-outcome", 'S') /* act, undo, ok, took_ms, what, why, now: its commands came to their end */ \
	/* act, undo, found (bool: it was there already, nothing was run), text (evidence): its done gate passed */ \
	X(ACT_DONE, "act-done", 'D') \
	X(STEP_DONE, "step-done", 'S') /* gates [{id, verdict, text, seen}] */ \
	X(STEP_FAILED, "step-failed", 'S') /* what, why, now */ \
	X(UNDO_STARTED, "undo-started", 'S') /* */ \
	X(STEP_UNDONE, "step-undone", 'S') /* (step is in the event) */ \
	X(UNDO_FAILED, "undo-failed", 'S') /* what, why, now */ \
	X(RUN_ENDED, "run-ended", 'S') /* how: finished | undone | abandoned */ \
	/* mode copy|migrated|live, table, source_rows, target_rows (-1 unknown), equal (bool), explained (text or null), took_ms, why \
	 * (text or null), compared (false: it could not be). Where rows were named missing, extra, changed, more (bool: counting \
	 * was given up), examples [at most 5 texts: kind, key, columns, no values], not_found (text or null: why not). \
	 * Older journals end at took_ms. */ \
	X(VERIFIED, "verified", 'D') \
	X(LOG, "log", 'D') /* text: a line for the log pager */ \
	/* name, origin live|cache|file|failed, where, current (when it was current, or null), why (text or null): where a document about \
	 * releases stands. When it came: sha256, bytes; and when it could be read: from, to, read (text or list: what it says about the \
	 * step between them, excerpt.h). Without read what was read before stays, unless other bytes came. */ \
	X(DOCUMENT, "document", 'D') \
	X(FACTS, "facts", 'V') /* probe, facts [[name, num, text], …]  or  probe, trouble */ \
	/* tables [{name, kind, persistence, root (text or null), rows, bytes, state, copied_bytes, copied_rows}]; absent members leave \
	 * what is known. whole (true): all that the source has, and what is not named is gone; with kind, persistence and root. */ \
	X(TABLES, "tables", 'V') \
	X(VERIFYING, "verifying", 'V') /* mode, table, pages (of 8 kB), pages_all, rows: of both sides and all tables */ \
	X(FETCHING, "fetching", 'V') /* name, where: a document was asked for */

enum event_type {
#define TEAL_EVENT_ENUM(id, name, durability) EV_##id,
	TEAL_EVENTS(TEAL_EVENT_ENUM)
#undef TEAL_EVENT_ENUM
		EV_COUNT
};

/* Texts are borrowed from whoever made the event. */
struct event {
	enum event_type type;
	int64_t at; /* wall ms */
	int64_t seq; /* journal's, 0 for volatile ones */
	const char *step; /* id, NULL when it belongs to no step */
	const char *actor; /* user@host of who did it, "teal" for its own */
	struct json *data; /* borrowed or owned as the function says */
};

bool event_is_durable(enum event_type);
bool event_is_synced(enum event_type);
const char *event_name(enum event_type);

/* Journal line <-> event. event_line makes a new object (owned). event_read borrows from line; false when it is not an event (unknown
 * types are refused: an old program must not go on with a new program's run). */
struct json *event_line(const struct event *);
struct err;
bool event_read(const struct json *line, struct event *, struct err *);

#endif
