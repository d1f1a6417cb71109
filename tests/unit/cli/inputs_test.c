/* Files of settings, from their bytes to what a run takes. */
#include "config.h"

#include "cli/inputs.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/settings.h"
#include "plan/step.h"
#include "port/paths.h"
#include "tests/unit/check.h"
#include "tests/unit/model_make.h"
#include "tests/unit/short_strategy.h"

static bool read_back(const struct json *j, struct settings *s, struct err *err)
{
	char folder[] = "/tmp/teal-inputs-XXXXXX", *path, *text = json_pretty(j);
	bool ok;

	*err = (struct err){ 0 };
	CHECK(mkdtemp(folder) != NULL);
	path = mem_printf("%s/settings.json", folder);
	CHECK(file_write(path, text, strlen(text), NULL));
	ok = input_settings(path, s, err);
	CHECK(paths_remove(folder, NULL));
	free(path);
	free(text);
	return ok;
}

/* The short strategy works on blue alone; the recommended one misses the first thing of green's. */
static void a_strategy_that_needs_no_green_is_read_without_it(void)
{
	static const char *const of_green[] = { "green", "source_from_target", "target" };
	struct json *j = model_settings_json();
	struct settings s;
	struct err err;

	for (size_t i = 0; i < mem_count(of_green); i++)
		json_drop(j, of_green[i]);
	json_drop(j, "strategy");
	CHECK(!read_back(j, &s, &err));
	CHECK(strstr(err.why, "green.model: it is missing") != NULL);
	json_put_str(j, "strategy", "short");
	if (CHECK(read_back(j, &s, &err))) {
		CHECK_STR(s.side[GREEN].conninfo, NULL);
		settings_release(&s);
	}
	json_free(j);
}

/* Also one of a database that the strategy does not need: the file would keep it. */
static void a_password_in_a_conninfo_is_refused(void)
{
	static const char *const objects[] = { "blue", "green", NULL }, *const keys[] = { "conninfo", "conninfo", "source_from_target" };

	for (size_t i = 0; i < mem_count(keys); i++) {
		struct json *j = model_settings_json(), *at = objects[i] ? (struct json *)json_get(j, objects[i]) : j;
		struct settings s;
		struct err err;

		json_put_str(j, "strategy", "short");
		json_drop(at, keys[i]);
		json_put_str(at, keys[i], "host=db password=hunter2");
		CHECK(!read_back(j, &s, &err) && err.kind == ERR_INPUT);
		CHECK(strstr(err.what, keys[i]) && strstr(err.why, "password") && !strstr(err.why, "hunter2"));
		json_free(j);
	}
}

/* A database of one's own needs the model, and no second application. */
static void the_form_asks_for_what_the_strategy_needs(void)
{
	static const struct strategy database = { .id = "database", .needs = NEEDS_GREEN_DATABASE };

	for (size_t i = 0; i < settings_fields_count(); i++) {
		const struct settings_field *f = &settings_fields[i];
		bool green = strncmp(f->path, "green.", 6) == 0 || strcmp(f->path, "source_from_target") == 0,
		     target = strncmp(f->path, "target.", 7) == 0;

		CHECK(settings_field_asked(f, strategy_at(0)));
		CHECK_INT(settings_field_asked(f, &short_strategy), !green && !target);
		if (!CHECK_INT(settings_field_asked(f, &database), !target && strcmp(f->path, "green.app") != 0))
			printf("# %s\n", f->path);
	}
}

static const struct check_case cases[] = {
	{ "a strategy that needs no green is read without it", a_strategy_that_needs_no_green_is_read_without_it },
	{ "a password in a conninfo is refused", a_password_in_a_conninfo_is_refused },
	{ "the form asks for what the strategy needs", the_form_asks_for_what_the_strategy_needs },
};
CHECK_MAIN(cases)
