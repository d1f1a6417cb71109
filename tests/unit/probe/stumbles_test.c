/* Rows that a migration fails on, asked of a real database. */
#include "config.h"

#include "probe/probe.h"

#include "plan/product_stumbles.h"
#include "tests/unit/probe/source_world.h"

static bool look(void)
{
	static const enum probe_id probes[] = { PROBE_SCHEMA_SOURCE, PROBE_STUMBLES, PROBE_NONE };

	return look_with(probes);
}

static void the_products_own_database_holds_nothing_odd(void)
{
	static const char *const gates[] = { "stumbles" };

	if (!ready("", "") || !look())
		return;
	for (size_t i = 0; i < mem_count(gates); i++)
		answers(gates[i], VERDICT_PASS, "");
}

static void rows_that_a_migration_fails_on_are_counted(void)
{
	if (!ready("INSERT INTO identity_recovery_addresses VALUES ('a0000000-0000-0000-0000-000000000000', NULL, 'email', 'Ann@x'), "
	           "('b0000000-0000-0000-0000-000000000000', NULL, 'email', 'ann@x')",
	           "") ||
	    !CHECK(must(loop, db[BLUE],
	                "UPDATE identity_recovery_addresses SET nid = '11111111-0000-0000-0000-000000000000'; CREATE TABLE "
	                "identity_login_codes (id uuid, identity_id uuid); INSERT INTO identity_login_codes VALUES (NULL, "
	                "'c0000000-0000-0000-0000-000000000000')")) ||
	    !look())
		return;
	/* from 1.0.0 to 1.1.0 neither migration is on the way */
	answers("stumbles", VERDICT_PASS, "");
	model_see(&m, FACT_BLUE_APP_VERSION, 0, "v0.10.1", NOW);
	mem_set(&m.settings.target_version, "1.1.0");
	CHECK(look());
	answers("stumbles", VERDICT_FAIL, "1 recovery addresses that differ in case only: a0000000-0000");
	mem_set(&m.settings.target_version, "25.4.0");
	model_see(&m, FACT_BLUE_APP_VERSION, 0, "v1.1.0", NOW);
	CHECK(look());
	answers("stumbles", VERDICT_FAIL, "1 login codes of identities that are gone: c0000000-0000");
	CHECK(must(loop, db[BLUE], "INSERT INTO schema_migration VALUES ('20240221000000')") && look());
	answers("stumbles", VERDICT_PASS, "");
}

/* Every question is SQL that PostgreSQL takes: asked over tables of the names and columns that it reads. */
static void every_question_about_stumbles_can_be_asked(void)
{
	static const char hydra[] =
		"CREATE TABLE hydra_client (id text); CREATE TABLE hydra_jwk (sid text, kid text); CREATE TABLE "
		"hydra_oauth2_authentication_request "
		"(challenge text, verifier text, client_id text, login_session_id text); CREATE TABLE hydra_oauth2_authentication_session "
		"(id text); "
		"CREATE TABLE hydra_oauth2_authentication_request_handled (challenge text, error text); CREATE TABLE "
		"hydra_oauth2_consent_request "
		"(challenge text, login_challenge text); CREATE TABLE hydra_oauth2_consent_request_handled (challenge text, error text); "
		"CREATE TABLE hydra_oauth2_access (client_id text); CREATE TABLE hydra_oauth2_refresh (client_id text); CREATE TABLE "
		"hydra_oauth2_code (client_id text); CREATE TABLE hydra_oauth2_oidc (client_id text); CREATE TABLE hydra_oauth2_pkce "
		"(client_id text); "
		"INSERT INTO hydra_jwk VALUES ('s', 'k'), ('s', 'k'); INSERT INTO hydra_oauth2_authentication_request VALUES ('c', 'v', "
		"'gone', "
		"'gone'), ('d', 'v', 'gone', NULL); INSERT INTO hydra_oauth2_consent_request VALUES ('x', 'c'), ('y', 'c'); INSERT INTO "
		"hydra_oauth2_pkce VALUES ('gone')";
	static const char kratos[] =
		"CREATE TABLE identity_verifiable_addresses (id uuid, nid uuid, via text, value text); INSERT INTO "
		"identity_verifiable_addresses "
		"SELECT gen_random_uuid(), NULL, 'email', v FROM unnest(ARRAY['A', 'a']) v; INSERT INTO identity_recovery_addresses SELECT "
		"* FROM "
		"identity_verifiable_addresses; CREATE TABLE session_token_exchanges (id uuid, nid uuid); INSERT INTO "
		"session_token_exchanges "
		"SELECT gen_random_uuid(), gen_random_uuid(); CREATE TABLE identity_login_codes (id uuid, identity_id uuid); INSERT INTO "
		"identity_login_codes SELECT gen_random_uuid(), gen_random_uuid(); CREATE TABLE identity_credentials (id uuid, nid uuid); "
		"CREATE TABLE "
		"identity_credential_identifiers (id uuid, nid uuid, identity_credential_id uuid); INSERT INTO "
		"identity_credential_identifiers SELECT "
		"gen_random_uuid(), gen_random_uuid(), gen_random_uuid(); CREATE TABLE session_devices (id uuid, nid uuid, session_id "
		"uuid); INSERT "
		"INTO session_devices SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid()";
	const struct stumble *s;

	if (!ready(hydra, "") || !CHECK(must(loop, db[BLUE], kratos)))
		return;
	for (size_t i = 0; (s = stumble_at(i)); i++) {
		model_release(&m);
		model_make(&m);
		mem_set(&m.settings.product, s->product);
		mem_set(&m.settings.target_version, s->release);
		model_see(&m, FACT_BLUE_APP_VERSION, 0, "0.1.0", NOW);
		CHECK(look_at(loop, db[BLUE], &m, PROBE_STUMBLES, NOW));
		if (!CHECK(strstr(m.fact[FACT_SRC_STUMBLES].text, s->id)))
			printf("# %s: %s\n", s->id, m.fact[FACT_SRC_STUMBLES].text);
	}
}

static const struct check_case cases[] = {
	{ "the product's own database holds nothing odd", the_products_own_database_holds_nothing_odd },
	{ "rows that a migration fails on are counted", rows_that_a_migration_fails_on_are_counted },
	{ "every question about stumbles can be asked", every_question_about_stumbles_can_be_asked },
};
CHECK_MAIN(cases)
