#include "config.h"

#include "codec/charm_file.h"

#include "base/err.h"
#include "base/mem.h"
#include "tests/unit/check.h"

/* As metadata.yaml had it in 2023, and as charmcraft.yaml has it now: the same keys with more around them. */
#define METADATA \
	"# Copyright 2022\nname: kratos\ndescription: |\n  Charmed Ory Kratos\n\n  resources:\n    oci-image:\n      upstream-source: " \
	"not/me:1.0.0\n" \
	"containers:\n  kratos:\n    resource: oci-image\n    mounts:\n      - storage: schemas\n        location: /etc/config\n" \
	"resources:\n  oci-image:\n    type: oci-image\n    description: Kratos oci-image\n    upstream-source: oryd/kratos:v0.11.1\n" \
	"requires:\n  pg-database:\n    interface: postgresql_client\n"
#define CHARMCRAFT \
	"type: charm\r\nresources: # what juju attaches\r\n\r\n  template:\r\n    type: file\r\n    description: >-\r\n" \
	"      upstream-source: not/me:1.0.0\r\n    upstream-source: not/me:2.0.0\r\n# between\r\n  \"oci-image\":\r\n      nested:\r\n" \
	"        upstream-source: not/me:3.0.0\r\n      upstream-source : 'ghcr.io/canonical/hydra:2.3.0-canonical' # the fork\r\n" \
	"  other:\r\n    upstream-source: not/me:4.0.0\r\nparts:\r\n  upstream-source: not/me:5.0.0\r\n"

/* A copy of its own size, so that a read behind the end is seen. */
static bool image_of(const char *text, char image[CHARM_IMAGE], struct err *err)
{
	size_t n = strlen(text);
	char *copy = malloc(n ? n : 1);
	bool ok;

	if (n)
		memcpy(copy, text, n);
	ok = charm_file_image(copy, n, image, err);
	free(copy);
	return ok;
}

static void the_image_is_found_in_old_and_new_files(void)
{
	char image[CHARM_IMAGE];

	CHECK(image_of(METADATA, image, NULL));
	CHECK_STR(image, "oryd/kratos:v0.11.1");
	CHECK(image_of(CHARMCRAFT, image, NULL));
	CHECK_STR(image, "ghcr.io/canonical/hydra:2.3.0-canonical");
	CHECK(image_of("resources:\n oci-image:\n  upstream-source: \"a:1\"", image, NULL));
	CHECK_STR(image, "a:1");
}

static void other_files_are_refused(void)
{
	static const char *const wrong[] = {
		"",
		"resources:\n",
		"\n\n\t\n:\n- \n",
		"resources:\n  oci-image:\n    type: oci-image\n",
		"resources:\n  oci-image:\n    upstream-source:\n",
		"resources:\n  oci-image:\n    upstream-source: # none\n",
		"resources:\n  oci-image:\n    upstream-source: *anchor\n",
		"resources:\n  oci-image:\n    upstream-source: a b\n",
		"resources:\n  oci-image:\n    upstream-source: \"a\x1b[2J:1\"\n",
		"resources:\n  oci-image:\n    upstream-source: a:1\n    upstream-source: b:2\n",
		"resources:\n  oci-image: {upstream-source: a:1}\n",
		"resources:\n  - oci-image:\n      upstream-source: a:1\n",
		"resources:\n  x: 1\n    oci-image:\n      upstream-source: a:1\n",
		"config:\n  oci-image:\n    upstream-source: a:1\n",
		"resources:\nother:\n  oci-image:\n    upstream-source: a:1\n",
		"resources: |\n  oci-image:\n    upstream-source: a:1\n",
	};
	char image[CHARM_IMAGE];

	for (size_t i = 0; i < mem_count(wrong); i++) {
		struct err err = { 0 };

		if (!CHECK(!image_of(wrong[i], image, &err)) || !CHECK(err.what[0] && err.why[0] && err.now[0]) || !CHECK_STR(image, ""))
			printf("# %s\n", wrong[i]);
	}
}

static void an_image_has_a_longest_name(void)
{
	static const char head[] = "resources:\n  oci-image:\n    upstream-source: ";
	char image[CHARM_IMAGE], *text = mem_zalloc(sizeof head + CHARM_IMAGE, 1);

	memcpy(text, head, sizeof head);
	memset(text + strlen(head), 'a', CHARM_IMAGE - 1);
	CHECK(image_of(text, image, NULL));
	CHECK_INT(strlen(image), CHARM_IMAGE - 1);
	text[strlen(text)] = 'a';
	CHECK(!image_of(text, image, NULL));
	free(text);
	text = mem_zalloc(CHARM_FILE_MAX + 1, 1);
	CHECK(!charm_file_image(text, CHARM_FILE_MAX + 1, image, NULL));
	CHECK(!charm_file_image(text, CHARM_FILE_MAX, image, NULL));
	free(text);
}

static void a_tag_is_a_version(void)
{
	static const char *const without[] = {
		"",          "ghcr.io/canonical/kratos",
		"a:latest",  "localhost:5000/kratos",
		"a:",        "a@sha256:1.2.3",
		"a:1.2.3/b", "a:1.2.3-abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij",
		"a:1.2.3 b"
	};
	struct version v = { .part = { 9 } };
	char text[VERSION_TEXT];

	CHECK(charm_image_version("localhost:5000/canonical/kratos:v1.3.1@sha256:0123", &v));
	version_text(&v, text);
	CHECK_STR(text, "1.3.1");
	CHECK(charm_image_version("ghcr.io/canonical/hydra:2.3.0-canonical", &v));
	CHECK(version_is_fork(&v));
	for (size_t i = 0; i < mem_count(without); i++)
		if (!CHECK(!charm_image_version(without[i], &v)))
			printf("# %s\n", without[i]);
	CHECK(!charm_image_version(NULL, &v));
	CHECK_INT(v.part[0], 2);
}

static const struct check_case cases[] = {
	{ "the image is found in old and new files of charms", the_image_is_found_in_old_and_new_files },
	{ "files without one image are refused", other_files_are_refused },
	{ "what is too long for an image or a file is refused", an_image_has_a_longest_name },
	{ "an image's version is its tag", a_tag_is_a_version },
};

CHECK_MAIN(cases)
