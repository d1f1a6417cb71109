/* Asking gates: freshness first, then the judge, then the waiver. The judges are in gates_*.c. */
#include "config.h"

#include "plan/gate.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "plan/gates.h"

/* All gates, about in the order of a run. */
static const struct gate_table *const tables[] = {
	&gates_blue,  &gates_prepare,  &gates_backup,  &gates_green,   &gates_tables, &gates_sync,   &gates_way,
	&gates_fence, &gates_compared, &gates_upgrade, &gates_traffic, &gates_after,  &gates_source, &gates_fit,
};

const struct gate *gate_at(size_t i)
{
	for (size_t t = 0; t < mem_count(tables); i -= tables[t++]->count)
		if (i < tables[t]->count)
			return &tables[t]->row[i];
	return NULL;
}

const struct gate *gate_find(const char *id)
{
	const struct gate *g;

	for (size_t i = 0; (g = gate_at(i)); i++)
		if (strcmp(g->id, id) == 0)
			return g;
	return NULL;
}

const struct gate *gate_flagged(enum gate_flags flag)
{
	const struct gate *g;

	for (size_t i = 0; (g = gate_at(i)); i++)
		if (g->flags & flag)
			return g;
	return NULL;
}

enum fact_id gate_fact(const struct gate *g, const struct model *m, size_t i)
{
	size_t n = 0;

	for (; g->side_facts && g->side_facts[n] != FACT_END; n++)
		if (n == i)
			return FACT_SIDE(g->side_facts[n], side_of_row(m, g->side));
	for (i -= n, n = 0; g->facts && g->facts[n] != FACT_END; n++)
		if (n == i)
			return g->facts[n];
	return FACT_END;
}

bool gate_sees(const struct gate *g)
{
	return g->side_facts || g->facts;
}

/* The evidence may hold names, statuses and errors of others: it is made harmless here, once, for screens, journal and
 * report alike. What does not fit is cut. */
void verdict_set(struct verdict *v, enum verdict_kind kind, const char *fmt, ...)
{
	struct str safe;
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	str_init(&safe, sizeof v->text - 1);
	str_add_safe(&safe, text, strlen(text), STR_ONE_LINE);
	snprintf(v->text, sizeof v->text, "%s", str_text(&safe));
	str_release(&safe);
	free(text);
	v->kind = kind;
}

/* Fills v with why the fact does not count now, and returns false; or lowers v->seen to its age. */
static bool fresh(const struct model *m, enum fact_id id, int64_t now, int64_t not_before, int64_t max_age, struct verdict *v)
{
	const struct fact *f = &m->fact[id];
	const char *trouble = m->trouble[fact_rows[id].probe];
	char age[CLOCK_TEXT];

	/* Both must hold: young enough by the clock, and seen after what it shall be evidence of. */
	if (f->known && f->seen >= not_before && now - f->seen <= max_age && f->seen - now <= 1000) {
		if (!v->seen || f->seen < v->seen)
			v->seen = f->seen;
		return true;
	}
	clock_span(now - f->seen, age);
	if (trouble)
		verdict_set(v, VERDICT_UNKNOWN, "%s", trouble);
	else if (!f->known || f->seen < not_before)
		verdict_set(v, VERDICT_UNKNOWN, _("not seen yet"));
	else
		verdict_set(v, VERDICT_UNKNOWN, _("last seen %s ago"), age);
	v->seen = f->known ? f->seen : 0;
	return false;
}

/* The first fact that does not count ends it: a judge never sees an old one. A waiver does not make a verdict better,
 * it only opens the way; the verdict stays in the report as it was. It is not marked where it was not needed. */
void gate_ask(const struct gate *g, const struct model *m, int64_t now, int64_t not_before, struct verdict *v)
{
	enum fact_id id;

	*v = (struct verdict){ .kind = VERDICT_UNKNOWN };
	for (size_t i = 0; (id = gate_fact(g, m, i)) != FACT_END; i++)
		if (!fresh(m, id, now, not_before, g->max_age_ms, v))
			goto waiver;
	g->judge(m, side_of_row(m, g->side), now, v);
waiver:
	v->waived = (g->flags & GATE_WAIVABLE) && v->kind != VERDICT_PASS && v->kind != VERDICT_WARN && model_waiver(m, g->id);
}

/* A look that failed counts: otherwise a dead probe would keep an act from ever being begun or given up. What the look
 * found is gate_ask's affair. */
bool gate_asked(const struct gate *g, const struct model *m, int64_t since)
{
	enum fact_id id;

	for (size_t i = 0; (id = gate_fact(g, m, i)) != FACT_END; i++)
		if (m->fact[id].asked_at <= since)
			return false;
	return true;
}

/* No printf: the text may be a translation. */
static const char *fill(const char *text, const char *side, char out[GATE_TEXT])
{
	const char *hole = strstr(text, "%s");

	if (!hole)
		return text;
	snprintf(out, GATE_TEXT, "%.*s%s%s", (int)(hole - text), text, side, hole + 2);
	return out;
}

const char *gate_text(const struct model *m, const struct gate *g, const char *text, char out[GATE_TEXT])
{
	return text && *text ? fill(_(text), side_name(side_of_row(m, g->side)), out) : "";
}

const char *gate_text_plain(const struct model *m, const struct gate *g, const char *text, char out[GATE_TEXT])
{
	return text ? fill(text, side_of_row(m, g->side) == BLUE ? "blue" : "green", out) : NULL;
}

/* The remedy of a difference is drastic, and must not be shown for a look that is missing. */
const char *verdict_remedy(const struct model *m, const struct gate *g, const struct verdict *v, char out[GATE_TEXT])
{
	if (v->remedy)
		return gate_text(m, g, v->remedy, out);
	if ((v->kind == VERDICT_UNKNOWN || v->kind == VERDICT_WAIT) && (g->flags & GATE_FINAL))
		return _("Wait. If it stays so, try the step again.");
	return gate_text(m, g, g->remedy, out);
}

/* WAIT does not open: only time, a look, or the operator's waiver does. */
bool verdict_opens(const struct verdict *v)
{
	return v->waived || v->kind == VERDICT_PASS || v->kind == VERDICT_WARN;
}

static const struct {
	const char *name, *word;
} kinds[] = {
	[VERDICT_UNKNOWN] = { "UNKNOWN", N_("?") }, [VERDICT_FAIL] = { "FAIL", N_("FAIL") }, [VERDICT_WAIT] = { "WAIT", N_("wait") },
	[VERDICT_WARN] = { "WARN", N_("warn") },    [VERDICT_PASS] = { "PASS", N_("ok") },
};

const char *verdict_word(enum verdict_kind kind)
{
	return _(kinds[kind].word);
}

const char *verdict_name(enum verdict_kind kind)
{
	return kinds[kind].name;
}

/* A word of another version reads as UNKNOWN, which opens nothing. */
enum verdict_kind verdict_by_name(const char *name)
{
	for (size_t i = 0; i < mem_count(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return (enum verdict_kind)i;
	return VERDICT_UNKNOWN;
}
