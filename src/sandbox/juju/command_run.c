/* juju run: from the arguments to tasks, and waiting for them. What it prints and how it ends (facts/juju.md 3.1):
 *
 *   what happened                      stdout (json)               rc
 *   all went well                      document, completed         0
 *   event.fail                         document, status failed     0
 *   the charm's process died           document, return-code 1     1
 *   the wait is over                   {}                          1, and the task goes on
 *   nothing could be scheduled         nothing                     0
 *   --background, one task             nothing                     0
 *
 * So rc 0 proves little: Teal reads status and message. */
#include "config.h"

#include "sandbox/juju/command.h"

#include "base/mem.h"
#include "codec/json.h"
#include "sandbox/juju/agent.h"
#include "sandbox/juju/tasks.h"

/* juju's default, a minute: less than run-migration's own default timeout (facts/charms.md 1.4), so a long migration needs --wait. */
#define DEFAULT_WAIT_MS 60000

/* Times of actions are in the client's zone, or in UTC with --utc. */
static const struct zone *action_zone(const struct call *c)
{
	static const struct zone utc = { 0, "UTC" };

	return call_has(c, "utc") ? &utc : &c->zone;
}

/* "app/0" or "app/leader" */
static bool is_unit(const char *text)
{
	const char *slash = strchr(text, '/');
	int64_t n;

	return slash && slash > text && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == (size_t)(slash - text) &&
	       (str_same(slash + 1, "leader") || str_to_int(slash + 1, 0, 1000000, &n));
}

/* Why a task for this unit cannot be made, owned; NULL: it can, and *app and *number are its unit. */
static char *resolve(const struct call *c, const char *text, const char *action, const struct json *parameters, struct app **app,
                     int *number)
{
	size_t len = strcspn(text, "/");
	char *name = mem_dupn(text, len), *why = NULL;
	int64_t n = -1;
	bool leader = str_same(text + len, "/leader");

	*app = app_find(c->model, name);
	if (*app && leader)
		/* Resolved once, here: the task stays with its unit when the leader changes afterwards (facts/juju.md 3.4). */
		n = (*app)->leader;
	else
		str_to_int(text + len + 1, 0, 1000000, &n);
	/* The first that holds is the reason; each is one of the sentences of facts/juju.md 3.1. */
	if (leader && (!*app || n < 0))
		why = mem_printf("could not determine leader for \"%s\"", name);
	else if (!*app || !unit_find(*app, (int)n))
		why = mem_printf("unit \"%s\" not found", text);
	else if (!charm_has_actions((*app)->charm))
		why = mem_printf("no actions defined on charm \"ch:amd64/%s-%d\"", (*app)->charm->name, (*app)->revision);
	else if (!action_find((*app)->charm, action))
		why = mem_printf("action \"%s\" not defined on unit \"%s/%d\"", action, name, (int)n);
	else
		why = action_refuses(action_find((*app)->charm, action), parameters);
	*number = (int)n;
	free(name);
	return why;
}

/* k=v after the action's name; keys are lower case. */
static bool take_parameters(struct call *c, size_t from, struct json *into)
{
	for (size_t i = from; i < c->args; i++) {
		const char *equals = strchr(c->arg[i], '=');
		char *key;

		if (!equals || equals == c->arg[i] ||
		    strspn(c->arg[i], "abcdefghijklmnopqrstuvwxyz0123456789-.") != (size_t)(equals - c->arg[i])) {
			call_usage_error(c, "argument \"%s\" must be of the form key.key.key...=value", c->arg[i]);
			return false;
		}
		key = mem_dupn(c->arg[i], (size_t)(equals - c->arg[i]));
		/* Read as YAML, so that timeout=600 is a number; --string-args keeps the text. */
		json_put(into, key, call_has(c, "string-args") ? json_new_str(equals + 1) : yaml_word(equals + 1));
		free(key);
	}
	return true;
}

/* The file of --params, then the words behind the action's name, which win. NULL after an ERROR. */
static struct json *run_parameters(struct call *c, size_t from)
{
	const char *path = call_option(c, "params"), *text = path ? call_file(c, path) : NULL;
	struct json *o;

	if (path && !text) {
		call_error(c, "open %s: no such file or directory", path);
		return NULL;
	}
	o = text && text[strspn(text, " \n")] == '{' ? json_parse(text, strlen(text), NULL) : yaml_flat(c, text ? text : "");
	if (o && take_parameters(c, from, o))
		return o;
	json_free(o);
	return NULL;
}

