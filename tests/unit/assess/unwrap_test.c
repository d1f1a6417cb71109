/* Which lines of a changelog are one, and which are not. */
#include "config.h"

#include "assess/unwrap.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "tests/unit/check.h"

static void becomes(const char *text, const char *want)
{
	struct str out;

	str_init(&out, STR_PAGE);
	unwrap_add((struct span){ text, strlen(text) }, &out);
	CHECK_STR(str_text(&out), want);
	str_release(&out);
}

static void a_paragraph_is_one_line(void)
{
	becomes("one\ntwo\nthree\n\nfour\nfive", "one two three\n\nfour five\n");
	becomes("one  \t\n  two", "one two\n");
	becomes("one\n\n\ntwo\n", "one\n\n\ntwo\n");
	becomes("", "");
	becomes("\n", "\n");
}

/* The generator breaks where a line is full, whatever the next word looks like. */
static void words_that_only_look_like_signs_are_joined(void)
{
	becomes("since\n1.3.1 of it", "since 1.3.1 of it\n");
	becomes("see\n#123", "see #123\n");
	becomes("and\n**bold** and\n_slanted_", "and **bold** and _slanted_\n");
	becomes("with\n-flag and\n--flag", "with -flag and --flag\n");
	becomes("at\n<https://example.org/a>", "at <https://example.org/a>\n");
	becomes("calls\n```x``` here", "calls ```x``` here\n");
}

static void an_item_goes_on_until_the_next(void)
{
	becomes("* **a:** one\n  two ([x](y)),\n  closes [#1](z)\n* b\n1. c\n   d\n2) e\n",
	        "* **a:** one two ([x](y)), closes [#1](z)\n* b\n1. c d\n2) e\n");
	becomes("- a\n  - b\n    c\n- d", "- a\n  - b c\n- d\n");
	/* A second paragraph of the item keeps its indentation. */
	becomes("- a\n\n  b\n  c\n", "- a\n\n  b c\n");
}

static void headings_tables_quotations_and_tags_stay(void)
{
	becomes("### A\nb\nc\n### D\n### E", "### A\nb c\n### D\n### E\n");
	becomes("Title\n=====\ntext\n---\nmore", "Title\n=====\ntext\n---\nmore\n");
	becomes("| a | b |\n| - | - |\n| 1 | 2 |\nbehind it", "| a | b |\n| - | - |\n| 1 | 2 |\nbehind it\n");
	becomes("> a\n> b\n\nc\n> d", "> a\n> b\n\nc\n> d\n");
	becomes("<details>\na\nb\n</details>\n<!-- c -->", "<details>\na b\n</details>\n<!-- c -->\n");
}

static void code_stays_as_it_is(void)
{
	becomes("a\nb\n```patch\n+ c\n  d  \n\nf\n```\ng\nh", "a b\n```patch\n+ c\n  d  \n\nf\n```\ng h\n");
	/* A shorter fence, and one with words behind it, end nothing. */
	becomes("~~~~\na\n~~~\n~~~~ b\nc\n~~~~\nd\ne", "~~~~\na\n~~~\n~~~~ b\nc\n~~~~\nd e\n");
	becomes("- a\n  ```\n  b\n  c\n  ```\n  d\n  e", "- a\n  ```\n  b\n  c\n  ```\n  d e\n");
	/* One that nobody closed. */
	becomes("```\na\nb\n", "```\na\nb\n");
	becomes("text:\n\n    a\n    b\n\nback\nagain", "text:\n\n    a\n    b\n\nback again\n");
	/* In an item four blanks are two of its own. */
	becomes("- a\n\n    b\n    c\n\n      d\n      e\n", "- a\n\n    b c\n\n      d\n      e\n");
}

static void a_break_on_purpose_stays(void)
{
	becomes("one  \ntwo\\\nthree\nfour", "one\ntwo\\\nthree four\n");
}

static void nothing_in_it_moves_a_terminal(void)
{
	becomes("red \x1b[31m\nand \xe2\x80\xae"
	        "bidi",
	        "red \\x1b[31m and \\u{202e}bidi\n");
}

/* What is joined is not lost, whatever its length. */
static void a_long_text_is_whole(void)
{
	struct str text, out;
	size_t lines = 20000;

	str_init(&text, STR_PAGE);
	str_init(&out, STR_PAGE);
	for (size_t i = 0; i < lines; i++)
		str_add(&text, "some words in a line\n");
	unwrap_add((struct span){ str_text(&text), text.len }, &out);
	CHECK_INT(out.len, text.len);
	CHECK(strchr(str_text(&out), '\n') == str_text(&out) + out.len - 1);
	str_release(&text);
	str_release(&out);
}

static const struct check_case cases[] = {
	{ "the lines of a paragraph become one", a_paragraph_is_one_line },
	{ "words that only look like signs are joined", words_that_only_look_like_signs_are_joined },
	{ "an item goes on until the next begins", an_item_goes_on_until_the_next },
	{ "headings, tables, quotations and tags stay", headings_tables_quotations_and_tags_stay },
	{ "code stays as it is", code_stays_as_it_is },
	{ "a break on purpose stays", a_break_on_purpose_stays },
	{ "nothing in it moves a terminal", nothing_in_it_moves_a_terminal },
	{ "a long text is whole", a_long_text_is_whole },
};

CHECK_MAIN(cases)
