/* Tables by release: the rows come from the migrations' CREATE TABLE, DROP TABLE and RENAME. */
#include "config.h"

#include "plan/product_tables.h"

#include <stddef.h>
#include <string.h>

#include "base/mem.h"
#include "codec/version.h"

/* since: the first release that has it, NULL: the first one that is covered (Kratos 0.10, Hydra 1.11). until: the first one that
 * has it no more, NULL: it stayed. */
static const struct product_table {
	const char *product, *name, *since, *until;
} tables[] = {
	{ .product = "kratos", .name = "networks" },
	{ .product = "kratos", .name = "identities" },
	{ .product = "kratos", .name = "identity_credential_types" },
	{ .product = "kratos", .name = "identity_credentials" },
	{ .product = "kratos", .name = "identity_credential_identifiers" },
	{ .product = "kratos", .name = "selfservice_login_flows" },
	{ .product = "kratos", .name = "selfservice_registration_flows" },
	{ .product = "kratos", .name = "selfservice_settings_flows" },
	{ .product = "kratos", .name = "selfservice_recovery_flows" },
	{ .product = "kratos", .name = "selfservice_verification_flows" },
	{ .product = "kratos", .name = "selfservice_errors" },
	{ .product = "kratos", .name = "sessions" },
	{ .product = "kratos", .name = "continuity_containers" },
	{ .product = "kratos", .name = "courier_messages" },
	{ .product = "kratos", .name = "identity_verifiable_addresses" },
	{ .product = "kratos", .name = "identity_recovery_addresses" },
	{ .product = "kratos", .name = "identity_recovery_tokens" },
	{ .product = "kratos", .name = "identity_verification_tokens" },
	{ .product = "kratos", .name = "identity_recovery_codes", .since = "0.11.0" },
	{ .product = "kratos", .name = "identity_verification_codes", .since = "0.11.0" },
	{ .product = "kratos", .name = "session_devices", .since = "0.11.0" },
	{ .product = "kratos", .name = "courier_message_dispatches", .since = "0.11.1" },
	{ .product = "kratos", .name = "session_token_exchanges", .since = "1.0.0" },
	{ .product = "kratos", .name = "identity_login_codes", .since = "1.1.0" },
	{ .product = "kratos", .name = "identity_registration_codes", .since = "1.1.0" },
	{ .product = "hydra", .name = "hydra_client" },
	{ .product = "hydra", .name = "hydra_jwk" },
	{ .product = "hydra", .name = "hydra_oauth2_access" },
	{ .product = "hydra", .name = "hydra_oauth2_refresh" },
	{ .product = "hydra", .name = "hydra_oauth2_code" },
	{ .product = "hydra", .name = "hydra_oauth2_oidc" },
	{ .product = "hydra", .name = "hydra_oauth2_pkce" },
	{ .product = "hydra", .name = "hydra_oauth2_authentication_session" },
	{ .product = "hydra", .name = "hydra_oauth2_obfuscated_authentication_session" },
	{ .product = "hydra", .name = "hydra_oauth2_logout_request" },
	{ .product = "hydra", .name = "hydra_oauth2_jti_blacklist" },
	{ .product = "hydra", .name = "hydra_oauth2_trusted_jwt_bearer_issuer" },
	{ .product = "hydra", .name = "hydra_oauth2_authentication_request", .until = "2.0.0" },
	{ .product = "hydra", .name = "hydra_oauth2_authentication_request_handled", .until = "2.0.0" },
	{ .product = "hydra", .name = "hydra_oauth2_consent_request", .until = "2.0.0" },
	{ .product = "hydra", .name = "hydra_oauth2_consent_request_handled", .until = "2.0.0" },
	{ .product = "hydra", .name = "networks", .since = "2.0.0" },
	{ .product = "hydra", .name = "hydra_oauth2_flow", .since = "2.0.0" },
	{ .product = "hydra", .name = "hydra_oauth2_device_auth_codes", .since = "25.4.0" },
};

static bool is_below(const struct version *v, const char *limit)
{
	struct version at;

	return limit && version_parse(limit, &at) && version_compare(v, &at) < 0;
}

/* The fork of Hydra 2.2 and 2.3 has the device flow that upstream got with 25.4. */
bool product_has_table(const char *product, const char *version, const char *table)
{
	struct version v;
	bool any = !version || !version_parse(version, &v) || version_is_fork(&v) || version_is_prerelease(&v);

	for (size_t i = 0; product && i < mem_count(tables); i++) {
		const struct product_table *t = &tables[i];

		if (strcmp(t->product, product) != 0 || strcmp(t->name, table) != 0)
			continue;
		return any || (!is_below(&v, t->since) && (!t->until || is_below(&v, t->until)));
	}
	return false;
}

bool product_table_is_record(const char *table)
{
	return strcmp(table, "schema_migration") == 0 || strcmp(table, "schema_migration_pop_legacy") == 0;
}
