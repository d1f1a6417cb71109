/* The folder, its lock, the removal of old folders, and giving up the rights of root. */
#include "config.h"

#include "sandbox/world/home.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "port/paths.h"

/* A sweep removes only folders whose names begin so. */
#define PREFIX "teal-sandbox-"

/* Groups before the user, since setuid takes the right to change them. The last call tests that root cannot be regained. */
bool home_drop_root(struct err *err)
{
	if (geteuid() != 0)
		return true;
	const struct passwd *user = getpwnam("postgres");
	if (!user)
		user = getpwnam("nobody");
	if (!user || user->pw_uid == 0)
		return err_set(err, ERR_ENVIRONMENT, _("leaving the rights of root"),
		               _("there is neither a user postgres nor a user nobody"), _("Start it as an ordinary user."));
	gid_t group = user->pw_gid;
	if (setgroups(1, &group) != 0 || setgid(group) != 0 || setuid(user->pw_uid) != 0 || setuid(0) == 0)
		return err_set(err, ERR_ENVIRONMENT, _("leaving the rights of root"), strerror(errno), _("Start it as an ordinary user."));
	return true;
}

/* Removes a folder whose lock is free, which means that its sandbox has ended. A folder without a lock file was just made or is kept on
 * purpose, and stays. */
static void sweep_one(const char *folder)
{
	char *path = mem_printf("%s/lock", folder);
	struct stat st;
	int fd = -1;

	/* This user's, a folder and no link: in /tmp every user may put something else under that name. */
	if (lstat(folder, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid())
		fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	/* The lock is held during the removal, so that two sweeps do not remove the same folder. */
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
		paths_remove(folder, NULL);
	if (fd >= 0)
		close(fd);
	free(path);
}

/* All folders of sandboxes in parent. */
static void sweep(const char *parent)
{
	size_t n;
	char **names = folder_list(parent, &n);

	for (size_t i = 0; i < n; i++) {
		if (strncmp(names[i], PREFIX, strlen(PREFIX)) != 0)
			continue;
		char *folder = mem_printf("%s/%s", parent, names[i]);
		sweep_one(folder);
		free(folder);
	}
	folder_list_free(names, n);
}

/* flock belongs to the open file: the kernel frees the lock with the process, even after a kill -9. */
static bool take_lock(struct home *h)
{
	char *path = mem_printf("%s/lock", h->dir);

	h->lock = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	free(path);
	return h->lock >= 0 && flock(h->lock, LOCK_EX | LOCK_NB) == 0;
}

/* The sweep comes first, so that trainings that crashed do not fill the disk. */
bool home_make(struct home *h, const char *parent, struct err *err)
{
	const char *tmp = getenv("TMPDIR");
	char real[PATH_MAX];

	*h = (struct home){ .lock = -1 };
	if (!parent)
		parent = tmp && access(tmp, W_OK | X_OK) == 0 ? tmp : "/tmp";
	if (!realpath(parent, real))
		return err_whyf(err, ERR_ENVIRONMENT, _("making the private folder"), _("Name a folder that exists with --dir."), "%s: %s",
		                parent, strerror(errno));
	sweep(real);
	h->dir = mem_printf("%s/" PREFIX "XXXXXX", real);
	if (!mkdtemp(h->dir)) {
		free(h->dir);
		h->dir = NULL;
		return err_whyf(err, ERR_ENVIRONMENT, _("making the private folder"), _("Name a folder that can be written with --dir."),
		                "%s: %s", real, strerror(errno));
	}
	/* The folder becomes the working directory, so that a core or a stray file of a child is removed at the end, too. */
	if (!take_lock(h) || chdir(h->dir) != 0)
		return err_whyf(err, ERR_ENVIRONMENT, _("entering the private folder"), _("Name another folder with --dir."), "%s: %s",
		                h->dir, strerror(errno));
	return true;
}

/* The lock is closed last: as long as it is held, no sweep removes the folder at the same time. */
void home_release(struct home *h, enum home_end end)
{
	if (h->dir && end == HOME_KEEP) {
		char *path = mem_printf("%s/lock", h->dir);
		unlink(path);
		free(path);
	} else if (h->dir) {
		/* The working directory must not be the folder that is removed. */
		if (chdir("/") == 0)
			paths_remove(h->dir, NULL);
	}
	if (h->lock >= 0)
		close(h->lock);
	free(h->dir);
	*h = (struct home){ .lock = -1 };
}
