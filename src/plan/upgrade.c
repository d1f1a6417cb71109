/* The assessment of a run, and what the operator has read of it. */
#include "config.h"

#include "plan/upgrade.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "codec/table_name.h"
#include "plan/model.h"
#include "plan/product.h"

/* Blue's version as it was when the run began: after the switch juju status shows another one. */
static const char *noted_or_seen(const struct model *m, const char *note, enum fact_id id)
{
	const char *noted = model_note(m, note);

	return noted ? noted : m->fact[id].known ? m->fact[id].text : NULL;
}

static int64_t blue_revision(const struct model *m)
{
	const char *noted = model_note(m, "blue.revision");
	int64_t revision;

	if (noted && str_to_int(noted, 0, INT32_MAX, &revision))
		return revision;
	return m->fact[FACT_BLUE_APP_REVISION].known ? m->fact[FACT_BLUE_APP_REVISION].num : -1;
}

/* Without schema: migrations name no schema, and Ory's tables are in one. */
static struct assess_table *tables_of(const struct model *m)
{
	struct assess_table *table = mem_zalloc(m->tables, sizeof *table);

	for (size_t i = 0; i < m->tables; i++)
		table[i] = (struct assess_table){ table_name_short(m->table[i].name), m->table[i].rows, m->table[i].bytes };
	return table;
}

/* [["endpoint","other"],…] as a list with blanks; owned, NULL unknown. */
static char *endpoints_of(const struct model *m)
{
	const char *text = noted_or_seen(m, "blue.relations", FACT_BLUE_APP_RELATIONS);
	struct json *root = text ? json_parse(text, strlen(text), NULL) : NULL;
	struct str out;

	if (!root)
		return NULL;
	str_init(&out, STR_PAGE);
	for (const struct json *pair = json_first(root); pair; pair = json_next(pair))
		if (json_text(json_first(pair)))
			str_addf(&out, "%s%s", out.len ? " " : "", json_text(json_first(pair)));
	json_free(root);
	return str_take(&out);
}

/* Only of the target: what blue really runs was seen, whatever is odd about its revision. */
static const char *charm_note(const struct model *m, const struct release_ref *r)
{
	char *reference = r->revision >= 0 ? mem_printf("rev%lld", (long long)r->revision) : NULL;
	const struct catalog_charm *row = reference && m->catalog ? catalog_charm(m->catalog, m->settings.product, reference) : NULL;

	free(reference);
	return row ? row->note : "";
}

bool upgrade_assess(const struct model *m, struct assessment *out)
{
	const char *blue = noted_or_seen(m, "blue.version", FACT_BLUE_APP_VERSION);
	const struct product *p = product_find(m->settings.product);
	struct assess_spec s = {
		.catalog = m->catalog,
		.library = m->library,
		.product = m->settings.product,
		.go_since = p ? p->go_since : 0,
		.tables = m->tables,
		.recorded = noted_or_seen(m, "blue.migrations", FACT_SRC_MIGRATIONS),
		.extensions = m->fact[FACT_SRC_EXTENSIONS].known ? m->fact[FACT_SRC_EXTENSIONS].text : NULL,
		.size = m->fact[FACT_SRC_SIZE].known ? m->fact[FACT_SRC_SIZE].num : -1,
	};
	struct assess_table *table;
	char *endpoints;

	*out = (struct assessment){ 0 };
	if (!blue || !release_ref_seen(blue, blue_revision(m), &s.from) ||
	    !release_ref_seen(m->settings.target_version, m->settings.target_revision > 0 ? m->settings.target_revision : -1, &s.to))
		return false;
	s.to.note = charm_note(m, &s.to);
	s.table = table = tables_of(m);
	s.endpoints = endpoints = endpoints_of(m);
	assess(&s, out);
	/* They were borrowed for the assessment's making only. */
	free(table);
	free(endpoints);
	return true;
}

bool upgrade_was_read(const struct model *m, const struct assess_entry *r)
{
	char *key = mem_printf("read.%s", r->key);
	const char *said = model_answer(m, key);
	bool same = said && strcmp(said, r->sign) == 0;

	free(key);
	return same;
}
