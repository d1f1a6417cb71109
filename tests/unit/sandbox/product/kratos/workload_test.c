#include "config.h"

#include "sandbox/product/kratos/workload_parts.h"

#include "tests/unit/check.h"

#include "base/mem.h"
#include "codec/json.h"
#include "port/paths.h"

static struct people people;

static void the_mix_has_every_kind_of_request_and_reads_most(void)
{
	int count[OPS] = { 0 };

	people_init(&people, 1000, 1);
	for (int i = 0; i < 10000; i++) {
		struct request r = { 0 };
		people_next(&people, &r);
		count[r.op]++;
		CHECK(r.person >= 1 && r.person <= people.count);
	}
	for (int op = 0; op < OPS; op++)
		CHECK(count[op] > 0 && count[op] <= count[OP_READ]);
	CHECK(count[OP_DELETE] < count[OP_REGISTER]);
	people_release(&people);
}

static void who_left_is_not_chosen_again(void)
{
	people_init(&people, 2, 7);
	people_forget(&people, 1);
	for (int i = 0; i < 200; i++) {
		struct request r = { 0 };
		people_next(&people, &r);
		CHECK(r.op == OP_REGISTER || r.person != 1);
	}
	people_release(&people);
}

static void the_first_user_of_an_empty_product_registers(void)
{
	struct request r = { 0 };

	people_init(&people, 0, 1);
	people_next(&people, &r);
	CHECK_INT(r.op, OP_REGISTER);
	CHECK_INT(r.person, 1);
	people_release(&people);
}

static void a_write_is_sent_without_its_commit(void)
{
	struct request r = { .op = OP_SETTINGS, .person = 5, .value = 9 };
	struct str sql;

	str_init(&sql, STR_LINE);
	ops_first(&sql, &r, "n-i-d");
	CHECK_STR(str_text(&sql), "BEGIN; EXECUTE person_settings('n-i-d', 'user5@example.com', 9)");
	str_release(&sql);
}

static struct json *only_line(const char *dir, const char *name)
{
	char *path = mem_printf("%s/%s", dir, name);
	struct json *line = NULL;
	struct str text;

	str_init(&text, STR_PAGE);
	if (CHECK(file_read(path, STR_PAGE, &text, NULL)))
		line = json_parse(str_text(&text), text.len, NULL);
	str_release(&text);
	free(path);
	return line;
}

static void books_tell_committed_from_failed_and_unknown(void)
{
	char dir[] = "/tmp/teal-books-XXXXXX";
	struct request r = { .op = OP_LOGIN, .person = 1, .id = "i", .row = "r" };
	struct books books;
	struct json *line;

	CHECK(mkdtemp(dir) != NULL);
	CHECK(books_open(&books, dir, 10));
	books_note(&books, &r, OUTCOME_OK, "iam/kratos", NULL, 1000);
	books_note(&books, &r, OUTCOME_UNKNOWN, "iam/kratos", "connection\nlost \"x\"", 1000);
	CHECK(books.first_failed >= books.last_ok);
	books_close(&books);
	line = only_line(dir, "committed.jsonl");
	CHECK_STR(json_str(line, "op", NULL), "login");
	CHECK_STR(json_str(line, "row", NULL), "r");
	json_free(line);
	line = only_line(dir, "clients.jsonl");
	CHECK_STR(json_str(line, "error", NULL), "connection lost \"x\"");
	CHECK_STR(json_str(line, "outcome", NULL), "unknown");
	json_free(line);
	CHECK(paths_remove(dir, NULL));
}

static const struct check_case cases[] = {
	{ "the mix has every kind of request, and reads most", the_mix_has_every_kind_of_request_and_reads_most },
	{ "who left is not chosen again", who_left_is_not_chosen_again },
	{ "the first user of an empty product registers", the_first_user_of_an_empty_product_registers },
	{ "a write is sent without its COMMIT", a_write_is_sent_without_its_commit },
	{ "the books tell committed from failed and unknown", books_tell_committed_from_failed_and_unknown },
};

CHECK_MAIN(cases)
