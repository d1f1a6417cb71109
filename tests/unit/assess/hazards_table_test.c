/* The table of hazards: each with something that raises it and something near it that does not. A hazard without both fails. */
#include "config.h"

#include "assess/assess.h"

#include "assess/library.h"
#include "assess/own.h"
#include "base/mem.h"
#include "base/str.h"
#include "tests/unit/check.h"
#include "tests/unit/shipped_catalog.h"

/* What the source's schema_migration has. */
enum recorded { UNTOLD, WHOLE, WITHOUT_THREE, WITH_ONE_MORE, WITH_AS_MANY_MORE, OF_THE_FORK, OF_THE_OTHER };

struct hazard_case {
	const char *id;
	bool raised;
	const char *words; /* in the evidence, when it is raised */
	const char *product, *from, *to; /* "1.0.0", "v1.0.0" as seen, or "rev402" as the catalogue has it */
	int64_t from_revision, to_revision; /* of versions; 0 unknown */
	enum recorded recorded;
	const char *extensions, *endpoints; /* NULL not known */
	struct assess_table table;
	/* one document that was read; a text of "" is one that is still under way */
	int document;
	const char *text;
};

#define HYDRA .product = "hydra"
#define KRATOS .product = "kratos"
#define CHANGELOG(version, before, text) \
	"# [" version "](https://github.com/ory/kratos/compare/v" before "...v" version ") (2024-01-01)\n\n" text "\n"
#define TREE(file) "{\"sha\":\"x\",\"url\":\"x\",\"tree\":[{\"path\":\"" file "\",\"type\":\"blob\"}],\"truncated\":false}"
#define IMAGE(image) "resources:\n  oci-image:\n    type: oci-image\n    upstream-source: " image "\n"

