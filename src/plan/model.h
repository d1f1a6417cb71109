/* The model: everything Teal knows, a fold of events. model_apply writes it; front ends, gates, the engine and the report read it. Whoever
 * opens it sets what no event carries: session, observe, catalog. */
#ifndef TEAL_PLAN_MODEL_H
#define TEAL_PLAN_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/command.h"
#include "plan/facts.h"
#include "plan/settings.h"

struct catalog;
struct event;
struct library;
struct strategy;
struct str;

struct fact {
	bool known;
	int64_t num;
	char *text; /* never NULL when known */
	int64_t seen; /* wall ms of the last good look */
	int64_t asked_at; /* wall ms of the last look, good or not */
};

enum step_status { STEP_TODO, STEP_RUNNING, STEP_COMPLETE, STEP_BROKEN, STEP_REVERTED };

enum act_phase {
	ACT_NOT_BEGUN, /* its done gate is asked first: maybe there is nothing to do */
	ACT_ASKED, /* intent is durable, the command is under way */
	ACT_LOST, /* after a resume: intent without outcome; the done gate says what is true */
	ACT_SETTLING, /* the command succeeded, its done gate is not yet seen to pass */
};

/* A gate's verdict as it stood when a step was opened or closed; for the report. */
struct evidence {
	char *gate;
	int verdict; /* enum verdict_kind */
	char *text;
	int64_t seen;
};

/* Why the operator let a gate be that did not hold. */
struct waiver {
	char *gate, *reason, *actor;
	int64_t at;
};

/* What one act of a step did in this run. */
struct act_record {
	char *act;
	bool undo, ok, found, ended;
	char **command; /* literal texts */
	size_t commands;
	int64_t began, took_ms;
	char *why;
};

/* One for each row of the strategy, at the same place. */
struct step_state {
	enum step_status status;
	int act; /* index of the act that is next or under way (of acts, or of undo while the run is undone) */
	enum act_phase phase;
	int64_t phase_since; /* wall ms; facts must be newer than this for the act's done gate */
	int64_t started, ended; /* first start; last end */
	int64_t begun; /* last start: what a new try must look at again is older */
	char *actor;
	char *what, *why, *now; /* of the failure, when STEP_BROKEN (or undo failed) */
	char *broke; /* the last failure of the step itself, also after an undo: one line, NULL none */
	struct evidence *evidence; /* as recorded by STEP_DONE */
	size_t evidences;
	struct act_record *record;
	size_t records;
	bool touched; /* an act's intent was recorded: there may be something to undo */
};

#define CHECK_EXAMPLES 5

/* A table of the source, as it was seen and as it was compared. A partitioned table and each of its partitions are rows of their own. */
struct table {
	char *name; /* in the form of codec/table_name.h: "public.identities" */
	char *root; /* of a partition: the top of its tree; NULL: it is none */
	char kind; /* pg_class.relkind: r plain, p partitioned; 0 not told */
	char persistence; /* pg_class.relpersistence: p permanent, u unlogged; 0 not told */
	bool listed; /* the newest whole list named it */
	bool left_out; /* the settings or an answer leave it out (plan/left_out.h) */
	int64_t rows, bytes; /* estimated rows and total bytes on the source; -1 unknown */
	int64_t copied_bytes, copied_rows; /* of the initial copy on the target; -1 unknown */
	char state; /* pg_subscription_rel.srsubstate: i d f s r; 0 not there */
	struct table_check {
		bool done, equal;
		bool compared; /* false: it could not be, and why says what was in the way */
		bool more; /* there are more that differ than were counted */
		int64_t source_rows, target_rows, took_ms, at;
		int64_t missing, extra, changed; /* rows, seen from the source; missing -1: they were not named */
		char *explained;
		char *why; /* what differs, in a sentence; NULL nothing does */
		char *not_found; /* why the rows could not be named, NULL they could */
		char *example[CHECK_EXAMPLES]; /* "changed id=0b1e…: status": kind, key, columns; no values */
		size_t examples;
		/* Of VERIFY_LIVE: transactions (xid8) from which on rows may have changed since; owned, NULL not told. */
		char *horizon[SIDES];
		bool delta; /* only what changed since the live comparison was read */
		int64_t begun; /* wall ms when the reading under way came to it, 0 it did not; from looks */
	} check[VERIFY_MODES]; /* by enum verify_mode */
};

/* What the run must remember. The keys, by who makes them:
 *   discover        blue.relations (JSON as the fact), blue.version, blue.channel, blue.revision, blue.units, blue.health, blue.config,
 *                   blue.migrations, blue.network, source.timeline, source.identity
 *   get-primary     blue.pg.primary, green.pg.primary: unit names
 *   the backups     checkpoint.before, checkpoint.drained, checkpoint.after: "id|wall ms of its begin|unit|"
 *   follow-sync     sync.lag: most bytes, most ms, last bytes, last ms, looks; forecast.STEP: milliseconds
 *   the sentinel    fence.lsn
 *   run-migration   migrate.task: its id, while it runs; migrate.completed: the action said so
 *   juju login      juju.login: it ended well, at the note's time
 *   mended settings settings.changed: their paths, blanks between
 *   the operator    answer.KEY; undo.wanted, when an act had to be stopped first */
