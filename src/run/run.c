/* The run's frame: opening and closing, the queue of effects, and the turns of the engine.
 *   what lasts (the engine's records, outcomes, notes, log lines)  -> queue -> journal -> model
 *   what was only seen (facts, tables, progress of a comparison)   -> model
 * One queue for all that lasts, because the order is the meaning: no act before its intent is on the disk, no outcome
 * before what the command taught. */
#include "config.h"

#include "run/run.h"

#include <inttypes.h>
#include <pwd.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "codec/json.h"
#include "plan/event.h"
#include "plan/step.h"
#include "port/background.h"
#include "port/http.h"
#include "port/journal.h"
#include "port/loop.h"
#include "port/paths.h"
#include "run/own.h"

enum {
	ROUNDS = 50, /* of the engine in one turn; more is a bug of it, and the next turn goes on */
	RETRY_MS = 1000, /* between tries to write a journal that cannot be written */
	CLOSE_MS = 1500, /* for cancels to reach their servers when a run is left */
	JUMP_MS = 2000, /* of the system's clock: less is what keeps it right */
	TICK_MS = 1000, /* the engine's verdicts age without any event */
};

/* For what probes saw: it goes past the queue, so that screens live on while the journal cannot be written. */
void run_fold(struct run *run, const struct event *e)
{
	model_apply(&run->model, e);
	json_free(e->data);
	run->changed = true;
}

/* False: the journal cannot be written, and nothing was folded. The data stays the caller's. */
static bool record(struct run *run, struct event *e, struct err *err)
{
	struct json *line;
	bool ok = true;

	/* An observer has no journal: its log is seen, and nothing else of what lasts. */
	if (event_is_durable(e->type) && run->observe && e->type != EV_LOG)
		return true;
	/* The line is made first: the model must not hold what the journal could not take. */
	if (event_is_durable(e->type) && !run->observe) {
		line = event_line(e);
		ok = journal_append(run->journal, line, event_is_synced(e->type) ? JOURNAL_SYNC : JOURNAL_LATER, err);
		json_free(line);
		e->seq = journal_seq(run->journal);
	}
	if (!ok)
		return false;
	model_apply(&run->model, e);
	run->changed = true;
	return true;
}

/* The same words again are no change: a full disk must not redraw the screen every second. */
static void set_trouble(struct run *run, const struct err *error)
{
	struct str text;

	str_init(&text, STR_LINE);
	err_text(error, &text);
	run->changed |= !str_same(run->trouble, str_text(&text));
	mem_set(&run->trouble, str_text(&text));
	str_release(&text);
	run->retry_at = loop_now() + RETRY_MS;
}

/* False: it must wait. Else what it owned is taken or released. */
static bool perform(struct run *run, struct effect *fx)
{
	struct err e = { 0 };

	switch (fx->kind) {
	case EFFECT_RECORD:
		if (!record(run, &fx->event, &e)) {
			set_trouble(run, &e);
			return false;
		}
		break;
	case EFFECT_PERFORM:
		if (!run->observe && !run->exec.act)
			exec_begin(run, fx->act, &fx->commands);
		break;
	case EFFECT_CANCEL:
		exec_cancel(run);
		break;
	case EFFECT_RECHECK:
		probes_again(run);
		run_documents_again(run);
		break;
	}
	effect_release(fx);
	return true;
}

/* From queue_at on: what was performed owns nothing any more. */
static void clear_queue(struct run *run)
{
	for (size_t i = run->queue_at; i < run->queue.count; i++)
		effect_release(&run->queue.item[i]);
	free(run->queue.item);
	run->queue.item = NULL;
	run->queue.count = run->queue_at = 0;
}

/* Strictly in order. An effect that cannot be performed stays at the head with everything behind it, so that no act
 * runs whose intent is not on the disk. */
bool run_flush(struct run *run)
{
	if (run->trouble && loop_now() < run->retry_at)
		return false;
	while (run->queue_at < run->queue.count) {
		struct effect fx = run->queue.item[run->queue_at];

		/* What an effect sets off may lengthen the queue, so that it moves. */
		if (!perform(run, &fx))
			return false;
		run->queue_at++;
		run->changed |= run->trouble != NULL;
		mem_set(&run->trouble, NULL);
	}
	clear_queue(run);
	return true;
}

/* Copies the effect; what it owns changes hands. */
static void push(struct run *run, const struct effect *fx)
{
	run->queue.item = mem_grow(run->queue.item, run->queue.count, run->queue.count + 1, sizeof *run->queue.item);
	run->queue.item[run->queue.count++] = *fx;
}

