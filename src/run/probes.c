/* Probing: which probe is due, its one command, and its answer as events. A probe run that fails is an event too; nothing
 * here repeats at once or waits. */
#include "config.h"

#include "run/own.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "codec/json.h"
#include "port/loop.h"
#include "probe/probe.h"

enum {
	/* until a probe run that had to wait (for a child, a password, a session) is tried again */
	SOON_MS = 100,
};

/* Probe runs that are under way are not repeated: their answer comes, and the next one follows by its pace. */
void probes_again(struct run *run)
{
	for (int id = 0; id < PROBE_COUNT; id++)
		run->probe_run[id].due = run->probe_run[id].ended = 0;
}

/* A trouble is a line of the log when it is new or another one; a probe run every second must not fill the journal. */
static void log_trouble(struct run *run, enum probe_id id, const char *trouble)
{
	if (trouble && !str_same(trouble, run->model.trouble[id]))
		run_logf(run, "%s: %s", probe_name(id), trouble);
}

/* Takes the facts. With a trouble there are none: an answer is believed as a whole or not at all. */
static void fold_facts(struct probe_run *probe_run, enum probe_id id, struct json *facts_taken, const char *trouble)
{
	struct event e = { .type = EV_FACTS, .at = probe_run->began_wall, .actor = "teal", .data = json_object() };

	log_trouble(probe_run->run, id, trouble);
	json_put_str(e.data, "probe", probe_name(id));
	if (trouble)
		json_put_str(e.data, "trouble", trouble);
	else
		json_put(e.data, "facts", facts_taken);
	if (trouble)
		json_free(facts_taken);
	run_fold(probe_run->run, &e);
}

/* Most probes know no tables, and make no event then. The one that lists the source's tells all of them, also when there are none. */
static void fold_tables(struct probe_run *probe_run, enum probe_id id, struct json *tables_taken)
{
	struct event e = { .type = EV_TABLES, .at = probe_run->began_wall, .actor = "teal", .data = NULL };
	bool whole = id == PROBE_TABLES_SOURCE;

	if (json_count(tables_taken) == 0 && !whole) {
		json_free(tables_taken);
		return;
	}
	e.data = json_object();
	json_put_bool(e.data, "whole", whole);
	json_put(e.data, "tables", tables_taken);
	run_fold(probe_run->run, &e);
}

/* What, why and what to do, as one text; owned. */
static char *one_line(const struct err *e)
{
	struct str text;

	str_init(&text, STR_LINE);
	err_text(e, &text);
	return str_take(&text);
}

/* The trouble takes the place of facts; those that are known keep their age. */
static void probe_failed(struct probe_run *probe_run, enum probe_id id, const struct err *e)
{
	char *trouble = one_line(e);

	fold_facts(probe_run, id, NULL, trouble);
	free(trouble);
}

/* The probe reads with the time at which the run of it began, by which its facts are dated. */
static void read_answer(struct probe_run *probe_run, enum probe_id id, const struct answer *a)
{
	const struct model *m = &probe_run->run->model;
	const struct probe *probe = probe_find(id);
	struct json *facts = json_array(), *tables = json_array();
	struct err e = { 0 };

	if (probe->read(m, side_of_row(m, probe->side), a, probe_run->began_wall, facts, tables, &e)) {
		fold_facts(probe_run, id, facts, NULL);
		fold_tables(probe_run, id, tables);
		return;
	}
	json_free(facts);
	json_free(tables);
	probe_failed(probe_run, id, &e);
}

/* The next run is counted from here, not from the begin: one that takes long must not follow itself without a pause. */
static void probe_ended(struct run *run, enum probe_id id)
{
	struct probe_run *probe_run = &run->probe_run[id];

	commands_release(&probe_run->commands);
	probe_run->fed = false;
	probe_run->due = 0;
	probe_run->ended = loop_now();
}

/* One answer may be read twice, for each side that it tells about; both runs end with it. */
static void probe_answered(struct probe_run *probe_run, const struct answer *a)
{
	enum probe_id twin = probe_run->twin;

	probe_run->twin = PROBE_NONE;
	read_answer(probe_run, probe_run->id, a);
	if (twin != PROBE_NONE) {
		/* one answer, one date */
		probe_run->run->probe_run[twin].began_wall = probe_run->began_wall;
		read_answer(&probe_run->run->probe_run[twin], twin, a);
		probe_ended(probe_run->run, twin);
	}
	probe_ended(probe_run->run, probe_run->id);
}

