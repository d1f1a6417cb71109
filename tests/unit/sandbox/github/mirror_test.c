#include "config.h"

#include "sandbox/github/mirror.h"

#include "assess/library.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/catalog.h"
#include "codec/changelog.h"
#include "codec/charm_file.h"
#include "codec/git_tree.h"
#include "codec/json.h"
#include "fetch/collect.h"
#include "port/cache.h"
#include "port/http.h"
#include "port/loop.h"
#include "port/paths.h"
#include "sandbox/product/kratos/releases.h"
#include "sandbox/product/products.h"
#include "tests/unit/check.h"
#include "tests/unit/read_file.h"
#include "tests/unit/web.h"

#define TREE "/repos/ory/kratos/git/trees/"
#define FOLDER ":persistence/sql/migrations/sql"

/* ---- The documents ---- */

static char *shipped_folder(void)
{
	const char *src = getenv("TEAL_SRC");

	return mem_printf("%s/data", src ? src : ".");
}

static bool shipped(struct catalog *c)
{
	char *folder = shipped_folder(),
	     *paths[2] = { mem_printf("%s/migrations_by_tag.tsv", folder), mem_printf("%s/releases.tsv", folder) };
	size_t mn = 0, rn = 0;
	char *m = read_file(paths[0], &mn), *r = read_file(paths[1], &rn);
	bool ok = CHECK(m && r) && CHECK(catalog_parse(m, mn, r, rn, c, NULL));

	free(m);
	free(r);
	free(paths[0]);
	free(paths[1]);
	free(folder);
	return ok;
}

/* False: there is no such document; then out is as it was. */
static bool document(const struct catalog *c, const char *path, struct str *out)
{
	const char *type = NULL;
	bool there;

	str_init(out, RELEASES_MAX);
	there = releases_document(c, path, out, &type);
	CHECK(!out->full && there == (type != NULL) && there == (out->len > 0));
	return there;
}

static bool tree_of(const struct catalog *c, const char *version, struct tree_migrations *tree)
{
	char *path = mem_printf(TREE "%s" FOLDER, version);
	struct err err = { 0 };
	struct str text;
	bool ok = CHECK(document(c, path, &text)) && CHECK(git_tree_parse(str_text(&text), text.len, tree, &err));

	if (!ok)
		printf("# %s: %s\n", path, err.why);
	str_release(&text);
	free(path);
	return ok;
}

static bool has(const struct tree_migrations *tree, const char *version)
{
	for (size_t i = 0; i < tree->count; i++)
		if (strcmp(tree->item[i].version, version) == 0)
			return true;
	return false;
}

static void the_lists_differ_by_the_migrations_of_the_catalogue(void)
{
	struct tree_migrations from = { 0 }, to = { 0 };
	struct catalog c = { 0 };
	struct catalog_set set = { 0 };
	size_t news = 0;

	if (shipped(&c) && tree_of(&c, "v1.0.0", &from) && tree_of(&c, "v1.1.0", &to) &&
	    CHECK(catalog_between(&c, "kratos", "1.0.0", "1.1.0", &set, NULL))) {
		/* One less than a database records: that one is not in the folder. */
		CHECK_INT(from.count, 294);
		CHECK_INT(to.count, 306);
		CHECK_INT(set.count, 12);
		for (size_t i = 0; i < to.count; i++)
			news += !has(&from, to.item[i].version);
		CHECK_INT(news, 12);
		for (size_t i = 0; i < set.count; i++)
			CHECK(has(&to, set.item[i]->version) && !has(&from, set.item[i]->version));
	}
	catalog_set_release(&set);
	tree_migrations_release(&from);
	tree_migrations_release(&to);
	catalog_release(&c);
}

static void each_file_is_told_as_the_catalogue_has_it(void)
{
	struct tree_migrations tree = { 0 };
	struct catalog c = { 0 };
	struct catalog_set set = { 0 };

	if (shipped(&c) && tree_of(&c, "v25.4.0", &tree) && CHECK(catalog_until(&c, "kratos", "25.4.0", &set, NULL))) {
		size_t autocommit = 0;

		/* Both are in the order of their versions; only the first of the set is missing in the folder. */
		CHECK_INT(tree.count, set.count - 1);
		for (size_t i = 0; i < tree.count && i + 1 < set.count; i++) {
			const struct catalog_migration *m = set.item[i + 1];
			CHECK_STR(tree.item[i].version, m->version);
			CHECK_STR(tree.item[i].name, m->name);
			CHECK(tree.item[i].dialect == m->dialect && tree.item[i].autocommit == m->autocommit);
			autocommit += tree.item[i].autocommit;
		}
		CHECK_INT(autocommit, 8);
		/* Down files and those of other databases lie there, too. */
		CHECK(tree.entries > 2 * tree.count);
	}
	catalog_set_release(&set);
	tree_migrations_release(&tree);
	catalog_release(&c);
}

