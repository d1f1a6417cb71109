/* Which path has which document, and how the two changelogs and the charm's file are made. The forms follow the generators of the real
 * files, since Teal's readers (codec/changelog.c) were written for those. */
#include "config.h"

#include "sandbox/product/kratos/releases.h"

#include "base/mem.h"
#include "base/str.h"
#include "codec/catalog.h"
#include "codec/version.h"
#include "sandbox/product/kratos/product.h"
#include "sandbox/product/kratos/releases_parts.h"
#include "sandbox/world/charms.h"

#define PRODUCT "https://github.com/ory/kratos"
#define CHARM "https://github.com/canonical/kratos-operator"

/* The date of a release, "" without a catalogue: its heading then has no date. */
static const char *date_of(const struct catalog *catalog, const char *version)
{
	struct version want;

	version_parse(version, &want);
	for (size_t i = 0; i < catalog->tags; i++)
		if (str_same(catalog->tag[i].product, "kratos") && version_compare(&catalog->tag[i].version, &want) == 0)
			return catalog->tag[i].date;
	return "";
}

/* " (2024-02-20)" or nothing. */
static void add_date(struct str *out, const char *date)
{
	if (*date)
		str_addf(out, " (%s)", date);
}

/* GitHub's anchor of a heading: small letters, digits and hyphens; a blank inside becomes a hyphen, other signs go. */
static void add_anchor(struct str *out, const char *heading, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char c = heading[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		else if (c == ' ' && i > 0)
			c = '-';
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')
			str_addn(out, &c, 1);
	}
}

/* One line of the table of contents. */
static void add_content(struct str *out, const char *indent, const char *heading, size_t n)
{
	str_addf(out, "%s- [", indent);
	str_addn(out, heading, n);
	str_add(out, "](#");
	add_anchor(out, heading, n);
	str_add(out, ")\n");
}

/* A line of contents for each section of a release. */
static void add_sections(struct str *out, const char *text)
{
	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		size_t hashes = strspn(line, "#");

		if (hashes && line[hashes] == ' ')
			add_content(out, "  ", line + hashes + 1, strcspn(line + hashes + 1, "\n"));
	}
}

/* The table of contents. doctoc, which makes the real one, lists the heading without a version, too. */
static void add_contents(const struct catalog *catalog, struct str *out)
{
	const char *newest = date_of(catalog, release_notes_product->version);
	struct str heading;

	str_init(&heading, STR_LINE);
	str_add(out, "<!-- START doctoc -->\n\n**Table of Contents**\n\n");
	add_date(&heading, newest);
	add_content(out, "", str_text(&heading), heading.len);
	for (const struct release_notes *r = release_notes_product; r->version; r++) {
		str_clear(&heading);
		str_add(&heading, r->version);
		add_date(&heading, date_of(catalog, r->version));
		add_content(out, "", str_text(&heading), heading.len);
		add_sections(out, r->text);
	}
	str_add(out, "\n<!-- END doctoc -->\n\n");
	str_release(&heading);
}

/* Behind the contents a heading of the first level for unreleased changes, empty as in the real file, then one for each release. */
static void add_product(const struct catalog *catalog, struct str *out)
{
	const struct release_notes *newest = release_notes_product;
	const char *version = newest->version ? newest->version : "";

	str_add(out, "# Changelog\n\n");
	add_contents(catalog, out);
	str_addf(out, "# [](" PRODUCT "/compare/v%s...v)", version);
	add_date(out, date_of(catalog, version));
	str_add(out, "\n");
	for (const struct release_notes *r = newest; r->version; r++) {
		str_addf(out, "\n# [%s](" PRODUCT "/compare/v%s...v%s)", r->version, r->since, r->version);
		add_date(out, date_of(catalog, r->version));
		str_addf(out, "\n\n%s", r->text);
	}
}

/* The charm's generator makes neither contents nor a heading for unreleased changes. */
static void add_charm(struct str *out)
{
	str_add(out, "# Changelog\n");
	for (const struct release_notes *r = release_notes_charm; r->version; r++)
		str_addf(out, "\n## [%s](" CHARM "/compare/v%s...v%s) (%s)\n\n\n%s", r->version, r->since, r->version, r->date, r->text);
}

