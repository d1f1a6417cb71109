/* Gates about what blue has that would fail later: asked while there is time to do something about it, and again where it can
 * change. */
#include "config.h"

#include "plan/gates.h"

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/catalog.h"
#include "codec/json.h"
#include "codec/table_name.h"
#include "plan/gate_names.h"
#include "plan/left_out.h"
#include "plan/odd_tables.h"
#include "plan/product_stumbles.h"
#include "plan/sync.h"

/* A version that the catalogue does not cover may have tables that it does not know: then green will tell. */
static void judge_odd_tables(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	char *schema = odd_product_schema(m);
	struct names odd;
	int known = 0;
	bool covered = !m->catalog || catalog_covers(m->catalog, m->settings.product, odd_version(m), NULL);

	names_init(&odd);
	for (size_t i = 0; i < m->tables; i++) {
		const struct table *t = &m->table[i];

		if (!sync_takes(t))
			continue;
		if (schema && odd_is_products(m, t, schema))
			known++;
		else
			names_addf(&odd, "%s", t->name);
	}
	if (!m->tables_seen)
		verdict_set(v, VERDICT_UNKNOWN, _("the source's tables were not read yet"));
	else if (odd.n && !covered)
		verdict_set(v, VERDICT_WARN, _("of no known release, and %s is not in the catalogue: %s"), odd_version(m),
		            names_text(&odd));
	else if (odd.n)
		verdict_set(v, VERDICT_FAIL, _("not of %s %s: %s"), m->settings.product, odd_version(m), names_text(&odd));
	else
		verdict_set(v, VERDICT_PASS, _("%d tables, all of %s %s"), known, m->settings.product, odd_version(m));
	names_release(&odd);
	free(schema);
}

/* Somebody who is copied refers to it: the copy would hold references to nothing. False when nobody does. */
static bool referred_to(const struct model *m, const struct json *references, const char *name, struct verdict *v)
{
	for (const struct json *r = json_first(references); r; r = json_next(r)) {
		const char *from = row_text(r, 0);

		if (strcmp(row_text(r, 1), name) != 0 || left_out(m, from))
			continue;
		verdict_set(v, VERDICT_FAIL, _("%s cannot be left out: %s refers to it"), name, from);
		return true;
	}
	return false;
}

/* Relations that are no tables of the list: foreign tables, views. */
static bool is_uncarried(const struct model *m, const char *name)
{
	struct json *list = fact_list(m, FACT_SRC_UNCARRIED);
	bool found = false;

	for (const struct json *r = json_first(list); r && !found; r = json_next(r))
		found = strcmp(row_text(r, 0), name) == 0;
	json_free(list);
	return found;
}

/* One name that is left out; false when it ends the question. */
static bool judge_one_left_out(const struct model *m, const struct json *references, const char *name, struct verdict *v)
{
	const struct table *t = model_table_find(m, name);
	char *schema = odd_product_schema(m);
	bool own = t && schema && odd_is_products(m, t, schema);

	free(schema);
	if (t && t->root) {
		verdict_set(v, VERDICT_FAIL, _("%s is a partition: leave out %s"), name, t->root);
		return false;
	}
	if (referred_to(m, references, name, v))
		return false;
	if (!t && !is_uncarried(m, name))
		verdict_set(v, VERDICT_WARN, _("there is no table %s"), name);
	else if (own && v->kind != VERDICT_WARN)
		verdict_set(v, VERDICT_WARN, _("%s is the product's own: green starts without its rows"), name);
	return true;
}

static void judge_left_out(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	struct json *references = fact_list(m, FACT_SRC_REFERENCES);
	struct str all;
	char *name;
	bool ok = true;

	for (size_t i = 0; ok && (name = left_out_at(m, i)); i++) {
		ok = judge_one_left_out(m, references, name, v);
		free(name);
	}
	json_free(references);
	if (!ok || v->kind == VERDICT_WARN)
		return;
	str_init(&all, STR_PAGE);
	left_out_add(m, &all);
	if (all.len)
		verdict_set(v, VERDICT_PASS, _("left out: %s"), str_text(&all));
	else
		verdict_set(v, VERDICT_PASS, _("none is left out"));
	str_release(&all);
}

/* Views are made anew by whoever needs them; what they show is carried. A materialized one has to be refreshed. */
static void judge_carriable(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	struct json *list = fact_list(m, FACT_SRC_UNCARRIED);
	struct names bad, views;

	names_init(&bad);
	names_init(&views);
	for (const struct json *r = json_first(list); r; r = json_next(r)) {
		const char *name = row_text(r, 0), *kind = row_text(r, 1);

		if (left_out(m, name) || left_out(m, row_text(r, 2)))
			continue;
		names_addf(strstr(kind, "view") ? &views : &bad, "%s (%s)", name, kind);
	}
	if (bad.n)
		verdict_set(v, VERDICT_FAIL, _("cannot be published: %s"), names_text(&bad));
	else if (views.n)
		verdict_set(v, VERDICT_WARN, _("green will not have them: %s"), names_text(&views));
	else
		verdict_set(v, VERDICT_PASS, _("no unlogged or foreign table, no view"));
	names_release(&bad);
	names_release(&views);
	json_free(list);
}

