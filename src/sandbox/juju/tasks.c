/* Tasks: their documents, their end, and the queue of each unit. A unit does one thing at a time, and while it acts no hook
 * runs; the order of the queue is the order in which the tasks were made. */
#include "config.h"

#include "sandbox/juju/tasks.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "sandbox/juju/agent.h"
#include "sandbox/juju/print.h"

/* From the unit's start of the task to the charm's code. */
#define DISPATCH_MS 300
/* Until the next hook: the product serves only then, although its migration is done (facts/charms.md 1.4). */
#define AFTER_ACTION_MS 2500

/* ---- Documents ---- */

/* A time that has not come is left out. */
static void put_when(struct json *o, const char *key, int64_t at, const struct zone *z)
{
	char when[WHEN_TEXT];

	if (!at)
		return;
	print_when(at, z, WHEN_GO, when);
	json_put_str(o, key, when);
}

/* return-code is there once the action's process ran, whatever became of it (facts/juju.md 3.1). */
static struct json *task_results(const struct task *t)
{
	struct json *results = json_dup(t->results);

	if (t->ran)
		json_put_int(results, "return-code", t->return_code);
	return print_sorted(results);
}

/* Each line with its time, as the agent wrote it. */
static struct json *task_lines(const struct task *t, const struct zone *z)
{
	struct json *log = json_array();
	char when[WHEN_TEXT];

	for (size_t i = 0; i < t->lines; i++) {
		char *line;

		print_when(t->line[i].at, z, WHEN_GO, when);
		line = mem_printf("%s %s", when, t->line[i].text);
		json_push_str(log, line);
		free(line);
	}
	return log;
}

/* A map in Go, so sorted. All possible members:
 *
 *   {"id":"2","log":["2025-03-01 16:23:26 +1300 NZDT Migrating database."],"message":"…",
 *    "results":{"return-code":0},"status":"failed",
 *    "timing":{"completed":"…","enqueued":"…","started":"…"},"unit":"web/0"}
 *
 * Numbers are texts but for the return code; the unit is the real one, also when its leader was asked for. */
struct json *task_document(const struct task *t, const struct zone *z)
{
	struct json *o = json_object(), *timing = json_object();
	char *id = mem_printf("%lld", (long long)t->id), *unit = mem_printf("%s/%d", t->app, t->unit);

	json_put_str(o, "id", id);
	if (t->lines)
		json_put(o, "log", task_lines(t, z));
	if (t->message)
		json_put_str(o, "message", t->message);
	if (t->ran)
		json_put(o, "results", task_results(t));
	json_put_str(o, "status", task_status_text(t->status));
	put_when(timing, "completed", t->completed, z);
	put_when(timing, "enqueued", t->enqueued, z);
	put_when(timing, "started", t->started, z);
	json_put(o, "timing", timing);
	json_put_str(o, "unit", unit);
	free(id);
	free(unit);
	return o;
}

/* The start of the first task that began; 0: none has begun. */
int64_t operation_started(const struct operation *op)
{
	int64_t first = 0;

	for (size_t i = 0; i < op->tasks; i++)
		if (op->task[i]->started && (!first || op->task[i]->started < first))
			first = op->task[i]->started;
	return first;
}

/* The end of the last task; 0 as long as one of them is not over. */
int64_t operation_completed(const struct operation *op)
{
	int64_t last = 0;

	for (size_t i = 0; i < op->tasks; i++) {
		if (!op->task[i]->completed)
			return 0;
		if (op->task[i]->completed > last)
			last = op->task[i]->completed;
	}
	return last;
}

/* The first status of the list that any task has: running before waiting, and then the worst end. */
const char *operation_status(const struct operation *op)
{
	static const enum task_status order[] = {
		TASK_RUNNING, TASK_ABORTING, TASK_PENDING, TASK_FAILED, TASK_CANCELLED, TASK_ABORTED, TASK_COMPLETED,
	};

	if (op->fail)
		return "error";
	for (size_t s = 0; s < mem_count(order); s++)
		for (size_t i = 0; i < op->tasks; i++)
			if (op->task[i]->status == order[s])
				return task_status_text(order[s]);
	return "pending";
}

