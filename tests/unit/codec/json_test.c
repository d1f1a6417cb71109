#include "config.h"

#include "base/err.h"
#include "base/mem.h"
#include "codec/json.h"
#include "codec/rows.h"

#include "tests/unit/check.h"

static struct json *parse(const char *text)
{
	return json_parse(text, strlen(text), NULL);
}

static void a_document_is_read_by_name_and_path(void)
{
	struct json *j = parse("{\"model\":{\"name\":\"iam\",\"n\":3,\"up\":true,\"none\":null},\"list\":[1,\"b\",[]]} \n");

	CHECK(j != NULL);
	CHECK_STR(json_text(json_path(j, "model.name")), "iam");
	CHECK_STR(json_str(json_get(j, "model"), "name", NULL), "iam");
	CHECK_INT(json_int(json_get(j, "model"), "n", -1), 3);
	CHECK(json_bool(json_get(j, "model"), "up", false));
	CHECK_INT(json_count(json_get(j, "list")), 3);
	CHECK(json_is_array(json_get(j, "list")) && json_is_object(j));
	CHECK(json_path(j, "model.Name") == NULL);
	CHECK(json_path(j, "model..name") == NULL);
	json_free(j);
}

static void what_is_absent_or_of_another_type_answers_the_default(void)
{
	struct json *j = parse("{\"s\":\"x\",\"n\":1e300,\"o\":{}}");

	CHECK_STR(json_str(j, "absent", "other"), "other");
	CHECK_STR(json_str(j, "o", "other"), "other");
	CHECK_INT(json_int(j, "s", -7), -7);
	CHECK_INT(json_int(j, "n", -7), -7);
	CHECK(json_bool(j, "s", true));
	CHECK_STR(json_str(NULL, "s", "other"), "other");
	CHECK_INT(json_count(NULL), 0);
	CHECK_INT(json_count(json_get(j, "s")), 0);
	CHECK(json_first(NULL) == NULL && json_first(json_get(j, "s")) == NULL);
	CHECK(json_next(NULL) == NULL && json_key(NULL) == NULL);
	CHECK(json_get(json_get(j, "s"), "x") == NULL);
	CHECK(json_dup(NULL) == NULL);
	json_free(NULL);
	json_free(j);
}

static void a_name_is_found_only_in_an_object(void)
{
	struct json *j = parse("[{\"a\":1}]");

	CHECK(json_get(j, "a") == NULL);
	CHECK(json_key(json_first(j)) == NULL);
	json_free(j);
}

static void what_is_not_json_is_refused_with_a_reason(void)
{
	static const char *const no[] = { "",      "{",    "{}x",  "{} {}", "[1,]",    "{\"a\":}",    "nul", "'a'",
		                          "[+1]",  "[.5]", "[1e]", "[-]",   "\"\\x\"", "\"\\ud800\"", "\"",  "[1 2]",
		                          "{1:2}", "]",    "NaN",  "{,}",   "[1}",     "{\"a\" 1}" };
	struct err e;

	for (size_t i = 0; i < mem_count(no); i++) {
		struct json *j;

		e = (struct err){ 0 };
		j = json_parse(no[i], strlen(no[i]), &e);
		if (!CHECK(j == NULL))
			printf("# taken for JSON: %s\n", no[i]);
		CHECK(e.what[0] && e.why[0] && e.kind == ERR_WORLD);
		json_free(j);
	}
}

static void raw_and_escaped_nul_are_refused(void)
{
	CHECK(json_parse("\"a\0b\"", 5, NULL) == NULL);
	CHECK(json_parse("{}\0", 3, NULL) == NULL);
	/* A text that ends early for C would make two different names the same. */
	CHECK(parse("\"a\\u0000b\"") == NULL);
	CHECK(parse("{\"a\\u0000b\":1}") == NULL);
	CHECK(parse("\"\\\\\\u0000\"") == NULL);
}

/* n arrays, one in the other. */
static struct json *nest(size_t n)
{
	char *text = mem_zalloc(2 * n + 1, 1);
	struct json *j;

	memset(text, '[', n);
	memset(text + n, ']', n);
	j = parse(text);
	free(text);
	return j;
}

static void a_backslash_before_u0000_is_a_text(void)
{
	struct json *j = parse("\"\\\\u0000\"");

	CHECK_STR(json_text(j), "\\u0000");
	json_free(j);
}

static void depth_is_bounded(void)
{
	struct json *j = nest(64);

	CHECK(j != NULL);
	json_free(j);
	CHECK(nest(65) == NULL);
	CHECK(nest(100000) == NULL);
}

static void a_part_of_a_longer_text_is_read_within_its_length(void)
{
	struct json *j = json_parse("[1,2]]]]", 5, NULL);

	CHECK_INT(json_count(j), 2);
	json_free(j);
	CHECK(json_parse("[1,2]", 4, NULL) == NULL);
	CHECK(json_parse("12", 0, NULL) == NULL);
	j = json_parse("123", 2, NULL);
	CHECK_INT(json_number(j, 0), 12);
	json_free(j);
}

