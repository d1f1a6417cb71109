/* Questions to the shipped catalogue. Each question walks through all rows: there are some hundreds, and an
 * operator asks, not a loop. The files are read by catalog_read.c. */
#include "config.h"

#include "codec/catalog.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"

#define LEGACY_LEN 14 /* digits of a version as the first releases recorded it */

/* Always false. The advice is the same for every reason: assuming that migrations are needed is never wrong,
 * only slow. */
static bool uncovered(struct err *err, const char *product, const char *tag, const char *reason)
{
	char *what = mem_printf(_("The catalogue does not cover %s %s"), product, tag);

	err_set(err, ERR_INPUT, what, reason, _("Assume that migrations are needed, and compare the databases themselves."));
	free(what);
	return false;
}

/* The first release whose migrations are known completely; of earlier releases only some are known. NULL: the
 * product is unknown. */
static const struct version *first_covered(const struct catalog *c, const char *product)
{
	const struct version *first = NULL;

	for (size_t i = 0; i < c->migrations; i++) {
		const struct catalog_migration *m = &c->migration[i];

		if (strcmp(m->product, product) == 0 && !m->master && (!first || version_compare(&m->first_tag, first) < 0))
			first = &m->first_tag;
	}
	return first;
}

/* A release without migrations of its own has no row among the migrations, so the list of releases decides. */
static bool is_released(const struct catalog *c, const char *product, const struct version *v)
{
	for (size_t i = 0; i < c->tags; i++)
		if (strcmp(c->tag[i].product, product) == 0 && version_compare(&c->tag[i].version, v) == 0)
			return true;
	return false;
}

/* Each reason for not being covered has its own sentence, because the operator can act on some of them. */
static bool find_version(const struct catalog *c, const char *product, const char *tag, struct version *v, struct err *err)
{
	const struct version *first = first_covered(c, product);

	if (!first)
		return uncovered(err, product, tag, _("It knows no such product."));
	if (strcmp(tag, "master") == 0)
		return uncovered(err, product, tag, _("What is not released yet is no target."));
	if (!version_parse(tag, v))
		return uncovered(err, product, tag, _("That is no version."));
	if (version_is_prerelease(v))
		return uncovered(err, product, tag, _("It is a pre-release, whose migrations are not recorded."));
	if (version_is_fork(v))
		return uncovered(err, product, tag, _("It is a fork with migrations of its own."));
	if (!is_released(c, product, v))
		return uncovered(err, product, tag, _("No such release was known when the catalogue was made."));
	if (version_compare(v, first) < 0)
		return uncovered(err, product, tag, _("It is older than the first release of the catalogue."));
	return true;
}

bool catalog_covers(const struct catalog *c, const char *product, const char *tag, struct err *err)
{
	struct version v;

	return find_version(c, product, tag, &v, err);
}

/* As text: versions have different lengths, and most do not fit into an integer. */
static int by_version(const void *a, const void *b)
{
	return strcmp((*(const struct catalog_migration *const *)a)->version, (*(const struct catalog_migration *const *)b)->version);
}

/* The migrations of (after, until], sorted. after NULL: from the beginning. */
static void collect(const struct catalog *c, const char *product, const struct version *after, const struct version *until,
                    struct catalog_set *out)
{
	out->item = mem_zalloc(c->migrations, sizeof *out->item);
	for (size_t i = 0; i < c->migrations; i++) {
		const struct catalog_migration *m = &c->migration[i];

		if (strcmp(m->product, product) == 0 && !m->master && version_compare(&m->first_tag, until) <= 0 &&
		    (!after || version_compare(&m->first_tag, after) > 0))
			out->item[out->count++] = m;
	}
	qsort(out->item, out->count, sizeof *out->item, by_version);
}

/* A release has its own migrations and those of all releases before it. Migrations of "master" belong to none. */
bool catalog_until(const struct catalog *c, const char *product, const char *tag, struct catalog_set *out, struct err *err)
{
	struct version v;

	*out = (struct catalog_set){ 0 };
	if (!find_version(c, product, tag, &v, err))
		return false;
	collect(c, product, NULL, &v, out);
	return true;
}

/* Decided by release and never by the migration's version, because later releases added versions below earlier
 * ones. */
bool catalog_between(const struct catalog *c, const char *product, const char *from, const char *to, struct catalog_set *out,
                     struct err *err)
{
	struct version a, b;

	*out = (struct catalog_set){ 0 };
	if (!find_version(c, product, from, &a, err) || !find_version(c, product, to, &b, err))
		return false;
	if (version_compare(&a, &b) > 0)
		return err_whyf(err, ERR_INPUT, _("There is no migration to an older release"),
		                _("Choose a target that is not older than what runs now."),
		                _("%s is older than %s, and a newer database cannot be brought back"), to, from);
	collect(c, product, &a, &b, out);
	return true;
}

