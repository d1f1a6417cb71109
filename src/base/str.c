/* A text that grows up to its maximum. A caller that adds many parts need not look at each return value: "full"
 * says at the end whether something is missing. */
#include "config.h"

#include "base/str.h"

#include <errno.h>

#include "base/mem.h"

void str_init(struct str *t, size_t max)
{
	*t = (struct str){ .max = max };
}

/* The maximum stays, so that a released text may be used again. */
void str_release(struct str *t)
{
	free(t->s);
	*t = (struct str){ .max = t->max };
}

void str_clear(struct str *t)
{
	t->len = 0;
	t->full = false;
	if (t->s)
		t->s[0] = '\0';
}

const char *str_text(const struct str *t)
{
	return t->s ? t->s : "";
}

/* Makes space for "more" bytes and the NUL. The capacity starts with 64 bytes, the length of a usual line, and
 * doubles. */
static void reserve(struct str *t, size_t more)
{
	size_t cap = t->cap ? t->cap : 64;

	while (cap < t->len + more + 1)
		cap *= 2;
	if (cap != t->cap) {
		t->s = mem_grow(t->s, t->cap, cap, 1);
		t->cap = cap;
	}
}

/* Bytes are cut at any place; texts that must stay UTF-8 go through str_add. */
bool str_addn(struct str *t, const char *bytes, size_t n)
{
	size_t space = t->max > t->len ? t->max - t->len : 0;

	if (n > space) {
		n = space;
		t->full = true;
	}
	reserve(t, n);
	if (n)
		memcpy(t->s + t->len, bytes, n);
	t->len += n;
	t->s[t->len] = '\0';
	return !t->full;
}

/* A text that does not fit is cut between two code points, so that the part that is kept is still UTF-8. */
bool str_add(struct str *t, const char *text)
{
	size_t n = strlen(text), space = t->max > t->len ? t->max - t->len : 0;

	if (n > space) {
		while (space && ((unsigned char)text[space] & 0xc0) == 0x80)
			space--;
		str_addn(t, text, space);
		t->full = true;
		return false;
	}
	return str_addn(t, text, n);
}

/* Formats into memory of its own first, so that a text that does not fit is cut between code points. */
bool str_addv(struct str *t, const char *fmt, va_list ap)
{
	char *text = mem_vprintf(fmt, ap);
	bool ok = str_add(t, text);

	free(text);
	return ok;
}

bool str_addf(struct str *t, const char *fmt, ...)
{
	va_list ap;
	bool ok;

	va_start(ap, fmt);
	ok = str_addv(t, fmt, ap);
	va_end(ap);
	return ok;
}

/* Refuses what RFC 3629 refuses: sequences longer than needed, halves of surrogate pairs, and code points above
 * U+10FFFF. */
size_t utf8_next(const char *s, size_t n, uint32_t *code)
{
	static const uint32_t least[5] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char c = n ? (unsigned char)s[0] : 0;
	size_t len = c < 0x80 ? 1 : c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
	uint32_t u;

	if (!n || len > n || (c >= 0x80 && c < 0xc2) || c > 0xf4)
		return 0;
	u = len == 1 ? c : c & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 0;
		u = u << 6 | ((unsigned char)s[i] & 0x3fu);
	}
	if ((len > 1 && u < least[len]) || u > 0x10ffff || (u >= 0xd800 && u < 0xe000))
		return 0;
	*code = u;
	return len;
}

/* Bidi controls and invisible marks can make a line read differently from what its bytes say. */
bool utf8_harmful(uint32_t u)
{
	return u < 0x20 || (u >= 0x7f && u < 0xa0) || (u >= 0x200b && u <= 0x200f) || (u >= 0x2028 && u <= 0x202e) ||
	       (u >= 0x2060 && u <= 0x206f) || (u >= 0xfff9 && u <= 0xfffb) || (u >= 0xe0000 && u <= 0xe007f) || u == 0xfeff ||
	       u == 0x61c || u == 0xad || u == 0x180e;
}

/* Adds all bytes or none: a part of an escape or of a quoted text would mean something else. */
static bool add_whole(struct str *t, const char *bytes, size_t n)
{
	if (t->len + n > t->max) {
		t->full = true;
		return false;
	}
	return str_addn(t, bytes, n);
}

