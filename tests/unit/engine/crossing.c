#include "config.h"

#include "tests/unit/engine/crossing.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/compared.h"
#include "plan/event.h"
#include "plan/gate.h"
#include "plan/intent.h"
#include "plan/renewal.h"
#include "plan/step.h"
#include "plan/sync.h"
#include "plan/upgrade.h"
#include "plan/walk.h"
#include "tests/unit/check.h"
#include "tests/unit/model_make.h"

enum { PATIENCE = 8000 }; /* rounds without a lasting event before the run counts as stuck: more than the longest settle time */

#define ROUTES "[[\"pg-database\",\"postgresql\"],[\"public-ingress\",\"traefik-public\"]]"

struct change {
	enum fact_id id;
	int64_t num;
	const char *text;
};

/* Before anything was done. What is not here is 0 and "". */
static const struct change world[] = {
	{ FACT_JUJU_VERSION, 0, "3.6.27" },
	{ FACT_BLUE_MODEL, 0, "iam 3.6.27" },
	{ FACT_GREEN_MODEL, 0, "iam-green 3.6.27" },
	{ FACT_BLUE_APP, 1, "" },
	{ FACT_BLUE_APP_SETTLED, 1, "active" },
	{ FACT_BLUE_APP_UNITS, 1, "kratos/0" },
	{ FACT_GREEN_APP_UNITS, 0, " " },
	{ FACT_BLUE_APP_REVISION, 396, "latest/edge" },
	{ FACT_BLUE_APP_VERSION, 0, "v1.0.0" },
	{ FACT_BLUE_APP_RELATIONS, 2, ROUTES },
	{ FACT_GREEN_APP_RELATIONS, 0, "[]" },
	{ FACT_BLUE_PG_SETTLED, 1, "active" },
	{ FACT_GREEN_PG_SETTLED, 0, "absent" },
	{ FACT_BLUE_PG_UNITS, 1, "postgresql/0" },
	{ FACT_BLUE_PG_RELATIONS, 1, "[[\"s3-parameters\",\"s3-integrator\"]]" },
	{ FACT_GREEN_PG_RELATIONS, 0, "[]" },
	{ FACT_BLUE_SAAS, 0, "{\"apps\":[],\"saas\":[],\"relations\":{}}" },
	{ FACT_GREEN_SAAS, 0, "{\"apps\":[\"traefik-public\"],\"saas\":[],\"relations\":{}}" },
	{ FACT_BLUE_CONFIG, 0, "{}" },
	{ FACT_GREEN_CONFIG, 0, "{}" },
	{ FACT_SRC_SERVER, 160004, "iam_kratos" },
	{ FACT_TGT_SERVER, 160004, "iam-green_kratos" },
	{ FACT_SRC_IDENTITY, 0, "7001" },
	{ FACT_TGT_IDENTITY, 0, "7002" },
	{ FACT_SRC_SUPERUSER, 1, "operator" },
	{ FACT_TGT_SUPERUSER, 1, "operator" },
	{ FACT_SRC_PRIMARY, 1, "" },
	{ FACT_TGT_PRIMARY, 1, "" },
	{ FACT_SRC_LOCK, 1, "" },
	{ FACT_SRC_WAL_LEVEL, 0, "logical" },
	{ FACT_SRC_SLOTS_FREE, 10, "" },
	{ FACT_SRC_SENDERS_FREE, 10, "" },
	{ FACT_SRC_PUBLICATION, -1, "" },
	{ FACT_SRC_WITHHELD, 0, "" },
	{ FACT_SRC_SLOT, -1, "" },
	{ FACT_SRC_FENCED, -1, "0 of 3" },
	{ FACT_TGT_SUBSCRIPTION, -1, "" },
	{ FACT_SRC_SCHEMA, 3, "a1b2" },
	{ FACT_TGT_SCHEMA, 3, "a1b2" },
	{ FACT_SRC_MIGRATIONS, 1, "20150100000001000000" },
	{ FACT_TGT_MIGRATIONS, 1, "20150100000001000000" },
	{ FACT_SRC_NETWORKS, 1, "0b1e" },
	{ FACT_TGT_NETWORKS, 1, "0b1e" },
	{ FACT_TGT_EXTENSIONS, 1, "" },
	{ FACT_SRC_SIZE, 1000000, "101" },
	{ FACT_TRAFFIC, 0, "[]" },
	{ FACT_BLUE_HEALTH, 200, "" },
	{ FACT_TASK, -1, "" },
	{ FACT_SRC_HOMES, 1, "public" },
	{ FACT_WAY, 1, "" },
	{ FACT_SRC_FENCE_TRIED, 1, "" },
	{ FACT_TGT_MARKER_TRIED, 1, "" },
	{ FACT_TGT_WRITES, 1, "" },
};

