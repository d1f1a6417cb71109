/* Folders and files, readable for their owner alone. A file that is read is bounded; a file that is written is
 * durable before its name shows it. */
#include "config.h"

#include "port/paths.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"

/* DEPTH_MAX: each level of a removal holds a descriptor open. NAMES_MAX: Teal makes no folder with more names. */
enum { DEPTH_MAX = 64, NAMES_MAX = 100000 };

/* "…: PATH: strerror" with what to do about it. why is an errno. */
static bool fail(struct err *err, int why, const char *what, const char *path)
{
	const char *now = why == EACCES || why == EPERM || why == EROFS ? _("Check who owns it and its permissions.")
	                  : why == ENOSPC || why == EDQUOT              ? _("Make room on the disk, then try again.")
	                  : why == ENOENT                               ? _("Check the name.")
	                                                                : "";

	return err_whyf(err, ERR_ENVIRONMENT, what, now, "%s: %s", path, strerror(why));
}

/* Owned; NULL and err when there is none. HOME comes first, as in the shells; the user database serves programs
 * that are started without an environment. */
static char *home(struct err *err)
{
	const char *env = getenv("HOME");
	const struct passwd *user;

	if (env && *env == '/')
		return mem_dup(env);
	user = getpwuid(geteuid());
	if (user && user->pw_dir && *user->pw_dir == '/')
		return mem_dup(user->pw_dir);
	err_set(err, ERR_ENVIRONMENT, _("there is no home folder"), _("HOME is not set, and the user database has none"),
	        _("Set HOME to a folder of yours."));
	return NULL;
}

/* Owned; the folder exists afterwards. A relative path in these variables is to be ignored (XDG Base Directory
 * Specification). */
static char *xdg(const char *variable, const char *fallback, const char *below, struct err *err)
{
	const char *base = getenv(variable);
	char *folder, *home_folder = NULL;

	if (base && *base == '/') {
		folder = mem_printf("%s/teal%s", base, below);
	} else {
		home_folder = home(err);
		folder = home_folder ? mem_printf("%s/%s/teal%s", home_folder, fallback, below) : NULL;
	}
	free(home_folder);
	if (folder && !paths_make(folder, err)) {
		free(folder);
		return NULL;
	}
	return folder;
}

/* The folder is made when it is missing, also for a command that only looks. */
char *paths_runs(struct err *err)
{
	return xdg("XDG_STATE_HOME", ".local/state", "/runs", err);
}

char *paths_config(struct err *err)
{
	return xdg("XDG_CONFIG_HOME", ".config", "", err);
}

char *paths_cache(struct err *err)
{
	return xdg("XDG_CACHE_HOME", ".cache", "", err);
}

/* Follows links: a home folder may be one. */
static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Makes each level first and checks afterwards, since another Teal may make the folder between a check and the
 * mkdir. A folder that existed keeps its permissions. */
bool paths_make(const char *folder, struct err *err)
{
	char *path = mem_dup(folder);
	bool ok = *path != '\0';
	int why;

	for (char *end = path + (*path == '/'); ok && *end; end++) {
		end += strcspn(end, "/");
		char kept = *end;

		*end = '\0';
		why = mkdir(path, 0700) < 0 ? errno : 0;
		if (why && !is_folder(path))
			ok = fail(err, why == EEXIST ? ENOTDIR : why, _("a folder cannot be made"), path);
		*end = kept;
		if (!kept)
			break;
	}
	if (!*folder)
		fail(err, EINVAL, _("a folder cannot be made"), folder);
	free(path);
	return ok;
}

