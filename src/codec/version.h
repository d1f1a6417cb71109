/* Versions of Ory products as tags, images and juju write them: "v1.0.0", "1.3.1", "v25.4.0", "2.2.0-canonical",
 * "v0.11.0-alpha.0.pre.2".
 * Compared number by number: 1.3.1 -> 25.4.0 is the next release after it (there is no 1.4; the numbering became calendar-like),
 * so a jump of the first number says nothing. */
#ifndef TEAL_CODEC_VERSION_H
#define TEAL_CODEC_VERSION_H

#include <stdbool.h>
#include <stdint.h>

#define VERSION_TEXT 64

struct version {
	int32_t part[3];
	char suffix[32]; /* behind the hyphen, without it; "" for a release. Build data behind a plus is dropped. */
};

/* The whole text must be one version (a leading v is allowed); *out is untouched when it is not. NULL is not one. */
bool version_parse(const char *text, struct version *out);
/* "1.3.1", "2.2.0-canonical": without v. */
void version_text(const struct version *, char out[VERSION_TEXT]);

/* <0, 0, >0. Numbers first; a pre-release stands before its release (rules of semver.org 2.0.0, section 11).
 * A fork ("-canonical") compares equal to the release it was made from: ask version_is_fork before calling them the same software. */
int version_compare(const struct version *, const struct version *);
/* Starts with alpha, beta, rc or pre. */
bool version_is_prerelease(const struct version *);
/* Has a suffix that is no pre-release: somebody's own build, whose migrations are not upstream's. */
bool version_is_fork(const struct version *);

/* "rev409": a revision of the charm, which is no version of the product. */
bool version_charm_revision(const char *text, int64_t *revision);

#endif
