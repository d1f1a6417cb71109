/* The text of a comparison: one line for each table, its differing rows below that line, and a sum at the end. The JSON document has the
 * same in its members. */
#include "config.h"

#include "cli/verdicts.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/verify_survey.h"
#include "codec/json.h"
#include "codec/table_name.h"

enum {
	VALUE_SHOWN = 120, /* bytes of a key or value in a line for people */
	NAMES_SHOWN = 10, /* tables that a note names */
};

/* ---- Words ---- */

/* Adds a foreign text, escaped; a long one is cut between two characters. */
static void add_cut(struct str *out, const char *text)
{
	size_t n = strlen(text), at = 0, step;
	uint32_t code;

	while (at < n && at < VALUE_SHOWN) {
		step = utf8_next(text + at, n - at, &code);
		at += step ? step : 1;
	}
	str_add_safe(out, text, at, STR_ONE_LINE);
	if (at < n)
		str_add(out, "…");
}

/* Adds a name, a version or a reason, escaped and never cut, since people copy them. */
static void add_name(struct str *out, const char *name)
{
	str_add_safe(out, name, strlen(name), STR_ONE_LINE);
}

/* "1 234 rows"; owned. */
static char *rows_text(int64_t rows)
{
	char n[CLOCK_TEXT];

	clock_count(rows, n);
	return mem_printf(ngettext("%s row", "%s rows", (unsigned long)rows), n);
}

/* "24 tables"; owned. */
static char *tables_text(int64_t tables)
{
	char n[CLOCK_TEXT];

	clock_count(tables, n);
	return mem_printf(ngettext("%s table", "%s tables", (unsigned long)tables), n);
}

/* ---- A row ---- */

/* The word for people; JSON has the untranslated one. */
static const char *kind_word(const char *kind)
{
	return strcmp(kind, "missing") == 0 ? _("missing") : strcmp(kind, "extra") == 0 ? _("extra") : _("changed");
}

/* A value in quotes; NULL has none, so that it is not taken for a text. */
static void add_value(struct str *out, const struct json *value)
{
	if (!json_text(value)) {
		str_add(out, "NULL");
		return;
	}
	str_add(out, "\"");
	add_cut(out, json_text(value));
	str_add(out, "\"");
}

/* The columns of a changed row; with --values the value of each on both sides. */
static void add_columns(struct str *out, const struct json *row)
{
	const struct json *source = json_get(row, "source"), *target = json_get(row, "target"), *columns = json_get(row, "columns");

	for (const struct json *c = json_first(columns); c; c = json_next(c)) {
		str_add(out, c == json_first(columns) ? ": " : ", ");
		add_name(out, json_text(c));
		if (!source)
			continue;
		str_add(out, " ");
		add_value(out, json_get(source, json_text(c)));
		str_add(out, " -> ");
		add_value(out, json_get(target, json_text(c)));
	}
}

/* All values of a row that one side lacks; values NULL: without --values. */
static void add_values(struct str *out, const struct json *values)
{
	for (const struct json *v = json_first(values); v; v = json_next(v)) {
		str_add(out, v == json_first(values) ? ": " : ", ");
		add_name(out, json_key(v));
		str_add(out, " ");
		add_value(out, v);
	}
}

/* "  changed id=7, nid=…: status, updated_at". A line that is too long ends with an ellipsis. */
static void add_row(struct str *out, const struct json *row)
{
	const char *kind = json_str(row, "kind", "");
	const struct json *key = json_get(row, "key");
	struct str line;

	str_init(&line, STR_LINE);
	str_addf(&line, "  %s ", kind_word(kind));
	for (const struct json *k = json_first(key); k; k = json_next(k)) {
		str_add(&line, k == json_first(key) ? "" : ", ");
		add_name(&line, json_key(k));
		str_add(&line, "=");
		add_cut(&line, json_text(k) ? json_text(k) : "NULL");
	}
	if (!json_count(key))
		str_add(&line, _("a row without a key"));
	if (strcmp(kind, "changed") == 0)
		add_columns(&line, row);
	else
		add_values(&line, json_get(row, strcmp(kind, "missing") == 0 ? "source" : "target"));
	str_addf(out, "%s%s\n", str_text(&line), line.full ? " …" : "");
	str_release(&line);
}

/* Rows beyond rows_max are only counted, by the table's object. */
void verdicts_row(struct verdicts *v, const struct json *row)
{
	if (!v->shown)
		v->shown = json_array();
	if ((int64_t)json_count(v->shown) < v->rows_max)
		json_push(v->shown, json_dup(row));
}

/* ---- A table ---- */

