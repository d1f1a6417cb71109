#include "config.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/changelog.h"
#include "tests/fuzz/fuzz.h"

/* b lies in a. */
static bool within(struct span a, struct span b)
{
	return b.at >= a.at && b.at + b.len <= a.at + a.len;
}

/* UTF-8 without a control but the two. */
static void check_clean(const struct changelog *c)
{
	for (size_t i = 0; i < c->len;) {
		uint32_t u = 0;
		size_t step = utf8_next(c->text + i, c->len - i, &u);

		FUZZ_HOLDS(step && (u >= 0x20 || u == '\n' || u == '\t') && (u < 0x7f || u >= 0xa0) && (u < 0x202a || u > 0x202e));
		i += step;
	}
	FUZZ_HOLDS(c->text[c->len] == '\0');
}

static void check_entry(const struct changelog *c, const struct changelog_entry *e, struct span all)
{
	struct span quote;

	FUZZ_HOLDS(within(all, e->text) && within(e->text, e->intro) && e->line && e->section + e->sections <= c->sections);
	for (size_t i = e->section; i < e->section + e->sections; i++)
		FUZZ_HOLDS(within(e->text, c->section[i].title) && within(e->text, c->section[i].text) && c->section[i].title.len);
	if (changelog_demands(c, e, &quote))
		FUZZ_HOLDS(within(e->text, quote) && quote.len && quote.len < 2000);
	if (changelog_breaking(c, e, &quote))
		FUZZ_HOLDS(within(e->text, quote));
	FUZZ_HOLDS(e->phantom || changelog_find(c, &e->version));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct changelog c, again;
	struct span all;
	size_t *index;

	if (!changelog_parse((const char *)data, n, &c, NULL))
		return 0;
	all = (struct span){ c.text, c.len };
	index = mem_zalloc(c.entries, sizeof *index);
	check_clean(&c);
	for (size_t i = 0; i < c.entries && i < 100; i++) {
		FUZZ_HOLDS(!i || (c.entry[i - 1].text.at + c.entry[i - 1].text.len < c.entry[i].text.at &&
		                  c.entry[i - 1].line < c.entry[i].line));
		check_entry(&c, &c.entry[i], all);
		FUZZ_HOLDS(changelog_between(&c, &c.entry[c.entries - 1].version, &c.entry[i].version, index) <= c.entries);
	}
	/* What was cleaned is clean, and says the same. */
	FUZZ_HOLDS(changelog_parse(c.text, c.len, &again, NULL));
	FUZZ_HOLDS(again.len == c.len && memcmp(again.text, c.text, c.len) == 0 && again.entries == c.entries &&
	           again.sections == c.sections);
	changelog_release(&again);
	changelog_release(&c);
	free(index);
	return 0;
}
