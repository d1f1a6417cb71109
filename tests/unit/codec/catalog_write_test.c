#include "config.h"

#include "codec/catalog_write.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/catalog.h"
#include "codec/catalog_news.h"
#include "codec/release_list.h"
#include "tests/unit/check.h"
#include "tests/unit/read_file.h"

static const char migrations[] = "product\tfirst_tag\tversion\tname\tdialect\tautocommit\tclasses\teffects\n"
				 "kratos\tv1.0.0\t20220101000000000000\tfirst\tpostgres\t0\ttable\ttable:a\n"
				 "kratos\tv1.1.0\t20230101000000000000\tsecond\tall\t1\tindex\tcindex:a\n"
				 "kratos\tmaster\t20240101000000000000\tthird\tall\t0\taddcol\taddcol:a\n"
				 "kratos\tmaster\t20240301000000000000\tfifth\tgo\t1\tempty\t\n"
				 "hydra\tv1.0.0\t20220101000000000000\tfirst\tall\t0\ttable\ttable:b\n"
				 "#\t5\n";
static const char releases[] = "product\ttag\tdate\n"
			       "hydra\tv1.0.0\t2022-01-01\n"
			       "kratos\tv1.0.0\t2022-01-01\n"
			       "kratos\tv1.1.0\t2023-01-01\n";
static const char charms[] = "product\tfrom\tto\tversion\tnote\n"
			     "kratos\trev1\trev9\t1.0.0\todd\n"
			     "kratos\tv1.0.0\tv1.2.0\t1.1.0\t\n"
			     "hydra\tv1.0.0\tv1.0.0\t1.0.0\t\n";

static bool small(struct catalog *c)
{
	return CHECK(catalog_parse(migrations, strlen(migrations), releases, strlen(releases), c, NULL)) &&
	       CHECK(catalog_add_charms(c, charms, strlen(charms), NULL));
}

/* The file with the news is what is wanted. */
static void comes_out(const struct catalog *c, const struct catalog_news *news, enum catalog_file file, const char *want)
{
	struct str out;

	str_init(&out, CATALOG_MAX);
	catalog_write(c, news, news ? 1 : 0, file, &out);
	CHECK_STR(str_text(&out), want);
	CHECK(!out.full);
	str_release(&out);
}

static char *shipped(enum catalog_file file, size_t *n)
{
	const char *src = getenv("TEAL_SRC");
	char *path = mem_printf("%s/data/%s", src ? src : ".", catalog_file_name(file)), *text = read_file(path, n);

	free(path);
	return text;
}

static void what_is_shipped_comes_out_as_it_was_read(void)
{
	char *text[CATALOG_FILES];
	size_t n[CATALOG_FILES];
	struct catalog c = { 0 };

	for (int f = 0; f < CATALOG_FILES; f++)
		text[f] = shipped((enum catalog_file)f, &n[f]);
	if (CHECK(text[0] && text[1] && text[2]) && CHECK(catalog_parse(text[0], n[0], text[1], n[1], &c, NULL)) &&
	    CHECK(catalog_add_charms(&c, text[2], n[2], NULL)))
		for (int f = 0; f < CATALOG_FILES; f++)
			comes_out(&c, NULL, (enum catalog_file)f, text[f]);
	catalog_release(&c);
	for (int f = 0; f < CATALOG_FILES; f++)
		free(text[f]);
}

static void add(struct catalog_news *news, const char *version, const char *name, const char *classes, const char *effects)
{
	struct catalog_migration m = { .product = "kratos", .version = version, .name = name, .classes = classes, .effects = effects };

	CHECK(version_parse("v1.2.0", &m.first_tag));
	catalog_news_migration(news, &m);
}

static void migrations_stand_in_their_release_by_version(void)
{
	struct catalog_news news = { 0 };
	struct catalog c = { 0 };

	if (!small(&c))
		return;
	add(&news, "20240201000000000000", "fourth", "table", "table:d");
	add(&news, "20240101000000000000", "third", "addcol", "addcol:a");
	add(&news, "20210101000000000000", "zeroth", "empty", "");
	comes_out(&c, &news, CATALOG_FILE_MIGRATIONS,
	          "product\tfirst_tag\tversion\tname\tdialect\tautocommit\tclasses\teffects\n"
	          "kratos\tv1.0.0\t20220101000000000000\tfirst\tpostgres\t0\ttable\ttable:a\n"
	          "kratos\tv1.1.0\t20230101000000000000\tsecond\tall\t1\tindex\tcindex:a\n"
	          "kratos\tv1.2.0\t20210101000000000000\tzeroth\tall\t0\tempty\t\n"
	          "kratos\tv1.2.0\t20240101000000000000\tthird\tall\t0\taddcol\taddcol:a\n"
	          "kratos\tv1.2.0\t20240201000000000000\tfourth\tall\t0\ttable\ttable:d\n"
	          "kratos\tmaster\t20240301000000000000\tfifth\tgo\t1\tempty\t\n"
	          "hydra\tv1.0.0\t20220101000000000000\tfirst\tall\t0\ttable\ttable:b\n"
	          "#\t7\n");
	comes_out(&c, &news, CATALOG_FILE_RELEASES, releases);
	comes_out(&c, &news, CATALOG_FILE_CHARMS, charms);
	catalog_news_release(&news);
	catalog_release(&c);
}

