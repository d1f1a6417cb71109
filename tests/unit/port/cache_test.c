#include "config.h"

#include "port/cache.h"

#include <dirent.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/err.h"
#include "base/mem.h"
#include "codec/hash.h"
#include "port/paths.h"
#include "tests/unit/check.h"

#define URL "https://example.org/CHANGELOG.md"

enum { NOW = 1790000000 };

static char root[64];

static bool make_root(void)
{
	snprintf(root, sizeof root, "/tmp/teal-cache-XXXXXX");
	if (!CHECK(mkdtemp(root) != NULL))
		return false;
	setenv("XDG_CACHE_HOME", root, 1);
	return true;
}

static void remove_root(void)
{
	struct err err;

	CHECK(paths_remove(root, &err));
}

/* The file of a URL, by the promise of the header. */
static char *file_of(const char *clean_url)
{
	char name[HASH_HEX];

	hash_sha256_hex(clean_url, strlen(clean_url), name);
	return mem_printf("%s/teal/http/%s", root, name);
}

static bool put(const char *etag, const char *body)
{
	struct err err = { 0 };
	bool ok = cache_write(URL, etag, body, strlen(body), NOW, &err);

	if (!ok)
		printf("# %s: %s\n", err.what, err.why);
	return ok;
}

static bool there(void)
{
	struct cached c;
	struct err err = { 0 };
	bool ok = cache_read(URL, 1000, &c, &err);

	CHECK_INT(err.kind, ERR_NONE);
	cached_release(&c);
	return ok;
}

static void what_was_written_is_read(void)
{
	static const char bytes[] = "one\0two\n{\"three\"}";
	struct cached c;
	struct err err = { 0 };
	struct stat st;
	char *path;

	if (!make_root())
		return;
	CHECK(!there());
	CHECK(cache_write(URL, "W/\"abc\"", bytes, sizeof bytes, 123456789012345, &err));
	if (CHECK(cache_read(URL, sizeof bytes, &c, &err))) {
		CHECK(c.body.len == sizeof bytes && memcmp(c.body.s, bytes, sizeof bytes) == 0);
		CHECK_STR(c.etag, "W/\"abc\"");
		CHECK_INT(c.current, 123456789012345);
	}
	cached_release(&c);
	CHECK(!cache_read(URL, sizeof bytes - 1, &c, &err));
	CHECK(!cache_read(URL "?other", 1000, &c, &err));
	path = file_of(URL);
	CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
	free(path);
	path = mem_printf("%s/teal/http", root);
	CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0700);
	free(path);
	CHECK(put(NULL, ""));
	if (CHECK(cache_read(URL, 0, &c, &err))) {
		CHECK(c.body.len == 0 && c.etag == NULL);
		CHECK_INT(c.current, NOW);
	}
	cached_release(&c);
	CHECK_INT(err.kind, ERR_NONE);
	remove_root();
}

/* Whole file, into out. */
static void slurp(const char *path, struct str *out)
{
	str_init(out, 100000);
	CHECK(file_read(path, 100000, out, NULL));
}

static void damage_is_not_there(void)
{
	struct str whole;
	struct err err;
	size_t etag, length;
	char *path;

	if (!make_root())
		return;
	path = file_of(URL);
	CHECK(put("\"abc\"", "the body"));
	slurp(path, &whole);
	etag = (size_t)(strstr(whole.s, "\"etag\"") - whole.s);
	length = (size_t)(strstr(whole.s, ",\"length\"") - whole.s);
	for (size_t i = 0; i < whole.len; i++) {
		char kept = whole.s[i];

		/* Nothing vouches for the ETag and the time: a wrong ETag costs one answer. */
		whole.s[i] = (char)(kept ^ 1);
		CHECK(file_write(path, whole.s, whole.len, &err));
		CHECK((i > etag && i < length) || !there());
		whole.s[i] = kept;
		CHECK(i % 7 || (file_write(path, whole.s, i, &err) && !there()));
	}
	CHECK(file_write(path, whole.s, whole.len, &err) && there());
	CHECK(file_write(path, "", 0, &err) && !there());
	CHECK(file_write(path, "\n\n\n", 3, &err) && !there());
	CHECK(file_write(path, "[]\nthe body", 11, &err) && !there());
	str_release(&whole);
	free(path);
	remove_root();
}

static void another_address_has_another_file(void)
{
	struct cached c;
	struct err err = { 0 };
	struct str whole;
	char *path, *other;

	if (!make_root())
		return;
	path = file_of(URL);
	other = file_of("https://example.org/other");
	CHECK(put(NULL, "the body"));
	slurp(path, &whole);
	CHECK(file_write(other, whole.s, whole.len, &err));
	CHECK(!cache_read("https://example.org/other", 1000, &c, &err));
	str_release(&whole);
	free(path);
	free(other);
	remove_root();
}

