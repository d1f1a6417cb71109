/* The Charmhub of the training, as tables: the charms of a migration, with what the stand-in acts on or prints.
 * Revisions, images and endpoints: facts/charms.md 1.1 and 1.6. */
#include "config.h"

#include "sandbox/world/charms.h"

#include <stddef.h>

#include "base/mem.h"
#include "base/str.h"

/* A higher revision may hold an older Kratos: 402 and 406 went back from 1.1.0 to 1.0.0 (facts/charms.md 1.1), which is what
 * a check of versions has to see. Only 1.0.0 and 1.1.0 have a schema here. */
static const struct charm_revision kratos_revision[] = {
	{ 352, "0.1/stable", "v1.0.0" },
	{ 395, NULL, "v1.1.0" },
	{ 399, NULL, "v1.1.0" },
	{ 402, NULL, "v1.0.0" },
	{ 406, "0.2/stable", "v1.0.0" },
	{ 409, "0.3/stable", "v1.1.0" },
	{ 500, "0.4/stable", "v1.3.1" },
	{ 527, "latest/stable", "v1.3.1" },
	{ 0 },
};

/* Tracks 0.1 to 0.4: public-ingress and admin-ingress; public-route came with 2.0 and is not offered here. Endpoints and
 * options are sorted by name in every table here, as juju prints a map. */
static const struct charm_endpoint kratos_endpoint[] = {
	{ "admin-ingress", "ingress", ROLE_REQUIRER, 0 },
	{ "grafana-dashboard", "grafana_dashboard", ROLE_PROVIDER, 0 },
	{ "hydra-endpoint-info", "hydra_endpoints", ROLE_REQUIRER, 1 },
	{ "kratos-external-idp", "external_provider", ROLE_REQUIRER, 0 },
	{ "kratos-info", "kratos_info", ROLE_PROVIDER, 0 },
	{ "kratos-peers", "kratos-peers", ROLE_PEER, 0 },
	{ "logging", "loki_push_api", ROLE_REQUIRER, 0 },
	{ "metrics-endpoint", "prometheus_scrape", ROLE_PROVIDER, 0 },
	{ "pg-database", "postgresql_client", ROLE_REQUIRER, 0 },
	{ "public-ingress", "ingress", ROLE_REQUIRER, 0 },
	{ "tracing", "tracing", ROLE_REQUIRER, 1 },
	{ "ui-endpoint-info", "login_ui_endpoints", ROLE_REQUIRER, 0 },
	{ 0 },
};

/* What the comparison of blue's and green's configuration finds: the values and their defaults, not the texts, matter. */
static const struct charm_option kratos_option[] = {
	{ "default_identity_schema_id", "string", NULL, "The default identity schema id" },
	{ "dev", "boolean", "false", "Run Kratos in dev mode. Needed when TLS is not set up" },
	{ "enable_local_idp", "boolean", "true", "Enable the local identity provider" },
	{ "enforce_mfa", "boolean", "true", "Enforce multi-factor authentication" },
	{ "http_proxy", "string", NULL, "The http proxy URL" },
	{ "https_proxy", "string", NULL, "The https proxy URL" },
	{ "identity_schemas", "string", NULL, "Identity schemas: a JSON object of schema id to schema" },
	{ "log_level", "string", "info", "Configures the log level" },
	{ "no_proxy", "string", NULL, "Domains that need no proxy" },
	{ "recovery_email_template", "string", NULL, "The template of recovery e-mails" },
	{ 0 },
};

/* Track 14: the one whose action get-password still exists (facts/charms.md 2.1). */
static const struct charm_revision postgresql_revision[] = {
	{ 193, NULL, "14.10" },
	{ 381, NULL, "14.12" },
	{ 495, "14/stable", "14.15" },
	{ 0 },
};

/* No logical replication among them: the charm's own was taken out again (facts/charms.md 2.5), so it is made by SQL. */
static const struct charm_endpoint postgresql_endpoint[] = {
	{ "certificates", "tls-certificates", ROLE_REQUIRER, 1 },
	{ "database", "postgresql_client", ROLE_PROVIDER, 0 },
	{ "database-peers", "postgresql_peers", ROLE_PEER, 0 },
	{ "db", "pgsql", ROLE_PROVIDER, 0 },
	{ "db-admin", "pgsql", ROLE_PROVIDER, 0 },
	{ "grafana-dashboard", "grafana_dashboard", ROLE_PROVIDER, 0 },
	{ "logging", "loki_push_api", ROLE_REQUIRER, 1 },
	{ "metrics-endpoint", "prometheus_scrape", ROLE_PROVIDER, 0 },
	{ "restart", "rolling_op", ROLE_PEER, 0 },
	{ "s3-parameters", "s3", ROLE_REQUIRER, 1 },
	{ "upgrade", "upgrade", ROLE_PEER, 0 },
	{ 0 },
};

