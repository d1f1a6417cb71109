/* Looking: which probe is due, its one command, and its answer as events. A look that fails is an event too; nothing
 * here repeats at once or waits. */
#include "config.h"

#include "run/own.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "codec/json.h"
#include "codec/rows.h"
#include "port/child.h"
#include "port/http.h"
#include "port/loop.h"
#include "port/pg.h"
#include "probe/probe.h"

enum {
	HTTP_MAX = 1 << 20,
	/* until a look that had to wait (for a child, a password, a session) is tried again */
	SOON_MS = 100,
	ROLLBACK_MS = 10 * 1000,
};

/* Looks do not move: children and sessions hold pointers to them. */
void probes_init(struct run *run)
{
	for (int id = 0; id < PROBE_COUNT; id++)
		run->probe_run[id] = (struct probe_run){ .run = run, .id = (enum probe_id)id };
}

/* Looks that are under way are not repeated: their answer comes, and the next look follows by its pace. */
void probes_again(struct run *run)
{
	for (int id = 0; id < PROBE_COUNT; id++)
		run->probe_run[id].due = run->probe_run[id].ended = 0;
}

/* A trouble is a line of the log when it is new or another one; a look every second must not fill the journal. */
static void log_trouble(struct run *run, enum probe_id id, const char *trouble)
{
	if (trouble && !str_same(trouble, run->model.trouble[id]))
		run_logf(run, "%s: %s", probe_name(id), trouble);
}

/* Takes the facts. With a trouble there are none: an answer is believed as a whole or not at all. */
static void fold_facts(struct probe_run *probe_run, enum probe_id id, struct json *facts_taken, const char *trouble)
{
	struct event e = { .type = EV_FACTS, .at = probe_run->began_wall, .actor = "teal", .data = json_object() };

	log_trouble(probe_run->run, id, trouble);
	json_put_str(e.data, "probe", probe_name(id));
	if (trouble)
		json_put_str(e.data, "trouble", trouble);
	else
		json_put(e.data, "facts", facts_taken);
	if (trouble)
		json_free(facts_taken);
	run_fold(probe_run->run, &e);
}

/* Most probes know no tables, and make no event then. The one that lists the source's tells all of them, also when there are none. */
static void fold_tables(struct probe_run *probe_run, enum probe_id id, struct json *tables_taken)
{
	struct event e = { .type = EV_TABLES, .at = probe_run->began_wall, .actor = "teal", .data = NULL };
	bool whole = id == PROBE_TABLES_SOURCE;

	if (json_count(tables_taken) == 0 && !whole) {
		json_free(tables_taken);
		return;
	}
	e.data = json_object();
	json_put_bool(e.data, "whole", whole);
	json_put(e.data, "tables", tables_taken);
	run_fold(probe_run->run, &e);
}

/* What, why and what to do, as one text; owned. */
static char *one_line(const struct err *e)
{
	struct str text;

	str_init(&text, STR_LINE);
	err_text(e, &text);
	return str_take(&text);
}

/* The trouble takes the place of facts; those that are known keep their age. */
static void look_failed(struct probe_run *probe_run, enum probe_id id, const struct err *e)
{
	char *trouble = one_line(e);

	fold_facts(probe_run, id, NULL, trouble);
	free(trouble);
}

/* The probe reads with the time at which the look began, by which its facts are dated. */
static void read_answer(struct probe_run *probe_run, enum probe_id id, const struct answer *a)
{
	const struct model *m = &probe_run->run->model;
	const struct probe *probe = probe_find(id);
	struct json *facts = json_array(), *tables = json_array();
	struct err e = { 0 };

	if (probe->read(m, side_of_row(m, probe->side), a, probe_run->began_wall, facts, tables, &e)) {
		fold_facts(probe_run, id, facts, NULL);
		fold_tables(probe_run, id, tables);
		return;
	}
	json_free(facts);
	json_free(tables);
	look_failed(probe_run, id, &e);
}

/* The next look is counted from here, not from the begin: one that takes long must not follow itself without a pause. */
static void look_ended(struct run *run, enum probe_id id)
{
	struct probe_run *probe_run = &run->probe_run[id];

	probe_run->busy = false;
	probe_run->child = NULL;
	probe_run->due = 0;
	probe_run->ended = loop_now();
}

