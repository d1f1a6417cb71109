#include "config.h"

#include "tests/unit/model_make.h"

#include "base/mem.h"
#include "codec/json.h"
#include "plan/event.h"
#include "plan/step.h"

static const char settings_text[] =
	"{\"product\":\"kratos\",\"strategy\":\"recommended\",\"juju\":\"juju\","
	"\"blue\":{\"model\":\"train:admin/iam\",\"app\":\"kratos\",\"pg_app\":\"postgresql\",\"conninfo\":\"host=127.0.0.1 port=1 "
	"dbname=iam_kratos user=operator\","
	"\"password\":\"juju\",\"admin_url\":\"http://127.0.0.1:1\"},"
	"\"green\":{\"model\":\"train:admin/"
	"iam-green\",\"app\":\"kratos\",\"pg_app\":\"postgresql\",\"pg_charm\":\"postgresql-k8s\",\"pg_channel\":\"14/stable\","
	"\"conninfo\":\"host=127.0.0.1 port=2 dbname=iam-green_kratos "
	"user=operator\",\"password\":\"juju\",\"admin_url\":\"http://127.0.0.1:2\","
	"\"integrate\":[\"postgresql:s3-parameters s3-integrator\"]},"
	"\"source_from_target\":\"host=127.0.0.1 port=1 dbname=iam_kratos user=operator\","
	"\"target\":{\"channel\":\"0.3/stable\",\"revision\":409,\"version\":\"1.1.0\"},"
	"\"limits\":{\"lag_bytes\":4000000,\"lag_seconds\":2,\"lag_sustain_s\":5,\"write_stop_s\":900,\"backup_age_s\":3600,\"soak_s\":5}}";

struct json *model_settings_json(void)
{
	return json_parse(settings_text, sizeof settings_text - 1, NULL);
}

static void apply(struct model *m, enum event_type type, const char *step, struct json *data_taken, int64_t at)
{
	struct event e = { .type = type, .at = at, .step = step, .actor = "tester@host", .data = data_taken };

	model_apply(m, &e);
	json_free(data_taken);
}

void model_make(struct model *m)
{
	struct json *data = json_object();

	model_init(m);
	json_put_str(data, "run", "Test-1");
	json_put_str(data, "strategy", "recommended");
	json_put(data, "settings", model_settings_json());
	apply(m, EV_RUN_STARTED, NULL, data, 1);
}

void model_see(struct model *m, enum fact_id id, int64_t num, const char *text, int64_t at)
{
	struct json *data = json_object(), *row = json_array(), *list = json_array();

	json_push_str(row, fact_rows[id].name);
	json_push(row, json_new_int(num));
	json_push_str(row, text);
	json_push(list, row);
	json_put_str(data, "probe", probe_name(fact_rows[id].probe));
	json_put(data, "facts", list);
	apply(m, EV_FACTS, NULL, data, at);
}

void model_trouble(struct model *m, enum probe_id probe, const char *why, int64_t at)
{
	struct json *data = json_object();

	json_put_str(data, "probe", probe_name(probe));
	json_put_str(data, "trouble", why);
	apply(m, EV_FACTS, NULL, data, at);
}

void model_note_set(struct model *m, const char *key, const char *text, int64_t at)
{
	struct json *data = json_object();

	json_put_str(data, "key", key);
	json_put_str(data, "text", text);
	apply(m, EV_NOTE, NULL, data, at);
}

void model_begun(struct model *m, const char *step, const char *act, const char *why, int64_t at)
{
	struct json *data = json_object();

	json_put_str(data, "act", act);
	apply(m, EV_ACT_INTENT, step, data, at);
	if (!why)
		return;
	data = json_object();
	json_put_str(data, "act", act);
	json_put_bool(data, "ok", false);
	json_put_str(data, "why", why);
	apply(m, EV_ACT_OUTCOME, step, data, at);
}

void model_tables(struct model *m)
{
	static const char text[] =
		"{\"whole\":true,\"tables\":[{\"name\":\"public.identities\",\"rows\":100,\"bytes\":8192},{\"name\":\"public."
		"networks\",\"rows\":1,\"bytes\":8192},"
		"{\"name\":\"public.schema_migration\",\"rows\":295,\"bytes\":8192}]}";

	apply(m, EV_TABLES, NULL, json_parse(text, sizeof text - 1, NULL), 1);
}

const struct act *model_follow(struct model *m, const struct effects *e)
{
	const struct act *act = NULL;

	for (size_t i = 0; i < e->count; i++) {
		if (e->item[i].kind == EFFECT_RECORD)
			model_apply(m, &e->item[i].event);
		else if (e->item[i].kind == EFFECT_PERFORM)
			act = e->item[i].act;
	}
	return act;
}

void model_complete_before(struct model *m, const char *step, int64_t at)
{
	int last = step_index(m->strategy, step);

	for (int i = 0; i < last; i++) {
		apply(m, EV_STEP_STARTED, m->strategy->step[i].id, json_object(), at);
		apply(m, EV_STEP_DONE, m->strategy->step[i].id, json_object(), at);
	}
}
