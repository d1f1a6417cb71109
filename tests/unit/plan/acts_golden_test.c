/* The literal commands of every act, as golden text: tests/golden/acts/ACT.txt has one part for each world below. An act without its text
 * fails. TEAL_GOLDEN_WRITE=1 in the environment writes the texts anew; read what changed before you keep it, since what stands there runs
 * on somebody's production. */
#include "config.h"

#include "plan/step.h"

#include <dirent.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/event.h"
#include "plan/model.h"
#include "tests/unit/check.h"
#include "tests/unit/golden.h"
#include "tests/unit/model_make.h"

static struct json *parse(const char *text)
{
	struct json *j = json_parse(text, strlen(text), NULL);

	if (!j) {
		printf("# not JSON: %s\n", text);
		abort();
	}
	return j;
}

static void happen(struct model *m, enum event_type type, const char *step, const char *data)
{
	struct json *j = parse(data);
	struct event e = { .type = type, .at = 1764000000000LL, .step = step, .actor = "tester@host", .data = j };

	model_apply(m, &e);
	json_free(j);
}

/* The settings with members replaced by those of the patch: {"product":…,"blue":{…}}, one level of objects. */
static void start(struct model *m, const char *run, const char *token, const char *patch)
{
	struct json *data = json_object(), *settings = model_settings_json(), *changes = parse(patch);
	struct event e = { .type = EV_RUN_STARTED, .at = 1764000000000LL, .data = data };
	struct settings read;
	struct err err = { 0 };

	for (const struct json *c = json_first(changes); c; c = json_next(c)) {
		struct json *side = (struct json *)json_get(settings, json_key(c));

		if (!json_is_object(c)) {
			json_put(settings, json_key(c), json_dup(c));
			continue;
		}
		for (const struct json *x = json_first(c); x; x = json_next(x))
			json_put(side, json_key(x), json_dup(x));
	}
	if (!CHECK(settings_parse(settings, &read, &err))) {
		printf("# %s: %s\n", err.what, err.why);
		abort();
	}
	settings_release(&read);
	json_put_str(data, "run", run);
	json_put_str(data, "token", token);
	json_put_str(data, "strategy", "recommended");
	json_put(data, "settings", settings);
	model_init(m);
	model_apply(m, &e);
	json_free(data);
	json_free(changes);
}

static void note(struct model *m, const char *key, const char *text)
{
	model_note_set(m, key, text, 1764000000000LL);
}

/* What the run has made so far: an undo and stop-sync take away only what the journal tells of. */
static void made_the_synchronisation(struct model *m)
{
	const struct step *step = step_of(m, step_index(m->strategy, "start-sync"));

	happen(m, EV_STEP_STARTED, "start-sync", "{}");
	for (size_t i = 0; i < STEP_LIST && step->act[i]; i++) {
		char *intent = mem_printf("{\"act\":\"%s\",\"commands\":[]}", step->act[i]);

		happen(m, EV_ACT_INTENT, "start-sync", intent);
		happen(m, EV_ACT_DONE, "start-sync", intent);
		free(intent);
	}
	note(m, "sync.subscription", "16400 7100000000000000002");
	happen(m, EV_STEP_DONE, "start-sync", "{}");
	happen(m, EV_STEP_STARTED, "stop-writes", "{}");
	happen(m, EV_ACT_INTENT, "stop-writes", "{\"act\":\"routes-off\",\"commands\":[]}");
}

static void see(struct model *m, enum fact_id id, int64_t num, const char *text)
{
	model_see(m, id, num, text, 1764000000000LL);
}