/* How one code point is shown: as it is, or as an escape when it is harmful. len 0: one byte that is not UTF-8. */
static size_t spell(char out[16], const char *bytes, size_t len, uint32_t u)
{
	if (!len || utf8_harmful(u))
		return (size_t)snprintf(out, 16, !len || u < 0x100 ? "\\x%02x" : "\\u{%x}", len ? u : (unsigned char)*bytes);
	memcpy(out, bytes, len);
	return len;
}

/* A carriage return before a newline is left out, so that the lines of a program from Windows do not end with
 * an escape. */
bool str_add_safe(struct str *t, const char *bytes, size_t n, enum str_safe mode)
{
	size_t i = 0;

	while (i < n && !t->full) {
		uint32_t u = 0;
		size_t len = utf8_next(bytes + i, n - i, &u);
		char shown[16];

		if (u == '\n' || u == '\t')
			add_whole(t, mode == STR_KEEP_LINES ? bytes + i : " ", 1);
		else if (!(u == '\r' && i + 1 < n && bytes[i + 1] == '\n'))
			add_whole(t, shown, spell(shown, bytes + i, len, u));
		i += len ? len : 1;
	}
	return !t->full;
}

/* The quoted text is made in memory of its own first and then added whole: a literal that is cut would end the
 * SQL statement at another place. Doubling makes the text at most twice as long. */
static bool add_quoted(struct str *t, const char *text, const char *open, char quote, char escaped)
{
	size_t n = strlen(text), at = strlen(open);
	char *quoted = mem_zalloc(2 * n + 4, 1);
	bool ok;

	memcpy(quoted, open, at);
	for (; *text; text++) {
		if (*text == quote || *text == escaped)
			quoted[at++] = *text;
		quoted[at++] = *text;
	}
	quoted[at++] = quote;
	ok = add_whole(t, quoted, at);
	free(quoted);
	return ok;
}

/* What a backslash means in '…' depends on the setting standard_conforming_strings; in E'…' its meaning is
 * fixed. */
bool str_add_literal(struct str *t, const char *text)
{
	return strchr(text, '\\') ? add_quoted(t, text, "E'", '\'', '\\') : add_quoted(t, text, "'", '\'', '\'');
}

bool str_add_ident(struct str *t, const char *text)
{
	return add_quoted(t, text, "\"", '"', '"');
}

/* Moves the rest to the front: for a buffer that is read line by line. */
void str_cut(struct str *t, size_t n)
{
	if (n >= t->len) {
		str_clear(t);
		return;
	}
	memmove(t->s, t->s + n, t->len - n + 1);
	t->len -= n;
}

char *str_take(struct str *t)
{
	char *s = t->s ? t->s : mem_dup("");

	*t = (struct str){ .max = t->max };
	return s;
}

/* Searches with strstr because it is fast: the lists have hundreds of words, and callers look for each word of
 * another list. */
bool str_has_word(const char *words, const char *word)
{
	size_t n = strlen(word);

	for (const char *s = words && n ? strstr(words, word) : NULL; s; s = strstr(s + 1, word))
		if ((s == words || s[-1] == ' ') && (s[n] == ' ' || !s[n]))
			return true;
	return false;
}

const char *str_part(const char *text, size_t i, size_t *n)
{
	for (; text && i; i--)
		text = strchr(text, '|') ? strchr(text, '|') + 1 : NULL;
	*n = text ? strcspn(text, "|") : 0;
	return text;
}

bool str_has_part(const char *text, const char *word)
{
	const char *part;
	size_t n;

	for (size_t i = 0; (part = str_part(text, i, &n)); i++)
		if (n && strlen(word) == n && strncmp(part, word, n) == 0)
			return true;
	return false;
}

uint32_t str_mark(uint32_t before, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		before = (before ^ (unsigned char)bytes[i]) * 16777619u;
	return before;
}

bool str_same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* strtoll alone would accept blanks and a plus in front, which no program writes. */
bool str_to_int(const char *text, int64_t low, int64_t high, int64_t *out)
{
	char *end;
	long long n;

	if (!text || !(*text == '-' || (*text >= '0' && *text <= '9')))
		return false;
	errno = 0;
	n = strtoll(text, &end, 10);
	if (errno || end == text || *end || n < low || n > high)
		return false;
	*out = n;
	return true;
}