/* What an act that comes to its end has changed. */
static const struct effect_row {
	const char *act;
	struct change change;
} effects[] = {
	{ "deploy-postgresql", { FACT_GREEN_PG_SETTLED, 1, "active" } },
	{ "deploy-postgresql", { FACT_GREEN_PG_UNITS, 1, "postgresql/0" } },
	{ "integrate-extras", { FACT_GREEN_PG_RELATIONS, 1, "[[\"s3-parameters\",\"s3-integrator\"]]" } },
	{ "deploy-app", { FACT_GREEN_APP, 1, "" } },
	{ "deploy-app", { FACT_GREEN_APP_UNITS, 1, "kratos/0" } },
	{ "deploy-app", { FACT_GREEN_APP_REVISION, 396, "latest/edge" } },
	{ "deploy-app", { FACT_GREEN_APP_VERSION, 0, "v1.0.0" } },
	{ "relate-database", { FACT_GREEN_APP_RELATIONS, 1, "[[\"pg-database\",\"postgresql\"]]" } },
	{ "relate-database", { FACT_GREEN_APP_SETTLED, 1, "active" } },
	{ "relate-database", { FACT_TGT_NONEMPTY, 1, "networks" } },
	{ "relate-database", { FACT_TGT_SESSIONS, 1, "kratos" } },
	{ "scale-0", { FACT_GREEN_APP_UNITS, 0, " " } },
	{ "scale-0", { FACT_TGT_SESSIONS, 0, "" } },
	{ "empty-target", { FACT_TGT_NONEMPTY, 0, "" } },
	{ "marker-source", { FACT_SRC_MARKER, 1, "" } },
	{ "marker-target", { FACT_TGT_MARKER, 1, "" } },
	{ "create-publication", { FACT_SRC_PUBLICATION, 3, "public.identities public.networks teal.marker" } },
	{ "create-slot", { FACT_SRC_SLOT, 0, "inactive" } },
	{ "create-subscription", { FACT_TGT_SUBSCRIPTION, 1, "streaming" } },
	{ "create-subscription", { FACT_TGT_ANALYSED, 0, "public.identities" } },
	{ "create-subscription", { FACT_TGT_WORKER, 4711, "" } },
	{ "create-subscription", { FACT_SRC_SLOT, 0, "active" } },
	{ "create-subscription", { FACT_TGT_READY, 0, "3 of 3" } },
	{ "routes-off", { FACT_BLUE_APP_RELATIONS, 1, "[[\"pg-database\",\"postgresql\"]]" } },
	{ "fence", { FACT_SRC_FENCED, 0, "3 of 3" } },
	{ "fence", { FACT_SRC_REFUSES, 1, "" } },
	{ "drop-subscription", { FACT_TGT_SUBSCRIPTION, -1, "" } },
	{ "drop-subscription", { FACT_TGT_WORKER, 0, "" } },
	{ "drop-subscription", { FACT_SRC_SLOT, 0, "inactive" } },
	{ "drop-slot", { FACT_SRC_SLOT, -1, "" } },
	{ "drop-publication", { FACT_SRC_PUBLICATION, -1, "" } },
	{ "drop-marker-source", { FACT_SRC_MARKER, 0, "" } },
	{ "drop-marker-target", { FACT_TGT_MARKER, 0, "" } },
	{ "refresh", { FACT_GREEN_APP_REVISION, 409, "0.3/stable" } },
	{ "scale-up", { FACT_GREEN_APP_UNITS, 1, "kratos/0" } },
	{ "scale-up", { FACT_GREEN_APP_VERSION, 0, "v1.1.0" } },
	{ "run-migration", { FACT_TGT_MIGRATIONS, 2, "20150100000001000000 20230000000001000000" } },
	{ "run-migration", { FACT_TASK, 0, "completed" } },
	{ "run-migration", { FACT_GREEN_HEALTH, 200, "" } },
	{ "run-migration", { FACT_HTTP_VERSION, 0, "v1.1.0" } },
	{ "green-routes", { FACT_GREEN_APP_RELATIONS, 2, ROUTES } },
	{ "open-writes", { FACT_SRC_REFUSES, 0, "" } },
	{ "unfence", { FACT_SRC_FENCED, -1, "0 of 3" } },
	{ "routes-back", { FACT_BLUE_APP_RELATIONS, 2, ROUTES } },
	{ "remove-green", { FACT_GREEN_APP, 0, "" } },
	{ "remove-green", { FACT_GREEN_PG_SETTLED, 0, "absent" } },
};

