#include "config.h"

#include "assess/assess.h"

#include "assess/library.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "tests/unit/check.h"
#include "tests/unit/shipped_catalog.h"

/* The shipped catalogue, read once. */
static struct catalog catalog;

static bool refs(struct assess_spec *s, const char *product, const char *from, const char *to)
{
	*s = (struct assess_spec){
		.catalog = &catalog, .product = product, .go_since = strcmp(product, "kratos") == 0 ? 26 : 0, .size = -1
	};
	return shipped_catalog(&catalog) && CHECK(release_ref_read(&catalog, product, from, &s->from, NULL)) &&
	       CHECK(release_ref_read(&catalog, product, to, &s->to, NULL));
}

static const struct assess_hazard *hazard(const struct assessment *a, const char *id)
{
	for (size_t i = 0; i < a->hazards; i++)
		if (strcmp(a->hazard[i].id, id) == 0)
			return &a->hazard[i];
	return NULL;
}

static const struct assess_migration *migration(const struct assessment *a, const char *version)
{
	for (size_t i = 0; i < a->migrations; i++)
		if (strcmp(a->migration[i].version, version) == 0)
			return &a->migration[i];
	return NULL;
}

/* facts/ory.md section 1: applied and counted. */
static void every_consecutive_pair_has_the_counted_migrations(void)
{
	static const struct {
		const char *product, *from, *to;
		size_t n;
	} pairs[] = {
		{ "kratos", "0.10.0", "0.10.1", 0 }, { "kratos", "0.10.1", "0.11.0", 11 }, { "kratos", "0.11.0", "0.11.1", 4 },
		{ "kratos", "0.11.1", "0.13.0", 4 }, { "kratos", "0.13.0", "1.0.0", 5 },   { "kratos", "1.0.0", "1.1.0", 12 },
		{ "kratos", "1.1.0", "1.2.0", 8 },   { "kratos", "1.2.0", "1.3.0", 0 },    { "kratos", "1.3.0", "1.3.1", 0 },
		{ "kratos", "1.2.0", "v1.3.1", 0 },  { "kratos", "1.3.1", "25.4.0", 16 },  { "kratos", "25.4.0", "26.2.0", 7 },
		{ "hydra", "1.11.0", "1.11.7", 0 },  { "hydra", "1.11.7", "1.11.8", 1 },   { "hydra", "1.11.8", "1.11.9", 1 },
		{ "hydra", "1.11.9", "1.11.10", 0 }, { "hydra", "1.11.10", "2.0.0", 139 }, { "hydra", "2.0.0", "2.0.1", 0 },
		{ "hydra", "2.0.1", "2.0.2", 2 },    { "hydra", "2.0.2", "2.0.3", 0 },     { "hydra", "2.0.3", "2.1.0", 3 },
		{ "hydra", "2.1.0", "2.1.1", 0 },    { "hydra", "2.1.1", "2.1.2", 1 },     { "hydra", "2.1.2", "2.2.0", 6 },
		{ "hydra", "2.2.0", "2.3.0", 6 },    { "hydra", "2.3.0", "25.4.0", 6 },    { "hydra", "25.4.0", "26.2.0", 6 },
	};

	for (size_t i = 0; i < mem_count(pairs); i++) {
		struct assess_spec s;
		struct assessment a;

		if (!refs(&s, pairs[i].product, pairs[i].from, pairs[i].to))
			continue;
		assess(&s, &a);
		if (!CHECK_INT(a.migrations, pairs[i].n))
			printf("# %s %s -> %s\n", pairs[i].product, pairs[i].from, pairs[i].to);
		CHECK(a.migrations_known && a.action_required && a.direction == GOES_UP);
		CHECK(a.releases && strcmp(a.release[a.releases - 1].version, s.to.version) == 0);
		assessment_release(&a);
	}
}

