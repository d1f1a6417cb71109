#include "config.h"

#include "codec/rx.h"

#include "base/err.h"
#include "base/mem.h"
#include "tests/unit/check.h"

static void groups_are_offsets(void)
{
	static const char text[] = "  - task 42 on unit-kratos-0\n";
	struct rx *rx = rx_new("task (\\d+) on (x)?unit", RX_NONE, NULL);
	struct rx_match m;
	char id[8];

	CHECK_INT(rx_find(rx, text, strlen(text), 0, &m), RX_YES);
	CHECK(m.group[0].set && m.group[0].at == 4);
	CHECK(rx_copy(text, &m.group[1], id, sizeof id));
	CHECK_STR(id, "42");
	CHECK(!m.group[2].set && !m.group[3].set);
	CHECK(!rx_copy(text, &m.group[1], id, 2));
	CHECK_STR(id, "4");
	CHECK(!rx_copy(text, &m.group[2], id, sizeof id));
	CHECK_STR(id, "");
	CHECK_INT(rx_find(rx, text, strlen(text), 5, &m), RX_NO);
	CHECK_INT(rx_find(rx, text, strlen(text), 1000, &m), RX_NO);
	rx_free(rx);
}

static void invalid_utf8_is_searched_around(void)
{
	static const char text[] = "\xff\xfe kratos \xc3";
	struct rx *rx = rx_new("kratos", RX_NONE, NULL), *dot = rx_new("^.", RX_NONE, NULL);
	struct rx_match m;

	CHECK_INT(rx_find(rx, text, sizeof text - 1, 0, &m), RX_YES);
	CHECK_INT(m.group[0].at, 3);
	CHECK_INT(rx_find(dot, text, 1, 0, &m), RX_NO);
	rx_free(rx);
	rx_free(dot);
}

static void flags_change_the_meaning(void)
{
	static const char text[] = "one\nTWO.\nthree";
	struct rx *nocase = rx_new("two", RX_NOCASE, NULL), *lines = rx_new("^TWO", RX_LINES, NULL), *plain = rx_new("^TWO", RX_NONE, NULL);
	struct rx *literal = rx_new("wo.(", RX_LITERAL | RX_NOCASE, NULL);

	CHECK_INT(rx_find(nocase, text, strlen(text), 0, NULL), RX_YES);
	CHECK_INT(rx_find(lines, text, strlen(text), 0, NULL), RX_YES);
	CHECK_INT(rx_find(plain, text, strlen(text), 0, NULL), RX_NO);
	CHECK(literal != NULL);
	CHECK_INT(rx_find(literal, text, strlen(text), 0, NULL), RX_NO);
	CHECK_INT(rx_find(literal, "TWO.(", 5, 0, NULL), RX_YES);
	rx_free(nocase);
	rx_free(lines);
	rx_free(plain);
	rx_free(literal);
}

static void a_wrong_pattern_is_told(void)
{
	struct err err = { 0 };

	CHECK(!rx_new("task (", RX_NONE, &err));
	CHECK_INT(err.kind, ERR_INPUT);
	CHECK(strstr(err.why, "parenthes") != NULL);
	CHECK(err.now[0]);
	CHECK(!rx_new("\xff", RX_NONE, &err));
	rx_free(NULL);
}

static void endless_work_is_cut_off(void)
{
	struct rx *rx = rx_new("^(a+)+$", RX_NONE, NULL);
	char text[64];
	struct rx_match m;

	memset(text, 'a', sizeof text);
	text[sizeof text - 1] = 'b';
	CHECK_INT(rx_find(rx, text, sizeof text, 0, &m), RX_TOO_HARD);
	CHECK(!m.group[0].set);
	rx_free(rx);
}

static const struct check_case cases[] = {
	{ "groups are told as offsets and copied bounded", groups_are_offsets },
	{ "bytes that are not UTF-8 do not stop a search", invalid_utf8_is_searched_around },
	{ "flags: any case, line by line, plain text", flags_change_the_meaning },
	{ "a wrong pattern is an error of the operator", a_wrong_pattern_is_told },
	{ "a pattern that explodes is cut off", endless_work_is_cut_off },
};

CHECK_MAIN(cases)