/* The effects' pace does not come along: who wants it takes it first (take_effects). */
void run_push(struct run *run, struct effects *taken)
{
	for (size_t i = 0; i < taken->count; i++)
		push(run, &taken->item[i]);
	taken->count = 0;
	effects_release(taken);
}

void run_push_event(struct run *run, const struct event *e)
{
	push(run, &(struct effect){ .kind = EFFECT_RECORD, .event = *e });
}

/* Log lines hold the words of others, and are made harmless before they are journaled. They queue like everything else:
 * a line tells of what was recorded before it. */
void run_logf(struct run *run, const char *fmt, ...)
{
	struct event e = { .type = EV_LOG, .at = loop_wall(), .actor = "teal", .data = json_object() };
	struct str safe;
	char *text;
	va_list ap;

	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	str_init(&safe, STR_LINE);
	str_add_safe(&safe, text, strlen(text), STR_ONE_LINE);
	json_put_str(e.data, "text", str_text(&safe));
	run_push_event(run, &e);
	str_release(&safe);
	free(text);
}

/* Takes the findings. What a judge found is recorded also when it is the same as before: it was seen again, and gates go by when. */
void run_found(struct run *run, struct findings *taken)
{
	struct effects fx = { 0 };

	if (json_count(taken->notes)) {
		engine_findings(&run->model, loop_wall(), taken, &fx);
		run_push(run, &fx);
		run_flush(run);
	}
	findings_release(taken);
}

/* A glance finds the same again with every chunk, of which only the first counts. */
void run_glanced(struct run *run, struct findings *taken)
{
	const struct json *note, *next;

	for (note = json_first(taken->notes); note; note = next) {
		next = json_next(note);
		if (str_same(model_note(&run->model, json_key(note)), json_text(note)))
			json_drop(taken->notes, json_key(note));
	}
	run_found(run, taken);
}

/* Keeps the pace of the probes; queues the rest. */
static size_t take_effects(struct run *run, struct effects *fx)
{
	size_t n = fx->count;

	memcpy(run->queue.pace, fx->pace, sizeof fx->pace);
	run_push(run, fx);
	return n;
}

/* Refused while something waits in the queue: an intent must be judged by a model that knows all that was decided. */
bool run_intend(struct run *run, const struct intent *intent, struct err *err)
{
	struct effects fx = { 0 };

	if (run->observe && intent->kind != INTENT_NONE && intent->kind != INTENT_RECHECK)
		return err_set(err, ERR_INPUT, _("This is only looked at"), _("nothing is changed while observing"),
		               _("Start Teal without --observe."));
	if (!run_flush(run))
		return err_set(err, ERR_WORLD, _("Not now"), run->trouble ? run->trouble : _("an act is under way"),
		               _("Wait until it is over."));
	if (!engine_turn(&run->model, intent, loop_wall(), run->actor, &fx, err)) {
		effects_release(&fx);
		return false;
	}
	take_effects(run, &fx);
	run_flush(run);
	return true;
}

/* One round: true when there may be more to do at once. */
static bool round_of(struct run *run)
{
	struct effects fx = { 0 };
	struct err e = { 0 };
	bool acted;

	if (!run_flush(run))
		return false;
	/* First what is under way: its outcome changes what the engine wants. */
	acted = exec_turn(run);
	if (!run_flush(run))
		return false;
	if (!engine_turn(&run->model, NULL, loop_wall(), run->actor, &fx, &e)) {
		effects_release(&fx);
		return acted;
	}
	/* An observer performs nothing, and the same effects would come round for ever. */
	acted |= take_effects(run, &fx) > 0 && !run->observe;
	return run_flush(run) && acted;
}

/* Ours goes on evenly; theirs is what everybody else has, so that it is said when the two part. */
static void watch_clock(struct run *run)
{
	int64_t skew = loop_wall_system() - loop_wall(), by = skew - run->skew;
	char span[CLOCK_TEXT];

	if (by > -JUMP_MS && by < JUMP_MS)
		return;
	run->skew = skew;
	/* to the nearest second: the two clocks are not read at the same moment */
	clock_span(((by < 0 ? -by : by) + 500) / 1000 * 1000, span);
	free(run->news);
	/* TRANSLATORS: a span of time, "1 h 00 m" */
	run->news = mem_printf(by < 0 ? _("The system's clock is %s behind what it was. Teal's own goes on evenly: ages, waits and the "
	                                  "write-stop stay right. Times that others tell may differ by that much.")
	                              : _("The system's clock is %s ahead of what it was. Teal's own goes on evenly: ages, waits and the "
	                                  "write-stop stay right. Times that others tell may differ by that much."),
	                       span);
	run->news_due = true;
	run_logf(run, "%s", run->news);
}