static void the_changelog_is_read_and_demands_nothing(void)
{
	static const char *const versions[] = { "1.1.0", "1.0.0", "0.13.0" };
	struct changelog log = { 0 };
	struct catalog c = { 0 };
	struct str text = { 0 }, other = { 0 };
	struct err err = { 0 };

	if (shipped(&c) && CHECK(document(&c, "/ory/kratos/v1.1.0/CHANGELOG.md", &text)) &&
	    CHECK(changelog_parse(str_text(&text), text.len, &log, &err)) && CHECK_INT(log.entries, 1 + mem_count(versions))) {
		CHECK(log.entry[0].phantom && log.entry[0].sections == 0);
		for (size_t i = 0; i < mem_count(versions); i++) {
			struct changelog_entry *e = &log.entry[i + 1];
			char version[VERSION_TEXT];

			version_text(&e->version, version);
			CHECK_STR(version, versions[i]);
			CHECK(e->sections > 0 && e->since[0] && memmem(e->intro.at, e->intro.len, "Training text", 13));
			CHECK(!changelog_demands(&log, e, NULL));
			CHECK(changelog_breaking(&log, e, NULL) == (i == 0));
		}
		CHECK_STR(log.entry[1].date, "2024-02-20");
		CHECK_STR(log.entry[3].date, "2023-04-18");
		/* What an operator has to read says what it is. */
		CHECK_INT(log.section[log.entry[1].section].kind, CHANGELOG_BREAKING);
		CHECK(memmem(log.section[log.entry[1].section].text.at, log.section[log.entry[1].section].text.len, "Training text", 13));
		CHECK(strstr(log.text, "- [1.1.0 (2024-02-20)](#110-2024-02-20)\n  - [Breaking Changes](#breaking-changes)\n"));
		CHECK(strstr(log.text, "- [ (2024-02-20)](#2024-02-20)\n"));
		CHECK(document(&c, "/ory/kratos/v26.2.0/CHANGELOG.md", &other) && strcmp(str_text(&text), str_text(&other)) == 0);
	}
	str_release(&other);
	str_release(&text);
	changelog_release(&log);
	catalog_release(&c);
}

static void the_charms_changelog_is_read(void)
{
	struct changelog log = { 0 };
	struct catalog c = { 0 };
	struct str text = { 0 };

	if (CHECK(document(&c, "/canonical/kratos-operator/main/CHANGELOG.md", &text)) &&
	    CHECK(changelog_parse(str_text(&text), text.len, &log, NULL)) && CHECK_INT(log.entries, 2)) {
		CHECK(!log.entry[0].phantom && strcmp(log.entry[0].since, "1.0.0") == 0 && log.entry[0].date[0]);
		CHECK_INT(log.section[log.entry[0].section].kind, CHANGELOG_FIXES);
		CHECK(!changelog_breaking(&log, &log.entry[0], NULL) && changelog_breaking(&log, &log.entry[1], NULL));
	}
	str_release(&text);
	changelog_release(&log);
}

static void every_revision_of_the_charm_names_its_image(void)
{
	const struct charm *charm = charm_find("kratos");
	struct catalog c = { 0 };
	int read = 0;

	for (const struct charm_revision *r = charm->revision; r->revision; r++) {
		static const char *const names[] = { "charmcraft.yaml", "metadata.yaml" };

		for (size_t i = 0; i < mem_count(names); i++) {
			char *path = mem_printf("/canonical/kratos-operator/rev%d/%s", r->revision, names[i]), image[CHARM_IMAGE];
			char *want = mem_printf("ghcr.io/canonical/kratos:%s", r->version + 1);
			struct version v, of_row = { 0 };
			struct str text = { 0 };

			CHECK(document(&c, path, &text) && charm_file_image(str_text(&text), text.len, image, NULL));
			CHECK_STR(image, want);
			CHECK(version_parse(r->version, &of_row) && charm_image_version(image, &v) && version_compare(&v, &of_row) == 0);
			str_release(&text);
			free(path);
			free(want);
			read++;
		}
	}
	CHECK(read >= 16);
}

