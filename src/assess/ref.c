/* What a person types as a version. A version that is not known is answered with the known ones next to it. */
#include "config.h"

#include "assess/ref.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/catalog.h"

bool release_ref_seen(const char *version, int64_t revision, struct release_ref *out)
{
	*out = (struct release_ref){ .revision = revision, .note = "" };
	if (!version_parse(version, &out->parsed))
		return false;
	version_text(&out->parsed, out->version);
	return true;
}

/* Owned: one sentence with the known releases on either side of v. */
static char *nearest(const struct catalog *c, const char *product, const struct version *v)
{
	const struct catalog_tag *below, *above;

	catalog_nearest(c, product, v, &below, &above);
	if (below && above && below != above)
		return mem_printf(_("The nearest known releases are %s and %s."), below->tag, above->tag);
	if (below || above)
		return mem_printf(_("The nearest known release is %s."), below ? below->tag : above->tag);
	return mem_dup(_("No release of this product is known."));
}

/* Always false. A release number of the charm typed as a version of the product is the likeliest mistake, and
 * gets its own reason. */
static bool unknown_version(const struct catalog *c, const char *product, const char *text, const struct version *v, struct err *err)
{
	char *tag = mem_printf("%s%s", *text == 'v' || *text == 'V' ? "" : "v", text), *what, *now = nearest(c, product, v);
	const struct catalog_charm *charm = catalog_charm(c, product, tag);

	what = mem_printf(_("%s has no release %s that is known here"), product, text);
	if (charm)
		err_whyf(err, ERR_INPUT, what, now, _("%s is a release of the charm, and it carries %s %s"), tag, product, charm->version);
	else
		err_set(err, ERR_INPUT, what, _("the catalogue and the releases on record do not have it"), now);
	free(what);
	free(now);
	free(tag);
	return false;
}

/* Always false. Names the rows of the product on either side of the revision. */
static bool unknown_revision(const struct catalog *c, const char *product, int64_t revision, struct err *err)
{
	int64_t below = -1, above = -1, r;
	char *what = mem_printf(_("what revision %lld of the %s charm carries is not known here"), (long long)revision, product), *now;

	for (size_t i = 0; i < c->charms; i++) {
		if (strcmp(c->charm[i].product, product) != 0)
			continue;
		if (version_charm_revision(c->charm[i].to, &r) && r < revision && r > below)
			below = r;
		if (version_charm_revision(c->charm[i].from, &r) && r > revision && (above < 0 || r < above))
			above = r;
	}
	if (below >= 0 && above >= 0)
		now = mem_printf(_("The nearest known are rev%lld and rev%lld. juju status shows the version of an app that runs."),
		                 (long long)below, (long long)above);
	else if (below >= 0 || above >= 0)
		now = mem_printf(_("The nearest known is rev%lld. juju status shows the version of an app that runs."),
		                 (long long)(below >= 0 ? below : above));
	else
		now = mem_dup(_("Give the version of the product: juju status shows it."));
	err_set(err, ERR_INPUT, what, _("only some revisions are recorded"), now);
	free(now);
	free(what);
	return false;
}

/* A revision stands for the version that the charm carries. */
static bool read_revision(const struct catalog *c, const char *product, const char *text, int64_t revision, struct release_ref *out,
                          struct err *err)
{
	const struct catalog_charm *row = catalog_charm(c, product, text);

	if (!row || !release_ref_seen(row->version, revision, out))
		return unknown_revision(c, product, revision, err);
	out->note = row->note;
	return true;
}

/* True when the version was released, or a charm carries it. A fork counts as the release that it was made from
 * (version_compare). */
static bool on_record(const struct catalog *c, const char *product, const struct version *v)
{
	for (size_t i = 0; i < c->tags; i++)
		if (strcmp(c->tag[i].product, product) == 0 && version_compare(&c->tag[i].version, v) == 0)
			return true;
	for (size_t i = 0; i < c->charms; i++) {
		struct version carried;

		if (strcmp(c->charm[i].product, product) == 0 && version_parse(c->charm[i].version, &carried) &&
		    version_compare(&carried, v) == 0)
			return true;
	}
	return false;
}

/* Always false. The advice names the products of the catalogue, in the order of its file. */
static bool no_product(const struct catalog *c, const char *product, struct err *err)
{
	const char *last = "";
	struct str now;

	str_init(&now, STR_LINE);
	for (size_t i = 0; i < c->migrations; i++)
		if (strcmp(c->migration[i].product, last) != 0) {
			str_addf(&now, "%s%s", *last ? _(" and ") : _("The products are "), c->migration[i].product);
			last = c->migration[i].product;
		}
	str_add(&now, *last ? "." : "");
	err_set(err, ERR_INPUT, _("there is no such product"), product, str_text(&now));
	str_release(&now);
	return false;
}

/* Checked first, so that a misspelt product is reported as that and not as an unknown version. */
static bool product_known(const struct catalog *c, const char *product, struct err *err)
{
	for (size_t i = 0; i < c->tags; i++)
		if (strcmp(c->tag[i].product, product) == 0)
			return true;
	return no_product(c, product, err);
}

/* Always false. The beginning of a version ("1.3") is answered with the releases next to it, any other text
 * with an example. */
static bool no_version(const struct catalog *c, const char *product, const char *text, struct err *err)
{
	const struct version last = { .part = { INT32_MAX, 0, 0 } };
	const struct catalog_tag *below = NULL, *above;
	char *longer = mem_printf("%s.0", text), *now;
	struct version v;

	if (!version_parse(longer, &v)) {
		free(longer);
		longer = mem_printf("%s.0.0", text);
	}
	if (version_parse(longer, &v))
		now = nearest(c, product, &v);
	else {
		catalog_nearest(c, product, &last, &below, &above);
		now = mem_printf(_("Write it as %s, or as a revision of the charm: rev500. teal catalog lists what is known."),
		                 below ? below->tag : "v1.0.0");
	}
	err_set(err, ERR_INPUT, _("this is no version"), text, now);
	free(now);
	free(longer);
	return false;
}

/* A revision begins with "rev", which no version does, so the two forms cannot be confused. */
bool release_ref_read(const struct catalog *c, const char *product, const char *text, struct release_ref *out, struct err *err)
{
	int64_t revision;

	if (!product_known(c, product, err))
		return false;
	if (version_charm_revision(text, &revision))
		return read_revision(c, product, text, revision, out, err);
	if (!release_ref_seen(text, -1, out))
		return no_version(c, product, text, err);
	return on_record(c, product, &out->parsed) || unknown_version(c, product, text, &out->parsed, err);
}
