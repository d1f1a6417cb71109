/* The act under way: its commands one after the other, each started, watched, judged and logged. One that fails ends
 * the act; what the others would have done is then not done. Whether the goal was reached is seen by the act's gate,
 * not here. */
#include "config.h"

#include "run/own.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "codec/json.h"
#include "codec/rows.h"
#include "plan/compared.h"
#include "plan/gate.h"
#include "plan/migrations.h"
#include "plan/step.h"
#include "port/child.h"
#include "port/http.h"
#include "port/loop.h"
#include "port/paths.h"
#include "port/pg.h"
#include "run/fence.h"

enum {
	GLANCE_MAX = 64 * 1024, /* bytes of standard error that are looked at while a command runs */
	HTTP_MAX = 1 << 20,
	SHORT_MS = 10 * 1000,
	AGAIN_MS = 1000, /* between two tries of a command that was told "not yet" */
	AGAIN_LIMIT_MS = 120 * 1000,
	SHOWN_CHARS = 300, /* of a command in the log; the journal's act-intent has it whole */
};

/* Good while a command is left: at < count. */
struct command *exec_current(struct exec *x)
{
	return &x->commands.item[x->at];
}

/* Takes the commands. Whatever became of facts and settings since the intent: what was journaled is what runs. */
void exec_begin(struct run *run, const struct act *act, struct commands *taken)
{
	run->exec = (struct exec){ .run = run, .act = act, .commands = *taken, .began = loop_now() };
	*taken = (struct commands){ 0 };
}

/* It holds the application's options, and is not left lying about. */
static void remove_file(struct exec *x)
{
	if (x->file)
		unlink(x->file);
	free(x->file);
	x->file = NULL;
}

/* The command as it is shown: without the password, cut to a line. */
static void log_end(struct exec *x, const struct err *error)
{
	char *shown = command_shown(exec_current(x), &x->run->model.settings), took[CLOCK_TEXT];
	struct str why;

	clock_span(loop_now() - x->command_began, took);
	str_init(&why, STR_LINE);
	if (error)
		err_text(error, &why);
	if (error)
		/* TRANSLATORS: a command, how long it took, what went wrong */
		run_logf(x->run, _("$ %.*s: failed in %s: %s"), SHOWN_CHARS, shown, took, str_text(&why));
	else
		run_logf(x->run, _("$ %.*s: ok in %s"), SHOWN_CHARS, shown, took);
	str_release(&why);
	free(shown);
}

/* The command under way is over: well (error NULL) or not. */
void exec_finish(struct exec *x, const struct err *error)
{
	log_end(x, error);
	if (error)
		x->error = *error;
	remove_file(x);
	str_release(&x->glanced);
	x->child = NULL;
	x->fence = NULL;
	x->verify = NULL;
	x->live = NULL;
	x->busy = x->refused = false;
	x->command_began = 0;
	/* Also after a failure: exec_turn sees the error and starts no further command. */
	x->at++;
}

/* "Not yet" (a dying relation, a deployment that is not complete) is asked again, for a while. */
static bool again(struct exec *x, const struct err *e)
{
	if (e->kind != ERR_AGAIN || x->cancelled || loop_now() - x->command_began > AGAIN_LIMIT_MS)
		return false;
	x->again_at = loop_now() + AGAIN_MS;
	remove_file(x);
	str_release(&x->glanced);
	x->busy = false;
	return true;
}

/* The act's own judge, or the plain one. What a command taught is noted whatever the verdict: a task id counts also
 * when the task failed. After a cancel the words of the refusal would mislead. */
void exec_judge(struct exec *x, const struct answer *a)
{
	bool (*judge_it)(const struct model *, const struct command *, const struct answer *, struct findings *, struct err *);
	struct findings found = { 0 };
	struct err e = { 0 };
	bool ok;

	judge_it = x->act->judge ? x->act->judge : act_judge_plain;
	ok = judge_it(&x->run->model, exec_current(x), a, &found, &e);
	run_found(x->run, &found);
	if (!ok && again(x, &e))
		return;
	if (!ok && x->cancelled)
		err_set(&e, ERR_WORLD, x->act->title, _("it was stopped on request"), _("Look what is true now, then try again or undo."));
	else if (!ok && e.kind == ERR_NONE)
		err_set(&e, ERR_WORLD, x->act->title, a->trouble ? a->trouble : _("the answer is not a success"),
		        _("Look at the log, then try again."));
	exec_finish(x, ok ? NULL : &e);
}

