#include "config.h"

#include "codec/lsn.h"

#include "base/mem.h"
#include "tests/unit/check.h"

static void texts_become_numbers_and_back(void)
{
	static const struct {
		const char *text;
		uint64_t lsn;
	} known[] = {
		{ "0/0", 0 },           { "16/B374D848", 0x16b374d848 }, { "FFFFFFFF/FFFFFFFF", UINT64_MAX }, { "0/3000060", 0x3000060 },
		{ "1/0", 0x100000000 },
	};
	char back[LSN_TEXT];
	uint64_t lsn;

	for (size_t i = 0; i < mem_count(known); i++) {
		CHECK(lsn_parse(known[i].text, &lsn) && lsn == known[i].lsn);
		lsn_text(lsn, back);
		CHECK_STR(back, known[i].text);
	}
	CHECK(lsn_parse("a/00000bcd", &lsn) && lsn == 0xa00000bcd);
}

static void other_texts_are_refused(void)
{
	static const char *const wrong[] = { "",      "/",   "0/",          "/0",          "0",    "0/0 ", " 0/0",
		                             "0/0/0", "g/0", "123456789/0", "0/123456789", "-1/0", "0x1/0" };
	uint64_t lsn = 7;

	for (size_t i = 0; i < mem_count(wrong); i++)
		if (!CHECK(!lsn_parse(wrong[i], &lsn)))
			printf("# %s\n", wrong[i]);
	CHECK(!lsn_parse(NULL, &lsn));
	CHECK_INT(lsn, 7);
}

static void differences_have_a_sign_and_saturate(void)
{
	CHECK_INT(lsn_diff(0x100, 0x80), 0x80);
	CHECK_INT(lsn_diff(0x80, 0x100), -0x80);
	CHECK_INT(lsn_diff(5, 5), 0);
	CHECK(lsn_diff(UINT64_MAX, 0) == INT64_MAX);
	CHECK(lsn_diff(0, UINT64_MAX) == INT64_MIN);
	CHECK(lsn_diff(0, (uint64_t)INT64_MAX) == -INT64_MAX);
}

static const struct check_case cases[] = {
	{ "an LSN is read, and written as the server writes it", texts_become_numbers_and_back },
	{ "what is not one LSN as a whole is refused", other_texts_are_refused },
	{ "the difference has a sign and saturates", differences_have_a_sign_and_saturate },
};

CHECK_MAIN(cases)
