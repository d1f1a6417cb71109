/* juju status as a document, and which applications a status shows. Members are put in the order of juju's
 * structs, maps are sorted (facts/juju.md 1):
 *
 *   model, machines {}, applications, application-endpoints?, offers?, storage, controller
 *
 * There is no list of relations: each application has its own, by endpoint, and a SAAS has a shorter form of it (1.5, 1.7). */
#include "config.h"

#include "sandbox/juju/status.h"

#include <fnmatch.h>

#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "sandbox/juju/print.h"
#include "sandbox/juju/state.h"
#include "sandbox/world/sandbox.h"

/* By the application's name, with * and ? allowed, or by its status; a unit selects its application. */
bool status_matches(const struct status_ask *ask, const struct app *app)
{
	if (!ask->selectors)
		return true;
	for (size_t i = 0; i < ask->selectors; i++) {
		/* "web/0" selects all of web: the stand-in shows whole applications. */
		char *name = mem_dupn(ask->selector[i], strcspn(ask->selector[i], "/"));
		bool hit = fnmatch(name, app->name, 0) == 0 || str_same(name, app->status.current);

		free(name);
		if (hit)
			return true;
	}
	return false;
}

/* juju prints a sentence instead of an empty table (command_status). */
bool status_is_empty(const struct status_ask *ask)
{
	for (size_t i = 0; i < ask->model->apps; i++)
		if (status_matches(ask, ask->model->app[i]))
			return false;
	/* SAAS and offers alone make a model that is not empty, unless something was selected. */
	return ask->selectors || !(ask->model->saases || ask->model->offers);
}

/* Local time in juju's own form, or ISO in UTC (facts/juju.md 1.3). */
static void put_since(const struct status_ask *ask, struct json *o, int64_t since)
{
	char when[WHEN_TEXT];

	print_when(since, ask->zone, ask->times == STATUS_ISO ? WHEN_ISO : WHEN_SINCE, when);
	json_put_str(o, "since", when);
}

/* version is for agents only (facts/juju.md 1.3). */
static struct json *status_info(const struct status_ask *ask, const struct status *s, const char *version)
{
	struct json *o = json_object();

	json_put_str(o, "current", s->current);
	if (s->message)
		json_put_str(o, "message", s->message);
	put_since(ask, o, s->since);
	if (version)
		json_put_str(o, "version", version);
	return o;
}

/* A Kubernetes model of 3.6: neither meter-status nor series. */
static struct json *model_part(const struct status_ask *ask)
{
	struct json *o = json_object();

	json_put_str(o, "name", ask->model->name);
	json_put_str(o, "type", "caas");
	json_put_str(o, "controller", ask->world->controller);
	json_put_str(o, "cloud", "microk8s");
	json_put_str(o, "region", "localhost");
	json_put_str(o, "version", ask->world->version);
	json_put(o, "model-status", status_info(ask, &(struct status){ .current = "available", .since = ask->model->since }, NULL));
	json_put_str(o, "sla", "unsupported");
	return o;
}

/* ---- Relations of an application, by endpoint ---- */

/* The application at the other end, NULL: the relation is not at this endpoint. For a peer relation the application itself. */
static const char *other_side(const struct relation *r, const char *app, const char *endpoint)
{
	if (str_same(r->provider.app, app) && str_same(r->provider.endpoint, endpoint))
		return r->requirer.app;
	return str_same(r->requirer.app, app) && str_same(r->requirer.endpoint, endpoint) ? r->provider.app : NULL;
}

/* For qsort, over pointers to texts. */
static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The shape since 3.1.3, objects; 2.9 prints names only (facts/juju.md 1.5). */
static struct json *related_at(const struct status_ask *ask, const char *app, const char *endpoint, const char *interface)
{
	const struct juju_model *m = ask->model;
	const char **other = mem_zalloc(m->relations + 1, sizeof(*other));
	struct json *list = json_array();
	size_t n = 0;

