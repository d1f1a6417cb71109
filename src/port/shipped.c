/* A program that was built and not installed recognises its folder by config.status, which configure leaves
 * there and which names the folder of the sources. */
#include "config.h"

#include "port/shipped.h"

#include <limits.h>

#include "base/mem.h"
#include "base/str.h"
#include "port/paths.h"

#define STATUS_MAX ((size_t)4 << 20) /* bytes of config.status; it has 60 kB */

/* The folder of the running program, by /proc, since argv[0] may be relative or anything else. Owned; NULL
 * where there is no /proc. */
static char *own_folder(void)
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

	if (n <= 0)
		return NULL;
	self[n] = '\0';
	/* The link is absolute, so there is a slash in it. */
	*strrchr(self, '/') = '\0';
	return mem_dup(self);
}

/* Owned; NULL when nothing is built in folder. */
static char *sources_of(const char *folder)
{
	static const char key[] = "\nsrcdir='";
	char *path = mem_printf("%s/config.status", folder), *out = NULL;
	const char *at = NULL;
	struct str text;

	str_init(&text, STATUS_MAX);
	if (file_exists(path) && file_read(path, STATUS_MAX, &text, NULL))
		at = strstr(str_text(&text), key);
	if (at) {
		at += strlen(key);
		out = *at == '/' ? mem_dupn(at, strcspn(at, "'")) : mem_printf("%s/%.*s", folder, (int)strcspn(at, "'"), at);
	}
	str_release(&text);
	free(path);
	return out;
}

/* Owned; NULL when the environment does not say. */
static char *from_environment(const char *variable, const char *name)
{
	const char *folder = getenv(variable);

	return folder && *folder ? mem_printf("%s/%s", folder, name) : NULL;
}

/* Where the environment says, else beside the program where it was built, else where it is installed. in_sources: below the sources, and
 * not beside the program. Owned. */
static char *find(const char *variable, const char *name, const char *in_sources, const char *installed)
{
	char *path = from_environment(variable, name), *folder, *sources;

	if (path)
		return path;
	folder = own_folder();
	sources = folder ? sources_of(folder) : NULL;
	if (!sources)
		path = mem_printf("%s/%s", installed, name);
	else if (in_sources)
		path = mem_printf("%s/%s/%s", sources, in_sources, name);
	else
		path = mem_printf("%s/%s", folder, name);
	free(sources);
	free(folder);
	return path;
}

char *shipped_data(const char *name)
{
	return find("TEAL_PKGDATADIR", name, "data", PKGDATADIR);
}

char *shipped_program(const char *name)
{
	return find("TEAL_PKGLIBEXECDIR", name, NULL, PKGLIBEXECDIR);
}
