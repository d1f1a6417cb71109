#include "config.h"

#include "tests/unit/golden.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/mem.h"

#define GOLDEN_MAX ((size_t)1 << 20)
#define LINES_SHOWN 8

static char *path_of(const char *name)
{
	const char *folder = getenv("TEAL_SRC");

	if (!folder)
		folder = getenv("srcdir");
	return mem_printf("%s/tests/golden/%s", folder ? folder : ".", name);
}

static void make_folders(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0755);
		*slash = '/';
	}
}

static bool write_file(char *path, const char *text)
{
	FILE *f;
	bool ok;

	make_folders(path);
	f = fopen(path, "w");
	ok = f && fputs(text, f) >= 0;
	if (f && fclose(f) != 0)
		ok = false;
	if (!ok)
		printf("# %s cannot be written: %s\n", path, strerror(errno));
	return ok;
}

static char *read_file(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text;

	if (!f) {
		printf("# %s cannot be read: %s (TEAL_GOLDEN_WRITE=1 makes it)\n", path, strerror(errno));
		return NULL;
	}
	text = mem_zalloc(GOLDEN_MAX + 1, 1);
	if (fread(text, 1, GOLDEN_MAX, f) == GOLDEN_MAX)
		printf("# %s is too long\n", path);
	fclose(f);
	return text;
}

static bool differ(const char *path, const char *got, const char *want)
{
	int shown = 0;

	for (int line = 1; *got || *want; line++) {
		int g = (int)strcspn(got, "\n"), w = (int)strcspn(want, "\n");

		if (g != w || strncmp(got, want, (size_t)g) != 0 || got[g] != want[w]) {
			if (shown++ < LINES_SHOWN)
				printf("# %s:%d\n#   got:  %.*s\n#   want: %.*s\n", path, line, g, got, w, want);
		}
		got += g + (got[g] == '\n');
		want += w + (want[w] == '\n');
	}
	if (shown > LINES_SHOWN)
		printf("# and %d lines more\n", shown - LINES_SHOWN);
	return shown > 0;
}

bool golden_same(const char *name, const char *got)
{
	const char *rewrite = getenv("TEAL_GOLDEN_WRITE");
	char *path = path_of(name), *want = NULL;
	bool ok;

	if (rewrite && strcmp(rewrite, "1") == 0) {
		ok = write_file(path, got);
	} else {
		want = read_file(path);
		ok = want && !differ(path, got, want);
	}
	free(want);
	free(path);
	return ok;
}
