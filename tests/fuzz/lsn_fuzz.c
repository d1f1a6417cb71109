#include "config.h"

#include "base/mem.h"
#include "codec/lsn.h"
#include "tests/fuzz/fuzz.h"

/* What is read is written to a text that reads the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *text = mem_dupn((const char *)data, n), back[LSN_TEXT];
	uint64_t lsn, again = 0;

	if (lsn_parse(text, &lsn)) {
		lsn_text(lsn, back);
		FUZZ_HOLDS(lsn_parse(back, &again) && again == lsn);
		FUZZ_HOLDS(lsn_diff(lsn, again) == 0);
		lsn_diff(lsn, 0);
		lsn_diff(0, lsn);
	}
	free(text);
	return 0;
}
