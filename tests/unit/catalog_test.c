#include "config.h"

#include "codec/catalog.h"

#include "base/err.h"
#include "base/mem.h"
#include "tests/unit/check.h"
#include "tests/unit/read_file.h"

/* The shipped files. */
static bool shipped(struct catalog *c)
{
	const char *src = getenv("TEAL_SRC");
	char *paths[2] = { mem_printf("%s/data/migrations_by_tag.tsv", src ? src : "."),
		           mem_printf("%s/data/releases.tsv", src ? src : ".") };
	size_t mn = 0, rn = 0;
	char *m = read_file(paths[0], &mn), *r = read_file(paths[1], &rn);
	struct err err = { 0 };
	bool ok = CHECK(m && r) && CHECK(catalog_parse(m, mn, r, rn, c, &err));

	if (!ok)
		printf("# %s: %s %s\n", paths[0], err.what, err.why);
	free(m);
	free(r);
	free(paths[0]);
	free(paths[1]);
	return ok;
}

static void totals_are_those_of_real_databases(void)
{
	static const struct {
		const char *product, *tag;
		size_t count;
	} totals[] = {
		{ "kratos", "v0.10.0", 271 }, { "kratos", "0.11.1", 286 }, { "kratos", "0.13.0", 290 }, { "kratos", "1.0.0", 295 },
		{ "kratos", "1.1.0", 307 },   { "kratos", "1.2.0", 315 },  { "kratos", "1.3.0", 315 },  { "kratos", "1.3.1", 315 },
		{ "kratos", "25.4.0", 331 },  { "kratos", "26.2.0", 338 }, { "hydra", "1.11.0", 53 },   { "hydra", "1.11.7", 53 },
		{ "hydra", "1.11.8", 54 },    { "hydra", "1.11.10", 55 },  { "hydra", "2.0.1", 194 },   { "hydra", "2.0.3", 196 },
		{ "hydra", "2.1.1", 199 },    { "hydra", "2.1.2", 200 },   { "hydra", "2.2.0", 206 },   { "hydra", "2.3.0", 212 },
		{ "hydra", "25.4.0", 218 },   { "hydra", "v26.2.0", 224 },
	};
	struct catalog c = { 0 };

	for (size_t i = 0; shipped(&c) && i < mem_count(totals); i++) {
		struct catalog_set set;

		CHECK(catalog_until(&c, totals[i].product, totals[i].tag, &set, NULL));
		if (!CHECK_INT(set.count, totals[i].count))
			printf("# %s %s\n", totals[i].product, totals[i].tag);
		for (size_t k = 1; k < set.count; k++)
			CHECK(strcmp(set.item[k - 1]->version, set.item[k]->version) < 0);
		catalog_set_release(&set);
		catalog_release(&c);
	}
	catalog_release(&c);
}

static void between_two_releases(void)
{
	static const struct {
		const char *product, *from, *to;
		size_t count;
	} pairs[] = {
		{ "kratos", "1.2.0", "1.3.1", 0 },    { "kratos", "1.3.1", "25.4.0", 16 }, { "kratos", "25.4.0", "26.2.0", 7 },
		{ "kratos", "1.0.0", "1.1.0", 12 },   { "hydra", "2.1.2", "2.2.0", 6 },    { "hydra", "2.2.0", "2.3.0", 6 },
		{ "hydra", "1.11.10", "2.0.0", 139 }, { "hydra", "1.11.9", "1.11.10", 0 }, { "hydra", "2.3.0", "25.4.0", 6 },
		{ "hydra", "25.4.0", "26.2.0", 6 },   { "kratos", "1.3.1", "1.3.1", 0 },
	};
	struct catalog c;
	struct catalog_set set;
	struct err err = { 0 };

	if (!shipped(&c))
		return;
	for (size_t i = 0; i < mem_count(pairs); i++) {
		CHECK(catalog_between(&c, pairs[i].product, pairs[i].from, pairs[i].to, &set, NULL));
		if (!CHECK_INT(set.count, pairs[i].count))
			printf("# %s %s %s\n", pairs[i].product, pairs[i].from, pairs[i].to);
		catalog_set_release(&set);
	}
	CHECK(!catalog_between(&c, "kratos", "1.3.1", "1.0.0", &set, &err) && err.kind == ERR_INPUT && strstr(err.why, "older"));
	CHECK(catalog_between(&c, "kratos", "1.0.0", "1.1.0", &set, NULL) && catalog_has_class(set.item[0], set.item[0]->classes));
	catalog_set_release(&set);
	catalog_release(&c);
}

