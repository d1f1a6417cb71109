/* Every element is read, also behind the newest version, because the order is that of publication, and patches
 * of older lines come in between. */
#include "config.h"

#include "codec/release_list.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "codec/json.h"

#define DATE_LENGTH 10 /* "2026-03-20" */

/* Always false. The advice is the same for every reason. */
static bool refuse(struct err *err, const char *why)
{
	return err_set(err, ERR_WORLD, _("The list of releases cannot be read"), why,
	               _("Look at the releases of the product's repository on GitHub, or try again later."));
}

/* Always false. When GitHub sends a message in place of a list, the message is the reason. */
static bool refuse_other(const struct json *root, struct err *err)
{
	const char *message = json_str(root, "message", NULL);

	if (!message)
		return refuse(err, _("It is no list of releases as GitHub gives it."));
	return err_whyf(err, ERR_WORLD, _("The list of releases cannot be read"),
	                _("Look at the product's repository on GitHub, or try again later."), _("GitHub answered: %s"), message);
}

/* The tag must be spelled like the version's own text, since URLs are made of it. */
static bool read_tag(const char *tag, struct release_item *out)
{
	char plain[VERSION_TEXT];

	if (*tag != 'v' || !version_parse(tag, &out->version) || out->version.suffix[0])
		return false;
	version_text(&out->version, plain);
	snprintf(out->tag, sizeof out->tag, "v%s", plain);
	return strcmp(out->tag, tag) == 0;
}

/* The day in UTC, as the file of releases has it. */
static bool read_date(const char *published, char out[DATE_LENGTH + 1])
{
	char iso[CLOCK_TEXT];
	int64_t wall;

	if (!published || !clock_parse_iso(published, &wall))
		return false;
	clock_iso(wall, iso);
	memcpy(out, iso, DATE_LENGTH);
	out[DATE_LENGTH] = '\0';
	return true;
}

/* A missing member is damage: a draft must not pass for a release. */
static bool take(const struct json *j, struct release_list *out, struct err *err)
{
	const char *tag = json_str(j, "tag_name", NULL);
	struct release_item item = { .tag = "" };

	if (!tag || !json_get(j, "draft") || !json_get(j, "prerelease"))
		return refuse(err, _("One of them has no tag_name, draft or prerelease."));
	if (json_bool(j, "draft", true) || json_bool(j, "prerelease", true) || !read_tag(tag, &item))
		return true;
	if (!read_date(json_str(j, "published_at", NULL), item.date))
		return refuse(err, _("One of them has no day on which it was published."));
	out->item = mem_grow(out->item, out->count, out->count + 1, sizeof *out->item);
	out->item[out->count++] = item;
	return true;
}

static int by_version(const void *a, const void *b)
{
	return version_compare(&((const struct release_item *)a)->version, &((const struct release_item *)b)->version);
}

/* Equal versions are the same release, because the tag is spelled like the version's own text. */
static void sort(struct release_list *out)
{
	size_t kept = 0;

	if (out->count)
		qsort(out->item, out->count, sizeof *out->item, by_version);
	for (size_t i = 0; i < out->count; i++)
		if (!kept || version_compare(&out->item[kept - 1].version, &out->item[i].version) != 0)
			out->item[kept++] = out->item[i];
	out->count = kept;
}

/* An answer without any final release is refused: a product without releases is not what was asked for. */
static bool read_root(const struct json *root, struct release_list *out, struct err *err)
{
	if (!json_is_array(root))
		return refuse_other(root, err);
	for (const struct json *j = json_first(root); j; j = json_next(j)) {
		if (++out->listed > RELEASE_LIST_PAGE)
			return refuse(err, _("It has more entries than were asked for."));
		if (!take(j, out, err))
			return false;
	}
	sort(out);
	return out->count || refuse(err, _("It names no release."));
}

bool release_list_parse(const char *json, size_t n, struct release_list *out, struct err *err)
{
	struct err broken = { 0 };
	struct json *root;
	bool ok;

	*out = (struct release_list){ 0 };
	root = json_parse_answer(json, n, RELEASE_LIST_MAX, &broken);
	if (!root)
		return refuse(err, broken.why);
	ok = read_root(root, out, err);
	json_free(root);
	if (!ok)
		release_list_release(out);
	return ok;
}

void release_list_release(struct release_list *l)
{
	free(l->item);
	*l = (struct release_list){ 0 };
}
