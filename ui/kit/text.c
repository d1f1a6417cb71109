/* Widths come from the tables below and not from wcwidth(3), which depends on the locale and its version: a frame must be the same in a
 * test and on every machine. text_prepare makes foreign text harmless; all other functions work on prepared text only. */
#include "config.h"

#include "ui/kit/text.h"

#include "base/mem.h"

/* A range of code points, both ends included. */
struct range {
	uint32_t first, last;
};

/* Combining marks and invisible characters. A cell has one code point, so text_prepare leaves these out. */
static const struct range combining[] = {
	{ 0x00ad, 0x00ad }, { 0x0300, 0x036f },   { 0x0483, 0x0489 },   { 0x0591, 0x05bd }, { 0x05bf, 0x05bf }, { 0x05c1, 0x05c2 },
	{ 0x05c4, 0x05c5 }, { 0x0610, 0x061a },   { 0x064b, 0x065f },   { 0x0670, 0x0670 }, { 0x06d6, 0x06dc }, { 0x06df, 0x06e4 },
	{ 0x06e7, 0x06e8 }, { 0x06ea, 0x06ed },   { 0x0900, 0x0902 },   { 0x093a, 0x093a }, { 0x093c, 0x093c }, { 0x0941, 0x0948 },
	{ 0x094d, 0x094d }, { 0x0e31, 0x0e31 },   { 0x0e34, 0x0e3a },   { 0x0e47, 0x0e4e }, { 0x1160, 0x11ff }, { 0x1ab0, 0x1aff },
	{ 0x1dc0, 0x1dff }, { 0x20d0, 0x20ff },   { 0x302a, 0x302d },   { 0x3099, 0x309a }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f },
	{ 0xfff9, 0xfffb }, { 0x1f3fb, 0x1f3ff }, { 0xe0000, 0xe0fff },
};

/* Two columns: East Asian Width W and F, and the emoji that are drawn as pictures by default. */
static const struct range wide[] = {
	{ 0x1100, 0x115f },   { 0x231a, 0x231b },   { 0x2329, 0x232a },   { 0x23e9, 0x23ec },   { 0x23f0, 0x23f0 },   { 0x23f3, 0x23f3 },
	{ 0x25fd, 0x25fe },   { 0x2614, 0x2615 },   { 0x2648, 0x2653 },   { 0x267f, 0x267f },   { 0x2693, 0x2693 },   { 0x26a1, 0x26a1 },
	{ 0x26aa, 0x26ab },   { 0x26bd, 0x26be },   { 0x26c4, 0x26c5 },   { 0x26ce, 0x26ce },   { 0x26d4, 0x26d4 },   { 0x26ea, 0x26ea },
	{ 0x26f2, 0x26f3 },   { 0x26f5, 0x26f5 },   { 0x26fa, 0x26fa },   { 0x26fd, 0x26fd },   { 0x2705, 0x2705 },   { 0x270a, 0x270b },
	{ 0x2728, 0x2728 },   { 0x274c, 0x274c },   { 0x274e, 0x274e },   { 0x2753, 0x2755 },   { 0x2757, 0x2757 },   { 0x2795, 0x2797 },
	{ 0x27b0, 0x27b0 },   { 0x27bf, 0x27bf },   { 0x2b1b, 0x2b1c },   { 0x2b50, 0x2b50 },   { 0x2b55, 0x2b55 },   { 0x2e80, 0x303e },
	{ 0x3041, 0x33ff },   { 0x3400, 0x4dbf },   { 0x4e00, 0x9fff },   { 0xa000, 0xa4cf },   { 0xa960, 0xa97f },   { 0xac00, 0xd7a3 },
	{ 0xf900, 0xfaff },   { 0xfe30, 0xfe6f },   { 0xff00, 0xff60 },   { 0xffe0, 0xffe6 },   { 0x16fe0, 0x18aff }, { 0x1b000, 0x1b2ff },
	{ 0x1f004, 0x1f004 }, { 0x1f0cf, 0x1f0cf }, { 0x1f18e, 0x1f18e }, { 0x1f191, 0x1f19a }, { 0x1f200, 0x1f320 }, { 0x1f32d, 0x1f335 },
	{ 0x1f337, 0x1f37c }, { 0x1f37e, 0x1f393 }, { 0x1f3a0, 0x1f3fa }, { 0x1f400, 0x1f64f }, { 0x1f680, 0x1f6ff }, { 0x1f7e0, 0x1f7eb },
	{ 0x1f900, 0x1f9ff }, { 0x1fa70, 0x1faff }, { 0x20000, 0x3fffd },
};