/* One answer may be read twice, for each side that it tells about; both looks end with it. */
static void look_answered(struct probe_run *probe_run, const struct answer *a)
{
	enum probe_id twin = probe_run->twin;

	probe_run->twin = PROBE_NONE;
	read_answer(probe_run, probe_run->id, a);
	if (twin != PROBE_NONE) {
		/* one answer, one date */
		probe_run->run->probe_run[twin].began_wall = probe_run->began_wall;
		read_answer(&probe_run->run->probe_run[twin], twin, a);
		look_ended(probe_run->run, twin);
	}
	look_ended(probe_run->run, probe_run->id);
}

/* Fewer children under way: another look may start in this turn. */
static void on_child(void *self, const struct child_result *r)
{
	struct probe_run *probe_run = self;
	struct answer a;

	probe_run->run->children--;
	juju_answer(probe_run->run, r, &a);
	look_answered(probe_run, &a);
}

/* While the run closes, the sessions tell all that wait that they are gone; the model is not told any more. */
static void on_sql(void *self, const struct reply *r)
{
	struct probe_run *probe_run = self;
	struct answer a = { .started = true, .timed_out = r->timed_out, .reply = r, .took_ms = r->took_ms };

	if (probe_run->run->closing)
		return;
	session_answered(probe_run->run, probe_run->side, r);
	if (r->lost)
		a.trouble = r->message ? r->message : _("the connection to the database was lost");
	look_answered(probe_run, &a);
}

/* The roll-back's answer changes nothing. */
static void forget(void *self, const struct reply *r)
{
}

/* A trial that failed leaves its transaction open; what the server said may hold the password. */
static void on_trial(void *self, const struct reply *r)
{
	struct probe_run *probe_run = self;
	struct run *run = probe_run->run;
	struct reply shown = *r;

	if (!r->ok && !r->lost && !run->closing && run->link[probe_run->side].session[SESSION_WRITE])
		pg_ask(run->link[probe_run->side].session[SESSION_WRITE], "ROLLBACK", ROLLBACK_MS, forget, NULL);
	shown.message = run->closing ? NULL : session_hide_password(run, r->message);
	shown.detail = run->closing ? NULL : session_hide_password(run, r->detail);
	on_sql(probe_run, &shown);
	free(shown.message);
	free(shown.detail);
}

static void on_http(void *self, const struct http_result *r)
{
	struct answer a = { .started = true,
		            .timed_out = r->timed_out,
		            .status = r->status,
		            .out = str_text(&r->body),
		            .out_len = r->body.len,
		            .trouble = r->ok ? NULL : r->why,
		            .took_ms = r->took_ms };

	look_answered(self, &a);
}

/* Those two may be one and the same question. */
static bool is_status(enum probe_id id)
{
	return id == PROBE_STATUS_BLUE || id == PROBE_STATUS_GREEN;
}

/* Both sides often live in one model: then one answer feeds both. */
static enum probe_id twin_of(struct run *run, enum probe_id id)
{
	const struct settings *s = &run->model.settings;
	enum probe_id twin = id == PROBE_STATUS_BLUE ? PROBE_STATUS_GREEN : PROBE_STATUS_BLUE;

	if (!is_status(id) || run->probe_run[twin].busy || !str_same(s->side[BLUE].juju_model, s->side[GREEN].juju_model))
		return PROBE_NONE;
	return twin;
}

/* Bounded, since every juju loads its whole world: RUN_CHILDREN at once, and none while a login is wanted, because each
 * would only fail the same way. */
static enum session_state start_juju(struct probe_run *probe_run, const struct command *c, struct err *err)
{
	const struct child_watch watch = { .done = on_child, .self = probe_run };
	struct run *run = probe_run->run;

	if (run->login_words || run->children >= RUN_CHILDREN)
		return SESSION_SOON;
	probe_run->child = juju_start(run, (const char *const *)c->argv, c->deadline_ms, &watch, err);
	if (!probe_run->child)
		return SESSION_NEVER;
	run->children++;
	probe_run->twin = twin_of(run, probe_run->id);
	if (probe_run->twin != PROBE_NONE)
		run->probe_run[probe_run->twin].busy = true;
	return SESSION_READY;
}

/* The text with the password is wiped at once; it is the source's, whatever side the statement goes to. */
static enum session_state start_with_password(struct probe_run *probe_run, struct pg *pg, const struct command *c, struct err *err)
{
	struct pg_spec source;
	enum session_state state = session_spec(probe_run->run, BLUE, &source, err);
	char *sql = state == SESSION_READY ? session_sql_with_password(probe_run->run, c->sql, err) : NULL;

	if (!sql)
		return state == SESSION_READY ? SESSION_NEVER : state;
	pg_ask(pg, sql, c->deadline_ms, on_trial, probe_run);
	secret_wipe(sql, strlen(sql));
	free(sql);
	return SESSION_READY;
}

