/* The part of the fold that follows the comparisons, table by table. */
#include "config.h"

#include "plan/fold_own.h"

#include "base/mem.h"
#include "codec/json.h"
#include "codec/table_name.h"
#include "plan/event.h"
#include "plan/model.h"

/* Nothing is being read any more: the act is over, or another one has begun. */
void fold_end_comparing(struct model *m)
{
	mem_set(&m->verifying, NULL);
	m->comparing = (struct comparing){ 0 };
	for (size_t i = 0; i < m->tables; i++)
		for (int mode = 0; mode < VERIFY_MODES; mode++)
			m->table[i].check[mode].begun = 0;
}

/* An unknown word is the first mode: older journals had two. */
static enum verify_mode mode_of(const struct event *e)
{
	for (int mode = VERIFY_COPY; mode < VERIFY_MODES; mode++)
		if (strcmp(fold_word(e, "mode"), verify_mode_name((enum verify_mode)mode)) == 0)
			return (enum verify_mode)mode;
	return VERIFY_COPY;
}

/* Which rows differ. A search that failed has counted some of them only, which is no number to show. */
static void keep_named(struct table_check *c, const struct json *data)
{
	const char *not_found = json_str(data, "not_found", NULL);

	mem_set(&c->not_found, not_found);
	c->missing = not_found ? -1 : json_int(data, "missing", -1);
	c->extra = json_int(data, "extra", 0);
	c->changed = json_int(data, "changed", 0);
	c->more = json_bool(data, "more", false);
	for (size_t i = 0; i < c->examples; i++)
		free(c->example[i]);
	c->examples = 0;
	for (const struct json *x = json_first(json_get(data, "examples")); x && c->examples < CHECK_EXAMPLES; x = json_next(x))
		if (json_text(x))
			c->example[c->examples++] = mem_dup(json_text(x));
}

/* By its one form: older journals name tables without quotes. */
struct table *fold_table_of(struct model *m, const char *name)
{
	char *form = table_name_read(name);
	struct table *t = model_table(m, form);

	free(form);
	return t;
}

/* A later comparison of the same table takes the place of the earlier. The table may be unknown so far: after a resume
 * this comes before any look at the source. */
void fold_verified(struct model *m, const struct event *e)
{
	struct table *t = fold_table_of(m, fold_word(e, "table"));
	struct table_check *c = &t->check[mode_of(e)];

	c->done = true;
	c->equal = json_bool(e->data, "equal", false);
	c->compared = json_bool(e->data, "compared", true);
	c->source_rows = json_int(e->data, "source_rows", -1);
	c->target_rows = json_int(e->data, "target_rows", -1);
	c->took_ms = json_int(e->data, "took_ms", 0);
	c->at = e->at;
	c->begun = 0;
	mem_set(&c->explained, json_str(e->data, "explained", NULL));
	mem_set(&c->why, json_str(e->data, "why", NULL));
	mem_set(&c->horizon[BLUE], json_str(e->data, "source_horizon", NULL));
	mem_set(&c->horizon[GREEN], json_str(e->data, "target_horizon", NULL));
	c->delta = json_bool(e->data, "delta", false);
	keep_named(c, e->data);
	mem_set(&m->verifying, NULL);
}

/* NULL when no table is named: nothing is being compared. Another mode, or less than was read already, is a new comparison. */
void fold_verifying(struct model *m, const struct event *e)
{
	const char *name = json_str(e->data, "table", NULL);
	enum verify_mode mode = mode_of(e);
	struct comparing *r = &m->comparing;
	int64_t pages = json_int(e->data, "pages", 0), rows = json_int(e->data, "rows", 0);
	struct table *t;

	if (!r->begun_at || r->mode != mode || pages < r->pages || rows < r->rows) {
		fold_end_comparing(m);
		*r = (struct comparing){ .mode = mode, .begun_at = e->at };
	}
	r->pages = pages;
	r->pages_all = json_int(e->data, "pages_all", 0);
	r->rows = rows;
	r->at = e->at;
	mem_set(&m->verifying, name);
	if (!name)
		return;
	t = fold_table_of(m, name);
	/* One that was told in this comparison is over, though the last look at the progress may name it. */
	if (!t->check[mode].begun && !(t->check[mode].done && t->check[mode].at >= r->begun_at))
		t->check[mode].begun = e->at;
}
