/* The screen of the releases: what stands there, and how an entry is read and marked. */
#include "config.h"

#include "tests/unit/ui/screens/desk.h"

#include "base/mem.h"
#include "plan/step.h"
#include "plan/upgrade.h"
#include "tests/unit/check.h"
#include "tests/unit/ui/between.h"

struct reader {
	struct desk desk;
	struct between between;
};

static void reader_open(struct reader *r)
{
	desk_open(&r->desk);
	between_open(&r->between, &r->desk.stage);
	between_fetched(&r->between, STAGE_T0);
	r->desk.stage.now += 120000;
	/* Two hazards: a relation that the newer charm has no endpoint for, and a row that nobody knows. */
	stage_fact(&r->desk.stage, FACT_BLUE_APP_RELATIONS, 1, "[[\"public-ingress\",\"traefik\"]]");
	stage_fact(&r->desk.stage, FACT_SRC_MIGRATIONS, 2, "20150100000001000000 20991231000000000000");
	/* Facts of the gates are as new as the frame. */
	stage_fact(&r->desk.stage, FACT_BLUE_APP_VERSION, 0, "v1.0.0");
}

static void reader_close(struct reader *r)
{
	desk_close(&r->desk);
	between_release(&r->between);
}

/* The last release: behind it there are only the sources. */
static void to_the_last_release(struct reader *r)
{
	desk_press(&r->desk, PRESS_END, 0);
	desk_press(&r->desk, PRESS_UP, 0);
}

/* Entries that must be read and are not marked. */
static int left(struct reader *r)
{
	struct assessment a;
	struct assess_entry entry;
	int n = 0;

	CHECK(upgrade_assess(&r->desk.stage.model, &a));
	for (size_t i = 0; assess_entry_at(&a, i, &entry); i++)
		n += entry.required && !upgrade_was_read(&r->desk.stage.model, &entry);
	assessment_release(&a);
	return n;
}

static const char *marked(struct reader *r, const char *key)
{
	return model_answer(&r->desk.stage.model, key);
}

static void what_lies_between_is_listed(void)
{
	struct reader r;

	reader_open(&r);
	desk_frames(&r.desk, "releases");
	/* The list has the arrows, and the first entry that waits is selected. */
	CHECK_INT(r.desk.view.part, PART_BODY);
	CHECK(desk_shows(&r.desk, "Enter open  Space mark as read"));
	desk_press(&r.desk, PRESS_TEXT, ' ');
	desk_press(&r.desk, PRESS_ENTER, 0);
	desk_press(&r.desk, PRESS_ESC, 0);
	desk_frames(&r.desk, "releases-partly");
	reader_close(&r);
}

static void offline_is_said(void)
{
	struct reader r;

	desk_open(&r.desk);
	between_open(&r.between, &r.desk.stage);
	between_offline(&r.between);
	CHECK(desk_shows(&r.desk, "offline: the shipped catalogue answers"));
	desk_frames(&r.desk, "releases-offline");
	reader_close(&r);
}

static void without_a_catalogue_nothing_is_known(void)
{
	struct reader r;

	reader_open(&r);
	r.desk.stage.model.catalog = NULL;
	desk_frames(&r.desk, "releases-unknown");
	reader_close(&r);
}

static void enter_reads_to_the_end_and_marks(void)
{
	struct reader r;
	int n, presses = 0;

	reader_open(&r);
	n = left(&r);
	CHECK(n >= 2);
	CHECK(desk_shows(&r.desk, "to be read"));
	while (left(&r) == n && presses++ < 20) {
		/* Each press acts on what was seen. */
		desk_shows(&r.desk, " ");
		desk_press(&r.desk, PRESS_ENTER, 0);
	}
	CHECK_INT(left(&r), n - 1);
	CHECK(presses >= 2);
	CHECK(r.desk.view.over == OVER_NONE);
	/* One key reads all of it, and then goes on. */
	for (presses = 0; left(&r) && presses < 200; presses++) {
		desk_shows(&r.desk, " ");
		desk_press(&r.desk, PRESS_ENTER, 0);
	}
	CHECK_INT(left(&r), 0);
	CHECK_INT(r.desk.view.part, PART_STEPS);
	CHECK(strncmp(marked(&r, "read.release.25.4.0"), "breaking, 2 migrations, text ", 29) == 0);
	reader_close(&r);
}

