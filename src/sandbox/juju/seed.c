/* The world in which a training begins: blue in use in model iam, an iam-green beside it with nothing but an S3 integrator of its own, and
 * the two ingresses that a model core offers. setup.c has made the databases already; here they are entered in the controller's state. */
#include "config.h"

#include "sandbox/juju/agent.h"

#include "base/mem.h"
#include "base/str.h"
#include "sandbox/product/products.h"

/* An application that exists when a training begins. */
struct seed_app {
	const char *name, *charm, *channel;
	int revision, units;
};

/* Revision 406 runs Kratos 1.0.0. Kratos and PostgreSQL have two units, so that a training has a unit without the lead and a replica. */
static const struct seed_app blue_apps[] = {
	{ "kratos", "kratos", "0.2/stable", 406, 2 },
	{ "login-ui", "identity-platform-login-ui-operator", "0.2/stable", 105, 1 },
	{ "postgresql", "postgresql-k8s", "14/stable", 495, 2 },
	{ "s3-integrator", "s3-integrator", "latest/stable", 77, 1 },
	{ "self-signed-certificates", "self-signed-certificates", "latest/stable", 155, 1 },
};

/* The order gives the ids, from SB_BLUE_RELATION on: that is the id in the name of blue's database role, so the database's relation has
 * to be the first. */
static const struct {
	const char *papp, *pend, *rapp, *rend;
} blue_relations[] = {
	{ "postgresql", "database", "kratos", "pg-database" },
	{ "traefik-public", "ingress", "kratos", "public-ingress" },
	{ "traefik-admin", "ingress", "kratos", "admin-ingress" },
	{ "kratos", "kratos-info", "login-ui", "kratos-info" },
	{ "login-ui", "ui-endpoint-info", "kratos", "ui-endpoint-info" },
	{ "traefik-public", "ingress", "login-ui", "ingress" },
	{ "s3-integrator", "s3-credentials", "postgresql", "s3-parameters" },
	{ "self-signed-certificates", "certificates", "postgresql", "certificates" },
};

/* An option that holds JSON, quotes and all: copying blue's configuration to green has to bring it there unharmed. */
#define IDENTITY_SCHEMAS \
	"{\"user_v0\": {\"$id\": \"https://schemas.canonical.com/presets/kratos/user_v0.json\", \"type\": \"object\", \"properties\": " \
	"{\"traits\": {\"type\": \"object\", \"properties\": {\"email\": {\"type\": \"string\", \"format\": \"email\"}}}}}}"

/* Running and active from the first moment, without the hooks that a deployment goes through. */
static struct app *seed_app(struct juju *juju, struct juju_model *m, const struct seed_app *s)
{
	const struct charm *charm = charm_find(s->charm);
	struct app *app = app_add(&juju->world, m, s->name, charm, s->revision, s->channel, juju->wall);
	const char *version = charm_revision(charm, s->revision)->version;

	app->scale = s->units;
	app->leader = 0;
	app->trusted = charm->kind != CHARM_OTHER;
	mem_set(&app->version, version);
	status_set(&app->status, "active", NULL, juju->wall);
	for (int i = 0; i < s->units; i++) {
		struct unit *u = unit_add(app, juju->wall);

		u->phase = UNIT_RUNNING;
		mem_set(&u->version, version);
		status_set(&u->workload, "active", NULL, juju->wall);
		status_set(&u->agent, "idle", NULL, juju->wall);
	}
	return app;
}

/* Both models consume the same two offers: only one side may be related to them at a time (facts/charms.md 3). */
static void seed_ingress(struct juju *juju, struct juju_model *m)
{
	saas_add(m, "traefik-public", "train:admin/core.traefik-public", "ingress", "ingress", ROLE_PROVIDER, juju->wall);
	saas_add(m, "traefik-admin", "train:admin/core.traefik-admin", "ingress", "ingress", ROLE_PROVIDER, juju->wall);
}

/* Each PostgreSQL needs a path of its own, or it finds the backups of another cluster (facts/charms.md 2.2). */
static void seed_s3(struct app *app, const char *path)
{
	app_set(app, "bucket", "iam-backups");
	app_set(app, "endpoint", "https://s3.training.internal");
	app_set(app, "path", path);
}

/* The cookie secret is random in each training and cannot be given to green, as with the charm (facts/charms.md 1.7). */
static void seed_kratos(struct juju *juju, struct juju_model *m, struct app *app)
{
	static const char schemas[] = IDENTITY_SCHEMAS;
	struct juju_secret *s = secret_add(m, app->name, "cookie_secret", juju->wall);
	struct secret cookie = { 0 };
	char text[33];

	random_text(text, 32, RANDOM_HEX);
	secret_set(&cookie, text, 32);
	juju_secret_put(s, "cookiesecret", &cookie);
	secret_release(&cookie);
	secret_wipe(text, sizeof(text));
	app_set(app, "log_level", "info");
	app_set(app, "dev", "false");
	app_set(app, "identity_schemas", schemas);
	app_set(app, "default_identity_schema_id", "user_v0");
	app->side = SB_APP_BLUE;
	juju->side_owner[SB_APP_BLUE] = app->serial;
	for (size_t i = 0; i < app->units; i++) {
		app->unit[i]->port = juju->sb->port[SB_APP_BLUE];
		app->unit[i]->serving = true;
	}
}

