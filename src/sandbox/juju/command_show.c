/* Commands that show one object: units, applications, secrets, resources, the log of statuses. Shapes: facts/juju.md 4. exec is here, too:
 * it is always refused. */
#include "config.h"

#include "sandbox/juju/command.h"

#include "base/mem.h"
#include "codec/json.h"
#include "sandbox/juju/agent.h"

/* ---- show-unit ---- */

/* Charms keep JSON in their data bags: the value is a JSON text. From revision 378 on the key holds the id of the database's
 * relation: a new relation is a new migration (facts/charms.md 1.2). */
static struct json *peer_data(const struct app *app, const struct relation *r)
{
	struct json *data = json_object();

	if (app->charm->kind != CHARM_PRODUCT || !str_same(r->provider.endpoint, app->charm->product->peers) || !app->migrated)
		return data;
	/* A constant in all of these, whatever was migrated to. */
	if (app->revision < 378) {
		json_put_str(data, "db_migrate_version", "0.11.1");
		return data;
	}
	{
		char *key = mem_printf("db_migrate_version_%d", app->migrated_relation);

		json_put_printf(data, key, "\"%s\"", app->migrated);
		free(key);
	}
	return data;
}

/* PostgreSQL's answer to a request for a database: names and a secret's id, never the password (facts/charms.md 2.4). */
static struct json *database_data(const struct call *c, const struct relation *r)
{
	struct json *data = json_object();
	const struct app *pg = app_find(c->model, r->provider.app);

	json_put_str(data, "data", "{\"database\": \"database\", \"extra-user-roles\": \"extra-user-roles\"}");
	/* PostgreSQL has not answered yet: only the request is there. */
	if (r->database != DB_READY)
		return data;
	json_put_str(data, "database", r->dbname);
	/* The charm names a service here; a training has the port itself. */
	json_put_printf(data, "endpoints", "%s:%d", SB_ADDRESS, sandbox_cluster_port(c->juju->sb, (enum sandbox_cluster)r->cluster));
	json_put_printf(data, "secret-user", "secret:%s", r->secret_id);
	json_put_str(data, "tls", "False");
	if (pg && pg->version)
		json_put_str(data, "version", pg->version);
	return data;
}

/* The units of the related application; a SAAS has none in this model. */
static struct json *related_units(const struct call *c, const char *name)
{
	const struct app *app = app_find(c->model, name);
	struct json *all = json_object();

	for (size_t i = 0; app && i < app->units; i++) {
		struct json *one = json_object(), *data = json_object();
		char *unit = mem_printf("%s/%d", app->name, app->unit[i]->number);

		json_put_printf(data, "egress-subnets", "%s/32", app->address);
		json_put_str(data, "ingress-address", app->address);
		json_put_str(data, "private-address", app->address);
		json_put_bool(one, "in-scope", true);
		json_put(one, "data", data);
		json_put(all, unit, one);
		free(unit);
	}
	return print_sorted(all);
}

/* The relation as app sees it: the same relation has another document at each of its ends. */
static struct json *relation_json(const struct call *c, const struct app *app, const struct relation *r)
{
	bool provider = str_same(r->provider.app, app->name);
	const struct end *mine = provider ? &r->provider : &r->requirer, *other = provider ? &r->requirer : &r->provider;
	/* application-data is the related application's; of a peer relation it is app's own. */
	struct json *o = json_object(), *local = json_object(), *bag = json_object();

	json_put_int(o, "relation-id", r->id);
	json_put_str(o, "endpoint", mine->endpoint);
	if (r->remote)
		json_put_bool(o, "cross-model", true);
	json_put_str(o, "related-endpoint", other->endpoint);
	if (r->peer) {
		json_free(bag);
		bag = peer_data(app, r);
	} else if (str_same(r->interface, "postgresql_client") && !provider) {
		json_free(bag);
		bag = database_data(c, r);
	}
	json_put(o, "application-data", bag);
	json_put_bool(local, "in-scope", true);
	json_put(local, "data", json_object());
	json_put(o, "local-unit", local);
	if (!r->peer)
		json_put(o, "related-units", related_units(c, other->app));
	return o;
}

/* The unit's own members, then the relations of its application in the order in which they were made. */
static struct json *unit_json(const struct call *c, const struct app *app, const struct unit *u)
{
	/* --endpoint narrows the relations, not the unit. */
	const char *only = call_option(c, "endpoint");
	struct json *o = json_object(), *ports = json_array(), *relations = json_array();