static void nothing_is_marked_unseen(void)
{
	struct reader r;
	int n;

	reader_open(&r);
	n = left(&r);
	CHECK(desk_shows(&r.desk, "to be read"));
	/* Opened, and not drawn yet: a second press in the same moment marks nothing. */
	desk_press(&r.desk, PRESS_ENTER, 0);
	desk_press(&r.desk, PRESS_ENTER, 0);
	CHECK_INT(r.desk.view.over, OVER_ENTRY);
	CHECK_INT(left(&r), n);
	/* Leaving marks nothing, but it was opened. */
	CHECK(desk_shows(&r.desk, "Esc back"));
	desk_press(&r.desk, PRESS_TEXT, 'q');
	CHECK_INT(left(&r), n);
	CHECK(desk_shows(&r.desk, "opened"));
	CHECK_INT(r.desk.stage.intents, 0);
	reader_close(&r);
}

static void a_text_is_searched(void)
{
	struct reader r;

	reader_open(&r);
	to_the_last_release(&r);
	desk_press(&r.desk, PRESS_ENTER, 0);
	desk_frame(&r.desk, 80, 24, CHARSET_UTF8, DESK_STYLES, "screens/releases-text-80x24.txt");
	desk_press(&r.desk, PRESS_TEXT, '/');
	desk_type(&r.desk, "quicker");
	desk_press(&r.desk, PRESS_ENTER, 0);
	CHECK(!r.desk.view.dialog);
	CHECK_INT(pager_hits(&r.desk.view.pager), 1);
	CHECK(desk_shows(&r.desk, "Quicker lists"));
	reader_close(&r);
}

static void space_marks_and_goes_to_the_next(void)
{
	struct reader r;
	int n, before;

	reader_open(&r);
	n = left(&r);
	CHECK(desk_shows(&r.desk, "to be read"));
	before = r.desk.view.body.selected;
	desk_press(&r.desk, PRESS_TEXT, ' ');
	CHECK_INT(left(&r), n - 1);
	CHECK(r.desk.view.body.selected != before);
	while (n-- > 1)
		desk_press(&r.desk, PRESS_TEXT, ' ');
	CHECK_INT(left(&r), 0);
	n = r.desk.stage.intents;
	/* All are marked: the space bar has its usual meaning again, and sends nothing. */
	desk_press(&r.desk, PRESS_TEXT, ' ');
	CHECK_INT(r.desk.stage.intents, n);
	reader_close(&r);
}

static void what_says_more_is_read_again(void)
{
	struct reader r;

	reader_open(&r);
	while (left(&r)) {
		CHECK(desk_shows(&r.desk, "mark as read"));
		desk_press(&r.desk, PRESS_TEXT, ' ');
	}
	CHECK(!marked(&r, "read.release.1.3.0"));
	between_more(&r.between, r.desk.stage.now);
	CHECK_INT(left(&r), 1);
	/* From the rail Enter goes to what waits. */
	CHECK(desk_shows(&r.desk, "Enter read"));
	desk_press(&r.desk, PRESS_ENTER, 0);
	CHECK(desk_shows(&r.desk, "--colour is gone"));
	reader_close(&r);
}

/* While a text is open the changelog comes in: what was read was less than what there is. */
static void an_entry_that_changes_while_it_is_read_is_refused(void)
{
	struct reader r;

	reader_open(&r);
	library_release(r.between.library);
	CHECK(desk_shows(&r.desk, "to be read"));
	to_the_last_release(&r);
	desk_press(&r.desk, PRESS_ENTER, 0);
	CHECK(desk_shows(&r.desk, "mark as read"));
	between_fetched(&r.between, r.desk.stage.now);
	desk_press(&r.desk, PRESS_ENTER, 0);
	CHECK(desk_shows(&r.desk, "says more by now"));
	CHECK(!marked(&r, "read.release.25.4.0"));
	CHECK_INT(r.desk.stage.intents, 0);
	reader_close(&r);
}