/* Notes of a running command, at once: a task id must survive us. */
static void on_chunk(void *self, enum child_stream stream, const char *bytes, size_t n)
{
	struct exec *x = self;
	struct findings found = { 0 };

	if (stream != CHILD_ERR || !x->act->glance)
		return;
	str_addn(&x->glanced, bytes, n);
	x->act->glance(&x->run->model, str_text(&x->glanced), &found);
	run_glanced(x->run, &found);
}

/* The child is gone when this returns, so that it is forgotten before the answer is judged: judging may end the act. */
static void on_child(void *self, const struct child_result *r)
{
	struct exec *x = self;
	struct answer a;

	x->child = NULL;
	juju_answer(x->run, r, &a);
	exec_judge(x, &a);
}

/* The snap of juju is confined: it reads no hidden folder, but its own common one (facts: juju, section 2). */
static char *file_folder(const struct run *run)
{
	const char *home = getenv("HOME");
	char *snap = mem_printf("%s/snap/juju/common", home ? home : ""), *own;

	if (!home || !file_exists(snap)) {
		free(snap);
		return mem_dup(run->folder);
	}
	own = mem_printf("%s/teal", snap);
	free(snap);
	if (paths_make(own, NULL))
		return own;
	free(own);
	return mem_dup(run->folder);
}

/* Beside the journal or in the snap's folder, 0600; true when the command has no file. */
static bool write_file(struct exec *x, struct err *err)
{
	const char *text = exec_current(x)->file_text;
	char *folder;

	if (!text)
		return true;
	folder = file_folder(x->run);
	x->file = mem_printf("%s/act-%d.txt", folder, (int)getpid());
	free(folder);
	return file_write(x->file, text, strlen(text), err);
}

/* argv with {file} replaced by the file's path; owned, with its words. */
static char **full_argv(const struct exec *x, char **argv)
{
	char **out;
	size_t n = 0;

	while (argv[n])
		n++;
	out = mem_zalloc(n + 1, sizeof *out);
	for (size_t i = 0; i < n; i++) {
		const char *at = x->file ? strstr(argv[i], COMMAND_FILE) : NULL;

		out[i] = at ? mem_printf("%.*s%s%s", (int)(at - argv[i]), argv[i], x->file, at + strlen(COMMAND_FILE)) : mem_dup(argv[i]);
	}
	return out;
}

/* SESSION_NEVER with err when juju cannot even be started. */
static enum session_state start_juju(struct exec *x, struct err *err)
{
	const struct child_watch watch = { .chunk = on_chunk, .done = on_child, .self = x };
	char **argv;

	if (!write_file(x, err))
		return SESSION_NEVER;
	argv = full_argv(x, exec_current(x)->argv);
	str_init(&x->glanced, GLANCE_MAX);
	x->child = juju_start(x->run, (const char *const *)argv, exec_current(x)->deadline_ms, &watch, err);
	for (char **word = argv; *word; word++)
		free(*word);
	free(argv);
	return x->child ? SESSION_READY : SESSION_NEVER;
}

/* The words of the server may quote the statement, and some hold a password. */
static char *shown(struct exec *x, const char *said)
{
	return x->secret ? session_hide_password(x->run, said) : said ? mem_dup(said) : NULL;
}

/* The answer is judged as it may be shown: the judge's words go into journal and log. */
static void judge_reply(struct exec *x, const struct reply *r)
{
	struct reply as_shown = *r;
	struct answer a = { .started = true, .timed_out = r->timed_out, .reply = &as_shown, .took_ms = r->took_ms };
	char *message = as_shown.message = shown(x, r->message), *detail = as_shown.detail = shown(x, r->detail);
	char *hint = as_shown.hint = shown(x, r->hint);

	session_answered(x->run, exec_current(x)->side, r);
	if (r->lost)
		a.trouble = message ? message : _("the connection to the database was lost");
	exec_judge(x, &a);
	free(message);
	free(detail);
	free(hint);
}

/* The roll-back's answer changes nothing. */
static void forget(void *self, const struct reply *r)
{
}

