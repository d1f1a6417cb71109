/* What juju and the applications themselves tell. */
#include "config.h"

#include "base/err.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/backups.h"
#include "codec/json.h"
#include "codec/juju_run.h"
#include "codec/juju_status.h"
#include "plan/product.h"
#include "probe/own.h"

static const struct side_settings *side_of(const struct model *m, enum side side)
{
	return &m->settings.side[side];
}

/* "" for what was never seen. */
static const char *text_of(const struct model *m, enum fact_id id)
{
	return m->fact[id].text ? m->fact[id].text : "";
}

/* The exit code is judged before the output is read (facts/juju.md 6.2). */
static bool juju_ok(const struct answer *a, struct err *err)
{
	struct str text;

	if (a->started && !a->timed_out && a->exit_code == 0)
		return true;
	str_init(&text, STR_LINE);
	if (a->err)
		juju_stderr_trouble(a->err, a->err_len, &text);
	err_set(err, ERR_WORLD, a->timed_out ? _("juju did not answer in time") : _("juju did not answer"),
	        text.len     ? str_text(&text)
	        : a->trouble ? a->trouble
	        : a->err     ? a->err
	                     : "",
	        "");
	str_release(&text);
	return false;
}

/* The client's version only: the agents' is in the status, and they may differ (facts/juju.md section 0). */
static bool build_version(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	commands_juju(out, m, side, 20000, VERB_VERSION, "--format", "json", NULL);
	return true;
}

/* With --format json it is one JSON text, not an object (facts/juju.md section 4). */
static bool read_version(const struct model *m, enum side side, const struct answer *a, int64_t now, struct json *facts,
                         struct json *tables, struct err *err)
{
	struct json *j;
	const char *text;

	if (!juju_ok(a, err))
		return false;
	j = json_parse(a->out, a->out_len, err);
	text = json_text(j);
	if (text)
		put_fact(facts, FACT_JUJU_VERSION, 0, text);
	else
		err_set(err, ERR_WORLD, _("juju version is not understood"), a->out, "");
	json_free(j);
	return text || (err && err->kind == ERR_NONE);
}

/* Never with a selector: 4.0 refuses one. All of it is fetched and picked from here (facts/juju.md 1.10): also those who read blue's
 * addresses live in its model. One answer feeds both probes where both sides live in one model (twin_of in run/probes.c). */
static bool build_status(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	commands_juju(out, m, side, 60000, VERB_STATUS, "--format", "json", NULL);
	return true;
}

/* A row of the lists that facts.h describes. */
static struct json *pair(const char *one, const char *two)
{
	struct json *row = json_array();

	json_push_str(row, one);
	json_push_str(row, two);
	return row;
}

/* Without peer relations: they name the application itself and say nothing about the world. */
static struct json *relations_json(const struct juju_relation *r, size_t n, const char *self)
{
	struct json *list = json_array();

	for (size_t i = 0; i < n; i++)
		if (strcmp(r[i].app, self) != 0)
			json_push(list, pair(r[i].endpoint, r[i].app));
	return list;
}

/* app NULL: an application that is not there has no relations, and its list is empty. */
static void put_relations(struct json *facts, enum fact_id id, const struct juju_app *app)
{
	struct json *list = app ? relations_json(app->relation, app->relations, app->name) : json_array();
	char *line = json_line(list);

	put_fact(facts, id, (int64_t)json_count(list), line);
	free(line);
	json_free(list);
}

/* Unit names, the leader's first; a blank stands where the leader's name should be. */
static void put_units(struct json *facts, enum fact_id id, const struct juju_app *app)
{
	const struct juju_unit *leader = app ? juju_unit_leader(app) : NULL;
	struct str names;

	str_init(&names, STR_LINE);
	str_add(&names, leader ? leader->name : "");
	for (size_t i = 0; app && i < app->units; i++)
		if (&app->unit[i] != leader)
			str_addf(&names, " %s", app->unit[i].name);
	put_fact(facts, id, app ? (int64_t)app->units : 0, str_text(&names));
	str_release(&names);
}

