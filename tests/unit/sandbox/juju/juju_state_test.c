/* The juju stand-in on a clock of its own: commands as a client sends them, turns until they end, and what they printed. */
#include "config.h"

#include "sandbox/juju/agent.h"

#include "tests/unit/check.h"
#include "tests/unit/sandbox/juju/sandbox_double.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "port/paths.h"
#include "sandbox/juju/command.h"
#include "sandbox/juju/print.h"
#include "sandbox/juju/status.h"
#include "sandbox/juju/tasks.h"

#define MIDNIGHT 1767225600000 /* 2026-01-01T00:00:00Z */

static struct sandbox sb;
static struct juju juju;
static struct str out, err;
static const char *answer_text;

static void turn(void)
{
	double_answer();
	juju.now += 50;
	juju.wall += 50;
	agent_turn(&juju);
}

static void turns(int64_t ms)
{
	for (int64_t until = juju.now + ms; juju.now < until;)
		turn();
}

static void begin(void)
{
	static char database[] = "iam_kratos", role[] = "relation_id_4";

	double_reset();
	sb = (struct sandbox){ .port = { 4433, 4434 } };
	sb.database[SB_APP_BLUE] = (struct sandbox_database){ .cluster = SB_BLUE, .name = database, .role = role };
	secret_set(&sb.database[SB_APP_BLUE].password, "pw", 2);
	juju = (struct juju){ .sb = &sb, .now = 1000, .wall = MIDNIGHT };
	answer_text = NULL;
	agent_seed(&juju);
	str_init(&out, STR_PAGE);
	str_init(&err, STR_PAGE);
}

static void end(void)
{
	double_answer();
	agent_release(&juju);
	secret_release(&sb.database[SB_APP_BLUE].password);
	str_release(&out);
	str_release(&err);
	double_reset();
	str_release(&sandbox_double.calls);
}

/* The words of a command line, parted by blanks. */
static struct json *request(const char *line)
{
	struct json *o = json_object(), *argv = json_array(), *zone = json_object();

	while (*line) {
		size_t len = strcspn(line, " ");
		char *word = mem_dupn(line, len);

		json_push_str(argv, word);
		free(word);
		line += len + (line[len] == ' ');
	}
	json_put_int(zone, "offset", 46800);
	json_put_str(zone, "name", "NZDT");
	json_put(o, "argv", argv);
	json_put(o, "zone", zone);
	return o;
}

static int run(const char *line)
{
	struct json *r = request(line);
	struct call c;
	int rc = call_begin(&c, &juju, r);

	for (int i = 0; rc == CALL_WAIT && i < 10000; i++) {
		if (c.asking && !c.answered) {
			mem_set(&c.answer, answer_text);
			c.answered = true;
		}
		turn();
		rc = call_go_on(&c);
	}
	str_clear(&out);
	str_clear(&err);
	str_add(&out, str_text(&c.out));
	str_add(&err, str_text(&c.err));
	call_release(&c);
	json_free(r);
	return rc;
}

static bool has(const struct str *text, const char *part)
{
	return strstr(str_text(text), part) != NULL;
}

/* ---- Printing ---- */

static void json_is_escaped_as_go_does(void)
{
	struct json *o = json_object();
	struct str text;

	str_init(&text, STR_LINE);
	json_put_str(o, "b", "<a> & \"\xe2\x80\xa8\" \x01\n");
	json_put_int(o, "a", 7);
	print_json(&text, o);
	CHECK_STR(str_text(&text), "{\"b\":\"\\u003ca\\u003e \\u0026 \\\"\\u2028\\\" \\u0001\\n\",\"a\":7}");
	str_clear(&text);
	o = print_sorted(o);
	print_json(&text, o);
	CHECK(strncmp(str_text(&text), "{\"a\":7,", 7) == 0);
	str_release(&text);
	json_free(o);
}

