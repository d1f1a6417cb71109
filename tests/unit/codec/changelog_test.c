#include "config.h"

#include "codec/changelog.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "tests/unit/check.h"
#include "tests/unit/read_file.h"

#define LINK "https://example.org/acme/rocket"
#define RELEASE(version, before, date) "# [" version "](" LINK "/compare/v" before "...v" version ") (" date ")\n"

/* Parses or fails the test; then *c has no entries. */
static bool parsed(const char *text, struct changelog *c)
{
	struct err err = { 0 };
	bool ok = CHECK(changelog_parse(text, strlen(text), c, &err));

	if (!ok)
		printf("# %s %s\n", err.why, text);
	return ok;
}

/* "1.2.0 1.1.0 -": the entries in the file's order, the phantom as a hyphen. */
static const char *versions(const struct changelog *c)
{
	static char out[4096];
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < c->entries && n < sizeof out; i++) {
		char text[VERSION_TEXT];

		version_text(&c->entry[i].version, text);
		n += (size_t)snprintf(out + n, sizeof out - n, "%s%s", n ? " " : "", c->entry[i].phantom ? "-" : text);
	}
	return out;
}

static void has_versions(const char *text, const char *want)
{
	struct changelog c;

	if (parsed(text, &c))
		CHECK_STR(versions(&c), want);
	changelog_release(&c);
}

static bool span_is(struct span s, const char *want)
{
	bool ok = s.len == strlen(want) && memcmp(s.at, want, s.len) == 0;

	if (!ok)
		printf("# got <%.*s>, want <%s>\n", (int)s.len, s.at, want);
	return ok;
}

static struct version of(const char *text)
{
	struct version v = { 0 };

	CHECK(version_parse(text, &v));
	return v;
}

static const char wrapped[] =
	"# Changelog\n"
	"\n"
	"<!-- START doctoc -->\n"
	"- [ (2026-03-20)](#2026-03-20)\n"
	"- [1.2.0 (2026-03-20)](#120-2026-03-20)\n"
	"  - [Bug Fixes](#bug-fixes)\n"
	"<!-- END doctoc -->\n"
	"\n"
	"# [](" LINK "/compare/v1.2.0...v) (2026-03-20)\n"
	"\n" RELEASE("1.2.0", "1.0.0", "2026-03-20") "\n"
						     "An introduction.\n"
						     "\n"
						     "## Breaking Changes\n"
						     "\n"
						     "Rockets burn from the other end now.\n"
						     "\n"
						     "## Checklist\n"
						     "### Bug Fixes\n"
						     "\n"
						     "- One\n"
						     "### Features\n"
						     "### Performance Improvements\n"
						     "### Reverts\n" RELEASE("1.0.0", "1.0.0-rc.1",
                                                                             "2025-01-02") "\n"
											   "Nothing else.\n"
											   "# [1.0.0-rc.1](" LINK
											   "/compare/0123abc...v1.0.0-rc.1) (2025-01-01)";

static void releases_sections_and_introductions(void)
{
	static const enum changelog_kind kinds[] = { CHANGELOG_BREAKING, CHANGELOG_OTHER,       CHANGELOG_FIXES,
		                                     CHANGELOG_FEATURES, CHANGELOG_PERFORMANCE, CHANGELOG_REVERTS };
	struct changelog c;
	const struct changelog_entry *e;

	if (!parsed(wrapped, &c) || !CHECK_INT(c.entries, 4))
		return;
	CHECK_STR(versions(&c), "- 1.2.0 1.0.0 1.0.0-rc.1");
	e = &c.entry[1];
	CHECK_STR(e->date, "2026-03-20");
	CHECK_STR(e->since, "1.0.0");
	CHECK_INT(e->line, 11);
	CHECK(span_is(e->intro, "\nAn introduction.\n\n"));
	for (size_t i = 0; CHECK_INT(e->sections, mem_count(kinds)) && i < e->sections; i++)
		CHECK_INT(c.section[e->section + i].kind, kinds[i]);
	CHECK(span_is(c.section[e->section + 1].title, "Checklist") && !c.section[e->section + 1].text.len);
	CHECK(span_is(c.section[e->section + 2].text, "\n- One\n"));
	CHECK(e->text.at + e->text.len == strstr(c.text, "# [1.0.0]"));
	CHECK(c.entry[0].phantom && c.entry[0].sections == 0 && strcmp(c.entry[0].since, "1.2.0") == 0);
	CHECK(!c.entry[2].sections && span_is(c.entry[2].text, "\nNothing else.\n") && span_is(c.entry[2].intro, "\nNothing else.\n"));
	CHECK_STR(c.entry[3].since, "");
	CHECK(!c.entry[3].text.len && !c.entry[3].intro.len);
	changelog_release(&c);
}

