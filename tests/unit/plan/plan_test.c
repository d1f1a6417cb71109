/* The tables of steps, acts and gates, and the fold: what must always hold of them. */
#include "config.h"

#include "plan/step.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/event.h"
#include "plan/gate.h"
#include "plan/model.h"
#include "plan/remember.h"
#include "tests/unit/check.h"
#include "tests/unit/model_make.h"
#include "tests/unit/short_strategy.h"

static size_t widest(const char *text, size_t *lines)
{
	size_t most = 0;

	*lines = 0;
	for (const char *p = text; p && *p; ++*lines) {
		size_t n = strcspn(p, "\n"), cells = 0;

		for (size_t i = 0; i < n; i++)
			cells += ((unsigned char)p[i] & 0xc0) != 0x80;
		most = cells > most ? cells : most;
		p += n + (p[n] == '\n');
	}
	return most;
}

static void each_list(const struct step *s, void (*visit)(const struct step *, const char *id, bool act))
{
	for (size_t i = 0; i < STEP_LIST; i++) {
		if (s->need[i])
			visit(s, s->need[i], false);
		if (s->done[i])
			visit(s, s->done[i], false);
		if (s->act[i])
			visit(s, s->act[i], true);
		if (s->undo[i])
			visit(s, s->undo[i], true);
	}
}

static void named_thing_exists(const struct step *s, const char *id, bool act)
{
	bool there = act ? act_find(id) != NULL : gate_find(id) != NULL;

	if (!CHECK(there))
		printf("# %s names %s %s\n", s->id, act ? "act" : "gate", id);
}

static void names_are_unique_and_known(void)
{
	const struct strategy *s;

	for (size_t i = 0; (s = strategy_at(i)); i++)
		for (size_t a = 0; a < s->steps; a++) {
			CHECK_INT(step_index(s, s->step[a].id), a);
			each_list(&s->step[a], named_thing_exists);
		}
	for (size_t i = 0; gate_at(i); i++)
		CHECK(gate_find(gate_at(i)->id) == gate_at(i));
	for (size_t i = 0; act_at(i); i++)
		CHECK(act_find(act_at(i)->id) == act_at(i));
}

static void every_act_has_a_done_gate(void)
{
	for (size_t i = 0; act_at(i); i++) {
		const struct act *a = act_at(i);

		if (!CHECK(a->done && gate_find(a->done) && a->build && a->settle_ms > 0))
			printf("# act %s\n", a->id);
	}
}

static bool writes(const struct step *s)
{
	for (size_t i = 0; i < STEP_LIST && s->act[i]; i++)
		if (act_find(s->act[i])->flags & ACT_WRITES)
			return true;
	return false;
}

static void writing_steps_have_an_undo_or_a_reason(void)
{
	const struct strategy *s;

	for (size_t n = 0; (s = strategy_at(n)); n++) {
		bool past = false;

		for (size_t i = 0; i < s->steps; i++) {
			const struct step *step = &s->step[i];

			past = past || (step->flags & STEP_POINT_OF_NO_RETURN);
			CHECK_INT((step->flags & STEP_WRITES) != 0, writes(step));
			if (writes(step) && !CHECK((step->undo[0] != NULL) != (step->no_undo != NULL)))
				printf("# step %s\n", step->id);
			if (past && !CHECK(!step->undo[0]))
				printf("# step %s claims an undo past the point of no return\n", step->id);
		}
	}
}

static void each_step_can_end_and_says_how_to_go_back(void)
{
	const struct strategy *s;

	for (size_t n = 0; (s = strategy_at(n)); n++)
		for (size_t i = 0; i < s->steps; i++) {
			CHECK(s->step[i].done[0] != NULL);
			CHECK(s->step[i].back && *s->step[i].back);
			CHECK(s->step[i].phase && s->step[i].title);
		}
}

/* A text of so many columns and lines at most. */
static void fits(const char *id, const char *what, const char *text, size_t columns, size_t most)
{
	size_t lines;

	if (!CHECK(widest(text, &lines) <= columns && lines <= most))
		printf("# %s: %s\n", id, what);
}

