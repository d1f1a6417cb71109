/* What the models do by themselves, a little in every turn: pods, hooks, elections, relations. A command sets a goal and is answered at
 * once; whether the goal is reached shows in the status, as with a real controller (facts/juju.md 4). */
#include "config.h"

#include "sandbox/juju/agent.h"

#include "base/mem.h"
#include "base/str.h"

/* How long things take in the sandbox: short enough to train, long enough to be seen. Milliseconds. A deployment takes about
 * a second and a half, a refresh less than one for each unit, a hook a quarter of one. */
enum {
	POD_MS = 400,
	INSTALL_MS = 400,
	START_MS = 400,
	STOP_MS = 500,
	ELECTION_MS = 500,
	RESTART_MS = 700,
	JOIN_MS = 250,
	BREAK_MS = 200,
	HOOK_MS = 250,
	LAG_MS = 1000,
	UPDATE_STATUS_MS = 2500,
};

/* The due time of a pod that no node has space for: it waits until it is removed. */
#define NEVER INT64_MAX

/* ---- Orders ---- */

/* The caller fills in what the answer has to find again, then gives order_answered and the order to the sandbox. */
struct order *order_new(struct juju *juju, order_done *done)
{
	struct order *o = mem_zalloc(1, sizeof(*o));

	o->juju = juju;
	o->done = done;
	o->next = juju->orders;
	o->wall = juju->wall;
	juju->orders = o;
	return o;
}

/* The order leaves the list before its callback runs, so that the callback may make new orders. */
void order_answered(void *self, const struct sandbox_result *result)
{
	struct order *o = self;

	if (o->juju) {
		struct order **at = &o->juju->orders;

		while (*at != o)
			at = &(*at)->next;
		*at = o->next;
		if (o->done)
			o->done(o->juju, o, result);
	}
	free(o->version);
	free(o);
}

/* Models and all in them. Work of the sandbox that is under way is not waited for. */
void agent_release(struct juju *juju)
{
	/* The sandbox still answers each of them; order_answered frees the order then and calls nothing. */
	for (struct order *o = juju->orders; o; o = o->next)
		o->juju = NULL;
	juju->orders = NULL;
	for (int i = 0; i < SB_APPS; i++)
		free(juju->served_version[i]);
	world_release(&juju->world);
}

/* ---- Pods ---- */

/* The training cluster has room for one new PostgreSQL and one new app of the product; pods of any other stay where real ones would. */
static bool has_space(struct juju *juju, struct app *app)
{
	if (app->charm->kind == CHARM_POSTGRESQL) {
		bool blue = false;

		for (size_t i = 0; i < app->units; i++)
			blue |= app->unit[i]->cluster == SB_BLUE || app->unit[i]->cluster == SB_STANDBY;
		/* The first application to come takes the place, and keeps it until it is removed. */
		if (!blue && !juju->green_owner)
			juju->green_owner = app->serial;
		return blue || juju->green_owner == app->serial;
	}
	if (app->charm->kind != CHARM_PRODUCT || app->side >= 0)
		return true;
	if (juju->side_owner[SB_APP_GREEN])
		return false;
	app->side = SB_APP_GREEN;
	juju->side_owner[SB_APP_GREEN] = app->serial;
	return true;
}

/* Gives a new unit its port and, to unit 0 of a new PostgreSQL, the green cluster: there is one, so further units have no server. */
static void place(struct juju *juju, struct app *app, struct unit *u)
{
	/* What Kubernetes says of a pod that it cannot place; juju shows it as the unit's message. */
	if (!has_space(juju, app)) {
		status_set(&u->workload, "waiting", "0/1 nodes are available: 1 Insufficient memory.", juju->wall);
		u->due = NEVER;
		return;
	}
	/* The fault stands for an image that is pulled slowly. */
	u->due = juju->now + POD_MS + sandbox_fault(juju->sb, "deploy-slow-ms", 0);
	if (app->charm->kind == CHARM_PRODUCT)
		/* All units of an application share its endpoint, as behind a service. */
		u->port = juju->sb->port[app->side];
	if (app->charm->kind == CHARM_POSTGRESQL && juju->green_owner == app->serial && u->number == 0) {
		u->cluster = SB_GREEN;
		u->port = sandbox_cluster_port(juju->sb, SB_GREEN);
	}
}

/* For a moment nobody leads, and no unit carries the key in the status (facts/juju.md 1.6). */
static void elect_later(struct juju *juju, struct app *app)
{
	app->leader_by = juju->now + ELECTION_MS + sandbox_fault(juju->sb, "leader-late-ms", 0);
}

