/* The table of gates: what each judge answers to which facts. A row sets up a model, asks the real gate and says what must come out.
 *
 * How to add rows: in the file that is named like the file of the gate (gates_fence.c: gates_table_fence.c), with designated initialisers:
 *
 *   { .gate = "wal-level", .want = VERDICT_FAIL, .words = "replica", .see = { { FACT_SRC_WAL_LEVEL, 0, "replica" } } },
 *
 * How to add a file: gates_table_X.c with "const struct gate_rows gate_rows_X", declared below, a line in gates_table_test.c, and its
 * name in local.mk.
 * What must be there: for every gate a row that passes (or warns, when it never passes) and one that does not open; one for each kind of
 * verdict that its judge can give (tests/house/gates.sh reads the judges); rows at the very margin of each limit, on both sides of it.
 * What every row is put to besides: a fact that the gate lists and that was not seen, or longer ago than its max_age_ms, is UNKNOWN;
 * facts that it does not list change nothing. */
#ifndef TEAL_TESTS_GATES_TABLE_H
#define TEAL_TESTS_GATES_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "plan/event.h"
#include "plan/facts.h"
#include "plan/gate.h"
#include "plan/model.h"

/* The time at which every gate is asked: 2025-11-24 16:00:00 UTC, in wall ms. All ages count back from it. */
#define GATE_NOW 1764000000000LL

/* One fact, seen `age` ms before GATE_NOW. text NULL closes the list: a fact of a number alone has "". Neighbours of one probe and one age
 * are one look. */
struct gate_fact {
	enum fact_id id;
	int64_t num;
	const char *text;
	int64_t age;
};

/* A note, or an answer when the key begins with "answer.". */
struct gate_note {
	const char *key, *text;
	int64_t age;
};

/* A member of the settings by its path ("limits.soak_s") and its value as JSON ("60", "\"hydra\""). */
struct gate_setting {
	const char *path, *json;
};

/* Any event, data as JSON ("{}" for none; NULL closes the list). They come after notes and before facts. */
struct gate_event {
	enum event_type type;
	const char *step, *data;
	int64_t age;
};

#define GATE_LIST 20

struct gate_row {
	const char *gate;
	enum verdict_kind want;
	const char *words; /* must occur in the evidence; NULL: anything */
	struct gate_setting set[4];
	struct gate_note note[GATE_LIST];
	struct gate_event event[GATE_LIST];
	struct gate_fact see[GATE_LIST];
	void (*setup)(struct model *); /* what the lists cannot say; after all of them */
};

/* A model as the row says; release it. */
void gate_row_model(const struct gate_row *, struct model *);

/* For setup: the shipped catalogue of migrations, read once; and every entry of the releases between marked as read, as it is now. */
void gate_catalog(struct model *);
void gate_read_all(struct model *);

/* The three tables that model_tables() makes, as looked at by the source's list. */
#define GATE_TABLES \
	"{\"whole\":true,\"tables\":[{\"name\":\"public.identities\",\"rows\":100,\"bytes\":8192}," \
	"{\"name\":\"public.networks\",\"rows\":1,\"bytes\":8192},{\"name\":\"public.schema_migration\",\"rows\":295,\"bytes\":8192}]}"

/* The fence was seen to stand 15 s ago. */
#define GATE_FENCED \
	{ EV_STEP_STARTED, "stop-writes", "{}", 21000 }, \
		{ EV_ACT_INTENT, "stop-writes", "{\"act\":\"routes-off\",\"commands\":[]}", 20000 }, \
	{ \
		EV_ACT_DONE, "stop-writes", "{\"act\":\"fence\"}", 15000 \
	}

/* What a file has. */
struct gate_rows {
	const struct gate_row *row;
	size_t count;
};

extern const struct gate_rows gate_rows_blue, gate_rows_prepare, gate_rows_backup, gate_rows_green, gate_rows_tables, gate_rows_sync,
	gate_rows_way, gate_rows_traffic, gate_rows_fence, gate_rows_compared, gate_rows_upgrade, gate_rows_after, gate_rows_source,
	gate_rows_fit;

/* All of them; NULL past the end. */
const struct gate_rows *gate_rows_at(size_t i);

#endif