/* A publication takes tables; a large object is a row of PostgreSQL's own (manual, Logical Replication, Restrictions). */
static void judge_large_objects(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	struct json *list = fact_list(m, FACT_SRC_BLOBS);
	int n = (int)fact_num(m, FACT_SRC_BLOBS);
	struct names columns;

	names_init(&columns);
	for (const struct json *r = json_first(list); r; r = json_next(r))
		names_addf(&columns, "%s.%s", row_text(r, 0), row_text(r, 1));
	if (!n)
		verdict_set(v, VERDICT_PASS, _("none"));
	else
		verdict_set(v, VERDICT_FAIL,
		            ngettext("%d large object; replication carries its number only: %s",
		                     "%d large objects; replication carries their numbers only: %s", (unsigned long)n),
		            n, columns.n ? names_text(&columns) : _("no column refers to it"));
	names_release(&columns);
	json_free(list);
}

static void judge_stumbles(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	struct json *list = fact_list(m, FACT_SRC_STUMBLES);
	struct names found;

	names_init(&found);
	for (const struct json *r = json_first(list); r; r = json_next(r)) {
		const struct stumble *s = stumble_find(row_text(r, 0));

		if (s && stumble_lies_between(m, s))
			names_addf(&found, _("%s %s: %s (%s); %s"), row_text(r, 1), _(s->what), row_text(r, 2), s->release, _(s->remedy));
	}
	if (found.n)
		verdict_set(v, VERDICT_FAIL, "%s", names_text(&found));
	else
		verdict_set(v, VERDICT_PASS, _("no row that a migration on the way would fail on"));
	names_release(&found);
	json_free(list);
}

static void judge_rights(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	if (fact_num(m, FACT_SRC_RIGHTS))
		verdict_set(v, VERDICT_FAIL, _("role %s lacks: %s"), fact_text(m, FACT_SRC_SUPERUSER), fact_text(m, FACT_SRC_RIGHTS));
	else if (fact_num(m, FACT_SRC_SUPERUSER))
		verdict_set(v, VERDICT_PASS, _("superuser %s"), fact_text(m, FACT_SRC_SUPERUSER));
	else
		verdict_set(v, VERDICT_PASS, _("role %s owns the tables and sees all sessions"), fact_text(m, FACT_SRC_SUPERUSER));
}

static const struct gate rows[] = {
	{
		.id = "odd-tables",
		.label = N_("tables of the product"),
		.question = N_("every table of blue is the product's, or is left out"),
		.remedy = N_("Leave them out (o, leave_out), remove them, or waive and have them on green."),
		.facts = FACTS_OF(FACT_SRC_TABLES, FACT_BLUE_APP_VERSION),
		.judge = judge_odd_tables,
		.max_age_ms = AGE_SLOW,
		.flags = GATE_WAIVABLE | GATE_LEAVES_OUT,
	},
	{
		.id = "left-out",
		.label = N_("tables left out"),
		.question = N_("nothing that is copied refers to what is left out"),
		.remedy = N_("Leave the referring table out too, or make both on green before the copy."),
		.facts = FACTS_OF(FACT_SRC_TABLES, FACT_SRC_REFERENCES, FACT_SRC_UNCARRIED, FACT_BLUE_APP_VERSION),
		.judge = judge_left_out,
		.max_age_ms = AGE_SLOW,
		.flags = GATE_LEAVES_OUT,
	},
	{
		.id = "carriable",
		.label = N_("relations to carry"),
		.question = N_("every relation of blue can be carried"),
		.remedy = N_("ALTER TABLE … SET LOGGED, or leave it out (o, or leave_out in the settings)."),
		.facts = FACTS_OF(FACT_SRC_UNCARRIED),
		.judge = judge_carriable,
		.max_age_ms = AGE_SLOW,
		.flags = GATE_LEAVES_OUT,
	},
	{
		.id = "large-objects",
		.label = N_("no large objects"),
		.question = N_("blue has no large objects"),
		.remedy = N_("Carry them yourself (pg_dump --blobs), remove them (lo_unlink), or waive."),
		.facts = FACTS_OF(FACT_SRC_BLOBS),
		.judge = judge_large_objects,
		.max_age_ms = AGE_SLOW,
		.flags = GATE_WAIVABLE,
	},
	{
		.id = "stumbles",
		.label = N_("rows that would fail"),
		.question = N_("no row stands in a migration's way"),
		.remedy = N_("Mend those rows on blue; the evidence names one of each."),
		.facts = FACTS_OF(FACT_SRC_STUMBLES, FACT_BLUE_APP_VERSION, FACT_SRC_MIGRATIONS),
		.judge = judge_stumbles,
		.max_age_ms = AGE_SLOW,
		.flags = GATE_WAIVABLE,
	},
	{
		.id = "source-rights",
		.label = N_("the role's rights"),
		.question = N_("the role may do what the run needs on blue"),
		.remedy = N_("Grant what is named, or use a superuser in blue.conninfo."),
		.facts = FACTS_OF(FACT_SRC_RIGHTS, FACT_SRC_SUPERUSER),
		.judge = judge_rights,
		.max_age_ms = AGE_SLOW,
	},
};
const struct gate_table gates_source = { rows, mem_count(rows) };
