/* What the acts' judges make of an answer: a table of {act, what came back -> success or not, words, notes}. Every kind of answer that is
 * no success is here, since an act whose failure passes goes on to the next one. */
#include "config.h"

#include "plan/step.h"

#include "base/err.h"
#include "base/mem.h"
#include "codec/json.h"
#include "codec/rows.h"
#include "plan/backup.h"
#include "plan/model.h"
#include "tests/unit/check.h"
#include "tests/unit/juju_shapes.h"
#include "tests/unit/model_make.h"

#define PRIMARY(result) \
	"{\"postgresql/0\":{\"id\":\"4\",\"results\":{" result "\"return-code\":0},\"status\":\"completed\",\"unit\":\"postgresql/0\"}}\n"

struct answered {
	const char *act;
	bool ok;
	const char *words; /* in the failure's reason or its advice; NULL: any */
	enum err_kind kind; /* of the failure; 0: any */
	const char *note, *text; /* what was learned; NULL nothing */
	/* what came back */
	bool not_started, timed_out;
	int exit_code;
	const char *out, *err;
};

static const struct answered juju_rows[] = {
	{ .act = "refresh", .ok = true },
	{ .act = "refresh", .words = "no such charm", .exit_code = 1, .err = "ERROR no such charm\n" },
	{ .act = "refresh", .words = "the command could not be run", .not_started = true },
	{ .act = "refresh", .words = "deadline", .timed_out = true },
	/* killed after it had said that all is well */
	{ .act = "refresh", .words = "deadline", .timed_out = true, .out = "ok\n" },
	{ .act = "deploy-app", .ok = true, .exit_code = 1, .err = "ERROR cannot add application \"kratos\": application already exists\n" },
	{ .act = "refresh",
	  .words = "juju login",
	  .exit_code = 1,
	  .err = "ERROR please enter password for admin on k8s: \nERROR not logged in\n" },

	{ .act = "remove-green", .ok = true, .exit_code = 1, .err = "ERROR application \"kratos\" not found\n" },
	{ .act = "remove-green", .words = "permission denied", .exit_code = 1, .err = "ERROR permission denied\n" },
	{ .act = "remove-green", .words = "could not be run", .not_started = true, .err = "not found" },
	{ .act = "routes-off", .ok = true, .exit_code = 1, .err = "ERROR relation \"a b\" not found\n" },
	{ .act = "routes-off", .words = "denied", .exit_code = 1, .err = "ERROR permission denied\n" },
	{ .act = "green-routes",
	  .words = "maximum relation limit",
	  .kind = ERR_AGAIN,
	  .exit_code = 1,
	  .err = "ERROR cannot add relation: establishing a new relation for kratos:public-route would exceed its maximum relation limit "
	         "of 1\n" },
	{ .act = "green-routes", .words = "not found", .exit_code = 1, .err = "ERROR application \"traefik\" not found\n" },

	{ .act = "find-primary",
	  .ok = true,
	  .note = "blue.pg.primary",
	  .text = "postgresql/1",
	  .out = PRIMARY("\"primary\":\"postgresql/1\",") },
	{ .act = "find-primary", .words = "named no primary", .out = PRIMARY("") },
	{ .act = "find-primary", .exit_code = 1, .err = "ERROR model not found\n" },
	{ .act = "find-primary-green",
	  .ok = true,
	  .note = "green.pg.primary",
	  .text = "postgresql/1",
	  .out = PRIMARY("\"primary\":\"postgresql/1\",") },

	{ .act = "run-migration", .ok = true, .note = "migrate.completed", .text = "completed", .out = RUN_OK },
	{ .act = "run-migration", .words = "Only the leader unit", .exit_code = 1, .out = RUN_REFUSED_BY_CHARM },
	/* juju itself may end with 0 though the action failed */
	{ .act = "run-migration", .words = "Only the leader unit", .out = RUN_REFUSED_BY_CHARM },
	{ .act = "run-migration", .exit_code = 1, .out = RUN_BROKE },
	{ .act = "run-migration", .words = "show-task", .timed_out = true, .out = "" },
	{ .act = "run-migration", .out = "" },
	{ .act = "backup-drained", .ok = true, .out = RUN_OK },
	{ .act = "backup-drained", .exit_code = 1, .out = RUN_BROKE },
};

