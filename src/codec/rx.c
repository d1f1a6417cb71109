/* PCRE2 behind Teal's own names. Patterns may come from the operator and subjects are foreign, so each search
 * has limits; a pattern can only lower them (pcre2pattern(3)). */
#include "config.h"

#include "codec/rx.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdint.h>

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"

/* Far above what Teal's own patterns need, and still only some milliseconds of work. */
#define MATCH_LIMIT 200000
#define DEPTH_LIMIT 2000
#define HEAP_LIMIT_KIB 4096

struct rx {
	pcre2_code *code;
	pcre2_match_context *limits;
	pcre2_match_data *data; /* scratch: one thread, one search at a time */
};

/* The library's options for enum rx_flag. */
static uint32_t options(unsigned flags)
{
	uint32_t o = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;

	if (flags & RX_NOCASE)
		o |= PCRE2_CASELESS;
	/* Beside a literal pattern the library allows only these options. */
	if (flags & RX_LITERAL)
		return (o & ~(uint32_t)PCRE2_NEVER_BACKSLASH_C) | PCRE2_LITERAL;
	return flags & RX_LINES ? o | PCRE2_MULTILINE : o;
}

/* Always false. The library counts bytes from 0; people count from 1, and patterns are nearly always ASCII. */
static bool wrong(int code, size_t at, struct err *err)
{
	PCRE2_UCHAR why[160];

	if (pcre2_get_error_message(code, why, sizeof why) < 0)
		why[0] = '\0';
	return err_whyf(err, ERR_INPUT, _("The search pattern cannot be used"), _("Correct the pattern, or search for plain text."),
	                _("%s, at character %zu"), (const char *)why, at + 1);
}

/* The limits hold for Teal's own patterns as well, since the length of a search depends on the subject. */
struct rx *rx_new(const char *pattern, unsigned flags, struct err *err)
{
	int code = 0;
	PCRE2_SIZE at = 0;
	struct rx *rx;
	pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, options(flags), &code, &at, NULL);

	if (!compiled) {
		wrong(code, at, err);
		return NULL;
	}
	rx = mem_zalloc(1, sizeof *rx);
	rx->code = compiled;
	rx->limits = pcre2_match_context_create(NULL);
	rx->data = pcre2_match_data_create_from_pattern(compiled, NULL);
	if (!rx->limits || !rx->data)
		mem_die("out of memory");
	pcre2_set_match_limit(rx->limits, MATCH_LIMIT);
	pcre2_set_depth_limit(rx->limits, DEPTH_LIMIT);
	pcre2_set_heap_limit(rx->limits, HEAP_LIMIT_KIB);
	return rx;
}

/* A wrong pattern in the program is a bug, which the first test that uses the pattern finds. */
struct rx *rx_must(const char *pattern, unsigned flags)
{
	struct rx *rx = rx_new(pattern, flags, NULL);

	if (!rx)
		mem_die("a pattern of the program is wrong");
	return rx;
}

void rx_free(struct rx *rx)
{
	if (!rx)
		return;
	pcre2_match_data_free(rx->data);
	pcre2_match_context_free(rx->limits);
	pcre2_code_free(rx->code);
	free(rx);
}

/* Copies the library's offsets, since the next search uses the library's array again. */
static void copy_groups(const struct rx *rx, int groups, struct rx_match *out)
{
	const PCRE2_SIZE *at = pcre2_get_ovector_pointer(rx->data);

	for (int i = 0; i < groups && i < RX_GROUPS; i++) {
		/* \K inside a lookahead can end a match before its start: such a match is shown as empty. */
		size_t end = at[2 * i + 1] > at[2 * i] ? at[2 * i + 1] : at[2 * i];

		if (at[2 * i] != PCRE2_UNSET)
			out->group[i] = (struct rx_group){ .set = true, .at = at[2 * i], .len = end - at[2 * i] };
	}
}

/* Behind the end of the text the answer is RX_NO and no error, because a loop over matches may step there. */
enum rx_answer rx_find(const struct rx *rx, const char *text, size_t n, size_t from, struct rx_match *out)
{
	int found;

	if (out)
		*out = (struct rx_match){ 0 };
	if (from > n)
		return RX_NO;
	found = pcre2_match(rx->code, (PCRE2_SPTR)(text ? text : ""), n, from, 0, rx->data, rx->limits);
	if (found > 0 && out)
		copy_groups(rx, found, out);
	return found > 0 ? RX_YES : found == PCRE2_ERROR_NOMATCH ? RX_NO : RX_TOO_HARD;
}

/* A cut copy gives false like a missing group: a part of a number would be another number. */
bool rx_copy(const char *text, const struct rx_group *g, char *out, size_t size)
{
	size_t len = g->len < size ? g->len : size - 1;

	if (!g->set)
		len = 0;
	memcpy(out, text + (g->set ? g->at : 0), len);
	out[len] = '\0';
	return g->set && len == g->len;
}