/* Notes that an act's judge makes of the answer. */
static const struct {
	const char *act, *key, *text;
} learned[] = {
	{ "find-primary", "blue.pg.primary", "postgresql/0" },
	{ "find-primary-green", "green.pg.primary", "postgresql/0" },
	{ "sentinel", "fence.lsn", "0/1" },
	{ "run-migration", "migrate.completed", "completed" },
};

/* Acts whose mark is a token or a time. */
static const struct {
	const char *act;
	enum fact_id id;
	enum { TOKEN_SENTINEL, TOKEN_DURABLE, TIME } what;
} marks[] = {
	{ "sentinel", FACT_SRC_MARKER, TOKEN_SENTINEL }, { "sentinel", FACT_TGT_SENTINEL, TOKEN_SENTINEL },
	{ "durable", FACT_TGT_DURABLE, TOKEN_DURABLE },  { "backup-before", FACT_BLUE_BACKUP, TIME },
	{ "backup-drained", FACT_BLUE_BACKUP, TIME },    { "backup-after", FACT_GREEN_BACKUP, TIME },
	{ "analyse-green", FACT_TGT_ANALYSED, TIME },
};

/* What the operator says where the step proposes nothing. */
static const char *const answers[][2] = {
	{ "fallback.who", "me" },
	{ "fallback.rehearsed", "yes" },
};

void crossing_set(struct crossing *c, enum fact_id id, int64_t num, const char *text)
{
	c->fact[id].num = num;
	mem_set(&c->fact[id].text, text);
}

static void fold(struct crossing *c, struct event *e)
{
	model_apply(&c->m, e);
}

/* As run does it: the line first, then the fold. */
static void record(struct crossing *c, struct event *e)
{
	struct json *line = event_line(e);

	c->line = mem_grow(c->line, c->lines, c->lines + 1, sizeof *c->line);
	c->line[c->lines++] = json_line(line);
	if (event_is_synced(e->type))
		c->synced = c->lines;
	e->seq = (int64_t)c->lines;
	json_free(line);
	fold(c, e);
}

static void happen(struct crossing *c, const struct act *act)
{
	for (size_t i = 0; i < mem_count(effects); i++)
		if (strcmp(effects[i].act, act->id) == 0)
			crossing_set(c, effects[i].change.id, effects[i].change.num, effects[i].change.text);
	for (size_t i = 0; i < mem_count(marks); i++)
		if (strcmp(marks[i].act, act->id) == 0)
			crossing_set(c, marks[i].id, marks[i].what == TIME ? c->now : 1,
			             marks[i].what == TIME             ? "backup"
			             : marks[i].what == TOKEN_SENTINEL ? sync_sentinel(&c->m).text
			                                               : sync_durable(&c->m).text);
}

/* Each table that takes part, as the comparison tells them. */
static void compare(struct crossing *c, enum verify_mode mode)
{
	for (size_t i = 0; i < c->m.tables; i++) {
		struct json *data = json_object();
		struct event e = { .type = EV_VERIFIED, .at = c->now, .data = data };

		if (sync_takes(&c->m.table[i])) {
			json_put_str(data, "mode", verify_mode_name(mode));
			json_put_str(data, "table", c->m.table[i].name);
			json_put_bool(data, "equal", !c->differs);
			json_put_int(data, "source_rows", 1);
			json_put_int(data, "target_rows", 1);
			record(c, &e);
		}
		json_free(data);
	}
}