/* The text of the entry is read to its end: nothing of it is cut, and nothing is marked. */
static void each_source_is_told_in_full(void)
{
	struct reader r;
	int n;

	reader_open(&r);
	library_state(r.between.library, DOC_TREE_TO, ORIGIN_FAILED, "https://example.org/tree", 0, "example.org did not answer.");
	library_state(r.between.library, DOC_TREE_FROM, ORIGIN_CACHE, "https://example.org/older", STAGE_T0, "Asked too often.");
	n = left(&r);
	CHECK(desk_shows(&r.desk, "to be read"));
	desk_press(&r.desk, PRESS_END, 0);
	CHECK(desk_shows(&r.desk, "Sources: 3 of 5 speak"));
	desk_press(&r.desk, PRESS_TEXT, ' ');
	desk_press(&r.desk, PRESS_END, 0);
	desk_press(&r.desk, PRESS_ENTER, 0);
	CHECK(desk_shows(&r.desk, "Who says what lies between"));
	desk_frame(&r.desk, 80, 40, CHARSET_UTF8, DESK_TEXT, "screens/releases-sources-80x40.txt");
	for (int presses = 0; r.desk.view.over == OVER_ENTRY && presses < 9; presses++) {
		desk_shows(&r.desk, " ");
		desk_press(&r.desk, PRESS_ENTER, 0);
	}
	CHECK_INT(r.desk.view.over, OVER_NONE);
	CHECK_INT(left(&r), n);
	CHECK(!marked(&r, "read.sources"));
	CHECK_INT(r.desk.stage.intents, 0);
	reader_close(&r);
}

static void a_list_that_goes_on_says_so(void)
{
	struct reader r;

	reader_open(&r);
	/* A hazard more than there is room for. */
	r.desk.stage.model.catalog = NULL;
	CHECK(desk_shows(&r.desk, " more below"));
	desk_press(&r.desk, PRESS_END, 0);
	CHECK(desk_shows(&r.desk, " more above"));
	r.desk.stage.model.catalog = &r.between.catalog;
	CHECK(desk_shows(&r.desk, "Sources: 3 of 5 speak"));
	reader_close(&r);
}

static void who_only_looks_marks_nothing(void)
{
	struct reader r;

	reader_open(&r);
	r.desk.stage.model.observe = true;
	CHECK(desk_shows(&r.desk, "to be read"));
	CHECK_INT(r.desk.view.part, PART_STEPS);
	desk_press(&r.desk, PRESS_TAB, 0);
	desk_press(&r.desk, PRESS_TEXT, ' ');
	CHECK_INT(r.desk.stage.intents, 0);
	reader_close(&r);
}

static void the_gate_counts_the_marks(void)
{
	struct reader r;

	reader_open(&r);
	/* A hazard that blocks has a gate of its own, which this test is not about. */
	stage_fact(&r.desk.stage, FACT_BLUE_APP_RELATIONS, 0, "[]");
	CHECK(desk_shows(&r.desk, "3 of 3 are still"));
	for (int n = left(&r); n; n--)
		desk_press(&r.desk, PRESS_TEXT, ' ');
	CHECK(desk_shows(&r.desk, "Enter next"));
	desk_press(&r.desk, PRESS_ENTER, 0);
	CHECK_INT(r.desk.stage.model.step[1].status, STEP_RUNNING);
	reader_close(&r);
}

static const struct check_case cases[] = {
	{ "what lies between is a list: flags first, what is read, who says so", what_lies_between_is_listed },
	{ "offline the catalogue answers, and it is said", offline_is_said },
	{ "without a catalogue it is said that nothing is known", without_a_catalogue_nothing_is_known },
	{ "Enter reads an entry to its end, marks it and goes on", enter_reads_to_the_end_and_marks },
	{ "a text that was not seen is not marked, and leaving marks nothing", nothing_is_marked_unseen },
	{ "the text of an entry is searched", a_text_is_searched },
	{ "the space bar marks in the list and goes to the next", space_marks_and_goes_to_the_next },
	{ "an entry that says more is read again", what_says_more_is_read_again },
	{ "an entry that changes while it is read is not marked", an_entry_that_changes_while_it_is_read_is_refused },
	{ "each source is told in full", each_source_is_told_in_full },
	{ "a list that goes on says so", a_list_that_goes_on_says_so },
	{ "who only looks marks nothing", who_only_looks_marks_nothing },
	{ "the gate counts the marks, and opens", the_gate_counts_the_marks },
};

CHECK_MAIN(cases)
