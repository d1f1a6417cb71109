/* What is printed of an assessment: the words, the text of an entry, the report, the JSON. All are made from the shipped catalogue. */
#include "config.h"

#include "assess/assess.h"
#include "assess/library.h"
#include "assess/report.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "tests/unit/check.h"
#include "tests/unit/shipped_catalog.h"

static struct catalog catalog;

/* An assessment with what it was made from. */
struct made {
	struct assessment a;
	struct library library;
	struct assess_table table[3];
	size_t tables;
	const char *recorded;
	int64_t size;
};

/* changelog: NULL none. */
static bool make(struct made *m, const char *product, const char *from, const char *to, const char *changelog)
{
	struct assess_spec s = { .catalog = &catalog,
		                 .library = &m->library,
		                 .product = product,
		                 .table = m->table,
		                 .tables = m->tables,
		                 .recorded = m->recorded,
		                 .size = m->tables ? m->size : -1 };

	library_init(&m->library);
	m->a = (struct assessment){ 0 };
	if (!shipped_catalog(&catalog) || !CHECK(release_ref_read(&catalog, product, from, &s.from, NULL)) ||
	    !CHECK(release_ref_read(&catalog, product, to, &s.to, NULL)))
		return false;
	if (changelog) {
		library_state(&m->library, DOC_CHANGELOG, ORIGIN_FILE, "CHANGELOG.md", 0, NULL);
		library_take(&m->library, DOC_CHANGELOG, changelog, strlen(changelog));
	}
	assess(&s, &m->a);
	return true;
}

static void unmake(struct made *m)
{
	assessment_release(&m->a);
	library_release(&m->library);
	catalog_release(&catalog);
}

static bool has(const char *text, const char *part)
{
	if (strstr(text, part))
		return true;
	printf("# \"%s\" is not in:\n# %s\n", part, text);
	return false;
}

static const struct assess_release *release(const struct assessment *a, const char *version)
{
	for (size_t i = 0; i < a->releases; i++)
		if (strcmp(a->release[i].version, version) == 0)
			return &a->release[i];
	return NULL;
}

/* Owned. */
static char *release_text(struct made *m, const char *version)
{
	const struct assess_release *r = release(&m->a, version);
	struct assess_entry what = { .release = r };

	return CHECK(r != NULL) ? assess_text(&m->a, &m->library, &what) : mem_dup("");
}

static void words_are_those_of_the_contract(void)
{
	struct str out;

	str_init(&out, STR_LINE);
	assess_classes(COST_ADDITIVE | COST_CONCURRENT | COST_UNKNOWN, ", ", &out);
	CHECK_STR(str_text(&out), "additive, concurrent-index, unknown");
	str_clear(&out);
	assess_classes(0, ", ", &out);
	CHECK_STR(str_text(&out), "");
	CHECK_STR(lock_word(LOCK_NONE), "none");
	CHECK_STR(lock_word(LOCK_ACCESS), "ACCESS EXCLUSIVE");
	CHECK_STR(lock_word(LOCK_UPDATE_EXCLUSIVE), "SHARE UPDATE EXCLUSIVE");
	CHECK_STR(old_app_word(OLD_WORKS), "works");
	CHECK_STR(old_app_word(OLD_UNKNOWN), "unknown");
	CHECK_STR(old_app_word(OLD_BREAKS), "breaks");
	str_release(&out);
}

static const char changelog[] = "# [26.2.0](https://example.org/compare/v25.4.0...v26.2.0) (2026-03-20)\n\n"
				"## Breaking Changes\n\nThis release requires you to run SQL migrations.\n\n"
				"### Features\n\n- red \x1b[31m and \xe2\x80\xae"
				"bidi and \xc2\x9b"
				"c1\n\n"
				"# [25.4.0](https://example.org/compare/v1.3.0...v25.4.0) (2025-11-07)\n\n### Bug Fixes\n\n- one\n";