	for (size_t i = 0; i < m->relations; i++)
		if ((other[n] = other_side(m->relation[i], app, endpoint)))
			n++;
	/* Sorted, so that the same state is the same text. */
	qsort(other, n, sizeof(*other), by_text);
	for (size_t i = 0; i < n; i++) {
		struct json *one = json_object();

		json_put_str(one, "related-application", other[i]);
		json_put_str(one, "interface", interface);
		if (!saas_find(m, other[i])) /* a remote application has no scope in the output */
			json_put_str(one, "scope", "global");
		json_push(list, one);
	}
	free(other);
	return list;
}

/* The map is sorted since the charm's endpoints are. Absent without relations. */
static void put_relations(const struct status_ask *ask, struct json *o, const struct app *app)
{
	struct json *all = json_object();

	for (const struct charm_endpoint *e = app->charm->endpoint; e->name; e++) {
		struct json *list = related_at(ask, app->name, e->name, e->interface);

		if (json_count(list))
			json_put(all, e->name, list);
		else
			json_free(list);
	}
	if (json_count(all))
		json_put(o, "relations", all);
	else
		json_free(all);
}

/* ---- Applications and units ---- */

/* leader is there only when it is true, an address only when there is a pod (facts/juju.md 1.6). */
static struct json *unit_part(const struct status_ask *ask, const struct app *app, const struct unit *u)
{
	struct json *o = json_object(), *ports;
	char port[24];

	json_put(o, "workload-status", status_info(ask, &u->workload, NULL));
	json_put(o, "juju-status", status_info(ask, &u->agent, u->phase == UNIT_ALLOCATING ? NULL : ask->world->version));
	if (app->leader == u->number)
		json_put_bool(o, "leader", true);
	/* Before there is a pod there is nothing that could have a port or an address. */
	if (u->phase == UNIT_ALLOCATING)
		return o;
	if (u->port) {
		snprintf(port, sizeof(port), "%d/tcp", u->port);
		/* juju prints the protocol in either case (facts/juju.md 1.6). */
		json_push_str(ports = json_array(), port);
		json_put(o, "open-ports", ports);
	}
	/* Everything listens on loopback: the address of a pod is the address of its port here. */
	json_put_str(o, "address", SB_ADDRESS);
	/* The pod's name in its StatefulSet. */
	json_put_printf(o, "provider-id", "%s-%d", app->name, u->number);
	return o;
}

/* Absent without units: the application is "unknown" then (facts/juju.md 1.4). */
static void put_units(const struct status_ask *ask, struct json *o, const struct app *app)
{
	struct json *units = json_object();

	for (size_t i = 0; i < app->units; i++) {
		char *name = mem_printf("%s/%d", app->name, app->unit[i]->number);

		json_put(units, name, unit_part(ask, app, app->unit[i]));
		free(name);
	}
	if (app->units)
		json_put(o, "units", print_sorted(units));
	else
		json_free(units);
}

/* The key "" is the default space; on Kubernetes every endpoint is in it. */
static struct json *bindings(const struct charm *charm)
{
	struct json *o = json_object();

	json_put_str(o, "", "alpha");
	for (const struct charm_endpoint *e = charm->endpoint; e->name; e++)
		json_put_str(o, e->name, "alpha");
	return o;
}

/* scale is left out when it is 0, as juju's omitempty does: absent does not mean one (facts/juju.md 1.4). */
static struct json *app_part(const struct status_ask *ask, const struct app *app)
{
	struct json *o = json_object(), *base = json_object();

	/* The bare name, as of a charm from Charmhub; a local one would have "local:" in front. */
	json_put_str(o, "charm", app->charm->name);
	json_put_str(base, "name", "ubuntu");
	json_put_str(base, "channel", app->charm->base);
	json_put(o, "base", base);
	json_put_str(o, "charm-origin", "charmhub");
	json_put_str(o, "charm-name", app->charm->name);
	json_put_int(o, "charm-rev", app->revision);
	json_put_str(o, "charm-channel", app->channel);
	if (app->scale)
		json_put_int(o, "scale", app->scale);
	json_put_str(o, "provider-id", app->provider_id);
	json_put_str(o, "address", app->address);
	json_put_bool(o, "exposed", false);
	if (app->dying)
		json_put_str(o, "life", "dying");
	/* Lags behind the units, as with a real controller (facts/juju.md 1.4). */
	json_put(o, "application-status", status_info(ask, &app->status, NULL));
	put_relations(ask, o, app);
	put_units(ask, o, app);
	if (app->version)
		json_put_str(o, "version", app->version);
	json_put(o, "endpoint-bindings", bindings(app->charm));
	return o;
}

