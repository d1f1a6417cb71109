#include "config.h"

#include "codec/juju_task.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/juju_run.h"
#include "tests/unit/check.h"
#include "tests/unit/juju_shapes.h"

static void a_run_document_is_read(void)
{
	struct juju_tasks t;

	CHECK(juju_tasks_parse_run(RUN_OK, strlen(RUN_OK), &t, NULL));
	CHECK_INT(t.count, 1);
	CHECK_STR(t.task[0].id, "2");
	CHECK_STR(t.task[0].unit, "kratos/0");
	CHECK_INT(t.task[0].status, JUJU_TASK_COMPLETED);
	CHECK_INT(t.task[0].return_code, 0);
	CHECK_STR(t.task[0].started, "2025-03-01 16:23:26 +1300 NZDT");
	CHECK(!juju_task_result(&t.task[0], "password"));
	juju_tasks_release(&t);
	CHECK(juju_tasks_parse_run(RUN_29, strlen(RUN_29), &t, NULL));
	CHECK_STR(t.task[0].unit, "kratos/0");
	CHECK(t.task[0].old_shape && t.task[0].return_code == JUJU_NO_CODE);
	CHECK_STR(juju_task_result(&t.task[0], "result"), "done");
	juju_tasks_release(&t);
}

static void a_single_task_is_read(void)
{
	struct juju_tasks t;

	CHECK(juju_tasks_parse_show(SHOW_RUNNING, strlen(SHOW_RUNNING), &t, NULL));
	CHECK_INT(t.task[0].status, JUJU_TASK_RUNNING);
	juju_tasks_release(&t);
	CHECK(!juju_tasks_parse_show(RUN_OK, strlen(RUN_OK), &t, NULL));
	CHECK(juju_tasks_parse_show("{}", 2, &t, NULL) && !t.count);
	juju_tasks_release(&t);
}

static void every_status_word_is_known(void)
{
	for (int s = JUJU_TASK_PENDING; s <= JUJU_TASK_ERROR; s++) {
		char *text = mem_printf("{\"id\":\"1\",\"status\":\"%s\"}", juju_task_status_word((enum juju_task_status)s));
		struct juju_tasks t;

		CHECK(juju_tasks_parse_show(text, strlen(text), &t, NULL));
		CHECK_INT(t.task[0].status, s);
		juju_tasks_release(&t);
		free(text);
	}
}

static struct juju_said said(int rc, const char *out, const char *err)
{
	return (struct juju_said){ .rc = rc, .out = out, .err = err, .out_len = strlen(out), .err_len = strlen(err) };
}