static void times_have_the_callers_zone(void)
{
	const struct zone nz = { 46800, "NZDT" }, utc = { 0, "UTC" };
	char text[WHEN_TEXT];

	print_when(MIDNIGHT, &nz, WHEN_SINCE, text);
	CHECK_STR(text, "01 Jan 2026 13:00:00+13:00");
	print_when(MIDNIGHT, &utc, WHEN_SINCE, text);
	CHECK_STR(text, "01 Jan 2026 00:00:00Z");
	print_when(MIDNIGHT, &nz, WHEN_ISO, text);
	CHECK_STR(text, "2026-01-01 00:00:00Z");
	print_when(MIDNIGHT, &nz, WHEN_GO, text);
	CHECK_STR(text, "2026-01-01 13:00:00 +1300 NZDT");
	print_when(MIDNIGHT, &(struct zone){ -12600, "NST" }, WHEN_STAMP, text);
	CHECK_STR(text, "20:30:00-03:30");
}

static void yaml_quotes_what_would_be_read_otherwise(void)
{
	struct json *o = json_object();
	struct str text;

	str_init(&text, STR_LINE);
	json_put_str(o, "address", "127.0.0.1");
	json_put_str(o, "id", "2");
	json_put_str(o, "table", "a\n\n  b");
	json_put(o, "none", json_object());
	print_yaml(&text, o, 0);
	CHECK_STR(str_text(&text), "address: 127.0.0.1\nid: \"2\"\ntable: |-\n  a\n\n    b\nnone: {}\n");
	str_release(&text);
	json_free(o);
}

/* ---- Status ---- */

static void the_status_of_a_small_model_is_the_golden_document(void)
{
	const struct zone nz = { 46800, "NZDT" };
	struct status_ask ask = { .world = &juju.world, .zone = &nz };
	const char *src = getenv("TEAL_SRC");
	char *path = mem_printf("%s/tests/golden/juju/status.json", src ? src : ".");
	struct str text, golden;
	struct json *doc;

	begin();
	str_init(&text, STR_PAGE);
	str_init(&golden, STR_PAGE);
	CHECK(run("deploy postgresql-k8s postgresql -m iam-green --channel 14/stable --trust") == 0);
	turns(4000);
	ask.model = juju_model_find(&juju.world, "admin", "iam-green");
	mem_set(&app_find(ask.model, "postgresql")->provider_id, "e3e7b8f4-1b05-4b8e-8d10-9cc1e707190f");
	mem_set(&app_find(ask.model, "s3-integrator")->provider_id, "276bec9f-6a0c-46ea-8094-aca6337d46e5");
	CHECK(run("offer -m iam-green postgresql:database") == 0);
	ask.wall = MIDNIGHT + 5000;
	doc = status_document(&ask);
	print_json(&text, doc);
	str_add(&text, "\n");
	CHECK(file_read(path, STR_PAGE, &golden, NULL));
	CHECK_STR(str_text(&text), str_text(&golden));
	json_free(doc);
	str_release(&text);
	str_release(&golden);
	free(path);
	end();
}

static void a_fresh_unit_has_no_leader_and_its_application_lags(void)
{
	struct juju_model *green;
	struct app *app;

	begin();
	green = juju_model_find(&juju.world, "admin", "iam-green");
	CHECK(run("deploy postgresql-k8s postgresql -m iam-green --channel 14/stable") == 0);
	CHECK_STR(str_text(&err), "Deployed \"postgresql\" from charm-hub charm \"postgresql-k8s\", revision 495 in channel 14/stable on "
	                          "ubuntu@22.04/stable\n");
	app = app_find(green, "postgresql");
	CHECK_STR(app->unit[0]->agent.current, "allocating");
	CHECK_INT(app->leader, -1);
	while (strcmp(app->unit[0]->workload.current, "active") != 0)
		turn();
	CHECK_STR(app->status.current, "waiting");
	CHECK_STR(app->status.message, "installing agent");
	turns(1500);
	CHECK_STR(app->status.current, "active");
	end();
}

/* ---- Actions ---- */

