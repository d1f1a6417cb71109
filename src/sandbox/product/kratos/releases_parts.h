/* The parts of the documents about releases: the texts (releases_text.c) and the lists of migrations (releases_tree.c). */
#ifndef TEAL_SANDBOX_PRODUCT_KRATOS_RELEASES_PARTS_H
#define TEAL_SANDBOX_PRODUCT_KRATOS_RELEASES_PARTS_H

#include <stdbool.h>

struct catalog;
struct str;

/* One release of a changelog. since: the release that the link in its heading compares it with. */
struct release_notes {
	const char *version, *since, *date; /* versions without v; date NULL: the catalogue's */
	const char *text; /* Markdown below the heading */
};

/* Newest first; each ends with a row of zeros. */
extern const struct release_notes release_notes_product[], release_notes_charm[];

/* The answer of the git-trees API for the folder of migrations at a version of the product; false when the catalogue does not cover the
 * version. */
bool releases_tree(const struct catalog *, const char *version, struct str *out);

#endif
