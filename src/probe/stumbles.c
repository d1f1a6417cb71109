/* Rows of blue that a migration on the way must fail on: the questions of plan/product_stumbles.c, asked on the source. */
#include "config.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "codec/rows.h"
#include "plan/product_stumbles.h"
#include "probe/own.h"

/* One row for each question whose tables are all there. The texts go to the server as data and are run there, so that a table that
 * is missing fails one question and not the look. */
static bool build_stumbles(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	struct str sql;
	size_t asked = 0;

	str_init(&sql, 4 * STR_PAGE);
	str_add(&sql, "SELECT s.id, " TEXT_OF("n") " AS n, " TEXT_OF("example") " AS example FROM (VALUES");
	for (size_t i = 0; stumble_at(i); i++) {
		const struct stumble *s = stumble_at(i);

		if (!stumble_lies_between(m, s))
			continue;
		str_add(&sql, asked++ ? ",\n (" : "\n (");
		str_add_literal(&sql, s->id);
		str_add(&sql, ", ");
		str_add_literal(&sql, s->tables);
		str_add(&sql, ", ");
		str_add_literal(&sql, s->sql);
		str_add(&sql, ")");
	}
	str_add(&sql, asked ? "" : "\n ('', '', '')");
	str_add(&sql,
	        ") s (id, tables, sql) CROSS JOIN LATERAL (SELECT CASE WHEN s.sql <> '' AND NOT EXISTS (SELECT FROM "
	        "regexp_split_to_table(s.tables, ' ') t\n WHERE to_regclass(t) IS NULL) THEN query_to_xml(s.sql, false, true, '') END AS "
	        "x) v");
	commands_sql(out, side, 120000, str_take(&sql))->read_only = true;
	return true;
}

/* What has no row to stumble over is not told. */
static bool read_stumbles(const struct model *m, enum side side, const struct answer *a, int64_t now, struct json *facts,
                          struct json *tables, struct err *err)
{
	struct json *list;
	char *line;

	if (!sql_ok(a, err))
		return false;
	list = json_array();
	for (size_t i = 0; i < a->reply->set[0].count; i++) {
		const struct rows *r = &a->reply->set[0];
		struct json *row;

		if (rows_int(r, i, "n", 0) == 0)
			continue;
		row = json_array();
		json_push_str(row, rows_cell(r, i, "id"));
		json_push_str(row, rows_cell(r, i, "n"));
		json_push_str(row, rows_cell(r, i, "example"));
		json_push(list, row);
	}
	line = json_line(list);
	put_fact(facts, FACT_SRC_STUMBLES, (int64_t)json_count(list), line);
	free(line);
	json_free(list);
	return true;
}

/* They read whole tables. */
const struct probe probes_stumbles[] = {
	{ .id = PROBE_STUMBLES, .side = OF_BLUE, .slow_ms = 60000, .fast_ms = 10000, .build = build_stumbles, .read = read_stumbles },
};
const size_t probes_stumbles_count = mem_count(probes_stumbles);
