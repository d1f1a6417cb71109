/* charmcraft.yaml (metadata.yaml before August 2024) of a product's charm: which image of the product a charm release was made
 * for. `upstream-source` of the resource `oci-image` is the only place in a charm's repository that says so (facts/charms.md 1.1). */
#ifndef TEAL_CODEC_CHARM_FILE_H
#define TEAL_CODEC_CHARM_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "codec/version.h"

struct err;

#define CHARM_FILE_MAX ((size_t)1 << 20) /* bytes */
#define CHARM_IMAGE 256

/* "ghcr.io/canonical/PRODUCT:1.3.1" into image. False with err when the file does not name one. Reads only the
 * block form of YAML in which these files are written (indentation, comments, quotes). */
bool charm_file_image(const char *text, size_t n, char image[CHARM_IMAGE], struct err *);
/* The version in an image's tag; a digest behind the tag is ignored. False when the tag is no version. */
bool charm_image_version(const char *image, struct version *out);

#endif