void agent_deploy(struct juju *juju, struct app *app, int units)
{
	app->scale = units;
	for (int i = 0; i < units; i++)
		place(juju, app, unit_add(app, juju->wall));
	elect_later(juju, app);
}

/* The unit serves no more from this moment; it is dropped when its stop hook is over. */
static void stop_unit(struct juju *juju, struct unit *u)
{
	if (u->phase == UNIT_STOPPING)
		return;
	u->phase = UNIT_STOPPING;
	u->due = juju->now + STOP_MS;
	u->serving = false;
	status_set(&u->workload, "maintenance", "stopping charm software", juju->wall);
}

/* A StatefulSet: numbers are filled from below and taken from above. */
void agent_scale(struct juju *juju, struct app *app, int units)
{
	int have = 0;

	app->scale = units;
	for (size_t i = app->units; i-- > 0;) {
		/* A StatefulSet takes away from above, so that unit 0 is the last to go. */
		if (app->unit[i]->number >= units)
			stop_unit(juju, app->unit[i]);
		else
			have++;
	}
	/* No unit was there that could lead; with one left the leader stays or its end starts an election (next_phase). */
	if (!have && units)
		elect_later(juju, app);
	for (; have < units; have++)
		place(juju, app, unit_add(app, juju->wall));
}

/* From the highest number down, one after the other, as a StatefulSet rolls (facts/juju.md 4, refresh). The revision shows
 * at once; the workload version follows with each pod. */
void agent_refresh(struct juju *juju, struct app *app, int revision, const char *channel)
{
	int64_t at = juju->now + HOOK_MS;

	/* At once and for all units: until its restart only the program in a pod is the old one. */
	app->revision = revision;
	mem_set(&app->channel, channel);
	for (size_t i = app->units; i-- > 0; at += RESTART_MS)
		if (app->unit[i]->phase == UNIT_RUNNING) {
			app->unit[i]->due = at;
			app->unit[i]->doing = "running upgrade-charm hook";
		}
}

/* The service is down from here until it was migrated: a refresh never migrates by itself (facts/charms.md 1.2). */
static void restart_pod(struct juju *juju, struct app *app, struct unit *u)
{
	u->phase = UNIT_STARTING;
	u->due = juju->now + RESTART_MS;
	u->serving = u->starting = false;
	u->doing = "running upgrade-charm hook";
	if (app->charm->kind == CHARM_PRODUCT)
		status_set(&u->workload, "waiting", app->charm->product->connecting, juju->wall);
	else
		status_set(&u->workload, "maintenance", "upgrading charm", juju->wall);
}

/* The charm reads the workload version here and in no other hook (facts/charms.md 1.1). */
static void pebble_ready(struct juju *juju, struct juju_model *m, struct app *app, struct unit *u)
{
	const struct charm_revision *r = charm_revision(app->charm, app->revision);

	u->phase = UNIT_RUNNING;
	u->due = 0;
	u->update_by = juju->now + UPDATE_STATUS_MS;
	u->busy_by = juju->now + HOOK_MS;
	u->doing = "running pebble-ready hook";
	/* By the application's revision now, which a refresh has changed already. */
	mem_set(&u->version, r ? r->version : NULL);
	if (r && r->version)
		mem_set(&app->version, r->version);
	hook_unit(juju, m, app, u);
}

/* The end of a phase: the unit enters the next one, and after the last it is dropped and freed. */
static void next_phase(struct juju *juju, struct juju_model *m, struct app *app, struct unit *u)
{
	switch (u->phase) {
	case UNIT_ALLOCATING:
		u->phase = UNIT_INSTALLING;
		u->due = juju->now + INSTALL_MS;
		u->doing = "running install hook";
		status_set(&u->workload, "maintenance", "installing charm software", juju->wall);
		break;
	case UNIT_INSTALLING:
		u->phase = UNIT_STARTING;
		u->due = juju->now + START_MS;
		u->doing = "running start hook";
		if (app->charm->kind == CHARM_PRODUCT)
			status_set(&u->workload, "waiting", app->charm->product->connecting, juju->wall);
		else
			status_set(&u->workload, "maintenance", NULL, juju->wall);
		break;
	case UNIT_STARTING:
		pebble_ready(juju, m, app, u);
		break;
	/* A unit that runs has a due time only when a refresh is to reach it. */
	case UNIT_RUNNING:
		/* While an action runs on the unit the refresh waits, as every hook does. */
		if (!u->task)
			restart_pod(juju, app, u);
		break;
	case UNIT_STOPPING:
		if (app->leader == u->number)
			elect_later(juju, app);
		unit_drop(app, u);
		break;
	}
}

