/* The table of what migrations fail on. */
#include "config.h"

#include "plan/product_stumbles.h"

#include "assess/recorded.h"
#include "base/intl.h"
#include "base/mem.h"
#include "codec/version.h"
#include "plan/gates.h"
#include "plan/model.h"

/* Rows of a whose b is missing: foreign keys do not bite in the apply of a replication, so that a database that was once filled by
 * one may hold them. */
#define ORPHANS_SQL(table, column, other, key) \
	"SELECT count(*) AS n, min(a." column "::text) AS example FROM " table " a WHERE a." column \
	" IS NOT NULL AND NOT EXISTS (SELECT FROM " other " b WHERE b." key " = a." column ")"
#define TOKENS_SQL(table) "SELECT client_id FROM " table " a WHERE NOT EXISTS (SELECT FROM hydra_client b WHERE b.id = a.client_id)"
#define ALL_TOKENS_SQL \
	TOKENS_SQL("hydra_oauth2_access") \
	" UNION ALL " TOKENS_SQL("hydra_oauth2_refresh") " UNION ALL " TOKENS_SQL("hydra_oauth2_code") " UNION ALL " TOKENS_SQL( \
		"hydra_oauth2_oidc") " UNION ALL " TOKENS_SQL("hydra_oauth2_pkce")
/* Rows that are not in the network of the row that they belong to. */
#define OTHER_NETWORK_SQL(table, column, other) \
	"SELECT count(*) AS n, min(a.id::text) AS example FROM " table " a WHERE NOT EXISTS (SELECT FROM " other \
	" b WHERE b.id = a." column " AND b.nid = a.nid)"
/* Groups of rows that a key over these columns would not take; id names one of them. */
#define TWICE_SQL(table, id, columns) \
	"SELECT count(*) AS n, min(x.id) AS example FROM (SELECT min(" id "::text) AS id FROM " table " GROUP BY " columns \
	" HAVING count(*) > 1) x"

