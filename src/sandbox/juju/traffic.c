/* From the controller's state to the sandbox's servers: databases are made and dropped, the workload is sent to the application that holds
 * the ingress, and the health endpoints answer by the state of the units. All of it follows from the state in each turn; no command does
 * any of it directly. */
#include "config.h"

#include "sandbox/juju/agent.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

/* ---- The database of a relation ---- */

/* The second value of the secret that make_database made; NULL when the secret was dropped with its relation. */
static const struct secret *relation_password(const struct juju_model *m, const struct relation *r)
{
	const struct juju_secret *s = r->secret_id ? secret_find(m, r->secret_id) : NULL;

	return s ? &s->value[1] : NULL;
}

/* The answer to make_database. A relation that began to break meanwhile is left alone: database_gone cleans up after it. */
static void made(struct juju *juju, const struct order *o, const struct sandbox_result *result)
{
	struct juju_model *m;
	struct relation *r = relation_by_serial(&juju->world, o->relation, &m);
	struct app *app = r ? app_find(m, r->requirer.app) : NULL;

	if (!r || r->dying || !app)
		return;
	r->database = result->ok ? DB_READY : DB_FAILED;
	if (result->ok && app->side >= 0)
		sandbox_app_database(juju->sb, (enum sandbox_app)app->side, (enum sandbox_cluster)r->cluster, r->dbname, r->role,
		                     relation_password(m, r));
	hook_app(juju, m, app);
	if (app_find(m, r->provider.app))
		hook_app(juju, m, app_find(m, r->provider.app));
}

/* The charm's own names: <model>_<app> and relation_id_<id>, credentials in a secret of PostgreSQL's. */
static void make_database(struct juju *juju, struct juju_model *m, struct relation *r, struct app *pg)
{
	struct order *o = order_new(juju, made);
	struct juju_secret *s;
	struct secret user = { 0 }, password = { 0 };
	char text[17], *label = mem_printf("database.%d.user.secret", r->id);

	random_text(text, 16, RANDOM_ID);
	secret_set(&password, text, 16);
	secret_wipe(text, sizeof(text));
	/* Blue and green never have a database of the same name, and green's has a hyphen here (facts/charms.md 1.7). */
	r->dbname = mem_printf("%s_%s", m->name, r->requirer.app);
	r->role = mem_printf("relation_id_%d", r->id);
	secret_set(&user, r->role, strlen(r->role));
	s = secret_add(m, pg->name, label, juju->wall);
	juju_secret_put(s, "username", &user);
	juju_secret_put(s, "password", &password);
	r->secret_id = mem_dup(s->id);
	r->cluster = postgresql_primary(pg)->cluster;
	r->database = DB_ASKED;
	o->relation = r->serial;
	sandbox_create_database(juju->sb, (enum sandbox_cluster)r->cluster, r->dbname, r->role, &password, order_answered, o);
	secret_release(&user);
	secret_release(&password);
	free(label);
}

/* The requirer's leader asks for the database, and PostgreSQL answers while its own leader is active. */
void database_turn(struct juju *juju, struct juju_model *m, struct relation *r)
{
	struct app *pg = app_find(m, r->provider.app), *app = app_find(m, r->requirer.app);
	struct unit *asker = app ? app_leader(app) : NULL, *leader = pg ? app_leader(pg) : NULL;

	if (r->dying || r->due || r->database != DB_NONE || !asker || asker->phase != UNIT_RUNNING || !leader)
		return;
	if (app->charm->kind != CHARM_PRODUCT || pg->charm->kind != CHARM_POSTGRESQL ||
	    !str_same(r->requirer.endpoint, app->charm->product->database))
		return;
	if (postgresql_primary(pg) && str_same(leader->workload.current, "active"))
		make_database(juju, m, r, pg);
}

/* The database stays and its role is dropped, as with the charm. When green's application is removed, or PostgreSQL with its storage, the
 * database is dropped, too. */
