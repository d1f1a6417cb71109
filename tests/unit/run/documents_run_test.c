/* Documents are events: what was read of them comes back from the journal, the same and without any network. */
#include "config.h"

#include "run/own.h"

#include "assess/assess.h"
#include "assess/library.h"
#include "plan/document.h"
#include "plan/event.h"
#include "plan/gate.h"
#include "plan/intent.h"
#include "plan/upgrade.h"
#include "port/pg.h"
#include "tests/unit/run/run_home.h"
#include "tests/unit/shipped_catalog.h"

static struct catalog catalog;

#define LINK(version, since) "# [" version "](https://github.com/ory/kratos/compare/v" since "...v" version ") (2025-01-01)\n"
/* The newest is behind the target, the two oldest are before blue's. */
static const char changelog[] = LINK("26.2.0", "25.4.0") "\n### Features\n\n* after the target\n\n" LINK(
	"25.4.0", "1.3.0") "\n### Breaking Changes\n\n* Names are lower case.\n\nYou must apply SQL migrations.\n\n"
			   "### Features\n\n```\nno end\n\n" LINK("1.3.1", "1.3.0") "\n### Bug Fixes\n\n* small\n\n" LINK(
				   "1.3.0", "1.2.0") "\n### Features\n\n* before\n\n" LINK("0.1.0", "0.0.1") "\nThe first.\n";

static const char tree[] =
	"{\"sha\":\"x\",\"tree\":[{\"path\":\"20150100000001000000_networks.up.sql\",\"type\":\"blob\"},"
	"{\"path\":\"20150100000001000000_networks.down.sql\",\"type\":\"blob\"},{\"path\":\"fixtures\",\"type\":\"tree\"},"
	"{\"path\":\"20990101000000000000_later.mysql.up.sql\",\"type\":\"blob\"},"
	"{\"path\":\"20990101000000000000_later.postgres.autocommit.up.sql\",\"type\":\"blob\"}],\"truncated\":false}";

static const char charm_file[] =
	"name: kratos\nresources:\n  oci-image:\n    type: oci-image\n    upstream-source: ghcr.io/canonical/kratos:25.4.0 # pinned\n";
static const char charm_changelog[] =
	"# Changelog\n\n## [2.0.0](https://github.com/canonical/kratos-operator/compare/v1.9.0...v2.0.0) (2025-01-01)\n\n"
	"### ⚠ BREAKING CHANGES\n\n* ingress is gone\n\n## 1.9.0 (2024-01-01)\n\n### Features\n\n* nothing\n";

static const char blue_note[] = "{\"key\":\"blue.version\",\"text\":\"1.3.0\"}";

static struct document_news news_of(enum document d, const char *text)
{
	return (struct document_news){ .document = d,
		                       .origin = ORIGIN_LIVE,
		                       .where = "https://example.org/x",
		                       .why = "",
		                       .current = 1000,
		                       .bytes = text,
		                       .n = strlen(text) };
}

/* A model whose blue is at 1.3.0 and whose target is 25.4.0. */
static void begin_model(struct model *m)
{
	struct settings s = settings_with("host=x", "none");
	struct json *data = json_object();
	struct event e = { .type = EV_RUN_STARTED, .at = 1, .data = data };

	mem_set(&s.target_version, "25.4.0");
	model_init(m);
	m->catalog = &catalog;
	json_put_str(data, "run", "x");
	json_put_str(data, "strategy", "recommended");
	json_put(data, "settings", settings_json(&s));
	model_apply(m, &e);
	json_free(data);
	data = json_parse(blue_note, sizeof blue_note - 1, NULL);
	e = (struct event){ .type = EV_NOTE, .at = 2, .data = data };
	model_apply(m, &e);
	json_free(data);
	settings_release(&s);
}

/* What the assessment says, and each text of it; owned. */
static char *assessed(const struct model *m)
{
	struct assessment a;
	struct assess_entry r;
	struct json *root;
	struct str out;
	char *text;

	str_init(&out, (size_t)64 << 20);
	if (!CHECK(upgrade_assess(m, &a)))
		return str_take(&out);
	root = assess_json(&a, m->library);
	text = json_line(root);
	str_add(&out, text);
	for (size_t i = 0; assess_entry_at(&a, i, &r); i++) {
		free(text);
		text = assess_text(&a, m->library, &r);
		str_addf(&out, "\n%s %s\n%s", r.key, r.sign, text);
	}
	free(text);
	json_free(root);
	assessment_release(&a);
	return str_take(&out);
}

