#include "config.h"

#include <stdint.h>

#include "base/mem.h"
#include "codec/rx.h"
#include "tests/fuzz/fuzz.h"

/* The first line is the pattern, with its flags in front as one byte; the rest is the subject. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const uint8_t *end = n ? memchr(data, '\n', n) : NULL;
	size_t head = end ? (size_t)(end - data) : 0, at = 0;
	struct rx_match m;
	struct rx *rx;
	char *pattern;

	if (!head)
		return 0;
	pattern = mem_dupn((const char *)data + 1, head - 1);
	rx = rx_new(pattern, data[0] & 7u, NULL);
	/* A bounded number of searches, each from behind the match before it. */
	for (int i = 0; rx && i < 20; i++) {
		if (rx_find(rx, (const char *)end + 1, n - head - 1, at, &m) != RX_YES)
			break;
		FUZZ_HOLDS(m.group[0].set && m.group[0].at + m.group[0].len <= n - head - 1);
		at = m.group[0].at + m.group[0].len + 1;
	}
	rx_free(rx);
	free(pattern);
	return 0;
}
