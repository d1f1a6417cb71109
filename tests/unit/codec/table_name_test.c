#include "config.h"

#include "codec/table_name.h"

#include "base/mem.h"
#include "base/str.h"
#include "tests/unit/check.h"

static const struct {
	const char *schema, *name, *form;
} known[] = {
	{ "public", "identities", "public.identities" },
	{ "public", "schema_migration", "public.schema_migration" },
	{ "user", "group", "user.group" },
	{ "_a", "a$1", "_a.a$1" },
	{ "my-app", "we.ird", "\"my-app\".\"we.ird\"" },
	{ "a.b", "c", "\"a.b\".c" },
	{ "a", "b.c", "a.\"b.c\"" },
	{ "Public", "Users", "\"Public\".\"Users\"" },
	{ "public", "two words", "public.\"two words\"" },
	{ "public", "quo\"te", "public.\"quo\"\"te\"" },
	{ "public", "\"", "public.\"\"\"\"" },
	{ "public", "a\".\"b", "public.\"a\"\".\"\"b\"" },
	{ "public", "2fa", "public.\"2fa\"" },
	{ "public", "$a", "public.\"$a\"" },
	{ "public", "größe", "public.\"größe\"" },
	{ "public", "a\nb", "public.\"a\nb\"" },
	{ "public", "a\"; DROP TABLE x; --", "public.\"a\"\"; DROP TABLE x; --\"" },
};

static void a_name_has_one_form_and_is_read_back(void)
{
	for (size_t i = 0; i < mem_count(known); i++) {
		char *form = table_name_make(known[i].schema, known[i].name), *schema, *name, *again = table_name_read(form);

		CHECK_STR(form, known[i].form);
		CHECK(table_name_split(form, &schema, &name));
		CHECK_STR(schema, known[i].schema);
		CHECK_STR(name, known[i].name);
		CHECK_STR(again, form);
		free(form);
		free(schema);
		free(name);
		free(again);
	}
}

/* A name with two forms would be two tables where texts are compared. */
static void other_texts_are_not_names(void)
{
	static const char *const wrong[] = { "",        "a",       "a.",    ".b",     "a.b.c",  "A.b",      "a.B",
		                             "\"a\".b", "a.\"b\"", "a.\"B", "\"\".b", "a.\"\"", "a.\"B\"c", "a.b c",
		                             "\"a b.c", "a .b",    "a. b",  "1.b",    "a-b.c",  "a.b;",     "größe.b" };
	char *schema, *name;

	for (size_t i = 0; i < mem_count(wrong); i++) {
		if (!CHECK(!table_name_split(wrong[i], &schema, &name)))
			printf("# %s\n", wrong[i]);
		CHECK(!schema && !name);
	}
}

/* Journals of before have them without quotes. */
static void old_names_are_taken_at_their_first_dot(void)
{
	static const struct {
		const char *old, *form;
	} names[] = {
		{ "public.identities", "public.identities" }, { "public.Users", "public.\"Users\"" },
		{ "public.a.b", "public.\"a.b\"" },           { "my-app.x", "\"my-app\".x" },
		{ "identities", "public.identities" },
	};

	for (size_t i = 0; i < mem_count(names); i++) {
		char *form = table_name_read(names[i].old);

		CHECK_STR(form, names[i].form);
		free(form);
	}
}

static void a_list_is_read_name_by_name(void)
{
	const char *list = "public.a \"my app\".\"b c\" shop.orders";
	size_t n = table_name_length(list);

	CHECK_INT(n, 8);
	list += n + 1;
	n = table_name_length(list);
	CHECK_INT(n, strlen("\"my app\".\"b c\""));
	list += n + 1;
	CHECK_INT(table_name_length(list), strlen("shop.orders"));
	CHECK_INT(table_name_length("nothing here"), 0);
	list = "public.a \"my app\".\"b c\" shop.orders";
	CHECK(table_name_listed(list, "public.a") && table_name_listed(list, "\"my app\".\"b c\"") &&
	      table_name_listed(list, "shop.orders"));
	CHECK(!table_name_listed(list, "public.b") && !table_name_listed(list, "shop.order") && !table_name_listed(NULL, "a.b"));
	/* a part of a name is none */
	CHECK(!table_name_listed("shop.order", "shop.orders") && !table_name_listed("shop.orders", "shop.order"));
	CHECK(!table_name_listed("public.\"x shop.orders y\"", "shop.orders"));
}

static void the_short_form_and_the_sql_know_where_the_dot_is(void)
{
	struct str sql;

	CHECK_STR(table_name_short("public.identities"), "identities");
	CHECK_STR(table_name_short("\"a.b\".c"), "c");
	CHECK_STR(table_name_short("a.\"b.c\""), "\"b.c\"");
	CHECK_STR(table_name_short("no name"), "no name");
	str_init(&sql, STR_LINE);
	table_name_add_sql(&sql, "user.group");
	str_add(&sql, " ");
	table_name_add_sql(&sql, "\"a.b\".\"c\"\"d\"");
	CHECK_STR(str_text(&sql), "\"user\".\"group\" \"a.b\".\"c\"\"d\"");
	str_release(&sql);
}

static const struct check_case cases[] = {
	{ "a name has one form, from which its parts are read again", a_name_has_one_form_and_is_read_back },
	{ "what is not in that form is no name", other_texts_are_not_names },
	{ "names of older journals are parted at their first dot", old_names_are_taken_at_their_first_dot },
	{ "a list of names is read one by one", a_list_is_read_name_by_name },
	{ "the part behind the schema, and the SQL, know where the dot is", the_short_form_and_the_sql_know_where_the_dot_is },
};

CHECK_MAIN(cases)