/* The text of 3.x; 4.x has another one (facts/juju.md 3.2). */
char *operation_summary(const struct operation *op)
{
	struct str text;

	str_init(&text, STR_LINE);
	str_addf(&text, "%s run on ", op->action);
	for (size_t i = 0; i < op->tasks; i++)
		str_addf(&text, "%sunit-%s-%d", i ? "," : "", op->task[i]->app, op->task[i]->unit);
	return str_take(&text);
}

/* In the order of juju's struct, and so not that of task_document. */
static struct json *operation_task(const struct task *t, const struct zone *z)
{
	struct json *o = json_object(), *timing = json_object();
	char *host = mem_printf("%s/%d", t->app, t->unit);

	json_put_str(o, "host", host);
	json_put_str(o, "status", task_status_text(t->status));
	put_when(timing, "enqueued", t->enqueued, z);
	put_when(timing, "started", t->started, z);
	put_when(timing, "completed", t->completed, z);
	json_put(o, "timing", timing);
	if (t->lines)
		json_put(o, "log", task_lines(t, z));
	if (t->message)
		json_put_str(o, "message", t->message);
	if (t->ran)
		json_put(o, "results", task_results(t));
	free(host);
	return o;
}

/* All possible members (facts/juju.md 3.2):
 *
 *   {"summary":"run-migration run on unit-web-0","status":"completed","fail":"…",
 *    "action":{"name":"run-migration","parameters":{"timeout":600}},"timing":{…},
 *    "tasks":{"2":{"host":"web/0","status":"completed","timing":{…},"log":[…],"message":"…","results":{…}}}}
 *
 * fail: why no task could be made; then there are none. */
struct json *operation_document(const struct operation *op, const struct zone *z)
{
	struct json *o = json_object(), *action = json_object(), *timing = json_object(), *tasks = json_object();
	char *summary = operation_summary(op);

	json_put_str(o, "summary", summary);
	json_put_str(o, "status", operation_status(op));
	if (op->fail)
		json_put_str(o, "fail", op->fail);
	json_put_str(action, "name", op->action);
	json_put(action, "parameters", print_sorted(json_dup(op->parameters)));
	json_put(o, "action", action);
	put_when(timing, "enqueued", op->enqueued, z);
	put_when(timing, "started", operation_started(op), z);
	put_when(timing, "completed", operation_completed(op), z);
	json_put(o, "timing", timing);
	for (size_t i = 0; i < op->tasks; i++) {
		char *id = mem_printf("%lld", (long long)op->task[i]->id);

		json_put(tasks, id, operation_task(op->task[i], z));
		free(id);
	}
	json_put(o, "tasks", print_sorted(tasks));
	free(summary);
	return o;
}

/* The plain format of 3.1.8 and later: before, a failed action printed nothing at all (facts/juju.md 3.1). */
void task_plain(const struct task *t, const struct zone *z, struct str *out)
{
	struct json *results = task_results(t);

	/* The return code is printed in documents only. */
	json_drop(results, "return-code");
	if (t->status == TASK_FAILED && t->message)
		str_addf(out, "Action id %lld failed: %s\n", (long long)t->id, t->message);
	else if (t->status != TASK_COMPLETED && t->status != TASK_FAILED)
		str_addf(out, "Task %lld %s\n", (long long)t->id, task_status_text(t->status));
	if (json_count(results))
		print_yaml(out, results, 0);
	json_free(results);
}

/* ---- The end of a task ---- */

/* Everything is found by number or name, since unit and application may be gone when an answer comes. */
bool act_find(struct juju *juju, struct juju_model *m, int64_t id, struct act *out)
{
	struct operation *op = NULL;

	*out = (struct act){ .juju = juju, .model = m, .task = task_find(m, id, &op) };
	out->operation = op;
	out->app = out->task ? app_find(m, out->task->app) : NULL;
	out->unit = out->app ? unit_find(out->app, out->task->unit) : NULL;
	/* A unit that works on another task by now does not belong to this one any more. */
	return out->unit && out->unit->task == id;
}

