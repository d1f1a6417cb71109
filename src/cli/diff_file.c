/* A stream over a temporary file. The first failure is kept in the struct, so that a comparison checks for errors once, at the end. */
#include "config.h"

#include "cli/diff_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "codec/json.h"

/* The file from diff_file_new to diff_file_free. */
struct diff_file {
	char *path, *temporary; /* owned; temporary NULL: the file has its name already */
	FILE *stream;
	int why; /* errno of the first failure, 0 none */
};

/* The error of a failed write; the remedy depends on the reason. */
static bool failed(struct err *err, const char *path, int why)
{
	return err_whyf(err, ERR_ENVIRONMENT, _("the file of --diff cannot be written"),
	                why == ENOSPC || why == EDQUOT || why == EFBIG ? _("Make room on the disk, or name a file elsewhere.")
	                                                               : _("Check the folder and its permissions."),
	                "%s: %s", path, strerror(why));
}

/* The path is there and no regular file: the final rename would replace a device such as /dev/null by a file. */
static bool is_something_else(const char *path)
{
	struct stat st;

	/* A link is refused as well, since the rename would replace the link and not its file. */
	return lstat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

/* mkostemp makes the file 0600. It is in the same folder, since a rename does not cross file systems. */
struct diff_file *diff_file_new(const char *path, struct err *err)
{
	struct diff_file *d;
	int fd;

	if (is_something_else(path)) {
		err_set(err, ERR_INPUT, _("the file of --diff is no file"), path, _("Name a file, which may be there or not."));
		return NULL;
	}
	d = mem_zalloc(1, sizeof *d);
	d->path = mem_dup(path);
	d->temporary = mem_printf("%s.XXXXXX", path);
	fd = mkostemp(d->temporary, O_CLOEXEC);
	d->stream = fd < 0 ? NULL : fdopen(fd, "w");
	if (d->stream)
		return d;
	failed(err, path, errno);
	if (fd >= 0)
		close(fd);
	else
		mem_set(&d->temporary, NULL);
	diff_file_free(d);
	return NULL;
}

/* Lines are buffered, so an error of the disk may show only some lines later. */
bool diff_file_add(struct diff_file *d, const struct json *line)
{
	char *text;

	if (d->why)
		return false;
	text = json_line(line);
	errno = 0;
	if (fputs(text, d->stream) < 0 || fputc('\n', d->stream) == EOF)
		d->why = errno ? errno : EIO;
	free(text);
	return !d->why;
}

/* Flush, sync, close and rename; each is checked, since a full disk often shows only here. */
static void write_out(struct diff_file *d)
{
	if (!d->why && (fflush(d->stream) == EOF || fdatasync(fileno(d->stream)) < 0))
		d->why = errno;
	if (fclose(d->stream) == EOF && !d->why)
		d->why = errno;
	d->stream = NULL;
	if (!d->why && rename(d->temporary, d->path) < 0)
		d->why = errno;
}

/* Without the name of a temporary file diff_file_free removes nothing. */
bool diff_file_keep(struct diff_file *d, struct err *err)
{
	write_out(d);
	if (d->why)
		return failed(err, d->path, d->why);
	mem_set(&d->temporary, NULL);
	return true;
}

/* A comparison that failed leaves no file behind. */
void diff_file_free(struct diff_file *d)
{
	if (!d)
		return;
	if (d->stream)
		fclose(d->stream);
	if (d->temporary)
		unlink(d->temporary);
	free(d->temporary);
	free(d->path);
	free(d);
}
