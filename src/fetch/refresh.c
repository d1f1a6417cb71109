/* Documents lead to documents: the list of releases to their folders, the folders to files of SQL, the charm's
 * changelog to the charm's file. What was read is kept until everything is there, and only then becomes news;
 * the first failure ends the refresh. */
#include "config.h"

#include "fetch/refresh.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/catalog_news.h"
#include "codec/changelog.h"
#include "codec/ddl.h"
#include "fetch/collect.h"
#include "fetch/documents.h"
#include "fetch/refresh_own.h"
#include "plan/product.h"

#define VERSION_LEAST 14 /* digits of the shortest version of a migration */

void refresh_by_hand(struct catalog_refresh *r, char *sentence)
{
	r->manual = mem_grow(r->manual, r->manuals, r->manuals + 1, sizeof *r->manual);
	r->manual[r->manuals++] = sentence;
}

/* The error names the product, then the document, then the cause. */
bool refresh_fail(struct catalog_refresh *r, const struct err *why, const char *where)
{
	r->failed = true;
	r->err = *why;
	if (r->err.kind != ERR_ENVIRONMENT)
		r->err.kind = ERR_WORLD; /* the parsers report ERR_INPUT, as for a file that the operator named */
	err_wrap(&r->err, where);
	return err_wrap(&r->err, r->product);
}

bool refresh_damaged(struct catalog_refresh *r, const char *where, const char *why)
{
	struct err err = { 0 };

	err_set(&err, ERR_WORLD, _("what came cannot be right"), why,
	        _("Look at it, or ask another mirror; nothing of this product was written."));
	return refresh_fail(r, &err, where);
}

/* ---- Asking ---- */

/* Frees where. */
static void ask(struct catalog_refresh *r, const char *id, char *where, size_t max)
{
	documents_ask(r->documents, id, where, max);
	free(where);
}

/* The id is "tree TAG" or "go TAG": take_folder reads kind and tag from it. */
static void ask_folder(struct catalog_refresh *r, const char *kind, const char *tag, const char *folder)
{
	char *id = mem_printf("%s %s", kind, tag);

	r->trees++;
	ask(r, id, mem_printf("%s/repos/ory/%s/git/trees/%s:%s", r->api, r->product, tag, folder), GIT_TREE_MAX);
	free(id);
}

/* Owned. A file's name may hold anything but a slash; in a URL everything unusual is escaped (RFC 3986, 2.3). */
static char *escaped(const char *name)
{
	struct str s;

	str_init(&s, STR_LINE);
	for (; *name; name++) {
		if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~", *name))
			str_addn(&s, name, 1);
		else
			str_addf(&s, "%%%02X", (unsigned)(unsigned char)*name);
	}
	return str_take(&s);
}

/* By version: a file that several new releases have is fetched once. */
char *refresh_sql_id(const struct wanted *w)
{
	return mem_printf("sql %s", w->file->version);
}

static void ask_sql(struct catalog_refresh *r, const struct wanted *w)
{
	char *file = escaped(w->file->file), *id = refresh_sql_id(w);

	ask(r, id, mem_printf("%s/ory/%s/%s/%s/%s", r->raw, r->product, w->release->item.tag, r->row->migrations, file), DDL_MAX);
	free(id);
	free(file);
}

/* ---- Releases ---- */

bool refresh_is_final(const struct version *v)
{
	return !v->suffix[0];
}

/* NULL when the catalogue has no final release of the product. */
static const struct catalog_tag *newest_known(const struct catalog_refresh *r)
{
	const struct catalog_tag *newest = NULL;

	for (size_t i = 0; i < r->catalog->tags; i++) {
		const struct catalog_tag *t = &r->catalog->tag[i];

		if (strcmp(t->product, r->product) == 0 && refresh_is_final(&t->version) &&
		    (!newest || version_compare(&t->version, &newest->version) > 0))
			newest = t;
	}
	return newest;
}

/* Pre-releases in the catalogue count as known, too. */
static bool is_known(const struct catalog_refresh *r, const struct version *v)
{
	for (size_t i = 0; i < r->catalog->tags; i++)
		if (strcmp(r->catalog->tag[i].product, r->product) == 0 && version_compare(&r->catalog->tag[i].version, v) == 0)
			return true;
	return false;
}

/* A late release of an older line may bring migrations that a newer release had first. The catalogue has one first release for each
 * migration, so a person has to decide. */
