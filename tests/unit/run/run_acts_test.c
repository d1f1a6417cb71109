#include "config.h"

#include "run/own.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "plan/event.h"
#include "plan/step.h"
#include "tests/unit/run/run_home.h"

static struct cluster server;

static bool server_ready(void)
{
	if (cluster_missing()) {
		SKIP(cluster_missing());
		return false;
	}
	return server.pid || CHECK(cluster_start(&server, NULL));
}

static bool lock_is_held(struct run *run)
{
	return run->lock_held;
}

static bool lock_was_refused(struct run *run)
{
	return run->lock_after && !run->lock.command && !run->lock_held && run->link[BLUE].session[SESSION_WRITE];
}

static void the_source_has_one_writer(void)
{
	struct settings s;
	struct run *run;
	struct pg *rival;

	if (!server_ready())
		return;
	begin(NULL);
	s = settings_with(server.socket_conninfo, "none");
	rival = pg_open(loop, &(struct pg_spec){ .conninfo = server.socket_conninfo, .application_name = "teal elsewhere" });
	CHECK(must(loop, rival, "SELECT pg_advisory_lock(1952801132, hashtext(current_database()))"));
	run = open_fine("locked", &s);
	CHECK(turn_until(run, lock_was_refused));
	CHECK(!run->lock_held);
	CHECK(must(loop, rival, "SELECT pg_advisory_unlock_all()"));
	CHECK(turn_until(run, lock_is_held));
	CHECK_INT(number(loop, rival,
	                 "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE locktype = 'advisory' "
	                 "AND classid = 1952801132 AND application_name LIKE 'teal locked%'"),
	          1);
	run_close(run);
	pg_close(rival);
	settings_release(&s);
	end();
}

/* The first password is an old one; the second call tells the right one. */
static void the_password_comes_from_juju_and_is_asked_again_when_refused(void)
{
	static const char script[] =
		"case \"$*\" in *get-password*) ;; *) echo 'ERROR no' >&2; exit 1;; esac\n"
		"echo \"$*\" >>calls\n"
		"p=\"it's a \\\\\\\\ secret\"; [ -e asked ] || p=old; : >asked\n"
		"printf "
		"'{\"pg/0\":{\"id\":\"2\",\"results\":{\"password\":\"%s\",\"return-code\":0},\"status\":\"completed\",\"unit\":\"pg/"
		"0\"}}\\n' \"$p\"";
	struct settings s;
	struct run *run;
	struct str calls;
	char *file;

	if (!server_ready())
		return;
	begin(script);
	s = settings_with(server.conninfo, "juju");
	run = open_fine("secret", &s);
	CHECK(turn_until(run, lock_is_held));
	file = path_of("calls");
	str_init(&calls, STR_PAGE);
	CHECK(file_read(file, STR_PAGE, &calls, NULL));
	CHECK(strstr(str_text(&calls), "run -m ctl:admin/iam pg/leader get-password username=teal --format json --wait=60s\n"));
	run_close(run);
	CHECK(!journal_has("secret", "a \\\\ secret"));
	/* no probe has taken the refusal for an answer */
	CHECK(!journal_has("secret", "authentication failed"));
	str_release(&calls);
	free(file);
	settings_release(&s);
	end();
}

static bool wants_login(struct run *run)
{
	return run_wants_login(run);
}

static void a_login_is_asked_for(void)
{
	struct settings s;
	struct run *run;

	begin("[ -e in ] || { echo 'please enter password for admin on ctl: ' >&2; echo 'ERROR cannot log in' >&2; exit 1; }; echo 'ERROR "
	      "no' >&2; exit 1");
	s = settings_with("host=127.0.0.1 port=1", "juju");
	run = open_fine("login", &s);
	CHECK(turn_until(run, wants_login));
	run_logged_in(run);
	CHECK(!run_wants_login(run));
	run_close(run);
	settings_release(&s);
	end();
}

/* Acts of the test's own, to see how commands are performed. */
static bool build_file(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	struct command *c = commands_juju(out, m, BLUE, 20000, VERB_RUN, "--params={file}", NULL);

	(void)err;
	c->file_text = mem_dup("timeout: 600\n");
	return true;
}

static void glance_task(const struct model *m, const char *text, struct findings *f)
{
	(void)m;
	if (strstr(text, "task 7 on")) {
		f->notes = json_object();
		json_put_str(f->notes, "task", "7");
	}
}

static bool acted(struct run *run)
{
	return run->exec.act == NULL;
}

static bool task_noted(struct run *run)
{
	return model_note(run_model(run), "task") != NULL;
}

