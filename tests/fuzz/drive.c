#include "config.h"

#include "tests/fuzz/fuzz.h"
#include "tests/unit/read_file.h"

/* Replays each file that is named; ends with 1 when one cannot be read. */
int main(int argc, char **argv)
{
	int bad = 0;

	for (int i = 1; i < argc; i++) {
		size_t n;
		char *bytes = read_file(argv[i], &n);

		if (!bytes) {
			fprintf(stderr, "%s cannot be read\n", argv[i]);
			bad = 1;
			continue;
		}
		/* A block of its own size, so that a read behind the end is seen. */
		bytes = mem_grow(bytes, n + 1, n, 1);
		LLVMFuzzerTestOneInput((const uint8_t *)bytes, n);
		free(bytes);
	}
	return bad;
}