	if (app->version)
		json_put_str(o, "workload-version", app->version);
	if (u->port) {
		char *port = mem_printf("%d/tcp", u->port);

		json_push_str(ports, port);
		free(port);
	}
	json_put(o, "opened-ports", ports);
	json_put_printf(o, "charm", "ch:amd64/%s-%d", app->charm->name, app->revision);
	/* Always there, unlike in the status. */
	json_put_bool(o, "leader", app->leader == u->number);
	json_put_str(o, "life", u->phase == UNIT_STOPPING ? "dying" : "alive");
	for (size_t i = 0; i < c->model->relations; i++) {
		const struct relation *r = c->model->relation[i];
		bool provider = str_same(r->provider.app, app->name);

		if ((provider || str_same(r->requirer.app, app->name)) &&
		    (!only || str_same(only, provider ? r->provider.endpoint : r->requirer.endpoint)))
			json_push(relations, relation_json(c, app, r));
	}
	if (json_count(relations))
		json_put(o, "relation-info", relations);
	else
		json_free(relations);
	json_put_printf(o, "provider-id", "%s-%d", app->name, u->number);
	json_put_str(o, "address", SB_ADDRESS);
	return o;
}

/* "app/3" of this model, NULL: no such unit. *app is set whenever the application exists. */
static struct unit *unit_named(const struct juju_model *m, const char *text, struct app **app)
{
	size_t len = strcspn(text, "/");
	char *name = mem_dupn(text, len);
	int64_t n;

	*app = app_find(m, name);
	free(name);
	return *app && text[len] && str_to_int(text + len + 1, 0, 100000, &n) ? unit_find(*app, (int)n) : NULL;
}

/* "app/leader" does not work here, as with juju (facts/juju.md 3.4). */
int command_show_unit(struct call *c)
{
	struct json *doc = json_object();
	int rc = 0;

	for (size_t i = 0; i < c->args && !rc; i++) {
		struct app *app;
		struct unit *u = unit_named(c->model, c->arg[i], &app);

		if (!strchr(c->arg[i], '/'))
			rc = call_usage_error(c, "unit name \"%s\" not valid", c->arg[i]);
		else if (!u)
			rc = call_error(c, "unit \"%s\" not found", c->arg[i]);
		else
			json_put(doc, c->arg[i], unit_json(c, app, u));
	}
	doc = print_sorted(doc);
	if (!rc)
		rc = call_document(c, doc);
	json_free(doc);
	return rc;
}

/* ---- show-application ---- */

/* Members in juju's order (facts/juju.md 4, show-application). */
static struct json *application_json(const struct app *app)
{
	struct json *o = json_object(), *bindings = json_object();

	json_put_str(o, "charm", app->charm->name);
	json_put_printf(o, "base", "ubuntu@%s", app->charm->base);
	json_put_str(o, "channel", app->channel);
	json_put_str(o, "constraints", "arch=amd64");
	json_put_bool(o, "principal", true);
	json_put_bool(o, "exposed", false);
	json_put_bool(o, "remote", false);
	json_put_str(o, "life", app->dying ? "dying" : "alive");
	/* The default space, and then each endpoint: all in the same one on Kubernetes. */
	json_put_str(bindings, "", "alpha");
	for (const struct charm_endpoint *e = app->charm->endpoint; e->name; e++)
		json_put_str(bindings, e->name, "alpha");
	json_put(o, "endpoint-bindings", bindings);
	return o;
}

/* Fewer members than status has, under the application's name. */
int command_show_application(struct call *c)
{
	struct json *doc = json_object();
	int rc = 0;

	for (size_t i = 0; i < c->args && !rc; i++) {
		const struct app *app = app_find(c->model, c->arg[i]);

		if (app)
			json_put(doc, app->name, application_json(app));
		else
			rc = call_error(c, "application \"%s\" not found", c->arg[i]);
	}
	doc = print_sorted(doc);
	if (!rc)
		rc = call_document(c, doc);
	json_free(doc);
	return rc;
}

/* ---- secrets ---- */

/* Whether secret_json puts the content into the document. */
enum reveal { REVEAL_NOTHING, REVEAL_CONTENT };

/* The content is in the document only with REVEAL_CONTENT; it stays in struct secret otherwise. */
static struct json *secret_json(const struct juju_secret *s, enum reveal reveal)
{
	struct json *o = json_object(), *content, *data;
	char when[WHEN_TEXT];

	/* RFC 3339 in UTC, whatever the zone of who asks. */
	print_when(s->created, &(struct zone){ 0, "UTC" }, WHEN_RFC, when);
	json_put_int(o, "revision", 1);
	json_put_str(o, "owner", s->owner);
	json_put_str(o, "label", s->label);
	json_put_str(o, "created", when);
	json_put_str(o, "updated", when);
	if (reveal == REVEAL_NOTHING)
		return o;
	content = json_object();
	data = json_object();
	for (size_t i = 0; i < mem_count(s->key) && s->key[i]; i++)
		json_put_str(data, s->key[i], secret_reveal(&s->value[i]));
	json_put(content, "Data", print_sorted(data));
	json_put(o, "content", content);
	return o;
}