static void the_backup_table_is_the_charms(void)
{
	struct backup one = { .started = MIDNIGHT, .finished = MIDNIGHT + 5000 };
	struct app app = { 0 };
	struct str text;

	str_init(&text, STR_PAGE);
	one.lsn_start = mem_dup("0/5000000");
	one.lsn_stop = mem_dup("0/7000000");
	one.path = mem_dup("a/b/d");
	app.backup = &one;
	app.backups = 1;
	backups_table(&app, "bucket", "/path", &text);
	CHECK_STR(str_text(&text), "Storage bucket name: bucket\nBackups base path: /path/backup/\n\n"
	                           "backup-id            | action              | status   | reference-backup-id  | LSN start/stop          "
	                           "| start-time           | "
	                           "finish-time          | timeline | backup-path\n"
	                           "-------------------------------------------------------------------------------------------------------"
	                           "------------------------"
	                           "----------------------------------------------\n"
	                           "2026-01-01T00:00:00Z | full backup         | finished | None                 | 0/5000000 / 0/7000000   "
	                           "| 2026-01-01T00:00:00Z | "
	                           "2026-01-01T00:00:05Z | 1        | a/b/d");
	free(one.lsn_start);
	free(one.lsn_stop);
	free(one.path);
	str_release(&text);
}

static void an_action_is_printed_with_sorted_keys_by_real_unit(void)
{
	begin();
	CHECK_INT(run("run postgresql/leader get-primary --format json"), 0);
	CHECK_STR(str_text(&err), "Running operation 1 with 1 task\n  - task 2 on unit-postgresql-0\n\nWaiting for task 2...\n");
	CHECK_STR(str_text(&out), "{\"postgresql/0\":{\"id\":\"2\",\"results\":{\"primary\":\"postgresql/"
	                          "0\",\"return-code\":0},\"status\":\"completed\",\"timing\":{"
	                          "\"completed\":\"2026-01-01 13:00:00 +1300 NZDT\",\"enqueued\":\"2026-01-01 13:00:00 +1300 "
	                          "NZDT\",\"started\":\"2026-01-01 13:00:00 "
	                          "+1300 NZDT\"},\"unit\":\"postgresql/0\"}}\n");
	end();
}

static void a_failed_action_has_exit_code_0(void)
{
	begin();
	CHECK_INT(run("run postgresql/0 create-backup"), 0);
	CHECK_STR(str_text(&out), "Action id 2 failed: Unit cannot perform backups as it is the cluster primary\n");
	CHECK_INT(run("remove-relation postgresql:certificates self-signed-certificates:certificates"), 0);
	turns(500);
	CHECK_INT(run("run postgresql/1 create-backup"), 0);
	CHECK(has(&out, "Unit cannot perform backups as TLS is not enabled"));
	CHECK_INT(run("run postgresql/0 create-backup"), 0);
	CHECK_STR(str_text(&out), "backup-status: backup created\n");
	CHECK_INT(run("run kratos/1 run-migration"), 1);
	CHECK(has(&err,
	          "ERROR the following task failed:\n - id \"8\" with return code 1\n\nuse 'juju show-task' to inspect the failure\n"));
	end();
}

static void what_cannot_be_scheduled_is_said_with_exit_code_0(void)
{
	begin();
	CHECK_INT(run("run kratos/9 run-migration --format json"), 0);
	CHECK_STR(str_text(&out), "");
	CHECK_STR(str_text(&err), "Operation 1 failed to schedule any tasks:\nunit \"kratos/9\" not found\n");
	CHECK_INT(run("run kratos/0 run-migration timeout=soon"), 0);
	CHECK(has(&err, "validation failed: (root).timeout : must be of type number, given \"soon\""));
	end();
}

static void a_cancelled_task_is_aborted_and_never_migrates(void)
{
	begin();
	sandbox_double.fault = "migrate-hang-ms";
	sandbox_double.fault_value = 90000;
	CHECK_INT(run("run kratos/leader run-migration --wait 2s"), 1);
	CHECK_INT(run("cancel-task 2 --format json"), 0);
	CHECK_STR(str_text(&out), "{\"actions\":[{\"id\":\"2\",\"action\":\"run-migration\",\"unit\":\"kratos/0\",\"status\":\"aborting\","
	                          "\"completed at\":\"n/a\"}]}\n");
	turns(500);
	CHECK_INT(run("show-task 2 --format json"), 0);
	CHECK(has(&out, "\"status\":\"aborted\"") && !has(&sandbox_double.calls, "migrate"));
	end();
}

