#include "config.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/event.h"
#include "plan/model.h"
#include "plan/step.h"
#include "report/clients.h"
#include "report/markdown.h"
#include "report/report.h"
#include "report/review.h"
#include "tests/unit/check.h"
#include "tests/unit/golden.h"
#include "tests/unit/report/report_lines.h"

#define NOW ((int64_t)1795317030000) /* 2026-11-22T03:10:30Z */

static void fold(struct model *m, const char *const *line, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct err err = { 0 };
		struct json *json = json_parse(line[i], strlen(line[i]), &err);
		struct event e;

		if (!CHECK(json != NULL && event_read(json, &e, &err)))
			printf("# line %zu: %s\n# %s\n", i, err.why, line[i]);
		else
			model_apply(m, &e);
		json_free(json);
	}
}

/* What the run was until the fence, and how it went on. */
static void tell(struct model *m, const char *const *then, size_t n)
{
	model_init(m);
	fold(m, until_fence, mem_count(until_fence));
	fold(m, then, n);
}

static char *markdown(const struct model *m, const char *clients, unsigned flags)
{
	struct str out;

	str_init(&out, STR_PAGE);
	report_markdown(&(struct report){ .model = m, .clients = clients, .clients_len = clients ? strlen(clients) : 0, .flags = flags },
	                &out);
	return str_take(&out);
}

static void finished_run_as_markdown(void)
{
	struct model m;
	char *text;

	tell(&m, until_end, mem_count(until_end));
	text = markdown(&m, clients_text, 0);
	CHECK(golden_same("report/finished.md", text));
	free(text);
	model_release(&m);
}

static void what_was_left_out_is_named(void)
{
	static const char answer[] = "{\"key\":\"leave_out\",\"text\":\"public.backup shop.orders\"}";
	struct event e = { .type = EV_ANSWER, .at = 1, .actor = "ann@host" };
	struct model m;
	struct json *j;
	char *text;

	tell(&m, until_end, mem_count(until_end));
	text = markdown(&m, clients_text, 0);
	CHECK(!strstr(text, "left out"));
	free(text);
	e.data = json_parse(answer, sizeof answer - 1, NULL);
	model_apply(&m, &e);
	json_free(e.data);
	text = markdown(&m, clients_text, 0);
	CHECK(strstr(text, "## Tables that were left out") && strstr(text, "\n- public.backup\n- shop.orders\n"));
	free(text);
	j = report_json(&(struct report){ .model = &m });
	CHECK_INT(json_count(json_get(j, "left_out")), 2);
	CHECK_STR(json_text(json_first(json_get(j, "left_out"))), "public.backup");
	json_free(j);
	model_release(&m);
}

static void undone_run_as_markdown(void)
{
	struct model m;
	char *text;

	tell(&m, undone, mem_count(undone));
	text = markdown(&m, NULL, 0);
	CHECK(golden_same("report/undone.md", text));
	free(text);
	model_release(&m);
}

static void open_run_says_that_the_writes_are_stopped(void)
{
	struct model m;
	char *text;

	tell(&m, NULL, 0);
	text = markdown(&m, NULL, REPORT_TORN);
	CHECK(strstr(text, "the writes to blue are still stopped") != NULL);
	CHECK(strstr(text, "last line was not written to its end") != NULL);
	CHECK(strstr(text, "not ended yet") != NULL);
	free(text);
	model_release(&m);
}

static void foreign_text_is_harmless(void)
{
	struct model m;
	char *text;

	tell(&m, until_end, mem_count(until_end));
	text = markdown(&m, clients_text, 0);
	CHECK(strchr(text, '\033') == NULL);
	CHECK(strstr(text, "Bea, \\|phone\\| \\*17\\*") != NULL);
	CHECK(strstr(text, "no \\`staging\\` here") != NULL);
	CHECK(strstr(text, "<b>") == NULL || strstr(text, "\\<b\\>") != NULL);
	free(text);
	model_release(&m);
}

static void a_block_cannot_be_closed_from_within(void)
{
	struct str out;

	str_init(&out, STR_LINE);
	md_block(&out, "a\n````\nb");
	CHECK_STR(str_text(&out), "`````\na\n````\nb\n`````\n\n");
	str_release(&out);
}

