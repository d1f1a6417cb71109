/* Base backups in the place of pgBackRest's: pg_basebackup makes real files, and the positions in the log are the server's own. */
#include "config.h"

#include "sandbox/world/sandbox.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "port/child.h"
#include "port/loop.h"
#include "port/paths.h"
#include "port/pg.h"

/* A quarter of an hour: more than a training database needs; a backup that hangs ends then. */
#define BACKUP_MS ((int64_t)15 * 60 * 1000)

/* One backup under way; freed by backup_end. Not the struct backup of juju/state.h, which is a row of list-backups. */
struct backup {
	sandbox_done *done;
	void *self;
	char *path; /* the folder of the backup, owned */
	struct loop *loop;
	struct waiter refusal; /* in the loop only when the backup could not start */
	char *why; /* why it could not start, owned; NULL: it did */
};

/* pg_basebackup --verbose prints "write-ahead log start point: 0/2000028 on timeline 1" and "… end point: 0/2000138". Returns the
 * position behind the mark, owned; NULL when the text has no such mark. LC_ALL=C keeps the marks untranslated. */
static char *lsn_after(const char *text, const char *mark)
{
	const char *at = strstr(text, mark);

	if (!at)
		return NULL;
	at += strlen(mark);
	return mem_dupn(at, strspn(at, "0123456789ABCDEF/"));
}

/* The last line that is not empty, which is the program's own reason for its end. Owned. */
static char *last_line(const char *text)
{
	size_t end = strlen(text), start;

	while (end > 0 && text[end - 1] == '\n')
		end--;
	start = end;
	while (start > 0 && text[start - 1] != '\n')
		start--;
	return mem_dupn(text + start, end - start);
}

/* Every backup ends here: the callback first, then the memory. */
static void backup_end(struct backup *b, const struct sandbox_result *result)
{
	b->done(b->self, result);
	free(b->path);
	free(b->why);
	free(b);
}

/* Due at once: 0 lies in the past of the monotonic clock. */
static void refusal_ask(void *self, struct loop_ask *ask)
{
	loop_want_by(ask, 0);
}

/* The first turn after the refusal answers and ends the backup. */
static void refusal_turn(void *self, const struct loop_ready *ready, int64_t now)
{
	struct backup *b = self;

	loop_remove(b->loop, &b->refusal);
	backup_end(b, &(struct sandbox_result){ .message = b->why });
}

/* A backup that cannot start answers like every other: later, from the loop, and never within the caller's call. */
static void refuse(struct backup *b, const char *why)
{
	b->why = mem_dup(why);
	b->refusal = (struct waiter){ .ask = refusal_ask, .turn = refusal_turn, .self = b };
	loop_add(b->loop, &b->refusal);
}

/* A backup that failed leaves no folder, so that half a backup is never taken for a checkpoint. */
static void on_backup(void *self, const struct child_result *result)
{
	struct backup *b = self;
	const char *said = str_text(&result->err);
	char *start = lsn_after(said, "log start point: "), *stop = lsn_after(said, "log end point: "), *message = last_line(said);
	/* Without both positions the backup cannot serve as a checkpoint, even with exit code 0. */
	bool ok = result->exit_code == 0 && start && stop;

	if (!ok)
		paths_remove(b->path, NULL);
	backup_end(b, &(struct sandbox_result){ .ok = ok,
	                                        .timed_out = result->timed_out,
	                                        .message = ok ? "" : message,
	                                        .lsn_start = start,
	                                        .lsn_stop = stop,
	                                        .path = ok ? b->path : NULL });
	free(start);
	free(stop);
	free(message);
}

/* The id becomes the name of a folder, so it must not contain a slash or begin with a dot. */
static bool id_is_plain(const char *id)
{
	size_t n = strlen(id);

	return n > 0 && n < 100 && id[0] != '.' && strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:") == n;
}

/* -X stream copies the write-ahead log that the backup needs along with it, so that a server can be started from the folder alone
 * (PostgreSQL manual, pg_basebackup). */
static void start_backup(struct sandbox *sb, enum sandbox_cluster which, struct backup *b)
{
	char *program = mem_printf("%s/pg_basebackup", sb->bindir), *base = sandbox_conninfo(sb, which, "postgres", SB_OPERATOR);
	char *passfile = mem_printf("%s/" SB_PASSFILE, sb->dir), *conninfo = pg_conninfo_with(base, "passfile", passfile);
	const char *argv[] = { program, "-d",     conninfo,    "-D",        b->path,         "-c", "fast",
		               "-X",    "stream", "--no-sync", "--verbose", "--no-password", NULL };
	/* The password comes from the passfile, since every user of the machine can read argv. */
	const char *env[] = { "LC_ALL=C", NULL }; /* lsn_after reads the messages */
	struct child_spec spec = { .argv = argv, .env = env, .cwd = sb->dir, .deadline_ms = BACKUP_MS, .max_output = STR_PAGE };
	struct err err = { 0 };

	if (!child_start(sb->loop, &spec, &(struct child_watch){ .done = on_backup, .self = b }, &err))
		refuse(b, err.why);
	free(program);
	free(base);
	free(passfile);
	free(conninfo);
}

/* The answer always comes later, also when the name is refused: a callback within the call would find the caller's state half changed. */
void sandbox_backup(struct sandbox *sb, enum sandbox_cluster which, const char *id, sandbox_done *done, void *self)
{
	struct backup *b = mem_zalloc(1, sizeof(*b));
	struct err err = { 0 };
	char *folder = mem_printf("%s/backups", sb->dir);

	*b = (struct backup){ .done = done, .self = self, .path = mem_printf("%s/%s", folder, id), .loop = sb->loop };
	if (!id_is_plain(id))
		refuse(b, _("the name of a backup holds letters, digits, - _ . and : only"));
	else if (!paths_make(folder, &err))
		refuse(b, err.why);
	else
		start_backup(sb, which, b);
	free(folder);
}
