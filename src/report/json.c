/* The report as JSON, for other programs. Names and texts are not translated. */
#include "config.h"

#include "report/report.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/command.h"
#include "plan/compared.h"
#include "plan/gate.h"
#include "plan/left_out.h"
#include "plan/model.h"
#include "plan/step.h"
#include "report/clients.h"
#include "report/parts.h"

/* null for a time that never was. */
static void put_time(struct json *o, const char *key, int64_t at)
{
	char text[CLOCK_TEXT];

	clock_iso(at, text);
	json_put_str(o, key, at > 0 ? text : NULL);
}

/* Names only, as in the report for people: nothing about how the databases are reached. */
static void put_sides(struct json *o, const struct model *m)
{
	static const char *const names[] = { [BLUE] = "blue", [GREEN] = "green" };

	for (int side = 0; side < SIDES; side++) {
		struct json *s = json_object();

		json_put_str(s, "model", m->settings.side[side].juju_model);
		json_put_str(s, "app", m->settings.side[side].app);
		json_put_str(s, "postgresql", m->settings.side[side].pg_app);
		json_put(o, names[side], s);
	}
}

/* to_version as the settings have it, from_version as the charm told it: neither is made to look like the other. */
static void put_head(struct json *o, const struct report *r)
{
	const struct model *m = r->model;
	struct json *who = json_array();

	json_put_str(o, "run", m->run);
	json_put_str(o, "product", m->settings.product);
	json_put_str(o, "strategy", m->strategy ? m->strategy->id : NULL);
	json_put_str(o, "from_version", model_note(m, "blue.version"));
	json_put_str(o, "to_version", m->settings.target_version);
	json_put_int(o, "to_revision", m->settings.target_revision);
	json_put_str(o, "to_channel", m->settings.target_channel);
	put_sides(o, m);
	for (size_t i = 0; report_actor(m, i); i++)
		json_push_str(who, report_actor(m, i));
	json_put(o, "who", who);
	put_time(o, "started", m->started);
	put_time(o, "ended", m->ended);
	json_put_str(o, "end", report_end_name(m->end));
	json_put_bool(o, "torn", r->flags & REPORT_TORN);
}

/* "ended" false means that nobody knows how it went: a crash lies between the command and its outcome. */
static struct json *record_json(const struct act_record *r)
{
	struct json *o = json_object(), *commands = json_array();

	json_put_str(o, "act", r->act);
	json_put_bool(o, "undo", r->undo);
	put_time(o, "began", r->began);
	json_put_bool(o, "ended", r->ended);
	json_put_bool(o, "ok", r->ok);
	json_put_int(o, "took_ms", r->took_ms);
	json_put_str(o, "why", r->why);
	for (size_t i = 0; i < r->commands; i++)
		json_push_str(commands, r->command[i]);
	json_put(o, "commands", commands);
	return o;
}

/* The verdict by its machine name, never translated. */
static struct json *evidence_json(const struct evidence *e)
{
	struct json *o = json_object();

	json_put_str(o, "gate", e->gate);
	json_put_str(o, "verdict", verdict_name((enum verdict_kind)e->verdict));
	json_put_str(o, "text", e->text);
	put_time(o, "seen", e->seen);
	return o;
}

/* Titles and phases as they are in the tables, in English: other programs compare them. "broke" stays when a later try
 * went well. */
static struct json *step_json(const struct step *row, const struct step_state *s)
{
	struct json *o = json_object(), *records = json_array(), *gates = json_array();

	json_put_str(o, "step", row->id);
	json_put_str(o, "phase", row->phase);
	json_put_str(o, "title", row->title);
	json_put_str(o, "status", report_status_name(s->status));
	put_time(o, "started", s->started);
	put_time(o, "ended", s->ended);
	json_put_str(o, "who", s->actor);
	json_put_str(o, "what", s->what);
	json_put_str(o, "why", s->why);
	json_put_str(o, "now", s->now);
	json_put_str(o, "broke", s->broke);
	for (size_t i = 0; i < s->records; i++)
		json_push(records, record_json(&s->record[i]));
	for (size_t i = 0; i < s->evidences; i++)
		json_push(gates, evidence_json(&s->evidence[i]));
	json_put(o, "acts", records);
	json_put(o, "gates", gates);
	return o;
}

/* The operations by name; those for which there was no row are only in the sum. */
static struct json *felt_json(const struct felt *f)
{
	struct json *o = json_object(), *ops = json_object();

	json_put_int(o, "failures", f->failures);
	put_time(o, "first", f->first);
	put_time(o, "last", f->last);
	json_put_str(o, "first_error", f->failures ? f->error : NULL);
	for (size_t i = 0; i < f->ops; i++)
		json_put_int(ops, f->op[i].name, f->op[i].failures);
	json_put(o, "operations", ops);
	return o;
}

/* All members always, null where there is nothing: a reader need not guess whether one was forgotten. */
static struct json *stop_json(const struct report *r)
{
	const struct model *m = r->model;
	struct json *o = json_object();
	struct felt felt;

	put_time(o, "from", m->fenced_at);
	put_time(o, "until", report_stop_end(m));
	json_put_str(o, "ended_by", m->switched_at ? "switch" : m->unfenced_at ? "undo" : NULL);
	json_put_int(o, "limit_ms", m->settings.limits.write_stop_s * 1000);
	json_put_str(o, "fence_lsn", model_note(m, "fence.lsn"));
	/* a write-stop that goes on has no length yet */
	json_put(o, "took_ms", m->fenced_at && report_stop_end(m) ? json_new_int(report_stop_end(m) - m->fenced_at) : NULL);
	json_put(o, "clients", report_felt(r, &felt) ? felt_json(&felt) : NULL);
	return o;
}

