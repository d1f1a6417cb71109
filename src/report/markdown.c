/* Writing Markdown. Whatever is not Teal's own text goes through md_text or md_block, so that it can neither make marks
 * nor reach a terminal with control bytes. */
#include "config.h"

#include "report/markdown.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"

/* All marks are escaped, also where Markdown would not read them as one: which those are depends on the line around
 * them. */
void md_text(struct str *out, const char *text)
{
	struct str safe;

	if (!text)
		return;
	str_init(&safe, STR_PAGE);
	str_add_safe(&safe, text, strlen(text), STR_ONE_LINE);
	for (const char *c = str_text(&safe); *c; c++) {
		if (strchr("\\`*_[]<>|~&", *c))
			str_add(out, "\\");
		str_addn(out, c, 1);
	}
	str_release(&safe);
}

/* The fence must be longer than any that the text holds. */
static int fence_length(const char *text)
{
	int longest = 2, n = 0;

	for (; *text; text++) {
		n = *text == '`' ? n + 1 : 0;
		longest = n > longest ? n : longest;
	}
	return longest + 1;
}

/* At the very beginning of a text no gap is needed. Ends also when the text is full. */
void md_gap(struct str *out)
{
	while (out->len && (out->len < 2 || strcmp(out->s + out->len - 2, "\n\n") != 0) && str_add(out, "\n"))
		;
}

/* The text is foreign: a run's name or a step's translated title may hold marks. */
void md_heading(struct str *out, int level, const char *text)
{
	md_gap(out);
	for (int i = 0; i < level; i++)
		str_add(out, "#");
	str_add(out, " ");
	md_text(out, text);
	md_gap(out);
}

/* Marks mean nothing in a block; control bytes still do, so that the text is made harmless there too. */
void md_block(struct str *out, const char *text)
{
	int fence = fence_length(text);

	md_gap(out);
	for (int i = 0; i < fence; i++)
		str_add(out, "`");
	str_add(out, "\n");
	str_add_safe(out, text, strlen(text), STR_KEEP_LINES);
	str_add(out, out->len && out->s[out->len - 1] == '\n' ? "" : "\n");
	for (int i = 0; i < fence; i++)
		str_add(out, "`");
	md_gap(out);
}

/* A time that was never set is no date of 1970. */
void md_time(struct str *out, int64_t wall_ms)
{
	char at[CLOCK_TEXT];

	if (wall_ms <= 0) {
		str_add(out, "-");
		return;
	}
	clock_iso(wall_ms, at);
	str_addf(out, "%.10s %.8s", at, at + 11);
}

void md_span(struct str *out, int64_t ms)
{
	char text[CLOCK_TEXT];

	clock_span(ms, text);
	str_add(out, text);
}

void md_count(struct str *out, int64_t n)
{
	char text[CLOCK_TEXT];

	if (n < 0) {
		str_add(out, _("unknown"));
		return;
	}
	clock_count(n, text);
	str_add(out, text);
}
