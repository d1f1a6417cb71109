#include "config.h"

#include "run/own.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "plan/event.h"
#include "plan/intent.h"
#include "plan/step.h"
#include "tests/unit/run/run_home.h"

static char *journal_file(const char *name)
{
	return mem_printf("%s/teal/runs/%s/journal.jsonl", home, name);
}

static void a_new_run_is_recorded_and_resumed_with_its_own_settings(void)
{
	char token[9] = "";
	struct settings s;
	struct run *run;
	struct err e;

	begin(NULL);
	s = settings_with("host=127.0.0.1", "none");
	run = open_fine("first", &s);
	if (run) {
		CHECK_STR(run_model(run)->run, "first");
		CHECK_INT(strspn(run_model(run)->token, "0123456789abcdef"), 8);
		memcpy(token, run_model(run)->token, sizeof token);
		CHECK(run_changed(run));
		CHECK(!run_changed(run));
		run_close(run);
	}
	CHECK(journal_has("first", "\"run-started\"") && journal_has("first", "tester@here"));
	CHECK(!journal_has("first", "\"run-resumed\""));
	run = open_fine("first", NULL);
	if (run) {
		CHECK_STR(run_model(run)->settings.side[BLUE].app, "kratos");
		CHECK(run_model(run)->strategy != NULL);
		CHECK_STR(run_model(run)->token, token);
		run_close(run);
	}
	CHECK(journal_has("first", "\"run-resumed\""));
	run = open_fine("second", &s);
	if (run) {
		CHECK(strcmp(run_model(run)->token, token) != 0);
		run_close(run);
	}
	CHECK(!open_named("nowhere", NULL, false, &e));
	CHECK_INT(e.kind, ERR_INPUT);
	CHECK(!open_named("../up", &s, false, &e));
	CHECK_INT(e.kind, ERR_INPUT);
	settings_release(&s);
	end();
}

/* Instead of the library's: the test sets the system's clock. */
static int64_t set_by_s;

int clock_gettime(clockid_t id, struct timespec *t)
{
	int rc = (int)syscall(SYS_clock_gettime, id, t);

	if (id == CLOCK_REALTIME)
		t->tv_sec += (time_t)set_by_s;
	return rc;
}

/* Once, in the log and to who sits before it; what is recorded goes on in order, also after a resume. */
static void a_clock_that_was_set_is_said(void)
{
	struct settings s;
	struct run *run;
	const char *news;
	int64_t last;

	begin(NULL);
	s = settings_with("host=127.0.0.1 port=1", "none");
	run = open_fine("clock", &s);
	run_turn(run);
	CHECK(!run_news(run));
	set_by_s = -3600;
	run_turn(run);
	news = run_news(run);
	CHECK(news && strstr(news, "1 h 00 m behind") != NULL);
	run_turn(run);
	CHECK(!run_news(run));
	last = run->model.started;
	run_close(run);
	CHECK(journal_has("clock", "1 h 00 m behind"));
	run = open_fine("clock", NULL);
	CHECK(run_model(run)->resumed_at > last);
	run_close(run);
	set_by_s = 0;
	settings_release(&s);
	end();
}

static void a_run_that_is_held_is_refused_but_can_be_read(void)
{
	struct settings s;
	struct run *run, *second;
	struct model model;
	struct err e;
	bool torn;

	begin(NULL);
	s = settings_with("host=127.0.0.1", "none");
	run = open_fine("held", &s);
	CHECK(!open_named("held", &s, false, &e));
	CHECK_INT(e.kind, ERR_LOCKED);
	second = open_named("held", NULL, true, &e);
	if (CHECK(second))
		CHECK_STR(run_model(second)->run, "held");
	run_close(second);
	CHECK(run_read("held", &model, &torn, &e) && !torn);
	model_release(&model);
	run_close(run);
	settings_release(&s);
	end();
}

