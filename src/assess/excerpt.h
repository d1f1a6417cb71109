/* What is kept of a document with a run: a text of the document's own form that says the same about the step from one version to the other,
 * and as little else as can be, so that the run's journal can be read again without any network. */
#ifndef TEAL_ASSESS_EXCERPT_H
#define TEAL_ASSESS_EXCERPT_H

#include <stdbool.h>
#include <stddef.h>

#include "assess/library.h"

struct err;
struct str;
struct version;

#define EXCERPT_WHOLE ((size_t)256 << 10) /* bytes of changelog until which each entry is kept as it is */
#define EXCERPT_MAX ((size_t)384 << 10) /* a line of the journal holds it, escaped */

/* Of the product's changelog the entries of (from, to] and the headings of the newest, the oldest and the first; where that is more than
 * EXCERPT_WHOLE, only what breaks and what demands a migration of an entry, and a sentence that says so. Of the charm's changelog the
 * newest releases that break something; of a tree the files that count; of a charm's file the image. False with err: the document cannot
 * be read, or the excerpt is larger than EXCERPT_MAX. */
bool excerpt_of(enum document, const char *bytes, size_t n, const struct version *from, const struct version *to, struct str *out,
                struct err *);

#endif
