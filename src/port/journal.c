/* The file behind a run: the lock, reading with a check of the chain, and appending. This file knows lines and
 * hashes; what a line means is plan/event.h's. */
#include "config.h"

#include "port/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/hash.h"
#include "codec/json.h"
#include "port/paths.h"

/* prev of the first line, which has no line before it. */
#define NO_PREV "0000000000000000000000000000000000000000000000000000000000000000"

/* An open journal. The descriptors are -1 when they are closed. */
struct journal {
	char *path;
	int fd, lock; /* lock: -1 when only read */
	int64_t seq;
	off_t size; /* of the whole lines */
	char prev[HASH_HEX]; /* hash of the last line */
};

/* Reads one line after the other; never more than one line and one chunk are in memory. */
struct reader {
	int fd;
	struct str ahead; /* bytes read, not yet handed out; the current line is at its start */
	size_t line; /* length of that line with its newline, 0 when there is no newline */
	bool end;
};

/* What is still safe, and what a person can do about it. why is an errno. */
static const char *advice(int why)
{
	switch (why) {
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return _("Nothing is lost, and nothing goes on before it can be written. Make room on the disk.");
	case EROFS:
		return _("Nothing is lost, and nothing goes on before it can be written. Make the disk writable again.");
	case EACCES:
	case EPERM:
		return _("Nothing is lost, and nothing goes on before it can be written. Check who owns the folder, and its permissions.");
	case EIO:
		return _("The disk fails: copy the folder elsewhere, and see to the disk before anything else.");
	default:
		return _("Check the disk, and who owns the folder.");
	}
}

/* The reason comes before the path, which may be long and is cut where space is short. A missing file is the
 * operator's mistake (a run's name); everything else is a failure of the world. */
static bool fail(const struct journal *j, struct err *err, const char *what, int why)
{
	return err_whyf(err, why == ENOENT ? ERR_INPUT : ERR_WORLD, what, advice(why), "%s (%s)", strerror(why), j->path);
}

/* Names the first line that was refused. Nothing is repaired, because an edited journal is evidence, too. */
static bool damaged(const struct journal *j, struct err *err, const char *why)
{
	return err_whyf(err, ERR_WORLD, _("the journal of this run is damaged or was edited"),
	                _("Nothing was changed. Restore the file from a copy, or start a new run and keep this one as evidence."),
	                _("%s, line %lld: %s"), j->path, (long long)j->seq + 1, why);
}

/* Only for the message to the next process that wants the lock; the lock itself is flock's and ends with the
 * process. */
static void write_holder(int fd)
{
	const struct passwd *user = getpwuid(geteuid());
	char host[256] = "", *text;

	gethostname(host, sizeof host - 1);
	text = mem_printf("%s@%s pid %d\n", user ? user->pw_name : "?", host, (int)getpid());
	if (ftruncate(fd, 0) < 0 || pwrite(fd, text, strlen(text), 0) < 0)
		errno = 0; /* the lock holds all the same; only its label is missing */
	free(text);
}

/* Quotes what the holder wrote into the lock's file. The text may be missing or old: it describes the lock and
 * is not the lock. */
static bool locked_by(int fd, const char *path, struct err *err)
{
	char holder[300] = "";
	ssize_t n = pread(fd, holder, sizeof holder - 1, 0);

	holder[n > 0 ? strcspn(holder, "\n") : 0] = '\0';
	return err_whyf(err, ERR_LOCKED, _("this run is held by another Teal"), _("Wait until it ends, or look at the run with --observe."),
	                "%s: %s", path, holder[0] ? holder : _("an unknown process"));
}

/* The lock's file is never removed: a lock on a file without a name would keep nobody out. */
static bool take_lock(struct journal *j, const char *folder, struct err *err)
{
	char *path = mem_printf("%s/lock", folder);
	bool ok = false;

	j->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (j->lock < 0)
		fail(j, err, _("the run cannot be locked"), errno);
	else if (flock(j->lock, LOCK_EX | LOCK_NB) == 0)
		ok = true;
	else if (errno == EWOULDBLOCK)
		locked_by(j->lock, path, err);
	else
		fail(j, err, _("the run cannot be locked"), errno);
	if (ok)
		write_holder(j->lock);
	free(path);
	return ok;
}

/* Brings the next line whole into memory. False when reading failed. At the end of the file, bytes without a
 * newline are left in ahead, and line is 0. */