/* Kratos 0.10 to 26.2 and Hydra 1.11 to 26.2, in the order of the releases. */
static const struct stumble stumbles[] = {
	{
		/* UPDATE … SET value = LOWER(value) under a unique index over (nid, via, value) */
		.id = "recovery-case",
		.product = "kratos",
		.release = "0.11.0",
		.migration = "20220610155809000000",
		.what = N_("recovery addresses that differ in case only"),
		.remedy = N_("delete all but one of each pair"),
		.tables = "identity_recovery_addresses",
		.sql = TWICE_SQL("identity_recovery_addresses", "id", "nid, via, lower(value)"),
	},
	{
		.id = "verifiable-case",
		.product = "kratos",
		.release = "0.11.0",
		.migration = "20220610155809000000",
		.what = N_("verifiable addresses that differ in case only"),
		.remedy = N_("delete all but one of each pair"),
		.tables = "identity_verifiable_addresses",
		.sql = TWICE_SQL("identity_verifiable_addresses", "id", "nid, via, lower(value)"),
	},
	{
		/* the first foreign key of the table: nothing has kept it clean before */
		.id = "login-codes",
		.product = "kratos",
		.release = "1.2.0",
		.migration = "20240221000000000000",
		.what = N_("login codes of identities that are gone"),
		.remedy = N_("delete those codes"),
		.tables = "identity_login_codes identities",
		.sql = ORPHANS_SQL("identity_login_codes", "identity_id", "identities", "id"),
	},
	{
		/* the same for the networks */
		.id = "token-exchanges",
		.product = "kratos",
		.release = "25.4.0",
		.migration = "20241031094100000002",
		.what = N_("session token exchanges of a network that is not there"),
		.remedy = N_("delete those exchanges"),
		.tables = "session_token_exchanges networks",
		.sql = ORPHANS_SQL("session_token_exchanges", "nid", "networks", "id"),
	},
	{
		/* The fill joins over the network as well: a row of another network than its parent's stays empty, and then
		 * SET NOT NULL fails. */
		.id = "identifiers-network",
		.product = "kratos",
		.release = "26.2.0",
		.migration = "20251105000000000003",
		.what = N_("identifiers without a credential in their network"),
		.remedy = N_("give them their credential's nid, or delete them"),
		.tables = "identity_credential_identifiers identity_credentials",
		.sql = OTHER_NETWORK_SQL("identity_credential_identifiers", "identity_credential_id", "identity_credentials"),
	},
	{
		.id = "devices-network",
		.product = "kratos",
		.release = "26.2.0",
		.migration = "20251105000000000003",
		.what = N_("session devices without a session in their network"),
		.remedy = N_("give them their session's nid, or delete them"),
		.tables = "session_devices sessions",
		.sql = OTHER_NETWORK_SQL("session_devices", "session_id", "sessions"),
	},
	{
		/* The four tables of requests become one row a login: two consents of one login are two rows with one key. */
		.id = "consents-twice",
		.product = "hydra",
		.release = "2.0.0",
		.migration = "20211019000001000002",
		.what = N_("logins with more than one consent request"),
		.remedy = N_("delete all but one of each"),
		.tables = "hydra_oauth2_consent_request hydra_oauth2_authentication_request",
		.sql = TWICE_SQL(
			"hydra_oauth2_consent_request c JOIN hydra_oauth2_authentication_request a ON a.challenge = c.login_challenge",
			"c.login_challenge", "c.login_challenge"),
	},
	{
		.id = "verifiers-twice",
		.product = "hydra",
		.release = "2.0.0",
		.migration = "20211019000001000002",
		.what = N_("login requests with one verifier"),
		.remedy = N_("delete all but one of each"),
		.tables = "hydra_oauth2_authentication_request",
		.sql = TWICE_SQL("hydra_oauth2_authentication_request", "challenge", "verifier"),
	},
	{
		/* CHECK of the merged table: with a consent the login must have been handled, unless one of both ended in an error. */
		.id = "consents-unhandled",
		.product = "hydra",
		.release = "2.0.0",
		.migration = "20211019000001000001",
		.what = N_("consent requests whose login was never handled"),
		.remedy = N_("delete those requests"),
		.tables = "hydra_oauth2_consent_request hydra_oauth2_authentication_request "
			  "hydra_oauth2_authentication_request_handled "
			  "hydra_oauth2_consent_request_handled",
		.sql = "SELECT count(*) AS n, min(c.challenge) AS example FROM hydra_oauth2_consent_request c "
		       "JOIN hydra_oauth2_authentication_request a ON a.challenge = c.login_challenge "
		       "WHERE NOT EXISTS (SELECT FROM hydra_oauth2_authentication_request_handled h WHERE "
		       "h.challenge = a.challenge) "
		       "AND NOT EXISTS (SELECT FROM hydra_oauth2_consent_request_handled h WHERE h.challenge = "
		       "c.challenge AND h.error IS NOT "
		       "NULL)",
	},
	{
		.id = "requests-client",
		.product = "hydra",
		.release = "2.0.0",
		.migration = "20211019000001000002",
		.what = N_("login requests of clients that are gone"),
		.remedy = N_("delete those requests"),
		.tables = "hydra_oauth2_authentication_request hydra_client",
		.sql = ORPHANS_SQL("hydra_oauth2_authentication_request", "client_id", "hydra_client", "id"),
	},
	{
		.id = "requests-session",
		.product = "hydra",
		.release = "2.0.0",
		.migration = "20211019000001000002",
		.what = N_("login requests of login sessions that are gone"),
		.remedy = N_("set their login_session_id to NULL"),
		.tables = "hydra_oauth2_authentication_request hydra_oauth2_authentication_session",
		.sql = ORPHANS_SQL("hydra_oauth2_authentication_request", "login_session_id", "hydra_oauth2_authentication_session", "id"),
	},
	{
		/* each gets its foreign key anew, over the client's id and network */
		.id = "tokens-client",
		.product = "hydra",
		.release = "2.0.0",
		.migration = "20220210000001000008",
		.what = N_("tokens of clients that are gone"),
		.remedy = N_("delete those tokens"),
		.tables = "hydra_client hydra_oauth2_access hydra_oauth2_refresh hydra_oauth2_code "
			  "hydra_oauth2_oidc hydra_oauth2_pkce",
		.sql = "SELECT count(*) AS n, min(x.client_id) AS example FROM (" ALL_TOKENS_SQL ") x",
	},
	{
		.id = "keys-twice",
		.product = "hydra",
		.release = "2.0.0",
		.migration = "20220210000001000069",
		.what = N_("keys of one set with one id"),
		.remedy = N_("delete all but the newest of each"),
		.tables = "hydra_jwk",
		.sql = TWICE_SQL("hydra_jwk", "kid", "sid, kid"),
	},
};

const struct stumble *stumble_at(size_t i)
{
	return i < mem_count(stumbles) ? &stumbles[i] : NULL;
}

const struct stumble *stumble_find(const char *id)
{
	for (size_t i = 0; id && i < mem_count(stumbles); i++)
		if (strcmp(stumbles[i].id, id) == 0)
			return &stumbles[i];
	return NULL;
}

/* Blue's version as juju shows it, or as it was noted. One that cannot be read may lie below every release. A migration that blue
 * has recorded is behind it, whatever the version says: images are not always what they are called (facts/ory.md section 1). */
bool stumble_lies_between(const struct model *m, const struct stumble *s)
{
	const char *noted = model_note(m, "blue.version"), *seen = fact_text(m, FACT_BLUE_APP_VERSION);
	struct version from, to, at;

	if (!m->settings.product || strcmp(s->product, m->settings.product) != 0 || !version_parse(s->release, &at))
		return false;
	if (recorded_has(fact_text(m, FACT_SRC_MIGRATIONS), s->migration))
		return false;
	if (version_parse(m->settings.target_version, &to) && version_compare(&to, &at) < 0)
		return false;
	return !version_parse(noted ? noted : seen, &from) || version_compare(&from, &at) < 0;
}