static void learn(struct model *m, const struct document_news *news, struct json *lines)
{
	const struct version from = { .part = { 1, 3, 0 } }, to = { .part = { 25, 4, 0 } };
	struct event e = { .type = EV_DOCUMENT, .at = 5, .actor = "teal", .data = document_data(news, &from, &to) };

	if (lines && !document_known(m, e.data))
		json_push(lines, event_line(&e));
	model_apply(m, &e);
	json_free(e.data);
}

/* All kinds of documents; lines are what a journal has of them. */
static void learn_all(struct model *m, struct json *lines)
{
	static const struct {
		enum document document;
		const char *text;
	} rows[] = { { DOC_CHANGELOG, changelog }, { DOC_CHARM_CHANGELOG, charm_changelog },
		     { DOC_TREE_FROM, tree },      { DOC_TREE_TO, tree },
		     { DOC_GO_TO, tree },          { DOC_CHARM_FROM, charm_file },
		     { DOC_CHARM_TO, charm_file } };

	for (size_t i = 0; i < mem_count(rows); i++) {
		struct document_news news = news_of(rows[i].document, rows[i].text);

		learn(m, &news, lines);
	}
}

static bool fold(struct model *m, const struct json *line)
{
	struct event e;
	bool ok = event_read(line, &e, NULL);

	if (ok)
		model_apply(m, &e);
	return ok;
}

static const char *verdict_of(const struct model *m, const char *gate, struct verdict *v)
{
	gate_ask(gate_find(gate), m, 10, 0, v);
	return v->text;
}

static void a_journal_gives_the_same_assessment_again(void)
{
	struct json *lines = json_array();
	struct model live, again[2];
	struct verdict v, w;
	char *want;

	begin(NULL);
	if (!shipped_catalog(&catalog))
		goto out;
	begin_model(&live);
	learn_all(&live, lines);
	want = assessed(&live);
	CHECK(strstr(want, "Names are lower case") && strstr(want, "You must apply SQL migrations") && strstr(want, "charm-breaking"));
	CHECK_INT(json_count(lines), DOC_COUNT);
	for (size_t i = 0; i < mem_count(again); i++) {
		char *got;

		begin_model(&again[i]);
		for (const struct json *line = json_first(lines); line; line = json_next(line)) {
			char *text = json_line(line);
			struct json *read = json_parse(text, strlen(text), NULL);

			CHECK(strlen(text) < 3000 && fold(&again[i], read));
			json_free(read);
			free(text);
		}
		got = assessed(&again[i]);
		CHECK_STR(got, want);
		CHECK_STR(verdict_of(&again[i], "releases-read", &v), verdict_of(&live, "releases-read", &w));
		CHECK_INT(v.kind, w.kind);
		free(got);
		model_release(&again[i]);
	}
	free(want);
	model_release(&live);
out:
	json_free(lines);
	end();
}

/* Excerpt against whole: only the range's sources and texts count. */
static void an_excerpt_says_what_the_whole_says(void)
{
	struct model whole, excerpt;
	char *want, *got;

	begin(NULL);
	if (!shipped_catalog(&catalog))
		goto out;
	begin_model(&whole);
	begin_model(&excerpt);
	for (int d = 0; d < DOC_COUNT; d++) {
		const char *text = d == DOC_CHANGELOG         ? changelog
		                   : d == DOC_CHARM_CHANGELOG ? charm_changelog
		                   : d >= DOC_CHARM_FROM      ? charm_file
		                                              : tree;
		struct document_news news = news_of((enum document)d, text);

		library_learn(model_library(&whole), &news);
		learn(&excerpt, &news, NULL);
	}
	want = assessed(&whole);
	got = assessed(&excerpt);
	CHECK_STR(got, want);
	CHECK(excerpt.library->changelog.entries == 4 && !strstr(excerpt.library->changelog.text, "after the target") &&
	      !strstr(excerpt.library->changelog.text, "* before"));
	CHECK(excerpt.library->tree_to.count == 2 && excerpt.library->tree_to.item[1].autocommit);
	/* Of another step it is silent, and must not pass for the whole. */
	free(got);
	mem_set(&excerpt.settings.target_version, "26.2.0");
	got = assessed(&excerpt);
	CHECK(strstr(got, "only its part about another step was kept"));
	free(want);
	free(got);
	model_release(&whole);
	model_release(&excerpt);
out:
	end();
}

