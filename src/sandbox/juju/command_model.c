/* Commands about models and the client itself: status, models, show-model, controllers, switch, whoami, version, login, model-config. */
#include "config.h"

#include "sandbox/juju/command.h"

#include "base/mem.h"
#include "codec/json.h"
#include "sandbox/juju/agent.h"
#include "sandbox/juju/status.h"

/* Any UUID will do; it is the same in every training. */
#define CONTROLLER_UUID "f6bcbd57-f5dd-48be-820d-5da61700b5c2"

/* An empty model is a document on stdout and a sentence on stderr, rc 0 (facts/juju.md 1.10). */
int command_status(struct call *c)
{
	struct status_ask ask = {
		.world = &c->juju->world,
		.model = c->model,
		.zone = &c->zone,
		.wall = c->juju->wall,
		.selector = (const char *const *)c->arg,
		.selectors = c->args,
	};
	struct str text;
	int rc;

	/* With --utc or the variable since becomes "2006-01-02 15:04:05Z"; otherwise times are in the client's zone (facts/juju.md 1.3). */
	if (call_has(c, "utc") || str_same(call_env(c, "JUJU_STATUS_ISO_TIME"), "true"))
		ask.times = STATUS_ISO;
	if (call_has(c, "relations") || call_has(c, "integrations"))
		ask.show = STATUS_RELATIONS;
	/* 4.0 has no --watch, so Teal polls in every version. */
	if (call_option(c, "watch"))
		return call_error(c, "the training sandbox does not watch: ask for the status again");
	/* On stderr, while the document goes to stdout: both are rc 0. */
	if (status_is_empty(&ask) && c->args)
		call_info(c, "Nothing matched specified filter.\n");
	else if (status_is_empty(&ask))
		call_info(c, "Model \"%s\" is empty.\n", c->model->name);
	/* json or yaml; the document is the same. */
	if (!str_same(call_format(c), "tabular")) {
		struct json *doc = status_document(&ask);

		rc = call_document(c, doc);
		json_free(doc);
		return rc;
	}
	/* The table would be nothing but its head. */
	if (status_is_empty(&ask))
		return 0;
	str_init(&text, STR_PAGE);
	status_tables(&ask, &text);
	rc = call_text(c, str_text(&text));
	str_release(&text);
	return rc;
}

/* juju prints the age of a model's status in words. */
static void ago(struct call *c, int64_t since, char out[WHEN_TEXT])
{
	/* Whole units, rounded down; beyond a day the date. */
	int64_t s = (c->juju->wall - since) / 1000, n = s < 60 ? s : s < 3600 ? s / 60 : s / 3600;
	const char *unit = s < 60 ? "second" : s < 3600 ? "minute" : "hour";

	if (s < 1)
		snprintf(out, WHEN_TEXT, "just now");
	else if (s >= 86400)
		print_when(since, &c->zone, WHEN_DATE, out);
	else
		snprintf(out, WHEN_TEXT, "%lld %s%s ago", (long long)n, unit, n == 1 ? "" : "s");
}

/* What models and show-model have in common, in the order of show-model (facts/juju.md 4). */
static struct json *model_common(struct call *c, const struct juju_model *m)
{
	struct json *o = json_object(), *status = json_object(), *credential = json_object();
	char *name = mem_printf("%s/%s", m->owner, m->name), when[WHEN_TEXT];

	ago(c, m->since, when);
	json_put_str(o, "name", name);
	json_put_str(o, "short-name", m->name);
	json_put_str(o, "model-uuid", m->uuid);
	/* Kubernetes; machine models are not trained here. */
	json_put_str(o, "model-type", "caas");
	json_put_str(o, "controller-uuid", CONTROLLER_UUID);
	json_put_str(o, "controller-name", c->juju->world.controller);
	json_put_bool(o, "is-controller", false);
	json_put_str(o, "owner", m->owner);
	json_put_str(o, "cloud", "microk8s");
	json_put_str(o, "region", "localhost");
	json_put_str(credential, "name", "microk8s");
	json_put_str(credential, "owner", m->owner);
	json_put_str(credential, "cloud", "microk8s");
	json_put(o, "credential", credential);
	json_put_str(o, "type", "kubernetes");
	json_put_str(o, "life", "alive");
	json_put_str(status, "current", "available");
	/* In words, not a time: "18 hours ago" (facts/juju.md 4, models). */
	json_put_str(status, "since", when);
	json_put(o, "status", status);
	free(name);
	return o;
}

