/* For tests of a run: a home of its own with a juju that does what the case says, settings, and turning it as a front end does. */
#ifndef TEAL_TESTS_RUN_HOME_H
#define TEAL_TESTS_RUN_HOME_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/err.h"
#include "codec/json.h"
#include "plan/act.h"
#include "port/paths.h"
#include "run/own.h"
#include "run/run.h"
#include "tests/unit/asking.h"
#include "tests/unit/check.h"
#include "tests/unit/cluster.h"

static struct loop *loop;
static char home[64]; /* of one case */

static inline char *path_of(const char *name)
{
	return mem_printf("%s/%s", home, name);
}

/* A fresh home with a juju that does what the case says. */
static inline void begin(const char *juju_script)
{
	char *juju, *text;

	if (!loop)
		loop = loop_new();
	snprintf(home, sizeof home, "/tmp/teal-run-XXXXXX");
	CHECK(mkdtemp(home) != NULL);
	setenv("XDG_STATE_HOME", home, 1);
	setenv("HOME", home, 1);
	juju = path_of("juju");
	text = mem_printf("#!/bin/sh\ncd %s || exit 9\n%s\n", home, juju_script ? juju_script : "echo 'ERROR no' >&2; exit 1");
	CHECK(file_write(juju, text, strlen(text), NULL));
	chmod(juju, 0700);
	free(juju);
	free(text);
}

static inline void end(void)
{
	CHECK(paths_remove(home, NULL));
}

static inline char *side_json(const char *app, const char *conninfo, const char *password)
{
	char *quoted, *out;
	struct json *text = json_new_str(conninfo);

	quoted = json_line(text);
	out = mem_printf("{\"model\":\"ctl:admin/iam\",\"app\":\"%s\",\"pg_app\":\"%s\",\"conninfo\":%s,\"password\":\"%s\"}", app,
	                 strcmp(app, "kratos") == 0 ? "pg" : "pg-green", quoted, password);
	json_free(text);
	free(quoted);
	return out;
}

/* Owned by the caller. */
static inline struct settings settings_with(const char *conninfo, const char *password)
{
	struct settings s = { 0 };
	struct err e = { 0 };
	char *blue = side_json("kratos", conninfo, password), *green = side_json("kratos-green", conninfo, password);
	char *text = mem_printf(
		"{\"product\":\"kratos\",\"strategy\":\"recommended\",\"juju\":\"%s/juju\",\"blue\":%s,\"green\":%s,"
		"\"source_from_target\":\"host=x dbname=y\",\"target\":{\"channel\":\"latest/edge\",\"revision\":5,\"version\":\"1.1.0\"}}",
		home, blue, green);
	struct json *root = json_parse(text, strlen(text), &e);

	if (!CHECK(root && settings_parse(root, &s, &e)))
		printf("# %s: %s\n", e.what, e.why);
	json_free(root);
	free(text);
	free(blue);
	free(green);
	return s;
}

static inline struct run *open_named(const char *name, const struct settings *s, bool observe, struct err *e)
{
	const struct run_spec spec = { .settings = s, .name = name, .observe = observe, .actor = "tester@here" };

	*e = (struct err){ 0 };
	return run_open(loop, &spec, e);
}

static inline struct run *open_fine(const char *name, const struct settings *s)
{
	struct err e;
	struct run *run = open_named(name, s, false, &e);

	if (!CHECK(run))
		printf("# %s: %s. %s\n", e.what, e.why, e.now);
	return run;
}

/* The journal's text; owned. */
static inline char *journal_text(const char *name)
{
	char *folder = mem_printf("%s/teal/runs/%s", home, name), *file = NULL;
	size_t n;
	char **names = folder_list(folder, &n);
	struct str text;

	str_init(&text, STR_PAGE);
	for (size_t i = 0; i < n; i++)
		if (strstr(names[i], "journal")) {
			file = mem_printf("%s/%s", folder, names[i]);
			break;
		}
	if (CHECK(file))
		file_read(file, STR_PAGE, &text, NULL);
	folder_list_free(names, n);
	free(folder);
	free(file);
	return str_take(&text);
}

static inline bool journal_has(const char *name, const char *text)
{
	char *all = journal_text(name);
	bool has = strstr(all, text) != NULL;

	free(all);
	return has;
}

/* Begins an act as the engine does, with the commands as they are now. */
static inline void perform(struct run *run, const struct act *act)
{
	struct commands commands = { 0 };

	CHECK(act_build(run_model(run), act, &commands, &(struct err){ 0 }));
	exec_begin(run, act, &commands);
}

/* Turns the run as a front end does, until done says so. */
static inline bool turn_until(struct run *run, bool (*done)(struct run *))
{
	int64_t until = loop_now() + ASKING_MS;

	while (!done(run) && loop_now() < until) {
		int64_t wait = run_next(run);

		loop_turn(loop, wait < 0 || wait > 50 ? 50 : wait);
		run_turn(run);
	}
	return done(run);
}

#endif
