/* The act under way: its commands one after the other, each started, watched, judged and logged. One that fails ends
 * the act; what the others would have done is then not done. Whether the goal was reached is seen by the act's gate,
 * not here. */
#include "config.h"

#include "run/own.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "plan/gate.h"
#include "plan/step.h"
#include "port/loop.h"

enum {
	GLANCE_MAX = 64 * 1024, /* bytes of standard error that are looked at while a command runs */
	AGAIN_MS = 1000, /* between two tries of a command that was told "not yet" */
	AGAIN_LIMIT_MS = 120 * 1000,
	SHOWN_CHARS = 300, /* of a command in the log; the journal's act-intent has it whole */
};

/* Good while a command is left: at < count. */
static const struct command *current(struct exec *x)
{
	return &x->commands.item[x->at];
}

/* The command as it is shown: without the password, cut to a line. */
static void log_end(struct exec *x, const struct err *error)
{
	char *shown = command_shown(current(x), &x->run->model.settings), took[CLOCK_TEXT];
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
static void finish(struct exec *x, const struct err *error)
{
	log_end(x, error);
	if (error)
		x->error = *error;
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
	return true;
}

/* The act's own judge, or the plain one. What a command taught is noted whatever the verdict: a task id counts also
 * when the task failed. After a cancel the words of the refusal would mislead. */
static void judge(struct exec *x, const struct answer *a)
{
	bool (*judge_it)(const struct model *, const struct command *, const struct answer *, struct findings *, struct err *);
	struct findings found = { 0 };
	struct err e = { 0 };
	bool ok;

	judge_it = x->act->judge ? x->act->judge : act_judge_plain;
	ok = judge_it(&x->run->model, current(x), a, &found, &e);
	run_found(x->run, &found);
	if (!ok && again(x, &e))
		return;
	if (!ok && x->cancelled)
		err_set(&e, ERR_WORLD, _(act_title(&x->run->model, x->act)), _("it was stopped on request"),
		        _("Look what is true now, then try again or undo."));
	else if (!ok && e.kind == ERR_NONE)
		err_set(&e, ERR_WORLD, _(act_title(&x->run->model, x->act)), a->trouble ? a->trouble : _("the answer is not a success"),
		        _("Look at the log, then try again."));
	finish(x, ok ? NULL : &e);
}

/* error: nothing is left to be judged. */
static void on_done(void *self, const struct answer *a, const struct err *error)
{
	struct exec *x = self;

	if (error)
		finish(x, error);
	else
		judge(x, a);
}

/* Notes of a running command, at once: a task id must survive us. */
static void on_heard(void *self, const char *bytes, size_t n)
{
	struct exec *x = self;
	struct findings found = { 0 };

	if (!x->act->glance)
		return;
	str_addn(&x->glanced, bytes, n);
	x->act->glance(&x->run->model, str_text(&x->glanced), &found);
	run_glanced(x->run, &found);
}

/* Takes the commands. Whatever became of facts and settings since the intent: what was journaled is what runs. */
void exec_begin(struct run *run, const struct act *act, struct commands *taken)
{
	struct exec *x = &run->exec;

	*x = (struct exec){ .run = run, .act = act, .commands = *taken, .began = loop_now() };
	x->errand = (struct errand){ .run = run, .rank = ERRAND_ACT, .done = on_done, .heard = on_heard, .self = x };
	str_init(&x->glanced, GLANCE_MAX);
	*taken = (struct commands){ 0 };
}

/* True when something happened: it was started, or it cannot be. */
static bool start(struct exec *x)
{
	struct err e = { 0 };
	enum session_state state;

	if (loop_now() < x->again_at)
		return false;
	x->again_at = 0;
	/* From the first try on: waiting for a password, or being told "not yet", is part of the command's time. */
	if (!x->command_began)
		x->command_began = loop_now();
	str_clear(&x->glanced);
	state = errand_start(&x->errand, current(x), &e);
	/* Not started, and there is time left: another turn tries again. */
	if (state == SESSION_SOON && loop_now() - x->command_began <= current(x)->deadline_ms)
		return false;
	if (state == SESSION_SOON)
		err_set(&e, ERR_WORLD, _(act_title(&x->run->model, x->act)), _("the database's password was not told in time"),
		        _("See that juju answers, then try again."));
	if (state != SESSION_READY)
		finish(x, &e);
	return true;
}

/* Emptied before the outcome is queued: recording it may begin the next act at once. */
static void report(struct exec *x)
{
	struct run *run = x->run;
	struct effects fx = { 0 };

	engine_outcome(&run->model, x->act, loop_wall(), loop_now() - x->began, x->error.kind == ERR_NONE ? NULL : &x->error, &fx);
	exec_release(run);
	run_push(run, &fx);
}

/* A live comparison waits for green to apply what blue had, row by row: with an apply that stands it would wait for each. */
static bool stop_without_apply(struct exec *x)
{
	const struct gate *g = gate_flagged(GATE_APPLIES);
	char now[GATE_TEXT];
	struct verdict v;
	struct err e = { 0 };

	if (!x->errand.live)
		return false;
	gate_ask(g, &x->run->model, loop_wall(), 0, &v);
	if (v.kind != VERDICT_FAIL)
		return false;
	err_set(&e, ERR_WORLD, _(act_title(&x->run->model, x->act)), v.text, gate_text(&x->run->model, g, g->remedy, now));
	errand_drop(&x->errand);
	finish(x, &e);
	return true;
}

/* A cancel between two commands ends the act without starting the next one. */
bool exec_turn(struct run *run)
{
	struct exec *x = &run->exec;

	if (!x->act || x->errand.command)
		return x->act && stop_without_apply(x);
	/* A cancel that came while nothing was under way. */
	if (x->cancelled && x->error.kind == ERR_NONE && x->at < x->commands.count)
		err_set(&x->error, ERR_WORLD, _(act_title(&x->run->model, x->act)), _("it was stopped on request"),
		        _("Look what is true now, then try again or undo."));
	if (x->error.kind == ERR_NONE && x->at < x->commands.count)
		return start(x);
	report(x);
	return true;
}

/* Two who write in one session would run into each other's transactions; juju's commands use none. */
bool exec_uses(const struct run *run, enum side side)
{
	const struct command *c = run->exec.errand.command;

	return c && c->side == side && c->kind != CMD_JUJU;
}

/* The outcome of what can answer comes by its usual way; what was told to go is finished here. */
void exec_cancel(struct run *run)
{
	struct exec *x = &run->exec;
	struct err e = { 0 };

	if (!x->act)
		return;
	x->cancelled = true;
	if (!errand_stop(&x->errand))
		return;
	err_set(&e, ERR_WORLD, _(act_title(&x->run->model, x->act)), _("it was stopped on request"),
	        _("Look what is true now, then try again or undo."));
	finish(x, &e);
}

void exec_release(struct run *run)
{
	struct exec *x = &run->exec;

	errand_drop(&x->errand);
	str_release(&x->glanced);
	commands_release(&x->commands);
	x->act = NULL;
}
