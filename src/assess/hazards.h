/* Hazards as rows, and what is asked of each: hazards.c is the table, hazard_tests.c the questions. */
#ifndef TEAL_ASSESS_HAZARDS_H
#define TEAL_ASSESS_HAZARDS_H

#include "assess/assess.h"

struct hazard_row;
struct str;

/* A release of the product, and what it brought; untranslated. */
struct hazard_step {
	const char *release, *text;
};

/* Writes the evidence, also where it does not hold. */
#define HAZARD_TEST(name) \
	bool name(const struct hazard_row *r, const struct assess_spec *s, const struct assessment *a, struct str *evidence)

struct hazard_row {
	const char *id; /* of one row for each product where they differ */
	const char *product; /* whose it is; NULL: of each */
	const char *witness;
	enum hazard_level level;
	const char *text, *remedy;
	HAZARD_TEST((*holds));
	/* what holds goes by; 0 and NULL where it does not count */
	const char *release; /* of the product: the step over it counts, or that it is the target, or the first two numbers of it */
	const char *since, *until; /* releases of the product, both of them belong to it */
	const char *migration; /* as schema_migration has it */
	const char *evidence;
	const struct hazard_step *step; /* closed by one without a release */
	int64_t revision; /* the charm's */
};

/* What a fork of the product records and upstream does not; NULL: there is no fork. */
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