/* A star marks the model that commands without -m work on. */
static int models_table(struct call *c)
{
	const struct world *w = &c->juju->world;
	const char *cell[7 * 9] = { "Model", "Cloud/Region", "Type", "Status", "Units", "Access", "Last connection" };
	char name[8][80], units[8][16];
	struct str text;
	int rc;

	/* The cells are borrowed from these arrays. A training has two models, so eight are enough. */
	for (size_t i = 0; i < w->models && i < 8; i++) {
		size_t n = 0;

		for (size_t k = 0; k < w->model[i]->apps; k++)
			n += w->model[i]->app[k]->units;
		snprintf(name[i], sizeof(name[i]), "%s%s", w->model[i]->name, i == w->current ? "*" : "");
		snprintf(units[i], sizeof(units[i]), "%zu", n);
		memcpy(&cell[7 * (i + 1)],
		       (const char *[]){ name[i], "microk8s/localhost", "kubernetes", "available", units[i], "admin", "just now" },
		       7 * sizeof(*cell));
	}
	str_init(&text, STR_PAGE);
	str_addf(&text, "Controller: %s\n\n", w->controller);
	print_table(&text, cell, w->models + 1, 7, "....r");
	rc = call_text(c, str_text(&text));
	str_release(&text);
	return rc;
}

/* Shape (facts/juju.md 4):
 *
 *   {"models":[{"name":"admin/iam","short-name":"iam","model-uuid":"…","model-type":"caas",…,
 *              "status":{"current":"available","since":"2 minutes ago"},…,"agent-version":"3.6.27"},…],"current-model":"iam"} */
int command_models(struct call *c)
{
	const struct world *w = &c->juju->world;
	struct json *doc = json_object(), *list = json_array();
	int rc;

	if (str_same(call_format(c), "tabular")) {
		json_free(doc);
		json_free(list);
		return models_table(c);
	}
	for (size_t i = 0; i < w->models; i++) {
		struct json *o = model_common(c, w->model[i]);

		json_put_str(o, "access", "admin");
		json_put_str(o, "last-connection", "just now");
		/* 3.x still has it, 4.0 does not. */
		json_put_str(o, "sla-owner", w->model[i]->owner);
		json_put_str(o, "agent-version", w->version);
		json_push(list, o);
	}
	json_put(doc, "models", list);
	json_put_str(doc, "current-model", w->model[w->current]->name);
	rc = call_document(c, doc);
	json_free(doc);
	return rc;
}

/* The member of models plus the users, under the model's short name. */
int command_show_model(struct call *c)
{
	struct world *w = &c->juju->world;
	const char *name = c->args ? c->arg[0] : call_option(c, "m") ? call_option(c, "m") : call_env(c, "JUJU_MODEL");
	struct juju_model *m = name && *name ? call_model(c, name) : w->model[w->current];
	struct json *doc = json_object(), *users = json_object(), *user = json_object(), *o;
	int rc = 1;

	if (m) {
		o = model_common(c, m);
		json_put_str(user, "display-name", w->user);
		json_put_str(user, "access", "admin");
		json_put_str(user, "last-connection", "just now");
		json_put(users, w->user, user);
		json_put(o, "users", users);
		json_put_str(o, "sla", "unsupported");
		json_put_str(o, "agent-version", w->version);
		json_put(doc, m->name, o);
		rc = call_document(c, doc);
	} else {
		json_free(users);
		json_free(user);
	}
	json_free(doc);
	return rc;
}

/* A sandbox has one controller. */
int command_controllers(struct call *c)
{
	const struct world *w = &c->juju->world;
	struct json *doc = json_object(), *all = json_object(), *one = json_object();
	char *model = mem_printf("%s/%s", w->model[w->current]->owner, w->model[w->current]->name);
	int rc;

	json_put_str(one, "current-model", model);
	json_put_str(one, "user", w->user);
	json_put_str(one, "access", "superuser");
	json_put_str(one, "recent-server", "10.152.183.2:17070");
	json_put_str(one, "uuid", CONTROLLER_UUID);
	json_put_str(one, "cloud", "microk8s");
	json_put_str(one, "region", "localhost");
	json_put_str(one, "type", "kubernetes");
	json_put_str(one, "agent-version", w->version);
	json_put(all, w->controller, one);
	json_put(doc, "controllers", all);
	json_put_str(doc, "current-controller", w->controller);
	if (str_same(call_format(c), "tabular")) {
		struct str text;
		const char *cell[] = { "Controller",
			               "Model",
			               "User",
			               "Access",
			               "Cloud/Region",
			               "Models",
			               "Nodes",
			               "HA",
			               "Version",
			               NULL,
			               w->model[w->current]->name,
			               w->user,
			               "superuser",
			               "microk8s/localhost",
			               "2",
			               "1",
			               "-",
			               w->version };
		char *name = mem_printf("%s*", w->controller);

		cell[9] = name;
		str_init(&text, STR_LINE);
		print_table(&text, cell, 2, 9, ".....rr");
		rc = call_text(c, str_text(&text));
		str_release(&text);
		free(name);
	} else {
		rc = call_document(c, doc);
	}
	json_free(doc);
	free(model);
	return rc;
}