/* The numbers of differing rows where all were found, else the reason. */
static void add_difference(struct str *out, const struct json *row)
{
	static const char *const kind[] = { "missing", "extra", "changed" };
	char count[3][CLOCK_TEXT], *source, *target;

	if (!json_get(row, "missing") || json_str(row, "not_found", NULL)) {
		add_name(out, json_str(row, "why", ""));
		return;
	}
	for (int i = 0; i < 3; i++)
		clock_count(json_int(row, kind[i], 0), count[i]);
	source = rows_text(json_int(row, "source_rows", 0));
	target = rows_text(json_int(row, "target_rows", 0));
	/* TRANSLATORS: numbers of rows; the two holes at the end are "20 rows". */
	str_addf(out, _("%s missing, %s extra, %s changed; source %s, target %s"), count[0], count[1], count[2], source, target);
	free(source);
	free(target);
}

/* The table's line. It begins with the verdict, so that grep finds all tables of one kind. */
static void add_verdict(struct str *out, const struct json *row)
{
	char took[CLOCK_TEXT], *rows;

	clock_span(json_int(row, "took_ms", 0), took);
	if (json_bool(row, "equal", false)) {
		rows = rows_text(json_int(row, "source_rows", 0));
		str_addf(out, "%s: ", _("equal"));
		add_name(out, json_str(row, "table", ""));
		str_addf(out, " (%s, %s)\n", rows, took);
		free(rows);
		return;
	}
	str_addf(out, "%s: ", json_bool(row, "compared", true) ? _("DIFFERENT") : _("NOT COMPARED"));
	add_name(out, json_str(row, "table", ""));
	str_add(out, ": ");
	if (json_bool(row, "compared", true))
		add_difference(out, row);
	else
		add_name(out, json_str(row, "why", ""));
	str_addf(out, " (%s)\n", took);
}

/* The named rows, and the number of further ones. With --rows=0 that number is left out, too. */
static void add_rows(struct str *out, const struct json *shown, const struct json *row)
{
	int64_t all = json_int(row, "missing", 0) + json_int(row, "extra", 0) + json_int(row, "changed", 0);
	const char *trouble = json_str(row, "not_found", NULL);
	char count[CLOCK_TEXT];

	for (const struct json *r = json_first(shown); r; r = json_next(r))
		add_row(out, r);
	all -= (int64_t)json_count(shown);
	clock_count(all, count);
	if (all > 0 && json_count(shown))
		str_addf(out, ngettext("  and %s more\n", "  and %s more\n", (unsigned long)all), count);
	if (!trouble)
		return;
	str_addf(out, "  %s: ", _("not all of its rows could be named"));
	add_name(out, trouble);
	str_add(out, "\n");
}

/* An unknown number is null in JSON and not -1, since scripts may add numbers up. */
static void put_known(struct json *object, const char *key, int64_t n)
{
	if (n < 0)
		json_put(object, key, NULL);
	else
		json_put_int(object, key, n);
}

/* The table's object for the document. Takes shown. */
static struct json *table_json(const struct json *row, struct json *shown)
{
	struct json *o = json_object();

	json_put_str(o, "table", json_str(row, "table", ""));
	json_put_bool(o, "equal", json_bool(row, "equal", false));
	json_put_bool(o, "compared", json_bool(row, "compared", true));
	put_known(o, "source_rows", json_int(row, "source_rows", -1));
	put_known(o, "target_rows", json_int(row, "target_rows", -1));
	put_known(o, "missing", json_int(row, "missing", -1));
	put_known(o, "extra", json_int(row, "extra", -1));
	put_known(o, "changed", json_int(row, "changed", -1));
	json_put(o, "rows", shown ? shown : json_array());
	json_put_str(o, "rows_trouble", json_str(row, "not_found", NULL));
	json_put_str(o, "why", json_str(row, "why", NULL));
	json_put_int(o, "took_ms", json_int(row, "took_ms", 0));
	return o;
}

/* A table that could not be compared counts as failed and never as different. */
void verdicts_table(struct verdicts *v, const struct json *row, struct str *out)
{
	bool compared = json_bool(row, "compared", true);

	v->tables++;
	v->failed += !compared;
	v->different += compared && !json_bool(row, "equal", false);
	v->unnamed += json_str(row, "not_found", NULL) != NULL;
	v->rows += json_int(row, "source_rows", 0) > 0 ? json_int(row, "source_rows", 0) : 0;
	add_verdict(out, row);
	add_rows(out, v->shown, row);
	if (!v->list)
		v->list = json_array();
	json_push(v->list, table_json(row, v->shown));
	v->shown = NULL;
}

/* ---- The whole ---- */

