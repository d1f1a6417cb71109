/* One pass over the lines. Each is judged by its beginning alone and by what is open before it, as a reader does who skims; a doubt leaves
 * the line where it is. */
#include "config.h"

#include "assess/unwrap.h"

#include <string.h>

#include "base/str.h"

/* Blanks in front of a line from which it is code (CommonMark 4.4). */
#define CODE_INDENT 4
/* Digits of a numbered item at most (CommonMark 5.2). */
#define NUMBER_MOST 9

enum line_kind {
	LINE_BLANK,
	LINE_TEXT, /* goes on with what is open */
	LINE_ITEM, /* begins anew, and may go on */
	LINE_ALONE, /* begins anew, and nothing goes on with it */
	LINE_FENCE, /* begins or ends a block of code */
};

struct unwrapping {
	struct str *out;
	bool begun; /* there is a line already */
	bool open; /* the last line may go on */
	size_t item; /* columns in front of the text of the item that is open; 0 none */
	char fence; /* of the block of code that is open; 0 none */
	size_t fence_n;
};

/* How many of this character the line begins with. */
static size_t run_of(struct span s, char c)
{
	size_t n = 0;

	while (n < s.len && s.at[n] == c)
		n++;
	return n;
}

static size_t blanks(struct span s)
{
	size_t n = 0;

	while (n < s.len && (s.at[n] == ' ' || s.at[n] == '\t'))
		n++;
	return n;
}

static bool blank_at(struct span s, size_t i)
{
	return i >= s.len || s.at[i] == ' ' || s.at[i] == '\t';
}

/* Bytes of the sign of an item, "- " or "12. ", with the blank; 0: it is none. */
static size_t item_sign(struct span s)
{
	size_t n = 0;

	if (strchr("-*+", s.at[0]))
		return blank_at(s, 1) ? 2 : 0;
	while (n < s.len && n < NUMBER_MOST && s.at[n] >= '0' && s.at[n] <= '9')
		n++;
	return n && n < s.len && strchr(".)", s.at[n]) && blank_at(s, n + 1) ? n + 2 : 0;
}

/* "---", "* * *", and the lines that make the one above a heading. */
static bool is_rule(struct span s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == s.at[0])
			n++;
		else if (!blank_at(s, i))
			return false;
	}
	return n >= 3 && strchr("-*_=", s.at[0]);
}

/* An address in angle brackets is text. */
static bool is_tag(struct span s)
{
	return s.len > 1 && s.at[0] == '<' && !(s.len > 5 && memcmp(s.at, "<http", 5) == 0) && !blank_at(s, 1);
}

/* Three or more; what holds another backtick is code within a line. */
static bool is_fence(struct span s)
{
	size_t n = run_of(s, '`');

	return n >= 3 ? !memchr(s.at + n, '`', s.len - n) : run_of(s, '~') >= 3;
}

/* body: behind the blanks in front. */
static enum line_kind kind_of(struct span body)
{
	size_t hashes = run_of(body, '#');

	if (!body.len)
		return LINE_BLANK;
	if (is_fence(body))
		return LINE_FENCE;
	if ((hashes && hashes <= 6 && blank_at(body, hashes)) || body.at[0] == '|' || is_rule(body) || is_tag(body))
		return LINE_ALONE;
	return body.at[0] == '>' || item_sign(body) ? LINE_ITEM : LINE_TEXT;
}

static void add(struct unwrapping *u, const char *between, struct span s)
{
	if (u->begun)
		str_add(u->out, between);
	u->begun = true;
	str_add_safe(u->out, s.at, s.len, STR_KEEP_LINES);
}

/* True while the line belongs to a block of code, its own two fences included. */
static bool fenced(struct unwrapping *u, struct span body)
{
	size_t n;

	if (!u->fence) {
		if (kind_of(body) != LINE_FENCE)
			return false;
		u->fence = body.at[0];
		u->fence_n = run_of(body, u->fence);
		return true;
	}
	n = run_of(body, u->fence);
	if (n >= u->fence_n && n == body.len)
		u->fence = 0;
	return true;
}

/* Two blanks or a backslash at the end break the line on purpose. */
static bool breaks(struct span line)
{
	return line.len > 2 && (line.at[line.len - 1] == '\\' || memcmp(line.at + line.len - 2, "  ", 2) == 0);
}

static struct span without_end(struct span s)
{
	while (s.len && blank_at(s, s.len - 1))
		s.len--;
	return s;
}

/* What stands far to the right behind an empty line is code; behind another line it is text that somebody indented. */
static void add_prose(struct unwrapping *u, struct span line, size_t indent)
{
	struct span body = without_end((struct span){ line.at + indent, line.len - indent });
	enum line_kind kind = kind_of(body);
	bool code = !u->open && kind == LINE_TEXT && indent >= u->item + CODE_INDENT;

	if (kind == LINE_ITEM && item_sign(body))
		u->item = indent + item_sign(body);
	else if (kind != LINE_BLANK && !u->open && indent == 0)
		u->item = 0;
	if (kind == LINE_TEXT && u->open)
		add(u, " ", body);
	else
		add(u, "\n", without_end(line));
	u->open = (kind == LINE_TEXT || kind == LINE_ITEM) && !code && !breaks(line);
}

void unwrap_add(struct span text, struct str *out)
{
	struct unwrapping u = { .out = out };

	for (size_t at = 0; at < text.len;) {
		const char *end = memchr(text.at + at, '\n', text.len - at);
		struct span line = { text.at + at, end ? (size_t)(end - text.at) - at : text.len - at };
		size_t indent = blanks(line);

		if (fenced(&u, without_end((struct span){ line.at + indent, line.len - indent }))) {
			add(&u, "\n", line);
			u.open = false;
		} else {
			add_prose(&u, line, indent);
		}
		at += line.len + 1;
	}
	if (u.begun)
		str_add(out, "\n");
}
