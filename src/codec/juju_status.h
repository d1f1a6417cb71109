/* What `juju status --format json` says about a model: clients 2.9, 3.x and 4.0, Kubernetes and machine models.
 * Source of the shapes: juju, cmd/juju/status/formatted.go of each line. Keys that are not known are passed over, absent ones are "" or 0.
 * Subordinate units (nested in their principals) are skipped as well: none of the applications that Teal handles is one.
 * Texts belong to the struct and are foreign bytes: make them harmless (str_add_safe) before they are shown.
 * Where juju puts {"status-error": ...} in the place of facts, the text is kept as .error: the state of such an element is not known. */
#ifndef TEAL_CODEC_JUJU_STATUS_H
#define TEAL_CODEC_JUJU_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct json;
struct str;

#define JUJU_STATUS_MAX ((size_t)32 << 20) /* bytes of a document; a model of 93 applications has 0.65 MB */

/* One line of an application's or SAAS's relations. A peer relation names the application itself; a dying
 * relation looks like a living one. interface is "" for clients before 3.1.3, which do not print it, and for
 * SAAS. */
struct juju_relation {
	const char *endpoint, *app, *interface;
};

/* A unit of an application. error: "" when its status could be read. */
struct juju_unit {
	const char *name;
	const char *workload, *workload_message; /* active, blocked, waiting, maintenance, unknown, error, terminated */
	const char *agent, *agent_message; /* idle, executing, allocating, lost, error, failed, rebooting */
	const char *address, *life; /* life: "" while alive, else dying or dead */
	const char *error;
	bool leader;
};

/* An application. scale: wanted units on Kubernetes; on machine models the number of units. status may lag
 * behind the units for ever, so no gate may rest on it alone. */
struct juju_app {
	const char *name, *charm, *charm_name, *channel, *version, *address;
	const char *status, *message, *life, *error;
	int64_t rev; /* of the charm; -1: not printed */
	int64_t scale;
	struct juju_relation *relation;
	size_t relations;
	struct juju_unit *unit;
	size_t units;
};

/* An application of another model that is consumed here ("application-endpoints"). */
struct juju_saas {
	const char *name, *url, *status, *message, *life, *error;
	struct juju_relation *relation;
	size_t relations;
};

/* An application of this model that is offered to other models, with the offered endpoints. */
struct juju_offer {
	const char *name, *application, *error;
	const char **endpoint;
	size_t endpoints;
};

/* A model and everything in it. */
struct juju_status {
	const char *model, *type, *controller, *cloud, *version; /* type: caas or iaas; version: of the agents, not of the client */
	const char *model_status, *model_error;
	struct juju_app *app;
	size_t apps;
	struct juju_saas *saas;
	size_t saas_count;
	struct juju_offer *offer;
	size_t offers;
	struct json *root; /* owns the texts */
};

/* False with err when the text is no status of a model: "{}", which juju prints for a failed call, is not an
 * empty model. The exit code must be judged first. *out needs no initialisation, and is empty on failure. */
bool juju_status_parse(const char *text, size_t n, struct juju_status *out, struct err *);
void juju_status_release(struct juju_status *);

/* NULL when there is none of that name. */
const struct juju_app *juju_app(const struct juju_status *, const char *name);
const struct juju_saas *juju_saas(const struct juju_status *, const char *name);
const struct juju_offer *juju_offer(const struct juju_status *, const char *name);
const struct juju_unit *juju_unit(const struct juju_app *, const char *name);
/* NULL while there is no leader (seconds after a deployment or a failover), and when several units claim to be
 * it. */
const struct juju_unit *juju_unit_leader(const struct juju_app *);

/* True when the app has exactly "wanted" units, each alive, idle and in workload status "workload" (NULL:
 * active), one of them leader (none is needed when wanted is 0), and nothing is dying or reported as an error.
 * Else why (may be NULL) gets one sentence, harmless. app may be NULL (not settled). The answer counts only
 * when two readings in a row give it. */
bool juju_app_settled(const struct juju_app *app, int64_t wanted, const char *workload, struct str *why);
/* True when app lists a relation on endpoint (NULL: any) to other, an application or a SAAS. */
bool juju_app_related(const struct juju_app *app, const char *endpoint, const char *other);

#endif
