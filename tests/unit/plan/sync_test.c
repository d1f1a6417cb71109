/* How the run's own objects are called, and which of them count as its own. */
#include "config.h"

#include "plan/sync.h"

#include "codec/json.h"
#include "plan/event.h"
#include "tests/unit/check.h"
#include "tests/unit/model_make.h"

/* A model that has a name and a token, and nothing else. */
static struct sync_name name_of(const char *run, const char *token)
{
	struct json *data = json_object();
	struct event e = { .type = EV_RUN_STARTED, .at = 1, .data = data };
	struct sync_name name;
	struct model m;

	model_init(&m);
	json_put_str(data, "run", run);
	if (token)
		json_put_str(data, "token", token);
	json_put_str(data, "strategy", "recommended");
	json_put(data, "settings", model_settings_json());
	model_apply(&m, &e);
	name = sync_name(&m);
	json_free(data);
	model_release(&m);
	return name;
}

static void two_runs_of_one_name_have_two_names(void)
{
	CHECK_STR(name_of("2026-12-01a", "0badcafe").text, "teal_2026_12_01a_0badcafe");
	CHECK_STR(name_of("2026-12-01a", "1badcafe").text, "teal_2026_12_01a_1badcafe");
	CHECK_STR(name_of("Kratos.Prod", "0badcafe").text, "teal_kratos_prod_0badcafe");
}

static void an_older_journal_keeps_the_name_it_had(void)
{
	CHECK_STR(name_of("2026-12-01a", NULL).text, "teal_2026_12_01a");
}

/* A name that PostgreSQL would cut is another one than was asked for. */
static void the_longest_name_keeps_its_token_and_fits(void)
{
	struct sync_name name = name_of("aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff1234", "0badcafe");

	CHECK_INT(strlen(name.text), 63);
	CHECK_STR(name.text + 54, "_0badcafe");
}

static const struct check_case cases[] = {
	{ "two runs of one name have two names", two_runs_of_one_name_have_two_names },
	{ "an older journal keeps the name it had", an_older_journal_keeps_the_name_it_had },
	{ "the longest name keeps its token, and fits", the_longest_name_keeps_its_token_and_fits },
};
CHECK_MAIN(cases)