/* The gates look for the very word "absent" to tell what is not deployed from what is not ready. */
static void put_settled(struct json *facts, enum fact_id id, const struct juju_app *app)
{
	struct str why;
	bool ok;

	str_init(&why, 160);
	ok = app && app->units > 0 && juju_app_settled(app, app->scale, NULL, &why);
	if (!app)
		str_add(&why, "absent");
	else if (!ok && !why.len)
		str_add(&why, _("it has no unit"));
	put_fact(facts, id, ok, str_text(&why));
	str_release(&why);
}

/* An application that is gone leaves facts too: that it is gone is what removal and undo wait for. */
static void put_app(struct json *facts, const struct juju_app *app, enum side side)
{
	const struct juju_unit *leader = app ? juju_unit_leader(app) : NULL;

	put_fact(facts, FACT_SIDE(FACT_BLUE_APP, side), app != NULL, app ? app->life : "");
	put_settled(facts, FACT_SIDE(FACT_BLUE_APP_SETTLED, side), app);
	put_units(facts, FACT_SIDE(FACT_BLUE_APP_UNITS, side), app);
	put_fact(facts, FACT_SIDE(FACT_BLUE_APP_REVISION, side), app ? app->rev : 0, app ? app->channel : "");
	put_fact(facts, FACT_SIDE(FACT_BLUE_APP_VERSION, side), 0, app ? app->version : "");
	put_relations(facts, FACT_SIDE(FACT_BLUE_APP_RELATIONS, side), app);
	put_fact(facts, FACT_SIDE(FACT_BLUE_APP_ADDRESS, side), 0, leader ? leader->address : "");
}

/* The revision stands beside the address, since nothing else needs a fact of its own for it. */
static void put_pg(struct json *facts, const struct juju_app *pg, enum side side)
{
	const struct juju_unit *leader = pg ? juju_unit_leader(pg) : NULL;

	put_settled(facts, FACT_SIDE(FACT_BLUE_PG_SETTLED, side), pg);
	put_units(facts, FACT_SIDE(FACT_BLUE_PG_UNITS, side), pg);
	put_fact(facts, FACT_SIDE(FACT_BLUE_PG_ADDRESS, side), pg ? pg->rev : 0, leader ? leader->address : "");
	put_relations(facts, FACT_SIDE(FACT_BLUE_PG_RELATIONS, side), pg);
}

/* Names and relations of the whole model, for the ingresses of green and for those who read blue's addresses. */
static void put_world(struct json *facts, const struct juju_status *s, enum side side)
{
	struct json *world = json_object(), *apps = json_array(), *saas = json_array(), *relations = json_object();
	char *line, *model = mem_printf("%s %s", s->model, s->version);

	for (size_t i = 0; i < s->apps; i++) {
		json_push_str(apps, s->app[i].name);
		json_put(relations, s->app[i].name, relations_json(s->app[i].relation, s->app[i].relations, s->app[i].name));
	}
	for (size_t i = 0; i < s->saas_count; i++)
		json_push_str(saas, s->saas[i].name);
	json_put(world, "apps", apps);
	json_put(world, "saas", saas);
	json_put(world, "relations", relations);
	line = json_line(world);
	put_fact(facts, FACT_SIDE(FACT_BLUE_SAAS, side), (int64_t)s->apps, line);
	put_fact(facts, FACT_SIDE(FACT_BLUE_MODEL, side), 0, model);
	free(line);
	free(model);
	json_free(world);
}

/* One answer, dozens of facts: all of them are of the same moment. */
static bool read_status(const struct model *m, enum side side, const struct answer *a, int64_t now, struct json *facts, struct json *tables,
                        struct err *err)
{
	const struct juju_app *app, *pg;
	struct juju_status s;

	if (!juju_ok(a, err) || !juju_status_parse(a->out, a->out_len, &s, err))
		return false;
	app = juju_app(&s, side_of(m, side)->app);
	pg = juju_app(&s, side_of(m, side)->pg_app);
	put_world(facts, &s, side);
	/* An application that juju could not tell about is unknown, not empty: its facts grow old. */
	if (!app || !*app->error)
		put_app(facts, app, side);
	if (!pg || !*pg->error)
		put_pg(facts, pg, side);
	juju_status_release(&s);
	return true;
}

