/* Commands about relations, offers and SAAS. Relations are always made between endpoints: an endpoint that is not named must follow
 * from the charms, and the command is refused when more than one fits (facts/juju.md 4, integrate). */
#include "config.h"

#include "sandbox/juju/command.h"

#include "base/mem.h"
#include "codec/json.h"
#include "sandbox/juju/agent.h"

/* One side of a relation to be made: app or saas, the other is NULL. name is owned; endpoint is borrowed from the argument, NULL: none
 * was named. */
struct side {
	char *name;
	const char *endpoint;
	const struct app *app;
	const struct saas *saas;
};

/* One way in which the two sides fit; its texts are borrowed from the charms and the command's arguments. */
struct pair {
	const char *provider, *pend, *requirer, *rend, *interface;
};

/* "app" or "app:endpoint". s->name is to be freed by the caller, also after an ERROR. */
static bool side_read(struct call *c, const char *text, struct side *s)
{
	const char *colon = strchr(text, ':');

	s->name = colon ? mem_dupn(text, (size_t)(colon - text)) : mem_dup(text);
	s->endpoint = colon ? colon + 1 : NULL;
	s->app = app_find(c->model, s->name);
	s->saas = saas_find(c->model, s->name);
	if (!s->app && !s->saas)
		call_error(c, "application \"%s\" not found", s->name);
	return s->app || s->saas;
}

/* The nth endpoint that may take part; false at the end. */
static bool side_endpoint(const struct side *s, size_t nth, struct charm_endpoint *out)
{
	if (s->app && s->app->charm->endpoint[nth].name)
		*out = s->app->charm->endpoint[nth];
	else if (!s->app && nth == 0)
		*out = (struct charm_endpoint){ s->saas->endpoint, s->saas->interface, s->saas->role, 0 };
	else
		return false;
	return true;
}

/* A provider and a requirer of one interface; an endpoint that was named must be this one. */
static bool fits(const struct side *a, const struct charm_endpoint *p, const struct side *b, const struct charm_endpoint *r)
{
	return p->role == ROLE_PROVIDER && r->role == ROLE_REQUIRER && str_same(p->interface, r->interface) &&
	       (!a->endpoint || str_same(a->endpoint, p->name)) && (!b->endpoint || str_same(b->endpoint, r->name));
}

/* Every way in which the two could be related. */
static size_t pairs(const struct side *a, const struct side *b, struct pair out[16])
{
	struct charm_endpoint x, y;
	size_t n = 0;

	for (size_t i = 0; side_endpoint(a, i, &x); i++)
		for (size_t k = 0; side_endpoint(b, k, &y) && n < 16; k++) {
			if (fits(a, &x, b, &y))
				out[n++] = (struct pair){ a->name, x.name, b->name, y.name, x.interface };
			else if (fits(b, &y, a, &x))
				out[n++] = (struct pair){ b->name, y.name, a->name, x.name, x.interface };
		}
	return n;
}

/* true when no endpoint was named; false after an ERROR. */
static bool endpoint_known(struct call *c, const struct side *s)
{
	bool known =
		!s->endpoint || (s->app ? charm_endpoint(s->app->charm, s->endpoint) != NULL : str_same(s->saas->endpoint, s->endpoint));

	if (!known)
		call_error(c, "application \"%s\" has no \"%s\" relation", s->name, s->endpoint);
	return known;
}

/* Dying relations count until they are gone. So a relation that moves from blue to green has to be removed first, and its end waited for
 * (facts/charms.md 6, hazard 21). false after an ERROR. */
static bool within_limit(struct call *c, const struct side *s, const struct pair *p)
{
	const char *name = str_same(s->name, p->provider) ? p->pend : p->rend;
	const struct charm_endpoint *e = s->app ? charm_endpoint(s->app->charm, name) : NULL;

	if (!e || !e->limit || relation_count(c->model, s->name, e->name) < e->limit)
		return true;
	call_error(
		c,
		"cannot add relation \"%s:%s %s:%s\": establishing a new relation for %s:%s would exceed its maximum relation limit of %d "
		"(quota limit exceeded)",
		p->requirer, p->rend, p->provider, p->pend, s->name, e->name, e->limit);
	return false;
}

