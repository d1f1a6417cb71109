/* Tables that are left out, by the settings and by an answer. */
#include "config.h"

#include "plan/left_out.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/event.h"
#include "plan/sync.h"
#include "tests/unit/check.h"
#include "tests/unit/model_make.h"

static struct model m;

static void tell(enum event_type type, const char *text)
{
	struct json *data = json_parse(text, strlen(text), NULL);
	struct event e = { .type = type, .at = 2, .actor = "tester@host", .data = data };

	model_apply(&m, &e);
	json_free(data);
}

/* A run whose settings leave these out. */
static void begin(const char *list)
{
	struct json *settings = model_settings_json(), *data = json_object();
	char *text;

	json_put(settings, "leave_out", json_parse(list, strlen(list), NULL));
	json_put_str(data, "run", "Test-1");
	json_put(data, "settings", settings);
	text = json_line(data);
	model_release(&m);
	model_init(&m);
	tell(EV_RUN_STARTED, text);
	free(text);
	json_free(data);
}

static const char tables[] = "{\"whole\":true,\"tables\":[{\"name\":\"public.identities\"},{\"name\":\"shop.orders\"},"
			     "{\"name\":\"\\\"My App\\\".\\\"a, b\\\"\"}]}";

static void what_is_left_out_takes_no_part(void)
{
	begin("[\"shop.orders\"]");
	tell(EV_TABLES, tables);
	CHECK_INT(sync_tables(&m), 2);
	tell(EV_ANSWER, "{\"key\":\"leave_out\",\"text\":\"\\\"My App\\\".\\\"a, b\\\"\"}");
	CHECK_INT(sync_tables(&m), 1);
	CHECK(left_out(&m, "\"My App\".\"a, b\"") && left_out(&m, "shop.orders") && !left_out(&m, "public.identities"));
	/* a whole list that comes later is marked as well */
	tell(EV_TABLES, tables);
	CHECK_INT(sync_tables(&m), 1);
	tell(EV_ANSWER, "{\"key\":\"leave_out\",\"text\":\"\"}");
	CHECK_INT(sync_tables(&m), 2);
}

static void the_names_are_told_once_and_in_order(void)
{
	struct str all;
	char *name;

	begin("[\"shop.orders\",\"a.b\"]");
	tell(EV_ANSWER, "{\"key\":\"leave_out\",\"text\":\"a.b, c.d\"}");
	str_init(&all, STR_LINE);
	left_out_add(&m, &all);
	CHECK_STR(str_text(&all), "shop.orders, a.b, c.d");
	name = left_out_at(&m, 3);
	CHECK(!name);
	str_clear(&all);
	left_out_add_sql(&m, &all);
	CHECK_STR(str_text(&all), " AND (n.nspname, c.relname) NOT IN (('shop', 'orders'), ('a', 'b'), ('c', 'd'))");
	str_release(&all);
	CHECK(left_out_by_settings(&m, "a.b") && !left_out_by_settings(&m, "c.d"));
}

static void an_answer_that_is_no_list_of_names_is_told_where(void)
{
	const char *bad;

	CHECK(left_out_readable("public.a  shop.orders, \"x y\".\"z\"\"\"", &bad));
	CHECK(left_out_readable("", &bad));
	CHECK(!left_out_readable("public.a orders", &bad));
	CHECK_STR(bad, "orders");
	CHECK(!left_out_readable("Public.a", &bad));
	CHECK(!left_out_readable("public.a.b", &bad));
}

static void settings_want_names_in_their_one_form(void)
{
	static const char *const bad[] = {
		"\"shop.orders\"", "[1]", "[\"orders\"]", "[\"Shop.orders\"]", "[\"shop.orders \"]", "[\"\"]", "[\"\\\"shop\\\".orders\"]"
	};
	struct json *j, *back;
	struct settings s;
	struct err e = { 0 };

	for (size_t i = 0; i < mem_count(bad); i++) {
		j = model_settings_json();
		json_put(j, "leave_out", json_parse(bad[i], strlen(bad[i]), NULL));
		if (CHECK(!settings_parse(j, &s, &e)))
			CHECK(strstr(e.why, "leave_out"));
		else
			settings_release(&s);
		json_free(j);
	}
	j = model_settings_json();
	json_put(j, "leave_out", json_parse("[\"shop.orders\"]", 15, NULL));
	if (CHECK(settings_parse(j, &s, &e))) {
		back = settings_json(&s);
		CHECK_STR(json_text(json_first(json_get(back, "leave_out"))), "shop.orders");
		json_free(back);
		settings_release(&s);
	}
	json_free(j);
}

static const struct check_case cases[] = {
	{ "what is left out takes no part", what_is_left_out_takes_no_part },
	{ "the names are told once and in order", the_names_are_told_once_and_in_order },
	{ "an answer that is no list of names is told where", an_answer_that_is_no_list_of_names_is_told_where },
	{ "settings want names in their one form", settings_want_names_in_their_one_form },
};
CHECK_MAIN(cases)
