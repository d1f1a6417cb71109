/* The objects of the controller: how each is made, found and dropped. The rules of juju and of the charms are not here: the commands
 * (command_*.c) and the agent (agent.c, hooks.c) hold them. Applications and SAAS are kept sorted by name and units by number, since
 * juju prints maps sorted; relations, offers, secrets and operations stay in the order in which they were made. state_offers.c has SAAS,
 * offers and secrets. */
#include "config.h"

#include "sandbox/juju/state.h"

#include <sys/random.h>

#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "sandbox/juju/state_list.h"

/* From the kernel and not from rand(): passwords of databases are made of it. */
void random_text(char *out, size_t n, enum random_alphabet alphabet)
{
	unsigned char byte;

	for (size_t i = 0; i < n; i++) {
		if (getrandom(&byte, 1, 0) != 1)
			mem_die("no random bytes");
		out[i] = "0123456789abcdefghijklmnopqrstuv"[byte & (alphabet == RANDOM_HEX ? 15 : 31)];
	}
	out[n] = '\0';
}

/* The two fixed digits are the version (4) and the variant (8) of RFC 4122. */
char *random_uuid(void)
{
	char hex[33];

	random_text(hex, 32, RANDOM_HEX);
	return mem_printf("%.8s-%.4s-4%.3s-8%.3s-%.12s", hex, hex + 8, hex + 13, hex + 17, hex + 20);
}

/* A charm that sets the same status again does not move since, as with juju. An empty message is none. */
void status_set(struct status *s, const char *current, const char *message, int64_t wall)
{
	if (message && !*message)
		message = NULL;
	if (str_same(s->current, current) && str_same(s->message, message))
		return;
	s->current = current;
	mem_set(&s->message, message);
	s->since = wall;
}

/* ---- Models ---- */

/* 3.6 is the release whose output the stand-in prints (facts/juju.md 0). */
void world_init(struct world *w)
{
	*w = (struct world){ .controller = "train", .user = "admin", .version = "3.6.27" };
}

/* Ids of operations begin at 1, as with juju 3 (facts/juju.md 3.1). */
struct juju_model *juju_model_add(struct world *w, const char *owner, const char *name, int64_t wall)
{
	struct juju_model *m = mem_zalloc(1, sizeof(*m));

	m->owner = mem_dup(owner);
	m->name = mem_dup(name);
	m->uuid = random_uuid();
	m->since = wall;
	m->next_task = 1;
	list_push(w->model, w->models, m);
	return m;
}

struct juju_model *juju_model_find(const struct world *w, const char *owner, const char *name)
{
	for (size_t i = 0; i < w->models; i++)
		if (str_same(w->model[i]->owner, owner) && str_same(w->model[i]->name, name))
			return w->model[i];
	return NULL;
}

/* ---- Units ---- */

static void unit_free(struct unit *u)
{
	free(u->workload.message);
	free(u->agent.message);
	free(u->version);
	free(u);
}

/* By number and not by index: after a scale-down and a scale-up the two differ. */
struct unit *unit_find(const struct app *app, int number)
{
	for (size_t i = 0; i < app->units; i++)
		if (app->unit[i]->number == number)
			return app->unit[i];
	return NULL;
}

/* A StatefulSet fills its numbers from below. The new unit is moved to its place among the numbers. */
struct unit *unit_add(struct app *app, int64_t wall)
{
	struct unit *u = mem_zalloc(1, sizeof(*u));
	size_t at;

	while (unit_find(app, u->number))
		u->number++;
	u->cluster = -1;
	u->created = wall;
	status_set(&u->workload, "waiting", "installing agent", wall);
	status_set(&u->agent, "allocating", NULL, wall);
	list_push(app->unit, app->units, u);
	for (at = app->units - 1; at > 0 && app->unit[at - 1]->number > u->number; at--) {
		app->unit[at] = app->unit[at - 1];
		app->unit[at - 1] = u;
	}
	return u;
}

