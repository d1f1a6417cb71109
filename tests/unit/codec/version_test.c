#include "config.h"

#include "codec/version.h"

#include "base/mem.h"
#include "tests/unit/check.h"

static struct version of(const char *text)
{
	struct version v = { .part = { -1, -1, -1 } };

	if (!CHECK(version_parse(text, &v)))
		printf("# %s\n", text);
	return v;
}

static int order(const char *a, const char *b)
{
	struct version left = of(a), right = of(b);
	int forth = version_compare(&left, &right), back = version_compare(&right, &left);

	CHECK((forth > 0) == (back < 0) && (forth < 0) == (back > 0));
	return (forth > 0) - (forth < 0);
}

static void known_spellings_are_read(void)
{
	struct version v = of("v25.4.0");
	char text[VERSION_TEXT];

	CHECK(v.part[0] == 25 && v.part[1] == 4 && v.part[2] == 0 && !v.suffix[0]);
	v = of("2.2.0-canonical");
	CHECK_STR(v.suffix, "canonical");
	version_text(&v, text);
	CHECK_STR(text, "2.2.0-canonical");
	v = of("v0.11.0-alpha.0.pre.2");
	CHECK_STR(v.suffix, "alpha.0.pre.2");
	v = of("v0.0.1-alpha.10+oryOS.15");
	CHECK_STR(v.suffix, "alpha.10");
	v = of("1.3.1");
	version_text(&v, text);
	CHECK_STR(text, "1.3.1");
}

static void other_texts_are_refused(void)
{
	static const char *const wrong[] = { "",          "v",          "1",
		                             "1.2",       "1.2.",       "1.2.3.4",
		                             "1..3",      "v1.2.3-",    "1.2.3 ",
		                             " 1.2.3",    "vv1.2.3",    "master",
		                             "rev409",    "-1.2.3",     "1.2.99999999999",
		                             "1.2.3-a b", "1.2.3-\xff", "1.2.3-abcdefghijabcdefghijabcdefghijabcdefghij" };
	struct version v = { .part = { 9 } };

	for (size_t i = 0; i < mem_count(wrong); i++)
		if (!CHECK(!version_parse(wrong[i], &v)))
			printf("# %s\n", wrong[i]);
	CHECK(!version_parse(NULL, &v));
	CHECK_INT(v.part[0], 9);
}

static void versions_are_ordered_by_number(void)
{
	CHECK_INT(order("1.3.1", "25.4.0"), -1);
	CHECK_INT(order("1.11.10", "1.11.9"), 1);
	CHECK_INT(order("v1.2.0", "1.2.0"), 0);
	CHECK_INT(order("26.2.0", "25.4.0"), 1);
	CHECK_INT(order("0.13.0", "1.0.0"), -1);
}

static void a_prerelease_stands_before_its_release(void)
{
	CHECK_INT(order("2.2.0-rc.1", "2.2.0"), -1);
	CHECK_INT(order("2.2.0-rc.2", "2.2.0-rc.10"), -1);
	CHECK_INT(order("1.0.0-alpha", "1.0.0-alpha.1"), -1);
	CHECK_INT(order("1.0.0-alpha.1", "1.0.0-alpha.beta"), -1);
	CHECK_INT(order("1.0.0-beta.2", "1.0.0-rc.1"), -1);
	CHECK_INT(order("1.0.0-rc.1", "1.0.0-rc.1"), 0);
	CHECK_INT(order("1.0.0-rc.1+a", "1.0.0-rc.1+b"), 0);
	CHECK_INT(order("2.2.0-rc.1", "2.1.2"), 1);
}

static void a_fork_is_told(void)
{
	struct version fork = of("2.2.0-canonical"), early = of("2.2.0-rc.3"), plain = of("2.2.0"), trick = of("2.2.0-precious");

	CHECK(version_is_fork(&fork) && !version_is_prerelease(&fork));
	CHECK(!version_is_fork(&early) && version_is_prerelease(&early));
	CHECK(!version_is_fork(&plain) && !version_is_prerelease(&plain));
	CHECK(version_is_fork(&trick));
	CHECK_INT(order("2.2.0-canonical", "2.2.0"), 0);
}

static void charm_revisions_are_no_versions(void)
{
	int64_t rev = 0;

	CHECK(version_charm_revision("rev409", &rev));
	CHECK_INT(rev, 409);
	CHECK(!version_charm_revision("rev", &rev));
	CHECK(!version_charm_revision("rev-1", &rev));
	CHECK(!version_charm_revision("rev409x", &rev));
	CHECK(!version_charm_revision("409", &rev));
	CHECK(!version_charm_revision(NULL, &rev));
}

static const struct check_case cases[] = {
	{ "tags, images and forks are read", known_spellings_are_read },
	{ "what is not one version as a whole is refused", other_texts_are_refused },
	{ "versions are ordered number by number", versions_are_ordered_by_number },
	{ "a pre-release stands before its release", a_prerelease_stands_before_its_release },
	{ "a fork is told from a pre-release", a_fork_is_told },
	{ "a revision of the charm is recognised as such", charm_revisions_are_no_versions },
};

CHECK_MAIN(cases)