/* null for numbers that nobody counted. Keys and names of columns, no values. */
static void put_named(struct json *o, const struct table_check *c)
{
	bool named = compared_rows(c) >= 0;
	struct json *examples = json_array();

	json_put(o, "missing", named ? json_new_int(c->missing) : NULL);
	json_put(o, "extra", named ? json_new_int(c->extra) : NULL);
	json_put(o, "changed", named ? json_new_int(c->changed) : NULL);
	json_put_bool(o, "more", c->more);
	json_put_str(o, "not_found", c->not_found);
	for (size_t i = 0; i < c->examples; i++)
		json_push_str(examples, c->example[i]);
	json_put(o, "examples", examples);
}

/* One table in one mode; a table that was not compared has no row. */
static void push_check(struct json *list, const struct table *t, enum verify_mode mode)
{
	const struct table_check *c = &t->check[mode];
	struct json *o;

	if (!c->done)
		return;
	o = json_object();
	json_put_str(o, "mode", verify_mode_name(mode));
	json_put_str(o, "table", t->name);
	json_put_int(o, "source_rows", c->source_rows);
	json_put_int(o, "target_rows", c->target_rows);
	json_put_bool(o, "compared", c->compared);
	json_put_bool(o, "equal", c->equal);
	json_put_bool(o, "only_changes", c->delta);
	json_put_str(o, "explained", c->explained);
	json_put_str(o, "why", c->why);
	put_named(o, c);
	json_put_int(o, "took_ms", c->took_ms);
	put_time(o, "at", c->at);
	json_push(list, o);
}

/* First the comparison after the copy, then the one after the migration. */
static struct json *checks_json(const struct model *m)
{
	struct json *list = json_array();

	for (int mode = VERIFY_COPY; mode < VERIFY_MODES; mode++)
		for (size_t i = 0; i < m->tables; i++)
			push_check(list, &m->table[i], (enum verify_mode)mode);
	return list;
}

/* Only those that were made; the name is the key behind its dot. */
static struct json *checkpoints_json(const struct model *m)
{
	struct json *list = json_array();
	struct report_checkpoint c;
	const struct step *row;

	for (size_t i = 0; (row = report_checkpoint_step(m, i)); i++) {
		struct json *o;

		if (!report_checkpoint(m, row->checkpoint, &c))
			continue;
		o = json_object();
		json_put_str(o, "checkpoint", strchr(row->checkpoint, '.') + 1);
		json_put_str(o, "backup", c.id);
		put_time(o, "began", c.began);
		json_put_str(o, "unit", c.unit);
		json_push(list, o);
	}
	return list;
}

/* In the order in which they were given. */
static struct json *waivers_json(const struct model *m)
{
	struct json *list = json_array();

	for (size_t i = 0; i < m->waivers; i++) {
		struct json *o = json_object();

		json_put_str(o, "gate", m->waiver[i].gate);
		json_put_str(o, "reason", m->waiver[i].reason);
		json_put_str(o, "who", m->waiver[i].actor);
		put_time(o, "at", m->waiver[i].at);
		json_push(list, o);
	}
	return list;
}

static struct json *left_out_json(const struct model *m)
{
	struct json *list = json_array();
	char *name;

	for (size_t i = 0; (name = left_out_at(m, i)); i++) {
		json_push_str(list, name);
		free(name);
	}
	return list;
}

/* NULL, and so null, when it was never looked at. */
static struct json *lag_json(const struct model *m)
{
	struct report_lag lag;
	struct json *o;

	if (!report_lag(m, &lag))
		return NULL;
	o = json_object();
	json_put_int(o, "looks", (int64_t)lag.samples);
	json_put_int(o, "most_bytes", lag.most_bytes);
	json_put_int(o, "most_ms", lag.most_ms);
	json_put_int(o, "last_bytes", lag.last_bytes);
	json_put_int(o, "last_ms", lag.last_ms);
	return o;
}

/* Everything that the run remembered and was told, by its keys: what a later version adds is there without a word here. */
static struct json *notes_json(const struct model *m)
{
	struct json *o = json_object();

	for (size_t i = 0; i < m->notes; i++)
		json_put_str(o, m->note[i].key, m->note[i].text);
	return o;
}

/* Everything that the report for people says and more: steps with their commands and gates, and all notes. */
struct json *report_json(const struct report *r)
{
	const struct model *m = r->model;
	struct json *o = json_object(), *steps = json_array();

	put_head(o, r);
	json_put(o, "write_stop", stop_json(r));
	json_put(o, "verification", checks_json(m));
	json_put(o, "left_out", left_out_json(m));
	json_put(o, "lag", lag_json(m));
	json_put(o, "checkpoints", checkpoints_json(m));
	json_put(o, "waivers", waivers_json(m));
	for (int i = 0; step_of(m, i); i++)
		json_push(steps, step_json(step_of(m, i), &m->step[i]));
	json_put(o, "steps", steps);
	json_put_bool(o, "undone", m->undoing);
	json_put(o, "notes", notes_json(m));
	return o;
}