/* What discover and the others have noted and seen, in the words of the sandbox. */
static void discovered(struct model *m, const char *tables, const char *sequences, const char *relations)
{
	note(m, "blue.relations", relations);
	note(m, "blue.version", "v1.0.0");
	note(m, "blue.channel", "0.2/stable");
	note(m, "blue.revision", "400");
	note(m, "blue.units", "2");
	note(m, "blue.config", "{\"log_level\":\"info\"}");
	note(m, "blue.pg.primary", "postgresql/1");
	note(m, "green.pg.primary", "postgresql/0");
	note(m, "answer.retire.remove", "app");
	see(m, FACT_SRC_IDENTITY, 0, "7100000000000000001");
	see(m, FACT_SRC_SERVER, 140009, "iam_kratos");
	see(m, FACT_SRC_SEQUENCES, 2, sequences);
	see(m, FACT_TGT_SEQUENCES, 2, sequences);
	see(m, FACT_BLUE_PG_UNITS, 2, "postgresql/1 postgresql/0");
	see(m, FACT_GREEN_PG_UNITS, 1, "postgresql/0");
	see(m, FACT_BLUE_PG_RELATIONS, 1, "[[\"s3-parameters\",\"s3-integrator\"]]");
	see(m, FACT_GREEN_PG_RELATIONS, 1, "[[\"s3-parameters\",\"s3-integrator\"]]");
	see(m, FACT_GREEN_APP_UNITS, 2, "kratos/1 kratos/0");
	happen(m, EV_TABLES, NULL, tables);
	made_the_synchronisation(m);
}

#define TABLES \
	"{\"whole\":true,\"tables\":[{\"name\":\"public.identities\",\"rows\":100000,\"bytes\":81920000,\"kind\":\"r\"}," \
	"{\"name\":\"public.events\",\"rows\":10,\"bytes\":8192,\"kind\":\"p\"}," \
	"{\"name\":\"public.events_2025\",\"rows\":10,\"bytes\":8192,\"kind\":\"r\",\"root\":\"public.events\"}," \
	"{\"name\":\"public.schema_migration\",\"rows\":295,\"bytes\":8192,\"kind\":\"r\"}," \
	"{\"name\":\"teal.marker\",\"rows\":1,\"bytes\":8192,\"kind\":\"r\"}]}"
#define ROUTES "[[\"public-route\",\"traefik-public\"],[\"internal-route\",\"traefik-admin\"],[\"kratos-info\",\"ui\"]]"
/* As probe/fit.c tells them: name and last value are JSON texts. */
#define SEQUENCE(name, last, called) \
	"[" name ",\"\",\"bigint\",\"1\",\"9223372036854775807\",\"1\",\"1\",\"false\",\"1\",\"" last "\",\"" called \
	"\",\"9223372036854775807\"]"
#define SEQUENCES "[" SEQUENCE("\"public.counter\"", "7", "true") "," SEQUENCE("\"public.unused\"", "1", "false") "]"

static void plain(struct model *m)
{
	start(m, "2025-11-24a", "0a1b2c3d", "{}");
	discovered(m, TABLES, SEQUENCES, ROUTES);
}

/* Names that break out of everything that is not quoted: of tables and sequences, of what juju tells, of the run and of libpq's texts.
 * Settings refuse such names of models and applications. */
#define HOSTILE_TABLES \
	"{\"whole\":true,\"tables\":[{\"name\":\"public.\\\"a\\\"\\\"; DROP TABLE x; --\\\"\",\"rows\":1,\"bytes\":1,\"kind\":\"r\"}," \
	"{\"name\":\"\\\"my.schema\\\".group\",\"rows\":1,\"bytes\":1,\"kind\":\"r\"}," \
	"{\"name\":\"user.\\\"o'clock \\\\ $fence$ \\u202e\\n;\\\"\",\"rows\":1,\"bytes\":1,\"kind\":\"r\"}]}"
#define HOSTILE_SETTINGS \
	"{\"source_from_target\":\"host=10.0.0.1 dbname='o\\\\'x; --' user=$(id)\",\"blue\":{\"model\":\"ctl:owner/iam\"}," \
	"\"green\":{\"model\":\"ctl:owner/iam-green\",\"app\":\"kratos-2\",\"pg_app\":\"pg-2\"," \
	"\"integrate\":[\"pg-2:s3-parameters s3-store:s3-credentials\"]},\"target\":{\"channel\":\"0.3/edge\"}}"

static void hostile(struct model *m)
{
	start(m, "O'Run \"; DROP\n", "ffffffff", HOSTILE_SETTINGS);
	discovered(m, HOSTILE_TABLES, "[" SEQUENCE("\"public.\\\"Od'd \\\"\\\"seq\\\"\"", "9007199254740993", "true") "]",
	           "[[\"public-route\",\"tra'efik $(id)\"],[\"kratos-info\",\"u;i\"]]");
}

