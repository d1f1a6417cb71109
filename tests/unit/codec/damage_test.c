#include "config.h"

#include <dirent.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/backups.h"
#include "codec/catalog.h"
#include "codec/juju_run.h"
#include "codec/juju_status.h"
#include "tests/unit/check.h"
#include "tests/unit/juju_shapes.h"
#include "tests/unit/read_file.h"

/* Every parser against damaged documents: cut at every 97th byte, with bytes changed at random (a fixed seed), and each document given to
 * the parsers of all the others. Nothing is asked of the answers but that they come, and that what was read can be released:
 * the sanitizers are the judges. TEAL_SAMPLES names a folder with more documents; without it these tests use the built-in ones. */
#define MIGRATIONS_HEAD "product\tfirst_tag\tversion\tname\tdialect\tautocommit\tclasses\teffects\n"
#define MIGRATIONS MIGRATIONS_HEAD "kratos\tv1.0.0\t20150100000001000000\tnetworks\tpostgres\t0\ttable,index\ttable:networks\n"

static const char *const shapes[] = {
	STATUS_29,
	STATUS_36,
	STATUS_40,
	RUN_OK,
	RUN_REFUSED_BY_CHARM,
	RUN_BROKE,
	RUN_BAD_PARAMETER_40,
	RUN_29,
	RUN_29_QUEUED,
	SHOW_RUNNING,
	PROGRESS,
	BACKUPS_2023,
	BACKUPS_2024,
	BACKUPS_NOW,
	MIGRATIONS,
	"product\ttag\tdate\nkratos\tv1.0.0\t2023-07-12\n",
};

static size_t fed;

static void feed_status(const char *text, size_t n)
{
	struct juju_status s;
	struct str why;

	if (!juju_status_parse(text, n, &s, NULL))
		return;
	str_init(&why, STR_LINE);
	for (size_t i = 0; i < s.apps; i++)
		juju_app_settled(&s.app[i], (int64_t)s.app[i].units, NULL, &why);
	str_release(&why);
	juju_status_release(&s);
}

static void feed_run(const char *text, size_t n)
{
	struct juju_said said = { .out = text, .out_len = n, .err = text, .err_len = n };
	struct juju_verdict v;

	for (int rc = 0; rc < 2; rc++)
		for (int form = JUJU_FORM_RUN; form <= JUJU_FORM_TASK; form++) {
			said.rc = rc;
			juju_run_judge(&said, (enum juju_form)form, "kratos/leader", &v);
			CHECK(v.message != NULL);
			juju_verdict_release(&v);
		}
}

/* A copy of its own size, so that a read behind the end is seen. */
static void feed(const char *text, size_t n)
{
	char *copy = malloc(n ? n : 1);
	struct backups b;
	struct catalog c;

	memcpy(copy, text, n);
	feed_status(copy, n);
	feed_run(copy, n);
	if (backups_parse(copy, n, &b, NULL))
		backups_newest(&b);
	backups_release(&b);
	if (catalog_parse(copy, n, shapes[mem_count(shapes) - 1], strlen(shapes[mem_count(shapes) - 1]), &c, NULL))
		catalog_release(&c);
	if (catalog_parse(shapes[mem_count(shapes) - 2], strlen(shapes[mem_count(shapes) - 2]), copy, n, &c, NULL))
		catalog_release(&c);
	free(copy);
	fed++;
}