static void releases_and_charms_stand_behind_those_of_their_product(void)
{
	struct catalog_tag tag = { .product = "hydra", .tag = "v1.1.0", .date = "2024-01-01" };
	struct catalog_news news = { 0 };
	struct catalog c = { 0 };

	if (!small(&c))
		return;
	catalog_news_tag(&news, &tag);
	catalog_news_charm(&news, &(struct catalog_charm){ "kratos", "v1.0.0", "v1.3.0", "1.1.0", "" });
	catalog_news_charm(&news, &(struct catalog_charm){ "kratos", "v2.0.0", "v2.0.0", "1.2.0", "new" });
	comes_out(&c, &news, CATALOG_FILE_MIGRATIONS, migrations);
	comes_out(&c, &news, CATALOG_FILE_RELEASES,
	          "product\ttag\tdate\n"
	          "hydra\tv1.0.0\t2022-01-01\n"
	          "hydra\tv1.1.0\t2024-01-01\n"
	          "kratos\tv1.0.0\t2022-01-01\n"
	          "kratos\tv1.1.0\t2023-01-01\n");
	comes_out(&c, &news, CATALOG_FILE_CHARMS,
	          "product\tfrom\tto\tversion\tnote\n"
	          "kratos\trev1\trev9\t1.0.0\todd\n"
	          "kratos\tv1.0.0\tv1.3.0\t1.1.0\t\n"
	          "kratos\tv2.0.0\tv2.0.0\t1.2.0\tnew\n"
	          "hydra\tv1.0.0\tv1.0.0\t1.0.0\t\n");
	catalog_news_release(&news);
	catalog_release(&c);
}

static void the_difference_has_a_line_for_each_row(void)
{
	struct catalog_news news = { 0 };
	struct catalog c = { 0 };
	struct str out;

	if (!small(&c))
		return;
	str_init(&out, STR_PAGE);
	catalog_news_tag(&news, &(struct catalog_tag){ .product = "kratos", .tag = "v1.2.0", .date = "2024-06-01" });
	add(&news, "20240101000000000000", "third", "addcol", "addcol:a");
	add(&news, "20240201000000000000", "fourth", "empty", "");
	add(&news, "20240301000000000000", "fifth", "table", "table:d");
	catalog_news_charm(&news, &(struct catalog_charm){ "kratos", "v1.0.0", "v1.3.0", "1.1.0", "" });
	catalog_news_charm(&news, &(struct catalog_charm){ "kratos", "v2.0.0", "v2.0.0", "1.2.0", "" });
	catalog_write_difference(&c, &news, &out);
	CHECK_STR(str_text(&out), "+ kratos v1.2.0 2024-06-01\n"
	                          "~ kratos 20240101000000000000 third master -> v1.2.0\n"
	                          "+ kratos v1.2.0 20240201000000000000 fourth empty -\n"
	                          "~ kratos 20240301000000000000 fifth master -> v1.2.0 effects - -> table:d\n"
	                          "~ kratos charm v1.0.0..v1.2.0 -> v1.3.0 1.1.0\n"
	                          "+ kratos charm v2.0.0 1.2.0\n");
	CHECK(!catalog_news_empty(&news));
	catalog_news_release(&news);
	CHECK(catalog_news_empty(&news));
	str_release(&out);
	catalog_release(&c);
}

static void reads_as(const char *effects, const char *classes)
{
	struct str out;

	str_init(&out, STR_LINE);
	catalog_classes(effects, &out);
	CHECK_STR(str_text(&out), classes);
	str_release(&out);
}

static void classes_come_from_effects(void)
{
	reads_as("", "empty");
	reads_as("table:a,index:a", "index,table");
	reads_as("fk:a,fkref:b,check:a", "fk/check");
	reads_as("widen:a,rewrite:b", "rewrite");
	reads_as("seed:a", "backfill");
	reads_as("cindex:a,gin:b", "index");
	reads_as("dropcol:a,drop:b", "drop");
	reads_as("what is this", "other");
	reads_as("meta:", "other");
}