static const struct {
	const char *name;
	enum juju_form form;
	int rc;
	const char *out, *err, *unit;
	enum juju_outcome outcome;
	const char *id, *message;
} outcomes[] = {
	{ "completed", JUJU_FORM_RUN, 0, RUN_OK, PROGRESS, "kratos/leader", JUJU_OK, "2", "" },
	{ "another unit", JUJU_FORM_RUN, 0, RUN_OK, PROGRESS, "kratos/1", JUJU_UNKNOWN, "2", "other units" },
	{ "another app", JUJU_FORM_RUN, 0, RUN_OK, PROGRESS, "hydra/leader", JUJU_UNKNOWN, "2", "other units" },
	{ "event.fail", JUJU_FORM_RUN, 0, RUN_REFUSED_BY_CHARM, PROGRESS, "kratos/0", JUJU_FAILED, "2", "Only the leader" },
	{ "exception", JUJU_FORM_RUN, 1, RUN_BROKE, PROGRESS "ERROR the following task failed:\n - id \"2\" with return code 1\n",
	  "kratos/0", JUJU_FAILED, "2", "Uncaught" },
	{ "completed, yet an exit code", JUJU_FORM_RUN, 1, RUN_OK, PROGRESS "ERROR x\n", NULL, JUJU_UNKNOWN, "2", "ended with an error" },
	{ "wait expired", JUJU_FORM_RUN, 1, "{}\n", PROGRESS "ERROR timed out waiting for results from: unit kratos/0\n", "kratos/0",
	  JUJU_UNKNOWN, "2", "timed out" },
	{ "wait expired in 2.9", JUJU_FORM_RUN, 1, "{}\n", "ERROR timeout reached\n", "kratos/0", JUJU_UNKNOWN, "", "timeout" },
	{ "not scheduled in 3.x", JUJU_FORM_RUN, 0, "",
	  "Operation 5 failed to schedule any tasks:\ncould not determine leader for \"kratos\"\n", "kratos/leader", JUJU_REFUSED, "",
	  "could not determine leader for \"kratos\"" },
	{ "not scheduled in 4.x", JUJU_FORM_RUN, 1, "{}\n", "ERROR action \"x\" not defined for unit \"kratos/0\". (not found)\n",
	  "kratos/0", JUJU_REFUSED, "", "action \"x\"" },
	{ "parameters refused in 4.x", JUJU_FORM_RUN, 0, RUN_BAD_PARAMETER_40, PROGRESS, "kratos/0", JUJU_REFUSED, "29", "validation" },
	{ "wrong usage", JUJU_FORM_RUN, 2, "", "ERROR option provided but not defined: --x\n", NULL, JUJU_REFUSED, "", "option" },
	{ "a crash of the client", JUJU_FORM_RUN, 2, "", "panic: runtime error\n", NULL, JUJU_UNKNOWN, "", "did not say" },
	{ "background", JUJU_FORM_RUN, 0, "", "Scheduled operation 1 with task 2\nCheck operation status with 'juju show-operation 1'\n",
	  NULL, JUJU_UNKNOWN, "2", "scheduled" },
	{ "queued in 2.9", JUJU_FORM_RUN, 0, RUN_29_QUEUED, "", "kratos/0", JUJU_UNKNOWN, "17", "turn" },
	{ "completed in 2.9", JUJU_FORM_RUN, 0, RUN_29, "", "kratos/0", JUJU_OK, "2", "" },
	{ "password prompt", JUJU_FORM_RUN, 1, "{}\n", "please enter password for admin on k8s: \nERROR cannot log in: EOF\n", NULL,
	  JUJU_LOGIN, "", "log in" },
	{ "prompt and the id known", JUJU_FORM_RUN, 1, "{}\n", PROGRESS "please enter password for admin on k8s: \n", NULL, JUJU_UNKNOWN,
	  "2", "password" },
	{ "no controller", JUJU_FORM_RUN, 1, "{}\n", "ERROR unable to connect to API: dial tcp: connection refused\n", NULL,
	  JUJU_UNREACHABLE, "", "connection refused" },
	{ "connection lost later", JUJU_FORM_RUN, 1, "{}\n", PROGRESS "ERROR connection is shut down\n", NULL, JUJU_UNKNOWN, "2",
	  "shut down" },
	{ "nothing at all", JUJU_FORM_RUN, 0, "", "", NULL, JUJU_UNKNOWN, "", "nothing" },
	{ "braces and code 0", JUJU_FORM_RUN, 0, "{}\n", "", NULL, JUJU_UNKNOWN, "", "{}" },
	{ "half a document", JUJU_FORM_RUN, 0, "{\"kratos/0\":{\"id\":", PROGRESS, NULL, JUJU_UNKNOWN, "2", "JSON" },
	{ "completed without a return code", JUJU_FORM_RUN, 0, "{\"a/0\":{\"id\":\"3\",\"status\":\"completed\",\"unit\":\"a/0\"}}", "",
	  "a/0", JUJU_UNKNOWN, "3", "return code" },
	{ "show-task: running", JUJU_FORM_TASK, 0, SHOW_RUNNING, "", "kratos/0", JUJU_UNKNOWN, "2", "running" },
	{ "show-task: no unit told", JUJU_FORM_TASK, 0, "{\"id\":\"2\",\"status\":\"failed\",\"message\":\"no\"}", "", "kratos/0",
	  JUJU_FAILED, "2", "no" },
	{ "show-task: not found", JUJU_FORM_TASK, 1, "{}\n", "ERROR task \"9\" not found\n", NULL, JUJU_UNKNOWN, "", "not found" },
	{ "show-task: login", JUJU_FORM_TASK, 1, "{}\n", "ERROR not logged in\n", NULL, JUJU_LOGIN, "", "not logged in" },
};

