#include "config.h"

#include "sandbox/product/kratos/schema.h"

#include "tests/unit/check.h"

static size_t pending[SCHEMA_MOST];

static void fresh_database_lacks_every_migration_of_its_release(void)
{
	CHECK_INT(schema_pending(NULL, 0, "1.0.0", pending), 295);
	CHECK_INT(schema_pending(NULL, 0, "1.1.0", pending), 307);
}

static void versions_are_unique_ascending_and_twenty_digits(void)
{
	for (size_t i = 0; i < schema_list_count; i++) {
		CHECK_INT(strlen(schema_list[i].version), 20);
		CHECK_INT(strspn(schema_list[i].version, "0123456789"), 20);
		CHECK(i == 0 || strcmp(schema_list[i - 1].version, schema_list[i].version) < 0);
		CHECK(schema_release_known(schema_list[i].release));
	}
}

/* Every migration of 1.0.0 is there, so only the twelve of 1.1.0 may run, also those older than the newest that is applied. */
static void pending_is_the_set_difference_and_not_what_is_newer(void)
{
	const char *applied[SCHEMA_MOST];
	size_t n = schema_pending(NULL, 0, "1.0.0", pending), count;

	for (size_t i = 0; i < n; i++)
		applied[i] = schema_list[pending[i]].version;
	CHECK_INT(schema_pending(applied, n, "1.0.0", pending), 0);
	count = schema_pending(applied, n, "1.1.0", pending);
	CHECK_INT(count, 12);
	CHECK_STR(schema_list[pending[0]].version, "20230703143600000001");
	CHECK(strcmp(schema_list[pending[0]].version, applied[n - 1]) < 0);
	for (size_t i = 1; i < count; i++)
		CHECK(pending[i - 1] < pending[i]);
}

static void a_hole_in_the_middle_is_pending_again(void)
{
	const char *applied[SCHEMA_MOST];
	size_t n = schema_pending(NULL, 0, "1.1.0", pending);

	for (size_t i = 0; i < n; i++)
		applied[i] = schema_list[pending[i]].version;
	applied[17] = "99999999999999999999"; /* of another world: it hides nothing */
	CHECK_INT(schema_pending(applied, n, "1.1.0", pending), 1);
	CHECK_INT(pending[0], 17);
}

static void every_sql_text_belongs_to_a_listed_version_of_its_release(void)
{
	for (size_t i = 0; i < schema_base_count + schema_next_count; i++) {
		const struct schema_sql *text = i < schema_base_count ? &schema_base[i] : &schema_next[i - schema_base_count];
		const char *release = NULL;

		for (size_t k = 0; k < schema_list_count; k++)
			if (strcmp(schema_list[k].version, text->version) == 0)
				release = schema_list[k].release;
		CHECK_STR(release, i < schema_base_count ? "1.0.0" : "1.1.0");
		CHECK_STR(schema_sql(text->version), text->sql);
	}
}

static void the_step_to_1_1_0_has_no_empty_migration(void)
{
	for (size_t i = 0; i < schema_list_count; i++)
		if (strcmp(schema_list[i].release, "1.1.0") == 0)
			CHECK(schema_sql(schema_list[i].version)[0] != '\0');
}

static void what_is_not_listed_runs_nothing(void)
{
	CHECK_STR(schema_sql("20250708190000000000"), "");
	CHECK(!schema_release_known("1.2.0"));
}

static const struct check_case cases[] = {
	{ "a fresh database lacks every migration of its release", fresh_database_lacks_every_migration_of_its_release },
	{ "versions are unique, ascending, twenty digits", versions_are_unique_ascending_and_twenty_digits },
	{ "pending is the set difference, not what is newer", pending_is_the_set_difference_and_not_what_is_newer },
	{ "a hole in the middle is pending again", a_hole_in_the_middle_is_pending_again },
	{ "every SQL text belongs to a listed version of its release", every_sql_text_belongs_to_a_listed_version_of_its_release },
	{ "the step to 1.1.0 has no empty migration", the_step_to_1_1_0_has_no_empty_migration },
	{ "what is not listed runs nothing", what_is_not_listed_runs_nothing },
};

CHECK_MAIN(cases)