static const struct hazard_case rows[] = {
	{ "downgrade", true, "1.0.0 is older than 1.1.0", KRATOS, "1.1.0", "1.0.0" },
	{ "downgrade", false, NULL, KRATOS, "1.1.0", "1.1.0" },
	{ "downgrade", false, NULL, KRATOS, "1.1.0", "1.1.1" },
	{ "hidden-downgrade", true, "charm revision 401 to 402: 1.1.0 -> 1.0.0", KRATOS, "rev401", "rev402" },
	{ "hidden-downgrade", false, NULL, KRATOS, "1.1.0", "1.0.0" },
	{ "hidden-downgrade", false, NULL, KRATOS, "rev409", "rev402" },
	{ "hydra-fork", true, "20240202000001000000", HYDRA, "2.3.0", "25.4.0", .recorded = OF_THE_FORK },
	{ "hydra-fork", false, NULL, HYDRA, "2.3.0", "25.4.0", .recorded = WHOLE },
	{ "hydra-fork", false, NULL, HYDRA, "2.3.0", "2.3.0-canonical", .recorded = OF_THE_FORK },
	{ "drops-ingress", true, "public-ingress", KRATOS, "1.3.1", "25.4.0", .endpoints = "pg-database public-ingress" },
	{ "drops-ingress", true, "admin-ingress", KRATOS, "1.3.1", "1.3.1", 548, 549, .endpoints = "admin-ingress" },
	{ "drops-ingress", false, NULL, KRATOS, "1.3.1", "1.3.1", 549, 565, .endpoints = "admin-ingress" },
	{ "drops-ingress", false, NULL, KRATOS, "1.3.1", "25.4.0", .endpoints = "public-route" },
	{ "drops-ingress", false, NULL, KRATOS, "1.3.0", "1.3.1", .endpoints = "public-ingress" },
	{ "wrong-database", true, "are not of kratos", KRATOS, "1.0.0", "1.1.0", .recorded = OF_THE_OTHER },
	{ "wrong-database", false, NULL, KRATOS, "1.0.0", "1.1.0", .recorded = WHOLE },
	{ "wrong-database", false, NULL, KRATOS, "1.0.0", "1.1.0", .recorded = WITHOUT_THREE },
	{ "wrong-database", false, NULL, KRATOS, "0.10.1", "1.1.0", .recorded = WITH_AS_MANY_MORE },
	{ "image-differs", true, "ghcr.io/canonical/kratos:1.0.0", KRATOS, "1.0.0", "1.1.0", .document = DOC_CHARM_TO,
	  .text = IMAGE("ghcr.io/canonical/kratos:1.0.0") },
	{ "image-differs", false, NULL, KRATOS, "1.0.0", "1.1.0", .document = DOC_CHARM_TO,
	  .text = IMAGE("ghcr.io/canonical/kratos:1.1.0") },
	{ "image-differs", false, NULL, KRATOS, "1.0.0", "1.1.0" },
	{ "run-migration-refuses", true, "2.0.1", KRATOS, "1.1.0", "1.3.1", 409, 549 },
	{ "run-migration-refuses", true, "2.0.1", KRATOS, "1.1.0", "1.3.1" },
	{ "run-migration-refuses", false, NULL, KRATOS, "1.1.0", "1.3.1", 409, 548 },
	{ "run-migration-refuses", false, NULL, KRATOS, "1.1.0", "1.3.0", 409, 549 },
	{ "run-migration-refuses", true, "revision 302", HYDRA, "2.2.0", "2.3.0", 279, 302 },
	{ "run-migration-refuses", false, NULL, HYDRA, "2.2.0", "2.3.0", 279, 301 },
	{ "maybe-drops-ingress", true, "were not seen", KRATOS, "1.3.1", "25.4.0" },
	{ "maybe-drops-ingress", false, NULL, KRATOS, "1.3.1", "25.4.0", .endpoints = "public-route" },
	{ "maybe-drops-ingress", false, NULL, KRATOS, "1.3.1", "25.4.0", 549, 600 },
	{ "changelog-unread", true, "it was not asked for", KRATOS, "1.0.0", "1.1.0" },
	{ "changelog-unread", true, "it ends with 1.0.1", KRATOS, "1.0.0", "1.1.0", .document = DOC_CHANGELOG,
	  .text = CHANGELOG("1.0.1", "1.0.0", "x") },
	{ "changelog-unread", true, "it begins with 1.3.1 only", KRATOS, "1.0.0", "1.3.1", .document = DOC_CHANGELOG,
	  .text = CHANGELOG("1.3.1", "1.3.0", "x") },
	{ "changelog-unread", false, NULL, KRATOS, "1.0.0", "1.1.0", .document = DOC_CHANGELOG, .text = CHANGELOG("1.1.0", "1.0.0", "x") },
	{ "changelog-unread", false, NULL, KRATOS, "1.0.0", "1.1.0", .document = DOC_CHANGELOG, .text = "" },
	{ "changelog-unread", false, NULL, KRATOS, "1.1.0", "1.0.0" },
	{ "unknown-target", true, "No such release was known", KRATOS, "1.0.0", "99.1.0" },
	{ "unknown-target", false, NULL, KRATOS, "1.0.0", "1.1.0" },
	{ "unknown-target", false, NULL, KRATOS, "99.1.0", "1.0.0" },
	{ "maybe-fork", true, "2.2.0; the database was not asked", HYDRA, "2.2.0", "25.4.0" },
	{ "maybe-fork", true, "2.3.0", HYDRA, "2.3.0", "25.4.0" },
	{ "maybe-fork", false, NULL, HYDRA, "2.3.0", "25.4.0", .recorded = WHOLE },
	{ "maybe-fork", false, NULL, HYDRA, "2.1.2", "25.4.0" },
	{ "maybe-fork", false, NULL, HYDRA, "25.4.0", "26.2.0" },
	{ "maybe-fork", false, NULL, KRATOS, "2.3.0", "25.4.0" },
	{ "not-recorded", true, "3:", KRATOS, "1.0.0", "1.1.0", .recorded = WITHOUT_THREE },
	{ "not-recorded", false, NULL, KRATOS, "1.0.0", "1.1.0", .recorded = WHOLE },
	{ "not-recorded", false, NULL, KRATOS, "1.0.0", "1.1.0", .recorded = OF_THE_OTHER },
	{ "foreign-migrations", true, "1: 20301231000000000000", KRATOS, "1.0.0", "1.1.0", .recorded = WITH_ONE_MORE },
	{ "foreign-migrations", false, NULL, KRATOS, "1.0.0", "1.1.0", .recorded = WHOLE },
	{ "foreign-migrations", false, NULL, HYDRA, "2.3.0", "25.4.0", .recorded = OF_THE_FORK },
	{ "lists-differ", true, "1 only in the fetched list", KRATOS, "25.4.0", "26.2.0", .document = DOC_TREE_TO,
	  .text = TREE("20301231000000000000_x.up.sql") },
	{ "lists-differ", false, NULL, KRATOS, "25.4.0", "26.2.0" },
	{ "lists-differ", false, NULL, KRATOS, "25.4.0", "99.1.0", .document = DOC_TREE_TO, .text = TREE("20301231000000000000_x.up.sql") },
	{ "demands-without-list", true, "1.0.1", KRATOS, "1.0.0", "1.0.1", .document = DOC_CHANGELOG,
	  .text = CHANGELOG("1.0.1", "1.0.0", "You must apply SQL migrations for this release.") },
	{ "demands-without-list", false, NULL, KRATOS, "1.0.0", "1.1.0", .document = DOC_CHANGELOG,
	  .text = CHANGELOG("1.1.0", "1.0.0", "You must apply SQL migrations for this release.") },
	{ "needs-extension", true, "pg_trgm", KRATOS, "0.11.1", "1.1.0", .extensions = "btree_gin" },
	{ "needs-extension", false, NULL, KRATOS, "0.11.1", "1.1.0", .extensions = "btree_gin pg_trgm" },
	{ "needs-extension", false, NULL, KRATOS, "0.11.1", "1.1.0" },
	{ "needs-uuid-ossp", true, "uuid-ossp", HYDRA, "2.3.0", "25.4.0", .extensions = "pg_trgm" },
	{ "needs-uuid-ossp", true, "uuid-ossp", HYDRA, "2.3.0", "25.4.0" },
	{ "needs-uuid-ossp", false, NULL, HYDRA, "2.3.0", "25.4.0", .extensions = "uuid-ossp" },
	{ "needs-uuid-ossp", false, NULL, HYDRA, "25.4.0", "26.2.0" },
	{ "needs-uuid-ossp", false, NULL, KRATOS, "1.3.1", "25.4.0" },
	{ "outlasts-default", true, "gives up after 120 s", KRATOS, "1.3.1", "26.2.0", .table = { "sessions", 100000000, 10000000000LL } },
	{ "outlasts-default", false, NULL, KRATOS, "1.3.1", "26.2.0", .table = { "sessions", 1000, 100000 } },
	{ "peer-key", true, "charm revision 548 to 549", KRATOS, "1.3.1", "1.3.1", 548, 549 },
	{ "peer-key", true, "2.1.1", KRATOS, "1.3.1", "25.4.0" },
	{ "peer-key", false, NULL, KRATOS, "1.3.1", "1.3.1", 549, 565 },
	{ "peer-key", false, NULL, KRATOS, "1.3.1", "25.4.0", 565, 600 },
	{ "peer-key-json", true, "charm revision 377 to 378", KRATOS, "1.0.0", "1.0.0", 377, 378 },
	{ "peer-key-json", false, NULL, KRATOS, "1.0.0", "1.0.0", 378, 400 },
	{ "peer-key-json", false, NULL, HYDRA, "2.0.2", "2.2.0", 377, 378 },
	{ "edited-migrations", true, "25.4.0 changed 84", HYDRA, "2.3.0", "25.4.0" },
	{ "edited-migrations", true, "2.0.3 changed 3", HYDRA, "2.0.2", "2.0.3" },
	{ "edited-migrations", true, "26.2.0 changed 5", HYDRA, "25.4.0", "26.2.0" },
	{ "edited-migrations", false, NULL, HYDRA, "2.0.3", "2.3.0" },
	{ "edited-migrations", false, NULL, KRATOS, "1.3.1", "25.4.0" },
	{ "prerelease", true, "1.1.0-pre.0", KRATOS, "1.0.0", "1.1.0-pre.0" },
	{ "prerelease", false, NULL, KRATOS, "1.0.0", "1.1.0" },
	{ "charm-note", true, "rev402: older than revisions", KRATOS, "rev392", "rev402" },
	{ "charm-note", false, NULL, KRATOS, "rev392", "rev409" },
	{ "charm-breaking", true, "3.0.0", KRATOS, "1.0.0", "1.1.0", .document = DOC_CHARM_CHANGELOG,
	  .text = "## [3.0.0](https://x) (2025-01-01)\n\n### ⚠ BREAKING CHANGES\n\n* nothing is as it was\n" },
	{ "charm-breaking", false, NULL, KRATOS, "1.0.0", "1.1.0", .document = DOC_CHARM_CHANGELOG,
	  .text = "## [3.0.0](https://x) (2025-01-01)\n\n### Features\n\n* more\n" },
	{ "not-atomic", true, "20250708190000000000", KRATOS, "1.3.1", "25.4.0" },
	{ "not-atomic", false, NULL, KRATOS, "25.4.0", "26.2.0" },
	{ "not-atomic", false, NULL, KRATOS, "1.0.0", "1.1.0" },
	{ "concurrent-index", true, "20250520000001000000", HYDRA, "2.3.0", "25.4.0" },
	{ "concurrent-index", false, NULL, HYDRA, "2.0.3", "2.3.0" },
	{ "go-migrations", true, "done by the program itself", KRATOS, "25.4.0", "26.2.0" },
	{ "go-migrations", false, NULL, KRATOS, "1.3.1", "25.4.0" },
};