/* The charm's settings. What juju keeps about the application itself (trust) is another object of the same answer. */
static bool build_config(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	commands_juju(out, m, side, 60000, VERB_CONFIG, side_of(m, side)->app, "--format", "json", NULL);
	return true;
}

/* juju prints the settings sorted by name, so that equal configurations give equal texts. */
static bool read_config(const struct model *m, enum side side, const struct answer *a, int64_t now, struct json *facts, struct json *tables,
                        struct err *err)
{
	struct json *j, *own;
	char *line;

	if (!juju_ok(a, err))
		return false;
	j = json_parse(a->out, a->out_len, err);
	if (!json_is_object(json_get(j, "settings"))) {
		json_free(j);
		return err_set(err, ERR_WORLD, _("juju config is not understood"), _("it has no settings"), "");
	}
	own = json_object();
	for (const struct json *n = json_first(json_get(j, "settings")); n; n = json_next(n))
		if (strcmp(json_str(n, "source", ""), "user") == 0)
			json_put(own, json_key(n), json_dup(json_get(n, "value")));
	line = json_line(own);
	put_fact(facts, FACT_SIDE(FACT_BLUE_CONFIG, side), (int64_t)json_count(own), line);
	free(line);
	json_free(own);
	json_free(j);
	return true;
}

/* An action takes its time and blocks the unit's hooks meanwhile, hence the slow pace. The wait ends before the
 * deadline, so that juju says why. */
static bool build_backups(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	char *unit = mem_printf("%s/leader", side_of(m, side)->pg_app);

	commands_juju(out, m, side, 120000, VERB_RUN, unit, "list-backups", "--wait=100s", "--format", "json", NULL);
	free(unit);
	return true;
}

/* A list that is not understood is no evidence for "no backup": the look fails instead. An empty list is a finding, 0. Green's list never
 * holds blue's backups: a PostgreSQL that is given another's path is blocked by its charm (facts/charms.md 2.2). */
static bool read_backups(const struct model *m, enum side side, const struct answer *a, int64_t now, struct json *facts,
                         struct json *tables, struct err *err)
{
	struct juju_said said = answer_said(a);
	struct juju_verdict v;
	struct backups list;
	const struct backup *newest;
	const char *text;
	bool ok = juju_run_judge(&said, JUJU_FORM_RUN, NULL, &v) == JUJU_OK;

	if (!ok)
		err_set(err, ERR_WORLD, _("list-backups failed"), v.message, "");
	/* The charm's documentation calls the result otherwise; its code says "backups" (facts/juju.md 3.1). */
	text = ok ? juju_task_result(v.task, "backups") : NULL;
	if (ok && !text)
		ok = err_set(err, ERR_WORLD, _("list-backups is not understood"), _("it has no result named backups"), "");
	if (ok && (ok = backups_parse(text, strlen(text), &list, err))) {
		newest = backups_newest(&list);
		put_fact(facts, FACT_SIDE(FACT_BLUE_BACKUP, side), newest ? newest->wall_ms : 0, newest ? newest->id : "");
		backups_release(&list);
	}
	juju_verdict_release(&v);
	return ok;
}

/* By the id that the run noted while the command was running; without one there is nothing to ask. */
static bool build_task(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	const char *id = model_note(m, "migrate.task");

	if (!id)
		return err_set(err, ERR_WORLD, _("no migration task is known yet"), "", "");
	commands_juju(out, m, side, 60000, VERB_SHOW_TASK, id, "--format", "json", NULL);
	return true;
}

/* A task that failed is a good look: what it says is a fact, and the gate judges it. */
static bool read_task(const struct model *m, enum side side, const struct answer *a, int64_t now, struct json *facts, struct json *tables,
                      struct err *err)
{
	struct juju_said said = answer_said(a);
	struct juju_verdict v;

	juju_run_judge(&said, JUJU_FORM_TASK, NULL, &v);
	if (v.task)
		put_fact(facts, FACT_TASK, v.task->return_code == JUJU_NO_CODE ? -1 : v.task->return_code,
		         juju_task_status_word(v.task->status));
	else
		err_set(err, ERR_WORLD, _("show-task failed"), v.message, "");
	juju_verdict_release(&v);
	return json_count(facts) > 0;
}