static void the_time_follows_the_rows(void)
{
	const struct assess_table tables[] = { { "identity_credential_identifiers", 800000, -1 },
		                               { "session_devices", 1000000, -1 },
		                               { "sessions", 1000000, -1 } };
	struct assess_spec s;
	struct assessment a;
	const struct assess_migration *m;

	if (!refs(&s, "kratos", "25.4.0", "26.2.0"))
		return;
	assess(&s, &a);
	CHECK(!a.estimate.known && a.estimate.timeout_s == 600);
	assessment_release(&a);
	s.table = tables;
	s.tables = mem_count(tables);
	s.size = (int64_t)4 << 30;
	assess(&s, &a);
	/* 29 s and 33 s were measured on such tables (facts/ory.md section 4). */
	m = migration(&a, "20251105000000000001");
	CHECK(m && m->classes & COST_BACKFILL && m->ms > 20000 && m->ms < 40000 && m->lock == LOCK_ROWS);
	CHECK(a.estimate.known && a.estimate.migrate_ms > 55000 && a.estimate.migrate_ms < 85000);
	CHECK_INT(a.estimate.timeout_s, a.estimate.migrate_ms / 100);
	CHECK(a.estimate.write_stop_ms > a.estimate.migrate_ms && a.estimate.lock == LOCK_ACCESS);
	/* Proven: 1.0.0 cannot write into a schema of 26.2.0. */
	CHECK(a.estimate.old == OLD_BREAKS);
	CHECK(hazard(&a, "go-migrations") && hazard(&a, "outlasts-default"));
	assessment_release(&a);
}

static void an_old_program_works_on_what_only_adds(void)
{
	const struct assess_table tables[] = { { "identity_credential_identifiers", 200000, -1 }, { "sessions", 250000, -1 } };
	struct assess_spec s;
	struct assessment a;
	const struct assess_migration *m;

	if (!refs(&s, "kratos", "1.0.0", "1.1.0"))
		return;
	s.table = tables;
	s.tables = mem_count(tables);
	s.extensions = "plpgsql";
	assess(&s, &a);
	CHECK(a.estimate.old == OLD_WORKS);
	m = migration(&a, "20230920171028000000");
	/* The GIN index on 200 000 identifiers took 1.1 s. */
	CHECK(m && m->classes & COST_EXTENSION && m->classes & COST_INDEX && m->ms > 900 && m->ms < 1400);
	CHECK_INT(a.extensions, 2);
	CHECK(hazard(&a, "needs-extension") && strstr(hazard(&a, "needs-extension")->evidence, "pg_trgm"));
	assessment_release(&a);
}

static void a_downgrade_is_told_and_brings_nothing(void)
{
	struct assess_spec s;
	struct assessment a;

	if (!refs(&s, "kratos", "rev399", "rev402"))
		return;
	CHECK_STR(s.from.version, "1.1.0");
	CHECK_STR(s.to.version, "1.0.0");
	assess(&s, &a);
	CHECK(a.direction == GOES_DOWN && a.migrations == 0 && a.releases == 0 && a.action_required);
	CHECK(hazard(&a, "downgrade") && hazard(&a, "hidden-downgrade") && a.hazard[0].level == HAZARD_BLOCK);
	CHECK(hazard(&a, "charm-note"));
	assessment_release(&a);
}

static void the_database_is_the_strongest_source(void)
{
	struct assess_spec s;
	struct assessment a;
	struct catalog_set set;
	char *recorded = mem_dup("20230704000000000000");

	if (!refs(&s, "kratos", "1.0.0", "1.1.0"))
		return;
	CHECK(catalog_until(&catalog, "kratos", "1.0.0", &set, NULL));
	/* One of 1.0.0 is missing, one of 1.1.0 is there already, one is of nobody. */
	for (size_t i = 1; i < set.count; i++) {
		char *longer = mem_printf("%s %s", recorded, set.item[i]->version);

		free(recorded);
		recorded = longer;
	}
	s.recorded = recorded;
	assess(&s, &a);
	CHECK(hazard(&a, "not-recorded") && hazard(&a, "foreign-migrations"));
	CHECK_INT(a.migrations, 13);
	CHECK_STR(a.migration[0].version, set.item[0]->version);
	CHECK(a.witness[0].speaks && strcmp(a.witness[0].name, "database") == 0);
	assessment_release(&a);
	catalog_set_release(&set);
	free(recorded);
}