/* A leader that is dropped leaves the application without one until the next election. */
void unit_drop(struct app *app, struct unit *u)
{
	if (app->leader == u->number)
		app->leader = -1;
	list_drop(app->unit, app->units, u);
	unit_free(u);
}

/* NULL between two elections. */
struct unit *app_leader(const struct app *app)
{
	return app->leader < 0 ? NULL : unit_find(app, app->leader);
}

/* One serving unit is enough: all units answer behind one service address. */
bool app_serving(const struct app *app)
{
	for (size_t i = 0; i < app->units; i++)
		if (app->unit[i]->serving)
			return true;
	return false;
}

/* ---- Applications ---- */

/* juju makes a peer relation with the application and lists it like any other. */
static void add_peers(struct world *w, struct juju_model *m, const struct app *app)
{
	for (const struct charm_endpoint *e = app->charm->endpoint; e->name; e++)
		if (e->role == ROLE_PEER)
			relation_add(w, m, app->name, e->name, app->name, e->name, e->interface)->peer = true;
}

/* Cluster addresses are made from the name, so that a training looks the same the next day. */
static char *cluster_address(const char *model, const char *name)
{
	uint32_t sum = 5381;

	for (const char *c = model; *c; c++)
		sum = sum * 33 + (unsigned char)*c;
	for (const char *c = name; *c; c++)
		sum = sum * 33 + (unsigned char)*c;
	return mem_printf("10.152.183.%u", 2 + sum % 250);
}

/* The new application is moved to its place among the names. */
struct app *app_add(struct world *w, struct juju_model *m, const char *name, const struct charm *charm, int revision, const char *channel,
                    int64_t wall)
{
	struct app *app = mem_zalloc(1, sizeof(*app));
	size_t at;

	app->serial = ++w->serial;
	app->name = mem_dup(name);
	app->charm = charm;
	app->revision = revision;
	app->channel = mem_dup(channel);
	app->provider_id = random_uuid();
	app->address = cluster_address(m->name, name);
	app->leader = app->side = -1;
	status_set(&app->status, "waiting", "installing agent", wall);
	list_push(m->app, m->apps, app);
	for (at = m->apps - 1; at > 0 && strcmp(m->app[at - 1]->name, name) > 0; at--) {
		m->app[at] = m->app[at - 1];
		m->app[at - 1] = app;
	}
	add_peers(w, m, app);
	return app;
}

static void backups_free(struct app *app)
{
	for (size_t i = 0; i < app->backups; i++) {
		free(app->backup[i].lsn_start);
		free(app->backup[i].lsn_stop);
		free(app->backup[i].error);
		free(app->backup[i].path);
	}
	free(app->backup);
}

static void app_free(struct app *app)
{
	for (size_t i = 0; i < app->units; i++)
		unit_free(app->unit[i]);
	for (size_t i = 0; i < app->settings; i++) {
		free(app->setting[i].key);
		free(app->setting[i].value);
	}
	backups_free(app);
	free(app->unit);
	free(app->setting);
	free(app->name);
	free(app->channel);
	free(app->provider_id);
	free(app->address);
	free(app->status.message);
	free(app->version);
	free(app->migrated);
	free(app->left_database);
	free(app);
}

void app_backup_add(struct app *app, const struct backup *b)
{
	list_push(app->backup, app->backups, *b);
}

void app_drop(struct juju_model *m, struct app *app)
{
	list_drop(m->app, m->apps, app);
	app_free(app);
}

struct app *app_find(const struct juju_model *m, const char *name)
{
	for (size_t i = 0; i < m->apps; i++)
		if (str_same(m->app[i]->name, name))
			return m->app[i];
	return NULL;
}

/* For answers that come later: a name may belong to another application by then, a serial never does. */
struct app *app_by_serial(const struct world *w, int64_t serial, struct juju_model **in)
{
	for (size_t i = 0; i < w->models; i++)
		for (size_t k = 0; k < w->model[i]->apps; k++)
			if (w->model[i]->app[k]->serial == serial) {
				if (in)
					*in = w->model[i];
				return w->model[i]->app[k];
			}
	return NULL;
}