static void second_level_releases_are_read(void)
{
	static const char text[] = "# Changelog\n\n"
				   "## [Unreleased](" LINK "/compare/v2.0.1...HEAD)\n"
				   "### [2.0.1](" LINK "/compare/v2.0.0...v2.0.1) (2025-09-06)\n"
				   "### Bug Fixes\n"
				   "## 2.0.0 (2025-09-05)\n\n"
				   "### ⚠ BREAKING CHANGES\n\n"
				   "* the old library is gone\n\n"
				   "### Features\n"
				   "## [1.9.0](" LINK "/releases/tag/v1.9.0)\n"
				   "## 2020 in numbers\n"
				   "## [1.2.0] or later\n";
	struct changelog c;
	struct span why = { 0 };

	if (!parsed(text, &c) || !CHECK_INT(c.entries, 3))
		return;
	CHECK_STR(versions(&c), "2.0.1 2.0.0 1.9.0");
	CHECK(!c.entry[1].since[0] && c.entry[1].sections == 2);
	CHECK(!changelog_breaking(&c, &c.entry[0], NULL) && changelog_breaking(&c, &c.entry[1], &why));
	CHECK(span_is(why, "* the old library is gone"));
	CHECK(!c.entry[2].date[0] && c.entry[2].sections == 2);
	changelog_release(&c);
}

static void what_only_looks_like_a_release_is_text(void)
{
	static const char *const lines[] = { " # [0.9.0](" LINK "/compare/v0.8.0...v0.9.0) (2024-01-01)",
		                             "- # [0.9.0](" LINK "/compare/v0.8.0...v0.9.0) (2024-01-01)",
		                             "+# [0.9.0](" LINK "/compare/v0.8.0...v0.9.0) (2024-01-01)",
		                             "#[0.9.0](" LINK "/compare/v0.8.0...v0.9.0) (2024-01-01)",
		                             "# [0.9.0](" LINK "/compare/v0.8.0...v0.9.0) (soon)",
		                             "# [0.9.0](" LINK "/compare/v0.8.0...v0.9.0) (2024-01-01) and more",
		                             "# [0.9](" LINK "/compare/v0.8...v0.9) (2024-01-01)",
		                             "# 0.9.0",
		                             "# [](" LINK "/compare/v0.8.0...v0.9.0)",
		                             "# Notes on 0.9.0 (2024-01-01)",
		                             "## 0.9.0 (2024-01-01)",
		                             "## [0.9.0](https://example.org/other/pump/compare/v0.8.0...v0.9.0) (2024-01-01)",
		                             "# [0.9.0](" LINK "/compare/v0.8.0...v0.9.0 (2024-01-01)" };

	for (size_t i = 0; i < mem_count(lines); i++) {
		char *text = mem_printf("%s\n%s\n\n%s", RELEASE("1.0.0", "0.9.0", "2025-01-02"), lines[i],
		                        RELEASE("0.8.0", "0.7.0", "2023-01-02"));

		has_versions(text, "1.0.0 0.8.0");
		free(text);
	}
}

