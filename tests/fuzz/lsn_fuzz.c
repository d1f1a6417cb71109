#include "config.h"

#include "base/mem.h"
#include "codec/lsn.h"
#include "tests/fuzz/fuzz.h"

/* What is refused leaves the number alone. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *text = mem_dupn((const char *)data, n);
	uint64_t lsn = 7;

	FUZZ_HOLDS(lsn_parse(text, &lsn) || lsn == 7);
	free(text);
	return 0;
}