/* The end of every task that ran. A task that was cancelled is aborted, whatever its own result. */
static void over(const struct act *a, enum task_status status)
{
	bool aborting = a->task->status == TASK_ABORTING;

	a->task->status = aborting ? TASK_ABORTED : status;
	a->task->completed = a->juju->wall;
	/* What was aborted has no results, and so no return code. */
	a->task->ran = !aborting;
	a->unit->task = 0;
	a->unit->busy_by = a->juju->now;
	/* An action triggers no hook: its consequences wait for the next update-status. */
	a->unit->update_by = a->juju->now + AFTER_ACTION_MS;
}

/* The time is the turn's. */
void act_log(const struct act *a, const char *text)
{
	task_log(a->task, a->juju->wall, text);
}

/* The results are the action's to put before the call. */
void act_done(const struct act *a)
{
	over(a, TASK_COMPLETED);
}

/* event.fail: status and message say that the action failed, the return code does not, and the exit code of juju run follows the latter. */
void act_fail(const struct act *a, const char *message)
{
	mem_set(&a->task->message, message);
	over(a, TASK_FAILED);
}

/* An exception in the charm: Python's text is in the results. */
void act_crash(const struct act *a, const char *stderr_text)
{
	a->task->return_code = 1;
	json_put_str(a->task->results, "stderr", stderr_text);
	over(a, TASK_FAILED);
}

/* A running action is not interrupted here: it ends in its own time and counts as aborted then. */
bool task_cancel(struct juju *juju, struct task *t)
{
	if (t->status == TASK_PENDING) {
		t->status = TASK_CANCELLED;
		t->completed = juju->wall;
		return true;
	}
	if (t->status == TASK_RUNNING)
		t->status = TASK_ABORTING;
	return t->status == TASK_ABORTING;
}

/* ---- The queue ---- */

/* Ends a task whose unit was removed. */
static void orphan(struct juju *juju, struct task *t)
{
	t->status = TASK_ABORTED;
	t->completed = juju->wall;
}

/* The unit belongs to the task from here until over(). */
static void start(struct juju *juju, struct act *a)
{
	a->unit->task = a->task->id;
	a->task->status = TASK_RUNNING;
	a->task->started = juju->wall;
	/* The agent takes a moment to start the charm: long enough for a cancel to come in time. */
	a->task->due = juju->now + DISPATCH_MS;
}

/* One step of a task that has started: dispatch, then the charm's code, then waiting for the answer to its order. */
static void work(struct juju *juju, struct act *a)
{
	const struct action *action = action_find(a->app->charm, a->operation->action);

	if (a->task->acting)
		return; /* the answer to the order ends the task, an aborting one, too */
	/* Cancelled before the charm's code began: nothing ran and nothing is to be waited for. */
	if (a->task->status == TASK_ABORTING) {
		over(a, TASK_ABORTED);
		return;
	}
	if (a->task->due > juju->now)
		return;
	a->task->acting = true;
	action->run(a);
}

/* A task waits for its unit to be quiet: no phase that is due, no hook, no other task. */
static void one_task(struct juju *juju, struct juju_model *m, struct operation *op, struct task *t)
{
	struct act a = { .juju = juju, .model = m, .operation = op, .task = t, .app = app_find(m, t->app) };

	if (t->status != TASK_PENDING && t->status != TASK_RUNNING && t->status != TASK_ABORTING)
		return;
	a.unit = a.app ? unit_find(a.app, t->unit) : NULL;
	if (!a.unit || a.unit->phase == UNIT_STOPPING)
		orphan(juju, t);
	else if (t->status == TASK_PENDING && a.unit->phase == UNIT_RUNNING && !a.unit->task && !a.unit->due &&
	         a.unit->busy_by <= juju->now)
		start(juju, &a);
	else if (t->status != TASK_PENDING)
		work(juju, &a);
}

/* In the order in which the tasks were made, which is the order of each unit's queue. */
void task_turn(struct juju *juju, struct juju_model *m)
{
	for (size_t i = 0; i < m->operations; i++)
		for (size_t k = 0; k < m->operation[i]->tasks; k++)
			one_task(juju, m, m->operation[i], m->operation[i]->task[k]);
}