/* "already exists" is rc 1 with juju although the goal is reached; Teal takes that text as success (facts/juju.md 6). */
static int relate(struct call *c, const struct side *a, const struct side *b, const struct pair *p)
{
	struct relation *old = relation_find(c->model, p->provider, p->pend, p->requirer, p->rend);
	struct relation *r;

	/* The same ends again, too early: juju has to finish the removal first. */
	if (old && old->dying)
		return call_error(c, "cannot add relation \"%s:%s %s:%s\": relation %s:%s %s:%s is dying, but not yet removed", p->requirer,
		                  p->rend, p->provider, p->pend, p->requirer, p->rend, p->provider, p->pend);
	if (old)
		return call_error(c,
		                  "cannot add relation \"%s:%s %s:%s\": relation %s:%s %s:%s already exists (already exists)\n\n"
		                  "Use 'juju status --relations' to view the current relations.",
		                  p->requirer, p->rend, p->provider, p->pend, p->requirer, p->rend, p->provider, p->pend);
	if (!within_limit(c, a, p) || !within_limit(c, b, p))
		return 1;
	r = relation_add(&c->juju->world, c->model, p->provider, p->pend, p->requirer, p->rend, p->interface);
	/* The interface's text is borrowed from the charm's table and not from a SAAS, which may be removed before the relation. */
	if (a->app)
		r->interface = charm_endpoint(a->app->charm, str_same(a->name, p->provider) ? p->pend : p->rend)->interface;
	else if (b->app)
		r->interface = charm_endpoint(b->app->charm, str_same(b->name, p->provider) ? p->pend : p->rend)->interface;
	agent_related(c->juju, c->model, r);
	return 0;
}

/* Lists the pairs that fit, so that the user can name one. */
static int ambiguous(struct call *c, const struct pair *p, size_t n)
{
	struct str text;
	int rc;

	str_init(&text, STR_LINE);
	for (size_t i = 0; i < n; i++)
		str_addf(&text, "%s\"%s:%s %s:%s\"", i ? "; " : "", p[i].requirer, p[i].rend, p[i].provider, p[i].pend);
	rc = call_error(c, "ambiguous relation: \"%s %s\" could refer to %s", c->arg[0], c->arg[1], str_text(&text));
	str_release(&text);
	return rc;
}

/* Prints nothing on success (facts/juju.md 4). Two SAAS cannot be related with each other. */
int command_integrate(struct call *c)
{
	struct side a = { 0 }, b = { 0 };
	struct pair found[16];
	size_t n;
	int rc = 1;

	if (!side_read(c, c->arg[0], &a) || !side_read(c, c->arg[1], &b) || !endpoint_known(c, &a) || !endpoint_known(c, &b))
		goto out;
	/* Two charms here fit in far fewer than sixteen ways. */
	n = a.app || b.app ? pairs(&a, &b, found) : 0;
	if (n == 0)
		rc = call_error(c, "no relations found");
	else if (n > 1)
		rc = ambiguous(c, found, n);
	else
		rc = relate(c, &a, &b, &found[0]);
out:
	free(a.name);
	free(b.name);
	return rc;
}

/* ---- remove-relation ---- */

/* "app" or "app:endpoint". */
static bool end_is(const struct end *e, const char *text)
{
	size_t len = strcspn(text, ":");

	return strlen(e->app) == len && strncmp(e->app, text, len) == 0 && (!text[len] || str_same(e->endpoint, text + len + 1));
}

