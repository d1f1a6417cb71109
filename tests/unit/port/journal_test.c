#include "config.h"

#include "port/journal.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "port/paths.h"
#include "tests/unit/check.h"

static char root[64], *run, *path;

static bool make_run(void)
{
	snprintf(root, sizeof root, "/tmp/teal-journal-XXXXXX");
	if (!CHECK(mkdtemp(root) != NULL))
		return false;
	run = mem_printf("%s/runs/one", root);
	path = mem_printf("%s/" JOURNAL_FILE, run);
	return true;
}

static void remove_run(void)
{
	struct err err;

	CHECK(paths_remove(root, &err));
	free(run);
	free(path);
}

struct heard {
	int lines;
	int64_t last;
	struct str words;
};

static bool hear(void *self, const struct json *line, struct err *err)
{
	struct heard *h = self;

	h->lines++;
	h->last = json_int(line, "seq", -1);
	str_addf(&h->words, "%s ", json_str(line, "word", "?"));
	if (strcmp(json_str(line, "word", ""), "stop") == 0)
		return err_set(err, ERR_WORLD, "stopped here", "", "");
	return true;
}

/* Opens and closes; what was heard as one text. */
static bool replay(enum journal_mode mode, const char *words, bool *torn, struct err *err)
{
	struct heard h = { 0 };
	struct journal *j;
	bool ok;

	str_init(&h.words, 4096);
	j = journal_open(run, mode, hear, &h, torn, err);
	ok = j != NULL;
	if (ok) {
		CHECK_STR(str_text(&h.words), words);
		CHECK_INT(journal_seq(j), h.lines);
		CHECK_INT(h.last, h.lines);
	}
	journal_close(j);
	str_release(&h.words);
	return ok;
}

static bool append(struct journal *j, const char *word, struct err *err)
{
	struct json *line = json_object();
	bool ok;

	json_put_str(line, "word", word);
	ok = journal_append(j, line, JOURNAL_SYNC, err);
	json_free(line);
	return ok;
}

static void write_three(void)
{
	struct err err;
	struct journal *j = journal_open(run, JOURNAL_WRITE, NULL, NULL, NULL, &err);

	if (!CHECK(j != NULL))
		return;
	CHECK_INT(journal_seq(j), 0);
	CHECK(append(j, "one", &err) && append(j, "two", &err) && append(j, "three", &err));
	CHECK_INT(journal_seq(j), 3);
	journal_close(j);
}

static void read_text(struct str *text)
{
	struct err err;

	str_init(text, STR_PAGE);
	CHECK(file_read(path, STR_PAGE, text, &err));
}

static void add_bytes(const char *bytes, size_t n)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);

	CHECK_INT(write(fd, bytes, n), n);
	close(fd);
}

static void what_is_written_is_heard_again(void)
{
	struct err err;
	struct stat st;
	struct str text;
	bool torn = true;

	if (!make_run())
		return;
	write_three();
	CHECK(replay(JOURNAL_WRITE, "one two three ", &torn, &err));
	CHECK(!torn);
	CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
	CHECK(stat(run, &st) == 0 && (st.st_mode & 0777) == 0700);
	read_text(&text);
	CHECK(strncmp(str_text(&text), "{\"seq\":1,\"prev\":\"000000", 23) == 0);
	str_release(&text);
	remove_run();
}

static void torn_end(const char *end, size_t n)
{
	struct err err;
	struct journal *j;
	struct stat st;
	bool torn = false;
	off_t good;

	if (!make_run())
		return;
	write_three();
	CHECK(stat(path, &st) == 0);
	good = st.st_size;
	add_bytes(end, n);
	CHECK(replay(JOURNAL_READ, "one two three ", &torn, &err) && torn);
	CHECK(stat(path, &st) == 0 && st.st_size == good + (off_t)n);
	torn = false;
	CHECK(replay(JOURNAL_WRITE, "one two three ", &torn, &err) && torn);
	CHECK(stat(path, &st) == 0 && st.st_size == good);
	CHECK(replay(JOURNAL_WRITE, "one two three ", &torn, &err) && !torn);
	j = journal_open(run, JOURNAL_WRITE, NULL, NULL, NULL, &err);
	CHECK(j && append(j, "four", &err));
	journal_close(j);
	CHECK(replay(JOURNAL_READ, "one two three four ", &torn, &err) && !torn);
	remove_run();
}

