/* What the newest release of the charm carries: the charm's changelog names the release, and the charm's file
 * at that tag names the image. */
#include "config.h"

#include "fetch/refresh_own.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/catalog_news.h"
#include "codec/changelog.h"
#include "codec/charm_file.h"
#include "fetch/documents.h"

/* The row with the newest release; NULL: none. Rows of revisions are passed over, since revisions have no order
 * among releases. *until: that release. */
static const struct catalog_charm *last_charm(const struct catalog_refresh *r, struct version *until)
{
	const struct catalog_charm *last = NULL;

	for (size_t i = 0; i < r->catalog->charms; i++) {
		const struct catalog_charm *row = &r->catalog->charm[i];
		struct version to;

		if (strcmp(row->product, r->product) != 0 || !version_parse(row->to, &to) || (last && version_compare(&to, until) < 0))
			continue;
		last = row;
		*until = to;
	}
	return last;
}

/* The changelog has the newest first; a heading without a number is no release. */
static const struct version *newest_entry(const struct changelog *c)
{
	for (size_t i = 0; i < c->entries; i++)
		if (!c->entry[i].phantom && refresh_is_final(&c->entry[i].version))
			return &c->entry[i].version;
	return NULL;
}

/* The branch main may have a newer image than the newest release, so the file is asked for at the release's
 * tag. */
static void find_charm(struct catalog_refresh *r, const struct version *newest)
{
	char plain[VERSION_TEXT], *tag, *where;
	struct version until;

	version_text(newest, plain);
	tag = mem_printf("v%s", plain);
	if (catalog_charm(r->catalog, r->product, tag)) {
		free(tag);
	} else if (last_charm(r, &until) && version_compare(newest, &until) < 0) {
		r->charm_hand = mem_printf(
			_("%s: what release %s of the charm carries is not known, and newer ones are: enter it by hand."), r->product, tag);
		free(tag);
	} else {
		r->charm = tag;
		where = mem_printf("%s/canonical/%s-operator/%s/charmcraft.yaml", r->raw, r->product, tag);
		documents_ask(r->documents, REFRESH_CHARM_FILE, where, CHARM_FILE_MAX);
		free(where);
	}
}

/* Only the newest heading counts: the changelog leaves out commits that change the image (facts/charms.md 1.1). */
bool refresh_take_charm_changelog(struct catalog_refresh *r, const struct fetched *doc)
{
	const struct version *newest;
	struct changelog c;
	struct err err = { 0 };
	bool ok;

	if (!changelog_parse(str_text(&doc->body), doc->body.len, &c, &err))
		return refresh_fail(r, &err, doc->where);
	newest = newest_entry(&c);
	ok = newest || refresh_damaged(r, doc->where, _("no release of the charm is in it"));
	if (ok)
		find_charm(r, newest);
	changelog_release(&c);
	return ok;
}

/* An image whose tag is no version is no damage: a person enters it. */
bool refresh_take_charm_file(struct catalog_refresh *r, const struct fetched *doc)
{
	char image[CHARM_IMAGE];
	struct version v;
	struct err err = { 0 };

	if (!charm_file_image(str_text(&doc->body), doc->body.len, image, &err))
		return refresh_fail(r, &err, doc->where);
	if (charm_image_version(image, &v))
		version_text(&v, r->carries);
	else
		r->charm_hand = mem_printf(_("%s: release %s of the charm carries %s, which names no version: enter it by hand."),
		                           r->product, r->charm, image);
	return true;
}

/* A row is extended as long as the version stays the same; what lies between two rows is not known. */
void refresh_add_charm(const struct catalog_refresh *r, struct catalog_news *news)
{
	struct version until;
	const struct catalog_charm *last = last_charm(r, &until);
	struct catalog_charm row = { r->product, r->charm, r->charm, r->carries, "" };

	if (last && strcmp(last->version, r->carries) == 0) {
		row.from = last->from;
		row.note = last->note;
	}
	catalog_news_charm(news, &row);
}
