/* The SQL from 1.0.0 to 1.1.0, migration by migration: what green's schema has and blue's lacks after the upgrade. */
#include "config.h"

#include "sandbox/product/kratos/schema.h"

const struct schema_sql schema_next[] = {
	/* Older than one of 1.0.0 (20230705…): only the set difference finds it (facts/ory.md 1). */
	{ "20230703143600000001",
		"ALTER TABLE selfservice_login_flows ADD COLUMN state varchar(255);"
		"ALTER TABLE selfservice_registration_flows ADD COLUMN state varchar(255);" },
	/* A column that blue lacks is no difference: the comparison reads blue's columns. */
	{ "20230706000000000001",
		"ALTER TABLE identities ADD COLUMN available_aal varchar(4);" },
	/* Two new tables, empty at first. Blue lacks them, so they are not compared. */
	{ "20230707133700000000",
		"CREATE TABLE identity_login_codes ("
		" id uuid PRIMARY KEY,"
		" code varchar(64) NOT NULL, address varchar(255) NOT NULL, address_type char(36) NOT NULL, used_at timestamp,"
		" expires_at timestamp NOT NULL DEFAULT '2000-01-01', issued_at timestamp NOT NULL DEFAULT '2000-01-01',"
		" selfservice_login_flow_id uuid NOT NULL REFERENCES selfservice_login_flows ON DELETE CASCADE,"
		" identity_id uuid NOT NULL,"
		" created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NOT NULL DEFAULT"
		" CURRENT_TIMESTAMP,"
		" nid uuid NOT NULL REFERENCES networks ON DELETE CASCADE ON UPDATE RESTRICT);"
		"CREATE INDEX identity_login_codes_nid_flow_id_idx ON identity_login_codes (nid, selfservice_login_flow_id);"
		"CREATE INDEX identity_login_codes_id_nid_idx ON identity_login_codes (id, nid);"
		"ALTER TABLE selfservice_login_flows ADD COLUMN submit_count integer NOT NULL DEFAULT 0,"
		" ADD COLUMN skip_csrf_check boolean NOT NULL DEFAULT false;" },
	{ "20230707133700000001",
		"CREATE TABLE identity_registration_codes ("
		" id uuid PRIMARY KEY,"
		" code varchar(64) NOT NULL, address varchar(255) NOT NULL, address_type char(36) NOT NULL, used_at timestamp,"
		" expires_at timestamp NOT NULL DEFAULT '2000-01-01', issued_at timestamp NOT NULL DEFAULT '2000-01-01',"
		" selfservice_registration_flow_id uuid NOT NULL REFERENCES selfservice_registration_flows ON DELETE CASCADE,"
		" created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NOT NULL DEFAULT"
		" CURRENT_TIMESTAMP,"
		" nid uuid NOT NULL REFERENCES networks ON DELETE CASCADE ON UPDATE RESTRICT);"
		"CREATE INDEX identity_registration_codes_nid_flow_id_idx ON identity_registration_codes (nid,"
		" selfservice_registration_flow_id);"
		"CREATE INDEX identity_registration_codes_id_nid_idx ON identity_registration_codes (id, nid);"
		"ALTER TABLE selfservice_registration_flows ADD COLUMN submit_count integer NOT NULL DEFAULT 0,"
		" ADD COLUMN skip_csrf_check boolean NOT NULL DEFAULT false;" },
	/* A row that blue lacks: the one difference that the verification after the migration must explain. */
	{ "20230712173852000000",
		"INSERT INTO identity_credential_types (id, name) SELECT '14f3b7e2-8725-4068-be39-8a796485fd97', 'code'"
		" WHERE NOT EXISTS (SELECT 1 FROM identity_credential_types WHERE name = 'code');" },
	{ "20230811000000000001",
		"ALTER TABLE selfservice_verification_flows ADD COLUMN oauth2_login_challenge text;" },
	{ "20230818000000000001",
		"ALTER TABLE selfservice_verification_flows ADD COLUMN session_id uuid;" },
	{ "20230823000000000001",
		"ALTER TABLE selfservice_verification_flows ADD COLUMN identity_id uuid, ADD COLUMN authentication_methods"
		" json;" },
	{ "20230907085000000000",
		"ALTER TABLE selfservice_login_flows ADD COLUMN organization_id uuid;"
		"ALTER TABLE selfservice_registration_flows ADD COLUMN organization_id uuid;" },
	/* The longest migration: a trigram index over every identifier. */
	{ "20230920171028000000",
		"CREATE EXTENSION IF NOT EXISTS pg_trgm;"
		"CREATE EXTENSION IF NOT EXISTS btree_gin;"
		"CREATE INDEX identity_credential_identifiers_nid_identifier_gin ON identity_credential_identifiers"
		" USING gin (nid, identifier gin_trgm_ops);" },
	{ "20231130094628000000",
		"ALTER TABLE courier_messages ADD COLUMN channel varchar(32);" },
	/* An index over every session; nothing in the rows changes. */
	{ "20240119094628000000",
		"CREATE INDEX sessions_list_active_idx ON sessions (nid, active, created_at DESC, id);" },
};

const size_t schema_next_count = sizeof(schema_next) / sizeof(schema_next[0]);
