/* What the charms do when a hook runs: the product (tracks 0.2 to 0.4) and PostgreSQL 14; all others are active as soon as they
 * run. Status texts and their conditions are those of facts/charms.md 1.3 and 2.1. A hook may run at any time and decides by the
 * state alone what is to be done, so running it twice does no harm. */
#include "config.h"

#include "sandbox/juju/agent.h"

#include "base/mem.h"
#include "base/str.h"

/* Tags of images carry the v, releases of the product do not. "" for an unknown version. */
const char *version_release(const char *version)
{
	return version && *version == 'v' ? version + 1 : version ? version : "";
}

/* Blue's and green's clusters are the two that take writes; the standby and a unit without a cluster do not. */
struct unit *postgresql_primary(const struct app *app)
{
	for (size_t i = 0; i < app->units; i++)
		if (app->unit[i]->cluster == SB_BLUE || app->unit[i]->cluster == SB_GREEN)
			return app->unit[i];
	return NULL;
}

/* A dying relation does not count: the charm loses its database when the relation begins to break. */
struct relation *product_database(const struct juju_model *m, const struct app *app)
{
	return relation_of(m, app->name, app->charm->product->database);
}

/* As the charm compares: the version in its peer data, kept by relation id, against the version that the program in the pod prints. */
bool product_is_migrated(const struct juju_model *m, const struct app *app, const struct unit *u)
{
	const struct relation *r = product_database(m, app);

	return r && app->migrated && app->migrated_relation == r->id && str_same(app->migrated, u->version);
}

/* ---- The product ---- */

/* The answer to start_service. The unit becomes active only now, when the service has found its database and its network. */
static void started(struct juju *juju, const struct order *o, const struct sandbox_result *result)
{
	struct juju_model *m;
	struct app *app = app_by_serial(&juju->world, o->app, &m);
	struct unit *u = app ? unit_find(app, o->unit) : NULL;

	if (!u || u->phase != UNIT_RUNNING || !u->starting)
		return;
	u->starting = false;
	if (!result->ok) {
		status_set(&u->workload, "blocked", "Failed to restart, please consult the logs", juju->wall);
		return;
	}
	/* The relation may have changed while the service started; the next hook decides what is to be done then. */
	if (!product_is_migrated(m, app, u))
		return;
	u->serving = true;
	status_set(&u->workload, "active", NULL, juju->wall);
}

/* starting keeps the next hook from starting the service a second time. */
static void start_service(struct juju *juju, struct app *app, struct unit *u, const struct relation *r)
{
	struct order *o = order_new(juju, started);

	o->app = app->serial;
	o->unit = u->number;
	u->starting = true;
	sandbox_first_start(juju->sb, r->cluster, r->dbname, order_answered, o);
}

/* The answer to auto_migrate. The order's unit holds the relation's id: the charm records a migration for that relation only. */
static void auto_migrated(struct juju *juju, const struct order *o, const struct sandbox_result *result)
{
	struct juju_model *m;
	struct app *app = app_by_serial(&juju->world, o->app, &m);

	if (!app)
		return;
	app->migrating = false;
	app->migration_failed = !result->ok;
	if (result->ok) {
		mem_set(&app->migrated, o->version);
		app->migrated_relation = o->unit;
	}
	hook_app(juju, m, app);
}

/* On database-created the leader migrates by itself, once, with the charm's default of 120 s. A later refresh does not migrate. */
static void auto_migrate(struct juju *juju, struct app *app, struct unit *u, struct relation *r)
{
	struct order *o = order_new(juju, auto_migrated);

	o->app = app->serial;
	o->unit = r->id;
	o->version = mem_dup(u->version);
	r->auto_migrated = true;
	app->migrating = true;
	sandbox_migrate(juju->sb, r->cluster, r->dbname, r->role, version_release(u->version), 120000, NULL, order_answered, o);
}

/* The conditions in the charm's order; the first that fails gives the status, and when none fails the service starts. So a blocked unit
 * hides that a migration is needed (facts/charms.md 1.3). */
static void product_hook(struct juju *juju, struct juju_model *m, struct app *app, struct unit *u)
{
	struct relation *r = product_database(m, app);
	bool leader = app->leader == u->number;

	/* Without a database at its own version the service does not run, whatever it did before. */
	if (!r || r->database != DB_READY || !product_is_migrated(m, app, u))
		u->serving = u->starting = false;
	if (!r) {
		status_set(&u->workload, "blocked", "Missing required relation with postgresql", juju->wall);
	} else if (r->database != DB_READY) {
		status_set(&u->workload, "waiting", "Waiting for database creation", juju->wall);
	} else if (!product_is_migrated(m, app, u)) {
		/* Only the leader ran the migration, so only the leader shows that it failed. */
		if (app->migration_failed && leader)
			status_set(&u->workload, "blocked", "Database migration job failed", juju->wall);
		else
			status_set(&u->workload, "waiting",
			           leader ? "Waiting for database migration" : "Unit waiting for leadership to run the migration",
			           juju->wall);
		/* Once for each relation: a refresh to a version with migrations waits for the action (facts/charms.md 1.2). */
		if (leader && !r->auto_migrated && !app->migrating)
			auto_migrate(juju, app, u, r);
	} else if (!u->serving && !u->starting) {
		start_service(juju, app, u, r);
	}
}

/* ---- PostgreSQL and the rest ---- */

/* A relation that was made before PostgreSQL was active stays broken until it is removed (facts/charms.md 2.4, P issue 1011). */
static bool database_relation_failed(const struct juju_model *m, const struct app *app)
{
	for (size_t i = 0; i < m->relations; i++)
		if (str_same(m->relation[i]->provider.app, app->name) && m->relation[i]->database == DB_FAILED && !m->relation[i]->dying)
			return true;
	return false;
}

/* A unit whose server does not run waits for its member, in the charm's own words. */
static void postgresql_hook(struct juju *juju, struct juju_model *m, struct app *app, struct unit *u)
{
	bool primary = u->cluster == SB_BLUE || u->cluster == SB_GREEN;

	if (u->cluster < 0 || !sandbox_cluster_alive(juju->sb, (enum sandbox_cluster)u->cluster))
		status_set(&u->workload, "waiting", "awaiting for member to start", juju->wall);
	else if (app->leader == u->number && database_relation_failed(m, app))
		status_set(&u->workload, "blocked", "Failed to initialize database relation", juju->wall);
	else
		status_set(&u->workload, "active", primary ? "Primary" : NULL, juju->wall);
}

/* An action holds the hooks of its unit back (facts/charms.md 1.4). */
void hook_unit(struct juju *juju, struct juju_model *m, struct app *app, struct unit *u)
{
	if (u->phase != UNIT_RUNNING || u->task)
		return;
	if (app->charm->kind == CHARM_PRODUCT)
		product_hook(juju, m, app, u);
	else if (app->charm->kind == CHARM_POSTGRESQL)
		postgresql_hook(juju, m, app, u);
	else
		status_set(&u->workload, "active", NULL, juju->wall);
}

/* The hooks of all units, as after an election or a change of a relation. */
void hook_app(struct juju *juju, struct juju_model *m, struct app *app)
{
	for (size_t i = 0; i < app->units; i++)
		hook_unit(juju, m, app, app->unit[i]);
}
