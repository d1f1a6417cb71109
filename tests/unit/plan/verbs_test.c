/* Juju's dialects: each word of the table against the facts, and builders that speak the one that is there. */
#include "config.h"

#include "plan/verbs.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "plan/act.h"
#include "plan/model.h"
#include "probe/probe.h"
#include "tests/unit/check.h"
#include "tests/unit/model_make.h"

/* 2.9, 3.x, 4.0: the word, and what ends the command. facts/juju.md: sections 0, 6.3 (words), 2 and 4 (prompts), 3.3 (actions of 2.9). */
static const char *const words[JUJU_VERBS][JUJU_DIALECTS] = {
	[VERB_CONFIG] = { "config", "config", "config" },
	[VERB_CONSUME] = { "consume", "consume", "consume" },
	[VERB_DEPLOY] = { "deploy", "deploy", "deploy" },
	[VERB_INTEGRATE] = { "add-relation", "integrate", "integrate" },
	[VERB_OFFER] = { "offer", "offer", "offer" },
	[VERB_REFRESH] = { "refresh", "refresh", "refresh" },
	[VERB_REMOVE_APPLICATION] = { "remove-application", "remove-application … --no-prompt", "remove-application … --no-prompt" },
	[VERB_REMOVE_RELATION] = { "remove-relation", "remove-relation", "remove-relation" },
	[VERB_RUN] = { "run-action", "run", "run" },
	[VERB_SCALE] = { "scale-application", "scale-application", "scale-application" },
	[VERB_SHOW_TASK] = { "show-task", "show-task", "show-task" },
	[VERB_STATUS] = { "status", "status", "status" },
	[VERB_VERSION] = { "version", "version", "version" },
};

/* An empty column would be left out of the command without a word (commands_juju). */
static void each_verb_has_its_word_in_each_dialect(void)
{
	for (size_t i = 0; i < JUJU_VERBS * JUJU_DIALECTS; i++) {
		const size_t verb = i / JUJU_DIALECTS, dialect = i % JUJU_DIALECTS;
		const char *word = juju_verbs[verb].word[dialect], *last = juju_verbs[verb].last[dialect];
		char *text;

		if (!CHECK(word && *word && words[verb][dialect]))
			continue;
		text = last ? mem_printf("%s … %s", word, last) : mem_dup(word);
		CHECK_STR(text, words[verb][dialect]);
		free(text);
	}
}

/* What the client and the models say of themselves; NULL was not asked. */
static void know(struct model *m, const char *client, const char *blue, const char *green)
{
	model_make(m);
	if (client)
		model_see(m, FACT_JUJU_VERSION, 0, client, 1);
	if (blue)
		model_see(m, FACT_BLUE_MODEL, 0, blue, 1);
	if (green)
		model_see(m, FACT_GREEN_MODEL, 0, green, 1);
}

static void the_client_decides_which_dialect_is_spoken(void)
{
	static const struct {
		const char *client, *blue, *green;
		enum juju_dialect on_blue, on_green;
	} rows[] = {
		{ "2.9.52-ubuntu-amd64", NULL, NULL, JUJU_2, JUJU_2 },
		{ "3.0.3", NULL, NULL, JUJU_3, JUJU_3 },
		{ "3.6.27-genericlinux-amd64", NULL, NULL, JUJU_3, JUJU_3 },
		{ "4.0.15", NULL, NULL, JUJU_4, JUJU_4 },
		{ "5.1.0", NULL, NULL, JUJU_4, JUJU_4 },
		{ "20.1.0", NULL, NULL, JUJU_4, JUJU_4 },
		/* agents of another line do not change what the client understands */
		{ "3.6.27", "iam 2.9.52", "iam-green 4.0.1", JUJU_3, JUJU_3 },
		/* a session in which the client was not asked */
		{ NULL, "iam 2.9.52", "iam-green 4.0.1", JUJU_2, JUJU_4 },
		{ NULL, "iam ", NULL, JUJU_3, JUJU_3 },
		{ NULL, NULL, NULL, JUJU_3, JUJU_3 },
		{ "unknown", NULL, NULL, JUJU_3, JUJU_3 },
		{ "1.25.6", NULL, NULL, JUJU_3, JUJU_3 },
		{ "", NULL, NULL, JUJU_3, JUJU_3 },
	};

	for (size_t i = 0; i < mem_count(rows); i++) {
		struct model m;

		know(&m, rows[i].client, rows[i].blue, rows[i].green);
		if (!CHECK(juju_dialect(&m, BLUE) == rows[i].on_blue && juju_dialect(&m, GREEN) == rows[i].on_green))
			printf("# row %zu\n", i);
		model_release(&m);
	}
}

