/* The names decide everything: which file counts for which version follows from the rules of the program that
 * runs them (facts/ory.md section 1). All names are collected, sorted once, and the first of each version is
 * kept. */
#include "config.h"

#include "codec/git_tree.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "codec/json.h"

/* Always false. The advice is the same for every reason. */
static bool refuse(struct err *err, const char *why)
{
	return err_set(err, ERR_WORLD, _("The list of a release's migration files cannot be read"), why,
	               _("Look at the folder of migrations in the product's repository; until then assume that migrations are needed."));
}

/* Always false. When GitHub sends a message in place of a list, the message is the reason. */
static bool refuse_other(const struct json *root, struct err *err)
{
	const char *message = json_str(root, "message", NULL);

	if (!message)
		return refuse(err, _("It is no list of files as GitHub's git-trees API gives it."));
	return err_whyf(
		err, ERR_WORLD, _("The list of a release's migration files cannot be read"),
		_("Look whether the release has that name on GitHub, or try again later; until then assume that migrations are needed."),
		_("GitHub answered: %s"), message);
}

/* A name within one folder, of the characters that real names have. A slash would mean a recursive list. */
static bool is_file_name(const char *s)
{
	static const char fine[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+@ ";

	return *s && strspn(s, fine) == strlen(s);
}

static bool ends_with(const char *s, size_t n, const char *end)
{
	return n >= strlen(end) && memcmp(s + n - strlen(end), end, strlen(end)) == 0;
}

/* True when the n bytes are text. */
static bool span_is(const char *s, size_t n, const char *text)
{
	return n == strlen(text) && memcmp(s, text, n) == 0;
}

/* Reads what stands between the name and ".up.sql": nothing, or a dialect and ".autocommit", each with its
 * point. False for another database. */
static bool read_tail(const char *s, size_t n, struct tree_migration *m)
{
	if (ends_with(s, n, ".autocommit")) {
		m->autocommit = true;
		n -= strlen(".autocommit");
	}
	m->dialect = n ? CATALOG_POSTGRES : CATALOG_ALL;
	return !n || span_is(s, n, ".postgres") || span_is(s, n, ".postgresql") || span_is(s, n, ".pg");
}

/* PASSED: no migration for PostgreSQL, and no Go file. TOO_LONG: the version has too many digits. */
enum name_kind { NAME_PASSED, NAME_MIGRATION, NAME_GO, NAME_TOO_LONG };

/* The texts of m are allocated only for NAME_MIGRATION. */
static enum name_kind read_name(const char *file, struct tree_migration *m)
{
	size_t len = strlen(file), digits = strspn(file, "0123456789"), name, tail;

	if (digits && ends_with(file, len, ".go") && !ends_with(file, len, "_test.go"))
		return NAME_GO;
	if (!digits || file[digits] != '_' || !ends_with(file, len, ".up.sql"))
		return NAME_PASSED;
	name = strcspn(file + digits + 1, ".");
	tail = digits + 1 + name;
	if (!name || !read_tail(file + tail, len - strlen(".up.sql") - tail, m))
		return NAME_PASSED;
	if (digits >= sizeof m->version)
		return NAME_TOO_LONG;
	memcpy(m->version, file, digits);
	m->name = mem_dupn(file + digits + 1, name);
	m->file = mem_dup(file);
	return NAME_MIGRATION;
}

/* The capacity of the two lists. */
struct space {
	size_t items, gos;
};

/* The capacity doubles as needed: a length that the answer only claims is not trusted. */
static void *grown(void *list, size_t count, size_t *space, size_t size)
{
	size_t before = *space;

	if (count < before)
		return list;
	*space = before ? before * 2 : 64;
	return mem_grow(list, before, *space, size);
}

/* False with err for a file that must not be skipped. */
static bool add_file(struct tree_migrations *out, struct space *space, const char *file, struct err *err)
{
	struct tree_migration m = { 0 };

	switch (read_name(file, &m)) {
	case NAME_MIGRATION:
		out->item = grown(out->item, out->count, &space->items, sizeof *out->item);
		out->item[out->count++] = m;
		break;
	case NAME_GO:
		out->go = grown(out->go, out->gos, &space->gos, sizeof *out->go);
		out->go[out->gos++] = mem_dup(file);
		break;
	case NAME_TOO_LONG:
		return refuse(err, _("It has a version that is longer than a database can record."));
	case NAME_PASSED:
		break;
	}
	return true;
}

/* Folders and submodules are entries, but no files. */
static bool add_entries(struct tree_migrations *out, const struct json *tree, struct err *err)
{
	struct space space = { 0 };

	for (const struct json *j = json_first(tree); j; j = json_next(j)) {
		const char *path = json_str(j, "path", ""), *type = json_str(j, "type", "");

		if (++out->entries > GIT_TREE_ENTRIES)
			return refuse(err, _("It has more entries than GitHub ever gives."));
		if (!is_file_name(path) || !*type)
			return refuse(err, _("It has an entry that is no file of one folder."));
		if (strcmp(type, "blob") == 0 && !add_file(out, &space, path, err))
			return false;
	}
	return true;
}

/* Among the files of one version the one that counts comes first. */
static int compare(const void *a, const void *b)
{
	const struct tree_migration *x = a, *y = b;
	int order = strcmp(x->version, y->version);

	if (!order)
		order = (x->dialect == CATALOG_ALL) - (y->dialect == CATALOG_ALL);
	return order ? order : strcmp(x->file, y->file);
}

/* Frees the texts; the item itself is part of the list. */
static void release_item(struct tree_migration *m)
{
	free(m->name);
	free(m->file);
}

/* One sort and one pass, so that the time does not grow with the square of the list. */
static void keep_first_of_each(struct tree_migrations *out)
{
	size_t kept = 0;

	if (out->count)
		qsort(out->item, out->count, sizeof *out->item, compare);
	for (size_t i = 0; i < out->count; i++) {
		if (kept && strcmp(out->item[i].version, out->item[kept - 1].version) == 0)
			release_item(&out->item[i]);
		else
			out->item[kept++] = out->item[i];
	}
	out->count = kept;
}

/* "truncated" must be there and be false. */
static bool read_root(const struct json *root, struct tree_migrations *out, struct err *err)
{
	const struct json *tree = json_get(root, "tree");

	if (!json_is_array(tree))
		return refuse_other(root, err);
	if (json_bool(root, "truncated", true))
		return refuse(err, _("GitHub left a part of the list out."));
	if (!json_first(tree))
		return refuse(err, _("It names no file, and git knows no empty folder."));
	if (!add_entries(out, tree, err))
		return false;
	keep_first_of_each(out);
	return true;
}

/* The size is checked first; the parser refuses too much depth. */
bool git_tree_parse(const char *json, size_t n, struct tree_migrations *out, struct err *err)
{
	struct err broken = { 0 };
	struct json *root;
	bool ok;

	*out = (struct tree_migrations){ 0 };
	root = json_parse_answer(json, n, GIT_TREE_MAX, &broken);
	if (!root)
		return refuse(err, broken.why);
	ok = read_root(root, out, err);
	json_free(root);
	if (!ok)
		tree_migrations_release(out);
	return ok;
}

void tree_migrations_release(struct tree_migrations *t)
{
	for (size_t i = 0; i < t->count; i++)
		release_item(&t->item[i]);
	for (size_t i = 0; i < t->gos; i++)
		free(t->go[i]);
	free(t->item);
	free(t->go);
	*t = (struct tree_migrations){ 0 };
}
