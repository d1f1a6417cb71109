/* What is known to go wrong between two versions: one row each, with how it is noticed. Sources: facts/ory.md sections 1 and 4,
 * facts/charms.md sections 1.2, 1.4, 1.6 and 6. */
#include "config.h"

#include "assess/own.h"

#include "assess/library.h"
#include "assess/recorded.h"
#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/charm_file.h"

#define CHARM_TIMEOUT_MS 120000 /* what run-migration takes when it is told nothing (facts/charms.md 1.4) */
#define FORK_MIGRATION "20240202000001000000" /* the device flow of Canonical's Hydra 2.3.0; upstream has it under another version */
#define EXTERNAL_ID_MIGRATION "20250708190000000000"

/* holds writes the evidence. */
struct hazard_row {
	const char *id, *source;
	enum hazard_level level;
	const char *text, *remedy;
	bool (*holds)(const struct assess_spec *, const struct assessment *, struct str *evidence);
};

/* (from, to] holds the version: the step over it is taken. */
static bool crosses(const struct assessment *a, const char *product, const char *version)
{
	struct version v;

	return strcmp(a->product, product) == 0 && version_parse(version, &v) && version_compare(&a->from.parsed, &v) < 0 &&
	       version_compare(&a->to.parsed, &v) >= 0;
}

static bool is_kratos(const struct assessment *a)
{
	return strcmp(a->product, "kratos") == 0;
}

/* ---- By the versions ---- */

static bool is_downgrade(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	str_addf(evidence, _("%s is older than %s"), a->to.version, a->from.version);
	if (a->from.revision >= 0 && a->to.revision >= 0)
		str_addf(evidence, _("; the charm goes from revision %lld to %lld"), (long long)a->from.revision,
		         (long long)a->to.revision);
	return a->direction == GOES_DOWN;
}

static bool is_prerelease(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	str_add(evidence, a->to.version);
	return version_is_prerelease(&s->to.parsed);
}

static bool is_unknown(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	str_add(evidence, a->unknown ? a->unknown : "");
	return a->unknown && a->direction != GOES_DOWN;
}

/* Kratos 26 only; the list of files of a release does not show them. */
static bool has_go(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	int n = 0;

	for (size_t i = 0; i < a->migrations; i++)
		n += strncmp(a->migration[i].name, "go:", 3) == 0 && !a->migration[i].recorded;
	str_addf(evidence, ngettext("%d migration is done by the program itself", "%d migrations are done by the program itself", n), n);
	return n > 0;
}

/* A kill between the statements and their record leaves them done and not recorded. */
static bool has_external_id(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	for (size_t i = 0; i < a->migrations; i++)
		if (strcmp(a->migration[i].version, EXTERNAL_ID_MIGRATION) == 0 && !a->migration[i].recorded) {
			str_addf(evidence, "%s %s", a->migration[i].version, a->migration[i].name);
			return is_kratos(a);
		}
	return false;
}

static bool has_concurrent(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	for (size_t i = 0; i < a->migrations; i++)
		if (a->migration[i].classes & COST_CONCURRENT && !a->migration[i].recorded) {
			str_addf(evidence, "%s %s", a->migration[i].version, a->migration[i].name);
			return true;
		}
	return false;
}

/* The releases whose files of before were changed in place (facts/ory.md section 1); no Kratos file was. */
static bool was_edited(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	if (crosses(a, "hydra", "2.0.3"))
		str_add(evidence, _("2.0.3 changed 3 files of earlier releases. "));
	if (crosses(a, "hydra", "25.4.0"))
		str_add(evidence, _("25.4.0 changed 84, 4 of them in their SQL. "));
	if (crosses(a, "hydra", "26.2.0"))
		str_add(evidence, _("26.2.0 changed 5. "));
	return evidence->len > 0;
}