static void hydra_in_one_model(struct model *m)
{
	start(m, "h", "00000000",
	      "{\"product\":\"hydra\",\"blue\":{\"app\":\"hydra\",\"password\":\"none\"},"
	      "\"green\":{\"model\":\"train:admin/iam\",\"app\":\"hydra-green\",\"pg_app\":\"pg-green\"}}");
	discovered(m, TABLES, "[]", "[[\"public-ingress\",\"traefik\"],[\"hydra-endpoint-info\",\"oathkeeper\"]]");
	note(m, "answer.retire.remove", "nothing");
}

static void nothing_is_known(struct model *m)
{
	start(m, "new", "12345678", "{}");
}

/* The list of tables came first, and discover was not yet through. */
static void half_known(struct model *m)
{
	start(m, "half", "12345678", "{}");
	note(m, "blue.channel", "0.2/stable");
	happen(m, EV_TABLES, NULL, TABLES);
	/* the synchronisation was broken off at its first act: nothing else is the run's to remove */
	happen(m, EV_STEP_STARTED, "start-sync", "{}");
	happen(m, EV_ACT_INTENT, "start-sync", "{\"act\":\"marker-source\",\"commands\":[]}");
}

/* Tables and facts of the session before are gone; those that were compared are in the journal. */
static void resumed(struct model *m)
{
	plain(m);
	happen(m, EV_RUN_RESUMED, NULL, "{}");
}

static const struct {
	const char *name;
	void (*make)(struct model *);
} worlds[] = {
	{ "plain", plain },
	{ "hostile names", hostile },
	{ "hydra, both sides in one model, no password", hydra_in_one_model },
	{ "nothing is known", nothing_is_known },
	{ "the tables are known, and little else", half_known },
	{ "resumed, the list of tables not seen yet", resumed },
};

static void add_command(struct str *out, const struct command *c, const struct settings *s)
{
	static const char *const kinds[] = {
		[CMD_JUJU] = "juju", [CMD_SQL] = "sql", [CMD_HTTP] = "http", [CMD_FENCE] = "fence", [CMD_VERIFY] = "verify"
	};
	char *shown = command_shown(c, s);

	str_addf(out, "[%s, %s, %lld ms%s]\n%s\n", kinds[c->kind], c->side == BLUE ? "blue" : "green", (long long)c->deadline_ms,
	         c->read_only ? ", read only" : "", shown);
	if (c->file_text)
		str_addf(out, "{file}:\n%s\n", c->file_text);
	free(shown);
}

static char *commands_of(const struct act *act, const struct model *m)
{
	struct commands list = { 0 };
	struct err err = { 0 };
	struct str out;

	str_init(&out, STR_PAGE);
	if (!act_build(m, act, &list, &err))
		str_addf(&out, "# refused%s: %s\n", err.kind == ERR_AGAIN ? " for now" : "", err.why);
	else if (!list.count)
		str_add(&out, "# no command\n");
	for (size_t i = 0; i < list.count; i++)
		add_command(&out, &list.item[i], &m->settings);
	commands_release(&list);
	CHECK(!out.full);
	return str_take(&out);
}

static void add_world(struct str *out, const struct act *act, size_t world)
{
	struct model first, m;
	char *usual, *text;

	worlds[0].make(&first);
	worlds[world].make(&m);
	usual = commands_of(act, &first);
	text = commands_of(act, &m);
	str_addf(out, "== %s\n%s", worlds[world].name, world && strcmp(text, usual) == 0 ? "# as plain\n" : text);
	free(usual);
	free(text);
	model_release(&first);
	model_release(&m);
}

static void add_row(struct str *out, const struct act *act)
{
	static const struct {
		unsigned flag;
		const char *name;
	} flags[] = {
		{ ACT_WRITES, "writes" },
		{ ACT_STARTS_WRITE_STOP, "starts the write-stop" },
		{ ACT_FENCES, "fences" },
		{ ACT_LONG, "long" },
		{ ACT_OPENS, "opens" },
		{ ACT_COMPARES, "compares" },
		{ ACT_BACKS_UP, "backs up" },
		{ ACT_MAKES_MARKER, "makes the marker" },
		{ ACT_MAKES_PUBLICATION, "makes the publication" },
		{ ACT_MAKES_SLOT, "makes the slot" },
		{ ACT_MAKES_SUBSCRIPTION, "makes the subscription" },
	};

	str_addf(out, "done %s, settles in %lld ms", act->done, (long long)act->settle_ms);
	for (size_t i = 0; i < mem_count(flags); i++)
		if (act->flags & flags[i].flag)
			str_addf(out, ", %s", flags[i].name);
	if (act->trace)
		str_addf(out, ", trace %s", act->trace);
	str_add(out, "\n");
}

