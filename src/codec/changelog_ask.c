/* Questions to a changelog: the entries between two releases, and which of their sentences matter for the
 * database. */
#include "config.h"

#include "codec/changelog.h"

#include <strings.h>

#include "base/mem.h"
#include "codec/changelog_heading.h"
#include "codec/changelog_text.h"
#include "codec/rx.h"

/* How far a quote reaches from the words that matter, in bytes; a longer sentence is cut. */
#define REACH 600
/* More bytes than any wording has on either side of its key word. */
#define WORDING 256

/* Decided by the version and not by the place: a file may have a release of an older line between two newer
 * ones. */
size_t changelog_between(const struct changelog *c, const struct version *from, const struct version *to, size_t *index)
{
	size_t n = 0;

	for (size_t i = 0; i < c->entries; i++) {
		const struct changelog_entry *e = &c->entry[i];

		if (!e->phantom && version_compare(&e->version, from) > 0 && version_compare(&e->version, to) <= 0)
			index[n++] = i;
	}
	return n;
}

/* A fork compares equal to its release, so the two are told apart by version_is_fork. */
const struct changelog_entry *changelog_find(const struct changelog *c, const struct version *v)
{
	for (size_t i = c->entries; i--;) {
		const struct changelog_entry *e = &c->entry[i];

		if (!e->phantom && version_compare(&e->version, v) == 0 && version_is_fork(&e->version) == version_is_fork(v))
			return e;
	}
	return NULL;
}

/* A blank as Markdown may show it: with a line break of the wrapped file, or with marks of emphasis or code
 * around it. */
#define GAP "[\\s*_`]{1,16}"
#define SQL_MIGRATIONS "(?:(?:the|all)" GAP ")?SQL" GAP "migrations?\\b"
#define COMMAND "[a-z]{1,16}" GAP "migrate" GAP "sql\\b"

/* The wordings of real releases (facts/ory.md, "Wording that ever demanded migrations"). Each says that
 * something has to be run or that the schema changed. A subject line like "Add SQL migrations" or "Document `…
 * migrate sql`" says neither. */
static const char demands[] =
	"(?<!not\\s)(?<!n't\\s)(?<!longer\\s)\\b(?:requires?|must|needs?|ha(?:s|ve)|please)" GAP "(?:you" GAP ")?(?:to" GAP ")?"
	"(?:run|apply)(?:ning|ing)?" GAP "(?:" SQL_MIGRATIONS "|" COMMAND ")"
	"|(?<!not\\s)(?<!n't\\s)(?<!longer\\s)\\brequires?" GAP SQL_MIGRATIONS "|\\b(?:release|patch|change|version)" GAP
	"includes?" GAP SQL_MIGRATIONS "|(?:(?<![^\\n])|(?<=\\n[*_]{2})|(?<=[.)]\\s)|(?<=[.)]\\s[*_]{2}))Run" GAP COMMAND "|\\b" COMMAND GAP
	"\\$DSN\\b"
	"|\\bchange[sd]" GAP "the" GAP "(?:SQL" GAP "schema|primary" GAP "key" GAP "of" GAP "the" GAP "\\w{1,64}" GAP "table)\\b"
	"|\\bdatabase" GAP "schema" GAP "(?:has" GAP ")?changed\\b";

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static size_t skip_any(struct span t, size_t at, const char *set)
{
	while (at < t.len && t.at[at] && strchr(set, t.at[at]))
		at++;
	return at;
}

/* Each wording has one of these words. They are rare and searched first, because the pattern alone would take
 * ten times as long. */
static bool key_word(struct span t, size_t at)
{
	static const char *const words[] = { "sql", "primary", "schema" };

	if ((t.at[at] | 0x20) != 's' && (t.at[at] | 0x20) != 'p')
		return false;
	for (size_t i = 0; i < mem_count(words); i++) {
		size_t n = strlen(words[i]);

		if (t.len - at >= n && strncasecmp(t.at + at, words[i], n) == 0)
			return (at == 0 || !is_letter(t.at[at - 1])) && (at + n == t.len || !is_letter(t.at[at + n]));
	}
	return false;
}

/* The next part of the text, from *to on, that has key words, with as much around them as a wording can take.
 * False when there is none. */
static bool next_region(struct span t, size_t *from, size_t *to)
{
	size_t at = *to;

	while (at < t.len && !key_word(t, at))
		at++;
	if (at == t.len)
		return false;
	*from = at > WORDING ? at - WORDING : 0;
	for (*to = at; at < t.len && at - *to <= WORDING; at++)
		if (key_word(t, at))
			*to = at;
	*to = t.len - *to > WORDING ? *to + WORDING : t.len;
	return true;
}

/* True when the point at "at" ends a sentence: a blank follows, and then no small letter. "0.7", "e.g. x" and
 * "..." do not. */