static struct catalog catalog;

static bool reference(const struct hazard_case *r, const char *text, int64_t revision, struct release_ref *out)
{
	if (strncmp(text, "rev", 3) == 0)
		return release_ref_read(&catalog, r->product, text, out, NULL);
	return release_ref_seen(text, revision ? revision : -1, out);
}

/* Owned; NULL when the source was not asked. */
static char *recorded(const struct hazard_case *r)
{
	const char *product = r->recorded == OF_THE_OTHER ? "hydra" : r->product;
	struct catalog_set set = { 0 };
	struct str out;

	if (r->recorded == UNTOLD)
		return NULL;
	str_init(&out, STR_PAGE);
	CHECK(catalog_until(&catalog, product, r->recorded == OF_THE_OTHER ? "2.0.3" : r->from, &set, NULL));
	for (size_t i = r->recorded == WITHOUT_THREE ? 3 : 0; i < set.count; i++)
		str_addf(&out, "%s%s", out.len ? " " : "", set.item[i]->version);
	for (size_t i = 0; r->recorded == WITH_AS_MANY_MORE && i < set.count + 2; i++)
		str_addf(&out, " %020zu", i + 1);
	if (r->recorded == WITH_ONE_MORE)
		str_add(&out, " 20301231000000000000");
	if (r->recorded == OF_THE_FORK)
		str_add(&out, " 20240202000001000000");
	catalog_set_release(&set);
	return str_take(&out);
}