/* A look that writes shares the session with the act under way and lets it go first. All others have the read-only
 * session for themselves. */
static enum session_state start_sql(struct probe_run *probe_run, const struct command *c, struct err *err)
{
	struct pg *pg;
	enum session_state state;

	if (!c->read_only && exec_uses(probe_run->run, c->side))
		return SESSION_SOON;
	state = session_get(probe_run->run, c->side, c->read_only ? SESSION_READ : SESSION_WRITE, &pg, err);
	probe_run->side = c->side;
	if (state == SESSION_READY && strstr(c->sql, COMMAND_PASSWORD))
		return start_with_password(probe_run, pg, c, err);
	if (state == SESSION_READY)
		pg_ask(pg, c->sql, c->deadline_ms, c->read_only ? on_sql : on_trial, probe_run);
	return state;
}

/* SESSION_SOON: not now, ask again; SESSION_NEVER with err: this look has failed. An HTTP request is always started. */
static enum session_state start(struct probe_run *probe_run, const struct command *c, struct err *err)
{
	const struct http_spec spec = { .url = c->url, .deadline_ms = c->deadline_ms, .max_body = HTTP_MAX };

	if (c->kind == CMD_JUJU)
		return start_juju(probe_run, c, err);
	if (c->kind == CMD_SQL)
		return start_sql(probe_run, c, err);
	http_get(probe_run->run->http, &spec, on_http, probe_run);
	return SESSION_READY;
}

/* A look that could not be started counts as one that failed: the gates must learn that there is nothing to be seen.
 * One that has to wait for its turn does not count at all. */
static void begin(struct probe_run *probe_run)
{
	const struct model *m = &probe_run->run->model;
	const struct probe *probe = probe_find(probe_run->id);
	struct commands list = { 0 };
	struct err e = { 0 };
	enum session_state state = SESSION_NEVER;

	probe_run->began_wall = loop_wall();
	probe_run->busy = true; /* before the start: an answer may come at once */
	if (probe->build(m, side_of_row(m, probe->side), &list, &e) && list.count == 1)
		state = start(probe_run, &list.item[0], &e);
	commands_release(&list);
	if (state == SESSION_SOON) {
		probe_run->busy = false;
		probe_run->due = loop_now() + SOON_MS;
	}
	if (state != SESSION_NEVER)
		return;
	if (e.kind == ERR_NONE)
		err_set(&e, ERR_WORLD, _("Nothing to ask now"), "", "");
	look_failed(probe_run, probe_run->id, &e);
	look_ended(probe_run->run, probe_run->id);
}

/* Monotonic, by the pace that is wanted now, which may have quickened since the last look. INT64_MAX: not at all. */
static int64_t due_at(const struct run *run, enum probe_id id)
{
	const struct probe_run *probe_run = &run->probe_run[id];
	const struct probe *probe = probe_find(id);
	int64_t paced = probe_run->ended ? probe_run->ended + run->queue.pace[id] : 0;

	if (!probe || run->queue.pace[id] <= 0 || probe_run->busy || (probe->writes && run->observe))
		return INT64_MAX;
	return probe_run->due > paced ? probe_run->due : paced;
}

/* juju status goes first: the addresses in it are what other looks need. What is due is begun; everything else is left
 * to later turns. */
void probes_turn(struct run *run)
{
	static const enum probe_id first[] = { PROBE_STATUS_BLUE, PROBE_STATUS_GREEN };
	int64_t now = loop_now();

	for (size_t i = 0; i < mem_count(first); i++)
		if (now >= due_at(run, first[i]))
			begin(&run->probe_run[first[i]]);
	for (int id = PROBE_NONE + 1; id < PROBE_COUNT; id++)
		if (!is_status((enum probe_id)id) && now >= due_at(run, (enum probe_id)id))
			begin(&run->probe_run[id]);
}

/* The earliest due look; those under way wake the loop by themselves. */
int64_t probes_next(const struct run *run)
{
	int64_t next = INT64_MAX;

	for (int id = 0; id < PROBE_COUNT; id++) {
		int64_t at = due_at(run, (enum probe_id)id);

		next = at < next ? at : next;
	}
	return next;
}

/* juju's children are let be; the sessions and the HTTP requests go with their owners. */
void probes_release(struct run *run)
{
	for (int id = 0; id < PROBE_COUNT; id++)
		if (run->probe_run[id].child)
			child_abandon(run->probe_run[id].child);
}