/* The part of charmcraft.yaml around the resource oci-image, in YAML's block form, with a description of several lines before it. */
static void add_charm_file(const struct charm *charm, const struct charm_revision *revision, struct str *out)
{
	str_addf(out,
	         "# Revision %d, as the training knows it.\n"
	         "name: %s\n"
	         "type: charm\n"
	         "summary: Identity management, in training\n"
	         "description: |\n"
	         "  Training text. What this revision was made for stands below, with the\n"
	         "  resource that it deploys.\n"
	         "containers:\n"
	         "  %s:\n"
	         "    resource: oci-image\n"
	         "resources:\n"
	         "  oci-image:\n"
	         "    type: oci-image\n"
	         "    description: OCI image of the workload\n"
	         "    upstream-source: %s:%s\n",
	         revision->revision, charm->name, charm->name, charm->image, revision->version + 1);
}

/* The text between head and tail of the path, when it is one segment; owned, NULL when the path does not match. */
static char *segment(const char *path, const char *head, const char *tail)
{
	size_t len = strlen(path), before = strlen(head), behind = strlen(tail);
	char *out;

	if (len <= before + behind || strncmp(path, head, before) != 0 || strcmp(path + len - behind, tail) != 0)
		return NULL;
	out = mem_dupn(path + before, len - before - behind);
	if (strchr(out, '/')) {
		free(out);
		return NULL;
	}
	return out;
}

/* The same file at every tag, although the real one grows with each release. */
static bool product_changelog(const struct catalog *catalog, const char *tag, struct str *out)
{
	(void)tag;
	add_product(catalog, out);
	return true;
}

/* The charm's changelog is read from its main branch only. */
static bool charm_changelog(const struct catalog *catalog, const char *branch, struct str *out)
{
	(void)catalog;
	if (strcmp(branch, "main") != 0)
		return false;
	add_charm(out);
	return true;
}

/* At the tag of a revision, rev<N>. A revision that the table of charms does not have is 404. */
static bool charm_file(const struct catalog *catalog, const char *tag, struct str *out)
{
	const struct charm *charm = sandbox_kratos.charm;
	const struct charm_revision *revision;
	int64_t n;

	(void)catalog;
	if (!version_charm_revision(tag, &n) || !(revision = charm_revision(charm, (int)n)))
		return false;
	add_charm_file(charm, revision, out);
	return true;
}

/* A tag of the product begins with v; a version alone is no tag. */
static bool product_tree(const struct catalog *catalog, const char *tag, struct str *out)
{
	return tag[0] == 'v' && releases_tree(catalog, tag, out);
}

/* A path is head, one segment and tail; add gets the segment as between. */
struct document {
	const char *head, *tail, *content_type;
	bool (*add)(const struct catalog *, const char *between, struct str *out);
};

/* raw.githubusercontent.com serves every file as plain text. */
#define PLAIN "text/plain; charset=utf-8"
#define JSON "application/json; charset=utf-8"

static const struct document documents[] = {
	{ "/ory/kratos/", "/CHANGELOG.md", PLAIN, product_changelog },
	{ "/repos/ory/kratos/git/trees/", ":persistence/sql/migrations/sql", JSON, product_tree },
	{ "/canonical/kratos-operator/", "/CHANGELOG.md", PLAIN, charm_changelog },
	{ "/canonical/kratos-operator/", "/charmcraft.yaml", PLAIN, charm_file },
	{ "/canonical/kratos-operator/", "/metadata.yaml", PLAIN, charm_file },
};

/* Two rows may have the same head and differ in the tail, so the search goes on until a row gives a document. */
bool releases_document(const struct catalog *catalog, const char *path, struct str *out, const char **content_type)
{
	for (size_t i = 0; i < mem_count(documents); i++) {
		char *between = segment(path, documents[i].head, documents[i].tail);
		bool found = between && documents[i].add(catalog, between, out);

		free(between);
		if (found) {
			*content_type = documents[i].content_type;
			return true;
		}
	}
	return false;
}