static void a_torn_last_line_is_said_and_other_damage_is_refused(void)
{
	struct settings s;
	struct run *run;
	struct err e;
	char *file, *text;
	int fd;

	begin(NULL);
	s = settings_with("host=127.0.0.1", "none");
	run_close(open_fine("torn", &s));
	file = journal_file("torn");
	fd = open(file, O_WRONLY | O_APPEND);
	CHECK(fd >= 0 && write(fd, "{\"seq\":2,\"pre", 13) == 13);
	close(fd);
	run = open_fine("torn", NULL);
	if (run) {
		run_turn(run);
		CHECK(model_log(run_model(run), 0) && strstr(model_log(run_model(run), 0), "left out"));
		run_close(run);
	}
	CHECK(!journal_has("torn", "\"pre{"));
	text = journal_text("torn");
	*strstr(text, "kratos") = 'K';
	CHECK(file_write(file, text, strlen(text), NULL));
	CHECK(!open_named("torn", NULL, false, &e));
	CHECK(strstr(e.why, "line 2"));
	free(text);
	free(file);
	settings_release(&s);
	end();
}

/* An answer of an earlier session is not a wish of this one: nobody waits for a login then. */
static void a_login_that_is_wished_for_is_wanted_until_one_ended_well(void)
{
	const struct intent no = { INTENT_ANSWER, "juju.login", "no" }, yes = { INTENT_ANSWER, "juju.login", "yes" };
	struct settings s;
	struct run *run;
	struct err e;

	begin(NULL);
	s = settings_with("host=127.0.0.1", "none");
	run = open_fine("login", &s);
	CHECK(!run_wants_login(run));
	CHECK(run_intend(run, &no, &e) && !run_wants_login(run));
	CHECK(run_intend(run, &yes, &e) && run_wants_login(run));
	run_note_login(run);
	CHECK(!run_wants_login(run));
	CHECK(journal_has("login", "\"juju.login\",\"text\":\"yes\""));
	CHECK(run_intend(run, &no, &e) && run_intend(run, &yes, &e));
	run_close(run);
	run = open_fine("login", NULL);
	CHECK(!run_wants_login(run));
	run_close(run);
	settings_release(&s);
	end();
}

static const char *any_answer(const struct model *m)
{
	for (size_t i = 0; i < m->strategy->steps; i++)
		for (size_t f = 0; f < mem_count(m->strategy->step[i].field) && m->strategy->step[i].field[f].key; f++)
			if (m->strategy->step[i].field[f].kind == FIELD_TEXT)
				return m->strategy->step[i].field[f].key;
	return NULL;
}

static bool no_trouble(struct run *run)
{
	return run_trouble(run) == NULL;
}

/* RLIMIT_FSIZE is the full disk of this test: write(2) fails with EFBIG. */
static void nothing_is_lost_while_the_journal_cannot_be_written(void)
{
	struct rlimit was, tight;
	struct intent intent = { .kind = INTENT_ANSWER, .text = "somebody" };
	struct settings s;
	struct run *run;
	struct stat st;
	struct err e = { 0 };
	char *file;
	bool accepted, known, again;

	begin(NULL);
	s = settings_with("host=127.0.0.1", "none");
	run = open_fine("full", &s);
	file = journal_file("full");
	intent.key = any_answer(run_model(run));
	CHECK(intent.key && stat(file, &st) == 0);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &was);
	tight = was;
	tight.rlim_cur = (rlim_t)st.st_size;
	setrlimit(RLIMIT_FSIZE, &tight);
	accepted = run_intend(run, &intent, &e);
	known = model_answer(run_model(run), intent.key) != NULL;
	run_turn(run);
	again = run_intend(run, &intent, &e);
	setrlimit(RLIMIT_FSIZE, &was);
	CHECK(accepted && !known && !again);
	CHECK(run_trouble(run) != NULL);
	CHECK(run_next(run) >= 0 && run_next(run) <= 1000);
	CHECK(turn_until(run, no_trouble));
	CHECK_STR(model_answer(run_model(run), intent.key), "somebody");
	CHECK(journal_has("full", "somebody"));
	run_close(run);
	run = open_fine("full", NULL);
	CHECK_STR(model_answer(run_model(run), intent.key), "somebody");
	run_close(run);
	free(file);
	settings_release(&s);
	end();
}

