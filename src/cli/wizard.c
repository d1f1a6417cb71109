/* The loop of the program: signals, keys, the run, the frame, in this order in every turn. Decides
 * nothing about a migration; that is the engine's, and how it looks is the front end's. */
#include "config.h"

#include "cli/wizard.h"

#include <signal.h>

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/front.h"
#include "cli/inputs.h"
#include "cli/login.h"
#include "cli/opening.h"
#include "cli/options.h"
#include "cli/records.h"
#include "cli/signals.h"
#include "engine/engine.h"
#include "plan/intent.h"
#include "port/child.h"
#include "port/loop.h"
#include "run/run.h"

enum {
	FRAME_MS = 50, /* the shortest time between two frames that nobody asked for by a key */
	SCRIPT_MS = 200, /* how often an answers file looks up */
	REFUSED_MS = 60000, /* how long an answers file may be refused before it is given up */
	LAST_MS = 1000, /* at the end: for children to be reaped after they were killed */
	LOGIN_MS = 30000, /* how often a login is asked for: one that fails must not take the screen away for ever */
};

/* Never NULL: before there is a run, an empty model is shown. */
const struct model *wizard_model(const struct wizard *w)
{
	return w->run ? run_model(w->run) : &w->blank;
}

const char *wizard_trouble(const struct wizard *w)
{
	return w->run ? run_trouble(w->run) : NULL;
}

/* ---- Hooks ---- */

/* engine_gates puts them into an order; the verdicts are asked for here, for this frame only. */
static size_t hook_gates(void *self, const struct model *m, int step, int64_t now, struct app_gate *out, size_t max)
{
	struct engine_gate gate[APP_GATES];
	size_t n = engine_gates(m, step, gate, max < APP_GATES ? max : APP_GATES);

	(void)self;
	for (size_t i = 0; i < n; i++) {
		out[i] = (struct app_gate){ .gate = gate[i].gate, .closing = gate[i].closing };
		engine_ask(m, step, &gate[i], now, &out[i].verdict);
	}
	return n;
}

/* A key that means something before there is a run is refused with a sentence, like any other. */
static bool hook_intend(void *self, const struct intent *intent, struct err *err)
{
	struct wizard *w = self;

	w->dirty = true;
	if (w->run)
		return run_intend(w->run, intent, err);
	return err_set(err, ERR_INPUT, _("Not now"), _("there is no run yet"), _("Choose a run first."));
}

/* The run is opened after the turn, in obey: the form is still on the stack here. */
static bool hook_settings(void *self, const struct json *root, struct err *err)
{
	return opening_settings_sent(self, root, err);
}

/* ---- The end ---- */

/* Ends the loop after this turn. */
static void leave(struct wizard *w, enum ending how, int number)
{
	w->over = true;
	w->how = how;
	w->number = number;
}

/* The error itself is said when the front end has closed. */
static void fail(struct wizard *w)
{
	leave(w, ENDING_ERROR, (int)exit_of_error(&w->error));
}

static void give_up(struct wizard *w)
{
	leave(w, w->error.kind == ERR_INPUT ? ENDING_UNANSWERED : ENDING_FAILED, 0);
}

/* Once. A report that cannot be written takes nothing back: the journal is the record. */
static void follow_end(struct wizard *w)
{
	const struct model *m = wizard_model(w);
	struct err err = { 0 };

	/* Who only observes leaves no report: it would be somebody else's run. */
	if (m->end == RUN_OPEN || w->report_tried || m->observe)
		return;
	w->report_tried = true;
	w->report = record_report(m, &err);
	if (w->report)
		w->front->report(w, w->report);
	else
		w->error = err;
	w->dirty = true;
}

/* ---- One turn ---- */

/* Carries out what the operator wants of the program itself. An opening that fails ends the wizard,
 * with its error said last. */
static void obey(struct wizard *w, enum front_request request)
{
	bool ok = true;

	switch (request) {
	case FRONT_NOTHING:
		return;
	case FRONT_SHOW:
		break;
	case FRONT_LEAVE:
	case FRONT_OVER:
		leave(w, ENDING_LEFT, 0);
		break;
	case FRONT_CLOSED:
		leave(w, ENDING_SIGNAL, SIGHUP);
		break;
	case FRONT_RESUME:
		ok = opening_resume(w, &w->error);
		break;
	case FRONT_NEW:
		ok = opening_new(w, &w->error);
		break;
	}
	/* The form was sent off by this key: what follows from it is decided here, outside of the form. */
	if (w->settings_sent && !w->run && !w->over) {
		w->settings_sent = false;
		ok = opening_begin(w, &w->error);
	}
	if (!ok)
		fail(w);
	w->dirty = true;
	w->drawn = 0; /* a key is answered in this turn, whatever the pace is */
}

/* A signal that ends comes first: nothing else is begun after it. */
static void take_signals(struct wizard *w)
{
	if (signals_end()) {
		leave(w, ENDING_SIGNAL, signals_end());
		return;
	}
	if (signals_stop()) {
		w->front->stop(w);
		w->dirty = true;
	}
	for (int n = signals_interrupts(); n > 0 && !w->over; n--)
		obey(w, w->front->interrupt(w, loop_wall()));
}

