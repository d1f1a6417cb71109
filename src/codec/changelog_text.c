/* Foreign text is cleaned once, before anything reads it, so that the parsed and the shown bytes are the same. */
#include "config.h"

#include "codec/changelog_text.h"

#include <stdint.h>

#include "base/mem.h"
#include "base/str.h"

#define REPLACEMENT "\xef\xbf\xbd"
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* Controls, marks that change the direction of a line or are invisible, and marks that only some programs treat
 * as the end of a line. */
static bool harmful(uint32_t u)
{
	return (u < 0x20 && u != '\n' && u != '\t') || (u >= 0x7f && u < 0xa0) || (u >= 0x200b && u <= 0x200f) ||
	       (u >= 0x2028 && u <= 0x202e) || (u >= 0x2060 && u <= 0x206f) || (u >= 0xfff9 && u <= 0xfffb) ||
	       (u >= 0xe0000 && u <= 0xe007f) || u == 0xfeff || u == 0x61c || u == 0xad || u == 0x180e;
}

/* Returns the length of the clean text; out may be NULL to learn only the length. */
static size_t clean_into(const char *s, size_t n, char *out)
{
	size_t len = 0;

	for (size_t i = 0; i < n;) {
		const char *from = s + i;
		uint32_t u = 0;
		size_t step = utf8_next(from, n - i, &u), add = step;

		i += step ? step : 1;
		if (u == '\r')
			continue;
		if (!step || harmful(u)) {
			from = REPLACEMENT;
			add = sizeof REPLACEMENT - 1;
		}
		if (out)
			memcpy(out + len, from, add);
		len += add;
	}
	return len;
}

/* Two passes, so that the copy has exactly the needed size. A byte order mark is removed because it would hide
 * a heading in the first line. */
char *changelog_clean(const char *text, size_t n, size_t *len)
{
	size_t mark = sizeof BYTE_ORDER_MARK - 1;
	char *out;

	if (n >= mark && memcmp(text, BYTE_ORDER_MARK, mark) == 0) {
		text += mark;
		n -= mark;
	}
	*len = clean_into(text, n, NULL);
	out = mem_zalloc(*len + 1, 1);
	clean_into(text, n, out);
	return out;
}

/* A last line without a newline counts as a line. */
bool changelog_line(struct span *rest, struct span *line)
{
	const char *end = rest->len ? memchr(rest->at, '\n', rest->len) : NULL;
	size_t taken;

	if (!rest->len)
		return false;
	line->at = rest->at;
	line->len = end ? (size_t)(end - rest->at) : rest->len;
	taken = end ? line->len + 1 : line->len;
	rest->at += taken;
	rest->len -= taken;
	return true;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

struct span changelog_trim(struct span s)
{
	while (s.len && is_blank(s.at[0])) {
		s.at++;
		s.len--;
	}
	while (s.len && is_blank(s.at[s.len - 1]))
		s.len--;
	return s;
}

static size_t skip_blanks(struct span line, size_t at)
{
	while (at < line.len && is_blank(line.at[at]))
		at++;
	return at;
}

/* "- ", "* ", "+ ", "12. ", "3) ". */
size_t changelog_item(struct span line)
{
	size_t at = skip_blanks(line, 0), first = at;

	while (at < line.len && at - first < 9 && line.at[at] >= '0' && line.at[at] <= '9')
		at++;
	if (at == line.len || !memchr(at > first ? ".)" : "-*+", line.at[at], at > first ? 2 : 3))
		return 0;
	at++;
	return at < line.len && is_blank(line.at[at]) ? skip_blanks(line, at) : 0;
}

/* How many of the mark stand at this place in a row. */
static size_t run_of(struct span line, size_t at, char mark)
{
	size_t n = 0;

	while (at + n < line.len && line.at[at + n] == mark)
		n++;
	return n;
}

/* A backtick behind the fence's own means code within a line, which opens no block. */
static bool opens(struct span line, struct changelog_fence *out)
{
	size_t item = changelog_item(line), at = item ? item : skip_blanks(line, 0), run;
	char mark = at < line.len ? line.at[at] : '\0';

	if (mark != '`' && mark != '~')
		return false;
	run = run_of(line, at, mark);
	if (run < 3 || (mark == '`' && memchr(line.at + at + run, '`', line.len - at - run)))
		return false;
	*out = (struct changelog_fence){ .mark = mark, .run = run, .indented = at > 0 };
	return true;
}

/* Without the state it is not known whether the line opens or closes a block. */
bool changelog_fence_line(struct span line)
{
	struct changelog_fence any;

	return opens(line, &any);
}

/* A longer fence closes a shorter one, but its line may hold nothing else: "```yaml" always opens. */
static bool closes(const struct changelog_fence *f, struct span line)
{
	size_t at = skip_blanks(line, 0), run = run_of(line, at, f->mark);

	return run >= f->run && skip_blanks(line, at + run) == line.len;
}

/* The line that ends a list item may itself open the next block, so it is tested again. */
bool changelog_in_code(struct changelog_fence *f, struct span line)
{
	if (f->run && f->indented && line.len && !is_blank(line.at[0]))
		*f = (struct changelog_fence){ 0 };
	if (!f->run)
		return opens(line, f);
	if (closes(f, line))
		*f = (struct changelog_fence){ 0 };
	return true;
}
