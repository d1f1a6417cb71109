/* Status documents as plain structs that borrow the document's texts (facts/juju.md 1). What the facts mean for
 * a migration is decided by the gates, but for one question: is an application settled? */
#include "config.h"

#include "codec/juju_status.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"

/* A status object: {current?, message?, ...} or {"status-error"}. The error goes to *error unless one is there
 * already. */
static void read_info(const struct json *info, const char **current, const char **message, const char **error)
{
	const char *said = json_str(info, "status-error", "");

	*current = json_str(info, "current", "");
	*message = json_str(info, "message", "");
	if (said[0] && !(*error)[0])
		*error = said;
}

/* {"db": ["webapp"]} or {"db": [{"related-application": "webapp", "interface": "dbi"}]}, possibly mixed. */
static void read_relations(const struct json *map, struct juju_relation **list, size_t *count)
{
	size_t n = 0;

	if (!json_is_object(map))
		return;
	for (const struct json *e = json_first(map); e; e = json_next(e))
		n += json_is_array(e) ? json_count(e) : 0;
	*list = mem_zalloc(n, sizeof **list);
	for (const struct json *e = json_first(map); e; e = json_next(e))
		for (const struct json *r = json_is_array(e) ? json_first(e) : NULL; r; r = json_next(r)) {
			const char *app = json_is_string(r) ? json_text(r) : json_str(r, "related-application", "");

			if (app[0])
				(*list)[(*count)++] = (struct juju_relation){
					.endpoint = json_key(e),
					.app = app,
					.interface = json_str(r, "interface", ""),
				};
		}
}

/* A unit may consist of an error alone, and so may each of its two statuses: the first error is kept. */
static void read_unit(const struct json *j, struct juju_unit *u)
{
	*u = (struct juju_unit){
		.name = json_key(j),
		.address = json_str(j, "address", json_str(j, "public-address", "")),
		.life = json_str(j, "life", ""),
		.error = json_str(j, "status-error", ""),
		.leader = json_bool(j, "leader", false),
	};
	read_info(json_get(j, "workload-status"), &u->workload, &u->workload_message, &u->error);
	read_info(json_get(j, "juju-status"), &u->agent, &u->agent_message, &u->error);
}

/* Absent members are "". juju leaves out whatever is empty, so an absent member is no damage. */
static void read_app(const struct json *j, const char *model_type, struct juju_app *a)
{
	const struct json *units = json_get(j, "units");

	*a = (struct juju_app){
		.name = json_key(j),
		.charm = json_str(j, "charm", ""),
		.charm_name = json_str(j, "charm-name", ""),
		.channel = json_str(j, "charm-channel", ""),
		.version = json_str(j, "version", ""),
		.address = json_str(j, "address", ""),
		.life = json_str(j, "life", ""),
		.error = json_str(j, "status-error", ""),
		.rev = json_int(j, "charm-rev", -1),
	};
	read_info(json_get(j, "application-status"), &a->status, &a->message, &a->error);
	read_relations(json_get(j, "relations"), &a->relation, &a->relations);
	if (json_is_object(units)) {
		a->unit = mem_zalloc(json_count(units), sizeof *a->unit);
		for (const struct json *u = json_first(units); u; u = json_next(u))
			read_unit(u, &a->unit[a->units++]);
	}
	/* juju leaves scale out when it is 0, and on machine models always. */
	a->scale = json_int(j, "scale", strcmp(model_type, "caas") == 0 ? 0 : (int64_t)a->units);
}

/* The relations of a SAAS are always plain names (facts/juju.md 1.7). */
static void read_saas(const struct json *j, struct juju_saas *s)
{
	*s = (struct juju_saas){
		.name = json_key(j),
		.url = json_str(j, "url", ""),
		.life = json_str(j, "life", ""),
		.error = json_str(j, "status-error", ""),
	};
	read_info(json_get(j, "application-status"), &s->status, &s->message, &s->error);
	read_relations(json_get(j, "relations"), &s->relation, &s->relations);
}