/* No act before its intent is on the disk, with nothing in between; and what it shows is what is performed. */
static void intended(const struct crossing *c, const struct effect *e)
{
	const char *line = c->line[c->lines - 1];
	struct json *list = json_array(), *want = json_object();
	char *word = mem_printf("\"act\":\"%s\"", e->act->id), *commands;

	CHECK(c->synced == c->lines && strstr(line, "\"event\":\"act-intent\"") && strstr(line, word));
	for (size_t i = 0; i < e->commands.count; i++) {
		char *shown = command_shown(&e->commands.item[i], &c->m.settings);

		json_push_str(list, shown);
		free(shown);
	}
	json_put(want, "commands", list);
	commands = json_line(want);
	commands[strlen(commands) - 1] = '\0'; /* the object's end: the line goes on */
	CHECK(strstr(line, commands + 1) != NULL);
	free(commands);
	json_free(want);
	free(word);
}

static void take(struct crossing *c, struct effects *e)
{
	for (size_t i = 0; i < e->count; i++) {
		if (e->item[i].kind == EFFECT_RECORD)
			record(c, &e->item[i].event);
		c->stopped |= e->item[i].kind == EFFECT_CANCEL && c->act;
		if (e->item[i].kind == EFFECT_PERFORM) {
			intended(c, &e->item[i]);
			c->act = e->item[i].act;
			c->act_ends = c->now + CROSSING_ROUND;
		}
	}
	effects_release(e);
}

/* Does the act compare, and what for? */
static bool compares(const struct crossing *c, const struct act *act, enum verify_mode *mode)
{
	struct commands commands = { 0 };
	struct err err = { 0 };
	bool yes = act_build(&c->m, act, &commands, &err) && commands.count && commands.item[0].kind == CMD_VERIFY;

	if (yes)
		*mode = commands.item[0].verify;
	commands_release(&commands);
	return yes;
}

/* The commands came to their end: what they taught first, then the outcome. */
static void end_act(struct crossing *c)
{
	struct effects e = { 0 };
	struct findings f = { 0 };
	struct err stopped = { 0 };
	const struct act *act = c->act;
	enum verify_mode mode;

	c->act = NULL;
	if (c->stopped) {
		c->stopped = false;
		err_set(&stopped, ERR_WORLD, act->title, "it was stopped on request", "");
		engine_outcome(&c->m, act, c->now, CROSSING_ROUND, &stopped, &e);
		take(c, &e);
		return;
	}
	if (compares(c, act, &mode) && !c->lame)
		compare(c, mode);
	if (!c->lame)
		happen(c, act);
	for (size_t i = 0; i < mem_count(learned); i++)
		if (strcmp(learned[i].act, act->id) == 0)
			findings_note(&f, learned[i].key, learned[i].text);
	engine_findings(&c->m, c->now, &f, &e);
	engine_outcome(&c->m, act, c->now, CROSSING_ROUND, NULL, &e);
	findings_release(&f);
	take(c, &e);
}

static void see_tables(struct crossing *c)
{
	static const char text[] = "{\"whole\":true,\"side\":\"source\",\"tables\":["
				   "{\"name\":\"public.identities\",\"kind\":\"r\",\"rows\":100,\"bytes\":8192},"
				   "{\"name\":\"public.networks\",\"kind\":\"r\",\"rows\":1,\"bytes\":8192},"
				   "{\"name\":\"public.schema_migration\",\"kind\":\"r\",\"rows\":295,\"bytes\":8192}]}";
	struct json *data = json_parse(text, sizeof text - 1, NULL);

	fold(c, &(struct event){ .type = EV_TABLES, .at = c->now, .data = data });
	json_free(data);
}

