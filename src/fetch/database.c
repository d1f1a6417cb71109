/* The queries of the probes, asked once. A database without schema_migration is an error here: it cannot be the source of anything. */
#include "config.h"

#include "fetch/database.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/rows.h"
#include "codec/table_name.h"
#include "port/pg.h"
#include "probe/own.h"

#define CONNECT_MS 10000
#define ANSWER_MS 30000

struct database_probe {
	struct pg *pg;
	bool busy, ok;
	struct err err;
	char **name; /* owned, those of table */
	struct assess_table *table;
	size_t tables;
	char *recorded, *extensions;
	int64_t size;
};

/* The app's tables stand where its schema_migration stands; another schema may hold tables of the same names. */
static const char look_sql[] = "SELECT (SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = "
			       "to_regclass('schema_migration')) AS schema,\n"
			       " " EXTENSIONS_SQL " AS extensions;\n" TABLES_SQL ";\n" RECORDED_SQL;

/* The size is that of everything, since everything is copied; the tables are the app's own. What a partition holds is counted with its
 * root. */
static void take_tables(struct database_probe *l, const struct rows *r, const char *wanted)
{
	l->table = mem_zalloc(r->count, sizeof *l->table);
	l->name = mem_zalloc(r->count, sizeof *l->name);
	for (size_t i = 0; i < r->count; i++) {
		char *schema, *name;

		if (rows_cell(r, i, "root"))
			continue;
		l->size += rows_int(r, i, "bytes", 0);
		if (table_name_split(rows_cell(r, i, "name"), &schema, &name) && strcmp(schema, wanted) == 0) {
			l->name[l->tables] = mem_dup(name);
			l->table[l->tables] = (struct assess_table){
				.name = l->name[l->tables],
				.rows = rows_int(r, i, "rows", -1),
				.bytes = rows_int(r, i, "bytes", -1),
			};
			l->tables++;
		}
		free(schema);
		free(name);
	}
}

/* Each has something else to be done about it. */
static void refused(struct database_probe *l, const struct reply *r)
{
	const char *why = r->message ? r->message : "";

	if (strcmp(r->sqlstate, "42P01") == 0)
		err_set(&l->err, ERR_INPUT, _("the source database is not one of the product"), _("it has no table schema_migration"),
		        _("Look at dbname= in --source-db, and at the role's search_path."));
	else if (strcmp(r->sqlstate, "42501") == 0)
		err_set(&l->err, ERR_ENVIRONMENT, _("the source database cannot be read"), why,
		        _("Name a role in --source-db that may read the product's tables."));
	else if (!r->lost)
		err_set(&l->err, ERR_ENVIRONMENT, _("the source database cannot be read"),
		        r->timed_out ? _("it did not answer in time") : why,
		        _("Try again later, or leave --source-db away: sizes are then not known."));
	else
		err_set(&l->err, ERR_ENVIRONMENT, _("the source database cannot be reached"), why,
		        _("Check --source-db, the way to the host, and the password in ~/.pgpass or the file that passfile= names."));
}

/* Without the table the third statement fails; with another search path the first finds no schema. Both are refused. */
static void answered(void *self, const struct reply *r)
{
	struct database_probe *l = self;
	const char *schema = r->sets > 0 ? rows_cell(&r->set[0], 0, "schema") : NULL;

	l->busy = false;
	if (!r->ok || r->sets < 3 || !schema) {
		refused(l, r);
		return;
	}
	mem_set(&l->extensions, rows_cell(&r->set[0], 0, "extensions"));
	mem_set(&l->recorded, rows_cell(&r->set[2], 0, "versions"));
	take_tables(l, &r->set[1], schema);
	l->ok = true;
}

/* One text, so that all three are of one moment. The server has its own limits, should we be gone. */
struct database_probe *database_probe_new(struct loop *loop, const char *conninfo)
{
	struct database_probe *l = mem_zalloc(1, sizeof *l);

	l->busy = true;
	l->pg = pg_open(loop, &(struct pg_spec){
				      .conninfo = conninfo,
				      .application_name = "teal releases",
				      .options = "-c statement_timeout=30s -c lock_timeout=5s",
				      .read_only = true,
				      .connect_ms = CONNECT_MS,
			      });
	pg_ask(l->pg, look_sql, ANSWER_MS, answered, l);
	return l;
}

void database_probe_free(struct database_probe *l)
{
	if (!l)
		return;
	pg_close(l->pg);
	for (size_t i = 0; i < l->tables; i++)
		free(l->name[i]);
	free(l->name);
	free(l->table);
	free(l->recorded);
	free(l->extensions);
	free(l);
}

bool database_probe_busy(const struct database_probe *l)
{
	return l->busy;
}

bool database_probe_result(const struct database_probe *l, struct database_facts *out, struct err *err)
{
	*out = (struct database_facts){ .size = -1 };
	if (!l->ok) {
		*err = l->err;
		return false;
	}
	*out = (struct database_facts){
		.table = l->table,
		.tables = l->tables,
		.recorded = l->recorded ? l->recorded : "",
		.extensions = l->extensions ? l->extensions : "",
		.size = l->size,
	};
	return true;
}
