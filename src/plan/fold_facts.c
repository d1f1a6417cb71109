/* The looks' part of the fold: facts and tables as they were seen, and what is derived of them while it is watched. None of it is in the
 * journal. */
#include "config.h"

#include "plan/fold_own.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/applying.h"
#include "plan/event.h"
#include "plan/lag.h"
#include "plan/model.h"

/* [name, num, text]. A name that this program does not know is passed over: probes and facts come from the same
 * version, journals hold none. */
static void take_fact(struct model *m, const struct json *row, int64_t at)
{
	const struct json *name = json_first(row), *num = name ? json_next(name) : NULL, *text = num ? json_next(num) : NULL;
	enum fact_id id = json_text(name) ? fact_by_name(json_text(name)) : FACT_COUNT;
	struct fact *f;

	if (id == FACT_COUNT)
		return;
	f = &m->fact[id];
	f->known = true;
	f->num = json_number(num, 0);
	mem_set(&f->text, json_text(text) ? json_text(text) : "");
	f->seen = at;
}

/* Longer than this without a look, and nobody knows what moved in between. */
#define UNSEEN_MS 30000

/* A failed look leaves the facts as they were, with the age they had; it only says why (trouble) and when it was tried
 * (looked). Every fact of the probe counts as looked at, whether the answer named it or not. */
void fold_facts(struct model *m, const struct event *e)
{
	const int64_t ready = m->fact[FACT_TGT_READY].num, bytes = m->fact[FACT_TGT_COPY].num, before = m->fact[FACT_TGT_READY].asked_at;
	const char *trouble = json_str(e->data, "trouble", NULL);
	enum probe_id probe = PROBE_NONE;

	for (int i = 1; i < PROBE_COUNT; i++)
		if (strcmp(probe_name((enum probe_id)i), json_str(e->data, "probe", "")) == 0)
			probe = (enum probe_id)i;
	mem_set(&m->trouble[probe], trouble);
	for (int i = 0; i < FACT_COUNT; i++)
		if (fact_rows[i].probe == probe)
			m->fact[i].asked_at = e->at;
	for (const struct json *row = json_first(json_get(e->data, "facts")); row; row = json_next(row))
		take_fact(m, row, e->at);
	if (!m->copy_moved_at || e->at - before > UNSEEN_MS || m->fact[FACT_TGT_READY].num != ready || m->fact[FACT_TGT_COPY].num != bytes)
		m->copy_moved_at = e->at;
	if ((probe == PROBE_TARGET || probe == PROBE_SOURCE) && !trouble)
		applying_read(m, probe, e->at);
	if (probe == PROBE_TARGET && !trouble)
		lag_read(m, e->at);
	if (probe == PROBE_SOURCE && !trouble)
		commits_read(m, e->at);
}

/* The first letter of a member; what is known when it is absent. */
static char letter_of(const struct json *row, const char *key, char known)
{
	const char *text = json_str(row, key, NULL);

	return text ? text[0] : known;
}

static void take_table(struct model *m, const char *name, const struct json *row)
{
	struct table *t = fold_table_of(m, name);

	t->listed = true;
	t->rows = json_int(row, "rows", t->rows);
	t->bytes = json_int(row, "bytes", t->bytes);
	t->copied_bytes = json_int(row, "copied_bytes", t->copied_bytes);
	t->copied_rows = json_int(row, "copied_rows", t->copied_rows);
	t->state = letter_of(row, "state", t->state);
	t->kind = letter_of(row, "kind", t->kind);
	t->persistence = letter_of(row, "persistence", t->persistence);
	if (json_get(row, "root"))
		mem_set(&t->root, json_str(row, "root", NULL));
}

/* A whole list ends the tables that it does not name, with their comparisons. Any other look tells of some tables only: it leaves the
 * rest as it was, and adds none to a whole list. */
void fold_tables(struct model *m, const struct event *e)
{
	bool whole = json_bool(e->data, "whole", false);
	const char *name;

	for (size_t i = 0; whole && i < m->tables; i++)
		m->table[i].listed = false;
	for (const struct json *row = json_first(json_get(e->data, "tables")); row; row = json_next(row))
		if ((name = json_str(row, "name", NULL)) && (whole || !m->tables_seen || model_table_find(m, name)))
			take_table(m, name, row);
	if (!whole)
		return;
	m->tables_seen = true;
	for (size_t i = m->tables; i > 0; i--)
		if (!m->table[i - 1].listed)
			model_drop_table(m, i - 1);
}