/* ---- Scheduling ---- */

/* The only place where juju prints the ids of tasks while they run, and on stderr: Teal reads and journals them from there. */
static void say_scheduled(struct call *c)
{
	const struct operation *op = c->operation;
	size_t n = op->tasks;

	if (call_has(c, "background")) {
		if (n == 1)
			call_info(c,
			          "Scheduled operation %lld with task %lld\nCheck operation status with 'juju show-operation %lld'\n"
			          "Check task status with 'juju show-task %lld'\n",
			          (long long)op->id, (long long)op->task[0]->id, (long long)op->id, (long long)op->task[0]->id);
		else
			call_info(c,
			          "Scheduled operation %lld with %zu tasks\nCheck operation status with 'juju show-operation %lld'\n"
			          "Check task status with 'juju show-task <id>'\n",
			          (long long)op->id, n, (long long)op->id);
		/* Several tasks are listed on stdout as YAML, whatever the format (facts/juju.md 3.1). */
		for (size_t i = 0; n > 1 && i < n; i++)
			call_out(c, "%s/%d:\n  id: \"%lld\"\n", op->task[i]->app, op->task[i]->unit, (long long)op->task[i]->id);
		return;
	}
	call_info(c, "Running operation %lld with %zu task%s\n", (long long)op->id, n, n == 1 ? "" : "s");
	for (size_t i = 0; i < n; i++)
		call_info(c, "  - task %lld on unit-%s-%d\n", (long long)op->task[i]->id, op->task[i]->app, op->task[i]->unit);
	call_info(c, "\n");
	for (size_t i = 0; i < n; i++)
		call_info(c, "Waiting for task %lld...\n", (long long)op->task[i]->id);
}

/* Takes parameters. juju 3 answers rc 0 also when nothing could be scheduled; only the output differs. */
static void schedule(struct call *c, size_t units, struct json *parameters)
{
	struct operation *op = operation_add(c->model, c->arg[units], c->juju->wall);

	json_free(op->parameters);
	op->parameters = parameters;
	c->operation = op;
	for (size_t i = 0; i < units; i++) {
		struct app *app;
		int number;
		char *why = resolve(c, c->arg[i], op->action, parameters, &app, &number);

		if (!why)
			task_add(c->model, op, app->name, number, c->juju->wall);
		else if (!op->fail)
			mem_set(&op->fail, why);
		free(why);
	}
	/* The operation stays, with its reason: juju operations shows it. */
	if (!op->tasks)
		call_info(c, "Operation %lld failed to schedule any tasks:\n%s\n", (long long)op->id, op->fail);
	else if (op->fail)
		call_info(c, "%s\n", op->fail);
	if (op->tasks)
		mem_set(&op->fail, NULL);
}

/* ---- Waiting ---- */

/* The new log lines of all tasks; shown counts the lines of each task that were printed before. */
static void show_lines(struct call *c)
{
	for (size_t i = 0; i < c->operation->tasks; i++) {
		const struct task *t = c->operation->task[i];

		for (; c->shown[i] < t->lines; c->shown[i]++) {
			char when[WHEN_TEXT];

			print_when(t->line[c->shown[i]].at, action_zone(c), WHEN_CLOCK, when);
			call_info(c, "%s %s\n", when, t->line[c->shown[i]].text);
			c->logged = true;
		}
	}
}

/* The document or the text of all tasks that have finished; the others have no results yet. */
static int print_run(struct call *c)
{
	struct json *doc;
	struct str text;
	int rc;

	if (!str_same(call_format(c), "plain")) {
		doc = json_object();
		for (size_t i = 0; i < c->operation->tasks; i++) {
			struct task *t = c->operation->task[i];
			char *unit = mem_printf("%s/%d", t->app, t->unit);

			if (task_finished(t))
				json_put(doc, unit, task_document(t, action_zone(c)));
			free(unit);
		}
		doc = print_sorted(doc);
		rc = call_document(c, doc);
		json_free(doc);
		return rc;
	}
	str_init(&text, STR_PAGE);
	for (size_t i = 0; i < c->operation->tasks; i++)
		if (task_finished(c->operation->task[i])) {
			if (c->operation->tasks > 1)
				str_addf(&text, "%s/%d:\n", c->operation->task[i]->app, c->operation->task[i]->unit);
			task_plain(c->operation->task[i], action_zone(c), &text);
		}
	rc = call_text(c, str_text(&text));
	str_release(&text);
	return rc;
}