/* Only the endpoints are read. juju leaves the numbers of connections out when they are 0, so they prove
 * nothing. */
static void read_offer(const struct json *j, struct juju_offer *o)
{
	const struct json *endpoints = json_get(j, "endpoints");

	*o = (struct juju_offer){
		.name = json_key(j),
		.application = json_str(j, "application", ""),
		.error = json_str(j, "status-error", ""),
	};
	if (!json_is_object(endpoints))
		return;
	o->endpoint = mem_zalloc(json_count(endpoints), sizeof *o->endpoint);
	for (const struct json *e = json_first(endpoints); e; e = json_next(e))
		o->endpoint[o->endpoints++] = json_key(e);
}

/* The caller has checked that there are a model and applications; juju leaves the other lists out when they are
 * empty. */
static void read_all(const struct json *model, struct juju_status *s)
{
	const struct json *apps = json_get(s->root, "applications");
	const struct json *saas = json_get(s->root, "application-endpoints");
	const struct json *offers = json_get(s->root, "offers");
	const char *message;

	s->model = json_str(model, "name", "");
	s->type = json_str(model, "type", "");
	s->controller = json_str(model, "controller", "");
	s->cloud = json_str(model, "cloud", "");
	s->version = json_str(model, "version", "");
	s->model_error = json_str(model, "status-error", "");
	read_info(json_get(model, "model-status"), &s->model_status, &message, &s->model_error);

	s->app = mem_zalloc(json_count(apps), sizeof *s->app);
	for (const struct json *j = json_first(apps); j; j = json_next(j))
		read_app(j, s->type, &s->app[s->apps++]);
	if (json_is_object(saas)) {
		s->saas = mem_zalloc(json_count(saas), sizeof *s->saas);
		for (const struct json *j = json_first(saas); j; j = json_next(j))
			read_saas(j, &s->saas[s->saas_count++]);
	}
	if (json_is_object(offers)) {
		s->offer = mem_zalloc(json_count(offers), sizeof *s->offer);
		for (const struct json *j = json_first(offers); j; j = json_next(j))
			read_offer(j, &s->offer[s->offers++]);
	}
}

/* Always false. The advice names the command that Teal itself ran. */
static bool refuse(struct err *err, const char *why)
{
	return err_set(err, ERR_WORLD, _("The status of the model cannot be read"), why,
	               _("Run juju status --format json yourself and look at it."));
}

/* The list of applications must be there, even if empty: juju always prints it, so a document without it is
 * something else. */
bool juju_status_parse(const char *text, size_t n, struct juju_status *out, struct err *err)
{
	const struct json *model;
	bool known;

	*out = (struct juju_status){ 0 };
	if (n > JUJU_STATUS_MAX)
		return refuse(err, _("The answer is larger than any model this program was made for."));
	if (!n)
		return refuse(err, _("juju printed nothing."));
	out->root = json_parse(text, n, err);
	if (!out->root)
		return err_wrap(err, _("Reading the status of the model"));
	model = json_get(out->root, "model");
	known = json_is_object(model) && json_is_object(json_get(out->root, "applications"));
	if (known) {
		read_all(model, out);
		return true;
	}
	if (json_is_object(out->root) && !json_count(out->root))
		refuse(err, _("juju printed {}, which stands for a failed call, not for an empty model."));
	else
		refuse(err, _("The document names no model or no applications."));
	juju_status_release(out);
	return false;
}

void juju_status_release(struct juju_status *s)
{
	for (size_t i = 0; i < s->apps; i++) {
		free(s->app[i].relation);
		free(s->app[i].unit);
	}
	for (size_t i = 0; i < s->saas_count; i++)
		free(s->saas[i].relation);
	for (size_t i = 0; i < s->offers; i++)
		free(s->offer[i].endpoint);
	free(s->app);
	free(s->saas);
	free(s->offer);
	json_free(s->root);
	*s = (struct juju_status){ 0 };
}

const struct juju_app *juju_app(const struct juju_status *s, const char *name)
{
	for (size_t i = 0; i < s->apps; i++)
		if (strcmp(s->app[i].name, name) == 0)
			return &s->app[i];
	return NULL;
}