static void a_fork_is_known_by_its_row(void)
{
	struct assess_spec s;
	struct assessment a;

	if (!refs(&s, "hydra", "rev280", "25.4.0"))
		return;
	assess(&s, &a);
	CHECK(!a.migrations_known && a.unknown && hazard(&a, "maybe-fork") && !hazard(&a, "hydra-fork"));
	assessment_release(&a);
	s.recorded = "20240202000001000000";
	assess(&s, &a);
	/* What the target has and the database has not: known, whatever the fork is. */
	CHECK(a.migrations_known && a.migrations > 200 && hazard(&a, "hydra-fork") && !hazard(&a, "maybe-fork"));
	assessment_release(&a);
}

#define CHANGELOG \
	"# [99.1.0](https://github.com/ory/kratos/compare/v26.2.0...v99.1.0) (2030-01-01)\n\nYou must apply SQL migrations for this " \
	"release.\n\n" \
	"## Breaking Changes\n\n- Nothing is as it was.\n\n# [26.2.0](https://github.com/ory/kratos/compare/v25.4.0...v26.2.0) " \
	"(2026-03-20)\n\nv26.2.0\n"
#define TREE(more) \
	"{\"sha\":\"x\",\"url\":\"x\",\"tree\":[{\"path\":\"20251215000000000000_courier_messages_add_request_headers.up.sql\",\"type\":" \
	"\"blob\"}" more "],\"truncated\":false}"

static void what_is_newer_than_the_catalogue_is_unknown_until_it_was_fetched(void)
{
	static const char tree[] = TREE(",{\"path\":\"20300101000000000000_everything.up.sql\",\"type\":\"blob\"}");
	static const char go[] =
		"{\"sha\":\"x\",\"tree\":[{\"path\":\"20251105000000000000_x.go\",\"type\":\"blob\"}],\"truncated\":false}";
	struct library l;
	struct assess_spec s;
	struct assessment a;

	if (!refs(&s, "kratos", "26.2.0", "26.2.0"))
		return;
	CHECK(release_ref_seen("v99.1.0", -1, &s.to));
	library_init(&l);
	s.library = &l;
	assess(&s, &a);
	CHECK(!a.migrations_known && hazard(&a, "unknown-target") && a.release[0].flags & RELEASE_UNKNOWN);
	assessment_release(&a);
	library_take(&l, DOC_CHANGELOG, CHANGELOG, strlen(CHANGELOG));
	library_take(&l, DOC_TREE_TO, tree, strlen(tree));
	assess(&s, &a);
	/* The files are known, the program's own migrations are not. */
	CHECK(!a.migrations_known && a.migrations == 1 && a.migration[0].live && a.migration[0].classes == COST_UNKNOWN);
	CHECK_INT(a.release[0].flags, RELEASE_BREAKING | RELEASE_DEMANDS | RELEASE_MIGRATES | RELEASE_UNKNOWN);
	assessment_release(&a);
	library_take(&l, DOC_GO_TO, go, strlen(go));
	assess(&s, &a);
	CHECK(a.migrations_known && !a.estimate.known && a.estimate.old == OLD_UNKNOWN);
	assessment_release(&a);
	library_release(&l);
}

static void a_fetched_list_that_differs_is_told(void)
{
	static const char tree[] = TREE("");
	struct library l;
	struct assess_spec s;
	struct assessment a;

	if (!refs(&s, "kratos", "25.4.0", "26.2.0"))
		return;
	library_init(&l);
	s.library = &l;
	library_take(&l, DOC_TREE_TO, tree, strlen(tree));
	assess(&s, &a);
	CHECK(hazard(&a, "lists-differ") && a.migrations == 7);
	assessment_release(&a);
	/* What cannot be read changes nothing, and says why. */
	library_take(&l, DOC_TREE_TO, "{\"message\":\"Not Found\"}", 23);
	assess(&s, &a);
	CHECK(!hazard(&a, "lists-differ") && a.migrations == 7 && l.doc[DOC_TREE_TO].origin == ORIGIN_FAILED);
	CHECK(strstr(l.doc[DOC_TREE_TO].why, "Not Found") != NULL);
	assessment_release(&a);
	library_release(&l);
}

