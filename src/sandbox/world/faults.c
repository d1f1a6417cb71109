/* The faults of a training: the table of their names, and the file <dir>/faults, which says which of them happen now. */
#include "config.h"

#include "sandbox/world/sandbox.h"

#include <sys/stat.h>

#include "base/mem.h"
#include "base/str.h"
#include "port/loop.h"
#include "port/paths.h"

/* The largest file, in bytes. A fault is asked for many times in a turn, so the file is checked every LOOK_EVERY_MS only. */
#define FAULTS_MOST ((size_t)8192)
#define LOOK_EVERY_MS 20

/* Each name is asked for in one place of the stand-in. */
static const struct {
	const char *name, *what;
} faults[] = {
	{ "juju-fail", "every command of juju fails" },
	{ "juju-hang-ms", "every command of juju answers that much later" },
	{ "login-expired", "juju wants a login first" },
	{ "deploy-slow-ms", "a new unit takes that much longer" },
	{ "leader-late-ms", "a new leader is elected that much later" },
	{ "refresh-not-ready", "the first so many refreshes are refused" },
	{ "backup-fail", "create-backup fails" },
	{ "migrate-fail", "run-migration fails at once" },
	{ "migrate-fail-at", "the n-th pending migration fails, counted from 1" },
	{ "migrate-hang-ms", "run-migration begins that much later" },
	{ "migrate-slow-ms", "each migration takes that much longer" },
};

/* The table is the only list of faults, so a name that is mistyped in the code is found at its first use. */
bool sandbox_fault_known(const char *name)
{
	for (size_t i = 0; i < mem_count(faults); i++)
		if (strcmp(faults[i].name, name) == 0)
			return true;
	return false;
}

/* Checks the file's time at most every LOOK_EVERY_MS, and reads the file only after a change. */
static void faults_refresh(struct sandbox *sb)
{
	int64_t now = loop_now(), mtime;
	struct str text;
	struct stat st;

	if (sb->faults.looked_at && now - sb->faults.looked_at < LOOK_EVERY_MS)
		return;
	sb->faults.looked_at = now;
	char *path = mem_printf("%s/faults", sb->dir);
	if (stat(path, &st) != 0) {
		mem_set(&sb->faults.text, NULL);
		/* Without a file there are no faults; a file that comes back is read again whatever its time. */
		sb->faults.seen_mtime_ns = 0;
		goto out;
	}
	mtime = (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
	/* Nanoseconds: a test changes the file more than once a second. */
	if (sb->faults.text && mtime == sb->faults.seen_mtime_ns)
		goto out;
	str_init(&text, FAULTS_MOST);
	if (file_read(path, FAULTS_MOST, &text, NULL)) {
		mem_set(&sb->faults.text, str_text(&text));
		sb->faults.seen_mtime_ns = mtime;
	}
	str_release(&text);
out:
	free(path);
}

/* The first line with that name counts. */
int64_t sandbox_fault(struct sandbox *sb, const char *name, int64_t other)
{
	size_t n = strlen(name);
	int64_t value;

	if (!sandbox_fault_known(name))
		mem_die("a fault is asked for that is not in the table");
	faults_refresh(sb);
	for (const char *at = sb->faults.text; at && *at;) {
		size_t length = strcspn(at, "\n");
		if (length > n && strncmp(at, name, n) == 0 && at[n] == ' ') {
			char *number = mem_dupn(at + n + 1, length - n - 1);
			/* A value that is no whole number is skipped, and a later line of the same name may count. */
			bool whole = str_to_int(number, INT64_MIN, INT64_MAX, &value);
			free(number);
			if (whole)
				return value;
		}
		at += length + (at[length] == '\n');
	}
	return other;
}
