/* Base backups, as pgBackRest would make them for the charm: real files and real positions in the log. */
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

/* A quarter of an hour: more than any training database needs, and an end for one that hangs. */
#define BACKUP_MS ((int64_t)15 * 60 * 1000)

/* One backup under way; freed by backup_end. Not the struct backup of state.h: that is the row of list-backups, this is the work. */
struct backup {
	sandbox_done *done;
	void *self;
	char *path;
	struct loop *loop;
	struct waiter refusal; /* in the loop only when the backup could not start */
	char *why;
};

/* pg_basebackup --verbose says "write-ahead log start point: 0/2000028 on timeline 1" and "… end point: 0/2000138". Owned;
 * NULL when the mark is not there. The marks are the program's own words, untranslated. */
static char *lsn_after(const char *text, const char *mark)
{
	const char *at = strstr(text, mark);

	if (!at)
		return NULL;
	at += strlen(mark);
	return mem_dupn(at, strspn(at, "0123456789ABCDEF/"));
}

/* The last line that is not empty: what the program died of. */
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

/* The one way out: tells, then frees. */
static void backup_end(struct backup *b, const struct sandbox_result *result)
{
	b->done(b->self, result);
	free(b->path);
	free(b->why);
	free(b);
}

/* Due at once: 0 lies in the past of every clock. */
static void refusal_ask(void *self, struct loop_ask *ask)
{
	loop_want_by(ask, 0);
}

static void refusal_turn(void *self, const struct loop_ready *ready, int64_t now)
{
	struct backup *b = self;

	loop_remove(b->loop, &b->refusal);
	backup_end(b, &(struct sandbox_result){ .message = b->why });
}

/* What cannot start is told like every other outcome: later, from the loop. */
static void refuse(struct backup *b, const char *why)
{
	b->why = mem_dup(why);
	b->refusal = (struct waiter){ .ask = refusal_ask, .turn = refusal_turn, .self = b };
	loop_add(b->loop, &b->refusal);
}

/* A backup that failed leaves no folder, so that nobody takes half of one for a checkpoint. */
static void on_backup(void *self, const struct child_result *result)
{
	struct backup *b = self;
	const char *said = str_text(&result->err);
	char *start = lsn_after(said, "log start point: "), *stop = lsn_after(said, "log end point: "), *message = last_line(said);
	/* Without both positions the backup is of no use as a checkpoint, whatever the program says of itself. */
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

/* It becomes the name of a folder, so it must not be able to leave the one above. */
static bool id_is_plain(const char *id)
{
	size_t n = strlen(id);

	return n > 0 && n < 100 && id[0] != '.' && strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:") == n;
}

/* pg_basebackup -X stream: the log that the copy needs comes along, so that it can be started by itself
 * (PostgreSQL manual, pg_basebackup). */
static void start_backup(struct sandbox *sb, enum sandbox_cluster which, struct backup *b)
{
	char *program = mem_printf("%s/pg_basebackup", sb->bindir), *base = sandbox_conninfo(sb, which, "postgres", SB_OPERATOR);
	char *passfile = mem_printf("%s/" SB_PASSFILE, sb->dir), *conninfo = pg_conninfo_with(base, "passfile", passfile);
	const char *argv[] = { program, "-d",     conninfo,    "-D",        b->path,         "-c", "fast",
		               "-X",    "stream", "--no-sync", "--verbose", "--no-password", NULL };
	/* The password is in the passfile, since argv can be read by everybody on the machine. */
	const char *env[] = { "LC_ALL=C", NULL }; /* its messages are read */
	struct child_spec spec = { .argv = argv, .env = env, .cwd = sb->dir, .deadline_ms = BACKUP_MS, .max_output = STR_PAGE };
	struct err err = { 0 };

	if (!child_start(sb->loop, &spec, &(struct child_watch){ .done = on_backup, .self = b }, &err))
		refuse(b, err.why);
	free(program);
	free(base);
	free(passfile);
	free(conninfo);
}

/* Answers later in any case, also when the name is refused: a callback from within a call is a trap for the caller. */
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
