#include "config.h"

#include "tests/unit/ui/between.h"

#include "base/err.h"
#include "base/mem.h"
#include "tests/unit/check.h"
#include "tests/unit/ui/stage.h"

static const char migrations[] = "product\tfirst_tag\tversion\tname\tdialect\tautocommit\tclasses\teffects\n"
				 "kratos\tv0.10.0\t20150100000001000000\tnetworks\tall\t0\ttable\t\n"
				 "kratos\tv1.1.0\t20230101000000000000\tnicknames\tall\t0\taddcol\taddcol:identities\n"
				 "kratos\tv1.1.0\t20230102000000000000\tsessions_by_day\tall\t0\tindex\tindex:sessions\n"
				 "kratos\tv1.2.0\t20240101000000000000\tcourier_kind\tall\t0\taddcol\taddcol:courier_messages\n"
				 "kratos\tv25.4.0\t20250101000000000000\tlower_names\tall\t0\tbackfill\tbackfill:identities\n"
				 "kratos\tv25.4.0\t20250102000000000000\tdrop_nicknames\tall\t0\tdropcol\tdropcol:identities\n";

static const char releases[] = "product\ttag\tdate\n"
			       "kratos\tv0.10.0\t2022-05-31\n"
			       "kratos\tv1.0.0\t2023-07-12\n"
			       "kratos\tv1.1.0\t2024-01-17\n"
			       "kratos\tv1.2.0\t2024-06-03\n"
			       "kratos\tv1.3.0\t2024-09-26\n"
			       "kratos\tv25.4.0\t2025-11-02\n";

static const char newest[] = "# [25.4.0](https://github.com/ory/kratos/compare/v1.3.0...v25.4.0) (2025-11-02)\n\n"
			     "## Breaking Changes\n\n"
			     "Names are compared without regard to case. Who relies on two identities whose names differ\n"
			     "in case alone must rename one of them before.\n\n"
			     "### Features\n\n- Names in lower case\n- Quicker lists\n\n";
static const char middle[] = "# [1.3.0](https://github.com/ory/kratos/compare/v1.2.0...v1.3.0) (2024-09-26)\n\n";
static const char breaking[] = "## Breaking Changes\n\nThe flag --colour is gone.\n\n";
static const char oldest[] = "### Bug Fixes\n\n- The clock is wound up again\n\n"
			     "# [1.2.0](https://github.com/ory/kratos/compare/v1.1.0...v1.2.0) (2024-06-03)\n\n"
			     "### Features\n\n- Letters have kinds\n\n"
			     "# [1.1.0](https://github.com/ory/kratos/compare/v1.0.0...v1.1.0) (2024-01-17)\n\n"
			     "You must apply SQL migrations before this version starts.\n\n"
			     "### Features\n\n- Nicknames\n\n";

void between_open(struct between *b, struct stage *s)
{
	struct err err = { 0 };

	*b = (struct between){ 0 };
	if (!catalog_parse(migrations, strlen(migrations), releases, strlen(releases), &b->catalog, &err))
		printf("# the catalogue of the test: %s: %s\n", err.what, err.why);
	mem_set(&s->model.settings.target_version, "25.4.0");
	s->model.settings.target_revision = 600;
	s->model.catalog = &b->catalog;
	b->library = model_library(&s->model);
	stage_healthy(s);
	stage_fact(s, FACT_BLUE_APP_REVISION, 599, "latest/stable");
	stage_tables(s);
	stage_until(s, "releases");
}

void between_release(struct between *b)
{
	catalog_release(&b->catalog);
}

static void take(struct between *b, int64_t at, const char *more)
{
	char *text = mem_printf("%s%s%s%s", newest, middle, more, oldest);

	library_take(b->library, DOC_CHANGELOG, text, strlen(text));
	library_state(b->library, DOC_CHANGELOG, ORIGIN_LIVE, "https://example.org/CHANGELOG.md", at, NULL);
	free(text);
}

void between_fetched(struct between *b, int64_t at)
{
	take(b, at, "");
}

void between_more(struct between *b, int64_t at)
{
	take(b, at, breaking);
}

void between_offline(struct between *b)
{
	library_state(b->library, DOC_CHANGELOG, ORIGIN_FAILED, "https://example.org/CHANGELOG.md", 0, "example.org did not answer");
	library_state(b->library, DOC_TREE_TO, ORIGIN_FAILED, "https://example.org/tree", 0, "example.org did not answer");
}
