/* One heading line of a changelog, and what it says about a release. Only for the files of codec/changelog.h. */
#ifndef TEAL_CODEC_CHANGELOG_HEADING_H
#define TEAL_CODEC_CHANGELOG_HEADING_H

#include <stdbool.h>

#include "codec/changelog.h"

/* A heading. entry, project and full are set for a heading of a release only. */
struct changelog_heading {
	int level; /* 1 to 3: how many # */
	struct span title;
	/* The title is that of a release: a version (none for a phantom) with a link to what changed, or with a date, or both. */
	bool release;
	struct changelog_entry entry; /* version, phantom, date and since */
	struct span project; /* the link before "/compare/": "https://github.com/ory/PRODUCT"; empty without a link */
	bool full; /* a release with link and date; no other line looks like this by chance */
};

/* False when the line is no heading: not at column 0, deeper than level 3, or without a title. */
bool changelog_heading_read(struct span line, struct changelog_heading *out);

#endif
