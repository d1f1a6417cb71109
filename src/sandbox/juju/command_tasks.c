/* Commands about tasks that exist already: show-task, show-operation, operations, cancel-task. Teal uses them for a task whose id was lost
 * or whose end came after the wait of juju run (facts/juju.md 3.2). */
#include "config.h"

#include "sandbox/juju/command.h"

#include "base/mem.h"
#include "codec/json.h"
#include "sandbox/juju/agent.h"
#include "sandbox/juju/tasks.h"

/* Times are in the client's zone, or in UTC with --utc. */
static const struct zone *action_zone(const struct call *c)
{
	static const struct zone utc = { 0, "UTC" };

	return call_has(c, "utc") ? &utc : &c->zone;
}

/* ---- show-task ---- */

/* NULL: the argument is no number, or this model has no such task. Tasks stay, so a later turn finds the same one. */
static struct task *asked_task(struct call *c)
{
	int64_t id;

	return str_to_int(c->arg[0], 0, INT64_MAX, &id) ? task_find(c->model, id, NULL) : NULL;
}

/* The document without the unit's name as its key, unlike juju run; rc 0 also for a task that failed. */
static int print_task(struct call *c, const struct task *t)
{
	struct json *doc;
	struct str text;
	int rc;

	if (!str_same(call_format(c), "plain")) {
		doc = task_document(t, action_zone(c));
		rc = call_document(c, doc);
		json_free(doc);
		return rc;
	}
	str_init(&text, STR_PAGE);
	task_plain(t, action_zone(c), &text);
	rc = call_text(c, str_text(&text));
	str_release(&text);
	return rc;
}

/* Called in each turn until the task is finished or the wait is over. */
static int task_again(struct call *c)
{
	struct task *t = asked_task(c);

	for (; call_has(c, "watch") && c->shown[0] < t->lines; c->shown[0]++) {
		char when[WHEN_TEXT];

		print_when(t->line[c->shown[0]].at, action_zone(c), WHEN_CLOCK, when);
		call_info(c, "%s %s\n", when, t->line[c->shown[0]].text);
	}
	if (task_finished(t))
		return print_task(c, t);
	if (c->by && c->juju->now >= c->by)
		return call_error(c, "maximum wait time reached");
	return CALL_WAIT;
}

/* Prints at once without --wait and --watch. The end of the wait is an error, and the task goes on. */
int command_show_task(struct call *c)
{
	const char *wait = call_option(c, "wait");
	struct task *t = asked_task(c);
	int64_t ms = 0;

	if (wait && call_has(c, "watch"))
		return call_usage_error(c, "specify either --watch or --wait but not both");
	if (wait && !duration_parse(wait, &ms))
		return call_usage_error(c, "invalid value \"%s\" for option --wait: parse error", wait);
	if (!t)
		return call_error(c, "task \"%s\" not found", c->arg[0]);
	if (!wait && !call_has(c, "watch"))
		return print_task(c, t);
	c->shown = mem_zalloc(1, sizeof(*c->shown));
	c->by = ms > 0 ? c->juju->now + ms : 0;
	c->again = task_again;
	return CALL_WAIT;
}

/* ---- show-operation, operations ---- */

/* Operations and tasks share one series of ids, so a task's id finds no operation. */
static struct operation *asked_operation(struct call *c)
{
	int64_t id;

	if (str_to_int(c->arg[0], 0, INT64_MAX, &id))
		for (size_t i = 0; i < c->model->operations; i++)
			if (c->model->operation[i]->id == id)
				return c->model->operation[i];
	return NULL;
}

/* true also without tasks: an operation that could not be scheduled is over. */
static bool operation_over(const struct operation *op)
{
	for (size_t i = 0; i < op->tasks; i++)
		if (!task_finished(op->task[i]))
			return false;
	return true;
}

/* Without again the command was called without --wait and prints the present state. */
static int operation_again(struct call *c)
{
	struct operation *op = asked_operation(c);
	struct json *doc;
	int rc;

	if (!operation_over(op) && c->again && (!c->by || c->juju->now < c->by))
		return CALL_WAIT;
	if (!operation_over(op) && c->again)
		return call_error(c, "timeout reached");
	doc = operation_document(op, action_zone(c));
	rc = call_document(c, doc);
	json_free(doc);
	return rc;
}

/* As show-task, for all tasks of an operation; the text at the end of the wait is another (facts/juju.md 3.2). */
int command_show_operation(struct call *c)
{
	const char *wait = call_option(c, "wait");
	int64_t ms = 0;

	if (wait && !duration_parse(wait, &ms))
		return call_usage_error(c, "invalid value \"%s\" for option --wait: parse error", wait);
	if (!asked_operation(c))
		return call_error(c, "operation \"%s\" not found", c->arg[0]);
	if (wait || call_has(c, "watch")) {
		c->by = ms > 0 ? c->juju->now + ms : 0;
		c->again = operation_again;
	}
	return operation_again(c);
}

/* Whether word is in a list with commas. list NULL: no restriction was given, so every word is in it. */
static bool in_list(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = list; p && *p; p += strcspn(p, ","), p += *p == ',')
		if (strcspn(p, ",") == len && strncmp(p, word, len) == 0)
			return true;
	return !list;
}

