/* Where the users are sent, and what the training scenario wants to go wrong: two small files in the folder. */
#include "config.h"

#include "sandbox/world/sandbox.h"

#include <sys/stat.h>

#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "port/loop.h"
#include "port/paths.h"

/* Bytes of the file. A fault is asked for many times in a turn, so the file is looked at every LOOK_EVERY_MS only. */
#define FAULTS_MOST ((size_t)8192)
#define LOOK_EVERY_MS 20

/* Renamed into place: the workload reads a whole route or the one before. */
bool sandbox_route_set(struct sandbox *sb, const char *app, const char *conninfo, const struct secret *password, struct err *err)
{
	struct json *route = json_object();
	char *path = mem_printf("%s/route", sb->dir), *text;
	bool ok;

	if (app) {
		json_put_str(route, "app", app);
		json_put_str(route, "conninfo", conninfo);
		json_put_str(route, "password", secret_reveal(password));
	}
	text = json_line(route);
	ok = file_write(path, text, strlen(text), err);
	secret_wipe(text, strlen(text));
	free(text);
	free(path);
	json_free(route);
	return ok;
}

/* Looks at most every few milliseconds, and reads only what changed. */
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
		/* No file, no faults; one that comes back is read again, whatever its time. */
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

	faults_refresh(sb);
	for (const char *at = sb->faults.text; at && *at;) {
		size_t length = strcspn(at, "\n");
		if (length > n && strncmp(at, name, n) == 0 && at[n] == ' ') {
			char *number = mem_dupn(at + n + 1, length - n - 1);
			/* What is no whole number is passed over. */
			bool whole = str_to_int(number, INT64_MIN, INT64_MAX, &value);
			free(number);
			if (whole)
				return value;
		}
		at += length + (at[length] == '\n');
	}
	return other;
}