/* Rounds, because one effect leads to the next: a done gate to the next act, an outcome to a probe run. Sessions and probes
 * come last, with the newest paces that the engine named. */
void run_turn(struct run *run)
{
	watch_clock(run);
	for (int i = 0; i < ROUNDS && round_of(run); i++)
		;
	sessions_turn(run);
	probes_turn(run);
	run_documents_turn(run);
}

/* A tick a second even when nothing happens, since facts grow too old without any event. */
int64_t run_next(const struct run *run)
{
	int64_t now = loop_now(), next = probes_next(run);

	if (run->trouble && run->retry_at < next)
		next = run->retry_at;
	if (run->model.end == RUN_OPEN && next > now + TICK_MS)
		next = now + TICK_MS;
	if (next == INT64_MAX)
		return -1;
	return next > now ? next - now : 0;
}

/* As the events were recorded: opening repeats the model that the last session had, as far as it was durable. */
static bool fold_line(void *self, const struct json *line, struct err *err)
{
	struct run *run = self;
	struct event e;

	if (!event_read(line, &e, err))
		return false;
	run->last_at = e.at > run->last_at ? e.at : run->last_at;
	model_apply(&run->model, &e);
	return true;
}

/* "" when the system has no name for itself. */
static char *host_name(void)
{
	char host[256] = "";

	return mem_dup(gethostname(host, sizeof host - 1) == 0 ? host : "");
}

/* Of the user who runs Teal, not of the one who logged in: the rights are the first one's. */
static char *who(void)
{
	const struct passwd *user = getpwuid(geteuid());
	char *host = host_name(), *text = mem_printf("%s@%s", user ? user->pw_name : "?", host);

	free(host);
	return text;
}

/* The model's own fields that no event carries. */
static void prepare_model(struct run *run, const struct run_spec *spec)
{
	char *host = host_name();

	model_init(&run->model);
	run->model.observe = spec->observe;
	run->model.catalog = spec->catalog;
	run->model.session = mem_printf("%d@%s", (int)getpid(), host);
	free(host);
}