static void numbers_are_exact_to_two_to_the_53(void)
{
	struct json *j = json_object(), *copy;
	char *line;

	json_put_int(j, "big", 9007199254740992);
	json_put_int(j, "low", -9007199254740991);
	json_put_int(j, "when", 1795144329123);
	copy = json_dup(j);
	CHECK_INT(json_int(copy, "big", 0), 9007199254740992);
	json_free(copy);
	line = json_line(j);
	CHECK_STR(line, "{\"big\":9007199254740992,\"low\":-9007199254740991,\"when\":1795144329123}");
	json_free(j);
	j = parse(line);
	CHECK_INT(json_int(j, "big", 0), 9007199254740992);
	CHECK_INT(json_int(j, "low", 0), -9007199254740991);
	CHECK_INT(json_int(j, "when", 0), 1795144329123);
	free(line);
	json_free(j);
}

static void a_member_that_exists_is_replaced(void)
{
	struct json *j = json_object(), *copy;
	char *line;

	json_put_str(j, "a", "1");
	json_put_str(j, "b", NULL);
	json_put_bool(j, "a", true);
	json_put(j, "c", json_array());
	json_put(j, "d", NULL);
	json_drop(j, "absent");
	copy = json_dup(j);
	json_drop(j, "b");
	line = json_line(copy);
	CHECK_STR(line, "{\"b\":null,\"a\":true,\"c\":[],\"d\":null}");
	free(line);
	CHECK(json_get(j, "b") == NULL);
	json_free(copy);
	json_free(j);
}

static void text_survives_the_way_out_and_back(void)
{
	static const char text[] = "tab\tquote\" back\\slash \x01 \xc3\xbc \xf0\x9f\x90\xa6 line\n";
	struct json *j = json_array(), *back;
	char *line;

	json_push_str(j, text);
	line = json_line(j);
	CHECK(strchr(line, '\n') == NULL && strchr(line, '\x01') == NULL);
	back = parse(line);
	CHECK_STR(json_text(json_first(back)), text);
	free(line);
	json_free(back);
	json_free(j);
}

/* DEL, two of C1, bidi controls of each kind, an invisible mark, and one beyond 16 bits. */
static void what_harms_a_terminal_is_escaped(void)
{
	static const char text[] =
		"a\x7f\xc2\x80\xc2\x9b\xe2\x80\x8e\xe2\x80\xae\xe2\x81\xa6\xd8\x9c\xe2\x80\x8b\xf3\xa0\x80\x81\xc2\xa9z\xff";
	struct json *j = json_object(), *back;
	char *line, *pretty;

	json_put_str(j, "\xe2\x80\xae", text);
	line = json_line(j);
	CHECK_STR(line, "{\"\\u202e\":\"a\\u007f\\u0080\\u009b\\u200e\\u202e\\u2066\\u061c\\u200b\\udb40\\udc01\xc2\xa9z\xff\"}");
	back = parse(line);
	CHECK_STR(json_str(back, "\xe2\x80\xae", NULL), text);
	pretty = json_pretty(j);
	CHECK(strstr(pretty, "\\u009b") && !strstr(pretty, "\xc2\x9b"));
	free(pretty);
	free(line);
	json_free(back);
	json_free(j);
}

static void what_stands_twice_is_found_by_its_path(void)
{
	static const char *const rows[][2] = {
		{ "{\"a\":1,\"b\":{\"a\":1},\"c\":[{\"a\":1},{\"a\":2}]}", NULL },
		{ "{\"a\":1,\"b\":2,\"a\":1}", "a" },
		{ "{\"limits\":{\"soak_s\":1,\"soak_s\":2}}", "limits.soak_s" },
		{ "{\"l\":[1,{\"x\":{\"y\":1,\"y\":1}}]}", "l.x.y" },
		{ "{\"a\":1,\"A\":1}", NULL },
		{ "7", NULL },
	};

	for (size_t i = 0; i < mem_count(rows); i++) {
		struct json *j = parse(rows[i][0]);
		char *path = json_twice(j);

		CHECK_STR(path, rows[i][1]);
		free(path);
		json_free(j);
	}
	CHECK(json_twice(NULL) == NULL);
}

static void a_whole_number_has_no_fraction_and_no_quotes(void)
{
	struct json *j =
		parse("{\"a\":7,\"b\":-7,\"c\":1e3,\"d\":1.5,\"e\":1e99,\"f\":\"5\",\"g\":9007199254740992,\"h\":null,\"i\":1e16}");

	CHECK(json_is_whole(json_get(j, "a")) && json_is_whole(json_get(j, "b")) && json_is_whole(json_get(j, "c")));
	CHECK(json_is_whole(json_get(j, "g")));
	CHECK(!json_is_whole(json_get(j, "d")) && !json_is_whole(json_get(j, "e")) && !json_is_whole(json_get(j, "f")));
	CHECK(!json_is_whole(json_get(j, "h")) && !json_is_whole(json_get(j, "i")) && !json_is_whole(NULL));
	json_put_int(j, "raw", INT64_C(4611686018427387904));
	CHECK(json_is_whole(json_get(j, "raw")));
	json_free(j);
}

