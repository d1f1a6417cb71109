/* The SQL of the probes, asked once for a command without a run. A database without schema_migration is an
 * error here, since it cannot be the source of a migration. */
#include "config.h"

#include "fetch/database.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/rows.h"
#include "codec/table_name.h"
#include "port/pg.h"
#include "probe/tables_sql.h"

#define CONNECT_MS 10000
#define ANSWER_MS 30000

/* A probe run. Everything in it is owned. */
struct database_probe {
	struct pg *pg;
	bool busy, ok;
	struct err err;
	char **name; /* the names that table points to */
	struct assess_table *table;
	size_t tables;
	char *recorded, *extensions;
	int64_t size;
};

/* The app's tables are in the schema of its schema_migration; another schema may hold tables of the same names. */
static const char probe_sql[] = "SELECT (SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = "
				"to_regclass('schema_migration')) AS schema,\n"
				" " EXTENSIONS_SQL " AS extensions;\n" TABLES_SQL ";\n" RECORDED_SQL;

/* The size covers everything, since everything is copied; the list has the app's own tables. Partitions are
 * counted with their root. */
static void take_tables(struct database_probe *p, const struct rows *r, const char *wanted)
{
	p->table = mem_zalloc(r->count, sizeof *p->table);
	p->name = mem_zalloc(r->count, sizeof *p->name);
	for (size_t i = 0; i < r->count; i++) {
		char *schema, *name;

		if (rows_cell(r, i, "root"))
			continue;
		p->size += rows_int(r, i, "bytes", 0);
		if (table_name_split(rows_cell(r, i, "name"), &schema, &name) && strcmp(schema, wanted) == 0) {
			p->name[p->tables] = mem_dup(name);
			p->table[p->tables] = (struct assess_table){
				.name = p->name[p->tables],
				.rows = rows_int(r, i, "rows", -1),
				.bytes = rows_int(r, i, "bytes", -1),
			};
			p->tables++;
		}
		free(schema);
		free(name);
	}
}

/* Each cause gets its own advice. */
static void refused(struct database_probe *p, const struct reply *r)
{
	const char *why = r->message ? r->message : "";

	if (strcmp(r->sqlstate, "42P01") == 0)
		err_set(&p->err, ERR_INPUT, _("the source database is not one of the product"), _("it has no table schema_migration"),
		        _("Look at dbname= in --source-db, and at the role's search_path."));
	else if (strcmp(r->sqlstate, "42501") == 0)
		err_set(&p->err, ERR_ENVIRONMENT, _("the source database cannot be read"), why,
		        _("Name a role in --source-db that may read the product's tables."));
	else if (!r->lost)
		err_set(&p->err, ERR_ENVIRONMENT, _("the source database cannot be read"),
		        r->timed_out ? _("it did not answer in time") : why,
		        _("Try again later, or leave --source-db away: sizes are then not known."));
	else
		err_set(&p->err, ERR_ENVIRONMENT, _("the source database cannot be reached"), why,
		        _("Check --source-db, the way to the host, and the password in ~/.pgpass or the file that passfile= names."));
}

/* Without the table the third statement fails; with another search path the first one finds no schema. Both end
 * in refused. */
static void answered(void *self, const struct reply *r)
{
	struct database_probe *p = self;
	const char *schema = r->sets > 0 ? rows_cell(&r->set[0], 0, "schema") : NULL;

	p->busy = false;
	if (!r->ok || r->sets < 3 || !schema) {
		refused(p, r);
		return;
	}
	mem_set(&p->extensions, rows_cell(&r->set[0], 0, "extensions"));
	mem_set(&p->recorded, rows_cell(&r->set[2], 0, "versions"));
	take_tables(p, &r->set[1], schema);
	p->ok = true;
}

/* One text with all three statements, so that one transaction answers them. The limits also hold on the server,
 * should Teal be gone. */
struct database_probe *database_probe_new(struct loop *loop, const char *conninfo)
{
	struct database_probe *p = mem_zalloc(1, sizeof *p);

	p->busy = true;
	p->pg = pg_open(loop, &(struct pg_spec){
				      .conninfo = conninfo,
				      .application_name = "teal releases",
				      .options = "-c statement_timeout=30s -c lock_timeout=5s",
				      .read_only = true,
				      .connect_ms = CONNECT_MS,
			      });
	pg_ask(p->pg, probe_sql, ANSWER_MS, answered, p);
	return p;
}

void database_probe_free(struct database_probe *p)
{
	if (!p)
		return;
	pg_close(p->pg);
	for (size_t i = 0; i < p->tables; i++)
		free(p->name[i]);
	free(p->name);
	free(p->table);
	free(p->recorded);
	free(p->extensions);
	free(p);
}

bool database_probe_busy(const struct database_probe *p)
{
	return p->busy;
}

bool database_probe_result(const struct database_probe *p, struct database_facts *out, struct err *err)
{
	*out = (struct database_facts){ .size = -1 };
	if (!p->ok) {
		*err = p->err;
		return false;
	}
	*out = (struct database_facts){
		.table = p->table,
		.tables = p->tables,
		.recorded = p->recorded ? p->recorded : "",
		.extensions = p->extensions ? p->extensions : "",
		.size = p->size,
	};
	return true;
}