/* The first command of the list as it is shown; owned. Releases the list. */
static char *first(struct commands *list, const struct model *m)
{
	char *shown = list->count ? command_shown(&list->item[0], &m->settings) : mem_dup("none");

	commands_release(list);
	return shown;
}

static void acts_speak_the_dialect_that_is_there(void)
{
	static const struct {
		const char *client, *act, *says;
	} rows[] = {
		{ "2.9.52", "relate-database", "juju add-relation -m train:admin/iam-green kratos:pg-database postgresql:database" },
		{ "3.6.27", "relate-database", "juju integrate -m train:admin/iam-green kratos:pg-database postgresql:database" },
		{ "4.0.15", "relate-database", "juju integrate -m train:admin/iam-green kratos:pg-database postgresql:database" },
		{ "2.9.52", "find-primary", "juju run-action -m train:admin/iam postgresql/leader get-primary --wait=60s --format json" },
		{ "4.0.15", "find-primary", "juju run -m train:admin/iam postgresql/leader get-primary --wait=60s --format json" },
		{ "2.9.52", "remove-green", "juju remove-application -m train:admin/iam-green kratos" },
		{ "4.0.15", "remove-green", "juju remove-application -m train:admin/iam-green kratos --no-prompt" },
		{ "2.9.52", "scale-0", "juju scale-application -m train:admin/iam-green kratos 0" },
	};

	for (size_t i = 0; i < mem_count(rows); i++) {
		struct commands list = { 0 };
		struct err err = { 0 };
		struct model m;
		char *shown;

		know(&m, rows[i].client, NULL, NULL);
		CHECK(act_build(&m, act_find(rows[i].act), &list, &err));
		shown = first(&list, &m);
		CHECK_STR(shown, rows[i].says);
		free(shown);
		model_release(&m);
	}
}

/* A refusal that is a success is known by the verb, whatever its word. */
static void a_relation_that_is_gone_was_removed_in_each_dialect(void)
{
	static const char *const clients[] = { "2.9.52", "3.6.27", "4.0.15" };
	const struct answer a = { .started = true, .exit_code = 1, .err = "ERROR relation \"a b\" not found\n" };
	const struct act *act = act_find("routes-off");

	for (size_t i = 0; i < mem_count(clients); i++) {
		struct commands list = { 0 };
		struct findings found = { 0 };
		struct err err = { 0 };
		struct model m;

		know(&m, clients[i], NULL, NULL);
		model_note_set(&m, "blue.relations", "[[\"public-route\",\"traefik-public\"]]", 1);
		if (CHECK(act_build(&m, act, &list, &err) && list.count == 1))
			CHECK(act->judge(&m, &list.item[0], &a, &found, &err));
		commands_release(&list);
		findings_release(&found);
		model_release(&m);
	}
}

static void probes_speak_the_dialect_that_is_there(void)
{
	static const struct {
		const char *client, *says;
	} rows[] = {
		{ "2.9.52", "juju run-action -m train:admin/iam postgresql/leader list-backups --wait=100s --format json" },
		{ "3.6.27", "juju run -m train:admin/iam postgresql/leader list-backups --wait=100s --format json" },
	};

	for (size_t i = 0; i < mem_count(rows); i++) {
		const struct probe *probe = probe_find(PROBE_BACKUPS_BLUE);
		struct commands list = { 0 };
		struct model m;
		char *shown;

		know(&m, rows[i].client, NULL, NULL);
		CHECK(probe->build(&m, BLUE, &list, NULL));
		shown = first(&list, &m);
		CHECK_STR(shown, rows[i].says);
		free(shown);
		model_release(&m);
	}
}

static const struct check_case cases[] = {
	{ "each verb has its word in each dialect", each_verb_has_its_word_in_each_dialect },
	{ "the client decides which dialect is spoken", the_client_decides_which_dialect_is_spoken },
	{ "acts speak the dialect that is there", acts_speak_the_dialect_that_is_there },
	{ "a relation that is gone was removed, in each dialect", a_relation_that_is_gone_was_removed_in_each_dialect },
	{ "probes speak the dialect that is there", probes_speak_the_dialect_that_is_there },
};
CHECK_MAIN(cases)
