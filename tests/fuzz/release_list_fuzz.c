#include "config.h"

#include "base/mem.h"
#include "codec/release_list.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct release_list l;

	if (!release_list_parse((const char *)data, n, &l, NULL)) {
		FUZZ_HOLDS(!l.item && !l.count);
		return 0;
	}
	FUZZ_HOLDS(l.count && l.count <= l.listed && l.listed <= RELEASE_LIST_PAGE);
	for (size_t i = 0; i < l.count; i++) {
		FUZZ_HOLDS(l.item[i].tag[0] == 'v' && strlen(l.item[i].date) == 10 && !l.item[i].version.suffix[0]);
		FUZZ_HOLDS(!i || version_compare(&l.item[i - 1].version, &l.item[i].version) < 0);
	}
	release_list_release(&l);
	return 0;
}