/* ---- SAAS and offers ---- */

/* An offer and a SAAS have one endpoint here. */
static struct json *endpoint_map(const char *endpoint, const char *interface, enum charm_role role)
{
	struct json *map = json_object(), *one = json_object();

	json_put_str(one, "interface", interface);
	json_put_str(one, "role", charm_role_text(role));
	json_put(map, endpoint, one);
	return map;
}

/* Relations of a SAAS are plain names in every version (facts/juju.md 1.7). */
static struct json *saas_part(const struct status_ask *ask, const struct saas *s)
{
	struct json *o = json_object(), *relations = json_object(), *names = json_array();

	json_put_str(o, "url", s->url);
	json_put(o, "endpoints", endpoint_map(s->endpoint, s->interface, s->role));
	json_put(o, "application-status", status_info(ask, &(struct status){ .current = "active", .since = s->since }, NULL));
	for (size_t i = 0; i < ask->model->relations; i++) {
		const char *other = other_side(ask->model->relation[i], s->name, s->endpoint);

		if (other)
			json_push_str(names, other);
	}
	if (json_count(names)) {
		json_put(relations, s->endpoint, names);
		json_put(o, "relations", relations);
	} else {
		json_free(names);
		json_free(relations);
	}
	return o;
}

/* No counts of connections: juju leaves them out when they are 0. */
static struct json *offer_part(const struct status_ask *ask, const struct offer *offer)
{
	const struct app *app = app_find(ask->model, offer->app);
	const struct charm_endpoint *e = app ? charm_endpoint(app->charm, offer->endpoint) : NULL;
	struct json *o = json_object();

	json_put_str(o, "application", offer->app);
	if (app)
		json_put_printf(o, "charm", "ch:amd64/%s-%d", app->charm->name, app->revision);
	if (e)
		json_put(o, "endpoints", endpoint_map(e->name, e->interface, e->role));
	return o;
}

/* ---- Storage: one filesystem and one volume for each PostgreSQL unit ---- */

/* mount NULL: for a storage, which has neither a mount point nor a mode; "": for a volume, which has no mount point. */
static struct json *attachment(const char *owners, const char *unit, const char *mount)
{
	struct json *o = json_object(), *by = json_object(), *one = json_object();

	if (mount && *mount)
		json_put_str(one, "mount-point", mount);
	if (mount)
		json_put_bool(one, "read-only", false);
	json_put_str(one, "life", "alive");
	json_put(by, unit, one);
	json_put(o, owners, by);
	return o;
}

/* Life and status of a storage, a filesystem or a volume, attached since its unit was made. */
static void put_attached(const struct status_ask *ask, struct json *o, const struct unit *u)
{
	json_put_str(o, "life", "alive");
	json_put(o, "status", status_info(ask, &(struct status){ .current = "attached", .since = u->created }, NULL));
}

