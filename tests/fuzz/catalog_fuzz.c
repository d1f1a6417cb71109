#include "config.h"

#include "base/mem.h"
#include "codec/catalog.h"
#include "tests/fuzz/fuzz.h"

/* An empty line parts the two files. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const uint8_t *cut = n ? memmem(data, n, "\n\n", 2) : NULL;
	size_t first = cut ? (size_t)(cut - data) + 1 : n, second = cut ? first + 1 : n;
	struct catalog_diff diff;
	struct catalog_set set;
	struct catalog c;

	if (!catalog_parse((const char *)data, first, (const char *)data + second, n - second, &c, NULL))
		return 0;
	for (size_t i = 0; i < c.tags && i < 50; i++) {
		if (!catalog_between(&c, c.tag[i].product, c.tag[0].tag, c.tag[i].tag, &set, NULL) &&
		    !catalog_until(&c, c.tag[i].product, c.tag[i].tag, &set, NULL))
			continue;
		catalog_compare(&set, &c.tag[0].tag, 1, &diff);
		FUZZ_HOLDS(diff.missing.count <= set.count && diff.extras <= 1);
		catalog_diff_release(&diff);
		catalog_set_release(&set);
	}
	catalog_release(&c);
	return 0;
}