static void a_release_is_told_with_flags_migrations_and_changelog(void)
{
	struct made m = { 0 };
	char *text;

	if (make(&m, "kratos", "25.4.0", "26.2.0", changelog)) {
		text = release_text(&m, "26.2.0");
		CHECK(has(text, "kratos 26.2.0, 2026-03-20\n"));
		CHECK(has(text, "  ! its changelog has breaking changes\n"));
		CHECK(has(text, "  ! its changelog demands a migration\n"));
		CHECK(has(text, "7 SQL migrations"));
		CHECK(has(text, "  20251105000000000003 identity_id_not_null_fks\n"));
		CHECK(has(text, "breaks the old program"));
		CHECK(has(text, "      - NOT NULL, ACCESS EXCLUSIVE lock: identity_credential_identifiers, session_devices\n"));
		CHECK(has(text, "The changelog demands a migration:\n  This release requires you to run SQL migrations."));
		CHECK(has(text, "The changelog on 26.2.0 (2026-03-20):\n\n## Breaking Changes\n"));
		CHECK(strstr(text, "Bug Fixes") == NULL);
		free(text);
	}
	unmake(&m);
}

static void nothing_in_a_text_can_move_a_terminal(void)
{
	struct made m = { 0 };
	char *text;

	if (make(&m, "kratos", "25.4.0", "26.2.0", changelog)) {
		text = release_text(&m, "26.2.0");
		CHECK(has(text, "red "));
		CHECK(strchr(text, '\x1b') == NULL);
		CHECK(strstr(text, "\xe2\x80\xae") == NULL);
		CHECK(strstr(text, "\xc2\x9b") == NULL);
		free(text);
	}
	unmake(&m);
}

static void a_changelog_that_was_not_read_is_told_with_the_reason(void)
{
	struct made m = { 0 };
	char *text;

	if (make(&m, "kratos", "25.4.0", "26.2.0", NULL)) {
		library_state(&m.library, DOC_CHANGELOG, ORIGIN_FAILED, "https://example.org", 0, "Nobody answered there.");
		text = release_text(&m, "26.2.0");
		CHECK(has(text, "The changelog has not been read.\nNobody answered there.\n"));
		free(text);
		text = assess_text(&m.a, NULL, &(struct assess_entry){ .release = &m.a.release[0] });
		CHECK(has(text, "The changelog has not been read.\n"));
		free(text);
	}
	unmake(&m);
}

static void a_release_without_a_text_of_its_own_is_told_as_that(void)
{
	struct made m = { 0 };
	char *text;

	if (make(&m, "kratos", "1.3.0", "1.3.1", changelog)) {
		text = release_text(&m, "1.3.1");
		CHECK(has(text, "no SQL migration\n"));
		CHECK(has(text, "The changelog has no text for this release.\n"));
		free(text);
	}
	unmake(&m);
}

static void a_hazard_is_told_with_what_to_do(void)
{
	struct assess_hazard h = { .id = "x",
		                   .level = HAZARD_BLOCK,
		                   .text = (char *)"It breaks.",
		                   .evidence = (char *)"seen: \x1b[2J",
		                   .remedy = (char *)"Mend it.",
		                   .witness = "charm" };
	struct assessment a = { 0 };
	char *text = assess_text(&a, NULL, &(struct assess_entry){ .hazard = &h });

	CHECK(has(text, "Blocks: It breaks.\n"));
	CHECK(has(text, "What was seen:\nseen: \\x1b[2J\n"));
	CHECK(has(text, "What to do now:\nMend it.\n"));
	CHECK(has(text, "Who says so:\ncharm\n"));
	free(text);
}

static const struct json *at(const struct json *list, size_t i)
{
	const struct json *n = json_first(list);

	while (n && i--)
		n = json_next(n);
	return n;
}

static bool is_null(const struct json *o, const char *key)
{
	const struct json *n = json_get(o, key);
	char *line = n ? json_line(n) : mem_dup("absent");
	bool ok = strcmp(line, "null") == 0;

	free(line);
	return ok;
}

static void json_has_the_migrations_of_a_pair(void)
{
	struct made m = { 0 };
	struct json *root;
	const struct json *one;

	if (make(&m, "kratos", "v1.3.1", "25.4.0", NULL)) {
		root = assess_json(&m.a, &m.library);
		CHECK_STR(json_str(root, "product", ""), "kratos");
		CHECK_STR(json_str(root, "from", ""), "1.3.1");
		CHECK_STR(json_str(root, "to", ""), "25.4.0");
		CHECK_STR(json_str(root, "direction", ""), "up");
		CHECK(json_bool(root, "action_required", false));
		CHECK(json_bool(root, "migrations_known", false));
		CHECK_INT(json_count(json_get(root, "migrations")), 16);
		one = at(json_get(root, "migrations"), 0);
		CHECK_STR(json_str(one, "version", ""), "20240923095000000001");
		CHECK_STR(json_str(one, "name", ""), "organization_id_index");
		CHECK_STR(json_str(one, "release", ""), "25.4.0");
		CHECK_STR(json_str(one, "table", ""), "identities");
		CHECK_STR(json_text(at(json_get(one, "classes"), 0)), "index");
		CHECK(json_bool(one, "transactional", false));
		CHECK(is_null(one, "ms"));
		one = at(json_get(root, "releases"), 0);
		CHECK_STR(json_str(one, "version", ""), "25.4.0");
		CHECK(is_null(one, "breaking") && is_null(one, "text_demands_migration"));
		CHECK(is_null(json_get(root, "estimate"), "migrate_ms"));
		CHECK_INT(json_int(json_get(root, "estimate"), "timeout_s", 0), 600);
		json_free(root);
	}
	unmake(&m);
}