/* xorshift: the same numbers on every machine. */
static uint64_t chance(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void feed_cut(const char *text, size_t n)
{
	for (size_t cut = 0; cut < n; cut += 97)
		feed(text, cut);
	feed(text, n);
}

static void feed_changed(const char *text, size_t n)
{
	static const char marks[] = "{}[]\":,|/\n\t\\0-\x1b\x80\xff u";
	uint64_t state = 20261122;

	for (int round = 0; n && round < 60; round++) {
		char *copy = mem_dupn(text, n);

		for (uint64_t k = chance(&state) % 6 + 1; k; k--)
			copy[chance(&state) % n] = k & 1 ? (char)chance(&state) : marks[chance(&state) % (sizeof marks - 1)];
		feed(copy, n);
		free(copy);
	}
}

static void cut_documents_do_no_harm(void)
{
	for (size_t i = 0; i < mem_count(shapes); i++)
		for (size_t cut = 0, n = strlen(shapes[i]); cut <= n; cut += 3)
			feed(shapes[i], cut);
	CHECK(fed > 1000);
}

static void changed_documents_do_no_harm(void)
{
	for (size_t i = 0; i < mem_count(shapes); i++)
		feed_changed(shapes[i], strlen(shapes[i]));
}

static void deep_and_wide_documents_do_no_harm(void)
{
	struct str text;

	str_init(&text, STR_PAGE);
	for (int i = 0; i < 100000; i++)
		str_add(&text, i % 2 ? "[" : "{\"a\":");
	feed(str_text(&text), text.len);
	str_clear(&text);
	for (int i = 0; i < 20000; i++)
		str_add(&text, "2023-01-01T09:00:00Z | a\n| ");
	feed(str_text(&text), text.len);
	str_clear(&text);
	for (int i = 0; i < 20000; i++)
		str_add(&text, "ERROR ERROR\nERROR \n");
	feed(str_text(&text), text.len);
	str_release(&text);
	feed("", 0);
}

/* Yields how many documents there were. */
static size_t with_samples(void (*use)(const char *text, size_t n))
{
	const char *folder = getenv("TEAL_SAMPLES");
	DIR *dir = folder ? opendir(folder) : NULL;
	size_t count = 0;

	for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir)) {
		char *path = mem_printf("%s/%s", folder, e->d_name);
		size_t n;
		char *text = e->d_name[0] == '.' ? NULL : read_file(path, &n);

		if (text) {
			use(text, n);
			count++;
		}
		free(text);
		free(path);
	}
	if (dir)
		closedir(dir);
	if (!count)
		SKIP("TEAL_SAMPLES names no folder with samples");
	return count;
}

/* Whatever has a model and applications is a status, and must be read whole. */
static void check_whole(const char *text, size_t n)
{
	struct juju_status s;
	struct err err = { 0 };
	bool is_status = n > 8 && text[0] == '{' && strstr(text, "\"application-status\"") && strstr(text, "\"model\"");

	if (!is_status)
		return;
	if (!CHECK(juju_status_parse(text, n, &s, &err)))
		printf("# %s: %s\n", err.what, err.why);
	CHECK(s.model && s.model[0] && s.apps);
	for (size_t i = 0; i < s.apps; i++)
		CHECK(s.app[i].error[0] || s.app[i].charm_name[0]);
	juju_status_release(&s);
}

static void samples_are_read_whole(void)
{
	with_samples(check_whole);
}

static void cut_samples_do_no_harm(void)
{
	with_samples(feed_cut);
}

static void changed_samples_do_no_harm(void)
{
	with_samples(feed_changed);
}

/* Blocks as terminals showed them: the tables and the task lines in them must be found. */
static void texts_of_terminals_are_understood(void)
{
	const char *folder = getenv("TEAL_SAMPLES");
	char *path = mem_printf("%s/text-02-actions-plain-and-yaml.txt", folder ? folder : "");
	size_t n, tables = 0, rows = 0;
	char *text = read_file(path, &n), id[JUJU_ID_TEXT];

	if (!text)
		SKIP("TEAL_SAMPLES names no folder with samples");
	else
		CHECK(juju_stderr_task(text, n, id) && strcmp(id, "2") == 0);
	for (char *at = text; at && (at = strstr(at, "backups: |-")); tables++) {
		char *end = strstr(at, "\n\n#"), *command = strstr(at, "\n$ ");
		struct backups b;

		if (command && (!end || command < end))
			end = command;
		CHECK(backups_parse(at, end ? (size_t)(end - at) : strlen(at), &b, NULL));
		rows += b.count;
		backups_release(&b);
		at += 11;
	}
	CHECK(!text || (tables == 3 && rows == 2));
	free(text);
	free(path);
}

static const struct check_case cases[] = {
	{ "built-in documents cut at every third byte do no harm", cut_documents_do_no_harm },
	{ "built-in documents with changed bytes do no harm", changed_documents_do_no_harm },
	{ "deep, wide and empty documents do no harm", deep_and_wide_documents_do_no_harm },
	{ "sample documents are read whole", samples_are_read_whole },
	{ "sample documents cut at every 97th byte do no harm", cut_samples_do_no_harm },
	{ "sample documents with changed bytes do no harm", changed_samples_do_no_harm },
	{ "texts of terminals are understood", texts_of_terminals_are_understood },
};

CHECK_MAIN(cases)
