/* The charm of Kratos as Charmhub has it: canonical/kratos-operator, resource oci-image per tag (facts/charms.md 1.1 and 1.6). */
#include "config.h"

#include "sandbox/product/kratos/product.h"

#include <stddef.h>

#include "sandbox/product/kratos/schema.h"
#include "sandbox/world/charms.h"

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

static const struct charm charm = {
	.name = "kratos",
	.base = "22.04",
	.channel = "latest/stable",
	.image = "ghcr.io/canonical/kratos",
	.kind = CHARM_PRODUCT,
	.product = &sandbox_kratos,
	.revision = kratos_revision,
	.endpoint = kratos_endpoint,
	.option = kratos_option,
};

const struct sandbox_product sandbox_kratos = {
	.name = "kratos",
	.charm = &charm,
	.database = "pg-database",
	.peers = "kratos-peers",
	.connecting = "Waiting to connect to Kratos container",
	.has_release = schema_release_known,
};
