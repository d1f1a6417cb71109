/* A version as the operator writes it: "v1.0.0", "1.0.0", or a revision of the charm, "rev500". */
#ifndef TEAL_ASSESS_REF_H
#define TEAL_ASSESS_REF_H

#include <stdbool.h>
#include <stdint.h>

#include "codec/version.h"

struct catalog;
struct err;

/* A version of the product, with the charm's revision when the operator named one. */
struct release_ref {
	char version[VERSION_TEXT]; /* of the product, without v */
	struct version parsed;
	int64_t revision; /* of the charm; -1: none was named */
	const char *note; /* borrowed: the note of the charm's row in the catalogue; "": none */
};

/* False with err (ERR_INPUT, with the nearest known ones) for a text that is neither version nor revision, for
 * a revision that the catalogue does not know, and for a version that no release of the product has. Forks and
 * pre-releases are accepted as versions; the assessment deals with the fact that their migrations are not known
 * (assess.h). */
bool release_ref_read(const struct catalog *, const char *product, const char *text, struct release_ref *, struct err *);
/* The same for a version that was observed and not typed: every version that can be parsed is accepted. */
bool release_ref_seen(const char *version, int64_t revision, struct release_ref *);

#endif
