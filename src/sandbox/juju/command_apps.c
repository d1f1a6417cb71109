/* Commands about applications: deploy, refresh, scale-application, trust, remove-application, config. Texts and streams are
 * those of facts/juju.md 4; sentences for people go to stderr, except where that section says otherwise. */
#include "config.h"

#include "sandbox/juju/command.h"

#include <ctype.h>

#include "base/mem.h"
#include "codec/json.h"
#include "sandbox/juju/agent.h"
#include "sandbox/product/products.h"

/* One sentence for every command that names an application. */
static int no_app(struct call *c, const char *name)
{
	return call_error(c, "application \"%s\" not found", name);
}

/* ---- deploy ---- */

/* juju's rule: lower case, digits and hyphens; a letter first; no group of digits alone after a hyphen, since "app-1" would read as a
 * unit. */
static bool name_is_legal(const char *name)
{
	if (!islower((unsigned char)*name))
		return false;
	for (const char *group = name;; group++) {
		size_t len = strcspn(group, "-"), digits = strspn(group, "0123456789");

		if (!len || digits == len || strspn(group, "abcdefghijklmnopqrstuvwxyz0123456789") != len)
			return false;
		group += len;
		if (!*group)
			return true;
	}
}

/* false after an ERROR. */
static bool config_known(struct call *c, const struct charm *charm, const char *key)
{
	if (charm_option(charm, key))
		return true;
	call_error(c, "unknown option \"%s\"", key);
	return false;
}

/* A value as juju config would hand it back. */
static char *config_text(const struct json *value)
{
	return json_text(value) ? mem_dup(json_text(value)) : json_line(value);
}

/* The charms here have booleans and texts, and every value is a text; so only a boolean can be wrong. */
static bool config_is_typed(struct call *c, const struct charm *charm, const char *key, const char *value)
{
	const struct charm_option *o = charm_option(charm, key);

	if (str_same(o->type, "boolean") && !str_same(value, "true") && !str_same(value, "false") && !str_same(value, "True") &&
	    !str_same(value, "False")) {
		call_error(c, "option \"%s\" expected boolean, got \"%s\"", key, value);
		return false;
	}
	return true;
}

/* Sets the option in app, or only checks it where app is NULL; false after an ERROR, with nothing set. */
static bool config_take(struct call *c, struct app *app, const struct charm *charm, const char *key, const char *value)
{
	const char *word = str_same(value, "True") ? "true" : str_same(value, "False") ? "false" : value;

	if (!config_known(c, charm, key) || !config_is_typed(c, charm, key, value))
		return false;
	if (app)
		app_set(app, key, word);
	return true;
}

/* The text below "app:", moved to the left by two: owned. */
static char *unindented(const char *text)
{
	char *block = mem_dup(text), *to = block;

	for (const char *from = block; *from;) {
		size_t skip = strspn(from, " ") < 2 ? strspn(from, " ") : 2, len = strcspn(from + skip, "\n");

		memmove(to, from + skip, len);
		to += len;
		from += skip + len;
		if (*from)
			*to++ = *from++;
	}
	*to = '\0';
	return block;
}

/* "app:" and indented settings, JSON of the same shape, or the settings alone: juju takes each of them. NULL: the text is none of them. */
static struct json *config_parse(struct call *c, const char *name, const char *text)
{
	size_t head = strlen(name);
	char *block;
	struct json *doc;

	if (text[strspn(text, " \n")] == '{')
		return json_parse(text, strlen(text), NULL);
	if (strncmp(text, name, head) != 0 || text[head] != ':' || text[head + 1] != '\n')
		return yaml_flat(c, text);
	block = unindented(text + head + 2);
	doc = yaml_flat(c, block);
	free(block);
	return doc;
}