/* The exit code depends on the return codes only: a task that failed by event.fail is rc 0. */
static int judge(struct call *c)
{
	struct str text;
	int bad = 0, rc;

	str_init(&text, STR_LINE);
	for (size_t i = 0; i < c->operation->tasks; i++)
		if (c->operation->task[i]->return_code) {
			str_addf(&text, " - id \"%lld\" with return code %d\n", (long long)c->operation->task[i]->id,
			         c->operation->task[i]->return_code);
			bad++;
		}
	rc = bad ? call_error(c, "the following task%s failed:\n%s\nuse 'juju show-task' to inspect the failure%s", bad == 1 ? "" : "s",
	                      str_text(&text), bad == 1 ? "" : "s")
	         : 0;
	str_release(&text);
	return rc;
}

/* Names the units and not the ids: those stand only in the lines printed at the start (facts/juju.md 3.1). */
static int timed_out(struct call *c)
{
	struct str names;
	int n = 0, rc;

	str_init(&names, STR_LINE);
	for (size_t i = 0; i < c->operation->tasks; i++)
		if (!task_finished(c->operation->task[i]))
			str_addf(&names, "%s\"%s/%d\"", n++ ? ", " : "", c->operation->task[i]->app, c->operation->task[i]->unit);
	/* One unit stands bare, several are a list. */
	if (n == 1 && names.len > 2)
		rc = call_error(c, "timed out waiting for results from: unit %.*s", (int)names.len - 2, str_text(&names) + 1);
	else
		rc = call_error(c, "timed out waiting for results from: units %s", str_text(&names));
	str_release(&names);
	return rc;
}

/* Called in each turn: prints new log lines and ends when all tasks are finished or the wait is over. */
static int run_again(struct call *c)
{
	bool over = true;

	show_lines(c);
	for (size_t i = 0; i < c->operation->tasks; i++)
		over = over && task_finished(c->operation->task[i]);
	if (!over && (!c->by || c->juju->now < c->by))
		return CALL_WAIT;
	/* A blank line between the log and what follows, as juju has it. */
	if (c->logged)
		call_info(c, "\n");
	if (!over)
		return timed_out(c);
	print_run(c);
	return judge(c);
}

/* Units come first, then the action, then its parameters: the first word that is no unit is the action. A
 * negative --wait waits for ever. */
int command_run(struct call *c)
{
	const char *wait = call_option(c, "wait");
	int64_t ms = DEFAULT_WAIT_MS;
	struct json *parameters;
	size_t units = 0;

	while (units < c->args && is_unit(c->arg[units]))
		units++;
	if (!units)
		return c->args ? call_usage_error(c, "invalid unit or action name \"%s\"", c->arg[0])
		               : call_usage_error(c, "no unit specified");
	if (units == c->args)
		return call_usage_error(c, "no action specified");
	if (strspn(c->arg[units], "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(c->arg[units]))
		return call_usage_error(c, "invalid unit or action name \"%s\"", c->arg[units]);
	if (wait && call_has(c, "background"))
		return call_usage_error(c, "cannot specify both --wait and --background");
	if (wait && !duration_parse(wait, &ms))
		return call_usage_error(c, "invalid value \"%s\" for option --wait: parse error", wait);
	/* One action is of one charm. */
	for (size_t i = 1; i < units; i++)
		if (strncmp(c->arg[i], c->arg[0], strcspn(c->arg[0], "/") + 1) != 0)
			return call_usage_error(c, "all units must be of the same application");
	/* schedule takes them. */
	parameters = run_parameters(c, units + 1);
	if (!parameters)
		return CALL_USAGE;
	schedule(c, units, parameters);
	if (!c->operation->tasks)
		return 0;
	say_scheduled(c);
	if (call_has(c, "background"))
		return 0;
	/* 0 is no deadline. */
	c->by = ms < 0 ? 0 : c->juju->now + ms;
	/* One count for each task, since their log lines come in any order. */
	c->shown = mem_zalloc(c->operation->tasks, sizeof(*c->shown));
	c->again = run_again;
	return CALL_WAIT;
}
