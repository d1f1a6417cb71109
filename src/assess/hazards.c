/* What is known to go wrong between two versions: one row each, with how it is noticed. Sources: facts/ory.md sections 1 and 4,
 * facts/charms.md sections 1.2, 1.4, 1.6 and 6. */
#include "config.h"

#include "assess/hazards.h"

#include "assess/own.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"

/* Revisions of the Kratos charm up to 548 are tagged; the next one that is known is 565, with the charm's release 2 or the last of 1. */
#define ROUTES_SINCE 549
#define SEE_DATABASE N_("Compare the schema_migration of both sides after the deployment of green: the databases decide.")

static const struct hazard_step edited[] = {
	{ .release = "2.0.3", .text = N_("2.0.3 changed 3 files of earlier releases. ") },
	{ .release = "25.4.0", .text = N_("25.4.0 changed 84, 4 of them in their SQL. ") },
	{ .release = "26.2.0", .text = N_("26.2.0 changed 5. ") },
	{ .release = NULL },
};

/* The worst first. */
static const struct hazard_row rows[] = {
	{
		.id = "downgrade",
		.witness = "catalogue",
		.level = HAZARD_BLOCK,
		.text = N_("The target is older than what runs now. A newer schema cannot be brought back."),
		.remedy = N_("Choose a target that is not older."),
		.holds = hazard_downgrade,
	},
	{
		.id = "hidden-downgrade",
		.witness = "charm",
		.level = HAZARD_BLOCK,
		.text = N_("The higher revision of the charm carries an older version of the product."),
		.remedy = N_("Choose a revision by the version that it carries, not by its number."),
		.holds = hazard_hidden_downgrade,
	},
	{
		.id = "hydra-fork",
		.product = "hydra",
		.witness = "database",
		.level = HAZARD_BLOCK,
		.text = N_("The source was made by Canonical's fork of Hydra. Upstream releases do not recognise one of its migrations and "
	                   "may end at once."),
		.remedy = N_("Clean green after run-migration and before it serves, by the charm's script cleanup_canonical_hydra.sql: it "
	                     "drops hydra_oauth2_device_code, hydra_oauth2_user_code and the column device_user_code_accepted_at of "
	                     "hydra_oauth2_flow, and takes the migration's row out of schema_migration."),
		.holds = hazard_of_fork,
		.migration = "20240202000001000000", /* the device flow; upstream has it under another version */
		.evidence = N_("schema_migration has 20240202000001000000, which only Canonical's fork of Hydra 2.2 and 2.3 writes"),
	},
	{
		.id = "drops-ingress",
		.product = "kratos",
		.witness = "charm",
		.level = HAZARD_BLOCK,
		.text = N_("The newer charm has no such endpoints: juju refresh refuses while they are related."),
		.remedy = N_("Integrate green with public-route and internal-route instead, and leave the old endpoints of blue alone."),
		.holds = hazard_drops_ingress,
		.release = "25.4.0",
		.revision = ROUTES_SINCE,
	},
	{
		.id = "drops-ingress",
		.product = "hydra",
		.witness = "charm",
		.level = HAZARD_BLOCK,
		.text = N_("The newer charm has no such endpoints: juju refresh refuses while they are related."),
		.remedy = N_("Integrate green with public-route and internal-route instead, and leave the old endpoints of blue alone."),
		.holds = hazard_drops_ingress,
		.release = "25.4.0",
	},
	{
		.id = "wrong-database",
		.witness = "database",
		.level = HAZARD_BLOCK,
		.text = N_("The source is not a database of this product, by what it recorded."),
		.remedy = N_("Look at the name of the database: one PostgreSQL may serve several products."),
		.holds = hazard_wrong_database,
	},
	{
		.id = "image-differs",
		.witness = "charm",
		.level = HAZARD_BLOCK,
		.text = N_("The target's charm carries another version of the product than the target says."),
		.remedy = N_("Choose the version that the charm carries, or pin the resource oci-image."),
		.holds = hazard_image_differs,
	},
	{
		.id = "run-migration-refuses",
		.product = "kratos",
		.witness = "charm",
		.level = HAZARD_WARN,
		.text = N_("Some releases of the target's charm refuse run-migration while the service does not run, and the service does "
	                   "not run before it."),
		.remedy = N_("Choose Kratos charm 2.1.0 or newer. Else the way out is to take the relation pg-database away and to make it "
	                     "again."),
		.holds = hazard_refuses,
		.release = "1.3.1",
		.revision = ROUTES_SINCE,
		.evidence = N_("Kratos charm 2.0.0 and 2.0.1 (track 0.5), which carry 1.3.1"),
	},
	{
		.id = "run-migration-refuses",
		.product = "hydra",
		.witness = "charm",
		.level = HAZARD_WARN,
		.text = N_("Some releases of the target's charm refuse run-migration while the service does not run, and the service does "
	                   "not run before it."),
		.remedy = N_("Choose Hydra charm 2.0.0 or newer. Else the way out is to take the relation pg-database away and to make it "
	                     "again."),
		.holds = hazard_refuses,
		.release = "2.3",
		.revision = 302,
		.evidence = N_("Hydra charm from revision 302 to 1.2.0 (tracks 0.3 and 0.4), which carry 2.3.0"),
	},
	{
		.id = "maybe-drops-ingress",
		.product = "kratos",
		.witness = "charm",
		.level = HAZARD_WARN,
		.text = N_("The newer charm has no endpoints for the old ingress: juju refresh refuses while they are related."),
		.remedy = N_("Look at juju status --relations; integrate green with public-route and internal-route."),
		.holds = hazard_maybe_drops_ingress,
		.release = "25.4.0",
		.revision = ROUTES_SINCE,
	},
	{
		.id = "maybe-drops-ingress",
		.product = "hydra",
		.witness = "charm",
		.level = HAZARD_WARN,
		.text = N_("The newer charm has no endpoints for the old ingress: juju refresh refuses while they are related."),
		.remedy = N_("Look at juju status --relations; integrate green with public-route and internal-route."),
		.holds = hazard_maybe_drops_ingress,
		.release = "25.4.0",
	},
	{
		.id = "changelog-unread",
		.witness = "changelog",
		.level = HAZARD_WARN,
		.text = N_("The changelog has not been read up to the target: what breaks is not known."),
		.remedy = N_("Look again when the network is there, give a file or a mirror, or read it on the project's pages."),
		.holds = hazard_changelog_unread,
	},
	{
		.id = "unknown-target",
		.witness = "catalogue",
		.level = HAZARD_WARN,
		.text = N_("Which migrations come is not known: assume that they are needed."),
		.remedy = SEE_DATABASE,
		.holds = hazard_unknown_target,
	},
	{
		.id = "maybe-fork",
		.product = "hydra",
		.witness = "catalogue",
		.level = HAZARD_WARN,
		.text = N_("Canonical's charms carried a fork of Hydra under this version, with a migration that upstream does not know."),
		.remedy = N_("Give the source database: only its schema_migration tells."),
		.holds = hazard_maybe_fork,
		.since = "2.2.0",
		.until = "2.3.0",
	},
	{
		.id = "not-recorded",
		.witness = "database",
		.level = HAZARD_WARN,
		.text = N_("The source lacks migrations that its version should have. They are counted as needed."),
		.remedy = N_("Find out whether the last run-migration ended before its time. Blue must be whole before it is copied."),
		.holds = hazard_not_recorded,
	},
	{
		.id = "foreign-migrations",
		.witness = "database",
		.level = HAZARD_WARN,
		.text = N_("The source recorded migrations that its version does not have."),
		.remedy = N_("It was made by a fork, by a newer release, or by hand. Rehearse on a copy; the target may refuse to start."),
		.holds = hazard_foreign,
	},
	{
		.id = "lists-differ",
		.witness = "migrations",
		.level = HAZARD_WARN,
		.text = N_("The list of migrations that was fetched is not the one that Teal was shipped with."),
		.remedy = N_("A tag was moved, or a mirror is not complete. Look at both before the night."),
		.holds = hazard_lists_differ,
	},
	{
		.id = "demands-without-list",
		.witness = "changelog",
		.level = HAZARD_WARN,
		.text = N_("The changelog demands migrations, and no list has any for this release."),
		.remedy = SEE_DATABASE,
		.holds = hazard_demands,
	},
	{
		.id = "needs-extension",
		.witness = "catalogue",
		.level = HAZARD_WARN,
		.text = N_("The migrations create extensions that the source does not have."),
		.remedy = N_("Enable them for green's PostgreSQL (plugin_…_enable) before the migration."),
		.holds = hazard_needs_extension,
	},
	{
		.id = "needs-uuid-ossp",
		.product = "hydra",
		.witness = "catalogue",
		.level = HAZARD_WARN,
		.text = N_("A green that is deployed fresh needs an extension that an upgraded database does not have."),
		.remedy = N_("Set plugin_uuid_ossp_enable=true on green's PostgreSQL."),
		.holds = hazard_needs_uuid_ossp,
		.release = "25.4.0",
	},
	{
		.id = "outlasts-default",
		.witness = "catalogue",
		.level = HAZARD_WARN,
		.text = N_("The migrations may take longer than the charm's own limit."),
		.remedy = N_("Give run-migration the timeout that stands here. Running it again after a timeout is safe."),
		.holds = hazard_outlasts,
	},
	{
		.id = "peer-key",
		.product = "kratos",
		.witness = "charm",
		.level = HAZARD_WARN,
		.text = N_("The charm renames the key by which it remembers the migration: it asks for run-migration even where the "
	                   "product stays the same."),
		.remedy = N_("Run the migration in any case; with nothing to do it ends at once."),
		.holds = hazard_peer_key,
		.release = "25.4.0",
		.revision = ROUTES_SINCE,
		.evidence = N_("25.4.0 is carried by charm 2.1.1 and newer"),
	},
	{
		.id = "peer-key-json",
		.product = "kratos",
		.witness = "charm",
		.level = HAZARD_WARN,
		.text = N_("Revisions up to 377 wrote the migrated version in a form that 378 and later cannot read: a refresh in place "
	                   "ends in an error."),
		.remedy = N_("Deploy green at the target's side of 378, and do not refresh blue over it."),
		.holds = hazard_crosses_revision,
		.revision = 378,
	},
	{
		.id = "edited-migrations",
		.product = "hydra",
		.witness = "catalogue",
		.level = HAZARD_WARN,
		.text = N_("Published migrations were changed afterwards: an upgraded and a fresh database of the same version have "
	                   "another order of columns."),
		.remedy = N_("Compare by column name, as Teal does; do not compare whole rows as text."),
		.holds = hazard_edited,
		.step = edited,
	},
	{
		.id = "prerelease",
		.witness = "catalogue",
		.level = HAZARD_WARN,
		.text = N_("The target is a pre-release."),
		.remedy = N_("Choose a release for anything but a rehearsal."),
		.holds = hazard_prerelease,
	},
	{
		.id = "charm-note",
		.witness = "charm",
		.level = HAZARD_WARN,
		.text = N_("The charm's revision is an odd one."),
		.remedy = N_("Read what is odd about it, and choose with that in mind."),
		.holds = hazard_charm_note,
	},
	{
		.id = "charm-breaking",
		.witness = "charm",
		.level = HAZARD_NOTE,
		.text = N_("Releases of the charm that broke something, the newest first."),
		.remedy = N_("Read them in the charm's CHANGELOG.md as far as they lie between blue's charm and the target's."),
		.holds = hazard_charm_breaks,
	},
	{
		.id = "not-atomic",
		.product = "kratos",
		.witness = "catalogue",
		.level = HAZARD_NOTE,
		.text = N_("One migration runs without a transaction, and cannot be run again when it was ended between its work and its "
	                   "record."),
		.remedy = N_("Let run-migration end by itself: give it time enough, and do not kill the pod."),
		.holds = hazard_has_migration,
		.migration = "20250708190000000000",
	},
	{
		.id = "concurrent-index",
		.witness = "catalogue",
		.level = HAZARD_NOTE,
		.text = N_("An index that is built concurrently stays behind as invalid when it is ended, and is then passed over."),
		.remedy = N_("Look for invalid indexes afterwards; verify-migrated does."),
		.holds = hazard_concurrent_index,
	},
	{
		.id = "go-migrations",
		.witness = "catalogue",
		.level = HAZARD_NOTE,
		.text = N_("Some migrations are not files of SQL: a count of files does not show them."),
		.remedy = N_("Nothing is to be done; the expected set has them."),
		.holds = hazard_go_migrations,
	},
};