/* The agent's status; idle only when nothing at all is left to do, since Teal waits for idle. */
static void show_agent(struct juju *juju, struct unit *u)
{
	bool running = u->phase == UNIT_RUNNING;

	if (u->phase == UNIT_ALLOCATING)
		status_set(&u->agent, "allocating", NULL, juju->wall);
	else if (u->phase == UNIT_STOPPING)
		status_set(&u->agent, "executing", "running stop hook", juju->wall);
	else if (u->task)
		status_set(&u->agent, "executing", "running action", juju->wall);
	else if (!running || u->busy_by > juju->now || u->starting || u->due)
		status_set(&u->agent, "executing", u->doing, juju->wall);
	else
		status_set(&u->agent, "idle", NULL, juju->wall);
}

/* The status is shown before the phase changes: u may be gone afterwards. */
static void unit_turn(struct juju *juju, struct juju_model *m, struct app *app, struct unit *u)
{
	if (u->phase == UNIT_RUNNING && !u->task && u->update_by <= juju->now) {
		u->update_by = juju->now + UPDATE_STATUS_MS;
		hook_unit(juju, m, app, u);
	}
	show_agent(juju, u);
	if (u->due && u->due <= juju->now)
		next_phase(juju, m, app, u); /* may free u */
}

/* ---- Applications ---- */

/* The lowest number that is there; being leader wakes the hooks of all units, which may have waited for one. */
static void elect(struct juju *juju, struct juju_model *m, struct app *app)
{
	if (app->leader >= 0 || app->leader_by > juju->now)
		return;
	for (size_t i = 0; i < app->units && app->leader < 0; i++)
		if (app->unit[i]->phase != UNIT_ALLOCATING && app->unit[i]->phase != UNIT_STOPPING)
			app->leader = app->unit[i]->number;
	if (app->leader >= 0)
		hook_app(juju, m, app);
}

/* True without units: the caller has excluded that case. */
static bool all_active(const struct app *app)
{
	for (size_t i = 0; i < app->units; i++)
		if (!str_same(app->unit[i]->workload.current, "active"))
			return false;
	return true;
}

/* The application's status follows its units LAG_MS late, as with a real controller, so that a wizard that judges by it alone is caught. */
static void show_app(struct juju *juju, struct app *app)
{
	const struct unit *leader = app_leader(app);
	const char *want = !app->units ? "unknown" : all_active(app) ? "active" : "waiting";

	if (str_same(want, app->status.current)) {
		app->lag_current = NULL;
		/* The leader's message ("Primary") is the application's, too. */
		if (str_same(want, "active") && leader)
			status_set(&app->status, "active", leader->workload.message, juju->wall);
		return;
	}
	if (!str_same(want, app->lag_current)) {
		app->lag_current = want;
		app->lag_by = juju->now + LAG_MS;
	}
	/* A unit that is not active makes the application "waiting, installing agent", whatever it really
	 * waits for (facts/charms.md 1.3). */
	if (app->lag_by <= juju->now)
		status_set(&app->status, want, str_same(want, "waiting") ? "installing agent" : NULL, juju->wall);
}

/* Peers do not count: they go with the application. */
static bool has_relations(const struct juju_model *m, const struct app *app)
{
	for (size_t i = 0; i < m->relations; i++)
		if (!m->relation[i]->peer &&
		    (str_same(m->relation[i]->provider.app, app->name) || str_same(m->relation[i]->requirer.app, app->name)))
			return true;
	return false;
}

/* Nothing refers to the application any more. The database goes with its storage, else it stays on the cluster as a volume would. */
static void forget(struct juju *juju, struct juju_model *m, struct app *app)
{
	if (app->charm->kind == CHARM_POSTGRESQL && app->left_database && app->destroy_storage && juju->green_owner == app->serial)
		sandbox_drop_database(juju->sb, SB_GREEN, app->left_database, NULL, order_answered, order_new(juju, NULL));
	if (juju->green_owner == app->serial)
		juju->green_owner = 0;
	if (app->side >= 0) {
		juju->side_owner[app->side] = 0;
		sandbox_app_serve(juju->sb, app->side, APP_GONE, "");
		juju->served[app->side] = APP_GONE;
	}
	for (size_t i = m->relations; i-- > 0;)
		if (m->relation[i]->peer && str_same(m->relation[i]->provider.app, app->name))
			relation_drop(m, m->relation[i]);
	app_drop(m, app);
}