static void every_text_fits_its_place(void)
{
	const struct strategy *s;

	for (size_t n = 0; (s = strategy_at(n)); n++) {
		fits(s->id, "why", s->why, 76, 4);
		fits(s->id, "title", s->title, 40, 1);
		for (size_t i = 0; i < s->steps; i++) {
			const struct step *step = &s->step[i];

			fits(step->id, "title", step->title, 40, 1);
			fits(step->id, "why", step->why, 76, 4);
			fits(step->id, "back", step->back, 76, 2);
			fits(step->id, "no undo", step->no_undo, 76, 1);
			for (size_t f = 0; f < mem_count(step->field) && step->field[f].key; f++) {
				fits(step->field[f].key, "label", step->field[f].label, 36, 1);
				fits(step->field[f].key, "help", step->field[f].help, 76, 1);
			}
		}
	}
	for (size_t i = 0; i < settings_fields_count(); i++) {
		fits(settings_fields[i].path, "label", settings_fields[i].label, 36, 1);
		fits(settings_fields[i].path, "help", settings_fields[i].help, 76, 1);
	}
}

/* Or there is none at all: nobody is locked out then. */
static void the_write_stop_begins_once_and_ends_at_the_switch(void)
{
	const struct strategy *s;

	for (size_t n = 0; (s = strategy_at(n)); n++) {
		int starts = 0, ends = 0;

		for (size_t i = 0; i < s->steps; i++) {
			starts += (s->step[i].flags & STEP_STARTS_WRITE_STOP) != 0;
			ends += (s->step[i].flags & STEP_POINT_OF_NO_RETURN) != 0;
			CHECK(starts >= ends);
		}
		CHECK(starts <= 1 && ends == starts);
	}
}

/* Who looks for a step by what it is finds one at most. */
static void what_a_step_is_no_other_is(void)
{
	const unsigned many = STEP_WRITES | STEP_CONFIRM | STEP_CONFIRM_NAME | STEP_LEAVES_SYNC | STEP_COMPARES;
	const struct strategy *s;

	for (size_t n = 0; (s = strategy_at(n)); n++) {
		unsigned seen = 0;

		for (size_t i = 0; i < s->steps; i++) {
			if (!CHECK(!(seen & s->step[i].flags & ~many)))
				printf("# %s\n", s->step[i].id);
			seen |= s->step[i].flags;
		}
	}
}

/* The pictures draw what only such steps have. */
static void what_a_step_shows_and_remembers_it_has(void)
{
	const struct strategy *s;

	for (size_t n = 0; (s = strategy_at(n)); n++)
		for (size_t i = 0; i < s->steps; i++) {
			const struct step *row = &s->step[i];

			CHECK_INT(row->body == BODY_VERIFY, (row->flags & STEP_COMPARES) != 0);
			CHECK_INT(row->body == BODY_RELEASES, (row->flags & STEP_READS_RELEASES) != 0);
			CHECK(!row->checkpoint || (row->remember[0] && strncmp(row->checkpoint, "checkpoint.", 11) == 0));
			CHECK_INT(row->checkpoint != NULL, row->checkpoint_title != NULL);
			if (!CHECK(row->body != BODY_FORECAST || (row->flags & STEP_STARTS_WRITE_STOP)))
				printf("# %s\n", row->id);
		}
}

static void facts_and_gates_agree_on_probes(void)
{
	struct model m;
	enum fact_id f;

	model_make(&m);
	for (size_t i = 0; gate_at(i); i++)
		for (size_t k = 0; (f = gate_fact(gate_at(i), &m, k)) != FACT_END; k++)
			CHECK(fact_rows[f].probe != PROBE_NONE && gate_at(i)->max_age_ms > 0);
	model_release(&m);
	for (int i = 0; i < FACT_COUNT; i++)
		CHECK_INT(fact_by_name(fact_rows[i].name), i);
}

