/* Every scenario is whole, and what goes wrong in it is known to the stand-in. */
#include "config.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "port/paths.h"
#include "sandbox/scenario.h"
#include "tests/unit/check.h"

static void names_are_words_and_unique(void)
{
	const struct scenario *s;

	for (size_t i = 0; (s = scenario_at(i)); i++) {
		CHECK(s->name[0] && s->name[strspn(s->name, "abcdefghijklmnopqrstuvwxyz-")] == '\0');
		CHECK(scenario_find(s->name) == s);
		CHECK(s->story && s->story[0] && s->good && s->good[0]);
	}
	CHECK(scenario_find("smooth") == scenario_at(0));
	CHECK(!scenario_find("") && !scenario_find("smoot"));
}

/* A line is "name value"; true when the name is in the table of faults and the value is a whole number. */
static bool line_holds(const char *line, size_t n)
{
	char *text = mem_dupn(line, n), *blank = strchr(text, ' ');
	int64_t value;
	bool ok = blank && str_to_int(blank + 1, 0, 600000, &value);

	if (blank)
		*blank = '\0';
	ok = ok && sandbox_fault_known(text);
	if (!ok)
		printf("# %s\n", text);
	free(text);
	return ok;
}

static void faults_are_lines_of_known_names(void)
{
	const struct scenario *s;

	for (size_t i = 0; (s = scenario_at(i)); i++)
		for (const char *at = s->faults; *at;) {
			size_t n = strcspn(at, "\n");

			CHECK(at[n] == '\n' && line_holds(at, n));
			at += n + 1;
		}
	CHECK(!sandbox_fault_known("no-such-fault"));
}

static void a_scenario_writes_its_faults(void)
{
	char dir[] = "/tmp/teal-scenario-XXXXXX", *path;
	struct sandbox sb = { .dir = mkdtemp(dir) };
	struct str text;
	struct err err = { 0 };

	if (!CHECK(sb.dir))
		return;
	path = mem_printf("%s/faults", dir);
	str_init(&text, STR_LINE);
	CHECK(scenario_begin(scenario_find("smooth"), &sb, &err) && access(path, F_OK) != 0);
	CHECK(scenario_begin(scenario_find("not-ready"), &sb, &err) && file_read(path, 4096, &text, NULL));
	CHECK_STR(str_text(&text), "refresh-not-ready 2\n");
	str_release(&text);
	unlink(path);
	rmdir(dir);
	free(path);
}

static void all_are_named(void)
{
	struct str names;

	str_init(&names, STR_LINE);
	scenario_names(&names);
	CHECK(strncmp(str_text(&names), "smooth, odd, ", 13) == 0 && strstr(str_text(&names), ", login-expired"));
	str_release(&names);
}

static const struct check_case cases[] = {
	{ "names are words, unique, with a story and what good looks like", names_are_words_and_unique },
	{ "faults are lines of names that the stand-in knows", faults_are_lines_of_known_names },
	{ "a scenario writes its faults into the folder, and smooth writes none", a_scenario_writes_its_faults },
	{ "all are named", all_are_named },
};

CHECK_MAIN(cases)