static void odd_headings_of_the_generators(void)
{
	static const char text[] =
		"# [0.0.0](" LINK "/compare/v2.0.0...v0.0.0) (2025-03-12)\n\n### Features\n"
		"# [1.4.8](" LINK "/compare/v1.4.7...1.4.8) (2020-04-24)\n"
		"## [1.4.7](" LINK "/compare/v1.4.6...v1.4.7) (2020-04-23)\n" RELEASE("0.11.6", "0.11.4", "2018-02-08")
			RELEASE("1.0.0-rc.9+oryOS.10", "1.0.0-rc.8+oryOS.10", "2019-04-18") RELEASE("0.11.6", "0.11.4", "2018-02-07");
	struct version v = of("0.11.6"), zero = of("0.0.0"), fork = of("1.4.8-acme");
	struct changelog c;

	if (!parsed(text, &c) || !CHECK_INT(c.entries, 6))
		return;
	CHECK_STR(versions(&c), "- 1.4.8 1.4.7 0.11.6 1.0.0-rc.9 0.11.6");
	CHECK_STR(c.entry[4].since, "1.0.0-rc.8+oryOS.10");
	CHECK(changelog_find(&c, &v) == &c.entry[5]);
	CHECK(!changelog_find(&c, &zero) && !changelog_find(&c, &fork));
	changelog_release(&c);
}

static void headings_in_code_blocks_are_no_headings(void)
{
	struct changelog c;

	if (parsed(RELEASE("1.0.0", "0.9.0",
	                   "2025-01-02") "```yaml\n# A remark\nkey: 1\n## Features\n```\n\n~~~~\n### Reverts\n~~~\n"
	                                 "### Reverts\n~~~~\n"
	                                 "* An item:\n\n    ```sh\n    # as root\n    ```\n    text\n\n1. ```\n   # x\n   ```\n"
	                                 "``` in ``` a line\n### Bug Fixes\n" RELEASE("0.9.0", "0.8.0", "2024-01-02"),
	           &c))
		CHECK(CHECK_INT(c.entries, 2) && CHECK_INT(c.entry[0].sections, 1) && c.section[0].kind == CHANGELOG_FIXES);
	changelog_release(&c);
	has_versions(RELEASE("1.0.0", "0.9.0", "2025-01-02") "```\n" RELEASE("0.9.5", "0.9.0", "2024-02-02") "```\n"
	                                                                                                     "\n" RELEASE("0.9.0", "0.8.0",
	                                                                                                                  "2024-01-02"),
	             "1.0.0 0.9.0");
}

static void a_code_block_left_open_does_not_swallow_the_rest(void)
{
	struct changelog c;

	has_versions(RELEASE("1.0.0", "0.9.0", "2025-01-02") "```yaml\n# key: 1\n\n" RELEASE("0.9.0", "0.8.0", "2024-01-02"),
	             "1.0.0 0.9.0");
	has_versions(RELEASE("1.0.0", "0.9.0", "2025-01-02") "```yaml\n# key: 1\n\n" RELEASE("0.9.0", "0.8.0", "2024-01-02") //
	             "```\n# x\n```\n" RELEASE("0.8.0", "0.7.0", "2023-01-02"),
	             "1.0.0 0.9.0 0.8.0");
	has_versions("~~~\n" RELEASE("1.0.0", "0.9.0", "2025-01-02") RELEASE("0.9.0", "0.8.0", "2024-01-02"), "1.0.0 0.9.0");
	if (parsed(RELEASE("1.0.0", "0.9.0", "2025-01-02") "* An item:\n\n    ```\n    never closed\n\n* Next\n\n### Features\n"
	                                                   "### [1.0.0-x](" LINK
	                                                   "/compare/v1...v2)\n" RELEASE("0.9.0", "0.8.0", "2024-01-02"),
	           &c))
		CHECK(CHECK_INT(c.entries, 2) && CHECK_INT(c.entry[0].sections, 2) && c.section[0].kind == CHANGELOG_FEATURES);
	changelog_release(&c);
}