/* Metadata only, as in the document. */
static int secrets_table(struct call *c)
{
	size_t rows = c->model->secrets + 1;
	const char **cell = mem_zalloc(rows * 6, sizeof(*cell));
	struct str text;
	int rc;

	memcpy(cell, (const char *[]){ "ID", "Name", "Owner", "Rotation", "Revision", "Last updated" }, 6 * sizeof(*cell));
	for (size_t i = 1; i < rows; i++) {
		const struct juju_secret *s = c->model->secret[i - 1];

		memcpy(cell + 6 * i, (const char *[]){ s->id, "-", s->owner, "never", "1", "just now" }, 6 * sizeof(*cell));
	}
	str_init(&text, STR_PAGE);
	print_table(&text, cell, rows, 6, "....r");
	rc = call_text(c, str_text(&text));
	str_release(&text);
	free(cell);
	return rc;
}

/* Metadata only: {"<id>":{"revision":1,"owner":"web","label":"cookie_secret","created":"…","updated":"…"}}. */
int command_secrets(struct call *c)
{
	struct json *doc;
	int rc;

	if (str_same(call_format(c), "tabular"))
		return secrets_table(c);
	doc = json_object();
	for (size_t i = 0; i < c->model->secrets; i++)
		if (!call_option(c, "owner") || strstr(call_option(c, "owner"), c->model->secret[i]->owner))
			json_put(doc, c->model->secret[i]->id, secret_json(c->model->secret[i], REVEAL_NOTHING));
	doc = print_sorted(doc);
	rc = call_document(c, doc);
	json_free(doc);
	return rc;
}

/* By id, with or without secret: before it, or by label. */
int command_show_secret(struct call *c)
{
	const struct juju_secret *s = secret_find(c->model, c->arg[0]);
	struct json *doc;
	int rc;

	if (!s)
		return call_error(c, "secret \"%s\" not found", c->arg[0]);
	doc = json_object();
	json_put(doc, s->id, secret_json(s, call_has(c, "reveal") ? REVEAL_CONTENT : REVEAL_NOTHING));
	rc = call_document(c, doc);
	json_free(doc);
	return rc;
}

/* ---- resources, status log, exec ---- */

/* The image belongs to the charm's revision: a training has no image that was uploaded by hand (facts/charms.md 6, hazard 11). */
int command_resources(struct call *c)
{
	char *name = mem_dupn(c->arg[0], strcspn(c->arg[0], "/"));
	const struct app *app = app_find(c->model, name);
	const struct charm_revision *r = app ? charm_revision(app->charm, app->revision) : NULL;
	struct json *doc, *list, *one;
	int rc;

	free(name);
	if (!app)
		return call_error(c, "application \"%s\" not found", c->arg[0]);
	/* A charm without an image has no resources, and rc is 0. */
	if (!app->charm->image || str_same(call_format(c), "tabular")) {
		if (!app->charm->image)
			call_info(c, "No resources to display.\n");
		else
			call_out(c, "Resource   Supplied by  Revision\noci-image  charmstore   %d\n", app->revision);
		return 0;
	}
	doc = json_object();
	list = json_array();
	one = json_object();
	json_put_str(one, "name", "oci-image");
	json_put_str(one, "type", "oci-image");
	json_put_str(one, "path", "");
	json_put_printf(one, "description", "OCI image: %s:%s", app->charm->image, version_release(r ? r->version : ""));
	/* "upload" would mean that a refresh never replaces it. */
	json_put_str(one, "origin", "store");
	json_put_printf(one, "revision", "%d", app->revision);
	json_push(list, one);
	json_put(doc, "resources", list);
	rc = call_document(c, doc);
	json_free(doc);
	return rc;
}

/* {"status":"active","message":"…","since":"…","type":"workload"}; message only when there is one. */
static void push_status(struct json *list, const struct status *s, const char *type)
{
	struct json *one = json_object();
	char when[WHEN_TEXT];

	print_when(s->since, &(struct zone){ 0, "UTC" }, WHEN_RFC, when);
	json_put_str(one, "status", s->current);
	if (s->message)
		json_put_str(one, "message", s->message);
	json_put_str(one, "since", when);
	json_put_str(one, "type", type);
	json_push(list, one);
}

/* The present statuses only: the sandbox keeps no history. */
int command_status_log(struct call *c)
{
	struct app *app;
	struct unit *u = unit_named(c->model, c->arg[0], &app);
	struct json *list;
	int rc;

	if (!app || (strchr(c->arg[0], '/') && !u))
		return call_error(c, "no status history available");
	list = json_array();
	/* A unit has two statuses, of the workload and of its agent; an application has one. */
	if (u) {
		push_status(list, &u->workload, "workload");
		push_status(list, &u->agent, "juju-unit");
	} else {
		push_status(list, &app->status, "application");
	}
	rc = call_document(c, list);
	json_free(list);
	return rc;
}

/* A training has no containers, so the command is refused, in words that are not juju's. */
int command_exec(struct call *c)
{
	return call_error(c, "the training sandbox has no containers to run a command in: use the charm's actions (juju run)");
}
