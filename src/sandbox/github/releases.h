/* The documents about releases that a training finds in place of GitHub's, by their paths there:
 *   /ory/kratos/<tag>/CHANGELOG.md                       releases 0.13.0 to 1.1.0, the same for every tag
 *   /repos/ory/kratos/git/trees/v<version>:persistence/sql/migrations/sql
 *   /canonical/kratos-operator/main/CHANGELOG.md
 *   /canonical/kratos-operator/rev<N>/charmcraft.yaml    and metadata.yaml: the revisions of sandbox/world/charms.h
 * The forms are those of the real files (facts/ory.md section 1, facts/charms.md 1.1), the words are the training's own and say so. As the
 * real ones do, they never say that a migration is needed: the lists of files do. */
#ifndef TEAL_SANDBOX_GITHUB_RELEASES_H
#define TEAL_SANDBOX_GITHUB_RELEASES_H

#include <stdbool.h>
#include <stddef.h>

struct catalog;
struct str;

#define RELEASES_MAX ((size_t)2 << 20) /* bytes; the largest list has a quarter of it */

/* Adds the document to out (initialised by the caller, RELEASES_MAX at least) and names its type. False: there is none, out is untouched.
 * Lists of migrations and the dates of the changelog come from the catalogue; of one without rows there are none. path: of the URL, without
 * a query. */
bool releases_document(const struct catalog *, const char *path, struct str *out, const char **content_type);

#endif