/* The three maps refer to each other by number, as juju's do. */
static void put_storage(const struct status_ask *ask, const struct app *app, const struct unit *u, struct json *part[3], int nth)
{
	struct json *storage = json_object(), *filesystem = json_object(), *volume = json_object();
	char id[32], name[256], n[16];

	/* Numbered through the model and not by unit, as juju does it. */
	snprintf(id, sizeof(id), "pgdata/%d", nth);
	snprintf(name, sizeof(name), "%s/%d", app->name, u->number);
	snprintf(n, sizeof(n), "%d", nth);
	json_put_str(storage, "kind", "filesystem");
	put_attached(ask, storage, u);
	json_put_bool(storage, "persistent", false);
	json_put(storage, "attachments", attachment("units", name, NULL));
	json_put(part[0], id, storage);
	json_put_str(filesystem, "volume", n);
	json_put_str(filesystem, "storage", id);
	json_put(filesystem, "attachments", attachment("containers", name, "/var/lib/postgresql/data"));
	json_put_str(filesystem, "pool", "kubernetes");
	/* MiB, as juju counts. */
	json_put_int(filesystem, "size", 1024);
	put_attached(ask, filesystem, u);
	json_put(part[1], n, filesystem);
	json_put_str(volume, "storage", id);
	json_put(volume, "attachments", attachment("containers", name, ""));
	json_put_str(volume, "pool", "kubernetes");
	json_put_int(volume, "size", 1024);
	json_put_bool(volume, "persistent", false);
	put_attached(ask, volume, u);
	json_put(part[2], n, volume);
}

/* {} in a model without PostgreSQL: the member is always there. */
static struct json *storage_part(const struct status_ask *ask)
{
	static const char *const name[] = { "storage", "filesystems", "volumes" };
	struct json *o = json_object(), *part[3] = { json_object(), json_object(), json_object() };
	int nth = 0;

	for (size_t i = 0; i < ask->model->apps; i++) {
		const struct app *app = ask->model->app[i];

		for (size_t k = 0; app->charm->kind == CHARM_POSTGRESQL && k < app->units; k++)
			if (status_matches(ask, app))
				put_storage(ask, app, app->unit[k], part, nth++);
	}
	for (size_t i = 0; i < 3; i++)
		if (nth)
			json_put(o, name[i], print_sorted(part[i]));
		else
			json_free(part[i]);
	return o;
}

/* A whole one, shortened (facts/juju.md 1.1 to 1.8):
 *
 *   {"model":{"name":"iam","type":"caas",…,"version":"3.6.27","model-status":{…},"sla":"unsupported"},
 *    "machines":{},
 *    "applications":{"web":{"charm":"web",…,"charm-rev":406,"charm-channel":"0.2/stable","scale":2,…,"units":{…}},…},
 *    "application-endpoints":{"traefik-public":{"url":"train:admin/core.traefik-public",…}},
 *    "storage":{…},"controller":{"timestamp":"14:22:35Z"}}
 *
 * Selectors name applications and units only: with one, SAAS and offers are left out. */
struct json *status_document(const struct status_ask *ask)
{
	struct json *doc = json_object(), *apps = json_object(), *saas = json_object(), *offers = json_object(),
		    *controller = json_object();
	char when[WHEN_TEXT];

	for (size_t i = 0; i < ask->model->apps; i++)
		if (status_matches(ask, ask->model->app[i]))
			json_put(apps, ask->model->app[i]->name, app_part(ask, ask->model->app[i]));
	for (size_t i = 0; i < ask->model->saases && !ask->selectors; i++)
		json_put(saas, ask->model->saas[i]->name, saas_part(ask, ask->model->saas[i]));
	for (size_t i = 0; i < ask->model->offers && !ask->selectors; i++)
		json_put(offers, ask->model->offer[i]->name, offer_part(ask, ask->model->offer[i]));
	json_put(doc, "model", model_part(ask));
	/* {} and not absent: there are no machines in a Kubernetes model. */
	json_put(doc, "machines", json_object());
	json_put(doc, "applications", apps);
	if (json_count(saas))
		json_put(doc, "application-endpoints", saas);
	else
		json_free(saas);
	offers = print_sorted(offers);
	if (json_count(offers))
		json_put(doc, "offers", offers);
	else
		json_free(offers);
	json_put(doc, "storage", storage_part(ask));
	print_when(ask->wall, ask->times == STATUS_ISO ? &(struct zone){ 0, "UTC" } : ask->zone, WHEN_STAMP, when);
	json_put_str(controller, "timestamp", when);
	json_put(doc, "controller", controller);
	return doc;
}