/* The new model is printed on stderr; without an argument the current one on stdout (facts/juju.md 4). */
int command_switch(struct call *c)
{
	struct world *w = &c->juju->world;
	const struct juju_model *old = w->model[w->current];
	const char *env = call_env(c, "JUJU_MODEL"), *name;
	struct juju_model *m;

	/* What commands without -m would work on, JUJU_MODEL included. */
	if (!c->args) {
		if (env && *env)
			call_out(c, strchr(env, ':') ? "%s%s\n" : "%s:%s\n", strchr(env, ':') ? "" : w->controller, env);
		else
			call_out(c, "%s:%s/%s\n", w->controller, old->owner, old->name);
		return 0;
	}
	if (env && *env)
		return call_error(c, "cannot switch when JUJU_MODEL is overriding the model (set to \"%s\")", env);
	/* ":model" means the current controller, and a sandbox has one. */
	name = c->arg[0] + (*c->arg[0] == ':');
	m = str_same(name, w->controller) ? w->model[w->current] : call_model(c, name);
	if (!m)
		return 1;
	for (size_t i = 0; i < w->models; i++)
		if (w->model[i] == m)
			w->current = i;
	if (m == old)
		call_info(c, "%s:%s/%s (no change)\n", w->controller, m->owner, m->name);
	else
		call_info(c, "%s:%s/%s -> %s:%s/%s\n", w->controller, old->owner, old->name, w->controller, m->owner, m->name);
	return 0;
}

/* Answered by the client alone: an expired login shows at the next command that needs the controller. */
int command_whoami(struct call *c)
{
	const struct world *w = &c->juju->world;
	struct json *doc;
	int rc;

	if (str_same(call_format(c), "tabular")) {
		char *text = mem_printf("Controller:  %s\nModel:       %s/%s\nUser:        %s\n", w->controller,
		                        w->model[w->current]->owner, w->model[w->current]->name, w->user);

		rc = call_text(c, text);
		free(text);
		return rc;
	}
	doc = json_object();
	json_put_str(doc, "controller", w->controller);
	json_put_str(doc, "model", w->model[w->current]->name);
	json_put_str(doc, "user", w->user);
	rc = call_document(c, doc);
	json_free(doc);
	return rc;
}

/* With --format json a JSON string, not an object (facts/juju.md 4); Teal reads the client's major version from it. */
int command_version(struct call *c)
{
	char *text = mem_printf("%s-genericlinux-amd64", c->juju->world.version);
	struct json *doc = json_new_str(text);
	int rc = 0;

	if (call_has(c, "all")) {
		json_free(doc);
		doc = json_object();
		json_put_str(doc, "version", text);
		json_put_str(doc, "git-commit", "");
		json_put_str(doc, "git-tree-state", "");
		json_put_str(doc, "compiler", "gc");
		/* The sandbox must not pass for a build of Canonical's. */
		json_put_bool(doc, "official", false);
	}
	if (call_option(c, "format") && !str_same(call_format(c), "smart"))
		rc = call_document(c, doc);
	else if (call_has(c, "all"))
		rc = call_document(c, doc);
	else
		call_out(c, "%s\n", text);
	json_free(doc);
	free(text);
	return rc;
}

/* As after_password in commands.c, but a greeting follows and no command. */
static int after_login(struct call *c)
{
	c->again = NULL;
	if (!c->answer || !*c->answer)
		return call_error(c, "cannot log into controller \"%s\": EOF", c->juju->world.controller);
	c->juju->logged_in_again = true;
	call_info(c, "\nWelcome, %s. You are now logged into \"%s\".\n", c->juju->world.user, c->juju->world.controller);
	return 0;
}

/* Asks for the password only when the login has expired, as juju does. */
int command_login(struct call *c)
{
	if (!sandbox_fault(c->juju->sb, "login-expired", 0) || c->juju->logged_in_again) {
		call_info(c, "Welcome, %s. You are now logged into \"%s\".\n", c->juju->world.user, c->juju->world.controller);
		return 0;
	}
	str_addf(&c->err, "please enter password for %s on %s: ", c->juju->world.user, c->juju->world.controller);
	c->asking = true;
	c->again = after_login;
	return CALL_WAIT;
}

/* The two keys that a migration depends on: whether a removal asks first, and how often a charm's hook runs. The members have capitals
 * (facts/juju.md 4). */
int command_model_config(struct call *c)
{
	static const struct {
		const char *key, *value, *source;
	} item[] = {
		{ "mode", "requires-prompts", "default" },
		{ "update-status-hook-interval", "5m", "default" },
	};
	struct json *doc = json_object();
	int rc = 0;

	if (c->args && strchr(c->arg[0], '='))
		return json_free(doc), call_error(c, "the training sandbox does not change its models' configuration");
	for (size_t i = 0; i < mem_count(item); i++) {
		struct json *one = json_object();

		json_put_str(one, "Value", item[i].value);
		json_put_str(one, "Source", item[i].source);
		json_put(doc, item[i].key, one);
		if (c->args && str_same(c->arg[0], item[i].key))
			call_out(c, "%s\n", item[i].value);
	}
	if (!c->args)
		rc = call_document(c, doc);
	else if (!c->printed)
		rc = call_error(c, "key \"%s\" not found in \"%s\" model.", c->arg[0], c->model->name);
	json_free(doc);
	return rc;
}
