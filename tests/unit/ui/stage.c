#include "config.h"

#include "tests/unit/ui/stage.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "engine/engine.h"
#include "plan/intent.h"
#include "plan/step.h"

static const char settings[] =
	"{\"product\":\"kratos\",\"blue\":{\"model\":\"iam:prod\",\"app\":\"kratos\",\"pg_app\":\"postgresql\",\"conninfo\":\"user="
	"operator\"},"
	"\"green\":{\"model\":\"iam:green\",\"app\":\"kratos\",\"pg_app\":\"postgresql\",\"conninfo\":\"user=operator\"},"
	"\"source_from_target\":\"host=10.1.1.5 "
	"port=5432 dbname=iam_kratos\",\"target\":{\"channel\":\"latest/stable\",\"revision\":409,\"version\":\"1.1.0\"}}";

static size_t gates(void *self, const struct model *m, int step, int64_t now, struct app_gate *out, size_t max)
{
	struct engine_gate each[APP_GATES];
	size_t n = engine_gates(m, step, each, max < APP_GATES ? max : APP_GATES);

	(void)self;
	for (size_t i = 0; i < n; i++) {
		out[i] = (struct app_gate){ .gate = each[i].gate, .closing = each[i].closing };
		engine_ask(m, step, &each[i], now, &out[i].verdict);
	}
	return n;
}

static void fold(struct stage *s, const struct effects *effects)
{
	for (size_t i = 0; i < effects->count; i++) {
		struct event e = effects->item[i].event;

		if (effects->item[i].kind != EFFECT_RECORD)
			continue;
		e.seq = event_is_durable(e.type) ? s->model.seq + 1 : 0;
		model_apply(&s->model, &e);
	}
}

static bool intend(void *self, const struct intent *intent, struct err *err)
{
	struct stage *s = self;
	struct effects effects = { 0 };
	bool ok = engine_turn(&s->model, intent, s->now, "ann@desk", &effects, err);

	if (ok)
		fold(s, &effects);
	s->intents += ok;
	effects_release(&effects);
	return ok;
}

static bool take_settings(void *self, const struct json *object, struct err *err)
{
	struct stage *s = self;
	struct settings read = { 0 };
	bool ok = settings_parse(object, &read, err);

	settings_release(&read);
	free(s->settings_text);
	s->settings_text = json_line(object);
	s->settings++;
	return ok;
}

void stage_init_empty(struct stage *s)
{
	*s = (struct stage){ .now = STAGE_T0 };
	s->hooks = (struct app_hooks){ s, gates, intend, take_settings };
	model_init(&s->model);
}

void stage_init(struct stage *s)
{
	char *data = mem_printf(
		"{\"run\":\"2026-11-22-a\",\"version\":\"0.1.0\",\"strategy\":\"recommended\",\"mode\":\"live\",\"settings\":%s}",
		settings);

	stage_init_empty(s);
	stage_event(s, EV_RUN_STARTED, NULL, data);
	free(data);
}

void stage_release(struct stage *s)
{
	model_release(&s->model);
	free(s->settings_text);
}

void stage_event(struct stage *s, enum event_type type, const char *step, const char *data)
{
	struct json *object = data ? json_parse(data, strlen(data), NULL) : json_object();
	struct event e = { .type = type, .at = s->now, .step = step, .actor = "ann@desk", .data = object };

	if (!object)
		mem_die("a test's event is no JSON");
	e.seq = event_is_durable(type) ? s->model.seq + 1 : 0;
	model_apply(&s->model, &e);
	json_free(object);
}

void stage_fact(struct stage *s, enum fact_id id, int64_t num, const char *text)
{
	struct json *data = json_object(), *facts = json_array(), *row = json_array();
	char *line;

	json_push_str(row, fact_rows[id].name);
	json_push(row, json_new_int(num));
	json_push_str(row, text);
	json_push(facts, row);
	json_put_str(data, "probe", probe_name(fact_rows[id].probe));
	json_put(data, "facts", facts);
	line = json_line(data);
	stage_event(s, EV_FACTS, NULL, line);
	free(line);
	json_free(data);
}