/* Printed before the comparison, so that a wrong database is noticed early. */
void verdicts_head(const struct verify_seen *seen, struct str *out)
{
	const char *side[SIDES] = { _("source"), _("target") };

	for (int i = 0; i < SIDES; i++) {
		str_addf(out, "%s: ", side[i]);
		add_name(out, seen[i].database ? seen[i].database : "");
		str_add(out, ", PostgreSQL ");
		add_name(out, seen[i].version ? seen[i].version : "");
		str_add(out, "\n");
	}
}

/* The names of the target's tables that the source lacks. Owned. */
static struct json *only_on_target(const struct verify_seen *seen)
{
	struct json *list = json_array();

	for (size_t i = 0; i < seen[GREEN].catalog.tables; i++) {
		const struct verify_table *t = &seen[GREEN].catalog.table[i];
		char *name;

		if (verify_catalog_find(&seen[BLUE].catalog, t->schema, t->name))
			continue;
		name = table_name_make(t->schema, t->name);
		json_push_str(list, name);
		free(name);
	}
	return list;
}

/* A note with the tables that were not compared because the source lacks them. */
static void add_left_out(struct str *out, const struct verify_seen *seen)
{
	struct json *list = only_on_target(seen);
	const struct json *name = json_first(list);
	char *tables;

	if (name) {
		tables = tables_text((int64_t)json_count(list));
		/* TRANSLATORS: "3 tables". The names follow. */
		str_addf(out, _("note: only on the target, and not compared: %s:"), tables);
		free(tables);
		for (int i = 0; name && i < NAMES_SHOWN; i++, name = json_next(name)) {
			str_add(out, i ? ", " : " ");
			add_name(out, json_text(name));
		}
		str_add(out, name ? ", …\n" : "\n");
	}
	json_free(list);
}

/* By the server's answer and not by the conninfos, since two conninfos may lead to one database. */
static bool same(const struct verify_seen *seen)
{
	return seen[BLUE].same && str_same(seen[BLUE].same, seen[GREEN].same);
}

/* The last note explains differences in a comparison without a write-stop. */
static void add_notes(const struct verdicts *v, const struct verify_seen *seen, struct str *out)
{
	add_left_out(out, seen);
	if (same(seen))
		str_addf(out, "%s\n", _("note: source and target are the same database"));
	if (v->different)
		str_addf(out, "%s\n",
		         _("note: each side is read as it was at one moment; what was written between the two moments differs, too"));
}

/* Rows a second; at least a millisecond is assumed, so that nothing is divided by 0. */
static int64_t per_second(const struct verdicts *v, int64_t took_ms)
{
	return v->rows * 1000 / (took_ms > 0 ? took_ms : 1);
}

/* The verdict is the last line, for people and scripts that read only that one. */
void verdicts_end(const struct verdicts *v, const struct verify_seen *seen, int64_t took_ms, struct str *out)
{
	char *tables = tables_text(v->tables), *rows = rows_text(v->rows), took[CLOCK_TEXT], pace[CLOCK_TEXT];

	add_notes(v, seen, out);
	clock_span(took_ms, took);
	clock_count(per_second(v, took_ms), pace);
	/* TRANSLATORS: the second hole is "24 tables"; so it is in the next two. */
	if (v->different)
		str_addf(out, _("DIFFERENT: %lld of %s"), (long long)v->different, tables);
	if (v->different && v->failed)
		str_add(out, "; ");
	if (v->failed)
		str_addf(out, _("NOT COMPARED: %lld of %s"), (long long)v->failed, tables);
	if (!v->different && !v->failed)
		str_addf(out, _("equal: %s"), tables);
	/* TRANSLATORS: behind the verdict: "1 234 rows", how long, and rows a second. */
	str_addf(out, _("; %s in %s, %s a second\n"), rows, took, pace);
	free(tables);
	free(rows);
}

/* equal is false when a table could not be compared: only compared tables can be equal. */
struct json *verdicts_json(struct verdicts *v, const struct verify_seen *seen, int64_t took_ms)
{
	static const char *const name[SIDES] = { "source", "target" };
	struct json *root = json_object();

	json_put_bool(root, "equal", !v->different && !v->failed);
	json_put_bool(root, "compared", !v->failed);
	for (int i = 0; i < SIDES; i++) {
		struct json *side = json_object();

		json_put_str(side, "database", seen[i].database);
		json_put_str(side, "version", seen[i].version);
		json_put(root, name[i], side);
	}
	json_put_bool(root, "same_database", same(seen));
	json_put(root, "tables", v->list ? v->list : json_array());
	v->list = NULL;
	json_put(root, "only_on_target", only_on_target(seen));
	json_put_int(root, "rows", v->rows);
	json_put_int(root, "rows_a_second", per_second(v, took_ms));
	json_put_int(root, "took_ms", took_ms);
	return root;
}

void verdicts_release(struct verdicts *v)
{
	json_free(v->shown);
	json_free(v->list);
	*v = (struct verdicts){ 0 };
}
