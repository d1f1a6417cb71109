/* Every gate asked with the facts of its rows; gates_table.h says how rows are added and what must be there. */
#include "config.h"

#include "base/mem.h"
#include "codec/json.h"
#include "plan/renewal.h"
#include "plan/step.h"
#include "tests/unit/check.h"
#include "tests/unit/model_make.h"
#include "tests/unit/plan/gates_table.h"

static void each_row(void (*visit)(const struct gate *, const struct gate_row *))
{
	const struct gate_rows *rows;

	for (size_t t = 0; (rows = gate_rows_at(t)); t++)
		for (size_t i = 0; i < rows->count; i++) {
			const struct gate *g = gate_find(rows->row[i].gate);

			if (CHECK(g != NULL))
				visit(g, &rows->row[i]);
			else
				printf("# there is no gate %s\n", rows->row[i].gate);
		}
}

/* Says which row it was: the checks name only their own lines. */
static void tell(const struct gate_row *r, const struct verdict *v, const char *what)
{
	printf("# %s, wanted %s \"%s\": %s; it is %s: %s\n", r->gate, verdict_name(r->want), r->words ? r->words : "", what,
	       verdict_name(v->kind), v->text);
}

/* Columns of a terminal: none of these texts has letters that are wider than one. */
static size_t columns(const char *text)
{
	size_t n = 0;

	for (; text && *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

static void fits(const struct gate *g, const char *text, size_t most)
{
	if (!CHECK(columns(text) <= most && (!text || !strchr(text, '\n'))))
		printf("# gate %s, %zu columns: %s\n", g->id, columns(text), text);
}

static void row_holds(const struct gate *g, const struct gate_row *r)
{
	struct model m;
	struct verdict v;

	gate_row_model(r, &m);
	gate_ask(g, &m, GATE_NOW, 0, &v);
	if (!CHECK(v.kind == r->want && v.text[0] && (!r->words || strstr(v.text, r->words))))
		tell(r, &v, "as it stands");
	fits(g, v.remedy, 76);
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
static int passing, closed, waits;

static void count_row(const struct gate *g, const struct gate_row *r)
{
	if (g != counted)
		return;
	passing += r->want == VERDICT_PASS || r->want == VERDICT_WARN;
	closed += r->want != VERDICT_PASS && r->want != VERDICT_WARN;
	waits += r->want == VERDICT_WAIT;
}

/* Gates that only show something: they have no closed verdict of their own, only "not seen". */
static const char *const always_open[] = {
	"juju-answers", "config-seen", "juju-login", "networks-known", "source-triggers", "kinds-known"
};

static void each_gate_has_an_open_and_a_closed_row(void)
{
	for (size_t i = 0; (counted = gate_at(i)); i++) {
		passing = closed = 0;
		each_row(count_row);
		if (!CHECK(passing > 0 && (closed > 0) != among(always_open, mem_count(always_open), counted->id)))
			printf("# gate %s: %d rows that open, %d that do not\n", counted->id, passing, closed);
	}
}

/* A text of what is awaited, where time heals it; there alone. */
static void each_gate_that_waits_says_for_what(void)
{
	for (size_t i = 0; (counted = gate_at(i)); i++) {
		waits = 0;
		each_row(count_row);
		if (!CHECK((waits > 0) == (counted->waiting != NULL)))
			printf("# gate %s: %d rows that wait\n", counted->id, waits);
	}
}

/* ---- What holds for every row ---- */

static void shift_facts(struct model *m, const struct gate *g, int64_t age)
{
	enum fact_id id;

	for (size_t i = 0; (id = gate_fact(g, m, i)) != FACT_END; i++)
		m->fact[id].seen = m->fact[id].asked_at = GATE_NOW - age;
}

/* The judge is not asked about facts that are too old: then the words are those of the age. */
static void row_grows_old(const struct gate *g, const struct gate_row *r)
{
	struct model m;
	struct verdict v;

	if (!gate_sees(g) || r->want == VERDICT_UNKNOWN)
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
	enum fact_id id;

	gate_row_model(r, &m);
	for (size_t i = 0; (id = gate_fact(g, &m, i)) != FACT_END; i++) {
		m.fact[id].known = false;
		gate_ask(g, &m, GATE_NOW, 0, &v);
		if (!CHECK(v.kind == VERDICT_UNKNOWN))
			tell(r, &v, fact_rows[id].name);
		m.fact[id].known = true;
	}
	if (gate_sees(g)) {
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

static bool lists(const struct gate *g, const struct model *m, enum fact_id id)
{
	enum fact_id f;

	for (size_t i = 0; (f = gate_fact(g, m, i)) != FACT_END; i++)
		if (f == id)
			return true;
	return false;
}

/* A fact of blue that a row names for its side has one of green behind it, and the other way round. */
static void each_fact_of_a_side_has_its_twin(void)
{
	static const char *const twin[][2] = { { "blue.", "green." }, { "source.", "target." } };
	const struct gate *g;

	for (size_t i = 0; (g = gate_at(i)); i++)
		for (const enum fact_id *f = g->side_facts; f && *f != FACT_END; f++) {
			const char *blue = fact_rows[*f].name, *green = fact_rows[FACT_SIDE(*f, GREEN)].name;
			int k = strncmp(blue, twin[0][0], strlen(twin[0][0])) != 0;
			size_t from = strlen(twin[k][0]), to = strlen(twin[k][1]);

			if (!CHECK(strncmp(blue, twin[k][0], from) == 0 && strncmp(green, twin[k][1], to) == 0 &&
			           strcmp(blue + from, green + to) == 0))
				printf("# gate %s: %s and %s\n", g->id, blue, green);
		}
}

/* The side of a fact by its name; SIDES when it is of neither. */
static enum side side_of_fact(enum fact_id id)
{
	static const char *const start[] = { "blue.", "source.", "green.", "target." };

	for (size_t i = 0; i < mem_count(start); i++)
		if (strncmp(fact_rows[id].name, start[i], strlen(start[i])) == 0)
			return i < 2 ? BLUE : GREEN;
	return SIDES;
}

/* A row that names no side is of blue: what rests on green alone must not. */
static void a_row_is_of_the_side_that_its_facts_are_of(void)
{
	const struct gate *g;

	for (size_t i = 0; (g = gate_at(i)); i++) {
		size_t of[SIDES + 1] = { 0 };
		const enum fact_id *f = g->facts;

		for (; f && *f != FACT_END; f++)
			of[side_of_fact(*f)]++;
		if (!f || f == g->facts || g->side_facts || of[SIDES])
			continue;
		if (!CHECK((of[BLUE] || g->side != OF_BLUE) && (of[GREEN] || g->side != OF_GREEN)))
			printf("# gate %s: its facts are of the other side\n", g->id);
	}
}

/* The strategy says which side is worked on: its gates ask for that side's facts, and for no other's. */
static void a_gate_of_the_subject_follows_the_strategy(void)
{
	struct strategy blue = { .id = "test", .subject = BLUE };
	struct gate_row r = { .gate = "green-scaled-0", .see = { { FACT_BLUE_APP_UNITS, 2, "k/0 k/1" }, { FACT_GREEN_APP_UNITS, 0, "" } } };
	const struct gate *g = gate_find(r.gate);
	struct model m;
	struct verdict v;

	gate_row_model(&r, &m);
	gate_ask(g, &m, GATE_NOW, 0, &v);
	CHECK_INT(v.kind, VERDICT_PASS);
	m.strategy = &blue;
	gate_ask(g, &m, GATE_NOW, 0, &v);
	CHECK_INT(v.kind, VERDICT_WAIT);
	CHECK_INT(gate_fact(g, &m, 0), FACT_BLUE_APP_UNITS);
	CHECK_INT(gate_fact(g, &m, 1), FACT_END);
	model_release(&m);
}

/* Numbers and texts that no judge expects where it did not ask. */
static void poison(struct model *m, const struct gate *g, int64_t num, const char *text)
{
	for (int i = 0; i < FACT_COUNT; i++) {
		if (lists(g, m, (enum fact_id)i))
			continue;
		m->fact[i].known = true;
		m->fact[i].num = num;
		mem_set(&m->fact[i].text, text);
		m->fact[i].seen = m->fact[i].asked_at = GATE_NOW;
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

/* ---- What gates say ---- */

/* Without a strategy the longer name is meant. */
static void each_text_fits_its_place(void)
{
	const struct model m = { 0 };
	const struct gate *g;
	char out[GATE_TEXT];

	for (size_t i = 0; (g = gate_at(i)); i++) {
		CHECK(columns(g->label) > 0 && columns(g->question) > 0);
		fits(g, gate_text(&m, g, g->label, out), 22);
		fits(g, gate_text(&m, g, g->question, out), 76);
		fits(g, gate_text(&m, g, g->remedy, out), 76);
		fits(g, gate_text(&m, g, g->waiting, out), 76);
		fits(g, g->renew ? g->renew->title : NULL, 76);
		fits(g, g->renew ? g->renew->why : NULL, 76);
	}
}

/* A row that is of the subject is of blue or of green, as the strategy has it; the others know theirs. */
static void a_side_is_named_where_it_is_sure(void)
{
	const struct gate *g;

	for (size_t i = 0; (g = gate_at(i)); i++) {
		const char *const texts[] = { g->label, g->question, g->remedy, g->waiting };

		for (size_t k = 0; k < mem_count(texts); k++) {
			const char *text = texts[k] ? texts[k] : "", *hole = strchr(text, '%');

			if (!CHECK(!hole || (g->side == OF_SUBJECT && hole[1] == 's' && !strchr(hole + 1, '%'))) ||
			    !CHECK(g->side != OF_SUBJECT || (!strstr(text, "blue") && !strstr(text, "green"))))
				printf("# gate %s: %s\n", g->id, text);
		}
	}
}

/* By the name that the side has in this run; what is longer than its place is cut and not more. */
static void a_text_names_the_side_of_the_run(void)
{
	static const struct strategy blue = { .id = "test", .subject = BLUE };
	const struct gate *g = gate_find("green-units");
	struct verdict v = { .kind = VERDICT_FAIL };
	struct model m = { 0 };
	char out[GATE_TEXT], *text;

	CHECK_STR(gate_text(&m, g, g->question, out), "green keeps its units");
	m.strategy = &blue;
	CHECK_STR(gate_text(&m, g, g->question, out), "blue keeps its units");
	CHECK_STR(gate_text_plain(&m, g, g->label, out), "blue's units kept");
	CHECK_STR(verdict_remedy(&m, g, &v, out), "Scale blue up again, then try the step again.");
	v.remedy = "Ask %s.";
	CHECK_STR(verdict_remedy(&m, g, &v, out), "Ask blue.");
	CHECK_STR(gate_text(&m, g, "100 %", out), "100 %");
	CHECK_STR(gate_text(&m, g, NULL, out), "");
	CHECK_STR(gate_text_plain(&m, g, NULL, out), NULL);
	text = mem_printf("%0500d%%s", 0);
	CHECK_INT(strlen(gate_text(&m, g, text, out)), GATE_TEXT - 1);
	free(text);
}

/* All that a step may show at once. */
static size_t gates_of(const struct step *s, const struct gate **out)
{
	size_t n = 0;

	for (size_t i = 0; i < mem_count(s->need) && s->need[i]; i++)
		out[n++] = gate_find(s->need[i]);
	for (size_t i = 0; i < mem_count(s->done) && s->done[i]; i++)
		out[n++] = gate_find(s->done[i]);
	for (size_t i = 0; i < mem_count(s->guard) && s->guard[i]; i++)
		out[n++] = gate_find(s->guard[i]);
	return n;
}

/* Who reads a list must be able to tell its gates apart. */
static void labels_differ(const struct step *s)
{
	const struct gate *gate[3 * STEP_LIST];
	size_t n = gates_of(s, gate);

	for (size_t a = 0; a < n; a++)
		for (size_t b = 0; b < a; b++)
			if (!CHECK(gate[a] == gate[b] || strcmp(gate[a]->label, gate[b]->label) != 0))
				printf("# %s: %s and %s: %s\n", s->id, gate[b]->id, gate[a]->id, gate[a]->label);
}

static void each_label_is_one_of_its_kind_in_a_step(void)
{
	const struct strategy *s;

	for (size_t i = 0; (s = strategy_at(i)); i++)
		for (size_t k = 0; k < s->steps; k++)
			labels_differ(&s->step[k]);
}

/* ---- How gates are asked, whatever their judges say ---- */

static const struct gate_row wal_fails = { .gate = "wal-level", .want = VERDICT_FAIL, .see = { { FACT_SRC_WAL_LEVEL, 0, "replica" } } };
static const struct gate_row not_rehearsed = { .gate = "fallback-rehearsed", .want = VERDICT_FAIL };

static void waive(struct model *m, const char *gate)
{
	struct json *data = json_object();
	struct event e = { .type = EV_WAIVED, .at = GATE_NOW, .actor = "tester@host", .data = data };

	json_put_str(data, "gate", gate);
	json_put_str(data, "reason", "it is so");
	model_apply(m, &e);
	json_free(data);
}

static void waived(const struct gate_row *r, enum verdict_kind kind, bool opens, bool marked)
{
	struct model m;
	struct verdict v;

	gate_row_model(r, &m);
	waive(&m, r->gate);
	gate_ask(gate_find(r->gate), &m, GATE_NOW, 0, &v);
	if (!CHECK(v.kind == kind && verdict_opens(&v) == opens && v.waived == marked))
		tell(r, &v, "waived");
	model_release(&m);
}

/* The verdict stays what it is: the report shows what was waived. */
static void a_waiver_opens_what_may_be_waived_and_nothing_else(void)
{
	struct gate_row yes = { .gate = "fallback-rehearsed", .note = { { "answer.fallback.rehearsed", "yes" } } };
	struct gate_row warns = { .gate = "fallback-rehearsed", .note = { { "answer.fallback.rehearsed", "this-is-it" } } };

	waived(&not_rehearsed, VERDICT_FAIL, true, true);
	waived(&wal_fails, VERDICT_FAIL, false, false);
	waived(&yes, VERDICT_PASS, true, false);
	waived(&warns, VERDICT_WARN, true, false);
}

static void only_a_pass_and_a_warning_open(void)
{
	static const struct {
		enum verdict_kind kind;
		bool opens;
		const char *name;
	} kinds[] = { { VERDICT_UNKNOWN, false, "UNKNOWN" },
		      { VERDICT_FAIL, false, "FAIL" },
		      { VERDICT_WAIT, false, "WAIT" },
		      { VERDICT_WARN, true, "WARN" },
		      { VERDICT_PASS, true, "PASS" } };

	for (size_t i = 0; i < mem_count(kinds); i++) {
		CHECK_INT(verdict_opens(&(struct verdict){ .kind = kinds[i].kind }), kinds[i].opens);
		CHECK(verdict_opens(&(struct verdict){ .kind = kinds[i].kind, .waived = true }));
		CHECK_STR(verdict_name(kinds[i].kind), kinds[i].name);
		CHECK_INT(verdict_by_name(kinds[i].name), kinds[i].kind);
	}
	CHECK_INT(verdict_by_name("FINE"), VERDICT_UNKNOWN);
	CHECK_INT(verdict_by_name(""), VERDICT_UNKNOWN);
}

/* Clocks of one machine are a little apart between processes; more than a second is no clock to go by. */
static void a_fact_from_the_future_does_not_count(void)
{
	const struct gate *g = gate_find("wal-level");
	struct gate_row r = { .gate = "wal-level", .see = { { FACT_SRC_WAL_LEVEL, 0, "logical", -1000 } } };
	struct model m;
	struct verdict v;

	gate_row_model(&r, &m);
	gate_ask(g, &m, GATE_NOW, 0, &v);
	CHECK_INT(v.kind, VERDICT_PASS);
	gate_ask(g, &m, GATE_NOW - 1, 0, &v);
	CHECK_INT(v.kind, VERDICT_UNKNOWN);
	model_release(&m);
}

/* A look counts from after the moment on, whether it was good or not. */
static void a_gate_was_looked_at_when_all_its_facts_were(void)
{
	const struct gate *g = gate_find("fence-whole"), *two = gate_find("drained");
	struct gate_row fence = { .gate = "fence-whole", .see = { { FACT_SRC_FENCED, 0, "24 of 24" } } };
	struct gate_row source = { .gate = "drained", .see = { { FACT_SRC_MARKER, 1, "x" } } };
	struct model m;

	gate_row_model(&fence, &m);
	CHECK(gate_asked(g, &m, GATE_NOW - 1));
	CHECK(!gate_asked(g, &m, GATE_NOW));
	model_trouble(&m, PROBE_SOURCE, "the database did not answer", GATE_NOW + 5);
	CHECK(gate_asked(g, &m, GATE_NOW));
	model_release(&m);
	gate_row_model(&source, &m);
	CHECK(!gate_asked(two, &m, GATE_NOW - 1));
	CHECK(gate_asked(gate_find("window-now"), &m, GATE_NOW));
	model_release(&m);
}

/* The engine and the screens look for what a gate is, never for its id. */
static void a_gate_is_found_by_its_flag(void)
{
	CHECK_STR(gate_flagged(GATE_APPLIES)->id, "apply-moves");
	CHECK(gate_flagged(1 << 30) == NULL);
}

static const struct check_case cases[] = {
	{ "each verdict is what the table says", each_verdict_is_what_the_table_says },
	{ "each gate has a row that opens and one that does not", each_gate_has_an_open_and_a_closed_row },
	{ "each gate that waits says for what", each_gate_that_waits_says_for_what },
	{ "each text fits its place", each_text_fits_its_place },
	{ "each label is one of its kind in a step", each_label_is_one_of_its_kind_in_a_step },
	{ "each verdict ends with the age of its facts, to the millisecond", each_verdict_ends_with_the_age_of_its_facts },
	{ "each gate wants all of its facts", each_gate_wants_all_its_facts },
	{ "each fact of a side has its twin", each_fact_of_a_side_has_its_twin },
	{ "a row is of the side that its facts are of", a_row_is_of_the_side_that_its_facts_are_of },
	{ "a gate of the subject follows the strategy", a_gate_of_the_subject_follows_the_strategy },
	{ "each judge reads only the facts that its gate lists", each_judge_reads_only_what_its_gate_lists },
	{ "a waiver opens what may be waived, and nothing else", a_waiver_opens_what_may_be_waived_and_nothing_else },
	{ "only a pass and a warning open", only_a_pass_and_a_warning_open },
	{ "a fact from the future does not count", a_fact_from_the_future_does_not_count },
	{ "a gate was looked at when all its facts were", a_gate_was_looked_at_when_all_its_facts_were },
	{ "a gate is found by its flag", a_gate_is_found_by_its_flag },
	{ "a side is named where it is sure", a_side_is_named_where_it_is_sure },
	{ "a text names the side of the run", a_text_names_the_side_of_the_run },
};
CHECK_MAIN(cases)