static void a_task_id_is_durable_while_the_command_runs(void)
{
	static const struct act act = { .id = "test", .title = "test", .build = build_file, .glance = glance_task };
	struct settings s;
	struct run *run;
	struct str seen;
	char *fifo, *file;
	int fd;

	begin("case \"$4\" in --params=*) ;; *) exit 1;; esac\necho \"JUJU_MODEL=$JUJU_MODEL $NO_COLOR $TERM $LC_ALL\" >seen\n"
	      "cat \"${4#--params=}\" >>seen; stat -c %a \"${4#--params=}\" >>seen; echo \"${4#--params=}\" >where\n"
	      "echo '  - task 7 on unit-kratos-0' >&2\nread x <go\necho '{}'");
	setenv("JUJU_MODEL", "wrong", 1);
	fifo = path_of("go");
	CHECK(mkfifo(fifo, 0600) == 0);
	s = settings_with("host=127.0.0.1 port=1", "none");
	run = open_fine("task", &s);
	perform(run, &act);
	CHECK(turn_until(run, task_noted));
	CHECK(!acted(run));
	CHECK(journal_has("task", "\"key\":\"task\",\"text\":\"7\""));
	fd = open(fifo, O_RDWR);
	CHECK(write(fd, "x\n", 2) == 2);
	CHECK(turn_until(run, acted));
	close(fd);
	str_init(&seen, STR_PAGE);
	file = path_of("seen");
	CHECK(file_read(file, STR_PAGE, &seen, NULL));
	CHECK_STR(str_text(&seen), "JUJU_MODEL= 1 dumb C.UTF-8\ntimeout: 600\n600\n");
	free(file);
	str_clear(&seen);
	file = path_of("where");
	CHECK(file_read(file, STR_PAGE, &seen, NULL));
	str_text(&seen)[seen.len - 1] == '\n' ? seen.s[seen.len - 1] = '\0' : 0;
	CHECK(!file_exists(str_text(&seen)));
	CHECK(journal_has("task", "$ juju run -m ctl:admin/iam --params={file}: ok in"));
	run_close(run);
	unsetenv("JUJU_MODEL");
	str_release(&seen);
	free(file);
	free(fifo);
	settings_release(&s);
	end();
}

static bool judge_same(const struct model *m, const struct command *c, const struct answer *a, struct findings *f, struct err *err)
{
	findings_note(f, "pg", "pg/0");
	return true;
}

static bool build_true(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	commands_juju(out, m, BLUE, 20000, VERB_STATUS, NULL);
	return true;
}

/* Gates go by when a note was found: one that is as it was, but was asked for again, is young. */
static void what_is_found_again_is_dated_anew(void)
{
	static const struct act act = { .id = "test", .title = "test", .build = build_true, .judge = judge_same };
	struct settings s;
	struct run *run;
	int64_t first;

	begin("exit 0");
	s = settings_with("host=127.0.0.1 port=1", "none");
	run = open_fine("again", &s);
	perform(run, &act);
	CHECK(turn_until(run, acted));
	CHECK_STR(model_note(run_model(run), "pg"), "pg/0");
	first = model_note_row(run_model(run), "pg")->at;
	while (loop_wall() <= first)
		loop_turn(loop, 1);
	perform(run, &act);
	CHECK(turn_until(run, acted));
	CHECK(model_note_row(run_model(run), "pg")->at > first);
	run_close(run);
	settings_release(&s);
	end();
}

static bool all_performed(struct run *run)
{
	return !run->trouble && !run->queue.count && !run->exec.act;
}

/* The journal's own limit: from here on nothing can be written until the rest is called. */
static struct rlimit disk_was;

static void disk_is_full(const char *name)
{
	char *file = mem_printf("%s/teal/runs/%s/journal.jsonl", home, name);
	struct rlimit tight;
	struct stat st;

	CHECK(stat(file, &st) == 0);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &disk_was);
	tight = disk_was;
	tight.rlim_cur = (rlim_t)st.st_size;
	setrlimit(RLIMIT_FSIZE, &tight);
	free(file);
}

static void disk_has_room(void)
{
	setrlimit(RLIMIT_FSIZE, &disk_was);
}

static void say(struct run *run, enum event_type type, const char *text)
{
	struct event e = { .type = type, .at = loop_wall(), .actor = "teal", .data = json_parse(text, strlen(text), NULL) };

	run_fold(run, &e);
}

static bool build_from_note(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	commands_juju(out, m, BLUE, 20000, VERB_REFRESH, m->settings.side[BLUE].app, model_note(m, "word"), "{file}", NULL)->file_text =
		mem_dup(model_note(m, "word"));
	return true;
}

