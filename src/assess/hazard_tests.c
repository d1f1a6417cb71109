/* The tests of the hazards' rows, grouped by what they ask: the versions, the database, the fetched documents,
 * the charm. Each writes its evidence whether it holds or not, since the evidence of a row that does not hold
 * is not shown. */
#include "config.h"

#include "assess/hazards.h"

#include "assess/library.h"
#include "assess/own.h"
#include "assess/recorded.h"
#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/charm_file.h"

#define CHARM_TIMEOUT_MS 120000 /* the default timeout of run-migration (facts/charms.md 1.4) */

/* True when the version lies in (from, to]. */
static bool crosses(const struct assessment *a, const char *version)
{
	struct version v;

	return version_parse(version, &v) && version_compare(&a->from.parsed, &v) < 0 && version_compare(&a->to.parsed, &v) >= 0;
}

/* ---- By the versions ---- */

/* The step goes down, whether or not the charm's revision grows. */
bool hazard_downgrade(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	str_addf(evidence, _("%s is older than %s"), a->to.version, a->from.version);
	if (a->from.revision >= 0 && a->to.revision >= 0)
		str_addf(evidence, _("; the charm goes from revision %lld to %lld"), (long long)a->from.revision,
		         (long long)a->to.revision);
	return a->direction == GOES_DOWN;
}

bool hazard_prerelease(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	str_add(evidence, a->to.version);
	return version_is_prerelease(&s->to.parsed);
}

/* The list of migrations is not complete. */
bool hazard_unknown_target(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	str_add(evidence, a->unknown ? a->unknown : "");
	return a->unknown && a->direction != GOES_DOWN;
}

/* Migrations written in Go do not show in a release's list of SQL files. */
bool hazard_go_migrations(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	int n = 0;

	for (size_t i = 0; i < a->migrations; i++)
		n += strncmp(a->migration[i].name, "go:", 3) == 0 && !a->migration[i].recorded;
	str_addf(evidence, ngettext("%d migration is done by the program itself", "%d migrations are done by the program itself", n), n);
	return n > 0;
}

/* The row's migration is due. A program that is killed between the statements and their record leaves it done
 * and not recorded. */
bool hazard_has_migration(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	for (size_t i = 0; i < a->migrations; i++)
		if (strcmp(a->migration[i].version, r->migration) == 0 && !a->migration[i].recorded) {
			str_addf(evidence, "%s %s", a->migration[i].version, a->migration[i].name);
			return true;
		}
	return false;
}

/* The first due migration that builds an index concurrently is the evidence. */
bool hazard_concurrent_index(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	for (size_t i = 0; i < a->migrations; i++)
		if (a->migration[i].classes & COST_CONCURRENT && !a->migration[i].recorded) {
			str_addf(evidence, "%s %s", a->migration[i].version, a->migration[i].name);
			return true;
		}
	return false;
}

/* Releases that changed older migration files in place (facts/ory.md section 1). */
bool hazard_edited(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	for (const struct hazard_step *step = r->step; step->release; step++)
		if (crosses(a, step->release))
			str_add(evidence, _(step->text));
	return evidence->len > 0;
}

/* The step crosses the release, and the source does not have the extension. */
bool hazard_needs_uuid_ossp(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	str_add(evidence, "uuid-ossp");
	return crosses(a, r->release) && !str_has_word(s->extensions, "uuid-ossp");
}

/* ---- By the database ---- */

/* The database has a migration that only the fork has, and the target is not the fork. */
bool hazard_of_fork(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	str_add(evidence, _(r->evidence));
	return recorded_has(s->recorded, r->migration) && !version_is_fork(&s->to.parsed);
}

/* The fork prints the version of the release that it was made from, so that only the database can tell the two
 * apart. */
bool hazard_maybe_fork(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	struct version low, high;
	bool within = version_parse(r->since, &low) && version_parse(r->until, &high) && version_compare(&s->from.parsed, &low) >= 0 &&
	              version_compare(&s->from.parsed, &high) <= 0;

	str_addf(evidence, _("%s; the database was not asked"), a->from.version);
	return within && !s->recorded;
}

