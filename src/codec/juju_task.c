/* Tasks and operations as juju prints them (facts/juju.md 3). An absent member is "" or NULL and never a guess;
 * whether a task went well is judged in codec/juju_run.c. */
#include "config.h"

#include "codec/juju_task.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"

static const char *const status_words[] = {
	[JUJU_TASK_UNKNOWN] = "unknown",     [JUJU_TASK_PENDING] = "pending", [JUJU_TASK_RUNNING] = "running",
	[JUJU_TASK_COMPLETED] = "completed", [JUJU_TASK_FAILED] = "failed",   [JUJU_TASK_CANCELLED] = "cancelled",
	[JUJU_TASK_ABORTING] = "aborting",   [JUJU_TASK_ABORTED] = "aborted", [JUJU_TASK_ERROR] = "error",
};

const char *juju_task_status_word(enum juju_task_status s)
{
	return (size_t)s < mem_count(status_words) ? status_words[s] : status_words[JUJU_TASK_UNKNOWN];
}

/* A word of a later juju is UNKNOWN, which no judgement treats as an end. */
static enum juju_task_status status_of(const char *word)
{
	for (size_t i = JUJU_TASK_UNKNOWN + 1; i < mem_count(status_words); i++)
		if (strcmp(word, status_words[i]) == 0)
			return (enum juju_task_status)i;
	return JUJU_TASK_UNKNOWN;
}

/* A number, or digits in a text. */
static int64_t read_code(const struct json *results)
{
	const struct json *code = json_get(results, "return-code");
	int64_t n;

	if (json_is_string(code))
		return str_to_int(json_text(code), INT32_MIN, INT32_MAX, &n) ? n : JUJU_NO_CODE;
	return json_number(code, JUJU_NO_CODE);
}

/* The unit's name is in one of four places, depending on command and client; the key of the object is the last
 * one. */
static void read_task(const struct json *j, const char *unit, struct juju_task *t)
{
	const struct json *results = json_get(j, "results"), *timing = json_get(j, "timing");
	const char *message = json_str(j, "message", "");

	*t = (struct juju_task){
		.id = json_str(j, "id", ""),
		.unit = json_str(j, "unit", json_str(j, "UnitId", json_str(j, "host", unit))),
		.message = message[0] ? message : json_str(j, "error", ""),
		.started = json_str(timing, "started", ""),
		.completed = json_str(timing, "completed", ""),
		.status = status_of(json_str(j, "status", "")),
		.return_code = read_code(results),
		.results = json_is_object(results) ? results : NULL,
		.old_shape = json_get(j, "UnitId") != NULL,
	};
}

/* Always false. The task may well be running: an answer that cannot be read is no reason to start it again, and
 * the advice says so. */
static bool refuse(struct err *err, const char *why)
{
	return err_set(err, ERR_WORLD, _("What juju printed about its tasks cannot be read"), why,
	               _("Look at the task with juju show-task before anything is repeated."));
}

/* Both forms of the answer, and the list of operations, are objects. The size is checked before the parser
 * runs. */
static struct json *parse_object(const char *text, size_t n, struct err *err)
{
	struct json *root;

	if (!n || n > JUJU_TASK_MAX) {
		refuse(err, n ? _("The answer is larger than any this program was made for.") : _("juju printed nothing."));
		return NULL;
	}
	root = json_parse(text, n, err);
	if (!root) {
		err_wrap(err, _("Reading what juju printed about its tasks"));
		return NULL;
	}
	if (!json_is_object(root)) {
		refuse(err, _("It is no JSON object."));
		json_free(root);
		return NULL;
	}
	return root;
}

/* The queued form of 2.9 is tested first: its one member is a text, which would be refused among units. */
bool juju_tasks_parse_run(const char *text, size_t n, struct juju_tasks *out, struct err *err)
{
	const char *queued;

	*out = (struct juju_tasks){ .root = parse_object(text, n, err) };
	if (!out->root)
		return false;
	queued = json_str(out->root, "Action queued with id", NULL);
	out->task = mem_zalloc(json_count(out->root), sizeof *out->task);
	if (queued) {
		read_task(NULL, "", &out->task[0]);
		out->task[0].id = queued;
		out->task[0].status = JUJU_TASK_PENDING;
		out->task[0].old_shape = true;
		out->count = 1;
		return true;
	}
	for (const struct json *j = json_first(out->root); j; j = json_next(j)) {
		if (!json_is_object(j)) {
			juju_tasks_release(out);
			return refuse(err, _("It does not hold one object for each unit."));
		}
		read_task(j, json_key(j), &out->task[out->count++]);
	}
	return true;
}

/* id and status are required, because they distinguish the flat object from that of run. */
bool juju_tasks_parse_show(const char *text, size_t n, struct juju_tasks *out, struct err *err)
{
	*out = (struct juju_tasks){ .root = parse_object(text, n, err) };
	if (!out->root)
		return false;
	if (!json_count(out->root))
		return true;
	if (!json_is_string(json_get(out->root, "id")) || !json_is_string(json_get(out->root, "status"))) {
		juju_tasks_release(out);
		return refuse(err, _("It names no task and no status."));
	}
	out->task = mem_zalloc(1, sizeof *out->task);
	out->count = 1;
	read_task(out->root, "", out->task);
	return true;
}

void juju_tasks_release(struct juju_tasks *t)
{
	free(t->task);
	json_free(t->root);
	*t = (struct juju_tasks){ 0 };
}

const char *juju_task_result(const struct juju_task *t, const char *key)
{
	return json_str(t->results, key, NULL);
}