static void no_password_is_kept(void)
{
	struct cached c;
	struct err err = { 0 };
	struct str whole;
	char *path;

	if (!make_root())
		return;
	path = file_of(URL);
	CHECK(cache_write("https://me:hush@example.org/CHANGELOG.md#here", NULL, "x", 1, NOW, &err));
	slurp(path, &whole);
	CHECK(!strstr(str_text(&whole), "hush") && !strstr(str_text(&whole), "me:"));
	CHECK(there());
	CHECK(cache_read("https://you:loud@example.org/CHANGELOG.md", 10, &c, &err));
	cached_release(&c);
	CHECK(!cache_write("/etc/hosts", NULL, "x", 1, NOW, &err) && err.kind == ERR_INPUT && err.now[0]);
	str_release(&whole);
	free(path);
	remove_root();
}

/* It goes into a header of the next request. */
static void a_bad_etag_is_left_out(void)
{
	static const char *const bad[] = { "\"a\"\r\nX-Evil: 1", "\"a b\"", "", "\x7f" };
	struct cached c;
	struct err err = { 0 };

	if (!make_root())
		return;
	for (size_t i = 0; i < mem_count(bad); i++) {
		CHECK(put(bad[i], "x"));
		CHECK(cache_read(URL, 10, &c, &err));
		CHECK_STR(c.etag, NULL);
		cached_release(&c);
	}
	remove_root();
}

static void links_and_pipes_do_no_harm(void)
{
	struct err err = { 0 };
	struct str victim;
	struct stat st;
	char *path, *target;

	if (!make_root())
		return;
	path = file_of(URL);
	target = mem_printf("%s/victim", root);
	CHECK(file_write(target, "precious", 8, &err));
	CHECK(put(NULL, "old") && unlink(path) == 0 && symlink(target, path) == 0);
	CHECK(!there());
	CHECK(put(NULL, "new") && there());
	CHECK(lstat(path, &st) == 0 && S_ISREG(st.st_mode));
	slurp(target, &victim);
	CHECK_STR(str_text(&victim), "precious");
	CHECK(unlink(path) == 0 && mkfifo(path, 0600) == 0);
	CHECK(!there());
	CHECK(put(NULL, "new") && there());
	str_release(&victim);
	free(path);
	free(target);
	remove_root();
}

static void a_folder_that_cannot_be_is_told(void)
{
	struct cached c;
	struct err err = { 0 };
	char *folder;

	if (!make_root())
		return;
	folder = mem_printf("%s/teal", root);
	CHECK(file_write(folder, "no folder", 9, &err));
	CHECK(!cache_read(URL, 10, &c, &err) && err.kind != ERR_NONE && err.why[0]);
	err = (struct err){ 0 };
	CHECK(!cache_write(URL, NULL, "x", 1, NOW, &err) && err.kind != ERR_NONE);
	free(folder);
	remove_root();
}

/* Of its own letter, a length of its own. */
static void write_for_ever(char letter, size_t n)
{
	char *body = mem_zalloc(n, 1);

	memset(body, letter, n);
	for (;;)
		if (!cache_write(URL, NULL, body, n, NOW, NULL))
			_exit(1);
}

static void many_write_at_once(void)
{
	enum { WRITERS = 3, READS = 300 };
	struct err err = { 0 };
	struct cached c;
	int pid[WRITERS], seen = 0;

	if (!make_root())
		return;
	CHECK(put(NULL, "abc"));
	for (int i = 0; i < WRITERS; i++) {
		pid[i] = fork();
		if (pid[i] == 0)
			write_for_ever((char)('a' + i), 50000 + (size_t)i * 7777);
	}
	for (int i = 0; i < READS; i++) {
		if (!CHECK(cache_read(URL, 100000, &c, &err)))
			break;
		seen += c.body.len > 3;
		cached_release(&c);
	}
	for (int i = 0; i < WRITERS; i++) {
		CHECK(waitpid(pid[i], NULL, WNOHANG) == 0 && kill(pid[i], SIGKILL) == 0);
		CHECK(waitpid(pid[i], NULL, 0) == pid[i]);
	}
	CHECK(seen > 0 && there() == false);
	CHECK(cache_read(URL, 100000, &c, &err));
	cached_release(&c);
	remove_root();
}

static const struct check_case cases[] = {
	{ "what was written is read, with its ETag and time", what_was_written_is_read },
	{ "a damaged or cut file counts as not there", damage_is_not_there },
	{ "a copy answers for its own address only", another_address_has_another_file },
	{ "user and password of a URL are not kept", no_password_is_kept },
	{ "an ETag that cannot stand in a header is left out", a_bad_etag_is_left_out },
	{ "a link is replaced and not followed, a pipe does not hold", links_and_pipes_do_no_harm },
	{ "a folder that cannot be used is told", a_folder_that_cannot_be_is_told },
	{ "while many write, a whole copy is read", many_write_at_once },
};

CHECK_MAIN(cases)