static void what_is_not_covered_is_said(void)
{
	static const struct {
		const char *product, *tag, *why;
	} wrong[] = {
		{ "kratos", "v1.4.0", "No such release" }, { "kratos", "99.1.0", "No such release" },
		{ "kratos", "master", "not released" },    { "kratos", "v0.9.0-alpha.1", "pre-release" },
		{ "hydra", "2.2.0-canonical", "fork" },    { "hydra", "1.10.7", "older" },
		{ "hydra", "v2.2.0-rc.1", "pre-release" }, { "keto", "1.0.0", "no such product" },
		{ "kratos", "rev409", "no version" },      { "kratos", "", "no version" },
	};
	struct catalog c;
	struct catalog_set set;

	if (!shipped(&c))
		return;
	for (size_t i = 0; i < mem_count(wrong); i++) {
		struct err err = { 0 };

		CHECK(!catalog_until(&c, wrong[i].product, wrong[i].tag, &set, &err));
		if (!CHECK(strstr(err.why, wrong[i].why)))
			printf("# %s %s: %s\n", wrong[i].product, wrong[i].tag, err.why);
		CHECK(err.now[0] && !set.count);
	}
	CHECK(catalog_covers(&c, "hydra", "v2.0.1", NULL) && !catalog_covers(&c, "hydra", "2.0.9", NULL));
	catalog_release(&c);
}

static void a_database_is_compared_as_a_set(void)
{
	static const char *const full = "20150100000001000000";
	struct catalog c;
	struct catalog_set set;
	struct catalog_diff diff;
	const char *recorded[400], *odd = "20240202000001000000", legacy[] = "20150100000001";
	size_t n = 0;

	if (!shipped(&c) || !CHECK(catalog_until(&c, "kratos", "1.0.0", &set, NULL)))
		return;
	for (size_t i = 0; i < set.count; i++)
		recorded[n++] = strcmp(set.item[i]->version, full) == 0 ? legacy : set.item[i]->version;
	catalog_compare(&set, recorded, n, &diff);
	CHECK(!diff.missing.count && !diff.extras);
	catalog_diff_release(&diff);
	recorded[7] = odd;
	catalog_compare(&set, recorded, n, &diff);
	if (CHECK_INT(diff.missing.count, 1) && CHECK_INT(diff.extras, 1)) {
		CHECK_STR(diff.missing.item[0]->version, set.item[7]->version);
		CHECK_STR(diff.extra[0], odd);
	}
	catalog_diff_release(&diff);
	catalog_compare(&set, NULL, 0, &diff);
	CHECK_INT(diff.missing.count, set.count);
	catalog_diff_release(&diff);
	catalog_set_release(&set);
	catalog_release(&c);
}

#define HEAD "product\tfirst_tag\tversion\tname\tdialect\tautocommit\tclasses\n"
#define ROW "kratos\tv1.0.0\t20150100000001000000\tnetworks\tpostgres\t0\ttable,index\n"
#define TAGS "product\ttag\tdate\nkratos\tv1.0.0\t2023-07-12\n"

static void a_damaged_catalogue_is_refused_with_its_line(void)
{
	static const char *const wrong[] = { "",
		                             HEAD,
		                             "product\n" ROW,
		                             HEAD "\n",
		                             HEAD ROW "kratos\n",
		                             HEAD ROW "kratos\tx\t1\tn\tall\t0\t\n",
		                             HEAD "kratos\tv1.0.0\t2015010000000100000x\tn\tall\t0\t\n",
		                             HEAD "kratos\tv1.0.0\t20150100000001\tn\tmysql\t0\t\n",
		                             HEAD "kratos\tv1.0.0\t20150100000001\tn\tall\t2\t\n",
		                             HEAD "kratos\t1\t20150100000001\tn\tall\t1\t\n" };
	struct catalog c;

	for (size_t i = 0; i < mem_count(wrong); i++) {
		struct err err = { 0 };

		if (!CHECK(!catalog_parse(wrong[i], strlen(wrong[i]), TAGS, strlen(TAGS), &c, &err)) || !CHECK(strstr(err.why, "line")))
			printf("# %s\n", wrong[i]);
	}
	CHECK(!catalog_parse(HEAD ROW, strlen(HEAD ROW), "x", 1, &c, NULL));
	CHECK(catalog_parse(HEAD ROW, strlen(HEAD ROW), TAGS, strlen(TAGS), &c, NULL));
	CHECK(catalog_has_class(c.migration, "table") && catalog_has_class(c.migration, "index"));
	CHECK(!catalog_has_class(c.migration, "ind") && !catalog_has_class(c.migration, "drop"));
	catalog_release(&c);
}

static const struct check_case cases[] = {
	{ "the totals per release are those of real databases", totals_are_those_of_real_databases },
	{ "what lies between two releases is told, and a downgrade refused", between_two_releases },
	{ "what the catalogue does not cover is said", what_is_not_covered_is_said },
	{ "a database is compared as a set, old versions included", a_database_is_compared_as_a_set },
	{ "a damaged catalogue is refused with its line", a_damaged_catalogue_is_refused_with_its_line },
};

CHECK_MAIN(cases)
