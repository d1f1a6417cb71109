/* Which tables of blue are the product's, and which are somebody else's. */
#include "config.h"

#include "plan/odd_tables.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "codec/table_name.h"
#include "plan/gate_names.h"
#include "plan/gates.h"
#include "plan/left_out.h"
#include "plan/product_tables.h"
#include "plan/sync.h"

const char *odd_version(const struct model *m)
{
	const char *noted = model_note(m, "blue.version");

	return noted ? noted : fact_text(m, FACT_BLUE_APP_VERSION);
}

bool odd_is_products(const struct model *m, const struct table *t, const char *in_schema)
{
	char *schema, *name;
	bool yes;

	if (!table_name_split(t->name, &schema, &name))
		return false;
	yes = (product_table_is_record(name) || product_has_table(m->settings.product, odd_version(m), name)) &&
	      (!in_schema || strcmp(schema, in_schema) == 0);
	free(schema);
	free(name);
	return yes;
}

/* Some tables squared: a run has a few dozen. */
char *odd_product_schema(const struct model *m)
{
	char *best = NULL, *schema, *name;
	int most = 0, n;

	for (size_t i = 0; i < m->tables; i++) {
		if (!odd_is_products(m, &m->table[i], NULL) || !table_name_split(m->table[i].name, &schema, &name))
			continue;
		free(name);
		n = 0;
		for (size_t j = 0; j < m->tables; j++)
			n += odd_is_products(m, &m->table[j], schema);
		if (n > most) {
			most = n;
			mem_set(&best, schema);
		}
		free(schema);
	}
	return best;
}

static void add_name(struct str *out, const char *name)
{
	str_addf(out, "%s%s", out->len ? " " : "", name);
}

/* Odd tables that are not left out, and then what nothing can publish. */
char *odd_offer(const struct model *m)
{
	const char *answer = model_answer(m, LEFT_OUT_ANSWER);
	char *schema = odd_product_schema(m);
	struct json *list = fact_list(m, FACT_SRC_UNCARRIED);
	struct str out;

	str_init(&out, STR_PAGE);
	str_add(&out, answer ? answer : "");
	for (size_t i = 0; i < m->tables; i++)
		if (sync_takes(&m->table[i]) && !(schema && odd_is_products(m, &m->table[i], schema)))
			add_name(&out, m->table[i].name);
	for (const struct json *r = json_first(list); r; r = json_next(r)) {
		const struct table *t = model_table_find(m, row_text(r, 2));

		if (!strstr(row_text(r, 1), "view") && !left_out(m, row_text(r, 2)) && (!t || (schema && odd_is_products(m, t, schema))))
			add_name(&out, row_text(r, 2));
	}
	json_free(list);
	free(schema);
	return str_take(&out);
}