/* Whether a range has the code: a binary search, since the ranges are sorted and do not overlap. */
static bool among(const struct range *ranges, size_t n, uint32_t code)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (code > ranges[mid].last)
			low = mid + 1;
		else
			high = mid;
	}
	return low < n && code >= ranges[low].first;
}

/* Latin letters are answered without a search, since nearly every character is one. */
int text_code_width(uint32_t code)
{
	if (code < 0x300 && code != 0xad)
		return 1;
	if (among(combining, mem_count(combining), code))
		return 0;
	return among(wide, mem_count(wide), code) ? 2 : 1;
}

/* Appends one character, whole or not at all, as it may enter a cell. */
static void prepare_code(struct str *out, const char *s, size_t n, uint32_t code, enum charset charset)
{
	if (code == '\t')
		str_add(out, "    ");
	else if (code < 0x80)
		str_addn(out, s, 1);
	else if (text_code_width(code) == 0)
		return;
	else if (charset == CHARSET_ASCII)
		str_add(out, theme_ascii(code));
	else if (out->max - out->len >= n)
		str_addn(out, s, n);
	else
		out->full = true;
}

/* str_add_safe escapes control bytes and malformed UTF-8 first, so the loop meets well-formed text. */
void text_prepare(struct str *out, const char *text, enum charset charset, enum str_safe mode)
{
	struct str safe;
	size_t n;

	/* The buffer needs no more than out can hold. */
	str_init(&safe, out->max);
	str_add_safe(&safe, text, strlen(text), mode);
	for (const char *s = str_text(&safe), *end = s + safe.len; s < end && !out->full; s += n) {
		uint32_t code = 0;

		n = utf8_next(s, (size_t)(end - s), &code);
		if (!n)
			break;
		prepare_code(out, s, n, code, charset);
	}
	out->full |= safe.full;
	str_release(&safe);
}

/* A malformed byte counts as one column, so that the loop always ends. */
size_t text_fit(const char *s, size_t n, int width, int *used)
{
	size_t at = 0;
	int columns = 0;

	while (at < n) {
		uint32_t code = 0;
		size_t len = utf8_next(s + at, n - at, &code);
		int w = len ? text_code_width(code) : 1;

		if (columns + w > width)
			break;
		columns += w;
		at += len ? len : 1;
	}
	if (used)
		*used = columns;
	return at;
}

/* The bound keeps the sum below INT32_MAX, also after a wide character. */
int text_width(const char *text)
{
	int used;

	text_fit(text, strlen(text), INT32_MAX - 2, &used);
	return used;
}

/* Bytes of the character at s; at least 1, so that a loop over text always ends. */
static size_t code_length(const char *s, size_t n)
{
	uint32_t code;
	size_t len = utf8_next(s, n, &code);

	return len ? len : 1;
}

/* Prefers, in this order: the whole rest of the paragraph, a break at a blank, a cut within a word. */
bool text_wrap(const char **rest, int width, struct text_line *line)
{
	const char *s = *rest;
	size_t whole, fits, at;

	if (!*s)
		return false;
	whole = strcspn(s, "\n");
	fits = text_fit(s, whole, width, NULL);
	if (fits == whole) {
		*line = (struct text_line){ s, whole };
		*rest = s + whole + (s[whole] == '\n');
		return true;
	}
	/* The last blank within the width or just behind it; blanks at the beginning are indentation and no place to break. */
	for (at = fits; at > 0 && s[at] != ' '; at--)
		;
	/* Without another blank the word is cut where the width ends. */
	if (strspn(s, " ") >= at)
		at = fits ? fits : code_length(s, whole);
	*line = (struct text_line){ s, at };
	/* The blanks at the break belong to neither line. */
	while (line->n && s[line->n - 1] == ' ')
		line->n--;
	at += strspn(s + at, " ");
	*rest = s + at + (s[at] == '\n');
	return true;
}