/* The source's record compared with the list of "from"; old versions of 14 digits are no difference. Must be
 * released in any case. */
struct against {
	struct recorded recorded;
	struct catalog_set set;
	struct catalog_diff diff;
};

/* False when the record or the list is not known. */
static bool against_init(const struct assess_spec *s, struct against *g)
{
	*g = (struct against){ 0 };
	if (!s->recorded || !s->catalog || !catalog_until(s->catalog, s->product, s->from.version, &g->set, NULL))
		return false;
	recorded_split(s->recorded, &g->recorded);
	catalog_compare(&g->set, g->recorded.word, g->recorded.count, &g->diff);
	return true;
}

static void against_release(struct against *g)
{
	catalog_diff_release(&g->diff);
	catalog_set_release(&g->set);
	recorded_release(&g->recorded);
}

/* One PostgreSQL server often serves both products, so the other product's database is the likeliest mistake. */
bool hazard_wrong_database(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	struct against g;
	bool other = false;

	if (against_init(s, &g)) {
		other = g.diff.missing.count * 2 > g.set.count && g.diff.extras * 2 > g.recorded.count;
		str_addf(evidence, _("%zu of its %zu recorded migrations are not of %s"), g.diff.extras, g.recorded.count, a->product);
	}
	against_release(&g);
	return other;
}

/* False when another hazard explains the differences already: a fork has some, and the database of another
 * product differs throughout. */
static bool says_more(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a)
{
	const char *fork = hazard_fork_migration(a->product);
	struct str ignored;
	bool other;

	str_init(&ignored, STR_LINE);
	other = hazard_wrong_database(r, s, a, &ignored);
	str_release(&ignored);
	return !other && !(fork && recorded_has(s->recorded, fork));
}

/* How many there are, and the first three of them. */
static void add_three(struct str *evidence, size_t n, const char *const version[])
{
	str_addf(evidence, "%zu:", n);
	for (size_t i = 0; i < n && i < 3; i++)
		str_addf(evidence, " %s", version[i]);
	if (n > 3)
		str_add(evidence, " …");
}

/* Migrations that the version should have and the database does not record. */
bool hazard_not_recorded(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	const char *first[3] = { NULL };
	struct against g;
	size_t n = 0;

	if (!says_more(r, s, a))
		return false;
	if (against_init(s, &g)) {
		n = g.diff.missing.count;
		for (size_t i = 0; i < n && i < mem_count(first); i++)
			first[i] = g.diff.missing.item[i]->version;
		add_three(evidence, n, first);
	}
	against_release(&g);
	return n > 0;
}

/* Migrations that the database records and the version does not have. */
bool hazard_foreign(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	struct against g;
	size_t n = 0;

	if (!says_more(r, s, a))
		return false;
	if (against_init(s, &g)) {
		n = g.diff.extras;
		add_three(evidence, n, g.diff.extra);
	}
	against_release(&g);
	return n > 0;
}

/* Extensions that due migrations need and the source does not have. */
bool hazard_needs_extension(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	for (size_t i = 0; s->extensions && i < a->extensions; i++)
		if (!str_has_word(s->extensions, a->extension[i]))
			str_addf(evidence, "%s%s", evidence->len ? ", " : "", a->extension[i]);
	return evidence->len > 0;
}

/* The estimate comes near the action's default timeout. */
bool hazard_outlasts(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	char ms[CLOCK_TEXT];

	clock_span(a->estimate.migrate_ms, ms);
	str_addf(evidence, _("about %s on these tables, and the action gives up after 120 s unless it is told otherwise"), ms);
	/* Half of the timeout is near enough, since the times were measured on an idle server. */
	return a->estimate.migrate_ms > CHARM_TIMEOUT_MS / 2;
}

/* ---- By the changelog and the fetched lists ---- */