static void json_asks_for_action_where_no_migration_comes(void)
{
	struct made m = { 0 };
	struct json *root;

	if (make(&m, "kratos", "1.2.0", "1.3.1", changelog)) {
		root = assess_json(&m.a, &m.library);
		CHECK(json_bool(root, "action_required", false));
		CHECK(json_bool(root, "migrations_known", false));
		CHECK_INT(json_count(json_get(root, "migrations")), 0);
		CHECK_INT(json_int(json_get(root, "estimate"), "migrate_ms", -1), 0);
		/* No text of the release: nobody knows whether it breaks something. */
		CHECK(is_null(at(json_get(root, "releases"), 0), "breaking"));
		json_free(root);
	}
	unmake(&m);
}

static void json_says_null_where_nobody_knows(void)
{
	struct made m = { 0 };
	struct json *root;

	if (make(&m, "hydra", "1.11.10", "rev279", NULL)) {
		root = assess_json(&m.a, &m.library);
		CHECK(!json_bool(root, "migrations_known", true));
		CHECK(json_str(root, "migrations_unknown_because", NULL) != NULL);
		CHECK_INT(json_int(json_get(root, "to_charm"), "revision", 0), 279);
		/* What the catalogue knows on the way is told all the same; the target itself is not known. */
		CHECK_INT(json_int(at(json_get(root, "releases"), 0), "migrations", -1), 139);
		CHECK(is_null(at(json_get(root, "releases"), (int)json_count(json_get(root, "releases")) - 1), "migrations"));
		CHECK(is_null(json_get(root, "estimate"), "lock"));
		CHECK_STR(json_str(json_get(root, "estimate"), "old_app", ""), "breaks");
		json_free(root);
	}
	unmake(&m);
}

static void json_of_a_downgrade_says_down(void)
{
	struct made m = { 0 };
	struct json *root;

	if (make(&m, "kratos", "26.2.0", "1.3.1", NULL)) {
		root = assess_json(&m.a, &m.library);
		CHECK_STR(json_str(root, "direction", ""), "down");
		CHECK(json_count(json_get(root, "hazards")) > 0);
		CHECK_STR(json_str(at(json_get(root, "hazards"), 0), "level", ""), "block");
		json_free(root);
	}
	unmake(&m);
}

static void json_has_the_sizes_of_the_tables(void)
{
	struct made m = { .table = { { "identity_credential_identifiers", 1000000, 400000000 }, { "session_devices", 2000000, 1 } },
		          .tables = 2,
		          .size = 1000000000 };
	struct json *root;
	const struct json *one = NULL;

	if (make(&m, "kratos", "25.4.0", "26.2.0", NULL)) {
		root = assess_json(&m.a, NULL);
		for (one = json_first(json_get(root, "migrations")); one; one = json_next(one))
			if (strcmp(json_str(one, "version", ""), "20251105000000000002") == 0)
				break;
		CHECK_STR(json_str(one, "table", ""), "session_devices");
		CHECK_INT(json_int(at(json_get(one, "effects"), 0), "rows", 0), 2000000);
		CHECK_STR(json_str(at(json_get(one, "effects"), 0), "class", ""), "backfill");
		CHECK(json_int(one, "ms", 0) > 10000);
		json_free(root);
	}
	unmake(&m);
}

/* Code points; -1 when a line is longer than that. */
static void narrow(const char *text, int width)
{
	int used = 0, most = 0, blank = 0;

	for (const char *p = text; *p; p++) {
		used = *p == '\n' ? 0 : used + ((*p & 0xc0) != 0x80);
		most = used > most ? used : most;
		blank += *p == ' ' && p[1] == '\n';
	}
	CHECK(most <= width);
	CHECK_INT(blank, 0);
}

