/* Finding a probe by its id, and what the files of probes share. */
#include "config.h"

#include "probe/probe.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "codec/json.h"
#include "codec/rows.h"
#include "codec/table_name.h"
#include "probe/own.h"

/* The three tables as one list. */
static const struct {
	const struct probe *rows;
	const size_t *count;
} tables[] = {
	{ probes_juju, &probes_juju_count },         { probes_sql, &probes_sql_count },       { probes_schema, &probes_schema_count },
	{ probes_way, &probes_way_count },           { probes_source, &probes_source_count }, { probes_fit, &probes_fit_count },
	{ probes_stumbles, &probes_stumbles_count },
};

/* Linear: some twenty rows. */
const struct probe *probe_find(enum probe_id id)
{
	for (size_t t = 0; t < mem_count(tables); t++)
		for (size_t i = 0; i < *tables[t].count; i++)
			if (tables[t].rows[i].id == id)
				return &tables[t].rows[i];
	return NULL;
}

/* PostgreSQL keeps 63 bytes of it; session tells apart two machines whose runs have one name. */
char *probe_application(const struct model *m)
{
	return mem_printf("teal %.28s %.28s", m->run ? m->run : "", m->session ? m->session : "");
}

/* The fact's name goes with it, as the fold reads it (take_fact in plan/fold_facts.c). */
void put_fact(struct json *facts, enum fact_id id, int64_t num, const char *text)
{
	struct json *row = json_array();

	json_push_str(row, fact_rows[id].name);
	json_push(row, json_new_int(num));
	json_push_str(row, text ? text : "");
	json_push(facts, row);
}

void put_rows(struct json *facts, enum fact_id id, const struct rows *r, const char *column)
{
	const char *text = rows_cell(r, 0, column);
	struct json *list = text ? json_parse(text, strlen(text), NULL) : NULL;

	put_fact(facts, id, (int64_t)json_count(list), text);
	json_free(list);
}

/* Names are told apart by their form alone: one may hold a blank. */
void put_table_names(struct json *facts, enum fact_id id, const char *names)
{
	int64_t n = 0;

	for (const char *at = names; at && table_name_length(at); n++) {
		at += table_name_length(at);
		at += *at == ' ';
	}
	put_fact(facts, id, n, names);
}

/* Without remedies: a probe asks again by itself. */
bool sql_ok(const struct answer *a, struct err *err)
{
	const struct reply *r = a->reply;

	if (r && r->ok)
		return true;
	if (r && r->timed_out)
		return err_set(err, ERR_WORLD, _("the database did not answer in time"), "", "");
	return err_set(err, ERR_WORLD, _("the database did not answer"), r && r->message ? r->message : a->trouble ? a->trouble : "", "");
}

/* Half a minute: a look that takes longer tells nothing about now. */
void ask_sql(struct commands *out, enum side side, char *sql_taken)
{
	commands_sql(out, side, 30000, sql_taken)->read_only = true;
}