/* Unit 0 is the primary, unit 1 its streaming replica. */
static void seed_postgresql(struct juju *juju, struct app *app)
{
	for (size_t i = 0; i < app->units; i++) {
		app->unit[i]->cluster = i ? SB_STANDBY : SB_BLUE;
		app->unit[i]->port = sandbox_cluster_port(juju->sb, i ? SB_STANDBY : SB_BLUE);
	}
	status_set(&app->unit[0]->workload, "active", "Primary", juju->wall);
	status_set(&app->status, "active", "Primary", juju->wall);
}

/* Blue's database was made with the sandbox: here its relation gets the names, the secret and the state that a charm would have left. */
static void seed_database(struct juju *juju, struct juju_model *m, struct relation *r, struct app *app)
{
	const struct sandbox_database *db = &juju->sb->database[SB_APP_BLUE];
	struct juju_secret *s = secret_add(m, "postgresql", "database.4.user.secret", juju->wall);
	struct secret user = { 0 };

	secret_set(&user, db->role, strlen(db->role));
	juju_secret_put(s, "username", &user);
	juju_secret_put(s, "password", &db->password);
	secret_release(&user);
	r->database = DB_READY;
	/* Blue's first migration was the sandbox's: the charm must not begin another. */
	r->auto_migrated = true;
	r->cluster = db->cluster;
	r->dbname = mem_dup(db->name);
	r->role = mem_dup(db->role);
	r->secret_id = mem_dup(s->id);
	mem_set(&app->migrated, app->version);
	app->migrated_relation = r->id;
}

/* The requirer of every relation in the table is an application with a charm, unlike the provider. */
static const char *interface_of(const struct juju_model *m, const char *app, const char *endpoint)
{
	return charm_endpoint(app_find(m, app)->charm, endpoint)->interface;
}

/* The traffic is on blue from the start, so the relation that holds it is noted here. */
static void seed_relations(struct juju *juju, struct juju_model *m)
{
	m->next_relation = SB_BLUE_RELATION;
	for (size_t i = 0; i < mem_count(blue_relations); i++) {
		struct relation *r = relation_add(&juju->world, m, blue_relations[i].papp, blue_relations[i].pend, blue_relations[i].rapp,
		                                  blue_relations[i].rend, interface_of(m, blue_relations[i].rapp, blue_relations[i].rend));

		if (i == 0)
			seed_database(juju, m, r, app_find(m, "kratos"));
		if (str_same(r->requirer.endpoint, "public-ingress"))
			juju->routed = r->serial;
	}
}

/* Peer relations are made with their applications, before the others: they take ids from above, so that SB_BLUE_RELATION stays free. */
#define FIRST_PEER 20

/* The ids of relations are set twice: peers begin at FIRST_PEER, the table at SB_BLUE_RELATION. */
void agent_seed(struct juju *juju)
{
	static const struct seed_app green_s3 = { "s3-integrator", "s3-integrator", "latest/stable", 77, 1 };
	struct juju_model *blue, *green;
	int after_peers;

	world_init(&juju->world);
	blue = juju_model_add(&juju->world, "admin", "iam", juju->wall);
	green = juju_model_add(&juju->world, "admin", "iam-green", juju->wall);
	blue->next_relation = FIRST_PEER;
	for (size_t i = 0; i < mem_count(blue_apps); i++)
		seed_app(juju, blue, &blue_apps[i]);
	after_peers = blue->next_relation;
	seed_ingress(juju, blue);
	seed_kratos(juju, blue, app_find(blue, "kratos"));
	seed_postgresql(juju, app_find(blue, "postgresql"));
	seed_s3(app_find(blue, "s3-integrator"), "/iam");
	seed_relations(juju, blue);
	/* New relations go on behind the peers: no id is given twice. */
	blue->next_relation = after_peers;
	seed_ingress(juju, green);
	seed_s3(seed_app(juju, green, &green_s3), "/iam-green");
	/* setup.c has given the health endpoints these answers already. */
	juju->served[SB_APP_BLUE] = APP_SERVING;
	mem_set(&juju->served_version[SB_APP_BLUE], version_release(app_find(blue, "kratos")->version));
	juju->served[SB_APP_GREEN] = APP_GONE;
	mem_set(&juju->served_version[SB_APP_GREEN], "");
}
