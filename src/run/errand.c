/* Errands in the databases and over HTTP; the end of every errand. Those of juju are started in juju.c, comparisons in compare.c. */
#include "config.h"

#include "run/errand.h"

#include <unistd.h>

#include "base/intl.h"
#include "base/mem.h"
#include "codec/rows.h"
#include "port/child.h"
#include "port/http.h"
#include "port/pg.h"
#include "run/fence.h"
#include "run/own.h"
#include "verify/live.h"
#include "verify/verify.h"

enum {
	HTTP_MAX = 1 << 20,
	ROLLBACK_MS = 10 * 1000,
};

/* The file holds an application's options, and is not left lying about. */
static void over(struct errand *e)
{
	if (e->file)
		unlink(e->file);
	free(e->file);
	e->file = NULL;
	e->command = NULL;
	e->secret = false;
	e->child = NULL;
	e->pg = NULL;
	e->fence = NULL;
	e->verify = NULL;
	e->live = NULL;
}

/* Over before the owner hears of it: judging may end the act or begin another errand. */
void errand_end(struct errand *e, const struct answer *a, const struct err *error)
{
	over(e);
	e->refused = false;
	e->done(e->self, a, error);
}

/* A password that was changed meanwhile: nothing has reached the server, so that the errand may be begun once more with the new one. Once
 * only: a second refusal is an answer, and so is that of a password which nobody can be asked for. */
static bool refused_at_the_door(struct errand *e, const struct reply *r)
{
	session_answered(e->run, e->command->side, r);
	if (!r->lost || strcmp(r->sqlstate, "28P01") != 0 || e->refused || !e->run->link[e->command->side].password_refused)
		return false;
	e->refused = true;
	over(e);
	return true;
}

/* The words of the server may quote the statement, and some hold a password. */
static char *shown(const struct errand *e, const char *said)
{
	return e->secret ? session_hide_password(e->run, said) : said ? mem_dup(said) : NULL;
}

/* The answer is judged as it may be shown: the judge's words go into journal and log. */
static void tell_reply(struct errand *e, const struct reply *r)
{
	struct reply as_shown = *r;
	struct answer a = { .started = true, .timed_out = r->timed_out, .reply = &as_shown, .took_ms = r->took_ms };
	char *message = as_shown.message = shown(e, r->message), *detail = as_shown.detail = shown(e, r->detail);
	char *hint = as_shown.hint = shown(e, r->hint);

	if (r->lost)
		a.trouble = message ? message : _("the connection to the database was lost");
	errand_end(e, &a, NULL);
	free(message);
	free(detail);
	free(hint);
}

/* The roll-back's answer changes nothing. */
static void forget(void *self, const struct reply *r)
{
}

/* While the run closes, sessions tell all that wait that they are gone; there is nobody left to judge it. A text that opens a transaction
 * of its own leaves it broken when it fails half-way; the next command must not find it so. */
static void on_sql(void *self, const struct reply *r)
{
	struct errand *e = self;

	if (e->run->closing || refused_at_the_door(e, r))
		return;
	if (!r->ok && !r->lost)
		pg_ask(e->pg, "ROLLBACK", ROLLBACK_MS, forget, NULL);
	tell_reply(e, r);
}

/* The password is put in at the last moment, into a text of its own that is wiped at once. It is the source's, whatever side the statement
 * goes to: green connects to blue with it. */
static enum session_state ask_with_password(struct errand *e, struct err *err)
{
	enum session_state state = session_spec(e->run, BLUE, &(struct pg_spec){ 0 }, err);
	char *sql;

	if (state != SESSION_READY)
		return state;
	sql = session_sql_with_password(e->run, e->command->sql, err);
	if (!sql)
		return SESSION_NEVER;
	pg_ask(e->pg, sql, e->command->deadline_ms, on_sql, e);
	secret_wipe(sql, strlen(sql));
	free(sql);
	return SESSION_READY;
}

/* Two who write in one session would run into each other's transactions. */
static enum session_state start_sql(struct errand *e, struct err *err)
{
	const struct command *c = e->command;
	enum session_state state;

	if (e->rank == ERRAND_PROBE && !c->read_only && exec_uses(e->run, c->side))
		return SESSION_SOON;
	state = session_get(e->run, c->side, c->read_only ? SESSION_READ : SESSION_WRITE, &e->pg, err);
	if (state != SESSION_READY)
		return state;
	e->secret = strstr(c->sql, COMMAND_PASSWORD) != NULL;
	if (e->secret)
		return ask_with_password(e, err);
	pg_ask(e->pg, c->sql, c->deadline_ms, on_sql, e);
	return SESSION_READY;
}

static void on_http(void *self, const struct http_result *r)
{
	const struct answer a = { .started = true,
		                  .timed_out = r->timed_out,
		                  .status = r->status,
		                  .out = str_text(&r->body),
		                  .out_len = r->body.len,
		                  .trouble = r->ok ? NULL : r->why,
		                  .took_ms = r->took_ms };

	errand_end(self, &a, NULL);
}

/* What cannot be reached is told by the result. */
static enum session_state start_http(struct errand *e, struct err *err)
{
	const struct http_spec spec = { .url = e->command->url, .deadline_ms = e->command->deadline_ms, .max_body = HTTP_MAX };

	http_get(e->run->http, &spec, on_http, e);
	return SESSION_READY;
}

/* Who is in the way belongs into the journal: the sessions that are ended are somebody's. */
static void on_fence_log(void *self, const char *line)
{
	struct errand *e = self;

	run_logf(e->run, "%s", line);
}

/* error: who is in the way, with names. Else the answer is judged like that of any statement; it was rolled back already. */
static void on_fence(void *self, const struct reply *r, const struct err *error)
{
	struct errand *e = self;

	if (error)
		errand_end(e, NULL, error);
	else if (!refused_at_the_door(e, r))
		tell_reply(e, r);
}

/* In the writing session of the source, which the probes leave alone while an act uses it. */
static enum session_state start_fence(struct errand *e, struct err *err)
{
	const struct fence_watch watch = { .log = on_fence_log, .done = on_fence, .self = e };
	struct pg *pg;
	enum session_state state = session_get(e->run, BLUE, SESSION_WRITE, &pg, err);

	if (state == SESSION_READY)
		e->fence = fence_start(e->run->loop, pg, e->run->application, e->command->sql, e->command->deadline_ms, &watch);
	return state;
}

enum session_state errand_start(struct errand *e, const struct command *command, struct err *err)
{
	static enum session_state (*const start_by_kind[])(struct errand *, struct err *) = {
		[CMD_JUJU] = errand_start_juju,     [CMD_SQL] = start_sql, [CMD_HTTP] = start_http, [CMD_FENCE] = start_fence,
		[CMD_VERIFY] = errand_start_verify,
	};
	enum session_state state;

	e->command = command;
	state = start_by_kind[command->kind](e, err);
	if (state != SESSION_READY)
		over(e);
	return state;
}

/* A child and a statement answer when they are stopped; fence and comparison are told to go and never answer. */
bool errand_stop(struct errand *e)
{
	bool silent = e->fence || e->verify || e->live;

	if (e->child)
		child_stop(e->child);
	else if (e->pg)
		pg_cancel(e->pg);
	else if (silent)
		errand_drop(e);
	return silent;
}

void errand_drop(struct errand *e)
{
	if (e->child)
		child_abandon(e->child);
	fence_stop(e->fence);
	verify_stop(e->verify);
	verify_live_stop(e->live);
	over(e);
}