static void settings_round_trip_and_refuse_what_is_wrong(void)
{
	static const char *const bad[] = {
		"{}",
		"[]",
		"{\"product\":\"keto\"}",
		"{\"product\":1}",
		"{\"prodcut\":\"kratos\"}",
		"{\"blue\":{\"password\":\"secret\"}}",
		"{\"limits\":{\"lag_bytes\":-1}}",
		"{\"blue\":{\"modell\":\"x\"}}",
	};
	struct settings s, again;
	struct json *j = model_settings_json(), *back;
	struct err err = { 0 };

	CHECK(settings_parse(j, &s, &err));
	back = settings_json(&s);
	CHECK(settings_parse(back, &again, &err));
	CHECK_STR(again.side[GREEN].juju_model, "train:admin/iam-green");
	CHECK_INT(again.limits.lag_bytes, 4000000);
	CHECK_INT(again.side[GREEN].integrations, 1);
	settings_release(&s);
	settings_release(&again);
	json_free(back);
	json_free(j);
	for (size_t i = 0; i < mem_count(bad); i++) {
		j = json_parse(bad[i], strlen(bad[i]), NULL);
		err = (struct err){ 0 };
		CHECK(!settings_parse(j, &s, &err) && err.kind == ERR_INPUT && err.why[0] && err.now[0]);
		json_free(j);
	}
}

/* The recommended strategy needs all of them, the short one what is blue's; one that is not known needs everything. */
static void a_member_is_missed_only_where_the_strategy_needs_it(void)
{
	struct json *j = model_settings_json();
	struct err err = { 0 };
	struct settings s;

	CHECK(settings_parse(j, &s, &err));
	json_free(j);
	const struct {
		char **text;
		const char *path;
		bool always;
	} rows[] = {
		{ &s.product, "product", true },
		{ &s.side[BLUE].juju_model, "blue.model", true },
		{ &s.side[BLUE].app, "blue.app", true },
		{ &s.side[BLUE].pg_app, "blue.pg_app", true },
		{ &s.side[BLUE].conninfo, "blue.conninfo", true },
		{ &s.side[GREEN].juju_model, "green.model", false },
		{ &s.side[GREEN].app, "green.app", false },
		{ &s.side[GREEN].pg_app, "green.pg_app", false },
		{ &s.side[GREEN].conninfo, "green.conninfo", false },
		{ &s.source_from_target, "source_from_target", false },
		{ &s.target_channel, "target.channel", false },
		{ &s.target_version, "target.version", false },
	};

	for (size_t i = 0; i < mem_count(rows); i++) {
		char *text = *rows[i].text, *why = mem_printf("%s: it is missing", rows[i].path);

		CHECK(settings_complete(&s, strategy_at(0), &err) && settings_complete(&s, NULL, &err));
		*rows[i].text = i % 2 ? NULL : (char[]){ "" };
		CHECK(!settings_complete(&s, strategy_at(0), &err));
		CHECK_STR(err.why, why);
		CHECK(!settings_complete(&s, NULL, &err));
		CHECK_INT(settings_complete(&s, &short_strategy, &err), !rows[i].always);
		*rows[i].text = text;
		free(why);
	}
	s.target_revision = 0;
	CHECK(!settings_complete(&s, strategy_at(0), &err) && settings_complete(&s, &short_strategy, &err));
	CHECK_STR(err.why, "target.revision: it is missing");
	settings_release(&s);
}

/* A member that is not there is no name to be judged. */
static void what_is_missing_is_said_before_what_is_no_name(void)
{
	static const char *const paths[][2] = {
		{ "blue", "model" }, { "green", "app" }, { "target", "channel" }, { "target", "revision" }
	};

	for (size_t i = 0; i < mem_count(paths); i++) {
		struct json *j = model_settings_json();
		struct err err = { 0 };
		struct settings s;
		char *why = mem_printf("%s.%s: it is missing", paths[i][0], paths[i][1]);

		json_drop((struct json *)json_get(j, paths[i][0]), paths[i][1]);
		CHECK(!settings_parse(j, &s, &err));
		CHECK_STR(err.why, why);
		free(why);
		json_free(j);
	}
}

/* A name that begins with a hyphen would be an option of juju's. */
static void names_that_juju_would_take_as_options_are_refused(void)
{
	static const char *const objects[] = { "blue", "green", "green", "target" }, *const keys[] = { "model", "app", "pg_charm",
		                                                                                       "channel" };

	for (size_t i = 0; i < mem_count(keys); i++) {
		struct json *j = model_settings_json();
		struct err err = { 0 };
		struct settings s;
		char *path;

		json_put_str((struct json *)json_get(j, objects[i]), keys[i], "--help");
		path = mem_printf("%s.%s: ", objects[i], keys[i]);
		CHECK(!settings_parse(j, &s, &err) && err.kind == ERR_INPUT && strncmp(err.why, path, strlen(path)) == 0);
		free(path);
		json_free(j);
	}
}