/* A value that the user set wins over the charm's default. */
const char *app_setting(const struct app *app, const char *key)
{
	const struct charm_option *o = charm_option(app->charm, key);

	for (size_t i = 0; i < app->settings; i++)
		if (str_same(app->setting[i].key, key))
			return app->setting[i].value;
	return o ? o->value : NULL;
}

bool app_setting_is_user(const struct app *app, const char *key)
{
	for (size_t i = 0; i < app->settings; i++)
		if (str_same(app->setting[i].key, key))
			return true;
	return false;
}

/* The order of the settings has no meaning, so the last one fills the gap of one that is reset. */
void app_set(struct app *app, const char *key, const char *value)
{
	size_t i = 0;

	while (i < app->settings && !str_same(app->setting[i].key, key))
		i++;
	if (i < app->settings && value) {
		mem_set(&app->setting[i].value, value);
	} else if (i < app->settings) {
		free(app->setting[i].key);
		free(app->setting[i].value);
		app->setting[i] = app->setting[--app->settings];
	} else if (value) {
		list_push(app->setting, app->settings, ((struct setting){ mem_dup(key), mem_dup(value) }));
	}
}

/* ---- Relations ---- */

/* The caller replaces interface where it is borrowed from a SAAS (command_relations.c). */
struct relation *relation_add(struct world *w, struct juju_model *m, const char *papp, const char *pend, const char *rapp, const char *rend,
                              const char *interface)
{
	struct relation *r = mem_zalloc(1, sizeof(*r));

	r->id = m->next_relation++;
	r->serial = ++w->serial;
	r->provider = (struct end){ mem_dup(papp), mem_dup(pend) };
	r->requirer = (struct end){ mem_dup(rapp), mem_dup(rend) };
	r->interface = interface;
	r->remote = saas_find(m, papp) || saas_find(m, rapp);
	r->cluster = -1;
	list_push(m->relation, m->relations, r);
	return r;
}

static void relation_free(struct relation *r)
{
	free(r->provider.app);
	free(r->provider.endpoint);
	free(r->requirer.app);
	free(r->requirer.endpoint);
	free(r->dbname);
	free(r->role);
	free(r->secret_id);
	free(r);
}

void relation_drop(struct juju_model *m, struct relation *r)
{
	list_drop(m->relation, m->relations, r);
	relation_free(r);
}

/* An application may have several endpoints and an endpoint's name several applications, so both are compared. */
static bool is_end(const struct end *e, const char *app, const char *endpoint)
{
	return str_same(e->app, app) && str_same(e->endpoint, endpoint);
}

struct relation *relation_find(const struct juju_model *m, const char *app, const char *endpoint, const char *other,
                               const char *other_endpoint)
{
	for (size_t i = 0; i < m->relations; i++) {
		struct relation *r = m->relation[i];

		if ((is_end(&r->provider, app, endpoint) && is_end(&r->requirer, other, other_endpoint)) ||
		    (is_end(&r->requirer, app, endpoint) && is_end(&r->provider, other, other_endpoint)))
			return r;
	}
	return NULL;
}

/* Dying relations are left out: the charms act as if such a relation were gone. */
struct relation *relation_of(const struct juju_model *m, const char *app, const char *endpoint)
{
	for (size_t i = 0; i < m->relations; i++)
		if (!m->relation[i]->dying &&
		    (is_end(&m->relation[i]->provider, app, endpoint) || is_end(&m->relation[i]->requirer, app, endpoint)))
			return m->relation[i];
	return NULL;
}

struct relation *relation_by_serial(const struct world *w, int64_t serial, struct juju_model **in)
{
	for (size_t i = 0; i < w->models; i++)
		for (size_t k = 0; k < w->model[i]->relations; k++)
			if (w->model[i]->relation[k]->serial == serial) {
				if (in)
					*in = w->model[i];
				return w->model[i]->relation[k];
			}
	return NULL;
}