/* By id, or by the two ends in either order; peers cannot be removed. */
static bool relation_is(const struct call *c, const struct relation *r)
{
	char id[16];

	if (r->peer)
		return false;
	if (c->args == 1) {
		snprintf(id, sizeof(id), "%d", r->id);
		return str_same(id, c->arg[0]);
	}
	return (end_is(&r->provider, c->arg[0]) && end_is(&r->requirer, c->arg[1])) ||
	       (end_is(&r->provider, c->arg[1]) && end_is(&r->requirer, c->arg[0]));
}

/* rc 0 means that the relation was found; its end shows in the status. */
int command_remove_relation(struct call *c)
{
	struct relation *found = NULL;
	int64_t id;

	if (c->args == 1 && !str_to_int(c->arg[0], 0, 1000000000, &id))
		return call_usage_error(c, "a relation must involve two applications");
	for (size_t i = 0; i < c->model->relations; i++)
		if (relation_is(c, c->model->relation[i])) {
			/* With two relations between the same two applications the endpoints have to be named. */
			if (found)
				return call_error(c,
				                  "ambiguous relation: \"%s %s\" could refer to more than one relation: name the endpoints",
				                  c->arg[0], c->args > 1 ? c->arg[1] : "");
			found = c->model->relation[i];
		}
	if (!found)
		return c->args == 1 ? call_error(c, "relation %s not found", c->arg[0])
		                    : call_error(c, "relation \"%s %s\" not found", c->arg[0], c->arg[1]);
	agent_unrelate(c->juju, c->model, found);
	return 0;
}

/* ---- Offers ---- */

/* What model core offers: the ingress of both sides of a training. */
static const struct {
	const char *name, *endpoint, *interface;
} core_offer[] = {
	{ "traefik-admin", "ingress", "ingress" },
	{ "traefik-public", "ingress", "ingress" },
};

/* {"ingress":{"interface":"ingress","role":"provider"}}, as offers and SAAS have it (facts/juju.md 1.7). */
static struct json *endpoint_json(const char *endpoint, const char *interface, enum charm_role role)
{
	struct json *map = json_object(), *one = json_object();

	json_put_str(one, "interface", interface);
	json_put_str(one, "role", charm_role_text(role));
	json_put(map, endpoint, one);
	return map;
}

/* The offered endpoint; NULL when the application was removed and its offer was not. */
static const struct charm_endpoint *offered(const struct juju_model *m, const struct offer *o)
{
	const struct app *app = app_find(m, o->app);

	return app ? charm_endpoint(app->charm, o->endpoint) : NULL;
}

/* An offer of the same name is replaced: 3.x updates in place, 4.0 does not (facts/juju.md 4, offers). */
int command_offer(struct call *c)
{
	const char *dot = strchr(c->arg[0], '.'), *colon = strchr(c->arg[0], ':'), *text = c->arg[0], *offer;
	struct juju_model *m = c->model;
	char *model = NULL, *name = NULL;
	struct app *app;
	int rc = 1;

	if (!colon)
		return call_usage_error(c, "endpoints must conform to format \"<application-name>:<endpoint-name>[,...]\"");
	/* "model.app:endpoint": a dot behind the colon would be part of an endpoint. */
	if (dot && dot < colon) {
		model = mem_dupn(text, (size_t)(dot - text));
		text = dot + 1;
		m = call_model(c, model);
	}
	name = mem_dupn(text, (size_t)(colon - text));
	offer = c->args > 1 ? c->arg[1] : name;
	app = m ? app_find(m, name) : NULL;
	if (m && !app) {
		rc = call_error(c, "application \"%s\" not found", name);
	} else if (app && (!charm_endpoint(app->charm, colon + 1) || charm_endpoint(app->charm, colon + 1)->role == ROLE_PEER)) {
		rc = call_error(c, "application \"%s\" has no \"%s\" relation", name, colon + 1);
	} else if (app) {
		for (size_t i = m->offers; i-- > 0;)
			if (str_same(m->offer[i]->name, offer))
				offer_drop(m, m->offer[i]);
		offer_add(m, offer, name, colon + 1);
		call_info(c, "Application \"%s\" endpoints [%s] available at \"%s/%s.%s\"\n", name, colon + 1, m->owner, m->name, offer);
		rc = 0;
	}
	free(model);
	free(name);
	return rc;
}

