#include "config.h"

#include "codec/lsn.h"

#include "base/mem.h"
#include "tests/unit/check.h"

static void texts_become_numbers(void)
{
	static const struct {
		const char *text;
		uint64_t lsn;
	} known[] = {
		{ "0/0", 0 },           { "16/B374D848", 0x16b374d848 }, { "FFFFFFFF/FFFFFFFF", UINT64_MAX }, { "0/3000060", 0x3000060 },
		{ "1/0", 0x100000000 },
	};
	uint64_t lsn;

	for (size_t i = 0; i < mem_count(known); i++)
		CHECK(lsn_parse(known[i].text, &lsn) && lsn == known[i].lsn);
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

static const struct check_case cases[] = {
	{ "an LSN is read as the server writes it", texts_become_numbers },
	{ "what is not one LSN as a whole is refused", other_texts_are_refused },
};

CHECK_MAIN(cases)
