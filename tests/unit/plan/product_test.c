/* The products' rows, and that an operator of one never reads the name of the other. */
#include "config.h"

#include "plan/product.h"

#include <strings.h>

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/product_stumbles.h"
#include "plan/step.h"
#include "report/review.h"
#include "tests/unit/check.h"
#include "tests/unit/model_make.h"
#include "tests/unit/plan/gates_table.h"

/* ---- The rows ---- */

static char *joined(const char *between)
{
	struct str out;

	str_init(&out, STR_LINE);
	for (size_t i = 0; product_at(i); i++)
		str_addf(&out, "%s%s", i ? between : "", product_at(i)->name);
	return str_take(&out);
}

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static void constant_words_agree_with_the_rows(void)
{
	char *bar = joined("|"), *words = joined(" or ");

	CHECK_STR(PRODUCT_CHOICE, bar);
	CHECK_STR(PRODUCT_WORDS, words);
	CHECK(begins(PRODUCT_WANTED, words) && begins(PRODUCT_ONLY, words));
	CHECK_STR(PRODUCT_PROPOSED, product_at(0)->name);
	for (size_t i = 0; product_at(i); i++) {
		CHECK(strstr(PRODUCT_ABOUT, product_at(i)->title) != NULL);
		CHECK(product_find(product_at(i)->name) == product_at(i));
	}
	CHECK(product_find("oathkeeper") == NULL && product_find(NULL) == NULL && product_at(PRODUCTS) == NULL);
	free(bar);
	free(words);
}

/* "0.5" after "0.4"; both NULL: nothing to compare. */
static bool is_after(const char *later, const char *earlier)
{
	return !later || !earlier || strtod(later, NULL) > strtod(earlier, NULL);
}

static void endpoint_holds(const struct product *p, size_t i)
{
	const struct product_endpoint *e = &p->endpoint[i];
	bool fine = e->endpoint && e->limit >= 0 && e->revision_since <= e->revision_until &&
	            (e->since == e->until || is_after(e->until, e->since));

	/* What moves is of the switch, and its other end is known; the route in is the app's to require, addresses are its to give. */
	if (e->kind)
		fine = fine && e->class == ENDPOINT_SWITCH && e->other &&
		       e->role == (e->kind == LIVE_ROUTE ? ENDPOINT_REQUIRES : ENDPOINT_PROVIDES);
	fine = fine && (e->role != ENDPOINT_PEER || e->class == ENDPOINT_OWN);
	for (size_t k = 0; k < i; k++) {
		fine = fine && strcmp(e->endpoint, p->endpoint[k].endpoint) != 0;
		fine = fine && (e->class == p->endpoint[k].class || e->class > p->endpoint[k].class);
	}
	if (!CHECK(fine))
		printf("# %s: %s\n", p->name, e->endpoint);
}

static void each_endpoint_stands_once_and_in_one_class(void)
{
	for (size_t i = 0; product_at(i); i++)
		for (size_t k = 0; k < product_at(i)->endpoints; k++)
			endpoint_holds(product_at(i), k);
}

/* Of a charm that had them all: the names of what would move, in that order. */
static char *moving(const struct product *p)
{
	struct json *relations = json_array();
	struct live_match live;
	struct str out;

	str_init(&out, STR_LINE);
	for (size_t i = p->endpoints; i--;) {
		struct json *row = json_array();

		json_push_str(row, p->endpoint[i].endpoint);
		json_push_str(row, "other");
		json_push(relations, row);
	}
	for (size_t i = 0; product_live(p, relations, i, &live); i++)
		str_addf(&out, "%s%s%s", i ? " " : "", live.live->endpoint, live.live->kind == LIVE_ROUTE ? "" : "*");
	json_free(relations);
	return str_take(&out);
}

static void what_moves_moves_in_its_order(void)
{
	char *kratos = moving(product_find("kratos")), *hydra = moving(product_find("hydra"));

	CHECK_STR(kratos, "public-route public-ingress kratos-info* internal-route internal-ingress admin-ingress");
	CHECK_STR(hydra, "public-route public-ingress hydra-endpoint-info* internal-route internal-ingress admin-ingress");
	free(kratos);
	free(hydra);
}

/* ---- What its operator reads ---- */

/* The product whose operator reads, and the word that must not be read. */
static const struct product *mine;
static const char *other;

/* NULL, or where the other product's name stands. */
static const char *named(const char *text)
{
	for (; text && *text; text++)
		if (strncasecmp(text, other, strlen(other)) == 0)
			return text;
	return NULL;
}

static void reads(const char *where, const char *text)
{
	const char *at = named(text);

	if (!CHECK(at == NULL))
		printf("# %s, for %s: …%.60s\n", where, mine->name, at);
}