/* A full disk: the intent cannot be written, and nothing is asked of the world. */
static void an_act_without_its_intent_is_not_performed(void)
{
	static const struct act act = { .id = "test", .title = "test", .build = build_true };
	struct event intent = { .type = EV_ACT_INTENT, .at = 1, .step = "drain", .actor = "tester@here" };
	struct effects fx = { 0 };
	struct settings s;
	struct run *run;
	char *trace;

	begin(": >asked");
	s = settings_with("host=127.0.0.1 port=1", "none");
	run = open_fine("intent", &s);
	trace = path_of("asked");
	intent.data = json_object();
	fx.item = mem_zalloc(2, sizeof *fx.item);
	fx.count = 2;
	fx.item[0] = (struct effect){ .kind = EFFECT_RECORD, .event = intent };
	fx.item[1] = (struct effect){ .kind = EFFECT_PERFORM, .act = &act };
	CHECK(build_true(run_model(run), BLUE, &fx.item[1].commands, NULL));
	run_push(run, &fx);
	disk_is_full("intent");
	CHECK(!run_flush(run));
	disk_has_room();
	CHECK(run_trouble(run) && !run->exec.act && !file_exists(trace));
	CHECK(turn_until(run, all_performed));
	CHECK(file_exists(trace) && journal_has("intent", "act-intent"));
	run_close(run);
	free(trace);
	settings_release(&s);
	end();
}

/* The flush is held back by a full disk; meanwhile what the commands were made from becomes another. */
static void what_was_journaled_is_what_runs(void)
{
	static const struct act act = { .id = "test", .title = "test", .build = build_from_note };
	struct event intent = { .type = EV_ACT_INTENT, .step = "drain", .actor = "tester@here", .data = json_object() };
	struct effects fx = { .item = mem_zalloc(2, sizeof *fx.item), .count = 2 };
	struct settings s;
	struct str seen;
	struct run *run;
	char *file, *shown;

	begin("[ $1 = refresh ] || exit 0\necho \"juju $1 $2 $3 $4 $5\" >seen; cat \"$6\" >>seen");
	s = settings_with("host=127.0.0.1 port=1", "none");
	run = open_fine("same", &s);
	say(run, EV_NOTE, "{\"key\":\"word\",\"text\":\"decided\"}");
	fx.item[1] = (struct effect){ .kind = EFFECT_PERFORM, .act = &act };
	CHECK(build_from_note(run_model(run), BLUE, &fx.item[1].commands, NULL));
	shown = command_shown(&fx.item[1].commands.item[0], &run_model(run)->settings);
	json_put_str(intent.data, "commands", shown);
	fx.item[0] = (struct effect){ .kind = EFFECT_RECORD, .event = intent };
	run_push(run, &fx);
	disk_is_full("same");
	CHECK(!run_flush(run));
	say(run, EV_NOTE, "{\"key\":\"word\",\"text\":\"changed\"}");
	mem_set(&run->model.settings.side[BLUE].app, "another");
	disk_has_room();
	CHECK(turn_until(run, all_performed));
	str_init(&seen, STR_PAGE);
	file = path_of("seen");
	CHECK(file_read(file, STR_PAGE, &seen, NULL));
	CHECK_STR(str_text(&seen), "juju refresh -m ctl:admin/iam kratos decided\ndecided");
	CHECK_STR(shown, "juju refresh -m ctl:admin/iam kratos decided {file}");
	CHECK(journal_has("same", shown) && !journal_has("same", "changed"));
	run_close(run);
	str_release(&seen);
	free(shown);
	free(file);
	settings_release(&s);
	end();
}

static const char *sql_under_test[4];

static bool build_sql(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	(void)m;
	(void)err;
	for (size_t i = 0; i < mem_count(sql_under_test) && sql_under_test[i]; i++)
		commands_sql(out, BLUE, 20000, mem_dup(sql_under_test[i]));
	return true;
}

static const struct act sql_act = { .id = "test", .title = "test", .build = build_sql };

static void commands_run_in_order_and_stop_at_the_first_that_fails(void)
{
	struct settings s;
	struct run *run;
	struct pg *eye;

	if (!server_ready())
		return;
	begin(NULL);
	s = settings_with(server.socket_conninfo, "none");
	run = open_fine("order", &s);
	eye = pg_open(loop, &(struct pg_spec){ .conninfo = server.socket_conninfo });
	sql_under_test[0] = "CREATE TABLE steps (n int)";
	sql_under_test[1] = "BEGIN; INSERT INTO steps VALUES (1); SELECT 1/0; COMMIT";
	sql_under_test[2] = "INSERT INTO steps VALUES (2)";
	perform(run, &sql_act);
	CHECK(turn_until(run, acted));
	CHECK_INT(number(loop, eye, "SELECT count(*) FROM steps"), 0);
	CHECK(journal_has("order", "division by zero"));
	sql_under_test[0] = "INSERT INTO steps VALUES (3)";
	sql_under_test[1] = NULL;
	perform(run, &sql_act);
	CHECK(turn_until(run, acted));
	CHECK_INT(number(loop, eye, "SELECT sum(n) FROM steps"), 3);
	run_close(run);
	pg_close(eye);
	settings_release(&s);
	end();
}

