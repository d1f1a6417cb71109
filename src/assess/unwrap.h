/* Markdown of a changelog, with the lines of each paragraph and each list item joined. The generator of the
 * changelog broke them at 80 columns, and a pager of another width would break each line once more. Headings,
 * tables, quotations, rules and code stay as they are. */
#ifndef TEAL_ASSESS_UNWRAP_H
#define TEAL_ASSESS_UNWRAP_H

#include "codec/changelog.h"

struct str;

/* Adds the text, made harmless, with a newline at its end; an empty text adds nothing. In linear time. */
void unwrap_add(struct span text, struct str *out);

#endif