void stage_healthy(struct stage *s)
{
	static const struct {
		enum fact_id id;
		int64_t num;
		const char *text;
	} facts[] = {
		{ FACT_JUJU_VERSION, 0, "3.6.27" },
		{ FACT_BLUE_MODEL, 0, "prod 3.6.27" },
		{ FACT_BLUE_APP, 1, "" },
		{ FACT_BLUE_APP_SETTLED, 1, "" },
		{ FACT_BLUE_APP_UNITS, 2, "kratos/0" },
		{ FACT_BLUE_APP_REVISION, 406, "latest/stable" },
		{ FACT_BLUE_APP_VERSION, 0, "v1.0.0" },
		{ FACT_BLUE_HEALTH, 200, "" },
		{ FACT_BLUE_APP_RELATIONS, 0, "[]" },
		{ FACT_BLUE_PG_SETTLED, 1, "" },
		{ FACT_BLUE_PG_UNITS, 2, "postgresql/0" },
		{ FACT_BLUE_PG_RELATIONS, 1, "[[\"s3-parameters\",\"s3-integrator\"]]" },
		{ FACT_BLUE_CONFIG, 1, "{\"log_level\":\"info\"}" },
		{ FACT_SRC_HOMES, 1, "public" },
		{ FACT_SRC_LACKS, 0, "" },
		{ FACT_SRC_EVENT_TRIGGERS, 0, "" },
		{ FACT_SRC_SERVER, 140011, "kratos" },
		{ FACT_SRC_SUPERUSER, 1, "operator" },
		{ FACT_SRC_PRIMARY, 3, "" },
		{ FACT_SRC_IDENTITY, 0, "7000000000000000001" },
		{ FACT_SRC_LOCK, 1, "" },
		{ FACT_SRC_NAMED_SLOT, 0, "" },
		{ FACT_SRC_NAMED_PUBLICATION, 0, "" },
		{ FACT_SRC_TEAL_SCHEMA, 0, "" },
		{ FACT_SRC_OTHER_SLOTS, 0, "" },
		{ FACT_SRC_SCHEMA, 24, "a1b2" },
		{ FACT_SRC_MIGRATIONS, 280, "20150100000001" },
		{ FACT_SRC_NETWORKS, 1, "0b1e" },
		{ FACT_SRC_EXTENSIONS, 0, "" },
		{ FACT_SRC_SIZE, INT64_C(5000000000), "4000000" },
		{ FACT_SRC_TABLES, 24, "" },
		{ FACT_SRC_NO_KEY, 0, "" },
		{ FACT_SRC_NO_EQUALITY, 0, "" },
		{ FACT_SRC_RIGHTS, 0, "" },
		{ FACT_SRC_REFERENCES, 0, "" },
		{ FACT_SRC_UNCARRIED, 0, "" },
		{ FACT_SRC_BLOBS, 0, "" },
		{ FACT_SRC_NETWORK_IDS, 1, "0b1e" },
		{ FACT_SRC_STUMBLES, 0, "[]" },
		{ FACT_SRC_TRIGGERS, 0, "" },
		{ FACT_SRC_SEQUENCES, 0, "" },
		{ FACT_SRC_KINDS, 1, "[[\"encoding\",\"UTF8\"]]" },
	};

	for (size_t i = 0; i < mem_count(facts); i++)
		stage_fact(s, facts[i].id, facts[i].num, facts[i].text);
	stage_event(s, EV_TABLES, NULL,
	            "{\"whole\":true,\"tables\":[{\"name\":\"public.courier_messages\"},{\"name\":\"public.identities\"},"
	            "{\"name\":\"public.identity_credentials\"},{\"name\":\"public.identity_verifiable_addresses\"},"
	            "{\"name\":\"public.networks\"},{\"name\":\"public.selfservice_login_flows\"},{\"name\":\"public.sessions\"}]}");
}

