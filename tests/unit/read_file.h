/* Reads a file for a test: the bytes with a NUL behind them, owned by the caller; NULL when there is none. */
#ifndef TEAL_TESTS_READ_FILE_H
#define TEAL_TESTS_READ_FILE_H

#include <stdio.h>

#include "base/mem.h"

static inline __attribute__((unused)) char *read_file(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	char *text = NULL;
	size_t got = 1;

	*n = 0;
	while (f && got) {
		text = mem_grow(text, *n, *n + 65537, 1);
		got = fread(text + *n, 1, 65536, f);
		*n += got;
		text[*n] = '\0';
	}
	if (f)
		fclose(f);
	return text;
}

#endif
