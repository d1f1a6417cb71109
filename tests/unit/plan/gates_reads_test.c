/* What judges read. A fact that a judge reads and its row does not list is not refreshed while the gate is asked, and is not there at all
 * after a resume: then the gate never passes, or passes on what nobody has seen. So every fact that is not listed is changed, and the
 * verdict must not follow. The values come from a fixed sequence: the test finds the same today and tomorrow. */
#include "config.h"

#include "plan/gate.h"

#include "base/mem.h"
#include "codec/catalog.h"
#include "codec/json.h"
#include "plan/event.h"
#include "plan/gates.h"
#include "plan/model.h"
#include "tests/unit/check.h"
#include "tests/unit/model_make.h"
#include "tests/unit/shipped_catalog.h"

enum { NOW = 1000000000, ROUNDS = 30 };

static const int64_t numbers[] = { -1, 0, 1, 2, 200, 409, 160004, 70000, NOW - 1000, 503 };
static const char *const texts[] = { "",
	                             "active",
	                             "inactive",
	                             "absent",
	                             "logical",
	                             "v1.0.0",
	                             "v1.1.0",
	                             "1.1.0",
	                             "v2.2.0",
	                             "kratos/0",
	                             " kratos/0",
	                             "running",
	                             "completed",
	                             "0.3/stable",
	                             "pg_trgm btree_gin uuid-ossp",
	                             "[[\"public-ingress\",\"traefik-public\"]]",
	                             "[[\"pg-database\",\"postgresql\"],[\"s3-parameters\",\"s3-integrator\"]]",
	                             "{\"apps\":[\"traefik-public\"],\"saas\":[],\"relations\":{}}" };
/* Notes and answers that judges look at; each is there in half of the rounds. */
static const char *const notes[] = { "blue.relations",  "blue.version",         "blue.revision",        "blue.units",
	                             "blue.migrations", "blue.network",         "source.timeline",      "blue.pg.primary",
	                             "migrate.task",    "answer.retire.remove", "answer.green.secrets", "answer.window.start" };

static unsigned state;

static unsigned any(size_t n)
{
	state = state * 1103515245u + 12345u;
	return (unsigned)((state >> 16) % n);
}

static void set(struct model *m, enum fact_id id)
{
	struct fact *f = &m->fact[id];

	free(f->text);
	*f = (struct fact){ .known = true,
		            .num = numbers[any(mem_count(numbers))],
		            .text = mem_dup(texts[any(mem_count(texts))]),
		            .seen = NOW,
		            .asked_at = NOW };
}

static void unset(struct model *m, enum fact_id id)
{
	free(m->fact[id].text);
	m->fact[id] = (struct fact){ 0 };
}

/* Without the shipped catalogue no hazard is known that a fact could raise. */
static const struct catalog *shipped(void)
{
	static struct catalog catalog;

	return shipped_catalog(&catalog) ? &catalog : NULL;
}

static bool lists(const struct gate *g, const struct model *m, enum fact_id id)
{
	enum fact_id f;

	for (size_t i = 0; (f = gate_fact(g, m, i)) != FACT_END; i++)
		if (f == id)
			return true;
	return false;
}

static bool lists_probe(const struct gate *g, const struct model *m, enum probe_id probe)
{
	enum fact_id f;

	for (size_t i = 0; (f = gate_fact(g, m, i)) != FACT_END; i++)
		if (fact_rows[f].probe == probe)
			return true;
	return false;
}

/* A model as a resume leaves it, but for what the gate lists. */
static void make(struct model *m, const struct gate *g)
{
	enum fact_id f;

	model_make(m);
	m->catalog = shipped();
	if (any(2)) {
		mem_set(&m->settings.product, "hydra");
		mem_set(&m->settings.target_version, "25.4.0");
	}
	for (size_t i = 0; i < mem_count(notes); i++)
		if (any(2))
			model_note_set(m, notes[i], texts[any(mem_count(texts))], NOW - 1000);
	for (size_t i = 0; (f = gate_fact(g, m, i)) != FACT_END; i++)
		set(m, f);
	m->fenced_at = any(2) ? NOW - 5000 : 0;
	m->fence_at = m->fenced_at;
}

static bool same(const struct verdict *a, const struct verdict *b)
{
	return a->kind == b->kind && strcmp(a->text, b->text) == 0;
}

static bool follows(const struct gate *g, struct model *m, const struct verdict *before)
{
	struct verdict v;

	gate_ask(g, m, NOW, 0, &v);
	return !same(&v, before);
}

/* The facts of a listed probe come together: what stands beside a listed one is as fresh, but may be another session's. */
static void no_judge_reads_a_fact_that_its_row_does_not_list(void)
{
	const struct gate *g;

	for (size_t i = 0; (g = gate_at(i)); i++)
		for (int round = 0; round < ROUNDS; round++) {
			struct verdict v;
			struct model m;

			state = (unsigned)(i * 1000 + (size_t)round);
			make(&m, g);
			gate_ask(g, &m, NOW, 0, &v);
			for (int id = 0; id < FACT_COUNT; id++) {
				if (lists(g, &m, (enum fact_id)id))
					continue;
				set(&m, (enum fact_id)id);
				if (!CHECK(!follows(g, &m, &v)))
					printf("# gate %s reads %s\n", g->id, fact_rows[id].name);
				unset(&m, (enum fact_id)id);
			}
			model_release(&m);
		}
}

static void compare(struct model *m, const char *table, const char *mode, bool equal)
{
	struct json *data = json_object();
	struct event e = { .type = EV_VERIFIED, .at = NOW - 10, .data = data };

	json_put_str(data, "mode", mode);
	json_put_str(data, "table", table);
	json_put_bool(data, "equal", equal);
	model_apply(m, &e);
	json_free(data);
}

/* Before the source's tables were read, a judge that needs them says so: UNKNOWN or WAIT, never what it would say of none. */
static void who_reads_the_list_of_tables_lists_a_fact_of_its_probe(void)
{
	const struct gate *g;

	for (size_t i = 0; (g = gate_at(i)); i++)
		for (int round = 0; round < ROUNDS; round++) {
			struct verdict v;
			struct model m;

			state = (unsigned)(i * 1000 + (size_t)round);
			make(&m, g);
			gate_ask(g, &m, NOW, 0, &v);
			model_tables(&m);
			for (int mode = 0; mode < VERIFY_MODES; mode++)
				compare(&m, "public.identities", verify_mode_name((enum verify_mode)mode), any(2));
			if (!lists_probe(g, &m, PROBE_TABLES_SOURCE) && v.kind != VERDICT_UNKNOWN && !CHECK(!follows(g, &m, &v)))
				printf("# gate %s reads the tables\n", g->id);
			model_release(&m);
		}
}

static const struct check_case cases[] = {
	{ "no judge reads a fact that its row does not list", no_judge_reads_a_fact_that_its_row_does_not_list },
	{ "who reads the list of tables lists a fact of its probe", who_reads_the_list_of_tables_lists_a_fact_of_its_probe },
};
CHECK_MAIN(cases)