void catalog_set_release(struct catalog_set *s)
{
	free(s->item);
	*s = (struct catalog_set){ 0 };
}

/* Compares whole words: "drop" is not "dropidx". */
bool catalog_has_class(const struct catalog_migration *m, const char *name)
{
	size_t n = strlen(name);

	for (const char *s = m->classes; *s; s += strcspn(s, ","), s += *s == ',')
		if (strcspn(s, ",") == n && memcmp(s, name, n) == 0)
			return true;
	return false;
}

/* Old rows hold 14 digits; the product counts a migration as applied when its first 14 digits are recorded. */
static bool stands_for(const char *recorded, const char *version)
{
	return strcmp(recorded, version) == 0 || (strlen(recorded) == LEGACY_LEN && strncmp(recorded, version, LEGACY_LEN) == 0);
}

/* Binary search, since the set is sorted by version. Marks what it finds. */
static bool find_exact(const struct catalog_set *set, const char *version, bool *found)
{
	size_t low = 0, high = set->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strcmp(set->item[mid]->version, version);

		if (order == 0)
			return found[mid] = true;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

/* A recorded version of 14 digits may stand for several migrations. */
static bool find_legacy(const struct catalog_set *set, const char *recorded, bool *found)
{
	bool known = false;

	for (size_t i = 0; i < set->count; i++)
		if (stands_for(recorded, set->item[i]->version))
			known = found[i] = true;
	return known;
}

/* A recorded version of 14 digits is compared by its beginning, any other one exactly. */
void catalog_compare(const struct catalog_set *set, const char *const *recorded, size_t count, struct catalog_diff *out)
{
	bool *found = mem_zalloc(set->count, sizeof *found);

	*out = (struct catalog_diff){ 0 };
	out->missing.item = mem_zalloc(set->count, sizeof *out->missing.item);
	out->extra = mem_zalloc(count, sizeof *out->extra);
	for (size_t r = 0; r < count; r++)
		if (!(strlen(recorded[r]) == LEGACY_LEN ? find_legacy : find_exact)(set, recorded[r], found))
			out->extra[out->extras++] = recorded[r];
	for (size_t i = 0; i < set->count; i++)
		if (!found[i])
			out->missing.item[out->missing.count++] = set->item[i];
	free(found);
}

void catalog_diff_release(struct catalog_diff *d)
{
	catalog_set_release(&d->missing);
	free(d->extra);
	*d = (struct catalog_diff){ 0 };
}

/* Orders two references of a charm: revisions among revisions, releases among releases. False for a mixed pair. */
static bool reference_order(const char *a, const char *b, int *order)
{
	int64_t ra, rb;
	struct version va, vb;

	if (version_charm_revision(a, &ra) && version_charm_revision(b, &rb)) {
		*order = (ra > rb) - (ra < rb);
		return true;
	}
	if (!version_parse(a, &va) || !version_parse(b, &vb))
		return false;
	*order = version_compare(&va, &vb);
	return true;
}

/* Both ends of a row's range belong to it. The first row that holds the reference counts. */
const struct catalog_charm *catalog_charm(const struct catalog *c, const char *product, const char *reference)
{
	for (size_t i = 0; i < c->charms; i++) {
		const struct catalog_charm *row = &c->charm[i];
		int low, high;

		if (strcmp(row->product, product) == 0 && reference_order(row->from, reference, &low) &&
		    reference_order(reference, row->to, &high) && low <= 0 && high <= 0)
			return row;
	}
	return NULL;
}

/* All dates have the same form, so that their texts can be compared. */
const char *catalog_newest(const struct catalog *c, const char *product)
{
	const char *newest = "";

	for (size_t i = 0; i < c->tags; i++)
		if (strcmp(c->tag[i].product, product) == 0 && strcmp(c->tag[i].date, newest) > 0)
			newest = c->tag[i].date;
	return newest;
}

/* Only releases whose migrations are known are suggested. */
void catalog_nearest(const struct catalog *c, const char *product, const struct version *v, const struct catalog_tag **below,
                     const struct catalog_tag **above)
{
	*below = *above = NULL;
	for (size_t i = 0; i < c->tags; i++) {
		const struct catalog_tag *t = &c->tag[i];
		int order = version_compare(&t->version, v);

		if (strcmp(t->product, product) != 0 || !catalog_covers(c, product, t->tag, NULL))
			continue;
		if (order <= 0 && (!*below || version_compare(&t->version, &(*below)->version) > 0))
			*below = t;
		if (order >= 0 && (!*above || version_compare(&t->version, &(*above)->version) < 0))
			*above = t;
	}
}