/* The golden texts are plain ASCII, so that a person sees what stands there. */
static char *ascii(const char *text)
{
	struct str out;

	str_init(&out, STR_PAGE);
	for (; *text; text++)
		if (*text == '\n' || *text == '\t' || (*text >= ' ' && *text < 0x7f))
			str_addn(&out, text, 1);
		else
			str_addf(&out, "\\x%02x", (unsigned char)*text);
	return str_take(&out);
}

/* A text may have several lines; none of these has letters that are wider than one column. */
static void fits(const struct act *act, const char *text)
{
	for (const char *line = text; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
		if (!CHECK(*line && strcspn(line, "\n") <= 76))
			printf("# act %s: %s\n", act->id, text);
}

static void each_text_fits_a_line(void)
{
	const struct act *act;

	for (size_t i = 0; (act = act_at(i)); i++) {
		CHECK(act->title != NULL);
		fits(act, act->title);
		fits(act, act->title_blue);
		fits(act, act->stays);
	}
}

static void each_act_runs_its_golden_text(void)
{
	const struct act *act;

	for (size_t i = 0; (act = act_at(i)); i++) {
		char *name = mem_printf("acts/%s.txt", act->id);
		struct str out;
		char *text;

		str_init(&out, STR_PAGE);
		add_row(&out, act);
		for (size_t w = 0; w < mem_count(worlds); w++)
			add_world(&out, act, w);
		text = ascii(str_text(&out));
		CHECK(!out.full && golden_same(name, text));
		str_release(&out);
		free(text);
		free(name);
	}
}

/* Of an act that is gone. */
static void each_golden_text_has_its_act(void)
{
	const char *src = getenv("TEAL_SRC");
	char *path = mem_printf("%s/tests/golden/acts", src ? src : ".");
	DIR *folder = opendir(path);
	struct dirent *e;

	CHECK(folder != NULL);
	while (folder && (e = readdir(folder))) {
		char *id = mem_dupn(e->d_name, strcspn(e->d_name, "."));

		if (*id && !CHECK(act_find(id) != NULL))
			printf("# there is no act %s\n", id);
		free(id);
	}
	if (folder)
		closedir(folder);
	free(path);
}

/* Whatever is done to the side that is worked on is done to the side that the strategy names. */
static void acts_on_the_subject_go_to_it(void)
{
	static const char *const ids[] = { "scale-0", "scale-up", "refresh", "run-migration" };

	for (size_t i = 0; i < 2 * mem_count(ids); i++) {
		const enum side subject = i % 2 ? BLUE : GREEN;
		struct commands list = { 0 };
		struct strategy strategy;
		struct model m;
		char *shown;

		plain(&m);
		strategy = *m.strategy;
		strategy.subject = subject;
		m.strategy = &strategy;
		if (CHECK(act_build(&m, act_find(ids[i / 2]), &list, NULL) && list.count == 1)) {
			CHECK_INT(list.item[0].side, subject);
			CHECK(strstr(act_title(&m, act_find(ids[i / 2])), subject == BLUE ? "blue's" : "green's") != NULL);
			shown = command_shown(&list.item[0], &m.settings);
			if (!CHECK(strstr(shown, m.settings.side[subject].juju_model) &&
			           !strstr(shown, m.settings.side[GREEN].juju_model) == (subject == BLUE)))
				printf("# %s\n", shown);
			free(shown);
		}
		commands_release(&list);
		model_release(&m);
	}
}

static void titles_say_the_side_that_is_worked_on(void)
{
	for (size_t i = 0; act_at(i); i++)
		CHECK((act_at(i)->side == OF_SUBJECT) == (act_at(i)->title_blue != NULL));
}

static const struct check_case cases[] = {
	{ "titles of acts say the side that is worked on", titles_say_the_side_that_is_worked_on },
	{ "acts on the side that is worked on go to the strategy's subject", acts_on_the_subject_go_to_it },
	{ "each act runs the commands of its golden text", each_act_runs_its_golden_text },
	{ "each text fits a line", each_text_fits_a_line },
	{ "each golden text has its act", each_golden_text_has_its_act },
};
CHECK_MAIN(cases)