static size_t length(const char *text)
{
	return text ? strlen(text) : 0;
}

static void judged(const struct act *act, const struct command *c, const struct answer *a, const struct answered *r)
{
	struct findings f = { 0 };
	struct err err = { 0 };
	struct model m;
	bool ok;

	model_make(&m);
	ok = (act->judge ? act->judge : act_judge_plain)(&m, c, a, &f, &err);
	if (!CHECK(ok == r->ok && (ok || (err.why[0] || err.what[0]))) ||
	    !CHECK(ok || !r->words || strstr(err.why, r->words) || strstr(err.now, r->words) || strstr(err.what, r->words)) ||
	    !CHECK(ok || !r->kind || err.kind == r->kind))
		printf("# %s: %s; %s; %s\n", r->act, err.what, err.why, err.now);
	CHECK_STR(json_str(f.notes, r->note ? r->note : "migrate.completed", NULL), r->text);
	findings_release(&f);
	model_release(&m);
}

static void juju_is_believed_only_when_it_succeeded(void)
{
	for (size_t i = 0; i < mem_count(juju_rows); i++) {
		const struct answered *r = &juju_rows[i];
		struct commands list = { 0 };
		bool off = strcmp(r->act, "routes-off") == 0;
		enum side side = strcmp(r->act, "find-primary") == 0 ? BLUE : GREEN;
		struct answer a = {
			.started = !r->not_started,
			.timed_out = r->timed_out,
			.trouble = r->not_started ? "juju: no such file" : NULL,
			.exit_code = r->exit_code,
			.out = r->out,
			.err = r->err,
			.out_len = length(r->out),
			.err_len = length(r->err),
		};

		*commands_add(&list, CMD_JUJU, side, 1000) =
			(struct command){ .kind = CMD_JUJU, .side = side, .verb = off ? VERB_REMOVE_RELATION : VERB_INTEGRATE };
		if (CHECK(act_find(r->act) != NULL))
			judged(act_find(r->act), &list.item[0], &a, r);
		commands_release(&list);
	}
}

static void a_database_is_believed_only_when_it_succeeded(void)
{
	char lsn[] = "fence_lsn", place[] = "0/5000", denied[] = "permission denied", detail[] = "for schema teal";
	char *name[] = { lsn }, *cell[] = { place };
	struct rows set = { .columns = 1, .count = 1, .name = name, .cell = cell };
	struct {
		struct reply reply;
		bool timed_out, ok;
		const char *words, *note;
	} rows[] = {
		{ .reply = { .ok = true, .set = &set, .sets = 1 }, .ok = true, .note = "0/5000" },
		{ .reply = { .ok = true }, .ok = true },
		{ .reply = { .message = denied, .detail = detail, .sqlstate = "42501" },
		  .words = "permission denied; for schema teal 42501" },
		{ .reply = { .timed_out = true }, .words = "deadline" },
		{ .reply = { .lost = true }, .words = "the connection was lost" },
		{ .reply = { .ok = true }, .timed_out = true, .words = "deadline" },
	};
	struct command c = { .kind = CMD_SQL };

	for (size_t i = 0; i < mem_count(rows); i++) {
		struct answer a = { .started = true, .timed_out = rows[i].timed_out, .reply = &rows[i].reply };
		struct answered r = { "sentinel", rows[i].ok, rows[i].words, .note = "fence.lsn", .text = rows[i].note };

		judged(act_find("sentinel"), &c, &a, &r);
	}
}

/* It was made all the same, and is noted, so that the undo takes it away. */
static void a_subscription_without_a_table_is_at_another_server(void)
{
	char subscription[] = "subscription", tables[] = "tables", number[] = "16400 70", none[] = "0", some[] = "24";
	char *name[] = { subscription, tables }, *cell[] = { number, some };
	struct rows set = { .columns = 2, .count = 1, .name = name, .cell = cell };
	struct reply reply = { .ok = true, .set = &set, .sets = 1 };
	struct command c = { .kind = CMD_SQL };
	struct answer a = { .started = true, .reply = &reply };
	struct answered r = { "create-subscription", true, .note = "sync.subscription", .text = "16400 70" };

	judged(act_find("create-subscription"), &c, &a, &r);
	cell[1] = none;
	r.ok = false;
	r.words = "there is no publication";
	judged(act_find("create-subscription"), &c, &a, &r);
}