/* The line of an older version has no numbers, and none are made up. */
static void check_named(const struct json *list)
{
	for (const struct json *o = json_first(list); o; o = json_next(o)) {
		bool sessions = strcmp(json_str(o, "table", ""), "public.sessions") == 0;

		CHECK_INT(json_int(o, "missing", -1), sessions ? 3 : -1);
		CHECK_INT(json_int(o, "changed", -1), sessions ? 1200 : -1);
		CHECK_INT(json_count(json_get(o, "examples")), sessions ? 2 : 0);
		CHECK(json_bool(o, "compared", false) == (strcmp(json_str(o, "table", ""), "public.strange") != 0));
	}
}

static void report_as_json(void)
{
	struct model m;
	struct json *o;

	tell(&m, until_end, mem_count(until_end));
	o = report_json(&(struct report){ .model = &m, .clients = clients_text, .clients_len = strlen(clients_text) });
	CHECK_STR(json_str(o, "run", ""), "2026-11-22a");
	CHECK_STR(json_str(o, "end", ""), "finished");
	CHECK_STR(json_str(o, "from_version", ""), "1.0.0");
	CHECK_STR(json_str(json_get(o, "write_stop"), "from", ""), "2026-11-22T03:10:01.000Z");
	CHECK_INT(json_int(json_get(o, "write_stop"), "took_ms", 0), 244000);
	CHECK_INT(json_number(json_path(o, "write_stop.clients.failures"), 0), 3);
	CHECK_INT(json_number(json_path(o, "write_stop.clients.operations.login"), 0), 2);
	CHECK_INT(json_count(json_get(o, "verification")), 5);
	check_named(json_get(o, "verification"));
	CHECK_INT(json_count(json_get(o, "checkpoints")), 2);
	CHECK_INT(json_count(json_get(o, "steps")), m.strategy->steps);
	CHECK_INT(json_count(json_get(o, "who")), 1);
	json_free(o);
	model_release(&m);
}

static void clients_count_from_the_fence_until_half_a_minute_after_the_switch(void)
{
	struct felt f;

	felt_read(clients_text, strlen(clients_text), 1795317001000, 1795317245000 + FELT_AFTER_MS, &f);
	CHECK_INT(f.failures, 3);
	CHECK_INT(f.first, 1795317002100);
	CHECK_INT(f.last, 1795317246000);
	CHECK_INT(f.ops, 2);
	CHECK_INT(f.damaged, 1);
	felt_read("", 0, 0, 1, &f);
	CHECK_INT(f.failures, 0);
}

static void status_of_an_open_run(void)
{
	struct model m;
	struct str out;
	struct json *o;

	tell(&m, NULL, 0);
	str_init(&out, STR_PAGE);
	report_status(&m, NOW, &out);
	CHECK(golden_same("report/status.txt", str_text(&out)));
	o = report_status_json(&m, NOW);
	CHECK_STR(json_str(o, "state", ""), "open");
	CHECK_STR(json_str(json_get(o, "step"), "id", ""), "releases");
	CHECK_INT(json_int(o, "write_stop_ms", 0), 29000);
	CHECK(json_bool(o, "writes_stopped", false));
	json_free(o);
	str_release(&out);
	model_release(&m);
}