/* The users with access to an offer: a sandbox has one user. */
static struct json *users(const struct call *c)
{
	struct json *all = json_object(), *one = json_object();

	json_put_str(one, "display-name", c->juju->world.user);
	json_put_str(one, "access", "admin");
	json_put(all, c->juju->world.user, one);
	return all;
}

/* One member for each offer, in bytewise order. Without offers the table is a sentence on stderr and the document {}. */
int command_offers(struct call *c)
{
	struct json *doc = json_object();
	int rc = 0;

	for (size_t i = 0; i < c->model->offers; i++) {
		const struct offer *o = c->model->offer[i];
		const struct app *app = app_find(c->model, o->app);
		const struct charm_endpoint *e = offered(c->model, o);
		struct json *one;
		char *charm, *url;

		if (!e || (c->args && !str_same(c->arg[0], o->name)))
			continue;
		one = json_object();
		charm = mem_printf("ch:amd64/%s-%d", app->charm->name, app->revision);
		url = mem_printf("%s/%s.%s", c->model->owner, c->model->name, o->name);
		json_put_str(one, "application", o->app);
		/* Shape (facts/juju.md 4): {"<offer>":{"application","store","charm","offer-url","endpoints","users"}}. */
		json_put_str(one, "store", c->juju->world.controller);
		json_put_str(one, "charm", charm);
		json_put_str(one, "offer-url", url);
		json_put(one, "endpoints", endpoint_json(e->name, e->interface, e->role));
		json_put(one, "users", users(c));
		json_put(doc, o->name, one);
		free(charm);
		free(url);
	}
	doc = print_sorted(doc);
	if (str_same(call_format(c), "tabular") && !json_count(doc))
		call_info(c, "No offers found.\n");
	else
		rc = call_document(c, doc);
	json_free(doc);
	return rc;
}

/* Takes endpoints. The command's argument selects by any part of the URL. */
static void put_found(const struct call *c, struct json *doc, const char *model, const char *name, struct json *endpoints)
{
	struct json *one = json_object();
	char *url = mem_printf("%s:%s.%s", c->juju->world.controller, model, name);

	if (!c->args || strstr(url, c->arg[0])) {
		json_put_str(one, "access", "admin");
		json_put(one, "endpoints", endpoints);
		json_put(one, "users", users(c));
		json_put(doc, url, one);
	} else {
		json_free(one);
		json_free(endpoints);
	}
	free(url);
}

/* Offers of all models and of core, a model that exists in a training by its offers only. */
int command_find_offers(struct call *c)
{
	const struct world *w = &c->juju->world;
	struct json *doc = json_object();
	int rc;

	for (size_t i = 0; i < mem_count(core_offer); i++)
		put_found(c, doc, "admin/core", core_offer[i].name,
		          endpoint_json(core_offer[i].endpoint, core_offer[i].interface, ROLE_PROVIDER));
	for (size_t i = 0; i < w->models; i++)
		for (size_t k = 0; k < w->model[i]->offers; k++) {
			const struct charm_endpoint *e = offered(w->model[i], w->model[i]->offer[k]);
			char *model = mem_printf("%s/%s", w->model[i]->owner, w->model[i]->name);

			if (e)
				put_found(c, doc, model, w->model[i]->offer[k]->name, endpoint_json(e->name, e->interface, e->role));
			free(model);
		}
	doc = print_sorted(doc);
	rc = json_count(doc) ? call_document(c, doc) : call_error(c, "no matching application offers found");
	json_free(doc);
	return rc;
}

