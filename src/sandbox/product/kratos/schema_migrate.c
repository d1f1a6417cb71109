/* Runs the pending migrations, one transaction each, as `kratos migrate sql -e --yes` does: first the bookkeeping table, then the versions
 * in it, then one migration after the other. Each answer starts the next statement. */
#include "config.h"

#include "sandbox/product/kratos/schema.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/rows.h"
#include "port/loop.h"
#include "port/pg.h"

/* One run. pending: indexes into schema_list; next: how many of them are committed. */
struct migrating {
	struct schema_run run;
	char *release;
	size_t pending[SCHEMA_MOST], count, next;
};

/* Hands on the outcome of the reply that ended the run, and frees the run. */
static void finish(struct migrating *m, const struct reply *reply)
{
	struct schema_result result = { .ok = reply->ok, .timed_out = reply->timed_out, .applied = m->next, .message = "" };

	if (!reply->ok) {
		result.message = reply->message ? reply->message : "";
		result.version = m->next < m->count ? schema_list[m->pending[m->next]].version : NULL;
	}
	m->run.done(m->run.self, &result);
	free(m->release);
	free(m);
}

/* Milliseconds until the deadline; at least one, so that the statement is sent and answers with a timeout. */
static int64_t time_left(const struct migrating *m)
{
	int64_t left = m->run.by - loop_now();

	return left > 1 ? left : 1;
}

/* Several statements in one message are one transaction: the version row is there exactly when its work is. */
static void migration_text(const struct migrating *m, struct str *sql)
{
	const struct schema_migration *now = &schema_list[m->pending[m->next]];

	/* Before the work, so that a timeout leaves nothing of this migration. */
	if (m->run.slow_ms > 0)
		str_addf(sql, "SELECT pg_sleep(%lld::float8 / 1000);", (long long)m->run.slow_ms);
	str_add(sql, schema_sql(now->version));
	/* After the work, so that the rollback of the work is trained, too. */
	if (m->run.fail_at == (int64_t)m->next + 1)
		str_add(sql, "DO $$ BEGIN RAISE EXCEPTION 'canceling statement due to lock timeout' USING ERRCODE = '55P03'; END $$;");
	str_addf(sql, "INSERT INTO schema_migration (version, version_self) VALUES ('%s', 0)", now->version);
}

/* The answer to one migration: its transaction is committed, or none of it is. */
static void on_applied(void *self, const struct reply *reply);

/* One at a time: the answer to one decides whether the next is sent. */
static void run_next(struct migrating *m)
{
	struct str sql;

	str_init(&sql, STR_PAGE);
	migration_text(m, &sql);
	pg_ask(m->run.pg, str_text(&sql), time_left(m), on_applied, m);
	str_release(&sql);
}

static void on_applied(void *self, const struct reply *reply)
{
	struct migrating *m = self;

	if (!reply->ok) {
		finish(m, reply);
		return;
	}
	if (m->run.applied)
		m->run.applied(m->run.self, &schema_list[m->pending[m->next]]);
	m->next++;
	if (m->next < m->count)
		run_next(m);
	else
		finish(m, reply);
}

/* The versions in the database alone decide what runs. */
static void on_versions(void *self, const struct reply *reply)
{
	struct migrating *m = self;
	const char *applied[SCHEMA_MOST];
	size_t n = 0;

	if (!reply->ok || reply->sets == 0) {
		finish(m, reply);
		return;
	}
	const struct rows *rows = &reply->set[reply->sets - 1];
	for (size_t i = 0; i < rows->count && n < SCHEMA_MOST; i++) {
		const char *version = rows_cell(rows, i, "version");
		if (version)
			applied[n++] = version;
	}
	m->count = schema_pending(applied, n, m->release, m->pending);
	if (m->count > 0)
		run_next(m);
	else
		finish(m, reply);
}

/* The bookkeeping table exists; its versions are asked next. */
static void on_bookkeeping(void *self, const struct reply *reply)
{
	struct migrating *m = self;

	if (!reply->ok)
		finish(m, reply);
	else
		pg_ask(m->run.pg, "SELECT version FROM schema_migration", time_left(m), on_versions, m);
}

/* The deadline is the caller's, so the time for the bookkeeping counts as well. */
void schema_migrate(const struct schema_run *run)
{
	struct migrating *m = mem_zalloc(1, sizeof(*m));
	struct str sql;

	m->run = *run;
	m->release = mem_dup(run->release);
	m->run.release = m->release;
	str_init(&sql, STR_PAGE);
	str_add(&sql, schema_bookkeeping);
	str_add(&sql, run->also ? run->also : "");
	pg_ask(run->pg, str_text(&sql), time_left(m), on_bookkeeping, m);
	str_release(&sql);
}