/* The same text as it would be of a run of this product. Owned. */
static char *as_mine(const char *text)
{
	struct str out;

	str_init(&out, STR_PAGE);
	for (const char *at; text && (at = named(text)); text = at + strlen(other)) {
		str_addn(&out, text, (size_t)(at - text));
		str_add(&out, mine->name);
	}
	str_add(&out, text ? text : "");
	return str_take(&out);
}

static void set_as_mine(char **text)
{
	char *now = *text ? as_mine(*text) : NULL;

	mem_set(text, now);
	free(now);
}

static void settings_as_mine(struct settings *s)
{
	mem_set(&s->product, mine->name);
	set_as_mine(&s->source_from_target);
	for (int side = 0; side < SIDES; side++) {
		set_as_mine(&s->side[side].app);
		set_as_mine(&s->side[side].conninfo);
	}
}

/* Rows without a product serve for all. */
static bool is_for_mine(const struct gate_row *r)
{
	for (size_t i = 0; i < mem_count(r->set) && r->set[i].path; i++)
		if (strcmp(r->set[i].path, "product") == 0)
			return strstr(r->set[i].json, mine->name) != NULL;
	return true;
}

/* Whatever the verdict is now: that it names the run's own product only. */
static void evidence_is_mine(const struct gate_row *r)
{
	const struct gate *g = gate_find(r->gate);
	struct verdict v;
	char now[GATE_TEXT];
	struct model m;

	gate_row_model(r, &m);
	settings_as_mine(&m.settings);
	for (int i = 0; i < FACT_COUNT; i++)
		set_as_mine(&m.fact[i].text);
	gate_ask(g, &m, GATE_NOW, 0, &v);
	reads(g->id, v.text);
	reads(g->id, verdict_remedy(&m, g, &v, now));
	model_release(&m);
}

static void review_is_mine(const struct strategy *s, const struct settings *settings)
{
	static const enum review_format formats[] = { REVIEW_TEXT, REVIEW_JSON };

	for (size_t i = 0; i < mem_count(formats); i++) {
		struct str out;

		str_init(&out, 1 << 20);
		review_write(s, settings, formats[i], &out);
		reads(s->id, str_text(&out));
		str_release(&out);
	}
}

static void fields_are_mine(const struct model *m, const struct step *s)
{
	const struct field_row *f;

	for (size_t i = 0; (f = step_field(m, s, i)); i++) {
		reads(f->key, f->label);
		reads(f->key, f->help);
		reads(f->key, f->choices);
		reads(f->key, f->fallback);
	}
}

static void texts_are_mine(void)
{
	const struct gate_rows *rows;
	struct model m;

	model_make(&m);
	settings_as_mine(&m.settings);
	for (size_t i = 0; strategy_at(i); i++) {
		review_is_mine(strategy_at(i), &m.settings);
		for (size_t k = 0; k < strategy_at(i)->steps; k++)
			fields_are_mine(&m, &strategy_at(i)->step[k]);
	}
	for (size_t i = 0; gate_at(i); i++) {
		reads(gate_at(i)->id, gate_at(i)->label);
		reads(gate_at(i)->id, gate_at(i)->question);
		reads(gate_at(i)->id, gate_at(i)->waiting);
		reads(gate_at(i)->id, gate_at(i)->remedy);
	}
	for (size_t i = 0; stumble_at(i); i++)
		if (strcmp(stumble_at(i)->product, mine->name) == 0) {
			reads(stumble_at(i)->id, stumble_at(i)->what);
			reads(stumble_at(i)->id, stumble_at(i)->remedy);
		}
	for (size_t t = 0; (rows = gate_rows_at(t)); t++)
		for (size_t i = 0; i < rows->count; i++)
			if (is_for_mine(&rows->row[i]))
				evidence_is_mine(&rows->row[i]);
	model_release(&m);
}

static void the_operator_of_one_never_reads_the_other(void)
{
	for (size_t i = 0; i < PRODUCTS; i++) {
		mine = product_at(i);
		for (size_t k = 0; k < PRODUCTS; k++) {
			other = product_at(k)->name;
			if (k != i)
				texts_are_mine();
		}
	}
}

static const struct check_case cases[] = {
	{ "constant words agree with the rows", constant_words_agree_with_the_rows },
	{ "each endpoint stands once, and in one class", each_endpoint_stands_once_and_in_one_class },
	{ "what moves moves in its order", what_moves_moves_in_its_order },
	{ "the operator of one never reads the other", the_operator_of_one_never_reads_the_other },
};
CHECK_MAIN(cases)