/* With app NULL the file is only checked, and every ERROR comes then; the second time nothing can fail any more. */
static bool config_file(struct call *c, struct app *app, const struct charm *charm, const char *name, const char *path)
{
	const char *text = call_file(c, path);
	struct json *doc = text ? config_parse(c, name, text) : NULL;
	const struct json *settings = json_is_object(json_get(doc, name)) ? json_get(doc, name) : doc;
	bool ok = json_is_object(settings);

	if (!text)
		call_error(c, "open %s: no such file or directory", path);
	else if (!ok && !c->err.len)
		call_error(c, "cannot parse settings data of %s", path);
	for (const struct json *n = ok ? json_first(settings) : NULL; n && ok; n = json_next(n)) {
		char *value = config_text(n);

		ok = config_take(c, app, charm, json_key(n), value);
		free(value);
	}
	json_free(doc);
	return ok;
}

/* One --config: key=value, key=@file, or a file. With app NULL the argument is only checked. */
static bool config_argument(struct call *c, struct app *app, const struct charm *charm, const char *name, const char *text)
{
	const char *equals = strchr(text, '=');
	char *key;
	const char *value;
	bool ok;

	if (!equals)
		return config_file(c, app, charm, name, text);
	key = mem_dupn(text, (size_t)(equals - text));
	value = equals[1] == '@' ? call_file(c, equals + 2) : equals + 1;
	if (!value)
		call_error(c, "cannot read configuration from file \"%s\": no such file or directory", equals + 2);
	ok = value && config_take(c, app, charm, key, value);
	free(key);
	return ok;
}

/* The last line of every deployment that failed, behind the cause (facts/juju.md 4, since 3.3). */
static int deploy_failed(struct call *c, const char *charm)
{
	return call_error(c, "failed to deploy charm \"%s\"", charm);
}

/* A revision wins over its channel, which is kept for later refreshes. NULL after an ERROR. */
static const struct charm_revision *wanted_revision(struct call *c, const struct charm *charm, const char **channel)
{
	const char *revision = call_option(c, "revision");
	const struct charm_revision *r;
	int64_t n;

	*channel = call_option(c, "channel") ? call_option(c, "channel") : charm->channel;
	r = charm_released(charm, *channel);
	if (revision && (!str_to_int(revision, 0, 1000000, &n) || !(r = charm_revision(charm, (int)n)))) {
		call_error(c, "cannot resolve charm or bundle \"%s\": revision %s not found in channel %s", charm->name, revision,
		           *channel);
		return NULL;
	}
	if (!r)
		call_error(c, "selecting releases: charm or bundle not found for channel \"%s\", base \"amd64/ubuntu/%s\"", *channel,
		           charm->base);
	return r;
}

/* Every --config, in their order; the later one wins. */
static bool deploy_config(struct call *c, struct app *app, const struct charm *charm, const char *name)
{
	for (size_t i = 0; i < c->options; i++)
		if (str_same(c->option[i].name, "config") && !config_argument(c, app, charm, name, c->option[i].value))
			return false;
	return true;
}

/* Asynchronous: rc 0 means that the request was accepted. All is checked before the application exists, so that a refusal leaves nothing
 * behind. */