static void the_text_is_made_harmless(void)
{
	static const struct {
		const char *in, *out;
	} pairs[] = {
		{ "a\r\nb\rc\td\n", "a\nbc\td\n" },
		{ "\x1b[31mred\x1b]0;x\x07", "\ufffd[31mred\ufffd]0;x\ufffd" },
		{ "\x7f|\xc2\x9b|\xc2\x85", "\ufffd|\ufffd|\ufffd" },
		{ "a\xff\xc0\xaf\xe2\x82", "a\ufffd\ufffd\ufffd\ufffd\ufffd" },
		{ "\xed\xa0\x80", "\ufffd\ufffd\ufffd" },
		{ "\u202e\u2066\u2069\u200f\ufeff\u2028", "\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd" },
		{ "⚠ grün 漢 🚀", "⚠ grün 漢 🚀" },
	};

	for (size_t i = 0; i < mem_count(pairs); i++) {
		char *text = mem_printf("\ufeff%s%s", RELEASE("1.0.0", "0.9.0", "2025-01-02"), pairs[i].in);
		struct changelog c;

		if (parsed(text, &c))
			CHECK(span_is(c.entry[0].text, pairs[i].out) && strlen(c.text) == c.len);
		changelog_release(&c);
		free(text);
	}
}

static void a_nul_byte_is_no_end(void)
{
	static const char text[] = "# 1.0.0 (2025-01-02)\na\0b\n# [0.9\0.0](x) (2024-01-01)\n# 0.8.0 (2024-01-01)\n";
	struct changelog c;

	CHECK(changelog_parse(text, sizeof text - 1, &c, NULL));
	CHECK_STR(versions(&c), "1.0.0 0.8.0");
	CHECK(strlen(c.text) == c.len);
	changelog_release(&c);
}

static void other_documents_are_refused_by_name(void)
{
	static const struct {
		const char *text, *why;
	} wrong[] = {
		{ "", "empty" },
		{ " \n\r\n", "empty" },
		{ "\n<!DOCTYPE html><html><h1># 1.0.0</h1>", "web page" },
		{ "<HTML lang=en>", "web page" },
		{ "404: Not Found", "no heading of a release" },
		{ "# Changelog\n\n- [1.0.0 (2025-01-02)](#100)\n", "no heading of a release" },
	};
	struct changelog c;
	struct err err = { 0 };
	char *big = mem_zalloc(CHANGELOG_MAX + 1, 1);

	for (size_t i = 0; i < mem_count(wrong); i++) {
		CHECK(!changelog_parse(wrong[i].text, strlen(wrong[i].text), &c, &err));
		CHECK(err.kind == ERR_INPUT && strstr(err.why, wrong[i].why) && err.now[0] && !c.text && !c.entries);
	}
	CHECK(!changelog_parse(big, CHANGELOG_MAX + 1, &c, &err) && strstr(err.why, "longer"));
	free(big);
	CHECK(!changelog_parse(NULL, 0, &c, NULL));
}

static void too_many_headings_are_refused(void)
{
	struct str text;
	struct changelog c;
	struct err err = { 0 };

	str_init(&text, CHANGELOG_MAX);
	str_add(&text, "# 1.0.0 (2025-01-02)\n");
	for (size_t i = 1; i < CHANGELOG_SECTIONS_MAX; i++)
		str_add(&text, "# x\n");
	if (CHECK(changelog_parse(text.s, text.len, &c, NULL)))
		CHECK_INT(c.sections, CHANGELOG_SECTIONS_MAX - 1);
	changelog_release(&c);
	str_add(&text, "# x\n# x\n");
	CHECK(!changelog_parse(text.s, text.len, &c, &err) && strstr(err.why, "more headings") && !c.section);
	str_release(&text);
}