static bool needs_uuid_ossp(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	str_add(evidence, "uuid-ossp");
	return crosses(a, "hydra", "25.4.0") && !str_has_word(s->extensions, "uuid-ossp");
}

/* ---- By the database ---- */

static bool has_fork_row(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	str_addf(evidence, _("schema_migration has %s, which only Canonical's fork of Hydra 2.2 and 2.3 writes"), FORK_MIGRATION);
	return recorded_has(s->recorded, FORK_MIGRATION) && strcmp(a->product, "hydra") == 0 && !version_is_fork(&s->to.parsed);
}

/* The fork prints the version of the release that it was made from, so that only the database can tell. */
static bool may_be_fork(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	struct version low, high;
	bool within = version_parse("2.2.0", &low) && version_parse("2.3.0", &high) && version_compare(&s->from.parsed, &low) >= 0 &&
	              version_compare(&s->from.parsed, &high) <= 0;

	str_addf(evidence, _("%s; the database was not asked"), a->from.version);
	return strcmp(a->product, "hydra") == 0 && within && !s->recorded;
}

/* Set against the list of from; legacy rows are no news. */
static bool compare_recorded(const struct assess_spec *s, const struct assessment *a, struct catalog_diff *diff, struct catalog_set *set,
                             char **copy, const char ***word, size_t *words)
{
	size_t n = 0;

	if (!s->recorded || !s->catalog || !catalog_until(s->catalog, s->product, s->from.version, set, NULL))
		return false;
	*copy = mem_dup(s->recorded);
	for (char *p = *copy + strspn(*copy, " "); *p;) {
		*word = mem_grow(*word, n, n + 1, sizeof **word);
		(*word)[n++] = p;
		p += strcspn(p, " ");
		if (*p)
			*p++ = '\0';
		p += strspn(p, " ");
	}
	*words = n;
	catalog_compare(set, *word, n, diff);
	return true;
}

/* One PostgreSQL often serves Kratos and Hydra: the likeliest slip is the other one's database. */
static bool is_another(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	struct catalog_diff diff = { 0 };
	struct catalog_set set = { 0 };
	const char **word = NULL;
	char *copy = NULL;
	size_t words = 0;
	bool other = false;

	if (compare_recorded(s, a, &diff, &set, &copy, &word, &words)) {
		other = diff.missing.count * 2 > set.count && diff.extras * 2 > words;
		str_addf(evidence, _("%zu of its %zu recorded migrations are not of %s"), diff.extras, words, a->product);
	}
	catalog_diff_release(&diff);
	catalog_set_release(&set);
	free(word);
	free(copy);
	return other;
}

/* What the fork has of its own, and what it lacks, is no news about a fork; a database of another product is told as that. */
static bool says_more(const struct assess_spec *s, const struct assessment *a)
{
	struct str ignored;
	bool other;

	str_init(&ignored, STR_LINE);
	other = is_another(s, a, &ignored);
	str_release(&ignored);
	return !other && !(strcmp(a->product, "hydra") == 0 && recorded_has(s->recorded, FORK_MIGRATION));
}

/* which 0: missing, 1: extra. At most three are named. */
static bool recorded_differs(const struct assess_spec *s, const struct assessment *a, int which, struct str *evidence)
{
	struct catalog_diff diff = { 0 };
	struct catalog_set set = { 0 };
	const char **word = NULL;
	char *copy = NULL;
	size_t words = 0, n = 0;

	if (compare_recorded(s, a, &diff, &set, &copy, &word, &words)) {
		n = which ? diff.extras : diff.missing.count;
		str_addf(evidence, "%zu:", n);
		for (size_t i = 0; i < n && i < 3; i++)
			str_addf(evidence, " %s", which ? diff.extra[i] : diff.missing.item[i]->version);
		if (n > 3)
			str_add(evidence, " …");
	}
	catalog_diff_release(&diff);
	catalog_set_release(&set);
	free(word);
	free(copy);
	return n > 0;
}

