/* The lines of a changelog: made harmless, taken apart, told from code blocks. The lowest part of codec/changelog.h, only for its files. */
#ifndef TEAL_CODEC_CHANGELOG_TEXT_H
#define TEAL_CODEC_CHANGELOG_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "codec/changelog.h"

/* An owned copy that a terminal can be given, NUL behind it: see changelog.text. *len: at most three times n. */
char *changelog_clean(const char *text, size_t n, size_t *len);

/* Takes the next line off *rest; the newline belongs to neither. */
bool changelog_line(struct span *rest, struct span *line);
/* Without blanks and newlines at both ends. */
struct span changelog_trim(struct span);
/* How many bytes a list marker takes at the beginning of a line, blanks in front and behind included; 0: it begins no item. */
size_t changelog_item(struct span line);
/* The line is a code fence: three or more ` or ~, indented or not, maybe behind a list marker. */
bool changelog_fence_line(struct span line);

/* The code block that is open; run 0: none. Zeroed before the first line. */
struct changelog_fence {
	char mark;
	size_t run;
	bool indented;
};
/* Feeds one line; true when it belongs to a code block, its fences included. Fences inside a list item are indented; such a block also ends
 * with the item, at the first line that is not indented, as CommonMark has it (spec.commonmark.org 0.31, section 4.5). */
bool changelog_in_code(struct changelog_fence *, struct span line);

#endif