void database_gone(struct juju *juju, struct juju_model *m, struct relation *r)
{
	struct app *pg = app_find(m, r->provider.app), *app = app_find(m, r->requirer.app);
	/* A green may be deployed again under the same name, and must not find the rows of the one before. */
	bool drop = (app && app->dying && app->side == SB_APP_GREEN) || (pg && pg->dying && pg->destroy_storage);

	if (!r->dbname)
		return;
	if (drop)
		sandbox_drop_database(juju->sb, (enum sandbox_cluster)r->cluster, r->dbname, r->role, order_answered,
		                      order_new(juju, NULL));
	else
		sandbox_drop_role(juju->sb, (enum sandbox_cluster)r->cluster, r->dbname, r->role, order_answered, order_new(juju, NULL));
	if (pg && !drop)
		mem_set(&pg->left_database, r->dbname);
	if (secret_find(m, r->secret_id))
		secret_drop(m, secret_find(m, r->secret_id));
}

/* ---- The route of the traffic ---- */

/* Two applications on one traefik have identical rules, and the winner is not defined; here the newest relation of an application that
 * serves wins. */
static struct relation *traffic_holder(const struct juju *juju, struct juju_model **in)
{
	struct relation *best = NULL;

	for (size_t i = 0; i < juju->world.models; i++)
		for (size_t k = 0; k < juju->world.model[i]->relations; k++) {
			struct relation *r = juju->world.model[i]->relation[k];
			struct app *app = app_find(juju->world.model[i], r->requirer.app);

			if (!str_same(r->requirer.endpoint, "public-ingress") || !str_same(r->provider.app, "traefik-public") || !app)
				continue;
			/* A relation that is not joined, or whose application does not serve, cannot have the traffic. A dying relation has
			 * it until it is gone. */
			if ((r->due && !r->dying) || !app_serving(app) || !product_database(juju->world.model[i], app) ||
			    (best && best->serial > r->serial))
				continue;
			best = r;
			*in = juju->world.model[i];
		}
	return best;
}

/* The route is set only when the holder changes. It leads to the database, since the workload plays the application itself. */
static void route(struct juju *juju)
{
	struct juju_model *m = NULL;
	struct relation *holder = traffic_holder(juju, &m), *db;
	char *self, *conninfo;

	if ((holder ? holder->serial : 0) == juju->routed)
		return;
	juju->routed = holder ? holder->serial : 0;
	if (!holder) {
		sandbox_route_set(juju->sb, NULL, NULL, NULL, NULL);
		return;
	}
	db = relation_of(m, holder->requirer.app, "pg-database");
	self = mem_printf("%s/%s", m->name, holder->requirer.app);
	conninfo = sandbox_conninfo(juju->sb, (enum sandbox_cluster)db->cluster, db->dbname, db->role);
	if (!sandbox_route_set(juju->sb, self, conninfo, relation_password(m, db), NULL))
		juju->routed = 0; /* tried again in the next turn */
	free(self);
	free(conninfo);
}

/* The application serves as soon as one unit serves, as behind a service address. Only a change is handed on. */
static void health(struct juju *juju, struct app *app)
{
	enum app_state state = app_serving(app) ? APP_SERVING : app->units ? APP_DOWN : APP_GONE;
	const char *version = app->version ? version_release(app->version) : "";

	if (app->side < 0 || (juju->served[app->side] == state && str_same(juju->served_version[app->side], version)))
		return;
	juju->served[app->side] = state;
	mem_set(&juju->served_version[app->side], version);
	sandbox_app_serve(juju->sb, (enum sandbox_app)app->side, state, version);
}

/* Health before the route: users are never sent to an application whose health endpoint is still down. */
void traffic_turn(struct juju *juju)
{
	for (size_t i = 0; i < juju->world.models; i++)
		for (size_t k = 0; k < juju->world.model[i]->apps; k++)
			health(juju, juju->world.model[i]->app[k]);
	route(juju);
}
