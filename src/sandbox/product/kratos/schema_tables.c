/* The schema of 1.0.0: each table stands at the version that first made it, in its final form, so later versions that only altered it have
 * no SQL here. */
#include "config.h"

#include "sandbox/product/kratos/schema.h"

const struct schema_sql schema_base[] = {
	/* One row, made by the application's first start. Green's own has to go before the copy: of two rows the application
	 * picks one when it starts, and reads nothing of the other (facts/ory.md 3). */
	{ "20150100000001000000",
		"CREATE TABLE networks (id uuid PRIMARY KEY, created_at timestamp NOT NULL, updated_at timestamp NOT NULL);" },
	/* Identities and their credentials. */
	{ "20191100000001000000",
		/* A person: traits by the identity schema named in schema_id, which green has to know as well (facts/ory.md 6). */
		"CREATE TABLE identities ("
		" id uuid PRIMARY KEY,"
		" schema_id varchar(2048) NOT NULL, traits jsonb NOT NULL,"
		" created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NOT NULL DEFAULT"
		" CURRENT_TIMESTAMP,"
		" nid uuid NOT NULL REFERENCES networks ON DELETE CASCADE ON UPDATE RESTRICT,"
		" state varchar(255) NOT NULL DEFAULT 'active', state_changed_at timestamp,"
		" metadata_public jsonb, metadata_admin jsonb);"
		"CREATE INDEX identities_nid_idx ON identities (id, nid);"
		"CREATE INDEX identities_id_nid_idx ON identities (nid, id);"
		/* Filled by migrations with ids that never change, further down: green has these rows before the copy
		 * begins, and must not keep them (facts/ory.md 3). */
		"CREATE TABLE identity_credential_types (id uuid PRIMARY KEY, name varchar(32) NOT NULL);"
		"CREATE UNIQUE INDEX identity_credential_types_name_idx ON identity_credential_types (name);"
		/* The secret of each credential, such as a password's hash. Blue and green must be equal in it to the byte, or a user
		 * cannot log in. */
		"CREATE TABLE identity_credentials ("
		" id uuid PRIMARY KEY,"
		" config jsonb NOT NULL,"
		" identity_credential_type_id uuid NOT NULL REFERENCES identity_credential_types ON DELETE CASCADE,"
		" identity_id uuid NOT NULL REFERENCES identities ON DELETE CASCADE,"
		" created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NOT NULL DEFAULT"
		" CURRENT_TIMESTAMP,"
		" nid uuid NOT NULL REFERENCES networks ON DELETE CASCADE ON UPDATE RESTRICT,"
		" version integer NOT NULL DEFAULT 0);"
		"CREATE INDEX identity_credentials_nid_idx ON identity_credentials (id, nid);"
		"CREATE INDEX identity_credentials_identity_id_idx ON identity_credentials (identity_id);"
		"CREATE INDEX identity_credentials_nid_identity_id_idx ON identity_credentials (nid, identity_id);"
		/* The name that a user types to log in: unique for a type within a network. */
		"CREATE TABLE identity_credential_identifiers ("
		" id uuid PRIMARY KEY,"
		" identifier varchar(255) NOT NULL,"
		" identity_credential_id uuid NOT NULL REFERENCES identity_credentials ON DELETE CASCADE,"
		" created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NOT NULL DEFAULT"
		" CURRENT_TIMESTAMP,"
		" nid uuid NOT NULL REFERENCES networks ON DELETE CASCADE ON UPDATE RESTRICT,"
		" identity_credential_type_id uuid NOT NULL REFERENCES identity_credential_types ON DELETE CASCADE);"
		"CREATE UNIQUE INDEX identity_credential_identifiers_identifier_nid_type_uq_idx ON"
		" identity_credential_identifiers"
		" (nid, identity_credential_type_id, identifier);"
		"CREATE INDEX identity_credential_identifiers_nid_idx ON identity_credential_identifiers (id, nid);"
		"CREATE INDEX identity_credential_identifiers_identity_credential_id_idx ON identity_credential_identifiers"
		" (identity_credential_id);" },
	/* The flows that a browser walks through: login, registration, settings. */
	{ "20191100000002000000",
		/* Flows are short-lived: a user whose flow is lost at the switch begins it again (facts/ory.md 3 counts these tables among
		 * those that may be left out). */
		"CREATE TABLE selfservice_login_flows ("
		" id uuid PRIMARY KEY,"
		" request_url text NOT NULL,"
		" issued_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, expires_at timestamp NOT NULL,"
		" active_method varchar(32) NOT NULL DEFAULT '', csrf_token varchar(255) NOT NULL,"
		" forced boolean NOT NULL DEFAULT false,"
		" requested_aal varchar(4) NOT NULL DEFAULT 'aal1', internal_context jsonb NOT NULL DEFAULT '{}',"
		" oauth2_login_challenge uuid, oauth2_login_challenge_data text,"
		" type varchar(16) NOT NULL DEFAULT 'browser', ui jsonb,"
		" created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NOT NULL DEFAULT"
		" CURRENT_TIMESTAMP,"
		" nid uuid NOT NULL REFERENCES networks ON DELETE CASCADE ON UPDATE RESTRICT);"
		"CREATE INDEX selfservice_login_flows_nid_idx ON selfservice_login_flows (id, nid);"
		"CREATE INDEX selfservice_login_flows_nid_fk_idx ON selfservice_login_flows (nid);"
		/* Flows of new users, who have no identity yet. */
		"CREATE TABLE selfservice_registration_flows ("
		" id uuid PRIMARY KEY,"
		" request_url text NOT NULL,"
		" issued_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, expires_at timestamp NOT NULL,"
		" active_method varchar(32) NOT NULL DEFAULT '', csrf_token varchar(255) NOT NULL,"
		" internal_context jsonb NOT NULL DEFAULT '{}',"
		" oauth2_login_challenge uuid, oauth2_login_challenge_data text,"
		" type varchar(16) NOT NULL DEFAULT 'browser', ui jsonb,"
		" created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NOT NULL DEFAULT"
		" CURRENT_TIMESTAMP,"
		" nid uuid NOT NULL REFERENCES networks ON DELETE CASCADE ON UPDATE RESTRICT);"
		"CREATE INDEX selfservice_registration_flows_nid_idx ON selfservice_registration_flows (id, nid);"
		"CREATE INDEX selfservice_registration_flows_nid_fk_idx ON selfservice_registration_flows (nid);"
		/* Flows of users who are logged in and change their settings. */
		"CREATE TABLE selfservice_settings_flows ("
		" id uuid PRIMARY KEY,"
		" request_url text NOT NULL,"
		" issued_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, expires_at timestamp NOT NULL,"
		" identity_id uuid NOT NULL REFERENCES identities ON DELETE CASCADE,"
		" active_method varchar(32) NOT NULL DEFAULT '', state varchar(255) NOT NULL DEFAULT 'show_form',"
		" internal_context jsonb NOT NULL DEFAULT '{}',"
		" type varchar(16) NOT NULL DEFAULT 'browser', ui jsonb,"
		" created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NOT NULL DEFAULT"
		" CURRENT_TIMESTAMP,"
		" nid uuid NOT NULL REFERENCES networks ON DELETE CASCADE ON UPDATE RESTRICT);"
		"CREATE INDEX selfservice_settings_flows_nid_idx ON selfservice_settings_flows (id, nid);"
		"CREATE INDEX selfservice_settings_flows_identity_id_idx ON selfservice_settings_flows (identity_id);"
		"CREATE INDEX selfservice_settings_flows_nid_identity_id_idx ON selfservice_settings_flows (nid,"
		" identity_id);" },
	/* The largest table of a product in use; every login writes a row. */
	{ "20191100000003000000",
		"CREATE TABLE sessions ("
		" id uuid PRIMARY KEY,"
		" issued_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, expires_at timestamp NOT NULL, authenticated_at"
		" timestamp NOT NULL,"
		" identity_id uuid NOT NULL REFERENCES identities ON DELETE CASCADE,"
		" created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NOT NULL DEFAULT"
		" CURRENT_TIMESTAMP,"
		" token varchar(39), active boolean DEFAULT false,"
		" nid uuid NOT NULL REFERENCES networks ON DELETE CASCADE ON UPDATE RESTRICT,"
		" logout_token varchar(39), aal varchar(4) NOT NULL DEFAULT '', authentication_methods jsonb NOT NULL DEFAULT"
		" '[]');"
		"CREATE UNIQUE INDEX sessions_token_uq_idx ON sessions (token);"
		"CREATE UNIQUE INDEX sessions_logout_token_uq_idx ON sessions (logout_token);"
		"CREATE INDEX sessions_nid_idx ON sessions (id, nid);"
		"CREATE INDEX sessions_identity_id_idx ON sessions (identity_id);" },
	/* Errors that a browser was shown. */
	{ "20191100000004000000",
		"CREATE TABLE selfservice_errors ("
		" id uuid PRIMARY KEY,"
		" errors jsonb NOT NULL, seen_at timestamp, was_seen boolean NOT NULL DEFAULT false,"
		" csrf_token varchar(255) NOT NULL DEFAULT '',"
		" created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NOT NULL DEFAULT"
		" CURRENT_TIMESTAMP,"
		" nid uuid NOT NULL REFERENCES networks ON DELETE CASCADE ON UPDATE RESTRICT);"
		"CREATE INDEX selfservice_errors_nid_idx ON selfservice_errors (id, nid);"
		"CREATE INDEX selfservice_errors_errors_nid_id_idx ON selfservice_errors (nid, id);" },
	/* Mail; status: 1 queued, 2 sent, 3 processing, 4 abandoned. */
	{ "20191100000006000000",
		"CREATE TABLE courier_messages ("
		" id uuid PRIMARY KEY,"
		" type integer NOT NULL, status integer NOT NULL, body text NOT NULL,"
		" subject varchar(255) NOT NULL, recipient varchar(255) NOT NULL,"
		" created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NOT NULL DEFAULT"
		" CURRENT_TIMESTAMP,"
		" template_type varchar(255) NOT NULL DEFAULT '', template_data bytea,"
		" nid uuid NOT NULL REFERENCES networks ON DELETE CASCADE ON UPDATE RESTRICT,"
		" send_count integer NOT NULL DEFAULT 0);"
		"CREATE INDEX courier_messages_status_idx ON courier_messages (status);"
		"CREATE INDEX courier_messages_nid_idx ON courier_messages (id, nid);" },
	/* Addresses that a person has verified or is to verify. */
	{ "20191100000008000000",
		"CREATE TABLE identity_verifiable_addresses ("
		" id uuid PRIMARY KEY,"
		" status varchar(16) NOT NULL, via varchar(16) NOT NULL, verified boolean NOT NULL,"
		" value varchar(400) NOT NULL, verified_at timestamp,"
		" identity_id uuid NOT NULL REFERENCES identities ON DELETE CASCADE,"
		" created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NOT NULL DEFAULT"
		" CURRENT_TIMESTAMP,"
		" nid uuid NOT NULL REFERENCES networks ON DELETE CASCADE ON UPDATE RESTRICT);"
		"CREATE UNIQUE INDEX identity_verifiable_addresses_status_via_uq_idx ON identity_verifiable_addresses (nid,"
		" via, value);"
		"CREATE INDEX identity_verifiable_addresses_nid_idx ON identity_verifiable_addresses (id, nid);"
		"CREATE INDEX identity_verifiable_addresses_identity_id_idx ON identity_verifiable_addresses (identity_id);" },
	/* The request that a user had begun before a new login was asked for. */
	{ "20200401183443000000",
		"CREATE TABLE continuity_containers ("
		" id uuid PRIMARY KEY,"
		" identity_id uuid REFERENCES identities ON DELETE CASCADE,"
		" name varchar(255) NOT NULL, payload jsonb, expires_at timestamp NOT NULL,"
		" created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NOT NULL DEFAULT"
		" CURRENT_TIMESTAMP,"
		" nid uuid NOT NULL REFERENCES networks ON DELETE CASCADE ON UPDATE RESTRICT);"
		"CREATE INDEX continuity_containers_nid_idx ON continuity_containers (id, nid);"
		"CREATE INDEX continuity_containers_identity_id_idx ON continuity_containers (identity_id);" },
	/* Addresses for lost passwords, and the flows of the recovery. */
	{ "20200519101057000000",
		"CREATE TABLE identity_recovery_addresses ("
		" id uuid PRIMARY KEY,"
		" via varchar(16) NOT NULL, value varchar(400) NOT NULL,"
		" identity_id uuid NOT NULL REFERENCES identities ON DELETE CASCADE,"
		" created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NOT NULL DEFAULT"
		" CURRENT_TIMESTAMP,"
		" nid uuid NOT NULL REFERENCES networks ON DELETE CASCADE ON UPDATE RESTRICT);"
		"CREATE UNIQUE INDEX identity_recovery_addresses_status_via_uq_idx ON identity_recovery_addresses (nid, via,"
		" value);"
		"CREATE INDEX identity_recovery_addresses_nid_idx ON identity_recovery_addresses (id, nid);"
		"CREATE INDEX identity_recovery_addresses_identity_id_idx ON identity_recovery_addresses (identity_id);"
		"CREATE TABLE selfservice_recovery_flows ("
		" id uuid PRIMARY KEY,"
		" request_url text NOT NULL,"
		" issued_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, expires_at timestamp NOT NULL,"
		" active_method varchar(32), csrf_token varchar(255) NOT NULL, state varchar(32) NOT NULL,"
		" recovered_identity_id uuid REFERENCES identities ON DELETE CASCADE,"
		" submit_count integer NOT NULL DEFAULT 0, skip_csrf_check boolean NOT NULL DEFAULT false,"
		" type varchar(16) NOT NULL DEFAULT 'browser', ui jsonb,"
		" created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NOT NULL DEFAULT"
		" CURRENT_TIMESTAMP,"
		" nid uuid NOT NULL REFERENCES networks ON DELETE CASCADE ON UPDATE RESTRICT);"
		"CREATE INDEX selfservice_recovery_flows_nid_idx ON selfservice_recovery_flows (id, nid);"
		"CREATE INDEX selfservice_recovery_flows_recovered_identity_id_idx ON selfservice_recovery_flows"
		" (recovered_identity_id);"
		/* Links in mails; later releases send codes instead. */
		"CREATE TABLE identity_recovery_tokens ("
		" id uuid PRIMARY KEY,"
		" token varchar(64) NOT NULL, used boolean NOT NULL DEFAULT false, used_at timestamp,"
		" identity_recovery_address_id uuid REFERENCES identity_recovery_addresses ON DELETE CASCADE,"
		" selfservice_recovery_flow_id uuid REFERENCES selfservice_recovery_flows ON DELETE CASCADE,"
		" created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NOT NULL DEFAULT"
		" CURRENT_TIMESTAMP,"
		" expires_at timestamp NOT NULL DEFAULT '2000-01-01', issued_at timestamp NOT NULL DEFAULT '2000-01-01',"
		" nid uuid NOT NULL REFERENCES networks ON DELETE CASCADE ON UPDATE RESTRICT,"
		" identity_id uuid NOT NULL REFERENCES identities ON DELETE CASCADE,"
		" token_type integer NOT NULL DEFAULT 0 CHECK (token_type IN (1, 2)));"
		"CREATE UNIQUE INDEX identity_recovery_addresses_code_uq_idx ON identity_recovery_tokens (token);"
		"CREATE INDEX identity_recovery_tokens_nid_idx ON identity_recovery_tokens (id, nid);"
		"CREATE INDEX identity_recovery_tokens_selfservice_recovery_flow_id_idx ON identity_recovery_tokens"
		" (selfservice_recovery_flow_id);"
		"CREATE INDEX identity_recovery_tokens_identity_recovery_address_id_idx ON identity_recovery_tokens"
		" (identity_recovery_address_id);"
		"CREATE INDEX identity_recovery_tokens_identity_id_idx ON identity_recovery_tokens (identity_id);" },
	{ "20200830154602000000",
		/* Flows of users who verify an address. */
		"CREATE TABLE selfservice_verification_flows ("
		" id uuid PRIMARY KEY,"
		" request_url text NOT NULL,"
		" issued_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, expires_at timestamp NOT NULL,"
		" csrf_token varchar(255) NOT NULL, active_method varchar(32),"
		" state varchar(255) NOT NULL DEFAULT 'show_form', submit_count integer NOT NULL DEFAULT 0,"
		" type varchar(16) NOT NULL DEFAULT 'browser', ui jsonb,"
		" created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NOT NULL DEFAULT"
		" CURRENT_TIMESTAMP,"
		" nid uuid NOT NULL REFERENCES networks ON DELETE CASCADE ON UPDATE RESTRICT);"
		"CREATE INDEX selfservice_verification_flows_nid_idx ON selfservice_verification_flows (id, nid);"
		/* The links of these flows; later releases send codes instead. */
		"CREATE TABLE identity_verification_tokens ("
		" id uuid PRIMARY KEY,"
		" token varchar(64) NOT NULL, used boolean NOT NULL DEFAULT false, used_at timestamp,"
		" expires_at timestamp NOT NULL, issued_at timestamp NOT NULL,"
		" identity_verifiable_address_id uuid NOT NULL REFERENCES identity_verifiable_addresses ON DELETE CASCADE,"
		" selfservice_verification_flow_id uuid NOT NULL REFERENCES selfservice_verification_flows ON DELETE CASCADE,"
		" created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NOT NULL DEFAULT"
		" CURRENT_TIMESTAMP,"
		" nid uuid NOT NULL REFERENCES networks ON DELETE CASCADE ON UPDATE RESTRICT);"
		"CREATE UNIQUE INDEX identity_verification_tokens_token_uq_idx ON identity_verification_tokens (token);"
		"CREATE INDEX identity_verification_tokens_nid_idx ON identity_verification_tokens (id, nid);"
		"CREATE INDEX identity_verification_tokens_verifiable_address_id_idx ON identity_verification_tokens"
		" (identity_verifiable_address_id);"
		"CREATE INDEX identity_verification_tokens_verification_flow_id_idx ON identity_verification_tokens"
		" (selfservice_verification_flow_id);" },
	/* The ids of the credential types are constants, so that two fresh databases hold the same rows. */
	{ "20201201161451000000",
		"INSERT INTO identity_credential_types (id, name) SELECT '78c1b41d-8341-4507-aa60-aff1d4369670', 'password'"
		" WHERE NOT EXISTS (SELECT 1 FROM identity_credential_types WHERE name = 'password');" },
	{ "20201201161451000001",
		"INSERT INTO identity_credential_types (id, name) SELECT '6fa5e2e0-bfce-4631-b62b-cf2b0252b289', 'oidc'"
		" WHERE NOT EXISTS (SELECT 1 FROM identity_credential_types WHERE name = 'oidc');" },
	{ "20210805122535000000",
		"INSERT INTO identity_credential_types (id, name) SELECT '5f9b9c1e-2d54-4c83-9d4b-0a8a4f8c1e21', 'totp'"
		" WHERE NOT EXISTS (SELECT 1 FROM identity_credential_types WHERE name = 'totp');" },
	{ "20210813150152000000",
		"INSERT INTO identity_credential_types (id, name) SELECT '0b2a7c6d-91f3-4e70-8f15-6c3d2b7e9a44',"
		" 'lookup_secret'"
		" WHERE NOT EXISTS (SELECT 1 FROM identity_credential_types WHERE name = 'lookup_secret');" },
	{ "20210816113956000000",
		"INSERT INTO identity_credential_types (id, name) SELECT 'c4d1e8f2-3a67-4b95-a0d8-7e5f1c2b8d63', 'webauthn'"
		" WHERE NOT EXISTS (SELECT 1 FROM identity_credential_types WHERE name = 'webauthn');" },
	{ "20220901123209000000",
		/* Codes of a few digits, kept as HMACs under the cookie secret: green has another secret and cannot check blue's codes
		 * (facts/ory.md 5). */
		"CREATE TABLE identity_recovery_codes ("
		" id uuid PRIMARY KEY,"
		" code varchar(64) NOT NULL, used_at timestamp, code_type integer NOT NULL,"
		" identity_recovery_address_id uuid REFERENCES identity_recovery_addresses ON DELETE CASCADE,"
		" expires_at timestamp NOT NULL DEFAULT '2000-01-01', issued_at timestamp NOT NULL DEFAULT '2000-01-01',"
		" selfservice_recovery_flow_id uuid NOT NULL REFERENCES selfservice_recovery_flows ON DELETE CASCADE,"
		" created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NOT NULL DEFAULT"
		" CURRENT_TIMESTAMP,"
		" nid uuid NOT NULL REFERENCES networks ON DELETE CASCADE ON UPDATE RESTRICT,"
		" identity_id uuid NOT NULL REFERENCES identities ON DELETE CASCADE);"
		"CREATE INDEX identity_recovery_codes_nid_flow_id_idx ON identity_recovery_codes (nid,"
		" selfservice_recovery_flow_id);"
		"CREATE INDEX identity_recovery_codes_id_nid_idx ON identity_recovery_codes (id, nid);"
		"CREATE INDEX identity_recovery_codes_identity_id_nid_idx ON identity_recovery_codes (identity_id, nid);" },
	{ "20220907132836000000",
		/* Where a session was opened: a row for each session. */
		"CREATE TABLE session_devices ("
		" id uuid PRIMARY KEY,"
		" ip_address varchar(50) DEFAULT '', user_agent varchar(512) DEFAULT '', location varchar(512) DEFAULT '',"
		" nid uuid NOT NULL REFERENCES networks ON DELETE CASCADE ON UPDATE RESTRICT,"
		" session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,"
		" created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NOT NULL DEFAULT"
		" CURRENT_TIMESTAMP);"
		"CREATE INDEX session_devices_id_nid_idx ON session_devices (id, nid);"
		"CREATE INDEX session_devices_session_id_nid_idx ON session_devices (session_id, nid);" },
	{ "20221024182336000000",
		"CREATE TABLE identity_verification_codes ("
		" id uuid PRIMARY KEY,"
		" code_hmac varchar(64) NOT NULL, used_at timestamp,"
		" identity_verifiable_address_id uuid REFERENCES identity_verifiable_addresses ON DELETE CASCADE,"
		" expires_at timestamp NOT NULL DEFAULT '2000-01-01', issued_at timestamp NOT NULL DEFAULT '2000-01-01',"
		" selfservice_verification_flow_id uuid NOT NULL REFERENCES selfservice_verification_flows ON DELETE CASCADE,"
		" created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NOT NULL DEFAULT"
		" CURRENT_TIMESTAMP,"
		" nid uuid NOT NULL REFERENCES networks ON DELETE CASCADE ON UPDATE RESTRICT);"
		"CREATE INDEX identity_verification_codes_nid_flow_id_idx ON identity_verification_codes (nid,"
		" selfservice_verification_flow_id);"
		"CREATE INDEX identity_verification_codes_id_nid_idx ON identity_verification_codes (id, nid);"
		"CREATE INDEX identity_verification_codes_verifiable_address_nid_idx ON identity_verification_codes"
		" (identity_verifiable_address_id, nid);" },
	{ "20221205092803000000",
		/* Each attempt to send a mail, and its outcome. */
		"CREATE TABLE courier_message_dispatches ("
		" id uuid PRIMARY KEY,"
		" message_id uuid NOT NULL REFERENCES courier_messages ON DELETE CASCADE,"
		" status varchar(7) NOT NULL, error json,"
		" created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NOT NULL DEFAULT"
		" CURRENT_TIMESTAMP,"
		" nid uuid NOT NULL REFERENCES networks ON DELETE CASCADE ON UPDATE RESTRICT);"
		"CREATE INDEX courier_message_dispatches_message_id_idx ON courier_message_dispatches (message_id, created_at"
		" DESC);"
		"CREATE INDEX courier_message_dispatches_nid_idx ON courier_message_dispatches (nid);" },
	/* Lists of mail in the order of time; no row changes. */
	{ "20230104193739000000",
		"CREATE INDEX courier_messages_nid_created_at_id_idx ON courier_messages (nid, created_at DESC);"
		"CREATE INDEX courier_messages_nid_status_created_at_id_idx ON courier_messages (nid, status, created_at DESC);"
		"CREATE INDEX courier_messages_nid_recipient_created_at_id_idx ON courier_messages (nid, recipient,"
		" created_at DESC);" },
	{ "20230405000000000001",
		/* For apps that get their session from a browser: two codes that are valid for minutes. */
		"CREATE TABLE session_token_exchanges ("
		" id uuid PRIMARY KEY,"
		" nid uuid NOT NULL REFERENCES networks ON DELETE CASCADE ON UPDATE RESTRICT,"
		" flow_id uuid NOT NULL, session_id uuid,"
		" init_code varchar(64) NOT NULL, return_to_code varchar(64) NOT NULL,"
		" created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NOT NULL DEFAULT"
		" CURRENT_TIMESTAMP);"
		"CREATE INDEX session_token_exchanges_nid_code_idx ON session_token_exchanges (init_code, nid);"
		"CREATE INDEX session_token_exchanges_nid_flow_id_idx ON session_token_exchanges (flow_id, nid);" },
	/* The last migration of 1.0.0 with SQL here: sessions in the order of time. */
	{ "20230619000000000001",
		"CREATE INDEX sessions_nid_id_identity_id_idx ON sessions (nid, identity_id, id);"
		"CREATE INDEX sessions_nid_created_at_id_idx ON sessions (nid, created_at DESC, id);"
		"CREATE INDEX sessions_token_nid_idx ON sessions (nid, token);" },
};

const size_t schema_base_count = sizeof(schema_base) / sizeof(schema_base[0]);
