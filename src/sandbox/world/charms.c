/* The Charmhub of the training, as tables: the charms beside the product's, with what the stand-in acts on or prints.
 * Revisions, images and endpoints: facts/charms.md 1.1 and 1.6. */
#include "config.h"

#include "sandbox/world/charms.h"

#include <stddef.h>

#include "base/mem.h"
#include "base/str.h"

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

/* Off by default, and the products need the first two (facts/charms.md 2.4). */
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

/* All but the products' own. */
static const struct charm charms[] = {
	{
		.name = "postgresql-k8s",
		.base = "22.04",
		.channel = "14/stable",
		.image = "ghcr.io/canonical/charmed-postgresql",
		.kind = CHARM_POSTGRESQL,
		.revision = postgresql_revision,
		.endpoint = postgresql_endpoint,
		.option = postgresql_option,
	},
	{
		.name = "identity-platform-login-ui-operator",
		.base = "22.04",
		.channel = "latest/stable",
		.image = "ghcr.io/canonical/identity-platform-login-ui",
		.revision = login_ui_revision,
		.endpoint = login_ui_endpoint,
		.option = no_option,
	},
	{
		.name = "s3-integrator",
		.base = "22.04",
		.channel = "latest/stable",
		.revision = s3_revision,
		.endpoint = s3_endpoint,
		.option = s3_option,
	},
	{
		.name = "self-signed-certificates",
		.base = "22.04",
		.channel = "latest/stable",
		.revision = certificates_revision,
		.endpoint = certificates_endpoint,
		.option = certificates_option,
	},
};

const struct charm *charm_beside(const char *name)
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