/* The run goes on while a person logs in: the write-stop's clock does not wait for passwords. */
static bool meanwhile(void *self)
{
	struct wizard *w = self;

	loop_turn(w->loop, 100);
	run_turn(w->run);
	return signals_end() == 0;
}

/* juju's own question goes to the operator; where there is nobody, juju is tried again now and then. */
static void take_login(struct wizard *w)
{
	const struct settings *settings = &wizard_model(w)->settings;
	char *shown, *sentence;

	if (!run_wants_login(w->run) || (w->login_said_at && loop_now() - w->login_said_at < LOGIN_MS))
		return;
	shown = login_shown(settings);
	sentence = mem_printf(_("juju wants a login: %s"), shown);
	w->front->tell(w, sentence);
	if (w->front->lend(w)) {
		if (login_run(settings, meanwhile, w))
			run_note_login(w->run);
		w->front->take_back(w);
	}
	/* From its end, since a person may take longer than LOGIN_MS. */
	w->login_said_at = loop_now();
	run_logged_in(w->run);
	w->dirty = true;
	free(sentence);
	free(shown);
}

/* One answer a turn, so that what it did is seen before the next one is given. */
static void take_script(struct wizard *w)
{
	struct intent intent;
	struct err err = { 0 };

	switch (autopilot_next(&w->script, wizard_model(w), &w->hooks, loop_wall(), &intent, &err)) {
	case AUTOPILOT_WAITS:
		break;
	case AUTOPILOT_ACTS:
		/* What is refused now may be right in a moment; when it never is, this patience ends. */
		if (hook_intend(w, &intent, &err)) {
			w->refused_since = 0;
			break;
		}
		w->refused_since = w->refused_since ? w->refused_since : loop_now();
		if (loop_now() - w->refused_since < REFUSED_MS)
			break;
		w->error = err;
		give_up(w);
		break;
	case AUTOPILOT_STOPS:
		leave(w, ENDING_LEFT, 0);
		break;
	case AUTOPILOT_GIVES_UP:
		w->error = err;
		give_up(w);
		break;
	case AUTOPILOT_OVER:
		leave(w, ENDING_LEFT, 0);
		break;
	}
}

/* A journal that cannot be written stops everything: said at once and when its reason is another one, and an answers file does not wait
 * for it for ever. */
static void tell_trouble(struct wizard *w)
{
	const char *trouble = run_trouble(w->run);

	if (!trouble) {
		w->trouble_since = 0;
		mem_set(&w->trouble_said, NULL);
		return;
	}
	w->trouble_since = w->trouble_since ? w->trouble_since : loop_now();
	if (!str_same(trouble, w->trouble_said)) {
		mem_set(&w->trouble_said, trouble);
		w->front->tell(w, trouble);
	}
	if (w->scripted && loop_now() - w->trouble_since > REFUSED_MS) {
		err_set(&w->error, ERR_WORLD, _("the run was left, since nothing could go on"), trouble, "");
		leave(w, ENDING_LEFT, 0);
	}
}

/* The run's part of a turn. The end is looked at before the script, which leaves as soon as the run is
 * over: then the report would not be written. */
static void work(struct wizard *w)
{
	const char *news;

	run_turn(w->run);
	news = run_news(w->run);
	if (news)
		w->front->tell(w, news);
	tell_trouble(w);
	take_login(w);
	follow_end(w);
	if (w->scripted && !w->over)
		take_script(w);
	w->dirty |= run_changed(w->run);
}

/* A front end without keys says here that it has told the end. */
static void show(struct wizard *w)
{
	w->dirty = false;
	w->drawn = loop_now();
	if (w->front->show(w, loop_wall()) == FRONT_OVER && !w->over)
		leave(w, ENDING_LEFT, 0);
}

/* -1 of run_next is "never". */
static int64_t least(int64_t a, int64_t b)
{
	return b >= 0 && b < a ? b : a;
}

/* How long nothing has to be done unless something happens. */
static int64_t wait_of(struct wizard *w)
{
	int64_t wait = w->front->next(w, loop_wall()), since = loop_now() - w->drawn;

	if (w->run)
		wait = least(wait, run_next(w->run));
	if (w->scripted)
		wait = least(wait, SCRIPT_MS);
	if (w->dirty)
		wait = least(wait, since < FRAME_MS ? FRAME_MS - since : 0);
	return wait < 0 ? 0 : wait;
}

/* due is taken before the wait: what the clock changes is drawn even when nothing happened. */
static void loop(struct wizard *w)
{
	while (!w->over) {
		int64_t due = loop_wall() + w->front->next(w, loop_wall());

		loop_turn(w->loop, wait_of(w));
		take_signals(w);
		if (!w->over)
			obey(w, w->front->input(w, loop_wall()));
		if (w->run && !w->over)
			work(w);
		/* One frame each FRAME_MS, however much happens; the last one always. */
		if ((w->dirty && loop_now() - w->drawn >= FRAME_MS) || loop_wall() >= due || w->over)
			show(w);
	}
}