/* Any of the units or applications will do; actions and status must match as well. */
static bool operation_wanted(const struct call *c, const struct operation *op)
{
	/* Lists with commas. */
	const char *units = call_option(c, "units"), *apps = call_option(c, "apps");
	bool hit = !units && !apps;

	for (size_t i = 0; i < op->tasks && !hit; i++) {
		char *unit = mem_printf("%s/%d", op->task[i]->app, op->task[i]->unit);

		hit = (apps && in_list(apps, op->task[i]->app)) || (units && in_list(units, unit));
		free(unit);
	}
	return hit && op->tasks && in_list(call_option(c, "actions"), op->action) &&
	       in_list(call_option(c, "status"), operation_status(op));
}

/* print_table copies no cell: owned keeps the texts that are made here, five a row, until the table is printed. */
static int operations_table(struct call *c, const struct operation *const *op, size_t n)
{
	const char **cell = mem_zalloc((n + 1) * 6, sizeof(*cell));
	char **owned = mem_zalloc(n * 5 + 1, sizeof(*owned));
	struct str text;
	int rc;

	memcpy(cell, (const char *[]){ "ID", "Status", "Started", "Finished", "Task IDs", "Summary" }, 6 * sizeof(*cell));
	for (size_t i = 0; i < n; i++) {
		char started[WHEN_TEXT] = "", completed[WHEN_TEXT] = "", **own = owned + i * 5;
		struct str ids;

		str_init(&ids, STR_LINE);
		for (size_t k = 0; k < op[i]->tasks; k++)
			str_addf(&ids, "%s%lld", k ? "," : "", (long long)op[i]->task[k]->id);
		if (operation_started(op[i]))
			print_when(operation_started(op[i]), action_zone(c), WHEN_ISO, started);
		if (operation_completed(op[i]))
			print_when(operation_completed(op[i]), action_zone(c), WHEN_ISO, completed);
		own[0] = mem_printf("%lld", (long long)op[i]->id);
		own[1] = mem_dup(started);
		own[2] = mem_dup(completed);
		own[3] = str_take(&ids);
		own[4] = operation_summary(op[i]);
		memcpy(cell + 6 * (i + 1), (const char *[]){ own[0], operation_status(op[i]), own[1], own[2], own[3], own[4] },
		       6 * sizeof(*cell));
	}
	str_init(&text, STR_PAGE);
	print_table(&text, cell, n + 1, 6, NULL);
	rc = call_text(c, str_text(&text));
	str_release(&text);
	for (size_t i = 0; i < n * 5; i++)
		free(owned[i]);
	free(owned);
	free(cell);
	return rc;
}

/* None is rc 0, with a sentence on stderr and nothing on stdout (facts/juju.md 3.2). */
int command_operations(struct call *c)
{
	const struct operation **op = mem_zalloc(c->model->operations + 1, sizeof(*op));
	/* juju's default; 0 is no limit. */
	int64_t limit = 50, offset = 0;
	size_t n = 0;
	struct json *doc = json_object();
	int rc = 0;

	if (call_option(c, "limit"))
		str_to_int(call_option(c, "limit"), 0, 100000, &limit);
	if (call_option(c, "offset"))
		str_to_int(call_option(c, "offset"), 0, 100000, &offset);
	for (size_t i = 0; i < c->model->operations; i++)
		if (operation_wanted(c, c->model->operation[i]) && offset-- <= 0 && (limit == 0 || (int64_t)n < limit))
			op[n++] = c->model->operation[i];
	for (size_t i = 0; i < n; i++) {
		char *id = mem_printf("%lld", (long long)op[i]->id);

		json_put(doc, id, operation_document(op[i], action_zone(c)));
		free(id);
	}
	/* By id as text, as Go sorts a map: "10" before "2". */
	doc = print_sorted(doc);
	if (!n)
		call_info(c, "no matching operations\n");
	else if (str_same(call_format(c), "plain"))
		rc = operations_table(c, op, n);
	else
		rc = call_document(c, doc);
	json_free(doc);
	free(op);
	return rc;
}

/* ---- cancel-task ---- */

/* A running task is aborting until its charm's code ends. A task that is over is a WARNING and rc 0 (facts/juju.md 3.2). */
int command_cancel_task(struct call *c)
{
	struct json *doc = json_object(), *list = json_array();
	int rc = 0;

	for (size_t i = 0; i < c->args && !rc; i++) {
		struct operation *op = NULL;
		struct json *one;
		int64_t id;
		struct task *t = str_to_int(c->arg[i], 0, INT64_MAX, &id) ? task_find(c->model, id, &op) : NULL;
		char *unit;

		/* Ends the command; the tasks before this one stay cancelled. */
		if (!t) {
			rc = call_error(c, "task \"%s\" not found", c->arg[i]);
			continue;
		}
		if (!task_cancel(c->juju, t)) {
			call_info(c, "WARNING task %s: cannot cancel task, it is %s\n", c->arg[i], task_status_text(t->status));
			continue;
		}
		one = json_object();
		unit = mem_printf("%s/%d", t->app, t->unit);
		json_put_str(one, "id", c->arg[i]);
		json_put_str(one, "action", op->action);
		json_put_str(one, "unit", unit);
		json_put_str(one, "status", task_status_text(t->status));
		json_put_str(one, "completed at", "n/a");
		json_push(list, one);
		free(unit);
	}
	if (json_count(list)) {
		json_put(doc, "actions", list);
		rc = rc ? rc : call_document(c, doc);
	} else {
		json_free(list);
	}
	json_free(doc);
	return rc;
}