const char *assess_hazard_at(size_t i)
{
	return i < mem_count(rows) ? rows[i].id : NULL;
}

static bool is_for(const struct hazard_row *r, const char *product)
{
	return !r->product || strcmp(r->product, product) == 0;
}

const char *hazard_fork_migration(const char *product)
{
	for (size_t i = 0; i < mem_count(rows); i++)
		if (rows[i].holds == hazard_of_fork && is_for(&rows[i], product))
			return rows[i].migration;
	return NULL;
}

/* Every row is asked; what holds is kept in the order of the table, the blocking ones first. */
void assess_hazards(const struct assess_spec *s, struct assessment *a)
{
	a->hazard = mem_zalloc(mem_count(rows), sizeof *a->hazard);
	for (int level = HAZARD_BLOCK; level >= HAZARD_NOTE; level--)
		for (size_t i = 0; i < mem_count(rows); i++) {
			struct str evidence;

			if ((int)rows[i].level != level || !is_for(&rows[i], a->product))
				continue;
			str_init(&evidence, STR_LINE);
			if (rows[i].holds(&rows[i], s, a, &evidence))
				a->hazard[a->hazards++] = (struct assess_hazard){
					.id = rows[i].id,
					.level = rows[i].level,
					.text = mem_dup(_(rows[i].text)),
					.evidence = mem_dup(str_text(&evidence)),
					.remedy = mem_dup(_(rows[i].remedy)),
					.witness = rows[i].witness,
				};
			str_release(&evidence);
		}
}
