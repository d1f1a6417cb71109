#include "config.h"

#include "fetch/documents.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/mem.h"
#include "port/cache.h"
#include "port/paths.h"
#include "tests/unit/check.h"
#include "tests/unit/fetch/documents_desk.h"

static void offline_asks_nobody(void)
{
	const struct fetched *doc;
	struct err err;
	struct desk d;

	if (!desk_begin())
		return;
	desk_none(desk_url("/doc"), (struct documents_spec){ .flags = DOCUMENTS_OFFLINE }, "Nothing is kept", 0);
	CHECK(cache_write(desk_url("/doc"), NULL, "kept", 4, 1234567890123, &err));
	doc = desk_fetch(&d, desk_url("/doc"), (struct documents_spec){ .flags = DOCUMENTS_OFFLINE });
	CHECK(doc->state == FETCH_STALE && doc->tries == 0 && doc->current == 1234567890123 && doc->why[0]);
	CHECK_STR(str_text(&doc->body), "kept");
	desk_close(&d);
	CHECK_INT(web_shared->asked, 0);
	desk_end();
}

static void read_here(const char *where, const char *body)
{
	const struct fetched *doc;
	struct desk d;

	doc = desk_fetch(&d, where, (struct documents_spec){ .flags = DOCUMENTS_OFFLINE });
	CHECK_INT(doc->state, FETCH_FRESH);
	CHECK_STR(str_text(&doc->body), body);
	CHECK_INT(doc->current, 1500000000250);
	CHECK(doc->file && doc->tries == 0 && !doc->why[0]);
	desk_close(&d);
}

static void files_are_read(void)
{
	const struct timespec times[2] = { { 1500000000, 250000000 }, { 1500000000, 250000000 } };
	char *path = NULL, *where = NULL;
	struct err err;

	if (!desk_begin())
		return;
	path = mem_printf("%s/a b", desk_root);
	CHECK(file_write(path, "from a file", 11, &err) && utimensat(AT_FDCWD, path, times, 0) == 0);
	read_here(path, "from a file");
	where = mem_printf("file://%s/a%%20b", desk_root);
	read_here(where, "from a file");
	free(where);
	where = mem_printf("FILE://localhost%s/a b", desk_root);
	read_here(where, "from a file");
	free(where);
	free(path);
	desk_end();
}

static void what_is_no_file_is_told(void)
{
	const struct documents_spec none = { 0 };
	char *path, *large;
	struct err err;

	if (!desk_begin())
		return;
	desk_none(desk_root, none, "folder", 0);
	path = mem_printf("%s/pipe", desk_root);
	CHECK(mkfifo(path, 0600) == 0);
	desk_none(path, none, "pipe", 0);
	desk_none("/dev/null", none, "device", 0);
	free(path);
	path = mem_printf("%s/large", desk_root);
	large = mem_zalloc(BODY_MAX + 1, 1);
	CHECK(file_write(path, large, BODY_MAX + 1, &err));
	desk_none(path, none, "larger", 0);
	CHECK(chmod(path, 0) == 0);
	if (access(path, R_OK) != 0) /* not as root */
		desk_none(path, none, "ermission", 0);
	free(path);
	free(large);
	path = mem_printf("%s/missing", desk_root);
	desk_none(path, none, path, 0);
	free(path);
	desk_none("", none, ".", 0);
	desk_none("file://elsewhere/etc/passwd", none, "file:///", 0);
	desk_none("file:///etc/%zz", none, "file:///", 0);
	desk_none("file:///etc/passwd%00.md", none, "file:///", 0);
	desk_none("ftp://example.org/x", none, "https", 0);
	desk_end();
}

static void hidden(const char *where, const char *shown)
{
	struct desk d;
	const struct fetched *doc = desk_fetch(&d, where, (struct documents_spec){ .deadline_ms = 2000 });

	CHECK_STR(doc->where, shown);
	if (!CHECK(!strstr(doc->why, "hush") && !strstr(doc->note, "hush")))
		printf("# %s\n", doc->why);
	desk_close(&d);
}

static void passwords_stay_unseen(void)
{
	char *where, *shown, *folder;
	struct str text;
	char **name;
	size_t n;

	if (!desk_begin())
		return;
	where = mem_printf("http://me:hush@127.0.0.1:%d/doc", desk_server.port);
	shown = mem_printf("http://127.0.0.1:%d/doc", desk_server.port);
	hidden(where, shown);
	CHECK(strstr(web_shared->seen, "Authorization: Basic bWU6aHVzaA==\r\n"));
	folder = mem_printf("%s/teal/http", desk_root);
	name = folder_list(folder, &n);
	CHECK_INT(n, 1);
	for (size_t i = 0; i < n; i++) {
		char *path = mem_printf("%s/%s", folder, name[i]);

		str_init(&text, BODY_MAX);
		CHECK(file_read(path, BODY_MAX, &text, NULL) && !strstr(str_text(&text), "hush"));
		str_release(&text);
		free(path);
	}
	folder_list_free(name, n);
	free(folder);
	free(where);
	free(shown);
	hidden("http://me:hush@127.0.0.1:1/x", "http://127.0.0.1:1/x");
	hidden("https://me:hu/hush@example.org/x", "https://...");
	hidden("https://me:hush hush@example.org/x", "https://...");
	hidden("https:/\n/me:hush@example.org/x", "https://...");
	hidden("ftp://me:hush@example.org/x", "ftp://...");
	hidden("file://me:hush@example.org/x", "file://...");
	hidden("me:hush@example.org/x", "...");
	desk_end();
}

static void a_copy_that_cannot_be_kept_is_told(void)
{
	const struct fetched *doc;
	struct desk d;
	char *folder;
	struct err err;

	if (!desk_begin())
		return;
	folder = mem_printf("%s/teal", desk_root);
	CHECK(file_write(folder, "no folder", 9, &err));
	doc = desk_fetch(&d, desk_url("/doc"), (struct documents_spec){ 0 });
	CHECK_INT(doc->state, FETCH_FRESH);
	CHECK(!doc->why[0] && strstr(doc->note, folder));
	desk_close(&d);
	free(folder);
	desk_end();
}

static const struct check_case cases[] = {
	{ "offline asks nobody", offline_asks_nobody },
	{ "files are read, by path and by URL", files_are_read },
	{ "what is no readable file is told, and a pipe does not hold", what_is_no_file_is_told },
	{ "user and password are not shown, told or kept", passwords_stay_unseen },
	{ "a copy that cannot be kept is told beside the document", a_copy_that_cannot_be_kept_is_told },
};

CHECK_MAIN(cases)
