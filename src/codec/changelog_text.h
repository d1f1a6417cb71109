/* The lines of a changelog: made harmless, cut, and told apart from code blocks. Only for the files of
 * codec/changelog.h. */
#ifndef TEAL_CODEC_CHANGELOG_TEXT_H
#define TEAL_CODEC_CHANGELOG_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "codec/changelog.h"

/* An owned copy that is safe for a terminal, with a NUL at its end: see changelog.text. *len is at most three
 * times n. */
char *changelog_clean(const char *text, size_t n, size_t *len);

/* Takes the next line off *rest. The newline is part of neither. */
bool changelog_line(struct span *rest, struct span *line);
/* Removes blanks and newlines at both ends. */
struct span changelog_trim(struct span);
/* How many bytes a list marker takes at the beginning of a line, with the blanks around it; 0: the line begins
 * no item. */
size_t changelog_item(struct span line);
/* True for a code fence: three or more ` or ~, indented or not, possibly behind a list marker. */
bool changelog_fence_line(struct span line);

/* The open code block; run 0: none is open. To be zeroed before the first line. */
struct changelog_fence {
	char mark; /* ` or ~ */
	size_t run; /* how many of them the opening fence has */
	bool indented; /* the fence belongs to a list item */
};
/* Feeds one line. True when it belongs to a code block, the fences included. A fence inside a list item is
 * indented; such a block also ends with the item, at the first line that is not indented (spec.commonmark.org
 * 0.31, section 4.5). */
bool changelog_in_code(struct changelog_fence *, struct span line);

#endif