int command_deploy(struct call *c)
{
	const char *source = strncmp(c->arg[0], "ch:", 3) == 0 ? c->arg[0] + 3 : c->arg[0], *name = c->args > 1 ? c->arg[1] : source,
		   *channel;
	const struct charm *charm = charm_find(source);
	const struct charm_revision *r;
	struct app *app;
	int64_t units = 1;

	/* juju wants both, so that later refreshes know where to look (facts/juju.md 4, deploy). */
	if (call_option(c, "revision") && !call_option(c, "channel"))
		return call_usage_error(c, "specifying a revision requires a channel for future upgrades. Please use --channel");
	if (call_option(c, "n") && !str_to_int(call_option(c, "n"), 1, 1000, &units))
		return call_usage_error(c, "--num-units must be a positive integer");
	if (!charm)
		return call_error(c, "resolving with preferred channel: no charm or bundle matching channel or platform for \"%s\"",
		                  source),
		       deploy_failed(c, source);
	if (!name_is_legal(name))
		return call_error(c, "invalid application name \"%s\", unexpected number(s) found after hyphen or character not allowed",
		                  name);
	/* A SAAS takes a name as an application does. */
	if (app_find(c->model, name) || saas_find(c->model, name))
		return call_error(
			       c,
			       "cannot add application \"%s\": application already exists:\ndeploy application using an alias name:\n"
			       "    juju deploy <application> <alias>\nor use remove-application to remove the existing one and try again.",
			       name),
		       deploy_failed(c, source);
	/* The configuration is checked against the charm before anything exists. */
	r = wanted_revision(c, charm, &channel);
	if (!r || !deploy_config(c, NULL, charm, name))
		return deploy_failed(c, source);
	call_info(c, "Deployed \"%s\" from charm-hub charm \"%s\", revision %d in channel %s on ubuntu@%s/stable\n", name, charm->name,
	          r->revision, channel, charm->base);
	/* The line above is all that --dry-run prints. */
	if (call_has(c, "dry-run"))
		return 0;
	app = app_add(&c->juju->world, c->model, name, charm, r->revision, channel, c->juju->wall);
	/* Kept and shown; the failures of a charm without trust are not imitated here. */
	app->trusted = call_has(c, "trust");
	/* Cannot fail any more: the same options were checked above. */
	deploy_config(c, app, charm, name);
	agent_deploy(c->juju, app, (int)units);
	return 0;
}

/* ---- refresh ---- */

/* Part of a refresh's output, always the same here: the revisions of a charm share one table of endpoints. */
static void endpoints_unchanged(struct call *c, const struct charm *charm)
{
	call_info(c, "no change to endpoints in space \"alpha\": ");
	for (const struct charm_endpoint *e = charm->endpoint; e->name; e++)
		call_info(c, "%s%s", e == charm->endpoint ? "" : ", ", e->name);
	call_info(c, "\n");
}

/* juju's own race: a refresh that comes before the units are up is refused (facts/juju.md 5, #14368). */
static bool still_deploying(const struct app *app)
{
	for (size_t i = 0; i < app->units; i++)
		if (app->unit[i]->phase != UNIT_RUNNING && app->unit[i]->phase != UNIT_STOPPING)
			return true;
	return false;
}

/* "Added" is printed before the checks that may still fail (facts/juju.md 4), so the line proves nothing. */
int command_refresh(struct call *c)
{
	struct app *app = app_find(c->model, c->arg[0]);
	const char *channel = call_option(c, "channel");
	const struct charm_revision *r;
	int64_t n;

	if (!app)
		return no_app(c, c->arg[0]);
	if (!channel)
		/* Without --channel the application stays on its channel. */
		channel = app->channel;
	r = charm_released(app->charm, channel);
	if (call_option(c, "revision"))
		r = str_to_int(call_option(c, "revision"), 0, 1000000, &n) ? charm_revision(app->charm, (int)n) : NULL;
	if (!r)
		return call_error(c, "selecting releases: charm or bundle not found for channel \"%s\", base \"amd64/ubuntu/%s\"", channel,
		                  app->charm->base);
	/* Options of the charm that is there; both revisions have the same here. */
	if (!deploy_config(c, NULL, app->charm, app->name))
		return 1;
	/* A refresh without a change is rc 0 (facts/juju.md 4, refresh). */
	if (r->revision == app->revision && str_same(channel, app->channel)) {
		call_info(c, "charm \"%s\": already up-to-date\n", app->charm->name);
		return 0;
	}
	call_info(c, "Added charm-hub charm \"%s\", revision %d in channel %s, to the model\n", app->charm->name, r->revision, channel);
	if (still_deploying(app) || c->juju->refused_refreshes < sandbox_fault(c->juju->sb, "refresh-not-ready", 0)) {
		/* The fault counts refusals, so that a training ends after as many as it names. */
		c->juju->refused_refreshes++;
		return call_error(c, "\"%s\" deploy incomplete, please try refresh again in a little bit.", app->name);
	}
	endpoints_unchanged(c, app->charm);
	deploy_config(c, app, app->charm, app->name);
	agent_refresh(c->juju, app, r->revision, channel);
	return 0;
}

/* ---- scale, trust, remove ---- */

