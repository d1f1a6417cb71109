#include "config.h"

#include "port/paths.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "tests/unit/check.h"

static char root[64];

static char *below(const char *name)
{
	return mem_printf("%s/%s", root, name);
}

static bool make_root(void)
{
	snprintf(root, sizeof root, "/tmp/teal-paths-XXXXXX");
	return CHECK(mkdtemp(root) != NULL);
}

static void remove_root(void)
{
	struct err err;

	CHECK(paths_remove(root, &err));
	CHECK(!file_exists(root));
}

static int mode_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (int)(st.st_mode & 0777) : -1;
}

static void xdg_folders(void)
{
	struct err err = { 0 };
	char *want, *got;

	if (!make_root())
		return;
	setenv("HOME", root, 1);
	setenv("XDG_STATE_HOME", "relative/is/ignored", 1);
	unsetenv("XDG_CACHE_HOME");
	want = below("conf");
	setenv("XDG_CONFIG_HOME", want, 1);
	free(want);
	want = below(".local/state/teal/runs");
	got = paths_runs(&err);
	CHECK_STR(got, want);
	CHECK_INT(mode_of(want), 0700);
	free(want);
	free(got);
	want = below("conf/teal");
	got = paths_config(&err);
	CHECK_STR(got, want);
	free(want);
	free(got);
	want = below(".cache/teal");
	got = paths_cache(&err);
	CHECK_STR(got, want);
	CHECK(file_exists(want));
	free(want);
	free(got);
	remove_root();
}

static void folders_are_made_once(void)
{
	struct err err = { 0 };
	char *deep, *file;

	if (!make_root())
		return;
	deep = below("a/b//c/");
	file = below("file");
	CHECK(paths_make(deep, &err) && paths_make(deep, &err));
	CHECK_INT(mode_of(deep), 0700);
	CHECK(file_write(file, "x", 1, &err));
	CHECK(!paths_make(file, &err));
	CHECK(strstr(err.why, file) != NULL);
	free(file);
	file = below("file/under");
	CHECK(!paths_make(file, &err));
	CHECK(!paths_make("", &err));
	free(file);
	free(deep);
	remove_root();
}

static void files_are_written_whole(void)
{
	struct err err = { 0 };
	struct str text;
	char *path, *missing;

	if (!make_root())
		return;
	path = below("file");
	missing = below("no/such");
	str_init(&text, 100);
	CHECK(file_write(path, "one\0two", 7, &err));
	CHECK_INT(mode_of(path), 0600);
	CHECK(file_read(path, 7, &text, &err));
	CHECK(text.len == 7 && memcmp(text.s, "one\0two", 7) == 0);
	CHECK(file_write(path, "", 0, &err));
	str_clear(&text);
	CHECK(file_read(path, 7, &text, &err) && text.len == 0);
	CHECK(file_write(path, "12345678", 8, &err));
	CHECK(!file_read(path, 7, &text, &err));
	CHECK(!file_read(missing, 7, &text, &err));
	CHECK(!file_read(root, 7, &text, &err));
	CHECK(!file_write(missing, "x", 1, &err));
	CHECK(err.now[0] != '\0');
	str_release(&text);
	free(path);
	free(missing);
	remove_root();
}

static void named_pipe_holds_nobody(void)
{
	struct err err = { 0 };
	struct str text;
	char *path;

	if (!make_root())
		return;
	path = below("pipe");
	CHECK(mkfifo(path, 0600) == 0);
	str_init(&text, 100);
	CHECK(!file_read(path, 7, &text, &err));
	str_release(&text);
	free(path);
	remove_root();
}

static void full_disk_leaves_the_old_file(void)
{
	struct rlimit old, small;
	struct err err = { 0 };
	struct str text;
	char *path, *big = mem_zalloc(100000, 1);
	size_t n;

	if (!make_root())
		return;
	path = below("file");
	str_init(&text, 100);
	CHECK(file_write(path, "old", 3, &err));
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	small = old;
	small.rlim_cur = 5000;
	setrlimit(RLIMIT_FSIZE, &small);
	bool wrote = file_write(path, big, 100000, &err);
	setrlimit(RLIMIT_FSIZE, &old);
	CHECK(!wrote);
	CHECK(file_read(path, 100, &text, &err));
	CHECK_STR(str_text(&text), "old");
	char **names = folder_list(root, &n);
	CHECK_INT(n, 1);
	folder_list_free(names, n);
	str_release(&text);
	free(path);
	free(big);
	remove_root();
}

static void removing_follows_no_link(void)
{
	struct err err = { 0 };
	char *kept, *folder, *link_in, *link_out;

	if (!make_root())
		return;
	kept = below("kept");
	folder = below("gone/deep/deeper");
	link_in = below("gone/deep/link");
	link_out = below("link");
	CHECK(paths_make(kept, &err) && paths_make(folder, &err));
	CHECK(symlink(kept, link_in) == 0 && symlink(kept, link_out) == 0);
	free(folder);
	folder = below("kept/file");
	CHECK(file_write(folder, "x", 1, &err));
	free(link_in);
	link_in = below("gone");
	CHECK(paths_remove(link_in, &err));
	CHECK(!file_exists(link_in));
	CHECK(file_exists(folder));
	CHECK(!paths_remove(link_out, &err));
	CHECK(file_exists(folder));
	CHECK(paths_remove(link_in, &err));
	CHECK(!paths_remove("/", &err) && !paths_remove("..", &err) && !paths_remove("", &err));
	free(kept);
	free(folder);
	free(link_in);
	free(link_out);
	remove_root();
}

static void names_are_sorted(void)
{
	struct err err;
	size_t n = 9;
	char **names;

	if (!make_root())
		return;
	for (int i = 40; i-- > 0;) {
		char *path = mem_printf("%s/f%02d", root, i);

		CHECK(file_write(path, "", 0, &err));
		free(path);
	}
	names = folder_list(root, &n);
	CHECK_INT(n, 40);
	CHECK_STR(names[0], "f00");
	CHECK_STR(names[39], "f39");
	folder_list_free(names, n);
	CHECK(folder_list("/no/such", &n) == NULL);
	CHECK_INT(n, 0);
	remove_root();
}

static const struct check_case cases[] = {
	{ "XDG folders are found, made and private", xdg_folders },
	{ "folders are made with their parents, files in the way are told", folders_are_made_once },
	{ "files are written whole and read within their bound", files_are_written_whole },
	{ "a named pipe holds nobody", named_pipe_holds_nobody },
	{ "a full disk leaves the old file and no debris", full_disk_leaves_the_old_file },
	{ "removing follows no link", removing_follows_no_link },
	{ "names come sorted", names_are_sorted },
};

CHECK_MAIN(cases)
