/* The folder of migrations at a tag, in the form of GitHub's git-trees API. It is made from the catalogue, with the files of other
 * databases and of the down direction, which Teal must not count. */
#include "config.h"

#include "sandbox/product/kratos/releases_parts.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/catalog.h"
#include "codec/hash.h"
#include "codec/json.h"

/* Kratos takes this migration from a library, so its folder never had it. */
#define NOT_IN_FOLDER "20150100000001000000"
#define API "https://api.github.com/repos/ory/kratos/git/"
#define SHA 40 /* digits */

/* A made-up object id, always the same for the same text: git's own would need the files' contents. */
static void sha_of(const char *text, char out[HASH_HEX])
{
	hash_sha256_hex(text, strlen(text), out);
	out[SHA] = '\0';
}

/* The size is made up, too. */
static void add_file(struct json *tree, const char *file)
{
	struct json *o = json_object();
	char sha[HASH_HEX], *url;

	sha_of(file, sha);
	url = mem_printf(API "blobs/%s", sha);
	json_put_str(o, "path", file);
	json_put_str(o, "mode", "100644");
	json_put_str(o, "type", "blob");
	json_put_str(o, "sha", sha);
	json_put_int(o, "size", 40 + (unsigned char)sha[0]);
	json_put_str(o, "url", url);
	json_push(tree, o);
	free(url);
}

/* A migration's two files. kind: the part between the name and the direction, "" or ".mysql". */
static void add_pair(struct json *tree, const struct catalog_migration *m, const char *kind)
{
	static const char *const direction[] = { "down", "up" };

	for (size_t i = 0; i < mem_count(direction); i++) {
		char *file = mem_printf("%s_%s%s%s.%s.sql", m->version, m->name, kind, m->autocommit ? ".autocommit" : "", direction[i]);
		add_file(tree, file);
		free(file);
	}
}

/* A migration with a file for PostgreSQL has one for each other database, too. SQLite cannot change a column's type in place, so it has a
 * file of its own beside the one for all. */
static void add_migration(struct json *tree, const struct catalog_migration *m)
{
	static const char *const each[] = { ".cockroach", ".mysql", ".postgres", ".sqlite3" };

	if (m->dialect == CATALOG_GO || strcmp(m->version, NOT_IN_FOLDER) == 0)
		return;
	if (m->dialect == CATALOG_ALL) {
		add_pair(tree, m, "");
		if (catalog_has_class(m, "rewrite"))
			add_pair(tree, m, ".sqlite3");
		return;
	}
	for (size_t i = 0; i < mem_count(each); i++)
		add_pair(tree, m, each[i]);
}

/* The API's document around the list of files. Takes tree. */
static struct json *root_of(const char *version, struct json *tree)
{
	struct json *root = json_object();
	char sha[HASH_HEX], *url;

	sha_of(version, sha);
	url = mem_printf(API "trees/%s", sha);
	json_put_str(root, "sha", sha);
	json_put_str(root, "url", url);
	json_put(root, "tree", tree);
	json_put_bool(root, "truncated", false);
	free(url);
	return root;
}

/* All migrations up to the version, since a folder holds those of earlier releases, too. */
bool releases_tree(const struct catalog *catalog, const char *version, struct str *out)
{
	struct catalog_set set;
	struct json *root = NULL;
	char *text;

	if (catalog_until(catalog, "kratos", version, &set, NULL)) {
		struct json *tree = json_array();
		for (size_t i = 0; i < set.count; i++)
			add_migration(tree, set.item[i]);
		root = root_of(version, tree);
		text = json_line(root);
		str_add(out, text);
		free(text);
		json_free(root);
	}
	catalog_set_release(&set);
	return root != NULL;
}
