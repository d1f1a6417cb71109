/* The smaller objects of a model: remote applications (SAAS), offers and secrets. */
#include "config.h"

#include "sandbox/juju/state.h"

#include "base/mem.h"
#include "base/str.h"
#include "sandbox/juju/state_list.h"

/* The new SAAS is moved to its place among the names. */
struct saas *saas_add(struct juju_model *m, const char *name, const char *url, const char *endpoint, const char *interface,
                      enum charm_role role, int64_t wall)
{
	struct saas *s = mem_zalloc(1, sizeof(*s));
	size_t at;

	*s = (struct saas){ mem_dup(name), mem_dup(url), mem_dup(endpoint), mem_dup(interface), role, wall };
	list_push(m->saas, m->saases, s);
	for (at = m->saases - 1; at > 0 && strcmp(m->saas[at - 1]->name, name) > 0; at--) {
		m->saas[at] = m->saas[at - 1];
		m->saas[at - 1] = s;
	}
	return s;
}

struct saas *saas_find(const struct juju_model *m, const char *name)
{
	for (size_t i = 0; i < m->saases; i++)
		if (str_same(m->saas[i]->name, name))
			return m->saas[i];
	return NULL;
}

static void saas_free(struct saas *s)
{
	free(s->name);
	free(s->url);
	free(s->endpoint);
	free(s->interface);
	free(s);
}

void saas_drop(struct juju_model *m, struct saas *s)
{
	list_drop(m->saas, m->saases, s);
	saas_free(s);
}

struct offer *offer_add(struct juju_model *m, const char *name, const char *app, const char *endpoint)
{
	struct offer *o = mem_zalloc(1, sizeof(*o));

	*o = (struct offer){ mem_dup(name), mem_dup(app), mem_dup(endpoint) };
	list_push(m->offer, m->offers, o);
	return o;
}

static void offer_free(struct offer *o)
{
	free(o->name);
	free(o->app);
	free(o->endpoint);
	free(o);
}

void offer_drop(struct juju_model *m, struct offer *o)
{
	list_drop(m->offer, m->offers, o);
	offer_free(o);
}

/* juju's ids of secrets have twenty characters. The content is put in by juju_secret_put. */
struct juju_secret *secret_add(struct juju_model *m, const char *owner, const char *label, int64_t wall)
{
	struct juju_secret *s = mem_zalloc(1, sizeof(*s));
	char id[21];

	random_text(id, 20, RANDOM_ID);
	s->id = mem_dup(id);
	s->owner = mem_dup(owner);
	s->label = mem_dup(label);
	s->created = wall;
	list_push(m->secret, m->secrets, s);
	return s;
}

/* By "secret:<id>", the bare id, or the label. */
struct juju_secret *secret_find(const struct juju_model *m, const char *name)
{
	if (strncmp(name, "secret:", 7) == 0)
		name += 7;
	for (size_t i = 0; i < m->secrets; i++)
		if (str_same(m->secret[i]->id, name) || str_same(m->secret[i]->label, name))
			return m->secret[i];
	return NULL;
}

/* Takes the first free one of the three keys. */
void juju_secret_put(struct juju_secret *s, const char *key, const struct secret *value)
{
	for (size_t i = 0; i < mem_count(s->key); i++)
		if (!s->key[i]) {
			s->key[i] = mem_dup(key);
			secret_copy(&s->value[i], value);
			return;
		}
}

/* secret_release wipes the values. */
static void juju_secret_free(struct juju_secret *s)
{
	for (size_t i = 0; i < mem_count(s->key); i++) {
		free(s->key[i]);
		secret_release(&s->value[i]);
	}
	free(s->id);
	free(s->owner);
	free(s->label);
	free(s);
}

void secret_drop(struct juju_model *m, struct juju_secret *s)
{
	list_drop(m->secret, m->secrets, s);
	juju_secret_free(s);
}