/* A password that was changed meanwhile: nothing has reached the server, so the command is started once more with the new one. */
static bool refused_at_the_door(struct exec *x, const struct reply *r)
{
	/* Once only: a second refusal is an answer. */
	if (!r->lost || strcmp(r->sqlstate, "28P01") != 0 || x->refused || x->cancelled)
		return false;
	x->refused = true;
	x->busy = false;
	session_answered(x->run, exec_current(x)->side, r);
	return true;
}

/* While the run closes, sessions tell all that wait that they are gone; there is nobody left to judge it. */
static void on_sql(void *self, const struct reply *r)
{
	struct exec *x = self;
	struct pg *pg;

	if (x->run->closing || refused_at_the_door(x, r))
		return;
	pg = x->run->link[exec_current(x)->side].session[exec_current(x)->read_only ? SESSION_READ : SESSION_WRITE];
	/* A text that opens a transaction of its own leaves it broken when it fails half-way; the next command must not find it so. */
	if (!r->ok && !r->lost && pg)
		pg_ask(pg, "ROLLBACK", SHORT_MS, forget, NULL);
	judge_reply(x, r);
}

/* The password is put in at the last moment, into a text of its own that is wiped at once. It is the source's, whatever
 * side the statement goes to: green connects to blue with it. */
static enum session_state start_sql(struct exec *x, struct err *err)
{
	const struct command *c = exec_current(x);
	struct pg *pg;
	char *sql;
	enum session_state state = session_get(x->run, c->side, c->read_only ? SESSION_READ : SESSION_WRITE, &pg, err);

	if (state != SESSION_READY)
		return state;
	x->secret = strstr(c->sql, COMMAND_PASSWORD) != NULL;
	if (!x->secret) {
		pg_ask(pg, c->sql, c->deadline_ms, on_sql, x);
		return SESSION_READY;
	}
	state = session_spec(x->run, BLUE, &(struct pg_spec){ 0 }, err);
	if (state != SESSION_READY)
		return state;
	sql = session_sql_with_password(x->run, c->sql, err);
	if (!sql)
		return SESSION_NEVER;
	pg_ask(pg, sql, c->deadline_ms, on_sql, x);
	secret_wipe(sql, strlen(sql));
	free(sql);
	return SESSION_READY;
}

static void on_http(void *self, const struct http_result *r)
{
	struct exec *x = self;
	struct answer a = { .started = true,
		            .timed_out = r->timed_out,
		            .status = r->status,
		            .out = str_text(&r->body),
		            .out_len = r->body.len,
		            .trouble = r->ok ? NULL : r->why,
		            .took_ms = r->took_ms };

	exec_judge(x, &a);
}

/* What cannot be reached is told by the result. */
static enum session_state start_http(struct exec *x, struct err *err)
{
	const struct http_spec spec = { .url = exec_current(x)->url, .deadline_ms = exec_current(x)->deadline_ms, .max_body = HTTP_MAX };

	http_get(x->run->http, &spec, on_http, x);
	return SESSION_READY;
}

/* Who is in the way belongs into the journal: the sessions that are ended are somebody's. */
static void on_fence_log(void *self, const char *line)
{
	struct exec *x = self;

	run_logf(x->run, "%s", line);
}

/* error: who is in the way, with names. Else the answer is judged like that of any statement. */
static void on_fence(void *self, const struct reply *r, const struct err *error)
{
	struct exec *x = self;

	x->fence = NULL;
	if (error)
		exec_finish(x, error);
	else if (!refused_at_the_door(x, r))
		judge_reply(x, r);
}

/* In the writing session of the source, which the probes leave alone while an act uses it. */
static enum session_state start_fence(struct exec *x, struct err *err)
{
	const struct fence_watch watch = { .log = on_fence_log, .done = on_fence, .self = x };
	struct pg *pg;
	enum session_state state = session_get(x->run, BLUE, SESSION_WRITE, &pg, err);

	if (state == SESSION_READY)
		x->fence = fence_start(x->run->loop, pg, x->run->application, exec_current(x)->sql, exec_current(x)->deadline_ms, &watch);
	return state;
}