static bool lacks_recorded(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	return says_more(s, a) && recorded_differs(s, a, 0, evidence);
}

static bool has_foreign(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	return says_more(s, a) && recorded_differs(s, a, 1, evidence);
}

static bool lacks_extension(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	for (size_t i = 0; s->extensions && i < a->extensions; i++)
		if (!str_has_word(s->extensions, a->extension[i]))
			str_addf(evidence, "%s%s", evidence->len ? ", " : "", a->extension[i]);
	return evidence->len > 0;
}

static bool outlasts_default(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	char ms[CLOCK_TEXT];

	clock_span(a->estimate.migrate_ms, ms);
	str_addf(evidence, _("about %s on these tables, and the action gives up after 120 s unless it is told otherwise"), ms);
	/* Half of it is near enough: the measured times are of an idle server. */
	return a->estimate.migrate_ms > CHARM_TIMEOUT_MS / 2;
}

/* ---- By the changelog and the fetched lists ---- */

static bool demands_unknown(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	for (size_t i = 0; i < a->releases; i++)
		if (a->release[i].flags & RELEASE_DEMANDS && !a->release[i].migrations)
			str_addf(evidence, "%s%s", evidence->len ? ", " : "", a->release[i].version);
	return evidence->len > 0;
}

/* The shipped list and the fetched one must be the same for a release that both have. */
static bool lists_differ(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	const struct tree_migrations *t = s->library ? &s->library->tree_to : NULL;
	struct catalog_set set = { 0 };
	size_t at = 0, news = 0, gone = 0;

	if (!library_has(s->library, DOC_TREE_TO) || !s->catalog || !catalog_until(s->catalog, s->product, s->to.version, &set, NULL))
		return false;
	for (size_t i = 0; i < set.count; i++) {
		/* Not in that folder: what the program does itself, and what it takes from another module. */
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

/* True when both revisions are known and the step goes over that one. */
static bool crosses_revision(const struct assessment *a, const char *product, int64_t revision)
{
	return strcmp(a->product, product) == 0 && a->from.revision >= 0 && a->from.revision < revision && a->to.revision >= revision;
}

static void add_revisions(const struct assessment *a, struct str *evidence)
{
	str_addf(evidence, _("charm revision %lld to %lld"), (long long)a->from.revision, (long long)a->to.revision);
}

static bool falls_back(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	add_revisions(a, evidence);
	str_addf(evidence, ": %s -> %s", a->from.version, a->to.version);
	return a->from.revision >= 0 && a->to.revision > a->from.revision && a->direction == GOES_DOWN;
}

/* The row's own remark, as the catalogue has it. */
static bool is_odd(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	if (*s->from.note)
		str_addf(evidence, "rev%lld: %s", (long long)s->from.revision, s->from.note);
	if (*s->to.note)
		str_addf(evidence, "%srev%lld: %s", evidence->len ? "; " : "", (long long)s->to.revision, s->to.note);
	return evidence->len > 0;
}

static bool renames_key_json(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	add_revisions(a, evidence);
	return crosses_revision(a, "kratos", 378);
}

/* Revisions up to 548 are tagged; the next one that is known is 565, with the charm's release 2 or the last of 1. */
static bool renames_peer_key(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	if (a->from.revision >= 0 && a->to.revision >= 0)
		add_revisions(a, evidence);
	else
		str_addf(evidence, _("%s is carried by charm 2.1.1 and newer"), "25.4.0");
	return crosses_revision(a, "kratos", 549) ||
	       (crosses(a, "kratos", "25.4.0") && a->from.revision < 549 && (a->from.revision >= 0 || a->to.revision < 0));
}

static bool refuses_migration(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	if (!a->action_required || a->direction == GOES_DOWN)
		return false;
	if (is_kratos(a)) {
		str_add(evidence, _("Kratos charm 2.0.0 and 2.0.1 (track 0.5), which carry 1.3.1"));
		return strcmp(a->to.version, "1.3.1") == 0 && (a->to.revision < 0 || a->to.revision >= 549);
	}
	str_add(evidence, _("Hydra charm from revision 302 to 1.2.0 (tracks 0.3 and 0.4), which carry 2.3.0"));
	return strcmp(a->product, "hydra") == 0 && a->to.parsed.part[0] == 2 && a->to.parsed.part[1] == 3 &&
	       (a->to.revision < 0 || a->to.revision >= 302);
}

/* Relations that the newer charm has no endpoint for; refresh refuses while one of them stands. */
static bool drops_ingress(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	static const char *const gone[] = { "public-ingress", "admin-ingress", "internal-ingress" };
	struct version modern;
	bool new_charm = version_parse("25.4.0", &modern) && version_compare(&s->to.parsed, &modern) >= 0;

	for (size_t i = 0; i < mem_count(gone); i++)
		if (str_has_word(s->endpoints, gone[i]))
			str_addf(evidence, "%s%s", evidence->len ? ", " : "", gone[i]);
	return evidence->len > 0 && (new_charm || crosses_revision(a, "kratos", 549));
}

/* Without blue's relations only the versions speak. */
static bool may_drop_ingress(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	str_add(evidence,
	        _("public-ingress, admin-ingress and internal-ingress are gone since charm 2.0.0; blue's relations were not seen"));
	return !s->endpoints && a->direction == GOES_UP && (crosses(a, "kratos", "25.4.0") || crosses(a, "hydra", "25.4.0")) &&
	       (a->from.revision < 549 || !is_kratos(a));
}

/* What was not read may say anything; and a changelog that ends before the target has not been read either. */
static bool lacks_changelog(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	const struct document_state *doc = s->library ? &s->library->doc[DOC_CHANGELOG] : NULL;
	struct version newest = { 0 }, oldest = { .part = { INT32_MAX, 0, 0 } };
	char text[VERSION_TEXT];

	if (a->direction != GOES_UP)
		return false;
	if (!library_has(s->library, DOC_CHANGELOG)) {
		/* Until it has come or failed the gate waits; nothing has to be marked for that. */
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
	/* Cut off, it would be silent about what it does not reach. */
	str_addf(evidence, _("it begins with %s only"), text);
	return a->releases && version_compare(&oldest, &a->release[0].parsed) > 0;
}

/* Which release of the charm a revision is, is not known for the newer ones: the last ones that broke something are named. */
static bool charm_breaks(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	const struct changelog *c = s->library ? &s->library->charm_changelog : NULL;
	int n = 0;

	if (!library_has(s->library, DOC_CHARM_CHANGELOG) || a->direction == GOES_DOWN)
		return false;
	for (size_t i = 0; i < c->entries && n < 5; i++) {
		char text[VERSION_TEXT];

		if (c->entry[i].phantom || !changelog_breaking(c, &c->entry[i], NULL))
			continue;
		version_text(&c->entry[i].version, text);
		str_addf(evidence, "%s%s%s%s%s", n++ ? ", " : "", text, *c->entry[i].date ? " (" : "", c->entry[i].date,
		         *c->entry[i].date ? ")" : "");
	}
	return n > 0;
}

static bool image_differs(const struct assess_spec *s, const struct assessment *a, struct str *evidence)
{
	struct version carried;
	char text[VERSION_TEXT];

	if (!library_has(s->library, DOC_CHARM_TO) || !charm_image_version(s->library->image_to, &carried))
		return false;
	version_text(&carried, text);
	str_addf(evidence, _("the charm's file names %s"), s->library->image_to);
	return strcmp(text, a->to.version) != 0;
}

#define SEE_DATABASE N_("Compare the schema_migration of both sides after the deployment of green: the databases decide.")

/* The worst first. */
static const struct hazard_row rows[] = {
	{ "downgrade", "catalogue", HAZARD_BLOCK, N_("The target is older than what runs now. A newer schema cannot be brought back."),
	  N_("Choose a target that is not older."), is_downgrade },
	{ "hidden-downgrade", "charm", HAZARD_BLOCK, N_("The higher revision of the charm carries an older version of the product."),
	  N_("Choose a revision by the version that it carries, not by its number."), falls_back },
	{ "hydra-fork", "database", HAZARD_BLOCK,
	  N_("The source was made by Canonical's fork of Hydra. Upstream releases do not recognise one of its migrations and may end at "
	     "once."),
	  N_("Clean green after run-migration and before it serves, by the charm's script cleanup_canonical_hydra.sql: it drops "
	     "hydra_oauth2_device_code, hydra_oauth2_user_code and the column device_user_code_accepted_at of hydra_oauth2_flow, and takes "
	     "the "
	     "migration's row out of schema_migration."),
	  has_fork_row },
	{ "drops-ingress", "charm", HAZARD_BLOCK, N_("The newer charm has no such endpoints: juju refresh refuses while they are related."),
	  N_("Integrate green with public-route and internal-route instead, and leave the old endpoints of blue alone."), drops_ingress },
	{ "wrong-database", "database", HAZARD_BLOCK, N_("The source is not a database of this product, by what it recorded."),
	  N_("Look at the name of the database: one PostgreSQL may serve Kratos and Hydra."), is_another },
	{ "image-differs", "charm", HAZARD_BLOCK, N_("The target's charm carries another version of the product than the target says."),
	  N_("Choose the version that the charm carries, or pin the resource oci-image."), image_differs },
	{ "run-migration-refuses", "charm", HAZARD_WARN,
	  N_("Some releases of the target's charm refuse run-migration while the service does not run, and the service does not run before "
	     "it."),
	  N_("Choose Kratos charm 2.1.0 or Hydra charm 2.0.0 or newer. Else the way out is to take the relation pg-database away and to "
	     "make it "
	     "again."),
	  refuses_migration },
	{ "maybe-drops-ingress", "charm", HAZARD_WARN,
	  N_("The newer charm has no endpoints for the old ingress: juju refresh refuses while they are related."),
	  N_("Look at juju status --relations; integrate green with public-route and internal-route."), may_drop_ingress },
	{ "changelog-unread", "changelog", HAZARD_WARN, N_("The changelog has not been read up to the target: what breaks is not known."),
	  N_("Look again when the network is there, give a file or a mirror, or read it on the project's pages."), lacks_changelog },
	{ "unknown-target", "catalogue", HAZARD_WARN, N_("Which migrations come is not known: assume that they are needed."), SEE_DATABASE,
	  is_unknown },
	{ "maybe-fork", "catalogue", HAZARD_WARN,
	  N_("Canonical's charms carried a fork of Hydra under this version, with a migration that upstream does not know."),
	  N_("Give the source database: only its schema_migration tells."), may_be_fork },
	{ "not-recorded", "database", HAZARD_WARN,
	  N_("The source lacks migrations that its version should have. They are counted as needed."),
	  N_("Find out whether the last run-migration ended before its time. Blue must be whole before it is copied."), lacks_recorded },
	{ "foreign-migrations", "database", HAZARD_WARN, N_("The source recorded migrations that its version does not have."),
	  N_("It was made by a fork, by a newer release, or by hand. Rehearse on a copy; the target may refuse to start."), has_foreign },
	{ "lists-differ", "migrations", HAZARD_WARN,
	  N_("The list of migrations that was fetched is not the one that Teal was shipped with."),
	  N_("A tag was moved, or a mirror is not complete. Look at both before the night."), lists_differ },
	{ "demands-without-list", "changelog", HAZARD_WARN, N_("The changelog demands migrations, and no list has any for this release."),
	  SEE_DATABASE, demands_unknown },
	{ "needs-extension", "catalogue", HAZARD_WARN, N_("The migrations create extensions that the source does not have."),
	  N_("Enable them for green's PostgreSQL (plugin_…_enable) before the migration."), lacks_extension },
	{ "needs-uuid-ossp", "catalogue", HAZARD_WARN,
	  N_("A green that is deployed fresh needs an extension that an upgraded database does not have."),
	  N_("Set plugin_uuid_ossp_enable=true on green's PostgreSQL."), needs_uuid_ossp },
	{ "outlasts-default", "catalogue", HAZARD_WARN, N_("The migrations may take longer than the charm's own limit."),
	  N_("Give run-migration the timeout that stands here. Running it again after a timeout is safe."), outlasts_default },
	{ "peer-key", "charm", HAZARD_WARN,
	  N_("The charm renames the key by which it remembers the migration: it asks for run-migration even where the product stays the "
	     "same."),
	  N_("Run the migration in any case; with nothing to do it ends at once."), renames_peer_key },
	{ "peer-key-json", "charm", HAZARD_WARN,
	  N_("Revisions up to 377 wrote the migrated version in a form that 378 and later cannot read: a refresh in place ends in an "
	     "error."),
	  N_("Deploy green at the target's side of 378, and do not refresh blue over it."), renames_key_json },
	{ "edited-migrations", "catalogue", HAZARD_WARN,
	  N_("Published migrations were changed afterwards: an upgraded and a fresh database of the same version have another order of "
	     "columns."),
	  N_("Compare by column name, as Teal does; do not compare whole rows as text."), was_edited },
	{ "prerelease", "catalogue", HAZARD_WARN, N_("The target is a pre-release."), N_("Choose a release for anything but a rehearsal."),
	  is_prerelease },
	{ "charm-note", "charm", HAZARD_WARN, N_("The charm's revision is an odd one."),
	  N_("Read what is odd about it, and choose with that in mind."), is_odd },
	{ "charm-breaking", "charm", HAZARD_NOTE, N_("Releases of the charm that broke something, the newest first."),
	  N_("Read them in the charm's CHANGELOG.md as far as they lie between blue's charm and the target's."), charm_breaks },
	{ "not-atomic", "catalogue", HAZARD_NOTE,
	  N_("One migration runs without a transaction, and cannot be run again when it was ended between its work and its record."),
	  N_("Let run-migration end by itself: give it time enough, and do not kill the pod."), has_external_id },
	{ "concurrent-index", "catalogue", HAZARD_NOTE,
	  N_("An index that is built concurrently stays behind as invalid when it is ended, and is then passed over."),
	  N_("Look for invalid indexes afterwards; verify-migrated does."), has_concurrent },
	{ "go-migrations", "catalogue", HAZARD_NOTE, N_("Some migrations are not files of SQL: a count of files does not show them."),
	  N_("Nothing is to be done; the expected set has them."), has_go },
};

const char *assess_hazard_at(size_t i)
{
	return i < mem_count(rows) ? rows[i].id : NULL;
}

/* Every row is asked; what holds is kept in the order of the table, the blocking ones first. */
void assess_hazards(const struct assess_spec *s, struct assessment *a)
{
	a->hazard = mem_zalloc(mem_count(rows), sizeof *a->hazard);
	for (int level = HAZARD_BLOCK; level >= HAZARD_NOTE; level--)
		for (size_t i = 0; i < mem_count(rows); i++) {
			struct str evidence;

			if ((int)rows[i].level != level)
				continue;
			str_init(&evidence, STR_LINE);
			if (rows[i].holds(s, a, &evidence))
				a->hazard[a->hazards++] = (struct assess_hazard){
					.id = rows[i].id,
					.level = rows[i].level,
					.text = mem_dup(_(rows[i].text)),
					.evidence = mem_dup(str_text(&evidence)),
					.remedy = mem_dup(_(rows[i].remedy)),
					.witness = rows[i].source,
				};
			str_release(&evidence);
		}
}
