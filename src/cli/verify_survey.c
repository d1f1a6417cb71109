/* One question to each side, with the catalogue's own text of the comparison, so that both speak of the same tables. */
#include "config.h"

#include "cli/verify_survey.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "codec/rows.h"
#include "port/pg.h"

#define ANSWER_MS 60000

/* One side. */
struct look {
	struct verify_survey *all;
	enum side side;
	struct pg *pg;
	bool busy;
};

struct verify_survey {
	struct look look[SIDES];
	struct verify_seen seen[SIDES];
	struct err err; /* the first failure */
};

/* A server's start to the microsecond and a database's number name a database, whichever way leads to it. */
static const char who_sql[] = "SELECT current_database() AS database, current_setting('server_version') AS version, "
			      "extract(epoch FROM pg_postmaster_start_time())::text || ' ' || d.oid AS same "
			      "FROM pg_database d WHERE d.datname = current_database(); ";

/* Unreachable and unreadable have different remedies. */
static void refused(struct look *l, const struct reply *r)
{
	const char *unreached[SIDES] = { _("the source cannot be reached"), _("the target cannot be reached") };
	const char *unread[SIDES] = { _("the source cannot be read"), _("the target cannot be read") };

	if (l->all->err.kind != ERR_NONE)
		return;
	err_set(&l->all->err, ERR_ENVIRONMENT, r->lost ? unreached[l->side] : unread[l->side],
	        r->timed_out ? _("it did not answer in time")
	        : r->message ? r->message
	                     : _("the server gave no reason"),
	        r->lost ? _("Check the conninfo, the way to the host, and the password in ~/.pgpass or the file that passfile= names.")
	                : _("See what the database is busy with, and what the role may read."));
}

/* The set whose first column has the name; NULL when there is none: settings are answered with sets of their own. */
static const struct rows *set_of(const struct reply *r, const char *column)
{
	for (size_t i = 0; i < r->sets; i++)
		if (r->set[i].columns && strcmp(r->set[i].name[0], column) == 0)
			return &r->set[i];
	return NULL;
}

/* Who it is, and its tables. */
static void answered(void *self, const struct reply *r)
{
	struct look *l = self;
	struct verify_seen *seen = &l->all->seen[l->side];
	const struct rows *who = set_of(r, "database"), *tables = set_of(r, "schema");

	l->busy = false;
	if (!r->ok || !who || !tables) {
		refused(l, r);
		return;
	}
	mem_set(&seen->database, rows_cell(who, 0, "database"));
	mem_set(&seen->version, rows_cell(who, 0, "version"));
	mem_set(&seen->same, rows_cell(who, 0, "same"));
	verify_catalog_read(tables, &seen->catalog);
}

/* Both at once: the slower one sets the time. In one transaction, with what the comparison sets for itself: through a pooler a setting
 * would stay with somebody else's session. */
struct verify_survey *verify_survey_new(struct loop *loop, const struct pg_spec *source, const struct pg_spec *target, int64_t answer_ms)
{
	const struct pg_spec *spec[SIDES] = { source, target };
	struct verify_survey *look = mem_zalloc(1, sizeof *look);
	char *sql = mem_printf("%s; %s%s; COMMIT", verify_begin_sql, who_sql, verify_catalog_sql);

	for (int side = 0; side < SIDES; side++) {
		struct look *l = &look->look[side];

		*l = (struct look){ .all = look, .side = (enum side)side, .busy = true };
		l->pg = pg_open(loop, spec[side]);
		pg_ask(l->pg, sql, answer_ms < ANSWER_MS ? answer_ms : ANSWER_MS, answered, l);
	}
	free(sql);
	return look;
}

/* One that failed ends the wait for the other. */
bool verify_survey_busy(const struct verify_survey *look)
{
	return look->err.kind == ERR_NONE && (look->look[BLUE].busy || look->look[GREEN].busy);
}

/* The error of the side that failed first. */
const struct verify_seen *verify_survey_seen(const struct verify_survey *look, struct err *err)
{
	if (look->err.kind == ERR_NONE)
		return look->seen;
	*err = look->err;
	return NULL;
}

/* What closing answers is of no interest any more. */
void verify_survey_free(struct verify_survey *look)
{
	if (!look)
		return;
	for (int side = 0; side < SIDES; side++) {
		struct verify_seen *seen = &look->seen[side];

		pg_close(look->look[side].pg);
		free(seen->database);
		free(seen->version);
		free(seen->same);
		verify_catalog_release(&seen->catalog);
	}
	free(look);
}