static void the_report_fits_into_80_columns(void)
{
	static const char *const pairs[][3] = { { "kratos", "0.10.0", "26.2.0" },
		                                { "hydra", "1.11.0", "26.2.0" },
		                                { "hydra", "1.11.0", "rev280" },
		                                { "kratos", "26.2.0", "0.10.0" } };

	for (size_t i = 0; i < mem_count(pairs); i++) {
		struct made m = { .table = { { "identities", 812404, 1 } }, .tables = 1, .size = 1 };
		struct str out;

		str_init(&out, STR_PAGE);
		if (make(&m, pairs[i][0], pairs[i][1], pairs[i][2], changelog)) {
			assess_report(&m.a, &m.library, &out);
			CHECK(!out.full);
			narrow(str_text(&out), 80);
		}
		str_release(&out);
		unmake(&m);
	}
}

static void the_report_begins_with_the_answer(void)
{
	struct made m = { 0 };
	struct str out;

	str_init(&out, STR_PAGE);
	if (make(&m, "kratos", "25.4.0", "26.2.0", changelog)) {
		assess_report(&m.a, &m.library, &out);
		CHECK(strncmp(str_text(&out), "kratos 25.4.0 -> 26.2.0\n\nMigration needed    Yes:", 47) == 0);
		CHECK(has(str_text(&out), "\nSQL migrations      7\n"));
		CHECK(has(str_text(&out), "\nStrongest lock      ACCESS EXCLUSIVE\n"));
		CHECK(has(str_text(&out), "\nMeanwhile           the old program breaks"));
		CHECK(has(str_text(&out), "\n  > This release requires you to run SQL migrations.\n"));
		CHECK(strchr(str_text(&out), '\x1b') == NULL);
	}
	str_release(&out);
	unmake(&m);
}

/* All of 25.4.0, and the first two of 26.2.0. Owned. */
static char *recorded_list(void)
{
	struct catalog_set set = { 0 };
	struct str out;

	str_init(&out, STR_PAGE);
	if (shipped_catalog(&catalog) && CHECK(catalog_until(&catalog, "kratos", "26.2.0", &set, NULL)))
		for (size_t i = 0; i < set.count; i++)
			if (strcmp(set.item[i]->version, "20251105000000000001") <= 0)
				str_addf(&out, "%s ", set.item[i]->version);
	catalog_set_release(&set);
	catalog_release(&catalog);
	return str_take(&out);
}

static void what_the_database_has_already_is_not_counted_as_coming(void)
{
	char *recorded = recorded_list();
	struct made m = { .recorded = recorded };
	struct str out;

	str_init(&out, STR_PAGE);
	if (make(&m, "kratos", "25.4.0", "26.2.0", NULL)) {
		assess_report(&m.a, &m.library, &out);
		CHECK(has(str_text(&out), "\nSQL migrations      5 (2 more are in the database already)\n"));
	}
	str_release(&out);
	unmake(&m);
	free(recorded);
}

static const struct check_case cases[] = {
	{ "words are those of the contract", words_are_those_of_the_contract },
	{ "a release is told with flags, migrations and changelog", a_release_is_told_with_flags_migrations_and_changelog },
	{ "nothing in a text can move a terminal", nothing_in_a_text_can_move_a_terminal },
	{ "a changelog that was not read is told with the reason", a_changelog_that_was_not_read_is_told_with_the_reason },
	{ "a release without a text of its own is told as that", a_release_without_a_text_of_its_own_is_told_as_that },
	{ "a hazard is told with what to do", a_hazard_is_told_with_what_to_do },
	{ "JSON has the migrations of a pair", json_has_the_migrations_of_a_pair },
	{ "JSON asks for action where no migration comes", json_asks_for_action_where_no_migration_comes },
	{ "JSON says null where nobody knows", json_says_null_where_nobody_knows },
	{ "JSON of a downgrade says down", json_of_a_downgrade_says_down },
	{ "JSON has the sizes of the tables", json_has_the_sizes_of_the_tables },
	{ "the report fits into 80 columns", the_report_fits_into_80_columns },
	{ "the report begins with the answer", the_report_begins_with_the_answer },
	{ "what the database has already is not counted as coming", what_the_database_has_already_is_not_counted_as_coming },
};

CHECK_MAIN(cases)
