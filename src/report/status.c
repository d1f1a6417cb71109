/* Where a run stands, from its journal alone: what was seen is in it only as far as steps wrote it down. */
#include "config.h"

#include "report/report.h"

#include "base/clock.h"
#include "base/intl.h"
#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "plan/gate.h"
#include "plan/model.h"
#include "plan/step.h"
#include "plan/undo.h"
#include "plan/walk.h"
#include "report/parts.h"

/* For a terminal: control bytes gone, all on one line. NULL adds nothing. */
static void add_safe(struct str *out, const char *text)
{
	if (text)
		str_add_safe(out, text, strlen(text), STR_ONE_LINE);
}

/* A hyphen stands for nothing. */
static void add_line(struct str *out, const char *name, const char *text)
{
	str_addf(out, "%s: ", name);
	add_safe(out, text && *text ? text : "-");
	str_add(out, "\n");
}

/* The step with its last failure, and the gates as they were recorded; nothing is asked of the world here, so that a
 * verdict may be old. */
static void add_step(const struct model *m, int i, struct str *out)
{
	const struct step *row = step_of(m, i);
	const struct step_state *s = &m->step[i];

	str_addf(out, _("Step %d of %zu: %s (%s), %s\n"), i + 1, m->strategy->steps, _(row->title), row->id, report_status_word(s->status));
	if (s->what) {
		add_line(out, _("What went wrong"), s->what);
		add_line(out, _("Why"), s->why);
		add_line(out, _("What to do now"), s->now);
	}
	/* By the verdict's machine name: short, and the same in every language. */
	for (size_t g = 0; g < s->evidences; g++) {
		const struct gate *gate = gate_find(s->evidence[g].gate);
		char text[GATE_TEXT];

		str_addf(out, "  %s  ", verdict_name((enum verdict_kind)s->evidence[g].verdict));
		add_safe(out, gate ? gate_text(m, gate, gate->question, text) : s->evidence[g].gate);
		str_add(out, ": ");
		add_safe(out, s->evidence[g].text);
		str_add(out, "\n");
	}
}

/* The one number that somebody may wait for: it goes on counting until a switch or an undo ends it. */
static void add_write_stop(const struct model *m, int64_t now, struct str *out)
{
	int64_t end = report_stop_end(m), ms = m->fenced_at ? (end ? end : now) - m->fenced_at : 0;
	char span[CLOCK_TEXT];

	clock_span(ms, span);
	if (!m->fenced_at)
		add_line(out, _("Write-stop"), _("not begun"));
	else if (end)
		add_line(out, _("Write-stop"), span);
	else
		str_addf(out, _("Write-stop: %s, and it goes on\n"), span);
}

/* now is only for the write-stop that goes on: all else is as the journal's last line left it. */
void report_status(const struct model *m, int64_t now, struct str *out)
{
	char at[CLOCK_TEXT];
	int current = walk_step(m);
	struct undo_stayed s;

	clock_iso(m->started, at);
	add_line(out, _("Run"), m->run);
	add_line(out, _("Product"), m->settings.product);
	add_line(out, _("Blue"), m->settings.side[BLUE].app);
	str_addf(out, _("Begun: %.10s %.8s UTC\n"), at, at + 11);
	add_line(out, _("State"), m->end != RUN_OPEN ? report_end_word(m->end) : m->undoing ? _("being undone") : _("open"));
	/* An ended run has no step to speak of. */
	if (m->end == RUN_OPEN && step_of(m, current))
		add_step(m, current, out);
	for (size_t i = 0; undo_stayed_at(m, i, &s); i++)
		add_line(out, _("Not taken back"), s.act->stays ? _(s.act->stays) : _(act_title(m, s.act)));
	add_write_stop(m, now, out);
	if (m->waivers)
		str_addf(out, _("Waived gates: %zu\n"), m->waivers);
}

/* As recorded, like the lines for people. */
static struct json *gates_json(const struct step_state *s)
{
	struct json *list = json_array();

	for (size_t i = 0; i < s->evidences; i++) {
		struct json *o = json_object();
		char at[CLOCK_TEXT];

		clock_iso(s->evidence[i].seen, at);
		json_put_str(o, "gate", s->evidence[i].gate);
		json_put_str(o, "verdict", verdict_name((enum verdict_kind)s->evidence[i].verdict));
		json_put_str(o, "text", s->evidence[i].text);
		json_put_str(o, "seen", s->evidence[i].seen ? at : NULL);
		json_push(list, o);
	}
	return list;
}

/* What an undo could not take away. */
static struct json *stayed_json(const struct model *m)
{
	struct json *list = json_array();
	struct undo_stayed s;

	for (size_t i = 0; undo_stayed_at(m, i, &s); i++) {
		struct json *o = json_object();

		json_put_str(o, "step", s.step->id);
		json_put_str(o, "act", s.act->id);
		json_put_str(o, "where", s.act->stays);
		json_put_str(o, "why", s.why);
		json_push(list, o);
	}
	return list;
}

/* null when the run has ended or all steps are done. */
static struct json *step_json(const struct model *m, int i)
{
	const struct step *row = step_of(m, i);
	struct json *o;

	if (!row || m->end != RUN_OPEN)
		return NULL;
	o = json_object();
	json_put_str(o, "id", row->id);
	json_put_str(o, "title", row->title);
	json_put_int(o, "number", i + 1);
	json_put_int(o, "of", (int64_t)m->strategy->steps);
	json_put_str(o, "status", report_status_name(m->step[i].status));
	json_put_str(o, "what", m->step[i].what);
	json_put_str(o, "why", m->step[i].why);
	json_put_str(o, "now", m->step[i].now);
	json_put(o, "gates", gates_json(&m->step[i]));
	return o;
}

/* Of this process only, unlike the report's: an old lag is no state. */
static struct json *lag_json(const struct model *m)
{
	struct report_lag lag;
	struct json *o;

	if (!m->samples || !report_lag(m, &lag))
		return NULL;
	o = json_object();
	json_put_int(o, "bytes", lag.last_bytes);
	json_put_int(o, "ms", lag.last_ms);
	return o;
}

/* For scripts: nothing is translated, and null stands for what does not apply. */
struct json *report_status_json(const struct model *m, int64_t now)
{
	struct json *o = json_object();
	int64_t end = report_stop_end(m);
	char at[CLOCK_TEXT];

	clock_iso(m->started, at);
	json_put_str(o, "run", m->run);
	json_put_str(o, "product", m->settings.product);
	json_put_str(o, "app", m->settings.side[BLUE].app);
	json_put_str(o, "started", at);
	json_put_str(o, "state", report_end_name(m->end));
	json_put_bool(o, "undoing", m->undoing);
	json_put(o, "step", step_json(m, walk_step(m)));
	json_put(o, "stayed", stayed_json(m));
	json_put(o, "write_stop_ms", m->fenced_at ? json_new_int((end ? end : now) - m->fenced_at) : NULL);
	json_put_bool(o, "writes_stopped", m->fenced_at && !end);
	json_put(o, "lag", lag_json(m)); /* null: the journal does not hold it */
	json_put_int(o, "waivers", (int64_t)m->waivers);
	return o;
}