/* Teal silences green with a scale of 0. The sentence goes to stderr, as juju's does. */
int command_scale(struct call *c)
{
	struct app *app = app_find(c->model, c->arg[0]);
	int64_t n;

	if (!str_to_int(c->arg[1], 0, 1000, &n))
		return call_usage_error(c, "invalid scale \"%s\": strconv.Atoi: parsing \"%s\": invalid syntax", c->arg[1], c->arg[1]);
	if (!app)
		return no_app(c, c->arg[0]);
	agent_scale(c->juju, app, (int)n);
	call_info(c, "%s scaled to %d unit%s\n", app->name, (int)n, n == 1 ? "" : "s");
	return 0;
}

/* Teal deploys with --trust; this command mends a deployment without it. */
int command_trust(struct call *c)
{
	struct app *app = app_find(c->model, c->arg[0]);

	if (!app)
		return no_app(c, c->arg[0]);
	if (!call_has(c, "remove") && !str_same(call_option(c, "scope"), "cluster"))
		return call_error(c, "'juju trust' currently requires --scope=cluster for k8s models");
	app->trusted = !call_has(c, "remove");
	return 0;
}

/* On stdout, where 3.x prints it. Without --destroy-storage the volumes are detached and kept. */
static void say_removal(struct call *c, const struct app *app)
{
	call_out(c, "will remove application %s\n", app->name);
	for (size_t i = 0; i < app->units; i++)
		call_out(c, "- will remove unit %s/%d\n", app->name, app->unit[i]->number);
	/* Only PostgreSQL keeps anything on a volume. */
	for (size_t i = 0; app->charm->kind == CHARM_POSTGRESQL && i < app->units; i++)
		call_out(c, "- will %s storage pgdata/%d\n", call_has(c, "destroy-storage") ? "remove" : "detach", app->unit[i]->number);
}

/* An application that is dying already keeps the --destroy-storage of the first removal. */
static int remove_now(struct call *c)
{
	for (size_t i = 0; i < c->args; i++) {
		struct app *app = app_find(c->model, c->arg[i]);

		if (app && !app->dying) {
			app->destroy_storage = call_has(c, "destroy-storage");
			agent_remove(c->juju, c->model, app);
		}
	}
	return 0;
}

/* Anything but a yes is a no, the end of the input included: a child without a terminal never removes anything by accident. */
static int after_prompt(struct call *c)
{
	c->again = NULL;
	if (!c->answer ||
	    (!str_same(c->answer, "y") && !str_same(c->answer, "Y") && !str_same(c->answer, "yes") && !str_same(c->answer, "Yes")))
		return call_error(c, "application removal: aborted");
	return remove_now(c);
}

/* juju asks before it removes (model-config mode=requires-prompts, the default): a program passes --no-prompt. */
int command_remove_application(struct call *c)
{
	bool failed = false;

	if (call_has(c, "no-wait") && !call_has(c, "force"))
		return call_usage_error(c, "--no-wait without --force not valid");
	for (size_t i = 0; i < c->args; i++) {
		const struct app *app = app_find(c->model, c->arg[i]);

		if (app)
			say_removal(c, app);
		else
			failed = true;
		if (!app)
			call_error(c, "removing application %s failed: application \"%s\" not found", c->arg[i], c->arg[i]);
	}
	if (failed)
		return 1;
	if (call_has(c, "dry-run"))
		return 0;
	if (call_has(c, "no-prompt") || str_same(call_env(c, "JUJU_SKIP_CONFIRMATION"), "true"))
		return remove_now(c);
	/* On stderr, with no newline behind it (facts/juju.md 2, Confirmation). */
	str_add(&c->err, "\nContinue [y/N]? ");
	c->asking = true;
	c->again = after_prompt;
	return CALL_WAIT;
}

/* ---- config ---- */

/* The value with the type that the charm declares for it. */
static struct json *typed(const char *type, const char *value)
{
	return str_same(type, "string") ? json_new_str(value) : yaml_word(value);
}

