/* Two sessions a side: one read-only, which the probes use and which cannot write whatever it is asked, and one that
 * writes, for acts, heartbeats and Teal's lock. They are opened when they are first needed. */
#include "config.h"

#include "run/own.h"

#include "base/intl.h"
#include "base/mem.h"
#include "codec/rows.h"
#include "port/loop.h"
#include "port/pg.h"
#include "probe/probe.h"
#include "probe/session_sql.h"

enum {
	/* how long a lost lock may go unnoticed; asking again in the session that has it only counts it up */
	LOCK_AGAIN_MS = 5 * 1000,
	LOCK_MS = 10 * 1000,
};

/* 1952801132 is the class of Teal's advisory locks (the probe of the source looks for it too); the object is the database's name. */
static char lock_sql[] = "SELECT pg_try_advisory_lock(1952801132, hashtext(current_database())) AS held";

static const struct side_settings *settings_of(const struct link *link)
{
	return &link->run->model.settings.side[link->side];
}

/* The charms name an app's database after its model and itself: "MODEL_APP" (facts: charms, database name). */
static char *database_name(const struct side_settings *s)
{
	const char *model = s->juju_model ? s->juju_model : "", *cut = strrchr(model, '/');

	if (!cut)
		cut = strrchr(model, ':');
	return mem_printf("%s_%s", cut ? cut + 1 : model, s->app ? s->app : "");
}

/* pg_conninfo_with that takes its first argument. */
static char *with(char *conninfo_taken, const char *keyword, const char *value)
{
	char *out = pg_conninfo_with(conninfo_taken, keyword, value);

	free(conninfo_taken);
	return out;
}

/* An empty value is as good as none. */
static bool lacks(const char *conninfo, const char *keyword)
{
	char *value = pg_conninfo_get(conninfo, keyword);
	bool absent = !value || !*value;

	free(value);
	return absent;
}

/* The settings' conninfo with what it leaves to Teal; owned, NULL and err when the address is not known. */
static char *complete_conninfo(const struct link *link, struct err *err)
{
	const struct side_settings *s = settings_of(link);
	const struct fact *address = &link->run->model.fact[FACT_SIDE(FACT_BLUE_PG_ADDRESS, link->side)];
	char *conninfo = mem_dup(s->conninfo ? s->conninfo : ""), *name;

	if (lacks(conninfo, "host") && lacks(conninfo, "hostaddr") && lacks(conninfo, "service")) {
		if (!address->known || !*address->text) {
			free(conninfo);
			err_set(err, ERR_WORLD, _("The database cannot be reached"),
			        _("juju has not told the address of PostgreSQL's leader yet"),
			        _("Wait for the next look at juju status, or put a host into the settings' conninfo."));
			return NULL;
		}
		conninfo = with(conninfo, "host", address->text);
	}
	if (lacks(conninfo, "dbname") && lacks(conninfo, "service")) {
		name = database_name(s);
		conninfo = with(conninfo, "dbname", name);
		free(name);
	}
	return conninfo;
}

/* Teal's lock lived in blue's writing session, and is gone with it. */
static void close_sessions(struct link *link)
{
	for (int kind = 0; kind < SESSION_KINDS; kind++) {
		pg_close(link->session[kind]);
		link->session[kind] = NULL;
	}
	if (link->side == BLUE)
		link->run->lock_held = false;
}

/* Nobody waits for an answer of this side. */
static bool idle(const struct link *link)
{
	for (int kind = 0; kind < SESSION_KINDS; kind++)
		if (link->session[kind] && pg_busy(link->session[kind]))
			return false;
	return !exec_uses(link->run, link->side);
}

/* Brings link->conninfo up to date. A leader that has moved means new sessions, as soon as the old ones are idle. */
static bool refresh_conninfo(struct link *link, struct err *err)
{
	char *now = complete_conninfo(link, err);

	if (!now)
		return false;
	/* Busy sessions keep the old one for now: nothing is torn away from an act. */
	if (str_same(now, link->conninfo) || (link->conninfo && !idle(link))) {
		free(now);
		return true;
	}
	if (!pg_conninfo_check(now, err)) {
		free(now);
		return false;
	}
	close_sessions(link);
	free(link->conninfo);
	link->conninfo = now;
	return true;
}

