/* Versions of Ory products as tags, images and juju write them: "v1.0.0", "1.3.1", "v25.4.0", "2.2.0-canonical",
 * "v0.11.0-alpha.0.pre.2".
 * Compared number by number. The release after 1.3.1 is 25.4.0 (there is no 1.4; the numbering became calendar-like), so a jump of the
 * first number has no meaning. */
#ifndef TEAL_CODEC_VERSION_H
#define TEAL_CODEC_VERSION_H

#include <stdbool.h>
#include <stdint.h>

#define VERSION_TEXT 64

/* A version of the product. */
struct version {
	int32_t part[3];
	char suffix[32]; /* behind the hyphen, without it; "" for a release. Build data behind a plus is dropped. */
};

/* The whole text must be one version (a leading v is allowed); else false, and *out is untouched. text may be
 * NULL (false). */
bool version_parse(const char *text, struct version *out);
/* "1.3.1", "2.2.0-canonical": without v. */
void version_text(const struct version *, char out[VERSION_TEXT]);

/* Below 0, 0 or above 0. Numbers first; a pre-release comes before its release (semver.org 2.0.0, section 11).
 * A fork ("-canonical") compares equal to the release that it was made from: ask version_is_fork before
 * treating the two as the same software. */
int version_compare(const struct version *, const struct version *);
/* True when the suffix begins with the word alpha, beta, rc or pre. */
bool version_is_prerelease(const struct version *);
/* True for a suffix that is no pre-release: a build of somebody else, whose migrations may differ from
 * upstream's. */
bool version_is_fork(const struct version *);

/* "rev409": a revision of the charm, which is not a version of the product. */
bool version_charm_revision(const char *text, int64_t *revision);

#endif
