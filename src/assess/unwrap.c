/* One pass over the lines. A line is judged by its beginning and by what is open before it; in doubt it stays a
 * line of its own. */
#include "config.h"

#include "assess/unwrap.h"

#include <string.h>

#include "base/str.h"

/* A line with this many blanks in front is code (CommonMark 4.4). */
#define CODE_INDENT 4
/* The most digits of a numbered item (CommonMark 5.2). */
#define NUMBER_MOST 9

/* What a line is in Markdown, as far as joining depends on it. */
enum line_kind {
	LINE_BLANK,
	LINE_TEXT, /* continues the open paragraph or item */
	LINE_ITEM, /* begins an item, which the next line may continue */
	LINE_ALONE, /* stands alone: the next line does not continue it */
	LINE_FENCE, /* begins or ends a block of code */
};

/* What is known at the beginning of a line. */
struct unwrapping {
	struct str *out;
	bool begun; /* a line was added already */
	bool open; /* the next line may continue the last one */
	size_t item; /* columns before the text of the open item; 0: no item is open */
	char fence; /* the character that fences the open block of code; 0: none is open */
	size_t fence_n; /* how many of these characters its fence has */
};

/* How often the line begins with this character. */
static size_t run_of(struct span s, char c)
{
	size_t n = 0;

	while (n < s.len && s.at[n] == c)
		n++;
	return n;
}

/* Blanks and tabs at the beginning. */
static size_t blanks(struct span s)
{
	size_t n = 0;

	while (n < s.len && (s.at[n] == ' ' || s.at[n] == '\t'))
		n++;
	return n;
}

/* The end of the line counts as a blank. */
static bool blank_at(struct span s, size_t i)
{
	return i >= s.len || s.at[i] == ' ' || s.at[i] == '\t';
}

/* Bytes of the sign of a list item, "- " or "12. ", with its blank; 0: the line is no item. */
static size_t item_sign(struct span s)
{
	size_t n = 0;

	if (strchr("-*+", s.at[0]))
		return blank_at(s, 1) ? 2 : 0;
	while (n < s.len && n < NUMBER_MOST && s.at[n] >= '0' && s.at[n] <= '9')
		n++;
	return n && n < s.len && strchr(".)", s.at[n]) && blank_at(s, n + 1) ? n + 2 : 0;
}

/* "---" or "* * *", and lines of "=" or "-", which make the line above a heading. */
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

/* HTML. An address in angle brackets is text. */
static bool is_tag(struct span s)
{
	return s.len > 1 && s.at[0] == '<' && !(s.len > 5 && memcmp(s.at, "<http", 5) == 0) && !blank_at(s, 1);
}

/* Three or more backticks or tildes; backticks with another backtick behind them are code within a line. */
static bool is_fence(struct span s)
{
	size_t n = run_of(s, '`');

	return n >= 3 ? !memchr(s.at + n, '`', s.len - n) : run_of(s, '~') >= 3;
}

/* body is the line without the blanks in front. */
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

/* The text is made harmless here. between separates it from what was added before. */
static void add(struct unwrapping *u, const char *between, struct span s)
{
	if (u->begun)
		str_add(u->out, between);
	u->begun = true;
	str_add_safe(u->out, s.at, s.len, STR_KEEP_LINES);
}

/* True while the line belongs to a block of code, its two fences included. */
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

/* A line that is far indented is code after an empty line; after another line it is indented text. */
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

/* Lines of a code block are added as they are; every other line goes through add_prose. */
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