static void runs_are_listed_newest_first(void)
{
	struct settings s, other;
	struct run *run;
	struct run_row *row;
	struct err e = { 0 };
	char *name, *bad;
	size_t n;

	begin(NULL);
	s = settings_with("host=127.0.0.1", "none");
	other = settings_with("host=127.0.0.1", "none");
	mem_set(&other.side[GREEN].app, "another");
	run_close(open_fine("b-old", &s));
	run = open_fine("a-new", &other);
	bad = mem_printf("%s/teal/runs/zzz", home);
	CHECK(paths_make(bad, NULL));
	row = run_list(&n, &e);
	if (CHECK_INT(n, 3)) {
		CHECK(row[0].started >= row[1].started);
		CHECK_STR(row[2].name, "zzz");
		CHECK(row[2].trouble != NULL);
		for (size_t i = 0; i < 2; i++) {
			CHECK_INT(row[i].held, strcmp(row[i].name, "a-new") == 0);
			CHECK_STR(row[i].product, "kratos");
			CHECK(row[i].step && *row[i].step);
			CHECK_INT(row[i].end, RUN_OPEN);
		}
	}
	run_list_free(row, n);
	name = run_unfinished(&s, &e);
	CHECK_STR(name, "b-old");
	free(name);
	mem_set(&s.side[BLUE].juju_model, "elsewhere");
	name = run_unfinished(&s, &e);
	CHECK_STR(name, NULL);
	name = run_new_name(&s);
	CHECK(strlen(name) == 11 && name[10] == 'a');
	run_close(open_fine(name, &s));
	free(name);
	name = run_new_name(&s);
	CHECK(name[10] == 'b');
	free(name);
	free(bad);
	run_close(run);
	settings_release(&s);
	settings_release(&other);
	end();
}

static void observing_writes_nothing(void)
{
	const struct intent go = { .kind = INTENT_GO };
	struct settings s;
	struct run *run;
	struct err e;
	char *before, *after, *runs;

	begin(NULL);
	s = settings_with("host=127.0.0.1", "none");
	run = open_named("never", &s, true, &e);
	if (CHECK(run)) {
		CHECK_STR(run_model(run)->run, "never");
		run_turn(run);
		CHECK(!run_intend(run, &go, &e));
		run_close(run);
	}
	runs = mem_printf("%s/teal/runs/never", home);
	CHECK(!file_exists(runs));
	run_close(open_fine("real", &s));
	before = journal_text("real");
	run = open_named("real", NULL, true, &e);
	if (CHECK(run)) {
		run_turn(run);
		run_close(run);
	}
	after = journal_text("real");
	CHECK_STR(after, before);
	free(before);
	free(after);
	free(runs);
	settings_release(&s);
	end();
}

static void cleanup(void)
{
	loop_free(loop);
}

static const struct check_case cases[] = {
	{ "a clock that was set is said, and changes no order", a_clock_that_was_set_is_said },
	{ "a new run is recorded, and resumed with its own settings", a_new_run_is_recorded_and_resumed_with_its_own_settings },
	{ "a login that is wished for is wanted until one ended well", a_login_that_is_wished_for_is_wanted_until_one_ended_well },
	{ "a run that is held is refused, but can be read", a_run_that_is_held_is_refused_but_can_be_read },
	{ "a torn last line is said, other damage is refused", a_torn_last_line_is_said_and_other_damage_is_refused },
	{ "nothing is lost while the journal cannot be written", nothing_is_lost_while_the_journal_cannot_be_written },
	{ "runs are listed newest first", runs_are_listed_newest_first },
	{ "observing writes nothing", observing_writes_nothing },
	{ "(everything is put away)", cleanup },
};

CHECK_MAIN(cases)
