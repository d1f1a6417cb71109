/* Hazards as rows of a table: hazards.c has the rows, hazard_tests.c the functions that decide whether a row
 * holds. */
#ifndef TEAL_ASSESS_HAZARDS_H
#define TEAL_ASSESS_HAZARDS_H

#include "assess/assess.h"

struct hazard_row;
struct str;

/* A release of the product, and what it brought; untranslated. */
struct hazard_step {
	const char *release, *text;
};

/* True when the row holds. The evidence is written in both cases. */
#define HAZARD_TEST(name) \
	bool name(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)

/* One hazard: what it says to the operator, and what its test compares with. */
struct hazard_row {
	const char *id; /* products may each have a row with this id */
	const char *product; /* the product that the row is about; NULL: every product */
	const char *witness; /* as in struct assess_hazard */
	enum hazard_level level;
	const char *text, *remedy;
	HAZARD_TEST((*holds));
	/* What the test compares with; 0 and NULL where the test does not need it. */
	const char *release; /* of the product: crossed by the step, or the target, or its first two numbers ("2.3") */
	const char *since, *until; /* a range of releases of the product, both ends included */
	const char *migration; /* a version as schema_migration has it */
	const char *evidence;
	const struct hazard_step *step; /* closed by a row without a release */
	int64_t revision; /* of the charm */
};

/* A migration that a fork of the product records and upstream does not; NULL: no fork is known. */
const char *hazard_fork_migration(const char *product);

HAZARD_TEST(hazard_downgrade);
HAZARD_TEST(hazard_prerelease);
HAZARD_TEST(hazard_unknown_target);
HAZARD_TEST(hazard_go_migrations);
HAZARD_TEST(hazard_has_migration);
HAZARD_TEST(hazard_concurrent_index);
HAZARD_TEST(hazard_edited);
HAZARD_TEST(hazard_needs_uuid_ossp);
HAZARD_TEST(hazard_of_fork);
HAZARD_TEST(hazard_maybe_fork);
HAZARD_TEST(hazard_wrong_database);
HAZARD_TEST(hazard_not_recorded);
HAZARD_TEST(hazard_foreign);
HAZARD_TEST(hazard_needs_extension);
HAZARD_TEST(hazard_outlasts);
HAZARD_TEST(hazard_demands);
HAZARD_TEST(hazard_lists_differ);
HAZARD_TEST(hazard_hidden_downgrade);
HAZARD_TEST(hazard_charm_note);
HAZARD_TEST(hazard_crosses_revision);
HAZARD_TEST(hazard_peer_key);
HAZARD_TEST(hazard_refuses);
HAZARD_TEST(hazard_drops_ingress);
HAZARD_TEST(hazard_maybe_drops_ingress);
HAZARD_TEST(hazard_changelog_unread);
HAZARD_TEST(hazard_charm_breaks);
HAZARD_TEST(hazard_image_differs);

#endif
