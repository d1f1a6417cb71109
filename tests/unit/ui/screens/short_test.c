/* A second strategy, as different from the recommended one as three steps can be (tests/unit/short_strategy.h), goes from its first screen
 * to its report, forwards and back, over the same engine, screens, plain words, review and report. */
#include "config.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "engine/engine.h"
#include "plan/act.h"
#include "plan/step.h"
#include "plan/walk.h"
#include "report/report.h"
#include "report/review.h"
#include "tests/unit/check.h"
#include "tests/unit/golden.h"
#include "tests/unit/short_strategy.h"
#include "tests/unit/ui/screens/desk.h"
#include "ui/plain/plain.h"

/* When the newest backup of blue was begun, 0 there is none. */
static int64_t backup;

static void see(struct stage *s)
{
	stage_healthy(s);
	stage_fact(s, FACT_BLUE_BACKUP, backup, backup ? "20261122-030000F" : "");
}

/* Nothing of green is set: this strategy has no use for it. */
static void open_short(struct desk *d)
{
	struct settings *s;

	desk_open(d);
	s = &d->stage.model.settings;
	d->stage.model.strategy = &short_strategy;
	mem_set(&s->side[GREEN].juju_model, NULL);
	mem_set(&s->side[GREEN].app, NULL);
	mem_set(&s->side[GREEN].pg_app, NULL);
	mem_set(&s->side[GREEN].conninfo, NULL);
	mem_set(&s->source_from_target, NULL);
	mem_set(&s->target_channel, NULL);
	mem_set(&s->target_version, NULL);
	s->target_revision = 0;
	backup = 0;
	see(&d->stage);
}

static void fold(struct stage *s, struct effects *e, const struct act **act)
{
	for (size_t i = 0; i < e->count; i++) {
		struct event event = e->item[i].event;

		if (e->item[i].kind == EFFECT_PERFORM)
			*act = e->item[i].act;
		if (e->item[i].kind != EFFECT_RECORD)
			continue;
		event.seq = event_is_durable(event.type) ? s->model.seq + 1 : 0;
		model_apply(&s->model, &event);
	}
	effects_release(e);
}

/* The commands of an act end well, and what they were asked for can be seen. */
static void perform(struct stage *s, const struct act *act)
{
	struct effects e = { 0 };
	struct findings f = { 0 };
	const struct act *none = NULL;

	findings_note(&f, "blue.pg.primary", "postgresql/0");
	engine_findings(&s->model, s->now, &f, &e);
	findings_release(&f);
	fold(s, &e, &none);
	engine_outcome(&s->model, act, s->now, 1200, NULL, &e);
	fold(s, &e, &none);
	CHECK(none == NULL);
	s->now += 1000;
	if (strcmp(act->id, "backup-before") == 0)
		backup = s->now;
}

/* Turns of the engine until it wants nothing more. */
static void turns(struct desk *d)
{
	struct stage *s = &d->stage;
	int quiet = 0;

	/* An act waits for a look that is newer than its command. */
	for (int i = 0; quiet < 4 && i < 100; i++) {
		struct effects e = { 0 };
		const struct act *act = NULL;

		CHECK(engine_turn(&s->model, NULL, s->now, "ann@desk", &e, NULL));
		quiet = e.count ? 0 : quiet + 1;
		fold(s, &e, &act);
		if (act)
			perform(s, act);
		s->now += 1000;
		see(s);
	}
	CHECK_INT(quiet, 4);
}

/* Takes what a field proposes, where it proposes something. */
static void answer(struct desk *d)
{
	const struct step *row = step_of(&d->stage.model, walk_current(&d->stage.model));
	const struct field_row *f;

	for (size_t i = 0; (f = step_field(&d->stage.model, row, i)); i++) {
		desk_press(d, PRESS_ENTER, 0);
		if (!f->fallback)
			desk_type(d, "Ann, 555-0100");
		desk_press(d, PRESS_ENTER, 0);
		CHECK_STR(model_answer(&d->stage.model, f->key), f->fallback ? f->fallback : "Ann, 555-0100");
	}
}

/* Enter, and yes where that is asked. */
static void go(struct desk *d)
{
	int step = walk_current(&d->stage.model);

	desk_press(d, PRESS_ENTER, 0);
	if (step_of(&d->stage.model, step)->flags & STEP_CONFIRM) {
		desk_press(d, PRESS_TAB, 0);
		desk_press(d, PRESS_ENTER, 0);
	}
	CHECK_INT(d->stage.model.step[step].status, STEP_RUNNING);
	turns(d);
	CHECK_INT(d->stage.model.step[step].status, STEP_COMPLETE);
}