static void between_two_releases(void)
{
	static const struct {
		const char *from, *to, *first, *last;
		size_t count;
	} pairs[] = {
		{ "2.1.0", "2.2.0", "2.2.0", "2.2.0-rc.1", 3 },
		{ "2.0.0", "2.2.0-rc.2", "2.2.0-rc.2", "2.1.0", 4 },
		{ "2.2.0", "2.3.1", "2.3.0", "2.3.0", 1 },
		{ "2.2.0-canonical", "2.3.0-canonical", "2.3.0", "2.3.0", 1 },
		{ "2.3.0", "2.3.0", NULL, NULL, 0 },
		{ "2.3.0", "2.2.0", NULL, NULL, 0 },
		{ "0.0.1", "25.4.0", "2.3.0", "2.0.0", 7 },
	};
	size_t index[16];
	struct changelog c;

	if (!parsed("# [](" LINK
	            "/compare/v2.3.0...v) (2026-01-01)\n# 2.3.0 (2025-01-01)\n# 2.2.0 (2024-01-01)\n# 2.2.0-rc.2 (2023-01-01)\n"
	            "# 2.2.0-rc.1 (2023-01-01)\n# 2.1.0 (2022-01-01)\n# 2.1.0 (2022-01-01)\n# 2.0.0 (2021-01-01)\n",
	            &c))
		return;
	for (size_t i = 0; i < mem_count(pairs); i++) {
		struct version from = of(pairs[i].from), to = of(pairs[i].to), v;
		size_t n = changelog_between(&c, &from, &to, index);

		if (!CHECK_INT(n, pairs[i].count) || !n)
			continue;
		v = of(pairs[i].first);
		CHECK(memcmp(&c.entry[index[0]].version, &v, sizeof v) == 0);
		v = of(pairs[i].last);
		CHECK(memcmp(&c.entry[index[n - 1]].version, &v, sizeof v) == 0);
	}
	changelog_release(&c);
}

/* want: the quote; NULL when nothing is demanded. */
static void demanded(const char *note, const char *want)
{
	char *text = mem_printf("%s%s", RELEASE("1.0.0", "0.9.0", "2025-01-02"), note);
	struct span quote = { 0 };
	struct changelog c;

	if (parsed(text, &c) && !CHECK(changelog_demands(&c, &c.entry[0], &quote) == (want != NULL)))
		printf("# %s\n", note);
	else if (want)
		CHECK(span_is(quote, want));
	changelog_release(&c);
	free(text);
}

static void demands_are_quoted_as_a_sentence(void)
{
	demanded("Much is new. This release requires you to run\nSQL migrations. Please save first.",
	         "This release requires you to run\nSQL migrations.");
	demanded("You must apply SQL migrations for this release. **Save first", "You must apply SQL migrations for this release.");
	demanded("\n\nThis patch requires you to run SQL migrations.\n", "This patch requires you to run SQL migrations.");
	demanded("- Old!\n- Please run sql  migrations when applying this patch\n- Next",
	         "Please run sql  migrations when applying this patch");
	demanded("**Please notice that this release requires SQL migrations to be applied! As**",
	         "**Please notice that this release requires SQL migrations to be applied!");
	demanded("Rocket 0.7 (e.g. the big one) requires you to apply SQL\nmigrations. Make",
	         "Rocket 0.7 (e.g. the big one) requires you to apply SQL\nmigrations.");
	demanded("## Breaking Changes\nThis patch requires running `kratos migrate sql` as\n  a column came.\n\nx",
	         "This patch requires running `kratos migrate sql` as\n  a column came.");
	demanded("2. Update.\n3. **Run `hydra migrate sql up`** (the new one).\n4. Go", "**Run `hydra migrate sql up`** (the new one).");
	demanded("Do:\n\n```\nhydra migrate sql $DSN\n```\n", "hydra migrate sql $DSN");
	demanded("    This patch changes the primary key of the `hydra_client` table. We hope.",
	         "This patch changes the primary key of the `hydra_client` table.");
	demanded("The database schema changed significantly from before. Please", "The database schema changed significantly from before.");
	demanded("### Features\nThis patch includes SQL migrations which **purge\nforms** at once",
	         "This patch includes SQL migrations which **purge\nforms** at once");
}

static void other_migrations_demand_nothing(void)
{
	demanded("", NULL);
	demanded("- Password migration hook ([#1](x))\n\n  Call the password_migration hook; it requires you to run a\n  server. Migrate "
	         "passwords.",
	         NULL);
	demanded("- Add SQL migrations for the new flow\n- Remove unused sql migration\n- Ignore non SQL files when applying migrations",
	         NULL);
	demanded("- Add migrate sql up|down|status\n\n  ```\n  kratos migrate sql up ...\n  ```\n  Please read `kratos migrate sql down "
	         "--help`",
	         NULL);
	demanded("* Add `hydra migrate status` subcommand\n* Allow additional SQL migrations\n* Run hydra migrate sql in the tests", NULL);
	demanded("This release does not require SQL migrations. You do not need to run SQL migrations, it no longer requires them.", NULL);
	demanded("It must hold.\n\nNext: apply SQL\n", NULL);
}

