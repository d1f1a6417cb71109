/* Databases and roles as the PostgreSQL charm makes them, migrations as the application's binary runs them. A task is a list of steps
 * (struct steps), each a statement whose answer starts the next. */
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

/* The longest task below has five statements. Each may take STEP_MS. */
#define STEPS_MOST 6
#define STEP_MS 30000

/* One statement, in a transaction of its own, since CREATE DATABASE cannot run within another. */
struct step {
	char *sql; /* owned, and wiped at the end: it may hold a password */
	char tolerated[6]; /* an SQLSTATE that counts as success, since the object exists already; "" none */
	bool inside; /* runs in the database itself and not in "postgres" */
};

/* A task under way, with one session in the database "postgres", from which the other can be dropped, and one in the database itself.
 * Freed by steps_finish. */
struct steps {
	struct sandbox *sb;
	struct pg *outside, *inside;
	struct step step[STEPS_MOST];
	size_t count, next;
	sandbox_done *done;
	void *self;
};

/* Both sessions connect only when their first statement is sent. */
static struct steps *steps_new(struct sandbox *sb, enum sandbox_cluster which, const char *dbname, sandbox_done *done, void *self)
{
	struct steps *s = mem_zalloc(1, sizeof(*s));

	*s = (struct steps){ .sb = sb, .done = done, .self = self };
	s->outside = sandbox_pg(sb, which, "postgres");
	s->inside = sandbox_pg(sb, which, dbname);
	return s;
}

/* Takes the text of sql, and releases sql. */
static struct step *steps_add(struct steps *s, struct str *sql)
{
	struct step *step = &s->step[s->count++];

	step->sql = str_take(sql);
	str_release(sql);
	return step;
}

/* An error with this SQLSTATE means that the step's work was done before: the task goes on. */
static void tolerate(struct step *step, const char *sqlstate)
{
	memcpy(step->tolerated, sqlstate, 5);
}

/* Ends the task. reply NULL: all steps went well. The statements may hold passwords, so they are wiped. */
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

/* The answer to a step: the next statement, or the end. */
static void on_step(void *self, const struct reply *reply);

/* Sends the next statement on the session that it belongs to. */
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

/* verb, quoted name, rest: the form of most of these statements. */
static void statement(struct str *sql, const char *verb, const char *name, const char *rest)
{
	str_init(sql, STR_LINE);
	str_add(sql, verb);
	str_add_ident(sql, name);
	str_add(sql, rest);
}

/* Gives all tables and sequences of the schema to the role, as the charm does when a new relation finds an old database. */
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

/* A second run tolerates 42710 duplicate_object and 42P04 duplicate_database (PostgreSQL manual, Appendix A). The password is set each
 * time, since a new relation has a new one. */
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

/* FORCE ends the sessions in the database (PostgreSQL manual, DROP DATABASE; since 13). */
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

/* REASSIGN and DROP OWNED work in one database only, so they run inside; 42704 undefined_object: the role was dropped before.
 * The role's sessions are ended before the role is dropped, since PostgreSQL does not end them. */
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

/* Kratos makes a row when it finds none (facts/ory.md 3, DetermineNetwork). On green that row has to be deleted before the copy. */
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

/* A run of `kratos migrate sql` with its own session. */
struct migration {
	struct pg *pg;
	sandbox_log *log;
	sandbox_done *done;
	void *self;
};

/* The message has the words of the real command; pebble reports a timeout as a killed process. */
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

/* The session is the operator's with the role of the relation set, so that the tables belong to that role, as with the charm.
 * After the timeout pebble kills the program, and committed migrations stay (facts/charms.md 1.4). */
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