/* One look of a probe: all of its facts. */
static void see(struct crossing *c, enum probe_id probe)
{
	struct json *data = json_object(), *list = json_array();

	if (probe == PROBE_TABLES_SOURCE)
		see_tables(c);
	for (int id = 0; id < FACT_COUNT; id++) {
		struct json *row;

		if (fact_rows[id].probe != probe)
			continue;
		row = json_array();
		json_push_str(row, fact_rows[id].name);
		json_push(row, json_new_int(id == FACT_HEARTBEAT || id == FACT_TGT_HEARTBEAT ? c->now : c->fact[id].num));
		json_push_str(row, c->fact[id].text ? c->fact[id].text : "");
		json_push(list, row);
	}
	json_put_str(data, "probe", probe_name(probe));
	json_put(data, "facts", list);
	fold(c, &(struct event){ .type = EV_FACTS, .at = c->now, .data = data });
	json_free(data);
}

bool crossing_intend(struct crossing *c, enum intent_kind kind, const char *key, const char *text)
{
	struct effects e;
	bool ok = engine_turn(&c->m, &(struct intent){ kind, key, text }, c->now, "me@here", &e, NULL);

	take(c, &e);
	return ok;
}

static bool reads(struct crossing *c)
{
	struct assessment a;
	struct assess_entry r;
	bool marked = false;

	if (!upgrade_assess(&c->m, &a))
		return false;
	for (size_t i = 0; !marked && assess_entry_at(&a, i, &r); i++)
		if (r.required && !upgrade_was_read(&c->m, &r)) {
			char *key = mem_printf("read.%s", r.key);

			marked = crossing_intend(c, INTENT_ANSWER, key, r.sign);
			free(key);
		}
	assessment_release(&a);
	return marked;
}

static bool answers_one(struct crossing *c, const struct step *row)
{
	const struct field_row *f;

	for (size_t i = 0; (f = step_field(&c->m, row, i)); i++) {
		const char *text = f->fallback;

		for (size_t a = 0; a < mem_count(answers); a++)
			text = strcmp(answers[a][0], f->key) == 0 ? answers[a][1] : text;
		if (!model_answer(&c->m, f->key))
			return crossing_intend(c, INTENT_ANSWER, f->key, text ? text : "yes");
	}
	return false;
}

/* The first of what holds the way, when all of it can be had anew. */
static const struct gate *to_renew(struct crossing *c, int i)
{
	struct engine_gate gates[2 * STEP_LIST + 1];
	size_t n = engine_gates(&c->m, i, gates, mem_count(gates));
	const struct gate *first = NULL;
	int step;

	for (size_t g = 0; g < n; g++) {
		struct verdict v;

		engine_ask(&c->m, i, &gates[g], c->now, &v);
		if (verdict_opens(&v))
			continue;
		if (v.kind != VERDICT_FAIL || !renewal_of(&c->m, gates[g].gate, &step))
			return NULL;
		first = first ? first : gates[g].gate;
	}
	return first;
}

/* Who sits before the screen: answers, reads, goes, tries again, and lets be what time heals. */
static void person(struct crossing *c)
{
	int i = walk_current(&c->m);
	const struct step *row = step_of(&c->m, i);
	const struct gate *old;

	if (!row || c->hold || c->m.undoing || answers_one(c, row) || c->m.step[i].status == STEP_RUNNING)
		return;
	if (strcmp(row->id, "releases") == 0 && reads(c))
		return;
	old = to_renew(c, i);
	if (old) {
		c->renewals += crossing_intend(c, INTENT_RENEW, old->id, NULL);
		return;
	}
	c->tries += crossing_intend(c, INTENT_GO, NULL, c->m.settings.side[BLUE].app) && c->m.step[i].broke;
}

bool crossing_round(struct crossing *c)
{
	size_t before = c->lines;
	struct effects e;

	person(c);
	c->now += CROSSING_ROUND;
	if (c->act && (c->stopped || c->now >= c->act_ends))
		end_act(c);
	engine_turn(&c->m, NULL, c->now, "me@here", &e, NULL);
	for (int id = PROBE_NONE + 1; id < PROBE_COUNT; id++)
		if (e.pace[id])
			see(c, (enum probe_id)id);
	take(c, &e);
	for (size_t turns = 0, lines = before; turns < 50 && c->lines != lines; turns++) {
		lines = c->lines;
		engine_turn(&c->m, NULL, c->now, "me@here", &e, NULL);
		take(c, &e);
	}
	return c->lines != before;
}