/* The settings' URL when there is one, since a pod's address is often out of reach; otherwise the leader's address, which moves with the
 * leader. Without an address there is no request at all: a look that failed, not a service that is down. */
static bool build_http(const struct model *m, enum side side, struct commands *out, struct err *err, const char *path)
{
	const struct product *p = product_find(m->settings.product);
	const char *base = side_of(m, side)->admin_url, *address = text_of(m, FACT_SIDE(FACT_BLUE_APP_ADDRESS, side));
	struct command *c;

	if (!*base && !*address)
		return err_set(err, ERR_WORLD, _("the app's address is not known yet"), "", "");
	c = commands_add(out, CMD_HTTP, side, 10000);
	c->url = *base ? mem_printf("%s%s", base, path) : mem_printf("http://%s:%d%s", address, p->admin_port, path);
	return true;
}

static bool build_health(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	return build_http(m, side, out, err, product_find(m->settings.product)->health);
}

/* The version is asked of the process that answers; what juju status shows was set when the pod started (facts/charms.md 1.1). */
static bool build_http_version(const struct model *m, enum side side, struct commands *out, struct err *err)
{
	return build_http(m, side, out, err, product_find(m->settings.product)->version);
}

/* No answer is a finding too: the service is down. */
static bool read_health(const struct model *m, enum side side, const struct answer *a, int64_t now, struct json *facts, struct json *tables,
                        struct err *err)
{
	put_fact(facts, FACT_SIDE(FACT_BLUE_HEALTH, side), a->trouble ? 0 : a->status, a->trouble ? a->trouble : "");
	return true;
}

/* "?" for any answer that names none, so that it equals no version. */
static bool read_http_version(const struct model *m, enum side side, const struct answer *a, int64_t now, struct json *facts,
                              struct json *tables, struct err *err)
{
	struct json *j = a->trouble || a->status != 200 ? NULL : json_parse(a->out, a->out_len, NULL);

	put_fact(facts, FACT_HTTP_VERSION, 0, json_str(j, "version", "?"));
	json_free(j);
	return true;
}

/* Looks at juju never overlap: each begins a pace after the end of the one before. */
const struct probe probes_juju[] = {
	{ .id = PROBE_JUJU, .side = OF_BLUE, .slow_ms = 60000, .fast_ms = 2000, .build = build_version, .read = read_version },
	{ .id = PROBE_STATUS_BLUE, .side = OF_BLUE, .slow_ms = 5000, .fast_ms = 500, .build = build_status, .read = read_status },
	{ .id = PROBE_STATUS_GREEN, .side = OF_GREEN, .slow_ms = 5000, .fast_ms = 500, .build = build_status, .read = read_status },
	{ .id = PROBE_CONFIG_BLUE, .side = OF_BLUE, .slow_ms = 30000, .fast_ms = 2000, .build = build_config, .read = read_config },
	{ .id = PROBE_CONFIG_GREEN, .side = OF_GREEN, .slow_ms = 30000, .fast_ms = 2000, .build = build_config, .read = read_config },
	{ .id = PROBE_BACKUPS_BLUE, .side = OF_BLUE, .slow_ms = 45000, .fast_ms = 2000, .build = build_backups, .read = read_backups },
	{ .id = PROBE_BACKUPS_GREEN, .side = OF_GREEN, .slow_ms = 45000, .fast_ms = 2000, .build = build_backups, .read = read_backups },
	{ .id = PROBE_TASK, .side = OF_SUBJECT, .slow_ms = 5000, .fast_ms = 1000, .build = build_task, .read = read_task },
	{ .id = PROBE_HEALTH_BLUE, .side = OF_BLUE, .slow_ms = 3000, .fast_ms = 500, .build = build_health, .read = read_health },
	{ .id = PROBE_HEALTH_GREEN, .side = OF_GREEN, .slow_ms = 3000, .fast_ms = 500, .build = build_health, .read = read_health },
	{ .id = PROBE_VERSION,
	  .side = OF_SUBJECT,
	  .slow_ms = 5000,
	  .fast_ms = 500,
	  .build = build_http_version,
	  .read = read_http_version },
};
const size_t probes_juju_count = mem_count(probes_juju);
