/* One statement to each side. It has the same text about tables as the comparison itself (verify/sql.h), so that both see the same
 * tables. */
#include "config.h"

#include "cli/verify_survey.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "codec/rows.h"
#include "port/pg.h"

/* The longest answer, also with a larger --timeout: the catalogue is small. */
#define ANSWER_MS 60000

/* The survey of one side. */
struct half {
	struct verify_survey *survey;
	enum side side;
	struct pg *pg;
	bool busy; /* not answered yet */
};

/* The survey of both sides. */
struct verify_survey {
	struct half half[SIDES];
	struct verify_seen seen[SIDES];
	struct err err; /* the first failure */
};

/* The start of the server to the microsecond and the database's oid identify a database, by whatever address it is reached. */
static const char who_sql[] = "SELECT current_database() AS database, current_setting('server_version') AS version, "
			      "extract(epoch FROM pg_postmaster_start_time())::text || ' ' || d.oid AS same "
			      "FROM pg_database d WHERE d.datname = current_database(); ";

/* Keeps the error of the first side that failed. An unreachable server and an unreadable catalogue have different remedies. */
static void refused(struct half *h, const struct reply *r)
{
	const char *unreached[SIDES] = { _("the source cannot be reached"), _("the target cannot be reached") };
	const char *unread[SIDES] = { _("the source cannot be read"), _("the target cannot be read") };

	if (h->survey->err.kind != ERR_NONE)
		return;
	err_set(&h->survey->err, ERR_ENVIRONMENT, r->lost ? unreached[h->side] : unread[h->side],
	        r->timed_out ? _("it did not answer in time")
	        : r->message ? r->message
	                     : _("the server gave no reason"),
	        r->lost ? _("Check the conninfo, the way to the host, and the password in ~/.pgpass or the file that passfile= names.")
	                : _("See what the database is busy with, and what the role may read."));
}

/* The result set whose first column has the name, NULL: none. A set is not found by number, since settings are answered by sets, too. */
static const struct rows *set_of(const struct reply *r, const char *column)
{
	for (size_t i = 0; i < r->sets; i++)
		if (r->set[i].columns && strcmp(r->set[i].name[0], column) == 0)
			return &r->set[i];
	return NULL;
}

/* The answer of one side: its identity and its tables. */
static void answered(void *self, const struct reply *r)
{
	struct half *h = self;
	struct verify_seen *seen = &h->survey->seen[h->side];
	const struct rows *who = set_of(r, "database"), *tables = set_of(r, "schema");

	h->busy = false;
	if (!r->ok || !who || !tables) {
		refused(h, r);
		return;
	}
	mem_set(&seen->database, rows_cell(who, 0, "database"));
	mem_set(&seen->version, rows_cell(who, 0, "version"));
	mem_set(&seen->same, rows_cell(who, 0, "same"));
	verify_catalog_read(tables, &seen->catalog);
}

/* Both sides are asked at the same time. The statement is one transaction with the comparison's own settings, which end with it: behind a
 * pooler a setting of the session would stay for other clients. */
struct verify_survey *verify_survey_new(struct loop *loop, const struct pg_spec *source, const struct pg_spec *target, int64_t answer_ms)
{
	const struct pg_spec *spec[SIDES] = { source, target };
	struct verify_survey *survey = mem_zalloc(1, sizeof *survey);
	char *sql = mem_printf("%s; %s%s; COMMIT", verify_begin_sql, who_sql, verify_catalog_sql);

	for (int side = 0; side < SIDES; side++) {
		struct half *h = &survey->half[side];

		*h = (struct half){ .survey = survey, .side = (enum side)side, .busy = true };
		h->pg = pg_open(loop, spec[side]);
		pg_ask(h->pg, sql, answer_ms < ANSWER_MS ? answer_ms : ANSWER_MS, answered, h);
	}
	free(sql);
	return survey;
}

/* A side that failed ends the wait for the other. */
bool verify_survey_busy(const struct verify_survey *survey)
{
	return survey->err.kind == ERR_NONE && (survey->half[BLUE].busy || survey->half[GREEN].busy);
}

/* The error of the side that failed first. */
const struct verify_seen *verify_survey_seen(const struct verify_survey *survey, struct err *err)
{
	if (survey->err.kind == ERR_NONE)
		return survey->seen;
	*err = survey->err;
	return NULL;
}

/* pg_close answers a side that is still busy; that answer is dropped with the rest. */
void verify_survey_free(struct verify_survey *survey)
{
	if (!survey)
		return;
	for (int side = 0; side < SIDES; side++) {
		struct verify_seen *seen = &survey->seen[side];

		pg_close(survey->half[side].pg);
		free(seen->database);
		free(seen->version);
		free(seen->same);
		verify_catalog_release(&seen->catalog);
	}
	free(survey);
}