static bool next_line(struct reader *r)
{
	char chunk[65536];

	str_cut(&r->ahead, r->line);
	r->line = 0;
	for (size_t from = 0;;) {
		const char *newline = r->ahead.len > from ? memchr(r->ahead.s + from, '\n', r->ahead.len - from) : NULL;
		ssize_t n;

		if (newline) {
			r->line = (size_t)(newline - r->ahead.s) + 1;
			return true;
		}
		from = r->ahead.len;
		if (r->end || from > JOURNAL_LINE_MAX)
			return true;
		n = read(r->fd, chunk, sizeof chunk);
		if (n < 0 && errno != EINTR)
			return false;
		r->end = n == 0;
		if (n > 0)
			str_addn(&r->ahead, chunk, (size_t)n);
	}
}

/* True when nothing stands behind the current line. */
static bool is_last(struct reader *r)
{
	char byte;

	return r->ahead.len == r->line && (r->end || pread(r->fd, &byte, 1, lseek(r->fd, 0, SEEK_CUR)) == 0);
}

/* The chain: number and hash must follow from the line before. */
static bool check_line(const struct journal *j, const struct json *line, struct err *err)
{
	if (!json_is_object(line))
		return damaged(j, err, _("it is not a JSON object"));
	if (json_int(line, "seq", -1) != j->seq + 1)
		return damaged(j, err, _("its number is not the next one"));
	if (strcmp(json_str(line, "prev", ""), j->prev) != 0)
		return damaged(j, err, _("it does not follow from the line before it: one of the two was changed (the hash differs)"));
	return true;
}

/* Always false. The chain holds, so it is the content of the line that was refused. */
static bool name_line(const struct journal *j, struct err *err)
{
	char *where = mem_printf(_("%s, line %lld"), j->path, (long long)j->seq + 1);

	err_wrap(err, where);
	free(where);
	return false;
}

/* Takes one whole line. *torn is set when the line is the last one and not JSON. */
static bool take_line(struct journal *j, struct reader *r, journal_line *each, void *self, bool *torn, struct err *err)
{
	size_t len = r->line - 1;
	struct json *line = len <= JOURNAL_LINE_MAX ? json_parse(r->ahead.s, len, NULL) : NULL;
	bool ok;

	if (!line && is_last(r)) {
		*torn = true;
		return true;
	}
	if (!line)
		return damaged(j, err, _("it is not JSON"));
	ok = check_line(j, line, err) && (!each || each(self, line, err) || name_line(j, err));
	if (ok) {
		j->seq++;
		j->size += (off_t)r->line;
		hash_sha256_hex(r->ahead.s, len, j->prev);
	}
	json_free(line);
	return ok;
}

/* Reads until the end, the torn tail or the first damage. Afterwards j->size ends behind the last line that was
 * taken. */
static bool read_all(struct journal *j, journal_line *each, void *self, bool *torn, struct err *err)
{
	struct reader r = { .fd = j->fd };
	bool ok;

	/* The longest line, and what one read brings behind it. */
	str_init(&r.ahead, JOURNAL_LINE_MAX + 2 * 65536);
	do {
		ok = next_line(&r) || fail(j, err, _("the journal of this run cannot be read"), errno);
		if (ok && r.line)
			ok = take_line(j, &r, each, self, torn, err);
		else if (ok && r.ahead.len > JOURNAL_LINE_MAX)
			ok = damaged(j, err, _("it is too long"));
		else if (ok && r.ahead.len)
			*torn = true;
	} while (ok && r.line && !*torn);
	str_release(&r.ahead);
	return ok;
}

/* The chain is checked first, from end to end: an edited journal must not be believed in part, and the damaged
 * line is named even when its content makes no sense. Then each line is handed out. */
static bool read_checked(struct journal *j, journal_line *each, void *self, bool *torn, struct err *err)
{
	if (!read_all(j, NULL, NULL, torn, err))
		return false;
	if (!each)
		return true;
	if (lseek(j->fd, 0, SEEK_SET) < 0)
		return fail(j, err, _("the journal of this run cannot be read"), errno);
	j->seq = j->size = 0;
	memcpy(j->prev, NO_PREV, HASH_HEX);
	*torn = false;
	return read_all(j, each, self, torn, err);
}