/* The changelog demands a migration, and the lists have none for that release. */
bool hazard_demands(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	for (size_t i = 0; i < a->releases; i++)
		if (a->release[i].flags & RELEASE_DEMANDS && !a->release[i].migrations)
			str_addf(evidence, "%s%s", evidence->len ? ", " : "", a->release[i].version);
	return evidence->len > 0;
}

/* The shipped list and the fetched one must agree on a release that both have. */
bool hazard_lists_differ(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	const struct tree_migrations *t = s->library ? &s->library->tree_to : NULL;
	struct catalog_set set = { 0 };
	size_t at = 0, news = 0, gone = 0;

	if (!library_has(s->library, DOC_TREE_TO) || !s->catalog || !catalog_until(s->catalog, s->product, s->to.version, &set, NULL))
		return false;
	for (size_t i = 0; i < set.count; i++) {
		/* The folder has neither the migrations in Go nor those of another module ("networks"). */
		if (set.item[i]->dialect == CATALOG_GO || strstr(set.item[i]->name, "networks"))
			continue;
		while (at < t->count && strcmp(t->item[at].version, set.item[i]->version) < 0) {
			news += !strstr(t->item[at].name, "networks");
			at++;
		}
		if (at < t->count && strcmp(t->item[at].version, set.item[i]->version) == 0)
			at++;
		else
			gone++;
	}
	news += t->count - at;
	catalog_set_release(&set);
	str_addf(evidence, _("%zu only in the fetched list, %zu only in the catalogue"), news, gone);
	return news || gone;
}

/* ---- By the charm ---- */

/* True when both revisions are known and the step goes over this one. */
static bool crosses_revision(const struct assessment *a, int64_t revision)
{
	return revision > 0 && a->from.revision >= 0 && a->from.revision < revision && a->to.revision >= revision;
}

static void add_revisions(const struct assessment *a, struct str *evidence)
{
	str_addf(evidence, _("charm revision %lld to %lld"), (long long)a->from.revision, (long long)a->to.revision);
}

/* The charm's revision grows while the product's version falls. */
bool hazard_hidden_downgrade(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	add_revisions(a, evidence);
	str_addf(evidence, ": %s -> %s", a->from.version, a->to.version);
	return a->from.revision >= 0 && a->to.revision > a->from.revision && a->direction == GOES_DOWN;
}

/* The catalogue has a note about one of the two revisions. */
bool hazard_charm_note(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	if (*s->from.note)
		str_addf(evidence, "rev%lld: %s", (long long)s->from.revision, s->from.note);
	if (*s->to.note)
		str_addf(evidence, "%srev%lld: %s", evidence->len ? "; " : "", (long long)s->to.revision, s->to.note);
	return evidence->len > 0;
}

bool hazard_crosses_revision(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	add_revisions(a, evidence);
	return crosses_revision(a, r->revision);
}

/* Where a revision is not known, the product's release stands for it: the newer charm carries this release and
 * later ones. */
bool hazard_peer_key(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	int64_t from = a->from.revision, to = a->to.revision;

	if (from >= 0 && to >= 0)
		add_revisions(a, evidence);
	else
		str_add(evidence, _(r->evidence));
	return crosses_revision(a, r->revision) || (crosses(a, r->release) && from < r->revision && (from >= 0 || to < 0));
}

/* "2.3" covers 2.3.0 and its forks, "1.3.1" only that release. */
static bool is_of_series(const char *version, const char *series)
{
	size_t n = strlen(series);

	return strncmp(version, series, n) == 0 && (!version[n] || version[n] == '.');
}

/* Releases of the target's charm that refuse run-migration while the service does not run, which it does not
 * before run-migration. */
bool hazard_refuses(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	str_add(evidence, _(r->evidence));
	return a->action_required && a->direction != GOES_DOWN && is_of_series(a->to.version, r->release) &&
	       (a->to.revision < 0 || a->to.revision >= r->revision);
}