/* Takes over fd. Returns 0 or an errno; goes on after a failure, so that as much as possible is removed. */
static int empty_folder(int fd, int depth)
{
	DIR *dir = fdopendir(fd);
	const struct dirent *entry;
	int why = 0;

	if (!dir) {
		why = errno;
		close(fd);
		return why;
	}
	while ((entry = readdir(dir))) {
		int flags = 0, below;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		/* A link is removed, never what it points to. What is no folder fails to open and is unlinked below. */
		below = openat(dirfd(dir), entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (below >= 0) {
			int worse = depth < DEPTH_MAX ? empty_folder(below, depth + 1) : ELOOP;

			if (depth >= DEPTH_MAX)
				close(below);
			why = worse ? worse : why;
			flags = AT_REMOVEDIR;
		}
		if (unlinkat(dirfd(dir), entry->d_name, flags) < 0 && errno != ENOENT)
			why = why ? why : errno;
	}
	closedir(dir);
	return why;
}

/* A path of slashes and dots alone is refused: it would be the root, or a folder above the current one. */
bool paths_remove(const char *folder, struct err *err)
{
	const char *what = _("a folder cannot be removed");
	int fd, why;

	if (!*folder || strspn(folder, "/.") == strlen(folder))
		return fail(err, EINVAL, what, folder);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? true : fail(err, errno, what, folder);
	why = empty_folder(fd, 0);
	/* The first failure is the cause; "not empty" only follows from it. */
	if (rmdir(folder) < 0 && !why)
		why = errno;
	return why ? fail(err, why, what, folder) : true;
}

/* O_NONBLOCK, so that opening a named pipe does not block the caller. */
static int open_regular(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	if (fd < 0 || (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)))
		return fd;
	close(fd);
	errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
	return -1;
}

/* max counts the bytes of the file, so that out may hold text already. */
bool file_read(const char *path, size_t max, struct str *out, struct err *err)
{
	const char *what = _("a file cannot be read");
	int fd = open_regular(path), why = 0;
	char chunk[16384];
	size_t total = 0;
	ssize_t n;

	if (fd < 0)
		return fail(err, errno, what, path);
	while ((n = read(fd, chunk, sizeof chunk)) != 0 && !why) {
		if (n < 0) {
			why = errno == EINTR ? 0 : errno;
			continue;
		}
		total += (size_t)n;
		if (total > max || !str_addn(out, chunk, (size_t)n))
			why = EFBIG;
	}
	close(fd);
	return why ? fail(err, why, what, path) : true;
}

/* Returns 0 or an errno. fdatasync belongs to the writing, since a failing disk may say so only then. */
static int write_all(int fd, const char *bytes, size_t n)
{
	while (n) {
		ssize_t w = write(fd, bytes, n);

		if (w < 0 && errno == EINTR)
			continue;
		if (w < 0)
			return errno;
		bytes += w;
		n -= (size_t)w;
	}
	return fdatasync(fd) < 0 ? errno : 0;
}

/* Returns 0 or an errno. A rename is durable only when the folder was synced. */
static int sync_folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? mem_dupn(path, slash == path ? 1 : (size_t)(slash - path)) : mem_dup(".");
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), why = 0;

	if (fd < 0 || fsync(fd) < 0)
		why = errno;
	if (fd >= 0)
		close(fd);
	free(folder);
	return why;
}

/* The temporary stands beside the file, since rename does not cross file systems. Whatever fails, the old file
 * is untouched; only a process that is killed in between leaves its temporary behind. */
bool file_write(const char *path, const char *bytes, size_t n, struct err *err)
{
	char *temporary = mem_printf("%s.XXXXXX", path);
	int fd = mkostemp(temporary, O_CLOEXEC), why = fd < 0 ? errno : 0;

	if (fd >= 0) {
		why = write_all(fd, bytes, n);
		if (close(fd) < 0 && !why)
			why = errno;
		if (!why && rename(temporary, path) < 0)
			why = errno;
		if (why)
			unlink(temporary);
		else
			why = sync_folder_of(path);
	}
	free(temporary);
	return why ? fail(err, why, _("a file cannot be written"), path) : true;
}

/* True when the name is there, whether or not it may be read. */
bool file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

/* Compares bytes: the order must not depend on the language. */
static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A folder that cannot be read and a missing one give the same result: the callers show an empty list for both. */
char **folder_list(const char *folder, size_t *n)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	char **name;
	size_t cap = 16;

	*n = 0;
	if (!dir)
		return NULL;
	name = mem_zalloc(cap, sizeof *name);
	while (*n < NAMES_MAX && (entry = readdir(dir))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (*n == cap) {
			name = mem_grow(name, cap, cap * 2, sizeof *name);
			cap *= 2;
		}
		name[(*n)++] = mem_dup(entry->d_name);
	}
	closedir(dir);
	qsort(name, *n, sizeof *name, by_name);
	return name;
}

void folder_list_free(char **names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(names[i]);
	free(names);
}