static void its_screens_lead_through_it(void)
{
	struct desk d;

	open_short(&d);
	desk_frames(&d, "short-see-blue");
	answer(&d);
	go(&d);
	CHECK_INT(walk_current(&d.stage.model), 1);
	desk_frame(&d, 80, 24, CHARSET_UTF8, DESK_TEXT, "screens/short-keep-a-copy.txt");
	go(&d);
	answer(&d);
	desk_frame(&d, 80, 24, CHARSET_UTF8, DESK_TEXT, "screens/short-say-yes.txt");
	go(&d);
	CHECK_INT(d.stage.model.end, RUN_FINISHED);
	CHECK(!walk_switched(&d.stage.model) && d.stage.model.fenced_at == 0);
	desk_frame(&d, 80, 24, CHARSET_UTF8, DESK_TEXT, "screens/short-end.txt");
	desk_close(&d);
}

/* Finished, as the screens would do it. */
static void finish_short(struct desk *d)
{
	open_short(d);
	answer(d);
	go(d);
	go(d);
	answer(d);
	go(d);
}

static void its_report_says_what_it_did(void)
{
	struct desk d;
	struct report r = { .model = &d.stage.model };
	struct json *j;
	struct str out;
	char *text;

	finish_short(&d);
	str_init(&out, STR_PAGE);
	report_markdown(&r, &out);
	CHECK(golden_same("report/short.md", str_text(&out)));
	str_clear(&out);
	report_status(&d.stage.model, d.stage.now, &out);
	CHECK(golden_same("report/short-status.txt", str_text(&out)));
	j = report_json(&r);
	text = json_pretty(j);
	CHECK(golden_same("report/short.json", text));
	free(text);
	json_free(j);
	str_release(&out);
	desk_close(&d);
}

static void its_review_is_the_plan(void)
{
	static const enum review_format formats[] = { REVIEW_MARKDOWN, REVIEW_DOT };
	struct desk d;

	open_short(&d);
	for (size_t i = 0; i < mem_count(formats); i++) {
		struct str out;

		str_init(&out, STR_PAGE);
		review_write(&short_strategy, NULL, formats[i], &out);
		CHECK(golden_same(i ? "report/short-review.dot" : "report/short-review.md", str_text(&out)));
		str_release(&out);
	}
	desk_close(&d);
}

/* The backup has no undo: nothing is to be taken back but the run itself. */
static void it_is_undone(void)
{
	struct desk d;

	open_short(&d);
	answer(&d);
	go(&d);
	go(&d);
	desk_press(&d, PRESS_TEXT, 'u');
	desk_press(&d, PRESS_ENTER, 0);
	desk_type(&d, "kratos");
	desk_press(&d, PRESS_ENTER, 0);
	CHECK(d.stage.model.undoing);
	turns(&d);
	CHECK_INT(d.stage.model.end, RUN_UNDONE);
	desk_frame(&d, 80, 24, CHARSET_UTF8, DESK_TEXT, "screens/short-undone.txt");
	desk_close(&d);
}

/* All that the plain front end says of the whole run. */
static void it_is_said_plainly(void)
{
	static const char *const lines[] = { "Ann, 555-0100", "", "", "go", "go", "", "go", "yes" };
	struct desk d;
	struct plain p;
	struct str out;

	open_short(&d);
	plain_init(&p, &d.stage.hooks, CHARSET_UTF8, 0);
	str_init(&out, STR_PAGE);
	plain_turn(&p, &d.stage.model, d.stage.now, &out);
	for (size_t i = 0; i < mem_count(lines); i++) {
		str_addf(&out, "> %s\n", lines[i]);
		plain_line(&p, &d.stage.model, d.stage.now, lines[i], &out);
		turns(&d);
		plain_turn(&p, &d.stage.model, d.stage.now, &out);
	}
	CHECK_INT(d.stage.model.end, RUN_FINISHED);
	CHECK(golden_same("plain/short.txt", str_text(&out)));
	str_release(&out);
	plain_release(&p);
	desk_close(&d);
}

static const struct check_case cases[] = {
	{ "its screens lead through it", its_screens_lead_through_it },
	{ "its report says what it did", its_report_says_what_it_did },
	{ "its review is the plan", its_review_is_the_plan },
	{ "it is undone", it_is_undone },
	{ "it is said plainly", it_is_said_plainly },
};
CHECK_MAIN(cases)