/* What it points to changes when the leader moves: it is to be used at once, not kept. */
enum session_state session_spec(struct run *run, enum side side, struct pg_spec *spec, struct err *err)
{
	struct link *link = &run->link[side];
	enum session_state state;

	if (!refresh_conninfo(link, err))
		return SESSION_NEVER;
	state = password_get(link, err);
	if (state != SESSION_READY)
		return state;
	if (!run->application)
		run->application = probe_application(&run->model);
	for (int kind = 0; kind < SESSION_KINDS; kind++)
		if (!run->setup[kind])
			run->setup[kind] = session_sql(kind == SESSION_READ ? SESSION_LOOKS : SESSION_WRITES);
	*spec = (struct pg_spec){
		.conninfo = link->conninfo,
		.password = &link->password,
		.application_name = run->application,
		.setup = run->setup[SESSION_READ],
		.flags = PG_DIRECT,
	};
	return SESSION_READY;
}

/* Refuses a writing session to an observer: this is the last door, whatever was asked for by mistake before it. */
enum session_state session_get(struct run *run, enum side side, enum session_kind kind, struct pg **pg, struct err *err)
{
	struct link *link = &run->link[side];
	struct pg_spec spec;
	enum session_state state = session_spec(run, side, &spec, err);

	if (state != SESSION_READY)
		return state;
	if (kind == SESSION_WRITE && run->observe) {
		err_set(err, ERR_INPUT, _("Nothing is written while observing"), "", _("Start Teal without --observe."));
		return SESSION_NEVER;
	}
	if (!link->session[kind]) {
		spec.setup = run->setup[kind];
		link->session[kind] = pg_open(run->loop, &spec);
	}
	*pg = link->session[kind];
	return SESSION_READY;
}

/* 28P01 invalid_password, 28000 invalid_authorization_specification */
void session_answered(struct run *run, enum side side, const struct reply *r)
{
	struct link *link = &run->link[side];

	if (strcmp(r->sqlstate, "28P01") == 0 && settings_of(link)->password == PASSWORD_JUJU)
		link->password_refused = true;
}

/* A session that was lost has lost the lock as well; the answer then is not ok. */
static void lock_answered(void *self, const struct answer *a, const struct err *error)
{
	const struct reply *r = a->reply;
	struct run *run = self;

	run->lock_held = r->ok && r->sets && rows_bool(&r->set[0], 0, "held");
}

/* The links do not move: children and answers hold pointers to them. */
void sessions_init(struct run *run)
{
	for (int side = 0; side < SIDES; side++)
		password_init(run, (enum side)side);
	run->lock = (struct errand){ .run = run, .rank = ERRAND_PROBE, .done = lock_answered, .self = run };
}

/* The lock lives as long as its session: asked for again now and then, which also notices a session that was lost (the lock counts, and is
 * given back, with the session; taking it twice in the same session does no harm). */
static void keep_lock(struct run *run)
{
	static const struct command ask = { .kind = CMD_SQL, .side = BLUE, .sql = lock_sql, .deadline_ms = LOCK_MS };
	struct err ignored;

	if (run->observe || run->lock.command || loop_now() < run->lock_after || exec_uses(run, BLUE))
		return;
	run->lock_after = loop_now() + LOCK_AGAIN_MS;
	errand_start(&run->lock, &ask, &ignored);
}

/* Only while the source is looked at: a step that has nothing to do with it needs no session there. */
void sessions_turn(struct run *run)
{
	if (run->queue.pace[PROBE_SOURCE] > 0)
		keep_lock(run);
}

/* Answers that come of closing find a run that says it is closing. */
void sessions_release(struct run *run)
{
	for (int kind = 0; kind < SESSION_KINDS; kind++)
		free(run->setup[kind]);
	for (int side = 0; side < SIDES; side++) {
		struct link *link = &run->link[side];

		errand_drop(&link->asking);
		commands_release(&link->question);
		close_sessions(link);
		secret_release(&link->password);
		free(link->conninfo);
		link->conninfo = NULL;
	}
}