/* ---- Begin and end ---- */

/* Without the catalogue more has to be read by the operator; the gates say so as well. */
static void take_catalog(struct wizard *w)
{
	struct err err = { 0 };
	struct str text;

	w->have_catalog = input_catalog(&w->catalog, &err);
	if (w->have_catalog)
		return;
	str_init(&text, STR_LINE);
	err_wrap(&err, _("what is shipped about releases is not at hand"));
	err_text(&err, &text);
	w->front->tell(w, str_text(&text));
	str_release(&text);
}

/* All that can be wrong with files is found before the screen is opened over the message. */
static bool prepare(struct wizard *w, struct err *err)
{
	if (w->options->answers && !input_script(w->options->answers, &w->script, err))
		return false;
	w->scripted = w->options->answers != NULL;
	return opening_settings(w, err);
}

/* What the front end and the run have used; both are gone by now. */
static void release(struct wizard *w)
{
	script_release(&w->script);
	settings_release(&w->settings);
	if (w->have_catalog)
		catalog_release(&w->catalog);
	model_release(&w->blank);
	free(w->report);
	free(w->trouble_said);
	free(w->name);
}

/* What the operator should know when the screen is gone. */
static void last_sentence(const struct wizard *w)
{
	bool open = w->run && wizard_model(w)->end == RUN_OPEN && !wizard_model(w)->observe;

	/* A training's world is cleared away: what is left of the run is its record. */
	if (open && w->options->command == COMMAND_TRAIN)
		printf(_("The training ends here; teal report %s tells what happened in it.\n"), wizard_model(w)->run);
	else if (open && w->front == &front_screen)
		printf(_("Run %s is kept; the next start of teal goes on from there.\n"), wizard_model(w)->run);
	if (w->report && w->front == &front_screen)
		printf(_("The report: %s\n"), w->report);
}

/* A run that could not be opened may be the one that holds the users: the one that is named, else the one of these settings. One that
 * somebody has open was not left. */
static void find_run(struct wizard *w)
{
	struct err unheard = { 0 };
	bool torn;

	if (!w->name && opening_settings(w, &unheard) && w->have_settings)
		w->name = run_unfinished(&w->settings, &unheard);
	if (!w->name || run_held(w->name))
		return;
	model_release(&w->blank);
	run_read(w->name, &w->blank, &torn, &unheard);
}

/* The last words come after the error, which scrolls past: that users are locked out matters more than why Teal ends. They are taken from
 * the run before it is closed. A training's world is cleared away with its users. */
static int end(struct wizard *w)
{
	bool training = w->options->command == COMMAND_TRAIN;
	struct str words;
	int code;

	if (!w->run && !training && !(w->options->flags & OPTION_OBSERVE))
		find_run(w);
	str_init(&words, STR_LINE);
	code = ending_status(wizard_model(w), w->how, w->number);
	ending_words(wizard_model(w), loop_wall(), &words);
	run_close(w->run);
	if (w->error.kind != ERR_NONE)
		cli_fail(&w->error);
	if (words.len && !training) {
		fflush(stdout);
		fprintf(stderr, "teal: %s\n", str_text(&words));
	}
	str_release(&words);
	return code;
}

/* The front end closes before the run does: what is said at the end belongs on the operator's own
 * screen. */
int wizard_run(const struct wizard_spec *spec)
{
	struct wizard w = { .options = spec->options, .loop = spec->loop, .have_settings = spec->settings != NULL };
	bool ok;
	int code;

	/* That the terminal can do what the choice wants was checked in main. */
	w.front = spec->options->flags & OPTION_PLAIN ? &front_lines : &front_screen;
	w.hooks = (struct app_hooks){ .self = &w, .gates = hook_gates, .intend = hook_intend, .settings = hook_settings };
	model_init(&w.blank);
	/* Moved, so that there is one owner however this ends. */
	if (spec->settings) {
		w.settings = *spec->settings;
		*spec->settings = (struct settings){ 0 };
	}
	if (spec->name)
		w.name = mem_dup(spec->name);
	ok = prepare(&w, &w.error) && w.front->open(&w, &w.error);
	if (ok) {
		take_catalog(&w);
		ok = opening_begin(&w, &w.error);
	}
	if (ok)
		loop(&w);
	else
		fail(&w);
	w.front->close(&w);
	last_sentence(&w);
	code = end(&w);
	release(&w);
	/* juju may hang, and nobody is left who could end it: not even a terminal, when that is why we end. */
	loop_end(spec->loop, CHILD_GRACE_MS + LAST_MS);
	return code;
}

int wizard_refused(const struct options *options, const struct err *error)
{
	struct wizard w = { .options = options, .error = *error };
	int code;

	model_init(&w.blank);
	if (options->run)
		w.name = mem_dup(options->run);
	fail(&w);
	code = end(&w);
	release(&w);
	return code;
}