/* An undo that stands still: what stayed is in the report, in the status for people and in that for programs. */
static void what_an_undo_left_is_told_everywhere(void)
{
	static const char *const lines[] = {
		AT("03:11:00", "undo-started", "", "{}"),
		AT("03:11:02", "act-outcome", IN("stop-writes"), "{\"act\":\"unfence\",\"undo\":true,\"ok\":false,\"why\":\"held\"}"),
		NOTE("03:11:02", "stayed.unfence", "public.a is held by pid 7"),
		NOTE("03:10:59", "stayed.drop-slot", "in the try before"),
	};
	struct model m;
	struct str out;
	struct json *o;
	char *text;

	tell(&m, lines, mem_count(lines));
	str_init(&out, STR_PAGE);
	report_status(&m, NOW, &out);
	CHECK(strstr(str_text(&out), "the fence's triggers stay on blue") != NULL);
	CHECK(strstr(str_text(&out), "the slot stays") == NULL);
	o = report_status_json(&m, NOW);
	CHECK_INT(json_count(json_get(o, "stayed")), 1);
	CHECK_STR(json_str(json_first(json_get(o, "stayed")), "act", ""), "unfence");
	CHECK_STR(json_str(json_first(json_get(o, "stayed")), "why", ""), "public.a is held by pid 7");
	text = markdown(&m, NULL, 0);
	CHECK(strstr(text, "the fence's triggers stay on blue") && strstr(text, "public.a is held by pid 7"));
	free(text);
	json_free(o);
	str_release(&out);
	model_release(&m);
}

static void review_names_every_step_gate_and_act(void)
{
	const struct strategy *s = strategy_find("recommended");
	struct str out;

	str_init(&out, STR_PAGE);
	review_write(s, NULL, REVIEW_TEXT, &out);
	for (size_t i = 0; i < s->steps; i++) {
		CHECK(strstr(str_text(&out), s->step[i].id) != NULL);
		for (size_t g = 0; g < STEP_LIST && s->step[i].need[g]; g++)
			CHECK(strstr(str_text(&out), s->step[i].need[g]) != NULL);
	}
	CHECK(strstr(str_text(&out), "POINT OF NO RETURN") != NULL);
	CHECK(strstr(str_text(&out), "juju deploy") == NULL);
	str_release(&out);
}

static void review_as_json_and_dot_is_well_formed(void)
{
	const struct strategy *s = strategy_find("recommended");
	struct str out;
	struct json *o;
	int depth = 0;

	str_init(&out, STR_PAGE);
	review_write(s, NULL, REVIEW_JSON, &out);
	o = json_parse(str_text(&out), out.len, NULL);
	CHECK_INT(json_count(json_get(o, "steps")), s->steps);
	json_free(o);
	str_clear(&out);
	review_write(s, NULL, REVIEW_DOT, &out);
	for (const char *c = str_text(&out); *c; c++)
		depth += (*c == '{') - (*c == '}');
	CHECK_INT(depth, 0);
	CHECK(strncmp(str_text(&out), "digraph", 7) == 0);
	str_release(&out);
}

static void review_with_settings_shows_literal_commands(void)
{
	struct json *root = json_parse(SETTINGS, strlen(SETTINGS), NULL);
	struct settings settings;
	struct str out;

	CHECK(settings_parse(root, &settings, NULL));
	str_init(&out, STR_PAGE);
	review_write(strategy_find("recommended"), &settings, REVIEW_MARKDOWN, &out);
	CHECK(strstr(str_text(&out), "prod:admin/iam-green") != NULL);
	CHECK(strstr(str_text(&out), "juju deploy") != NULL);
	str_release(&out);
	settings_release(&settings);
	json_free(root);
}

static const struct check_case cases[] = {
	{ "a finished run as Markdown", finished_run_as_markdown },
	{ "what was left out is named", what_was_left_out_is_named },
	{ "an undone run as Markdown", undone_run_as_markdown },
	{ "the report of an open run says that the writes are stopped", open_run_says_that_the_writes_are_stopped },
	{ "foreign text is harmless in the report", foreign_text_is_harmless },
	{ "a block of literal text cannot be closed from within", a_block_cannot_be_closed_from_within },
	{ "the report as JSON", report_as_json },
	{ "what clients felt counts from the fence until half a minute after the switch",
	  clients_count_from_the_fence_until_half_a_minute_after_the_switch },
	{ "what an undo left is told everywhere", what_an_undo_left_is_told_everywhere },
	{ "the status of an open run", status_of_an_open_run },
	{ "the review names every step, gate and act", review_names_every_step_gate_and_act },
	{ "the review as JSON and as a graph is well-formed", review_as_json_and_dot_is_well_formed },
	{ "the review with settings shows the literal commands", review_with_settings_shows_literal_commands },
};

CHECK_MAIN(cases)