static bool ends_sentence(struct span t, size_t at, size_t *behind)
{
	size_t i;

	if (!strchr(".!?", t.at[at]) || !t.at[at] || (at > 1 && t.at[at] == '.' && (t.at[at - 1] == '.' || t.at[at - 2] == '.')))
		return false;
	*behind = i = skip_any(t, at + 1, "*_`)\"'");
	if (i < t.len && !is_space(t.at[i]))
		return false;
	i = skip_any(t, i, " \t\n*_`(\"'");
	return i == t.len || t.at[i] < 'a' || t.at[i] > 'z';
}

/* The line that begins at "at", without its newline. */
static struct span line_at(struct span t, size_t at)
{
	struct span rest = { t.at + at, t.len - at }, line = { rest.at, 0 };

	changelog_line(&rest, &line);
	return line;
}

/* No sentence continues across an empty line, a heading or a fence. */
static bool parts_text(struct span line)
{
	return !changelog_trim(line).len || line.at[0] == '#' || changelog_fence_line(line);
}

/* Where the sentence around "at" begins, searched from low on. */
static size_t sentence_start(struct span t, size_t low, size_t at)
{
	size_t start = low, behind;

	while (start < at && !is_letter(t.at[start]))
		start++;
	for (size_t i = low; i < at; i++) {
		if (i == 0 || t.at[i - 1] == '\n') {
			struct span line = line_at(t, i);

			if (parts_text(line))
				start = i + line.len;
			else if (changelog_item(line))
				start = i + changelog_item(line);
			else if (i == 0)
				start = 0;
		}
		if (ends_sentence(t, i, &behind) && behind <= at)
			start = behind;
	}
	return start < at ? start : at;
}

/* A quote that is cut at high ends between two code points. */
static size_t sentence_end(struct span t, size_t at, size_t high)
{
	size_t behind;

	for (size_t i = at; i < high; i++) {
		if (t.at[i] == '\n' && i + 1 < t.len) {
			struct span line = line_at(t, i + 1);

			if (parts_text(line) || changelog_item(line))
				return i;
		}
		if (ends_sentence(t, i, &behind))
			return behind;
	}
	while (high > at && high < t.len && (t.at[high] & 0xc0) == 0x80)
		high--;
	return high;
}

/* The pattern is compiled only for the few releases that have a key word. */
bool changelog_demands(const struct changelog *c, const struct changelog_entry *e, struct span *quote)
{
	struct rx *rx = NULL;
	struct span t = e->text;
	struct rx_match match;
	size_t from, to = 0;
	bool found = false;

	(void)c;
	while (!found && next_region(t, &from, &to)) {
		rx = rx ? rx : rx_must(demands, RX_NOCASE);
		found = rx_find(rx, t.at, to, from, &match) == RX_YES;
	}
	rx_free(rx);
	if (found && quote) {
		size_t at = match.group[0].at, end = at + match.group[0].len;
		size_t start = sentence_start(t, at > REACH ? at - REACH : 0, at);

		end = sentence_end(t, end, t.len - end > REACH ? end + REACH : t.len);
		*quote = changelog_trim((struct span){ t.at + start, end - start });
	}
	return found;
}

/* "BREAKING CHANGE: …" as commits write it, possibly in a list or in bold. */
static bool says_breaking(struct span line)
{
	static const char words[] = "BREAKING CHANGE";
	size_t at = skip_any(line, changelog_item(line), " \t*_");

	return line.len - at >= sizeof words - 1 && memcmp(line.at + at, words, sizeof words - 1) == 0;
}

/* From this line to the end of its paragraph or list item. A paragraph that ends with a colon takes the text
 * after it as well. */
static struct span passage(struct span line, struct span rest)
{
	struct span text = line, next;
	struct changelog_heading h;
	bool item = changelog_item(line), announces = false;

	while (changelog_line(&rest, &next) && !changelog_heading_read(next, &h) && !(item && changelog_item(next))) {
		announces = announces || (!item && text.at[changelog_trim(text).len - 1] == ':');
		if (!announces && !changelog_trim(next).len)
			break;
		text.len = (size_t)(next.at + next.len - text.at);
	}
	return changelog_trim(text);
}

/* The first such line outside code and before "end". */
static bool breaking_line(struct span t, const char *end, struct span *text)
{
	struct changelog_fence fence = { 0 };
	struct span rest = t, line;

	while (changelog_line(&rest, &line) && line.at < end) {
		if (changelog_in_code(&fence, line) || !says_breaking(line))
			continue;
		*text = passage(line, rest);
		return true;
	}
	return false;
}

/* The first of line and section counts, because people repeat in the section what they wrote above it. */
bool changelog_breaking(const struct changelog *c, const struct changelog_entry *e, struct span *text)
{
	const struct changelog_section *s = NULL;
	struct span found;

	for (size_t i = e->section; i < e->section + e->sections && !s; i++)
		if (c->section[i].kind == CHANGELOG_BREAKING)
			s = &c->section[i];
	if (!breaking_line(e->text, s ? s->title.at : e->text.at + e->text.len, &found)) {
		if (!s)
			return false;
		found = changelog_trim(s->text);
	}
	if (text)
		*text = found;
	return true;
}
