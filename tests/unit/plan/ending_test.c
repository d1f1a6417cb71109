/* How Teal ends: the status and the last line, over where the run stands and why Teal ends there. */
#include "config.h"

#include "plan/ending.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/event.h"
#include "tests/unit/check.h"
#include "tests/unit/model_make.h"

static void tell(struct model *m, enum event_type type, const char *step, const char *text, int64_t at)
{
	struct json *data = json_parse(text, strlen(text), NULL);
	struct event e = { .type = type, .at = at, .step = step, .data = data };

	if (CHECK(data != NULL))
		model_apply(m, &e);
	json_free(data);
}

static void intent(struct model *m, const char *step, const char *act, int64_t at)
{
	char *text = mem_printf("{\"act\":\"%s\",\"undo\":false,\"commands\":[]}", act);

	tell(m, EV_ACT_INTENT, step, text, at);
	free(text);
}

/* Each place adds to the one before it what its name says. */
static void before_fence(struct model *m)
{
	model_make(m);
	model_complete_before(m, "stop-writes", 10);
	intent(m, "start-sync", "create-publication", 20);
}

static void fenced(struct model *m)
{
	before_fence(m);
	tell(m, EV_STEP_STARTED, "stop-writes", "{}", 60000);
	intent(m, "stop-writes", "routes-off", 60000);
}

static void broken(struct model *m)
{
	fenced(m);
	tell(m, EV_STEP_FAILED, "stop-writes", "{\"what\":\"w\",\"why\":\"y\",\"now\":\"n\"}", 61000);
}

static void undoing(struct model *m)
{
	broken(m);
	tell(m, EV_UNDO_STARTED, NULL, "{}", 62000);
}

static void reopened(struct model *m)
{
	undoing(m);
	tell(m, EV_STEP_UNDONE, "stop-writes", "{}", 63000);
}

static void undone(struct model *m)
{
	reopened(m);
	tell(m, EV_RUN_ENDED, NULL, "{\"how\":\"undone\"}", 64000);
}

/* A part stayed, and it was the fence. */
static void undone_fenced(struct model *m)
{
	undoing(m);
	tell(m, EV_RUN_ENDED, NULL, "{\"how\":\"undone\"}", 64000);
}

static void abandoned(struct model *m)
{
	before_fence(m);
	tell(m, EV_RUN_ENDED, NULL, "{\"how\":\"abandoned\"}", 64000);
}

static void abandoned_fenced(struct model *m)
{
	fenced(m);
	tell(m, EV_RUN_ENDED, NULL, "{\"how\":\"abandoned\"}", 64000);
}

static void switching(struct model *m)
{
	fenced(m);
	intent(m, "switch", "green-routes", 65000);
}

static void switched(struct model *m)
{
	switching(m);
	tell(m, EV_STEP_DONE, "switch", "{}", 66000);
}

static void soaking(struct model *m)
{
	switched(m);
	tell(m, EV_STEP_STARTED, "soak", "{}", 67000);
}

static void finished(struct model *m)
{
	soaking(m);
	tell(m, EV_RUN_ENDED, NULL, "{\"how\":\"finished\"}", 68000);
}

static void observed(struct model *m)
{
	fenced(m);
	m->observe = true;
}

/* In the order of enum ending; an error is that of a command line (2) and of a run that is held (5), the signal is SIGTERM. */
struct row {
	const char *name;
	void (*make)(struct model *);
	int left, failed, unanswered, usage, held, environment, signal;
	const char *words; /* NULL: nothing is said */
};

#define SINCE "Users are locked out since 1970-01-01 00:01:00 UTC (2 m 00 s). "
#define SWITCH \
	SINCE "The switch has begun. To go on: teal --run=Test-1. To give blue back is for a person to decide: what green has taken " \
	      "would be lost (teal report Test-1)."
#define ENDED \
	SINCE "The run has ended, and not all that stopped the writes is gone. To give blue back, run by hand the undo of \"Stop the " \
	      "writes to blue\" that teal review --settings=FILE prints (teal report Test-1 says what was done)."
#define ON SINCE "To go on: teal --run=Test-1. To give blue back: the same, then undo."

static const struct row rows[] = {
	{ "no run", model_init, 3, 1, 2, 2, 5, 6, 143, NULL },
	{ "before the fence", before_fence, 3, 1, 2, 2, 5, 6, 143, NULL },
	{ "fenced", fenced, 3, 3, 3, 3, 5, 3, 143, ON },
	{ "a step broken in the write-stop", broken, 3, 3, 3, 3, 5, 3, 143, ON },
	{ "undoing with the fence up", undoing, 3, 3, 3, 3, 5, 3, 143, SINCE "To go on giving blue back: teal --run=Test-1." },
	{ "undoing with blue open", reopened, 3, 1, 2, 2, 5, 6, 143, NULL },
	{ "undone", undone, 4, 1, 2, 2, 5, 6, 143, NULL },
	{ "undone, but the fence stayed", undone_fenced, 3, 3, 3, 3, 5, 3, 143, ENDED },
	{ "abandoned", abandoned, 1, 1, 2, 2, 5, 6, 143, NULL },
	{ "abandoned with the fence up", abandoned_fenced, 3, 3, 3, 3, 5, 3, 143, ENDED },
	{ "in the switch", switching, 3, 7, 7, 3, 5, 3, 143, SWITCH },
	{ "switched", switched, 3, 7, 7, 2, 5, 6, 143, NULL },
	{ "in the soak", soaking, 3, 7, 7, 2, 5, 6, 143, NULL },
	{ "finished", finished, 0, 7, 7, 2, 5, 6, 143, NULL },
	{ "observed", observed, 3, 1, 2, 2, 5, 6, 143, NULL },
};

static void check_row(const struct row *r)
{
	struct model m;
	struct str words;

	str_init(&words, STR_LINE);
	r->make(&m);
	CHECK_INT(ending_status(&m, ENDING_LEFT, 0), r->left);
	CHECK_INT(ending_status(&m, ENDING_FAILED, 0), r->failed);
	CHECK_INT(ending_status(&m, ENDING_UNANSWERED, 0), r->unanswered);
	CHECK_INT(ending_status(&m, ENDING_ERROR, EXIT_USAGE), r->usage);
	CHECK_INT(ending_status(&m, ENDING_ERROR, EXIT_LOCKED), r->held);
	CHECK_INT(ending_status(&m, ENDING_ERROR, EXIT_ENVIRONMENT), r->environment);
	CHECK_INT(ending_status(&m, ENDING_SIGNAL, 15), r->signal);
	ending_words(&m, 180000, &words);
	CHECK_STR(str_text(&words), r->words ? r->words : "");
	str_release(&words);
	model_release(&m);
}

static void the_table(void)
{
	for (size_t i = 0; i < mem_count(rows); i++) {
		int before = check_failed;

		check_row(&rows[i]);
		if (check_failed != before)
			printf("# in the row: %s\n", rows[i].name);
	}
}

static const struct check_case cases[] = {
	{ "status and last words for each place at which a run can be left", the_table },
};
CHECK_MAIN(cases)
