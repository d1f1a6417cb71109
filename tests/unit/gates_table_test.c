/* Every gate asked with the facts of its rows; gates_table.h says how rows are added and what must be there. */
#include "config.h"

#include "base/mem.h"
#include "tests/unit/check.h"
#include "tests/unit/gates_table.h"

static const struct {
	const struct gate_row *row;
	const size_t *count;
} tables[] = {
	{ gate_rows_prepare, &gate_rows_prepare_count }, { gate_rows_green, &gate_rows_green_count },
	{ gate_rows_sync, &gate_rows_sync_count },       { gate_rows_way, &gate_rows_way_count },
	{ gate_rows_cut, &gate_rows_cut_count },
};

static void each_row(void (*visit)(const struct gate *, const struct gate_row *))
{
	for (size_t t = 0; t < mem_count(tables); t++)
		for (size_t i = 0; i < *tables[t].count; i++) {
			const struct gate *g = gate_find(tables[t].row[i].gate);

			if (CHECK(g != NULL))
				visit(g, &tables[t].row[i]);
			else
				printf("# there is no gate %s\n", tables[t].row[i].gate);
		}
}

/* Says which row it was: the checks name only their own lines. */
static void tell(const struct gate_row *r, const struct verdict *v, const char *what)
{
	printf("# %s, wanted %s \"%s\": %s; it is %s: %s\n", r->gate, verdict_name(r->want), r->words ? r->words : "", what,
	       verdict_name(v->kind), v->text);
}

static void row_holds(const struct gate *g, const struct gate_row *r)
{
	struct model m;
	struct verdict v;

	gate_row_model(r, &m);
	gate_ask(g, &m, GATE_NOW, 0, &v);
	if (!CHECK(v.kind == r->want && v.text[0] && (!r->words || strstr(v.text, r->words))))
		tell(r, &v, "as it stands");
	model_release(&m);
}

static void each_verdict_is_what_the_table_says(void)
{
	each_row(row_holds);
}

static bool among(const char *const *list, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], id) == 0)
			return true;
	return false;
}

static const struct gate *counted;
static int passing, closed;

static void count_row(const struct gate *g, const struct gate_row *r)
{
	if (g != counted)
		return;
	passing += r->want == VERDICT_PASS || r->want == VERDICT_WARN;
	closed += r->want != VERDICT_PASS && r->want != VERDICT_WARN;
}

/* Gates that only show something: they have no closed verdict of their own, only "not seen". */
static const char *const always_open[] = { "juju-answers", "config-seen", "juju-login" };

static void each_gate_has_an_open_and_a_closed_row(void)
{
	for (size_t i = 0; (counted = gate_at(i)); i++) {
		passing = closed = 0;
		each_row(count_row);
		if (!CHECK(passing > 0 && (closed > 0) != among(always_open, mem_count(always_open), counted->id)))
			printf("# gate %s: %d rows that open, %d that do not\n", counted->id, passing, closed);
	}
}

/* ---- What holds for every row ---- */

static void shift_facts(struct model *m, const struct gate *g, int64_t age)
{
	for (const enum fact_id *id = g->facts; *id != FACT_END; id++)
		m->fact[*id].seen = m->fact[*id].looked = GATE_NOW - age;
}

/* The judge is not asked about facts that are too old: then the words are those of the age. */
static void row_grows_old(const struct gate *g, const struct gate_row *r)
{
	struct model m;
	struct verdict v;

	if (g->facts[0] == FACT_END || r->want == VERDICT_UNKNOWN)
		return;
	gate_row_model(r, &m);
	shift_facts(&m, g, g->max_age_ms);
	gate_ask(g, &m, GATE_NOW, 0, &v);
	if (!CHECK(strncmp(v.text, "last seen", 9) != 0))
		tell(r, &v, "facts of exactly the greatest age");
	shift_facts(&m, g, g->max_age_ms + 1);
	gate_ask(g, &m, GATE_NOW, 0, &v);
	if (!CHECK(v.kind == VERDICT_UNKNOWN && strncmp(v.text, "last seen", 9) == 0))
		tell(r, &v, "facts one millisecond older than the greatest age");
	model_release(&m);
}

static void each_verdict_ends_with_the_age_of_its_facts(void)
{
	each_row(row_grows_old);
}

/* Each of the gate's facts in turn was never seen, or only before what it shall be evidence of. */
static void row_wants_all_facts(const struct gate *g, const struct gate_row *r)
{
	struct model m;
	struct verdict v;

	gate_row_model(r, &m);
	for (const enum fact_id *id = g->facts; *id != FACT_END; id++) {
		m.fact[*id].known = false;
		gate_ask(g, &m, GATE_NOW, 0, &v);
		if (!CHECK(v.kind == VERDICT_UNKNOWN))
			tell(r, &v, fact_rows[*id].name);
		m.fact[*id].known = true;
	}
	if (g->facts[0] != FACT_END) {
		gate_ask(g, &m, GATE_NOW, GATE_NOW + 1, &v);
		if (!CHECK(v.kind == VERDICT_UNKNOWN))
			tell(r, &v, "facts from before");
	}
	model_release(&m);
}

static void each_gate_wants_all_its_facts(void)
{
	each_row(row_wants_all_facts);
}

static bool lists(const struct gate *g, enum fact_id id)
{
	for (const enum fact_id *f = g->facts; *f != FACT_END; f++)
		if (*f == id)
			return true;
	return false;
}

/* Numbers and texts that no judge expects where it did not ask. */
static void poison(struct model *m, const struct gate *g, int64_t num, const char *text)
{
	for (int i = 0; i < FACT_COUNT; i++) {
		if (lists(g, (enum fact_id)i))
			continue;
		m->fact[i].known = true;
		m->fact[i].num = num;
		mem_set(&m->fact[i].text, text);
		m->fact[i].seen = m->fact[i].looked = GATE_NOW;
	}
}

static void row_reads_only_its_facts(const struct gate *g, const struct gate_row *r)
{
	static const struct {
		int64_t num;
		const char *text;
	} poisons[] = { { 0, "" }, { 1, "poison" }, { -1, "[]" }, { 999999999, "absent" }, { 200, "v99.9.9" } };
	struct verdict first, v;
	struct model m;

	gate_row_model(r, &m);
	gate_ask(g, &m, GATE_NOW, 0, &first);
	for (size_t i = 0; i < mem_count(poisons); i++) {
		poison(&m, g, poisons[i].num, poisons[i].text);
		gate_ask(g, &m, GATE_NOW, 0, &v);
		if (!CHECK(v.kind == first.kind && strcmp(v.text, first.text) == 0))
			tell(r, &v, "facts that the gate does not list were changed");
	}
	model_release(&m);
}

static void each_judge_reads_only_what_its_gate_lists(void)
{
	each_row(row_reads_only_its_facts);
}

static const struct check_case cases[] = {
	{ "each verdict is what the table says", each_verdict_is_what_the_table_says },
	{ "each gate has a row that opens and one that does not", each_gate_has_an_open_and_a_closed_row },
	{ "each verdict ends with the age of its facts, to the millisecond", each_verdict_ends_with_the_age_of_its_facts },
	{ "each gate wants all of its facts", each_gate_wants_all_its_facts },
	{ "each judge reads only the facts that its gate lists", each_judge_reads_only_what_its_gate_lists },
};
CHECK_MAIN(cases)