static void a_wrong_word_is_answered_with_what_is_near(void)
{
	static const struct {
		const char *product, *text, *near;
	} wrong[] = {
		{ "kratos", "1.4.0", "v1.3.1" },
		{ "kratos", "v2.2.0", "25.4.0" },
		{ "kratos", "rev411", "rev409" },
		{ "kratos", "newest", "rev500" },
		{ "oathkeeper", "1.0.0", "kratos and hydra" },
		{ "hydra", "rev1", "rev19" },
	};

	for (size_t i = 0; shipped_catalog(&catalog) && i < mem_count(wrong); i++) {
		struct release_ref ref;
		struct err err = { 0 };

		CHECK(!release_ref_read(&catalog, wrong[i].product, wrong[i].text, &ref, &err) && err.kind == ERR_INPUT);
		if (!CHECK(strstr(err.why, wrong[i].near) || strstr(err.now, wrong[i].near)))
			printf("# %s: %s: %s. %s\n", wrong[i].text, err.what, err.why, err.now);
	}
}

/* A mark counts for what the entry said when it was made. */
static void what_must_be_read_is_named(void)
{
	struct assess_spec s;
	struct assessment a;
	struct assess_entry r;
	int required = 0, all = 0;

	if (!refs(&s, "kratos", "1.2.0", "25.4.0"))
		return;
	assess(&s, &a);
	for (size_t i = 0; assess_entry_at(&a, i, &r); i++) {
		required += r.required;
		all++;
		CHECK(r.hazard || r.release);
		if (r.release && strcmp(r.release->version, "25.4.0") == 0)
			CHECK(r.required && strcmp(r.key, "release.25.4.0") == 0 && strstr(r.sign, "16 migrations"));
		if (r.release && strcmp(r.release->version, "1.3.0") == 0)
			CHECK(!r.required);
	}
	CHECK(required >= 1 && all > required && all == (int)(a.hazards + a.releases));
	assessment_release(&a);
}

static void a_fork_stays_a_fork_without_advice(void)
{
	struct assess_spec s;
	struct assessment a;

	if (!refs(&s, "hydra", "rev279", "rev280"))
		return;
	s.recorded = "20240202000001000000";
	assess(&s, &a);
	CHECK(!hazard(&a, "hydra-fork") && !hazard(&a, "foreign-migrations") && !hazard(&a, "not-recorded"));
	assessment_release(&a);
}

static void another_products_database_is_told_as_that(void)
{
	struct assess_spec s;
	struct assessment a;
	struct catalog_set set;
	struct str recorded;

	if (!refs(&s, "hydra", "2.2.0", "2.3.0") || !CHECK(catalog_until(&catalog, "kratos", "1.0.0", &set, NULL)))
		return;
	str_init(&recorded, STR_PAGE);
	for (size_t i = 0; i < set.count; i++)
		str_addf(&recorded, "%s%s", i ? " " : "", set.item[i]->version);
	s.recorded = str_text(&recorded);
	assess(&s, &a);
	CHECK(hazard(&a, "wrong-database") && !hazard(&a, "not-recorded") && !hazard(&a, "foreign-migrations"));
	assessment_release(&a);
	str_release(&recorded);
	catalog_set_release(&set);
}

static void a_table_that_was_never_analysed_is_judged_by_its_size(void)
{
	const struct assess_table tables[] = { { "identity_credential_identifiers", -1, 24576 },
		                               { "session_devices", -1, 128000000 },
		                               { "sessions", 10, -1 } };
	struct assess_spec s;
	struct assessment a;

	if (!refs(&s, "kratos", "25.4.0", "26.2.0"))
		return;
	s.table = tables;
	s.tables = mem_count(tables);
	s.size = 1;
	assess(&s, &a);
	CHECK(a.estimate.known && a.estimate.migrate_ms > 30000 && a.estimate.migrate_ms < 40000);
	assessment_release(&a);
}

#define ENTRY(version, before, text) \
	"# [" version "](https://github.com/ory/kratos/compare/v" before "...v" version ") (2024-01-01)\n\n" text "\n"
#define BREAKS "## Breaking Changes\n\n- "