/* The password is: it's a \ secret. As a server may quote it: plain, in a conninfo, in a literal, in both, in a URL. */
static void hidden_in_each_form(struct run *run)
{
	static const char *const said[] = { "it's a \\ secret", "it\\'s a \\\\ secret", "it''s a \\ secret", "it\\''s a \\\\ secret",
		                            "it%27s%20a%20%5C%20secret" };

	for (size_t i = 0; i < mem_count(said); i++) {
		char *text = mem_printf("could not connect with %s at all, nor with %s", said[i], said[i]);
		char *shown = session_hide_password(run, text);

		CHECK_STR(shown, "could not connect with **** at all, nor with ****");
		free(shown);
		free(text);
	}
	CHECK(session_hide_password(run, NULL) == NULL);
}

/* As CREATE SUBSCRIPTION has it: a conninfo inside a literal. The server must read back the very password, and nobody must see it. */
static void the_password_in_a_statement_is_quoted_and_never_shown(void)
{
	static const char script[] = "case \"$*\" in *get-password*) ;; *) echo 'ERROR no' >&2; exit 1;; esac\n"
				     "printf '{\"pg/0\":{\"id\":\"2\",\"results\":{\"password\":\"it%ss a \\\\\\\\ "
				     "secret\"},\"status\":\"completed\",\"unit\":\"pg/0\"}}\\n' \"'\"";
	struct settings s;
	struct run *run;
	struct pg *eye;

	if (!server_ready())
		return;
	begin(script);
	s = settings_with(server.conninfo, "juju");
	run = open_fine("quoted", &s);
	eye = pg_open(loop, &(struct pg_spec){ .conninfo = server.socket_conninfo });
	sql_under_test[0] = "CREATE TABLE kept AS SELECT 'password={source-password}'::text AS conninfo";
	sql_under_test[1] = "SELECT 'password={source-password}'::int";
	sql_under_test[2] = NULL;
	perform(run, &sql_act);
	CHECK(turn_until(run, acted));
	CHECK_INT(number(loop, eye, "SELECT count(*) FROM kept WHERE conninfo = $$password='it\\'s a \\\\ secret'$$"), 1);
	CHECK(!journal_has("quoted", "a \\\\"));
	hidden_in_each_form(run);
	CHECK(journal_has("quoted", "{source-password}") && journal_has("quoted", "password='****'"));
	run_close(run);
	pg_close(eye);
	settings_release(&s);
	end();
}

static bool statement_runs(struct run *run)
{
	return run->exec.errand.command && pg_busy(run->link[BLUE].session[SESSION_WRITE]);
}

static void a_running_statement_is_cancelled_on_the_server(void)
{
	int64_t until = loop_now() + ASKING_MS;
	struct settings s;
	struct run *run;
	struct pg *eye;

	if (!server_ready())
		return;
	begin(NULL);
	s = settings_with(server.socket_conninfo, "none");
	run = open_fine("cancel", &s);
	eye = pg_open(loop, &(struct pg_spec){ .conninfo = server.socket_conninfo });
	sql_under_test[0] = "SELECT pg_sleep(3600)";
	sql_under_test[1] = NULL;
	perform(run, &sql_act);
	CHECK(turn_until(run, statement_runs));
	while (number(loop, eye, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'") < 1 &&
	       loop_now() < until)
		;
	exec_cancel(run);
	CHECK(turn_until(run, acted));
	CHECK_INT(number(loop, eye, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'"), 0);
	CHECK(journal_has("cancel", "stopped on request"));
	run_close(run);
	pg_close(eye);
	settings_release(&s);
	end();
}

static void cleanup(void)
{
	loop_free(loop);
	cluster_stop(&server);
}

static const struct check_case cases[] = {
	{ "the source has one writer", the_source_has_one_writer },
	{ "an act without its intent is not performed", an_act_without_its_intent_is_not_performed },
	{ "what was journaled is what runs", what_was_journaled_is_what_runs },
	{ "what is found again is dated anew", what_is_found_again_is_dated_anew },
	{ "the password comes from juju and is asked again when refused", the_password_comes_from_juju_and_is_asked_again_when_refused },
	{ "a login is asked for", a_login_is_asked_for },
	{ "a task id is durable while the command runs", a_task_id_is_durable_while_the_command_runs },
	{ "commands run in order and stop at the first that fails", commands_run_in_order_and_stop_at_the_first_that_fails },
	{ "the password in a statement is quoted and never shown", the_password_in_a_statement_is_quoted_and_never_shown },
	{ "a running statement is cancelled on the server", a_running_statement_is_cancelled_on_the_server },
	{ "(everything is put away)", cleanup },
};

CHECK_MAIN(cases)
