/* Two sorted lists, walked side by side. */
#include "config.h"

#include "plan/schema_diff.h"

#include <string.h>

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/model.h"
#include "plan/sync.h"

#define SHOWN 3

/* A row of a list; NULLs behind its end. */
struct place {
	const struct json *at;
	const char *table, *column, *what;
};

struct diff {
	const struct model *m;
	struct str *out;
	const char *lacking; /* table that is on one side only */
	size_t count;
};

static const char *member(const struct json *row, size_t n)
{
	const struct json *cell = json_first(row);

	while (cell && n--)
		cell = json_next(cell);
	return cell && json_text(cell) ? json_text(cell) : "";
}

static void stand_at(struct place *p, const struct json *row)
{
	*p = (struct place){ .at = row };
	if (row)
		*p = (struct place){ row, member(row, 0), member(row, 1), member(row, 2) };
}

static int order(const struct place *a, const struct place *b)
{
	int o;

	if (!a->at || !b->at)
		return !a->at ? 1 : -1;
	o = strcmp(a->table, b->table);
	return o ? o : strcmp(a->column, b->column);
}

static void add_name(struct diff *d, const struct place *p)
{
	d->count++;
	if (d->count > SHOWN)
		return;
	str_addf(d->out, "%s%s%s%s ", d->count > 1 ? "; " : "", p->table, *p->column ? "." : "", p->column);
}

static void on_one_side(struct diff *d, const struct place *p, const char *words)
{
	if (!sync_takes_name(d->m, p->table) || str_same(d->lacking, p->table))
		return;
	if (!*p->column)
		d->lacking = p->table;
	add_name(d, p);
	if (d->count <= SHOWN)
		str_add(d->out, words);
}

static void on_both(struct diff *d, const struct place *a, const struct place *b)
{
	if (strcmp(a->what, b->what) == 0 || !sync_takes_name(d->m, a->table))
		return;
	add_name(d, a);
	if (d->count <= SHOWN)
		/* TRANSLATORS: behind the name of a column; the holes are types, or what kind of table it is */
		str_addf(d->out, _("is %s on the source, %s on the target"), a->what, b->what);
}

size_t schema_diff(const struct model *m, const char *source, const char *target, struct str *out)
{
	struct json *a_list = json_parse(source, strlen(source), NULL), *b_list = json_parse(target, strlen(target), NULL);
	struct diff d = { .m = m, .out = out };
	struct place a, b;

	stand_at(&a, json_first(a_list));
	stand_at(&b, json_first(b_list));
	while (a.at || b.at) {
		int o = order(&a, &b);

		/* TRANSLATORS: behind the name of a table or column */
		if (o < 0)
			on_one_side(&d, &a, _("is on the source only"));
		else if (o > 0)
			on_one_side(&d, &b, _("is on the target only"));
		else
			on_both(&d, &a, &b);
		if (o <= 0)
			stand_at(&a, json_next(a.at));
		if (o >= 0)
			stand_at(&b, json_next(b.at));
	}
	if (d.count > SHOWN)
		str_addf(out, _("; and %zu more"), d.count - SHOWN);
	json_free(a_list);
	json_free(b_list);
	return d.count;
}
