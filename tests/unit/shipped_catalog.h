/* The catalogue that is shipped, for tests: read from data/ of the sources. */
#ifndef TEAL_TESTS_SHIPPED_CATALOG_H
#define TEAL_TESTS_SHIPPED_CATALOG_H

#include <stdlib.h>

#include "base/mem.h"
#include "codec/catalog.h"
#include "tests/unit/check.h"
#include "tests/unit/read_file.h"

/* Once: a catalogue that was read stays. */
static inline bool shipped_catalog(struct catalog *c)
{
	static const char *const names[] = { "migrations_by_tag", "releases", "charms" };
	const char *src = getenv("TEAL_SRC");
	char *text[3];
	size_t n[3];
	bool ok;

	if (c->migrations)
		return true;
	for (size_t i = 0; i < 3; i++) {
		char *path = mem_printf("%s/data/%s.tsv", src ? src : ".", names[i]);

		text[i] = read_file(path, &n[i]);
		free(path);
	}
	ok = CHECK(text[0] && text[1] && text[2]) && CHECK(catalog_parse(text[0], n[0], text[1], n[1], c, NULL)) &&
	     CHECK(catalog_add_charms(c, text[2], n[2], NULL));
	for (size_t i = 0; i < 3; i++)
		free(text[i]);
	return ok;
}

#endif
