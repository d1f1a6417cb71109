#include "config.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/catalog.h"
#include "codec/ddl.h"
#include "tests/fuzz/fuzz.h"

/* The catalogue reads every list, and no pair stands in it twice. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct catalog_effect effect[CATALOG_EFFECTS];
	struct str out;
	int count;

	str_init(&out, STR_PAGE);
	ddl_effects((const char *)data, n, &out);
	FUZZ_HOLDS(!out.full);
	count = catalog_effects(str_text(&out), effect);
	FUZZ_HOLDS(count >= 0);
	for (int i = 0; i < count; i++)
		for (int k = 0; k < i; k++)
			FUZZ_HOLDS(effect[i].kind != effect[k].kind || strcmp(effect[i].table, effect[k].table) != 0);
	str_release(&out);
	return 0;
}