const struct juju_saas *juju_saas(const struct juju_status *s, const char *name)
{
	for (size_t i = 0; i < s->saas_count; i++)
		if (strcmp(s->saas[i].name, name) == 0)
			return &s->saas[i];
	return NULL;
}

const struct juju_offer *juju_offer(const struct juju_status *s, const char *name)
{
	for (size_t i = 0; i < s->offers; i++)
		if (strcmp(s->offer[i].name, name) == 0)
			return &s->offer[i];
	return NULL;
}

const struct juju_unit *juju_unit(const struct juju_app *a, const char *name)
{
	for (size_t i = 0; i < a->units; i++)
		if (strcmp(a->unit[i].name, name) == 0)
			return &a->unit[i];
	return NULL;
}

/* For a moment two leaders may be seen while leadership moves; choosing one of them would be a guess. */
const struct juju_unit *juju_unit_leader(const struct juju_app *a)
{
	const struct juju_unit *leader = NULL;

	for (size_t i = 0; i < a->units; i++) {
		if (a->unit[i].leader && leader)
			return NULL;
		if (a->unit[i].leader)
			leader = &a->unit[i];
	}
	return leader;
}

/* Reads one application's list. juju lists a relation on both sides, so a caller that must be sure asks for
 * both. */
bool juju_app_related(const struct juju_app *a, const char *endpoint, const char *other)
{
	for (size_t i = 0; i < a->relations; i++)
		if (strcmp(a->relation[i].app, other) == 0 && (!endpoint || strcmp(a->relation[i].endpoint, endpoint) == 0))
			return true;
	return false;
}

static bool not_yet(struct str *why, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Adds one sentence about a thing that is not as it should be, the foreign words in it made harmless, and answers no. */
static bool not_yet(struct str *why, const char *fmt, ...)
{
	va_list ap;
	char *text;

	if (!why)
		return false;
	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	str_add_safe(why, text, strlen(text), STR_ONE_LINE);
	free(text);
	return false;
}

/* The first fault, in the order in which an operator would have to repair them. */
static bool unit_settled(const struct juju_unit *u, const char *workload, struct str *why)
{
	if (u->error[0])
		return not_yet(why, _("Unit %s is told as an error: %s."), u->name, u->error);
	if (u->life[0])
		return not_yet(why, _("Unit %s is going away (%s)."), u->name, u->life);
	if (strcmp(u->workload, workload) != 0 && u->workload_message[0])
		return not_yet(why, _("Unit %s is not ready (%s: %s)."), u->name, u->workload, u->workload_message);
	if (strcmp(u->workload, workload) != 0)
		return not_yet(why, _("Unit %s is not ready (%s)."), u->name, u->workload[0] ? u->workload : _("no status yet"));
	if (strcmp(u->agent, "idle") != 0)
		return not_yet(why, _("The agent of unit %s is not idle (%s)."), u->name, u->agent[0] ? u->agent : _("no status yet"));
	return true;
}

/* The application's own status is not read, because it may lag behind its units for ever (facts/juju.md 1.4). */
bool juju_app_settled(const struct juju_app *a, int64_t wanted, const char *workload, struct str *why)
{
	if (!a)
		return not_yet(why, "%s", _("The application is not in the model."));
	if (a->error[0])
		return not_yet(why, _("Application %s is told as an error: %s."), a->name, a->error);
	if (a->life[0])
		return not_yet(why, _("Application %s is going away (%s)."), a->name, a->life);
	if ((int64_t)a->units != wanted || a->scale != wanted)
		return not_yet(why, _("Application %s has %zu units and is to have %lld; %lld are wanted."), a->name, a->units,
		               (long long)a->scale, (long long)wanted);
	for (size_t i = 0; i < a->units; i++)
		if (!unit_settled(&a->unit[i], workload ? workload : "active", why))
			return false;
	if (wanted > 0 && !juju_unit_leader(a))
		return not_yet(why, _("Application %s has no leader, or more than one."), a->name);
	return true;
}