/* Each refused by its path, also where every other member is right. */
static void numbers_of_the_settings_are_whole(void)
{
	static const char *const value[] = { "1.5", "1e99", "\"5\"", "-1", "null", "true", "1e16", "[1]" };
	static const char *const path[][2] = { { "limits", "soak_s" }, { "limits", "lag_bytes" }, { "target", "revision" } };

	for (size_t i = 0; i < mem_count(path) * mem_count(value); i++) {
		const char *const *at = path[i / mem_count(value)], *text = value[i % mem_count(value)];
		struct json *j = model_settings_json();
		struct err err = { 0 };
		struct settings s;
		char *start = mem_printf("%s.%s: ", at[0], at[1]);

		json_put((struct json *)json_get(j, at[0]), at[1], json_parse(text, strlen(text), NULL));
		if (!CHECK(!settings_parse(j, &s, &err) && strncmp(err.why, start, strlen(start)) == 0))
			printf("# %s%s: %s\n", start, text, err.why);
		free(start);
		json_free(j);
	}
}

/* What an older version has written is still read; only what a person gives now is refused. */
static void addresses_hold_no_password(void)
{
	static const struct {
		const char *object, *key, *address;
		bool fine;
	} rows[] = {
		{ "blue", "admin_url", "http://127.0.0.1:4434", true },
		{ "blue", "admin_url", "https://h/path@x", true },
		{ "blue", "admin_url", "", true },
		{ "blue", "admin_url", "http://u:p@127.0.0.1:4434", false },
		{ "green", "admin_url", "https://u:p@h", false },
		{ "green", "admin_url", "https://u@h", false },
		{ "green", "admin_url", "ftp://h", false },
		{ "green", "admin_url", "file:///etc/passwd", false },
		{ "green", "admin_url", "127.0.0.1:4434", false },
		{ "sources", "changelog", "file:///tmp/changelog.md", true },
		{ "sources", "changelog", "file://u:p@h/changelog.md", false },
		{ "sources", "changelog", "/tmp/u:p@h", true },
	};

	for (size_t i = 0; i < mem_count(rows); i++) {
		struct json *j = model_settings_json();
		struct err err = { 0 };
		struct settings s;
		char *start = mem_printf("%s.%s: ", rows[i].object, rows[i].key);

		if (!json_get(j, rows[i].object))
			json_put(j, rows[i].object, json_object());
		json_put_str((struct json *)json_get(j, rows[i].object), rows[i].key, rows[i].address);
		CHECK(settings_parse(j, &s, &err));
		CHECK_INT(settings_check_addresses(&s, &err), rows[i].fine);
		CHECK(rows[i].fine || (err.kind == ERR_INPUT && strncmp(err.why, start, strlen(start)) == 0));
		free(start);
		settings_release(&s);
		json_free(j);
	}
}

static void a_gate_believes_only_what_is_fresh(void)
{
	const struct gate *g = gate_find("wal-level");
	struct model m;
	struct verdict v;

	model_make(&m);
	gate_ask(g, &m, 1000, 0, &v);
	CHECK_INT(v.kind, VERDICT_UNKNOWN);
	model_see(&m, FACT_SRC_WAL_LEVEL, 0, "logical", 1000);
	gate_ask(g, &m, 1500, 0, &v);
	CHECK_INT(v.kind, VERDICT_PASS);
	CHECK_INT(v.seen, 1000);
	gate_ask(g, &m, 1500, 1001, &v);
	CHECK_INT(v.kind, VERDICT_UNKNOWN);
	gate_ask(g, &m, 1000 + g->max_age_ms + 1, 0, &v);
	CHECK_INT(v.kind, VERDICT_UNKNOWN);
	model_trouble(&m, PROBE_SOURCE, "the database did not answer: gone", 2000);
	gate_ask(g, &m, 1000 + g->max_age_ms + 1, 0, &v);
	CHECK_STR(v.text, "the database did not answer: gone");
	model_release(&m);
}

