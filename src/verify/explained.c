/* The table of differences that migrations explain, and the search in it. A row says only what a migration does
 * to columns and rows of blue: what is new on green is never compared (verify/verify.c). */
#include "config.h"

#include "verify/explained.h"

#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"

/* The operator reads these sentences in the place of "different". Migrations that do the same share a sentence. */
#define ADDED_TYPE N_("The migration adds a credential type.")
#define LOWERED N_("The migration writes addresses in lower case.")
#define UNPADDED N_("The migration makes the column varchar, which drops the blanks that char(36) pads with.")
#define FILLED N_("The migration fills the identity of each row from the row it belongs to.")
#define TO_JSON N_("The migration turns the column from a list in text into JSON.")
#define NEW_KEY N_("The migration replaces the key column; the old one is kept as pk_deprecated.")
#define MERGED N_("The migration merges the table into hydra_oauth2_flow and drops it.")

/* digits: the version as schema_migration holds it. */
#define KRATOS(digits, title, where) .product = "kratos", .version = digits, .name = title, .table = where
#define HYDRA(digits, title, where) .product = "hydra", .version = digits, .name = title, .table = where

/* A rewriting whose result the row does not show: such a column is left out on both sides, and the others are
 * compared. */
#define CLIENT_LIST(list) \
	{ \
		HYDRA("20220513000001000004", "string_slice_json", "hydra_client"), .column = list, .why = TO_JSON, \
	}

static const struct explained rows[] = {
	/* 0.11.0 */
	{
		KRATOS("20220610155809000000", "identity_address_casing", "identity_recovery_addresses"),
		.column = "value",
		.becomes = "lower(t.value)",
		.why = LOWERED,
	},
	{
		KRATOS("20220610155809000000", "identity_address_casing", "identity_verifiable_addresses"),
		.column = "value",
		.becomes = "lower(t.value)",
		.why = LOWERED,
	},
	{
		KRATOS("20220824165300000001", "populate_flow_type_in_recovery_tokens", "identity_recovery_tokens"),
		.column = "token_type",
		.becomes = "CASE WHEN t.selfservice_recovery_flow_id IS NULL THEN 1 ELSE 2 END",
		.why = N_("The migration derives the token type from whether the token has a flow."),
	},
	{
		KRATOS("20220825134336000000", "delete_verification_token_without_flow_id", "identity_verification_tokens"),
		.removes = "t.selfservice_verification_flow_id IS NULL",
		.why = N_("The migration deletes verification tokens that belong to no flow."),
	},
	/* 1.1.0, 1.2.0, 25.4.0 and what follows 26.2.0: each only where the name is not there yet */
	{
		KRATOS("20230712173852000000", "credential_types_code", "identity_credential_types"),
		.rows_added = 1,
		.why = ADDED_TYPE,
	},
	{
		KRATOS("20231108111100000000", "credential_types_passkey", "identity_credential_types"),
		.rows_added = 1,
		.why = ADDED_TYPE,
	},
	{
		KRATOS("20241203105600000000", "saml_credential_type", "identity_credential_types"),
		.rows_added = 1,
		.why = ADDED_TYPE,
	},
	{
		KRATOS("20260127000000000001", "add_deviceauthn_keys", "identity_credential_types"),
		.rows_added = 1,
		.why = ADDED_TYPE,
	},
	/* 25.4.0 */
	{
		KRATOS("20250505150900000000", "code_address_type", "identity_login_codes"),
		.column = "address_type",
		.becomes = "rtrim(t.address_type)",
		.why = UNPADDED,
	},
	{
		KRATOS("20250505150900000000", "code_address_type", "identity_registration_codes"),
		.column = "address_type",
		.becomes = "rtrim(t.address_type)",
		.why = UNPADDED,
	},
	/* 26.2.0, written in Go: matters only for a source that has the column already */
	{
		KRATOS("20251105000000000001", "identity_id_not_null_fks", "identity_credential_identifiers"),
		.column = "identity_id",
		.why = FILLED,
	},
	{
		KRATOS("20251105000000000002", "identity_id_not_null_fks", "session_devices"),
		.column = "identity_id",
		.why = FILLED,
	},
	/* Hydra 2.0.0 */
	{
		HYDRA("20211004110001000000", "change_client_primary_key", "hydra_client"),
		.column = "pk",
		.why = NEW_KEY,
	},
	{
		HYDRA("20211011000001000000", "change_jwk_primary_key", "hydra_jwk"),
		.column = "pk",
		.why = NEW_KEY,
	},
	{
		HYDRA("20211019000001000003", "merge_authentication_request_tables", "hydra_oauth2_consent_request_handled"),
		.drops = true,
		.why = MERGED,
	},
	{
		HYDRA("20211019000001000004", "merge_authentication_request_tables", "hydra_oauth2_consent_request"),
		.drops = true,
		.why = MERGED,
	},
	{
		HYDRA("20211019000001000005", "merge_authentication_request_tables", "hydra_oauth2_authentication_request_handled"),
		.drops = true,
		.why = MERGED,
	},
	{
		HYDRA("20211019000001000006", "merge_authentication_request_tables", "hydra_oauth2_authentication_request"),
		.drops = true,
		.why = MERGED,
	},
	CLIENT_LIST("redirect_uris"),
	CLIENT_LIST("grant_types"),
	CLIENT_LIST("response_types"),
	CLIENT_LIST("audience"),
	CLIENT_LIST("allowed_cors_origins"),
	CLIENT_LIST("contacts"),
	CLIENT_LIST("request_uris"),
	CLIENT_LIST("post_logout_redirect_uris"),
};

/* A migration of several files counts by the file that does the work: its version must be among the applied
 * ones. */
const struct explained *explained_find(const char *product, const char *applied, const char *table, size_t i)
{
	if (!product || !applied || !table)
		return NULL;
	for (size_t r = 0; r < mem_count(rows); r++)
		if (strcmp(rows[r].product, product) == 0 && strcmp(rows[r].table, table) == 0 && str_has_word(applied, rows[r].version) &&
		    i-- == 0)
			return &rows[r];
	return NULL;
}