struct note {
	char *key, *text;
	int64_t at;
};

/* The comparison under way, of both sides and all tables; from looks. begun_at 0: none is under way. */
struct comparing {
	enum verify_mode mode;
	int64_t pages, pages_all; /* of 8 kB; all 0: not known */
	int64_t rows; /* counted so far */
	int64_t begun_at, at; /* wall ms of its first and of its newest look */
};

struct sample { /* of the lag */
	int64_t at, bytes, ms;
};

/* Whether green's apply gets on; from looks, all 0 without an enabled subscription. The position is what the slot on blue knows to be
 * applied; the newest heartbeat that was seen on green counts as well. Times are wall ms. */
struct applying {
	int64_t first_at; /* the first look */
	int64_t moved_at; /* when the position was last seen to move, 0 not yet */
	int64_t errors; /* of apply, counted when it last moved, or at the first look */
	int64_t worker_at; /* when a worker was last seen, or first looked for */
	int64_t worker, workers; /* its process id; how often another one was seen since the position moved */
	int64_t heartbeat;
	char flushed[32];
};

#define MODEL_SAMPLES 1024
#define MODEL_LOG 2000
#define MODEL_STEPS 32

/* How the run ended; RUN_OPEN while it can be gone on with. */
enum run_end { RUN_OPEN, RUN_FINISHED, RUN_UNDONE, RUN_ABANDONED };

/* Fact, trouble, table, sample, log and rate come from looks and are empty after a resume; the rest is in the journal. */
struct model {
	struct settings settings;
	const struct strategy *strategy;
	const struct catalog *catalog; /* the shipped migrations, set by whoever opened the model; NULL: not at hand */
	struct library *library; /* what was read about releases so far; NULL: nothing */
	char *run; /* name; NULL before RUN_STARTED */
	char token[9]; /* 8 hex digits that no other run has; "" in journals of before there were any */
	char *session; /* "pid@host" of the teal that has the run open; set by it, NULL in a report */
	bool observe; /* this session must not write */
	int64_t started, ended;
	enum run_end end;
	bool undoing;
	int64_t undo_at; /* wall ms when the undo was begun, or tried again */
	int64_t resumed_at;
	struct fact fact[FACT_COUNT];
	char *trouble[PROBE_COUNT]; /* why the last look of the probe failed, NULL when it did not */
	struct step_state step[MODEL_STEPS];
	struct note *note; /* notes and answers ("answer.fallback.who") */
	size_t notes;
	struct waiver *waiver;
	size_t waivers;
	struct table *table; /* sorted by name */
	size_t tables;
	bool tables_seen; /* a whole list of the source's tables was seen in this session, and table holds it */
	struct sample sample[MODEL_SAMPLES]; /* ring */
	size_t samples; /* ever taken */
	int64_t lag_ok_since; /* wall ms since when the lag holds the limits without a break, 0 it does not */
	struct applying applying;
	int64_t slot_idle_at; /* wall ms since when nobody is seen to read the slot, 0 somebody does */
	int64_t copy_moved_at; /* wall ms when the initial copy was last seen to move (tables ready, bytes), 0 never looked */
	int64_t commits, commits_at, rate_milli; /* source transactions per second * 1000, -1 unknown */
	int64_t fenced_at, switched_at; /* the write-stop clock: wall ms, 0 not yet */
	int64_t fence_at; /* wall ms when the fence was seen to stand: what covers everything is newer; 0 it does not */
	int64_t unfenced_at; /* undo let the writers back in, 0 no */
	char *verifying; /* table under comparison, NULL none */
	struct comparing comparing;
	char **log; /* ring of lines "HH:MM:SS text" */
	size_t logs; /* ever written */
	int64_t seq;
};

void model_init(struct model *);
void model_release(struct model *);
void model_apply(struct model *, const struct event *);

/* NULL when it was never noted. model_answer looks for "answer.<key>". */
const char *model_note(const struct model *, const char *key);
const char *model_answer(const struct model *, const char *key);
const struct note *model_note_row(const struct model *, const char *key);
const struct waiver *model_waiver(const struct model *, const char *gate);
/* By its name in the form of codec/table_name.h: NULL when it is not there, or made then. */
const struct table *model_table_find(const struct model *, const char *name);
struct table *model_table(struct model *, const char *name);
void model_drop_table(struct model *, size_t i);
/* Milliseconds of write-stop until now (or until the switch); -1 when it has not begun or was ended by undo. */
int64_t model_write_stop(const struct model *, int64_t now);
/* i-th newest log line (0 newest), NULL past the end. */
const char *model_log(const struct model *, size_t i);
struct library *model_library(struct model *); /* for its one writer, the fold; made when there is none */
/* i-th newest lag sample (0 newest), NULL past the end. */
const struct sample *model_sample(const struct model *, size_t i);

#endif