/* It becomes the name of a folder, and a part of names in the databases. */
static bool name_is_fine(const char *name, struct err *err)
{
	static const char fine[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";

	if (name && *name && *name != '.' && *name != '-' && strlen(name) <= 64 && strspn(name, fine) == strlen(name))
		return true;
	return err_set(err, ERR_INPUT, _("This cannot be the name of a run"), name ? name : "",
	               _("Use letters, digits and hyphens, at most 64."));
}

/* An observer of a run that does not exist yet has no journal and makes no folder. */
static bool open_journal(struct run *run, bool *torn, struct err *err)
{
	char *runs = paths_runs(err);

	if (!runs)
		return false;
	run->folder = mem_printf("%s/%s", runs, run->name);
	free(runs);
	if (run->observe && !file_exists(run->folder))
		return true;
	run->journal = journal_open(run->folder, run->observe ? JOURNAL_READ : JOURNAL_WRITE, fold_line, run, torn, err);
	/* What this session records comes after what the last one did, whatever the system's clock says by now. */
	loop_wall_not_before(run->last_at + 1);
	return run->journal != NULL;
}

/* Eight hex digits, so that what two runs of one name make on one server can be told apart. */
static bool add_token(struct json *data, struct err *err)
{
	char token[9];
	uint32_t n;

	if (getrandom(&n, sizeof n, 0) != (ssize_t)sizeof n)
		return err_set(err, ERR_WORLD, _("The run cannot be started"), _("the system gives no random numbers"), "");
	snprintf(token, sizeof token, "%08" PRIx32, n);
	json_put_str(data, "token", token);
	return true;
}

/* A journal whose first line does not make a run must not get a second beginning. */
static bool is_whole(const struct run *run, struct err *err)
{
	return run->model.run || !run->journal || !journal_seq(run->journal) ||
	       err_set(err, ERR_WORLD, _("The run cannot be gone on with"), _("its journal does not say how it was started"),
	               _("Keep its folder as evidence, and start a run of another name."));
}

/* The settings are copied into the first event: later changes of the file do not change a run that was begun. */
static bool start_new(struct run *run, const struct settings *settings, struct err *err)
{
	const char *strategy = settings ? settings->strategy : NULL;
	struct event e = { .type = EV_RUN_STARTED, .at = loop_wall(), .actor = run->actor, .data = NULL };
	bool ok;

	if (!settings)
		return err_set(err, ERR_INPUT, _("There is no such run"), run->name, _("Give settings to start one."));
	if (!strategy || !strategy_find(strategy))
		return err_set(err, ERR_INPUT, _("There is no such strategy"), strategy ? strategy : "",
		               _("See teal review for the strategies."));
	e.data = json_object();
	json_put_str(e.data, "run", run->name);
	json_put_str(e.data, "version", VERSION);
	json_put_str(e.data, "strategy", strategy);
	json_put(e.data, "settings", settings_json(settings));
	json_put_str(e.data, "mode", run->observe ? "observe" : "run");
	ok = add_token(e.data, err);
	if (ok && run->observe)
		model_apply(&run->model, &e);
	ok = ok && (run->observe || record(run, &e, err));
	json_free(e.data);
	return ok;
}

/* A run that has ended is only looked at, and so is any run by an observer. */
static bool resume(struct run *run, struct err *err)
{
	struct event e = { .type = EV_RUN_RESUMED, .at = loop_wall(), .actor = run->actor, .data = NULL };
	bool ok;

	if (run->observe || run->model.end != RUN_OPEN)
		return true;
	e.data = json_object();
	json_put_str(e.data, "version", VERSION);
	ok = record(run, &e, err);
	json_free(e.data);
	return ok;
}

/* The journal decides whether the run is new. A failure anywhere leaves nothing open and no lock. */
struct run *run_open(struct loop *loop, const struct run_spec *spec, struct err *err)
{
	struct run *run;
	bool torn = false;

	if (!name_is_fine(spec->name, err))
		return NULL;
	run = mem_zalloc(1, sizeof *run);
	run->loop = loop;
	run->name = mem_dup(spec->name);
	run->observe = spec->observe;
	run->actor = spec->actor ? mem_dup(spec->actor) : who();
	run->http = http_new(loop);
	run->exec.run = run;
	run->changed = true;
	prepare_model(run, spec);
	sessions_init(run);
	probes_init(run);
	if (!open_journal(run, &torn, err) || !is_whole(run, err) ||
	    !(run->model.run ? resume(run, err) : start_new(run, spec->settings, err))) {
		run_close(run);
		return NULL;
	}
	if (torn)
		run_logf(run, _("The journal's last line was not written to its end; it was left out."));
	return run;
}

/* Nothing is undone, and no act is waited for: the next start looks what became of it. Users of a part go before the
 * part: the act before the sessions, all of them before the journal. */
void run_close(struct run *run)
{
	if (!run)
		return;
	/* answers that come of closing must not be judged */
	run->closing = true;
	run_flush(run);
	exec_release(run);
	probes_release(run);
	run_documents_release(run);
	sessions_release(run);
	background_wait(CLOSE_MS);
	http_free(run->http);
	clear_queue(run);
	journal_close(run->journal);
	model_release(&run->model);
	free(run->login_words);
	free(run->trouble);
	free(run->news);
	free(run->application);
	free(run->actor);
	free(run->folder);
	free(run->name);
	free(run);
}

const struct model *run_model(const struct run *run)
{
	return &run->model;
}

/* Asking takes the answer away: there is one front end. */
bool run_changed(struct run *run)
{
	bool changed = run->changed;

	run->changed = false;
	return changed;
}

const char *run_trouble(const struct run *run)
{
	return run->trouble;
}

const char *run_news(struct run *run)
{
	bool due = run->news_due;

	run->news_due = false;
	return due ? run->news : NULL;
}

/* juju's own words are kept beside it, for whoever shows them. */
bool run_wants_login(const struct run *run)
{
	const struct note *asked = model_note_row(&run->model, "answer.juju.login"), *seen = model_note_row(&run->model, "juju.login");
	bool wanted = asked && strcmp(asked->text, "yes") == 0 && asked->at > run->model.resumed_at && !(seen && seen->at >= asked->at);

	return run->login_words || wanted;
}

void run_note_login(struct run *run)
{
	struct findings found = { 0 };

	findings_note(&found, "juju.login", "yes");
	run_found(run, &found);
}

/* Everything that failed for want of a login is asked again at once. */
void run_logged_in(struct run *run)
{
	mem_set(&run->login_words, NULL);
	for (int side = 0; side < SIDES; side++) {
		run->link[side].ask_after = 0;
		run->link[side].password_error = (struct err){ 0 };
	}
	probes_again(run);
	run->changed = true;
}