static void foreign_text_in_evidence_is_harmless(void)
{
	struct model m;
	struct verdict v;

	model_make(&m);
	model_see(&m, FACT_SRC_WAL_LEVEL, 0, "\x1b[2Jreplica\r", 10);
	gate_ask(gate_find("wal-level"), &m, 10, 0, &v);
	CHECK_INT(v.kind, VERDICT_FAIL);
	CHECK(!strchr(v.text, '\x1b') && !strchr(v.text, '\r'));
	model_release(&m);
}

static void an_event_survives_its_line(void)
{
	struct json *data = json_parse("{\"key\":\"k\",\"text\":\"t\"}", 22, NULL), *line;
	struct event e = { .type = EV_NOTE, .at = 1700000000123, .step = "drain", .actor = "me@host", .data = data }, back;

	line = event_line(&e);
	CHECK(event_read(line, &back, NULL));
	CHECK_INT(back.type, EV_NOTE);
	CHECK_INT(back.at, 1700000000123);
	CHECK_STR(back.step, "drain");
	CHECK_STR(json_str(back.data, "text", ""), "t");
	json_put_str(line, "event", "from-the-future");
	CHECK(!event_read(line, &back, NULL));
	json_put_str(line, "event", "note");
	CHECK(event_read(line, &back, NULL));
	json_put_str(line, "data", "t");
	CHECK(!event_read(line, &back, NULL));
	json_drop(line, "data");
	CHECK(!event_read(line, &back, NULL));
	json_free(line);
	json_free(data);
}

/* What must be on the disk before anything else happens; what may be lost with the last second; what is no line at all. */
static void what_a_run_rests_on_is_synced(void)
{
	static const enum event_type synced[] = { EV_RUN_STARTED,  EV_RUN_RESUMED, EV_NOTE,        EV_ANSWER,    EV_WAIVED,
		                                  EV_STEP_STARTED, EV_ACT_INTENT,  EV_ACT_OUTCOME, EV_STEP_DONE, EV_STEP_FAILED,
		                                  EV_UNDO_STARTED, EV_STEP_UNDONE, EV_UNDO_FAILED, EV_RUN_ENDED };
	static const enum event_type durable[] = { EV_ACT_DONE, EV_VERIFIED, EV_LOG };
	static const enum event_type seen[] = { EV_FACTS, EV_TABLES, EV_VERIFYING };

	for (size_t i = 0; i < mem_count(synced); i++)
		if (!CHECK(event_is_synced(synced[i]) && event_is_durable(synced[i])))
			printf("# %s\n", event_name(synced[i]));
	for (size_t i = 0; i < mem_count(durable); i++)
		CHECK(!event_is_synced(durable[i]) && event_is_durable(durable[i]));
	for (size_t i = 0; i < mem_count(seen); i++)
		CHECK(!event_is_synced(seen[i]) && !event_is_durable(seen[i]));
}

static void commands_are_shown_as_a_shell_wants_them(void)
{
	struct commands list = { 0 };
	struct model m;
	char *text;

	model_make(&m);
	commands_juju(&list, &m, BLUE, 1, VERB_CONFIG, "x=it's $(here)", "", NULL);
	text = command_shown(&list.item[0], NULL);
	CHECK_STR(text, "juju config -m train:admin/iam 'x=it'\\''s $(here)' ''");
	free(text);
	commands_release(&list);
	model_release(&m);
}

static void no_shown_command_holds_a_password(void)
{
	struct model m;
	size_t n;

	model_make(&m);
	model_tables(&m);
	for (size_t i = 0; i < m.strategy->steps; i++) {
		char **list = step_commands_shown(&m, &m.strategy->step[i], false, &n);

		for (size_t c = 0; c < n; c++)
			if (strstr(list[c], "password="))
				CHECK(strstr(list[c], "password=" COMMAND_PASSWORD) != NULL);
		commands_texts_free(list, n);
	}
	model_release(&m);
}

