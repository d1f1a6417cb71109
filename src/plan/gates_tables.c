/* Gates about the tables that take part: their keys, and that both sides have the same ones. */
#include "config.h"

#include "plan/gates.h"

#include <string.h>

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "codec/table_name.h"
#include "plan/schema_diff.h"
#include "plan/sync.h"

/* The next name of a list in the form of codec/table_name.h, blanks between; owned, NULL at its end. */
static char *next_name(const char **list)
{
	size_t n = table_name_length(*list);
	char *name = n ? mem_dupn(*list, n) : NULL;

	*list += n + (n && (*list)[n] == ' ');
	return name;
}

/* Adds the names of the list that take part and do not stand in `but`; how many. */
static int add_names(const struct model *m, const char *list, const char *but, struct str *out)
{
	char *name;
	int n = 0;

	while ((name = next_name(&list))) {
		if (sync_takes_name(m, name) && !table_name_listed(but, name))
			str_addf(out, "%s%s", n++ ? ", " : "", name);
		free(name);
	}
	return n;
}

/* "public.a.note (json)": [[table, "note (json)"], …]. */
static int add_columns(const struct model *m, const char *text, struct str *out)
{
	struct json *list = json_parse(text, strlen(text), NULL);
	int n = 0;

	for (const struct json *row = json_first(list); row; row = json_next(row)) {
		const struct json *table = json_first(row), *column = table ? json_next(table) : NULL;

		if (json_text(table) && json_text(column) && sync_takes_name(m, json_text(table)))
			str_addf(out, "%s%s.%s", n++ ? ", " : "", json_text(table), json_text(column));
	}
	json_free(list);
	return n;
}

/* Once a table is published, PostgreSQL refuses blue's own UPDATE and DELETE on it when it has no replica identity: a
 * publication could break blue. With the whole row for an identity blue goes on, and green's apply stops at the first
 * change of a row that cannot be compared. */
static void judge_replica_identity(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	struct str names;

	str_init(&names, STR_LINE);
	if (add_names(m, fact_text(m, FACT_SRC_NO_KEY), "", &names))
		verdict_set(v, VERDICT_FAIL, _("UPDATE would fail on blue once published: %s"), str_text(&names));
	else if (add_columns(m, fact_text(m, FACT_SRC_NO_EQUALITY), &names))
		verdict_set(v, VERDICT_FAIL, _("REPLICA IDENTITY FULL, and values that cannot be compared: %s"), str_text(&names));
	else
		verdict_set(v, VERDICT_PASS, _("every published table has a key"));
	str_release(&names);
}

/* Green looks a row up by its own key; without one it compares whole rows: blue must send them, and each type needs an equality. */
static void judge_target_key(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	struct str names;

	str_init(&names, STR_LINE);
	if (add_names(m, fact_text(m, FACT_TGT_NO_KEY), fact_text(m, FACT_SRC_WHOLE_ROWS), &names))
		verdict_set(v, VERDICT_FAIL, _("without a key on green: %s"), str_text(&names));
	else
		verdict_set(v, VERDICT_PASS, _("green finds every row that blue changes"));
	str_release(&names);
}

/* Equal texts are equal sets, by names: a fresh database has the columns in another order than an upgraded one of the
 * same version (facts/ory.md section 1). */
static void judge_same_schema(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	const char *source = fact_text(m, FACT_SRC_SCHEMA), *target = fact_text(m, FACT_TGT_SCHEMA);
	struct str words;

	str_init(&words, STR_LINE);
	if (strcmp(source, target) == 0 || !schema_diff(m, source, target, &words))
		verdict_set(v, VERDICT_PASS, _("%d tables, same columns and types"), (int)fact_num(m, FACT_SRC_SCHEMA));
	else
		verdict_set(v, VERDICT_FAIL, "%s", str_text(&words));
	str_release(&words);
}

/* Adds the tables that take part and are not published. */
static int add_unpublished(const struct model *m, const char *published, struct str *out)
{
	int n = 0;

	for (size_t i = 0; i < m->tables; i++)
		if (sync_takes(&m->table[i]) && !table_name_listed(published, m->table[i].name))
			str_addf(out, "%s%s", n++ ? ", " : "", m->table[i].name);
	return n;
}

/* Table by table, and the marker's: the names were given when it was made, and a table that came later is missing. */
static void judge_publication(const struct model *m, enum side side, int64_t now, struct verdict *v)
{
	int n = (int)fact_num(m, FACT_SRC_PUBLICATION), want = sync_tables(m) + 1;
	struct str names;

	str_init(&names, STR_LINE);
	if (!m->tables_seen || want == 1)
		verdict_set(v, VERDICT_UNKNOWN, _("the source's tables were not read yet"));
	else if (n < 0)
		verdict_set(v, VERDICT_FAIL, _("there is no publication %s"), sync_name(m).text);
	else if (add_unpublished(m, fact_text(m, FACT_SRC_PUBLICATION), &names))
		verdict_set(v, VERDICT_FAIL, _("not published: %s"), str_text(&names));
	else if (fact_num(m, FACT_SRC_WITHHELD))
		verdict_set(v, VERDICT_FAIL, _("it does not publish: %s"), fact_text(m, FACT_SRC_WITHHELD));
	else if (n != want)
		verdict_set(v, VERDICT_FAIL, _("it publishes %d tables, %d are wanted"), n, want);
	else
		verdict_set(v, VERDICT_PASS, _("%s: %d tables"), sync_name(m).text, n);
	str_release(&names);
}

static const struct gate rows[] = {
	{
		.id = "replica-identity",
		.label = N_("a key on every table"),
		.question = N_("every table that is published has a key"),
		.remedy = N_("Give it a key that is not deferrable or a replica identity, or leave it out."),
		.facts = FACTS_OF(FACT_SRC_NO_KEY, FACT_SRC_NO_EQUALITY, FACT_SRC_TABLES),
		.judge = judge_replica_identity,
		.max_age_ms = AGE_SLOW,
	},
	{
		.id = "target-key",
		.label = N_("green's keys"),
		.question = N_("green finds the rows that blue changes"),
		.remedy = N_("Give green's table the key that blue's has."),
		.side = OF_GREEN,
		.facts = FACTS_OF(FACT_TGT_NO_KEY, FACT_SRC_WHOLE_ROWS, FACT_SRC_TABLES),
		.judge = judge_target_key,
		.max_age_ms = AGE_SLOW,
	},
	{
		.id = "same-schema",
		.label = N_("same columns"),
		.question = N_("both databases have the same columns"),
		.remedy = N_("Make green's tables like blue's; both must be of the same version."),
		.side = OF_GREEN,
		.facts = FACTS_OF(FACT_SRC_SCHEMA, FACT_TGT_SCHEMA, FACT_SRC_TABLES),
		.judge = judge_same_schema,
		.max_age_ms = AGE_SLOW,
	},
	{
		.id = "publication",
		.label = N_("publication complete"),
		.question = N_("the publication holds every table but schema_migration"),
		.remedy = N_("Undo to before start-sync and start it again."),
		.facts = FACTS_OF(FACT_SRC_PUBLICATION, FACT_SRC_WITHHELD, FACT_SRC_TABLES),
		.judge = judge_publication,
		.max_age_ms = AGE_JUJU,
	},
};
const struct gate_table gates_tables = { rows, mem_count(rows) };
