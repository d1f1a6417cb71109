#include "config.h"

#include "tests/unit/plan/gates_table.h"

#include <stdlib.h>

#include "base/mem.h"
#include "codec/catalog.h"
#include "codec/json.h"
#include "plan/upgrade.h"
#include "tests/unit/model_make.h"
#include "tests/unit/read_file.h"

static void apply(struct model *m, enum event_type type, const char *step, struct json *data_taken, int64_t age)
{
	struct event e = { .type = type, .at = GATE_NOW - age, .step = step, .actor = "tester@host", .data = data_taken };

	model_apply(m, &e);
	json_free(data_taken);
}

/* A table with a text that is no JSON is a mistake in the table. */
static struct json *parse(const char *text)
{
	struct json *j = json_parse(text, strlen(text), NULL);

	if (!j) {
		printf("# not JSON: %s\n", text);
		abort();
	}
	return j;
}

static void set(struct json *settings, const struct gate_setting *s)
{
	const char *dot = strrchr(s->path, '.');
	char *above = dot ? mem_dupn(s->path, (size_t)(dot - s->path)) : NULL;
	struct json *object = above ? (struct json *)json_path(settings, above) : settings;

	json_put(object, dot ? dot + 1 : s->path, parse(s->json));
	free(above);
}

/* Begun long before GATE_NOW, so that rows can put steps anywhere behind it. */
static void start(const struct gate_row *r, struct model *m)
{
	struct json *data = json_object(), *settings = model_settings_json();

	for (size_t i = 0; i < mem_count(r->set) && r->set[i].path; i++)
		set(settings, &r->set[i]);
	json_put_str(data, "run", "Test-1");
	json_put_str(data, "strategy", "recommended");
	json_put(data, "settings", settings);
	model_init(m);
	apply(m, EV_RUN_STARTED, NULL, data, 30 * 86400000LL);
	if (!m->run) {
		printf("# the settings of a row of %s are refused\n", r->gate);
		abort();
	}
}

static void note(struct model *m, const struct gate_note *n)
{
	bool answer = strncmp(n->key, "answer.", 7) == 0;
	struct json *data = json_object();

	json_put_str(data, "key", n->key + (answer ? 7 : 0));
	json_put_str(data, "text", n->text);
	apply(m, answer ? EV_ANSWER : EV_NOTE, NULL, data, n->age);
}

static bool one_look(const struct gate_fact *a, const struct gate_fact *b)
{
	return fact_rows[a->id].probe == fact_rows[b->id].probe && a->age == b->age;
}

/* The facts of one look, as one event; returns how many they are. */
static size_t look(struct model *m, const struct gate_fact *f, size_t n)
{
	struct json *data = json_object(), *list = json_array();
	size_t i = 0;

	for (; i < n && f[i].text && one_look(&f[0], &f[i]); i++) {
		struct json *row = json_array();

		json_push_str(row, fact_rows[f[i].id].name);
		json_push(row, json_new_int(f[i].num));
		json_push_str(row, f[i].text);
		json_push(list, row);
	}
	json_put_str(data, "probe", probe_name(fact_rows[f[0].id].probe));
	json_put(data, "facts", list);
	apply(m, EV_FACTS, NULL, data, f[0].age);
	return i;
}

void gate_row_model(const struct gate_row *r, struct model *m)
{
	start(r, m);
	for (size_t i = 0; i < GATE_LIST && r->note[i].key; i++)
		note(m, &r->note[i]);
	for (size_t i = 0; i < GATE_LIST && r->event[i].data; i++)
		apply(m, r->event[i].type, r->event[i].step, parse(r->event[i].data), r->event[i].age);
	for (size_t i = 0; i < GATE_LIST && r->see[i].text;)
		i += look(m, &r->see[i], GATE_LIST - i);
	if (r->setup)
		r->setup(m);
}

static char *shipped(const char *name, size_t *n)
{
	const char *src = getenv("TEAL_SRC");
	char *path = mem_printf("%s/data/%s.tsv", src ? src : ".", name), *text = read_file(path, n);

	free(path);
	return text;
}

void gate_catalog(struct model *m)
{
	static struct catalog catalog;
	size_t n[2];
	char *text[2];

	m->catalog = &catalog;
	if (catalog.migrations)
		return;
	text[0] = shipped("migrations_by_tag", &n[0]);
	text[1] = shipped("releases", &n[1]);
	if (!text[0] || !text[1] || !catalog_parse(text[0], n[0], text[1], n[1], &catalog, NULL)) {
		printf("# the shipped catalogue could not be read\n");
		abort();
	}
	free(text[0]);
	free(text[1]);
}

void gate_read_all(struct model *m)
{
	struct assessment a;
	struct assess_entry r;

	if (!upgrade_assess(m, &a))
		return;
	for (size_t i = 0; assess_entry_at(&a, i, &r); i++) {
		char *key = mem_printf("answer.read.%s", r.key);

		note(m, &(struct gate_note){ key, r.sign, 0 });
		free(key);
	}
	assessment_release(&a);
}

static const struct gate_rows *const tables[] = {
	&gate_rows_blue,    &gate_rows_prepare, &gate_rows_backup,  &gate_rows_green, &gate_rows_tables,
	&gate_rows_sync,    &gate_rows_way,     &gate_rows_traffic, &gate_rows_fence, &gate_rows_compared,
	&gate_rows_upgrade, &gate_rows_after,   &gate_rows_source,  &gate_rows_fit,
};

const struct gate_rows *gate_rows_at(size_t i)
{
	return i < mem_count(tables) ? tables[i] : NULL;
}