static void members_are_walked_in_their_order(void)
{
	struct json *j = parse("{\"b\":1,\"a\":2,\"B\":3}");
	const struct json *n = json_first(j);

	CHECK_STR(json_key(n), "b");
	n = json_next(n);
	CHECK_STR(json_key(n), "a");
	n = json_next(n);
	CHECK_INT(json_number(n, 0), 3);
	CHECK(json_next(n) == NULL);
	json_free(j);
}

static void people_get_it_indented(void)
{
	struct json *j = parse("{\"a\":[1]}");
	char *text = json_pretty(j);

	CHECK(strchr(text, '\n') != NULL);
	free(text);
	json_free(j);
}

static struct rows two_by_two(void)
{
	struct rows r = { .columns = 2, .count = 2, .affected = -1 };

	r.name = mem_zalloc(2, sizeof *r.name);
	r.cell = mem_zalloc(4, sizeof *r.cell);
	r.name[0] = mem_dup("n");
	r.name[1] = mem_dup("ok");
	r.cell[0] = mem_dup("42");
	r.cell[1] = mem_dup("t");
	r.cell[3] = mem_dup("f");
	return r;
}

static void cells_are_found_by_column(void)
{
	struct rows r = two_by_two();

	CHECK_STR(rows_cell(&r, 0, "n"), "42");
	CHECK_INT(rows_int(&r, 0, "n", -1), 42);
	CHECK_INT(rows_int(&r, 1, "n", -1), -1);
	CHECK_INT(rows_int(&r, 0, "ok", -1), -1);
	CHECK(rows_cell(&r, 1, "n") == NULL);
	CHECK(rows_cell(&r, 2, "n") == NULL);
	CHECK(rows_cell(&r, 0, "absent") == NULL);
	CHECK(rows_bool(&r, 0, "ok"));
	CHECK(!rows_bool(&r, 1, "ok"));
	CHECK(!rows_bool(&r, 1, "n"));
	rows_release(&r);
	rows_release(&r);
}

static void a_reply_lets_go_of_everything(void)
{
	struct reply reply = { .ok = true, .sets = 1 };

	reply.message = mem_dup("m");
	reply.detail = mem_dup("d");
	reply.hint = mem_dup("h");
	reply.set = mem_zalloc(1, sizeof *reply.set);
	reply.set[0] = two_by_two();
	reply_release(&reply);
	CHECK(reply.message == NULL && reply.sets == 0);
	reply_release(&reply);
}

static void an_answer_has_a_size(void)
{
	struct err err = { 0 };
	struct json *root = json_parse_answer("{\"a\":1}", 7, 7, &err);

	CHECK(root != NULL);
	json_put_printf(root, "b", "%d of %s", 2, "3");
	CHECK_STR(json_str(root, "b", ""), "2 of 3");
	json_free(root);
	CHECK(!json_parse_answer("{\"a\":1}", 7, 6, &err) && strstr(err.why, "larger"));
	CHECK(!json_parse_answer("", 0, 6, &err) && strstr(err.why, "empty"));
}

static const struct check_case cases[] = {
	{ "an answer that is empty or too large is refused in words, and a text is put with printf", an_answer_has_a_size },
	{ "a document is read by name and path", a_document_is_read_by_name_and_path },
	{ "what is absent or of another type answers the default", what_is_absent_or_of_another_type_answers_the_default },
	{ "a name is found only in an object", a_name_is_found_only_in_an_object },
	{ "what is not JSON is refused with a reason", what_is_not_json_is_refused_with_a_reason },
	{ "raw and escaped NUL are refused", raw_and_escaped_nul_are_refused },
	{ "a backslash before u0000 is a text", a_backslash_before_u0000_is_a_text },
	{ "depth is bounded", depth_is_bounded },
	{ "a part of a longer text is read within its length", a_part_of_a_longer_text_is_read_within_its_length },
	{ "numbers are exact to 2^53", numbers_are_exact_to_two_to_the_53 },
	{ "a member that exists is replaced", a_member_that_exists_is_replaced },
	{ "text survives the way out and back", text_survives_the_way_out_and_back },
	{ "what harms a terminal is escaped", what_harms_a_terminal_is_escaped },
	{ "what stands twice is found by its path", what_stands_twice_is_found_by_its_path },
	{ "a whole number has no fraction and no quotes", a_whole_number_has_no_fraction_and_no_quotes },
	{ "members are walked in their order", members_are_walked_in_their_order },
	{ "people get it indented", people_get_it_indented },
	{ "cells are found by column", cells_are_found_by_column },
	{ "a reply lets go of everything", a_reply_lets_go_of_everything },
};

CHECK_MAIN(cases)