/* The words are searched for in parts of the text; no place in it may be between two parts. */
static void a_demand_is_found_wherever_it_stands(void)
{
	for (size_t before = 0; before < 900; before += 7) {
		char *filler = mem_zalloc(before + 1, 1), *note;

		for (size_t i = 0; i < before; i++)
			filler[i] = i % 40 == 39 ? '\n' : 'x';
		note = mem_printf("SQL\n%s\n\nOne must   apply\n  the **SQL** migrations.", filler);
		demanded(note, "One must   apply\n  the **SQL** migrations.");
		free(note);
		free(filler);
	}
}

static void a_quote_is_bounded(void)
{
	struct str text;
	struct span quote = { 0 };
	struct changelog c;

	str_init(&text, STR_PAGE);
	str_add(&text, "# 1.0.0 (2025-01-02)\n");
	for (int i = 0; i < 5000; i++)
		str_add(&text, "ü, ");
	str_add(&text, "you must run SQL migrations ");
	for (int i = 0; i < 5000; i++)
		str_add(&text, "ü, ");
	if (CHECK(changelog_parse(text.s, text.len, &c, NULL)) && CHECK(changelog_demands(&c, &c.entry[0], &quote))) {
		uint32_t u;

		CHECK(quote.len < 1500 && memmem(quote.at, quote.len, "must run SQL", 12) && utf8_next(quote.at, quote.len, &u));
		CHECK((quote.at[quote.len - 1] & 0x80) == 0 || utf8_next(quote.at + quote.len - 2, 2, &u) == 2);
	}
	changelog_release(&c);
	str_release(&text);
}

static void breaking_changes_are_found(void)
{
	static const struct {
		const char *note, *want;
	} notes[] = {
		{ "Intro\n\n## Breaking Changes\n\nA.\n\nB.\n\n### Features\nC", "A.\n\nB." },
		{ "BREAKING CHANGE:\n\n* One\n\n* Two\n\n## Breaking Changes\nThree", "BREAKING CHANGE:\n\n* One\n\n* Two" },
		{ "### Chores\n- One\n- BREAKING CHANGES: this\n  and that\n- Two", "- BREAKING CHANGES: this\n  and that" },
		{ "Text\n**BREAKING CHANGE**: x\ny\n\nz", "**BREAKING CHANGE**: x\ny" },
		{ "There is no BREAKING CHANGE here. Breaking changes none.\n```\nBREAKING CHANGE: x\n```\n", NULL },
	};

	for (size_t i = 0; i < mem_count(notes); i++) {
		char *text = mem_printf("%s%s", RELEASE("1.0.0", "0.9.0", "2025-01-02"), notes[i].note);
		struct span why = { 0 };
		struct changelog c;

		if (parsed(text, &c) && CHECK(changelog_breaking(&c, &c.entry[0], &why) == (notes[i].want != NULL)) && notes[i].want)
			CHECK(span_is(why, notes[i].want));
		changelog_release(&c);
		free(text);
	}
}

/* The real file, where TEAL_SAMPLES_ORY names its folder. */
static bool real(struct changelog *c)
{
	const char *folder = getenv("TEAL_SAMPLES_ORY");
	char *path = mem_printf("%s/kratos-CHANGELOG-v26.2.0.md", folder ? folder : "");
	size_t n;
	char *text = read_file(path, &n);
	bool ok = text && CHECK(changelog_parse(text, n, c, NULL));

	if (!text)
		SKIP("TEAL_SAMPLES_ORY names no folder with kratos-CHANGELOG-v26.2.0.md");
	free(text);
	free(path);
	return ok;
}