/* Stops at the first offer that is missing; the ones before it are removed. */
int command_remove_offer(struct call *c)
{
	for (size_t i = 0; i < c->args; i++) {
		const char *dot = strrchr(c->arg[i], '.'), *name = dot ? dot + 1 : c->arg[i];
		char *model = dot ? mem_dupn(c->arg[i], (size_t)(dot - c->arg[i])) : NULL;
		struct juju_model *m = model ? call_model(c, model) : c->model;
		bool done = false;

		free(model);
		for (size_t k = m ? m->offers : 0; k-- > 0 && !done;)
			if (str_same(m->offer[k]->name, name)) {
				offer_drop(m, m->offer[k]);
				done = true;
			}
		if (!m || !done)
			return m ? call_error(c, "offer \"%s\" not found", c->arg[i]) : 1;
	}
	return 0;
}

/* ---- SAAS ---- */

/* An offer's endpoint; all texts are borrowed. */
struct remote {
	const char *endpoint, *interface;
	enum charm_role role;
};

/* Finds the offer behind a URL without its controller: owner/model.offer. */
static bool remote_find(const struct world *w, const char *url, struct remote *out)
{
	char name[256];

	for (size_t i = 0; i < mem_count(core_offer); i++) {
		snprintf(name, sizeof(name), "admin/core.%s", core_offer[i].name);
		if (str_same(name, url)) {
			*out = (struct remote){ core_offer[i].endpoint, core_offer[i].interface, ROLE_PROVIDER };
			return true;
		}
	}
	for (size_t i = 0; i < w->models; i++)
		for (size_t k = 0; k < w->model[i]->offers; k++) {
			const struct charm_endpoint *e = offered(w->model[i], w->model[i]->offer[k]);

			snprintf(name, sizeof(name), "%s/%s.%s", w->model[i]->owner, w->model[i]->name, w->model[i]->offer[k]->name);
			if (e && str_same(name, url)) {
				*out = (struct remote){ e->name, e->interface, e->role };
				return true;
			}
		}
	return false;
}

/* The same offer again under the same name is rc 0, as with juju. */
int command_consume(struct call *c)
{
	const struct world *w = &c->juju->world;
	const char *colon = strchr(c->arg[0], ':'), *path = colon ? colon + 1 : c->arg[0], *dot = strrchr(path, '.'), *alias;
	char *url, *full;
	struct remote remote;
	int rc = 0;

	if (!dot)
		return call_usage_error(c, "application offer \"%s\" not valid", c->arg[0]);
	/* Without an alias the SAAS has the offer's name. */
	alias = c->args > 1 ? c->arg[1] : dot + 1;
	url = strchr(path, '/') ? mem_dup(path) : mem_printf("%s/%s", w->user, path);
	full = mem_printf("%s:%s", w->controller, url);
	if (!remote_find(w, url, &remote))
		rc = call_error(c, "application offer \"%s\" not found", url);
	else if (app_find(c->model, alias))
		rc = call_error(c, "cannot add saas application \"%s\": local application with same name already exists", alias);
	else if (!saas_find(c->model, alias))
		saas_add(c->model, alias, full, remote.endpoint, remote.interface, remote.role, c->juju->wall);
	else if (!str_same(saas_find(c->model, alias)->url, full))
		rc = call_error(c, "cannot add saas application \"%s\": saas application already exists", alias);
	if (!rc)
		call_info(c, "Added %s as %s\n", full, alias);
	free(url);
	free(full);
	return rc;
}

/* The SAAS is gone at once; its relations break in later turns. */
int command_remove_saas(struct call *c)
{
	for (size_t i = 0; i < c->args; i++) {
		struct saas *s = saas_find(c->model, c->arg[i]);

		if (!s)
			return call_error(c, "could not remove SAAS application \"%s\": remote application \"%s\" not found", c->arg[i],
			                  c->arg[i]);
		for (size_t k = 0; k < c->model->relations; k++)
			if (str_same(c->model->relation[k]->provider.app, s->name) ||
			    str_same(c->model->relation[k]->requirer.app, s->name))
				agent_unrelate(c->juju, c->model, c->model->relation[k]);
		saas_drop(c->model, s);
	}
	return 0;
}