/* Members in the order of a Go map. source is "user", "default", or "unset" for an option without a default. */
static struct json *config_document(const struct app *app)
{
	struct json *doc = json_object(), *settings = json_object(), *application = json_object(), *trust = json_object();

	for (const struct charm_option *o = app->charm->option; o->name; o++) {
		struct json *one = json_object();
		const char *value = app_setting(app, o->name);
		/* A value that the user set counts as the user's, also when it is the default's. */
		bool user = app_setting_is_user(app, o->name);

		if (o->value)
			json_put(one, "default", typed(o->type, o->value));
		json_put_str(one, "description", o->about);
		json_put_str(one, "source", user ? "user" : value ? "default" : "unset");
		json_put_str(one, "type", o->type);
		if (value)
			json_put(one, "value", typed(o->type, value));
		json_put(settings, o->name, one);
	}
	json_put_bool(trust, "default", false);
	json_put_str(trust, "description", "Does this application have access to trusted credentials");
	json_put_str(trust, "source", app->trusted ? "user" : "default");
	json_put_str(trust, "type", "bool");
	json_put_bool(trust, "value", app->trusted);
	json_put(application, "trust", trust);
	json_put_str(doc, "application", app->name);
	json_put(doc, "application-config", application);
	json_put_str(doc, "charm", app->charm->name);
	json_put(doc, "settings", settings);
	return doc;
}

/* Stops at the first unknown key; the keys before it are reset already. */
static int config_reset(struct call *c, struct app *app)
{
	const char *keys = call_option(c, "reset");

	while (*keys) {
		size_t len = strcspn(keys, ",");
		char *key = mem_dupn(keys, len);
		bool known = config_known(c, app->charm, key);

		if (known)
			app_set(app, key, NULL);
		free(key);
		if (!known)
			return 1;
		keys += len + (keys[len] == ',');
	}
	agent_config_changed(c->juju, app);
	return 0;
}

/* All arguments are checked before the first is set. */
static int config_set(struct call *c, struct app *app)
{
	for (size_t i = 1; i < c->args; i++)
		if (!strchr(c->arg[i], '='))
			return call_usage_error(c, "cannot retrieve configuration values and set configuration values simultaneously");
		else if (!config_argument(c, NULL, app->charm, app->name, c->arg[i]))
			return 1;
	for (size_t i = 1; i < c->args; i++)
		config_argument(c, app, app->charm, app->name, c->arg[i]);
	agent_config_changed(c->juju, app);
	return 0;
}

/* The bare value, whatever --format says (facts/juju.md 4, config). */
static int config_one(struct call *c, const struct app *app, const char *key)
{
	if (str_same(key, "trust")) {
		call_out(c, app->trusted ? "true\n" : "false\n");
		return 0;
	}
	if (!charm_option(app->charm, key))
		return call_error(c, "key \"%s\" not found in \"%s\" application config or charm settings.", key, app->name);
	if (app_setting(app, key))
		call_out(c, "%s\n", app_setting(app, key));
	return 0;
}

/* The arguments decide between five uses: reset keys, take a file, set values, print one value, print all. */
int command_config(struct call *c)
{
	struct app *app = app_find(c->model, c->arg[0]);
	struct json *doc;
	int rc;

	if (!app)
		return no_app(c, c->arg[0]);
	if (call_option(c, "reset") && (rc = config_reset(c, app)))
		return rc;
	if (call_option(c, "file")) {
		if (!config_file(c, NULL, app->charm, app->name, call_option(c, "file")))
			return 1;
		config_file(c, app, app->charm, app->name, call_option(c, "file"));
		agent_config_changed(c->juju, app);
		return 0;
	}
	/* One word without an equals sign asks for that option's value; anything else sets values. */
	if (c->args > 2 || (c->args == 2 && strchr(c->arg[1], '=')))
		return config_set(c, app);
	if (c->args == 2)
		return config_one(c, app, c->arg[1]);
	if (call_option(c, "reset"))
		return 0;
	doc = config_document(app);
	rc = call_document(c, doc);
	json_free(doc);
	return rc;
}
