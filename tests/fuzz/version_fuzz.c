#include "config.h"

#include "base/mem.h"
#include "codec/version.h"
#include "tests/fuzz/fuzz.h"

/* Two versions, one a line: each survives being written, and their order is the same from both sides. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *text = mem_dupn((const char *)data, n), *second = strchr(text, '\n'), back[VERSION_TEXT];
	struct version a, b, again;
	int64_t rev;

	if (second)
		*second++ = '\0';
	if (version_parse(text, &a)) {
		version_text(&a, back);
		FUZZ_HOLDS(version_parse(back, &again) && version_compare(&a, &again) == 0);
		FUZZ_HOLDS(!(version_is_fork(&a) && version_is_prerelease(&a)));
		if (version_parse(second, &b))
			FUZZ_HOLDS((version_compare(&a, &b) > 0) == (version_compare(&b, &a) < 0));
	}
	version_charm_revision(text, &rev);
	free(text);
	return 0;
}
