#include "config.h"

#include "codec/git_tree.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "tests/unit/check.h"

#define HEAD "{\"sha\":\"3f\",\"url\":\"https://api.github.com/repos/ory/kratos/git/trees/3f\",\"tree\":["
#define ONE "{\"path\":\"1_a.up.sql\",\"type\":\"blob\"}"
#define TAIL "],\"truncated\":false}"

/* A copy of its own size, so that a read behind the end is seen. */
static bool parse(const char *json, struct tree_migrations *t, struct err *err)
{
	size_t n = strlen(json);
	char *copy = malloc(n ? n : 1);
	bool ok;

	if (n)
		memcpy(copy, json, n);
	ok = git_tree_parse(copy, n, t, err);
	free(copy);
	return ok;
}

/* An answer that lists these files, and behind them other entries of the list. */
static bool parse_names(const char *const *names, size_t n, const char *others, struct tree_migrations *t, struct err *err)
{
	struct str json;
	bool ok;

	str_init(&json, STR_PAGE);
	str_add(&json, HEAD);
	for (size_t i = 0; i < n; i++)
		str_addf(&json, "%s{\"path\":\"%s\",\"mode\":\"100644\",\"type\":\"blob\",\"sha\":\"e6\",\"size\":9,\"url\":\"https://x\"}",
		         i ? "," : "", names[i]);
	str_addf(&json, "%s" TAIL, others);
	ok = parse(str_text(&json), t, err);
	str_release(&json);
	return ok;
}

static bool is(const struct tree_migration *m, const char *version, const char *name, enum catalog_dialect dialect, bool autocommit)
{
	return CHECK_STR(m->version, version) && CHECK_STR(m->name, name) && CHECK_INT(m->dialect, dialect) &&
	       CHECK_INT(m->autocommit, autocommit);
}

static void names_are_read_by_the_rules_of_the_program(void)
{
	static const char *const names[] = {
		"20241029153900000001_identities.autocommit.down.sql",
		"20241029153900000001_identities.autocommit.up.sql",
		"20260616000000000000_list_index.postgres.autocommit.up.sql",
		"20260616000000000000_list_index.autocommit.up.sql",
		"20191100000001000000_identities.postgres.up.sql",
		"20191100000001000000_identities.mysql.up.sql",
		"20191100000001000000_identities.up.sql",
		"20200317160354000001_forms.cockroach.up.sql",
		"20200317160354000001_forms.sqlite3.up.sql",
		"20241609_m.up.sql",
	};
	struct tree_migrations t;

	if (CHECK(parse_names(names, mem_count(names), "", &t, NULL)) && CHECK_INT(t.count, 4)) {
		is(&t.item[0], "20191100000001000000", "identities", CATALOG_POSTGRES, false);
		CHECK_STR(t.item[0].file, "20191100000001000000_identities.postgres.up.sql");
		is(&t.item[1], "20241029153900000001", "identities", CATALOG_ALL, true);
		is(&t.item[2], "20241609", "m", CATALOG_ALL, false);
		is(&t.item[3], "20260616000000000000", "list_index", CATALOG_POSTGRES, true);
		CHECK_INT(t.entries, 10);
		CHECK_INT(t.gos, 0);
	}
	tree_migrations_release(&t);
	CHECK(!t.item && !t.count);
}

static void other_entries_are_counted_and_passed_over(void)
{
	static const char *const names[] = {
		"README.md",
		"_a.up.sql",
		"3.up.sql",
		"4_.up.sql",
		"5_a.up.fizz",
		"6_a.b.c.up.sql",
		"7_a.Postgres.up.sql",
		"8_aup.sql",
		"gomigrations.go",
		"9_fill_test.go",
		"9_fill.go",
		"a1_b.up.sql",
		"1_a.autocommit.postgres.up.sql",
	};
	static const char others[] = ",{\"path\":\"1_a.up.sql\",\"mode\":\"040000\",\"type\":\"tree\",\"sha\":\"1\"}"
				     ",{\"path\":\"2_a.up.sql\",\"type\":\"commit\"}";
	struct tree_migrations t;

	CHECK(parse_names(names, mem_count(names), others, &t, NULL));
	CHECK_INT(t.count, 0);
	CHECK_INT(t.entries, 15);
	if (CHECK_INT(t.gos, 1))
		CHECK_STR(t.go[0], "9_fill.go");
	tree_migrations_release(&t);
}

static void each_version_comes_once(void)
{
	static const char *const names[] = { "2_b.up.sql", "2_a.up.sql", "2_b.up.sql", "10_z.up.sql", "10_y.pg.up.sql" };
	struct tree_migrations t;

	if (CHECK(parse_names(names, mem_count(names), "", &t, NULL)) && CHECK_INT(t.count, 2)) {
		CHECK_STR(t.item[0].file, "10_y.pg.up.sql");
		CHECK_STR(t.item[1].file, "2_a.up.sql");
	}
	tree_migrations_release(&t);
}