static void ask_about_late(struct catalog_refresh *r, const struct release_item *item, const struct catalog_tag *newest)
{
	refresh_by_hand(r, mem_printf(_("%s %s came out after %s, of an older line: compare its migrations and enter it by hand."),
	                              r->product, item->tag, newest->tag));
}

/* Asks for the folders of a release. The SQL files of a known release have their rows already. */
static void add_fresh(struct catalog_refresh *r, const struct release_item *item)
{
	bool known = is_known(r, &item->version);

	r->fresh[r->count++] = (struct fresh){ .item = *item, .known = known };
	if (!known)
		ask_folder(r, "tree", item->tag, r->row->migrations);
	if (r->row->go_since && item->version.part[0] >= r->row->go_since)
		ask_folder(r, "go", item->tag, r->row->go_migrations);
}

/* Without a newer release the newest known one is read again, so that a sentence about its Go files returns until they were entered. */
static void add_newest_known(struct catalog_refresh *r, const struct release_list *list, const struct catalog_tag *newest)
{
	for (size_t i = 0; i < list->count; i++)
		if (version_compare(&list->item[i].version, &newest->version) == 0)
			add_fresh(r, &list->item[i]);
}

/* Older releases that the catalogue does not have are passed over, because the catalogue was made from all tags
 * of its day. */
static bool take_releases(struct catalog_refresh *r, const struct fetched *doc)
{
	const struct catalog_tag *newest = newest_known(r);
	struct release_list list;
	struct err err = { 0 };
	size_t known = 0;

	if (!newest)
		return refresh_damaged(r, r->product, _("the catalogue has no release of this product to begin from"));
	if (!release_list_parse(str_text(&doc->body), doc->body.len, &list, &err))
		return refresh_fail(r, &err, doc->where);
	r->fresh = mem_zalloc(list.count, sizeof *r->fresh);
	for (size_t i = 0; i < list.count; i++) {
		const struct release_item *item = &list.item[i];

		if (is_known(r, &item->version))
			known++;
		else if (version_compare(&item->version, &newest->version) > 0)
			add_fresh(r, item);
		else if (strcmp(item->date, newest->date) > 0)
			ask_about_late(r, item, newest);
	}
	if (!r->count)
		add_newest_known(r, &list, newest);
	if (!known && list.listed >= RELEASE_LIST_PAGE)
		refresh_by_hand(
			r, mem_printf(_("%s: all of the %zu newest releases are unknown, and there may be more before them: enter those by "
		                        "hand."),
		                      r->product, list.listed));
	release_list_release(&list);
	return true;
}

/* ---- Folders ---- */

/* The tag is from an id that was made here. */
static struct fresh *fresh_of(struct catalog_refresh *r, const char *tag)
{
	for (size_t i = 0; i < r->count; i++)
		if (strcmp(r->fresh[i].item.tag, tag) == 0)
			return &r->fresh[i];
	mem_die("a folder came of a release that was not asked for");
}

/* A folder without any known migration is the wrong folder or another program's. */
static bool resembles(struct catalog_refresh *r, const struct tree_migrations *tree, const char *where)
{
	for (size_t i = 0; i < tree->count; i++) {
		const struct catalog_migration *row = catalog_migration_find(r->catalog, r->product, tree->item[i].version);

		if (row && !row->master)
			return true;
	}
	return refresh_damaged(r, where, _("none of the migrations of earlier releases is in it"));
}

/* True when an earlier release brought the migration. */
static bool is_wanted(const struct catalog_refresh *r, const char *version)
{
	for (size_t i = 0; i < r->wants; i++)
		if (strcmp(r->wanted[i].file->version, version) == 0)
			return true;
	return false;
}

/* False when the catalogue could not hold the migration, or when they are too many. */
static bool want(struct catalog_refresh *r, const struct fresh *release, const struct tree_migration *file)
{
	const struct catalog_migration *row = catalog_migration_find(r->catalog, r->product, file->version);

	if ((row && !row->master) || is_wanted(r, file->version))
		return true;
	if (strlen(file->version) < VERSION_LEAST)
		return refresh_damaged(r, file->file, _("its version has fewer digits than any that the product ever used"));
	if (r->wants == CATALOG_REFRESH_MIGRATIONS)
		return refresh_damaged(r, release->item.tag, _("it brings more new migrations than any release did"));
	r->wanted = mem_grow(r->wanted, r->wants, r->wants + 1, sizeof *r->wanted);
	r->wanted[r->wants++] = (struct wanted){ file, release, row };
	return true;
}