/* What people wrote before there was a mapping; where they differ, they knew which kind of constraint it was that went. */
static void classes_agree_with_most_of_what_is_shipped(void)
{
	size_t n[2], all = 0, same = 0;
	char *text[2] = { shipped(CATALOG_FILE_MIGRATIONS, &n[0]), shipped(CATALOG_FILE_RELEASES, &n[1]) };
	struct catalog c = { 0 };

	if (CHECK(text[0] && text[1]))
		CHECK(catalog_parse(text[0], n[0], text[1], n[1], &c, NULL));
	for (size_t i = 0; i < c.migrations; i++) {
		struct str out;

		str_init(&out, STR_LINE);
		catalog_classes(c.migration[i].effects, &out);
		all += *c.migration[i].effects != '\0';
		same += *c.migration[i].effects && strcmp(str_text(&out), c.migration[i].classes) == 0;
		str_release(&out);
	}
	CHECK(all > 150 && same * 10 >= all * 9);
	catalog_release(&c);
	free(text[0]);
	free(text[1]);
}

#define RELEASE(tag, date, kind) \
	"{\"tag_name\":\"" tag "\",\"published_at\":" date ",\"draft\":false,\"prerelease\":false" kind ",\"body\":\"x\"}"

static void final_releases_are_listed_by_version(void)
{
	static const char json[] = "[" RELEASE("v2.0.0", "\"2024-02-01T23:59:59Z\"", "") "," RELEASE(
		"v1.0.10", "\"2024-03-01T00:00:00Z\"",
		"") ","
		    "{\"tag_name\":\"v9.0.0\",\"published_at\":null,\"draft\":true,\"prerelease\":false},"
		    "{\"tag_name\":\"v8.0.0\",\"published_at\":\"2024-01-01T00:00:00Z\",\"draft\":false,\"prerelease\":true}," RELEASE(
			    "v3.0.0-pre.1", "\"2024-02-01T00:00:00Z\"",
			    "") "," RELEASE("3.1.0", "\"2024-02-01T00:00:00Z\"",
	                                    "") "," RELEASE("v03.1.0", "\"2024-02-01T00:00:00Z\"",
	                                                    "") "," RELEASE("v1.0.9", "\"2023-01-01T00:00:00Z\"", "") "]";
	struct release_list l;
	struct err err = { 0 };

	if (!CHECK(release_list_parse(json, strlen(json), &l, &err)))
		printf("# %s %s\n", err.what, err.why);
	if (CHECK_INT(l.count, 3)) {
		CHECK_STR(l.item[0].tag, "v1.0.9");
		CHECK_STR(l.item[1].tag, "v1.0.10");
		CHECK_STR(l.item[2].tag, "v2.0.0");
		CHECK_STR(l.item[2].date, "2024-02-01");
	}
	CHECK_INT(l.listed, 8);
	release_list_release(&l);
}

static void a_list_that_is_none_is_refused(void)
{
	static const char *const wrong[] = {
		"",
		"[",
		"[]",
		"{}",
		"{\"message\":\"Not Found\"}",
		"<html>",
		"[1]",
		"[{\"tag_name\":\"v1.0.0\"}]",
		"[" RELEASE("v1.0.0", "null", "") "]",
		"[" RELEASE("v1.0.0", "\"yesterday\"", "") "]",
		"[" RELEASE("v1.0.0-rc.1", "\"2024-02-01T00:00:00Z\"", "") "]",
		"[{\"tag_name\":5,\"draft\":false,\"prerelease\":false}]",
	};

	for (size_t i = 0; i < mem_count(wrong); i++) {
		struct release_list l;
		struct err err = { 0 };

		if (!CHECK(!release_list_parse(wrong[i], strlen(wrong[i]), &l, &err)) || !CHECK(err.what[0] && err.why[0] && err.now[0]))
			printf("# %s\n", wrong[i]);
		CHECK(!l.item && !l.count);
		release_list_release(&l);
	}
}

static const struct check_case cases[] = {
	{ "what is shipped comes out byte for byte as it was read", what_is_shipped_comes_out_as_it_was_read },
	{ "migrations stand in their release by version, and leave master", migrations_stand_in_their_release_by_version },
	{ "releases and charms stand behind those of their product", releases_and_charms_stand_behind_those_of_their_product },
	{ "the difference has a line for each row", the_difference_has_a_line_for_each_row },
	{ "classes come from effects", classes_come_from_effects },
	{ "classes agree with nine of ten that are shipped", classes_agree_with_most_of_what_is_shipped },
	{ "final releases are listed by version", final_releases_are_listed_by_version },
	{ "a list of releases that is none is refused", a_list_that_is_none_is_refused },
};

CHECK_MAIN(cases)
