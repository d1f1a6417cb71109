/* The documents about releases that a training serves in place of GitHub's, by GitHub's paths:
 *   /ory/kratos/<tag>/CHANGELOG.md                       releases 0.13.0 to 1.1.0, the same for every tag
 *   /repos/ory/kratos/git/trees/v<version>:persistence/sql/migrations/sql
 *   /canonical/kratos-operator/main/CHANGELOG.md
 *   /canonical/kratos-operator/rev<N>/charmcraft.yaml    and metadata.yaml: the revisions of sandbox/world/charms.h
 * The forms are those of the real files (facts/ory.md section 1, facts/charms.md 1.1), the words are the training's own and say so. Like
 * the real ones, the changelogs never mention that a migration is needed: only the lists of files show it. */
#ifndef TEAL_SANDBOX_PRODUCT_KRATOS_RELEASES_H
#define TEAL_SANDBOX_PRODUCT_KRATOS_RELEASES_H

#include <stdbool.h>
#include <stddef.h>

struct catalog;
struct str;

#define RELEASES_MAX ((size_t)2 << 20) /* bytes; the largest list has a quarter of it */

/* Adds the document to out (initialised by the caller, RELEASES_MAX at least) and sets its content type. False: no document has that path,
 * and out is untouched. Lists of migrations and the dates of the changelog come from the catalogue; a catalogue without rows gives neither.
 * path: of the URL, without a query. */
bool releases_document(const struct catalog *, const char *path, struct str *out, const char **content_type);

#endif