/* By release, ascending, because a migration belongs to the first release that has it. */
static bool want_all(struct catalog_refresh *r)
{
	for (size_t i = 0; i < r->count; i++)
		for (size_t k = 0; k < r->fresh[i].tree.count; k++)
			if (!want(r, &r->fresh[i], &r->fresh[i].tree.item[k]))
				return false;
	for (size_t i = 0; i < r->wants; i++)
		ask_sql(r, &r->wanted[i]);
	return true;
}

/* A folder that cannot be read as a whole is damaged: half a folder must not count as a smaller one. */
static bool read_folder(struct catalog_refresh *r, const struct fetched *doc, struct tree_migrations *out)
{
	struct err err = { 0 };

	return git_tree_parse(str_text(&doc->body), doc->body.len, out, &err) || refresh_fail(r, &err, doc->where);
}

/* The wanted migrations are known when all folders have come. */
static bool take_folder(struct catalog_refresh *r, const struct fetched *doc)
{
	const char *tag = strchr(doc->id, ' ') + 1;
	struct fresh *f = fresh_of(r, tag);

	if (*doc->id == 'g') {
		if (!read_folder(r, doc, &f->go))
			return false;
	} else if (!read_folder(r, doc, &f->tree) || !resembles(r, &f->tree, doc->where)) {
		return false;
	}
	return --r->trees || want_all(r);
}

/* ---- Life ---- */

/* By id. The SQL files stay with the documents until the end. */
static bool take(struct catalog_refresh *r, const struct fetched *doc)
{
	if (strcmp(doc->id, "releases") == 0)
		return take_releases(r, doc);
	if (strncmp(doc->id, "tree ", 5) == 0 || strncmp(doc->id, "go ", 3) == 0)
		return take_folder(r, doc);
	if (strcmp(doc->id, REFRESH_CHARM_CHANGELOG) == 0)
		return refresh_take_charm_changelog(r, doc);
	return strcmp(doc->id, REFRESH_CHARM_FILE) != 0 || refresh_take_charm_file(r, doc);
}

/* A stale copy from the cache does not show what is new, so it counts as a failure. */
static void settled(void *self, const struct fetched *doc)
{
	struct catalog_refresh *r = self;
	struct err err = { 0 };

	if (r->failed)
		return;
	if (doc->state == FETCH_FRESH || doc->state == FETCH_UNCHANGED) {
		take(r, doc);
		return;
	}
	err_set(&err, ERR_ENVIRONMENT, _("it is not at hand"), doc->why, _("Nothing of this product was written."));
	refresh_fail(r, &err, doc->where);
}

/* The two first documents are asked for at once; the others follow from what these say. */
struct catalog_refresh *catalog_refresh_new(struct loop *loop, const struct catalog_refresh_spec *spec)
{
	struct catalog_refresh *r = mem_zalloc(1, sizeof *r);
	struct documents_spec documents = { .ca_file = spec->ca_file, .deadline_ms = spec->deadline_ms, .retry_ms = spec->retry_ms };

	r->catalog = spec->catalog;
	r->product = mem_dup(spec->product);
	r->row = product_find(spec->product);
	r->api = mem_dup(spec->api ? spec->api : COLLECT_API);
	r->raw = mem_dup(spec->raw ? spec->raw : COLLECT_RAW);
	r->documents = documents_new(loop, &documents, settled, r);
	ask(r, "releases", mem_printf("%s/repos/ory/%s/releases?per_page=%zu", r->api, r->product, RELEASE_LIST_PAGE), RELEASE_LIST_MAX);
	ask(r, REFRESH_CHARM_CHANGELOG, mem_printf("%s/canonical/%s-operator/main/CHANGELOG.md", r->raw, r->product), CHANGELOG_MAX);
	return r;
}

void catalog_refresh_free(struct catalog_refresh *r)
{
	if (!r)
		return;
	documents_free(r->documents);
	for (size_t i = 0; i < r->count; i++) {
		tree_migrations_release(&r->fresh[i].tree);
		tree_migrations_release(&r->fresh[i].go);
	}
	for (size_t i = 0; i < r->manuals; i++)
		free(r->manual[i]);
	free(r->manual);
	free(r->fresh);
	free(r->wanted);
	free(r->charm);
	free(r->charm_hand);
	free(r->product);
	free(r->api);
	free(r->raw);
	free(r);
}

/* After the first failure the remaining documents would change nothing. */
bool catalog_refresh_busy(const struct catalog_refresh *r)
{
	return !r->failed && documents_busy(r->documents);
}

const char *catalog_refresh_hand(const struct catalog_refresh *r, size_t i)
{
	return i < r->manuals ? r->manual[i] : NULL;
}