static void not_seen(struct probe_run *probe_run, const struct err *e)
{
	probe_failed(probe_run, probe_run->id, e);
	probe_ended(probe_run->run, probe_run->id);
}

static void on_done(void *self, const struct answer *a, const struct err *error)
{
	if (error)
		not_seen(self, error);
	else
		probe_answered(self, a);
}

/* Probe runs do not move: children and sessions hold pointers to them. */
void probes_init(struct run *run)
{
	for (int id = 0; id < PROBE_COUNT; id++) {
		struct probe_run *probe_run = &run->probe_run[id];

		*probe_run = (struct probe_run){ .run = run, .id = (enum probe_id)id };
		probe_run->errand = (struct errand){ .run = run, .rank = ERRAND_PROBE, .done = on_done, .self = probe_run };
	}
}

static bool busy(const struct probe_run *probe_run)
{
	return probe_run->fed || probe_run->errand.command;
}

/* Those two may be one and the same question. */
static bool is_status(enum probe_id id)
{
	return id == PROBE_STATUS_BLUE || id == PROBE_STATUS_GREEN;
}

/* Both sides often live in one model: then one answer feeds both. */
static enum probe_id twin_of(struct run *run, enum probe_id id)
{
	const struct settings *s = &run->model.settings;
	enum probe_id twin = id == PROBE_STATUS_BLUE ? PROBE_STATUS_GREEN : PROBE_STATUS_BLUE;

	if (!is_status(id) || busy(&run->probe_run[twin]) || !str_same(s->side[BLUE].juju_model, s->side[GREEN].juju_model))
		return PROBE_NONE;
	return twin;
}

/* A probe run that could not be started counts as one that failed: the gates must learn that there is nothing to be seen.
 * One that has to wait for its turn does not count at all. */
static void begin(struct probe_run *probe_run)
{
	const struct model *m = &probe_run->run->model;
	const struct probe *probe = probe_find(probe_run->id);
	struct run *run = probe_run->run;
	struct err e = { 0 };
	enum session_state state = SESSION_NEVER;

	probe_run->began_wall = loop_wall();
	commands_release(&probe_run->commands);
	if (probe->build(m, side_of_row(m, probe->side), &probe_run->commands, &e) && probe_run->commands.count == 1)
		state = errand_start(&probe_run->errand, &probe_run->commands.item[0], &e);
	else if (e.kind == ERR_NONE)
		err_set(&e, ERR_WORLD, _("Nothing to ask now"), "", "");
	if (state == SESSION_NEVER)
		not_seen(probe_run, &e);
	else if (state == SESSION_SOON)
		probe_run->due = loop_now() + SOON_MS;
	else if ((probe_run->twin = twin_of(run, probe_run->id)) != PROBE_NONE)
		run->probe_run[probe_run->twin].fed = true;
}

/* Monotonic, by the pace that is wanted now, which may have quickened since the last run. INT64_MAX: not at all. */
static int64_t due_at(const struct run *run, enum probe_id id)
{
	const struct probe_run *probe_run = &run->probe_run[id];
	const struct probe *probe = probe_find(id);
	int64_t paced = probe_run->ended ? probe_run->ended + run->queue.pace[id] : 0;

	if (!probe || run->queue.pace[id] <= 0 || busy(probe_run) || (probe->writes && run->observe))
		return INT64_MAX;
	return probe_run->due > paced ? probe_run->due : paced;
}

/* juju status goes first: the addresses in it are what other probes need. What is due is begun; everything else is left
 * to later turns. */
void probes_turn(struct run *run)
{
	static const enum probe_id first[] = { PROBE_STATUS_BLUE, PROBE_STATUS_GREEN };
	int64_t now = loop_now();

	for (size_t i = 0; i < mem_count(first); i++)
		if (now >= due_at(run, first[i]))
			begin(&run->probe_run[first[i]]);
	for (int id = PROBE_NONE + 1; id < PROBE_COUNT; id++)
		if (!is_status((enum probe_id)id) && now >= due_at(run, (enum probe_id)id))
			begin(&run->probe_run[id]);
}

/* The earliest due probe; those under way wake the loop by themselves. */
int64_t probes_next(const struct run *run)
{
	int64_t next = INT64_MAX;

	for (int id = 0; id < PROBE_COUNT; id++) {
		int64_t at = due_at(run, (enum probe_id)id);

		next = at < next ? at : next;
	}
	return next;
}

void probes_release(struct run *run)
{
	for (int id = 0; id < PROBE_COUNT; id++) {
		errand_drop(&run->probe_run[id].errand);
		commands_release(&run->probe_run[id].commands);
	}
}