static void every_outcome_is_judged(void)
{
	for (size_t i = 0; i < mem_count(outcomes); i++) {
		struct juju_said s = said(outcomes[i].rc, outcomes[i].out, outcomes[i].err);
		struct juju_verdict v;
		bool ok = CHECK_INT(juju_run_judge(&s, outcomes[i].form, outcomes[i].unit, &v), outcomes[i].outcome);

		ok = CHECK_STR(v.id, outcomes[i].id) && ok;
		ok = CHECK(strstr(v.message, outcomes[i].message)) && ok;
		if (!ok)
			printf("# case: %s; message: %s\n", outcomes[i].name, v.message);
		juju_verdict_release(&v);
	}
}

static void an_ended_child_leaves_the_task_unknown(void)
{
	struct juju_said s = said(0, "", PROGRESS);
	struct juju_verdict v;

	s.end = JUJU_ENDED_EARLY;
	CHECK_INT(juju_run_judge(&s, JUJU_FORM_RUN, NULL, &v), JUJU_UNKNOWN);
	CHECK_STR(v.id, "2");
	juju_verdict_release(&v);
	s = said(0, "", "please enter password for admin on k8s: ");
	s.end = JUJU_ENDED_EARLY;
	CHECK_INT(juju_run_judge(&s, JUJU_FORM_RUN, NULL, &v), JUJU_LOGIN);
	juju_verdict_release(&v);
	s.end = JUJU_NOT_STARTED;
	CHECK_INT(juju_run_judge(&s, JUJU_FORM_RUN, NULL, &v), JUJU_UNREACHABLE);
	juju_verdict_release(&v);
}

static void half_a_task_id_is_none(void)
{
	char id[JUJU_ID_TEXT];
	static const char *const early[] = { "Running operation 1 with 1 task\n  - task 1", "  - task 12 on uni",
		                             "Scheduled operation 1 with task 1", "" };

	for (size_t i = 0; i < mem_count(early); i++)
		CHECK(!juju_stderr_task(early[i], strlen(early[i]), id));
	CHECK(juju_stderr_task(PROGRESS, strlen(PROGRESS), id));
	CHECK_STR(id, "2");
	CHECK(!juju_stderr_task("  - task 12345678901234567890123456789 on unit-a-0", 50, id));
	CHECK_STR(id, "");
}

static enum juju_trouble trouble(const char *text)
{
	return juju_stderr_trouble(text, strlen(text), NULL);
}

static void errors_are_collected_without_the_word(void)
{
	static const char text[] = "Added charm-hub charm\n\x1b[31mERROR\x1b[0m first\nsecond line\nERROR third\n\n";
	struct str error;

	str_init(&error, 1000);
	CHECK_INT(juju_stderr_trouble(text, strlen(text), &error), JUJU_TROUBLE_OTHER);
	CHECK_STR(str_text(&error), "first\nsecond line\nthird");
	str_release(&error);
	CHECK_INT(trouble("all well\n"), JUJU_TROUBLE_NONE);
	CHECK_INT(trouble("ERROR cannot add relation \"a:x b:y\": relation a:x b:y already exists\n"), JUJU_TROUBLE_EXISTS);
	CHECK_INT(trouble("ERROR \"k\" deploy incomplete, please try refresh again in a little bit.\n"), JUJU_TROUBLE_TOO_EARLY);
	CHECK_INT(trouble("ERROR model c:admin/x not found\n"), JUJU_TROUBLE_MODEL);
}

static const struct check_case cases[] = {
	{ "the document of a run is read, also of 2.9", a_run_document_is_read },
	{ "the flat object of show-task is read", a_single_task_is_read },
	{ "every status word of juju is known", every_status_word_is_known },
	{ "every outcome of a run is judged in the right order", every_outcome_is_judged },
	{ "a client that was ended leaves the task unknown", an_ended_child_leaves_the_task_unknown },
	{ "half a task id is none", half_a_task_id_is_none },
	{ "errors are collected without the word in front", errors_are_collected_without_the_word },
};

CHECK_MAIN(cases)