static void what_is_known_is_not_recorded_again(void)
{
	struct document_news news = news_of(DOC_CHANGELOG, changelog), failed = {
		.document = DOC_CHANGELOG, .origin = ORIGIN_FAILED, .where = "https://example.org/x", .why = "No answer."
	};
	struct json *lines = json_array();
	struct model m;
	char *more = mem_printf("%s\nmore", changelog);

	begin(NULL);
	begin_model(&m);
	learn(&m, &failed, lines);
	learn(&m, &failed, lines);
	CHECK_INT(json_count(lines), 1);
	CHECK_INT(m.library->doc[DOC_CHANGELOG].origin, ORIGIN_FAILED);
	failed.why = "Another reason.";
	learn(&m, &failed, lines);
	CHECK_INT(json_count(lines), 2);
	learn(&m, &news, lines);
	learn(&m, &news, lines);
	CHECK_INT(json_count(lines), 3);
	/* It is not at hand any more: what was read stays. */
	learn(&m, &failed, lines);
	CHECK_INT(json_count(lines), 3);
	CHECK(m.library->doc[DOC_CHANGELOG].usable && m.library->doc[DOC_CHANGELOG].origin == ORIGIN_CACHE);
	CHECK_INT(m.library->doc[DOC_CHANGELOG].current, 1000);
	CHECK_STR(m.library->doc[DOC_CHANGELOG].why, "Another reason.");
	news.bytes = more;
	news.n = strlen(more);
	learn(&m, &news, lines);
	CHECK_INT(json_count(lines), 4);
	free(more);
	model_release(&m);
	json_free(lines);
	end();
}

/* n bytes of features under 25.4.0, behind what breaks and before what demands. */
static char *long_changelog(size_t n, const char *breaks)
{
	struct str out;

	str_init(&out, (size_t)8 << 20);
	str_addf(&out, "%s\n### Breaking Changes\n\n%s\n\n### Features\n\n", LINK("25.4.0", "1.3.0"), breaks);
	while (out.len < n)
		str_add(&out, "* one of very many features that nobody has to read before the migration\n");
	str_addf(&out, "\nYou must apply SQL migrations.\n\n%s\nold\n", LINK("1.3.0", "1.2.0"));
	return str_take(&out);
}

static void what_is_too_long_is_cut_and_says_so(void)
{
	char *features = long_changelog((size_t)1 << 20, "* Names are lower case."), *breaks = long_changelog((size_t)1 << 20, "* x"), *all,
	     *text;
	struct document_news news = news_of(DOC_CHANGELOG, features);
	struct json *lines = json_array();
	struct model m;

	begin(NULL);
	if (!shipped_catalog(&catalog))
		goto out;
	begin_model(&m);
	learn(&m, &news, lines);
	all = assessed(&m);
	CHECK(strstr(all, "Names are lower case") && strstr(all, "You must apply SQL migrations") && strstr(all, "was left out"));
	CHECK(!strstr(all, "one of very many"));
	free(all);
	/* What breaks is never cut: a changelog of which that alone is too long is none. */
	for (char *at = breaks; (at = strstr(at, "### Features")); at += 12)
		memset(at, '#', 12);
	news = news_of(DOC_CHANGELOG, breaks);
	learn(&m, &news, lines);
	CHECK(!m.library->doc[DOC_CHANGELOG].usable && m.library->doc[DOC_CHANGELOG].origin == ORIGIN_FAILED);
	CHECK(strstr(m.library->doc[DOC_CHANGELOG].why, "too long"));
	text = json_line(lines);
	CHECK(strlen(text) < 4000);
	free(text);
	model_release(&m);
out:
	json_free(lines);
	free(features);
	free(breaks);
	end();
}