static void a_web_service_is_believed_only_at_200(void)
{
	static const int status[] = { 200, 204, 302, 404, 503, 0 };
	struct command c = { .kind = CMD_HTTP };

	for (size_t i = 0; i < mem_count(status); i++) {
		struct answer a = { .started = true, .status = status[i] };
		struct err err = { 0 };

		CHECK_INT(act_judge_plain(NULL, &c, &a, NULL, &err), status[i] == 200);
	}
}

/* The task's id is taken from standard error while the command runs, once. */
static void the_task_of_a_migration_is_seen_while_it_runs(void)
{
	static const char text[] = "Running operation 16 with 1 task\n  - task 17 on unit-kratos-0\n\nWaiting for task 17...\n";
	const struct act *act = act_find("run-migration");
	struct findings f = { 0 };
	struct model m;

	model_make(&m);
	act->glance(&m, "Running operation", &f);
	CHECK(f.notes == NULL);
	act->glance(&m, text, &f);
	CHECK_STR(json_str(f.notes, "migrate.task", NULL), "17");
	findings_release(&f);
	model_note_set(&m, "migrate.task", "17", 5);
	act->glance(&m, text, &f);
	CHECK(f.notes == NULL);
	model_release(&m);
}

/* {primary, units, relations -> the unit that is asked for a backup}; facts/charms.md 2.2. */
static void a_backup_is_asked_of_the_right_unit(void)
{
	static const char tls[] = "[[\"certificates\",\"tls\"],[\"s3-parameters\",\"s3\"]]", bare[] = "[[\"s3-parameters\",\"s3\"]]";
	static const struct {
		const char *primary, *units;
		int64_t n;
		const char *relations, *want;
	} rows[] = {
		{ "pg/0", "pg/0 pg/1", 2, bare, "pg/0" },  { "pg/0", "pg/0 pg/1", 2, tls, "pg/1" },
		{ "pg/1", "pg/1 pg/10", 2, tls, "pg/10" }, { "pg/10", "pg/1 pg/10", 2, tls, "pg/1" },
		{ "pg/1", "pg/10 pg/1", 2, tls, "pg/10" }, { "pg/0", "pg/0", 1, tls, "pg/0" },
		{ "pg/0", "pg/0", 2, tls, NULL },          { NULL, "pg/0 pg/1", 2, bare, NULL },
		{ "pg/0", "pg/0 pg/1", 2, NULL, NULL },
	};

	for (size_t i = 0; i < mem_count(rows); i++) {
		struct model m;
		char *unit;

		model_make(&m);
		if (rows[i].primary)
			model_note_set(&m, "blue.pg.primary", rows[i].primary, 1);
		model_see(&m, FACT_BLUE_PG_UNITS, rows[i].n, rows[i].units, 1);
		if (rows[i].relations)
			model_see(&m, FACT_BLUE_PG_RELATIONS, 1, rows[i].relations, 1);
		unit = backup_unit(&m, BLUE);
		CHECK_STR(unit, rows[i].want);
		free(unit);
		model_release(&m);
	}
}

static const struct check_case cases[] = {
	{ "juju is believed only when it succeeded", juju_is_believed_only_when_it_succeeded },
	{ "a database is believed only when it succeeded", a_database_is_believed_only_when_it_succeeded },
	{ "a subscription without a table is at another server", a_subscription_without_a_table_is_at_another_server },
	{ "a web service is believed only at 200", a_web_service_is_believed_only_at_200 },
	{ "the task of a migration is seen while it runs", the_task_of_a_migration_is_seen_while_it_runs },
	{ "a backup is asked of the right unit", a_backup_is_asked_of_the_right_unit },
};
CHECK_MAIN(cases)