/* Counted the simple way: in this file no heading of a release stands in a code block. */
static void every_release_of_the_real_file_is_found(void)
{
	struct changelog c;
	size_t count = 0, covered = 0;

	if (!real(&c))
		return;
	for (const char *at = c.text; (at = strstr(at, "\n# [")); at++)
		count++;
	CHECK_INT(c.entries, count);
	CHECK_INT(c.entries, 71);
	CHECK(c.entry[0].phantom && c.entry[0].line == 360);
	for (size_t i = 0; i < c.entries; i++) {
		const struct changelog_entry *e = &c.entry[i];
		const char *next = i + 1 < c.entries ? memrchr(c.text, '#', (size_t)(c.entry[i + 1].text.at - c.text)) : c.text + c.len;

		CHECK(e->phantom == (i == 0) && e->date[0] && (e->since[0] || i == 70));
		CHECK(e->text.at + e->text.len <= next);
		covered += e->text.len;
	}
	CHECK(covered > 690000 && covered < c.len);
	changelog_release(&c);
}

static void the_real_file_between_two_releases(void)
{
	struct version from = of("1.0.0"), to = of("25.4.0"), gap = of("1.3.1"), pre = of("0.11.0-alpha.0.pre.2");
	size_t index[128];
	struct changelog c;

	if (!real(&c))
		return;
	CHECK_INT(changelog_between(&c, &from, &to, index), 4);
	CHECK_INT(c.entry[index[0]].line, 846);
	CHECK_STR(c.entry[index[0]].since, "1.3.0");
	CHECK(!changelog_find(&c, &gap) && changelog_find(&c, &pre)->sections == 9);
	from = of("0.10.1");
	to = of("0.11.0");
	CHECK_INT(changelog_between(&c, &from, &to, index), 2);
	changelog_release(&c);
}

static void the_real_file_demands_what_it_says(void)
{
	static const char *const loud[] = { "0.9.0-alpha.1", "0.8.0-alpha.1", "0.7.0-alpha.1", "0.6.0-alpha.1",
		                            "0.5.0-alpha.1", "0.4.0-alpha.1", "0.1.0-alpha.2" };
	struct version hooks = of("1.3.0");
	size_t found = 0;
	struct changelog c;

	if (!real(&c))
		return;
	for (size_t i = 0; i < c.entries; i++) {
		struct span quote = { 0 };
		char text[VERSION_TEXT];

		if (!changelog_demands(&c, &c.entry[i], &quote))
			continue;
		version_text(&c.entry[i].version, text);
		CHECK(found < mem_count(loud) && strcmp(loud[found], text) == 0 && quote.len > 40 && quote.len < 200);
		found++;
	}
	CHECK_INT(found, mem_count(loud));
	CHECK(!changelog_demands(&c, changelog_find(&c, &hooks), NULL) && changelog_breaking(&c, changelog_find(&c, &hooks), NULL));
	changelog_release(&c);
}

static const struct check_case cases[] = {
	{ "releases, sections and introductions are told apart, the table of contents passed over", releases_sections_and_introductions },
	{ "releases on the second level are read, their patch releases on the third", second_level_releases_are_read },
	{ "what only looks like a release is text", what_only_looks_like_a_release_is_text },
	{ "the generators' odd headings are read, the last of two is found", odd_headings_of_the_generators },
	{ "headings in code blocks are no headings", headings_in_code_blocks_are_no_headings },
	{ "a code block left open does not swallow the rest", a_code_block_left_open_does_not_swallow_the_rest },
	{ "the text is made harmless, and other scripts stay", the_text_is_made_harmless },
	{ "a NUL byte is no end", a_nul_byte_is_no_end },
	{ "other documents are refused by name", other_documents_are_refused_by_name },
	{ "too many headings are refused", too_many_headings_are_refused },
	{ "what lies between two releases is told with its pre-releases", between_two_releases },
	{ "a demanded migration is quoted as a sentence", demands_are_quoted_as_a_sentence },
	{ "other migrations demand nothing", other_migrations_demand_nothing },
	{ "a demand is found wherever it stands", a_demand_is_found_wherever_it_stands },
	{ "a quote is bounded", a_quote_is_bounded },
	{ "breaking changes are found as a section or as a line", breaking_changes_are_found },
	{ "every release of the real file is found and none invented", every_release_of_the_real_file_is_found },
	{ "the real file tells what lies between two releases", the_real_file_between_two_releases },
	{ "the real file demands what it says and no more", the_real_file_demands_what_it_says },
};

CHECK_MAIN(cases)
