#include "config.h"

#include "fetch/refresh.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/catalog.h"
#include "codec/catalog_news.h"
#include "codec/catalog_write.h"
#include "port/loop.h"
#include "port/paths.h"
#include "tests/unit/check.h"
#include "tests/unit/read_file.h"
#include "tests/unit/web.h"

enum { PATIENCE_MS = 20000 };

static const char *const files[CATALOG_FILES] = {
	[CATALOG_FILE_MIGRATIONS] = "product\tfirst_tag\tversion\tname\tdialect\tautocommit\tclasses\teffects\n"
				    "kratos\tv26.2.0\t20250101000000000000\tfirst\tall\t0\ttable\ttable:a\n"
				    "kratos\tv26.2.0\t20251105000000000001\tgo:fill\tgo\t1\tbackfill\tbackfill:a\n"
				    "kratos\tmaster\t20260127000000000001\tadd_keys\tall\t0\tmine\tseed:a\n"
				    "kratos\tmaster\t20260901000000000000\tlater\tall\t0\tindex\tcindex:a\n"
				    "hydra\tv26.2.0\t20250101000000000000\tfirst\tall\t0\ttable\ttable:a\n"
				    "#\t5\n",
	[CATALOG_FILE_RELEASES] = "product\ttag\tdate\n"
				  "hydra\tv26.2.0\t2026-03-20\n"
				  "kratos\tv25.4.0\t2025-11-07\n"
				  "kratos\tv26.2.0\t2026-03-20\n",
	[CATALOG_FILE_CHARMS] = "product\tfrom\tto\tversion\tnote\n"
				"kratos\trev500\trev548\t1.3.1\t\n"
				"kratos\tv2.3.0\tv2.4.2\t26.2.0\t\n"
				"hydra\tv3.1.0\tv3.1.1\t26.2.0\t\n",
};

static int *asked; /* requests, shared with the answering processes */
static struct web server;
static char root[64];
static char *www, *data;

/* ---- A server of documents ---- */

/* The document of a path, as a file: owned. */
static char *document(const char *path, size_t n)
{
	char *file = mem_printf("%s/%.*s", www, (int)n, path), *name = file + strlen(www) + 1;

	for (; *name; name++)
		if (*name == '/')
			*name = '|';
	return file;
}