static void what_github_would_not_have_is_not_there(void)
{
	static const char *const paths[] = {
		"/",
		"/ory/kratos//CHANGELOG.md",
		"/ory/kratos/CHANGELOG.md",
		"/ory/kratos/v1.1.0/x/CHANGELOG.md",
		"/ory/hydra/v2.2.0/CHANGELOG.md",
		TREE "v1.1.1" FOLDER,
		TREE "1.1.0" FOLDER,
		TREE "v1.1.0:persistence/sql/migrations/go",
		TREE "v1.1.0",
		TREE "master" FOLDER,
		"/canonical/kratos-operator/rev410/charmcraft.yaml",
		"/canonical/kratos-operator/409/charmcraft.yaml",
		"/canonical/kratos-operator/rev409/config.yaml",
		"/canonical/kratos-operator/rev409/CHANGELOG.md",
		"/canonical/kratos-operator/rev99999999999999999999/charmcraft.yaml",
		"/canonical/hydra-operator/main/CHANGELOG.md",
	};
	struct catalog c = { 0 };
	bool ok = shipped(&c);

	for (size_t i = 0; ok && i < mem_count(paths); i++) {
		struct str text;

		if (!CHECK(!document(&c, paths[i], &text)))
			printf("# %s\n", paths[i]);
		str_release(&text);
	}
	catalog_release(&c);
}

/* ---- The server ---- */

/* A mirror, somebody who asks, and a folder of their own as the cache. */
struct desk {
	struct loop *loop;
	struct mirror *mirror;
	struct http *http;
	char *base, folder[64], *body, *etag;
	int status;
	bool answered;
};

/* data: the folder of the catalogue. */
static bool desk_open(struct desk *d, const char *data, struct err *why)
{
	struct err err = { 0 };
	int port, fd = web_listen(&port);

	*d = (struct desk){ .folder = "/tmp/teal-mirror-XXXXXX" };
	/* Only to learn of a free port. */
	close(fd);
	setenv("TEAL_PKGDATADIR", data, 1);
	if (!CHECK(mkdtemp(d->folder)))
		return false;
	setenv("XDG_CACHE_HOME", d->folder, 1);
	d->base = mem_printf("http://127.0.0.1:%d", port);
	d->loop = loop_new();
	d->http = http_new(d->loop);
	d->mirror = mirror_new(why);
	return CHECK(mirror_open(d->mirror, d->loop, port, &err));
}

static void desk_close(struct desk *d)
{
	http_free(d->http);
	mirror_free(d->mirror);
	loop_free(d->loop);
	CHECK(paths_remove(d->folder, NULL));
	free(d->base);
	free(d->body);
	free(d->etag);
}

static void took(void *self, const struct http_result *r)
{
	struct desk *d = self;

	d->answered = true;
	d->status = r->ok ? r->status : -1;
	mem_set(&d->body, str_text(&r->body));
	mem_set(&d->etag, r->etag);
}

/* The status; the body and the tag are in the desk. */
static int get(struct desk *d, const char *path, const char *etag)
{
	char *url = mem_printf("%s%s", d->base, path);

	d->answered = false;
	http_get(d->http, &(struct http_spec){ .url = url, .etag = etag, .deadline_ms = 5000, .max_body = RELEASES_MAX }, took, d);
	while (!d->answered)
		loop_turn(d->loop, 1000);
	free(url);
	return d->status;
}

static void who_has_a_document_is_told_that_it_is_the_same(void)
{
	char *data = shipped_folder(), *tag = NULL, *several;
	struct err why = { 0 };
	struct desk d;

	if (desk_open(&d, data, &why) && CHECK_INT(why.kind, ERR_NONE)) {
		CHECK_INT(get(&d, "/ory/kratos/v1.1.0/CHANGELOG.md", NULL), 200);
		CHECK(d.etag && d.etag[0] == '"' && strlen(d.body) > 1000);
		mem_set(&tag, d.etag);
		CHECK_INT(get(&d, "/ory/kratos/v1.1.0/CHANGELOG.md?x=1", tag), 304);
		CHECK_STR(d.body, "");
		CHECK_STR(d.etag, tag);
		several = mem_printf("\"a\", W/%s", tag);
		CHECK_INT(get(&d, "/ory/kratos/v1.1.0/CHANGELOG.md", several), 304);
		CHECK_INT(get(&d, "/ory/kratos/v1.1.0/CHANGELOG.md", "*"), 304);
		CHECK_INT(get(&d, "/ory/kratos/v1.1.0/CHANGELOG.md", "\"a\""), 200);
		CHECK_INT(get(&d, TREE "v1.1.0" FOLDER, tag), 200);
		CHECK(d.etag && strcmp(d.etag, tag) != 0);
		free(several);
	}
	free(tag);
	free(data);
	desk_close(&d);
}