static void a_wait_that_ends_leaves_the_task_running(void)
{
	begin();
	sandbox_double.fault = "migrate-hang-ms";
	sandbox_double.fault_value = 90000;
	CHECK_INT(run("run kratos/leader run-migration timeout=600 --format json"), 1);
	CHECK_STR(str_text(&out), "{}\n");
	CHECK(has(&err, "ERROR timed out waiting for results from: unit kratos/0\n"));
	CHECK_INT(run("show-task 2 --format json"), 0);
	CHECK(has(&out, "\"status\":\"running\""));
	turns(40000);
	CHECK_INT(run("show-task 2 --format json"), 0);
	CHECK(has(&out, "\"status\":\"completed\""));
	CHECK(has(&sandbox_double.calls, "migrate 0 iam_kratos 1.0.0 600000\n"));
	end();
}

/* ---- Errors and prompts ---- */

static void errors_are_jujus_words_and_codes(void)
{
	static const struct {
		const char *line;
		int rc;
		const char *out, *err;
	} row[] = {
		{ "status --nope --format json", 2, "", "ERROR option provided but not defined: --nope\n" },
		{ "status -m x --format json", 1, "{}\n", "ERROR model train:admin/x not found\n" },
		{ "show-task 9 --format json", 1, "{}\n", "ERROR task \"9\" not found\n" },
		{ "integrate kratos:pg-database postgresql:database", 1, "",
		  "ERROR cannot add relation \"kratos:pg-database postgresql:database\": relation kratos:pg-database postgresql:database "
		  "already "
		  "exists (already exists)\n\nUse 'juju status --relations' to view the current relations.\n" },
		{ "config kratos nope", 1, "", "ERROR key \"nope\" not found in \"kratos\" application config or charm settings.\n" },
		{ "config kratos default_identity_schema_id", 0, "user_v0\n", "" },
		{ "refresh kratos", 0, "", "charm \"kratos\": already up-to-date\n" },
		{ "run kratos/0 x --wait 5s --background", 2, "", "ERROR cannot specify both --wait and --background\n" },
		{ "deploy kratos k --revision 1", 2, "",
		  "ERROR specifying a revision requires a channel for future upgrades. Please use --channel\n" },
		{ "operations", 0, "", "no matching operations\n" },
		{ "version --format json", 0, "\"3.6.27-genericlinux-amd64\"\n", "" },
	};

	begin();
	for (size_t i = 0; i < mem_count(row); i++) {
		CHECK_INT(run(row[i].line), row[i].rc);
		CHECK_STR(str_text(&out), row[i].out);
		CHECK_STR(str_text(&err), row[i].err);
	}
	end();
}

static void removal_asks_and_only_yes_removes(void)
{
	struct juju_model *blue;

	begin();
	blue = juju_model_find(&juju.world, "admin", "iam");
	CHECK_INT(run("remove-application login-ui"), 1);
	CHECK_STR(str_text(&out), "will remove application login-ui\n- will remove unit login-ui/0\n");
	CHECK_STR(str_text(&err), "\nContinue [y/N]? ERROR application removal: aborted\n");
	CHECK(app_find(blue, "login-ui") && !app_find(blue, "login-ui")->dying);
	answer_text = "y";
	CHECK_INT(run("remove-application login-ui"), 0);
	turns(2000);
	CHECK(!app_find(blue, "login-ui"));
	end();
}

/* ---- A kratos from deploy to switch ---- */

static void green_until_active(void)
{
	CHECK_INT(run("deploy postgresql-k8s postgresql -m iam-green --channel 14/stable --trust"), 0);
	CHECK_INT(run("deploy kratos -m iam-green --channel 0.2/stable --revision 406 --trust"), 0);
	turns(5000);
	CHECK_INT(run("integrate -m iam-green kratos:pg-database postgresql:database"), 0);
	turns(3000);
}