static void answer(int fd, const char *request)
{
	char *path = document(request + 4, strcspn(request + 4, " ")), *text, *head;
	size_t n;

	__atomic_add_fetch(asked, 1, __ATOMIC_SEQ_CST);
	text = read_file(path, &n);
	free(path);
	if (text && strncmp(text, "limit", 5) == 0) {
		web_say_text(fd, "HTTP/1.1 403 Forbidden\r\nx-ratelimit-remaining: 0\r\nx-ratelimit-reset: 4000000000\r\n"
		                 "Connection: close\r\nContent-Length: 0\r\n\r\n");
	} else if (text) {
		head = mem_printf("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n", n);
		web_say_text(fd, head);
		web_say(fd, text, n);
		free(head);
	} else {
		web_say_text(fd, "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
	}
	free(text);
}

static void serve(const char *path, const char *text)
{
	char *file = document(path, strlen(path));

	CHECK(file_write(file, text, strlen(text), NULL));
	free(file);
}

static void withdraw(const char *path)
{
	char *file = document(path, strlen(path));

	CHECK(unlink(file) == 0);
	free(file);
}

#define RELEASE(tag, date) "{\"tag_name\":\"" tag "\",\"published_at\":\"" date "T12:00:00Z\",\"draft\":false,\"prerelease\":false}"
#define CANDIDATE(tag, date) "{\"tag_name\":\"" tag "\",\"published_at\":\"" date "T12:00:00Z\",\"draft\":false,\"prerelease\":true}"
#define FILE_(name) "{\"path\":\"" name "\",\"type\":\"blob\"}"
#define TREE(files) "{\"sha\":\"x\",\"tree\":[" files "],\"truncated\":false}"
#define KRATOS_RELEASES "/repos/ory/kratos/releases?per_page=100"
#define HYDRA_RELEASES "/repos/ory/hydra/releases?per_page=100"
#define KRATOS_TREE "/repos/ory/kratos/git/trees/v26.3.0:persistence/sql/migrations/sql"
#define KRATOS_GO "/repos/ory/kratos/git/trees/v26.3.0:persistence/sql/migrations/go"
#define KRATOS_SQL "/ory/kratos/v26.3.0/persistence/sql/migrations/sql/"
#define KRATOS_CHARM "/canonical/kratos-operator/v2.5.0/charmcraft.yaml"
#define CHARM_FILE "resources:\n  oci-image:\n    type: oci-image\n    upstream-source: ghcr.io/canonical/kratos:"
#define OLD_FILES FILE_("20250101000000000000_first.up.sql") "," FILE_("20250101000000000000_first.down.sql")
#define NEW_FILES \
	FILE_("20260127000000000001_add_keys.up.sql") \
	"," FILE_("20260401000000000000_b c.postgres.up.sql") "," FILE_("20260402000000000000_idx.postgres.autocommit.up.sql")

/* Nothing is new yet. */
static void serve_old_world(void)
{
	serve(KRATOS_RELEASES, "[" RELEASE("v26.2.0", "2026-03-20") "," RELEASE("v25.4.0", "2025-11-07") "]");
	serve("/repos/ory/kratos/git/trees/v26.2.0:persistence/sql/migrations/go",
	      TREE(FILE_("20251105000000000000_fill.go") "," FILE_("gomigrations.go")));
	serve("/canonical/kratos-operator/main/CHANGELOG.md",
	      "# Changelog\n\n## [2.4.2](https://x) (2026-07-01)\n\n### Bug Fixes\n\n* x\n");
	serve(HYDRA_RELEASES, "[" RELEASE("v26.2.0", "2026-03-20") "]");
	serve("/canonical/hydra-operator/main/CHANGELOG.md", "# Changelog\n\n## [3.1.1](https://x) (2026-07-01)\n\n### Bug Fixes\n\n* x\n");
}

/* Kratos and its charm have a release more. */
static void serve_new_world(void)
{
	serve_old_world();
	serve(KRATOS_RELEASES, "[" CANDIDATE("v26.4.0-rc.1", "2026-08-01") "," RELEASE("v26.3.0", "2026-07-01") "," RELEASE(
				       "v26.2.0", "2026-03-20") "," RELEASE("v25.4.0", "2025-11-07") "]");
	serve(KRATOS_TREE, TREE(OLD_FILES "," NEW_FILES));
	serve(KRATOS_GO, TREE(FILE_("20251105000000000000_fill.go") "," FILE_("gomigrations.go")));
	serve(KRATOS_SQL "20260127000000000001_add_keys.up.sql", "INSERT INTO a (name) VALUES ('x');\n");
	serve(KRATOS_SQL "20260401000000000000_b%20c.postgres.up.sql",
	      "CREATE TABLE b (id UUID PRIMARY KEY);\nALTER TABLE a ADD COLUMN c TEXT NULL;\n");
	serve(KRATOS_SQL "20260402000000000000_idx.postgres.autocommit.up.sql", "CREATE INDEX CONCURRENTLY a_c_idx ON a (c);\n");
	serve("/canonical/kratos-operator/main/CHANGELOG.md", "# Changelog\n\n## [2.5.0](https://x) (2026-07-02)\n\n### Features\n\n* x\n");
	serve(KRATOS_CHARM, CHARM_FILE "26.3.0\n");
}

static const char new_lines[] = "+ kratos v26.3.0 2026-07-01\n"
				"~ kratos 20260127000000000001 add_keys master -> v26.3.0\n"
				"+ kratos v26.3.0 20260401000000000000 b c addcol,table table:b,addcol:a\n"
				"+ kratos v26.3.0 20260402000000000000 idx index cindex:a\n"
				"+ kratos charm v2.5.0 26.3.0\n";

static bool begin(void)
{
	struct err err = { 0 };

	snprintf(root, sizeof root, "/tmp/teal-catalog-XXXXXX");
	if (!asked)
		asked = mmap(NULL, sizeof *asked, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (!CHECK(asked != MAP_FAILED) || !CHECK(mkdtemp(root) != NULL))
		return false;
	setenv("XDG_CACHE_HOME", root, 1);
	mem_set(&www, NULL);
	mem_set(&data, NULL);
	www = mem_printf("%s/www", root);
	data = mem_printf("%s/data", root);
	*asked = 0;
	CHECK(paths_make(www, &err) && paths_make(data, &err));
	for (int f = 0; f < CATALOG_FILES; f++) {
		char *path = mem_printf("%s/%s", data, catalog_file_name((enum catalog_file)f));

		CHECK(file_write(path, files[f], strlen(files[f]), &err) && chmod(path, 0644) == 0);
		free(path);
	}
	return CHECK(web_start(&server, answer));
}

static void end(void)
{
	CHECK(web_stop(&server));
	CHECK(paths_remove(root, NULL));
	mem_set(&www, NULL);
	mem_set(&data, NULL);
}

/* ---- The engine ---- */

/* What a refresh of kratos says: the difference, a "! " line for each thing to be done by hand, or the error. */
static void refreshes_to(const char *want, enum err_kind kind)
{
	char *base = mem_printf("http://127.0.0.1:%d", server.port);
	struct loop *loop = loop_new();
	struct catalog c = { 0 };
	struct catalog_news news;
	struct catalog_refresh *r;
	struct err err = { 0 };
	struct str out;

	CHECK(catalog_parse(files[0], strlen(files[0]), files[1], strlen(files[1]), &c, NULL) &&
	      catalog_add_charms(&c, files[2], strlen(files[2]), NULL));
	str_init(&out, STR_PAGE);
	r = catalog_refresh_new(
		loop, &(struct catalog_refresh_spec){
			      .catalog = &c, .product = "kratos", .api = base, .raw = base, .deadline_ms = PATIENCE_MS, .retry_ms = 10 });
	for (int64_t until = loop_now() + PATIENCE_MS; catalog_refresh_busy(r) && loop_now() < until;)
		loop_turn(loop, 100);
	CHECK(!catalog_refresh_busy(r));
	if (catalog_refresh_take(r, &news, &err))
		catalog_write_difference(&c, &news, &out);
	else
		CHECK(catalog_news_empty(&news));
	for (size_t i = 0; !err.kind && catalog_refresh_hand(r, i); i++)
		str_addf(&out, "! %s\n", catalog_refresh_hand(r, i));
	if (err.kind)
		err_text(&err, &out);
	CHECK_INT(err.kind, kind);
	if (kind == ERR_NONE)
		CHECK_STR(str_text(&out), want);
	else if (!CHECK(strstr(str_text(&out), want) && strstr(str_text(&out), "kratos")))
		printf("# %s\n", str_text(&out));
	str_release(&out);
	catalog_news_release(&news);
	catalog_refresh_free(r);
	catalog_release(&c);
	loop_free(loop);
	free(base);
}

static void nothing_new_is_nothing(void)
{
	if (!begin())
		return;
	serve_old_world();
	refreshes_to("", ERR_NONE);
	CHECK_INT(*asked, 3);
	end();
}

static void a_new_release_brings_its_migrations(void)
{
	if (!begin())
		return;
	serve_new_world();
	refreshes_to(new_lines, ERR_NONE);
	CHECK_INT(*asked, 8);
	end();
}

static void sql_that_was_edited_changes_the_row(void)
{
	if (!begin())
		return;
	serve_new_world();
	serve(KRATOS_SQL "20260127000000000001_add_keys.up.sql", "ALTER TABLE a DROP COLUMN d;\n");
	withdraw(KRATOS_CHARM);
	serve("/canonical/kratos-operator/main/CHANGELOG.md", "## [2.4.2](https://x) (2026-07-02)\n");
	refreshes_to("+ kratos v26.3.0 2026-07-01\n"
	             "~ kratos 20260127000000000001 add_keys master -> v26.3.0 effects seed:a -> dropcol:a\n"
	             "+ kratos v26.3.0 20260401000000000000 b c addcol,table table:b,addcol:a\n"
	             "+ kratos v26.3.0 20260402000000000000 idx index cindex:a\n",
	             ERR_NONE);
	end();
}

static void a_migration_belongs_to_the_first_of_two_new_releases(void)
{
	if (!begin())
		return;
	serve_new_world();
	serve(KRATOS_RELEASES,
	      "[" RELEASE("v26.4.0", "2026-09-01") "," RELEASE("v26.3.0", "2026-07-01") "," RELEASE("v26.2.0", "2026-03-20") "]");
	serve("/repos/ory/kratos/git/trees/v26.4.0:persistence/sql/migrations/sql",
	      TREE(OLD_FILES "," NEW_FILES "," FILE_("20260301000000000000_below.up.sql")));
	serve("/repos/ory/kratos/git/trees/v26.4.0:persistence/sql/migrations/go", TREE(FILE_("gomigrations.go")));
	serve("/ory/kratos/v26.4.0/persistence/sql/migrations/sql/20260301000000000000_below.up.sql", "-- nothing\n");
	serve(KRATOS_CHARM, CHARM_FILE "26.2.0\n");
	refreshes_to("+ kratos v26.3.0 2026-07-01\n"
	             "+ kratos v26.4.0 2026-09-01\n"
	             "~ kratos 20260127000000000001 add_keys master -> v26.3.0\n"
	             "+ kratos v26.3.0 20260401000000000000 b c addcol,table table:b,addcol:a\n"
	             "+ kratos v26.3.0 20260402000000000000 idx index cindex:a\n"
	             "+ kratos v26.4.0 20260301000000000000 below empty -\n"
	             "~ kratos charm v2.3.0..v2.4.2 -> v2.5.0 26.2.0\n",
	             ERR_NONE);
	end();
}

static void what_a_person_must_enter_is_told(void)
{
	if (!begin())
		return;
	serve_old_world();
	serve(KRATOS_RELEASES,
	      "[" RELEASE("v25.4.1", "2026-05-01") "," RELEASE("v1.2.3", "2020-05-01") "," RELEASE("v26.2.0", "2026-03-20") "]");
	serve("/repos/ory/kratos/git/trees/v26.2.0:persistence/sql/migrations/go",
	      TREE(FILE_("20251105000000000000_fill.go") "," FILE_("20260601000000000000_more.go")));
	serve("/canonical/kratos-operator/main/CHANGELOG.md", "## [2.2.9](https://x) (2026-07-02)\n");
	refreshes_to("! kratos v25.4.1 came out after v26.2.0, of an older line: compare its migrations and enter it by hand.\n"
	             "! kratos v26.2.0: 20260601000000000000_more.go holds migrations written in Go, and no row has one of that day: "
	             "read it and enter them by hand.\n"
	             "! kratos: what release v2.2.9 of the charm carries is not known, and newer ones are: enter it by hand.\n",
	             ERR_NONE);
	serve("/canonical/kratos-operator/main/CHANGELOG.md", "## [2.5.0](https://x) (2026-07-02)\n");
	serve(KRATOS_RELEASES, "[" RELEASE("v26.2.0", "2026-03-20") "]");
	serve("/repos/ory/kratos/git/trees/v26.2.0:persistence/sql/migrations/go", TREE(FILE_("20251105000000000000_fill.go")));
	serve(KRATOS_CHARM, CHARM_FILE "latest\n");
	refreshes_to("! kratos: release v2.5.0 of the charm carries ghcr.io/canonical/kratos:latest, which names no version: enter it by "
	             "hand.\n",
	             ERR_NONE);
	end();
}

static void one_damaged_document_ends_it(void)
{
	static const struct {
		const char *path, *text, *says;
	} damage[] = {
		{ KRATOS_RELEASES, "[", "list of releases" },
		{ KRATOS_RELEASES, "{\"message\":\"Moved\"}", "GitHub answered: Moved" },
		{ KRATOS_TREE, "{\"tree\":[" OLD_FILES, KRATOS_TREE },
		{ KRATOS_TREE, "{\"tree\":[" OLD_FILES "],\"truncated\":true}", "left a part of the list out" },
		{ KRATOS_TREE, TREE(NEW_FILES), "none of the migrations of earlier releases" },
		{ KRATOS_TREE, TREE(OLD_FILES "," FILE_("123_x.up.sql")), "fewer digits" },
		{ KRATOS_GO, "<html>", KRATOS_GO },
		{ "/canonical/kratos-operator/main/CHANGELOG.md", "<html>", "CHANGELOG.md" },
		{ KRATOS_CHARM, "name: kratos\n", "charmcraft.yaml" },
	};

	for (size_t i = 0; i < mem_count(damage); i++) {
		if (!begin())
			return;
		serve_new_world();
		serve(damage[i].path, damage[i].text);
		refreshes_to(damage[i].says, ERR_WORLD);
		end();
	}
}

static void one_document_that_is_missing_ends_it(void)
{
	static const char *const paths[] = { KRATOS_RELEASES, KRATOS_TREE, KRATOS_GO, KRATOS_CHARM,
		                             KRATOS_SQL "20260402000000000000_idx.postgres.autocommit.up.sql" };

	for (size_t i = 0; i < mem_count(paths); i++) {
		if (!begin())
			return;
		serve_new_world();
		withdraw(paths[i]);
		refreshes_to("404", ERR_ENVIRONMENT);
		end();
	}
}

static void a_copy_of_yesterday_is_no_answer(void)
{
	if (!begin())
		return;
	serve_new_world();
	refreshes_to(new_lines, ERR_NONE);
	serve(KRATOS_RELEASES, "limit");
	refreshes_to("too many requests", ERR_ENVIRONMENT);
	end();
}

/* ---- The command ---- */

static void child(char *const *argv, const char *path)
{
	int out = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	execv(argv[0], argv);
	_exit(127);
}

/* The status of teal catalog with these words; what it said on both streams is owned by the caller. */
static int teal(char **said, const char *product)
{
	const char *build = getenv("TEAL_BUILD");
	char *program = mem_printf("%s/teal", build ? build : "."), *path = mem_printf("%s/out", root);
	char *refresh = mem_printf("--refresh=%s", data), *api = mem_printf("--mirror-api=http://127.0.0.1:%d/", server.port);
	char *raw = mem_printf("--mirror-raw=http://127.0.0.1:%d", server.port);
	char *argv[] = { program, (char *)"catalog", refresh, api, raw, product ? (char *)"--product" : NULL, (char *)product, NULL };
	int status = 0, pid = fork();
	size_t n;

	if (pid == 0)
		child(argv, path);
	CHECK(waitpid(pid, &status, 0) == pid && WIFEXITED(status));
	*said = read_file(path, &n);
	free(program);
	free(path);
	free(refresh);
	free(api);
	free(raw);
	return WEXITSTATUS(status);
}

/* The command ends so and says it. */
static void says(const char *product, int status, const char *what)
{
	char *said;
	int got = teal(&said, product);

	if (!CHECK_INT(got, status) || !CHECK(said && strstr(said, what)))
		printf("# %s\n", said ? said : "nothing");
	free(said);
}

/* What the file holds, owned. */
static char *file_of(enum catalog_file file)
{
	char *path = mem_printf("%s/%s", data, catalog_file_name(file)), *text;
	size_t n;

	text = read_file(path, &n);
	free(path);
	return text;
}

static void file_is(enum catalog_file file, const char *want)
{
	char *text = file_of(file);

	CHECK_STR(text, want);
	free(text);
}

static bool is_built(void)
{
	const char *build = getenv("TEAL_BUILD");
	char *program = mem_printf("%s/teal", build ? build : ".");
	bool ok = access(program, X_OK) == 0;

	free(program);
	if (!ok)
		SKIP("teal is not built");
	return ok;
}

/* The files' inodes: a file that is written is another one. */
static void look_at(struct stat out[CATALOG_FILES])
{
	for (int f = 0; f < CATALOG_FILES; f++) {
		char *path = mem_printf("%s/%s", data, catalog_file_name((enum catalog_file)f));

		CHECK(stat(path, &out[f]) == 0);
		free(path);
	}
}

static void the_files_are_written_once(void)
{
	struct stat before[CATALOG_FILES], after[CATALOG_FILES];

	if (!is_built() || !begin())
		return;
	serve_new_world();
	says(NULL, 0, new_lines);
	file_is(CATALOG_FILE_MIGRATIONS, "product\tfirst_tag\tversion\tname\tdialect\tautocommit\tclasses\teffects\n"
	                                 "kratos\tv26.2.0\t20250101000000000000\tfirst\tall\t0\ttable\ttable:a\n"
	                                 "kratos\tv26.2.0\t20251105000000000001\tgo:fill\tgo\t1\tbackfill\tbackfill:a\n"
	                                 "kratos\tv26.3.0\t20260127000000000001\tadd_keys\tall\t0\tmine\tseed:a\n"
	                                 "kratos\tv26.3.0\t20260401000000000000\tb c\tpostgres\t0\taddcol,table\ttable:b,addcol:a\n"
	                                 "kratos\tv26.3.0\t20260402000000000000\tidx\tpostgres\t1\tindex\tcindex:a\n"
	                                 "kratos\tmaster\t20260901000000000000\tlater\tall\t0\tindex\tcindex:a\n"
	                                 "hydra\tv26.2.0\t20250101000000000000\tfirst\tall\t0\ttable\ttable:a\n"
	                                 "#\t7\n");
	file_is(CATALOG_FILE_RELEASES, "product\ttag\tdate\n"
	                               "hydra\tv26.2.0\t2026-03-20\n"
	                               "kratos\tv25.4.0\t2025-11-07\n"
	                               "kratos\tv26.2.0\t2026-03-20\n"
	                               "kratos\tv26.3.0\t2026-07-01\n");
	file_is(CATALOG_FILE_CHARMS, "product\tfrom\tto\tversion\tnote\n"
	                             "kratos\trev500\trev548\t1.3.1\t\n"
	                             "kratos\tv2.3.0\tv2.4.2\t26.2.0\t\n"
	                             "kratos\tv2.5.0\tv2.5.0\t26.3.0\t\n"
	                             "hydra\tv3.1.0\tv3.1.1\t26.2.0\t\n");
	look_at(before);
	says(NULL, 0, "kratos: nothing new.\nhydra: nothing new.\n");
	look_at(after);
	for (int f = 0; f < CATALOG_FILES; f++) {
		CHECK(before[f].st_ino == after[f].st_ino);
		CHECK_INT(after[f].st_mode & 0777, 0644);
	}
	end();
}

/* Written, and told until it was entered. */
static void what_is_left_for_a_person_is_told_again(void)
{
	char *text;

	if (!is_built() || !begin())
		return;
	serve_new_world();
	serve(KRATOS_GO, TREE(FILE_("20260601000000000000_more.go")));
	says("kratos", 1, "! kratos v26.3.0: 20260601000000000000_more.go");
	text = file_of(CATALOG_FILE_RELEASES);
	CHECK(text && strstr(text, "v26.3.0"));
	free(text);
	says("kratos", 1, "! kratos v26.3.0: 20260601000000000000_more.go");
	end();
}

/* The other product goes on. */
static void one_product_may_fail_alone(void)
{
	char *text;

	if (!is_built() || !begin())
		return;
	serve_new_world();
	serve("/repos/ory/hydra/releases?per_page=100", "[]");
	says(NULL, 1, "hydra: ");
	text = file_of(CATALOG_FILE_RELEASES);
	CHECK(text && strstr(text, "kratos\tv26.3.0"));
	free(text);
	end();
}

static void nothing_is_written_when_something_is_wrong(void)
{
	if (!is_built() || !begin())
		return;
	serve_new_world();
	serve(KRATOS_TREE, "{\"tree\":[");
	says("kratos", 1, KRATOS_TREE);
	serve(KRATOS_TREE, "limit");
	says("kratos", 6, "too many requests");
	serve(KRATOS_RELEASES, "limit");
	says("kratos", 6, "too many requests");
	for (int f = 0; f < CATALOG_FILES; f++)
		file_is((enum catalog_file)f, files[f]);
	CHECK(web_stop(&server));
	says("kratos", 6, "Nothing of this product was written.");
	for (int f = 0; f < CATALOG_FILES; f++)
		file_is((enum catalog_file)f, files[f]);
	end();
}

static void a_wrong_folder_is_told_before_anybody_is_asked(void)
{
	if (!is_built() || !begin())
		return;
	serve_new_world();
	mem_set(&data, root);
	says("kratos", 2, "the folder of --refresh cannot be used");
	CHECK_INT(*asked, 0);
	end();
}

static const struct check_case cases[] = {
	{ "nothing new is nothing, for three requests", nothing_new_is_nothing },
	{ "a new release brings its migrations, and takes one from master", a_new_release_brings_its_migrations },
	{ "SQL that was edited since changes the row", sql_that_was_edited_changes_the_row },
	{ "a migration belongs to the first of two new releases", a_migration_belongs_to_the_first_of_two_new_releases },
	{ "what a person must enter is told", what_a_person_must_enter_is_told },
	{ "one damaged document ends it", one_damaged_document_ends_it },
	{ "one document that is missing ends it", one_document_that_is_missing_ends_it },
	{ "a copy of yesterday is no answer", a_copy_of_yesterday_is_no_answer },
	{ "the files are written once, with the rights they had", the_files_are_written_once },
	{ "what is left for a person is told until it was entered", what_is_left_for_a_person_is_told_again },
	{ "one product may fail alone", one_product_may_fail_alone },
	{ "nothing is written when something is wrong", nothing_is_written_when_something_is_wrong },
	{ "a wrong folder is told before anybody is asked", a_wrong_folder_is_told_before_anybody_is_asked },
};

CHECK_MAIN(cases)