static void torn_last_line_is_cut(void)
{
	torn_end("{\"seq\":4,\"pre", 13);
	torn_end("{\"seq\":4,\"pre\n", 14);
	torn_end("\0\0\0\0\0\0\0\0", 8);
	torn_end("{}", 2);
}

/* Replaces the first `from` by `to` (of the same length) and expects the line number in the refusal. */
static void edited(const char *from, const char *to, const char *line)
{
	struct err err = { 0 };
	struct str text, after;
	bool torn = false;
	char *at;

	if (!make_run())
		return;
	write_three();
	read_text(&text);
	at = strstr(text.s, from);
	if (CHECK(at != NULL))
		memcpy(at, to, strlen(to));
	CHECK(file_write(path, text.s, text.len, &err));
	CHECK(!replay(JOURNAL_WRITE, "", &torn, &err));
	if (!CHECK(strstr(err.why, line) != NULL))
		printf("# %s\n", err.why);
	CHECK(!replay(JOURNAL_READ, "", &torn, &err));
	read_text(&after);
	CHECK(after.len == text.len && memcmp(after.s, text.s, text.len) == 0);
	str_release(&text);
	str_release(&after);
	remove_run();
}

static void edited_line_is_refused(void)
{
	edited("two", "owt", "line 3");
	edited("one", "eno", "line 2");
	edited("\"seq\":2", "\"seq\":5", "line 2");
	edited("{\"seq\":2", "X\"seq\":2", "line 2");
	edited("{\"seq\":1", "[\"seq\":1", "line 1");
	edited("\n{\"seq\":2", " {\"seq\":2", "line 1");
	edited("\"prev\":\"0", "\"prev\":\"1", "line 1");
}

/* No line is handed out before the whole chain was checked, since an edited line may make no sense. */
static void nothing_is_told_of_a_broken_chain(void)
{
	struct err err = { 0 };
	struct heard h = { 0 };
	struct str text;
	bool torn;
	char *at;

	if (!make_run())
		return;
	write_three();
	read_text(&text);
	at = strstr(text.s, "two");
	if (CHECK(at != NULL))
		memcpy(at, "owt", 3);
	CHECK(file_write(path, text.s, text.len, &err));
	str_init(&h.words, 4096);
	CHECK(!journal_open(run, JOURNAL_READ, hear, &h, &torn, &err));
	CHECK_INT(h.lines, 0);
	str_release(&h.words);
	CHECK(strstr(err.why, "line 3") && strstr(err.why, "one of the two was changed"));
	CHECK(err.now[0]);
	str_release(&text);
	remove_run();
}

/* The reason is there also where the path is cut. */
static void the_reason_comes_before_the_path(void)
{
	struct err err = { 0 };
	struct journal *j;
	struct rlimit old, small;

	if (!make_run())
		return;
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	small = old;
	small.rlim_cur = 0;
	j = journal_open(run, JOURNAL_WRITE, NULL, NULL, NULL, &err);
	setrlimit(RLIMIT_FSIZE, &small);
	CHECK(!append(j, "word", &err));
	setrlimit(RLIMIT_FSIZE, &old);
	CHECK(strncmp(err.why, "File too large (/", 17) == 0);
	CHECK(strstr(err.now, "Nothing is lost") && strstr(err.now, "room"));
	journal_close(j);
	remove_run();
}

static void lost_line_is_refused(void)
{
	struct err err = { 0 };
	struct str text;
	bool torn;

	if (!make_run())
		return;
	write_three();
	read_text(&text);
	const char *second = strchr(text.s, '\n') + 1;
	CHECK(file_write(path, second, strlen(second), &err));
	CHECK(!replay(JOURNAL_WRITE, "", &torn, &err));
	CHECK(strstr(err.why, "line 1") != NULL);
	str_release(&text);
	remove_run();
}

static void listener_can_refuse(void)
{
	struct err err = { 0 };
	struct journal *j;
	bool torn;

	if (!make_run())
		return;
	j = journal_open(run, JOURNAL_WRITE, NULL, NULL, NULL, &err);
	CHECK(append(j, "stop", &err) && append(j, "after", &err));
	journal_close(j);
	CHECK(!replay(JOURNAL_WRITE, "", &torn, &err));
	if (!CHECK(strstr(err.what, "line 1: stopped here") != NULL))
		printf("# %s\n", err.what);
	remove_run();
}