static void green_migrates_by_itself_once_and_later_only_by_the_action(void)
{
	struct juju_model *green;
	struct app *kratos;

	begin();
	green = juju_model_find(&juju.world, "admin", "iam-green");
	green_until_active();
	kratos = app_find(green, "kratos");
	CHECK_STR(kratos->unit[0]->workload.current, "active");
	CHECK(has(&sandbox_double.calls, "create 2 iam-green_kratos relation_id_5\n"));
	CHECK(has(&sandbox_double.calls, "migrate 2 iam-green_kratos 1.0.0 120000\nfirst-start 2 iam-green_kratos\n"));
	CHECK_INT(run("refresh kratos -m iam-green --channel 0.3/stable --revision 409"), 0);
	turns(6000);
	CHECK_STR(kratos->unit[0]->workload.message, "Waiting for database migration");
	CHECK_STR(kratos->version, "v1.1.0");
	CHECK(!kratos->unit[0]->serving && !has(&sandbox_double.calls, "1.1.0 120000"));
	CHECK_INT(run("run kratos/leader run-migration timeout=300 -m iam-green --format json"), 0);
	CHECK(has(&out, "Updated migration version in peer data."));
	CHECK_STR(kratos->unit[0]->workload.current, "waiting");
	turns(4000);
	CHECK_STR(kratos->unit[0]->workload.current, "active");
	end();
}

static void postgresql_related_too_early_is_blocked_until_the_relation_goes(void)
{
	struct app *pg;

	begin();
	CHECK_INT(run("deploy postgresql-k8s postgresql -m iam-green --channel 14/stable"), 0);
	CHECK_INT(run("deploy kratos -m iam-green --channel 0.2/stable"), 0);
	CHECK_INT(run("integrate -m iam-green kratos:pg-database postgresql:database"), 0);
	turns(6000);
	pg = app_find(juju_model_find(&juju.world, "admin", "iam-green"), "postgresql");
	CHECK_STR(pg->unit[0]->workload.message, "Failed to initialize database relation");
	CHECK(!has(&sandbox_double.calls, "create"));
	CHECK_INT(run("remove-relation -m iam-green kratos postgresql"), 0);
	turns(1000);
	CHECK_STR(pg->unit[0]->workload.message, "Primary");
	end();
}

static void traffic_follows_the_public_ingress(void)
{
	begin();
	green_until_active();
	turns(1000);
	CHECK(!has(&sandbox_double.calls, "route"));
	CHECK_INT(run("remove-relation kratos:public-ingress traefik-public:ingress"), 0);
	turns(1000);
	CHECK(has(&sandbox_double.calls, "route - -\n"));
	CHECK_INT(run("integrate -m iam-green kratos:public-ingress traefik-public:ingress"), 0);
	turns(1000);
	CHECK(has(&sandbox_double.calls, "route iam-green/kratos host=127.0.0.1 port=5434 dbname=iam-green_kratos user=relation_id_5\n"));
	CHECK_INT(run("remove-application -m iam-green kratos --no-prompt"), 0);
	turns(3000);
	CHECK(has(&sandbox_double.calls, "drop 2 iam-green_kratos relation_id_5\n"));
	end();
}

static const struct check_case cases[] = {
	{ "JSON is escaped as Go does", json_is_escaped_as_go_does },
	{ "times have the caller's zone", times_have_the_callers_zone },
	{ "YAML quotes what would be read otherwise", yaml_quotes_what_would_be_read_otherwise },
	{ "the status of a small model is the golden document", the_status_of_a_small_model_is_the_golden_document },
	{ "a fresh unit has no leader and its application lags", a_fresh_unit_has_no_leader_and_its_application_lags },
	{ "the backup table is the charm's", the_backup_table_is_the_charms },
	{ "an action is printed with sorted keys, by real unit", an_action_is_printed_with_sorted_keys_by_real_unit },
	{ "a failed action has exit code 0, a crashed one 1", a_failed_action_has_exit_code_0 },
	{ "what cannot be scheduled is said with exit code 0", what_cannot_be_scheduled_is_said_with_exit_code_0 },
	{ "a cancelled task is aborted and never migrates", a_cancelled_task_is_aborted_and_never_migrates },
	{ "a wait that ends leaves the task running", a_wait_that_ends_leaves_the_task_running },
	{ "errors are juju's words and codes", errors_are_jujus_words_and_codes },
	{ "removal asks, and only yes removes", removal_asks_and_only_yes_removes },
	{ "green migrates by itself once, and later only by the action", green_migrates_by_itself_once_and_later_only_by_the_action },
	{ "PostgreSQL related too early is blocked until the relation goes",
	  postgresql_related_too_early_is_blocked_until_the_relation_goes },
	{ "traffic follows the public ingress", traffic_follows_the_public_ingress },
};

CHECK_MAIN(cases)