/* A new file survives a power cut only when the folder that names it was synced, too. */
static bool sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

/* Reading creates nothing and locks nothing. Writing refuses a link in the place of the lock or of the journal. */
static bool open_files(struct journal *j, const char *folder, enum journal_mode mode, struct err *err)
{
	if (mode == JOURNAL_WRITE) {
		if (!paths_make(folder, err) || !take_lock(j, folder, err))
			return false;
		j->fd = open(j->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	} else {
		j->fd = open(j->path, O_RDONLY | O_CLOEXEC);
	}
	return j->fd >= 0 || fail(j, err, _("the journal of this run cannot be opened"), errno);
}

/* In WRITE mode the file is synced first: an earlier process may have written its last lines with
 * JOURNAL_LATER, and what was read must be durable before anything is built on it. */
struct journal *journal_open(const char *folder, enum journal_mode mode, journal_line *each, void *self, bool *torn, struct err *err)
{
	struct journal *j = mem_zalloc(1, sizeof *j);
	bool cut = false, ok;

	j->fd = j->lock = -1;
	j->path = mem_printf("%s/" JOURNAL_FILE, folder);
	memcpy(j->prev, NO_PREV, HASH_HEX);
	ok = open_files(j, folder, mode, err) && read_checked(j, each, self, &cut, err);
	if (ok && mode == JOURNAL_WRITE && ((cut && ftruncate(j->fd, j->size) < 0) || fsync(j->fd) < 0 || !sync_folder(folder)))
		ok = fail(j, err, _("the journal of this run cannot be made ready"), errno);
	if (torn)
		*torn = cut;
	if (ok)
		return j;
	journal_close(j);
	return NULL;
}

void journal_close(struct journal *j)
{
	if (!j)
		return;
	if (j->fd >= 0)
		close(j->fd);
	if (j->lock >= 0)
		close(j->lock); /* which lets go of the lock */
	free(j->path);
	free(j);
}

/* Owned. seq and prev stand first, so that a person who reads with less sees them; members of the line with
 * these names are left out. */
static char *line_text(const struct journal *j, const struct json *line)
{
	struct json *full = json_object();
	char *text, *with_newline;

	json_put_int(full, "seq", j->seq + 1);
	json_put_str(full, "prev", j->prev);
	/* The members are copied, so that the caller keeps its line and may try again. */
	for (const struct json *m = json_first(line); m; m = json_next(m))
		if (strcmp(json_key(m), "seq") != 0 && strcmp(json_key(m), "prev") != 0)
			json_put(full, json_key(m), json_dup(m));
	text = json_line(full);
	with_newline = mem_printf("%s\n", text);
	free(text);
	json_free(full);
	return with_newline;
}

/* Returns 0 or an errno. */
static int write_line(struct journal *j, const char *text, size_t n, enum journal_sync sync)
{
	struct stat st;
	ssize_t written;

	/* An earlier failure whose leftover could not be cut is cut now, or nothing is written behind it. */
	if (fstat(j->fd, &st) < 0 || (st.st_size != j->size && ftruncate(j->fd, j->size) < 0))
		return errno;
	do
		written = write(j->fd, text, n);
	while (written < 0 && errno == EINTR);
	if (written < 0)
		return errno;
	/* A short write means that the disk is full or a limit is reached. The caller cuts off what was written. */
	if ((size_t)written < n)
		return ENOSPC;
	return sync == JOURNAL_SYNC && fdatasync(j->fd) < 0 ? errno : 0;
}

/* A failure leaves number, hash and size as they were, so that the same line can be tried again. */
bool journal_append(struct journal *j, const struct json *line, enum journal_sync sync, struct err *err)
{
	const char *what = _("the journal of this run cannot be written");
	char *text;
	size_t n;
	int why;

	if (j->lock < 0)
		return fail(j, err, what, EBADF);
	text = line_text(j, line);
	n = strlen(text);
	why = n - 1 > JOURNAL_LINE_MAX ? EMSGSIZE : write_line(j, text, n, sync);
	if (!why) {
		j->seq++;
		j->size += (off_t)n;
		hash_sha256_hex(text, n - 1, j->prev);
	} else if (ftruncate(j->fd, j->size) < 0) {
		why = errno;
	}
	free(text);
	return why ? fail(j, err, what, why) : true;
}

int64_t journal_seq(const struct journal *j)
{
	return j->seq;
}