/* Each member gone, or of another kind, and each text cut anywhere: nothing that was known gets lost for a line that says nothing. */
static void a_damaged_event_does_no_harm(void)
{
	static const char *const members[] = { "name", "origin", "where", "current", "why", "sha256", "bytes", "from", "to", "read" };
	static const char *const others[] = { "null", "17", "true", "\"\"", "\"live\"", "[]", "[[[]]]", "{\"tree\":17}", "{}" };
	struct json *lines = json_array();
	struct model m;
	int asked = 0;

	begin(NULL);
	if (!shipped_catalog(&catalog))
		goto out;
	begin_model(&m);
	learn_all(&m, lines);
	for (const struct json *line = json_first(lines); line; line = json_next(line)) {
		for (size_t i = 0; i < mem_count(members); i++)
			for (size_t o = 0; o <= mem_count(others); o++) {
				struct json *broken = json_dup(line), *data = json_dup(json_get(line, "data"));
				char *text;

				if (o < mem_count(others))
					json_put(data, members[i], json_parse(others[o], strlen(others[o]), NULL));
				else
					json_drop(data, members[i]);
				json_put(broken, "data", data);
				CHECK(fold(&m, broken));
				text = assessed(&m);
				asked += *text != '\0';
				free(text);
				json_free(broken);
			}
	}
	CHECK_INT(asked, DOC_COUNT * 10 * 10);
	/* The lines as they are mend it all. */
	for (const struct json *line = json_first(lines); line; line = json_next(line))
		CHECK(fold(&m, line));
	for (int d = 0; d < DOC_COUNT; d++)
		CHECK(m.library->doc[d].usable && m.library->doc[d].origin == ORIGIN_LIVE);
	model_release(&m);
out:
	json_free(lines);
	end();
}

static bool settled(struct run *run)
{
	const struct library *l = run_model(run)->library;

	return l && l->doc[DOC_CHANGELOG].origin > ORIGIN_WAITING && l->doc[DOC_TREE_TO].origin > ORIGIN_WAITING && !run->reading &&
	       !run->queue.count;
}

static int count_in(const char *text, const char *word)
{
	int n = 0;

	for (; (text = strstr(text, word)); text += strlen(word))
		n++;
	return n;
}

static struct run *open_at(const char *name, const struct settings *s, bool observe)
{
	const struct run_spec spec = { .settings = s, .name = name, .observe = observe, .actor = "tester@here", .catalog = &catalog };
	struct event e = { .type = EV_NOTE, .at = 2, .data = json_parse(blue_note, sizeof blue_note - 1, NULL) };
	struct run *run = run_open(loop, &spec, &(struct err){ 0 });

	if (CHECK(run) && !observe)
		run_push_event(run, &e);
	else
		json_free(e.data);
	return run;
}

/* The changelog is a file, which is gone when the run is resumed and observed; of the trees nothing was ever there. */
static void a_run_that_is_resumed_without_its_sources_says_the_same(void)
{
	struct settings s;
	struct run *run, *eye;
	char *file, *first, *said, *journal;

	begin(NULL);
	if (!shipped_catalog(&catalog))
		goto out;
	s = settings_with("host=127.0.0.1 port=1", "none");
	file = path_of("CHANGELOG.md");
	CHECK(file_write(file, changelog, strlen(changelog), NULL));
	mem_set(&s.target_version, "25.4.0");
	mem_set(&s.sources.mode, "offline");
	mem_set(&s.sources.changelog, file);
	run = open_at("kept", &s, false);
	CHECK(turn_until(run, settled));
	first = assessed(run_model(run));
	CHECK(strstr(first, "Names are lower case") && strstr(first, "read from a file"));
	remove(file);
	eye = open_at("kept", NULL, true);
	said = assessed(run_model(eye));
	CHECK_STR(said, first);
	run_turn(eye);
	CHECK(!eye->reading);
	free(said);
	run_close(eye);
	run_close(run);
	run = open_at("kept", NULL, false);
	said = assessed(run_model(run));
	CHECK_STR(said, first);
	free(said);
	CHECK(turn_until(run, settled));
	said = assessed(run_model(run));
	CHECK(strstr(said, "Names are lower case") && strstr(said, "from the cache"));
	journal = journal_text("kept");
	CHECK_INT(count_in(journal, "\"name\":\"changelog\""), 1);
	CHECK_INT(count_in(journal, "\"name\":\"migrations-to\""), 1);
	free(journal);
	free(said);
	free(first);
	free(file);
	run_close(run);
	settings_release(&s);
out:
	end();
}

static void cleanup(void)
{
	loop_free(loop);
	catalog_release(&catalog);
}

static const struct check_case cases[] = {
	{ "a journal gives the same assessment again", a_journal_gives_the_same_assessment_again },
	{ "an excerpt says what the whole says", an_excerpt_says_what_the_whole_says },
	{ "what is known is not recorded again", what_is_known_is_not_recorded_again },
	{ "what is too long is cut and says so", what_is_too_long_is_cut_and_says_so },
	{ "a damaged event does no harm", a_damaged_event_does_no_harm },
	{ "a run that is resumed without its sources says the same", a_run_that_is_resumed_without_its_sources_says_the_same },
	{ "(everything is put away)", cleanup },
};

CHECK_MAIN(cases)