/* Off by default, and Kratos 1.1.0 needs the first two (facts/charms.md 2.4). */
static const struct charm_option postgresql_option[] = {
	{ "plugin_btree_gin_enable", "boolean", "false", "Enable the btree_gin extension" },
	{ "plugin_pg_trgm_enable", "boolean", "false", "Enable the pg_trgm extension" },
	{ "plugin_uuid_ossp_enable", "boolean", "false", "Enable the uuid-ossp extension" },
	{ "profile", "string", "production", "Profile that tells how much memory is used: production or testing" },
	{ 0 },
};

static const struct charm_revision login_ui_revision[] = {
	{ 166, "latest/stable", "0.20.0" },
	{ 105, "0.2/stable", "0.14.2" },
	{ 0 },
};

/* The limits of one make the switch a removal and then an addition, with a gap between (facts/charms.md 1.6). */
static const struct charm_endpoint login_ui_endpoint[] = {
	{ "hydra-endpoint-info", "hydra_endpoints", ROLE_REQUIRER, 1 },
	{ "ingress", "ingress", ROLE_REQUIRER, 0 },
	{ "kratos-info", "kratos_info", ROLE_REQUIRER, 1 },
	{ "ui-endpoint-info", "login_ui_endpoints", ROLE_PROVIDER, 0 },
	{ 0 },
};

static const struct charm_revision s3_revision[] = { { 77, "latest/stable", NULL }, { 0 } };

static const struct charm_endpoint s3_endpoint[] = {
	{ "s3-credentials", "s3", ROLE_PROVIDER, 0 },
	{ "s3-integrator-peers", "s3-integrator-peers", ROLE_PEER, 0 },
	{ 0 },
};

/* The action create-backup checks the bucket only: the files of a backup stay in the sandbox's folder. */
static const struct charm_option s3_option[] = {
	{ "bucket", "string", "", "The name of the bucket" },
	{ "endpoint", "string", "", "The endpoint used to connect to the object storage" },
	{ "path", "string", "", "The path inside the bucket" },
	{ "region", "string", "", "The region used to connect to the object storage" },
	{ 0 },
};

static const struct charm_revision certificates_revision[] = { { 155, "latest/stable", NULL }, { 263, "1/stable", NULL }, { 0 } };

static const struct charm_endpoint certificates_endpoint[] = {
	{ "certificates", "tls-certificates", ROLE_PROVIDER, 0 },
	{ "send-ca-cert", "certificate_transfer", ROLE_PROVIDER, 0 },
	{ 0 },
};

static const struct charm_option certificates_option[] = {
	{ "ca-common-name", "string", NULL, "Common name of the certificate authority" },
	{ 0 },
};

static const struct charm_option no_option[] = { { 0 } };

/* Name, base, default channel, image; no image: no resource to show. */
static const struct charm charms[] = {
	{ "kratos", "22.04", "latest/stable", "ghcr.io/canonical/kratos", CHARM_KRATOS, kratos_revision, kratos_endpoint, kratos_option },
	{ "postgresql-k8s", "22.04", "14/stable", "ghcr.io/canonical/charmed-postgresql", CHARM_POSTGRESQL, postgresql_revision,
	  postgresql_endpoint, postgresql_option },
	{ "identity-platform-login-ui-operator", "22.04", "latest/stable", "ghcr.io/canonical/identity-platform-login-ui", CHARM_OTHER,
	  login_ui_revision, login_ui_endpoint, no_option },
	{ "s3-integrator", "22.04", "latest/stable", NULL, CHARM_OTHER, s3_revision, s3_endpoint, s3_option },
	{ "self-signed-certificates", "22.04", "latest/stable", NULL, CHARM_OTHER, certificates_revision, certificates_endpoint,
	  certificates_option },
};

const struct charm *charm_find(const char *name)
{
	for (size_t i = 0; i < mem_count(charms); i++)
		if (str_same(charms[i].name, name))
			return &charms[i];
	return NULL;
}

const struct charm_revision *charm_revision(const struct charm *charm, int revision)
{
	for (const struct charm_revision *r = charm->revision; r->revision; r++)
		if (r->revision == revision)
			return r;
	return NULL;
}

/* Risks other than stable are not released here, so that "0.3/edge" finds nothing instead of falling back to stable. */
const struct charm_revision *charm_released(const struct charm *charm, const char *channel)
{
	for (const struct charm_revision *r = charm->revision; r->revision; r++)
		if (r->channel && str_same(r->channel, channel))
			return r;
	return NULL;
}

const struct charm_endpoint *charm_endpoint(const struct charm *charm, const char *name)
{
	for (const struct charm_endpoint *e = charm->endpoint; e->name; e++)
		if (str_same(e->name, name))
			return e;
	return NULL;
}

const struct charm_option *charm_option(const struct charm *charm, const char *name)
{
	for (const struct charm_option *o = charm->option; o->name; o++)
		if (str_same(o->name, name))
			return o;
	return NULL;
}

const char *charm_role_text(enum charm_role role)
{
	static const char *const text[] = { [ROLE_REQUIRER] = "requirer", [ROLE_PROVIDER] = "provider", [ROLE_PEER] = "peer" };

	return text[role];
}