static const struct assess_hazard *found(const struct assessment *a, const char *id)
{
	for (size_t i = 0; i < a->hazards; i++)
		if (strcmp(a->hazard[i].id, id) == 0)
			return &a->hazard[i];
	return NULL;
}

/* The operator of one product does not read the name of the other. */
static bool is_of(const char *text, const char *product)
{
	return !strstr(text, strcmp(product, "kratos") == 0 ? "Hydra" : "Kratos");
}

static void row_holds(const struct hazard_case *r)
{
	char *have = recorded(r);
	struct assess_spec s = {
		.catalog = &catalog,
		.product = r->product,
		.recorded = have,
		.extensions = r->extensions,
		.endpoints = r->endpoints,
		.table = &r->table,
		.tables = r->table.name ? 1 : 0,
		.size = -1,
	};
	const struct assess_hazard *h;
	struct assessment a;
	struct library l;

	library_init(&l);
	if (r->text && *r->text)
		library_take(&l, (enum document)r->document, r->text, strlen(r->text));
	else if (r->text)
		library_state(&l, (enum document)r->document, ORIGIN_WAITING, "x", 0, NULL);
	if (r->text && *r->text && !CHECK(l.doc[r->document].usable))
		printf("# %s: %s\n", r->id, l.doc[r->document].why);
	s.library = &l;
	CHECK(reference(r, r->from, r->from_revision, &s.from) && reference(r, r->to, r->to_revision, &s.to));
	assess(&s, &a);
	h = found(&a, r->id);
	if (!CHECK((h != NULL) == r->raised && (!h || (h->text[0] && h->remedy[0] && strstr(h->evidence, r->words)))))
		printf("# %s %s %s -> %s: %s\n", r->id, r->product, r->from, r->to, h ? h->evidence : "not raised");
	for (size_t i = 0; i < a.hazards; i++)
		if (!CHECK(is_of(a.hazard[i].text, r->product) && is_of(a.hazard[i].evidence, r->product) &&
		           is_of(a.hazard[i].remedy, r->product)))
			printf("# %s is not of %s\n", a.hazard[i].id, r->product);
	assessment_release(&a);
	library_release(&l);
	free(have);
}

static void each_hazard_is_raised_as_the_table_says(void)
{
	for (size_t i = 0; shipped_catalog(&catalog) && i < mem_count(rows); i++)
		row_holds(&rows[i]);
}

static void each_hazard_has_a_row_that_raises_it_and_one_that_does_not(void)
{
	const char *id;

	for (size_t i = 0; (id = assess_hazard_at(i)); i++) {
		int raised = 0, not_raised = 0;

		for (size_t k = 0; k < mem_count(rows); k++)
			if (strcmp(rows[k].id, id) == 0) {
				raised += rows[k].raised;
				not_raised += !rows[k].raised;
			}
		if (!CHECK(raised > 0 && not_raised > 0))
			printf("# %s: %d rows raise it, %d do not\n", id, raised, not_raised);
	}
}

static const struct check_case cases[] = {
	{ "each hazard is raised as the table says", each_hazard_is_raised_as_the_table_says },
	{ "each hazard has a row that raises it and one that does not", each_hazard_has_a_row_that_raises_it_and_one_that_does_not },
};
CHECK_MAIN(cases)