/* True when something happened: it was started, or it cannot be. */
static bool start(struct exec *x)
{
	static enum session_state (*const start_by_kind[])(struct exec *, struct err *) = {
		[CMD_JUJU] = start_juju,          [CMD_SQL] = start_sql, [CMD_HTTP] = start_http, [CMD_FENCE] = start_fence,
		[CMD_VERIFY] = exec_verify_start,
	};
	struct err e = { 0 };
	enum session_state state;

	if (loop_now() < x->again_at)
		return false;
	x->again_at = 0;
	/* From the first try on: waiting for a password, or being told "not yet", is part of the command's time. */
	if (!x->command_began)
		x->command_began = loop_now();
	x->busy = true;
	state = start_by_kind[exec_current(x)->kind](x, &e);
	/* Not started, and there is time left: another turn tries again. */
	if (state == SESSION_SOON && loop_now() - x->command_began <= exec_current(x)->deadline_ms) {
		x->busy = false;
		return false;
	}
	if (state == SESSION_SOON)
		err_set(&e, ERR_WORLD, x->act->title, _("the database's password was not told in time"),
		        _("See that juju answers, then try again."));
	if (state != SESSION_READY)
		exec_finish(x, &e);
	return true;
}

/* Emptied before the outcome is queued: recording it may begin the next act at once. */
static void report(struct exec *x)
{
	struct run *run = x->run;
	struct effects fx = { 0 };

	engine_outcome(&run->model, x->act, loop_wall(), loop_now() - x->began, x->error.kind == ERR_NONE ? NULL : &x->error, &fx);
	commands_release(&x->commands);
	*x = (struct exec){ .run = run };
	run_push(run, &fx);
}

/* A live comparison waits for green to apply what blue had, row by row: with an apply that stands it would wait for each. */
static bool stop_without_apply(struct exec *x)
{
	const struct gate *g = gate_flagged(GATE_APPLIES);
	struct verdict v;
	struct err e = { 0 };

	if (!x->live)
		return false;
	gate_ask(g, &x->run->model, loop_wall(), 0, &v);
	if (v.kind != VERDICT_FAIL)
		return false;
	err_set(&e, ERR_WORLD, x->act->title, v.text, _(g->remedy));
	exec_verify_stop(x);
	exec_finish(x, &e);
	return true;
}

/* A cancel between two commands ends the act without starting the next one. */
bool exec_turn(struct run *run)
{
	struct exec *x = &run->exec;

	if (!x->act || x->busy)
		return x->act && stop_without_apply(x);
	/* A cancel that came while nothing was under way. */
	if (x->cancelled && x->error.kind == ERR_NONE && x->at < x->commands.count)
		err_set(&x->error, ERR_WORLD, x->act->title, _("it was stopped on request"),
		        _("Look what is true now, then try again or undo."));
	if (x->error.kind == ERR_NONE && x->at < x->commands.count)
		return start(x);
	report(x);
	return true;
}

/* Two who write in one session would run into each other's transactions; juju's commands use none. */
bool exec_uses(const struct run *run, enum side side)
{
	const struct exec *x = &run->exec;

	return x->act && x->busy && x->at < x->commands.count && x->commands.item[x->at].side == side &&
	       x->commands.item[x->at].kind != CMD_JUJU;
}

/* Stops what can be stopped and lets the outcome come by its usual way: a child by its end, a statement by its answer.
 * Fence and comparison are told to go and never answer, so that they are finished here. */
void exec_cancel(struct run *run)
{
	struct exec *x = &run->exec;
	struct err e = { 0 };
	struct pg *pg;

	if (!x->act)
		return;
	x->cancelled = true;
	if (!x->busy)
		return;
	err_set(&e, ERR_WORLD, x->act->title, _("it was stopped on request"), _("Look what is true now, then try again or undo."));
	pg = run->link[exec_current(x)->side].session[exec_current(x)->read_only ? SESSION_READ : SESSION_WRITE];
	if (x->child)
		child_stop(x->child);
	else if (x->fence || x->verify || x->live) {
		fence_stop(x->fence);
		exec_verify_stop(x);
		exec_finish(x, &e);
	} else if (exec_current(x)->kind == CMD_SQL && pg)
		pg_cancel(pg);
}

/* The child is let be: ending it would not end what juju does on the controller. Database work is stopped, since its
 * sessions go now. */
void exec_release(struct run *run)
{
	struct exec *x = &run->exec;

	if (x->child)
		child_abandon(x->child);
	fence_stop(x->fence);
	exec_verify_stop(x);
	remove_file(x);
	str_release(&x->glanced);
	commands_release(&x->commands);
	*x = (struct exec){ .run = run };
}