static void second_writer_is_told_who_holds_it(void)
{
	struct err err = { 0 };
	struct journal *j;
	char pid[32];
	bool torn;
	int status = -1, other;

	if (!make_run())
		return;
	write_three();
	j = journal_open(run, JOURNAL_WRITE, NULL, NULL, NULL, &err);
	CHECK(j != NULL);
	snprintf(pid, sizeof pid, "pid %d", (int)getpid());
	other = fork();
	if (other == 0) {
		bool refused = !journal_open(run, JOURNAL_WRITE, NULL, NULL, NULL, &err) && err.kind == ERR_LOCKED && strstr(err.why, pid);
		_exit(refused && replay(JOURNAL_READ, "one two three ", &torn, &err) ? 0 : 1);
	}
	CHECK(waitpid(other, &status, 0) == other && status == 0);
	journal_close(j);
	CHECK(replay(JOURNAL_WRITE, "one two three ", &torn, &err));
	remove_run();
}

static void full_disk_leaves_no_half_line(void)
{
	struct rlimit old, small;
	struct err err = { 0 };
	struct journal *j;
	struct stat st;
	char *word = mem_zalloc(1001, 1);
	bool torn, wrote = true;
	int n = 0;

	if (!make_run())
		return;
	memset(word, 'x', 1000);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	small = old;
	small.rlim_cur = 5000;
	j = journal_open(run, JOURNAL_WRITE, NULL, NULL, NULL, &err);
	setrlimit(RLIMIT_FSIZE, &small);
	for (; n < 10 && wrote; n++)
		wrote = append(j, word, &err);
	setrlimit(RLIMIT_FSIZE, &old);
	CHECK(!wrote && n > 2 && n < 6);
	CHECK_INT(journal_seq(j), n - 1);
	CHECK(strstr(err.now, "room") != NULL);
	CHECK(stat(path, &st) == 0 && st.st_size < 5000);
	CHECK(append(j, "again", &err));
	journal_close(j);
	j = journal_open(run, JOURNAL_READ, NULL, NULL, &torn, &err);
	CHECK(j && !torn && journal_seq(j) == n);
	CHECK(!append(j, "reader", &err));
	journal_close(j);
	free(word);
	remove_run();
}

static void long_lines_are_bounded(void)
{
	struct err err = { 0 };
	struct journal *j;
	bool torn;
	char *word = mem_zalloc(JOURNAL_LINE_MAX + 1, 1);

	if (!make_run())
		return;
	memset(word, 'y', JOURNAL_LINE_MAX);
	j = journal_open(run, JOURNAL_WRITE, NULL, NULL, NULL, &err);
	CHECK(!append(j, word, &err));
	word[JOURNAL_LINE_MAX - 200] = '\0';
	CHECK(append(j, word, &err) && append(j, word, &err));
	journal_close(j);
	j = journal_open(run, JOURNAL_READ, NULL, NULL, &torn, &err);
	CHECK(j && journal_seq(j) == 2);
	journal_close(j);
	for (int i = 0; i < 2; i++)
		add_bytes(word, JOURNAL_LINE_MAX - 200);
	CHECK(!journal_open(run, JOURNAL_READ, NULL, NULL, &torn, &err));
	CHECK(strstr(err.why, "line 3") != NULL);
	free(word);
	remove_run();
}

static void nothing_there_to_read(void)
{
	struct err err = { 0 };

	if (!make_run())
		return;
	CHECK(!journal_open(run, JOURNAL_READ, NULL, NULL, NULL, &err));
	CHECK_INT(err.kind, ERR_INPUT);
	CHECK(!file_exists(run));
	remove_run();
}

static const struct check_case cases[] = {
	{ "what is written is heard again", what_is_written_is_heard_again },
	{ "a torn last line is cut and told, a reader leaves it", torn_last_line_is_cut },
	{ "an edited line is refused with its number", edited_line_is_refused },
	{ "nothing is told of a broken chain", nothing_is_told_of_a_broken_chain },
	{ "the reason comes before the path", the_reason_comes_before_the_path },
	{ "a lost line is refused", lost_line_is_refused },
	{ "the listener can refuse", listener_can_refuse },
	{ "a second writer is told who holds it", second_writer_is_told_who_holds_it },
	{ "a full disk leaves no half line, and it goes on afterwards", full_disk_leaves_no_half_line },
	{ "long lines are bounded", long_lines_are_bounded },
	{ "nothing there to read is an error and makes nothing", nothing_there_to_read },
};

CHECK_MAIN(cases)