/* The application is dying and still listed: units stop and relations break, and app_turn drops it after the last of them. */
void agent_remove(struct juju *juju, struct juju_model *m, struct app *app)
{
	app->dying = true;
	app->scale = 0;
	for (size_t i = 0; i < app->units; i++)
		stop_unit(juju, app->unit[i]);
	for (size_t i = 0; i < m->relations; i++)
		if (!m->relation[i]->peer &&
		    (str_same(m->relation[i]->provider.app, app->name) || str_same(m->relation[i]->requirer.app, app->name)))
			agent_unrelate(juju, m, m->relation[i]);
}

/* Backwards, since a unit may leave the array. */
static void app_turn(struct juju *juju, struct juju_model *m, struct app *app)
{
	for (size_t i = app->units; i-- > 0;)
		unit_turn(juju, m, app, app->unit[i]);
	elect(juju, m, app);
	show_app(juju, app);
	if (app->dying && !app->units && !has_relations(m, app))
		forget(juju, m, app);
}

/* The hook runs in the next turn instead of at the next update-status: a change of configuration makes a charm look again at once
 * (facts/charms.md 1.4). */
void agent_config_changed(struct juju *juju, struct app *app)
{
	for (size_t i = 0; i < app->units; i++)
		if (app->unit[i]->phase == UNIT_RUNNING) {
			app->unit[i]->busy_by = juju->now + HOOK_MS;
			app->unit[i]->update_by = juju->now;
			app->unit[i]->doing = "running config-changed hook";
		}
}

/* ---- Relations ---- */

/* The agents of one end are busy for as long as a hook takes. A SAAS has none. */
static void end_busy(struct juju *juju, struct juju_model *m, const char *name, const char *doing)
{
	struct app *app = app_find(m, name);

	for (size_t i = 0; app && i < app->units; i++)
		if (app->unit[i]->phase == UNIT_RUNNING) {
			app->unit[i]->busy_by = juju->now + HOOK_MS;
			app->unit[i]->doing = doing;
		}
}

/* A relation to a PostgreSQL that is not active yet fails and stays failed until it is removed. */
void agent_related(struct juju *juju, struct juju_model *m, struct relation *r)
{
	struct app *pg = app_find(m, r->provider.app);
	struct unit *leader = pg ? app_leader(pg) : NULL;

	r->due = juju->now + JOIN_MS;
	if (pg && pg->charm->kind == CHARM_POSTGRESQL && str_same(r->interface, "postgresql_client") &&
	    !(leader && str_same(leader->workload.current, "active")))
		/* Integrating before PostgreSQL is active fails more often than not (facts/charms.md 2.4); here it always does. */
		r->database = DB_FAILED;
	end_busy(juju, m, r->provider.app, "running relation-created hook");
	end_busy(juju, m, r->requirer.app, "running relation-created hook");
}

/* A dying relation is listed like a live one until it is gone (facts/juju.md 1.5), and a new one in its place is refused. */
void agent_unrelate(struct juju *juju, struct juju_model *m, struct relation *r)
{
	if (r->dying)
		return;
	r->dying = true;
	r->due = juju->now + BREAK_MS;
	end_busy(juju, m, r->provider.app, "running relation-broken hook");
	end_busy(juju, m, r->requirer.app, "running relation-broken hook");
}

/* Both ends' hooks run when the relation is joined and when it is gone; in between only its database changes. */
static void relation_turn(struct juju *juju, struct juju_model *m, struct relation *r)
{
	if (r->due && r->due <= juju->now) {
		struct app *provider = app_find(m, r->provider.app), *requirer = app_find(m, r->requirer.app);

		r->due = 0;
		if (r->dying) {
			database_gone(juju, m, r);
			relation_drop(m, r);
		}
		if (provider)
			hook_app(juju, m, provider);
		if (requirer)
			hook_app(juju, m, requirer);
		return;
	}
	database_turn(juju, m, r);
}

/* Relations before applications before tasks, so that the hooks see the relations of the same turn. Traffic last: it depends on all of
 * them. The loops go backwards, since a relation or an application may be dropped in its turn. */
void agent_turn(struct juju *juju)
{
	for (size_t i = 0; i < juju->world.models; i++) {
		struct juju_model *m = juju->world.model[i];

		for (size_t k = m->relations; k-- > 0;)
			relation_turn(juju, m, m->relation[k]);
		for (size_t k = m->apps; k-- > 0;)
			app_turn(juju, m, m->app[k]);
		task_turn(juju, m);
	}
	traffic_turn(juju);
}
