/* Databases and roles as the PostgreSQL charm makes them, migrations as the application's binary runs them. */
#include "config.h"

#include "sandbox/world/sandbox.h"

#include <ctype.h>

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/rows.h"
#include "port/loop.h"
#include "port/pg.h"
#include "sandbox/product/kratos/schema.h"

/* Statements of the longest of the tasks below, and one to spare; STEP_MS each. */
#define STEPS_MOST 6
#define STEP_MS 30000

/* A few statements in a row, each its own transaction (CREATE DATABASE insists). */
struct step {
	char *sql;
	char tolerated[6]; /* an SQLSTATE that is no failure here: the thing exists already */
	bool inside; /* in the database itself, not in "postgres" */
};

/* A task under way, with a session outside of the database (it cannot drop itself) and one within. Frees itself in steps_finish. */
struct steps {
	struct sandbox *sb;
	struct pg *outside, *inside;
	struct step step[STEPS_MOST];
	size_t count, next;
	sandbox_done *done;
	void *self;
};

/* Opens no session yet: each connects when its first statement is sent. */
static struct steps *steps_new(struct sandbox *sb, enum sandbox_cluster which, const char *dbname, sandbox_done *done, void *self)
{
	struct steps *s = mem_zalloc(1, sizeof(*s));

	*s = (struct steps){ .sb = sb, .done = done, .self = self };
	s->outside = sandbox_pg(sb, which, "postgres");
	s->inside = sandbox_pg(sb, which, dbname);
	return s;
}

/* sql's text is taken over. */
static struct step *steps_add(struct steps *s, struct str *sql)
{
	struct step *step = &s->step[s->count++];

	step->sql = str_take(sql);
	str_release(sql);
	return step;
}

/* What this SQLSTATE says is what the step wanted: it goes on. */
static void tolerate(struct step *step, const char *sqlstate)
{
	memcpy(step->tolerated, sqlstate, 5);
}

/* reply NULL: all went well. Passwords stand in the statements, so these are wiped. */
static void steps_finish(struct steps *s, const struct reply *reply)
{
	bool ok = !reply || reply->ok;
	char *message = mem_dup(ok ? "" : reply->message ? reply->message : _("no answer"));
	sandbox_done *done = s->done;
	void *self = s->self;

	pg_close(s->outside);
	pg_close(s->inside);
	for (size_t i = 0; i < s->count; i++) {
		secret_wipe(s->step[i].sql, strlen(s->step[i].sql));
		free(s->step[i].sql);
	}
	free(s);
	done(self, &(struct sandbox_result){ .ok = ok, .message = message });
	free(message);
}

/* The next statement, or the end. */
static void on_step(void *self, const struct reply *reply);

static void steps_run(struct steps *s)
{
	struct step *step = &s->step[s->next];

	pg_ask(step->inside ? s->inside : s->outside, step->sql, STEP_MS, on_step, s);
}

static void on_step(void *self, const struct reply *reply)
{
	struct steps *s = self;
	const struct step *step = &s->step[s->next];

	if (!reply->ok && (step->tolerated[0] == '\0' || strcmp(step->tolerated, reply->sqlstate) != 0)) {
		steps_finish(s, reply);
		return;
	}
	s->next++;
	if (s->next < s->count)
		steps_run(s);
	else
		steps_finish(s, NULL);
}

/* "verb "name" rest": the shape of most of these statements. */
static void statement(struct str *sql, const char *verb, const char *name, const char *rest)
{
	str_init(sql, STR_LINE);
	str_add(sql, verb);
	str_add_ident(sql, name);
	str_add(sql, rest);
}

/* Everything in the schema that the role does not own yet becomes its own, as the charm does when a new relation finds an old database. */
static void take_over(struct str *sql, const char *role)
{
	str_init(sql, STR_LINE);
	str_add(sql, "DO $$ DECLARE t record; BEGIN FOR t IN SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace"
	             " AND c.relkind IN ('r', 'p', 'S') AND c.relowner <> ");
	str_add_literal(sql, role);
	str_add(sql, "::regrole LOOP EXECUTE format('ALTER TABLE public.%I OWNER TO %I', t.relname, ");
	str_add_literal(sql, role);
	str_add(sql, "); END LOOP; END $$");
}

/* What a second run finds is tolerated by its SQLSTATE (PostgreSQL manual, Appendix A): 42710 duplicate_object, 42P04
 * duplicate_database. The password is set each time: a new relation brings a new one. */
void sandbox_create_database(struct sandbox *sb, enum sandbox_cluster which, const char *dbname, const char *role,
                             const struct secret *password, sandbox_done *done, void *self)
{
	struct steps *s = steps_new(sb, which, dbname, done, self);
	struct str sql;

	statement(&sql, "CREATE ROLE ", role, "");
	tolerate(steps_add(s, &sql), "42710");
	statement(&sql, "ALTER ROLE ", role, " LOGIN SUPERUSER PASSWORD ");
	str_add_literal(&sql, secret_reveal(password));
	steps_add(s, &sql);
	statement(&sql, "CREATE DATABASE ", dbname, " OWNER ");
	str_add_ident(&sql, role);
	tolerate(steps_add(s, &sql), "42P04");
	statement(&sql, "ALTER DATABASE ", dbname, " OWNER TO ");
	str_add_ident(&sql, role);
	steps_add(s, &sql);
	take_over(&sql, role);
	steps_add(s, &sql)->inside = true;
	steps_run(s);
}

