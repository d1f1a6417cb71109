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

#define HEAD "product\tfirst_tag\tversion\tname\tdialect\tautocommit\tclasses\teffects\n"
#define ROW "kratos\tv1.0.0\t20150100000001000000\tnetworks\tpostgres\t0\ttable,index\ttable:networks,index:networks\n"
#define TAGS "product\ttag\tdate\nkratos\tv1.0.0\t2023-07-12\n"

static void a_damaged_catalogue_is_refused_with_its_line(void)
{
	static const char *const wrong[] = { "",
		                             HEAD,
		                             "product\n" ROW,
		                             HEAD "\n",
		                             HEAD ROW "kratos\n",
		                             HEAD ROW "kratos\tx\t1\tn\tall\t0\t\t\n",
		                             HEAD "kratos\tv1.0.0\t2015010000000100000x\tn\tall\t0\t\t\n",
		                             HEAD "kratos\tv1.0.0\t20150100000001\tn\tmysql\t0\t\t\n",
		                             HEAD "kratos\tv1.0.0\t20150100000001\tn\tall\t2\t\t\n",
		                             HEAD "kratos\t1\t20150100000001\tn\tall\t1\t\t\n",
		                             HEAD "kratos\tv1.0.0\t20150100000001\tn\tall\t0\tindex\tindices:t\n",
		                             HEAD "kratos\tv1.0.0\t20150100000001\tn\tall\t0\tindex\tindex\n" };
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

static void effects_are_read_whole_or_not_at_all(void)
{
	static const char *const wrong[] = { "index", "x:t", "index:t,", "index:t,,drop:t", ":", "drop" };
	struct catalog_effect e[CATALOG_EFFECTS];

	CHECK_INT(catalog_effects("", e), 0);
	CHECK_INT(catalog_effects("addcol:identities,dropidx:,ext:pg_trgm", e), 3);
	CHECK(e[0].kind == EFFECT_ADDCOL && strcmp(e[0].table, "identities") == 0);
	CHECK(e[1].kind == EFFECT_DROPIDX && !*e[1].table && strcmp(effect_word(e[2].kind), "ext") == 0);
	for (size_t i = 0; i < mem_count(wrong); i++)
		if (!CHECK_INT(catalog_effects(wrong[i], e), -1))
			printf("# %s\n", wrong[i]);
}

#define CHARMS "product\tfrom\tto\tversion\tnote\n"

static void a_charm_is_known_within_its_rows_only(void)
{
	static const char text[] = CHARMS "kratos\trev395\trev401\t1.1.0\t\nkratos\trev402\trev408\t1.0.0\tolder\n"
					  "kratos\tv2.1.1\tv2.2.9\t25.4.0\t\n";
	struct catalog c;

	if (!CHECK(catalog_parse(HEAD ROW, strlen(HEAD ROW), TAGS, strlen(TAGS), &c, NULL)))
		return;
	CHECK(!catalog_charm(&c, "kratos", "rev395"));
	CHECK(catalog_add_charms(&c, text, strlen(text), NULL));
	CHECK_STR(catalog_charm(&c, "kratos", "rev399")->version, "1.1.0");
	CHECK_STR(catalog_charm(&c, "kratos", "rev402")->note, "older");
	CHECK_STR(catalog_charm(&c, "kratos", "v2.2.0")->version, "25.4.0");
	CHECK(!catalog_charm(&c, "kratos", "rev409") && !catalog_charm(&c, "hydra", "rev399") && !catalog_charm(&c, "kratos", "v2.3.0"));
	CHECK(!catalog_charm(&c, "kratos", "1/stable"));
	CHECK(!catalog_add_charms(&c, CHARMS "kratos\trev1\trev2\tnone\t\n", strlen(CHARMS) + 26, NULL));
	catalog_release(&c);
}

static void what_is_near_an_unknown_version_is_told(void)
{
	struct catalog c = { 0 };
	const struct catalog_tag *below, *above;
	struct version v;

	if (!shipped(&c) || !CHECK(version_parse("1.4.0", &v)))
		return;
	catalog_nearest(&c, "kratos", &v, &below, &above);
	CHECK_STR(below->tag, "v1.3.1");
	CHECK_STR(above->tag, "v25.4.0");
	CHECK(version_parse("99.0.0", &v));
	catalog_nearest(&c, "kratos", &v, &below, &above);
	CHECK_STR(below->tag, "v26.2.0");
	CHECK(!above && strcmp(catalog_newest(&c, "kratos"), "2026-01-01") > 0 && !*catalog_newest(&c, "oathkeeper"));
	catalog_release(&c);
}

static const struct check_case cases[] = {
	{ "the totals per release are those of real databases", totals_are_those_of_real_databases },
	{ "what lies between two releases is told, and a downgrade refused", between_two_releases },
	{ "what the catalogue does not cover is said", what_is_not_covered_is_said },
	{ "a database is compared as a set, old versions included", a_database_is_compared_as_a_set },
	{ "a damaged catalogue is refused with its line", a_damaged_catalogue_is_refused_with_its_line },
	{ "effects are read whole or not at all", effects_are_read_whole_or_not_at_all },
	{ "a charm is known within its rows only", a_charm_is_known_within_its_rows_only },
	{ "what is near an unknown version is told", what_is_near_an_unknown_version_is_told },
};

CHECK_MAIN(cases)