/* Dying relations count, as they do for juju's limit of an endpoint. */
int relation_count(const struct juju_model *m, const char *app, const char *endpoint)
{
	int n = 0;

	for (size_t i = 0; i < m->relations; i++)
		n += is_end(&m->relation[i]->provider, app, endpoint) || is_end(&m->relation[i]->requirer, app, endpoint);
	return n;
}

/* ---- Operations ---- */

struct operation *operation_add(struct juju_model *m, const char *action, int64_t wall)
{
	struct operation *op = mem_zalloc(1, sizeof(*op));

	op->id = m->next_task++;
	op->action = mem_dup(action);
	op->parameters = json_object();
	op->enqueued = wall;
	list_push(m->operation, m->operations, op);
	return op;
}

struct task *task_add(struct juju_model *m, struct operation *op, const char *app, int unit, int64_t wall)
{
	struct task *t = mem_zalloc(1, sizeof(*t));

	t->id = m->next_task++;
	t->app = mem_dup(app);
	t->unit = unit;
	t->enqueued = wall;
	t->results = json_object();
	list_push(op->task, op->tasks, t);
	return t;
}

/* A task's id is unique within its model, so all operations are searched. */
struct task *task_find(const struct juju_model *m, int64_t id, struct operation **of)
{
	for (size_t i = 0; i < m->operations; i++)
		for (size_t k = 0; k < m->operation[i]->tasks; k++)
			if (m->operation[i]->task[k]->id == id) {
				if (of)
					*of = m->operation[i];
				return m->operation[i]->task[k];
			}
	return NULL;
}

const char *task_status_text(enum task_status status)
{
	static const char *const text[] = {
		[TASK_PENDING] = "pending",     [TASK_RUNNING] = "running",   [TASK_COMPLETED] = "completed", [TASK_FAILED] = "failed",
		[TASK_CANCELLED] = "cancelled", [TASK_ABORTING] = "aborting", [TASK_ABORTED] = "aborted",
	};

	return text[status];
}

/* TASK_ABORTING counts as finished, as in juju's own code that waits. */
bool task_finished(const struct task *t)
{
	return t->status != TASK_PENDING && t->status != TASK_RUNNING;
}

/* A command that waits for the task prints the line in its next turn. */
void task_log(struct task *t, int64_t wall, const char *text)
{
	list_push(t->line, t->lines, ((struct task_line){ wall, mem_dup(text) }));
}

static void operation_free(struct operation *op)
{
	for (size_t i = 0; i < op->tasks; i++) {
		struct task *t = op->task[i];

		for (size_t k = 0; k < t->lines; k++)
			free(t->line[k].text);
		free(t->line);
		free(t->app);
		free(t->message);
		json_free(t->results);
		free(t);
	}
	free(op->task);
	free(op->action);
	free(op->fail);
	json_free(op->parameters);
	free(op);
}

static void model_free(struct juju_model *m)
{
	for (size_t i = 0; i < m->apps; i++)
		app_free(m->app[i]);
	for (size_t i = 0; i < m->relations; i++)
		relation_free(m->relation[i]);
	while (m->saases)
		saas_drop(m, m->saas[m->saases - 1]);
	while (m->offers)
		offer_drop(m, m->offer[m->offers - 1]);
	while (m->secrets)
		secret_drop(m, m->secret[m->secrets - 1]);
	for (size_t i = 0; i < m->operations; i++)
		operation_free(m->operation[i]);
	free(m->app);
	free(m->relation);
	free(m->saas);
	free(m->offer);
	free(m->secret);
	free(m->operation);
	free(m->owner);
	free(m->name);
	free(m->uuid);
	free(m);
}

/* Safe on a zeroed world. */
void world_release(struct world *w)
{
	for (size_t i = 0; i < w->models; i++)
		model_free(w->model[i]);
	free(w->model);
	*w = (struct world){ 0 };
}
