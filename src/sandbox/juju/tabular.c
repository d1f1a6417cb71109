/* juju status as tables for people; programs read the JSON (status.c). Empty tables are left out, and a blank line
 * separates two tables. */
#include "config.h"

#include "sandbox/juju/status.h"

#include "base/mem.h"
#include "base/str.h"
#include "sandbox/juju/print.h"
#include "sandbox/juju/state.h"
#include "sandbox/world/sandbox.h"

/* A table under construction. The cells are copies, so that a row may be built in buffers of the caller's. */
struct table {
	char **cell;
	size_t cells, columns;
};

/* Takes as many cells as the table has columns. */
static void table_row(struct table *t, const char *const *cell)
{
	for (size_t i = 0; i < t->columns; i++) {
		t->cell = mem_grow(t->cell, t->cells, t->cells + 1, sizeof(*t->cell));
		t->cell[t->cells++] = mem_dup(cell[i] ? cell[i] : "");
	}
}

#define row(t, ...) table_row((t), (const char *const[]){ __VA_ARGS__ })

/* Prints the table after a blank line when it has more than its head, and frees it. */
static void table_end(struct table *t, struct str *out, const char *right)
{
	if (t->cells > t->columns) {
		if (out->len)
			str_add(out, "\n");
		print_table(out, (const char *const *)t->cell, t->cells / t->columns, t->columns, right);
	}
	for (size_t i = 0; i < t->cells; i++)
		free(t->cell[i]);
	free(t->cell);
}

/* Timestamp is the controller's time, in the client's zone. */
static void model_table(const struct status_ask *ask, struct str *out)
{
	struct table t = { .columns = 6 };
	char when[WHEN_TEXT];

	print_when(ask->wall, ask->times == STATUS_ISO ? &(struct zone){ 0, "UTC" } : ask->zone, WHEN_STAMP, when);
	row(&t, "Model", "Controller", "Cloud/Region", "Version", "SLA", "Timestamp");
	row(&t, ask->model->name, ask->world->controller, "microk8s/localhost", ask->world->version, "unsupported", when);
	table_end(&t, out, NULL);
}

/* A SAAS is always active here: the status of the offered application is not followed. */
static void saas_table(const struct status_ask *ask, struct str *out)
{
	struct table t = { .columns = 4 };

	row(&t, "SAAS", "Status", "Store", "URL");
	for (size_t i = 0; i < ask->model->saases && !ask->selectors; i++) {
		const struct saas *s = ask->model->saas[i];
		const char *colon = strchr(s->url, ':');
		char *store = colon ? mem_dupn(s->url, (size_t)(colon - s->url)) : mem_dup("local");

		row(&t, s->name, "active", store, colon ? colon + 1 : s->url);
		free(store);
	}
	table_end(&t, out, NULL);
}

/* Messages are cut in the tables and whole in the JSON. */
static const char *short_message(const struct status *s, char out[128])
{
	/* 120 columns, as juju's tables are cut (facts/juju.md 5, charm-refresh docs). */
	snprintf(out, 128, strlen(s->message ? s->message : "") > 120 ? "%.117s..." : "%s", s->message ? s->message : "");
	return out;
}

/* Scale is have/want while the two differ. */
static void app_table(const struct status_ask *ask, struct str *out)
{
	struct table t = { .columns = 10 };

	row(&t, "App", "Version", "Status", "Scale", "Charm", "Channel", "Rev", "Address", "Exposed", "Message");
	for (size_t i = 0; i < ask->model->apps; i++) {
		const struct app *app = ask->model->app[i];
		char scale[32], revision[16], message[128];

		if (!status_matches(ask, app))
			continue;
		snprintf(scale, sizeof(scale), (int)app->units == app->scale ? "%d" : "%d/%d", (int)app->units, app->scale);
		snprintf(revision, sizeof(revision), "%d", app->revision);
		row(&t, app->name, app->version, app->status.current, scale, app->charm->name, app->channel, revision, app->address, "no",
		    short_message(&app->status, message));
	}
	table_end(&t, out, "...r..r");
}

/* The star marks the leader. */
static void unit_table(const struct status_ask *ask, struct str *out)
{
	struct table t = { .columns = 6 };

	row(&t, "Unit", "Workload", "Agent", "Address", "Ports", "Message");
	for (size_t i = 0; i < ask->model->apps; i++)
		for (size_t k = 0; k < ask->model->app[i]->units && status_matches(ask, ask->model->app[i]); k++) {
			const struct app *app = ask->model->app[i];
			const struct unit *u = app->unit[k];
			char *name = mem_printf("%s/%d%s", app->name, u->number, app->leader == u->number ? "*" : "");
			char port[24] = "", message[128];

			if (u->port && u->phase != UNIT_ALLOCATING)
				snprintf(port, sizeof(port), "%d/tcp", u->port);
			row(&t, name, u->workload.current, u->agent.current, u->phase == UNIT_ALLOCATING ? "" : SB_ADDRESS, port,
			    short_message(&u->workload, message));
			free(name);
		}
	table_end(&t, out, NULL);
}

/* Connected is always 0/0: relations across models are not counted here. */
static void offer_table(const struct status_ask *ask, struct str *out)
{
	struct table t = { .columns = 8 };

	row(&t, "Offer", "Application", "Charm", "Rev", "Connected", "Endpoint", "Interface", "Role");
	for (size_t i = 0; i < ask->model->offers && !ask->selectors; i++) {
		const struct offer *o = ask->model->offer[i];
		const struct app *app = app_find(ask->model, o->app);
		const struct charm_endpoint *e = app ? charm_endpoint(app->charm, o->endpoint) : NULL;
		char revision[16];

		snprintf(revision, sizeof(revision), "%d", app ? app->revision : 0);
		if (e)
			row(&t, o->name, o->app, app->charm->name, revision, "0/0", e->name, e->interface, charm_role_text(e->role));
	}
	table_end(&t, out, NULL);
}

/* The only place that names the sides of a relation: the JSON has no provider and no requirer (facts/juju.md 1.1). */
static void relation_table(const struct status_ask *ask, struct str *out)
{
	struct table t = { .columns = 5 };

	row(&t, "Integration provider", "Requirer", "Interface", "Type", "Message");
	for (size_t i = 0; i < ask->model->relations; i++) {
		const struct relation *r = ask->model->relation[i];
		char *provider = mem_printf("%s:%s", r->provider.app, r->provider.endpoint);
		char *requirer = mem_printf("%s:%s", r->requirer.app, r->requirer.endpoint);

		row(&t, provider, requirer, r->interface, r->peer ? "peer" : "regular", "");
		free(provider);
		free(requirer);
	}
	table_end(&t, out, NULL);
}

/* In juju's order; relations come last, and only with --relations. */
void status_tables(const struct status_ask *ask, struct str *out)
{
	model_table(ask, out);
	saas_table(ask, out);
	app_table(ask, out);
	unit_table(ask, out);
	offer_table(ask, out);
	if (ask->show == STATUS_RELATIONS)
		relation_table(ask, out);
}