/* What holds it, for whoever reads the failed test. */
static void tell(const struct crossing *c)
{
	int i = walk_current(&c->m);
	const struct step *row = step_of(&c->m, i);
	struct engine_gate gates[2 * STEP_LIST + 1];
	size_t n = row ? engine_gates(&c->m, i, gates, mem_count(gates)) : 0;

	printf("# stands still at %s: %s %s: %s\n", row ? row->id : "?", c->m.step[i].what ? c->m.step[i].what : "",
	       c->m.step[i].why ? c->m.step[i].why : "", c->m.step[i].status == STEP_RUNNING ? "running" : "not running");
	for (size_t g = 0; g < n; g++) {
		struct verdict v;

		engine_ask(&c->m, i, &gates[g], c->now, &v);
		if (!verdict_opens(&v))
			printf("#   %s %s: %s\n", gates[g].gate->id, verdict_name(v.kind), v.text);
	}
}

static bool is_at(const struct crossing *c, const char *step)
{
	const struct step *row = step_of(&c->m, walk_current(&c->m));

	if (!step)
		return c->m.end != RUN_OPEN;
	return row && strcmp(row->id, step) == 0 && c->m.step[walk_current(&c->m)].status == STEP_TODO;
}

bool crossing_until(struct crossing *c, const char *step)
{
	for (int idle = 0; idle < PATIENCE && c->tries < 20; idle++) {
		if (is_at(c, step))
			return true;
		if (crossing_round(c))
			idle = 0;
	}
	tell(c);
	return false;
}

bool crossing_until_act(struct crossing *c, const char *act)
{
	for (int idle = 0; idle < PATIENCE && c->tries < 20; idle++) {
		if (c->act && strcmp(c->act->id, act) == 0)
			return true;
		if (crossing_round(c))
			idle = 0;
	}
	tell(c);
	return false;
}

static void begin_run(struct crossing *c)
{
	struct json *data = json_object();
	struct event e = { .type = EV_RUN_STARTED, .at = c->now, .data = data };

	json_put_str(data, "run", "Test-1");
	json_put_str(data, "strategy", "recommended");
	json_put(data, "settings", model_settings_json());
	record(c, &e);
	json_free(data);
}

void crossing_begin(struct crossing *c)
{
	*c = (struct crossing){ .now = CROSSING_T0 };
	for (size_t i = 0; i < mem_count(world); i++)
		crossing_set(c, world[i].id, world[i].num, world[i].text);
	model_init(&c->m);
	begin_run(c);
}

void crossing_release(struct crossing *c)
{
	for (size_t i = 0; i < c->lines; i++)
		free(c->line[i]);
	free(c->line);
	for (int i = 0; i < FACT_COUNT; i++)
		free(c->fact[i].text);
	model_release(&c->m);
}

void crossing_kill(struct crossing *c, size_t lines, enum crossing_loss loss)
{
	struct json *data = json_object();
	struct event e;

	if (c->act && loss == CROSSING_DONE)
		happen(c, c->act);
	c->act = NULL;
	model_release(&c->m);
	for (size_t i = lines; i < c->lines; i++)
		free(c->line[i]);
	c->lines = c->synced = lines;
	for (size_t i = 0; i < lines; i++) {
		struct json *line = json_parse(c->line[i], strlen(c->line[i]), NULL);

		if (CHECK(line && event_read(line, &e, NULL))) {
			e.seq = (int64_t)i + 1;
			fold(c, &e);
		}
		json_free(line);
	}
	c->now += CROSSING_ROUND;
	record(c, &(struct event){ .type = EV_RUN_RESUMED, .at = c->now, .data = data });
	json_free(data);
}

int crossing_count(const struct crossing *c, enum event_type type)
{
	char *word = mem_printf("\"event\":\"%s\"", event_name(type));
	int n = 0;

	for (size_t i = 0; i < c->lines; i++)
		n += strstr(c->line[i], word) != NULL;
	free(word);
	return n;
}

struct step_state *crossing_state(struct crossing *c, const char *step)
{
	return &c->m.step[step_index(c->m.strategy, step)];
}