/* Relations for which the newer charm has no endpoint; refresh refuses while one of them exists. */
bool hazard_drops_ingress(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	static const char *const gone[] = { "public-ingress", "admin-ingress", "internal-ingress" };
	struct version modern;
	bool new_charm = version_parse(r->release, &modern) && version_compare(&s->to.parsed, &modern) >= 0;

	for (size_t i = 0; i < mem_count(gone); i++)
		if (str_has_word(s->endpoints, gone[i]))
			str_addf(evidence, "%s%s", evidence->len ? ", " : "", gone[i]);
	return evidence->len > 0 && (new_charm || crosses_revision(a, r->revision));
}

/* Blue's relations are not known, so only the versions can be compared. */
bool hazard_maybe_drops_ingress(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	str_add(evidence,
	        _("public-ingress, admin-ingress and internal-ingress are gone since charm 2.0.0; blue's relations were not seen"));
	return !s->endpoints && a->direction == GOES_UP && crosses(a, r->release) && (!r->revision || a->from.revision < r->revision);
}

/* A changelog that was not read may say anything, and so may one that does not reach from the first release
 * between to the target. */
bool hazard_changelog_unread(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	const struct document_state *doc = s->library ? &s->library->doc[DOC_CHANGELOG] : NULL;
	struct version newest = { 0 }, oldest = { .part = { INT32_MAX, 0, 0 } };
	char text[VERSION_TEXT];

	if (a->direction != GOES_UP)
		return false;
	if (!library_has(s->library, DOC_CHANGELOG)) {
		/* The gate waits until the document has come or failed; the operator need not mark that as read. */
		if (doc && doc->origin == ORIGIN_WAITING)
			return false;
		str_add(evidence, doc && doc->origin == ORIGIN_WAITING ? _("it is still being fetched")
		                  : doc && doc->why && *doc->why       ? doc->why
		                                                       : _("it was not asked for"));
		return true;
	}
	for (size_t i = 0; i < s->library->changelog.entries; i++) {
		const struct changelog_entry *e = &s->library->changelog.entry[i];

		if (!e->phantom && version_compare(&e->version, &newest) > 0)
			newest = e->version;
		if (!e->phantom && version_compare(&e->version, &oldest) < 0)
			oldest = e->version;
	}
	version_text(version_compare(&newest, &a->to.parsed) < 0 ? &newest : &oldest, text);
	if (version_compare(&newest, &a->to.parsed) < 0) {
		str_addf(evidence, _("it ends with %s"), text);
		return true;
	}
	if (*doc->sha256 && (version_compare(&doc->from, &a->from.parsed) > 0 || version_compare(&doc->to, &a->to.parsed) < 0)) {
		str_add(evidence, _("only its part about another step was kept"));
		return true;
	}
	/* A changelog that was cut off says nothing about the releases before its first one. */
	str_addf(evidence, _("it begins with %s only"), text);
	return a->releases && version_compare(&oldest, &a->release[0].parsed) > 0;
}

/* For newer revisions it is not known which release of the charm they are, so the last releases that broke
 * something are named. */
bool hazard_charm_breaks(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	const struct changelog *c = s->library ? &s->library->charm_changelog : NULL;
	int n = 0;

	if (!library_has(s->library, DOC_CHARM_CHANGELOG) || a->direction == GOES_DOWN)
		return false;
	for (size_t i = 0; i < c->entries && n < ASSESS_CHARM_BREAKS; i++) {
		char text[VERSION_TEXT];

		if (c->entry[i].phantom || !changelog_breaking(c, &c->entry[i], NULL))
			continue;
		version_text(&c->entry[i].version, text);
		str_addf(evidence, "%s%s%s%s%s", n++ ? ", " : "", text, *c->entry[i].date ? " (" : "", c->entry[i].date,
		         *c->entry[i].date ? ")" : "");
	}
	return n > 0;
}

/* The charm's own file names another version of the product than the target. */
bool hazard_image_differs(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	struct version carried;
	char text[VERSION_TEXT];

	if (!library_has(s->library, DOC_CHARM_TO) || !charm_image_version(s->library->image_to, &carried))
		return false;
	version_text(&carried, text);
	str_addf(evidence, _("the charm's file names %s"), s->library->image_to);
	return strcmp(text, a->to.version) != 0;
}