static void what_github_says_instead_is_quoted(void)
{
	struct tree_migrations t;
	struct err err = { 0 };

	CHECK(!parse("{\"message\":\"Not Found\",\"documentation_url\":\"https://docs.github.com\",\"status\":\"404\"}", &t, &err));
	CHECK_STR(err.why, "GitHub answered: Not Found");
	CHECK(err.now[0]);
	tree_migrations_release(&t);
}

static void refused(bool parsed, struct tree_migrations *t, const struct err *err, const char *text)
{
	if (!CHECK(!parsed) || !CHECK(err->what[0] && err->why[0] && err->now[0]) || !CHECK(!t->item && !t->go))
		printf("# %s\n", text);
	tree_migrations_release(t);
}

static void half_a_list_is_refused(void)
{
	static const char *const wrong[] = {
		"",
		"[]",
		"null",
		"{}",
		"{\"tree\":{},\"truncated\":false}",
		HEAD TAIL,
		HEAD ONE "],\"truncated\":true}",
		HEAD ONE "],\"truncated\":0}",
		HEAD ONE "]}",
		HEAD ONE ",{}" TAIL,
		HEAD ONE ",7" TAIL,
		HEAD ONE ",{\"path\":\"2_b.up.sql\"}" TAIL,
		HEAD ONE,
	};
	struct tree_migrations t;

	CHECK(parse(HEAD ONE TAIL, &t, NULL));
	tree_migrations_release(&t);
	for (size_t i = 0; i < mem_count(wrong); i++) {
		struct err err = { 0 };

		refused(parse(wrong[i], &t, &err), &t, &err, wrong[i]);
	}
}

static void names_that_no_folder_has_are_refused(void)
{
	static const char *const wrong[] = {
		"",
		"sql/1_a.up.sql",
		"1_a\\u001b[2J.up.sql",
		"1_a\\n.up.sql",
		"1_a\\u0000.up.sql",
		"1_a\\u007f.up.sql",
		"1234567890123456789012345678901234567890123456789_a.up.sql",
	};
	static const char *const longest = "123456789012345678901234567890123456789012345678_a.up.sql";
	struct tree_migrations t;

	for (size_t i = 0; i < mem_count(wrong); i++) {
		const char *names[] = { "1_a.up.sql", "9_a.go", wrong[i] };
		struct err err = { 0 };

		refused(parse_names(names, mem_count(names), "", &t, &err), &t, &err, wrong[i]);
	}
	CHECK(parse_names(&longest, 1, "", &t, NULL));
	tree_migrations_release(&t);
}

/* In the worst order for a sort that compares each with each; one more than GitHub lists is refused. */
static void the_longest_list_is_read(void)
{
	for (size_t more = 0; more < 2; more++) {
		size_t n = GIT_TREE_ENTRIES + more;
		struct tree_migrations t;
		struct str json;

		str_init(&json, GIT_TREE_MAX);
		str_add(&json, HEAD);
		for (size_t i = 0; i < n; i++)
			str_addf(&json, "%s{\"path\":\"%06zu_m.up.sql\",\"type\":\"blob\"}", i ? "," : "", n - i);
		str_add(&json, TAIL);
		CHECK(!json.full);
		CHECK(git_tree_parse(json.s, json.len, &t, NULL) == !more);
		if (CHECK_INT(t.count, more ? 0 : n) && !more)
			CHECK_STR(t.item[0].version, "000001");
		tree_migrations_release(&t);
		str_release(&json);
	}
}

static void what_is_too_large_or_too_deep_is_refused(void)
{
	char *deep = malloc(GIT_TREE_MAX + 1);
	struct tree_migrations t;
	struct err err = { 0 };

	memset(deep, '[', GIT_TREE_MAX + 1);
	CHECK(!git_tree_parse(deep, GIT_TREE_MAX + 1, &t, &err));
	CHECK(!git_tree_parse(deep, GIT_TREE_MAX, &t, &err));
	CHECK(!git_tree_parse(NULL, 0, &t, &err));
	tree_migrations_release(&t);
	free(deep);
}

static const struct check_case cases[] = {
	{ "a file's name tells version, name, database and transaction", names_are_read_by_the_rules_of_the_program },
	{ "folders and files that are no migrations are passed over", other_entries_are_counted_and_passed_over },
	{ "each version comes once, by the file that counts on PostgreSQL", each_version_comes_once },
	{ "what GitHub says in place of a list is quoted", what_github_says_instead_is_quoted },
	{ "names that no folder has, and versions that no database can record, are refused", names_that_no_folder_has_are_refused },
	{ "half a list does not pass for a smaller one", half_a_list_is_refused },
	{ "the longest list that GitHub gives is read, and none longer", the_longest_list_is_read },
	{ "what is too large or too deep is refused", what_is_too_large_or_too_deep_is_refused },
};

CHECK_MAIN(cases)
