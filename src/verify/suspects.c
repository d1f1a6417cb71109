/* What the three states of a row prove, and how a table is reported. */
#include "config.h"

#include "verify/suspects.h"

#include <string.h>

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "verify/live.h"
#include "verify/verify.h"

/* Rows that are named in the table's own row. */
#define EXAMPLES 5

/* Owned: the key's values as SQL literals, in the order of the key, in which the comparison reports them. NULL
 * when there is no key. */
static char *literals_of(const struct json *row)
{
	const struct json *key = json_get(row, "key");
	struct str out;

	if (!json_count(key))
		return NULL;
	str_init(&out, STR_PAGE);
	str_add(&out, "(");
	for (const struct json *v = json_first(key); v; v = json_next(v)) {
		if (v != json_first(key))
			str_add(&out, ", ");
		str_add_literal(&out, json_text(v) ? json_text(v) : "");
	}
	str_add(&out, ")");
	return str_take(&out);
}

/* The capacity doubles at each power of two, since rows come one by one. */
void suspects_add(struct suspects *d, const struct json *row)
{
	char *literals = literals_of(row);

	if (!literals || d->suspects >= VERIFY_LIVE_ROWS) {
		d->too_many = true;
		free(literals);
		return;
	}
	if (!(d->suspects & (d->suspects - 1)))
		d->suspect = mem_grow(d->suspect, d->suspects, d->suspects ? d->suspects * 2 : 1, sizeof *d->suspect);
	d->suspect[d->suspects++] = (struct suspect){ .row = json_dup(row), .literals = literals };
}

void suspects_release(struct suspects *d)
{
	for (size_t i = 0; i < d->suspects; i++) {
		json_free(d->suspect[i].row);
		free(d->suspect[i].literals);
	}
	free(d->suspect);
	free(d->name);
	json_free(d->row);
	*d = (struct suspects){ 0 };
}

bool suspects_is_open(const struct suspects *d)
{
	for (size_t i = 0; i < d->suspects; i++)
		if (d->suspect[i].verdict == ROW_OPEN)
			return true;
	return false;
}

/* Missing on both sides, or there with the same hash. */
static bool same(const struct row_state *a, const struct row_state *b)
{
	return a->there == b->there && (!a->there || a->hash == b->hash);
}

/* The target agrees when it has what the source had before or after. It differs only if the source did not
 * change meanwhile, and the target had applied the source's state. */
void suspects_judge(struct suspects *d, size_t from, size_t until, enum suspects_applied applied)
{
	for (size_t i = from; i < until; i++) {
		struct suspect *s = &d->suspect[i];

		if (s->verdict != ROW_OPEN)
			continue;
		if (same(&s->target, &s->source) || same(&s->target, &s->again))
			s->verdict = ROW_AGREES;
		else if (applied == TARGET_HAS_APPLIED && same(&s->source, &s->again))
			s->verdict = ROW_DIFFERS;
	}
}

/* Seen from the source, as the comparison names it. */
static const char *kind_of(const struct suspect *s)
{
	return !s->again.there ? "extra" : !s->target.there ? "missing" : "changed";
}

/* "changed id=…: state", as the comparison writes it. The columns are those that differed first; later rounds
 * do not ask for columns. */
static void push_example(struct json *examples, const struct suspect *s)
{
	const struct json *key = json_get(s->row, "key"), *columns = json_get(s->row, "columns");
	struct str out;

	str_init(&out, STR_LINE);
	str_addf(&out, "%s ", kind_of(s));
	for (const struct json *k = json_first(key); k; k = json_next(k))
		str_addf(&out, "%s%s=%s", k == json_first(key) ? "" : ", ", json_key(k), json_text(k) ? json_text(k) : "");
	for (const struct json *c = json_first(columns); c; c = json_next(c))
		str_addf(&out, "%s%s", c == json_first(columns) ? ": " : ", ", json_text(c));
	json_push_str(examples, str_text(&out));
	str_release(&out);
}

/* The row of the table is the comparison's, with the proven numbers put in the place of the first ones. */
void suspects_report(struct suspects *d, const struct verify_watch *watch)
{
	int64_t missing = 0, extra = 0, changed = 0, undecided = 0;
	struct json *examples = json_array();

	for (size_t i = 0; i < d->suspects; i++) {
		const struct suspect *s = &d->suspect[i];

		undecided += s->verdict == ROW_OPEN;
		if (s->verdict != ROW_DIFFERS)
			continue;
		missing += strcmp(kind_of(s), "missing") == 0;
		extra += strcmp(kind_of(s), "extra") == 0;
		changed += strcmp(kind_of(s), "changed") == 0;
		json_put_str(s->row, "kind", kind_of(s));
		if (json_count(examples) < EXAMPLES)
			push_example(examples, s);
		if (watch->row)
			watch->row(watch->self, s->row);
	}
	if (!d->too_many)
		json_put_bool(d->row, "equal", missing + extra + changed + undecided == 0);
	json_put_int(d->row, "missing", missing);
	json_put_int(d->row, "extra", extra);
	json_put_int(d->row, "changed", changed);
	json_put_int(d->row, "undecided", undecided);
	json_put_bool(d->row, "more", d->too_many);
	json_put(d->row, "examples", examples);
	if (json_bool(d->row, "equal", false))
		json_put_str(d->row, "why", NULL);
	else if (d->too_many)
		json_put_str(d->row, "why", _("More rows differ than are asked for again: nothing is proven of them."));
	else if (!(missing + extra + changed) && undecided)
		json_put_str(d->row, "why", _("Some rows changed whenever they were looked at."));
	watch->table(watch->self, d->row);
}