void stage_old_backup(struct stage *s)
{
	stage_note(s, "blue.revision", "406");
	stage_note(s, "blue.version", "v1.0.0");
	stage_note(s, "blue.units", "2");
	stage_fact(s, FACT_GREEN_APP, 0, "");
	stage_fact(s, FACT_GREEN_PG_SETTLED, 0, "absent");
	stage_fact(s, FACT_GREEN_SAAS, 0, "{\"apps\":[],\"saas\":[],\"relations\":{}}");
	stage_fact(s, FACT_BLUE_BACKUP, s->now - 100 * 3600000LL, "old");
}

void stage_note(struct stage *s, const char *key, const char *text)
{
	char *data = mem_printf("{\"key\":\"%s\",\"text\":\"%s\"}", key, text);

	stage_event(s, EV_NOTE, NULL, data);
	free(data);
}

void stage_answer(struct stage *s, const char *key, const char *text)
{
	char *data = mem_printf("{\"key\":\"%s\",\"text\":\"%s\"}", key, text);

	stage_event(s, EV_ANSWER, NULL, data);
	free(data);
}

void stage_act(struct stage *s, const char *step, const char *act, const char *command)
{
	char *data = mem_printf("{\"act\":\"%s\",\"undo\":false,\"commands\":[\"%s\"]}", act, command);

	stage_event(s, EV_ACT_INTENT, step, data);
	free(data);
}

static void act_done(struct stage *s, const char *step, const char *act)
{
	char *data = mem_printf("{\"act\":\"%s\",\"undo\":false,\"ok\":true,\"took_ms\":1200}", act);

	stage_act(s, step, act, "true");
	stage_event(s, EV_ACT_OUTCOME, step, data);
	stage_event(s, EV_ACT_DONE, step, data);
	free(data);
}

void stage_until(struct stage *s, const char *step)
{
	const struct step *row;

	for (int i = 0; (row = step_of(&s->model, i)) && strcmp(row->id, step) != 0; i++) {
		stage_event(s, EV_STEP_STARTED, row->id, NULL);
		for (int a = 0; a < STEP_LIST && row->act[a]; a++)
			act_done(s, row->id, row->act[a]);
		stage_event(s, EV_STEP_DONE, row->id, NULL);
	}
}

void stage_tables(struct stage *s)
{
	static const struct {
		const char *name;
		int64_t rows, bytes;
	} rows[] = {
		{ "courier_messages", 55201, 90000000 },
		{ "identities", 812404, 700000000 },
		{ "identity_credentials", 1611930, 1100000000 },
		{ "identity_verifiable_addresses", 812404, 210000000 },
		{ "networks", 1, 16384 },
		{ "selfservice_login_flows", 402118, 800000000 },
		{ "sessions", 2004118, 2100000000 },
	};

	for (size_t i = 0; i < mem_count(rows); i++) {
		char *data = mem_printf("{\"tables\":[{\"name\":\"public.%s\",\"rows\":%lld,\"bytes\":%lld,\"state\":\"%s\",\"copied_"
		                        "rows\":%lld,\"copied_bytes\":%lld}]}",
		                        rows[i].name, (long long)rows[i].rows, (long long)rows[i].bytes,
		                        strcmp(rows[i].name, "sessions") == 0 ? "d" : "r", (long long)(rows[i].rows * 81 / 100),
		                        (long long)(rows[i].bytes * 81 / 100));

		stage_event(s, EV_TABLES, NULL, data);
		free(data);
	}
}

void stage_lag(struct stage *s, int64_t bytes, int64_t ms)
{
	stage_fact(s, FACT_SRC_LAG, bytes, "");
	stage_fact(s, FACT_HEARTBEAT, s->now, "");
	stage_fact(s, FACT_TGT_HEARTBEAT, s->now - ms, "");
}