/* The gate that closes the step asks for the same backup. */
static void a_checkpoint_is_of_the_side_that_its_step_says(void)
{
	static const struct step rows[] = { { .checkpoint = "checkpoint.x", .checkpoint_of = OF_BLUE },
		                            { .checkpoint = "checkpoint.x", .checkpoint_of = OF_GREEN } };
	const struct strategy *s;
	struct model m;

	model_make(&m);
	model_see(&m, FACT_BLUE_BACKUP, 1000, "blue's", 2000);
	model_see(&m, FACT_GREEN_BACKUP, 3000, "green's", 4000);
	for (size_t i = 0; i < mem_count(rows); i++) {
		struct findings f = { 0 }, none = { 0 };

		remember_checkpoint(&m, &rows[i], &f);
		CHECK(strstr(json_str(f.notes, "checkpoint.x", ""), i ? "green's|3000|" : "blue's|1000|") != NULL);
		model_see(&m, i ? FACT_GREEN_BACKUP : FACT_BLUE_BACKUP, 0, "", 5000);
		remember_checkpoint(&m, &rows[i], &none);
		CHECK(!none.notes);
		findings_release(&f);
	}
	for (size_t n = 0; (s = strategy_at(n)); n++)
		for (size_t i = 0; i < s->steps; i++)
			for (size_t d = 0; s->step[i].checkpoint && s->step[i].done[d]; d++)
				if (strncmp(s->step[i].done[d], "checkpoint-", 11) == 0)
					CHECK_INT(s->step[i].checkpoint_of, gate_find(s->step[i].done[d])->side);
	model_release(&m);
}

/* The short strategy makes no green, and nothing is known of how long green's pods take. */
static void a_start_is_forecast_where_one_was_seen(void)
{
	struct model m;

	model_make(&m);
	m.step[step_index(m.strategy, "deploy-green")].started = 1000;
	m.step[step_index(m.strategy, "deploy-green")].ended = 9000;
	CHECK_INT(forecast_start(&m), 4000);
	m.strategy = &short_strategy;
	/* What lies before the first step is no time. */
	for (uintptr_t i = 0; i < PROBE_COUNT; i++)
		m.trouble[i] = (char *)(i * 1000);
	CHECK_INT(forecast_start(&m), 0);
	memset(m.trouble, 0, sizeof m.trouble);
	model_release(&m);
}

static const struct check_case cases[] = {
	{ "names of steps, acts and gates are unique, and each name that is used exists", names_are_unique_and_known },
	{ "every act has a done gate, a builder and a settle time", every_act_has_a_done_gate },
	{ "a writing step has an undo or says why not, never past the point of no return", writing_steps_have_an_undo_or_a_reason },
	{ "every step can end and says how to go back", each_step_can_end_and_says_how_to_go_back },
	{ "every text fits its place", every_text_fits_its_place },
	{ "the write-stop begins once and ends at the switch", the_write_stop_begins_once_and_ends_at_the_switch },
	{ "what a step is no other step is", what_a_step_is_no_other_is },
	{ "what a step shows and remembers it has", what_a_step_shows_and_remembers_it_has },
	{ "a checkpoint is of the side that its step says", a_checkpoint_is_of_the_side_that_its_step_says },
	{ "a start is forecast where one was seen", a_start_is_forecast_where_one_was_seen },
	{ "every fact of a gate has a probe and an age", facts_and_gates_agree_on_probes },
	{ "numbers of the settings are whole", numbers_of_the_settings_are_whole },
	{ "addresses hold no password", addresses_hold_no_password },
	{ "settings survive a round trip, and what is wrong is named", settings_round_trip_and_refuse_what_is_wrong },
	{ "a member is missed only where the strategy needs it", a_member_is_missed_only_where_the_strategy_needs_it },
	{ "what is missing is said before what is no name", what_is_missing_is_said_before_what_is_no_name },
	{ "names that juju would take as options are refused", names_that_juju_would_take_as_options_are_refused },
	{ "a gate passes only on a fresh fact", a_gate_believes_only_what_is_fresh },
	{ "foreign text in evidence is harmless", foreign_text_in_evidence_is_harmless },
	{ "an event survives its journal line; an unknown type is refused", an_event_survives_its_line },
	{ "what a run rests on is synced", what_a_run_rests_on_is_synced },
	{ "commands are shown quoted as a shell wants them", commands_are_shown_as_a_shell_wants_them },
	{ "no command that is shown holds a password", no_shown_command_holds_a_password },
};
CHECK_MAIN(cases)
