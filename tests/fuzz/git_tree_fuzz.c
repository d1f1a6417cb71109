#include "config.h"

#include "base/mem.h"
#include "codec/charm_file.h"
#include "codec/git_tree.h"
#include "tests/fuzz/fuzz.h"

/* The same bytes as a list of files and as a charm's file. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char image[CHARM_IMAGE];
	struct tree_migrations t;
	struct version v;

	if (git_tree_parse((const char *)data, n, &t, NULL))
		FUZZ_HOLDS(t.entries && t.count + t.gos <= t.entries);
	for (size_t i = 0; i < t.count; i++) {
		FUZZ_HOLDS(t.item[i].version[0] && t.item[i].name[0] && t.item[i].file[0]);
		FUZZ_HOLDS(!i || strcmp(t.item[i - 1].version, t.item[i].version) < 0);
	}
	tree_migrations_release(&t);
	if (charm_file_image((const char *)data, n, image, NULL)) {
		FUZZ_HOLDS(image[0]);
		charm_image_version(image, &v);
	}
	return 0;
}