/* Cut off at either end it is silent about the rest, and silence is no word for "nothing breaks". */
static void a_changelog_that_does_not_reach_is_not_read(void)
{
	static const char whole[] = ENTRY("1.3.0", "1.2.0", BREAKS "One thing.") ENTRY("1.2.0", "1.1.0", "x");
	static const char *const texts[] = { ENTRY("1.2.0", "1.1.0", "x"), ENTRY("1.3.1", "1.3.0", "x") };
	struct library l;
	struct assess_spec s;
	struct assessment a;

	if (!refs(&s, "kratos", "1.1.0", "1.3.0"))
		return;
	library_init(&l);
	s.library = &l;
	assess(&s, &a);
	CHECK(hazard(&a, "changelog-unread") != NULL);
	assessment_release(&a);
	for (size_t i = 0; i < mem_count(texts); i++) {
		library_take(&l, DOC_CHANGELOG, texts[i], strlen(texts[i]));
		assess(&s, &a);
		CHECK(hazard(&a, "changelog-unread") != NULL);
		assessment_release(&a);
	}
	library_take(&l, DOC_CHANGELOG, whole, strlen(whole));
	assess(&s, &a);
	CHECK(!hazard(&a, "changelog-unread") && a.releases == 2 && a.release[1].flags & RELEASE_BREAKING);
	assessment_release(&a);
	/* Somebody else's. */
	snprintf(l.product, sizeof l.product, "hydra");
	library_take(&l, DOC_CHANGELOG, whole, strlen(whole));
	CHECK(!l.doc[DOC_CHANGELOG].usable && strstr(l.doc[DOC_CHANGELOG].why, "hydra"));
	library_release(&l);
}

/* A mark is worth what was read. */
static void another_text_has_another_sign(void)
{
	static const char *const texts[] = { ENTRY("1.3.0", "1.2.0", BREAKS "One thing."), ENTRY("1.3.0", "1.2.0", BREAKS "Everything.") };
	char sign[2][96];

	for (size_t i = 0; i < 2; i++) {
		struct library l;
		struct assess_spec s;
		struct assessment a;
		struct assess_entry r;

		if (!refs(&s, "kratos", "1.2.0", "1.3.0"))
			return;
		library_init(&l);
		library_take(&l, DOC_CHANGELOG, texts[i], strlen(texts[i]));
		s.library = &l;
		assess(&s, &a);
		for (size_t n = 0; assess_entry_at(&a, n, &r); n++)
			if (r.release)
				snprintf(sign[i], sizeof sign[i], "%s", r.sign);
		assessment_release(&a);
		library_release(&l);
	}
	CHECK(strcmp(sign[0], sign[1]) != 0 && strncmp(sign[0], "breaking", 8) == 0);
}

static void the_catalogue_is_given_back(void)
{
	catalog_release(&catalog);
	CHECK(!catalog.migrations);
}

static const struct check_case cases[] = {
	{ "every consecutive pair has the migrations that were counted", every_consecutive_pair_has_the_counted_migrations },
	{ "the time follows the rows", the_time_follows_the_rows },
	{ "an old program works on what only adds", an_old_program_works_on_what_only_adds },
	{ "a downgrade is told, and brings nothing", a_downgrade_is_told_and_brings_nothing },
	{ "the database is the strongest source", the_database_is_the_strongest_source },
	{ "a fork is known by its row", a_fork_is_known_by_its_row },
	{ "what is newer than the catalogue is unknown until it was fetched",
	  what_is_newer_than_the_catalogue_is_unknown_until_it_was_fetched },
	{ "a fetched list that differs is told", a_fetched_list_that_differs_is_told },
	{ "a wrong word is answered with what is near", a_wrong_word_is_answered_with_what_is_near },
	{ "what must be read is named", what_must_be_read_is_named },
	{ "a fork that stays a fork gets no advice for leaving it", a_fork_stays_a_fork_without_advice },
	{ "another product's database is told as that", another_products_database_is_told_as_that },
	{ "a table that was never analysed is judged by its size", a_table_that_was_never_analysed_is_judged_by_its_size },
	{ "a changelog that does not reach is not read", a_changelog_that_does_not_reach_is_not_read },
	{ "another text has another sign", another_text_has_another_sign },
	{ "the catalogue is given back", the_catalogue_is_given_back },
};

CHECK_MAIN(cases)