static void what_is_missing_is_said_in_githubs_words(void)
{
	char *data = shipped_folder();
	struct json *said = NULL;
	struct err why = { 0 };
	struct desk d;

	if (desk_open(&d, data, &why)) {
		CHECK_INT(get(&d, TREE "v9.9.9" FOLDER, NULL), 404);
		CHECK(!d.etag && (said = json_parse(d.body, strlen(d.body), NULL)));
		CHECK_STR(json_str(said, "message", ""), "Not Found");
		CHECK_STR(json_str(said, "status", ""), "404");
	}
	json_free(said);
	free(data);
	desk_close(&d);
}

static void without_the_catalogue_there_are_no_lists(void)
{
	struct changelog log = { 0 };
	struct err why = { 0 };
	struct desk d;

	if (desk_open(&d, "/nowhere", &why)) {
		CHECK(why.kind != ERR_NONE && strstr(why.why, "/nowhere"));
		CHECK_INT(get(&d, TREE "v1.1.0" FOLDER, NULL), 404);
		CHECK_INT(get(&d, "/ory/kratos/v1.1.0/CHANGELOG.md", NULL), 200);
		/* What is left of it can still be read. */
		CHECK(changelog_parse(d.body, strlen(d.body), &log, NULL) && log.entries == 3 && !log.entry[0].date[0]);
	}
	changelog_release(&log);
	desk_close(&d);
}

static void learn(void *self, const struct document_news *news)
{
	library_learn(self, news);
}

/* The wizard's own reader, with the settings of a training. */
static void the_wizard_finds_every_document(void)
{
	static const enum document all[] = { DOC_CHANGELOG, DOC_CHARM_CHANGELOG, DOC_TREE_FROM, DOC_TREE_TO, DOC_CHARM_TO };
	char *data = shipped_folder();
	struct collect_spec spec = { .product = "kratos" };
	struct library library;
	struct err why = { 0 };
	struct desk d;

	library_init(&library);
	if (desk_open(&d, data, &why) && CHECK(release_ref_seen("1.0.0", -1, &spec.from)) &&
	    CHECK(release_ref_seen("1.1.0", 409, &spec.to))) {
		int64_t by = loop_now() + 10000;
		struct collection *room;

		spec.api = spec.raw = d.base;
		room = collect_new(d.loop, &spec, learn, &library);
		while (collect_busy(room) && loop_now() < by)
			loop_turn(d.loop, 100);
		for (size_t i = 0; i < mem_count(all); i++)
			if (!CHECK(library.doc[all[i]].origin == ORIGIN_LIVE && library.doc[all[i]].usable))
				printf("# %s: %s\n", document_name(all[i]), library.doc[all[i]].why ? library.doc[all[i]].why : "");
		CHECK_INT(library.tree_to.count - library.tree_from.count, 12);
		CHECK_STR(library.image_to, "ghcr.io/canonical/kratos:1.1.0");
		collect_free(room);
	}
	library_release(&library);
	free(data);
	desk_close(&d);
}

static const struct check_case cases[] = {
	{ "the lists of two releases differ by the migrations of the catalogue", the_lists_differ_by_the_migrations_of_the_catalogue },
	{ "each file is told as the catalogue has it", each_file_is_told_as_the_catalogue_has_it },
	{ "the changelog is read, has one breaking change, and demands nothing", the_changelog_is_read_and_demands_nothing },
	{ "the charm's changelog is read", the_charms_changelog_is_read },
	{ "every revision of the charm names its image", every_revision_of_the_charm_names_its_image },
	{ "what GitHub would not have is not there", what_github_would_not_have_is_not_there },
	{ "who has a document is told that it is the same", who_has_a_document_is_told_that_it_is_the_same },
	{ "what is missing is said in GitHub's words", what_is_missing_is_said_in_githubs_words },
	{ "without the catalogue there are no lists", without_the_catalogue_there_are_no_lists },
	{ "the wizard finds every document", the_wizard_finds_every_document },
};

CHECK_MAIN(cases)