/* FORCE ends the sessions that still hang on it (PostgreSQL manual, DROP DATABASE; since 13). */
void sandbox_drop_database(struct sandbox *sb, enum sandbox_cluster which, const char *dbname, const char *role, sandbox_done *done,
                           void *self)
{
	struct steps *s = steps_new(sb, which, dbname, done, self);
	struct str sql;

	statement(&sql, "DROP DATABASE IF EXISTS ", dbname, " WITH (FORCE)");
	steps_add(s, &sql);
	if (role) {
		statement(&sql, "DROP ROLE IF EXISTS ", role, "");
		steps_add(s, &sql);
	}
	steps_run(s);
}

/* REASSIGN and DROP OWNED work in one database only, so they run inside; 42704 undefined_object: the role is gone already.
 * Sessions are ended before the role goes, or they would live on without one. */
void sandbox_drop_role(struct sandbox *sb, enum sandbox_cluster which, const char *dbname, const char *role, sandbox_done *done, void *self)
{
	struct steps *s = steps_new(sb, which, dbname, done, self);
	struct str sql;

	statement(&sql, "REASSIGN OWNED BY ", role, " TO " SB_OPERATOR "; DROP OWNED BY ");
	str_add_ident(&sql, role);
	steps_add(s, &sql);
	s->step[0].inside = true;
	tolerate(&s->step[0], "42704");
	str_init(&sql, STR_LINE);
	str_add(&sql, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ");
	str_add_literal(&sql, role);
	steps_add(s, &sql);
	statement(&sql, "DROP ROLE IF EXISTS ", role, "");
	steps_add(s, &sql);
	steps_run(s);
}

/* As Kratos does when it finds none (facts/ory.md 3, DetermineNetwork): green's own row is what has to go before the copy. */
void sandbox_first_start(struct sandbox *sb, enum sandbox_cluster which, const char *dbname, sandbox_done *done, void *self)
{
	struct steps *s = steps_new(sb, which, dbname, done, self);
	struct str sql;

	str_init(&sql, STR_LINE);
	str_add(&sql, "INSERT INTO networks (id, created_at, updated_at) SELECT gen_random_uuid(), now() AT TIME ZONE 'UTC', now() AT"
	              " TIME ZONE 'UTC' WHERE NOT EXISTS (SELECT 1 FROM networks)");
	steps_add(s, &sql)->inside = true;
	steps_run(s);
}

/* ---- Migrations ---- */

/* A run of `kratos migrate sql`, with the session that belongs to it. */
struct migration {
	struct pg *pg;
	sandbox_log *log;
	sandbox_done *done;
	void *self;
};

/* In the words of the command: pebble reports a timeout as a killed process. */
static void on_migrated(void *self, const struct schema_result *result)
{
	struct migration *m = self;
	char *message;

	if (result->timed_out)
		message = mem_dup("signal: killed");
	else if (!result->ok && result->version)
		message = mem_printf("error executing migration %s: %s", result->version, result->message);
	else if (!result->ok)
		message = mem_dup(result->message[0] ? result->message : "no answer from the database");
	else
		message = mem_dup("");
	if (m->log)
		m->log(m->self, result->ok ? "Successfully applied SQL migrations!" : message);
	pg_close(m->pg);
	m->done(m->self, &(struct sandbox_result){ .ok = result->ok, .timed_out = result->timed_out, .message = message });
	free(message);
	free(m);
}

/* The session is the operator's with the role of the relation set, so that the tables belong to the role as with the charm;
 * after its timeout pebble kills the program, and what was committed stays (facts/charms.md 1.4). */
void sandbox_migrate(struct sandbox *sb, enum sandbox_cluster which, const char *dbname, const char *role, const char *release,
                     int64_t timeout_ms, sandbox_log *log, sandbox_done *done, void *self)
{
	struct migration *m = mem_zalloc(1, sizeof(*m));
	char *conninfo = sandbox_conninfo(sb, which, dbname, SB_OPERATOR), *options = role ? mem_printf("-c role=%s", role) : NULL;

	*m = (struct migration){ .log = log, .done = done, .self = self };
	m->pg = pg_open(sb->loop, &(struct pg_spec){ .conninfo = conninfo,
	                                             .password = sandbox_cluster_password(sb, which),
	                                             .application_name = "kratos migrate",
	                                             .options = options });
	schema_migrate(&(struct schema_run){
		.pg = m->pg,
		.release = release,
		.also = sb->world == WORLD_ODD ? schema_odd_both : NULL,
		.by = loop_now() + timeout_ms,
		.slow_ms = sandbox_fault(sb, "migrate-slow-ms", 0),
		.fail_at = sandbox_fault(sb, "migrate-fail-at", 0),
		.done = on_migrated,
		.self = m,
	});
	free(conninfo);
	free(options);
}
